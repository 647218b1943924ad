"""Dirt where nobody writes, told from what people write beside their boxes."""

from __future__ import annotations

import numpy as np
import pytest

from dokumentverk.engines.scan_dirt import HOPELESS, LEVELS, MANY, MANY_DENSE, pen_level
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
