"""PDF: a blank is compiled once and kept, a document is a fill and stamp of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

from dokumentverk import shipped
from dokumentverk.engines import aruco, fonts
from dokumentverk.engines.pdf_finish import finish
from dokumentverk.engines.pdf_map import widget_map
from dokumentverk.engines.pdf_metadata import DocumentFacts
from dokumentverk.engines.pdf_stamp import PageMark, stamp
from dokumentverk.engines.pdf_text import text_lines
from dokumentverk.engines.text_fit import code_points
from dokumentverk.engines.typst_layout import LayoutFault, lay_out
from dokumentverk.errors import ConfigurationError, TemplateError
from dokumentverk.model.form import FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Layout, Medium, Part, Place, WidgetKind
from dokumentverk.model.number import PageCode, page_payload
from dokumentverk.model.value import Value
from dokumentverk.render import geometry, words
from dokumentverk.render.blank import Blank, Overflow
from dokumentverk.render.blocks import Block
from dokumentverk.render.look import LOGO_SUFFIXES, Look, readable_accent
from dokumentverk.render.pdf_answers import answers_of, overflow_of, unprintable
from dokumentverk.render.pdf_fields import Data, Voice
from dokumentverk.render.pdf_names import Meanings
from dokumentverk.render.pdf_overflow import overflow_part
from dokumentverk.render.pdf_story import Story

__all__ = ["compile_pdf", "layout_of", "overflow_of", "stamp_pdf", "unprintable"]

_FEWEST_LINES = 2
"""Of the free continuation, where answers that go on stand before it."""
_FACES = ("SourceSans3-Regular", "SourceSans3-SemiBold", "SourceSans3-Italic")


def compile_pdf(
    definition: FormDefinition,
    language: Language,
    blocks: tuple[Block, ...],
    *,
    look: Look,
    overflow: tuple[Overflow, ...] = (),
    made: datetime,
) -> Blank:
    """The blank of a form: a fillable, tagged PDF/A-2a and PDF/UA-1 without number, and its map.

    ``overflow`` makes a blank for one document, with a continuation page for the answers that do not fit. Raises
    TemplateError for text that the house font cannot print, ConfigurationError for a logo that is no image.
    """
    story = Story(Voice(definition, language), frozenset((one.field, one.row, one.column) for one in overflow))
    told = [story.tell(block) for block in blocks]
    ending = told[-1:] if told and told[-1]["kind"] == "continuations" else []
    for one in ending:
        one["last"] = True
        if overflow:
            one["lines"] = _FEWEST_LINES
    if overflow:
        told[len(told) - len(ending) :] = [overflow_part(story, overflow), *ending]
    document = _document(definition, language, look, told)
    _check_glyphs(document)
    try:
        pages = lay_out(_house_style(), document, fonts=shipped.fonts(), made=made)
    except LayoutFault as error:
        if look.logo is not None and "image" in error.message:
            raise ConfigurationError("LOGO_UNREADABLE") from error
        raise TemplateError("LAYOUT_FAILED", form=definition.id, language=language) from error
    facts = DocumentFacts(definition.title.in_(language), definition.id, definition.version, language, made)
    content = finish(pages, story.locked(), facts)
    return Blank(content, layout_of(content, definition, language, made=made))


@cache
def _house_style() -> bytes:
    return (shipped.templates() / "house.typ").read_bytes()


def _document(definition: FormDefinition, language: Language, look: Look, blocks: list[Data]) -> Data:
    lines = [*look.address, *organisation_line(look, language)]
    return {
        "title": definition.title.in_(language),
        "language": language.value,
        "accent": readable_accent(look.accent),
        "logo": logo_data(look),
        "masthead": {"name": look.name, "lines": lines},
        "footer": {"routine": look.routine, "identity": words.imprint(definition, language)},
        "words": {
            "page": words.PAGE.in_(language),
            "guidance": _guidance(definition, language),
        },
        "measures": {
            "page": geometry.PAGE,
            "margin": geometry.MARGIN,
            "width": geometry.WIDTH,
            "top": geometry.TOP,
            "bottom": geometry.BOTTOM,
            "head": geometry.mm(9),
            "foot": geometry.FOOT,
            "foot_height": geometry.FOOT_HEIGHT,
            "foot_size": geometry.FOOT_SIZE,
            "number_width": geometry.NUMBER_WIDTH,
            "page_number_width": geometry.PAGE_NUMBER_WIDTH,
            "gutter": geometry.GUTTER,
            "line": geometry.LINE,
            "tick": geometry.TICK,
            "cell": geometry.CELL,
            "signature": geometry.SIGNATURE,
            "inset": geometry.INSET,
            "marker": geometry.MARKER,
            "marker_cells": aruco.CELLS,
            "row_gap": 4.7,
            "section_gap": 6.0,
        },
        "markers": [
            {"left": corner.left, "top": corner.top, "cells": aruco.white_cells(corner.id)}
            for corner in geometry.CORNERS
        ],
        "blocks": blocks,
    }


def _guidance(definition: FormDefinition, language: Language) -> str:
    """How to fill in, in one line beside the title."""
    sentences = []
    if any(one.required for one in definition.fields()):
        sentences.append(words.REQUIRED.in_(language))
    if any(one.kind is FieldKind.DATE for one in definition.fields()):
        sentences.append(words.DATES.in_(language))
    return " ".join(sentences)


def organisation_line(look: Look, language: Language) -> Iterator[str]:
    """«Org.nr. 974 760 673», where the workplace has one."""
    if look.organisasjonsnummer:
        yield f"{words.ORGANISATION_NUMBER.in_(language)} {_in_threes(look.organisasjonsnummer)}"


def _in_threes(number: str) -> str:
    """``974 760 673``, as an organisasjonsnummer is written."""
    digits = "".join(number.split())
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if len(digits) == 9 else number


def logo_data(look: Look) -> Data | None:
    """The image for the house style. Raises ConfigurationError for what is none."""
    if look.logo is None:
        return None
    suffix = look.logo_suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if suffix not in LOGO_SUFFIXES:
        raise ConfigurationError("LOGO_UNREADABLE")
    return {"data": list(look.logo), "format": suffix}


def _check_glyphs(document: object) -> None:
    """Every printed string; a house style that prints a character of no font would leave a hole."""
    missing = fonts.lacking("".join(_strings(document)), _FACES)
    if missing:
        raise TemplateError("TEXT_WITHOUT_GLYPH", characters=code_points(missing[:8]))


def _strings(data: object) -> list[str]:
    match data:
        case str():
            return [data]
        case dict():
            return [one for value in data.values() for one in _strings(value)]
        case list() | tuple():
            return [one for value in data for one in _strings(value)]
        case _:
            return []


def layout_of(
    content: bytes,
    definition: FormDefinition,
    language: Language,
    *,
    made: datetime | None = None,
) -> Layout:
    """The map of a blank, read from its own widgets; one whose name is not the definition's is left out."""
    found = widget_map(content)
    pages = range(1, len(found.sizes) + 1)
    digest = hashlib.sha256(definition.source.encode()).hexdigest()
    return Layout(
        digest=hashlib.sha256(content).hexdigest(),
        form=definition.id,
        version=definition.version,
        language=language,
        medium=Medium.PDF,
        definition=digest,
        pages=len(found.sizes),
        page_size=found.sizes[0],
        places=tuple(_placed(found.places, definition)),
        static=text_lines(content),
        markers=tuple(corner.box(page) for page in pages for corner in geometry.CORNERS),
        code_boxes=tuple(geometry.code_box(page) for page in pages),
        number_boxes=tuple(box(page) for page in pages for box in (geometry.number_box, geometry.foot_number_box)),
        made=made,
    )


def _placed(places: tuple[Place, ...], definition: FormDefinition) -> Iterator[Place]:
    meanings = Meanings(definition)
    texts: set[str] = set()
    for place in places:
        key = meanings.of(place.name, place.choice)
        if key is None:
            continue
        part = Part.REPEAT if place.name in texts else key.part
        if place.kind in (WidgetKind.TEXT, WidgetKind.COMB):
            texts.add(place.name)
        yield replace(place, field=key.field, row=key.row, column=key.column, choice=key.choice, part=part)


def stamp_pdf(
    blank: bytes,
    layout: Layout,
    definition: FormDefinition,
    values: Mapping[str, Value],
    *,
    number: str,
    issued: datetime,
    medium: Medium,
) -> bytes:
    """A document: the blank with ``values`` filled in and its number on every page.

    ``Medium.PRINT`` has no widgets. Raises TemplateError when an answer does not fit the blank: call ``overflow_of``
    and compile a blank with its continuation first.
    """
    marks = [
        PageMark(
            page_payload(PageCode(number, page, layout.pages)),
            next(box for box in layout.code_boxes if box.page == page),
            number,
            tuple(box for box in layout.number_boxes if box.page == page),
            geometry.NUMBER_SIZE,
        )
        for page in range(1, layout.pages + 1)
    ]
    facts = DocumentFacts(
        definition.title.in_(layout.language), layout.form, layout.version, layout.language, issued, number
    )
    answers = answers_of(layout, definition, values)
    return stamp(blank, answers, marks, facts, interactive=medium is not Medium.PRINT)
