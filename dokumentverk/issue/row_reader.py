"""One row of a table, cell by cell → values of a form's fields, with all that is wrong in it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dokumentverk.issue.headers import About, Target, Unclear
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.table import TableRow
from dokumentverk.model.value import Unparsable, Value, from_json
from dokumentverk.rules.fodselsnummer import Verdict, judge


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says. ``position`` counts from 0. ``values`` are by field id, in the order of the form."""

    employee: str | None
    case: str | None
    language: Language | None
    position: int
    values: Mapping[str, Value]
    findings: tuple[Finding, ...]


def read_row(
    definition: FormDefinition,
    row: TableRow,
    meant: Mapping[str, Target | About | Unclear],
    language: Language,
) -> Said:
    """``meant`` says what each header is; ``language`` is that of the choices named in findings."""
    return _RowReader(definition, row, meant, language).said()


class _RowReader:
    """State while the cells of one row are gone through."""

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
        self._findings: list[Finding] = []
        for header, text in row.cells:
            if text.strip():
                self._take(header, text, meant[header])
        for id, lines in self._cells.items():
            self._take_lines(definition.field(id), lines)

    def said(self) -> Said:
        language, position = self._chosen_language(), self._chosen_position()
        values = {field.id: self._values[field.id] for field in self._definition.fields() if field.id in self._values}
        employee, case = self._about.get(About.EMPLOYEE), self._about.get(About.CASE)
        return Said(employee, case, language, position, values, tuple(self._findings))

    def _add(self, code: str, field: str | None = None, **params: str | int) -> None:
        self._findings.append(finding(code, field=field, source=None, line=self._row.line, **params))

    def _take(self, header: str, text: str, meant: Target | About | Unclear) -> None:
        match meant:
            case Unclear.UNKNOWN:
                self._unknown(header)
            case Unclear.SEVERAL:
                self._add("BATCH_COLUMN_UNCLEAR", column=_plain(header))
            case About():
                if self._about.setdefault(meant, text.strip()) != text.strip():
                    self._add("BATCH_COLUMNS_DIFFER", column=_plain(header))
            case Target(field, int(row), Field() as column):
                self._cells.setdefault(field.id, {}).setdefault(row, {})[column.id] = text
            case Target(field):
                self._take_field(field, text, header)

    def _unknown(self, header: str) -> None:
        labels = [field.label.in_(self._language) for field in self._definition.fields()]
        near = difflib.get_close_matches(header, labels, n=1, cutoff=0.7)
        if near:
            self._add("BATCH_COLUMN_MISSPELT", column=_plain(header), near=near[0])
        else:
            self._add("BATCH_COLUMN_UNKNOWN", column=_plain(header))

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
