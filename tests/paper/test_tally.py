"""What the figures on paper are counted by."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.paper.answers import fodselsnummer
from benchmarks.paper.tally import Figure, Result, Tally, count_dates, lower_bound, upper_bound
from dokumentverk.rules.fodselsnummer import Verdict, judge
from tests.paper import FilledPage, Truth, writer
from tests.read.test_scan_answers import digits, paper, places


@pytest.mark.parametrize(
    ("failures", "n", "bound"),
    [(0, 5000, 0.000599), (0, 300, 0.009936), (1, 5000, 0.000948), (5, 100, 0.10225), (20, 40, 0.63890), (3, 3, 1.0)],
)
def test_bounds_are_those_of_clopper_and_pearson(failures: int, n: int, bound: float) -> None:
    """Held against tables: 1 - 0.05 ** (1 / n) for none, the beta distribution's 95 % quantile for the others."""
    assert upper_bound(failures, n) == pytest.approx(bound, rel=2e-3)
    assert lower_bound(n - failures, n) == pytest.approx(1 - bound, abs=2e-4)


def test_numbers_for_the_figures_are_valid_and_synthetic() -> None:
    chance = writer(1).chance(1)
    numbers = [fodselsnummer(chance) for _ in range(200)]
    assert {judge(one, rule_2032=False) for one in numbers} == {Verdict.VALID}
    assert {int(one[2]) for one in numbers} <= {8, 9}
    assert len(set(numbers)) == 200


@pytest.mark.parametrize(
    ("meant", "shown", "second", "result"),
    [
        ("14032026", "14032026", "", Result.RIGHT),
        ("14032026", "19032026", "", Result.WRONG),
        ("14032026", "14032026", "19032026", Result.PERSON),
        ("14032026", " " * 8, "", Result.WRONG),
        ("", " " * 8, "", None),
    ],
)
def test_dates_of_returns_are_counted_as_the_program_reads_them(
    meant: str, shown: str, second: str, result: Result | None
) -> None:
    """An empty comb is no date that could be missed, but a written one that is taken for empty is wrong."""
    against = paper()
    [(index, _)] = places("last_day")
    truth = Truth(index, digits=meant or " " * 8, text=meant)
    page = FilledPage(np.zeros((1, 1, 3), np.uint8), 300, 1, "", against.known.layout, (truth,))
    tally = Tally()
    count_dates(tally, "grey", [page], [digits("last_day", shown, second=second)], against, "a return")
    counted = tally.of("grey", Figure.DATES_OF_RETURNS)
    assert {one: counted[one] for one in Result if counted[one]} == ({result: 1} if result else {})
