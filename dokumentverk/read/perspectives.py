"""The copies that employee and leader filled in, each their own, laid side by side in one. Pure.

Nobody's words are chosen over another's: where both wrote, both stand there, each with who said it; where they crossed
off differently, nothing is crossed off and the difference is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dokumentverk.model.form import Field, FieldKind, FormDefinition, Role
from dokumentverk.model.record import Record, State
from dokumentverk.model.value import Row, Scalar, Value, rows_of

_WRITTEN = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})
_UNSETTLED = frozenset({State.NOT_READ, State.CONFLICT})


@dataclass(frozen=True, slots=True)
class Copy:
    """One party's own. ``record`` is of the form that both were made from."""

    party: Role
    record: Record


@dataclass(frozen=True, slots=True)
class Difference:
    """``said`` holds what each party gave, those who gave nothing left out. ``row`` is a line of the shared table, from
    1; ``column`` one of its columns, both None for a field. ``shown``: what they said stands in the shared copy."""

    field: str
    said: tuple[tuple[Role, Value], ...]
    row: int | None = None
    column: str | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class SideBySide:
    """``values`` by field id: what a shared copy begins with."""

    values: Mapping[str, Value]
    differences: tuple[Difference, ...]


def carried_fields(definition: FormDefinition) -> Iterator[Field]:
    """The fields whose answers go on to a shared or later copy: of the sections that the definition says so of, without
    signatures and what the register fills in. What a case fills in a party may have written more to."""
    for section in definition.sections:
        if section.carried:
            yield from (
                one
                for one in section.fields
                if one.kind is not FieldKind.SIGNATURE and (one.prefill is None or one.prefill.startswith("case."))
            )


def unsettled(definition: FormDefinition, record: Record) -> tuple[str, ...]:
    """Fields that would be carried on, and that hold something nobody has read or settled yet."""
    entries = {one.field: one for one in record.entries}
    return tuple(
        one.id
        for one in carried_fields(definition)
        if one.id in entries
        and (entries[one.id].state in _UNSETTLED or any(cell.state in _UNSETTLED for cell in entries[one.id].cells))
    )


def side_by_side(definition: FormDefinition, copies: Sequence[Copy], names: Mapping[Role, str]) -> SideBySide:
    """``copies`` in the order in which they are to stand; ``names`` are what the parties are called in the text."""
    values: dict[str, Value] = {}
    differences: list[Difference] = []
    for field in carried_fields(definition):
        given = [(one.party, _value(one.record, field)) for one in copies]
        if field.kind is FieldKind.ROWS:
            lines, told = _tables(field, given, names)
            differences += told
            if lines:
                values[field.id] = lines
            continue
        value, difference = _answer(field, given, names)
        if value is not None:
            values[field.id] = value
        if difference is not None:
            differences.append(replace(difference, field=field.id))
    return SideBySide(values, tuple(differences))


def _value(record: Record, field: Field) -> Value:
    return next((one.value for one in record.entries if one.field == field.id and one.state not in _UNSETTLED), None)


def _answer(
    field: Field, given: Sequence[tuple[Role, Value]], names: Mapping[Role, str]
) -> tuple[Value, Difference | None]:
    """What the shared copy begins with, and whether the parties differ."""
    unsaid = (None, (), False) if field.kind is FieldKind.TICK else (None, ())
    said = tuple((party, value) for party, value in given if value not in unsaid)
    if not said:
        return None, None
    first = said[0][1]
    if all(_same(first, value) for _, value in said):
        # A tick that only one of them set is a difference; a text that only one of them wrote is theirs to say.
        if field.kind is FieldKind.TICK and len(said) < len(given):
            return None, Difference(field.id, said, shown=False)
        return first, None
    text = _both(field, said, names)
    return text, Difference(field.id, said, shown=text is not None)


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return folded(one) == folded(other)
    return one == other


def folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _both(field: Field, said: Sequence[tuple[Role, Value]], names: Mapping[Role, str]) -> str | None:
    """Both texts, each with who wrote it; None where they do not fit, or are no text."""
    if field.kind not in _WRITTEN or field.format is not None or field.cells is not None:
        return None
    between = "\n" if field.kind is FieldKind.LONG_TEXT else " – "
    text = between.join(f"{names[party]}: {value}" for party, value in said)
    return text if field.max_length is None or len(text) <= field.max_length else None


def _tables(
    table: Field, given: Sequence[tuple[Role, Value]], names: Mapping[Role, str]
) -> tuple[tuple[Row, ...], list[Difference]]:
    """Lines that say the same in their first column are one; the others stand in the order of the copies."""
    key = table.columns[0].id
    lines: list[dict[Role, dict[str, Value]]] = []
    found: dict[str, int] = {}
    for party, value in given:
        for row in rows_of(value):
            cells: dict[str, Value] = dict(row)
            about = folded(str(cells.get(key) or ""))
            at = found.get(about)
            if at is None or party in lines[at]:
                lines.append({})
                at = len(lines) - 1
            if about:
                found.setdefault(about, at)
            lines[at][party] = cells
    shared: list[Row] = []
    differences: list[Difference] = []
    parties = [party for party, _ in given]
    for number, line in enumerate(lines, start=1):
        row, told = _line(table, line, parties, names)
        shared.append(row)
        differences += [replace(one, row=number) for one in told]
    return tuple(shared), differences


def _line(
    table: Field, line: Mapping[Role, Mapping[str, Value]], parties: Sequence[Role], names: Mapping[Role, str]
) -> tuple[Row, list[Difference]]:
    row: list[tuple[str, Scalar | tuple[str, ...]]] = []
    differences: list[Difference] = []
    if len(line) < len(parties):
        party = next(iter(line))
        about = line[party].get(table.columns[0].id)
        differences.append(Difference(table.id, ((party, about),)))
    for column in table.columns:
        given = [(party, line[party].get(column.id)) for party in parties if party in line]
        value, told = _answer(column, given, names)
        row.append((column.id, _scalar(value)))
        if told is not None:
            differences.append(replace(told, field=table.id, column=column.id))
    return tuple(row), differences


def _scalar(value: Value) -> Scalar | tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(one for one in value if isinstance(one, str))
    return value
