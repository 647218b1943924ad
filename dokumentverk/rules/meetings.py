"""Meetings as people told of them and as filed minutes do, together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from dokumentverk.model.case import Arranged, Case, Meeting, MeetingKind, MeetingState
from dokumentverk.model.obligation import FiledReturn, Minutes


def with_minutes(case: Case, returns: Iterable[FiledReturn]) -> Case:
    """The case with what minutes tell: that a meeting was held, and when the next one is."""
    found = {(one.meeting.kind, one.meeting.on): one for one in case.meetings}
    for filed in sorted(returns, key=lambda one: (one.dated, one.registered)):
        if filed.minutes is not None:
            _hold(found, filed.id, filed.minutes)
    meetings = sorted(found.values(), key=lambda one: (one.meeting.on, one.number, one.minutes or ""))
    return replace(case, meetings=tuple(meetings))


def _hold(found: dict[tuple[MeetingKind, date], Arranged], id: str, minutes: Minutes) -> None:
    there = found.get((minutes.kind, minutes.on))
    if there is None:
        found[minutes.kind, minutes.on] = Arranged(0, Meeting(minutes.kind, minutes.on, MeetingState.HELD), id)
    else:
        held = replace(there.meeting, state=MeetingState.HELD)
        found[minutes.kind, minutes.on] = replace(there, meeting=held, minutes=there.minutes or id)
    if minutes.following is not None and minutes.following > minutes.on:
        kind = MeetingKind.MOTEPLASSEN if minutes.kind is MeetingKind.MOTEPLASSEN else MeetingKind.OTHER
        if not any(day == minutes.following for _, day in found):
            planned = Meeting(kind, minutes.following, time=minutes.time, place=minutes.place)
            found[kind, minutes.following] = Arranged(0, planned, id)
