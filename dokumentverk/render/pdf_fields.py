"""A field as it is printed and as it is a widget: both come from the same place, so they cannot differ.

The printed side is plain data for the house style (``templates/house.typ``); the other a ``WidgetSpec`` for finishing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dokumentverk.engines.pdf_finish import WidgetSpec
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import WidgetKind, name_of
from dokumentverk.model.value import NO, YES
from dokumentverk.render import geometry, words
from dokumentverk.render.directives import cells_of

FONT_SIZE = 10.0
COMB_SIZE = 11.0
CONTINUATION_SIZE = 8.0
_BREAKS = {FieldKind.DATE: (2, 4), FieldKind.FODSELSNUMMER: (6,)}

Data = dict[str, object]


@dataclass(frozen=True, slots=True)
class Spot:
    """A field at its place: a field of the form, or a cell of a table (``row`` from 0 and its table)."""

    field: Field
    table: Field | None = None
    row: int | None = None
    repeat: bool = False

    @property
    def address(self) -> str:
        """What names the widget on the page; that of a repeated answer has the name of the first."""
        return f"{self.name}/repeat" if self.repeat else self.name

    @property
    def name(self) -> str:
        if self.table is None:
            return self.field.id
        return name_of(self.table.id, row=self.row, column=self.field.id)

    @property
    def key(self) -> tuple[str, int | None, str | None]:
        """(field, row, column)"""
        return (self.field.id, None, None) if self.table is None else (self.table.id, self.row, self.field.id)


@dataclass(frozen=True, slots=True)
class Voice:
    """How fields are named in print: the definition and the language."""

    definition: FormDefinition
    language: Language

    def label(self, field: Field) -> str:
        return field.label.in_(self.language)

    def item(self, table: Field) -> str:
        """What one line of a table is called."""
        return (table.item or table.label).in_(self.language)

    def help(self, field: Field) -> str:
        return field.help.in_(self.language) if field.help else ""

    def number(self, field: Field) -> str:
        return str(self.definition.number_of(field.id))

    def tip(self, spot: Spot) -> str:
        """The accessible name: number, label, and for a cell of a table its line."""
        if spot.table is None:
            return f"{self.number(spot.field)} {self.label(spot.field)}"
        assert spot.row is not None
        row = f"{words.ROW.in_(self.language)} {spot.row + 1}"
        return f"{self.number(spot.table)} {self.label(spot.table)}, {row}, {self.label(spot.field)}"

    def choices(self, field: Field) -> tuple[tuple[str, str], ...]:
        """(on-state, label) of each choice."""
        if field.kind is FieldKind.YES_NO:
            return ((YES, words.YES.in_(self.language)), (NO, words.NO.in_(self.language)))
        return tuple((choice.id, choice.label.in_(self.language)) for choice in field.choices)


def comb_of(field: Field) -> tuple[int, tuple[int, ...]] | None:
    """Cells and the cells that a heavier line stands before; None for what is no comb."""
    cells = cells_of(field)
    return None if cells is None else (cells, _BREAKS.get(field.kind, ()))


def fits_comb(field: Field, width: float) -> bool:
    comb = comb_of(field)
    return comb is not None and comb[0] * geometry.CELL <= width + geometry.ROUNDING


def printed(spot: Spot, voice: Voice, *, width: float, lines: int) -> Data:
    """The field as data for the house style."""
    field = spot.field
    data: Data = {
        "number": voice.number(field) if spot.table is None and not spot.repeat else "",
        "label": voice.label(field),
        "help": "" if spot.repeat else voice.help(field),
        "required": field.required and not spot.repeat,
        "width": width,
        "name": spot.address,
        "repeat": spot.repeat,
    }
    if fits_comb(field, width):
        cells, breaks = comb_of(field) or (0, ())
        unit = "%" if field.kind is FieldKind.PERCENT else ""
        return {**data, "kind": "comb", "cells": cells, "breaks": breaks, "unit": unit}
    match field.kind:
        case FieldKind.YES_NO | FieldKind.ONE_OF:
            options = [{"name": f"{spot.name}/{state}", "label": label} for state, label in voice.choices(field)]
            return {**data, "kind": "choices", "round": True, "choices": options}
        case FieldKind.SEVERAL_OF:
            options = [
                {"name": name_of(spot.field.id, choice=state), "label": label} for state, label in voice.choices(field)
            ]
            return {**data, "kind": "choices", "round": False, "choices": options}
        case FieldKind.TICK:
            return {**data, "kind": "tick"}
        case FieldKind.SIGNATURE:
            return {**data, "kind": "signature"}
        case _:
            return {**data, "kind": "text", "lines": lines if field.kind is FieldKind.LONG_TEXT else 1}


def widgets(spot: Spot, voice: Voice, *, width: float, multiline: bool) -> Iterator[WidgetSpec]:
    """The widgets of the field, in reading order. A signature's locks are added when all widgets are known."""
    field, name, tip = spot.field, spot.name, voice.tip(spot)
    if fits_comb(field, width):
        cells, _ = comb_of(field) or (0, ())
        tip = f"{tip} ({words.DATE_SHAPE.in_(voice.language)})" if field.kind is FieldKind.DATE else tip
        yield WidgetSpec(
            spot.address, name, WidgetKind.COMB, tip, required=field.required, cells=cells, font_size=COMB_SIZE
        )
        return
    match field.kind:
        case FieldKind.YES_NO | FieldKind.ONE_OF:
            for state, label in voice.choices(field):
                yield WidgetSpec(
                    f"{name}/{state}",
                    name,
                    WidgetKind.RADIO,
                    f"{tip}: {label}",
                    group_tip=tip,
                    choice=state,
                    required=field.required,
                )
        case FieldKind.SEVERAL_OF:
            for state, label in voice.choices(field):
                one = name_of(spot.field.id, choice=state)
                yield WidgetSpec(one, one, WidgetKind.CHECK, f"{tip}: {label}")
        case FieldKind.TICK:
            yield WidgetSpec(name, name, WidgetKind.CHECK, tip, required=field.required)
        case FieldKind.SIGNATURE:
            yield WidgetSpec(name, name, WidgetKind.SIGNATURE, tip)
        case _:
            yield WidgetSpec(
                spot.address,
                name,
                WidgetKind.TEXT,
                tip,
                required=field.required,
                multiline=multiline,
                max_length=field.max_length,
                font_size=FONT_SIZE,
            )
