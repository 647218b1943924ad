"""Two copies laid side by side: nobody's words are chosen over another's, and nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.form import Choice, Field, FieldKind, FormDefinition, Role, Section, TextFormat
from dokumentverk.model.language import Language
from dokumentverk.model.record import Cell, Entry, Record, State
from dokumentverk.model.value import Row, Value, rows_of
from dokumentverk.read.perspectives import Copy, Difference, carried_fields, side_by_side, unsettled
from tests.read.forms import DEFINITION, texts

NAMES = {Role.EMPLOYEE: "Den ansatte", Role.LEADER: "Lederen"}
COLUMNS = (Field("what", FieldKind.TEXT, texts("Hva")), Field("by", FieldKind.DATE, texts("Når")))
CHOICES = (Choice("own", texts("Egen")), Choice("child", texts("Barn")))


def form(*fields: Field) -> FormDefinition:
    return replace(DEFINITION, sections=(Section("all", texts("Alt"), fields, carried=True),))


def record(**values: Value) -> Record:
    entries = tuple(Entry(id, value, State.FILLED) for id, value in values.items())
    return Record("small", "1", Language.NB, None, entries)


def laid(field: Field, employees: Value, leaders: Value) -> tuple[Value, tuple[Difference, ...]]:
    """What the shared copy begins with in the one field, and what is told."""
    copies = [Copy(Role.EMPLOYEE, record(f=employees)), Copy(Role.LEADER, record(f=leaders))]
    found = side_by_side(form(field), copies, NAMES)
    return found.values.get("f"), found.differences


def both(employees: Value, leaders: Value, *, shown: bool) -> tuple[Difference, ...]:
    return (Difference("f", ((Role.EMPLOYEE, employees), (Role.LEADER, leaders)), shown=shown),)


TEXT = Field("f", FieldKind.TEXT, texts("F"))
LONG = Field("f", FieldKind.LONG_TEXT, texts("F"), max_length=40)


def test_what_both_say_is_said_once_whatever_its_spaces_and_letters() -> None:
    assert laid(TEXT, "Heis  på rom 4", "heis på rom 4") == ("Heis  på rom 4", ())
    assert laid(TEXT, None, "Heis") == ("Heis", ())
    assert laid(TEXT, "Heis", None) == ("Heis", ())
    assert laid(TEXT, None, None) == (None, ())


def test_two_texts_stand_with_who_wrote_them() -> None:
    assert laid(TEXT, "Ja", "Nei") == ("Den ansatte: Ja – Lederen: Nei", both("Ja", "Nei", shown=True))
    assert laid(LONG, "Ja", "Nei") == ("Den ansatte: Ja\nLederen: Nei", both("Ja", "Nei", shown=True))


def test_texts_that_do_not_fit_are_left_to_the_parties() -> None:
    fits = "x" * (40 - len("Den ansatte: a\nLederen: "))
    assert laid(LONG, "a", fits)[0] == f"Den ansatte: a\nLederen: {fits}"
    assert laid(LONG, "a", fits + "x") == (None, both("a", fits + "x", shown=False))


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        (Field("f", FieldKind.DATE, texts("F")), date(2026, 1, 2), date(2026, 2, 1)),
        (Field("f", FieldKind.YES_NO, texts("F")), True, False),
        (Field("f", FieldKind.ONE_OF, texts("F"), choices=CHOICES), "own", "child"),
        (Field("f", FieldKind.SEVERAL_OF, texts("F"), choices=CHOICES), ("own",), ("own", "child")),
        (replace(TEXT, format=TextFormat.PHONE), "41 00 00 01", "41 00 00 02"),
        (replace(TEXT, cells=4), "1001", "1002"),
    ],
)
def test_answers_that_are_no_words_are_left_open(field: Field, one: Value, other: Value) -> None:
    assert laid(field, one, other) == (None, both(one, other, shown=False))
    assert laid(field, one, one) == (one, ())


def test_no_is_an_answer_and_an_empty_tick_is_none() -> None:
    several = Field("f", FieldKind.SEVERAL_OF, texts("F"), choices=CHOICES)
    assert laid(several, ("own",), ()) == (("own",), ()), "nothing was ticked: nothing was said"
    assert laid(Field("f", FieldKind.YES_NO, texts("F")), False, None) == (False, ())
    tick = Field("f", FieldKind.TICK, texts("F"))
    assert laid(tick, True, True) == (True, ())
    assert laid(tick, False, False) == (None, ())
    assert laid(tick, True, False) == (None, (Difference("f", ((Role.EMPLOYEE, True),), shown=False),))


TABLE = Field("f", FieldKind.ROWS, texts("F"), columns=COLUMNS, rows=4)


def row(what: str | None, by: date | None = None) -> Row:
    return (("what", what), ("by", by))


def test_lines_about_the_same_are_one_line() -> None:
    day, other = date(2026, 1, 2), date(2026, 2, 1)
    value, told = laid(TABLE, (row("Heis", day), row("Makker")), (row("Ny vakt"), row(" heis ", other)))
    assert value == (row("Heis"), row("Makker"), row("Ny vakt"))
    assert told == (
        Difference("f", ((Role.EMPLOYEE, day), (Role.LEADER, other)), row=1, column="by", shown=False),
        Difference("f", ((Role.EMPLOYEE, "Makker"),), row=2),
        Difference("f", ((Role.LEADER, "Ny vakt"),), row=3),
    )


def test_lines_that_say_nothing_of_what_they_are_about_stand_each_by_itself() -> None:
    day = date(2026, 1, 2)
    value, _ = laid(TABLE, (row(None, day),), (row(None, day),))
    assert value == (row(None, day), row(None, day))


def test_an_empty_table_says_nothing() -> None:
    assert laid(TABLE, (), ()) == (None, ())


def test_the_first_of_two_lines_about_the_same_is_the_one_that_the_other_party_means() -> None:
    day, later = date(2026, 1, 2), date(2026, 2, 1)
    value, told = laid(TABLE, (row("Heis", day), row("Heis", later)), (row("heis", day),))
    assert value == (row("Heis", day), row("Heis", later))
    assert told == (Difference("f", ((Role.EMPLOYEE, "Heis"),), row=2),)


def test_two_lines_of_one_party_about_the_same_are_two() -> None:
    value, _ = laid(TABLE, (row("Heis"), row("Heis")), (row("Heis"),))
    assert value == (row("Heis"), row("Heis"))


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_no_line_is_lost(employees: list[str], leaders: list[str]) -> None:
    value, _ = laid(TABLE, tuple(map(row, employees)), tuple(map(row, leaders)))
    said = [dict(one)["what"] for one in rows_of(value)]
    for letter in "abc":
        assert said.count(letter) >= max(employees.count(letter), leaders.count(letter))
        assert said.count(letter) <= employees.count(letter) + leaders.count(letter)


def test_what_nobody_has_read_is_told_of_and_left_out() -> None:
    definition = form(TEXT, replace(TABLE, id="t"))
    unread = Entry("f", "?", State.NOT_READ)
    cell = Cell(0, "what", None, State.CONFLICT, "", 0.0, None)
    half_read = Entry("t", (row(None),), State.FILLED, cells=(cell,))
    seen = Record("small", "1", Language.NB, None, (unread, half_read))
    assert unsettled(definition, seen) == ("f", "t")
    assert unsettled(definition, record(f="Ja", t=())) == ()
    copies = [Copy(Role.EMPLOYEE, seen), Copy(Role.LEADER, record(f="Ja"))]
    assert side_by_side(definition, copies, NAMES).values["f"] == "Ja"


def test_what_is_carried_on() -> None:
    fields = (
        TEXT,
        replace(TEXT, id="name", prefill="employee.name"),
        replace(TEXT, id="last", prefill="case.agreed_last_time"),
        Field("signed", FieldKind.SIGNATURE, texts("Signatur"), role=Role.EMPLOYEE),
    )
    carried = Section("one", texts("En"), fields, carried=True)
    left = Section("two", texts("To"), (replace(TEXT, id="other"),))
    definition = replace(DEFINITION, sections=(carried, left))
    assert [one.id for one in carried_fields(definition)] == ["f", "last"]
