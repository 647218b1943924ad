"""Filed returns as the rules take them: as they were last corrected, each by what its own form can say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dokumentverk.flow.cases import open_case
from dokumentverk.flow.filed_returns import filed_of, kind_of
from dokumentverk.flow.filing import file_sent
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, produce
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.case import CaseKind, MeetingKind
from dokumentverk.model.consent import Use
from dokumentverk.model.finding import Finding, Severity
from dokumentverk.model.form import Role
from dokumentverk.model.obligation import DocumentKind, Evaluation, FiledReturn, Unsigned
from tests.flow.desk import DAY, make_workplace, office_at
from tests.flow.filed import file_record

TODAY = DAY.date()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    root = make_workplace(tmp_path / "kontor")
    with office_at(root) as opened:
        yield opened


def the_one(office: Office) -> FiledReturn:
    (found,) = filed_of(office, "1001")
    return found


def lacking(code: str, field: str) -> Finding:
    return Finding(code, Severity.REVIEW, field)


def test_a_form_is_what_its_rules_say_whatever_a_workplace_calls_it(office: Office) -> None:
    shipped = office.form("samtykke").source
    own = office.workplace.root / "forms" / "vart-samtykke.toml"
    own.parent.mkdir(exist_ok=True)
    own.write_text(shipped.replace('id = "samtykke"', 'id = "vart-samtykke"', 1), encoding="utf-8")
    with office_at(office.workplace.root) as again:
        assert kind_of(again, "vart-samtykke") is DocumentKind.CONSENT
        assert kind_of(again, "samtale") is DocumentKind.OTHER
        assert kind_of(again, "ukjent") is DocumentKind.OTHER
        assert kind_of(again, None) is DocumentKind.OTHER


def test_what_we_sent_is_no_return(office: Office) -> None:
    with office.writing():
        file_sent(office, produce(office, Order("dialogmote", employee="1001")))
    assert filed_of(office, "1001") == ()


def test_a_correction_is_told_of_by_what_it_corrects(office: Office) -> None:
    """Nobody is to sign once more what somebody has seen the signature of."""
    missing = lacking("SIGNATURE_MISSING", "employee_signature")
    first = file_record(office, "oppfolgingsplan", {"evaluation_date": "2026-12-01"}, findings=(missing,))
    assert the_one(office).unsigned == (Unsigned("employee_signature", Role.EMPLOYEE, accepted=True),)
    file_record(office, "oppfolgingsplan", {"evaluation_date": "2026-12-08"}, corrects=first)
    found = the_one(office)
    assert (found.id, found.unsigned, found.evaluations) == (first, (), (Evaluation(0, date(2026, 12, 8)),))


@pytest.mark.parametrize(
    ("field", "code", "unsigned"),
    [
        ("leader_signature", "SIGNATURE_MISSING", Unsigned("leader_signature", Role.LEADER, accepted=True)),
        ("leader_signature", "ATTESTATION_PENDING", Unsigned("leader_signature", Role.LEADER, attestation=True)),
        ("gone", "SIGNATURE_MISSING", Unsigned("gone", Role.EMPLOYEE, accepted=True)),
        ("gone", "ATTESTATION_PENDING", Unsigned("gone", Role.LEADER, attestation=True)),
    ],
)
def test_who_has_not_signed(office: Office, field: str, code: str, unsigned: Unsigned) -> None:
    """``gone``: the form has no such field any more."""
    file_record(office, "egenmelding", {}, findings=(lacking(code, field),))
    assert the_one(office).unsigned == (unsigned,)


def test_its_own_date_counts_and_the_day_it_was_filed_where_it_has_none(office: Office) -> None:
    number = produce(office, Order("oppfolgingsplan", employee="1001")).issue.number
    case = open_case(office, CaseKind.SYKEFRAVAER, "1001", date(2026, 10, 5)).case
    file_record(office, "oppfolgingsplan", {"plan_date": "2026-10-30"}, issue=number)
    found = the_one(office)
    assert (found.dated, found.registered) == (date(2026, 10, 30), TODAY)
    assert (found.form, found.issue, found.cases) == ("oppfolgingsplan", number, (case.id,))
    file_record(office, "samtale", {})
    undated = filed_of(office, "1001")[1]
    assert (undated.dated, undated.registered) == (TODAY, TODAY)


def test_an_egenmelding_tells_its_own_days_as_they_were_corrected(office: Office) -> None:
    def days(first: int, last: int) -> tuple[Absence, ...]:
        return (Absence(AbsenceKind.EGENMELDING, date(2026, 10, first), date(2026, 10, last)),)

    first = file_record(office, "egenmelding", {"first_day": "2026-10-05"}, absences=days(5, 6))
    file_record(office, "egenmelding", {"first_day": "2026-10-20"}, absences=days(20, 21))
    told = [(one.first, one.last) for one in filed_of(office, "1001")]
    assert told == [(date(2026, 10, 5), date(2026, 10, 6)), (date(2026, 10, 20), date(2026, 10, 21))]
    file_record(office, "egenmelding", {"first_day": "2026-10-06"}, absences=days(6, 7), corrects=first)
    corrected = filed_of(office, "1001")[0]
    assert (corrected.id, corrected.first, corrected.last) == (first, date(2026, 10, 6), date(2026, 10, 7))


def test_a_plan_tells_when_it_is_evaluated_and_whether_nav_must_help(office: Office) -> None:
    file_record(office, "oppfolgingsplan", {
        "evaluation_date": "2026-12-01", "send_plan_to_nav": True, "needs_help_from_nav": True,
        "measures": [{"what": "Heve pulten", "evaluated": "2026-11-20", "result": "Virker"}],
    })  # fmt: skip
    found = the_one(office)
    assert found.help
    assert found.evaluations == (Evaluation(0, date(2026, 12, 1)), Evaluation(1, date(2026, 11, 20), done=True))


@pytest.mark.parametrize(
    ("copy_of", "replaces", "kind"),
    [
        ("shared", True, DocumentKind.PLAN),
        ("shared", False, DocumentKind.TOOL),
        ("employee", True, DocumentKind.TOOL),
    ],
)
def test_the_dialogue_tool_is_a_plan_where_both_share_it_and_say_so(
    office: Office, copy_of: str, replaces: bool, kind: DocumentKind
) -> None:
    values = {"copy_of": copy_of, "replaces_plan": replaces, "evaluation_date": "2026-12-01"}
    file_record(office, "samtaleverktoy", values)
    found = the_one(office)
    evaluated = (Evaluation(0, date(2026, 12, 1)),) if kind is DocumentKind.PLAN else ()
    assert (found.kind, found.evaluations) == (kind, evaluated)


def test_minutes_exemptions_and_consents_tell_what_they_are_about(office: Office) -> None:
    file_record(office, "mote-referat", {"meeting_kind": "dialogue_1", "meeting_date": "2026-10-20"})
    file_record(office, "unntak", {"exempted": ["plan"], "exemption_kind": "unnecessary", "ground": "back_soon"})
    file_record(office, "samtykke", {
        "consent": ["certifying_doctor"], "withdrawn": ["share"], "withdrawn_date": "2026-10-30"
    })  # fmt: skip
    file_record(office, "dialogmote", {"consent": ["other_health_personnel"]}, signed=("employee_signature",))
    minutes, exemption, consent, slip = filed_of(office, "1001")
    assert minutes.minutes is not None
    assert (minutes.minutes.kind, minutes.minutes.on) == (MeetingKind.DIALOGUE_1, date(2026, 10, 20))
    assert exemption.exemption is not None
    assert [rule.value for rule in exemption.exemption.rules] == ["plan"]
    assert consent.consent is not None
    assert (consent.consent.invites, consent.consent.signed) == (("certifying_doctor",), False)
    assert consent.withdrawal is not None
    assert (consent.withdrawal.on, consent.withdrawal.uses) == (date(2026, 10, 30), (Use.SHARE,))
    assert slip.consent is not None
    assert (slip.consent.invites, slip.consent.signed) == (("other_health_personnel",), True)
    assert slip.withdrawal is None
