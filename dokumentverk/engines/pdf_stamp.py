"""Fill and stamp: the way of every document that leaves. pikepdf only, no layout.

Widgets get their value and our own appearance; each page gets the page code and the number as an Artifact. For print
the appearances become page content, tagged as printed form fields, and the widgets go.
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from dokumentverk.engines import qr
from dokumentverk.engines.fonts import face, program
from dokumentverk.engines.pdf_appearance import (
    NUMBER_FONT,
    SIMPLE_FONT,
    WIDE_FONT,
    Glyphs,
    TextStyle,
    beyond_winansi,
    number,
    text_appearance,
)
from dokumentverk.engines.pdf_finish import ON, READ_ONLY, default_appearance, save
from dokumentverk.engines.pdf_fonts import number_font, wide_font
from dokumentverk.engines.pdf_metadata import DocumentFacts, write_metadata
from dokumentverk.engines.pdf_patch import made_since, patched
from dokumentverk.engines.pdf_print import flatten
from dokumentverk.model.layout import Box, Place, WidgetKind


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes into one widget: ``text`` for text and combs, ``on`` for tick boxes and radios. ``size`` is the font
    size, None the widget's own. ``locked`` makes it read-only."""

    text: str = ""
    on: bool = False
    size: float | None = None
    locked: bool = False


Answers: TypeAlias = dict[tuple[str, str | None], tuple[Place, Answer]]
"""By widget name and, for radios, on-state: where it lies and what goes in."""


@dataclass(frozen=True, slots=True)
class PageMark:
    """What a page gets: the payload of its code and the printed number, with where each goes. Blanks that were kept
    before the number stood at the foot too have one box for it."""

    payload: str
    code: Box
    text: str
    text_boxes: tuple[Box, ...]
    size: float


def stamp(
    blank: bytes,
    answers: Answers,
    marks: Sequence[PageMark],
    facts: DocumentFacts,
    *,
    interactive: bool,
) -> bytes:
    """The document; ``marks`` are one for each page. Not ``interactive`` is for paper: no widgets."""
    with pikepdf.open(BytesIO(blank)) as pdf:
        form = pdf.Root.AcroForm
        fonts = {f"/{SIMPLE_FONT}": form.DR.Font[f"/{SIMPLE_FONT}"]}
        glyphs = _wide_glyphs(pdf, fonts, answers)
        writer = _Writer(fonts, glyphs)
        if glyphs:
            form.DR.Font[f"/{WIDE_FONT}"] = fonts[f"/{WIDE_FONT}"]
            writer.changed += (form, *made_since(pdf))
        for page in pdf.pages:
            for widget in page.obj.get(Name.Annots, Array()):
                if widget.get(Name.Subtype) == Name.Widget:
                    writer.fill(widget, answers)
        for page, mark in zip(pdf.pages, marks, strict=True):
            if f"/{NUMBER_FONT}" not in page.obj.Resources.Font:
                writer.changed += _room_for_mark(pdf, page.obj)
            room = page.obj.Contents[-1]
            room.write(_mark(mark, float(page.mediabox[3])))
            writer.changed.append(room)
        writer.changed += write_metadata(pdf, facts)
        if not interactive:
            flatten(pdf)
            return save(pdf)
        return patched(blank, pdf, writer.changed)


def _room_for_mark(pdf: Pdf, page: Object) -> tuple[Object, ...]:
    """A blank has an empty content stream behind all else, and the font of the number. One that was kept before blanks
    had them gets them here. All that is changed or new by it, but for the stream."""
    font = number_font(pdf)
    page.Resources.Font[f"/{NUMBER_FONT}"] = font
    page.Contents.append(Stream(pdf, b""))
    return page, page.Resources, font, font.FontDescriptor, font.FontDescriptor.FontFile2


def _wide_glyphs(pdf: Pdf, fonts: dict[str, Object], answers: Answers) -> Glyphs:
    """Embeds the second font when some answer needs it."""
    texts = (answer.text for _, answer in answers.values() if not answer.text.isascii())
    characters = frozenset[str]().union(*map(beyond_winansi, texts))
    if not characters:
        return {}
    found = program("SourceSans3-Regular", characters)
    fonts[f"/{WIDE_FONT}"] = wide_font(pdf, found)
    return found.glyphs


class _Writer:
    """``changed`` are the objects written to."""

    def __init__(self, fonts: dict[str, Object], glyphs: Glyphs) -> None:
        self.fonts = fonts
        self.glyphs = glyphs
        self.changed: list[Object] = []

    def fill(self, widget: Object, answers: Answers) -> None:
        parent = widget.get(Name.Parent)
        name = str(widget.T) if Name.T in widget else str(parent.T) if parent is not None else ""
        state = self._radio_state(widget) if parent is not None and not isinstance(widget.AP.N, Stream) else None
        found = answers.get((name, state))
        if found is None:
            return
        place, answer = found
        self.changed.append(widget)
        if parent is not None:
            self.changed.append(parent)
        if place.kind in (WidgetKind.CHECK, WidgetKind.RADIO):
            self._mark(widget, parent, state or ON, answer)
        elif answer.text:
            self._write(widget, place, answer)
        if answer.locked:
            field = widget if parent is None else parent
            field.Ff = int(field.get(Name.Ff, 0)) | READ_ONLY

    @staticmethod
    def _radio_state(widget: Object) -> str | None:
        return next((key[1:] for key in widget.AP.N.keys() if key != "/Off"), None)  # noqa: SIM118 - a pikepdf object

    @staticmethod
    def _mark(widget: Object, parent: Object | None, state: str, answer: Answer) -> None:
        if answer.on:
            chosen = Name(f"/{state}")
            widget.AS = chosen
            (widget if parent is None else parent).V = chosen

    def _write(self, widget: Object, place: Place, answer: Answer) -> None:
        size = answer.size or place.font_size
        width, height = place.box.right - place.box.left, place.box.bottom - place.box.top
        style = TextStyle(width, height, size, place.multiline, place.cells)
        field = widget.get(Name.Parent, widget)  # the widgets of an answer shown twice have one, and one size
        field.V = text_string(answer.text)
        if size != place.font_size:
            field.DA = String(default_appearance(size))
        content = text_appearance(answer.text, style, self.glyphs)
        if place.multiline:
            content = f"q 1 g 0 0 {number(width)} {number(height)} re f Q ".encode("ascii") + content
        appearance = widget.AP.N  # the blank's own: a stream of this size that knows the simple font
        appearance.write(content)
        self.changed.append(appearance)
        if self.glyphs:
            appearance.Resources.Font = Dictionary(self.fonts)


def text_string(text: str) -> String:
    """UTF-16 for all but printable ASCII: qpdf writes U+FFFD as a byte that PDFDocEncoding does not define, and other
    programs read that and other rare bytes in their own ways."""
    return String(text) if text.isascii() and text.isprintable() else String(BOM_UTF16_BE + text.encode("utf-16-be"))


def _mark(mark: PageMark, page_height: float) -> bytes:
    """The page code as rectangles and the number (capitals, digits, hyphens) as text, apart from the content."""
    module = (mark.code.right - mark.code.left) / qr.MODULES
    place = (
        f"{number(module)} 0 0 {number(module)} {number(mark.code.left)} {number(page_height - mark.code.bottom)} cm"
    )
    squares = " ".join(
        f"{column} {qr.MODULES - 1 - row} {length} 1 re" for row, column, length in qr.runs(mark.payload)
    )
    width = face("SourceSans3-SemiBold").width(mark.text, mark.size)
    text = mark.text.encode("ascii").hex()
    shows = " ".join(
        f"1 0 0 1 {number(box.right - width)} {number(page_height - box.bottom + 1)} Tm <{text}> Tj"
        for box in mark.text_boxes
    )
    return (
        "/Artifact <</Type /Pagination>> BDC "
        f"q {place} 0 g {squares} f Q q 0 g BT /{NUMBER_FONT} {number(mark.size)} Tf {shows} ET Q EMC"
    ).encode("ascii")
