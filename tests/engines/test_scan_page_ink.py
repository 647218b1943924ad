"""The ink of a sheet and of its page, cut out around boxes."""

from __future__ import annotations

import numpy as np
import pytest

from dokumentverk.engines.scan_tone import SCALE, above, ink_of
from dokumentverk.model.layout import Box
from tests.engines.paper_made import SIZE, FlatPaper


def test_a_cut_is_the_box_and_its_margin_on_both_pictures() -> None:
    paper = FlatPaper()
    paper.print_text((60, 80), "Navn")
    paper.blot(Box(1, 100, 100, 104, 104), 20)
    seen, issued = paper.ink().cut(Box(1, 50, 60, 110, 110), 5.0)
    assert seen.shape == issued.shape
    assert seen.shape == pytest.approx((60 * SCALE, 70 * SCALE), abs=1)
    assert above(issued, 0.3).any()
    printed = above(issued, 0.1)
    blot = np.argwhere(above(seen, 0.5) & (1 - printed)).mean(axis=0) / SCALE
    assert blot == pytest.approx((102 - 55, 102 - 45), abs=0.7)


def test_a_cut_ends_where_the_page_ends() -> None:
    ink = FlatPaper().ink()
    seen, issued = ink.cut(Box(1, 0, 0, 20, 10), 8.0)
    assert seen.shape == issued.shape == (round(18 * SCALE), round(28 * SCALE))
    seen, _ = ink.cut(Box(1, SIZE[0] - 10, SIZE[1] - 10, SIZE[0], SIZE[1]), 8.0)
    assert seen.shape == pytest.approx((18 * SCALE, 18 * SCALE), abs=1)


def test_streaks_are_taken_out_of_the_sheet_alone() -> None:
    paper = FlatPaper()
    paper.line((120, 0), (120, 300), width=0.5, grey=90)
    assert not above(paper.ink().seen, 0.1).any()


@pytest.mark.parametrize("white", [255, 200, 120])
def test_ink_is_told_from_grey_paper_in_uneven_light(white: int) -> None:
    light = np.linspace(white * 0.6, white, 400)[None, :] * np.ones((300, 1))
    picture = light.copy()
    picture[140:144, 50:350] *= 0.5
    ink = ink_of(picture.astype(np.uint8))
    assert ink[140:144, 60:340].min() > 0.4
    assert ink[140:144, 60:340].max() < 0.58
    assert ink[20:120].max() < 0.05
