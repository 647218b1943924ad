"""The names of a form's answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dokumentverk.model.form import FieldKind
from dokumentverk.model.layout import Part
from dokumentverk.read.slots import plain_name, slots_of

from . import documents


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("first_day", "first_day"),
        ("form1[0].#subform[0].first_day[0]", "first_day"),
        ("1.first_day", "first_day"),
        ("first_day#1", "first_day"),
        ("first_day+1", "first_day"),
        ("first_day[0]#2", "first_day"),
        ("measures_1_what", "measures_1_what"),
        ("", ""),
    ],
)
def test_names_as_other_programs_leave_them(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@pytest.mark.parametrize("form", documents.FORMS)
def test_the_definition_alone_knows_every_slot_of_the_blank(form: str) -> None:
    known = documents.known(form)
    placed = {(slot.name, slot.field, slot.row, slot.column, slot.choice, slot.part) for slot in slots_of(known)}
    expected = {
        (slot.name, slot.field, slot.row, slot.column, slot.choice, slot.part)
        for slot in slots_of(replace(known, layout=None))
    }
    assert placed <= expected
    assert known.layout is not None
    own = [place for place in known.layout.places if place.part is not Part.REPEAT]
    assert len(placed) == len(own), "an answer that is shown twice has one slot"
    assert {slot.part for slot in slots_of(replace(known, layout=None))} >= {Part.MAIN, Part.OVERFLOW}


@pytest.mark.parametrize("form", documents.FORMS)
def test_slots_mean_what_the_layout_says(form: str) -> None:
    for slot in slots_of(documents.known(form)):
        place = slot.place
        assert place is not None
        assert (slot.field, slot.row, slot.column, slot.part) == (place.field, place.row, place.column, place.part)
        if slot.is_mark and slot.leaf is not None and slot.leaf.kind is not FieldKind.TICK:
            assert slot.choice == place.choice
