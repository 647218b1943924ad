"""An absence that a longer time at work parted in two: what was done in one run is not done in the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dokumentverk.model.case import Case, MeetingKind, Recipient, Shared
from dokumentverk.model.obligation import FiledReturn, Rule, Standing
from dokumentverk.rules.deadlines import called_off, obligations
from tests.rules.cases import CASE, at, day, interrupted, meeting, plan

PARTED = interrupted(CASE, ("1201", "1231"))
"""From 2 to 30 November 2026, and from 1 January 2027."""
LATER = at(day("20270131"))


def standings(rule: Rule, case: Case, *returns: FiledReturn) -> list[tuple[Standing, str | None]]:
    """Of each run, and by what it was done."""
    owed = [one for one in obligations(case, returns, LATER) if one.rule is rule]
    return [(one.standing, one.done_by) for one in owed]


@pytest.mark.parametrize(
    ("dated", "first", "second"),
    [
        pytest.param("1102", True, False, id="the first day of the first"),
        pytest.param("1120", True, False, id="in the first"),
        pytest.param("1231", True, False, id="between them"),
        pytest.param("20270101", False, True, id="the first day of the second"),
        pytest.param("20270115", False, True, id="in the second"),
    ],
)
def test_a_plan_is_that_of_the_run_in_which_it_was_made(dated: str, first: bool, second: bool) -> None:
    found = standings(Rule.PLAN, PARTED, plan("RA", dated))
    assert [by == "RA" for _, by in found] == [first, second]
    assert [standing is Standing.DONE for standing, _ in found] == [first, second]


def test_a_plan_made_before_the_absence_is_the_first_runs_alone() -> None:
    found = standings(Rule.PLAN, PARTED, plan("RA", "1020", cases=(CASE.id,)))
    assert found == [(Standing.DONE, "RA"), (Standing.OVERDUE, None)]


def test_the_sykmelder_gets_the_plan_of_each_run() -> None:
    given = replace(PARTED, shared=(Shared(Recipient.SYKMELDER, day("1125"), "RA"),))
    assert standings(Rule.PLAN_COPY, given) == [(Standing.DONE, "RA"), (Standing.OVERDUE, None)]
    again = replace(given, shared=(*given.shared, Shared(Recipient.SYKMELDER, day("20270101"), "RB")))
    assert standings(Rule.PLAN_COPY, again) == [(Standing.DONE, "RA"), (Standing.DONE, "RB")], "on its first day"


def test_a_conversation_on_the_first_day_of_a_run_is_its_first_contact() -> None:
    spoke = replace(PARTED, meetings=(meeting(MeetingKind.CONTACT, "20270101"),))
    assert [one for one, _ in standings(Rule.FIRST_CONTACT, spoke)] == [Standing.DONE, Standing.DONE]
    before = replace(PARTED, meetings=(meeting(MeetingKind.CONTACT, "1102"),))
    assert [one for one, _ in standings(Rule.FIRST_CONTACT, before)] == [Standing.DONE, Standing.OVERDUE]


def test_who_was_back_at_work_is_told_what_is_called_off() -> None:
    back = interrupted(CASE, ("1110", "1125"))
    assert {one.key for one in called_off(back, (), at())} >= {f"{CASE.id}-plan", f"{CASE.id}-dialogue_1"}
