"""The names under which a form's answers lie in a PDF or DOCX, from the definition alone or with the blank's map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.layout import Part, Place, WidgetKind, continuation_names, name_of, overflow_name
from dokumentverk.model.value import NO, YES
from dokumentverk.read.known import Known


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for an answer. ``leaf`` is the field or the column, None for the free continuations (``field`` is
    empty and ``row`` numbers the pair from 0 then). ``choice`` is the choice's id, None for text and for a single
    tick box."""

    name: str
    field: str
    leaf: Field | None
    row: int | None = None
    column: str | None = None
    choice: str | None = None
    part: Part = Part.MAIN
    place: Place | None = None

    @property
    def is_mark(self) -> bool:
        """A box that is ticked. A choice from a drop-down list is written, and stands in a box of text."""
        return self.leaf is not None and self.leaf.kind in MARKED and not _is_list(self.place)

    @property
    def is_signature(self) -> bool:
        return self.leaf is not None and self.leaf.kind is FieldKind.SIGNATURE


_OVERFLOWS = 8
"""Boxes on continuation pages that one answer may have: 2,000 characters take one."""
MARKED = frozenset({FieldKind.YES_NO, FieldKind.TICK, FieldKind.ONE_OF, FieldKind.SEVERAL_OF})
EXCLUSIVE = frozenset({FieldKind.YES_NO, FieldKind.ONE_OF})


def slots_of(known: Known) -> tuple[Slot, ...]:
    """Every slot of the form. With a layout, exactly the slots that the blank has, each with its first place: one where
    the answer is shown once more is for people."""
    expected = tuple(_expected(known.definition))
    if known.layout is None:
        return expected
    by_key = {(slot.name, slot.choice if _shares_name(slot) else None): slot for slot in expected}
    found: list[Slot] = []
    for place in known.layout.places:
        if place.part is Part.REPEAT:
            continue
        slot = by_key.get((place.name, place.choice)) or by_key.get((place.name, None))
        if slot is None and _is_list(place):
            slot = next((replace(one, choice=None) for one in expected if one.name == place.name), None)
        if slot is not None:
            found.append(_at(slot, place))
    return tuple(found)


def answer_pages(known: Known) -> frozenset[int]:
    """The pages that must come back, empty when that is all of them: those that hold a field of the answer, or the free
    continuation."""
    if known.layout is None or not known.definition.answer:
        return frozenset()
    return frozenset(
        place.box.page
        for place in known.layout.places
        if place.part is not Part.REPEAT and (not place.field or known.definition.in_answer(place.field))
    )


def _at(slot: Slot, place: Place) -> Slot:
    return Slot(slot.name, slot.field, slot.leaf, slot.row, slot.column, slot.choice, slot.part, place)


def _is_list(place: Place | None) -> bool:
    return place is not None and place.kind is WidgetKind.TEXT


def _shares_name(slot: Slot) -> bool:
    """The kids of a radio group have one name."""
    return slot.leaf is not None and slot.leaf.kind in EXCLUSIVE


def _expected(definition: FormDefinition) -> Iterator[Slot]:
    for field in definition.fields():
        if field.kind is FieldKind.ROWS:
            for row in range(field.rows):
                for column in field.columns:
                    yield from _leaf(field.id, column, row=row, column=column.id)
        else:
            yield from _leaf(field.id, field)
    for number in range(1, definition.continuations + 1):
        named, text = continuation_names(number)
        yield Slot(named, "", None, row=number - 1, part=Part.CONTINUATION_FIELD)
        yield Slot(text, "", None, row=number - 1, part=Part.CONTINUATION_TEXT)


def _leaf(field: str, leaf: Field, *, row: int | None = None, column: str | None = None) -> Iterator[Slot]:
    match leaf.kind:
        case FieldKind.YES_NO:
            choices: tuple[str | None, ...] = (YES, NO)
        case FieldKind.ONE_OF | FieldKind.SEVERAL_OF:
            choices = tuple(choice.id for choice in leaf.choices)
        case _:
            choices = (None,)
    if leaf.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
        main = name_of(field, row=row, column=column)
        for part in range(1, _OVERFLOWS + 1):
            yield Slot(overflow_name(main, part), field, leaf, row, column, part=Part.OVERFLOW)
    for choice in choices:
        named = choice if leaf.kind is FieldKind.SEVERAL_OF else None
        yield Slot(name_of(field, row=row, column=column, choice=named), field, leaf, row, column, choice)


def plain_name(name: str) -> str:
    """The last part of a full name as other programs leave it: ``form1[0].page.first_day#1`` is ``first_day``.

    qpdf adds ``+1`` to a name that is taken when it merges files, pdftk puts ``1.`` before it.
    """
    return re.sub(r"(\[\d+\]|[#+]\d+)+$", "", name.rsplit(".", 1)[-1])
