from __future__ import annotations

from pathlib import Path

import pytest

from dokumentverk.engines.scan_read import read_sheets
from dokumentverk.model.layout import WidgetKind
from tests.engines.scan_made import grey_of, jpeg, jpeg_entries, picture_pdf, scanned
from tests.paper import Condition, issue_print, paper_office

MARKS = {WidgetKind.CHECK, WidgetKind.RADIO}


def test_sheets_are_read_in_any_order_and_a_lost_one_costs_itself_alone(tmp_path: Path) -> None:
    with paper_office(tmp_path / "kontor") as office:
        plan = issue_print(office, "oppfolgingsplan")
    fronts = [grey_of(scanned(plan, page, Condition.GREY_200, seed=page)) for page in (1, 2)]
    pictures = [(jpeg(one), jpeg_entries(one)) for one in fronts]
    path = picture_pdf(tmp_path / "plan.pdf", [pictures[1], (pictures[0][0][:5000], pictures[0][1]), pictures[0]])
    orders = ((3, 1), (1, 2), (2, 3), (1, 3), (3, 9))
    looks = read_sheets(str(path), orders, plan.content, plan.layout)
    assert [(look.fit.sheet, look.fit.form_page) for look in looks] == list(orders)
    assert [look.fit.good for look in looks] == [True, True, False, False, False]
    for look, page in zip(looks, (1, 2), strict=False):
        here = [(at, place.kind) for at, place in enumerate(plan.layout.places) if place.box.page == page]
        marks, signed, combs, texts = (
            {at for at, kind in here if kind in kinds}
            for kinds in (MARKS, {WidgetKind.SIGNATURE}, {WidgetKind.COMB}, {WidgetKind.COMB, WidgetKind.TEXT})
        )
        assert {one.place for one in look.marks} == marks
        assert {one.place for one in look.signatures} == signed
        assert {one.place for one in look.digits} == combs
        assert {one.place for one in look.inks} == texts
        boxes = [*(one.box for one in look.marks), *(one.box for one in look.inks), *(one.box for one in look.digits)]
        assert {box.page for box in boxes} == {look.fit.sheet}
    assert all(not look.marks and not look.inks and not look.signatures for look in looks[2:])


def test_a_file_that_cannot_be_opened_gives_sheets_that_are_not_good(tmp_path: Path) -> None:
    with paper_office(tmp_path / "kontor") as office:
        notice = issue_print(office, "egenmelding")
    path = tmp_path / "ark.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing")
    (look,) = read_sheets(str(path), ((1, 1),), notice.content, notice.layout)
    assert not look.fit.good
    assert look.fit.error == pytest.approx(float("inf"))
