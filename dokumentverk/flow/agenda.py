"""What a case says to a document that is made of it: its meeting, and what filed plans and minutes leave open."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import Final

from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.index import Row
from dokumentverk.check import form_rules as ids
from dokumentverk.errors import UsageFault
from dokumentverk.flow.filed_records import cell_day, cell_text, lines_in, own_returns, record_of, text_in
from dokumentverk.flow.filed_returns import filed_of, kind_of
from dokumentverk.flow.office import Office
from dokumentverk.followup.ids import CASE_ID
from dokumentverk.messages.words import has_word, word
from dokumentverk.model.agenda import Agenda, Participant, Point
from dokumentverk.model.case import Case, Meeting, MeetingKind, MeetingState
from dokumentverk.model.language import Language
from dokumentverk.model.obligation import DocumentKind
from dokumentverk.model.record import Record
from dokumentverk.rules.meetings import with_minutes

_CONCLUSION: Final = "conclusion"

_MEETINGS: Final = {
    "dialogmote": (MeetingKind.DIALOGUE_1,),
    "moteplassen": (MeetingKind.MOTEPLASSEN,),
    "ia-mote": (MeetingKind.IA,),
    "nav-mote": (MeetingKind.DIALOGUE_2, MeetingKind.DIALOGUE_3),
}
"""What a form of that id is about; other forms take the next meeting, whatever it is."""


def case_of(office: Office, id: str | None, employee: str | None) -> Case | None:
    """The case of that id, or else the employee's only open one. None for an id that is not one of ours: a workplace
    may have its own. Raises UsageFault for one of ours that is not there, or another's."""
    if id is None:
        today = office.now().date()
        own = office.cases.of_employee(employee) if employee is not None else ()
        going_on = [one for one in own if one.last is None or one.last >= today]
        return going_on[0] if len(going_on) == 1 else None
    if not CASE_ID.fullmatch(id.strip().upper()):
        return None
    case = office.cases.get(id)
    if employee is not None and case.employee != employee:
        raise UsageFault("CASE_OF_ANOTHER", id=case.id)
    return case


def agenda_of(office: Office, case: Case, form: str, language: Language) -> Agenda:
    """``form`` is the id of the form that is made: it decides which meeting is meant."""
    filed = [one for one in filed_of(office, case.employee) if not one.cases or case.id in one.cases]
    meeting = next_meeting(with_minutes(case, filed), form, office.now().date())
    with office.catalog() as catalog:
        rows = [row for row in own_returns(catalog.of_employee(case.employee)) if _is_of(catalog, row, case)]
        measured = _last_plan(office, catalog, rows)
        last = _last(row for row in rows if kind_of(office, row.form) is DocumentKind.MINUTES)
        minutes = record_of(catalog, last) if last else None
    done = {one.row for one in case.tasks_done if last is not None and one.document == last.return_id}
    return Agenda(
        first_day=case.first_day,
        sykmelder=case.sykmelder.name if case.sykmelder else "",
        measures=tuple(_measures(measured)),
        tasks=tuple(_tasks(minutes, done)),
        agreed=text_in(minutes, _CONCLUSION),
        meeting=meeting,
        participants=tuple(_participants(office, case, meeting, language)) if meeting else (),
    )


def next_meeting(case: Case, form: str, today: date) -> Meeting | None:
    """The first that is planned from today on."""
    kinds = _MEETINGS.get(form, tuple(MeetingKind))
    planned = (one.meeting for one in case.meetings if one.meeting.state is MeetingState.PLANNED)
    return next((one for one in planned if one.kind in kinds and one.on >= today), None)


def _is_of(catalog: Catalog, row: Row, case: Case) -> bool:
    """Laid to the case; or to none, and of its days."""
    laid = catalog.cases_of(row.return_id)
    since = case.first_day or case.opened.date()
    return case.id in laid or (not laid and (row.dated or row.registered.date()) >= since)


def _last(rows: Iterable[Row]) -> Row | None:
    return max(rows, key=lambda row: (row.dated or row.registered.date(), row.registered), default=None)


def _last_plan(office: Office, catalog: Catalog, rows: Iterable[Row]) -> Record | None:
    """The newest plan, or dialogue tool that both share."""
    plans = [row for row in rows if kind_of(office, row.form) in (DocumentKind.PLAN, DocumentKind.TOOL)]
    while plans:
        last = _last(plans)
        assert last is not None
        record = record_of(catalog, last)
        if kind_of(office, last.form) is DocumentKind.PLAN or text_in(record, ids.COPY_OF) == ids.SHARED:
            return record
        plans.remove(last)
    return None


def _measures(plan: Record | None) -> Iterator[Point]:
    """Those without a result."""
    for line in lines_in(plan, ids.MEASURES):
        cells = dict(line)
        what = cell_text(cells, "what")
        if what and not cell_text(cells, ids.RESULT):
            due = cell_day(cells, ids.EVALUATED) or cell_day(cells, ids.DUE) or cell_day(cells, "to")
            yield Point(what, cell_text(cells, "responsible"), due, cell_text(cells, "status"))


def _tasks(minutes: Record | None, done: Container[int]) -> Iterator[Point]:
    """Those that neither the minutes nor a person says are done."""
    for number, line in enumerate(lines_in(minutes, ids.TASKS), start=1):
        cells = dict(line)
        what = cell_text(cells, "what")
        if what and cells.get(ids.DONE) is not True and number not in done:
            yield Point(what, cell_text(cells, "responsible"), cell_day(cells, ids.DUE), cell_text(cells, "status"))


def _participants(office: Office, case: Case, meeting: Meeting, language: Language) -> Iterator[Participant]:
    """Whom the meeting was told to invite; else those who always come: the employee and the leader."""
    person = office.people.get(case.employee)
    leader = office.people.get(person.positions[0].leader) if person and person.positions else None
    names = {
        "employee": person.name if person else "",
        "leader": leader.name if leader else "",
        "certifying_doctor": case.sykmelder.name if case.sykmelder else "",
    }
    contacts = {"occupational_health": "bht", "union_representative": "tillitsvalgt", "hr": "hr",
                "safety_representative": "verneombud"}  # fmt: skip
    for id in meeting.invited or ("employee", "leader"):
        contact = office.settings.contact(contacts.get(id, id))
        key = f"invitee_{id}"
        role = word(key, language) if has_word(key) else id
        yield Participant(id, role, names.get(id) or (contact.name if contact else ""))
