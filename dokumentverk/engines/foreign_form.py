"""A PDF form that was made elsewhere, surveyed for registration: its fields, where they lie, and what is printed beside
them. Runs in a worker process: the file is a stranger's.

What such forms hold, seen in forms of public bodies and of makers' programs:

- Adobe LiveCycle names fields ``topmostSubform[0].Page1[0].Navn[0]`` and keeps an XFA copy of the form beside them; one
  that was saved as «dynamic» has the XFA alone, and a page that says «Please wait»: nobody but Acrobat can fill it.
- Word and LibreOffice exports give names like ``Text1`` or ``f1_01``, and no ``/TU``: what is printed beside tells.
- Check boxes of one name with different on-states are a radio group in all but name (Acrobat calls them so too).
- ``/MaxLen`` without the comb flag draws no cells. A field shown on several pages is one field with several widgets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2

from dokumentverk.engines.pdf_finish import COMB, MULTILINE
from dokumentverk.engines.pdf_read import page_frame, read_pdf
from dokumentverk.engines.pdf_read_form import FieldType, Refused, Widget
from dokumentverk.engines.pdf_read_strings import text_of
from dokumentverk.engines.pdf_text import text_lines
from dokumentverk.model.layout import Box, StaticText, WidgetKind
from dokumentverk.model.workplace import ReadingLimits

READ_ONLY, REQUIRED = 1 << 0, 1 << 1
_EDIT, _SEVERAL = 1 << 18, 1 << 21
"""Of a choice field (ISO 32000-2, table 233): a combo box that takes text of one's own, a list of which several lines
may be chosen."""
_DEPTH = 32


@dataclass(frozen=True, slots=True)
class ForeignWidget:
    """``name`` is the full name. ``state`` is the on-state of a box, ``exported`` its ``/Opt`` value where it has one.
    ``tip`` is what the form says of the field (``/TU``), ``length`` ``/MaxLen``. ``listed`` is a drop-down or list;
    ``options`` are what it offers, (exported, shown), none where anything may be written or several may be chosen."""

    name: str
    kind: WidgetKind
    box: Box
    state: str | None = None
    exported: str | None = None
    tip: str = ""
    length: int | None = None
    multiline: bool = False
    required: bool = False
    locked: bool = False
    listed: bool = False
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignForm:
    """``sizes`` are points of each page as displayed. ``left_out`` counts widgets that hold no answer: push buttons,
    hidden ones, and those without a place. ``number`` is the number of one of our own documents."""

    sizes: tuple[tuple[float, float], ...]
    widgets: tuple[ForeignWidget, ...]
    lines: tuple[StaticText, ...]
    title: str
    xfa: bool
    left_out: int
    number: str | None


def survey_form(path: str, limits: ReadingLimits) -> ForeignForm | Refused:
    """What a form holds, in the order of its pages. Refused codes are those of ``read_pdf``."""
    form = read_pdf(path, limits)
    if isinstance(form, Refused):
        return form
    try:
        with pikepdf.open(path) as pdf:
            marked = iter([one for one in form.widgets if one.page is not None])
            found = [_made(next(marked), node) for node in _widgets(pdf)]
            acroform = pdf.Root.get("/AcroForm")
            xfa = isinstance(acroform, pikepdf.Dictionary) and "/XFA" in acroform
            title = text_of(pdf.docinfo.get("/Title"))
            sizes = [page_frame(number, page.obj) for number, page in enumerate(pdf.pages, start=1)]
        lines = text_lines(Path(path).read_bytes())
    except (pikepdf.PdfError, pypdfium2.PdfiumError, RuntimeError, ValueError, StopIteration):
        return Refused("FILE_BROKEN")
    widgets = tuple(one for one in found if one is not None)
    return ForeignForm(
        sizes=tuple((round(one.width, 2), round(one.height, 2)) for one in sizes),
        widgets=widgets,
        lines=lines,
        title=" ".join(title.split()),
        xfa=xfa,
        left_out=len(found) - len(widgets),
        number=form.mark("DVNumber"),
    )


def _widgets(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """In the order of ``read_pdf``."""
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        for one in annotations if isinstance(annotations, pikepdf.Array) else ():
            if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Widget":
                yield one


def _made(widget: Widget, node: pikepdf.Object) -> ForeignWidget | None:
    if widget.box is None or not widget.name.strip() or widget.is_push_button or widget.is_hidden:
        return None
    if widget.type is FieldType.NONE and not widget.on_states:
        return None
    state = widget.on_states[0] if widget.is_button and widget.on_states else None
    if widget.is_button and state is None:
        return None
    exported = None
    if state is not None and state.isdigit() and int(state) < len(widget.options):
        exported = widget.options[int(state)][0]
    length = _inherited(node, "/MaxLen")
    return ForeignWidget(
        name=widget.name,
        kind=_kind(widget),
        box=Box(widget.box.page, *(round(edge, 2) for edge in _edges(widget.box))),
        state=state,
        exported=exported,
        tip=" ".join(text_of(_inherited(node, "/TU")).split()),
        length=int(length) if isinstance(length, int) and 0 < length < 100_000 else None,
        multiline=widget.type is FieldType.TEXT and bool(widget.field_flags & MULTILINE),
        required=bool(widget.field_flags & REQUIRED),
        locked=bool(widget.field_flags & READ_ONLY),
        listed=widget.type is FieldType.CHOICE,
        options=_offered(widget),
    )


def _offered(widget: Widget) -> tuple[tuple[str, str], ...]:
    """A line without words is for «nothing chosen»; of two that export the same the first counts."""
    if widget.type is not FieldType.CHOICE or widget.field_flags & (_EDIT | _SEVERAL):
        return ()
    found: dict[str, str] = {}
    for exported, shown in widget.options:
        plain = " ".join(shown.split())
        if exported.strip() and any(one.isalnum() for one in plain):
            found.setdefault(exported, plain)
    return tuple(found.items())


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _kind(widget: Widget) -> WidgetKind:
    if widget.is_button:
        return WidgetKind.RADIO if widget.is_radio else WidgetKind.CHECK
    match widget.type:
        case FieldType.SIGNATURE:
            return WidgetKind.SIGNATURE
        case FieldType.TEXT if widget.field_flags & COMB:
            return WidgetKind.COMB
        case _:
            return WidgetKind.TEXT


def _inherited(node: pikepdf.Object, key: str) -> object:
    current: object = node
    for _ in range(_DEPTH):
        if not isinstance(current, pikepdf.Dictionary):
            return None
        if key in current:
            return current[key]
        current = current.get("/Parent")
    return None
