"""Answers written into a form's widgets in a pyHanko revision: the same look as ``pdf_stamp`` gives, in new objects.

Every appearance is a new stream. An older one changed in place is what a strict validator takes for an appearance that
was laid over the signed one (see ``pdf_finish``). Fonts come from the form; those that it lacks are made with pikepdf
in a PDF of their own, and its objects are taken over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, StreamObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from dokumentverk.engines.fonts import program
from dokumentverk.engines.pdf_appearance import (
    SIMPLE_FONT,
    WIDE_FONT,
    Glyphs,
    TextStyle,
    beyond_winansi,
    number,
    text_appearance,
)
from dokumentverk.engines.pdf_finish import ON, default_appearance
from dokumentverk.engines.pdf_fonts import simple_font, wide_font
from dokumentverk.engines.pdf_stamp import Answer, Answers
from dokumentverk.model.layout import Place, WidgetKind

_DEPTH = 8


class Fonts:
    """The fonts that the texts of one revision need, as resources of that file."""

    def __init__(self, writer: IncrementalPdfFileWriter, texts: Iterable[str]) -> None:
        found = _form_font(writer)
        beyond = frozenset[str]().union(*map(beyond_winansi, texts))
        self.glyphs: Glyphs = {}
        self.resources: dict[str, generic.PdfObject] = {}
        if found is not None:
            self.resources[f"/{SIMPLE_FONT}"] = found
        if found is None or beyond:
            self.glyphs = self._made(writer, beyond, simple=found is None)

    def _made(self, writer: IncrementalPdfFileWriter, beyond: frozenset[str], *, simple: bool) -> Glyphs:
        made = program("SourceSans3-Regular", beyond) if beyond else None
        pdf = pikepdf.new()
        fonts = pikepdf.Dictionary()
        if simple:
            fonts[f"/{SIMPLE_FONT}"] = simple_font(pdf)
        if made is not None:
            fonts[f"/{WIDE_FONT}"] = wide_font(pdf, made)
        pdf.Root.Fonts = fonts
        out = BytesIO()
        pdf.save(out, static_id=True)
        lent = PdfFileReader(BytesIO(out.getvalue())).root["/Fonts"]
        for name in lent:
            self.resources[str(name)] = writer.import_object(lent.raw_get(name))
        return made.glyphs if made is not None else {}

    def stream(self, content: bytes, width: float, height: float) -> StreamObject:
        """A form XObject of that size in points."""
        fonts = DictionaryObject({pdf_name(name): font for name, font in self.resources.items()})
        return StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Form"),
                pdf_name("/BBox"): generic.ArrayObject(
                    [generic.FloatObject(number(edge)) for edge in (0, 0, width, height)]
                ),
                pdf_name("/Resources"): DictionaryObject({pdf_name("/Font"): fonts}),
            },
            stream_data=content,
        )


def _form_font(writer: IncrementalPdfFileWriter) -> IndirectObject | None:
    """The house font as the form brings it; some programs take it away."""
    try:
        found = writer.root["/AcroForm"]["/DR"]["/Font"].raw_get(f"/{SIMPLE_FONT}")
    except (KeyError, TypeError):
        return None
    return found if isinstance(found, IndirectObject) else None


def widgets_of(writer: IncrementalPdfFileWriter) -> dict[str, tuple[IndirectObject, tuple[IndirectObject, ...]]]:
    """Of every named field that lies in ``/Fields``: the field, and its widgets (itself where it has no kids)."""
    try:
        fields = writer.root["/AcroForm"]["/Fields"]
    except KeyError:
        return {}
    return {name: (field, kids) for name, field, kids in _walked(fields, "", _DEPTH)}


def _walked(
    fields: generic.ArrayObject, before: str, depth: int
) -> Iterator[tuple[str, IndirectObject, tuple[IndirectObject, ...]]]:
    for at in range(len(fields)):
        field = fields.raw_get(at)
        if not isinstance(field, IndirectObject) or depth == 0:
            continue
        node = field.get_object()
        name = f"{before}.{node['/T']}" if before else str(node["/T"]) if "/T" in node else ""
        kids = node["/Kids"] if "/Kids" in node else generic.ArrayObject()
        raw = tuple(one for one in (kids.raw_get(each) for each in range(len(kids))) if isinstance(one, IndirectObject))
        if any("/T" in one.get_object() for one in raw):
            yield from _walked(kids, name, depth - 1)
        elif name:
            yield name, field, raw or (field,)


def fill(writer: IncrementalPdfFileWriter, answers: Answers, fonts: Fonts) -> None:
    """Writes the answers. Raises KeyError with the name of a field that the file does not have."""
    widgets = widgets_of(writer)
    for (name, state), (place, answer) in answers.items():
        field, kids = widgets[name]
        if place.kind in (WidgetKind.CHECK, WidgetKind.RADIO):
            _mark(writer, field, kids, state or ON, answer)
        else:
            _write(writer, field, kids, place, answer, fonts)


def _mark(
    writer: IncrementalPdfFileWriter,
    field: IndirectObject,
    kids: tuple[IndirectObject, ...],
    state: str,
    answer: Answer,
) -> None:
    """One box on or off; the others of its group are named by answers of their own."""
    chosen = pdf_name(f"/{state}")
    for kid in kids:
        widget = kid.get_object()
        if str(chosen) in _looks(widget):
            widget["/AS"] = chosen if answer.on else pdf_name("/Off")
            writer.mark_update(kid)
    node = field.get_object()
    if answer.on:
        node["/V"] = chosen
    elif node.get("/V") == chosen or "/V" not in node:
        node["/V"] = pdf_name("/Off")
    writer.mark_update(field)


def _looks(widget: DictionaryObject) -> Mapping[str, object]:
    """The states of a box by name."""
    try:
        found = widget["/AP"]["/N"]
    except KeyError:
        return {}
    return found if isinstance(found, DictionaryObject) and not isinstance(found, StreamObject) else {}


def _write(
    writer: IncrementalPdfFileWriter,
    field: IndirectObject,
    kids: tuple[IndirectObject, ...],
    place: Place,
    answer: Answer,
    fonts: Fonts,
) -> None:
    size = answer.size or place.font_size
    node = field.get_object()
    node["/V"] = pdf_string(answer.text)
    if size != place.font_size:
        node["/DA"] = pdf_string(default_appearance(size))
    writer.mark_update(field)
    for kid in kids:
        widget = kid.get_object()
        width, height = extent(widget)
        style = TextStyle(width, height, size, place.multiline, place.cells)
        content = text_appearance(answer.text, style, fonts.glyphs)
        if place.multiline:
            content = f"q 1 g 0 0 {number(width)} {number(height)} re f Q ".encode("ascii") + content
        show(writer, kid, fonts.stream(content, width, height))


def extent(widget: DictionaryObject) -> tuple[float, float]:
    """Width and height in points."""
    left, bottom, right, top = (float(edge) for edge in widget["/Rect"])
    return abs(right - left), abs(top - bottom)


def show(writer: IncrementalPdfFileWriter, widget: IndirectObject, look: StreamObject) -> None:
    """``look`` as what the widget shows, in place of all other looks."""
    widget.get_object()["/AP"] = DictionaryObject({pdf_name("/N"): writer.add_object(look)})
    writer.mark_update(widget)
