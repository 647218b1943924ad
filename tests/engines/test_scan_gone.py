"""Boxes whose paper is torn off, cut away or covered: nothing is read of them, not even that they are empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_read import look_at
from dokumentverk.engines.scan_reference import IssuedPage, issued_pages
from dokumentverk.engines.scan_register import picture_of, register
from dokumentverk.engines.scan_sheet import paper_size, sheet_of
from dokumentverk.model.scan import JUNK_CLASS, InkState, MarkState, SheetFacts, SheetLook, SignatureLook, Tone
from tests.engines.scan_made import grey_of, scanned
from tests.paper import Condition, Print, issue_print, paper_office

DPI = 200
EDGE = 45.0
"""Points around a tear within which a box may be taken either way: a line of labels and boxes."""


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Print]:
    with paper_office(tmp_path_factory.mktemp("kontor") / "a") as office:
        yield issue_print(office, "egenmelding")


@pytest.fixture(scope="module")
def page(notice: Print) -> IssuedPage:
    return issued_pages(notice.content, notice.layout, frozenset({1}))[1]


def look(grey: Grey, notice: Print, page: IssuedPage) -> SheetLook:
    size, dpi = paper_size(grey.shape[1], grey.shape[0], (DPI, DPI))
    sheet = sheet_of(1, SheetFacts(grey.shape[1], grey.shape[0], dpi, Tone.GREY, size), grey)
    paper, fit = register(picture_of(sheet), page, notice.layout, 1)
    assert paper is not None
    return look_at(paper, fit, notice.layout)


def rows(millimetres: float) -> int:
    return round(millimetres / 25.4 * DPI)


@pytest.mark.parametrize("how", ["white", "cut"])
def test_what_was_torn_off_with_the_top_is_not_taken_for_empty(notice: Print, page: IssuedPage, how: str) -> None:
    grey = grey_of(scanned(notice, 1, Condition.GREY_200, seed=8)).copy()
    if how == "cut":
        grey = np.ascontiguousarray(grey[rows(100) :])
    else:
        grey[: rows(100)] = 245
    seen = look(grey, notice, page)
    places = notice.layout.places
    tear = 100 / 25.4 * 72
    lost = {at for at, place in enumerate(places) if place.box.bottom < tear - EDGE}
    there = {at for at, place in enumerate(places) if place.box.top > tear + EDGE}
    assert len(lost) > 4
    assert lost <= set(seen.fit.gone)
    assert not there & set(seen.fit.gone)
    assert {one.state for one in seen.inks if one.place in lost} == {InkState.DOUBTFUL}
    assert {one.state for one in seen.marks if one.place in lost} <= {MarkState.DOUBTFUL}
    cells = [cell for one in seen.digits if one.place in lost for cell in one.cells]
    assert {int(np.argmax(cell)) for cell in cells} == {JUNK_CLASS}


def test_a_foot_that_is_gone_takes_its_signature_along(notice: Print, page: IssuedPage) -> None:
    grey = grey_of(scanned(notice, 1, Condition.GREY_200, seed=8)).copy()
    signature = next(one for one in notice.layout.places if one.field == "employee_signature")
    grey[round((signature.box.top + 8) / 72 * DPI) :] = 245
    seen = look(grey, notice, page)
    assert {one.look for one in seen.signatures} == {SignatureLook.DOUBTFUL}


@pytest.mark.parametrize("condition", [Condition.GREY_200, Condition.FAX_STANDARD])
def test_a_whole_page_lacks_nothing(notice: Print, page: IssuedPage, condition: Condition) -> None:
    scan = scanned(notice, 1, condition, seed=6)
    grey = grey_of(scan)
    size, dpi = paper_size(grey.shape[1], grey.shape[0], scan.dpi)
    sheet = sheet_of(1, SheetFacts(grey.shape[1], grey.shape[0], dpi, scan.tone, size), grey)
    _, fit = register(picture_of(sheet), page, notice.layout, 1)
    assert (fit.good, fit.gone) == (True, ())


def test_without_the_top_40_millimetres_every_box_is_read(notice: Print, page: IssuedPage) -> None:
    grey = grey_of(scanned(notice, 1, Condition.GREY_200, seed=8)).copy()
    whole = look(grey, notice, page)
    grey[: rows(40)] = 245
    torn = look(grey, notice, page)
    assert torn.fit.gone == ()
    assert [one.state for one in torn.marks] == [one.state for one in whole.marks]
    assert replace(torn.fit, patches=0, error=0, corners=0) == replace(whole.fit, patches=0, error=0, corners=0)
