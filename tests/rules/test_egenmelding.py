"""Tables of absences against what has been used of the right to egenmelding. November 2026 begins on a Sunday."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.rules.egenmelding import child_days, egenmelding_use, overlapping
from dokumentverk.rules.shifts import Shift, counted_days, first_full_day
from dokumentverk.rules.sick_days import days_of, sick_days, spells, with_days_off_at_end

KINDS = {"e": AbsenceKind.EGENMELDING, "s": AbsenceKind.SYKMELDING, "c": AbsenceKind.CHILD}


def absences(written: str) -> list[Absence]:
    """``e 0302-0304, s 0310-``: kind, month and day of 2026; a bare ``-`` at the end still lasts."""
    return [_absence(*part.split()) for part in written.split(",") if part.strip()]


def _absence(kind: str, days: str) -> Absence:
    first, *rest = days.split("-")
    last = _day(first) if not rest else _day(rest[0]) if rest[0] else None
    return Absence(KINDS[kind], _day(first), last)


def _day(written: str) -> date:
    year = 2026
    if len(written) == 8:
        year, written = int(written[:4]), written[4:]
    return date(year, int(written[:2]), int(written[2:]))


@pytest.mark.parametrize(
    ("this", "earlier", "days", "together"),
    [
        pytest.param("e 1103-1105", "", 3, 3, id="three days"),
        pytest.param("e 1106", "", 1, 1, id="a Friday alone"),
        pytest.param("e 1109", "e 1106", 4, 4, id="Friday and Monday: the weekend lies between"),
        pytest.param("e 1109-1110", "e 1106", 5, 5, id="Friday, Monday, Tuesday"),
        pytest.param("e 1106", "e 1102, e 1104", 1, 3, id="Monday, Wednesday, Friday are three absences"),
        pytest.param("e 1103-1104", "s 1105-1120", 2, 2, id="sykmelding follows"),
        pytest.param("e 1103-1105", "s 1105-1120", 2, 2, id="sykmelding from the last day"),
        pytest.param("e 1105-1106", "s 1109-1120", 2, 2, id="sykmelding later than the last day is left out"),
        pytest.param("e 1109-1110", "s 1026-1106", 4, 4, id="after sykmelding, over a weekend"),
        pytest.param("e 1120", "e 1103-1104", 1, 3, id="fifteen days well: counted together"),
        pytest.param("e 1121", "e 1103-1104", 1, 1, id="sixteen days well: apart"),
        pytest.param("e 1123", "e 1101-1102, s 1110-1112", 1, 3, id="a sykmelding links them"),
        pytest.param("e 1110", "c 1103-1104", 1, 1, id="a sick child is not one's own"),
        pytest.param("e 0407", "e 0401", 7, 7, id="Easter lies between"),
    ],
)
def test_days_of_an_absence(this: str, earlier: str, days: int, together: int) -> None:
    (absence,) = absences(this)
    use = egenmelding_use(absence, absences(earlier))
    assert (use.days, use.together) == (days, together)


@pytest.mark.parametrize(
    ("this", "earlier", "times", "days"),
    [
        pytest.param("e 1103-1105", "", 1, 3, id="the first"),
        pytest.param("e 1110", "e 20251111", 2, 2, id="the day after the same day last year"),
        pytest.param("e 1110", "e 20251110", 1, 1, id="the same day last year is out"),
        pytest.param("e 1110-1112", "e 20251110-20251113", 2, 4, id="only what lies inside counts"),
        pytest.param("e 1110", "e 0105-0107, e 0302-0304, e 0504-0506", 4, 10, id="four times"),
        pytest.param("e 1110", "s 0105-0131, c 0302-0304", 1, 1, id="neither sykmelding nor child"),
        pytest.param("e 1110", "e 0302, e 0302", 2, 2, id="a day told of twice is one"),
        pytest.param("e 1106", "e 1102, e 1104", 3, 3, id="single days are absences of their own"),
        pytest.param("e 1110", "e 1120-1122", 1, 1, id="what comes later is left out"),
    ],
)
def test_twelve_months_back(this: str, earlier: str, times: int, days: int) -> None:
    (absence,) = absences(this)
    use = egenmelding_use(absence, absences(earlier))
    assert (use.times, use.days_in_window) == (times, days)


@pytest.mark.parametrize(
    ("this", "earlier", "after"),
    [
        ("e 1103-1110", "", 0),
        ("e 1103-1120", "", 2),
        ("e 1120-1121", "s 1103-1118", 2),
        ("e 1118-1119", "s 1103-1117", 1),
    ],
)
def test_beyond_the_arbeidsgiverperiode(this: str, earlier: str, after: int) -> None:
    (absence,) = absences(this)
    assert egenmelding_use(absence, absences(earlier)).after_employer_period == after


def test_an_open_absence_is_not_certain() -> None:
    (absence,) = absences("e 1110-1111")
    assert egenmelding_use(absence, absences("s 1001-1031")).certain
    assert not egenmelding_use(absence, absences("s 1001-")).certain
    assert egenmelding_use(absence, absences("c 1001-")).certain
    assert egenmelding_use(absence, absences("s 1201-")).certain


@pytest.mark.parametrize(
    ("written", "back", "last"),
    [
        ("e 1105-1106", None, date(2026, 11, 8)),
        ("e 1105-1106", date(2026, 11, 8), date(2026, 11, 7)),
        ("e 1105-1106", date(2026, 11, 7), date(2026, 11, 6)),
        ("e 1103-1104", None, date(2026, 11, 4)),
        ("e 0401", None, date(2026, 4, 6)),
        ("e 1105-", None, None),
    ],
)
def test_days_off_at_the_end(written: str, back: date | None, last: date | None) -> None:
    (absence,) = absences(written)
    assert with_days_off_at_end(absence, back).last == last


def test_spells_and_documented_days() -> None:
    found = spells(sick_days(absences("e 1102-1103, s 1104-1106, s 1109-1110, e 1116")))
    assert [(len(one.days), len(one.undocumented), one.last) for one in found] == [
        (9, 2, date(2026, 11, 10)),
        (1, 1, date(2026, 11, 16)),
    ]


def test_sykmelding_wins_over_egenmelding_for_one_day() -> None:
    days = sick_days(absences("s 1103-1104, e 1103-1105"))
    assert list(days.values()) == [AbsenceKind.SYKMELDING, AbsenceKind.SYKMELDING, AbsenceKind.EGENMELDING]


def test_a_last_day_before_the_first_is_one_day() -> None:
    assert days_of(Absence(AbsenceKind.EGENMELDING, date(2026, 11, 4), date(2026, 11, 2))) == (date(2026, 11, 4),)


@pytest.mark.parametrize(
    ("this", "others", "count"),
    [
        ("e 1103-1105", "e 1105-1106", 1),
        ("e 1103-1105", "e 1106", 0),
        ("e 1103-1105", "e 1102, s 1101-1103, c 1104", 2),
        ("e 1103-1105", "s 1102-", 0),
        ("e 1103-1105", "s 1104-", 1),
        ("e 1103-", "e 1103", 1),
    ],
)
def test_overlap(this: str, others: str, count: int) -> None:
    (absence,) = absences(this)
    assert len(overlapping(absence, absences(others))) == count


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("c 1103-1105", 3),
        ("c 1106-1109", 2),
        ("c 1107-1108", 2),
        ("c 1103, c 1103", 1),
        ("e 1103-1105", 0),
        ("c 20251230-20260105", 2),
    ],
)
def test_days_with_a_sick_child_in_2026(written: str, days: int) -> None:
    assert child_days(absences(written), 2026) == days


def test_a_shift_over_midnight_is_one_day() -> None:
    night = Shift(datetime(2026, 11, 3, 22), datetime(2026, 11, 4, 7))  # noqa: DTZ001 - local times
    following = Shift(datetime(2026, 11, 4, 22), datetime(2026, 11, 5, 7))  # noqa: DTZ001
    assert counted_days((following, night)) == (date(2026, 11, 3), date(2026, 11, 4))


def test_counting_starts_with_the_first_full_day() -> None:
    went_home = Shift(datetime(2026, 11, 3, 8), datetime(2026, 11, 3, 16), left=datetime(2026, 11, 3, 11))  # noqa: DTZ001
    missed = Shift(datetime(2026, 11, 4, 8), datetime(2026, 11, 4, 16))  # noqa: DTZ001
    assert first_full_day((went_home, missed)) == date(2026, 11, 4)
    assert first_full_day((went_home,)) is None
