"""The people register: every column and fault, with what is used all the same."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.engines.xlsx import write_sheet
from dokumentverk.messages import finding_sentence
from dokumentverk.model.finding import Severity
from dokumentverk.model.language import Language
from dokumentverk.model.person import BreakReason, Employee, EmploymentPeriod, People, Position
from dokumentverk.workplace.cells import joined_periods
from dokumentverk.workplace.columns import PEOPLE_COLUMNS, Column, column_of
from dokumentverk.workplace.people import PEOPLE_HEADERS, PeopleFile, load_people, people_of
from dokumentverk.workplace.tables import parse_table
from tests.engines.workbooks import book

FULL = """\
Ansattnummer;Fornavn;Etternavn;Fødselsnummer;Stilling;Enhet;Leder;Stedfortreder;Ansatt fra;Ansatt til;Sluttårsak;\
Telefon;E-post;Adresse;Postnr.;Poststed;Språk;Personalmappe
1001;Kari Bjørg;Nordmann-Åse;130972 48022;Sykepleier;Hjemmetjenesten;2001;2002;01.08.2019;;;22 33 44 55;\
kari@eksempel.no;"Storgata 1
Oppg. B";8820;Dønna;nynorsk;26/123
2001;Ola;Leder;;Enhetsleder;Hjemmetjenesten;;;1.1.2010;31.12.2015;Permittering;;;;;;;
2002;Siv;Vara;;;;;;;;;;;;;;;
"""


def people(text: str) -> PeopleFile:
    return people_of(parse_table(text.encode(), "ansatte.csv"))


def codes(found: PeopleFile) -> list[tuple[str, str | None]]:
    return [(one.code, dict(one.params).get("line")) for one in found.findings]


def test_a_full_register() -> None:
    found = people(FULL)
    assert found.findings == ()
    assert found.people.employees == (
        Employee(
            number="1001",
            given_name="Kari Bjørg",
            family_name="Nordmann-Åse",
            fodselsnummer="13097248022",
            positions=(Position("Sykepleier", "Hjemmetjenesten", "2001", "2002"),),
            employment=(EmploymentPeriod(date(2019, 8, 1)),),
            phone="22 33 44 55",
            email="kari@eksempel.no",
            address=("Storgata 1", "Oppg. B", "8820 Dønna"),
            language=Language.NN,
            personalmappe="26/123",
        ),
        Employee(
            number="2001",
            given_name="Ola",
            family_name="Leder",
            positions=(Position("Enhetsleder", "Hjemmetjenesten"),),
            employment=(EmploymentPeriod(date(2010, 1, 1), date(2015, 12, 31), BreakReason.PERMITTERING),),
        ),
        Employee(number="2002", given_name="Siv", family_name="Vara"),
    )


def test_an_xlsx_register_with_real_dates_and_numbers() -> None:
    content = book(
        ["Ansattnummer", "Fornavn", "Etternavn", "Fødselsnummer", "Ansatt fra", "Leder"],
        [1001, "Kari", "Åse", 13097248022, date(2019, 8, 1), 2001],
        [2001, "Ola", "Leder", 1010112345, None, None],
    )
    found = people_of(parse_table(content, "ansatte.xlsx"))
    assert codes(found) == [("PEOPLE_FODSELSNUMMER_ZERO_LOST", "3")]
    kari, ola = found.people.employees
    assert (kari.number, kari.fodselsnummer, kari.employment[0].first) == ("1001", "13097248022", date(2019, 8, 1))
    assert (ola.number, ola.fodselsnummer) == ("2001", None)
    assert kari.positions == (Position("", "", "2001"),)


POSITIONS = (Position("Lege", "A", "9"), Position("Forsker", "B", "8"))


@pytest.mark.parametrize(
    "text",
    [
        "ansattnr;fornavn;etternavn;stilling;enhet;leder\n1;K;N;Lege;A;9\n1;K;N;Forsker;B;8\n",
        "ansattnr;fornavn;etternavn;stilling;enhet;leder\n1;K;N;Lege;A;9\n1;;N;Forsker;B;8\n1;K;;Lege;A;9\n",
        "ansattnr;fornavn;etternavn;stilling;enhet;leder;stilling 2;enhet 2;leder 2\n1;K;N;Lege;A;9;Forsker;B;8\n",
        "ansattnr;fornavn;etternavn;stilling 1;stilling_2;enhet1;enhet (2);leder1;leder2\n1;K;N;Lege;Forsker;A;B;9;8\n",
        "ansattnr;fornavn;etternavn;stilling;enhet;leder;stilling;enhet;leder\n1;K;N;Lege;A;9;Forsker;B;8\n",
    ],
)
def test_several_positions(text: str) -> None:
    found = people(text + "9;L;L;;;\n8;M;M;;;\n")
    assert found.findings == ()
    assert found.people.employees[0].positions == POSITIONS


PERIODS = [
    ("01.01.2020;31.12.2020;permisjon", [("2020-01-01", "2020-12-31", BreakReason.LEAVE)]),
    ("2020-01-01;2020-12-31 00:00;Førstegangstjeneste", [("2020-01-01", "2020-12-31", BreakReason.MILITARY)]),
    ("1.1.2020;;", [("2020-01-01", None, None)]),
    ("1.1.2020;;permisjon", [("2020-01-01", None, None)]),
    (";;", []),
]


@pytest.mark.parametrize(("cells", "periods"), PERIODS)
def test_employment(cells: str, periods: list[tuple[str, str | None, BreakReason | None]]) -> None:
    found = people(
        f"nummer;fornavn;etternavn;ansatt fra;ansatt til;sluttårsak\n1;K;N;{cells}\n".replace("nummer", "ansattnr")
    )
    assert found.findings == ()
    assert found.people.employees[0].employment == tuple(
        EmploymentPeriod(date.fromisoformat(first), date.fromisoformat(last) if last else None, reason)
        for first, last, reason in periods
    )


def period(first: int, last: int | None, reason: BreakReason | None = None) -> EmploymentPeriod:
    return EmploymentPeriod(date(2020, 1, first), date(2020, 1, last) if last else None, reason)


JOINED = [
    ([], []),
    ([period(5, 9), period(1, 3)], [period(1, 3), period(5, 9)]),
    ([period(1, 4), period(5, 9)], [period(1, 4), period(5, 9)]),
    ([period(1, 5), period(5, 9, BreakReason.LEAVE)], [period(1, 9, BreakReason.LEAVE)]),
    ([period(1, 9, BreakReason.OTHER), period(2, 5, BreakReason.LEAVE)], [period(1, 9, BreakReason.OTHER)]),
    ([period(1, None), period(2, 5)], [period(1, None)]),
    ([period(1, 5, BreakReason.LEAVE), period(3, None)], [period(1, None)]),
]


@pytest.mark.parametrize(("stated", "expected"), JOINED)
def test_periods_of_several_positions_are_one_employment(
    stated: list[EmploymentPeriod], expected: list[EmploymentPeriod]
) -> None:
    assert joined_periods(stated) == tuple(expected)


@given(st.lists(st.tuples(st.integers(1, 28), st.none() | st.integers(0, 20)), max_size=6))
def test_joined_periods_cover_the_same_days_and_stand_apart(spans: list[tuple[int, int | None]]) -> None:
    stated = [period(first, None if length is None else min(31, first + length)) for first, length in spans]
    joined = joined_periods(stated)

    def days(periods: object) -> set[date]:
        assert isinstance(periods, list | tuple)
        return {
            date(2020, 1, day)
            for one in periods
            for day in range(1, 32)
            if one.first <= date(2020, 1, day) <= (one.last or date.max)
        }

    assert days(joined) == days(stated)
    for one, after in pairwise(joined):
        assert one.last is not None
        assert one.last < after.first


HEAD = "ansattnummer;fornavn;etternavn"
FAULTS = [
    # columns beyond the first three, one row, what is found, whether the row is used
    ("", ";K;N", [("PEOPLE_NUMBER_MISSING", "2")], False),
    ("", "../1;K;N", [("PEOPLE_NUMBER_UNUSABLE", "2")], False),
    ("", "1/2;K;N", [("PEOPLE_NUMBER_UNUSABLE", "2")], False),
    ("", "=1;K;N", [("PEOPLE_NUMBER_UNUSABLE", "2")], False),
    ("", "1.;K;N", [("PEOPLE_NUMBER_UNUSABLE", "2")], False),
    ("", "1" * 21 + ";K;N", [("PEOPLE_NUMBER_UNUSABLE", "2")], False),
    ("", "1;;", [("PEOPLE_NAME_MISSING", "2")], False),
    ("", "1;Madonna;", [], True),
    (";fødselsnummer", "1;K;N;1010112345", [("PEOPLE_FODSELSNUMMER_ZERO_LOST", "2")], True),
    (";fødselsnummer", "1;K;N;1,31E+10", [("PEOPLE_FODSELSNUMMER_UNREADABLE", "2")], True),
    (";fødselsnummer", "1;K;N;13097248023", [("PEOPLE_FODSELSNUMMER_WRONG", "2")], True),
    (";fødselsnummer", "1;K;N;13997248022", [("PEOPLE_FODSELSNUMMER_WRONG", "2")], True),
    (";ansatt fra", "1;K;N;31.02.2020", [("PEOPLE_DATE_UNREADABLE", "2")], True),
    (";ansatt fra", "1;K;N;1.2.20", [("PEOPLE_DATE_UNREADABLE", "2")], True),
    (";ansatt til", "1;K;N;1.2.2020", [("PEOPLE_PERIOD_WITHOUT_START", "2")], True),
    (";ansatt fra;ansatt til", "1;K;N;2.2.2020;1.2.2020", [("PEOPLE_PERIOD_BACKWARDS", "2")], True),
    (";ansatt fra;sluttårsak", "1;K;N;2.2.2020;vet ikke", [("PEOPLE_REASON_UNKNOWN", "2")], True),
    (";leder", "1;K;N;Ola Leder", [("PEOPLE_LEADER_NOT_NUMBER", "2")], True),
    (";leder", "1;K;N;77", [("PEOPLE_LEADER_UNKNOWN", "2")], True),
    (";stedfortreder", "1;K;N;77", [("PEOPLE_LEADER_UNKNOWN", "2")], True),
    (";telefon", "1;K;N;ring meg", [("PEOPLE_PHONE_UNREADABLE", "2")], True),
    (";e-post", "1;K;N;kari hos eksempel.no", [("PEOPLE_EMAIL_UNREADABLE", "2")], True),
    (";språk", "1;K;N;samisk", [("PEOPLE_LANGUAGE_UNKNOWN", "2")], True),
    (";skostørrelse", "1;K;N;42", [("PEOPLE_COLUMN_UNKNOWN", None)], True),
    (";mobil;telefon", "1;K;N;22334455;99887766", [("PEOPLE_COLUMN_TWICE", None)], True),
]


@pytest.mark.parametrize(("columns", "row", "expected", "used"), FAULTS)
def test_fault(columns: str, row: str, expected: list[tuple[str, str | None]], used: bool) -> None:
    """Good rows are used whatever stands in others, and what is unreadable in a row does not take the rest of it."""
    found = people(f"{HEAD}{columns}\n{row}\n9;God;Rad\n")
    assert codes(found) == expected
    assert [one.number for one in found.people.employees] == (["1", "9"] if used else ["9"])
    for one in found.findings:
        for language in Language:
            sentence = finding_sentence(one, language)
            assert "?" not in sentence
            assert "ansatte.csv" in sentence
        assert not {"K", "N", "Ola Leder", "1010112345", "77", "ring meg"} & {value for _, value in one.params}


BETWEEN_ROWS = [
    ("1;K;N;\n1;Kåre;N;\n", "fødselsnummer", [("PEOPLE_ROWS_DIFFER", "3")]),
    ("1;K;N;13097248022\n1;K;N;53097248016\n", "fødselsnummer", [("PEOPLE_ROWS_DIFFER", "3")]),
    ("1;K;N;13097248022\n2;L;M;13097248022\n", "fødselsnummer", [("PEOPLE_FODSELSNUMMER_SHARED", "3")]),
    ("a1;K;N;\nA1;L;M;\n", "fødselsnummer", [("PEOPLE_NUMBER_CASE", "3")]),
    ("1;K;N;\n1;K;N;99887766\n1;;N;\n", "telefon", []),
]


@pytest.mark.parametrize(("rows", "column", "expected"), BETWEEN_ROWS)
def test_faults_between_rows(rows: str, column: str, expected: list[tuple[str, str | None]]) -> None:
    found = people(f"{HEAD};{column}\n{rows}")
    assert codes(found) == expected
    assert found.people.employees[0].given_name == "K"


def test_what_a_later_row_knows_is_added() -> None:
    found = people(f"{HEAD};telefon;språk\n1;K;N;;\n1;K;N;99887766;en\n")
    assert (found.people.employees[0].phone, found.people.employees[0].language) == ("99887766", Language.EN)


@pytest.mark.parametrize("text", ["", "\r\n", "ansattnummer;fornavn;etternavn\r\n", ";".join(PEOPLE_HEADERS) + "\r\n"])
def test_an_empty_register_works(text: str) -> None:
    assert people(text) == PeopleFile(People(), ())


def test_a_missing_register_works(tmp_path: Path) -> None:
    found = load_people(tmp_path / "ansatte.csv")
    assert found.people == People()
    assert [(one.code, one.severity) for one in found.findings] == [("PEOPLE_FILE_MISSING", Severity.NOTE)]


def test_a_register_without_headers_names_nobody() -> None:
    """The first person stands where the headers should be: the name must not be told on."""
    found = people("1001;Kari;Nordmann\n1002;Ola;Hansen\n")
    assert {one.code for one in found.findings} == {"PEOPLE_COLUMN_MISSING"}
    assert found.people == People()
    assert not any("Kari" in value for one in found.findings for _, value in one.params)


HEADERS = [
    ("Ansattnr.", Column("number", 1)),
    ("ANSATT_NR", Column("number", 1)),
    ("E-post", Column("email", 1)),
    ("e_post", Column("email", 1)),
    ("Fødselsnummer", Column("fodselsnummer", 1)),
    ("Fo\u0308dselsnummer", None),
    ("Nærmeste leder 3", Column("leader", 3)),
    ("Stilling (2)", Column("title", 2)),
    ("Stilling 0", None),
    ("Fornavn 2", None),
    ("2", None),
    ("", None),
]


@pytest.mark.parametrize(("header", "column"), HEADERS)
def test_what_a_column_may_be_called(header: str, column: Column | None) -> None:
    assert column_of(header) == column


def test_every_name_of_a_column_means_one_thing() -> None:
    for key, names in PEOPLE_COLUMNS.items():
        assert [column_of(name) for name in names] == [Column(key, 1)] * len(names), key


def test_hostile_names_stay_text() -> None:
    """Control and direction characters go, so that no name turns a line of a report around; the rest is a name."""
    row = ["1", '=HYPERLINK("x")', "{{7*7}} <b> \u202egnihtyna", "#let x\u0007= \x1b[31m"]
    found = people_of(parse_table(write_sheet([*HEAD.split(";"), "enhet"], [row]), "ansatte.xlsx"))
    assert [(one.code, dict(one.params)["line"]) for one in found.findings] == [("TABLE_CONTROL_CHARACTER", "2")]
    (employee,) = found.people.employees
    assert employee.given_name == '=HYPERLINK("x")'
    assert employee.family_name == "{{7*7}} <b> gnihtyna"
    assert employee.positions[0].unit == "#let x= [31m"


@given(st.lists(st.lists(st.text(max_size=12), min_size=6, max_size=6), max_size=4))
def test_any_cells_are_people_or_findings(lines: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow([*HEAD.split(";"), "leder", "ansatt fra", "e-post"])
    writer.writerows([[cell.replace("\x00", "") for cell in line] for line in lines])
    content = text.getvalue().encode("utf-8", "replace")
    if re.search(r"[\x00-\x08\x0e-\x1f]", text.getvalue()):
        return
    found = people_of(parse_table(content, "ansatte.csv"))
    assert len(found.people.employees) <= len(lines)
    for one in found.findings:
        finding_sentence(one, Language.NB)
