from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.render.look import Look, contrast_to_white, readable_accent

COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


@pytest.mark.parametrize(("colour", "ratio"), [((0, 0, 0), 21.0), ((255, 255, 255), 1.0), ((118, 118, 118), 4.54)])
def test_contrast_is_that_of_wcag(colour: tuple[int, int, int], ratio: float) -> None:
    assert contrast_to_white(colour) == pytest.approx(ratio, abs=0.01)


@given(COLOURS)
def test_an_accent_always_reads_on_white(colour: tuple[int, int, int]) -> None:
    accent = readable_accent("#{:02x}{:02x}{:02x}".format(*colour))
    assert contrast_to_white(tuple(int(accent[at : at + 2], 16) for at in (1, 3, 5))) >= 4.5


def test_an_accent_that_reads_is_kept() -> None:
    assert readable_accent(Look().accent) == Look().accent
