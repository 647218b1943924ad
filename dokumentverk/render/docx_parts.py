"""Blocks of a template as the parts of a DOCX sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import assert_never

from dokumentverk.engines.docx_sheet import Accent, Cell, Fill, Grid, Line, Mark, MarkKind, Part, Row, Span, Tone
from dokumentverk.model.form import FieldKind, FormDefinition, Section
from dokumentverk.model.language import Language
from dokumentverk.render import docx_fields, words
from dokumentverk.render.blocks import (
    Block,
    Continuations,
    Emphasis,
    FieldRow,
    Heading,
    Inline,
    Items,
    LineBreak,
    Link,
    Note,
    PageBreak,
    Paragraph,
    SectionTitle,
    Strong,
    Table,
    Text,
)

_GAP = Line(Tone.GAP)
_CLOSE = (Tone.ITEM, Tone.HELP)
"""Lines with too little room below them."""


def parts_of(definition: FormDefinition, language: Language, blocks: Iterable[Block], width: int) -> tuple[Part, ...]:
    """``width`` is that of the text, in twips."""
    parts = _Emitter(definition, language, width).all_of(blocks)
    return tuple(_apart(_guided(parts, definition, language)))


def _guided(parts: Iterable[Part], definition: FormDefinition, language: Language) -> Iterator[Part]:
    """What a star means, below the title."""
    waits = any(one.required for one in definition.fields())
    for part in parts:
        yield part
        if waits and isinstance(part, Line) and part.tone is Tone.TITLE:
            yield Line(Tone.HELP, (Span(words.REQUIRED.in_(language)),))
            waits = False


def _apart(parts: Iterable[Part]) -> Iterator[Part]:
    """Tables kept from running together, and a line at the end: a story may not end with a table."""
    before: Part | None = None
    for part in parts:
        if isinstance(part, Grid) and not (isinstance(before, Line) and before.tone not in _CLOSE):
            yield _GAP
        yield part
        before = part
    if isinstance(before, Grid):
        yield _GAP


@dataclass(slots=True)
class _Emitter:
    definition: FormDefinition
    language: Language
    width: int
    lists: Iterator[int] = field(default_factory=count)

    def all_of(self, blocks: Iterable[Block]) -> Iterator[Part]:
        breaks = False
        for block in blocks:
            if isinstance(block, PageBreak):
                breaks = True
                continue
            for part in self.parts(block):
                if breaks:
                    breaks = False
                    if isinstance(part, Line):
                        yield replace(part, page_break=True)
                        continue
                    yield replace(_GAP, page_break=True)
                yield part

    def parts(self, block: Block) -> Iterator[Part]:
        match block:
            case Heading(level, content):
                tone = (Tone.TITLE, Tone.HEADING_2, Tone.HEADING_3)[min(level, 3) - 1]
                yield Line(tone, tuple(spans(content)))
            case Paragraph(content):
                yield Line(Tone.BODY, tuple(spans(content)))
            case Items():
                yield from self._items(block, 0)
            case Table(head, rows):
                yield self._table(head, rows)
            case Note(content):
                lines = tuple(part for one in content for part in self.parts(one) if isinstance(part, Line))
                inside = tuple(replace(line, tone=Tone.NOTE) for line in lines)
                yield Grid((Row((Cell(0, self.width, inside, Fill.PANEL),)),))
            case SectionTitle(section):
                yield from self._section_title(section)
            case FieldRow():
                yield from self._fields(block)
            case Continuations():
                yield from docx_fields.continuation_parts(block, self.language, self.width)
            case PageBreak():
                yield replace(_GAP, page_break=True)
            case _:
                assert_never(block)

    def _items(self, items: Items, level: int) -> Iterator[Part]:
        kind = MarkKind.BULLET if items.start is None else MarkKind.FIGURE
        mark = Mark(kind, next(self.lists), level, items.start or 1)
        for item in items.items:
            first = True
            for block in item:
                if isinstance(block, Items):
                    yield from self._items(block, level + 1)
                    continue
                for part in self.parts(block):
                    if isinstance(part, Line):
                        part = replace(part, tone=Tone.ITEM, mark=mark if first else None)
                        first = False
                    yield part

    def _table(self, head: tuple[tuple[Inline, ...], ...], rows: tuple[tuple[tuple[Inline, ...], ...], ...]) -> Grid:
        edges = [round(self.width * at / len(head)) for at in range(len(head) + 1)]

        def row(cells: Iterable[tuple[Inline, ...]], tone: Tone, fill: Fill) -> tuple[Cell, ...]:
            return tuple(
                Cell(edges[at], edges[at + 1], (Line(tone, tuple(spans(content))),), fill)
                for at, content in enumerate(cells)
            )

        headed = Row(row(head, Tone.LABEL, Fill.HEAD), header=True)
        return Grid((headed, *(Row(row(cells, Tone.CHOICE, Fill.GRID)) for cells in rows)))

    def _section_title(self, id: str) -> Iterator[Part]:
        section: Section = next(one for one in self.definition.sections if one.id == id)
        yield Line(Tone.HEADING_2, (Span(section.title.in_(self.language)),))
        if section.help is not None:
            yield Line(Tone.HELP, (Span(section.help.in_(self.language)),))

    def _fields(self, row: FieldRow) -> Iterator[Part]:
        alone = [cell for cell in row.cells if self.definition.field(cell.field).kind is FieldKind.ROWS]
        for cell in alone:
            yield docx_fields.rows_grid(self.definition, self.language, cell, self.width, next(self.lists))
        rest = FieldRow(tuple(cell for cell in row.cells if cell not in alone))
        if rest.cells:
            yield docx_fields.field_grid(self.definition, self.language, rest, self.width)


def spans(content: Iterable[Inline], accent: Accent = Accent.PLAIN, href: str | None = None) -> Iterator[Span]:
    """Text runs. The innermost of strong and emphasis wins."""
    for inline in content:
        match inline:
            case Text(text):
                yield Span(text, accent, href)
            case Strong(inside):
                yield from spans(inside, Accent.STRONG, href)
            case Emphasis(inside):
                yield from spans(inside, Accent.EMPHASIS, href)
            case Link(address, inside):
                yield from spans(inside, accent, address)
            case LineBreak():
                yield Span("\n", accent, href)
            case _:
                assert_never(inline)
