"""Copies of each version of the plan, and consents that run out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dokumentverk.model.case import Case, ConsentWithdrawn, Recipient, Shared
from dokumentverk.model.consent import Consent, Use, Withdrawal
from dokumentverk.model.form import Role
from dokumentverk.model.obligation import DocumentKind, FiledReturn, Obligation, Rule, Standing, Unsigned
from dokumentverk.model.workplace import FollowupSettings
from dokumentverk.rules.deadlines import obligations
from dokumentverk.rules.deadlines_sharing import sharing_log
from tests.rules.cases import CASE, FOLLOWUP, at, by_rule, day, plan

NO_HR = FollowupSettings(copy_to_hr=False)
ARCHIVING = replace(NO_HR, copy_to_archive=True)
COPIES = (Rule.COPY_EMPLOYEE, Rule.COPY_HR, Rule.COPY_ARCHIVE, Rule.PLAN_HELP)
CONSENT = Consent("RC", day("1103"), day("1103"), day("1201"), signed=True, invites=("certifying_doctor",))


def shared(case: Case, to: Recipient, on: str, document: str | None = None) -> Case:
    return replace(case, shared=(*case.shared, Shared(to, day(on), document)))


def copies(case: Case, *plans: FiledReturn, followup: FollowupSettings = FOLLOWUP) -> dict[tuple[str, Rule], Standing]:
    owed = obligations(case, plans, at(day("1201"), followup=followup))
    return {(one.about or "", one.rule): one.standing for one in owed if one.rule in COPIES}


def test_the_employee_always_hr_when_it_is_approved_and_the_archive_where_there_is_one() -> None:
    made = plan("RA", "1120")
    assert copies(CASE, made) == {("RA", Rule.COPY_EMPLOYEE): Standing.OVERDUE, ("RA", Rule.COPY_HR): Standing.OVERDUE}
    lacking = replace(made, unsigned=(Unsigned("employee_signature", Role.EMPLOYEE),))
    assert copies(CASE, lacking) == {("RA", Rule.COPY_EMPLOYEE): Standing.OVERDUE}
    assert set(copies(CASE, replace(made, help=True), followup=ARCHIVING)) == {
        ("RA", Rule.COPY_EMPLOYEE), ("RA", Rule.COPY_ARCHIVE), ("RA", Rule.PLAN_HELP),
    }  # fmt: skip
    owed = by_rule(CASE, made)[Rule.COPY_EMPLOYEE]
    assert (owed.key, owed.due) == ("RA-copy_employee", day("1127"))


def test_each_version_and_a_later_one_instead_of_an_earlier() -> None:
    first, second = plan("RA", "1110"), plan("RB", "1124")
    given = shared(CASE, Recipient.EMPLOYEE, "1111")
    assert copies(given, first, second, followup=NO_HR) == {
        ("RA", Rule.COPY_EMPLOYEE): Standing.DONE, ("RB", Rule.COPY_EMPLOYEE): Standing.DUE,
    }  # fmt: skip
    given = shared(CASE, Recipient.EMPLOYEE, "1201", "RB")
    assert set(copies(given, first, second, followup=NO_HR).values()) == {Standing.DONE}
    given = shared(CASE, Recipient.EMPLOYEE, "1201", "RA")
    assert copies(given, first, second, followup=NO_HR)["RB", Rule.COPY_EMPLOYEE] is Standing.DUE


def test_returns_of_one_issue_are_one_version() -> None:
    lacks = (Unsigned("employee_signature", Role.EMPLOYEE),)
    first, signed = plan("RA", "1110", issue="N", unsigned=lacks), plan("RB", "1112", issue="N")
    assert copies(shared(CASE, Recipient.EMPLOYEE, "1111", "RA"), first, signed) == {
        ("RB", Rule.COPY_EMPLOYEE): Standing.DONE, ("RB", Rule.COPY_HR): Standing.OVERDUE,
    }  # fmt: skip


def test_the_employees_copy_is_due_from_the_first_return_and_hrs_from_the_approved_one() -> None:
    lacks = (Unsigned("employee_signature", Role.EMPLOYEE),)
    found = by_rule(CASE, plan("RA", "1110", issue="N", unsigned=lacks), plan("RB", "1112", issue="N"))
    assert (found[Rule.COPY_EMPLOYEE].due, found[Rule.COPY_HR].due) == (day("1117"), day("1119"))


def consent_line(case: Case, *consents: Consent, withdrawal: Withdrawal | None = None) -> list[Obligation]:
    filed = [
        FiledReturn(one.source, DocumentKind.CONSENT, "samtykke", one.given, one.given, consent=one) for one in consents
    ]
    if withdrawal:
        filed.append(FiledReturn("RW", DocumentKind.CONSENT, "samtykke", withdrawal.on, withdrawal.on,
                                 withdrawal=withdrawal))  # fmt: skip
    owed = obligations(case, filed, at(day("1115")))
    return [one for one in owed if one.rule is Rule.CONSENT]


def test_a_consent_that_runs_out_is_told_of() -> None:
    (one,) = consent_line(CASE, CONSENT)
    assert (one.due, one.about, one.binding, one.standing) == (day("1201"), "RC", False, Standing.DUE)
    later = replace(CONSENT, source="RD", given=day("1110"), expires=day("20270301"))
    assert [(one.about, one.standing, one.done_by) for one in consent_line(CASE, CONSENT, later)] == [
        ("RC", Standing.DONE, "RD"), ("RD", Standing.DUE, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "goes_on"),
    [
        (replace(CONSENT, given=day("1110"), expires=day("1202")), True),
        (replace(CONSENT, given=day("1110"), expires=None), True),
        (replace(CONSENT, given=day("1110"), expires=CONSENT.expires), False),
        (replace(CONSENT, given=day("1101"), expires=day("1202")), False),
        (replace(CONSENT, given=day("1110"), expires=day("1202"), signed=False), False),
        (replace(CONSENT, given=day("1110"), expires=day("1202"), invites=(), shares=("rehabilitation",)), False),
    ],
    ids=["longer", "without an end", "no longer", "an earlier one", "unsigned", "for something else"],
)
def test_only_a_later_signed_one_that_lasts_longer_takes_its_place(other: Consent, goes_on: bool) -> None:
    lines = {one.about: one.done_by for one in consent_line(CASE, CONSENT, replace(other, source="RD"))}
    assert lines["RC"] == ("RD" if goes_on else None)


@pytest.mark.parametrize(
    "consent",
    [
        replace(CONSENT, expires=None),
        replace(CONSENT, meeting=day("1120")),
        replace(CONSENT, signed=False),
        replace(CONSENT, invites=()),
    ],
)
def test_one_that_nothing_rests_on_is_not(consent: Consent) -> None:
    assert consent_line(CASE, consent) == []


def test_a_withdrawn_one_is_not_told_of() -> None:
    assert consent_line(CASE, CONSENT, withdrawal=Withdrawal(day("1110"))) == []
    assert consent_line(replace(CASE, withdrawn=(ConsentWithdrawn(day("1110")),)), CONSENT) == []
    assert len(consent_line(replace(CASE, withdrawn=(ConsentWithdrawn(day("1110"), (Use.SHARE,)),)), CONSENT)) == 1


def test_the_log_has_every_version_and_loses_nothing() -> None:
    first, second = plan("RA", "1110"), plan("RB", "1124")
    case = shared(CASE, Recipient.SYKMELDER, "1105")
    for to, on, document in (
        (Recipient.EMPLOYEE, "1112", None), (Recipient.NAV, "1126", None), (Recipient.HR, "1127", "RA"),
        (Recipient.EMPLOYEE, "1128", "RX"),
    ):  # fmt: skip
        case = shared(case, to, on, document)
    versions, others = sharing_log(case, [second, first])
    assert [(version.returns[0].id, [one.to for one in version.shared]) for version in versions] == [
        ("RA", [Recipient.EMPLOYEE, Recipient.HR]), ("RB", [Recipient.NAV]),
    ]  # fmt: skip
    assert [one.on for one in others] == [day("1105"), day("1128")], "before any plan; of another document"
    no_plan = FiledReturn("RC", DocumentKind.MINUTES, "mote-referat", day("1111"), day("1111"))
    elsewhere = plan("RD", "1111", cases=("SOTHER",))
    assert sharing_log(case, [second, first, no_plan, elsewhere])[0] == versions, "of this case's plans alone"
    same_day = shared(CASE, Recipient.EMPLOYEE, "1110")
    assert sharing_log(same_day, [first])[1] == (), "given on the day it was filed"
    assert sharing_log(case, [])[0] == ()
    assert len(sharing_log(case, [])[1]) == len(case.shared)
