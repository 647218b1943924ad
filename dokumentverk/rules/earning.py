"""Whether one has been employed long enough, ftrl section 8-24 (egenmelding) and chapter 9 (sick child)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, assert_never

from dokumentverk.model.person import BreakReason, EmploymentPeriod
from dokumentverk.rules.decision import Decision
from dokumentverk.rules.working_days import add_months

BRIDGED_BREAK: Final = timedelta(weeks=2)
"""Re-hired within two weeks: the earlier time counts."""
SHORTER_EARNING: Final = timedelta(weeks=4)
"""After permittering, certain leave or military service four weeks back at work are enough."""


@dataclass(frozen=True, slots=True)
class Service:
    """Employment without a break of more than two weeks. ``after`` is why the one before it ended; ``resumed`` is False
    for the first employment."""

    since: date
    resumed: bool = False
    after: BreakReason | None = None


def employed(periods: Iterable[EmploymentPeriod], day: date) -> Decision:
    """Not decided when the register knows no employment at all."""
    known = tuple(periods)
    if not known:
        return Decision.NOT_DECIDED
    return Decision.YES if _covering(known, day) else Decision.NO


def service(periods: Iterable[EmploymentPeriod], day: date) -> Service | None:
    """The employment that ``day`` belongs to, or None when not employed that day."""
    earlier = sorted((one for one in periods if one.first <= day), key=lambda one: one.first)
    covering = _covering(earlier, day)
    if not covering:
        return None
    since = min(one.first for one in covering)
    before = [one for one in earlier if one.first < since]
    while before:
        nearest = max(before, key=lambda one: one.last or day)
        if nearest.last is not None and since - nearest.last > BRIDGED_BREAK + timedelta(days=1):
            return Service(since, resumed=True, after=nearest.reason)
        since = nearest.first
        before = [one for one in before if one.first < since]
    return Service(since)


def _covering(periods: Iterable[EmploymentPeriod], day: date) -> tuple[EmploymentPeriod, ...]:
    return tuple(one for one in periods if one.first <= day and (one.last is None or day <= one.last))


def egenmelding_earned(periods: Iterable[EmploymentPeriod], first_day: date, months: int) -> Decision:
    """Whether the right to egenmelding was earned when the absence began; ``months`` is two by law. Not decided for
    unknown employment and for a long break whose reason is unknown."""
    known = tuple(periods)
    if not known:
        return Decision.NOT_DECIDED
    found = service(known, first_day)
    if found is None:
        return Decision.NO
    if add_months(found.since, months) <= first_day:
        return Decision.YES
    if not found.resumed or found.since + SHORTER_EARNING > first_day:
        return Decision.NO
    match found.after:
        case BreakReason.PERMITTERING | BreakReason.LEAVE | BreakReason.MILITARY:
            return Decision.YES
        case BreakReason.OTHER:
            return Decision.NO
        case None:
            return Decision.NOT_DECIDED
    assert_never(found.after)


def child_days_earned(periods: Iterable[EmploymentPeriod], first_day: date, weeks: int) -> Decision:
    """Four weeks' employment by law before one may stay at home with a sick child."""
    known = tuple(periods)
    if not known:
        return Decision.NOT_DECIDED
    found = service(known, first_day)
    if found is None:
        return Decision.NO
    return Decision.YES if found.since + timedelta(weeks=weeks) <= first_day else Decision.NO
