"""The people register, from a table: faults are findings with line numbers, and good rows are used all the same.

Several rows with the same number are one person with several positions or employment periods; numbered columns
(«stilling 2») do the same in one row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.language import Language
from dokumentverk.model.person import Employee, EmploymentPeriod, People, Position
from dokumentverk.model.table import Table, TableRow
from dokumentverk.workplace import cells
from dokumentverk.workplace.columns import PEOPLE_COLUMNS, REQUIRED, Column, column_of, usual_name
from dokumentverk.workplace.tables import read_table

PEOPLE_HEADERS = tuple(usual_name(key) for key in PEOPLE_COLUMNS if key not in ("postcode", "town"))
"""What an empty register begins with."""


@dataclass(frozen=True, slots=True)
class PeopleFile:
    people: People
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Person:
    """One row: what it says of a person."""

    line: int
    number: str
    facts: Mapping[str, object]
    positions: tuple[Position, ...]
    periods: tuple[EmploymentPeriod, ...]


def load_people(path: Path) -> PeopleFile:
    """A missing file is an empty register and a NOTE. Raises Unreadable or Encrypted for what is no table."""
    if not path.exists():
        return PeopleFile(People(), (finding("PEOPLE_FILE_MISSING", file=path.name),))
    return people_of(read_table(path))


def people_of(table: Table) -> PeopleFile:
    if not table.headers:
        return PeopleFile(People(), table.findings)
    columns = {header: column_of(header) for header in table.headers}
    keys = {column.key for column in columns.values() if column is not None}
    lacking = [key for key in REQUIRED if key not in keys]
    findings = list(table.findings)
    if lacking:
        # Headers are not named here: a file without any has a person's name where they should be.
        findings += [finding("PEOPLE_COLUMN_MISSING", file=table.file, column=usual_name(key)) for key in lacking]
        return PeopleFile(People(), tuple(findings))
    findings += _unused_columns(table.file, columns)
    rows: list[_Person] = []
    for row in table:
        faults: list[Finding] = []
        person = _person(row, columns, cells.Noted(table.file, row.line, faults))
        findings += faults
        if person is not None:
            rows.append(person)
    employees = tuple(_merged(rows, table.file, findings))
    findings += _relations(employees, {row.number: row.line for row in reversed(rows)}, table.file)
    return PeopleFile(People(employees), tuple(findings))


def _unused_columns(file: str, columns: Mapping[str, Column | None]) -> Iterator[Finding]:
    seen: dict[Column, str] = {}
    for header, column in columns.items():
        if column is None:
            yield finding("PEOPLE_COLUMN_UNKNOWN", file=file, column=cells.plain(header))
        elif column in seen:
            yield finding("PEOPLE_COLUMN_TWICE", file=file, column=cells.plain(header), other=cells.plain(seen[column]))
        else:
            seen[column] = header


def _person(row: TableRow, columns: Mapping[str, Column | None], noted: cells.Noted) -> _Person | None:
    texts: dict[Column, str] = {}
    for header, text in row.cells:
        column = columns[header]
        if column is not None and column not in texts:
            texts[column] = text.strip()

    def one(key: str, index: int = 1) -> str:
        return texts.get(Column(key, index), "")

    number = cells.employee_number(one("number"), noted)
    given, family = cells.name(one("given_name")), cells.name(one("family_name"))
    if number is None:
        return None
    if not given and not family:
        noted.add("PEOPLE_NAME_MISSING")
        return None
    last = max((column.index for column in texts), default=1)
    facts: dict[str, object] = {
        "given_name": given,
        "family_name": family,
        "fodselsnummer": cells.fodselsnummer(one("fodselsnummer"), noted),
        "phone": cells.phone(one("phone"), noted),
        "email": cells.email(one("email"), noted),
        "address": cells.address([one("address", at) for at in range(1, last + 1)], one("postcode"), one("town")),
        "language": cells.language(one("language"), noted),
        "personalmappe": cells.name(one("personalmappe")) or None,
    }
    positions = [
        cells.position(one("title", at), one("unit", at), one("leader", at), one("deputy", at), noted)
        for at in range(1, last + 1)
    ]
    periods = [cells.period(one("from", at), one("to", at), one("reason", at), noted) for at in range(1, last + 1)]
    return _Person(
        row.line,
        number,
        facts,
        tuple(one for one in positions if one is not None),
        tuple(one for one in periods if one is not None),
    )


def _merged(rows: list[_Person], file: str, findings: list[Finding]) -> Iterator[Employee]:
    """One employee for each number, in the order of their first rows. Numbers that differ in case only are one folder
    on Windows: the later one is not used."""
    grouped: dict[str, list[_Person]] = {}
    spelt: dict[str, str] = {}
    for row in rows:
        if spelt.setdefault(row.number.casefold(), row.number) != row.number:
            findings.append(finding("PEOPLE_NUMBER_CASE", file=file, line=row.line))
        else:
            grouped.setdefault(row.number, []).append(row)
    for number, group in grouped.items():
        facts = dict(group[0].facts)
        for row in group[1:]:
            for key, value in row.facts.items():
                if value and not facts[key]:
                    facts[key] = value
                elif value and value != facts[key]:
                    column = usual_name(key)
                    findings.append(finding("PEOPLE_ROWS_DIFFER", file=file, line=row.line, column=column))
        yield _employee(number, facts, group)


def _employee(number: str, facts: Mapping[str, object], group: list[_Person]) -> Employee:
    def text(key: str) -> str | None:
        value = facts[key]
        return value if isinstance(value, str) and value else None

    language, address = facts["language"], facts["address"]
    return Employee(
        number=number,
        given_name=text("given_name") or "",
        family_name=text("family_name") or "",
        fodselsnummer=text("fodselsnummer"),
        positions=tuple(dict.fromkeys(position for row in group for position in row.positions)),
        employment=cells.joined_periods([period for row in group for period in row.periods]),
        phone=text("phone"),
        email=text("email"),
        address=address if isinstance(address, tuple) else (),
        language=language if isinstance(language, Language) else None,
        personalmappe=text("personalmappe"),
    )


def _relations(employees: tuple[Employee, ...], lines: Mapping[str, int], file: str) -> Iterator[Finding]:
    """What one person's rows say about others."""
    people = {one.number for one in employees}
    shared: dict[str, str] = {}
    for employee in employees:
        line = lines[employee.number]
        if employee.fodselsnummer is not None:
            first = shared.setdefault(employee.fodselsnummer, employee.number)
            if first != employee.number:
                found = finding("PEOPLE_FODSELSNUMMER_SHARED", file=file, line=line, other=lines[first])
                yield found
        for key in ("leader", "deputy"):
            named = {getattr(position, key) for position in employee.positions} - {None}
            if named - people:
                yield finding("PEOPLE_LEADER_UNKNOWN", file=file, line=line, column=usual_name(key))
