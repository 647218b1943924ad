"""Forms as DOCX: a blank compiled once from a template's blocks, and documents stamped from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from dokumentverk import shipped
from dokumentverk.engines import docx_read, docx_stamp, docx_write
from dokumentverk.engines.docx_form import DocxForm
from dokumentverk.engines.docx_places import NOWHERE, choices_of, places_of, repeat_of
from dokumentverk.engines.docx_sheet import Furniture, Sheet
from dokumentverk.engines.docx_stamp import Answer, Repeats
from dokumentverk.engines.typst_layout import LayoutFault, picture_of_svg
from dokumentverk.errors import ConfigurationError
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Layout, Medium, Part, Place, StaticText, name_of
from dokumentverk.model.value import Row, Value, rows_of, show
from dokumentverk.render import docx_words, words
from dokumentverk.render.blank import Blank
from dokumentverk.render.blocks import Block, FieldRow
from dokumentverk.render.docx_parts import parts_of
from dokumentverk.render.look import Look, readable_accent

_A4 = (595.28, 841.89)


def compile_docx(
    definition: FormDefinition,
    language: Language,
    blocks: Iterable[Block],
    *,
    look: Look,
    letterhead: bytes | None,
    made: datetime,
) -> Blank:
    """The form without a number. ``letterhead`` is a .docx whose styles, headers and footers are used.

    Boxes of the layout lie on page 0: a DOCX has no pages before it is opened. Raises ConfigurationError for a
    letterhead or logo that cannot be used, or that would make our own documents suspect when they come back.
    """
    shown = tuple(blocks)
    parts = parts_of(definition, language, shown, docx_write.text_width(letterhead))
    properties = (
        ("DVNumber", ""),
        ("DVForm", definition.id),
        ("DVVersion", definition.version),
        ("DVLanguage", language.value),
    )
    content = docx_write.write(Sheet(furniture_of(definition, language, look), parts, properties), letterhead, made)
    return Blank(content, _layout(definition, language, content, _repeats_in(definition, shown), made))


def _repeats_in(definition: FormDefinition, blocks: Iterable[Block]) -> tuple[Place, ...]:
    cells = [cell for block in blocks if isinstance(block, FieldRow) for cell in block.cells]
    return tuple(repeat_of(definition.field(cell.field)) for cell in cells if cell.repeat)


def furniture_of(definition: FormDefinition, language: Language, look: Look) -> Furniture:
    """What stands on every page. Raises ConfigurationError for a logo that is no image."""
    details = list(look.address)
    if look.organisasjonsnummer:
        details.append(f"{words.ORGANISATION_NUMBER.in_(language)} {_in_threes(look.organisasjonsnummer)}")
    before, between, after = re.split(r"\{\w+\}", words.PAGE.in_(language))
    return Furniture(
        title=definition.title.in_(language),
        language=docx_words.TAGS[language],
        name=look.name,
        details=tuple(details),
        identity=words.imprint(definition, language),
        routine=look.routine,
        number_label=docx_words.NUMBER.in_(language),
        code_title=docx_words.CODE_TITLE.in_(language),
        page_of=(before, between, after),
        accent=readable_accent(look.accent),
        logo=_logo(look),
    )


def _logo(look: Look) -> bytes | None:
    """Word takes a drawing only beside a picture of it, so that a drawing goes in as a picture."""
    if look.logo is None:
        return None
    if look.logo_suffix.lower().lstrip(".") != "svg":
        return look.logo
    try:
        return picture_of_svg(look.logo, fonts=shipped.fonts())
    except LayoutFault as error:
        raise ConfigurationError("LOGO_UNREADABLE") from error


def _in_threes(number: str) -> str:
    digits = number.replace(" ", "")
    return " ".join(digits[at : at + 3] for at in range(0, len(digits), 3))


def _layout(
    definition: FormDefinition, language: Language, content: bytes, repeats: tuple[Place, ...], made: datetime
) -> Layout:
    form = docx_read.parse(content)
    if not isinstance(form, DocxForm) or form.active:
        raise ConfigurationError("LETTERHEAD_UNFIT")
    return Layout(
        digest=hashlib.sha256(content).hexdigest(),
        form=definition.id,
        version=definition.version,
        language=language,
        medium=Medium.DOCX,
        definition=hashlib.sha256(definition.source.encode("utf-8")).hexdigest(),
        pages=0,
        page_size=_A4,
        places=(*places_of(definition), *repeats),
        static=tuple(StaticText(line, NOWHERE) for line in form.printed_lines(form.controlled_cells())),
        made=made,
    )


def stamp_docx(
    blank: bytes,
    layout: Layout,
    definition: FormDefinition,
    values: Mapping[str, Value],
    *,
    number: str,
    issued: datetime,
) -> bytes:
    """A numbered document with ``values`` filled in; answers that the form locks cannot be changed in Word.

    Rows beyond those of the blank are added. Raises KeyError for a value of a field that the form does not have.
    """
    answers: dict[str, Answer] = {}
    repeats: dict[str, Repeats] = {}
    for id, value in values.items():
        field = definition.field(id)
        answers.update(_answers(field, value, layout.language))
        if field.kind is FieldKind.ROWS and len(rows_of(value)) > field.rows:
            repeats[id] = _repeats(field, len(rows_of(value)))
    for place in layout.places:
        if place.part is Part.REPEAT and place.field in answers:
            answers[place.name] = answers[place.field]
    return docx_stamp.stamp(blank, answers, repeats, number, issued)


def _answers(field: Field, value: Value, language: Language) -> Iterator[tuple[str, Answer]]:
    match field.kind:
        case FieldKind.ROWS:
            for at, row in enumerate(rows_of(value)):
                yield from _row_answers(field, at, row, language)
        case FieldKind.YES_NO | FieldKind.ONE_OF | FieldKind.SEVERAL_OF:
            chosen = _chosen(value)
            for id, _ in choices_of(field):
                locked = field.locked and bool(chosen)
                yield name_of(field.id, choice=id), Answer(ticked=id in chosen, locked=locked)
        case _:
            yield field.id, _answer(field, value, language, locked=field.locked)


def _row_answers(field: Field, at: int, row: Row, language: Language) -> Iterator[tuple[str, Answer]]:
    values = dict(row)
    for column in field.columns:
        answer = _answer(column, values.get(column.id), language, locked=field.locked)
        yield name_of(field.id, row=at, column=column.id), answer


def _chosen(value: Value) -> tuple[str, ...]:
    match value:
        case None:
            return ()
        case bool():
            return ("yes" if value else "no",)
        case tuple():
            return tuple(one for one in value if isinstance(one, str))
        case _:
            return (str(value),)


def _answer(field: Field, value: Value, language: Language, *, locked: bool) -> Answer:
    if field.kind is FieldKind.TICK:
        return Answer(ticked=bool(value), locked=locked and value is not None)
    text = show(field, value, language)
    return Answer(text, value if isinstance(value, date) else None, locked=locked and bool(text))


def _repeats(field: Field, items: int) -> Repeats:
    rows = range(items)
    return Repeats(
        items, tuple(tuple(name_of(field.id, row=row, column=column.id) for column in field.columns) for row in rows)
    )
