"""What single filed documents say to the rules: nothing that nobody said, and nothing that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest

from dokumentverk.archive.index import Row
from dokumentverk.flow.filed_facts import (
    asks_for_help,
    consent_of,
    evaluations_in,
    exemption_of,
    minutes_of,
    party_of,
    withdrawal_of,
)
from dokumentverk.flow.office import Office
from dokumentverk.model.case import MeetingKind
from dokumentverk.model.consent import Consent, Use, Withdrawal
from dokumentverk.model.filing import Acceptance, Event, JournalEntry
from dokumentverk.model.obligation import Evaluation, Exemption, Ground, Minutes, Party, Rule, Task
from dokumentverk.model.record import Record
from tests.flow.desk import DAY, make_workplace, office_at
from tests.flow.filed import received_with

ENTRY = JournalEntry(1, DAY, Event.FILED, "RA", (), "", "", "")
ROW = Row("RA", "", ENTRY, DAY, (), employee="1001", dated=date(2026, 10, 30))
UNDATED = replace(ROW, dated=None)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path_factory.mktemp("facts") / "kontor")) as opened:
        yield opened


def record(office: Office, form: str, values: Mapping[str, object]) -> Record:
    made = received_with(office.form(form), values).record
    assert made is not None
    return made


def minutes(office: Office, **values: object) -> Minutes | None:
    told = {"meeting_kind": "dialogue_1", "meeting_date": "2026-10-20", **values}
    return minutes_of(office, ROW, record(office, "mote-referat", told))


def test_minutes_tell_of_the_meeting_and_the_next(office: Office) -> None:
    found = minutes(office, next_meeting_date="2026-12-01", next_meeting_time="14.00", next_meeting_place="Rom 2")
    assert found == Minutes(
        MeetingKind.DIALOGUE_1, date(2026, 10, 20), date(2026, 12, 1), (), time="14.00", place="Rom 2"
    )
    bare = minutes(office, meeting_kind="plan_talk")
    assert bare == Minutes(MeetingKind.CONTACT, date(2026, 10, 20), None, ())


@pytest.mark.parametrize("missing", ["meeting_kind", "meeting_date"])
def test_minutes_that_do_not_say_which_meeting_or_when_are_none(office: Office, missing: str) -> None:
    assert minutes(office, **{missing: None}) is None
    assert minutes(office, meeting_date="0026-10-20") is None, "a year that nobody means"


def test_the_tasks_with_words_and_a_day(office: Office) -> None:
    found = minutes(office, tasks=[
        {"what": "Ringe Nav", "responsible": "Kari Nordmann", "due": "2026-11-20"},
        {"what": "Uten dag", "responsible": "Leder"},
        {"responsible": "Leder", "due": "2026-11-20"},
        {"what": "Prøve", "responsible": "Åse Sørbø-Ødegård", "due": "2026-11-27", "done": True},
        {"what": "I oldtida", "responsible": "Leder", "due": "0026-11-27"},
    ])  # fmt: skip
    assert found is not None
    assert found.tasks == (
        Task(1, "Ringe Nav", Party.LEADER, date(2026, 11, 20), done=False),
        Task(4, "Prøve", Party.EMPLOYEE, date(2026, 11, 27), done=True),
    )


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("Kari Nordmann", Party.LEADER),
        ("åse sørbø-ødegård og leder", Party.EMPLOYEE),
        ("Per Hansen", Party.OTHER),
        ("Nærmeste leder", Party.LEADER),
        ("Den ansatte", Party.EMPLOYEE),
        ("Leder/Nav", Party.LEADER),
        ("Nav, HR", Party.NAV),
        ("HR-avdelingen", Party.EMPLOYER),
        ("Fysioterapeuten", Party.OTHER),
        ("Menavdelingen", Party.OTHER),
        ("", Party.OTHER),
    ],
)
def test_whom_the_words_mean(office: Office, words: str, party: Party) -> None:
    assert party_of(office, "1001", words) is party


def test_nobody_is_meant_by_the_name_of_one_whom_the_register_does_not_know(office: Office) -> None:
    assert party_of(office, "9999", "Kari Nordmann") is Party.OTHER
    assert party_of(office, "", "Leder") is Party.LEADER


EXEMPTION = {"exempted": ["plan", "dialogue_1"], "exemption_kind": "unnecessary", "ground": "back_soon"}


def exemption(office: Office, values: Mapping[str, object], row: Row = ROW) -> Exemption | None:
    return exemption_of(row, record(office, "unntak", {**EXEMPTION, **values}))


def test_an_exemption_from_what_it_names(office: Office) -> None:
    rules = (Rule.PLAN, Rule.DIALOGUE_1)
    assert exemption(office, {}) == Exemption(rules, Ground.BACK_SOON, date(2026, 10, 30), None, None, "RA")
    until = {"postponed_until": "2026-12-15", "reconsidered_on": "2026-12-01"}
    found = exemption(office, {**until, "exemption_kind": "postponed"}, UNDATED)
    assert found == Exemption(rules, Ground.BACK_SOON, DAY.date(), date(2026, 12, 15), date(2026, 12, 1), "RA")
    for_good = exemption(office, until)
    assert for_good is not None
    assert for_good.until is None, "it says that it is unnecessary: no day ends that"


@pytest.mark.parametrize(
    "values",
    [{"exempted": []}, {"ground": None}, {"exemption_kind": None}, {"exemption_kind": "postponed"}],
    ids=["from nothing", "without a ground", "neither unnecessary nor postponed", "postponed until nobody knows when"],
)
def test_an_exemption_that_does_not_say_enough_is_none(office: Office, values: dict[str, object]) -> None:
    assert exemption(office, values) is None


CONSENT: dict[str, object] = {"consent": ["certifying_doctor"], "consent_scope": "all_meetings"}
ALLOWED = Consent("RA", date(2026, 10, 30), date(2026, 10, 30), None, signed=False, invites=("certifying_doctor",))


def consent(
    office: Office, values: dict[str, object], *, row: Row = ROW, signed: tuple[str, ...] = (), doubted: str = ""
) -> Consent | None:
    received = received_with(office.form("samtykke"), values, signed=signed, doubted=(doubted,))
    return consent_of(office, row, received)


def test_a_consent_says_whom_what_and_how_long(office: Office) -> None:
    assert consent(office, CONSENT) == ALLOWED
    assert consent(office, CONSENT, row=UNDATED) == replace(ALLOWED, given=DAY.date(), first=DAY.date())
    days = {"consent_from": "2026-11-01", "consent_expires": "2026-12-31"}
    assert consent(office, CONSENT | days) == replace(ALLOWED, first=date(2026, 11, 1), expires=date(2026, 12, 31))
    sharing = consent(office, {"share_with": ["rehabilitation"], "share_what": ["plan", "adaptation"]})
    assert sharing == replace(ALLOWED, invites=(), shares=("rehabilitation",), things=("adaptation", "plan"))
    assert consent(office, {}) is None
    assert consent_of(office, ROW, None) is None
    unread = replace(received_with(office.form("samtykke"), CONSENT), record=None)
    assert consent_of(office, ROW, unread) is None


def test_a_consent_for_one_meeting_ends_with_it(office: Office) -> None:
    on = date(2026, 11, 20)
    single = CONSENT | {"consent_scope": "this_meeting"}
    assert consent(office, single | {"meeting_date": str(on)}) == replace(ALLOWED, expires=on, meeting=on)
    assert consent(office, CONSENT | {"meeting_date": str(on)}) == ALLOWED, "for all of them"
    found = consent(office, single)
    assert found == replace(ALLOWED, uncertain=True), "nobody knows which meeting"


@pytest.mark.parametrize("field", ["consent", "share_with", "consent_expires", "consent_from", "consent_scope"])
def test_what_decides_and_was_not_read_makes_it_uncertain(office: Office, field: str) -> None:
    found = consent(office, CONSENT, doubted=field)
    assert found == replace(ALLOWED, uncertain=True)
    assert consent(office, {}, doubted=field) == replace(ALLOWED, invites=(), uncertain=True), "it may say anything"


def test_what_does_not_decide_may_be_unread(office: Office) -> None:
    assert consent(office, CONSENT, doubted="share_what") == ALLOWED


def test_who_signed_it(office: Office) -> None:
    assert consent(office, CONSENT, signed=("employee_signature",)) == replace(ALLOWED, signed=True)
    received = received_with(office.form("samtykke"), CONSENT)

    def accepted(code: str) -> bool:
        acceptance = Acceptance("Kari", DAY, "Sett", despite=(code,))
        found = consent_of(office, ROW, replace(received, acceptance=acceptance))
        assert found is not None
        return found.signed

    assert accepted("SIGNATURE_DOUBTFUL"), "a person has seen it"
    assert not accepted("SIGNATURE_MISSING"), "a person has seen that there is none"
    assert received.record is not None
    unknown = replace(received, record=replace(received.record, form="ukjent"))
    found = consent_of(office, ROW, unknown)
    assert found is not None
    assert not found.signed, "nobody knows any more who was to sign where"


def test_a_withdrawal_holds_from_the_day_that_it_names(office: Office) -> None:
    def withdrawal(**values: object) -> Withdrawal | None:
        return withdrawal_of(ROW, record(office, "samtykke", values))

    assert withdrawal(withdrawn=["invite"], withdrawn_date="2026-11-01") == (
        Withdrawal(date(2026, 11, 1), (Use.INVITE,), "RA")
    )
    assert withdrawal(withdrawn=["invite", "share"]) == Withdrawal(DAY.date(), (Use.INVITE, Use.SHARE), "RA")
    assert withdrawal(withdrawn_date="2026-11-01") is None


def test_when_a_plan_and_its_measures_are_looked_at(office: Office) -> None:
    plan = record(office, "oppfolgingsplan", {
        "evaluation_date": "2026-12-01",
        "measures": [
            {"what": "Heve pulten", "evaluated": "2026-11-20", "result": "Virker"},
            {"what": "Uten dag"},
            {"what": "Kortere vakter", "evaluated": "2026-11-27"},
            {"what": "I oldtida", "evaluated": "0026-11-27"},
        ],
    })  # fmt: skip
    assert tuple(evaluations_in(plan)) == (
        Evaluation(0, date(2026, 12, 1)),
        Evaluation(1, date(2026, 11, 20), done=True),
        Evaluation(3, date(2026, 11, 27)),
    )
    assert tuple(evaluations_in(None)) == ()
    tool = record(office, "samtaleverktoy", {"measures": [{"what": "Heis", "due": "2026-12-08"}]})
    assert tuple(evaluations_in(tool)) == (Evaluation(1, date(2026, 12, 8)),)


@pytest.mark.parametrize(
    ("sent", "needed", "asked"), [(True, True, True), (True, False, False), (False, True, False), (None, None, False)]
)
def test_nav_is_asked_for_help_by_a_plan_that_goes_there(
    office: Office, sent: bool | None, needed: bool | None, asked: bool
) -> None:
    values = {"send_plan_to_nav": sent, "needs_help_from_nav": needed}
    assert asks_for_help(record(office, "oppfolgingsplan", values)) is asked
