"""What the name of a widget means: the way back from a PDF's own fields to the definition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.layout import Part, continuation_names, name_of

_OVERFLOW = re.compile(r"(.+)_overflow(?:_\d+)?")
_ROW = re.compile(r"(\d{1,4})_(.+)")


@dataclass(frozen=True, slots=True)
class Key:
    """One widget in the model's words; see ``model.layout.Place``."""

    field: str
    row: int | None = None
    column: str | None = None
    choice: str | None = None
    part: Part = Part.MAIN


def meaning(definition: FormDefinition, name: str, state: str | None) -> Key | None:
    """The key of the widget ``name`` with that on-state; None for a name that the form does not have.

    Table lines beyond the definition's own and continuation boxes are known by their names too.
    """
    known = _known(definition)
    if found := known.get((name, state)) or known.get((name, None)):
        return found
    if found := _table_cell(definition, name, state):
        return found
    if match := _OVERFLOW.fullmatch(name):
        base = meaning(definition, match[1], None)
        if base is not None and base.part is Part.MAIN:
            return Key(base.field, base.row, base.column, part=Part.OVERFLOW)
    return None


@lru_cache(maxsize=32)
def _known(definition: FormDefinition) -> dict[tuple[str, str | None], Key]:
    found: dict[tuple[str, str | None], Key] = {}
    for field in definition.fields():
        found |= _of_field(field, field.id, Key(field.id))
    for number in range(1, definition.continuations + 1):
        for name, part in zip(
            continuation_names(number), (Part.CONTINUATION_FIELD, Part.CONTINUATION_TEXT), strict=True
        ):
            found[name, None] = Key("", row=number - 1, part=part)
    return found


def _of_field(field: Field, name: str, key: Key) -> dict[tuple[str, str | None], Key]:
    match field.kind:
        case FieldKind.YES_NO:
            return {(name, state): _choice(key, state) for state in ("yes", "no")}
        case FieldKind.ONE_OF:
            return {(name, choice.id): _choice(key, choice.id) for choice in field.choices}
        case FieldKind.SEVERAL_OF:
            return {(f"{name}_{choice.id}", None): _choice(key, choice.id) for choice in field.choices}
        case FieldKind.ROWS:
            return {}
        case _:
            return {(name, None): key}


def _choice(key: Key, state: str) -> Key:
    return Key(key.field, key.row, key.column, state)


def _table_cell(definition: FormDefinition, name: str, state: str | None) -> Key | None:
    for table in definition.fields():
        if table.kind is not FieldKind.ROWS or not name.startswith(f"{table.id}_"):
            continue
        match = _ROW.fullmatch(name[len(table.id) + 1 :])
        if match is None or int(match[1]) < 1:
            continue
        row = int(match[1]) - 1
        for column in table.columns:
            base = name_of(table.id, row=row, column=column.id)
            known = _of_field(column, base, Key(table.id, row, column.id))
            if found := known.get((name, state)) or known.get((name, None)):
                return found
    return None
