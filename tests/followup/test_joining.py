"""Which case a filed egenmelding opens, goes into or resumes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dokumentverk.followup.joining import Absent, Joining, Opening, covering, joined
from dokumentverk.model.case import Case, CaseKind, Closed, FirstDay, Interruption

CASE = Case("S2345ACDE", CaseKind.SYKEFRAVAER, "1001", datetime(2026, 11, 2, tzinfo=UTC), first_day=date(2026, 11, 2))
CLOSED = replace(CASE, last=date(2026, 11, 10))


def absent(first: str, last: str | None, *, goes_on: bool = False) -> Absent:
    days = [date.fromisoformat(f"2026-{one}") if one else None for one in (first, last)]
    assert days[0] is not None
    return Absent(days[0], days[1], goes_on or last is None, "RA")


@pytest.mark.parametrize(
    ("told", "became"),
    [
        pytest.param(absent("11-02", "11-04"), None, id="three days are too few"),
        pytest.param(absent("11-02", "11-05"), Opening(date(2026, 11, 2), date(2026, 11, 5)), id="four are enough"),
        pytest.param(absent("11-02", None), Opening(date(2026, 11, 2), None), id="without a last day"),
        pytest.param(
            absent("11-02", "11-03", goes_on=True), Opening(date(2026, 11, 2), None), id="a sykmelding follows"
        ),
    ],
)
def test_without_a_case(told: Absent, became: Opening | None) -> None:
    assert joined((), told, 3) == became


def test_what_a_case_covers_goes_into_it() -> None:
    assert joined((CASE,), absent("11-02", "11-03"), 3) == Joining(CASE.id)
    assert joined((CLOSED,), absent("11-09", "11-12"), 3) == Joining(CASE.id)
    assert joined((replace(CASE, kind=CaseKind.FOREBYGGENDE),), absent("11-02", "11-03"), 3) is None


def test_an_earlier_beginning_moves_the_first_day() -> None:
    first = FirstDay(date(2026, 10, 30), "RA")
    assert joined((CASE,), absent("10-30", "11-01"), 3) == Joining(CASE.id, (first,))
    assert joined((CASE,), absent("10-30", "11-03"), 3) == Joining(CASE.id, (first,))
    with_gap = Interruption(date(2026, 10, 31), date(2026, 11, 1))
    assert joined((CASE,), absent("10-30", "10-30"), 3) == Joining(CASE.id, (first, with_gap))
    assert joined((CASE,), absent("10-10", "10-17"), 3) == Joining(
        CASE.id, (FirstDay(date(2026, 10, 10), "RA"), Interruption(date(2026, 10, 18), date(2026, 11, 1)))
    )
    assert joined((CASE,), absent("10-10", "10-16"), 3) == Opening(date(2026, 10, 10), date(2026, 10, 16)), (
        "sixteen days at work between"
    )


def test_a_closed_case_goes_on_within_sixteen_days() -> None:
    back = Interruption(date(2026, 11, 11), date(2026, 11, 25))
    assert joined((CLOSED,), absent("11-26", None), 3) == Joining(CASE.id, (back,), resumes=True)
    ended = Closed(date(2026, 11, 30))
    assert joined((CLOSED,), absent("11-26", "11-30"), 3) == Joining(CASE.id, (back, ended), resumes=True)
    assert joined((CLOSED,), absent("11-11", None), 3) == Joining(CASE.id, (), resumes=True)
    assert joined((CLOSED,), absent("11-26", "11-27"), 3) is None, "too short to open anything"
    assert joined((CLOSED,), absent("11-27", None), 3) == Opening(date(2026, 11, 27), None)


def test_a_document_belongs_to_the_only_case_of_its_day() -> None:
    other = replace(CASE, id="S2345ACDF", kind=CaseKind.FOREBYGGENDE, first_day=None)
    assert covering((CLOSED,), date(2026, 11, 10)) == CLOSED
    assert covering((CLOSED,), date(2026, 11, 11)) is None
    assert covering((CASE,), date(2026, 11, 1)) is None
    assert covering((other,), date(2026, 11, 2)) == other
    assert covering((CASE, other), date(2026, 11, 5)) is None
