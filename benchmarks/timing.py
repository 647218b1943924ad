"""Contestants that take turns, and a table of what came of it."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Contestant:
    """``run`` does the work once and gives the seconds that it took, by a clock of its own process.

    ``target`` is how many times our time it should take at least: 6 is «we are six times as fast». A target below 1 is
    «we may take up to so much longer».
    """

    name: str
    run: Callable[[], float]
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds, one for each turn."""

    contestant: Contestant
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def quantile(self, tenth: int) -> float:
        return statistics.quantiles(self.seconds, n=10)[tenth - 1]


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """A ``run`` for work in this process."""

    def run() -> float:
        start = perf_counter()
        work()
        return perf_counter() - start

    return run


def take_turns(contestants: Sequence[Contestant], rounds: int, warmup: int = 3) -> tuple[Figures, ...]:
    """Every contestant once a round, another first each time; the ``warmup`` rounds before are not counted. The
    collector of garbage waits until between the turns."""
    seconds: dict[str, list[float]] = {one.name: [] for one in contestants}
    gc.disable()
    try:
        for number in range(-warmup, rounds):
            first = number % len(contestants)
            for one in (*contestants[first:], *contestants[:first]):
                gc.collect()
                spent = one.run()
                if number >= 0:
                    seconds[one.name].append(spent)
    finally:
        gc.enable()
    return tuple(Figures(one, tuple(seconds[one.name])) for one in contestants)


def table(title: str, figures: Sequence[Figures]) -> str:
    """Milliseconds, and how many times the first one's median each median is."""
    ours = figures[0].median
    width = max(len(one.contestant.name) for one in figures)
    lines = [title, f"  {'':{width}}  {'median':>9} {'p10':>9} {'p90':>9} {'n':>5} {'ratio':>7}"]
    for one in figures:
        ratio = one.median / ours
        goal = one.contestant.target
        verdict = "" if goal is None else f"  target {goal:.3g}: {'met' if ratio >= goal else 'MISSED'}"
        columns = " ".join(f"{value * 1000:9.2f}" for value in (one.median, one.quantile(1), one.quantile(9)))
        lines.append(f"  {one.contestant.name:{width}}  {columns} {len(one.seconds):5} {ratio:6.2f}×{verdict}")
    return "\n".join(lines)
