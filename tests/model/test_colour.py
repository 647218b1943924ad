from __future__ import annotations

import pytest

from dokumentverk.model.colour import contrast_to_white


@pytest.mark.parametrize(
    ("colour", "contrast"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#FF0000", 4.0), ("#0000ff", 8.59)],
)
def test_contrast_is_that_of_wcag(colour: str, contrast: float) -> None:
    """The ratios that the WCAG working group's own examples and the common checkers give."""
    assert contrast_to_white(colour) == pytest.approx(contrast, abs=0.005)
