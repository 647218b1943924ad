"""What was printed when the document was issued: in cells, in rows, in boxes; and marks that were taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from dokumentverk.model.layout import Place, WidgetKind
from dokumentverk.model.reading import Method
from dokumentverk.model.record import Record, State
from dokumentverk.model.scan import (
    DIGIT_CLASSES,
    DigitSight,
    InkSight,
    InkState,
    MarkSight,
    MarkState,
    SheetFit,
    SheetLook,
)
from dokumentverk.model.value import Value
from dokumentverk.read.observed import Observed
from dokumentverk.read.scan_answers import filled_places, observe
from dokumentverk.read.scan_issued import PaperReturn

from . import documents
from .papers import codes, paper_of, settled_as

SHEET = 2
FORM = "oppfolgingsplan"
ROWS: Value = (
    (("what", "Hev og senk bord"), ("from", date(2026, 11, 2))),
    (("what", "Kortere dager"), ("from", date(2026, 11, 9))),
)


def paper(issued: Mapping[str, Value] | None = None) -> PaperReturn:
    return paper_of(FORM, issued)


def placed(name: str) -> list[tuple[int, Place]]:
    layout = documents.known(FORM).layout
    assert layout is not None
    return [
        (at, replace(one, box=replace(one.box, page=SHEET))) for at, one in enumerate(layout.places) if one.name == name
    ]


def page(
    *, marks: tuple[MarkSight, ...] = (), digits: tuple[DigitSight, ...] = (), inks: tuple[InkSight, ...] = ()
) -> SheetLook:
    return SheetLook(SheetFit(SHEET, 2, 0, 0.3, 4, 60, good=True), marks=marks, digits=digits, inks=inks)


def unread(name: str, state: InkState) -> SheetLook:
    """A place whose ink is ``state``; where it has cells, the digit reader sees what it can make nothing of."""
    [(at, place)] = placed(name)
    cells = ((1 / DIGIT_CLASSES,) * DIGIT_CLASSES,) * 8
    seen = (DigitSight(at, place.box, cells),) if place.kind is WidgetKind.COMB else ()
    return page(digits=seen, inks=(InkSight(at, place.box, state, 0.99),))


def ticked(names: Mapping[str, MarkState], field: str) -> SheetLook:
    layout = documents.known(FORM).layout
    assert layout is not None
    group = [(at, one) for at, one in enumerate(layout.places) if one.field == field]
    assert group
    return page(
        marks=tuple(
            MarkSight(at, replace(one.box, page=SHEET), names.get(one.choice or "", MarkState.EMPTY), 0.999)
            for at, one in group
        )
    )


def settled(seen: Observed) -> Record:
    return settled_as(FORM, seen)


def test_cells_that_look_as_issued_hold_what_was_printed() -> None:
    seen = observe(paper({"first_day": date(2026, 11, 2)}), [unread("first_day", InkState.AS_ISSUED)])
    assert codes(seen) == []
    entry = settled(seen).entry("first_day")
    assert entry.value == date(2026, 11, 2)
    assert entry.source is not None
    assert entry.source.method is Method.ISSUED


def test_printed_cells_that_somebody_wrote_over_are_no_date() -> None:
    seen = observe(paper({"first_day": date(2026, 11, 2)}), [unread("first_day", InkState.ALTERED)])
    assert codes(seen) == ["PREFILL_ALTERED"]
    assert settled(seen).entry("first_day").state is State.NOT_READ


def test_ink_in_cells_is_read_as_digits() -> None:
    seen = observe(paper(), [unread("first_day", InkState.ADDED)])
    assert codes(seen) == ["DIGITS_DOUBTFUL"]


@pytest.mark.parametrize(("row", "day"), [(1, date(2026, 11, 2)), (2, date(2026, 11, 9))])
def test_a_row_that_was_issued_keeps_its_own_values(row: int, day: date) -> None:
    looks = [unread(f"measures_{row}_from", InkState.AS_ISSUED), unread(f"measures_{row}_what", InkState.AS_ISSUED)]
    seen = observe(paper({"measures": ROWS}), looks)
    assert codes(seen) == []
    texts = {(one.row, one.column): one.raw for one in seen.observations}
    what = "Hev og senk bord" if row == 1 else "Kortere dager"
    assert texts == {(row - 1, "from"): day.strftime("%d.%m.%Y"), (row - 1, "what"): what}


def test_a_row_that_was_not_issued_is_empty_where_it_looks_as_issued() -> None:
    seen = observe(paper({"measures": ROWS}), [unread("measures_3_what", InkState.AS_ISSUED)])
    assert codes(seen) == []
    assert [one.raw for one in seen.observations] == [""]


def test_a_look_as_issued_of_a_field_that_was_not_is_no_answer() -> None:
    seen = observe(paper(), [unread("first_day", InkState.AS_ISSUED)])
    assert codes(seen) == ["PREFILL_ALTERED"]
    assert settled(seen).entry("first_day").value is None


def test_only_the_places_of_issued_rows_were_issued_filled() -> None:
    names = ("measures_1_what", "measures_1_from", "measures_2_what", "measures_2_from", "measures_3_what")
    *filled, empty = (placed(name)[0][0] for name in names)
    found = filled_places(paper({"measures": ROWS}))
    assert found == set(filled)
    assert empty not in found


def test_no_place_of_ticks_or_signatures_counts_as_filled() -> None:
    assert filled_places(paper({"plan_kind": "first", "outside_help": ("nav_aids",)})) == frozenset()


def test_a_choice_of_several_that_was_issued_stands() -> None:
    seen = observe(paper({"outside_help": ("nav_aids",)}), [ticked({}, "outside_help")])
    assert codes(seen) == []
    assert settled(seen).value("outside_help") == ("nav_aids",)


def test_a_box_filled_over_among_several_is_a_persons_to_decide() -> None:
    """Nobody is invited, and nobody left out, on what a filled box may mean."""
    states = {"certifying_doctor": MarkState.CORRECTED, "nav_aids": MarkState.MARKED}
    seen = observe(paper(), [ticked(states, "outside_help")])
    assert codes(seen) == ["MARK_DOUBTFUL"]
    assert settled(seen).entry("outside_help").state is State.NOT_READ


def test_a_yes_filled_over_beside_a_clear_no_is_no() -> None:
    states = {"yes": MarkState.CORRECTED, "no": MarkState.MARKED}
    seen = observe(paper(), [ticked(states, "send_plan_to_general_practitioner")])
    assert codes(seen) == ["MARK_CORRECTED"]
    assert settled(seen).value("send_plan_to_general_practitioner") is False


@pytest.mark.parametrize("issued", [True, False])
def test_yes_and_no_that_were_issued(issued: bool) -> None:
    seen = observe(paper({"send_plan_to_nav": issued}), [ticked({}, "send_plan_to_nav")])
    assert codes(seen) == []
    assert settled(seen).value("send_plan_to_nav") is issued


def test_a_page_that_does_not_fit_leaves_its_own_answers_unread_and_no_others() -> None:
    layout = documents.known(FORM).layout
    assert layout is not None
    seen = observe(paper(), [SheetLook(SheetFit(SHEET, 2, 0, 9.0, 1, 3, good=False))])
    pages = {one.field: one.box.page for one in layout.places if one.field}
    assert {one.field for one in seen.observations} == {field for field, page_no in pages.items() if page_no == 2}
    assert seen.signatures == ()
    last = observe(paper(), [SheetLook(SheetFit(SHEET, 3, 0, 9.0, 1, 3, good=False))])
    assert {one.field for one in last.signatures} == {"employee_signature", "leader_signature"}
