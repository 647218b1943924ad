"""What the name of a widget means: the way back from a PDF's own fields to the definition."""

from __future__ import annotations

import re
from dataclasses import dataclass

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


class Meanings:
    """The names of one definition. Table lines beyond the definition's own and continuation pages are known too."""

    def __init__(self, definition: FormDefinition) -> None:
        self._tables = [field for field in definition.fields() if field.kind is FieldKind.ROWS]
        self._known: dict[tuple[str, str | None], Key] = {}
        for field in definition.fields():
            self._known |= _of_field(field, field.id, Key(field.id))
        for number in range(1, definition.continuations + 1):
            of_field, of_text = continuation_names(number)
            self._known[of_field, None] = Key("", row=number - 1, part=Part.CONTINUATION_FIELD)
            self._known[of_text, None] = Key("", row=number - 1, part=Part.CONTINUATION_TEXT)

    def of(self, name: str, state: str | None) -> Key | None:
        """The key of the widget ``name`` with that on-state; None for a name that the form does not have."""
        if found := self._known.get((name, state)) or self._known.get((name, None)):
            return found
        if found := self._table_cell(name, state):
            return found
        if match := _OVERFLOW.fullmatch(name):
            base = self.of(match[1], None)
            if base is not None and base.part is Part.MAIN:
                return Key(base.field, base.row, base.column, part=Part.OVERFLOW)
        return None

    def _table_cell(self, name: str, state: str | None) -> Key | None:
        for table in self._tables:
            match = _ROW.fullmatch(name.removeprefix(f"{table.id}_"))
            if match is None or int(match[1]) < 1 or not name.startswith(f"{table.id}_"):
                continue
            row = int(match[1]) - 1
            for column in table.columns:
                base = name_of(table.id, row=row, column=column.id)
                known = _of_field(column, base, Key(table.id, row, column.id))
                if found := known.get((name, state)) or known.get((name, None)):
                    return found
        return None


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
