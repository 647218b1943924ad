"""Employment in the register against the right to egenmelding: two months, and what breaks do to it."""

from __future__ import annotations

from datetime import date

import pytest

from dokumentverk.model.person import BreakReason, EmploymentPeriod
from dokumentverk.rules.decision import Decision
from dokumentverk.rules.earning import child_days_earned, egenmelding_earned, employed, service

YES, NO, NOT_DECIDED = Decision.YES, Decision.NO, Decision.NOT_DECIDED


def period(first: str, last: str | None = None, reason: BreakReason | None = None) -> EmploymentPeriod:
    return EmploymentPeriod(date.fromisoformat(first), date.fromisoformat(last) if last else None, reason)


BEFORE = "2025-01-01", "2026-06-30"


@pytest.mark.parametrize(
    ("periods", "day", "decision"),
    [
        pytest.param([], "2026-11-03", NOT_DECIDED, id="employment unknown"),
        pytest.param([period("2026-09-03")], "2026-11-03", YES, id="two months to the day"),
        pytest.param([period("2026-09-04")], "2026-11-03", NO, id="a day short"),
        pytest.param([period("2026-12-31")], "2027-02-28", YES, id="the last of a shorter month"),
        pytest.param([period("2026-12-01")], "2026-11-03", NO, id="not yet employed"),
        pytest.param([period("2025-01-01", "2026-10-31")], "2026-11-03", NO, id="no longer employed"),
        pytest.param([period(*BEFORE), period("2026-07-15")], "2026-07-16", YES, id="back within two weeks"),
        pytest.param([period(*BEFORE), period("2026-07-14")], "2026-07-14", YES, id="ill on the first day back"),
        pytest.param([period(*BEFORE), period("2026-07-16")], "2026-07-17", NO, id="fifteen days away"),
        pytest.param(
            [period(*BEFORE, BreakReason.OTHER), period("2026-09-01")], "2026-10-15", NO, id="resigned and back"
        ),
        pytest.param([period(*BEFORE), period("2026-09-01")], "2026-09-28", NO, id="unknown reason, too early anyway"),
        pytest.param([period(*BEFORE), period("2026-09-01")], "2026-09-29", NOT_DECIDED, id="unknown reason"),
        pytest.param([period(*BEFORE), period("2026-09-01")], "2026-11-01", YES, id="two months anew"),
        *(
            pytest.param([period(*BEFORE, reason), period("2026-09-01")], day, decision, id=f"{reason} {day}")
            for reason in (BreakReason.PERMITTERING, BreakReason.LEAVE, BreakReason.MILITARY)
            for day, decision in (("2026-09-28", NO), ("2026-09-29", YES))
        ),
        pytest.param(
            [period("2020-01-01"), period("2026-10-20")], "2026-11-03", YES, id="a second position beside the first"
        ),
        pytest.param(
            [period("2020-01-01", "2026-11-30"), period("2026-10-20")], "2026-11-03", YES, id="positions that overlap"
        ),
        pytest.param(
            [period("2026-08-01", "2026-09-10"), period("2026-09-20", "2026-10-05"), period("2026-10-10")],
            "2026-11-03",
            YES,
            id="short breaks add up to no break",
        ),
    ],
)
def test_egenmelding_is_earned(periods: list[EmploymentPeriod], day: str, decision: Decision) -> None:
    assert egenmelding_earned(periods, date.fromisoformat(day), months=2) is decision


@pytest.mark.parametrize(
    ("periods", "day", "decision"),
    [
        ([], "2026-11-03", NOT_DECIDED),
        ([period("2026-10-06")], "2026-11-03", YES),
        ([period("2026-10-07")], "2026-11-03", NO),
        ([period("2027-10-07")], "2026-11-03", NO),
    ],
)
def test_days_with_a_sick_child_are_earned(periods: list[EmploymentPeriod], day: str, decision: Decision) -> None:
    assert child_days_earned(periods, date.fromisoformat(day), weeks=4) is decision


def test_employment() -> None:
    known = [period(*BEFORE, BreakReason.LEAVE), period("2026-09-01")]
    assert employed([], date(2026, 11, 3)) is NOT_DECIDED
    assert employed(known, date(2026, 8, 1)) is NO
    assert employed(known, date(2026, 6, 30)) is YES
    assert employed(known, date(2026, 9, 1)) is YES
    assert employed(known, date(2026, 8, 31)) is NO
    found = service(known, date(2026, 11, 3))
    assert found is not None
    assert (found.since, found.resumed, found.after) == (date(2026, 9, 1), True, BreakReason.LEAVE)
    assert service(known, date(2026, 8, 1)) is None
