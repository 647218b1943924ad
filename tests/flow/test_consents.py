"""Which filed consents an invitation may rest on: those of the same absence, and never one that was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dokumentverk.errors import UsageFault
from dokumentverk.flow.cases import link, open_case, tell
from dokumentverk.flow.consents import check_document, check_shared, consented, filed_consents
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order
from dokumentverk.model.case import Case, CaseKind, Closed, ConsentWithdrawn, Recipient, Shared
from dokumentverk.model.consent import Withdrawal
from dokumentverk.model.letter import NeedsConsent
from dokumentverk.model.value import Value
from tests.flow.desk import DAY, make_workplace, office_at
from tests.flow.filed import file_record, received_with

SIGNED = ("employee_signature",)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path / "kontor")) as opened:
        yield opened


def consent(office: Office, dated: str, **changed: object) -> str:
    values = {"consent": ["certifying_doctor"], "consent_scope": "all_meetings", "employee_signed_date": dated}
    return file_record(office, "samtykke", {**values, **changed}, signed=SIGNED)


def case(office: Office, first: date, last: date | None = None) -> Case:
    made = open_case(office, CaseKind.SYKEFRAVAER, "1001", first).case
    if last is not None:
        tell(office, made.id, Closed(last))
    return made


def sources(office: Office, of: Case | None) -> list[str]:
    return [one.source for one in filed_consents(office, "1001", of)[0]]


def test_those_laid_to_the_case_or_to_none_since_it_began(office: Office) -> None:
    before = consent(office, "2026-09-06")
    on_the_day = consent(office, "2026-09-07")
    assert sources(office, None) == [before, on_the_day]
    first = case(office, date(2026, 9, 7))
    own = consent(office, "2026-09-08")
    tell(office, first.id, Closed(date(2026, 9, 30)))
    second = case(office, date(2026, 10, 20))
    later = consent(office, "2026-10-21")
    assert sources(office, first) == [on_the_day, own]
    assert sources(office, second) == [later], "that of another absence serves no other"
    assert sources(office, None) == [before, on_the_day], "without a case only what is laid to none"


def test_one_that_is_laid_to_the_case_is_of_it_whatever_its_date(office: Office) -> None:
    opened = case(office, date(2026, 10, 20))
    early = consent(office, "2026-10-19")
    assert sources(office, opened) == []
    with office.writing():
        link(office, opened.id, early)
    assert sources(office, opened) == [early]


def test_a_withdrawal_counts_wherever_it_lies(office: Office) -> None:
    first = case(office, date(2026, 9, 7))
    source = consent(office, "2026-09-08", consent=[], withdrawn=["invite", "share"], withdrawn_date="2026-09-09")
    tell(office, first.id, ConsentWithdrawn(date(2026, 9, 10)))
    tell(office, first.id, Closed(date(2026, 9, 30)))
    second = case(office, date(2026, 10, 20))
    for asked in (first, second, None):
        _, withdrawn = filed_consents(office, "1001", asked)
        assert withdrawn == (Withdrawal(date(2026, 9, 9), source=source), Withdrawal(date(2026, 9, 10)))


def refused(office: Office, form: str, **values: Value) -> str | None:
    try:
        check_document(office, office.form(form), values, Order(form, employee="1001"))
    except UsageFault as fault:
        return fault.code
    return None


def test_an_invitation_needs_a_consent_and_minutes_tell_what_was(office: Office) -> None:
    on = date(2026, 11, 20)
    assert refused(office, "dialogmote", invited=("employee", "certifying_doctor")) == "CONSENT_NOT_FILED"
    assert refused(office, "dialogmote", invited=("employee", "leader")) is None
    assert refused(office, "dialogmote") is None
    assert refused(office, "mote-referat", invited=("certifying_doctor",)) is None
    letter = "innkalling-dialogmote-deltaker"
    assert refused(office, letter, participant="certifying_doctor") == "CONSENT_NOT_FILED"
    assert refused(office, letter, participant="nav") is None
    consent(office, "2026-11-01", consent_scope="this_meeting", meeting_date=str(on))
    assert refused(office, "dialogmote", invited=("certifying_doctor",), meeting_date=on) is None
    other = date(2026, 11, 19)
    assert refused(office, "dialogmote", invited=("certifying_doctor",), meeting_date=other) == "CONSENT_OTHER_MEETING"
    with pytest.raises(UsageFault) as caught:
        check_document(office, office.form("dialogmote"), {"invited": ("certifying_doctor",)}, Order("dialogmote"))
    assert caught.value.code == "CONSENT_OF_NOBODY"
    both = ("certifying_doctor", "other_health_personnel")
    assert refused(office, "dialogmote", invited=both, meeting_date=on) == "CONSENT_NOT_FILED", "of each of them"


def test_an_invitation_rests_on_consents_of_the_case_that_it_is_made_for(office: Office) -> None:
    source = consent(office, "2026-10-21")
    absence = case(office, date(2026, 10, 20))
    beside = open_case(office, CaseKind.FOREBYGGENDE, "1001", None).case
    with office.writing():
        link(office, absence.id, source)
    definition, values = office.form("dialogmote"), {"invited": ("certifying_doctor",)}
    check_document(office, definition, values, Order("dialogmote", employee="1001", case=absence.id))
    with pytest.raises(UsageFault):
        check_document(office, definition, values, Order("dialogmote", employee="1001", case=beside.id))


def test_a_letter_of_ones_own_to_somebody_of_health_needs_the_sykmelders_consent(office: Office) -> None:
    """A workplace may call the one that it writes to what it likes."""
    shipped = office.form("innkalling-dialogmote-deltaker")
    assert shipped.letter is not None
    own = replace(shipped, letter=replace(shipped.letter, consent=NeedsConsent("participant", ("fastlegen",))))
    order = Order(own.id, employee="1001")
    with pytest.raises(UsageFault) as caught:
        check_document(office, own, {"participant": "fastlegen"}, order)
    assert caught.value.code == "CONSENT_NOT_FILED"
    consent(office, "2026-11-01")
    check_document(office, own, {"participant": "fastlegen"}, order)


def test_only_those_whom_the_law_does_not_name_need_a_consent_to_be_shared_with(office: Office) -> None:
    opened = case(office, date(2026, 10, 20))
    by_law = {Recipient.SYKMELDER, Recipient.NAV, Recipient.EMPLOYEE, Recipient.HR, Recipient.ARCHIVE}
    for to in by_law:
        check_shared(office, opened, Shared(to, DAY.date()))
    for to in set(Recipient) - by_law:
        with pytest.raises(UsageFault) as caught:
            check_shared(office, opened, Shared(to, DAY.date()))
        assert caught.value.code == "CONSENT_NOT_FILED", to


def test_a_received_invitation_rests_on_consents_filed_before(office: Office) -> None:
    invited = {"invited": ["certifying_doctor", "leader"], "meeting_date": "2026-11-20"}
    received = received_with(office.form("dialogmote"), invited)
    assert consented(office, received) == frozenset()
    consent(office, f"{DAY:%Y-%m-%d}", consent_expires="2026-11-20")
    assert consented(office, received) == {"certifying_doctor"}
    assert consented(office, replace(received, employee=None)) == frozenset(), "nobody knows whose it is"
    nobody = received_with(office.form("dialogmote"), {**invited, "invited": ["leader"]})
    assert consented(office, nobody) == frozenset()
    later = received_with(office.form("dialogmote"), {**invited, "meeting_date": "2026-11-21"})
    assert consented(office, later) == frozenset(), "it has run out by then"
