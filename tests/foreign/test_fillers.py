"""Each outside program fills the small form: the values arrive, and what the file then shows is known."""

from __future__ import annotations

import pytest

from tests.foreign.fillers import FILLERS, SHOWS_NOTHING
from tests.foreign.observe import values_in, words_shown
from tests.foreign.small_form import VALUES, small_form

INCREMENTAL = {
    "pdfium_incremental",
    "pdfjs",
    "poppler_glib",
    "pdfbox_incremental",
    "mutool_incremental",
    "pypdf_incremental",
}


@pytest.fixture(scope="module")
def blank() -> bytes:
    return small_form()


@pytest.mark.parametrize("name", FILLERS)
def test_every_value_arrives_and_shows(name: str, blank: bytes) -> None:
    filled = FILLERS[name](blank, VALUES)

    assert values_in(filled) == VALUES
    shown = words_shown(filled)
    assert ("Åse Bjørg Næss" in shown) == (name not in SHOWS_NOTHING)
    assert filled.startswith(blank) == (name in INCREMENTAL)


@pytest.mark.parametrize("name", FILLERS)
def test_a_second_fill_changes_the_first(name: str, blank: bytes) -> None:
    changed = {"first_name": "Kari", "notice": "message"}

    filled = FILLERS[name](FILLERS["pikepdf_form"](blank, VALUES), changed)

    assert values_in(filled) == VALUES | changed
    if name not in SHOWS_NOTHING:
        assert "Åse" not in words_shown(filled)


@pytest.mark.parametrize("name", FILLERS)
def test_a_field_that_is_not_there_is_refused(name: str, blank: bytes) -> None:
    with pytest.raises(Exception, match="missing"):
        FILLERS[name](blank, {"missing": "x"})
