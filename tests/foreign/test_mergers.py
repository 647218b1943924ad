"""What becomes of fields and their names when returns are put together or taken apart."""

from __future__ import annotations

import pytest

from tests.foreign.fill_python import pikepdf_form
from tests.foreign.mergers import MERGERS, SPLITTERS, qpdf_pages
from tests.foreign.observe import values_in, widget_names
from tests.foreign.small_form import VALUES, small_form

FIELDS = list(VALUES)
PLAIN = [*FIELDS, "notice", "notice"]
NAMELESS_RADIO = [*FIELDS[:-1], None, None, None]
PLUS_ONE = [f"{name}+1" for name in PLAIN]

AFTER_MERGE: dict[str, tuple[list[str], list[list[str | None]]]] = {
    "pdfunite": (FIELDS[:-1], [NAMELESS_RADIO, NAMELESS_RADIO]),
    "qpdf_pages": ([*FIELDS, *(f"{name}+1" for name in FIELDS)], [[*PLAIN], [*PLUS_ONE]]),
    "pdftk_cat": ([*FIELDS, *(f"1.{name}" for name in FIELDS)], [[*PLAIN], [*PLAIN]]),
    "mutool_merge": ([], [[], []]),
    "pypdf_add_page": ([], [NAMELESS_RADIO, NAMELESS_RADIO]),
    "pypdf_append": (FIELDS, [[*PLAIN], [*PLAIN]]),
    "pikepdf_extend": ([], [[*PLAIN], [*PLAIN]]),
}
"""Program → (names of fields in the form, names of widgets on each page)."""
AFTER_SPLIT: dict[str, tuple[list[str], list[str | None]]] = {
    "pdfseparate": ([f"{name}+1" for name in FIELDS[:-1]], [*(f"{name}+1" for name in FIELDS[:-1]), None, None, None]),
    "qpdf_split": ([f"{name}+1" for name in FIELDS], [*PLUS_ONE]),
    "pdftk_burst": ([f"{name}+1" for name in FIELDS], [*PLUS_ONE]),
    "pikepdf_split": ([], [*PLUS_ONE]),
}
"""Program → the same for the second page of two."""


@pytest.fixture(scope="module")
def pair() -> tuple[bytes, bytes]:
    blank = small_form()
    return pikepdf_form(blank, VALUES), pikepdf_form(blank, VALUES | {"first_name": "Kari"})


@pytest.mark.parametrize("name", MERGERS)
def test_names_after_a_merge(name: str, pair: tuple[bytes, bytes]) -> None:
    merged = MERGERS[name](pair)

    assert (list(values_in(merged)), widget_names(merged)) == AFTER_MERGE[name]


@pytest.mark.parametrize("name", SPLITTERS)
def test_names_after_a_split(name: str, pair: tuple[bytes, bytes]) -> None:
    first, second = SPLITTERS[name](qpdf_pages(pair))

    assert widget_names(first) == [NAMELESS_RADIO if name == "pdfseparate" else PLAIN]
    assert (list(values_in(second)), *widget_names(second)) == AFTER_SPLIT[name]
