"""Dirt where nobody writes, told from what people write beside their boxes."""

from __future__ import annotations

import numpy as np
import pytest

from dokumentverk.engines.scan_dirt import HOPELESS, LEVELS, MANY, MANY_DENSE, pen_level
from dokumentverk.engines.scan_tone import SCALE, Ink
from dokumentverk.model.layout import Box
from tests.engines.paper_made import SIZE, FlatPaper, tick_box

WHOLE = Box(1, 0.0, 0.0, *SIZE)


def specks(paper: FlatPaper, grey: int, count: int, *, within: Box = WHOLE, side: float = 4.0) -> FlatPaper:
    chance = np.random.default_rng(4)
    for x, y in chance.uniform((within.left, within.top), (within.right, within.bottom), (count, 2)).tolist():
        paper.blot(Box(1, x, y, x + side, y + side), grey)
    return paper


def test_a_clean_sheet_takes_the_palest_ink() -> None:
    assert FlatPaper().ink().pen == LEVELS[0]


@pytest.mark.parametrize(("grey", "level"), [(235, LEVELS[0]), (195, LEVELS[1]), (170, LEVELS[2]), (145, LEVELS[3])])
def test_ink_must_be_darker_than_the_dirt(grey: int, level: float) -> None:
    assert specks(FlatPaper(), grey, 300).ink().pen == level


def test_among_black_dirt_no_stroke_is_told() -> None:
    assert specks(FlatPaper(), 30, 300).ink().pen == HOPELESS


def test_a_few_specks_are_no_dirty_sheet() -> None:
    assert specks(FlatPaper(), 30, 4).ink().pen == LEVELS[0]


def test_what_is_written_in_and_beside_boxes_is_no_dirt() -> None:
    box = Box(1, 40, 60, 180, 240)
    written = Box(1, 36, 56, 180, 240)
    assert specks(FlatPaper(), 30, 200, within=written).ink([box]).pen == LEVELS[0]
    assert specks(FlatPaper(), 30, 200, within=written).ink([tick_box()]).pen == HOPELESS


def test_what_is_printed_is_no_dirt() -> None:
    paper = FlatPaper()
    for row in range(40, 270, 14):
        paper.print_text((30, row), "Fylles ut av den ansatte", size=0.6)
    assert paper.ink().pen == LEVELS[0]


def test_the_sheets_edges_are_not_looked_at() -> None:
    paper = FlatPaper()
    paper.blot(Box(1, 0, 0, 12, 300), 20)
    paper.blot(Box(1, 0, 0, 220, 12), 20)
    assert paper.ink().pen == LEVELS[0]


def test_punched_holes_are_no_dirt() -> None:
    """A page full of boxes leaves so little free paper that two holes would be most of what is looked at."""
    paper = FlatPaper()
    for top in (80, 200):
        paper.blot(Box(1, 22, top, 40, top + 18), 20)
    assert paper.ink([Box(1, 50, 20, 210, 290)]).pen == LEVELS[0]
    assert specks(paper, 30, 60).ink([Box(1, 50, 20, 210, 290)]).pen == HOPELESS


def test_a_sheet_without_free_paper_takes_the_palest_ink() -> None:
    ink = FlatPaper().ink()
    assert pen_level(np.ones_like(ink.seen), ink.issued, [WHOLE]) == LEVELS[0]


@pytest.mark.parametrize(("side", "most"), [(3.0, MANY), (8.0, MANY_DENSE)])
def test_how_many_windows_make_a_sheet_dirty(side: float, most: float) -> None:
    """Specks in the middle of windows of 17 pixels: of the windows that are looked at, just fewer and just more."""
    ink = FlatPaper().ink()
    rows, columns = (length // 17 for length in ink.seen.shape)
    inner = [(row, column) for row in range(4, rows - 4) for column in range(4, columns - 4)]
    looked_at = (rows - 2 * 3) * (columns - 2 * 3)
    for count, level in ((int(most * looked_at) - 1, LEVELS[0]), (int(most * looked_at) + 2, HOPELESS)):
        seen = np.zeros_like(ink.seen)
        for row, column in inner[:: max(1, len(inner) // count)][:count]:
            half = round(side)
            seen[row * 17 + 8 - half : row * 17 + 8 + half, column * 17 + 8 - half : column * 17 + 8 + half] = 1.0
        assert pen_level(seen, ink.issued, []) == level


WINDOW = 17
"""Pixels."""


def dirty(pixels: int, *, share: float = 1.0, columns: slice = slice(None)) -> Ink:
    """So many black pixels in the middle of a ``share`` of the windows."""
    ink = np.zeros_like(FlatPaper().ink().seen)
    rows, across = (length // WINDOW for length in ink.shape)
    corners = [(row * WINDOW, column * WINDOW) for row in range(rows) for column in range(across)[columns]]
    rows_of, columns_of = np.divmod(np.arange(pixels), 9)
    for top, left in corners[:: round(1 / share)]:
        ink[top + 4 + rows_of, left + 4 + columns_of] = 1.0
    return ink


@pytest.mark.parametrize(("share", "fewer", "more"), [(1.0, 12, 14), (0.02, 42, 45)])
def test_how_much_of_a_window_would_pass_for_a_stroke(share: float, fewer: int, more: int) -> None:
    """Of 289 pixels."""
    bare = np.zeros_like(FlatPaper().ink().seen)
    assert pen_level(dirty(fewer, share=share), bare, []) == LEVELS[0]
    assert pen_level(dirty(more, share=share), bare, []) == HOPELESS


@pytest.mark.parametrize(("printed", "level"), [(0.10, HOPELESS), (0.15, LEVELS[0])])
def test_how_dark_print_is_where_dirt_is_not_looked_for(printed: float, level: float) -> None:
    seen = dirty(80)
    assert pen_level(seen, np.full_like(seen, printed), []) == level


@pytest.mark.parametrize(("beyond", "level"), [(5.9, LEVELS[0]), (6.1, HOPELESS)])
def test_people_write_six_points_beside_a_box(beyond: float, level: float) -> None:
    """The window whose right edge lies so far from the box, and the next one, which is looked at no more than it."""
    column = 12
    left = (column + 1) * WINDOW / SCALE + beyond
    seen = dirty(80, columns=slice(column - 1, column))
    assert pen_level(seen, np.zeros_like(seen), [Box(1, left, 0, SIZE[0], SIZE[1])]) == level
