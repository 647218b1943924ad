from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.colour import contrast_to_white
from dokumentverk.render.look import Look, readable_accent

COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


@given(COLOURS)
def test_an_accent_always_reads_on_white(colour: tuple[int, int, int]) -> None:
    assert contrast_to_white(readable_accent("#{:02x}{:02x}{:02x}".format(*colour))) >= 4.5


def test_an_accent_that_reads_is_kept() -> None:
    assert readable_accent(Look().accent) == Look().accent
