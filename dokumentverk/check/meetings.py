"""The rules on meetings: who came, when, and when its tasks are due (aml section 4-6 fourth and fifth paragraph)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from dokumentverk import messages
from dokumentverk.check import form_rules as ids
from dokumentverk.check.answers import field_answer, rows
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind
from dokumentverk.model.written import show_date

PLAN_TO_NAV_DAYS: Final = 7
"""The revised plan is with Nav a week before every meeting that Nav calls (aml section 4-6 third paragraph)."""


def meeting_was_held(subject: Subject) -> Iterator[Finding]:
    held = subject.day(ids.MEETING_DATE)
    if ids.applies(subject, ids.REFERAT) and held is not None and held > subject.today:
        yield messages.finding("MEETING_IN_FUTURE", field=ids.MEETING_DATE)


def who_came(subject: Subject) -> Iterator[Finding]:
    """Dialogmøte 1 is the employee's: held without them it does not meet the duty. Others may come uninvited."""
    if not ids.applies(subject, ids.REFERAT):
        return
    invited, attended = subject.chosen(ids.INVITED), subject.chosen(ids.ATTENDED)
    if attended and ids.EMPLOYEE not in attended and subject.text(ids.MEETING_KIND) == ids.DIALOGUE_1:
        yield messages.finding("MEETING_WITHOUT_EMPLOYEE", field=ids.ATTENDED)
    if invited and attended - invited:
        yield messages.finding("ATTENDED_NOT_INVITED", field=ids.ATTENDED)


def tasks_are_ahead(subject: Subject) -> Iterator[Finding]:
    """A task that is not done is due after the meeting that gave it."""
    held, tasks = subject.day(ids.MEETING_DATE), subject.asked(ids.TASKS)
    if not ids.applies(subject, ids.REFERAT) or held is None or tasks is None:
        return
    for row in rows(subject, tasks):
        cells = {cell.asked.id: cell for cell in row}
        due, done = cells.get(ids.DUE), cells.get(ids.DONE)
        if due is None or not isinstance(due.value, date) or (done is not None and done.value is True):
            continue
        if due.value < held:
            yield due.finding("TASK_DUE_BEFORE_MEETING", held=show_date(held))


def plan_to_nav_in_time(subject: Subject) -> Iterator[Finding]:
    if not ids.applies(subject, ids.NAV_MOTE):
        return
    sent, meeting = subject.asked(ids.PLAN_SENT_TO_NAV), subject.day(ids.MEETING_DATE)
    if sent is None or sent.kind is not FieldKind.DATE or meeting is None:
        return
    answer = field_answer(subject, sent)
    last = meeting - timedelta(days=PLAN_TO_NAV_DAYS)
    if isinstance(answer.value, date) and answer.value > last:
        yield answer.finding("PLAN_TO_NAV_LATE", last=show_date(last))
