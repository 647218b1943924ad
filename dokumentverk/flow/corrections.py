"""A batch of corrections from a table: one row for each field, all rows of one return decided together.

A return with a row that cannot be used is left whole: half of its corrections could be enough to file it, and the rest
would never be made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dokumentverk.errors import ArchiveConflict, DokumentverkError, Unreadable, UsageFault
from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.office import Office
from dokumentverk.flow.understood import Understood
from dokumentverk.model.filing import Outcome
from dokumentverk.model.layout import name_of
from dokumentverk.model.table import Table, TableRow

COLUMNS = {
    "return": ("return", "retur"),
    "field": ("field", "felt"),
    "value": ("value", "verdi"),
    "employee": ("employee", "ansattnummer", "ansatt", "tilsettnummer", "tilsett"),
    "reason": ("reason", "begrunnelse", "grunngiving"),
}
"""What the columns may be called, in any case."""
_NEEDED = ("return", "field", "value")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is meant."""

    row: TableRow
    return_id: str
    field: str
    value: str
    employee: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of one return: ``done``, or why each of its rows was not used."""

    lines: tuple[Line, ...]
    done: tuple[Understood, Outcome] | None = None
    refused: tuple[tuple[TableRow, DokumentverkError], ...] = ()


def lines_of(table: Table) -> tuple[tuple[Line, ...], ...]:
    """The rows of each return together, in the order that the returns come in. Raises UsageFault when a column is
    missing."""
    headers = {name.casefold(): name for name in table.headers}
    found = {key: next((headers[one] for one in names if one in headers), None) for key, names in COLUMNS.items()}
    missing = [key for key in _NEEDED if found[key] is None]
    if missing:
        raise UsageFault("CORRECTION_COLUMNS_MISSING", file=table.file, columns=", ".join(missing))

    def cell(row: TableRow, key: str) -> str:
        header = found[key]
        return row.get(header).strip() if header is not None else ""

    groups: dict[str, list[Line]] = {}
    for row in table.rows:
        line = Line(
            row,
            cell(row, "return").upper(),
            cell(row, "field"),
            cell(row, "value"),
            cell(row, "employee"),
            cell(row, "reason"),
        )
        groups.setdefault(line.return_id, []).append(line)
    return tuple(tuple(lines) for lines in groups.values())


def correct(office: Office, lines: Sequence[Line], by: str, reason: str) -> Corrected:
    """Decide one return. ``reason`` is for rows without their own. The archive must be open for writing."""
    return_id = lines[0].return_id
    faults = _faults(lines)
    if faults:
        return _refused(lines, faults)
    reasons = dict.fromkeys(one.reason or reason for one in lines)
    decision = Decision(
        by=by,
        reason="; ".join(one for one in reasons if one),
        values={one.field: one.value for one in lines if one.field},
        employee=next((one.employee for one in lines if one.employee), None),
    )
    try:
        return Corrected(tuple(lines), accept(office, return_id, decision))
    except (UsageFault, Unreadable, ArchiveConflict) as error:
        blamed = [one for one in lines if one.field and one.field == error.params.get("field")]
        return _refused(lines, {one.row.line: error for one in blamed or lines})


def _faults(lines: Sequence[Line]) -> dict[int, DokumentverkError]:
    """By the row's line: what can be said of it without reading the document."""
    found: dict[int, DokumentverkError] = {}
    values: dict[str, str] = {}
    persons = {one.employee for one in lines if one.employee}
    for one in lines:
        if not one.return_id:
            found[one.row.line] = UsageFault("CORRECTION_RETURN_MISSING")
        elif not one.field and (one.value or not one.employee):
            found[one.row.line] = UsageFault("CORRECTION_FIELD_MISSING")
        elif one.field and values.setdefault(one.field, one.value) != one.value:
            found[one.row.line] = UsageFault("CORRECTION_TWICE", field=one.field[:60])
        elif one.employee and len(persons) > 1:
            found[one.row.line] = UsageFault("CORRECTION_PERSONS_DIFFER")
    return found


def _refused(lines: Sequence[Line], faults: Mapping[int, DokumentverkError]) -> Corrected:
    held = UsageFault("CORRECTION_HELD_BACK", number=lines[0].return_id[:40])
    return Corrected(tuple(lines), refused=tuple((one.row, faults.get(one.row.line, held)) for one in lines))


def values_of(data: Mapping[str, object]) -> dict[str, str]:
    """Values given as JSON, as people write them: lists of choices with ``;`` between, the cells of a table by their
    own names. Raises UsageFault for what is no value."""
    found: dict[str, str] = {}
    for id, value in data.items():
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            for row, cells in enumerate(value):
                found |= {name_of(id, row=row, column=column): _text(id, cell) for column, cell in cells.items()}
        else:
            found[id] = _text(id, value)
    return found


def _text(id: str, value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nei"
        case str():
            return value
        case int() | float() | Decimal():
            return format(Decimal(str(value)), "f")
        case list() if all(isinstance(one, str) for one in value):
            return ";".join(value)
        case _:
            raise UsageFault("FIELD_NOT_CORRECTABLE", field=id[:60])
