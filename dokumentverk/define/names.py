"""The names that fields get in a PDF and a DOCX, in the order of the model's own naming."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from dokumentverk.model.form import Field, FieldKind
from dokumentverk.model.layout import name_of, overflow_name
from dokumentverk.model.value import NO, YES


def pdf_names(field: Field) -> tuple[str, ...]:
    """Full names of the field's widgets in the PDF: one for a radio group, one per box or cell elsewhere."""
    match field.kind:
        case FieldKind.SEVERAL_OF:
            return tuple(name_of(field.id, choice=choice.id) for choice in field.choices)
        case FieldKind.ROWS:
            return tuple(
                name_of(field.id, row=row, column=column.id) for row in range(field.rows) for column in field.columns
            )
        case (
            FieldKind.TEXT
            | FieldKind.LONG_TEXT
            | FieldKind.DATE
            | FieldKind.FODSELSNUMMER
            | FieldKind.NUMBER
            | FieldKind.PERCENT
            | FieldKind.YES_NO
            | FieldKind.TICK
            | FieldKind.ONE_OF
            | FieldKind.SIGNATURE
        ):
            return (field.id,)
    assert_never(field.kind)


def bookmark_names(field: Field) -> tuple[str, ...]:
    """Names of the field's controls in the DOCX: as in the PDF, but one for each choice of a radio group."""
    match field.kind:
        case FieldKind.ONE_OF:
            return tuple(name_of(field.id, choice=choice.id) for choice in field.choices)
        case FieldKind.YES_NO:
            return tuple(name_of(field.id, choice=choice) for choice in (YES, NO))
        case _:
            return pdf_names(field)


def claimed_names(field: Field) -> Iterator[str]:
    """Every name that the field can come to use: its id, widgets, controls, and overflow boxes."""
    yield field.id
    yield from pdf_names(field)
    yield from bookmark_names(field)
    match field.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            yield overflow_name(field.id)
        case FieldKind.ROWS:
            yield overflow_name(field.id)
            yield from (overflow_name(name) for name in pdf_names(field))
        case _:
            return
