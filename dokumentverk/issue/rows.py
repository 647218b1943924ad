"""A table's rows → what to issue, one document for each. Pure. A row with any fault is refused whole: nothing guessed.

Columns are field ids, labels in any language or names in the PDF; beside them the employee's number, the case, the
document's language and which of the employee's positions. Repeating rows are given cell by cell under their PDF names
(``measures_1_what``) or as JSON in one cell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from dokumentverk.issue.headers import About, Target, Unclear, names_employee, targets
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.person import People
from dokumentverk.model.table import Table, TableRow
from dokumentverk.model.value import Unparsable, Value, from_json, to_json
from dokumentverk.rules.fodselsnummer import Verdict, judge


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
    known = {employee.number: len(employee.positions) for employee in people.employees}
    broken = _broken_cells(table)
    planned: list[Planned] = []
    refused: list[Refused] = []
    times: dict[str, int] = {}
    for row in table:
        reader = _RowReader(definition, row, meant, language)
        one = reader.planned()
        faults = [*broken.get(str(row.line), ()), *reader.findings, *_person_faults(one, known)]
        if definition.anonymous and one.employee is not None:
            faults.append(finding("BATCH_FORM_ANONYMOUS", line=row.line))
        if faults:
            refused.append(Refused(row, tuple(faults)))
            continue
        times[one.key] = times.get(one.key, 0) + 1
        one = one if known else _as_written(definition, one)
        planned.append(one if times[one.key] == 1 else replace(one, key=f"{one.key}\n{times[one.key]}"))
    return RowPlan(tuple(planned), tuple(refused))


def _broken_cells(table: Table) -> dict[str, list[Finding]]:
    """What reading the table found, by line: a row of which a cell is lost is not issued with a gap."""
    found: dict[str, list[Finding]] = {}
    for one in table.findings:
        line = dict(one.params).get("line")
        if line is not None:
            found.setdefault(line, []).append(one)
    return found


def _person_faults(one: Planned, known: Mapping[str, int]) -> Iterator[Finding]:
    if one.employee is None or not known:
        return
    if one.employee not in known:
        yield finding("BATCH_EMPLOYEE_UNKNOWN", line=one.line)
    elif one.position >= max(1, known[one.employee]):
        yield finding("BATCH_POSITION_UNKNOWN", line=one.line, count=known[one.employee])


def _as_written(definition: FormDefinition, one: Planned) -> Planned:
    """Without a register the employee's number is filled in as it was given, and nobody is looked up."""
    field = next((field for field in definition.fields() if names_employee(definition, field)), None)
    if field is None or one.employee is None:
        return one
    return replace(one, employee=None, values=(*one.values, (field.id, one.employee)))


class _RowReader:
    """Reads one row cell by cell and gathers what is wrong with it."""

    def __init__(
        self,
        definition: FormDefinition,
        row: TableRow,
        meant: Mapping[str, Target | About | Unclear],
        language: Language,
    ) -> None:
        self._definition = definition
        self._row = row
        self._language = language
        self._values: dict[str, Value] = {}
        self._cells: dict[str, dict[int, dict[str, str]]] = {}
        self._about: dict[About, str] = {}
        self.findings: list[Finding] = []
        for header, text in row.cells:
            if text.strip():
                self._take(header, text, meant[header])
        for id, lines in self._cells.items():
            self._take_lines(definition.field(id), lines)

    def planned(self) -> Planned:
        employee = self._about.get(About.EMPLOYEE)
        case = self._about.get(About.CASE)
        language = self._chosen_language()
        position = self._chosen_position()
        values = tuple(
            (field.id, self._values[field.id]) for field in self._definition.fields() if field.id in self._values
        )
        given = [[id, to_json(value)] for id, value in values]
        key = json.dumps([self._definition.id, employee, case, language, position, given], ensure_ascii=False)
        return Planned(self._row.line, employee, case, language, position, values, key)

    def _add(self, code: str, field: str | None = None, **params: str | int) -> None:
        self.findings.append(finding(code, field=field, source=None, line=self._row.line, **params))

    def _take(self, header: str, text: str, meant: Target | About | Unclear) -> None:
        match meant:
            case Unclear.UNKNOWN:
                self._add("BATCH_COLUMN_UNKNOWN", column=_plain(header))
            case Unclear.SEVERAL:
                self._add("BATCH_COLUMN_UNCLEAR", column=_plain(header))
            case About():
                if self._about.setdefault(meant, text.strip()) != text.strip():
                    self._add("BATCH_COLUMNS_DIFFER", column=_plain(header))
            case Target(field, int(row), Field() as column):
                self._cells.setdefault(field.id, {}).setdefault(row, {})[column.id] = text
            case Target(field):
                self._take_field(field, text, header)

    def _take_field(self, field: Field, text: str, header: str) -> None:
        if field.kind is FieldKind.SIGNATURE:
            self._add("BATCH_SIGNATURE_GIVEN", field.id)
            return
        if _CONTROL.search(text):
            self._add("BATCH_VALUE_UNREADABLE", field.id)
            return
        value = from_json(field, _json_or(text) if field.kind is FieldKind.ROWS else text)
        if isinstance(value, Unparsable):
            self._add(_CODES.get(value.code, "BATCH_VALUE_UNREADABLE"), field.id, choices=self._choices(field))
        elif field.id in self._values and self._values[field.id] != value:
            self._add("BATCH_COLUMNS_DIFFER", field.id, column=_plain(header))
        else:
            self._values[field.id] = value
            self._check(field, value)

    def _take_lines(self, field: Field, lines: Mapping[int, Mapping[str, str]]) -> None:
        if field.id in self._values:
            self._add("BATCH_COLUMNS_DIFFER", field.id, column=field.id)
            return
        given = [dict(lines.get(at, {})) for at in range(max(lines) + 1)]
        value = from_json(field, given)
        if isinstance(value, Unparsable):
            self._add(_CODES.get(value.code, "BATCH_VALUE_UNREADABLE"), field.id, choices="")
        else:
            self._values[field.id] = value

    def _check(self, field: Field, value: Value) -> None:
        if field.kind is FieldKind.FODSELSNUMMER and isinstance(value, str):
            self._check_fodselsnummer(field, value)
        if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
            self._add("BATCH_VALUE_TOO_LONG", field.id, limit=field.max_length)
        if isinstance(value, Decimal):
            too_small = field.minimum is not None and value < field.minimum
            too_large = field.maximum is not None and value > field.maximum
            if too_small or too_large:
                self._add(
                    "BATCH_NUMBER_OUTSIDE", field.id, minimum=_limit(field.minimum), maximum=_limit(field.maximum)
                )
        if field.kind is FieldKind.ROWS and isinstance(value, tuple) and len(value) > field.rows:
            self._add("BATCH_TOO_MANY_ROWS", field.id, limit=field.rows)

    def _check_fodselsnummer(self, field: Field, digits: str) -> None:
        if len(digits) == 10:
            self._add("BATCH_FODSELSNUMMER_ZERO_LOST", field.id)
        elif judge(digits, rule_2032=True) is not Verdict.VALID:
            self._add("BATCH_FODSELSNUMMER_WRONG", field.id)

    def _choices(self, field: Field) -> str:
        return ", ".join(choice.label.in_(self._language) for choice in field.choices)

    def _chosen_language(self) -> Language | None:
        text = self._about.get(About.LANGUAGE, "").casefold()
        if not text:
            return None
        found = _LANGUAGES.get(text)
        if found is None:
            self._add("BATCH_LANGUAGE_UNKNOWN")
        return found

    def _chosen_position(self) -> int:
        text = self._about.get(About.POSITION, "1")
        if not re.fullmatch(r"[1-9][0-9]?", text):
            self._add("BATCH_POSITION_UNREADABLE")
            return 0
        return int(text) - 1


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

_LANGUAGES = {
    **{language.value: language for language in Language},
    "bokmål": Language.NB, "nynorsk": Language.NN, "engelsk": Language.EN, "english": Language.EN,
}  # fmt: skip

_CODES = {
    "DATE_UNREADABLE": "BATCH_DATE_UNREADABLE",
    "DATE_NOT_IN_CALENDAR": "BATCH_DATE_UNREADABLE",
    "NUMBER_UNREADABLE": "BATCH_NUMBER_UNREADABLE",
    "CHOICE_UNKNOWN": "BATCH_CHOICE_UNKNOWN",
    "DIGITS_EXPECTED": "BATCH_FODSELSNUMMER_WRONG",
    "ROW_COLUMN_UNKNOWN": "BATCH_ROWS_UNREADABLE",
    "ROW_COLUMNS_DIFFER": "BATCH_ROWS_UNREADABLE",
}


def _json_or(text: str) -> object:
    """Rows may also be written as text, with ``|`` between cells."""
    if not text.lstrip().startswith("["):
        return text
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return text


def _limit(value: Decimal | None) -> str:
    return "–" if value is None else format(value, "f").replace(".", ",")


def _plain(header: str) -> str:
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in header)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"
