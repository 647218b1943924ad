"""What is used and what is left, against tables of absences. November 2026 begins on a Sunday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.person import BreakReason, EmploymentPeriod
from dokumentverk.model.workplace import RuleSettings
from dokumentverk.rules.decision import Decision
from dokumentverk.rules.egenmelding import egenmelding_use
from dokumentverk.rules.egenmelding_status import Counts, EgenmeldingStatus, egenmelding_status
from tests.rules.test_egenmelding import absences

LONG_EMPLOYED = (EmploymentPeriod(date(2019, 1, 1)),)
ON = date(2026, 11, 30)
RULES = RuleSettings()
EXTENDED = RuleSettings(
    egenmelding_days_per_absence=8, egenmelding_absences_in_12_months=None, egenmelding_days_in_12_months=24
)


def status(written: str, on: date = ON, rules: RuleSettings = RULES) -> EgenmeldingStatus:
    return egenmelding_status(absences(written), LONG_EMPLOYED, rules, on)


def test_nothing_used() -> None:
    found = status("")
    assert (found.times.left, found.together.left, found.employer_days_left) == (4, 3, 16)
    assert (found.days.limit, found.days.left, found.since) == (None, None, date(2025, 12, 1))
    assert (found.earned, found.children_earned, found.children.left, found.more_children.left) == (
        Decision.YES, Decision.YES, 10, 15,
    )  # fmt: skip


def test_single_days_are_three_absences_counted_together() -> None:
    found = status("e 1102, e 1104, e 1106", on=date(2026, 11, 10))
    assert (found.times.used, found.times.left) == (3, 1)
    assert (found.together.used, found.together.left) == (3, 0)
    assert found.period is not None
    assert (len(found.period.days), found.employer_days_left) == (3, 13)


@pytest.mark.parametrize(
    ("on", "together", "left"), [(date(2026, 11, 20), 3, 13), (date(2026, 11, 21), 0, 16)], ids=["15 off", "16 off"]
)
def test_sixteen_days_off_begin_anew(on: date, together: int, left: int) -> None:
    found = status("e 1102-1104", on=on)
    assert (found.together.used, found.employer_days_left) == (together, left)


def test_the_twelve_months_run_back_from_the_day() -> None:
    found = status("e 20251130, e 20251201", on=date(2026, 11, 30))
    assert [one.counts for one in found.counted] == [Counts.BEFORE_WINDOW, Counts.YES]
    assert found.times.used == 1


def test_an_extended_scheme_counts_days() -> None:
    found = status("e 0202-0209, e 0601-0608, e 0901-0905", rules=EXTENDED)
    assert (found.days.used, found.days.left, found.times.left) == (21, 3, None)


def test_a_sick_note_takes_its_days_out() -> None:
    found = status("e 1102-1104, s 1104-1115", on=date(2026, 11, 20))
    assert [(one.counts, one.days) for one in found.counted] == [(Counts.YES, 2), (Counts.DOCUMENTED, 0)]
    assert found.employer_days_left == 2
    assert status("s 1102-1120", on=date(2026, 11, 25)).period is not None
    assert status("s 1102-1120", on=date(2026, 11, 25)).employer_days_left == 0


def test_a_sick_child_has_its_own() -> None:
    found = status("c 1102-1104, c 0105")
    assert (found.times.used, found.children.used, found.children.left, found.more_children.left) == (0, 4, 6, 11)
    assert {(one.counts, one.days) for one in found.counted} == {(Counts.CHILD, 0)}
    assert status("c 1102-1104", on=date(2027, 1, 10)).children.used == 0


def test_an_absence_without_an_end_decides_nothing() -> None:
    found = status("e 1127-")
    assert (found.counted[0].counts, found.together.used, found.together.left) == (Counts.NOT_DECIDED, 1, None)
    assert (found.times.left, found.employer_days_left, found.days.left) == (3, None, None)
    assert status("c 1127-").children.left is None
    assert status("e 1127-").children.left == 10, "one's own illness says nothing of a child's"


def test_what_comes_later_is_left_out() -> None:
    assert status("e 1201-1203").counted == ()
    assert status("e 1128-1202", rules=EXTENDED).days.used == 3, "up to the day itself"
    assert status("e 1130", rules=EXTENDED).days.used == 1


@pytest.mark.parametrize(
    ("employment", "earned"),
    [
        ((), Decision.NOT_DECIDED),
        ((EmploymentPeriod(date(2026, 9, 30)),), Decision.YES),
        ((EmploymentPeriod(date(2026, 10, 1)),), Decision.NO),
        ((EmploymentPeriod(date(2020, 1, 1), date(2026, 10, 1)), EmploymentPeriod(date(2026, 10, 15))), Decision.YES),
        (
            (EmploymentPeriod(date(2020, 1, 1), date(2026, 8, 1)), EmploymentPeriod(date(2026, 10, 15))),
            Decision.NOT_DECIDED,
        ),
        (
            (
                EmploymentPeriod(date(2020, 1, 1), date(2026, 8, 1), BreakReason.PERMITTERING),
                EmploymentPeriod(date(2026, 10, 15)),
            ),
            Decision.YES,
        ),
    ],
    ids=["unknown", "two months", "a day short", "re-hired within two weeks", "why unknown", "after permittering"],
)
def test_earning(employment: tuple[EmploymentPeriod, ...], earned: Decision) -> None:
    assert egenmelding_status((), employment, RULES, ON).earned is earned


spans = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 8), st.sampled_from(AbsenceKind)).map(
        lambda one: Absence(
            one[2], date(2025, 9, 1) + timedelta(days=one[0]), date(2025, 9, 1) + timedelta(days=one[0] + one[1])
        )
    ),
    max_size=6,
)


@given(spans, st.integers(0, 500))
def test_it_agrees_with_what_filing_the_day_would_find(known: list[Absence], ahead: int) -> None:
    """A day of egenmelding more is a day more in the window and in the absence, unless it is one already."""
    on = date(2025, 9, 1) + timedelta(days=ahead)
    found = egenmelding_status([one for one in known if one.first < on], LONG_EMPLOYED, EXTENDED, on)
    earlier = [one for one in known if one.first < on]
    if any(one.last is not None and one.last >= on - timedelta(days=4) for one in earlier):
        return
    use = egenmelding_use(Absence(AbsenceKind.EGENMELDING, on, on), earlier)
    assert use.days_in_window == found.days.used + 1
    assert use.times == found.times.used + 1
    assert use.together == found.together.used + 1
    left = found.employer_days_left
    assert left is not None
    assert use.after_employer_period == (1 if left == 0 else 0)


@given(spans, st.integers(0, 500))
def test_more_told_is_never_less_used(known: list[Absence], ahead: int) -> None:
    on = date(2025, 9, 1) + timedelta(days=ahead)
    own = [one for one in known if one.kind is not AbsenceKind.SYKMELDING]
    less, more = (egenmelding_status(some, LONG_EMPLOYED, EXTENDED, on) for some in (own[:-1], own))
    assert less.days.used <= more.days.used
    assert less.children.used <= more.children.used
