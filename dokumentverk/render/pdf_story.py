"""Blocks as data for the house style, and the widgets that belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import assert_never

from dokumentverk.engines.pdf_finish import WidgetSpec
from dokumentverk.model.form import Field, FieldKind, Section
from dokumentverk.model.layout import WidgetKind, continuation_names
from dokumentverk.render import geometry, words
from dokumentverk.render.blocks import (
    Block,
    Continuations,
    Emphasis,
    FieldCell,
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
from dokumentverk.render.directives import COLUMNS, cells_of, narrowest
from dokumentverk.render.pdf_fields import COMB_SIZE, CONTINUATION_SIZE, Data, Spot, Voice, printed, widgets
from dokumentverk.render.pdf_names import Key, Meanings

_FIELD_CELLS = 2


@dataclass(slots=True)
class Story:
    """Grows as blocks are told. ``continued`` are the spots whose answer goes on elsewhere: (field, row, column)."""

    voice: Voice
    continued: frozenset[tuple[str, int | None, str | None]] = frozenset()
    widgets: list[WidgetSpec] = field(default_factory=list)

    def tell(self, block: Block) -> Data:
        match block:
            case Heading(level, content):
                return {"kind": "heading", "level": level, "content": inlines(content)}
            case Paragraph(content):
                return {"kind": "paragraph", "content": inlines(content)}
            case Items(items, start):
                told = [[self.tell(one) for one in item] for item in items]
                return {"kind": "items", "start": start, "items": told}
            case Table(head, rows):
                cells = [[inlines(cell) for cell in row] for row in rows]
                return {"kind": "table", "head": [inlines(cell) for cell in head], "rows": cells}
            case Note(content):
                return {"kind": "note", "content": [self.tell(one) for one in content]}
            case PageBreak():
                return {"kind": "page-break"}
            case SectionTitle(id):
                return self._section(id)
            case FieldRow(cells):
                return self._row(cells)
            case Continuations(count, lines):
                return self._continuations(count, lines)
        assert_never(block)

    def _section(self, id: str) -> Data:
        section: Section = next(one for one in self.voice.definition.sections if one.id == id)
        language = self.voice.language
        help = section.help.in_(language) if section.help else ""
        return {"kind": "section", "title": section.title.in_(language), "help": help}

    def _row(self, cells: tuple[FieldCell, ...]) -> Data:
        first = self.voice.definition.field(cells[0].field)
        if first.kind is FieldKind.ROWS:
            return self.rows(first, range(first.rows), cells[0].lines)
        return {"kind": "row", "fields": [self._cell(cell) for cell in cells]}

    def _cell(self, cell: FieldCell) -> Data:
        spot = Spot(self.voice.definition.field(cell.field), repeat=cell.repeat)
        width = geometry.span(cell.width)
        self._add(spot, width, multiline=spot.field.kind is FieldKind.LONG_TEXT)
        return self._printed(spot, width, cell.lines)

    def _printed(self, spot: Spot, width: float, lines: int) -> Data:
        told = printed(spot, self.voice, width=width, lines=lines)
        return {**told, "continued": spot.key in self.continued and not spot.repeat}

    def _add(self, spot: Spot, width: float, *, multiline: bool) -> None:
        self.widgets += widgets(spot, self.voice, width=width, multiline=multiline)

    def rows(self, table: Field, rows: range, lines: int) -> Data:
        """A table where its columns fit twelve, else a card for each line. ``rows`` are the lines to print, from 0."""
        data: Data = {
            "number": self.voice.number(table),
            "label": self.voice.label(table),
            "help": self.voice.help(table),
            "required": table.required,
            "continued": rows.start == 0 and (table.id, None, None) in self.continued,
        }
        if sum(column.width for column in table.columns) <= COLUMNS:
            return {**data, **self._table(table, rows, lines)}
        return {**data, "kind": "cards", "cards": [self._card(table, row) for row in rows]}

    def _table(self, table: Field, shown: range, lines: int) -> Data:
        sizes = _column_widths(table.columns)
        height = max([lines, *(column.lines for column in table.columns)])
        rows: list[list[Data]] = []
        for row in shown:
            told: list[Data] = []
            for column, width in zip(table.columns, sizes, strict=True):
                spot = Spot(column, table, row)
                self._add(spot, width, multiline=height > 1 or column.kind is FieldKind.LONG_TEXT)
                told.append(self._printed(spot, width, 1))
            rows.append(told)
        columns = [
            {
                "width": width,
                "label": self.voice.label(column),
                "required": column.required,
                "continued": any((table.id, row, column.id) in self.continued for row in shown),
            }
            for column, width in zip(table.columns, sizes, strict=True)
        ]
        return {"kind": "rows", "columns": columns, "rows": rows, "lines": height}

    def _card(self, table: Field, row: int) -> Data:
        rows: list[list[Data]] = []
        for columns in _flow(table.columns):
            told = []
            for column, width in columns:
                size = geometry.span(width)
                spot = Spot(column, table, row)
                self._add(spot, size, multiline=column.kind is FieldKind.LONG_TEXT)
                told.append(self._printed(spot, size, column.lines))
            rows.append(told)
        return {"title": f"{self.voice.item(table)} {row + 1}", "rows": rows}

    def _continuations(self, count: int, lines: int) -> Data:
        language = self.voice.language
        title = words.CONTINUATION.in_(language)
        boxes = []
        for number in range(1, count + 1):
            field_name, text_name = continuation_names(number)
            numbered = f"{title} {number}" if count > 1 else title
            self.widgets.append(
                WidgetSpec(
                    field_name,
                    field_name,
                    WidgetKind.COMB,
                    f"{numbered}, {words.CONTINUATION_FIELD.in_(language)}",
                    cells=_FIELD_CELLS,
                    font_size=COMB_SIZE,
                )
            )
            self.widgets.append(
                WidgetSpec(
                    text_name,
                    text_name,
                    WidgetKind.TEXT,
                    f"{numbered}, {words.CONTINUATION_TEXT.in_(language)}",
                    multiline=True,
                    font_size=CONTINUATION_SIZE,
                )
            )
            boxes.append({"field": field_name, "text": text_name, "cells": _FIELD_CELLS})
        return {
            "kind": "continuations",
            "title": title,
            "help": words.CONTINUATION_HELP.in_(language),
            "label": words.CONTINUATION_FIELD.in_(language),
            "lines": lines,
            "last": False,
            "boxes": boxes,
        }

    def locked(self) -> list[WidgetSpec]:
        """All widgets, every signature with what it closes: its fields with all their parts and lines, and the free
        continuations, which may hold the rest of any of them."""
        definition = self.voice.definition
        meanings = Meanings(definition)
        keys = {spec.name: meanings.of(spec.name, spec.choice) for spec in self.widgets}
        return [
            replace(spec, locks=_closed(definition.field(spec.name), keys))
            if spec.kind is WidgetKind.SIGNATURE
            else spec
            for spec in self.widgets
        ]


def _closed(signature: Field, keys: dict[str, Key | None]) -> tuple[str, ...]:
    if not signature.locks:
        return ()
    return tuple(name for name, key in keys.items() if key and (not key.field or key.field in signature.locks))


def _column_widths(columns: tuple[Field, ...]) -> list[float]:
    """Combs as wide as their cells where the columns allow it, the others in their shares of what is left."""
    total = sum(column.width for column in columns)
    combs = {
        column.id: cells * geometry.CELL
        for column in columns
        if (cells := cells_of(column)) is not None
        and cells * geometry.CELL <= geometry.WIDTH * column.width / total + geometry.ROUNDING
    }
    left = geometry.WIDTH - sum(combs.values())
    rest = sum(column.width for column in columns if column.id not in combs)
    if not rest:
        return [geometry.WIDTH * column.width / total for column in columns]
    return [combs.get(column.id) or left * column.width / rest for column in columns]


def _flow(columns: tuple[Field, ...]) -> Iterator[list[tuple[Field, int]]]:
    row: list[tuple[Field, int]] = []
    for column in columns:
        width = min(COLUMNS, max(column.width, narrowest(column)))
        if row and sum(taken for _, taken in row) + width > COLUMNS:
            yield row
            row = []
        row.append((column, width))
    if row:
        yield row


def inlines(content: tuple[Inline, ...]) -> list[Data]:
    return [_inline(one) for one in content]


def _inline(one: Inline) -> Data:
    match one:
        case Text(text):
            return {"kind": "text", "text": text}
        case Strong(content):
            return {"kind": "strong", "content": inlines(content)}
        case Emphasis(content):
            return {"kind": "emphasis", "content": inlines(content)}
        case Link(href, content):
            return {"kind": "link", "href": href, "content": inlines(content)}
        case LineBreak():
            return {"kind": "break"}
    assert_never(one)
