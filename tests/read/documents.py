"""The shipped forms as blanks, with made-up answers for every field, and what is known of them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from dokumentverk import define, shipped
from dokumentverk.model.form import Field, FieldKind, FormDefinition, TextFormat
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.value import Scalar, Value
from dokumentverk.model.workplace import RuleSettings
from dokumentverk.read.known import Known
from dokumentverk.render.blank import Blank
from dokumentverk.render.look import Look
from dokumentverk.render.pdf import compile_pdf, overflow_of, stamp_pdf
from dokumentverk.render.template import render_blocks

FORMS = ("egenmelding", "oppfolgingsplan", "dialogmote")
MADE = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
NUMBER = "7KXM-4RTA-9CDEF"
OTHER_NUMBER = "A2C4-E6G7-HJKMN"
WORKPLACE = {
    "name": "Lunde skole",
    "organisasjonsnummer": "974760673",
    "address": ("Lundeveien 1", "8980 Vega"),
    "routine": "",
    "contacts": {},
}


@cache
def definition(form: str) -> FormDefinition:
    return define.load_forms([shipped.forms()])[form]


@cache
def blank(form: str, language: Language = Language.NB) -> Blank:
    return _blank(form, language)


def _blank(form: str, language: Language, values: dict[str, Value] | None = None) -> Blank:
    made = definition(form)
    title = {"id": made.id, "version": made.version, "title": made.title.in_(language), "purpose": ""}
    context = {"form": title, "workplace": WORKPLACE, "rules": asdict(RuleSettings()), "language": language.value}
    blocks = render_blocks(made, language, folders=(shipped.templates(),), context=context)
    look = Look(name="Lunde skole")
    first = compile_pdf(made, language, blocks, look=look, made=MADE)
    overflow = overflow_of(first.layout, made, values or {})
    return compile_pdf(made, language, blocks, look=look, overflow=overflow, made=MADE) if overflow else first


def known(form: str, language: Language = Language.NB, *, number: str = NUMBER) -> Known:
    made = blank(form, language)
    return Known(definition(form), made.layout, issue(form, language, number=number), made.content)


def issue(form: str, language: Language = Language.NB, *, number: str = NUMBER) -> Issue:
    made = blank(form, language)
    return Issue(number, "k1", form, "1", language, ((Medium.PDF, made.layout.digest),), MADE)


def stamped(
    form: str,
    values: dict[str, Value] | None = None,
    *,
    number: str = NUMBER,
    medium: Medium = Medium.PDF,
    language: Language = Language.NB,
) -> bytes:
    made = blank(form, language)
    return stamp_pdf(
        made.content, made.layout, definition(form), values or {}, number=number, issued=MADE, medium=medium
    )


def stamped_long(form: str, values: dict[str, Value], *, medium: Medium = Medium.PDF) -> tuple[bytes, Known]:
    """With a continuation page for what does not fit."""
    made = _blank(form, Language.NB, values)
    content = stamp_pdf(made.content, made.layout, definition(form), values, number=NUMBER, issued=MADE, medium=medium)
    return content, Known(definition(form), made.layout, issue(form), made.content)


def answers(form: str) -> dict[str, Value]:
    """An answer for every field but signatures: each kind, Norwegian letters, brackets, several lines."""
    given: dict[str, Value] = {}
    for place, field in enumerate(definition(form).fields()):
        if field.kind is FieldKind.ROWS:
            given[field.id] = tuple(
                tuple((column.id, _answer(column, place + row, short=True)) for column in field.columns)
                for row in range(min(2, field.rows))
            )
        elif field.kind is not FieldKind.SIGNATURE:
            given[field.id] = _answer(field, place)
    return given


_TEXTS = ("Åse Bjørg Næss", "Ørjan (vikar)", "Lærer; 60 %", "Skole «Vest»", "Jan Erik Ås", "a\\b & c")
_LINES = "Kan gjøre kontorarbeid i ro.\nKan ikke løfte (over 5 kg)."
_FORMATS = {
    TextFormat.PHONE: "90 12 34 56",
    TextFormat.EMAIL: "ase.ness@example.no",
    TextFormat.TIME: "14.30",
    TextFormat.YEAR: "2019",
    TextFormat.EMPLOYEE_NUMBER: "10432",
    TextFormat.ORGANISASJONSNUMMER: "974760673",
}


def _answer(field: Field, turn: int, *, short: bool = False) -> Scalar | tuple[str, ...]:
    match field.kind:
        case FieldKind.TEXT:
            text = _FORMATS[field.format] if field.format else _TEXTS[turn % len(_TEXTS)]
            return "Åse Ø." if short and not field.format else text
        case FieldKind.LONG_TEXT:
            return "Ro" if short else _LINES
        case FieldKind.DATE:
            return date(2026, 9, 1 + turn % 28)
        case FieldKind.FODSELSNUMMER:
            return "13897248022"
        case FieldKind.NUMBER | FieldKind.PERCENT:
            return Decimal(40 + turn % 10)
        case FieldKind.YES_NO:
            return turn % 2 == 0
        case FieldKind.TICK:
            return turn % 3 != 0
        case FieldKind.ONE_OF:
            return field.choices[turn % len(field.choices)].id
        case FieldKind.SEVERAL_OF:
            return tuple(choice.id for choice in field.choices[::2])
        case FieldKind.ROWS | FieldKind.SIGNATURE:
            raise AssertionError(field.kind)
