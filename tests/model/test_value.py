"""What people write becomes a value, and the value shown becomes the same value again."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.form import Choice, Field, FieldKind, TextFormat
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.value import Row, Unparsable, Value, empty, from_json, parse, rows_of, show, to_json

CHOICES = (
    Choice("own", Texts("Egen sykdom", "Eigen sjukdom", "Own illness")),
    Choice("child", Texts("Sykt barn", "Sjukt barn", "Sick child")),
    Choice("other", Texts("Annet", "Anna", "Something else")),
)
IDS = tuple(choice.id for choice in CHOICES)


def field(kind: FieldKind, format: TextFormat | None = None, columns: tuple[Field, ...] = ()) -> Field:
    return Field("f", kind, Texts("F"), choices=CHOICES, format=format, columns=columns)


_ANY_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
_LINES = st.text(st.sampled_from("aå|\\ ;\n\r\t\v\u2028·n"), min_size=1, max_size=30)


def _as_parsed(kind: FieldKind, format: TextFormat | None = None) -> st.SearchStrategy[Value]:
    """Values of a kind as ``parse`` gives them, from anything that a person may write."""

    def parsed(text: str) -> Value:
        value = parse(field(kind, format), text)
        assert not isinstance(value, Unparsable)
        return value

    return (_ANY_TEXT | _LINES).map(parsed)


_FORMATTED = st.text(string.digits + " +.:-klNOMVA", min_size=1, max_size=16)
_DECIMALS = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False)


def values(kind: FieldKind) -> st.SearchStrategy[Value]:
    match kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT | FieldKind.SIGNATURE:
            return _as_parsed(kind)
        case FieldKind.DATE:
            return st.none() | st.dates()
        case FieldKind.FODSELSNUMMER:
            return st.none() | st.text(string.digits, min_size=1, max_size=14)
        case FieldKind.NUMBER | FieldKind.PERCENT:
            return st.none() | _DECIMALS
        case FieldKind.YES_NO:
            return st.none() | st.booleans()
        case FieldKind.TICK:
            return st.booleans()
        case FieldKind.ONE_OF:
            return st.none() | st.sampled_from(IDS)
        case FieldKind.SEVERAL_OF:
            return st.sets(st.sampled_from(IDS)).map(lambda ids: tuple(id for id in IDS if id in ids) or None)
        case FieldKind.ROWS:
            cells = {column.id: values(column.kind) for column in COLUMNS}
            row = st.tuples(*(st.tuples(st.just(id), cell) for id, cell in cells.items()))
            return st.lists(row, max_size=2).map(lambda rows: tuple(one for one in rows if _answered(one)))


def _answered(row: object) -> bool:
    assert isinstance(row, tuple)
    return any(value is not None and value is not False for _, value in row)


COLUMNS = tuple(
    Field(kind.value, kind, Texts(kind.value), choices=CHOICES)
    for kind in FieldKind
    if kind not in (FieldKind.ROWS, FieldKind.SIGNATURE)
)
KINDS = tuple(FieldKind)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), language=st.sampled_from(Language))
def test_what_is_shown_is_parsed_back(kind: FieldKind, data: st.DataObject, language: Language) -> None:
    value = data.draw(values(kind))
    asked = field(kind, columns=COLUMNS if kind is FieldKind.ROWS else ())
    expected = empty(asked) if value is None else value
    assert parse(asked, show(asked, value, language)) == expected


@pytest.mark.parametrize("format", TextFormat)
@given(text=_FORMATTED | _ANY_TEXT, language=st.sampled_from(Language))
def test_what_is_shown_of_a_formatted_text_is_parsed_back(format: TextFormat, text: str, language: Language) -> None:
    asked = field(FieldKind.TEXT, format)
    value = parse(asked, text)
    assert not isinstance(value, Unparsable)
    assert parse(asked, show(asked, value, language)) == value


@pytest.mark.parametrize("format", [None, *TextFormat])
@given(text=_FORMATTED | _ANY_TEXT, language=st.sampled_from(Language))
def test_unparsed_text_is_shown_as_it_is_after_parsing(
    format: TextFormat | None, text: str, language: Language
) -> None:
    asked = field(FieldKind.TEXT, format)
    value = parse(asked, text)
    assert not isinstance(value, Unparsable)
    assert show(asked, text, language) == show(asked, value, language)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_json_carries_every_value(kind: FieldKind, data: st.DataObject) -> None:
    value = data.draw(values(kind))
    asked = field(kind, columns=COLUMNS if kind is FieldKind.ROWS else ())
    assert from_json(asked, to_json(value)) == (empty(asked) if value is None else value)


@pytest.mark.parametrize(
    "text",
    [
        "03.11.2026",
        "3.11.2026",
        "3/11 2026",
        "3-11-2026",
        "3. 11. 2026",
        "03112026",
        "2026-11-03",
        "3. november 2026",
        "3 nov. 2026",
        "3. november  2026.",
        "November 3, 2026",
        "nov 3rd 2026",
        "3 November 2026",
    ],
)
def test_dates_as_people_write_them(text: str) -> None:
    assert parse(field(FieldKind.DATE), text) == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("i går", "DATE_UNREADABLE"),
        ("03.11.26", "DATE_UNREADABLE"),
        ("3. brumaire 2026", "DATE_UNREADABLE"),
        ("١٢.١١.٢٠٢٦", "DATE_UNREADABLE"),
        ("31.11.2026", "DATE_NOT_IN_CALENDAR"),
        ("00.00.0000", "DATE_NOT_IN_CALENDAR"),
        ("30. februar 2026", "DATE_NOT_IN_CALENDAR"),
    ],
)
def test_dates_that_are_none(text: str, code: str) -> None:
    assert parse(field(FieldKind.DATE), text) == Unparsable(code)


def test_a_year_keeps_its_four_digits() -> None:
    assert show(field(FieldKind.DATE), date(202, 6, 5), Language.NB) == "05.06.0202"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldKind.NUMBER, "1 234,5", Decimal("1234.5")),
        (FieldKind.NUMBER, "\u22127", Decimal(-7)),
        (FieldKind.PERCENT, "50 %", Decimal(50)),
        (FieldKind.PERCENT, "12,5\u00a0%", Decimal("12.5")),
        (FieldKind.PERCENT, "50 prosent", Decimal(50)),
        (FieldKind.FODSELSNUMMER, "130972 48022", "13097248022"),
        (FieldKind.YES_NO, "Nei", False),
        (FieldKind.YES_NO, "JA", True),
        (FieldKind.TICK, "x", True),
        (FieldKind.TICK, " ", False),
        (FieldKind.ONE_OF, "eigen  SJUKDOM", "own"),
        (FieldKind.SEVERAL_OF, "Annet; own;", ("own", "other")),
        (FieldKind.SEVERAL_OF, " ; ", None),
        (FieldKind.LONG_TEXT, "a \r\nb\vc\n\n", "a\nb\nc"),
        (FieldKind.TEXT, " Kari \n Nordmann", "Kari Nordmann"),
    ],
)
def test_values_as_people_write_them(kind: FieldKind, text: str, value: Value) -> None:
    assert parse(field(kind), text) == value


@pytest.mark.parametrize(
    ("format", "text", "value"),
    [
        (TextFormat.PHONE, "+4722334455", "22 33 44 55"),
        (TextFormat.PHONE, "900 12 345", "90 01 23 45"),
        (TextFormat.PHONE, "+46 70 123 45 67", "+46 70 123 45 67"),
        (TextFormat.PHONE, "linje 3", "linje 3"),
        (TextFormat.TIME, "kl. 9", "09.00"),
        (TextFormat.TIME, "14:30", "14.30"),
        (TextFormat.TIME, "1430", "14.30"),
        (TextFormat.TIME, "25:00", "25:00"),
        (TextFormat.ORGANISASJONSNUMMER, "NO 974 760 673 MVA", "974760673"),
        (TextFormat.EMPLOYEE_NUMBER, "0042", "0042"),
    ],
)
def test_formatted_texts_as_people_write_them(format: TextFormat, text: str, value: str) -> None:
    assert parse(field(FieldKind.TEXT, format), text) == value


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (FieldKind.NUMBER, "ti", "NUMBER_UNREADABLE"),
        (FieldKind.NUMBER, "12 34", "NUMBER_UNREADABLE"),
        (FieldKind.PERCENT, "halv", "NUMBER_UNREADABLE"),
        (FieldKind.FODSELSNUMMER, "1309 ukjent", "DIGITS_EXPECTED"),
        (FieldKind.YES_NO, "kanskje", "CHOICE_UNKNOWN"),
        (FieldKind.TICK, "kanskje", "CHOICE_UNKNOWN"),
        (FieldKind.ONE_OF, "mote", "CHOICE_UNKNOWN"),
        (FieldKind.SEVERAL_OF, "own; mote", "CHOICE_UNKNOWN"),
        (FieldKind.ROWS, "a | b | c", "ROW_COLUMNS_DIFFER"),
    ],
)
def test_what_cannot_be_a_value(kind: FieldKind, text: str, code: str) -> None:
    columns = (Field("what", FieldKind.TEXT, Texts("Hva")), Field("who", FieldKind.TEXT, Texts("Hvem")))
    assert parse(field(kind, columns=columns), text) == Unparsable(code)


def test_a_label_of_two_choices_is_not_guessed() -> None:
    choices = (Choice("a", Texts("Leder", en="Union")), Choice("b", Texts("Union", en="Leader")))
    asked = Field("f", FieldKind.ONE_OF, Texts("F"), choices=choices)
    assert parse(asked, "Union") == Unparsable("CHOICE_UNKNOWN")
    assert parse(asked, "Leder") == "a"


@pytest.mark.parametrize(
    ("kind", "data", "value"),
    [
        (FieldKind.DATE, datetime(2026, 11, 3, 8, 0, tzinfo=UTC), date(2026, 11, 3)),
        (FieldKind.DATE, date(2026, 11, 3), date(2026, 11, 3)),
        (FieldKind.TEXT, 1001.0, "1001"),
        (FieldKind.NUMBER, 1e20, Decimal(10) ** 20),
        (FieldKind.PERCENT, 12.5, Decimal("12.5")),
        (FieldKind.NUMBER, float("nan"), Unparsable("NUMBER_UNREADABLE")),
        (FieldKind.TEXT, True, Unparsable("VALUE_KIND_WRONG")),
        (FieldKind.NUMBER, True, Unparsable("VALUE_KIND_WRONG")),
        (FieldKind.TEXT, date(2026, 11, 3), Unparsable("VALUE_KIND_WRONG")),
        (FieldKind.TEXT, ["a"], Unparsable("VALUE_KIND_WRONG")),
        (FieldKind.ROWS, 3, Unparsable("VALUE_KIND_WRONG")),
        (FieldKind.ROWS, [{"who": "x"}], Unparsable("ROW_COLUMN_UNKNOWN")),
        (FieldKind.ROWS, ["x"], Unparsable("ROW_COLUMN_UNKNOWN")),
        (FieldKind.ROWS, [{"day": "i går"}], Unparsable("DATE_UNREADABLE")),
    ],
)
def test_data_from_json_and_tables(kind: FieldKind, data: object, value: Value | Unparsable) -> None:
    columns = (Field("day", FieldKind.DATE, Texts("Dag")),)
    assert from_json(field(kind, columns=columns), data) == value


def test_rows_of_anything_else_are_none() -> None:
    row: Row = (("day", date(2026, 11, 3)),)
    assert rows_of((row,)) == (row,)
    assert rows_of(("own",)) == ()
    assert rows_of("own") == ()
