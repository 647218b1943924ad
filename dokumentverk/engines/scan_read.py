"""Reading scanned sheets of one document in a worker process: each is opened once, laid on its page, and looked at by
every reader."""

from __future__ import annotations

from dataclasses import replace

import pikepdf

from dokumentverk.engines.scan_digits import read_digits
from dokumentverk.engines.scan_ink import read_inks
from dokumentverk.engines.scan_marks import read_marks
from dokumentverk.engines.scan_notes import read_notes
from dokumentverk.engines.scan_page_ink import PageInk
from dokumentverk.engines.scan_paper import Paper
from dokumentverk.engines.scan_reference import IssuedPage, issued_pages
from dokumentverk.engines.scan_register import picture_of, register
from dokumentverk.engines.scan_sheet import ENOUGH, SheetFile, SheetTrouble
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.engines.scan_signature import read_signatures
from dokumentverk.engines.scan_text import with_texts
from dokumentverk.model.layout import Layout, Place, WidgetKind
from dokumentverk.model.scan import (
    DIGIT_CLASSES,
    JUNK_CLASS,
    InkSight,
    InkState,
    MarkState,
    SheetFit,
    SheetLook,
    SignatureLook,
)


def read_sheets(
    path: str,
    orders: tuple[tuple[int, int], ...],
    reference: bytes,
    layout: Layout,
    filled: frozenset[int] = frozenset(),
) -> tuple[SheetLook, ...]:
    """What stands on the sheets of ``orders``: pairs (sheet, page of the form). ``reference`` is the document as it was
    issued, a PDF; ``layout`` the map of its blank, and ``filled`` its places (by index) that were issued answered.

    A sheet that cannot be opened or laid on its page has a fit that is not good and nothing seen; so have all when the
    file cannot be opened. Raises PdfiumError when the reference cannot.
    """
    pages = issued_pages(reference, layout, frozenset(page for _, page in orders))
    try:
        with open_sheets(path) as file:
            return tuple(
                _looked(file, number, pages[form_page], layout, form_page, filled)
                if form_page in pages
                else _nothing(number, form_page)
                for number, form_page in orders
            )
    except (SheetTrouble, pikepdf.PasswordError):
        return tuple(_nothing(number, form_page) for number, form_page in orders)


def _looked(
    file: SheetFile, number: int, page: IssuedPage, layout: Layout, form_page: int, filled: frozenset[int]
) -> SheetLook:
    try:
        sheet = file.sheet(number, least=ENOUGH)
    except (SheetTrouble, MemoryError):
        return _nothing(number, form_page)
    paper, fit = register(picture_of(sheet), page, layout, form_page)
    return SheetLook(fit) if paper is None else look_at(paper, fit, layout, filled)


def _nothing(number: int, form_page: int) -> SheetLook:
    return SheetLook(SheetFit(number, form_page, 0, float("inf"), 0, 0, good=False))


def look_at(paper: Paper, fit: SheetFit, layout: Layout, filled: frozenset[int] = frozenset()) -> SheetLook:
    """All readers on one registered sheet. A comb is looked at for ink as well: one that looks as issued holds what was
    printed in it."""
    places = [(index, place) for index, place in enumerate(layout.places) if place.box.page == fit.form_page]

    def of(*kinds: WidgetKind) -> list[tuple[int, Place]]:
        return [(index, place) for index, place in places if place.kind in kinds]

    texts = of(WidgetKind.TEXT, WidgetKind.COMB)
    ink = PageInk(paper, fit.form_page, layout.page_size, [place.box for _, place in places])
    seen = SheetLook(
        fit,
        marks=read_marks(ink, of(WidgetKind.CHECK, WidgetKind.RADIO)),
        digits=read_digits(paper, of(WidgetKind.COMB)),
        inks=with_texts(ink, texts, read_inks(ink, texts, filled)),
        signatures=read_signatures(ink, of(WidgetKind.SIGNATURE)),
        notes=read_notes(ink, layout, places),
    )
    return _without_gone(seen) if fit.gone else seen


def _without_gone(look: SheetLook) -> SheetLook:
    """What is not on the sheet looks empty there, and is not."""
    gone = frozenset(look.fit.gone)
    unknown = tuple(float(one == JUNK_CLASS) for one in range(DIGIT_CLASSES))
    return SheetLook(
        look.fit,
        marks=tuple(
            replace(one, state=MarkState.DOUBTFUL, confidence=0.0) if one.place in gone else one for one in look.marks
        ),
        digits=tuple(
            replace(one, cells=(unknown,) * len(one.cells)) if one.place in gone else one for one in look.digits
        ),
        inks=tuple(
            InkSight(one.place, one.box, InkState.DOUBTFUL, 0.0) if one.place in gone else one for one in look.inks
        ),
        signatures=tuple(
            replace(one, look=SignatureLook.DOUBTFUL, confidence=0.0) if one.place in gone else one
            for one in look.signatures
        ),
        notes=look.notes,
    )
