"""Consents, exemptions, minutes' tasks and Møteplassen, by the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.console import Said, run
from tests.cli.test_case import SCHEMAS, lines, opened, states
from tests.flow.desk import DAY, make_workplace, office_at
from tests.flow.filed import file_record

SIGNED = ("employee_signature",)
CONSENT: dict[str, object] = {
    "consent": ["certifying_doctor"],
    "consent_scope": "all_meetings",
    "consent_from": "2026-11-02",
    "consent_expires": "2099-12-31",
    "employee_signed_date": "2026-11-02",
}
SHARING: dict[str, object] = {
    "share_with": ["occupational_health"],
    "share_what": ["plan"],
    "consent_from": "2026-11-02",
    "consent_expires": "2099-12-31",
    "employee_signed_date": "2026-11-02",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


def filed(root: Path, form: str, values: dict[str, object], signed: tuple[str, ...] = SIGNED) -> str:
    with office_at(root) as office:
        return file_record(office, form, values, signed=signed)


def invite(root: Path, case: str, *words: str) -> Said:
    return run(
        root, "case", "meeting", case, "dialogmote-1", "--on", "10.12.2098", "--invite", "certifying_doctor", *words
    )


def invitation(root: Path, *words: str) -> Said:
    return run(root, "generate", "dialogmote", "--employee", "1001", "--set", "meeting_date=10.12.2098",
               "--set", "invited=employee; certifying_doctor", *words)  # fmt: skip


def test_nobody_invites_the_sykmelder_without_a_consent_that_stands(root: Path) -> None:
    case = opened(root)
    for said in (invite(root, case), invitation(root)):
        assert (said.exit, said.code) == (2, "CONSENT_NOT_FILED")
    assert run(root, "case", "meeting", case, "dialogmote-1", "--on", "10.12.2098", "--invite", "nav").exit == 0
    assert run(root, "generate", "dialogmote", "--set", "invited=certifying_doctor").code == "CONSENT_OF_NOBODY"
    filed(root, "samtykke", CONSENT, signed=())
    assert invite(root, case).code == "CONSENT_NOT_SIGNED"
    filed(root, "samtykke", CONSENT)
    assert invite(root, case, "--time", "14:00", "--place", "Rådhuset").exit == 0
    assert invitation(root).exit == 0
    shown = run(root, "case", "show", case).out
    assert "dialogmøte 1 10.12.2098 14.00, Rådhuset, Sykmelder, planlagt" in shown
    assert lines(root, "case", "consent", case, "--withdrawn", "2.11.2026")[0]["changed"] is True
    for said in (invite(root, case, "--place", "Kantinen"), invitation(root)):
        assert (said.exit, said.code) == (2, "CONSENT_TAKEN_BACK")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"consent_expires": "2026-11-30"}, "CONSENT_RUN_OUT"),
        ({"consent_from": "2098-01-01"}, "CONSENT_NOT_YET"),
        ({"consent_scope": "this_meeting", "meeting_date": "2098-12-09"}, "CONSENT_OTHER_MEETING"),
        ({"consent_scope": "this_meeting"}, "CONSENT_NOT_READ"),
        ({"consent": ["other_health_personnel"]}, "CONSENT_NOT_FILED"),
        ({"withdrawn": ["invite"], "withdrawn_date": "2026-11-03"}, "CONSENT_TAKEN_BACK"),
    ],
)
def test_a_consent_that_does_not_cover_it_is_refused(root: Path, changed: dict[str, object], code: str) -> None:
    case = opened(root)
    filed(root, "samtykke", CONSENT | changed)
    assert invite(root, case).code == code


def test_a_slip_consents_too_and_a_letter_needs_one(root: Path) -> None:
    case = opened(root)
    given = ("meeting_date=10.12.2098", "meeting_time=14.00", "meeting_place=Rådhuset", "reply_by=1.12.2098")
    sets = [word for one in (*given, "participant=certifying_doctor", "recipient_name=Lege Lie")
            for word in ("--set", one)]  # fmt: skip
    assert run(root, "generate", "innkalling-dialogmote-deltaker", "--case", case, *sets).code == "CONSENT_NOT_FILED"
    filed(root, "dialogmote", {
        "consent": ["certifying_doctor"], "consent_scope": "all_meetings", "consent_expires": "2099-12-31",
        "employee_signed_date": "2026-11-02",
    })  # fmt: skip
    assert invite(root, case).exit == 0


def test_the_law_names_with_whom_the_plan_is_shared(root: Path) -> None:
    case = opened(root)
    for recipient in ("sykmelder", "hr"):
        assert run(root, "case", "share", case, recipient, "--on", "3.11.2026", "--how", "for hånd").exit == 0
    said = run(root, "case", "share", case, "occupational_health", "--on", "3.11.2026")
    assert (said.exit, said.code) == (2, "CONSENT_NOT_FILED")
    filed(root, "samtykke", SHARING)
    assert run(root, "case", "share", case, "occupational_health", "--on", "3.11.2026").exit == 0
    assert run(root, "case", "share", case, "rehabilitation", "--on", "3.11.2026").code == "CONSENT_NOT_FILED"
    assert run(root, "case", "share", case, "occupational_health", "--on", "1.11.2026").code == "CONSENT_NOT_YET"
    minutes = filed(root, "mote-referat", {"leader_signed_date": "2026-11-03"})
    said = run(root, "case", "share", case, "occupational_health", "--on", "4.11.2026", "--document", minutes)
    assert said.code == "CONSENT_NOT_FILED", "of the plan alone"
    run(root, "case", "consent", case, "--withdrawn", "5.11.2026", "--only", "share")
    assert run(root, "case", "share", case, "occupational_health", "--on", "5.11.2026").code == "CONSENT_TAKEN_BACK"


def consents(root: Path, case: str) -> list[dict[str, Any]]:
    said = run(root, "case", "consent", case, "--to", "json")
    shape = json.loads((SCHEMAS / "case-consent.json").read_text(encoding="utf-8"))
    for line in said.lines:
        jsonschema.validate(line, shape, format_checker=jsonschema.FormatChecker())
    return said.lines


def test_consents_are_listed_and_told_of_before_they_run_out(root: Path) -> None:
    case = opened(root)
    assert "Ingen samtykker i denne saken." in run(root, "case", "consent", case).told
    given = filed(root, "samtykke", CONSENT | SHARING | {"consent_expires": "2026-12-20"})
    (one,) = consents(root, case)
    assert (one["return"], one["stands"]) == (given, {"invite": "stands", "share": "stands"})
    assert states(root, "2026-12-10", exit=1)["consent"] == "due"
    run(root, "case", "consent", case, "--withdrawn", "2.11.2026", "--only", "invite")
    assert consents(root, case)[0]["stands"] == {"invite": "withdrawn", "share": "stands"}
    table = run(root, "case", "consent", case).out
    assert "invitere: Sykmelder" in table
    assert "trukket" in table
    assert "dele: bedriftshelsetjenesten" in table
    with pytest.raises(Exception, match="go with --withdrawn"):
        run(root, "case", "consent", case, "--only", "share")


def test_a_consent_of_an_earlier_absence_serves_no_other(root: Path) -> None:
    case = opened(root)
    filed(root, "samtykke", CONSENT)
    run(root, "case", "close", case, "--last", "10.11.2026")
    other = run(root, "case", "open", "1001", "--first-day", "15.12.2026", "--to", "json").lines[0]["case"]
    assert invite(root, other).code == "CONSENT_NOT_FILED"
    assert invite(root, case).exit == 0


def test_an_exemption_is_told_or_filed(root: Path) -> None:
    case = opened(root)
    assert states(root, "2026-11-20", exit=1)["plan"] == "due"
    assert run(root, "case", "exempt", case, "--from", "plan", "--ground", "back_soon", "--on", "10.11.2026").exit == 0
    assert "plan" not in states(root, "2026-11-20", exit=1)
    shown = run(root, "case", "show", case, "--on", "2026-11-20").out
    assert "unntatt 10.11.2026" in shown
    assert "Unntak: oppfølgingsplan, 10.11.2026, snart tilbake i full jobb" in shown
    note = filed(root, "unntak", {
        "exempted": ["dialogue_1"], "exemption_kind": "postponed", "postponed_until": "2027-01-15",
        "ground": "not_possible_now", "leader_signed_date": "2026-11-12",
    }, signed=("leader_signature",))  # fmt: skip
    duty = {one["rule"]: one for one in lines(root, "case", "show", case)[0]["obligations"]}["dialogue_1"]
    assert (duty["due"], duty["postponed"]) == ("2027-01-15", "2026-12-21")
    assert "Utsatt fra 21.12.2026" in duty["why"]
    assert note in run(root, "case", "show", case).out
    said = run(root, "case", "exempt", case, "--from", "dialogue_1", "--ground", "not_possible_now")
    assert (said.exit, said.code) == (2, "EXEMPTION_WITHOUT_DAY")


def test_an_exemption_is_decided_today_where_no_day_is_given(root: Path) -> None:
    case = opened(root)
    words = ("case", "exempt", case, "--from", "plan", "--ground", "back_soon")
    assert run(root, *words, clock=lambda: DAY + timedelta(days=8)).exit == 0
    assert "Unntak: oppfølgingsplan, 10.11.2026," in run(root, "case", "show", case).out


def test_tasks_of_minutes_are_due_until_they_are_done(root: Path) -> None:
    case = opened(root)
    minutes = filed(root, "mote-referat", {
        "meeting_kind": "moteplassen", "meeting_date": "2026-11-10", "leader_signed_date": "2026-11-10",
        "next_meeting_date": "2026-12-08",
        "tasks": [
            {"what": "Ringe Nav", "responsible": "Kari Nordmann", "due": "2026-11-20"},
            {"what": "Prøve pulten", "responsible": "Arbeidstakeren", "due": "2026-11-27"},
            {"what": "Svare", "responsible": "Fysioterapeuten", "due": "2026-11-27"},
            {"what": "Uten frist", "responsible": "Leder"},
        ],
    }, signed=("leader_signature",))  # fmt: skip

    def due() -> list[dict[str, Any]]:
        return [
            one for one in lines(root, "due", "--on", "2026-11-21", exit=1) if one["rule"] in ("task", "moteplassen")
        ]

    assert [(one["who"], one["detail"], one["state"]) for one in due()] == [
        ("leader", "Ringe Nav", "overdue"), ("employee", "Prøve pulten", "due"), ("other", "Svare", "due"),
        ("leader", None, "due"),
    ]  # fmt: skip
    assert due()[-1]["due"] == "2026-12-08"
    assert "Oppgave 1: Ringe Nav" in run(root, "due", "--on", "2026-11-21").out
    assert run(root, "case", "task", case, minutes.lower(), "1", "--done", "20.11.2026").exit == 0
    assert [one["state"] for one in due()][:2] == ["done", "due"]
    assert run(root, "case", "task", case, minutes, "4", "--done", "20.11.2026").code == "TASK_UNKNOWN"
    assert run(root, "case", "task", case, "R23456789AC", "1", "--done", "20.11.2026").code == "TASK_NOT_OF_MINUTES"


def test_moteplassen_also_without_absence(root: Path) -> None:
    (line,) = lines(root, "case", "open", "1001", "--kind", "forebyggende")
    for day, state in (("9.11.2026", "--held"), ("7.12.2026", None)):
        words = ("case", "meeting", line["case"], "moteplassen", "--on", day, *([state] if state else []))
        assert run(root, *words).exit == 0
    (due,) = lines(root, "due", "--on", "2026-11-20")
    assert (due["rule"], due["due"]) == ("moteplassen", "2026-12-07")


def test_the_sharing_log_of_each_version(root: Path) -> None:
    case = opened(root)
    assert lines(root, "case", "show", case)[0]["sharing"] == []
    plan = filed(root, "oppfolgingsplan", {"plan_date": "2026-11-02"})
    assert "ingen ennå" in run(root, "case", "show", case).out
    unknown = run(root, "case", "share", case, "employee", "--on", "3.11.2026", "--document", "R23456789AC")
    assert (unknown.exit, unknown.code) == (2, "ARCHIVE_RETURN_UNKNOWN")
    other = opened(root, "1003")
    of_another = run(root, "case", "share", other, "employee", "--on", "3.11.2026", "--document", plan)
    assert (of_another.exit, of_another.code) == (2, "CASE_RETURN_OF_ANOTHER")
    run(root, "case", "share", case, "employee", "--on", "3.11.2026", "--how", "for hånd")
    (line,) = lines(root, "case", "show", case)[0]["sharing"]
    assert (line["plan"], line["to"], line["on"], line["how"]) == (plan, "employee", "2026-11-03", "for hånd")
    assert "den ansatte  03.11.2026  for hånd" in run(root, "case", "show", case).out


def test_agendas_and_letters_are_not_waited_for(root: Path) -> None:
    """A form that somebody signs is, and one that the parties fill in."""
    for form in ("ia-mote", "rettigheter", "egenmelding", "nav-mote"):
        said = run(root, "generate", form, "--employee", "1001")
        assert said.exit == 0, said.told
    waited = run(root, "due", "--on", "2030-01-01", "--to", "json").lines
    assert {one["part"] for one in waited if one["rule"] == "unanswered"} == {"egenmelding", "nav-mote"}
