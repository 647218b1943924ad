"""Which days weeks are counted from, and how much of the absence is full."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.case import Case, CaseKind, Interruption, SickNote
from dokumentverk.rules.absence_runs import Run, full_absence, full_absences, grade_on, runs, without_note
from dokumentverk.rules.arbeidsgiverperiode import arbeidsgiverperioder
from tests.rules.cases import CASE, MONDAY, day, graded, interrupted, noted

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("sick", "well", "again", "count"),
    [
        pytest.param(15, 15, 1, 1, id="fifteen days off continue it"),
        pytest.param(15, 16, 1, 2, id="sixteen begin anew"),
        pytest.param(16, 15, 15, 1, id="after a whole period, fifteen off"),
        pytest.param(16, 16, 16, 2, id="after a whole period, sixteen off"),
        pytest.param(1, 1, 1, 1, id="single days"),
    ],
)
def test_the_vectors_of_the_arbeidsgiverperiode(sick: int, well: int, again: int, count: int) -> None:
    back = MONDAY + sick * DAY
    case = replace(
        CASE,
        interruptions=(Interruption(back, back + (well - 1) * DAY),),
        last=MONDAY + (sick + well + again - 1) * DAY,
    )
    found = runs(case)
    assert len(found) == count
    assert found[0].first == MONDAY
    assert found[-1].last == case.last
    if count == 2:
        assert (found[0].last, found[1].first) == (back - DAY, back + well * DAY)


def test_interruptions_that_touch_are_one() -> None:
    assert runs(interrupted(CASE, ("1110", "1117"), ("1118", "1126"))) == (
        Run(1, MONDAY, day("1109")),
        Run(2, day("1127"), None),
    )
    assert runs(interrupted(CASE, ("1118", "1126"), ("1110", "1117"))) == runs(
        interrupted(CASE, ("1110", "1117"), ("1118", "1126"))
    )


def test_an_interruption_before_the_absence_or_after_its_end_says_nothing() -> None:
    assert runs(interrupted(CASE, ("1001", "1030"))) == (Run(1, MONDAY, None),)
    assert runs(replace(interrupted(CASE, ("1201", "1231")), last=day("1120"))) == (Run(1, MONDAY, day("1120")),)


@pytest.mark.parametrize("last", ["1102", "1104", "1120"])
@pytest.mark.parametrize("first", ["1030", "1102"])
def test_who_was_at_work_on_the_first_day_was_away_from_the_day_after(first: str, last: str) -> None:
    assert runs(interrupted(CASE, (first, last))) == (Run(1, day(last) + DAY, None),)


@pytest.mark.parametrize("kind", [CaseKind.FOREBYGGENDE, CaseKind.KORTTIDSFRAVAER])
def test_other_cases_have_no_weeks(kind: CaseKind) -> None:
    assert runs(replace(CASE, kind=kind, first_day=None)) == ()
    assert runs(replace(CASE, kind=kind)) == (), "whatever day is told of"


def test_an_absence_whose_first_day_nobody_has_told_has_none_either() -> None:
    assert runs(replace(CASE, first_day=None)) == ()


def test_the_grade_is_what_was_told_last() -> None:
    case = noted(graded(CASE, ("1116", 50), ("1201", 20)), ("1102", "1115", 100), ("1116", "1130", 60))
    assert [grade_on(case, day(one)) for one in ("1102", "1115", "1116", "1130", "1201", "1231")] == [
        100, 100, 50, 50, 20, 20,
    ]  # fmt: skip
    in_part = noted(CASE, ("1116", "1130", 60))
    assert [grade_on(in_part, day(one)) for one in ("1115", "1116", "1130", "1201")] == [100, 60, 60, 100]


def test_an_avventende_note_is_no_absence() -> None:
    warned = replace(CASE, sick_notes=(SickNote(MONDAY, day("1130"), Decimal(0), avventende=True),))
    assert grade_on(warned, day("1110")) == Decimal(100)


def test_full_absence_begins_anew_after_part_time() -> None:
    case = graded(CASE, ("1116", 50), ("1214", 100))
    run = runs(case)[0]
    assert full_absences(case, run) == (MONDAY, day("1214"))
    assert full_absence(case, run, day("1115")) == MONDAY
    assert full_absence(case, run, day("1213")) is None
    assert full_absence(case, run, day("20270101")) == day("1214")
    assert [full_absence(case, run, one) for one in (MONDAY, day("1214"))] == [MONDAY, day("1214")]


@pytest.mark.parametrize(
    ("notes", "begins"),
    [
        pytest.param((("1102", "1115", 100), ("1116", "1130", 100)), ("1102",), id="one note after another"),
        pytest.param((("1102", "1115", 50), ("1116", "1130", 100)), ("1116",), id="full by the second note"),
        pytest.param((("1102", "1115", 50),), ("1116",), id="nothing is told after the note"),
        pytest.param((("1102", "1115", 100), ("1116", "1130", 50)), ("1102", "1201"), id="full again after it"),
    ],
)
def test_full_absence_by_sick_notes(notes: tuple[tuple[str, str, int], ...], begins: tuple[str, ...]) -> None:
    case = noted(CASE, *notes)
    assert full_absences(case, runs(case)[0]) == tuple(day(one) for one in begins)


def test_the_days_before_the_first_sick_note() -> None:
    def last(case: Case, longest: int = 3) -> tuple[date, date | None] | None:
        found = without_note(case, runs(case)[0], longest)
        return (found.first, found.last) if found else None

    assert last(CASE) == (MONDAY, None)
    assert last(noted(CASE, ("1105", "1130", 100))) == (MONDAY, day("1104"))
    assert last(noted(CASE, ("1102", "1130", 100))) is None
    assert last(noted(CASE, ("1105", "1110", 100), ("1111", "1130", 50))) == (MONDAY, day("1104"))
    assert last(noted(CASE, ("1102", "1110", 100), ("1111", "1130", 50))) is None
    assert last(noted(CASE, ("1025", "1102", 100))) is None, "it covers the first day"
    assert last(noted(CASE, ("1001", "1101", 100))) == (MONDAY, None), "a note of an earlier absence"
    ended = replace(CASE, last=day("1106"))
    assert last(ended) == (MONDAY, None)
    assert last(ended, 8) == (MONDAY, day("1106"))
    assert last(noted(ended, ("1120", "1130", 100)), 8) == (MONDAY, day("1106"))


gaps = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), max_size=5)


def _with_gaps(parts: list[tuple[int, int]]) -> Case:
    """Sick and well by turns, and sick once more for ten days."""
    first, found = MONDAY, []
    for sick, well in parts:
        back = first + sick * DAY
        found.append(Interruption(back, back + (well - 1) * DAY))
        first = back + well * DAY
    return replace(CASE, interruptions=tuple(found), last=first + 9 * DAY)


@given(gaps)
def test_runs_are_the_arbeidsgiverperiodes_own(parts: list[tuple[int, int]]) -> None:
    """As many as there are periods, over the same days."""
    case = _with_gaps(parts)
    assert case.last is not None
    well = {one.first + number * DAY for one in case.interruptions for number in range((one.last - one.first).days + 1)}
    all_days = [MONDAY + number * DAY for number in range((case.last - MONDAY).days + 1)]
    periods = arbeidsgiverperioder(one for one in all_days if one not in well)
    assert [(one.first, one.last) for one in runs(case)] == [(one.days[0], one.last) for one in periods]


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 400), st.integers(0, 60))
def test_a_run_lasted_weeks_when_their_last_day_was_of_it(first: date, length: int, weeks: int) -> None:
    run = Run(1, first, first + length * DAY)
    assert run.lasted(first + timedelta(weeks=weeks)) is (length + 1 >= 7 * weeks)
    assert Run(1, first, None).lasted(first + timedelta(weeks=weeks))
