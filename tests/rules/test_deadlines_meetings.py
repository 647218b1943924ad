"""Minutes, the tasks they set, and Møteplassen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.case import Case, CaseKind, MeetingKind, MeetingState, TaskDone
from dokumentverk.model.obligation import DocumentKind, FiledReturn, Minutes, Obligation, Party, Rule, Standing, Task
from dokumentverk.model.workplace import FollowupSettings
from dokumentverk.rules.deadlines import obligations
from dokumentverk.rules.meetings import with_minutes
from tests.rules.cases import CASE, MONDAY, at, by_rule, day, meeting

RING = Task(1, "Ringe Nav", Party.LEADER, day("1120"))
TRY = Task(2, "Prøve pulten", Party.EMPLOYEE, day("1127"))
PREVENTION = replace(CASE, kind=CaseKind.FOREBYGGENDE, first_day=None)


def minutes(
    id: str,
    dated: str,
    kind: MeetingKind = MeetingKind.DIALOGUE_1,
    *tasks: Task,
    on: str | None = None,
    following: str | None = None,
) -> FiledReturn:
    """``on``: the day of the meeting, where it is not that of the minutes."""
    said = Minutes(kind, day(on or dated), day(following) if following else None, tasks)
    return FiledReturn(id, DocumentKind.MINUTES, "mote-referat", day(dated), day(dated), minutes=said)


def tasks_of(case: Case, *returns: FiledReturn) -> list[Obligation]:
    return [one for one in obligations(case, returns, at(day("1125"))) if one.rule is Rule.TASK]


def test_minutes_tell_that_a_meeting_was_held() -> None:
    filed = minutes("RA", "1211", on="1210")
    owed = by_rule(CASE, filed)
    assert (owed[Rule.DIALOGUE_1].done_by, owed[Rule.DIALOGUE_1].done_on) == ("RA", day("1210"))
    assert (owed[Rule.PLAN_REVISED].due, owed[Rule.PLAN_REVISED].key) == (day("1224"), f"{CASE.id}-plan_revised-RA")
    told = replace(CASE, meetings=(meeting(MeetingKind.DIALOGUE_1, "1210", MeetingState.PLANNED),))
    assert by_rule(told, filed)[Rule.PLAN_REVISED].key == f"{CASE.id}-plan_revised-2", "the same meeting"
    twice = minutes("RB", "1212", on="1210")
    assert by_rule(told, filed, twice)[Rule.DIALOGUE_1].done_by == "RA", "the minutes that were filed first"
    assert Rule.PLAN_REVISED not in by_rule(CASE, replace(filed, cases=("S9",))), "of another case"
    assert Rule.PLAN_REVISED not in by_rule(CASE, minutes("RA", "1030")), "before the absence"


def test_tasks_are_each_partys_until_they_are_done() -> None:
    filed = minutes("RA", "1111", MeetingKind.OTHER, RING, replace(TRY, done=True),
                    Task(3, "Svare", Party.NAV, day("1120")))  # fmt: skip
    ring, nav, tried = tasks_of(CASE, filed)
    assert (ring.key, ring.party, ring.due, ring.standing) == ("RA-task-1", Party.LEADER, day("1120"), Standing.OVERDUE)
    assert (ring.about, ring.part, ring.detail, ring.binding) == ("RA", "1", "Ringe Nav", True)
    assert (nav.binding, nav.standing) == (False, Standing.PASSED)
    assert (tried.standing, tried.done_by) == (Standing.DONE, "RA")
    told = replace(CASE, tasks_done=(TaskDone("RA", 1, day("1124")),))
    assert (tasks_of(told, filed)[0].standing, tasks_of(told, filed)[0].done_on) == (Standing.DONE, day("1124"))
    assert tasks_of(replace(CASE, last=day("1118")), filed)[0].standing is Standing.LAPSED


def test_a_task_that_later_minutes_give_anew_is_theirs() -> None:
    first = minutes("RA", "1111", MeetingKind.OTHER, RING, TRY)
    later = minutes("RB", "1118", MeetingKind.OTHER, Task(1, "ringe  nav", Party.LEADER, day("1204"), done=True))
    assert [(one.key, one.standing) for one in tasks_of(CASE, later, first)] == [
        ("RA-task-2", Standing.DUE),
        ("RB-task-1", Standing.DONE),
    ]


@pytest.mark.parametrize("case", [CASE, PREVENTION, replace(PREVENTION, kind=CaseKind.KORTTIDSFRAVAER)])
def test_moteplassen_is_a_series_once_it_has_begun(case: Case) -> None:
    def due(*states: tuple[str, MeetingState]) -> list[tuple[str, str, Standing]]:
        meetings = tuple(
            meeting(MeetingKind.MOTEPLASSEN, on, state, number) for number, (on, state) in enumerate(states, start=2)
        )
        owed = obligations(replace(case, meetings=meetings), (), at(day("1220")))
        return [(f"{one.due:%m%d}", one.key[-1], one.standing) for one in owed if one.rule is Rule.MOTEPLASSEN]

    held, planned = MeetingState.HELD, MeetingState.PLANNED
    assert due() == []
    assert due(("1109", planned)) == [("1109", "0", Standing.OVERDUE)]
    assert due(("1109", held)) == [("1221", "2", Standing.DUE)], "six weeks"
    assert due(("1109", held), ("1207", planned)) == [("1207", "2", Standing.OVERDUE)]
    assert due(("1109", held), ("1207", held)) == [("1221", "2", Standing.DONE), ("0118", "3", Standing.DUE)]
    assert due(("1109", held), ("1123", held), ("1207", held), ("1214", planned), ("1218", planned)) == [
        ("1214", "4", Standing.OVERDUE), ("1221", "2", Standing.DONE), ("0104", "3", Standing.DONE),
    ]  # fmt: skip
    assert due(("1109", held), ("1207", MeetingState.CANCELLED)) == [("1221", "2", Standing.DUE)]


def test_each_moteplassen_was_the_next_of_the_one_before() -> None:
    days = ("1109", "1123", "1207")
    held = tuple(meeting(MeetingKind.MOTEPLASSEN, on, number=number) for number, on in enumerate(days, start=2))
    owed = obligations(replace(PREVENTION, meetings=held), (), at(day("1220")))
    assert [one.done_on for one in owed if one.rule is Rule.MOTEPLASSEN] == [day("1123"), day("1207"), None]


def test_the_workplace_says_how_often() -> None:
    case = replace(CASE, meetings=(meeting(MeetingKind.MOTEPLASSEN, "1109"),))
    often = at(followup=FollowupSettings(moteplassen_weeks=4))
    assert by_rule(case, reckoning=often)[Rule.MOTEPLASSEN].due == day("1207")


def test_minutes_name_the_next_meeting() -> None:
    filed = minutes("RA", "1109", MeetingKind.MOTEPLASSEN, following="1203")
    assert by_rule(CASE, filed)[Rule.MOTEPLASSEN].due == day("1203")
    other = with_minutes(CASE, [minutes("RA", "1109", following="1203")]).meetings
    assert [(one.meeting.kind, one.meeting.state) for one in other] == [
        (MeetingKind.DIALOGUE_1, MeetingState.HELD), (MeetingKind.OTHER, MeetingState.PLANNED),
    ]  # fmt: skip
    told = replace(CASE, meetings=(meeting(MeetingKind.DIALOGUE_1, "1203", MeetingState.PLANNED),))
    assert len(with_minutes(told, [minutes("RA", "1109", following="1203")]).meetings) == 2, "it is told of already"


kinds, states = st.sampled_from(list(MeetingKind)), st.sampled_from(list(MeetingState))
offsets = st.integers(0, 200)


@given(st.lists(st.tuples(kinds, offsets, states), max_size=5), st.lists(st.tuples(kinds, offsets), max_size=4))
def test_minutes_read_twice_tell_no_more(
    told: list[tuple[MeetingKind, int, MeetingState]], held: list[tuple[MeetingKind, int]]
) -> None:
    arranged = {
        (kind, days): meeting(kind, f"{MONDAY + timedelta(days=days):%Y%m%d}", state, number)
        for number, (kind, days, state) in enumerate(told, start=2)
    }
    case = replace(CASE, meetings=tuple(arranged.values()))
    filed = [minutes(f"R{at}", f"{MONDAY + timedelta(days=days):%Y%m%d}", kind) for at, (kind, days) in enumerate(held)]
    once = with_minutes(case, filed)
    assert with_minutes(once, filed) == once
    assert {(kind, MONDAY + timedelta(days=days)) for kind, days in held} <= {
        (one.meeting.kind, one.meeting.on) for one in once.meetings if one.meeting.state is MeetingState.HELD
    }
    keys = [one.key for one in obligations(case, filed, at())]
    assert len(keys) == len(set(keys))
