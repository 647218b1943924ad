"""Cases from a table of absences: a row opens one, or tells more of the one that there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from dokumentverk.errors import UsageFault
from dokumentverk.flow.cases import Opened, open_case
from dokumentverk.flow.office import Office
from dokumentverk.followup.facts import YEARS
from dokumentverk.model.case import CaseKind, Closed, Fact, Graded, SickNote, Sykmelder
from dokumentverk.model.table import Table, TableRow
from dokumentverk.model.value import Unparsable, parse_date
from dokumentverk.model.written import parse_percent

COLUMNS: Final = {
    "employee": ("ansattnummer", "ansattnr", "tilsettnummer", "employee", "employee number"),
    "kind": ("type", "sakstype", "kind"),
    "first_day": ("første fraværsdag", "første fråværsdag", "første dag", "fra", "frå", "first day", "from"),
    "last_day": ("siste fraværsdag", "siste dag", "siste fråværsdag", "til", "last day", "to"),
    "grade": ("grad", "prosent borte", "fraværsprosent", "fråværsprosent", "grade"),
    "note_from": ("sykmelding fra", "sykmeldt fra", "sjukmelding frå", "sick note from"),
    "note_to": ("sykmelding til", "sykmeldt til", "sjukmelding til", "sick note to"),
    "sykmelder": ("sykmelder", "sjukmeldar", "certifying doctor"),
}
"""What the columns may be called, in any case, with spaces or underscores."""
_KINDS: Final = {
    CaseKind.SYKEFRAVAER: ("sykefravær", "sjukefråvær", "sykefravaer", "sickness absence"),
    CaseKind.KORTTIDSFRAVAER: ("hyppig korttidsfravær", "korttidsfravær", "korttidsfravaer", "hyppig korttidsfråvær"),
    CaseKind.FOREBYGGENDE: ("forebyggende", "førebyggjande", "preventive"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is meant."""

    row: TableRow
    employee: str
    kind: CaseKind
    first_day: date | None
    facts: tuple[Fact, ...]


def open_rows(office: Office, table: Table) -> Iterator[tuple[TableRow, Opened | UsageFault]]:
    """What became of each row, one after the other. Raises UsageFault when the table has no column of employees."""
    found = _columns(table)
    if found["employee"] is None:
        raise UsageFault("CASE_COLUMN_MISSING", file=table.file, column=COLUMNS["employee"][0])
    for row in table.rows:
        cells = {key: row.get(header).strip() if header is not None else "" for key, header in found.items()}
        try:
            meant = _row(row, cells, found)
            yield row, open_case(office, meant.kind, meant.employee, meant.first_day, meant.facts)
        except UsageFault as fault:
            yield row, fault


def unused_columns(table: Table) -> tuple[str, ...]:
    """What nothing is read from: a misspelt header looks just like a column that was meant for others."""
    used = set(_columns(table).values())
    return tuple(one for one in table.headers if one not in used)


def _columns(table: Table) -> dict[str, str | None]:
    """The header of each of ``COLUMNS``."""
    headers = {name.casefold().replace("_", " "): name for name in table.headers}
    return {key: next((headers[one] for one in names if one in headers), None) for key, names in COLUMNS.items()}


def _row(row: TableRow, cells: dict[str, str], headers: dict[str, str | None]) -> Row:
    def day(key: str) -> date | None:
        return _day(cells[key], headers[key] or key)

    if not cells["employee"]:
        raise UsageFault("CASE_EMPLOYEE_MISSING")
    first, last, note_from, note_to = (day(key) for key in ("first_day", "last_day", "note_from", "note_to"))
    grade = _grade(cells["grade"])
    facts: list[Fact] = []
    if note_from is not None and note_to is not None:
        facts.append(SickNote(note_from, note_to, Decimal(100) if grade is None else grade))
    elif note_from is not None or note_to is not None:
        raise UsageFault("CASE_NOTE_HALF")
    elif grade is not None and first is not None:
        facts.append(Graded(first, grade))
    if cells["sykmelder"]:
        facts.append(Sykmelder(" ".join(cells["sykmelder"].split())[:200]))
    if last is not None:
        facts.append(Closed(last))
    return Row(row, cells["employee"], _kind(cells["kind"]), first, tuple(facts))


def _kind(text: str) -> CaseKind:
    written = " ".join(text.casefold().split())
    if not written:
        return CaseKind.SYKEFRAVAER
    for kind, names in _KINDS.items():
        if written in names:
            return kind
    raise UsageFault("CASE_KIND_UNKNOWN", kinds=", ".join(names[0] for names in _KINDS.values()))


def _day(text: str, column: str) -> date | None:
    if not text:
        return None
    found = parse_date(text)
    if isinstance(found, Unparsable) or found.year not in YEARS:
        raise UsageFault("CASE_DATE_UNREADABLE", column=column)
    return found


def _grade(text: str) -> Decimal | None:
    if not text:
        return None
    found = parse_percent(text)
    if isinstance(found, Unparsable) or not 0 <= found <= 100:
        raise UsageFault("CASE_GRADE_WRONG")
    return found
