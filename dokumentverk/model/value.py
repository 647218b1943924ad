"""Values of fields: what a field can hold, how people write it, how it is shown, and how JSON carries it.

``parse(field, show(field, value, language))`` gives ``value`` back for every kind of field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias, assert_never

from dokumentverk.model.form import Field, FieldKind
from dokumentverk.model.language import Language

Scalar: TypeAlias = str | bool | int | Decimal | date | None
Row: TypeAlias = tuple[tuple[str, "Scalar | tuple[str, ...]"], ...]
"""One line of a repeating table: (column id, value) in the order of the columns."""
Value: TypeAlias = Scalar | tuple[str, ...] | tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Unparsable:
    """What was written cannot be the kind of value asked for. ``code`` is a finding code."""

    code: str


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\s*[./ -]\s*(\d{1,2})\s*[./ -]\s*(\d{4})\.?")
_COMB = re.compile(r"(\d{2})(\d{2})(\d{4})")

YES = "yes"
NO = "no"


def parse_date(text: str) -> date | Unparsable:
    """Day first, as Norwegians write it, or ISO 8601. A year of two digits is not guessed."""
    written = text.strip()
    if match := _ISO.fullmatch(written):
        year, month, day = match.groups()
    elif match := (_DOTTED.fullmatch(written) or _COMB.fullmatch(written)):
        day, month, year = match.groups()
    else:
        return Unparsable("DATE_UNREADABLE")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return Unparsable("DATE_NOT_IN_CALENDAR")


def parse_number(text: str) -> Decimal | Unparsable:
    """Norwegian (``1 234,5``) and plain (``1234.5``) decimals; a unit or per cent sign is not a number."""
    written = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}\b)", "", text.strip()).replace("\u2212", "-")
    if not re.fullmatch(r"-?\d+(?:[.,]\d+)?", written):
        return Unparsable("NUMBER_UNREADABLE")
    try:
        return Decimal(written.replace(",", "."))
    except InvalidOperation:  # pragma: no cover - the pattern above admits only decimals
        return Unparsable("NUMBER_UNREADABLE")


def parse(field: Field, text: str) -> Value | Unparsable:
    """The value that ``text`` writes. Empty or blank text is None (an unticked box: False).

    Choices come as ids or as a label in any language; several-of as ids joined by ``;``. Identifiers keep their digits
    only; whether they are valid is for the checks.
    """
    written = text.strip()
    if not written:
        return False if field.kind is FieldKind.TICK else None
    match field.kind:
        case FieldKind.TEXT:
            return " ".join(written.split())
        case FieldKind.LONG_TEXT:
            return normal_lines(text)
        case FieldKind.DATE:
            return parse_date(written)
        case FieldKind.FODSELSNUMMER:
            digits = re.sub(r"[\s.\u00a0-]", "", written)
            return digits if digits.isascii() and digits.isdigit() else Unparsable("DIGITS_EXPECTED")
        case FieldKind.NUMBER:
            return parse_number(written)
        case FieldKind.PERCENT:
            return parse_number(written.removesuffix("%"))
        case FieldKind.YES_NO:
            return _parse_yes_no(written)
        case FieldKind.TICK:
            answer = _parse_yes_no(written)
            return Unparsable("CHOICE_UNKNOWN") if answer is None else answer
        case FieldKind.ONE_OF:
            return _parse_choice(field, written)
        case FieldKind.SEVERAL_OF:
            chosen = [_parse_choice(field, part) for part in written.split(";") if part.strip()]
            unknown = next((one for one in chosen if isinstance(one, Unparsable)), None)
            if unknown is not None:
                return unknown
            ids = {one for one in chosen if isinstance(one, str)}
            return tuple(choice.id for choice in field.choices if choice.id in ids)
        case FieldKind.SIGNATURE:
            return written
        case FieldKind.ROWS:
            return Unparsable("ROWS_NOT_TEXT")
    assert_never(field.kind)


def normal_lines(text: str) -> str | None:
    """Line ends as LF, no blanks at the end of a line, no blank lines at the ends."""
    lines = [line.rstrip() for line in re.split(r"\r\n|\r|\n|\u2028|\u2029", text)]
    joined = "\n".join(lines).strip("\n")
    return joined if joined.strip() else None


def _parse_yes_no(text: str) -> bool | Unparsable:
    match text.casefold():
        case "yes" | "ja" | "true" | "1" | "x" | "on":
            return True
        case "no" | "nei" | "false" | "0" | "off":
            return False
        case _:
            return Unparsable("CHOICE_UNKNOWN")


def _parse_choice(field: Field, text: str) -> str | Unparsable:
    wanted = text.strip().casefold()
    for choice in field.choices:
        labels = (choice.label.in_(language).casefold() for language in Language)
        if wanted == choice.id.casefold() or wanted in labels:
            return choice.id
    return Unparsable("CHOICE_UNKNOWN")


def show(field: Field, value: Value, language: Language) -> str:
    """As people write it: ``03.11.2026``, ``130972 48022``, ``12,5``, the choice's label; None is empty."""
    if value is None:
        return ""
    match field.kind:
        case FieldKind.DATE:
            return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)
        case FieldKind.FODSELSNUMMER:
            digits = str(value)
            return f"{digits[:6]} {digits[6:]}" if len(digits) == 11 else digits
        case FieldKind.NUMBER | FieldKind.PERCENT:
            return str(value).replace(".", "," if language is not Language.EN else ".")
        case FieldKind.YES_NO | FieldKind.TICK:
            return _show_yes_no(language, yes=bool(value))
        case FieldKind.ONE_OF:
            return _label(field, str(value), language)
        case FieldKind.SEVERAL_OF:
            ids = [part for part in value if isinstance(part, str)] if isinstance(value, tuple) else [str(value)]
            return "; ".join(_label(field, id, language) for id in ids)
        case FieldKind.ROWS:
            return "\n".join(_show_row(field, row, language) for row in rows_of(value))
        case FieldKind.TEXT | FieldKind.LONG_TEXT | FieldKind.SIGNATURE:
            return str(value)
    assert_never(field.kind)


def _show_yes_no(language: Language, *, yes: bool) -> str:
    if language is Language.EN:
        return "Yes" if yes else "No"
    return "Ja" if yes else "Nei"


def _label(field: Field, id: str, language: Language) -> str:
    return next((choice.label.in_(language) for choice in field.choices if choice.id == id), id)


def _show_row(field: Field, row: Row, language: Language) -> str:
    cells = dict(row)
    return " | ".join(show(column, cells.get(column.id), language) for column in field.columns)


def rows_of(value: Value) -> tuple[Row, ...]:
    """The lines of a ROWS value; nothing for any other value."""
    if not isinstance(value, tuple):
        return ()
    return tuple(row for row in value if isinstance(row, tuple))


def to_json(value: Value) -> object:
    """Dates as ISO 8601, decimals as int or float-free string, rows as objects."""
    match value:
        case None | bool() | int() | str():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else str(value)
        case tuple():
            if value and isinstance(value[0], tuple):
                return [{column: to_json(cell) for column, cell in row} for row in rows_of(value)]
            return list(value)
    assert_never(value)


def from_json(field: Field, data: object) -> Value | Unparsable:
    """Data given as JSON, a table cell or ``--set``: strings are parsed as people write them."""
    if field.kind is FieldKind.ROWS:
        return _rows_from_json(field, data)
    match data:
        case None:
            return False if field.kind is FieldKind.TICK else None
        case bool():
            if field.kind in (FieldKind.YES_NO, FieldKind.TICK):
                return data
            return Unparsable("VALUE_KIND_WRONG")
        case int() | float() | Decimal():
            return parse(field, str(data))
        case str():
            return parse(field, data)
        case list() | tuple():
            if field.kind is FieldKind.SEVERAL_OF and all(isinstance(part, str) for part in data):
                return parse(field, ";".join(data))
            return Unparsable("VALUE_KIND_WRONG")
        case _:
            return Unparsable("VALUE_KIND_WRONG")


def _rows_from_json(field: Field, data: object) -> Value | Unparsable:
    if data is None:
        return ()
    if not isinstance(data, list | tuple):
        return Unparsable("VALUE_KIND_WRONG")
    rows: list[Row] = []
    for line in data:
        if not isinstance(line, dict) or any(key not in {column.id for column in field.columns} for key in line):
            return Unparsable("ROW_COLUMN_UNKNOWN")
        cells: list[tuple[str, Scalar | tuple[str, ...]]] = []
        for column in field.columns:
            cell = from_json(column, line.get(column.id))
            if isinstance(cell, Unparsable):
                return cell
            if isinstance(cell, tuple):
                cells.append((column.id, tuple(part for part in cell if isinstance(part, str))))
            else:
                cells.append((column.id, cell))
        rows.append(tuple(cells))
    return tuple(rows)
