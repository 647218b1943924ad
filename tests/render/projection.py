"""A PDF as text that a person can review: fields, boxes, printed lines, structure."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from dokumentverk.engines.pdf_map import widget_map
from dokumentverk.engines.pdf_text import text_lines

_FLAGS = {0: "read-only", 1: "required", 12: "multiline", 15: "radio", 23: "no-scroll", 24: "comb"}


def projection(content: bytes) -> str:
    """Boxes in whole points, so that a hair's breadth is no change."""
    with pikepdf.open(BytesIO(content)) as pdf:
        parts = [
            "# fields",
            *_fields(pdf),
            "",
            "# places",
            *_places(content),
            "",
            "# text",
            *_text(content),
            "",
            "# structure",
            *_outline(pdf.Root.StructTreeRoot, 0),
            "",
        ]
    return "\n".join(parts)


def _fields(pdf: pikepdf.Pdf) -> Iterator[str]:
    form = pdf.Root.get(Name.AcroForm)
    for field in form.Fields if form is not None else ():
        flags = int(field.get(Name.Ff, 0))
        parts = [
            str(field.T),
            str(field.FT)[1:],
            *(name for bit, name in _FLAGS.items() if flags >> bit & 1),
            *([f"max {field.MaxLen}"] if Name.MaxLen in field else []),
            *([f"= {field.V}"] if Name.V in field and Name.Off != field.V else []),
            *([f"locks {' '.join(map(str, field.Lock.Fields))}"] if Name.Lock in field else []),
            f"«{field.TU}»",
        ]
        yield " · ".join(parts)


def _places(content: bytes) -> Iterator[str]:
    for place in widget_map(content).places:
        box = place.box
        edges = " ".join(f"{edge:.0f}" for edge in (box.left, box.top, box.right, box.bottom))
        choice = f" [{place.choice}]" if place.choice else ""
        yield f"{box.page}: {edges} {place.kind} {place.name}{choice} {place.font_size:g} pt"


def _text(content: bytes) -> Iterator[str]:
    for line in text_lines(content):
        yield f"{line.box.page}: {line.box.left:.0f} {line.box.top:.0f} {line.text}"


def _outline(element: Object, depth: int) -> Iterator[str]:
    kids = element.get(Name.K)
    for kid in [] if kids is None else kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and Name.S in kid:
            name = _widget_name(kid)
            yield f"{'  ' * depth}{str(kid.S)[1:]}{f' {name}' if name else ''}"
            yield from _outline(kid, depth + 1)


def _widget_name(element: Object) -> str:
    kids = element.get(Name.K)
    for kid in [] if kids is None else kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and kid.get(Name.Type) == Name.OBJR:
            widget = kid.Obj
            owner = widget.get(Name.Parent, widget)
            return str(owner.get(Name.T, ""))
    return ""
