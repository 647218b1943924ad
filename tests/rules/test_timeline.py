"""Where things lie on the time axis."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.rules.timeline import CHARACTER, GAP, MARK, Axis, month_starts, place_labels, week_ticks
from tests.rules.cases import day

AXIS = Axis(day("1102"), day("1231"), 240.0)


def test_days_lie_from_edge_to_edge() -> None:
    assert AXIS.days == 60
    assert (AXIS.x(day("1102")), AXIS.x(day("1103")), AXIS.x(day("20270101"))) == (0, 4, 240)
    assert (AXIS.x(day("0101")), AXIS.x(day("20280101"))) == (0, 240), "what lies outside lies at the edge"
    assert [AXIS.holds(day(one)) for one in ("1101", "1102", "1231", "20270101")] == [False, True, True, False]


def test_months_and_weeks() -> None:
    assert list(month_starts(AXIS)) == [day("1102"), day("1201")]
    assert list(month_starts(Axis(day("1101"), day("1130"), 1))) == [day("1101")]
    assert list(week_ticks(AXIS, day("1102")))[:3] == [(day("1102"), 1), (day("1109"), 2), (day("1116"), 3)]
    year = list(week_ticks(Axis(day("1102"), day("20271101"), 240), day("1102")))
    assert [number for _, number in year[:3]] == [1, 3, 5], "every second, so that the numbers have room"
    assert len(year) <= 27


def test_labels_go_down_a_line_where_they_would_meet_and_left_at_the_edge() -> None:
    placed = place_labels([(10, "Plan 1.1."), (12, "Plan 2.1."), (60, "Plan 3.1."), (239, "Plan 4.1.")], 240)
    assert [(one.level, one.left) for one in placed] == [(0, False), (1, False), (0, False), (0, True)]
    assert place_labels([], 240) == ()


@given(st.lists(st.tuples(st.floats(0, 240), st.text("abcdefgh ", max_size=30)), max_size=25))
def test_no_label_covers_another(marks: list[tuple[float, str]]) -> None:
    placed = place_labels(marks, 240)
    spans: dict[int, list[tuple[float, float]]] = {}
    for (x, label), at in zip(marks, placed, strict=True):
        length = GAP + CHARACTER * len(label)
        span = (x - MARK / 2 - length, x + MARK / 2) if at.left else (x - MARK / 2, x + MARK / 2 + length)
        assert all(span[1] <= one[0] or span[0] >= one[1] for one in spans.setdefault(at.level, []))
        spans[at.level].append(span)
        assert span[0] >= -MARK
    assert sorted(spans) == list(range(len(spans))), "no line is left empty"


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(0, 1200))
def test_ticks_lie_on_the_axis_in_order(first: date, days: int) -> None:
    axis = Axis(first, first + timedelta(days=days), 240)
    for ticks in (list(month_starts(axis)), [one for one, _ in week_ticks(axis, first)]):
        assert ticks == sorted(ticks)
        assert ticks[0] == first
        assert all(axis.holds(one) for one in ticks)
    assert len(list(week_ticks(axis, first))) <= 27
