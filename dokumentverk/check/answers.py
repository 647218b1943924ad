"""Every answer of a document one by one, the cells of repeating rows among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dokumentverk import messages
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind
from dokumentverk.model.reading import Source
from dokumentverk.model.record import Cell, Entry, State
from dokumentverk.model.value import Unparsable, Value, parse, rows_of


@dataclass(frozen=True, slots=True)
class Answer:
    """``field`` is the id in the definition; ``asked`` the field, or the column of a table. ``row`` and ``column``
    count from 0 and are None outside tables."""

    field: str
    asked: Field
    value: Value
    state: State
    raw: str
    problem: str | None
    source: Source | None
    row: int | None = None
    column: int | None = None

    def finding(self, code: str, **params: str | int) -> Finding:
        """A finding of its usual severity about this answer; rows and columns are told as people count them."""
        if self.row is not None and self.column is not None:
            params = {**params, "row": self.row + 1, "column": self.column + 1}
        return messages.finding(code, field=self.field, source=self.source, **params)

    @property
    def blank(self) -> bool:
        """Nobody answered. An unticked box is no answer; a No is one."""
        return is_blank(self.asked, self.value) and self.state not in (State.NOT_READ, State.CONFLICT)


def is_blank(field: Field, value: Value) -> bool:
    return value is None or value == () or (field.kind is FieldKind.TICK and value is False)


def fields(subject: Subject) -> Iterator[Answer]:
    """The answers to the fields of the form, signatures excepted; a table is one answer."""
    for field in subject.definition.fields():
        if field.kind is not FieldKind.SIGNATURE:
            yield field_answer(subject, field)


def field_answer(subject: Subject, field: Field) -> Answer:
    entry = subject.entry(field)
    return Answer(field.id, field, entry.value, entry.state, entry.raw, entry.problem, entry.source)


def answers(subject: Subject) -> Iterator[Answer]:
    """Every answer: fields in reading order, each table followed by its cells."""
    for answer in fields(subject):
        yield answer
        if answer.asked.kind is FieldKind.ROWS:
            for row in rows(subject, answer.asked):
                yield from row


def rows(subject: Subject, table: Field) -> tuple[tuple[Answer, ...], ...]:
    """The lines of a table with any answer in them, a cell for every column."""
    entry = subject.entry(table)
    cells = entry.cells or _cells_of(table, entry)
    by_place = {(cell.row, cell.column): cell for cell in cells}
    lines = (
        tuple(
            _cell_answer(table, column, number, row, by_place.get((row, column.id)))
            for number, column in enumerate(table.columns)
        )
        for row in sorted({cell.row for cell in cells})
    )
    return tuple(line for line in lines if any(not one.blank for one in line))


def _cells_of(table: Field, entry: Entry) -> tuple[Cell, ...]:
    """Of a record that tells of values only."""
    return tuple(
        Cell(number, column, value, State.FILLED, "", 1.0, entry.source)
        for number, row in enumerate(rows_of(entry.value))
        for column, value in row
        if column in {one.id for one in table.columns}
    )


def _cell_answer(table: Field, column: Field, number: int, row: int, cell: Cell | None) -> Answer:
    if cell is None:
        return Answer(table.id, column, None, State.EMPTY, "", None, None, row, number)
    problem = None
    if cell.state in (State.NOT_READ, State.CONFLICT) and cell.raw.strip():
        seen = parse(column, cell.raw)
        problem = seen.code if isinstance(seen, Unparsable) else None
    return Answer(table.id, column, cell.value, cell.state, cell.raw, problem, cell.source, row, number)
