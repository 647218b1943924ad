"""What filing does to cases: opened by a long egenmelding, documents laid to them, and the same again after a crash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from dokumentverk.archive import journal
from dokumentverk.archive.ids import return_id
from dokumentverk.archive.plan import Filing
from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.filing import file_sent
from dokumentverk.flow.follow import follow_filed
from dokumentverk.flow.office import Office
from dokumentverk.flow.owed import Wanted, all_owed, owed
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.receive import receive, recover
from dokumentverk.flow.withdraw import withdraw
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.case import CaseKind, Closed, Retracted
from dokumentverk.model.filing import Event, Received
from dokumentverk.model.finding import Finding, Severity
from dokumentverk.model.language import Language
from dokumentverk.model.obligation import Obligation, Rule, Standing
from dokumentverk.model.reading import Channel, FileKind, Identity, Intake
from dokumentverk.model.record import Entry, Record, State
from tests.flow.desk import DAY, egenmelding, make_workplace, office_at, returned
from tests.flow.filed import file_record

DAY_LONG = timedelta(days=1)
TODAY = DAY.date()
LACKS = (
    Finding("SIGNATURE_MISSING", Severity.ERROR, "employee_signature"),
    Finding("ATTESTATION_PENDING", Severity.NOTE, "leader_signature"),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


def october(number: int) -> date:
    return date(2026, 10, number)


def november(number: int) -> date:
    return date(2026, 11, number)


def filed(
    office: Office,
    first: date,
    last: date | None,
    sick_note: date | None = None,
    *,
    issue: str | None = None,
    kind: AbsenceKind = AbsenceKind.EGENMELDING,
) -> str:
    """An egenmelding of Åse as the archive gets it when it has been read, with nobody's signature. The return id."""
    content = f"{first} {last}".encode()
    digest = hashlib.sha256(content).hexdigest()
    path = office.work / "egenmelding.txt"
    path.write_bytes(content)
    definition = office.form("egenmelding")
    days = {"first_day": first, "last_day": last, "sick_note_from": sick_note}
    entries = [Entry(id, day, State.FILLED if day else State.EMPTY) for id, day in days.items()]
    record = Record("egenmelding", definition.version, Language.NB, issue, tuple(entries))
    received = Received(
        intakes=(Intake(path.name, digest, len(content), FileKind.OTHER, Channel.COMMAND, DAY),),
        return_id=return_id((digest,)),
        identity=Identity(issue, "egenmelding", definition.version, Language.NB),
        pages=1,
        record=record,
        employee="1001",
        findings=LACKS,
    )
    absence = Absence(kind, first, sick_note - DAY_LONG if sick_note else last)
    person = office.people.get("1001")
    filing = Filing(received, (path,), definition, person, dated=last or first, absences=(absence,))
    return office.archive.file(filing).entry.return_id


def follow(office: Office, first: date, last: date | None, sick_note: date | None = None) -> set[str]:
    """File it, and what was told of cases."""
    return {one.code for one in follow_filed(office, filed(office, first, last, sick_note))}


@pytest.fixture
def office(root: Path) -> Iterator[Office]:
    with office_at(root) as opened, opened.writing():
        yield opened


def test_a_long_egenmelding_opens_a_case_that_its_last_day_closes(office: Office) -> None:
    return_id = filed(office, october(26), october(30))
    assert [one.code for one in follow_filed(office, return_id)] == ["CASE_OPENED"]
    (case,) = office.cases.all()
    assert (case.kind, case.employee, case.first_day) == (CaseKind.SYKEFRAVAER, "1001", october(26))
    assert (case.last, case.source) == (october(30), return_id)
    with office.catalog() as catalog:
        assert [row.return_id for row in catalog.of_case(case.id)] == [return_id]
    entries = list(journal.entries(office.archive_root / journal.FILE))
    assert [(one.event, one.case) for one in entries] == [(Event.FILED, None), (Event.INTO_CASE, case.id)]
    assert follow_filed(office, return_id) == (), "twice is once"
    assert len(office.cases.all()) == 1


def test_a_short_one_opens_none(office: Office) -> None:
    assert follow(office, october(26), october(28)) == set()
    assert office.cases.all() == ()


def test_a_short_one_belongs_to_a_case_of_short_absences(office: Office) -> None:
    with office.cases.writing():
        case = office.cases.open(CaseKind.KORTTIDSFRAVAER, "1001", None)
    assert follow(office, november(2), november(3)) == {"CASE_JOINED"}
    assert [one.id for one in office.cases.all()] == [case.id]


def test_a_sick_child_is_no_part_of_a_case(office: Office) -> None:
    with office.cases.writing():
        office.cases.open(CaseKind.SYKEFRAVAER, "1001", october(1))
    return_id = filed(office, november(2), november(3), kind=AbsenceKind.CHILD)
    assert follow_filed(office, return_id) == ()


def test_one_that_a_sykmelding_follows_opens_a_case_that_goes_on(office: Office) -> None:
    assert follow(office, october(26), october(27), october(28)) == {"CASE_OPENED"}
    assert office.cases.all()[0].is_open


def test_a_later_one_goes_into_the_case_and_a_near_one_resumes_it(office: Office) -> None:
    follow(office, october(26), october(30))
    assert follow(office, november(9), november(13)) == {"CASE_RESUMED"}
    (case,) = office.cases.all()
    assert case.last == november(13)
    assert [(one.first, one.last) for one in case.interruptions] == [(october(31), november(8))]
    assert follow(office, november(13), november(13)) == {"CASE_JOINED"}
    assert follow(office, october(23), october(23)) == {"CASE_JOINED"}
    assert office.cases.all()[0].first_day == october(23)


def test_filing_that_was_stopped_before_the_case_is_completed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the real way: issued, filled in, laid in a tray, and filed by a person in spite of what it lacks."""

    class Stopped(Exception):
        pass

    def stop(*_: object) -> None:
        raise Stopped

    with office_at(root) as office, office.writing():
        long = {"first_day": "26102026", "last_day": "30102026", "absence_type": "own"}
        path = returned(office, egenmelding(office), "retur.pdf", long)
        assert by_rule(all_owed(office, TODAY))[Rule.UNANSWERED].standing is Standing.DUE
        understood, _ = receive(office, path)
        answered = by_rule(all_owed(office, TODAY))[Rule.UNANSWERED]
        assert (answered.standing, answered.done_by) == (Standing.DONE, understood.received.return_id), "it waits"
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


def test_what_a_person_changed_is_not_changed_back(office: Office) -> None:
    return_id = filed(office, october(26), october(30))
    follow_filed(office, return_id)
    (case,) = office.cases.all()
    with office.cases.writing():
        office.cases.tell(case.id, Retracted(2))
    follow_filed(office, return_id)
    assert [one.is_open for one in office.cases.all()] == [True]
    office.archive.take_out_of_case(return_id, case.id)
    assert follow_filed(office, return_id) == ()
    with office.catalog() as catalog:
        assert catalog.of_case(case.id) == ()


def test_a_document_made_for_a_case_is_laid_to_it(office: Office) -> None:
    with office.cases.writing():
        one = office.cases.open(CaseKind.FOREBYGGENDE, "1001", None)
        office.cases.open(CaseKind.KORTTIDSFRAVAER, "1001", None)
    number = produce(office, Order("egenmelding", employee="1001", case=one.id)).issue.number
    return_id = filed(office, october(26), october(27), issue=number)
    assert [each.code for each in follow_filed(office, return_id)] == ["CASE_JOINED"]
    with office.catalog() as catalog:
        assert catalog.cases_of(return_id) == (one.id,)
    unnamed = filed(office, october(28), october(28))
    assert follow_filed(office, unnamed) == (), "either case could be meant"


def by_rule(found: tuple[Obligation, ...]) -> dict[Rule, Obligation]:
    return {one.rule: one for one in found}


def test_what_is_owed_follows_archive_cases_and_issues(office: Office) -> None:
    return_id = filed(office, october(26), None)
    follow_filed(office, return_id)
    waiting = produce(office, Order("egenmelding", employee="1001")).issue
    found = by_rule(all_owed(office, date(2026, 12, 7)))
    assert found[Rule.PLAN].standing is Standing.OVERDUE
    assert found[Rule.UNANSWERED].about == waiting.number
    attestation = found[Rule.ATTESTATION]
    assert (attestation.about, attestation.standing) == (return_id, Standing.OVERDUE)
    assert not found[Rule.SIGNATURE].binding, "a person filed it without, and said why"
    withdraw(office, waiting.number)
    assert Rule.WITHDRAWN in by_rule(all_owed(office, TODAY, "1001"))
    assert all_owed(office, TODAY, "1003") == ()


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


def test_what_is_sent_and_filed_is_laid_to_its_case(office: Office) -> None:
    with office.cases.writing():
        case = office.cases.open(CaseKind.SYKEFRAVAER, "1001", october(1))
    for wanted in (case.id, "26/1"):
        file_sent(office, produce(office, Order("dialogmote", employee="1001", case=wanted)))
    with office.catalog() as catalog:
        (row,) = catalog.of_case(case.id)
    assert (row.form, row.direction) == ("dialogmote", "U")
    assert not any(one.rule is Rule.DIALOGUE_1 and one.done_by for one in all_owed(office, TODAY)), "an invitation only"


def test_notes_of_follow_up_are_laid_to_the_only_case(office: Office) -> None:
    with office.cases.writing():
        case = office.cases.open(CaseKind.SYKEFRAVAER, "1001", october(1))
    note = file_record(office, "samtale", {})
    with office.catalog() as catalog:
        assert [row.return_id for row in catalog.of_case(case.id)] == [note]
