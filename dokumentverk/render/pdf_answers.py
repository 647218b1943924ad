"""Values as what each widget of a blank shows, and which of them do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dokumentverk.engines.pdf_stamp import Answer, Answers
from dokumentverk.engines.text_fit import PAD_X, code_points, split, unshowable, wrap
from dokumentverk.errors import TemplateError
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Layout, Part, Place, WidgetKind
from dokumentverk.model.value import NO, YES, Value, rows_of, show
from dokumentverk.model.written import show_date
from dokumentverk.render.blank import Overflow
from dokumentverk.render.pdf_overflow import SIZE, WIDTH

_SMALLER = (1.0, 0.95, 0.9, 0.85, 0.8)
"""Shares of its size that an answer may be set in before it goes on elsewhere: from 10 to 8 points."""
_PARTS = (Part.MAIN, Part.OVERFLOW)
_HALF_PAIR = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Given:
    """One value for one spot: a field of the form, or a cell (``field`` is the column, ``owner`` the table)."""

    field: Field
    owner: Field
    value: Value
    row: int | None = None

    @property
    def spot(self) -> tuple[str, int | None, str | None]:
        return self.owner.id, self.row, None if self.row is None else self.field.id


def _given(definition: FormDefinition, values: Mapping[str, Value]) -> Iterator[_Given]:
    """Everything that has something to show."""
    for field in definition.fields():
        value = values.get(field.id)
        if field.kind is FieldKind.SIGNATURE or value is None:
            continue
        if field.kind is not FieldKind.ROWS:
            yield _Given(field, field, value)
            continue
        for row, cells in enumerate(rows_of(value)):
            columns = dict(cells)
            for column in field.columns:
                cell = columns.get(column.id)
                if cell is not None:
                    yield _Given(column, field, cell, row)


def written(field: Field, value: Value, language: Language, *, comb: bool) -> str:
    """The text of a widget: dates in a comb as DDMMYYYY, numbers of persons and bodies there without spaces.
    Half a surrogate pair, which JSON can write and PDF cannot, is the replacement character."""
    if comb and isinstance(value, date):
        return show_date(value).replace(".", "")
    plain = comb and field.kind in (FieldKind.FODSELSNUMMER, FieldKind.TEXT)
    text = str(value) if plain else show(field, value, language)
    return _HALF_PAIR.sub("\ufffd", text)


def answers_of(layout: Layout, definition: FormDefinition, values: Mapping[str, Value]) -> Answers:
    """What goes into each widget. Raises TemplateError when an answer has no place or does not fit."""
    places: dict[tuple[str, int | None, str | None], list[Place]] = {}
    for place in layout.places:
        if place.part in _PARTS:
            places.setdefault((place.field, place.row, place.column), []).append(place)
    answers: Answers = {}
    for given in _given(definition, values):
        found = places.get(given.spot)
        if not found:
            raise TemplateError("ANSWER_WITHOUT_PLACE", field=given.owner.id)
        for place, answer in _spread(given, found, layout.language):
            answers[place.name, place.choice if place.kind is WidgetKind.RADIO else None] = (place, answer)
    return answers


def _spread(given: _Given, places: list[Place], language: Language) -> Iterator[tuple[Place, Answer]]:
    """The widgets of one value; a text goes on from one to the next."""
    locked = given.owner.locked
    if places[0].kind in (WidgetKind.CHECK, WidgetKind.RADIO):
        chosen = _chosen(given.value)
        for place in places:
            yield place, Answer(on=place.choice in chosen, locked=locked)
        return
    rest = written(given.field, given.value, language, comb=places[0].kind is WidgetKind.COMB)
    for place in places:
        size = _size(rest, place) if len(places) == 1 else place.font_size
        part, rest = _part(rest, place, size)
        yield place, Answer(text=part, size=size, locked=locked)
    if rest:
        raise TemplateError("ANSWER_BEYOND_BOX", field=given.owner.id)


def _chosen(value: Value) -> tuple[str | None, ...]:
    """The boxes that are on, by choice; a single tick box has the choice None."""
    match value:
        case bool():
            return (YES, None) if value else (NO,)
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


def _size(text: str, place: Place) -> float:
    """An answer may be set a little smaller when that lets it fit."""
    if place.cells is not None:
        return place.font_size
    sizes = (round(place.font_size * share, 2) for share in _SMALLER)
    return next((size for size in sizes if _fits(text, place, size)), place.font_size)


def _fits(text: str, place: Place, size: float) -> bool:
    """A text in smaller letters leaves a line free: a full box looks as if a program had cut the text."""
    width, height = place.box.right - place.box.left, place.box.bottom - place.box.top
    if place.multiline and size < place.font_size:
        height -= size
    return not split(text, width, height, size, multiline=place.multiline)[1]


def overflow_of(layout: Layout, definition: FormDefinition, values: Mapping[str, Value]) -> tuple[Overflow, ...]:
    """The answers that do not fit their boxes, and what each needs on a continuation page. Empty when all fit."""
    places = {
        (place.field, place.row, place.column): place
        for place in layout.places
        if place.part is Part.MAIN and place.kind in (WidgetKind.TEXT, WidgetKind.COMB)
    }
    further = [
        Overflow(field.id, rows=len(rows_of(values.get(field.id))) - field.rows)
        for field in definition.fields()
        if field.kind is FieldKind.ROWS and len(rows_of(values.get(field.id))) > field.rows
    ]
    texts: list[Overflow] = []
    for given in _given(definition, values):
        owner, row, column = given.spot
        place = places.get(given.spot) or places.get((owner, 0, column))
        if place is None:
            continue
        text = written(given.field, given.value, layout.language, comb=place.kind is WidgetKind.COMB)
        rest = _part(text, place, _size(text, place))[1]
        if rest:
            lines = len(wrap(rest, WIDTH - 2 * PAD_X, SIZE)) + 1
            texts.append(Overflow(owner, lines, row, column))
    return (*further, *texts)


def unprintable(definition: FormDefinition, values: Mapping[str, Value], language: Language) -> tuple[Finding, ...]:
    """A finding for each field whose text holds characters that the house font lacks: they print as ``[U+4E2D]``, while
    the field itself keeps them."""
    found: dict[str, str] = {}
    for given in _given(definition, values):
        missing = unshowable(written(given.field, given.value, language, comb=False))
        if missing:
            found[given.owner.id] = found.get(given.owner.id, "") + missing
    return tuple(
        finding("TEXT_UNPRINTABLE", field=field, characters=code_points(text)) for field, text in found.items()
    )
