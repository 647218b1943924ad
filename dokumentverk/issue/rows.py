"""A table's rows → what to issue, one document for each. Pure. A row with any fault is refused whole: nothing guessed.

Columns are field ids, labels in any language or names in the PDF; beside them the employee's number, the case, the
document's language and which of the employee's positions. Repeating rows are given cell by cell under their PDF names
(``measures_1_what``) or as JSON in one cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dokumentverk.issue.headers import names_employee, targets
from dokumentverk.issue.prefill import chosen_position, person_facts
from dokumentverk.issue.row_reader import Said, read_row
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.person import Employee, People
from dokumentverk.model.table import Table, TableRow
from dokumentverk.model.value import Unparsable, Value, parse, to_json


@dataclass(frozen=True, slots=True)
class Planned:
    """One document to issue. ``values`` are by field id. ``position`` counts from 0. ``key`` is the same text for the
    same row whenever it is run again; a row that stands twice in a table has two."""

    line: int
    employee: str | None
    case: str | None
    language: Language | None
    position: int
    values: tuple[tuple[str, Value], ...]
    key: str

    def given(self) -> dict[str, object]:
        """The values as data given for a form: JSON's kinds only."""
        return {id: to_json(value) for id, value in self.values}


@dataclass(frozen=True, slots=True)
class Refused:
    row: TableRow
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RowPlan:
    planned: tuple[Planned, ...]
    refused: tuple[Refused, ...]


def plan_rows(definition: FormDefinition, table: Table, *, people: People, language: Language) -> RowPlan:
    """``language`` is that of the choices named in findings. An empty register knows nobody, so it refuses nobody."""
    meant = targets(definition, table.headers)
    known = {employee.number: employee for employee in people.employees}
    broken = _broken_cells(table)
    planned: list[Planned] = []
    refused: list[Refused] = []
    times: dict[str, int] = {}
    for row in table:
        said = read_row(definition, row, meant, language)
        faults = [*broken.get(str(row.line), ()), *said.findings, *_person_faults(definition, row.line, said, known)]
        registered = _registered(definition, said, known, people) if not faults else {}
        faults += _locked_faults(row.line, said, registered)
        if faults:
            refused.append(Refused(row, tuple(faults)))
            continue
        key = _key(definition, said)
        times[key] = times.get(key, 0) + 1
        values = {id: value for id, value in said.values.items() if id not in registered}
        one = Planned(row.line, said.employee, said.case, said.language, said.position, tuple(values.items()), key)
        one = one if times[key] == 1 else replace(one, key=f"{key}\n{times[key]}")
        planned.append(one if known else _as_written(definition, one))
    return RowPlan(tuple(planned), tuple(refused))


def _key(definition: FormDefinition, said: Said) -> str:
    given = [[id, to_json(value)] for id, value in said.values.items()]
    parts = [definition.id, said.employee, said.case, said.language, said.position, given]
    return json.dumps(parts, ensure_ascii=False)


def _broken_cells(table: Table) -> dict[str, list[Finding]]:
    """What reading the table found, by line: a row of which a cell is lost is not issued with a gap."""
    found: dict[str, list[Finding]] = {}
    for one in table.findings:
        line = dict(one.params).get("line")
        if line is not None:
            found.setdefault(line, []).append(one)
    return found


def _person_faults(
    definition: FormDefinition, line: int, said: Said, known: Mapping[str, Employee]
) -> Iterator[Finding]:
    if said.employee is None:
        return
    if definition.anonymous:
        yield finding("BATCH_FORM_ANONYMOUS", line=line)
    if not known:
        return
    employee = known.get(said.employee)
    if employee is None:
        yield finding("BATCH_EMPLOYEE_UNKNOWN", line=line)
    elif said.position >= max(1, len(employee.positions)):
        yield finding("BATCH_POSITION_UNKNOWN", line=line, count=len(employee.positions))


def _registered(
    definition: FormDefinition, said: Said, known: Mapping[str, Employee], people: People
) -> dict[str, Value]:
    """Values of fields that the register fills in and locks, of those that the row gives too."""
    employee = known.get(said.employee or "")
    if employee is None:
        return {}
    facts = person_facts(employee, chosen_position(employee, said.position), people)
    found: dict[str, Value] = {}
    for field in definition.fields():
        text = facts.get(field.prefill or "")
        value = parse(field, text) if field.locked and field.id in said.values and text else None
        if value is not None and not isinstance(value, Unparsable):
            found[field.id] = value
    return found


def _locked_faults(line: int, said: Said, registered: Mapping[str, Value]) -> Iterator[Finding]:
    for id, value in registered.items():
        if said.values[id] != value:
            yield finding("BATCH_FIELD_FROM_REGISTER", field=id, line=line)


def _as_written(definition: FormDefinition, one: Planned) -> Planned:
    """Without a register the employee's number is filled in as it was given, and nobody is looked up."""
    field = next((field for field in definition.fields() if names_employee(definition, field)), None)
    if field is None or one.employee is None:
        return one
    return replace(one, employee=None, values=(*one.values, (field.id, one.employee)))
