"""Required and forbidden answers, kinds, limits, dates and formats."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dokumentverk.check import check
from dokumentverk.check.formats import is_email, is_phone
from dokumentverk.messages import finding_sentence
from dokumentverk.model.form import Condition, Field, FieldKind, Operator, TextFormat
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.record import Cell, Entry, State
from dokumentverk.model.value import show
from tests.check.documents import (
    GOOD,
    ISSUE,
    TODAY,
    codes,
    document,
    form,
    found,
    of,
    with_entry,
    with_field,
)

PLAN, SLIP = "oppfolgingsplan", "dialogmote"


@pytest.mark.parametrize(
    ("id", "answers", "expected"),
    [
        ("egenmelding", {"employee_number": None, "birth_date": "13.09.1972"}, set()),
        ("egenmelding", {"employee_number": None}, {"FIELD_REQUIRED_INSTEAD"}),
        ("egenmelding", {"leader_talk": True, "leader_talk_date": "02.11.2026"}, set()),
        ("egenmelding", {"leader_talk": False, "leader_talk_date": "02.11.2026"}, {"FIELD_FORBIDDEN"}),
        ("egenmelding", {"graded": True, "graded_percent": 50}, set()),
        ("egenmelding", {"graded": True, "graded_tasks": "Telefon"}, set()),
        ("egenmelding", {"graded": True}, {"FIELD_REQUIRED_BY_ANSWER"}),
        ("egenmelding", {"graded": None, "graded_percent": 50}, set()),
        (PLAN, {"needs_help_from_nav": False}, set()),
        (PLAN, {"needs_help_from_nav": True}, {"FIELD_FORBIDDEN", "FIELD_REQUIRED_BY_ANSWER"}),
        (PLAN, {"employee_has_contributed_to_plan": False}, {"FIELD_REQUIRED_BY_ANSWER"}),
        (PLAN, {"employee_not_contributed_reason": "Reise"}, {"FIELD_FORBIDDEN"}),
        (PLAN, {"send_plan_to_nav": True}, {"FIELD_REQUIRED_BY_ANSWER"}),
        (PLAN, {"send_plan_to_nav": True, "employee_identification_number": "13097248022"}, set()),
        (SLIP, {"attendance": "cannot"}, {"FIELD_REQUIRED_BY_ANSWER"}),
        (SLIP, {"attendance": "comes", "alternative_time": "Uke 50"}, {"FIELD_FORBIDDEN"}),
        (SLIP, {"wanted": ["certifying_doctor"]}, {"FIELD_REQUIRED_BY_ANSWER"}),
        (SLIP, {"wanted": ["nav"]}, set()),
    ],
)
def test_conditions(id: str, answers: dict[str, object], expected: set[str]) -> None:
    told = set(codes(document(id, answers)))
    assert told - {"ATTESTATION_PENDING", "EMPLOYEE_NOT_NAMED"} == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [("child_birth_year", set()), ("graded_percent", set()), ("graded_tasks", {"FIELD_FORBIDDEN"})],
)
def test_unread_words_are_there_but_digits_that_could_not_be_read_may_be_none(field: str, expected: set[str]) -> None:
    told = codes(with_entry(document("egenmelding"), Entry(field, None, State.NOT_READ, "", 0.0)))
    assert set(told) - {"ATTESTATION_PENDING"} == expected


def test_the_deciding_fields_are_named_by_their_numbers() -> None:
    (finding,) = (one for one in check(document("egenmelding", {"graded": True})) if one.field == "graded_tasks")
    numbers = [form("egenmelding").number_of(id) for id in ("graded", "graded_percent")]
    assert dict(finding.params) == {"numbers": f"{numbers[0]}, {numbers[1]}"}


def test_an_answer_that_was_not_read_decides_nothing() -> None:
    unread = Entry("graded", None, State.NOT_READ, confidence=0.0)
    subject = with_entry(document("egenmelding", {"graded_tasks": "Telefon"}), unread)
    assert codes(subject) == ["ATTESTATION_PENDING"]
    doubtful = Entry("leader_talk", True, State.CONFLICT)
    assert codes(with_entry(document(), doubtful)) == ["ATTESTATION_PENDING"]


def test_a_required_answer_that_was_not_read_is_not_missing() -> None:
    unread = Entry("position", None, State.NOT_READ, confidence=0.0)
    assert codes(with_entry(document(), unread)) == ["ATTESTATION_PENDING"]


def test_a_field_that_the_record_lacks_is_missing() -> None:
    subject = document()
    entries = tuple(entry for entry in subject.record.entries if entry.field != "position")
    subject = replace(subject, record=replace(subject.record, entries=entries))
    assert ("FIELD_REQUIRED", "position") in found(subject)


def test_a_tick_box_that_must_be_ticked() -> None:
    box = Field("read", FieldKind.TICK, Texts("Jeg har lest dette"), required=True)
    definition = with_field(form("egenmelding"), box)
    for value, missing in ((False, True), (True, False)):
        subject = of(definition, {**GOOD["egenmelding"], "read": value})
        assert (("FIELD_REQUIRED", "read") in found(subject)) is missing


@pytest.mark.parametrize(
    ("operator", "value", "answer", "required"),
    [
        (Operator.EQUALS, "own", "own", True),
        (Operator.EQUALS, "own", "child", False),
        (Operator.DIFFERS, "own", "child", True),
        (Operator.DIFFERS, "own", None, True),
        (Operator.DIFFERS, "own", "own", False),
        (Operator.FILLED, "", "own", True),
        (Operator.FILLED, "", None, False),
        (Operator.EMPTY, "", None, True),
        (Operator.EMPTY, "", "own", False),
    ],
)
def test_operators(operator: Operator, value: str, answer: str | None, required: bool) -> None:
    field = Field("own", FieldKind.TEXT, Texts("Eget"), required_if=(Condition("absence_type", operator, value),))
    subject = of(with_field(form("egenmelding"), field), {**GOOD["egenmelding"], "absence_type": answer})
    assert any(one == "own" for _, one in found(subject)) is required


def test_columns_that_are_required() -> None:
    columns = tuple(
        replace(column, required=column.id in ("what", "responsible"))
        for column in form(PLAN).field("measures").columns
    )
    definition = with_field(form(PLAN), replace(form(PLAN).field("measures"), columns=columns))
    rows = [{"what": "Kontordager", "responsible": "Ola"}, {"goal": "Halv stilling", "responsible": "Ola"}]
    (finding,) = check(of(definition, {**GOOD[PLAN], "measures": rows}))
    assert (finding.code, finding.field, dict(finding.params)) == (
        "FIELD_REQUIRED",
        "measures",
        {"row": "2", "column": "1"},
    )
    assert finding_sentence(finding, Language.EN, "14 Measures").startswith("“14 Measures, row 2, column 1” ")


def test_a_cell_that_is_no_date() -> None:
    cells = (
        Cell(0, "what", "Prøve", State.FILLED, "Prøve", 1.0, None),
        Cell(0, "from", None, State.NOT_READ, "snart", 1.0, None),
    )
    entry = Entry("measures", ((("what", "Prøve"), ("from", None)),), State.NOT_READ, cells=cells)
    (finding,) = check(with_entry(document(PLAN), entry))
    assert (finding.code, dict(finding.params)) == ("DATE_UNREADABLE", {"row": "1", "column": "3"})


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("16.11.2026", "16.11.2026", []),
        ("16.11.2026", "15.11.2026", ["CELL_DATE_BEFORE_OTHER"]),
        (None, "15.11.2026", []),
        ("16.11.2026", None, []),
    ],
)
def test_order_of_dates_in_a_row(first: str | None, last: str | None, expected: list[str]) -> None:
    assert codes(document(PLAN, {"measures": [{"what": "Prøve", "from": first, "to": last}]})) == expected


@pytest.mark.parametrize(
    ("field", "day", "implausible"),
    [
        ("sick_note_from", date(2031, 11, 21), False),
        ("sick_note_from", date(2031, 11, 22), True),
        ("notice_date", date(2016, 11, 21), False),
        ("notice_date", date(2016, 11, 20), True),
        ("notice_date", date(26, 11, 3), True),
        ("birth_date", date(1955, 11, 10), False),
        ("birth_date", date(1916, 11, 20), True),
        ("birth_date", date(2013, 11, 21), False),
        ("birth_date", date(2026, 11, 3), True),
    ],
)
def test_dates_that_are_hardly_meant(field: str, day: date, implausible: bool) -> None:
    subject = document("egenmelding", {field: day}, changes={"employee": None})
    assert (("DATE_IMPLAUSIBLE", field) in found(subject)) is implausible


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY, None),
        (TODAY + timedelta(days=1), "DOCUMENT_DATE_IN_FUTURE"),
        (ISSUE.issued.date(), None),
        (ISSUE.issued.date() - timedelta(days=1), None),
        (ISSUE.issued.date() - timedelta(days=2), "DOCUMENT_DATE_BEFORE_ISSUE"),
    ],
)
def test_the_date_of_the_document(day: date, code: str | None) -> None:
    subject = document(SLIP, {"employee_signed_date": day})
    assert [one for one in codes(subject) if one.startswith("DOCUMENT_DATE")] == ([code] if code else [])


@pytest.mark.parametrize(("length", "told"), [(2000, []), (2001, ["TEXT_TOO_LONG"])])
def test_length(length: int, told: list[str]) -> None:
    assert codes(document(PLAN, {"follow_up": "x" * length})) == told


@pytest.mark.parametrize(
    ("percent", "told"),
    [("1", []), ("99", []), ("0", ["NUMBER_TOO_SMALL"]), ("100", ["NUMBER_TOO_LARGE"]), ("50,5 %", [])],
)
def test_limits_of_a_percentage(percent: str, told: list[str]) -> None:
    subject = document("egenmelding", {"graded": True, "graded_percent": percent})
    assert codes(subject) == [*told, "ATTESTATION_PENDING"]


@pytest.mark.parametrize(("percent", "told"), [("0", False), ("100", False), ("-1", True), ("100,1", True)])
def test_a_percentage_without_limits(percent: str, told: bool) -> None:
    field = Field("own", FieldKind.PERCENT, Texts("Eget"))
    subject = of(with_field(form("egenmelding"), field), {**GOOD["egenmelding"], "own": percent})
    assert (("PERCENT_OUT_OF_RANGE", "own") in found(subject)) is told


@pytest.mark.parametrize(
    "text", ["22334455", "22 33 44 55", "+47 22 33 44 55", "900 12 345", "02800", "+46 70-123 45 67"]
)
def test_telephone_numbers(text: str) -> None:
    assert is_phone(show(Field("f", FieldKind.TEXT, Texts("F"), format=TextFormat.PHONE), text, Language.NB))


@pytest.mark.parametrize(
    "text", ["22 33 44", "223344556", "ring meg", "12 34 56 78", "22 33 44 55 / 66", "+", "٢٢٣٣٤٤٥٥"]
)
def test_what_is_no_telephone_number(text: str) -> None:
    assert not is_phone(show(Field("f", FieldKind.TEXT, Texts("F"), format=TextFormat.PHONE), text, Language.NB))


@pytest.mark.parametrize("text", ["ola@example.no", "ola.h-n+x@post.example.museum", "åse@blåbær.no"])
def test_mail_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "ola",
        "ola@",
        "@example.no",
        "ola@example",
        "o la@example.no",
        "ola@example.no, per@example.no",
        "a@b.12",
        "ola@ex..no",
    ],
)
def test_what_is_no_mail_address(text: str) -> None:
    assert not is_email(text)


@pytest.mark.parametrize(
    ("number", "today", "told"),
    [
        ("13097248022", TODAY, []),
        ("50846202355", TODAY, []),
        ("30108299939", TODAY, ["FODSELSNUMMER_WRONG"]),
        ("30108299939", date(2032, 1, 1), []),
        ("03847210035", TODAY, []),
        ("3847210035", TODAY, ["FODSELSNUMMER_ZERO_LOST"]),
        ("12345", TODAY, ["FODSELSNUMMER_LENGTH"]),
        ("99999999999", TODAY, ["FODSELSNUMMER_WRONG"]),
    ],
)
def test_fodselsnummer(number: str, today: date, told: list[str]) -> None:
    subject = document("egenmelding", {"fodselsnummer": number}, changes={"today": today, "employee": None})
    assert [code for code in codes(subject) if code.startswith("FODSELSNUMMER")] == told
