"""Rows of a table → what to issue; every fault of a row, and that a row is the same row when it is run again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.issue.headers import About, Target, Unclear, targets
from dokumentverk.issue.rows import Planned, RowPlan, plan_rows
from dokumentverk.messages import finding, finding_sentence
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.person import Employee, People, Position
from dokumentverk.model.table import Table, TableRow
from dokumentverk.model.value import Value, from_json
from tests.issue.specimens import form

PEOPLE = People((Employee("1001", "Kari", "Å", positions=(Position("A"), Position("B"))), Employee("1002", "Ola", "Æ")))


def plan(
    *rows: Mapping[str, str],
    definition: FormDefinition | None = None,
    people: People = PEOPLE,
    findings: tuple[Finding, ...] = (),
) -> RowPlan:
    headers = tuple(dict.fromkeys(name for row in rows for name in row))
    table = Table(
        "rader.csv", headers, tuple(TableRow.of(at, row) for at, row in enumerate(rows, 2)), "utf-8", findings
    )
    return plan_rows(definition or form(), table, people=people, language=Language.NB)


def planned(row: Mapping[str, str]) -> Planned:
    found = plan(row)
    assert found.refused == ()
    return found.planned[0]


def test_a_row_with_everything() -> None:
    one = planned({
        "Ansattnummer": "1001",
        "name": "Kari",
        "Fødselsnummer": "130972 48022",
        "Første fråværsdag": "1. 9. 2026",
        "9 Prosent": "12,5 %",
        "10. Dager:": "1 234",
        "Kan arbeide": "Ja",
        "Enig": "SANN",
        "SLAG": "sykt barn",
        "kinds": "Egen sykdom; child",
        "about": "To\r\nlinjer",
        "measures_2_what": "Hev pult",
        "measures_1_what": "Skjerm",
        "measures_1_due": "01.12.2026",
        "Sak": "26/1",
        "Språk": "Nynorsk",
        "Stillingsnummer": "2",
        "Telefon": "",
    })  # fmt: skip
    expected: dict[str, Value] = {
        "name": "Kari",
        "fnr": "13097248022",
        "first_day": date(2026, 9, 1),
        "share": Decimal("12.5"),
        "days": Decimal(1234),
        "works": True,
        "agreed": True,
        "kind": "child",
        "kinds": ("own", "child"),
        "about": "To\nlinjer",
        "measures": (
            (("what", "Skjerm"), ("due", date(2026, 12, 1))),
            (("what", "Hev pult"), ("due", None)),
        ),
    }
    assert dict(one.values) == expected
    assert (one.line, one.employee, one.case, one.language, one.position) == (2, "1001", "26/1", Language.NN, 1)


def test_what_is_given_is_data_that_a_form_takes() -> None:
    one = planned(
        {"first_day": "1.9.2026", "share": "12,5", "kinds": "own", "measures_1_due": "1.9.2026", "agreed": "x"}
    )
    assert one.given() == {
        "first_day": "2026-09-01",
        "share": "12.5",
        "agreed": True,
        "kinds": ["own"],
        "measures": [{"what": None, "due": "2026-09-01"}],
    }
    assert {id: from_json(form().field(id), data) for id, data in one.given().items()} == dict(one.values)


@pytest.mark.parametrize(
    "cell",
    ['[{"what": "Hev pult", "due": "2026-12-01"}]', '[{"what":"Hev pult","due":"1.12.2026"}]', "Hev pult | 01.12.2026"],
)
def test_rows_in_one_cell(cell: str) -> None:
    assert dict(planned({"Tiltak": cell}).values) == {"measures": ((("what", "Hev pult"), ("due", date(2026, 12, 1))),)}


FAULTS = [
    ({"Skostørrelse": "Kari"}, "BATCH_COLUMN_UNKNOWN", None),
    ({"Første fravær": "1.9.2026"}, "BATCH_COLUMN_MISSPELT", None),
    ({"Telefonn": "22334455"}, "BATCH_COLUMN_MISSPELT", None),
    ({"\x1b[31mrød" + "x" * 90: "Kari"}, "BATCH_COLUMN_UNKNOWN", None),
    ({"Merknad": "hei"}, "BATCH_COLUMN_UNCLEAR", None),
    ({"name": "Kari", "Navn": "Ola"}, "BATCH_COLUMNS_DIFFER", "name"),
    ({"Ansattnummer": "1001", "number": "1002"}, "BATCH_COLUMNS_DIFFER", None),
    ({"measures": "a | 1.1.2026", "measures_1_what": "b"}, "BATCH_COLUMNS_DIFFER", "measures"),
    ({"first_day": "31.02.2026"}, "BATCH_DATE_UNREADABLE", "first_day"),
    ({"first_day": "neste uke"}, "BATCH_DATE_UNREADABLE", "first_day"),
    ({"measures_1_due": "neste uke"}, "BATCH_DATE_UNREADABLE", "measures"),
    ({"share": "halvparten"}, "BATCH_NUMBER_UNREADABLE", "share"),
    ({"share": "101"}, "BATCH_NUMBER_OUTSIDE", "share"),
    ({"share": "-1"}, "BATCH_NUMBER_OUTSIDE", "share"),
    ({"works": "kanskje"}, "BATCH_CHOICE_UNKNOWN", "works"),
    ({"kind": "hunden"}, "BATCH_CHOICE_UNKNOWN", "kind"),
    ({"kinds": "own; hunden"}, "BATCH_CHOICE_UNKNOWN", "kinds"),
    ({"fnr": "1010112345"}, "BATCH_FODSELSNUMMER_ZERO_LOST", "fnr"),
    ({"fnr": "13097248023"}, "BATCH_FODSELSNUMMER_WRONG", "fnr"),
    ({"fnr": "1,31E+10"}, "BATCH_FODSELSNUMMER_WRONG", "fnr"),
    ({"name": "x" * 41}, "BATCH_VALUE_TOO_LONG", "name"),
    ({"about": "a\x07b"}, "BATCH_VALUE_UNREADABLE", "about"),
    ({"signed": "Kari"}, "BATCH_SIGNATURE_GIVEN", "signed"),
    ({"measures": "[1]"}, "BATCH_ROWS_UNREADABLE", "measures"),
    ({"measures": "["}, "BATCH_ROWS_UNREADABLE", "measures"),
    ({"measures": "a | b | c"}, "BATCH_ROWS_UNREADABLE", "measures"),
    ({"measures": '[{"hva": 1}]'}, "BATCH_ROWS_UNREADABLE", "measures"),
    ({"measures": "a |\nb |\nc |\nd |"}, "BATCH_TOO_MANY_ROWS", "measures"),
    ({"measures_4_what": "x"}, "BATCH_COLUMN_UNKNOWN", None),
    ({"Ansattnummer": "404"}, "BATCH_EMPLOYEE_UNKNOWN", None),
    ({"Ansattnummer": "1001", "Stilling nr": "7"}, "BATCH_POSITION_UNKNOWN", None),
    ({"Ansattnummer": "1002", "Stilling nr": "2"}, "BATCH_POSITION_UNKNOWN", None),
    ({"Stilling nr": "Lege"}, "BATCH_POSITION_UNREADABLE", None),
    ({"Språk": "samisk"}, "BATCH_LANGUAGE_UNKNOWN", None),
]  # fmt: skip


@pytest.mark.parametrize(("row", "code", "field"), FAULTS)
def test_a_row_with_a_fault_is_refused_and_others_are_not(row: dict[str, str], code: str, field: str | None) -> None:
    good = dict.fromkeys(row, "")
    found = plan(good | {"days": "3"}, row | {"days": "4"}, good | {"days": "5"})
    assert [one.line for one in found.planned] == [2, 4]
    (refused,) = found.refused
    assert refused.row.line == 3
    assert refused.row.get("days") == "4"
    assert [(one.code, one.field, dict(one.params)["line"]) for one in refused.findings] == [(code, field, "3")]
    told = {text for one in refused.findings for _, text in one.params}
    assert not told & set(row.values())
    for language in Language:
        sentence = finding_sentence(refused.findings[0], language, "7 Feltet")
        assert "?" not in sentence.replace("»?", "").replace("”?", "")
        assert "\x1b" not in sentence
        assert len(sentence) < 250


def test_all_faults_of_a_row_are_told() -> None:
    (refused,) = plan({"Ansattnummer": "404", "days": "x", "first_day": "y", "zzz": "1"}).refused
    assert {one.code for one in refused.findings} == {
        "BATCH_EMPLOYEE_UNKNOWN", "BATCH_NUMBER_UNREADABLE", "BATCH_DATE_UNREADABLE", "BATCH_COLUMN_UNKNOWN",
    }  # fmt: skip


def test_the_answers_are_named_in_the_readers_language() -> None:
    table = Table("x", ("kind",), (TableRow.of(2, {"kind": "?"}),), "utf-8")
    for language, choices in ((Language.NB, "Egen sykdom, Sykt barn"), (Language.NN, "Eigen sjukdom, Sykt barn")):
        (refused,) = plan_rows(form(), table, people=PEOPLE, language=language).refused
        assert dict(refused.findings[0].params)["choices"] == choices


def test_an_anonymous_form_is_for_nobody() -> None:
    (refused,) = plan({"Ansattnummer": "1001"}, definition=form(anonymous=True)).refused
    assert [one.code for one in refused.findings] == ["BATCH_FORM_ANONYMOUS"]


def test_a_cell_that_was_lost_on_reading_refuses_its_row() -> None:
    lost = finding("TABLE_FORMULA_FAILED", file="rader.csv", line=3, column="B")
    found = plan({"days": "1"}, {"days": "2"}, findings=(lost, finding("TABLE_FURTHER_SHEETS", file="x", count=1)))
    assert [one.line for one in found.planned] == [2]
    assert found.refused[0].findings == (lost,)


def test_without_a_register_the_number_is_filled_in_as_given() -> None:
    (one,) = plan({"Ansattnummer": "404", "days": "1"}, people=People()).planned
    assert one.employee is None
    assert dict(one.values) == {"days": Decimal(1), "number": "404"}
    (other,) = plan({"Ansattnummer": "404"}, people=People(), definition=form(employee_field=None)).planned
    assert (other.employee, other.values) == ("404", ())


def test_a_form_that_names_the_person_by_fodselsnummer() -> None:
    (one,) = plan({"Fødselsnummer": "13097248022"}, definition=form(employee_field="fnr")).planned
    assert (one.employee, dict(one.values)) == (None, {"fnr": "13097248022"})


def test_what_the_register_locks_may_be_repeated_but_not_contradicted() -> None:
    kari = Employee("1001", "Kari", "Å", fodselsnummer="13097248022")
    rows = [{"Ansattnummer": "1001", "fnr": number, "Navn": "Kåre"} for number in ("130972 48022", "53097248016", "")]
    found = plan(*rows, people=People((kari,)))
    assert [(one.line, dict(one.values)) for one in found.planned] == [(2, {"name": "Kåre"}), (4, {"name": "Kåre"})]
    assert [(one.code, one.field) for one in found.refused[0].findings] == [("BATCH_FIELD_FROM_REGISTER", "fnr")]
    unknown = plan(*rows, people=People((Employee("1001", "Kari", "Å"),)))
    assert [dict(one.values).get("fnr") for one in unknown.planned] == ["13097248022", "53097248016", None]


def keys(found: RowPlan) -> list[str]:
    assert found.refused == ()
    return [one.key for one in found.planned]


BASE = {"Ansattnummer": "1001", "days": "3", "first_day": "1.9.2026"}
SAME = [
    {"first_day": "2026-09-01", "days": "3", "number": "1001"},
    {"Første fraværsdag": "01.09.2026", "Dager": " 3 ", "tilsettnummer": "1001", "Telefon": " "},
]
OTHER = [BASE | change for change in (
    {"Ansattnummer": "1002"}, {"days": "4"}, {"first_day": ""}, {"Sak": "1"}, {"Språk": "nn"}, {"Stilling nr": "2"},
    {"about": "x"},
)]  # fmt: skip


@pytest.mark.parametrize("row", SAME)
def test_the_same_row_has_the_same_key_however_it_is_written(row: dict[str, str]) -> None:
    assert keys(plan(row)) == keys(plan(BASE))


@pytest.mark.parametrize("row", OTHER)
def test_another_row_has_another_key(row: dict[str, str]) -> None:
    assert keys(plan(row)) != keys(plan(BASE))
    assert keys(plan(BASE, definition=form(id="annet"))) != keys(plan(BASE))


def test_a_row_that_stands_twice_is_two_documents_each_time() -> None:
    twice = keys(plan(BASE, OTHER[0], BASE))
    assert len(set(twice)) == 3
    assert keys(plan(OTHER[0], BASE, BASE)) == [twice[1], twice[0], twice[2]]


HEADERS = [
    ("first_day", "first_day"),
    ("FIRST_DAY", "first_day"),
    ("First day", "first_day"),
    ("  første   fraværsdag *", "first_day"),
    ("8 Første fraværsdag", "first_day"),
    ("Fo\u0308rste fraværsdag", Unclear.UNKNOWN),
    ("measures_3_due", "measures"),
    ("measures_0_due", Unclear.UNKNOWN),
    ("Stilling", "title"),
    ("position", About.POSITION),
    ("Merknad", Unclear.SEVERAL),
    ("about", "about"),
    ("Ansatt", About.EMPLOYEE),
    ("number", About.EMPLOYEE),
    ("", Unclear.UNKNOWN),
]


@pytest.mark.parametrize(("header", "expected"), HEADERS)
def test_what_a_column_means(header: str, expected: str | About | Unclear) -> None:
    found = targets(form(), [header])[header]
    assert (found.field.id if isinstance(found, Target) else found) == expected


NAMES = st.sampled_from([*(one.id for one in form().fields()), "measures_1_what", "Ansattnummer", "Språk", "annet"])


@given(st.lists(st.dictionaries(NAMES, st.text(max_size=12), max_size=5), max_size=4))
def test_any_cells_are_planned_or_refused(rows: list[dict[str, str]]) -> None:
    found = plan(*rows)
    assert len(found.planned) + len(found.refused) == len(rows)
    assert plan(*rows) == found
    assert len({one.key for one in found.planned}) == len(found.planned)
    for refused in found.refused:
        for one in refused.findings:
            finding_sentence(one, Language.EN)
