"""What meetings make people owe: the tasks that minutes give them, and the next Møteplassen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from dokumentverk.model.case import Case, MeetingKind, MeetingState
from dokumentverk.model.obligation import FiledReturn, Party, Rule, Task
from dokumentverk.rules.owing import Done, Owed, Reckoning

_OURS: Final = (Party.EMPLOYEE, Party.LEADER, Party.EMPLOYER)


def of_tasks(case: Case, returns: Sequence[FiledReturn]) -> Iterator[Owed]:
    """Each party's until it is done: minutes say so, or a person. One that later minutes give anew is theirs."""
    minuted = sorted((one for one in returns if one.minutes is not None), key=lambda one: (one.dated, one.registered))
    told = {(one.document, one.row): one.on for one in case.tasks_done}
    for number, filed in enumerate(minuted):
        for task in filed.minutes.tasks if filed.minutes else ():
            if any(_gives(later, task) for later in minuted[number + 1 :]):
                continue
            on = told.get((filed.id, task.row))
            done = Done(filed.id, filed.dated) if task.done else Done(None, on) if on else None
            yield Owed(
                f"{filed.id}-{Rule.TASK.value}-{task.row}", Rule.TASK, task.party, task.due, done,
                binding=task.party in _OURS, over=case.last, about=filed.id, part=str(task.row), detail=task.what,
            )  # fmt: skip


def _gives(later: FiledReturn, task: Task) -> bool:
    given = later.minutes.tasks if later.minutes else ()
    return any(_words(one.what) == _words(task.what) for one in given)


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def of_moteplassen(case: Case, at: Reckoning) -> Iterator[Owed]:
    """A series once it has begun: the next one on the day that is planned, else so many weeks after the one before.
    Also where nobody is absent: frequent short absence, prevention."""
    meetings = [one for one in case.meetings if one.meeting.kind is MeetingKind.MOTEPLASSEN]
    held = [one for one in meetings if one.meeting.state is MeetingState.HELD]
    planned = [one.meeting.on for one in meetings if one.meeting.state is MeetingState.PLANNED]
    for number, one in enumerate(held):
        following = held[number + 1].meeting.on if number + 1 < len(held) else None
        done = Done(held[number + 1].minutes, following) if following else None
        arranged = None if following else min((day for day in planned if day > one.meeting.on), default=None)
        due = arranged or one.meeting.on + timedelta(weeks=at.followup.moteplassen_weeks)
        yield _next(case, one.key, due, done)
    if not held and planned:
        yield _next(case, "0", planned[0], None)


def _next(case: Case, key: str, due: date, done: Done | None) -> Owed:
    rule = Rule.MOTEPLASSEN
    return Owed(f"{case.id}-{rule.value}-{key}", rule, Party.LEADER, due, done, over=case.last)
