"""Cases, what is due and what is left of egenmelding, by the command line alone."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import icalendar
import jsonschema
import pytest

from dokumentverk.engines import xlsx
from tests.cli.console import Said, run
from tests.flow.desk import make_workplace

SCHEMAS = Path(__file__).resolve().parents[2] / "dokumentverk" / "cli" / "schemas"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


def lines(root: Path, *words: str, exit: int = 0) -> list[dict[str, Any]]:
    """JSON lines, each held against the command's schema."""
    said = run(root, *words, "--to", "json")
    assert said.exit == exit, (said.told, said.code)
    shape = json.loads((SCHEMAS / f"{words[0]}.json").read_text(encoding="utf-8"))
    for line in said.lines:
        jsonschema.validate(line, shape, format_checker=jsonschema.FormatChecker())
    return said.lines


def opened(root: Path, employee: str = "1001", *words: str) -> str:
    (line,) = lines(root, "case", "open", employee, "--first-day", "2.11.2026", *words)
    assert line["changed"] is True
    return str(line["case"])


def states(root: Path, on: str, *words: str, exit: int = 0) -> dict[str, str]:
    return {one["rule"]: one["state"] for one in lines(root, "due", "--on", on, *words, exit=exit)}


def test_a_case_from_opening_to_close_on_several_days(root: Path) -> None:
    case = opened(root, "1001", "--sykmelder", "Lege Legesen", "--not-fastlege")
    assert states(root, "2026-11-03", "--within", "7") == {"first_contact": "due"}
    assert states(root, "2026-11-06", "--within", "0", exit=1) == {"first_contact": "overdue"}
    (told,) = lines(root, "case", "meeting", case, "contact", "--on", "4.11.2026", "--held")
    assert told["changed"] is True
    run(root, "case", "sicknote", case, "--from", "2.11.2026", "--until", "30.11.2026")
    assert states(root, "2026-11-06") == {"first_contact": "done", "plan": "due", "plan_copy": "due"}
    run(root, "case", "share", case, "sykmelder", "--on", "27.11.2026")
    assert states(root, "2026-12-02", exit=1)["plan"] == "overdue"
    assert states(root, "2026-12-02", exit=1)["plan_copy"] == "done"
    run(root, "case", "grade", case, "50", "--from", "7.12.2026")
    (dialogue,) = [one for one in lines(root, "due", "--on", "2026-12-10", exit=1) if one["rule"] == "dialogue_1"]
    assert (dialogue["binding"], dialogue["due"]) == (False, "2026-12-21")
    run(root, "case", "close", case, "--last", "31.12.2026")
    assert states(root, "2027-01-10", "--within", "400") == {
        "first_contact": "done", "plan_copy": "done", "activity": "done",
    }, "what was not done has lapsed"  # fmt: skip
    assert lines(root, "case", "list") != [], "it goes on until its last day"
    (shown,) = lines(root, "case", "show", case, "--on", "2027-01-10")
    assert {one["rule"]: one["state"] for one in shown["obligations"]}["plan"] == "lapsed"
    assert (shown["open"], shown["last"], shown["grade"]) == (False, "2026-12-31", None)
    assert [one["fact"] for one in shown["facts"]] == [
        "opened", "sykmelder", "meeting", "sick_note", "shared", "graded", "closed",
    ]  # fmt: skip


def test_what_was_missed_is_told_as_not_done(root: Path) -> None:
    case = opened(root)
    run(root, "case", "close", case, "--last", "31.12.2026")
    shown = run(root, "case", "show", case, "--on", "2027-01-10").out.splitlines()
    (plan,) = (line for line in shown if "Lage oppfølgingsplan sammen" in line)
    assert plan.endswith("ikke gjort")


def test_what_a_leader_reads(root: Path) -> None:
    case = opened(root)
    said = run(root, "due", "--on", "2026-11-10", "--within", "50")
    assert said.exit == 1
    assert "05.11.2026  1001 Åse Sørbø-Ødegård  Leder  Ta kontakt med den ansatte" in said.out
    assert "5 dager over fristen" in said.out
    assert "om 20 dager" in said.out
    assert "aml. § 4-6 tredje ledd" in said.out
    assert said.told.strip().endswith("Over fristen: 1.")
    shown = run(root, "case", "show", case, "--on", "2026-11-10").out
    assert "Uke: 2" in shown
    assert "Borte: 100 %" in shown
    listed = run(root, "case", "list").out
    assert case in listed
    assert run(root, "due", "--employee", "1003").told.strip().startswith("Ingen frister de neste 30 dagene")


def test_a_deadline_on_a_day_off_has_the_working_day_beside_it(root: Path) -> None:
    run(root, "case", "open", "1001", "--first-day", "7.11.2026")
    said = run(root, "due", "--on", "2026-11-08").out
    assert "05.12.2026 (siste arbeidsdag 04.12.2026)" in said
    (plan,) = [one for one in lines(root, "due", "--on", "2026-11-08") if one["rule"] == "plan"]
    assert (plan["due"], plan["working_day"]) == ("2026-12-05", "2026-12-04")


def test_the_same_case_is_not_opened_twice_and_no_second_beside_it(root: Path) -> None:
    case = opened(root)
    (again,) = lines(root, "case", "open", "1001", "--first-day", "2.11.2026")
    assert (again["case"], again["changed"]) == (case, False)
    assert run(root, "case", "open", "1001", "--first-day", "20.11.2026").code == "CASE_OVERLAPS"
    run(root, "case", "close", case, "--last", "10.11.2026")
    assert run(root, "case", "open", "1001", "--first-day", "26.11.2026").code == "CASE_OVERLAPS"
    assert run(root, "case", "open", "1001", "--first-day", "27.11.2026").exit == 0
    (one,) = lines(root, "case", "open", "1001", "--kind", "forebyggende")
    (same,) = lines(root, "case", "open", "1001", "--kind", "forebyggende")
    assert (one["changed"], same["changed"], one["case"]) == (True, False, same["case"])
    assert len(lines(root, "case", "list", "--all")) == 3
    assert len(lines(root, "case", "list", "--kind", "forebyggende")) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("open", "9999", "--first-day", "2.11.2026"), "EMPLOYEE_NOT_FOUND"),
        (("open", "1001"), "CASE_FIRST_DAY_MISSING"),
        (("open", "1001", "--kind", "forebyggende", "--first-day", "2.11.2026"), "CASE_HAS_NO_ABSENCE"),
        (("show", "S22222222"), "CASE_UNKNOWN"),
        (("grade", "{case}", "50", "--from", "1.11.2026"), "CASE_DAY_BEFORE_FIRST"),
        (("sicknote", "{case}", "--from", "5.11.2026", "--until", "4.11.2026"), "CASE_DAYS_REVERSED"),
        (("interrupt", "{case}", "--from", "5.11.2026", "--until", "4.11.2026"), "CASE_DAYS_REVERSED"),
        (("close", "{case}", "--last", "1.11.2026"), "CASE_DAY_BEFORE_FIRST"),
        (("sicknote", "{case}", "--from", "1.9.2026", "--until", "1.10.2026"), "CASE_DAY_BEFORE_FIRST"),
        (("meeting", "{case}", "dialogmote-1", "--on", "1.1.2020", "--held"), "CASE_DAY_BEFORE_FIRST"),
        (("share", "{case}", "sykmelder", "--on", "1.1.2020"), "CASE_DAY_BEFORE_FIRST"),
        (("grade", "{case}", "0", "--from", "9.11.2026"), "CASE_GRADE_ZERO"),
        (("sicknote", "{case}", "--from", "5.11.2026", "--until", "9.11.2026", "--grade", "0"), "CASE_GRADE_ZERO"),
        (("retract", "{case}", "7"), "CASE_FACT_UNKNOWN"),
        (("grade", "{case}", "50", "--from", "9.11.2026", "--replaces", "1"), "CASE_FACT_NOT_REPLACED"),
        (("link", "{case}", "R23456789AC"), "ARCHIVE_RETURN_UNKNOWN"),
        (("link", "{case}", "tull"), "ARCHIVE_RETURN_UNKNOWN"),
    ],
)
def test_what_cannot_be_is_refused(root: Path, words: tuple[str, ...], code: str) -> None:
    case = opened(root, "1003")
    said = run(root, "case", *(one.format(case=case) for one in words))
    assert (said.exit, said.code) == (2, code)


@pytest.mark.parametrize("words", [("due",), ("due", "--make"), ("case", "list")])
def test_a_mistyped_number_is_not_taken_for_somebody_without_duties(root: Path, words: tuple[str, ...]) -> None:
    assert run(root, *words, "--employee", "9999").code == "EMPLOYEE_NOT_FOUND"
    assert run(root, *words, "--employee", "1003").exit == 0


def test_who_has_left_the_register_still_has_duties(root: Path) -> None:
    opened(root, "1003")
    people = root / "ansatte.csv"
    kept = [line for line in people.read_text(encoding="utf-8-sig").splitlines() if not line.startswith("1003")]
    people.write_text("\n".join(kept), encoding="utf-8")
    assert len(lines(root, "case", "list", "--employee", "1003")) == 1
    assert states(root, "2026-12-24", "--employee", "1003", exit=1)["plan"] == "overdue"


def test_a_prevention_has_no_grade(root: Path) -> None:
    (case,) = lines(root, "case", "open", "1001", "--kind", "forebyggende")
    for words in (("grade", "50"), ("interrupt", "--until", "9.11.2026")):
        said = run(root, "case", words[0], case["case"], *words[1:], "--from", "9.11.2026")
        assert said.code == "CASE_HAS_NO_ABSENCE"


def test_mistakes_are_taken_back(root: Path) -> None:
    case = opened(root)
    run(root, "case", "grade", case, "50", "--from", "9.11.2026")
    (line,) = lines(root, "case", "grade", case, "60", "--from", "9.11.2026", "--replaces", "2")
    assert line["changed"] is True
    (same,) = lines(root, "case", "grade", case, "60", "--from", "9.11.2026")
    assert same["changed"] is False
    (shown,) = lines(root, "case", "show", case, "--on", "2026-11-10")
    assert (shown["grade"], [one["holds"] for one in shown["facts"]]) == (60, [True, False, True])
    assert "50 %, gjelder ikke lenger" in run(root, "case", "show", case).out
    run(root, "case", "amend", case, "--first-day", "1.11.2026")
    assert lines(root, "case", "list")[0]["first_day"] == "2026-11-01"
    assert "er trukket tilbake" in run(root, "case", "retract", case, "1").out
    assert lines(root, "case", "list", "--all") == []
    log = (root / "system" / "saker.jsonl").read_text(encoding="utf-8")
    assert len(log.splitlines()) == 5, "nothing is lost"


@pytest.mark.parametrize(("written", "shown"), [("9.30", "09.30"), ("14", "14.00"), ("kl. 8", "08.00")])
def test_a_time_is_taken_as_people_write_it(root: Path, written: str, shown: str) -> None:
    case = opened(root)
    assert run(root, "case", "meeting", case, "moteplassen", "--on", "1.12.2026", "--time", written).exit == 0
    assert f"Møteplassen 01.12.2026 {shown}" in run(root, "case", "show", case).out


def test_an_avventende_sick_note_may_lie_before_the_absence_that_it_warns_of(root: Path) -> None:
    case = opened(root)
    words = ("--from", "1.10.2026", "--until", "20.10.2026", "--grade", "0", "--avventende")
    assert run(root, "case", "sicknote", case, *words).exit == 0


def test_a_day_still_to_come_is_told_of(root: Path) -> None:
    def today() -> datetime:
        return datetime(2026, 11, 22, 9, tzinfo=UTC)

    said = run(root, "case", "open", "1001", "--first-day", "1.1.2030", clock=today)
    assert (said.exit, "01.01.2030 er en dag som ikke har vært ennå" in said.told) == (0, True)
    said = run(root, "case", "open", "1003", "--first-day", "1.11.2026", clock=today)
    assert (said.exit, said.told) == (0, "")
    (case,) = (one["case"] for one in lines(root, "case", "list", "--employee", "1003"))
    for words, ahead in (
        (("share", "sykmelder", "--on", "23.11.2026"), True),
        (("share", "sykmelder", "--on", "22.11.2026"), False),
        (("meeting", "dialogmote-1", "--on", "23.11.2026", "--held"), True),
        (("meeting", "dialogmote-2", "--on", "23.11.2026"), False),
    ):
        said = run(root, "case", words[0], case, *words[1:], clock=today)
        assert (said.exit, "ikke har vært ennå" in said.told) == (0, ahead), words


def test_a_document_is_laid_to_a_case_by_hand(root: Path) -> None:
    case = opened(root)
    (root / "brev.txt").write_text("Fra Nav", encoding="utf-8")
    add = ("archive", "add", str(root / "brev.txt"), "--title", "Brev", "--to", "json", "--employee")
    letter, others = (run(root, *add, one).lines[0]["return"] for one in ("1001", "1003"))
    assert lines(root, "case", "link", case, letter)[0]["documents"] == [letter]
    assert lines(root, "case", "link", case, letter)[0]["changed"] is False
    assert run(root, "case", "link", case, others).code == "CASE_RETURN_OF_ANOTHER"
    assert lines(root, "case", "link", case, letter, "--remove")[0]["documents"] == []
    assert run(root, "archive", "verify").exit == 0


TABLE = """\
ansattnummer;Type;Første fraværsdag;Siste fraværsdag;Grad;Sykmelding fra;Sykmelding til;Sykmelder
1001;;02.11.2026;;60;05.11.2026;30.11.2026;Lege Legesen
1003;Sykefravær;19.10.2026;23.10.2026;50;;;
1002;forebyggende;;;;;;
9999;;02.11.2026;;;;;
1003;;i går;;;;;
1003;tull;02.12.2026;;;;;
1003;;02.12.2026;;150;;;
1003;;02.12.2026;;;02.12.2026;;
;;02.12.2026;;;;;
"""


def test_a_table_opens_one_for_each_row_and_never_twice(root: Path, tmp_path: Path) -> None:
    data = tmp_path / "fravær.csv"
    data.write_bytes(TABLE.encode("cp1252"))
    made = lines(root, "case", "open", "--data", str(data), exit=1)
    assert [(one["employee"], one["kind"], one["changed"]) for one in made] == [
        ("1001", "sykefravaer", True), ("1003", "sykefravaer", True), ("1002", "forebyggende", True),
    ]  # fmt: skip
    assert (made[1]["last"], made[0]["sykmelder"]["name"]) == ("2026-10-23", "Lege Legesen")
    left = (tmp_path / "fravær – feil.csv").read_text(encoding="utf-8-sig")
    assert len(left.splitlines()) == 7
    for reason in (
        "Ansattnummer «9999» står ikke i", "Datoen i «Første fraværsdag» kan ikke leses", "Sakstypen er ukjent",
        "et tall fra 0 til 100", "både en første og en siste dag", "ikke hvem det gjelder",
    ):  # fmt: skip
        assert reason in left, reason
    log = (root / "system" / "saker.jsonl").read_bytes()
    again = lines(root, "case", "open", "--data", str(data), exit=1)
    assert {one["changed"] for one in again} == {False}
    assert (root / "system" / "saker.jsonl").read_bytes() == log, "run twice it tells nothing twice"
    assert sorted(one.name for one in tmp_path.glob("fravær*")) == ["fravær – feil.csv", "fravær.csv"]
    mended = left.replace("9999", "1002")
    (tmp_path / "rettet.csv").write_text(mended, encoding="utf-8")
    assert [one["employee"] for one in lines(root, "case", "open", "--data", str(tmp_path / "rettet.csv"), exit=1)] == [
        "1002"
    ]


def test_headers_that_nothing_is_read_from_are_told(root: Path, tmp_path: Path) -> None:
    data = tmp_path / "fravær.csv"
    data.write_text("ansattnummer;first_day;fraværsgrad;navn\n1001;2.11.2026;50;Åse\n", encoding="utf-8")
    said = run(root, "case", "open", "--data", str(data))
    assert (said.exit, "«fraværsgrad», «navn»" in said.told, "first_day" in said.told) == (0, True, False)
    data.write_text("ansattnummer;first_day\n1001;\n", encoding="utf-8")
    said = run(root, "case", "open", "--data", str(data))
    assert (said.exit, "Linje 2: En sak om sykefravær har en første fraværsdag." in said.told) == (1, True)


@pytest.mark.parametrize("words", [("case", "open"), ("generate", "egenmelding")])
def test_a_table_without_rows_is_told_of(root: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    data = tmp_path / "tom.csv"
    data.write_text("ansattnummer\n\n", encoding="utf-8")
    said = run(root, *words, "--data", str(data))
    assert (said.exit, "«tom.csv» har ingen rader." in said.told) == (0, True)


def test_a_spreadsheet_does_as_well(root: Path, tmp_path: Path) -> None:
    data = tmp_path / "fravær.xlsx"
    data.write_bytes(xlsx.write_sheet(["Ansattnummer", "Fra", "Til"], [["1001", "2026-11-02", ""]]))
    assert lines(root, "case", "open", "--data", str(data))[0]["first_day"] == "2026-11-02"
    data.write_bytes(xlsx.write_sheet(["Navn"], [["Åse"]]))
    assert run(root, "case", "open", "--data", str(data)).code == "CASE_COLUMN_MISSING"


def test_what_is_left_of_egenmelding(root: Path) -> None:
    case = opened(root)
    run(root, "case", "sicknote", case, "--from", "2.11.2026", "--until", "30.11.2026")
    (line,) = lines(root, "egenmelding", "1001", "--on", "2026-12-05")
    assert [(one["kind"], one["counts"], one["source"]) for one in line["counted"]] == [
        ("sykmelding", "documented", case)
    ]
    assert (line["times"]["left"], line["together"]["left"], line["employer_period"]["left"]) == (4, 3, 0)
    assert (line["earned"], line["child"]["left"]) == ("yes", 10)
    said = run(root, "egenmelding", "1001", "--on", "5.12.2026")
    assert "1001 Åse Sørbø-Ødegård, 05.12.2026" in said.out
    assert "Fravær med egenmelding: 0 av 4 brukt, 4 igjen" in said.out
    assert "Arbeidsgiverperioden: fullført 17.11.2026" in said.out
    assert run(root, "egenmelding", "9999").code == "EMPLOYEE_NOT_FOUND"


def test_days_of_a_case_that_nobody_has_certified_count_until_told_otherwise(root: Path) -> None:
    case = opened(root)
    (open_ended,) = lines(root, "egenmelding", "1001", "--on", "2026-11-20")
    assert [(one["counts"], one["source"]) for one in open_ended["counted"]] == [("not_decided", case)]
    assert (open_ended["together"]["left"], open_ended["employer_period"]["left"]) == (None, None)
    run(root, "case", "sicknote", case, "--from", "5.11.2026", "--until", "30.11.2026")
    (line,) = lines(root, "egenmelding", "1001", "--on", "2026-12-05")
    assert [(one["counts"], one["days"]) for one in line["counted"]] == [("yes", 3), ("documented", 0)]
    assert (line["together"]["left"], line["employer_period"]["first"]) == (0, "2026-11-02")


def test_without_a_register_what_nobody_told_is_not_decided(root: Path) -> None:
    (root / "ansatte.csv").unlink()
    (line,) = lines(root, "egenmelding", "7")
    assert (line["earned"], line["child"]["earned"]) == ("not_decided", "not_decided")
    assert "ikke avgjort" in run(root, "egenmelding", "7").out


def test_a_damaged_log_is_told_of_and_the_rest_is_used(root: Path) -> None:
    opened(root)
    with (root / "system" / "saker.jsonl").open("a", encoding="utf-8") as file:
        file.write("tull\n")
    for words in (("case", "list"), ("due",)):
        assert "Saksloggen «saker.jsonl» har linjer som ikke kan leses (antall: 1)." in run(root, *words).told
    rebuilt = run(root, "archive", "rebuild", "--to", "json").lines[-1]
    assert [one["code"] for one in rebuilt["findings"]] == ["CASE_LOG_LINES_UNREADABLE"]


def events(path: Path) -> dict[str, Any]:
    calendar: Any = icalendar.Calendar.from_ical(path.read_bytes())
    return {str(one["uid"]): one for one in calendar.walk("VEVENT")}


def test_a_calendar_says_nothing_of_whom_or_what_unless_it_is_told_to(root: Path, tmp_path: Path) -> None:
    case, file = opened(root), tmp_path / "frister.ics"
    said = run(root, "due", "--on", "2026-11-03", "--calendar", str(file))
    assert (said.exit, "«" in said.told) == (0, True)
    text = file.read_text(encoding="utf-8")
    for word in ("Åse", "1001", "plan", "dialog", "syk", "Nav", "egenmelding", "kontakt"):
        assert word.casefold() not in text.casefold().replace("dokumentverk", ""), word
    assert {str(one["summary"]) for one in events(file).values()} == {f"Frist {case}"}
    assert file.stat().st_mode & 0o077 == 0 or os.name == "nt"
    run(root, "due", "--on", "2026-11-03", "--calendar", str(file), "--names")
    assert "Lage oppfølgingsplan sammen: 1001 Åse Sørbø-Ødegård" in {
        str(one["summary"]) for one in events(file).values()
    }
    for words in (("--names",), ("--calendar", str(root))):
        with pytest.raises(click.UsageError):
            run(root, "due", *words)
    assert run(root, "due", "--calendar", str(tmp_path / "frister.txt")).code == "OUT_SUFFIX_WRONG"
    assert run(root, "due", "--calendar", str(tmp_path / "ingen" / "frister.ics")).code == "OUT_UNUSABLE"


def test_a_calendar_imported_again_follows_what_has_changed(root: Path, tmp_path: Path) -> None:
    case, file = opened(root), tmp_path / "frister.ics"

    def imported() -> dict[str, Any]:
        run(root, "due", "--on", "2026-11-03", "--calendar", str(file))
        return events(file)

    first = imported()
    assert {str(one["status"]) for one in first.values()} == {"CONFIRMED"}
    run(root, "case", "amend", case, "--first-day", "1.11.2026")
    moved = imported()
    assert moved.keys() == first.keys()
    assert all(moved[uid]["dtstart"].dt < one["dtstart"].dt for uid, one in first.items())
    assert all(int(moved[uid]["sequence"]) >= int(one["sequence"]) for uid, one in first.items())
    run(root, "case", "close", case, "--last", "10.11.2026")
    ended = imported()
    assert first.keys() <= ended.keys()
    live = [one for one in ended.values() if str(one["status"]) == "CONFIRMED"]
    assert [one["dtstart"].dt.isoformat() for one in live] == ["2026-11-04"], "the first contact"


@pytest.mark.parametrize("words", [("due", "--on", "31.2.2026"), ("due", "--on", "1.1.1800"), ("due", "--on", "snart")])
def test_a_day_that_is_none(root: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(click.UsageError):
        _ = run(root, *words)


def test_nothing_is_known_of_an_empty_workplace(root: Path) -> None:
    said: Said = run(root, "case", "list")
    assert (said.exit, said.out, said.told) == (0, "", "Ingen saker.\n")
