"""What filing does to cases: opened by a long egenmelding, documents laid to them, and the same again after a crash."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from dokumentverk.archive import journal
from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.follow import follow_filed
from dokumentverk.flow.owed import Wanted, all_owed, owed
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.receive import receive, recover
from dokumentverk.flow.withdraw import withdraw
from dokumentverk.model.case import CaseKind, Closed, Retracted
from dokumentverk.model.filing import Event, Filed
from dokumentverk.model.obligation import Obligation, Rule, Standing
from tests.flow.desk import DAY, egenmelding, make_workplace, office_at, returned

LONG = {
    "first_day": "26102026",
    "return_day": "",
    "last_day": "30102026",
    "absence_type": "own",
    "employee_signed_date": "02112026",
}
TODAY = DAY.date()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


def file_egenmelding(root: Path, values: Mapping[str, str], *, day: datetime = DAY, employee: str = "1001") -> Filed:
    """Issued, filled in, and filed by a person in spite of what it lacks."""
    with office_at(root, day=day) as office, office.writing():
        path = returned(office, egenmelding(office, employee), "retur.pdf", values)
        understood, _ = receive(office, path)
        stops = tuple({one.code for one in understood.received.findings if one.stops})
        decision = Decision("Kari Nordmann", "Signert på papir", despite=stops)
        understood, outcome = accept(office, understood.received.return_id, decision)
        assert isinstance(outcome, Filed)
        return Filed(understood.received, outcome.receipt)


def codes(filed: Filed) -> set[str]:
    return {one.code for one in filed.received.findings if one.code.startswith("CASE_")}


def test_a_long_egenmelding_opens_a_case_that_its_last_day_closes(root: Path) -> None:
    filed = file_egenmelding(root, LONG)
    assert codes(filed) == {"CASE_OPENED"}
    with office_at(root) as office:
        (case,) = office.cases.all()
        assert (case.kind, case.employee, case.first_day) == (CaseKind.SYKEFRAVAER, "1001", date(2026, 10, 26))
        assert (case.last, case.source) == (date(2026, 10, 30), filed.received.return_id)
        with office.catalog() as catalog:
            assert [row.return_id for row in catalog.of_case(case.id)] == [filed.received.return_id]
        entries = list(journal.entries(office.archive_root / journal.FILE))
        assert [(one.event, one.case) for one in entries] == [(Event.FILED, None), (Event.INTO_CASE, case.id)]


def test_a_short_one_opens_none(root: Path) -> None:
    assert codes(file_egenmelding(root, {**LONG, "last_day": "28102026"})) == set()
    with office_at(root) as office:
        assert office.cases.all() == ()


def test_one_that_a_sykmelding_follows_opens_a_case_that_goes_on(root: Path) -> None:
    open_ended = {**LONG, "last_day": "27102026", "sick_note_from": "28102026"}
    assert codes(file_egenmelding(root, open_ended)) == {"CASE_OPENED"}
    with office_at(root) as office:
        assert office.cases.all()[0].is_open


def test_a_later_one_goes_into_the_case_and_a_near_one_resumes_it(root: Path) -> None:
    file_egenmelding(root, LONG)
    again = {**LONG, "first_day": "09112026", "last_day": "13112026", "employee_signed_date": "16112026"}
    later = file_egenmelding(root, again, day=DAY + timedelta(days=14))
    assert codes(later) == {"CASE_RESUMED"}
    with office_at(root) as office:
        (case,) = office.cases.all()
        assert case.last == date(2026, 11, 13)
        assert [(one.first, one.last) for one in case.interruptions] == [(date(2026, 10, 31), date(2026, 11, 8))]
    within = {**LONG, "first_day": "13112026", "last_day": "13112026", "employee_signed_date": "16112026"}
    assert codes(file_egenmelding(root, within, day=DAY + timedelta(days=14))) == {"CASE_JOINED"}


def test_filing_that_was_stopped_before_the_case_is_completed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(Exception):
        pass

    def stop(*_: object) -> None:
        raise Stopped

    with office_at(root) as office, office.writing():
        path = returned(office, egenmelding(office), "retur.pdf", LONG)
        understood, _ = receive(office, path)
        stops = tuple({one.code for one in understood.received.findings if one.stops})
        decision = Decision("Kari", "Papir", despite=stops)
        monkeypatch.setattr("dokumentverk.flow.accept.follow_filed", stop)
        with pytest.raises(Stopped):
            accept(office, understood.received.return_id, decision)
    with office_at(root) as office:
        assert office.cases.all() == ()
        with office.writing():
            recover(office)
        assert len(office.cases.all()) == 1


def test_what_a_person_changed_is_not_changed_back(root: Path) -> None:
    filed = file_egenmelding(root, LONG)
    with office_at(root) as office, office.writing():
        (case,) = office.cases.all()
        with office.cases.writing():
            office.cases.tell(case.id, Retracted(2))
        follow_filed(office, filed.received.return_id)
        assert office.cases.get(case.id).is_open
        assert len(office.cases.all()) == 1


def test_a_document_made_for_a_case_is_laid_to_it(root: Path) -> None:
    with office_at(root) as office:
        with office.cases.writing():
            one = office.cases.open(CaseKind.FOREBYGGENDE, "1001", None)
            office.cases.open(CaseKind.KORTTIDSFRAVAER, "1001", None)
        with office.writing():
            produced = produce(office, Order("egenmelding", employee="1001", case=one.id))
            path = returned(office, produced, "retur.pdf", {**LONG, "last_day": "27102026"})
            understood, _ = receive(office, path)
            stops = tuple({each.code for each in understood.received.findings if each.stops})
            told, _ = accept(office, understood.received.return_id, Decision("Kari", "Papir", despite=stops))
        assert "CASE_JOINED" in {each.code for each in told.received.findings}
        with office.catalog() as catalog:
            assert catalog.cases_of(understood.received.return_id) == (one.id,)


def by_rule(found: tuple[Obligation, ...]) -> dict[Rule, Obligation]:
    return {one.rule: one for one in found}


def test_what_is_owed_follows_archive_cases_and_issues(root: Path) -> None:
    filed = file_egenmelding(root, {**LONG, "last_day": ""})
    later = DAY + timedelta(days=35)
    with office_at(root, day=later) as office:
        waiting = produce(office, Order("oppfolgingsplan", employee="1001"))
        found = by_rule(all_owed(office, later.date()))
        assert found[Rule.PLAN].standing is Standing.OVERDUE
        assert found[Rule.UNANSWERED].about == waiting.issue.number
        attestation = found[Rule.ATTESTATION]
        assert (attestation.about, attestation.standing) == (filed.received.return_id, Standing.OVERDUE)
        assert not found[Rule.SIGNATURE].binding, "a person filed it without, and said why"
        withdraw(office, waiting.issue.number)
        assert Rule.WITHDRAWN in by_rule(all_owed(office, later.date(), "1001"))
        assert all_owed(office, later.date(), "1003") == ()


def test_what_waits_for_a_person_has_come_back(root: Path) -> None:
    with office_at(root) as office, office.writing():
        path = returned(office, egenmelding(office), "retur.pdf", LONG)
        assert by_rule(all_owed(office, TODAY))[Rule.UNANSWERED].standing is Standing.DUE
        understood, _ = receive(office, path)
        answered = by_rule(all_owed(office, TODAY))[Rule.UNANSWERED]
        assert (answered.standing, answered.done_by) == (Standing.DONE, understood.received.return_id)


@pytest.mark.parametrize("on", ["2026-11-02", "2026-12-01", "2027-03-01"])
def test_the_further_ahead_the_more(root: Path, on: str) -> None:
    with office_at(root) as office:
        with office.cases.writing():
            for employee, first in (("1001", date(2026, 10, 12)), ("1003", date(2026, 11, 1))):
                case = office.cases.open(CaseKind.SYKEFRAVAER, employee, first)
            office.cases.tell(case.id, Closed(date(2026, 12, 10)))
        day, before = date.fromisoformat(on), set[str]()
        for within in (0, 1, 7, 30, 100, 400):
            now = {one.key for one in owed(office, Wanted(day, within))}
            assert before <= now
            before = now
        assert {one.standing for one in owed(office, Wanted(day, 400))} <= {
            Standing.DONE, Standing.DUE, Standing.OVERDUE,
        }  # fmt: skip
