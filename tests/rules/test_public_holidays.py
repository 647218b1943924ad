"""Our public holidays against those of another: the package ``holidays``, which knows the laws of every country."""

from __future__ import annotations

import holidays
import pytest

from dokumentverk.rules.working_days import public_holidays


@pytest.mark.parametrize("decade", range(1990, 2061, 10))
def test_they_are_those_of_the_package_holidays(decade: int) -> None:
    for year in range(decade, min(decade + 10, 2061)):
        assert public_holidays(year) == frozenset(holidays.country_holidays("NO", years=year)), year
