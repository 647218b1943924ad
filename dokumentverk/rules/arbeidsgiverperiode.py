"""Arbeidsgiverperioden, ftrl section 8-19: the sixteen calendar days of illness that the employer pays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

LENGTH: Final = 16
GAP: Final = 16
"""So many days well between two absences begin a new period; fewer continue it."""


@dataclass(frozen=True, slots=True)
class Arbeidsgiverperiode:
    """``days`` are the sick days that the employer pays, at most sixteen; ``beyond`` those that follow."""

    days: tuple[date, ...]
    beyond: tuple[date, ...] = ()

    @property
    def complete(self) -> bool:
        return len(self.days) == LENGTH

    @property
    def last(self) -> date:
        """The last sick day, within or beyond."""
        return self.beyond[-1] if self.beyond else self.days[-1]


def continues(last: date, first: date) -> bool:
    """Whether an absence that begins on ``first`` continues the period of one that ended on ``last``."""
    return (first - last).days - 1 < GAP


def arbeidsgiverperioder(sick_days: Iterable[date]) -> tuple[Arbeidsgiverperiode, ...]:
    """The periods that calendar days of own illness make, oldest first. Child's illness is not among them."""
    chains: list[list[date]] = []
    for day in sorted(set(sick_days)):
        if chains and continues(chains[-1][-1], day):
            chains[-1].append(day)
        else:
            chains.append([day])
    return tuple(Arbeidsgiverperiode(tuple(chain[:LENGTH]), tuple(chain[LENGTH:])) for chain in chains)
