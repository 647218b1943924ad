"""Letters as PDF: set by Typst, PDF/A-2a and PDF/UA-1, with number and page code as every document of ours has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from dokumentverk import shipped
from dokumentverk.engines import fonts, qr
from dokumentverk.engines.pdf_metadata import DocumentFacts
from dokumentverk.engines.pdf_splice import pages_in, with_metadata
from dokumentverk.engines.text_fit import code_points
from dokumentverk.engines.typst_layout import LayoutFault, lay_out
from dokumentverk.errors import ConfigurationError, TemplateError
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.number import PageCode, page_payload
from dokumentverk.render import geometry, words
from dokumentverk.render.blocks import Block, Heading, Items, Note, Paragraph, Table
from dokumentverk.render.letter import LetterSheet
from dokumentverk.render.look import Look, readable_accent
from dokumentverk.render.pdf import logo_data, organisation_line
from dokumentverk.render.pdf_fields import Data
from dokumentverk.render.pdf_story import inlines

_FACES: Final = ("SourceSans3-Regular", "SourceSans3-SemiBold", "SourceSans3-Italic")
_LEFT: Final = geometry.mm(22)
_RIGHT: Final = geometry.mm(26)
_WINDOW: Final = geometry.mm(52)
"""Top of the address: it shows in the window of E65 and C5 envelopes (20 mm from the left) of a letter folded in three
or in two."""
_TEXT: Final = geometry.mm(89)
"""Where the subject stands: below the window."""
_LONGEST_WORD: Final = 48
"""Letters without a place to break: a longer word is broken wherever it must be."""
_LONG: Final = re.compile(rf"\S{{{_LONGEST_WORD},}}")
_LIGHT, _DARK = 255, 0


@dataclass(frozen=True, slots=True)
class Sent:
    """``number`` is None for a specimen, which has no code. ``at`` is when the letter was issued."""

    number: str | None
    at: datetime


def letter_pdf(sheet: LetterSheet, definition: FormDefinition, language: Language, look: Look, sent: Sent) -> bytes:
    """Raises TemplateError for text that the house font cannot print, ConfigurationError for a logo that is no image.

    How many pages a letter takes is known only when it is set, and stands in its codes: one that turns out longer than
    a page is set a second time.
    """
    document = _document(sheet, definition, language, look, sent)
    _check_glyphs(document)
    content = _set(document, definition, language, look, sent, 1)
    if (pages := pages_in(content)) > 1:
        content = _set(document, definition, language, look, sent, pages)
    facts = DocumentFacts(
        definition.title.in_(language), definition.id, definition.version, language, sent.at, sent.number or ""
    )
    return with_metadata(content, facts)


def _set(document: Data, definition: FormDefinition, language: Language, look: Look, sent: Sent, pages: int) -> bytes:
    number = sent.number
    codes = [_code(number, page, pages) for page in range(1, pages + 1)] if number else []
    try:
        return lay_out(
            _house_style(), {**document, "codes": codes, "pages": pages}, fonts=shipped.fonts(), made=sent.at
        )
    except LayoutFault as error:
        if look.logo is not None and "image" in error.message:
            raise ConfigurationError("LOGO_UNREADABLE") from error
        raise TemplateError("LAYOUT_FAILED", form=definition.id, language=language) from error


@cache
def _house_style() -> bytes:
    return (shipped.templates() / "letter.typ").read_bytes()


def _code(number: str, page: int, pages: int) -> list[int]:
    """A byte for each module of the page's code, from the top left."""
    rows = qr.modules(page_payload(PageCode(number, page, pages)))
    return [_DARK if module else _LIGHT for row in rows for module in row]


def _document(sheet: LetterSheet, definition: FormDefinition, language: Language, look: Look, sent: Sent) -> Data:
    return {
        "title": definition.title.in_(language),
        "language": language.value,
        "accent": readable_accent(look.accent),
        "logo": logo_data(look),
        "masthead": {"name": look.name, "lines": [*look.address, *organisation_line(look, language)]},
        "running": definition.title.in_(language),
        "footer": {"routine": look.routine, "identity": words.imprint(definition, language)},
        "page": words.PAGE.in_(language),
        "number": sent.number or "",
        "number_boxes": [[box.left, box.bottom - _BELOW] for box in _NUMBER_BOXES],
        "measures": _MEASURES,
        "marking": sheet.marking,
        "recipient": list(sheet.recipient),
        "particulars": [list(pair) for pair in sheet.particulars],
        "subject": list(_broken(inlines(sheet.subject))),
        "blocks": [_told(block) for block in sheet.body],
        "closing": sheet.closing,
        "sender": list(sheet.sender),
        "note": sheet.note,
        "endings": [{"title": one.title, "lines": list(one.lines)} for one in sheet.endings],
    }


_CODE: Final = geometry.code_box(1)
_NUMBER_BOXES: Final = (geometry.number_box(1), geometry.foot_number_box(1))
_BELOW: Final = 1 + 0.75 * geometry.NUMBER_SIZE
"""From the top of a line to the foot of its box: a number stands a point above it, and the house style's line begins
three quarters of an em above its letters' feet."""
_MEASURES: Final[Data] = {
    "page": geometry.PAGE,
    "left": _LEFT,
    "right": _RIGHT,
    "width": geometry.PAGE[0] - _LEFT - _RIGHT,
    "top": geometry.mm(30),
    "bottom": geometry.mm(17),
    "size": 11,
    "head": geometry.mm(12),
    "head_width": geometry.mm(100),
    "window": _WINDOW,
    "window_width": geometry.mm(85),
    "text": _TEXT,
    "code_left": _CODE.left,
    "code_top": _CODE.top,
    "code": geometry.CODE,
    "modules": qr.MODULES,
    "number_width": geometry.NUMBER_WIDTH,
    "number_size": geometry.NUMBER_SIZE,
    "page_number_width": geometry.PAGE_NUMBER_WIDTH,
    "foot_left": geometry.MARGIN,
    "foot_width": geometry.WIDTH,
    "foot": geometry.FOOT,
    "foot_height": geometry.FOOT_HEIGHT,
    "foot_size": geometry.FOOT_SIZE,
}


def _told(block: Block) -> Data:
    match block:
        case Heading(level, content):
            return {"kind": "heading", "level": level, "content": list(_broken(inlines(content)))}
        case Paragraph(content):
            return {"kind": "paragraph", "content": list(_broken(inlines(content)))}
        case Items(items, start):
            return {"kind": "items", "start": start, "items": [[_told(one) for one in item] for item in items]}
        case Table(head, rows):
            cells = [[list(_broken(inlines(cell))) for cell in row] for row in rows]
            return {"kind": "table", "head": [inlines(cell) for cell in head], "rows": cells}
        case Note(content):
            return {"kind": "note", "content": [_told(one) for one in content]}
        case _:
            return {"kind": "page-break"}


def _broken(parts: list[Data]) -> Iterator[Data]:
    """Words wider than a line in pieces: Typst sets such a word beyond the page."""
    for part in parts:
        text = part.get("text")
        if isinstance(text, str) and _LONG.search(text):
            yield {**part, "text": _LONG.sub(_pieces, text)}
        elif isinstance(inside := part.get("content"), list):
            yield {**part, "content": list(_broken(inside))}
        else:
            yield part


def _pieces(word: re.Match[str]) -> str:
    at = range(0, len(word[0]), _LONGEST_WORD)
    return "\u200b".join(word[0][one : one + _LONGEST_WORD] for one in at)


def _check_glyphs(document: Data) -> None:
    """Every printed string; a house style that prints a character of no font would leave a hole."""
    text = "".join(dict.fromkeys("".join(_strings(document)).replace("\u200b", "")))
    if missing := fonts.lacking(text, _FACES):
        raise TemplateError("TEXT_WITHOUT_GLYPH", characters=code_points(missing[:8]))


def _strings(data: object) -> Iterator[str]:
    match data:
        case str():
            yield data
        case dict():
            for key, value in data.items():
                if key not in ("kind", "href", "logo", "measures"):
                    yield from _strings(value)
        case list() | tuple():
            for one in data:
                yield from _strings(one)
        case _:
            pass
