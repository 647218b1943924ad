"""A definition as written, for the checks that look at all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from dokumentverk.define.parse import Paths
from dokumentverk.define.table import Faults
from dokumentverk.model.form import Field, FormDefinition


@dataclass(frozen=True, slots=True)
class Drafted:
    """A definition as written, with each field on its path. ``vague`` fields have no sure kind."""

    definition: FormDefinition
    sections: tuple[str, ...]
    fields: tuple[tuple[str, Field], ...]
    by_id: Mapping[str, Field]
    vague: frozenset[str]


def drafted(definition: FormDefinition, paths: Paths) -> Drafted:
    placed = tuple(zip(paths.fields, definition.fields(), strict=True))
    by_id: dict[str, Field] = {}
    for _, field in placed:
        by_id.setdefault(field.id, field)
    vague = frozenset(field.id for path, field in placed if path in paths.vague)
    return Drafted(definition, tuple(paths.sections), placed, by_id, vague)


Check: TypeAlias = Callable[[Drafted, Faults], None]
