"""What a filed egenmelding makes of an employee's cases: it opens one, goes into one, or is too short for any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dokumentverk.model.case import Case, CaseKind, Closed, Fact, FirstDay, Interruption
from dokumentverk.rules.arbeidsgiverperiode import continues
from dokumentverk.rules.working_days import DAY


@dataclass(frozen=True, slots=True)
class Absent:
    """What the egenmelding tells. ``goes_on``: it has no last day, or a sykmelding follows. ``source`` is its return
    id."""

    first: date
    last: date | None
    goes_on: bool
    source: str

    @property
    def until(self) -> date:
        return self.last or self.first


@dataclass(frozen=True, slots=True)
class Opening:
    """A new case. ``last`` is its end, where the absence is over."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Joining:
    """Into a case that there is. ``resumes``: the case was closed and goes on; its end is then no end any more."""

    case: str
    facts: tuple[Fact, ...] = ()
    resumes: bool = False


def joined(cases: Iterable[Case], absent: Absent, longest: int) -> Opening | Joining | None:
    """``cases`` are the employee's. ``longest`` is how many calendar days an egenmelding may have without opening a
    case. Fewer than sixteen days at work between continue an absence, as in the arbeidsgiverperiode."""
    days = (absent.until - absent.first).days + 1
    opens = absent.goes_on or days > longest
    own = [one for one in cases if one.kind is CaseKind.SYKEFRAVAER and one.first_day is not None]
    for case in sorted(own, key=lambda one: one.opened, reverse=True):
        assert case.first_day is not None
        if absent.until < case.first_day:
            if continues(absent.until, case.first_day):
                return Joining(case.id, _before(case.first_day, absent))
        elif case.last is None or absent.first <= case.last:
            earlier = absent.first < case.first_day
            return Joining(case.id, (FirstDay(absent.first, absent.source),) if earlier else ())
        elif opens and continues(case.last, absent.first):
            return Joining(case.id, _after(case.last, absent), resumes=True)
    return Opening(absent.first, None if absent.goes_on else absent.until) if opens else None


def _before(first_day: date, absent: Absent) -> tuple[Fact, ...]:
    """The absence began with the egenmelding; the days between, if any, were at work."""
    well = Interruption(absent.until + DAY, first_day - DAY)
    return (FirstDay(absent.first, absent.source), *((well,) if well.first <= well.last else ()))


def _after(ended: date, absent: Absent) -> tuple[Fact, ...]:
    well = Interruption(ended + DAY, absent.first - DAY)
    end = () if absent.goes_on else (Closed(absent.until),)
    return (*((well,) if well.first <= well.last else ()), *end)


def covering(cases: Iterable[Case], day: date) -> Case | None:
    """The case that a document of that day belongs to: the only one that was open then; None of several."""
    found = [
        one for one in cases if (one.last is None or day <= one.last) and (one.first_day or one.opened.date()) <= day
    ]
    return found[0] if len(found) == 1 else None
