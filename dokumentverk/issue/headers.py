"""Which field of a form a table's column is: by field id, by label in any language, or by its name in the PDF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dokumentverk.model.form import Field, FieldKind, FormDefinition, TextFormat
from dokumentverk.model.language import Language
from dokumentverk.model.layout import name_of


class About(StrEnum):
    """What a column may say of the document beside its fields."""

    EMPLOYEE = "employee"
    CASE = "case"
    LANGUAGE = "language"
    POSITION = "position"


_ABOUT = {
    About.EMPLOYEE: ("employee", "employee number", "ansattnummer", "ansattnr", "ansatt", "tilsettnummer", "tilsettnr"),
    About.CASE: ("case", "sak", "saksnummer"),
    About.LANGUAGE: ("document language", "dokumentspråk", "språk", "language"),
    About.POSITION: ("position number", "stilling nr", "stillingsnummer", "position"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A field, or one cell of a field of rows (``row`` from 0)."""

    field: Field
    row: int | None = None
    column: Field | None = None


class Unclear(StrEnum):
    UNKNOWN = "unknown"
    SEVERAL = "several"
    """Two fields have that label: only an id tells them apart."""


def targets(definition: FormDefinition, headers: Sequence[str]) -> dict[str, Target | About | Unclear]:
    """For each header in turn. A field goes before what a column says of the document, the employee's number after."""
    ids = dict(_names(definition))
    labels: dict[str, list[Target]] = {}
    for target in _labelled(definition):
        for language in Language:
            found = labels.setdefault(folded(target.field.label.in_(language)), [])
            if target not in found:
                found.append(target)
    about = {folded(name): one for one, names in _ABOUT.items() for name in names}
    return {header: _meant(header, definition, ids, labels, about) for header in headers}


def _meant(
    header: str,
    definition: FormDefinition,
    ids: dict[str, Target],
    labels: dict[str, list[Target]],
    about: dict[str, About],
) -> Target | About | Unclear:
    target = ids.get(header.strip().casefold())
    wanted = folded(header)
    named = labels.get(wanted) or labels.get(re.sub(r"^\d+[.)]? ", "", wanted)) or []
    if target is None and len(named) == 1:
        target = named[0]
    if about.get(wanted) is About.EMPLOYEE or (target is not None and names_employee(definition, target.field)):
        return About.EMPLOYEE
    if target is not None:
        return target
    if named:
        return Unclear.SEVERAL
    return about.get(wanted, Unclear.UNKNOWN)


def names_employee(definition: FormDefinition, field: Field) -> bool:
    """True for the field that holds the employee's number; some forms name the person by fødselsnummer instead."""
    return field.id == definition.employee_field and field.format is TextFormat.EMPLOYEE_NUMBER


def _names(definition: FormDefinition) -> Iterator[tuple[str, Target]]:
    for field in definition.fields():
        yield field.id, Target(field)
        if field.kind is FieldKind.ROWS:
            for row in range(field.rows):
                for column in field.columns:
                    yield name_of(field.id, row=row, column=column.id), Target(field, row, column)


def _labelled(definition: FormDefinition) -> Iterator[Target]:
    return (Target(field) for field in definition.fields())


def folded(text: str) -> str:
    """Case, blanks and marks at the end do not matter: «Første fraværsdag:»."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).rstrip(" :*?.")
