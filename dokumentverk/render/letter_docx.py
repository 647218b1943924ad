"""Letters as Word documents, on the workplace's letterhead where it has one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import count
from typing import assert_never

from dokumentverk.engines.docx_letter import (
    FIGURE_LISTS,
    LetterBody,
    LetterLine,
    LetterTable,
    Paper,
    Style,
    paper,
    write_letter,
)
from dokumentverk.engines.docx_sheet import Accent, Span
from dokumentverk.model.form import FormDefinition
from dokumentverk.render.blocks import (
    Block,
    Continuations,
    FieldRow,
    Heading,
    Items,
    Note,
    PageBreak,
    Paragraph,
    SectionTitle,
    Table,
)
from dokumentverk.render.docx import furniture_of
from dokumentverk.render.docx_parts import spans
from dokumentverk.render.letter import LetterSheet
from dokumentverk.render.letter_recipe import from_text


def letter_docx(
    recipe: str, definition: FormDefinition, sheet: LetterSheet, number: str | None, issued: datetime
) -> bytes:
    """Raises ConfigurationError for a letterhead or logo that cannot be used."""
    return write_letter(_paper(recipe, definition), _body(sheet), number, issued)


_MOST_PAPERS = 32
_AFTER_LIST = 6.0
"""Points between a list and the paragraph below it."""


@cache
def _papers() -> dict[str, Paper]:
    return {}


def _paper(recipe: str, definition: FormDefinition) -> Paper:
    """Made once for a recipe, which names its letter too."""
    kept = _papers()
    if recipe not in kept:
        if len(kept) >= _MOST_PAPERS:
            kept.clear()
        made_from = from_text(recipe)
        furniture = furniture_of(definition, made_from.language, made_from.stationery.look)
        properties = (
            ("DVNumber", ""),
            ("DVForm", definition.id),
            ("DVVersion", definition.version),
            ("DVLanguage", made_from.language.value),
        )
        kept[recipe] = paper(furniture, properties, made_from.stationery.letterhead)
    return kept[recipe]


def _body(sheet: LetterSheet) -> LetterBody:
    marking = (_line(Style.PARTICULAR, sheet.marking, Accent.STRONG),) if sheet.marking else ()
    particulars = tuple(_line(Style.PARTICULAR, f"{label}: {text}") for label, text in sheet.particulars)
    return LetterBody(sheet.recipient, (*marking, *particulars), tuple(_parts(sheet)))


def _line(style: Style, text: str, accent: Accent = Accent.PLAIN, *, keeps: bool = False) -> LetterLine:
    return LetterLine(style, (Span(text, accent),), keeps=keeps)


def _parts(sheet: LetterSheet) -> Iterator[LetterLine | LetterTable]:
    yield LetterLine(Style.SUBJECT, tuple(spans(sheet.subject)))
    lists = count(1)
    new_page = after_list = False
    for at, block in enumerate(sheet.body, start=1):
        if isinstance(block, PageBreak):
            new_page = True
            continue
        after_list = after_list and isinstance(block, Paragraph)
        for part in _block(block, lists, 0):
            if isinstance(part, LetterLine):
                part = replace(
                    part,
                    new_page=new_page,
                    before=_AFTER_LIST if after_list else None,
                    keeps=at == len(sheet.body) and isinstance(block, Paragraph),
                )
            yield part
            new_page = after_list = False
        after_list = isinstance(block, Items)
    yield _line(Style.CLOSING, sheet.closing)
    name, *rest = sheet.sender
    yield _line(Style.SENDER, name, Accent.STRONG, keeps=bool(rest))
    for at, line in enumerate(rest, start=1):
        yield _line(Style.SENDER, line, keeps=at < len(rest))
    if sheet.note:
        yield replace(_line(Style.SMALL, sheet.note), before=8)
    for ending in sheet.endings:
        yield replace(_line(Style.SMALL, f"{ending.title}:", Accent.STRONG, keeps=True), before=12)
        for line in ending.lines:
            yield _line(Style.SMALL, line)


def _block(block: Block, lists: Iterator[int], level: int) -> Iterator[LetterLine | LetterTable]:
    match block:
        case Heading(_, content):
            yield LetterLine(Style.HEADING, tuple(spans(content)))
        case Paragraph(content):
            yield LetterLine(Style.BODY, tuple(spans(content)))
        case Items(items, start):
            yield from _items(items, 0 if start is None else min(next(lists), FIGURE_LISTS), lists, level)
        case Table(head, rows):
            yield LetterTable(tuple(tuple(tuple(spans(cell)) for cell in row) for row in (head, *rows)))
        case Note(content):
            for one in content:
                for part in _block(one, lists, level):
                    yield replace(part, style=Style.NOTE) if isinstance(part, LetterLine) else part
        case SectionTitle() | FieldRow() | Continuations() | PageBreak():
            return
        case _:
            assert_never(block)


def _items(
    items: tuple[tuple[Block, ...], ...], number: int, lists: Iterator[int], level: int
) -> Iterator[LetterLine | LetterTable]:
    for item in items:
        marked = True
        for block in item:
            if isinstance(block, Items):
                yield from _block(block, lists, level + 1)
                continue
            for part in _block(block, lists, level):
                if isinstance(part, LetterLine):
                    part = replace(part, style=Style.ITEM, list=number, level=level, marked=marked)
                    marked = False
                yield part
