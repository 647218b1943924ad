"""The widgets of a PDF as places: the blank is its own map, and so is any AcroForm made elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Name, Object

from dokumentverk.engines.pdf_finish import COMB, MULTILINE, RADIO
from dokumentverk.model.layout import Box, Place, WidgetKind

_SIZE = re.compile(r"([\d.]+)\s+Tf")
_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class WidgetMap:
    """``sizes`` are (width, height) of each page in points. In ``places`` the field is the widget's full name."""

    sizes: tuple[tuple[float, float], ...]
    places: tuple[Place, ...]


def widget_map(content: bytes) -> WidgetMap:
    """Every widget of the pages, in the order of the pages' annotations. Raises pikepdf's errors for what is no PDF."""
    with pikepdf.open(BytesIO(content)) as pdf:
        sizes: list[tuple[float, float]] = []
        places: list[Place] = []
        form_appearance = str(pdf.Root.get(Name.AcroForm, pikepdf.Dictionary()).get(Name.DA, ""))
        for number, page in enumerate(pdf.pages, start=1):
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            sizes.append((round(right - left, _DECIMALS), round(top - bottom, _DECIMALS)))
            for annotation in page.obj.get(Name.Annots, pikepdf.Array()):
                if annotation.get(Name.Subtype) == Name.Widget:
                    places.append(_place(annotation, number, (left, top), form_appearance))
        return WidgetMap(tuple(sizes), tuple(places))


def _inherited(widget: Object, key: Name) -> Object | None:
    at: Object | None = widget
    for _ in range(32):
        if at is None:
            return None
        if key in at:
            found: Object = at[key]
            return found
        at = at.get(Name.Parent)
    return None


def _full_name(widget: Object) -> str:
    parts: list[str] = []
    at: Object | None = widget
    for _ in range(32):
        if at is None:
            break
        if Name.T in at:
            parts.append(str(at.T))
        at = at.get(Name.Parent)
    return ".".join(reversed(parts))


def _place(widget: Object, page: int, origin: tuple[float, float], form_appearance: str) -> Place:
    x0, y0, x1, y1 = (float(edge) for edge in widget.Rect)
    left, top = min(x0, x1) - origin[0], origin[1] - max(y0, y1)
    box = Box(
        page,
        round(left, _DECIMALS),
        round(top, _DECIMALS),
        round(left + abs(x1 - x0), _DECIMALS),
        round(top + abs(y1 - y0), _DECIMALS),
    )
    flags = int(_inherited(widget, Name.Ff) or 0)
    kind = _kind(str(_inherited(widget, Name.FT) or ""), flags)
    length = _inherited(widget, Name.MaxLen)
    size = _SIZE.search(str(_inherited(widget, Name.DA) or form_appearance))
    name = _full_name(widget)
    return Place(
        name=name,
        field=name,
        kind=kind,
        box=box,
        choice=_on_state(widget) if kind in (WidgetKind.RADIO, WidgetKind.CHECK) else None,
        cells=int(length) if kind is WidgetKind.COMB and length is not None else None,
        multiline=kind is WidgetKind.TEXT and bool(flags & MULTILINE),
        font_size=float(size[1]) if size and float(size[1]) else 10.0,
    )


def _kind(field_type: str, flags: int) -> WidgetKind:
    match field_type:
        case "/Btn":
            return WidgetKind.RADIO if flags & RADIO else WidgetKind.CHECK
        case "/Sig":
            return WidgetKind.SIGNATURE
        case "/Tx" if flags & COMB:
            return WidgetKind.COMB
        case _:
            return WidgetKind.TEXT


def _on_state(widget: Object) -> str | None:
    states = widget.get(Name.AP, pikepdf.Dictionary()).get(Name.N, pikepdf.Dictionary())
    return next((key[1:] for key in states.keys() if key != "/Off"), None)  # noqa: SIM118 - a pikepdf object
