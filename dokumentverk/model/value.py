"""Values of fields: what a field can hold, how people write it, how it is shown, and how JSON carries it.

``parse(field, show(field, value, language))`` gives ``value`` back for every kind of field, if ``value`` is one that
``parse`` itself gives (an empty several-of is None, rows without any answer are left out).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias, assert_never

from dokumentverk.model.form import Field, FieldKind, TextFormat
from dokumentverk.model.language import Language
from dokumentverk.model.written import Unparsable as Unparsable
from dokumentverk.model.written import (
    is_time,
    normal_organisasjonsnummer,
    normal_phone,
    normal_time,
    parse_percent,
    show_date,
)
from dokumentverk.model.written import parse_date as parse_date
from dokumentverk.model.written import parse_number as parse_number

Scalar: TypeAlias = str | bool | int | Decimal | date | None
Row: TypeAlias = tuple[tuple[str, "Scalar | tuple[str, ...]"], ...]
"""One line of a repeating table: (column id, value) in the order of the columns."""
Value: TypeAlias = Scalar | tuple[str, ...] | tuple[Row, ...]

YES = "yes"
NO = "no"

_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
"""Word's soft line break arrives as a vertical tab."""


def parse(field: Field, text: str) -> Value | Unparsable:
    """The value that ``text`` writes. Empty or blank text is None (an unticked box: False, rows: none).

    Choices come as ids or as a label in any language; several-of as ids joined by ``;``; rows as lines with ``|``
    between the cells. Identifiers keep their digits only; whether they are valid is for the checks.
    """
    written = text.strip()
    if not written:
        return empty(field)
    match field.kind:
        case FieldKind.TEXT:
            return _normal_text(field, written)
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
            return parse_percent(written)
        case FieldKind.YES_NO:
            return _parse_yes_no(written)
        case FieldKind.TICK:
            return _parse_yes_no(written)
        case FieldKind.ONE_OF:
            return _parse_choice(field, written)
        case FieldKind.SEVERAL_OF:
            return _parse_choices(field, written)
        case FieldKind.SIGNATURE:
            return written
        case FieldKind.ROWS:
            return _parse_rows(field, text)
    assert_never(field.kind)


def empty(field: Field) -> Value:
    """The value of a field that nobody answered."""
    match field.kind:
        case FieldKind.TICK:
            return False
        case FieldKind.ROWS:
            return ()
        case _:
            return None


def _normal_text(field: Field, text: str) -> str:
    written = " ".join(text.split())
    match field.format:
        case TextFormat.PHONE:
            return normal_phone(written)
        case TextFormat.TIME:
            return normal_time(written)
        case TextFormat.ORGANISASJONSNUMMER:
            return normal_organisasjonsnummer(written)
        case TextFormat.EMAIL | TextFormat.YEAR | TextFormat.EMPLOYEE_NUMBER | None:
            return written
    assert_never(field.format)


def normal_lines(text: str) -> str | None:
    """Line ends as LF, no blanks at the end of a line, no blank lines at the ends."""
    lines = [line.rstrip() for line in _LINE_ENDS.split(text)]
    joined = "\n".join(lines).strip("\n")
    return joined if joined.strip() else None


def _parse_yes_no(text: str) -> bool | Unparsable:
    """SANN and USANN are what a Norwegian Excel writes of a formula's answer."""
    match text.casefold():
        case "yes" | "ja" | "true" | "sann" | "1" | "x" | "on":
            return True
        case "no" | "nei" | "false" | "usann" | "0" | "off":
            return False
        case _:
            return Unparsable("CHOICE_UNKNOWN")


def _parse_choice(field: Field, text: str) -> str | Unparsable:
    """An id, or a label in any language; a text that is the label of two choices is not guessed."""
    wanted = _folded(text)
    if by_id := next((choice.id for choice in field.choices if choice.id.casefold() == wanted), None):
        return by_id
    matching = {
        choice.id
        for choice in field.choices
        if wanted in {_folded(choice.label.in_(language)) for language in Language}
    }
    return matching.pop() if len(matching) == 1 else Unparsable("CHOICE_UNKNOWN")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _parse_choices(field: Field, text: str) -> tuple[str, ...] | Unparsable | None:
    """In the order of the definition, each once. None where nothing but separators stands."""
    chosen: set[str] = set()
    for part in text.split(";"):
        if part.strip():
            one = _parse_choice(field, part)
            if isinstance(one, Unparsable):
                return one
            chosen.add(one)
    return tuple(choice.id for choice in field.choices if choice.id in chosen) or None


def _parse_rows(field: Field, text: str) -> Value | Unparsable:
    rows: list[Row] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        written = _split_cells(line)
        if len(written) != len(field.columns):
            return Unparsable("ROW_COLUMNS_DIFFER")
        cells: list[tuple[str, Scalar | tuple[str, ...]]] = []
        for column, cell in zip(field.columns, written, strict=True):
            value = parse(column, cell)
            if isinstance(value, Unparsable):
                return value
            cells.append((column.id, _cell(value)))
        rows.append(tuple(cells))
    return _answered(rows)


def _split_cells(line: str) -> list[str]:
    """Cells stand between ``|``; a backslash lets the next character stand for itself, ``n`` for a line end."""
    cells = [""]
    characters = iter(f" {line} ")
    for character in characters:
        if character == "|":
            cells.append("")
        elif character == "\\":
            escaped = next(characters, "")
            cells[-1] += "\n" if escaped == "n" else escaped
        else:
            cells[-1] += character
    return [cell.removeprefix(" ").removesuffix(" ") for cell in cells]


def _answered(rows: Sequence[Row]) -> tuple[Row, ...]:
    """An unticked box is no answer: a row of nothing else is not there."""
    return tuple(row for row in rows if any(cell is not None and cell is not False for _, cell in row))


def _cell(value: Value) -> Scalar | tuple[str, ...]:
    """A value as a cell holds it: no rows within rows."""
    return tuple(part for part in value if isinstance(part, str)) if isinstance(value, tuple) else value


def show(field: Field, value: Value, language: Language) -> str:
    """As people write it: ``03.11.2026``, ``130972 48022``, ``12,5``, the choice's label; None is empty."""
    if value is None:
        return ""
    match field.kind:
        case FieldKind.DATE:
            return show_date(value) if isinstance(value, date) else str(value)
        case FieldKind.FODSELSNUMMER:
            digits = str(value)
            return f"{digits[:6]} {digits[6:]}" if len(digits) == 11 else digits
        case FieldKind.NUMBER | FieldKind.PERCENT:
            plain = format(value, "f") if isinstance(value, Decimal) else str(value)
            return plain.replace(".", "," if language is not Language.EN else ".")
        case FieldKind.YES_NO | FieldKind.TICK:
            return _show_yes_no(language, yes=bool(value))
        case FieldKind.ONE_OF:
            return _label(field, str(value), language)
        case FieldKind.SEVERAL_OF:
            ids = [part for part in value if isinstance(part, str)] if isinstance(value, tuple) else [str(value)]
            return "; ".join(_label(field, id, language) for id in ids)
        case FieldKind.ROWS:
            return "\n".join(_show_row(field, row, language) for row in rows_of(value))
        case FieldKind.TEXT:
            return _show_text(field, str(value), language)
        case FieldKind.LONG_TEXT | FieldKind.SIGNATURE:
            return str(value)
    assert_never(field.kind)


def _show_text(field: Field, text: str, language: Language) -> str:
    """What the register or a caller wrote looks as if it had been parsed: a later comparison sees one form only."""
    written = _normal_text(field, text)
    match field.format:
        case TextFormat.TIME if language is Language.EN:
            return written.replace(".", ":") if is_time(written) else written
        case TextFormat.ORGANISASJONSNUMMER if len(written) == 9 and written.isdigit():
            return f"{written[:3]} {written[3:6]} {written[6:]}"
        case _:
            return written


def _show_yes_no(language: Language, *, yes: bool) -> str:
    if language is Language.EN:
        return "Yes" if yes else "No"
    return "Ja" if yes else "Nei"


def _label(field: Field, id: str, language: Language) -> str:
    return next((choice.label.in_(language) for choice in field.choices if choice.id == id), id)


def _show_row(field: Field, row: Row, language: Language) -> str:
    """``|``, line ends and backslashes inside a cell are written with a backslash."""
    cells = dict(row)
    shown = (show(column, cells.get(column.id), language) for column in field.columns)
    return " | ".join(cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n") for cell in shown)


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
            return int(value) if value == value.to_integral_value() else format(value, "f")
        case tuple():
            if value and isinstance(value[0], tuple):
                return [{column: to_json(cell) for column, cell in row} for row in rows_of(value)]
            return list(value)
    assert_never(value)


def from_json(field: Field, data: object) -> Value | Unparsable:
    """Data given as JSON, a table cell or ``--set``: strings are parsed as people write them."""
    match data:
        case None:
            return empty(field)
        case str():
            return parse(field, data)
        case list() | tuple() if field.kind is FieldKind.ROWS:
            return _rows_from_json(field, data)
        case list() | tuple() if field.kind is FieldKind.SEVERAL_OF and all(isinstance(part, str) for part in data):
            return parse(field, ";".join(data))
        case bool() if field.kind in (FieldKind.YES_NO, FieldKind.TICK):
            return data
        case date() if field.kind is FieldKind.DATE:
            return data.date() if isinstance(data, datetime) else data
        case int() | float() | Decimal() if not isinstance(data, bool) and field.kind is not FieldKind.ROWS:
            return parse(field, _plain_number(data))
        case _:
            return Unparsable("VALUE_KIND_WRONG")


def _plain_number(data: float | Decimal) -> str:
    """Without exponent, and without the ``.0`` that a spreadsheet gives a whole number."""
    if not math.isfinite(data):
        return str(data)
    written = Decimal(str(data))
    return str(int(written)) if written == written.to_integral_value() else format(written, "f")


def _rows_from_json(field: Field, data: Sequence[object]) -> Value | Unparsable:
    columns = {column.id for column in field.columns}
    rows: list[Row] = []
    for line in data:
        if not isinstance(line, dict) or any(key not in columns for key in line):
            return Unparsable("ROW_COLUMN_UNKNOWN")
        cells: list[tuple[str, Scalar | tuple[str, ...]]] = []
        for column in field.columns:
            value = from_json(column, line.get(column.id))
            if isinstance(value, Unparsable):
                return value
            cells.append((column.id, _cell(value)))
        rows.append(tuple(cells))
    return _answered(rows)
