"""What is due is made, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from dokumentverk.flow.cases import open_case, tell
from dokumentverk.flow.due_make import Made, Making, make_due
from dokumentverk.flow.office import Office
from dokumentverk.flow.owed import Wanted, owed
from dokumentverk.flow.produce import Order, produce
from dokumentverk.model.case import Case, CaseKind, Meeting, MeetingKind, MeetingState, Sykmelder
from dokumentverk.model.layout import Medium
from tests.flow.desk import DAY, make_workplace, office_at
from tests.flow.filed import file_record

FIRST = date(2026, 10, 5)
"""Four weeks before the day of the tests."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path / "kontor")) as opened:
        yield opened


@pytest.fixture
def case(office: Office) -> Case:
    return open_case(office, CaseKind.SYKEFRAVAER, "1001", FIRST, (Sykmelder("Lege Lie"),)).case


def make(office: Office, within: int = 0) -> list[Made]:
    return list(make_due(office, owed(office, Wanted(DAY.date(), within)), Making(Medium.PDF)))


def test_each_document_is_made_once(office: Office, case: Case) -> None:
    made = make(office)
    assert [(one.form, one.refused) for one in made] == [("samtale", None), ("oppfolgingsplan", None)]
    for one in made:
        assert one.path is not None
        assert one.path.is_file()
        assert one.produced is not None
        assert (one.produced.issue.case, one.produced.issue.employee) == (case.id, "1001")
        one.path.unlink()
    again = make(office)
    assert [(one.form, one.path, one.number) for one in again] == [(one.form, None, one.number) for one in made], (
        "not even when the file has been moved since"
    )
    assert len(list(office.issues.register.all())) == len(made)


@pytest.mark.usefixtures("case")
def test_what_was_sent_already_is_not_sent_again(office: Office) -> None:
    produce(office, Order("oppfolgingsplan", employee="1001"))
    assert [one.form for one in make(office) if one.path is not None] == ["samtale"]


@pytest.mark.usefixtures("case")
def test_the_letter_goes_with_a_plan_that_is_filed(office: Office) -> None:
    plan = {"plan_date": "2026-10-30", "leader_signed_date": "2026-10-30"}
    file_record(office, "oppfolgingsplan", plan, signed=("employee_signature", "leader_signature"))
    made = {one.form: one for one in make(office)}
    assert "oppfolgingsplan" not in made
    letter = made["oversendelse-sykmelder"]
    assert letter.refused is None, letter.refused
    assert letter.produced is not None
    assert letter.produced.values["plan_date"] == date(2026, 10, 30)
    assert letter.produced.values["recipient_name"] == "Lege Lie"


def test_one_that_lacks_something_keeps_no_other_back(office: Office) -> None:
    """Nobody knows who certifies the absence: the letter has no recipient."""
    open_case(office, CaseKind.SYKEFRAVAER, "1001", FIRST)
    file_record(office, "oppfolgingsplan", {"plan_date": "2026-10-30"})
    made = {one.form: one for one in make(office)}
    refused = made["oversendelse-sykmelder"].refused
    assert refused is not None
    assert refused.code == "LETTER_DATA_MISSING"
    assert made["samtale"].path is not None
    assert [one.form for one in make(office) if one.refused is not None] == ["oversendelse-sykmelder"], "told each time"


def test_an_invitation_to_a_meeting_that_nobody_has_planned_is_not_sent(office: Office, case: Case) -> None:
    seven_weeks = 21
    (told,) = (one for one in make(office, seven_weeks) if one.form == "dialogmote")
    assert (told.path, told.number) == (None, None)
    assert told.refused is not None
    assert (told.refused.code, told.refused.params["case"]) == ("DUE_MEETING_NOT_PLANNED", case.id)
    tell(office, case.id, Meeting(MeetingKind.DIALOGUE_1, DAY.date() + timedelta(days=14), time="14.00", place="Rom 2"))
    (made,) = (one for one in make(office, seven_weeks) if one.form == "dialogmote")
    assert made.refused is None
    assert made.produced is not None
    assert made.produced.values["meeting_time"] == "14.00"


def test_each_moteplassen_has_an_agenda_of_its_own(office: Office) -> None:
    """An agenda does not come back: the one for the meeting before keeps the next from nobody."""
    case = open_case(office, CaseKind.FOREBYGGENDE, "1001", None).case
    with office_at(office.workplace.root, day=DAY - timedelta(weeks=6)) as before:
        produce(before, Order("moteplassen", case=case.id))
    tell(office, case.id, Meeting(MeetingKind.MOTEPLASSEN, DAY.date() - timedelta(weeks=6), MeetingState.HELD))
    (made,) = make(office)
    assert (made.form, made.owed.due, made.refused) == ("moteplassen", DAY.date(), None)
    assert made.path is not None
    (again,) = make(office)
    assert (again.path, again.number) == (None, made.number)


def test_an_agenda_that_somebody_has_sent_is_not_sent_again(office: Office) -> None:
    case = open_case(office, CaseKind.FOREBYGGENDE, "1001", None).case
    tell(office, case.id, Meeting(MeetingKind.MOTEPLASSEN, DAY.date()))
    produce(office, Order("moteplassen", case=case.id))
    (made,) = make(office)
    assert (made.form, made.path, made.refused) == ("moteplassen", None, None)


def test_nothing_is_due(office: Office) -> None:
    assert make(office) == []
