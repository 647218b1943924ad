"""Blocks as data for the house style, and the widgets that belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from dokumentverk.engines.pdf_finish import WidgetSpec
from dokumentverk.model.form import Field, FieldKind, Section
from dokumentverk.model.layout import Part, WidgetKind, continuation_names
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
from dokumentverk.render.directives import COLUMNS, narrowest
from dokumentverk.render.pdf_fields import FONT_SIZE, Data, Key, Spot, Voice, printed, widgets

_FIELD_CELLS = 2


@dataclass(slots=True)
class Story:
    """Grows as blocks are told. ``keys`` says what each widget address means."""

    voice: Voice
    widgets: list[WidgetSpec] = field(default_factory=list)
    keys: dict[str, Key] = field(default_factory=dict)

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
            return self._rows(first, cells[0].lines)
        return {"kind": "row", "fields": [self._cell(cell) for cell in cells]}

    def _cell(self, cell: FieldCell) -> Data:
        spot = Spot(self.voice.definition.field(cell.field))
        width = geometry.span(cell.width)
        self._add(spot, width, multiline=spot.field.kind is FieldKind.LONG_TEXT)
        return printed(spot, self.voice, width=width, lines=cell.lines)

    def _add(self, spot: Spot, width: float, *, multiline: bool) -> None:
        for spec, key in widgets(spot, self.voice, width=width, multiline=multiline):
            self.widgets.append(spec)
            self.keys[spec.address] = key

    def _rows(self, table: Field, lines: int) -> Data:
        """A table where its columns fit twelve, else a card for each line."""
        data: Data = {
            "number": self.voice.number(table),
            "label": self.voice.label(table),
            "help": self.voice.help(table),
            "required": table.required,
        }
        if sum(column.width for column in table.columns) <= COLUMNS:
            return {**data, **self._table(table, lines)}
        return {**data, "kind": "cards", "cards": [self._card(table, row) for row in range(table.rows)]}

    def _table(self, table: Field, lines: int) -> Data:
        total = sum(column.width for column in table.columns)
        share = geometry.WIDTH / total
        sizes = [column.width * share for column in table.columns]
        height = max([lines, *(column.lines for column in table.columns)])
        rows: list[list[Data]] = []
        for row in range(table.rows):
            told: list[Data] = []
            for column, width in zip(table.columns, sizes, strict=True):
                spot = Spot(column, table, row)
                self._add(spot, 0, multiline=height > 1 or column.kind is FieldKind.LONG_TEXT)
                told.append(printed(spot, self.voice, width=0, lines=1))
            rows.append(told)
        columns = [
            {"width": width, "label": self.voice.label(column), "required": column.required}
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
                told.append(printed(spot, self.voice, width=size, lines=column.lines))
            rows.append(told)
        return {"title": f"{self.voice.label(table)} {row + 1}", "rows": rows}

    def _continuations(self, count: int, lines: int) -> Data:
        language = self.voice.language
        width = geometry.WIDTH - _FIELD_CELLS * geometry.CELL - geometry.GUTTER - 16
        boxes = []
        for number in range(1, count + 1):
            field_name, text_name = continuation_names(number)
            title = f"{words.CONTINUATION.in_(language)} {number}" if count > 1 else words.CONTINUATION.in_(language)
            for name, kind, label, part in (
                (field_name, WidgetKind.COMB, words.CONTINUATION_FIELD, Part.CONTINUATION_FIELD),
                (text_name, WidgetKind.TEXT, words.CONTINUATION_TEXT, Part.CONTINUATION_TEXT),
            ):
                comb = kind is WidgetKind.COMB
                self.widgets.append(
                    WidgetSpec(
                        name,
                        name,
                        kind,
                        f"{title}, {label.in_(language)}",
                        multiline=not comb,
                        cells=_FIELD_CELLS if comb else None,
                        font_size=FONT_SIZE,
                    )
                )
                self.keys[name] = Key("", row=number - 1, part=part)
            boxes.append({"field": field_name, "text": text_name, "cells": _FIELD_CELLS})
        return {
            "kind": "continuations",
            "title": words.CONTINUATION.in_(language),
            "help": words.CONTINUATION_HELP.in_(language),
            "label": words.CONTINUATION_FIELD.in_(language),
            "lines": lines,
            "width": width,
            "boxes": boxes,
        }


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
