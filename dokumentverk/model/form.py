"""What a form asks for: the definition that every stage works from. Made by ``define`` out of ``forms/*.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dokumentverk.model.language import Language, Texts
from dokumentverk.model.letter import Letter


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    FODSELSNUMMER = "fodselsnummer"
    NUMBER = "number"
    PERCENT = "percent"
    YES_NO = "yes_no"
    TICK = "tick"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    ROWS = "rows"
    SIGNATURE = "signature"


class TextFormat(StrEnum):
    """A closer type of a TEXT field; checked, and shown as people write it."""

    PHONE = "phone"
    EMAIL = "email"
    TIME = "time"
    YEAR = "year"
    EMPLOYEE_NUMBER = "employee_number"
    ORGANISASJONSNUMMER = "organisasjonsnummer"


class Role(StrEnum):
    """Who signs or fills; the parties of sick-leave follow-up at the workplace."""

    EMPLOYEE = "employee"
    LEADER = "leader"
    HR = "hr"
    UNION = "union"
    SAFETY = "safety"


class Operator(StrEnum):
    EQUALS = "equals"
    DIFFERS = "differs"
    FILLED = "filled"
    EMPTY = "empty"
    INCLUDES = "includes"


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when ``field`` passes ``operator`` against ``value`` (a choice id, ``true``/``false`` or empty)."""

    field: str
    operator: Operator
    value: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """``pdf`` is the on-state of its box in a form made elsewhere, or the full name of a box of its own."""

    id: str
    label: Texts
    pdf: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked for.

    ``id`` is lower-case ASCII with ``_``; it is the name in the PDF, the tag in the DOCX and the key in JSON. Several
    conditions of one list must all hold. ``width`` counts columns of a twelve-column grid, ``lines`` writing lines,
    ``cells`` the boxes of one character each that a pen fills; dates and fødselsnummer always have them. ``item`` is
    what one line of a repeating table is called, where it is printed as a card of its own («Tiltak 1»).
    ``paper_confidence`` is how sure an answer on paper must be read (0 to 1) to count without a person; None for what
    the readers ask of every field; with ``read_later`` digits by hand that cannot be read for sure stop nothing: the
    document is filed with the picture of them. ``pdf`` is the field's full name in a form made elsewhere.
    """

    id: str
    kind: FieldKind
    label: Texts
    help: Texts | None = None
    required: bool = False
    required_if: tuple[Condition, ...] = ()
    forbidden_if: tuple[Condition, ...] = ()
    choices: tuple[Choice, ...] = ()
    columns: tuple[Field, ...] = ()
    rows: int = 0
    item: Texts | None = None
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    not_before: str | None = None
    format: TextFormat | None = None
    width: int = 12
    lines: int = 1
    cells: int | None = None
    prefill: str | None = None
    locked: bool = False
    role: Role | None = None
    order: int = 0
    locks: tuple[str, ...] = ()
    absent_reason: str | None = None
    paper_confidence: float | None = None
    read_later: bool = False
    pdf: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """``carried``: its answers go on, into a copy that the parties share and into the next version."""

    id: str
    title: Texts
    fields: tuple[Field, ...]
    help: Texts | None = None
    filled_by: Role | None = None
    carried: bool = False


class Series(StrEnum):
    """The archive series of ``domain.md`` section 5; names of folders are configuration."""

    PERSONALMAPPE = "personalmappe"
    EGENMELDING = "egenmelding"
    ADMINISTRATIVE = "administrative"


class Direction(StrEnum):
    """Noark 5 journalposttype."""

    INCOMING = "I"
    OUTGOING = "U"
    INTERNAL = "N"


@dataclass(frozen=True, slots=True)
class ArchiveRule:
    """Where and how documents of this form are filed. ``sent`` is None when what we send out is not filed."""

    series: Series
    title: Texts
    returned: Direction = Direction.INCOMING
    sent: Direction | None = None
    shield_title: bool = True


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """``source`` is the TOML text that this was made from; its digest is what a version stands for.

    ``answer`` names the sections that must come back, empty for all: a slip returned alone is a normal case. ``blank``
    is the SHA-256 (hex) of the PDF of a form that was made elsewhere: its returns are read by that one's own boxes.
    A ``letter`` has flowing text in place of boxes: its fields are the data that the text takes.
    """

    id: str
    version: str
    title: Texts
    sections: tuple[Section, ...]
    archive: ArchiveRule
    purpose: Texts | None = None
    parties: tuple[Role, ...] = ()
    anonymous: bool = False
    rules: tuple[str, ...] = ()
    continuations: int = 1
    document_date: str | None = None
    employee_field: str | None = None
    answer: tuple[str, ...] = ()
    blank: str | None = None
    letter: Letter | None = None
    source: str = ""

    def fields(self) -> Iterator[Field]:
        """Every field in reading order, signatures included, the columns of rows not."""
        for section in self.sections:
            yield from section.fields

    def field(self, id: str) -> Field:
        """Raises KeyError for an id that the form does not have."""
        for field in self.fields():
            if field.id == id:
                return field
        raise KeyError(id)

    def in_answer(self, id: str) -> bool:
        """Whether the field is among what must come back. Raises KeyError for an id that the form does not have."""
        section = next((one for one in self.sections if any(field.id == id for field in one.fields)), None)
        if section is None:
            raise KeyError(id)
        return not self.answer or section.id in self.answer

    def printed_label(self, id: str, language: Language) -> str | None:
        """The label as printed, number first: «7 Første fraværsdag». None for an id that the form does not have."""
        for number, field in enumerate(self.fields(), start=1):
            if field.id == id:
                return f"{number} {field.label.in_(language)}"
        return None

    def number_of(self, id: str) -> int:
        """The number printed before the label, from 1 in reading order; people name fields by it."""
        for number, field in enumerate(self.fields(), start=1):
            if field.id == id:
                return number
        raise KeyError(id)
