"""Values for every field of any form, with what is hard about Norwegian names and long answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.value import Row, Scalar, Value

SENTENCE = "Jeg kan ta imot pasienter i resepsjonen, svare på telefon og holde orden, men ikke løfte. "
NAMES = ("Ánne Márjá Čálli-Ŋuolla", "Åse Bjørg Næss", "Đuro Żółć")
HARD = "«sitat» – 5 € … *_$#[]\\ {{7*7}} [[name]] 中"


def values_for(definition: FormDefinition) -> dict[str, Value]:
    """One for each field but signatures; long texts of different lengths, tables with two lines more than printed."""
    found: dict[str, Value] = {}
    for at, field in enumerate(definition.fields()):
        if field.kind is FieldKind.ROWS:
            found[field.id] = tuple(_row(field, at + line) for line in range(field.rows + 2))
        elif field.kind is FieldKind.SEVERAL_OF:
            found[field.id] = tuple(choice.id for choice in field.choices[::2])
        elif field.kind is not FieldKind.SIGNATURE:
            found[field.id] = _scalar(field, at)
    return found


def _row(field: Field, at: int) -> Row:
    return tuple((column.id, _scalar(column, at + step)) for step, column in enumerate(field.columns))


def _scalar(field: Field, at: int) -> Scalar:
    match field.kind:
        case FieldKind.DATE:
            return date(2026, 11, 1 + at % 30)
        case FieldKind.FODSELSNUMMER:
            return "13097248022"
        case FieldKind.NUMBER | FieldKind.PERCENT:
            return Decimal("40.5")
        case FieldKind.YES_NO:
            return at % 2 == 0
        case FieldKind.TICK:
            return True
        case FieldKind.ONE_OF:
            return field.choices[-1].id
        case FieldKind.LONG_TEXT:
            return f"{SENTENCE * (1 + at % 23)}\n\n{HARD}"
        case _:
            return NAMES[at % len(NAMES)]
