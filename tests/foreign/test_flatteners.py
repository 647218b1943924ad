from __future__ import annotations

import pytest

from tests.foreign.fill_pdfium import typed
from tests.foreign.fill_python import pypdf_fill
from tests.foreign.flatteners import FLATTENERS
from tests.foreign.observe import values_in, widget_names, words_shown
from tests.foreign.small_form import VALUES, small_form


@pytest.mark.parametrize("name", FLATTENERS)
def test_the_page_keeps_the_words_and_loses_the_fields(name: str) -> None:
    flat = FLATTENERS[name](pypdf_fill(small_form(), VALUES))

    assert values_in(flat) == {}
    assert widget_names(flat) == [[]]
    shown = words_shown(flat)
    assert "Åse Bjørg Næss" in shown
    assert "Andre linje (med) \\ tegn: «æøå» – 50 %" in shown
    assert "0 2 0 9 2 0 2 6" in shown


def test_a_dash_that_pdfium_drew_comes_out_of_ghostscript_as_something_else() -> None:
    """PDFium takes another font for «–», with an encoding that Ghostscript hands on wrongly: the picture is right and
    the text is not. What is read from such a page must not be trusted character by character."""
    filled = typed(small_form(), VALUES)

    assert "«æøå» – 50 %" in words_shown(FLATTENERS["pdftocairo"](filled))
    assert "–" not in words_shown(FLATTENERS["gs_pdfwrite"](filled))
