"""How something stands that is owed in a case."""

from __future__ import annotations

from datetime import date

import pytest

from dokumentverk.model.obligation import Party, Rule, Standing
from dokumentverk.rules.owing import Done, Owed, standing_of
from tests.rules.cases import CASE, at

DUE = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("owed", "standing", "missed"),
    [
        (Owed("k", Rule.PLAN, Party.LEADER, DUE, over=date(2026, 12, 31)), Standing.LAPSED, True),
        (Owed("k", Rule.PLAN, Party.LEADER, DUE, over=DUE), Standing.LAPSED, True),
        (Owed("k", Rule.MEASURE, Party.LEADER, DUE, over=date(2026, 11, 20)), Standing.LAPSED, False),
        (Owed("k", Rule.CONSENT, Party.LEADER, DUE, binding=False, over=date(2026, 12, 31)), Standing.LAPSED, False),
        (Owed("k", Rule.PLAN, Party.LEADER, DUE), Standing.OVERDUE, False),
        (Owed("k", Rule.PLAN, Party.LEADER, DUE, done=Done(None, DUE), over=DUE), Standing.DONE, False),
        (Owed("k", Rule.PLAN, Party.LEADER, DUE, exempt=Done(None, DUE), over=DUE), Standing.EXEMPT, False),
    ],
)
def test_missed_is_what_lapsed_undone_after_its_day(owed: Owed, standing: Standing, missed: bool) -> None:
    found = standing_of(CASE, owed, at(date(2027, 1, 10)))
    assert (found.standing, found.missed) == (standing, missed)
