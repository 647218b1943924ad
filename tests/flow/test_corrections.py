"""A batch of corrections: every row decided or told why not, and no return decided by half of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from dokumentverk.cli.correcting import accept_table, values_in
from dokumentverk.errors import ExitCode, UsageFault
from dokumentverk.flow.corrections import Corrected, correct, lines_of, values_of
from dokumentverk.flow.office import Office
from dokumentverk.flow.receive import receive
from dokumentverk.model.filing import Filed, NeedsReview
from dokumentverk.workplace.tables import parse_table, read_table
from tests.flow.desk import ANSWERS, egenmelding, make_workplace, office_at, returned


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path / "kontor")) as opened, opened.writing():
        yield opened


def waiting(office: Office, **wrong: str) -> str:
    answers = {**ANSWERS, **wrong}
    understood, outcome = receive(office, returned(office, egenmelding(office), "retur.pdf", answers))
    assert isinstance(outcome, NeedsReview)
    return understood.received.return_id


def corrected(office: Office, *rows: str, header: str = "retur;felt;verdi", reason: str = "Ringte") -> list[Corrected]:
    table = parse_table("\r\n".join((header, *rows)).encode("cp1252"), "rettelser.csv")
    return [correct(office, lines, "Kari", reason) for lines in lines_of(table)]


def told(one: Corrected) -> dict[int, str]:
    return {row.line: error.code for row, error in one.refused}


def test_the_rows_of_a_return_are_decided_together(office: Office) -> None:
    number = waiting(office, first_day="31022026", last_day="tull")
    (one,) = corrected(office, f"{number.lower()};first_day;26.10.2026", f"{number};last_day;27.10.2026")
    assert one.done is not None
    received = one.done[0].received
    assert received.acceptance is not None
    assert received.acceptance.corrected == ("first_day", "last_day")
    assert [found.code for found in received.findings if found.stops] == ["SIGNATURE_MISSING"]


def test_a_row_with_a_fault_holds_the_others_of_its_return_back(office: Office) -> None:
    number = waiting(office, first_day="31022026", last_day="tull")
    before = (office.workplace.review / number / "status.json").read_bytes()
    (one,) = corrected(office, f"{number};first_day;26.10.2026", f"{number};last_day;i morgen")
    assert told(one) == {2: "CORRECTION_HELD_BACK", 3: "VALUE_NOT_OF_ITS_KIND"}
    assert (office.workplace.review / number / "status.json").read_bytes() == before


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((";first_day;26.10.2026",), "CORRECTION_RETURN_MISSING"),
        (("{};;26.10.2026",), "CORRECTION_FIELD_MISSING"),
        (("{};first_day;26.10.2026", "{};first_day;27.10.2026"), "CORRECTION_TWICE"),
        (("R0000000000;first_day;26.10.2026",), "RETURN_NOT_FOUND"),
        (("{};ukjent;26.10.2026",), "FIELD_UNKNOWN"),
        (("{};employee_signature;Kari",), "FIELD_NOT_CORRECTABLE"),
    ],
)
def test_rows_that_cannot_be_used_say_why(office: Office, rows: tuple[str, ...], code: str) -> None:
    number = waiting(office, first_day="31022026")
    results = corrected(office, *(row.format(number) for row in rows))
    assert code in {found for one in results for found in told(one).values()}
    assert all(one.done is None for one in results)


def test_persons_and_reasons_have_columns_of_their_own(office: Office) -> None:
    number = waiting(office, first_day="31022026")
    header = "Return;Field;Value;Employee;Reason"
    (one,) = corrected(office, f"{number};first_day;26.10.2026;1003;Så på papiret", header=header, reason="")
    assert one.done is not None
    acceptance = one.done[0].received.acceptance
    assert acceptance is not None
    assert (acceptance.employee, acceptance.reason, acceptance.by) == ("1003", "Så på papiret", "Kari")
    (two,) = corrected(office, f"{number};first_day;26.10.2026;1003;x", f"{number};;;1002;x", header=header)
    assert "CORRECTION_PERSONS_DIFFER" in told(two).values()
    (three,) = corrected(office, f"{number};first_day;26.10.2026;;", header=header, reason="")
    assert told(three) == {2: "ACCEPT_NEEDS_NAME_AND_REASON"}


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(UsageFault) as refused:
        lines_of(parse_table(b"retur;verdi\r\nR1;2", "a.csv"))
    assert (refused.value.code, refused.value.params["columns"]) == ("CORRECTION_COLUMNS_MISSING", "field")


def test_bad_rows_go_to_a_file_that_can_be_run_again(office: Office, tmp_path: Path) -> None:
    good, bad = waiting(office, first_day="31022026"), waiting(office, last_day="tull")
    path = tmp_path / "rettelser.csv"
    path.write_bytes(f"retur;felt;verdi\r\n{good};first_day;26.10.2026\r\n{bad};last_day;tull\r\n".encode("cp1252"))
    assert accept_table(office, path, "Kari", "Ringte", "text") is ExitCode.PERSON_NEEDED
    left = read_table(tmp_path / "rettelser – feil.csv")
    assert [row.as_dict() for row in left] == [{"retur": bad, "felt": "last_day", "verdi": "tull"}]


def test_json_gives_the_values_of_one_return(tmp_path: Path) -> None:
    (tmp_path / "svar.json").write_text(
        '{"graded": false, "percent": 12.5, "note": null, "means": ["a", "b"], "rows": [{"goal": "x"}, {"goal": "y"}]}',
        encoding="utf-8",
    )
    assert values_in(tmp_path / "svar.json") == {
        "graded": "nei", "percent": "12.5", "note": "", "means": "a;b", "rows_1_goal": "x", "rows_2_goal": "y",
    }  # fmt: skip
    assert values_of({"n": Decimal("1E+2")}) == {"n": "100"}
    with pytest.raises(UsageFault, match="FIELD_NOT_CORRECTABLE"):
        values_of({"n": {"a": 1}})


def test_a_filed_return_is_corrected_beside_what_is_filed(office: Office) -> None:
    number = waiting(office, first_day="31022026")
    from dokumentverk.flow.accept import Decision, accept

    decision = Decision("Kari", "Ringte", {"first_day": "26.10.2026"}, despite=("SIGNATURE_MISSING",))
    assert isinstance(accept(office, number, decision)[1], Filed)
    (one,) = corrected(office, f"{number};first_day;25.10.2026")
    assert one.done is not None
    assert isinstance(one.done[1], Filed)
    assert one.done[1].receipt.entry.return_id != number
