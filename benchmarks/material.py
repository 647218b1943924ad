"""The documents that the contestants work on: our own forms, every field answered, synthetic throughout."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

from pypdf import PdfReader

from dokumentverk import shipped
from dokumentverk.define import load_forms
from dokumentverk.model.form import Field, FieldKind, FormDefinition, TextFormat
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.number import ALPHABET, LENGTH, group
from dokumentverk.model.value import Value
from dokumentverk.model.workplace import RuleSettings
from dokumentverk.render.blank import Blank
from dokumentverk.render.blocks import Block
from dokumentverk.render.look import Look
from dokumentverk.render.pdf import compile_pdf, stamp_pdf
from dokumentverk.render.template import render_blocks

NUMBER = "7KXM-4RTA-9CDEF"
MADE = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
LOOK = Look("Sandvik kommune")
LANGUAGE = Language.NB

_FORMATS = {
    None: "Hjelpepleier",
    TextFormat.PHONE: "22 33 44 55",
    TextFormat.EMAIL: "kari@example.org",
    TextFormat.TIME: "14.00",
    TextFormat.YEAR: "2019",
    TextFormat.EMPLOYEE_NUMBER: "1001",
    TextFormat.ORGANISASJONSNUMMER: "974760673",
}


@dataclass(frozen=True, slots=True)
class Material:
    """``filled`` is ours; ``by_name`` holds the same answers by the fields' names in the PDF, as other programs take
    them: texts, and on-states with their slash."""

    definition: FormDefinition
    blocks: tuple[Block, ...]
    blank: Blank
    values: Mapping[str, Value]
    filled: bytes
    by_name: dict[str, str]


def material(form: str) -> Material:
    definition = load_forms([shipped.forms()])[form]
    blocks = blocks_of(definition)
    blank = compile_pdf(definition, LANGUAGE, blocks, look=LOOK, made=MADE)
    values: dict[str, Value] = {
        field.id: value for field in definition.fields() if (value := answer(field)) is not None
    }
    filled = stamp_pdf(blank.content, blank.layout, definition, values, number=NUMBER, issued=MADE, medium=Medium.PDF)
    return Material(definition, blocks, blank, values, filled, by_name(filled))


def blocks_of(definition: FormDefinition) -> tuple[Block, ...]:
    form = {
        "id": definition.id,
        "version": definition.version,
        "title": definition.title.in_(LANGUAGE),
        "purpose": definition.purpose.in_(LANGUAGE) if definition.purpose else "",
    }
    workplace = {"name": LOOK.name, "organisasjonsnummer": "", "address": [], "routine": "", "contacts": {}}
    context = {"form": form, "workplace": workplace, "rules": asdict(RuleSettings()), "language": LANGUAGE.value}
    return render_blocks(definition, LANGUAGE, folders=[shipped.templates()], context=context)


def answer(field: Field) -> Value:
    """An answer of ordinary length; None for signatures."""
    match field.kind:
        case FieldKind.TEXT:
            return _FORMATS[field.format]
        case FieldKind.LONG_TEXT:
            return "Kan gjøre kontorarbeid og opplæring."
        case FieldKind.DATE:
            return date(2026, 11, 9)
        case FieldKind.FODSELSNUMMER:
            return "13097248022"
        case FieldKind.NUMBER:
            return Decimal(4)
        case FieldKind.PERCENT:
            return Decimal(50)
        case FieldKind.YES_NO | FieldKind.TICK:
            return True
        case FieldKind.ONE_OF:
            return field.choices[0].id
        case FieldKind.SEVERAL_OF:
            return tuple(choice.id for choice in field.choices[:2])
        case FieldKind.ROWS:
            return tuple(
                tuple((column.id, _cell(column)) for column in field.columns) for _ in range(min(field.rows, 2))
            )
        case FieldKind.SIGNATURE:
            return None


def _cell(column: Field) -> str | date | Decimal | bool | None:
    value = "Notat" if column.kind is FieldKind.LONG_TEXT else answer(column)
    return value if isinstance(value, str | date | Decimal | bool) else None


def issue_numbers() -> Iterator[str]:
    """Numbers as issues have them, each once."""
    for symbols in product(ALPHABET, repeat=LENGTH):
        yield group("".join(reversed(symbols)))


def by_name(filled: bytes) -> dict[str, str]:
    fields = PdfReader(io.BytesIO(filled)).get_fields() or {}
    return {name: str(field["/V"]) for name, field in fields.items() if field.get("/V") not in (None, "", "/Off")}
