"""Lines that a scanner draws along the sheet, told from what is printed and written."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dokumentverk.engines.scan_streaks import PALE, without_streaks
from dokumentverk.engines.scan_tone import Ink, Mask

HIGH, WIDE = 900, 640


def paper() -> Ink:
    return np.zeros((HIGH, WIDE), np.float32)


def streak(x: float, *, lean: float = 0.0, width: int = 2, ink: float = 0.4, rows: slice = slice(0, HIGH)) -> Ink:
    """``lean``: pixels to the right for each row down."""
    drawn = paper()
    for row in range(HIGH)[rows]:
        at = round(x + lean * row)
        drawn[row, at : at + width] = ink
    return drawn


def rim(left: int, right: int, top: int = 400, bottom: int = 460) -> tuple[Ink, Mask]:
    """A printed box, and its inside."""
    drawn = paper()
    drawn[top:bottom, left:right] = 0.8
    drawn[top + 2 : bottom - 2, left + 2 : right - 2] = 0
    inside = np.zeros((HIGH, WIDE), np.uint8)
    inside[top + 4 : bottom - 4, left + 4 : right - 4] = 1
    return drawn, inside


def left_over(seen: Ink, issued: Ink) -> int:
    return int((without_streaks(seen, issued) >= PALE).sum())


@pytest.mark.parametrize("degrees", [0.0, 0.7, -1.5, 3.0, -3.5])
def test_a_streak_goes_however_the_sheet_lay(degrees: float) -> None:
    seen = streak(320 - math.tan(math.radians(degrees)) * HIGH / 2, lean=math.tan(math.radians(degrees)))
    assert (seen >= PALE).sum() >= 2 * HIGH
    assert left_over(seen, paper()) == 0
    assert left_over(np.ascontiguousarray(seen.T), np.ascontiguousarray(paper().T)) == 0


def test_several_streaks_go() -> None:
    assert left_over(streak(100) + streak(300, width=1, ink=0.2) + streak(500, width=5, ink=0.7), paper()) == 0


def test_a_sheet_without_streaks_is_not_copied() -> None:
    seen = paper()
    seen[100:140, 200:240] = 0.5
    assert without_streaks(seen, paper()) is seen


def test_a_streak_with_gaps_goes_where_it_is() -> None:
    seen = streak(320)
    seen[192:352] = 0
    assert left_over(seen, paper()) == 0


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (streak(320, rows=slice(0, 500)), "a stroke of the pen over half the page"),
        (streak(320, width=7), "too broad"),
        (streak(320, ink=PALE - 0.02), "too pale to be ink"),
        (streak(260, lean=0.12), "too slanting"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_streak_stays(seen: Ink, why: str) -> None:
    assert np.array_equal(without_streaks(seen, paper()), seen), why


def test_a_printed_line_is_no_streak() -> None:
    line = streak(320, ink=0.7)
    assert np.array_equal(without_streaks(line, line), line)


@pytest.mark.parametrize("x", range(306, 334, 3))
def test_a_streak_through_a_box_goes_and_the_rim_and_the_mark_stay(x: int) -> None:
    """Wherever between the rims it runs."""
    printed, inside = rim(300, 340)
    seen = np.maximum(printed, streak(x))
    seen[430:433, 306:334] = 0.6
    clean = without_streaks(seen, printed)
    assert (clean[410:425] * inside[410:425]).max() < PALE
    assert clean[430:433, 306:334].mean() > 0.4
    assert clean[400:460, [300, 339]].mean() > 0.5


def test_what_is_written_beside_a_streak_stays() -> None:
    seen = streak(320)
    seen[200:230, 328:360] = 0.6
    assert without_streaks(seen, paper())[200:230, 330:360].min() >= 0.6


def dashed(x: float, shown: int, of: int) -> Ink:
    """``shown`` of every ``of`` rows."""
    drawn = streak(x)
    drawn[np.arange(HIGH) % of >= shown] = 0
    return drawn


def test_a_streak_shows_in_nearly_every_row_of_a_stretch_and_in_most_stretches() -> None:
    """A column of dashes, or of writing, is none."""
    assert left_over(dashed(320, 9, 10), paper()) == 0
    assert np.array_equal(without_streaks(dashed(320, 7, 10), paper()), dashed(320, 7, 10))
    for rows, gone in ((700, True), (560, False)):
        assert (left_over(streak(320, rows=slice(0, rows)), paper()) == 0) is gone


@pytest.mark.parametrize(("ink", "gone"), [(PALE + 0.02, True), (PALE - 0.02, False)])
def test_how_dark_a_streak_is_at_least(ink: float, gone: bool) -> None:
    seen = streak(320, ink=ink)
    assert bool(without_streaks(seen, paper()).any()) is not gone


@pytest.mark.parametrize(("lean", "gone"), [(0.065, True), (0.085, False)])
def test_how_far_a_streak_leans_at_most(lean: float, gone: bool) -> None:
    seen = streak(320 - lean * HIGH / 2, lean=lean)
    assert (left_over(seen, paper()) == 0) is gone


@pytest.mark.parametrize(("bend", "gone"), [(6, True), (11, False)])
def test_a_streak_may_bend_a_little(bend: int, gone: bool) -> None:
    """Beside its straight line for the length of two pieces."""
    seen = streak(320)
    seen[448:512] = 0
    seen[448:512, 320 + bend : 322 + bend] = 0.4
    assert (left_over(seen, paper()) == 0) is gone


def test_no_more_is_taken_than_a_streak_is_wide() -> None:
    seen = streak(320, width=1)
    seen[400:440, 324:330] = 0.6
    seen[400:440, 311:317] = 0.6
    clean = without_streaks(seen, paper())
    assert clean[400:440, 324:330].min() >= 0.6
    assert clean[400:440, 311:317].min() >= 0.6
    assert left_over(streak(320, width=5), paper()) == 0


@pytest.mark.parametrize(("rows", "gone"), [(6, False), (10, True)])
def test_where_print_leaves_little_of_a_piece_bare_the_streak_is_left(rows: int, gone: bool) -> None:
    """Of 32 rows, beside print that the streak runs through."""
    seen, printed = streak(320), paper()
    printed[448 : 480 - rows, 300:340] = 0.8
    seen = np.maximum(seen, printed)
    bare = slice(480 - rows + 2, 480)
    assert bool(without_streaks(seen, printed)[bare, 316:326].max() < PALE) is gone
