"""Stretches for payroll, and their days of the arbeidsgiverperiode: the vectors of ``domain.md`` section 3."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.rules.payroll import Stretch, payroll
from dokumentverk.rules.sick_days import sick_days
from tests.rules.cases import day

EGEN, SYK, CHILD = AbsenceKind.EGENMELDING, AbsenceKind.SYKMELDING, AbsenceKind.CHILD
YEAR = (day("20260101"), day("20261231"))
START = day("0302")
"""A Monday."""


def own(absence: Absence, _: date) -> Decimal:
    return absence.grade


def absent(kind: AbsenceKind, first: str, last: str | None, grade: int = 100, source: str | None = None) -> Absence:
    return Absence(kind, day(first), day(last) if last else None, Decimal(grade), source)


def told(*absences: Absence, span: tuple[date, date] = YEAR) -> list[tuple[str, str, str, int, tuple[int, int] | None]]:
    return [
        (f"{one.first:%m%d}", f"{one.last:%m%d}", one.kind.value, int(one.grade), one.period)
        for one in payroll(absences, *span, own)
    ]


def test_an_egenmelding_and_the_sick_note_after_it() -> None:
    assert told(absent(EGEN, "0302", "0304"), absent(SYK, "0305", "0331")) == [
        ("0302", "0304", "egenmelding", 100, (1, 3)),
        ("0305", "0317", "sykmelding", 100, (4, 16)),
        ("0318", "0331", "sykmelding", 100, None),
    ]


@pytest.mark.parametrize(
    ("lengths", "employers"),
    [
        ((15,), 15), ((16,), 16), ((31,), 16), ((15, -15, 1), 16), ((15, -16, 1), 16), ((16, -15, 15), 16),
        ((16, -16, 16), 32),
    ],
)  # fmt: skip
def test_the_vectors_of_the_arbeidsgiverperiode(lengths: tuple[int, ...], employers: int) -> None:
    absences, at = [], START
    for length in lengths:
        if length > 0:
            absences.append(Absence(SYK, at, at + timedelta(days=length - 1)))
        at += timedelta(days=abs(length))
    found = payroll(absences, *YEAR, own)
    assert sum(one.days for one in found if one.period) == employers
    assert sum(one.days for one in found) == sum(length for length in lengths if length > 0)


def test_a_new_grade_begins_a_new_stretch() -> None:
    def halved(_: Absence, on: date) -> Decimal:
        return Decimal(50) if on >= day("0309") else Decimal(100)

    found = payroll([absent(SYK, "0302", "0315")], *YEAR, halved)
    assert [(one.first, one.grade, one.period) for one in found] == [
        (day("0302"), Decimal(100), (1, 7)), (day("0309"), Decimal(50), (8, 14)),
    ]  # fmt: skip


def test_the_days_before_count_but_are_not_listed() -> None:
    assert told(absent(SYK, "0302", "0331"), span=(day("0310"), day("0320"))) == [
        ("0310", "0317", "sykmelding", 100, (9, 16)),
        ("0318", "0320", "sykmelding", 100, None),
    ]
    assert told(absent(SYK, "0302", "0304"), span=(day("0310"), day("0320"))) == []


def test_each_day_has_the_grade_and_the_source_of_its_own_absence() -> None:
    first, second = absent(EGEN, "0302", "0303", source="R1"), absent(EGEN, "0310", "0311", 50, source="R2")
    found = payroll([second, first], *YEAR, own)
    assert [(one.first, one.source, one.grade) for one in found] == [
        (day("0302"), "R1", Decimal(100)), (day("0310"), "R2", Decimal(50)),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", AbsenceKind)
def test_what_nobody_has_told_the_end_of_is_open(kind: AbsenceKind) -> None:
    assert [one.open for one in payroll([absent(kind, "0302", None)], *YEAR, own)] == [True]
    assert [one.open for one in payroll([absent(kind, "0302", "0303")], *YEAR, own)] == [False]


def test_a_sick_child_stands_apart() -> None:
    assert told(absent(CHILD, "0303", "0304"), absent(EGEN, "0302", "0304")) == [
        ("0302", "0304", "egenmelding", 100, (1, 3)),
        ("0303", "0304", "child", 100, None),
    ]


def test_days_off_between_two_absences_are_listed_with_the_one_before() -> None:
    assert told(absent(EGEN, "0306", "0306"), absent(EGEN, "0309", "0310")) == [
        ("0306", "0310", "egenmelding", 100, (1, 5)),
    ]


def test_one_that_goes_on_is_known_for_its_first_day() -> None:
    (one,) = payroll([absent(EGEN, "0302", None)], *YEAR, own)
    assert one == Stretch(START, START, EGEN, Decimal(100), (1, 1), None, open=True)
    assert payroll([], *YEAR, own) == ()


absences = st.builds(
    lambda kind, at, length: Absence(kind, START + timedelta(days=at), START + timedelta(days=at + length)),
    st.sampled_from([EGEN, SYK]), st.integers(0, 80), st.integers(0, 25),
)  # fmt: skip


@given(st.lists(absences, max_size=5))
def test_every_sick_day_is_in_one_stretch_and_no_other_is(known: list[Absence]) -> None:
    found = payroll(known, *YEAR, own)
    days = [one.first + timedelta(days=at) for one in found for at in range(one.days)]
    assert days == sorted(sick_days(known))
    for one in found:
        if one.period is not None:
            assert 1 <= one.period[0] <= one.period[1] <= 16
            assert one.period[1] - one.period[0] == one.days - 1
