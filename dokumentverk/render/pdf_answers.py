"""Values as what each widget of a blank shows, and which of them do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from dokumentverk.engines.pdf_stamp import Answer
from dokumentverk.engines.text_fit import PAD_X, split, wrap
from dokumentverk.errors import TemplateError
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Layout, Part, Place, WidgetKind
from dokumentverk.model.value import NO, YES, Value, rows_of, show
from dokumentverk.render.blank import Overflow
from dokumentverk.render.pdf_fields import FONT_SIZE
from dokumentverk.render.pdf_overflow import overflow_width

_SMALLER = (1.0, 0.9, 0.8)
"""Sizes that a one-line answer may be set in before it goes on a continuation page."""

Answers = dict[tuple[str, str | None], tuple[Place, Answer]]


def _values(definition: FormDefinition, values: Mapping[str, Value]) -> Iterator[tuple[Field, str, int | None, Value]]:
    """(field or column, id of the form's field, row, value) of everything given."""
    for field in definition.fields():
        if field.id not in values:
            continue
        if field.kind is not FieldKind.ROWS:
            yield field, field.id, None, values[field.id]
            continue
        for row, cells in enumerate(rows_of(values[field.id])):
            given = dict(cells)
            for column in field.columns:
                yield column, field.id, row, given.get(column.id)


def written(field: Field, value: Value, language: Language, *, comb: bool) -> str:
    """The text of a widget: dates in a comb as DDMMYYYY, a fødselsnummer there as eleven digits."""
    if value is None:
        return ""
    if comb and isinstance(value, date):
        return f"{value:%d%m%Y}"
    if comb:
        return str(value)
    return show(field, value, language)


def answers_of(layout: Layout, definition: FormDefinition, values: Mapping[str, Value]) -> Answers:
    """What goes into each widget. Raises TemplateError when an answer does not fit."""
    places: dict[tuple[str, int | None, str | None], list[Place]] = {}
    for place in layout.places:
        places.setdefault((place.field, place.row, place.column), []).append(place)
    answers: Answers = {}
    for field, owner, row, value in _values(definition, values):
        found = places.get((owner, row, field.id if row is not None else None), [])
        if value is None or value is False and field.kind is FieldKind.TICK:
            continue
        locked = definition.field(owner).locked
        if not found:
            raise TemplateError("ANSWER_WITHOUT_PLACE", field=owner)
        for place, answer in _spread(field, value, found, layout.language, locked=locked):
            answers[place.name, place.choice if place.kind is WidgetKind.RADIO else None] = (place, answer)
    return answers


def _spread(
    field: Field, value: Value, places: list[Place], language: Language, *, locked: bool
) -> Iterator[tuple[Place, Answer]]:
    if places[0].kind in (WidgetKind.CHECK, WidgetKind.RADIO):
        chosen = _chosen(value)
        for place in places:
            yield place, Answer(on=place.choice is None or place.choice in chosen, locked=locked)
        return
    if places[0].kind is WidgetKind.SIGNATURE:
        return
    rest = written(field, value, language, comb=places[0].kind is WidgetKind.COMB)
    for place in places:
        size = _size(rest, place, last=place is places[-1])
        part, rest = _part(rest, place, size)
        if part:
            yield place, Answer(text=part, size=size, locked=locked)
    if rest:
        raise TemplateError("ANSWER_BEYOND_BOX", field=field.id)


def _chosen(value: Value) -> tuple[str, ...]:
    match value:
        case bool():
            return (YES if value else NO,)
        case str():
            return (value,)
        case tuple():
            return tuple(one for one in value if isinstance(one, str))
        case _:
            return ()


def _part(text: str, place: Place, size: float) -> tuple[str, str]:
    width, height = place.box.right - place.box.left, place.box.bottom - place.box.top
    if place.cells is not None:
        return text[: place.cells], text[place.cells :]
    return split(text, width, height, size, multiline=place.multiline)


def _size(text: str, place: Place, *, last: bool) -> float:
    """A one-line answer may be set a little smaller when that lets it fit."""
    if place.multiline or place.cells is not None or not last:
        return place.font_size
    for share in _SMALLER:
        if not _part(text, place, place.font_size * share)[1]:
            return place.font_size * share
    return place.font_size


def overflow_of(layout: Layout, definition: FormDefinition, values: Mapping[str, Value]) -> tuple[Overflow, ...]:
    """The answers that do not fit their boxes, with how many lines each needs on a continuation page."""
    places: dict[tuple[str, int | None, str | None], Place] = {}
    for place in layout.places:
        if place.part is Part.MAIN and place.kind in (WidgetKind.TEXT, WidgetKind.COMB):
            places[place.field, place.row, place.column] = place
    found = []
    for field, owner, row, value in _values(definition, values):
        place = places.get((owner, row, field.id if row is not None else None))
        if place is None or value is None:
            continue
        text = written(field, value, layout.language, comb=place.kind is WidgetKind.COMB)
        rest = _part(text, place, _size(text, place, last=True))[1]
        if rest:
            lines = len(wrap(rest, overflow_width() - 2 * PAD_X, FONT_SIZE)) + 1
            found.append(Overflow(owner, lines, row, field.id if row is not None else None))
    return tuple(found)
