"""Which page of a blank a sheet without a code pictures: it is laid on every page, and print decides. For forms made
elsewhere, which carry no code of ours. Runs in a worker process.

Another page, or another form, finds a quarter of its print at most (``scan_register.SMALLEST_SHARE``): what is laid
well is that page or an edition of it that looks the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

from dokumentverk.engines.scan_reference import issued_pages
from dokumentverk.engines.scan_register import picture_of, register
from dokumentverk.engines.scan_sheet import ENOUGH, SheetTrouble
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.model.layout import Layout


@dataclass(frozen=True, slots=True)
class PlacedSheet:
    """``page`` is 0 for a sheet that is none of the blank's; ``patches`` of print were found where they belong."""

    sheet: int
    page: int
    patches: int = 0


def place_sheets(path: str, sheets: tuple[int, ...], reference: bytes, layout: Layout) -> tuple[PlacedSheet, ...]:
    """One answer for each of ``sheets``, none placed when the file cannot be opened. Raises PdfiumError when the
    reference cannot."""
    pages = issued_pages(reference, layout, frozenset(range(1, layout.pages + 1)))
    found = []
    try:
        with open_sheets(path) as file:
            for number in sheets:
                best = PlacedSheet(number, 0)
                try:
                    picture = picture_of(file.sheet(number, least=ENOUGH))
                except (SheetTrouble, MemoryError):
                    found.append(best)
                    continue
                for form_page, page in pages.items():
                    _, fit = register(picture, page, layout, form_page)
                    if fit.good and fit.patches > best.patches:
                        best = PlacedSheet(number, form_page, fit.patches)
                found.append(best)
    except (SheetTrouble, pikepdf.PasswordError):
        return tuple(PlacedSheet(number, 0) for number in sheets)
    return tuple(found)
