"""What the facts of a case come to: later ones in the place of those that they replace, without the retracted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from dokumentverk.model.case import (
    Arranged,
    Case,
    Closed,
    ConsentWithdrawn,
    Exempted,
    FirstDay,
    Graded,
    Interruption,
    Meeting,
    Opened,
    Retracted,
    Shared,
    SickNote,
    Sykmelder,
    TaskDone,
    Told,
)

_Kind = TypeVar("_Kind")


def standing(told: Iterable[Told]) -> tuple[Told, ...]:
    """The facts of one case that hold, in the order in which they were told: neither retracted nor replaced. What
    retracts is itself left out, and can be retracted; where what replaced a fact is retracted, that one holds again."""
    facts = {one.number: one for one in told}
    retracted: set[int] = set()
    gone: set[int] = set()
    for one in reversed(facts.values()):
        if one.number in retracted:
            continue
        if isinstance(one.fact, Retracted):
            retracted.add(one.fact.number)
            gone.add(one.number)
        elif one.replaces is not None:
            gone.add(one.replaces)
    return tuple(one for one in facts.values() if one.number not in gone | retracted)


def case_of(told: Iterable[Told]) -> Case | None:
    """None where the line that opened the case is retracted, or lost: nothing is known of whose it is."""
    all_told = tuple(told)
    facts = standing(all_told)
    opened = next((one for one in facts if isinstance(one.fact, Opened)), None)
    if opened is None or not isinstance(opened.fact, Opened):
        return None
    day, end = _last(facts, FirstDay), _last(facts, Closed)
    grades = {one.first: one for one in _all(facts, Graded)}
    return Case(
        id=opened.case,
        kind=opened.fact.kind,
        employee=opened.fact.employee,
        opened=opened.at,
        first_day=day.day if day else opened.fact.first_day,
        source=opened.fact.source,
        sykmelder=_last(facts, Sykmelder),
        grades=tuple(grades[first] for first in sorted(grades)),
        sick_notes=tuple(sorted(dict.fromkeys(_all(facts, SickNote)), key=lambda one: (one.first, one.last))),
        interruptions=tuple(sorted(dict.fromkeys(_all(facts, Interruption)), key=lambda one: (one.first, one.last))),
        meetings=_meetings(facts, {one.number: one for one in all_told}),
        shared=tuple(sorted(dict.fromkeys(_all(facts, Shared)), key=lambda one: one.on)),
        withdrawn=tuple(dict.fromkeys(_all(facts, ConsentWithdrawn))),
        exempted=tuple(dict.fromkeys(_all(facts, Exempted))),
        tasks_done=tuple(dict.fromkeys(_all(facts, TaskDone))),
        last=end.last if end else None,
    )


def _all(facts: Iterable[Told], kind: type[_Kind]) -> list[_Kind]:
    return [one.fact for one in facts if isinstance(one.fact, kind)]


def _last(facts: Iterable[Told], kind: type[_Kind]) -> _Kind | None:
    return next(reversed(_all(facts, kind)), None)


def _meetings(facts: Iterable[Told], told: dict[int, Told]) -> tuple[Arranged, ...]:
    """Of several facts on a meeting of one kind and day the last holds; its number is that of the first. What it does
    not say of time, place and whom one invited is as the earlier one said."""
    found: dict[tuple[str, str], Arranged] = {}
    for one in facts:
        if isinstance(one.fact, Meeting):
            key = (one.fact.kind.value, one.fact.on.isoformat())
            before = found.get(key)
            if before is None:
                found[key] = Arranged(_root(one, told), one.fact)
            else:
                found[key] = Arranged(before.number, _said_since(before.meeting, one.fact))
    return tuple(sorted(found.values(), key=lambda one: (one.meeting.on, one.number)))


def _said_since(before: Meeting, now: Meeting) -> Meeting:
    return replace(
        now,
        time=now.time or before.time,
        place=now.place or before.place,
        invited=tuple(dict.fromkeys((*before.invited, *now.invited))),
    )


def _root(one: Told, told: dict[int, Told]) -> int:
    while one.replaces is not None and one.replaces in told and one.replaces < one.number:
        one = told[one.replaces]
    return one.number
