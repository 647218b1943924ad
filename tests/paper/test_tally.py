"""What the figures on paper are counted by."""

from __future__ import annotations

import pytest

from benchmarks.paper.answers import fodselsnummer
from benchmarks.paper.tally import lower_bound, upper_bound
from dokumentverk.rules.fodselsnummer import Verdict, judge
from tests.paper import writer


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
