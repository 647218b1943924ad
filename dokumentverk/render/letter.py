"""A letter as it is read: who it goes to, what stands beside, its subject and text, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dokumentverk.engines.text_fit import shown
from dokumentverk.errors import Fault, TemplateError
from dokumentverk.model import letter as ids
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.value import Value
from dokumentverk.model.written import postal_lines
from dokumentverk.render import letter_values
from dokumentverk.render.blocks import Block, Heading, Inline, Note, Paragraph
from dokumentverk.render.letter_recipe import from_text
from dokumentverk.render.letter_text import LetterText

CLOSING: Final = Texts("Med vennlig hilsen", "Med vennleg helsing", "Kind regards")
_DATE: Final = Texts("Dato", "Dato", "Date")
_OUR_REFERENCE: Final = Texts("Vår ref.", "Vår ref.", "Our ref.")
_THEIR_REFERENCE: Final = Texts("Deres ref.", "Dykkar ref.", "Your ref.")
_PHONE: Final = Texts("Telefon", "Telefon", "Phone")
_ENCLOSURE: Final = Texts("Vedlegg", "Vedlegg", "Enclosure")
_ENCLOSURES: Final = Texts("Vedlegg", "Vedlegg", "Enclosures")
_COPY: Final = Texts("Kopi til", "Kopi til", "Copy to")


@dataclass(frozen=True, slots=True)
class Ending:
    """A list below the sender: what is enclosed, who gets a copy."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """``particulars`` are (label, text): date and references. ``subject`` is the first heading, ``body`` what follows.
    ``sender`` is who signs: name, title, phone and e-mail, a line each."""

    recipient: tuple[str, ...]
    particulars: tuple[tuple[str, str], ...]
    marking: str
    subject: tuple[Inline, ...]
    body: tuple[Block, ...]
    closing: str
    sender: tuple[str, ...]
    note: str
    endings: tuple[Ending, ...]


@lru_cache(maxsize=32)
def text_of(recipe: str) -> LetterText:
    """The compiled template of a recipe, as ``letter_recipe.to_text`` writes it."""
    return LetterText(from_text(recipe))


def sheet_of(recipe: str, definition: FormDefinition, values: Mapping[str, Value], number: str) -> LetterSheet:
    """The letter with these data under this number. Raises TemplateError."""
    language = from_text(recipe).language
    said = letter_values.said_of(definition, values, language)
    return sheet_saying(recipe, definition, said, number)


def specimen_of(recipe: str, definition: FormDefinition) -> LetterSheet:
    """The letter to nobody, with the names of the data in their places. Raises TemplateError."""
    said = letter_values.specimen(definition, from_text(recipe).language)
    return sheet_saying(recipe, definition, said, "\u2013")


def sheet_saying(recipe: str, definition: FormDefinition, said: Mapping[str, object], number: str) -> LetterSheet:
    """``said`` is as ``letter_values.said_of`` gives it. Raises TemplateError."""
    made_from = from_text(recipe)
    language = made_from.language
    blocks = text_of(recipe).blocks(definition, {**said, "number": number})
    match blocks:
        case (Heading(1, subject), *body) if _plain(body):
            pass
        case _:
            fault = Fault(made_from.name, "", "TEMPLATE_NOT_LETTER")
            raise TemplateError("TEMPLATE_FAULTY", fault, file=made_from.name, count=1)
    text = {key: value for key, value in said.items() if isinstance(value, str)}
    letter = definition.letter
    assert letter is not None
    enclosures = (*(one.in_(language) for one in letter.enclosures), *_lines(text[ids.ENCLOSURES]))
    copies = (*(one.in_(language) for one in letter.copies), *_lines(text[ids.COPIES]))
    return LetterSheet(
        recipient=(*_lines(text[ids.RECIPIENT]), *_lines("\n".join(postal_lines(text[ids.ADDRESS])))),
        particulars=_particulars(text, number, language),
        marking=made_from.stationery.marking,
        subject=subject,
        body=tuple(body),
        closing=CLOSING.in_(language),
        sender=_sender(text, made_from.stationery.look.name, language),
        note=made_from.stationery.note,
        endings=tuple(_endings(enclosures, copies, language)),
    )


def _plain(blocks: list[Block]) -> bool:
    """Whether all that follows the subject is text."""
    return bool(blocks) and any(isinstance(one, Paragraph | Note) for one in blocks)


def _particulars(text: Mapping[str, str], number: str, language: Language) -> tuple[tuple[str, str], ...]:
    found = [(_DATE.in_(language), text[ids.DATE]), (_OUR_REFERENCE.in_(language), number)]
    if text[ids.THEIR_REFERENCE]:
        found.append((_THEIR_REFERENCE.in_(language), text[ids.THEIR_REFERENCE]))
    return tuple(found)


def _sender(text: Mapping[str, str], workplace: str, language: Language) -> tuple[str, ...]:
    phone = text[ids.SENDER_PHONE]
    lines = (
        text[ids.SENDER],
        text[ids.SENDER_TITLE],
        workplace,
        f"{_PHONE.in_(language)} {phone}" if phone else "",
        text[ids.SENDER_EMAIL],
    )
    return tuple(line for line in lines if line)


def _endings(enclosures: tuple[str, ...], copies: tuple[str, ...], language: Language) -> list[Ending]:
    titles = _ENCLOSURE if len(enclosures) == 1 else _ENCLOSURES
    found = [Ending(titles.in_(language), enclosures), Ending(_COPY.in_(language), copies)]
    return [one for one in found if one.lines]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(shown(line).strip() for line in text.split("\n") if line.strip())
