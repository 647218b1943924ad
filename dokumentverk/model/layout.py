"""The geometry of a blank: where every field of a form lies on its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dokumentverk.model.language import Language


@dataclass(frozen=True, slots=True)
class Box:
    """Points (1/72 inch), origin top left of the page as displayed, pages from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class WidgetKind(StrEnum):
    TEXT = "text"
    COMB = "comb"
    CHECK = "check"
    RADIO = "radio"
    SIGNATURE = "signature"


class Part(StrEnum):
    """Which part of an answer a widget holds."""

    MAIN = "main"
    OVERFLOW = "overflow"
    """The rest of a prefilled answer on a continuation page: main + overflow, joined without anything between."""
    CONTINUATION_FIELD = "continuation_field"
    """Free continuation: the printed number of the field that the text beside it belongs to."""
    CONTINUATION_TEXT = "continuation_text"
    REPEAT = "repeat"
    """The same answer shown once more, on a part that may be cut off or come back alone. Readers take the first."""


@dataclass(frozen=True, slots=True)
class Place:
    """One widget of a blank.

    ``name`` is the terminal field's full PDF name (radio kids share it). ``choice`` is the on-state of a radio or check
    box. ``row`` counts from 0. ``cells`` is the number of comb cells. ``field`` is empty for free continuations, whose
    ``row`` numbers the pair.
    """

    name: str
    field: str
    kind: WidgetKind
    box: Box
    row: int | None = None
    column: str | None = None
    choice: str | None = None
    part: Part = Part.MAIN
    cells: int | None = None
    multiline: bool = False
    font_size: float = 10.0


@dataclass(frozen=True, slots=True)
class StaticText:
    """A line of text printed on the blank, with where it stands. What a return is later compared with."""

    text: str
    box: Box


class Medium(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    PRINT = "print"


@dataclass(frozen=True, slots=True)
class Layout:
    """The map of a kept blank. ``digest`` is the SHA-256 (hex) of its bytes; ``definition`` that of its TOML.

    The blank of a letter is a specimen of it, and ``recipe`` all that letters of its kind are made from beside their
    own data; no field lies on it.
    """

    digest: str
    form: str
    version: str
    language: Language
    medium: Medium
    definition: str
    pages: int
    page_size: tuple[float, float]
    places: tuple[Place, ...]
    static: tuple[StaticText, ...]
    markers: tuple[Box, ...] = ()
    code_boxes: tuple[Box, ...] = ()
    number_boxes: tuple[Box, ...] = ()
    made: datetime | None = None
    recipe: str = ""

    def places_of(self, field: str) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.field == field)


@dataclass(frozen=True, slots=True)
class Alias:
    """A field of the PDF (``pdf``, and of a choice the on-state ``state``) and what it is called with us."""

    pdf: str
    name: str
    state: str | None = None
    choice: str | None = None


def name_of(field: str, *, row: int | None = None, column: str | None = None, choice: str | None = None) -> str:
    """The name of a widget or content control. No dots: pyHanko's change analysis rejects them.

    ``choice`` is given for several-of only; the widgets of a radio group share the field's own name.
    """
    parts = [field]
    if row is not None and column is not None:
        parts += [str(row + 1), column]
    if choice is not None:
        parts.append(choice)
    return "_".join(parts)


def overflow_name(name: str, part: int = 1) -> str:
    """The name of the box on a continuation page that holds the rest of the widget ``name``; an answer of several pages
    has several, ``part`` from 1, joined in that order."""
    return f"{name}_overflow" if part == 1 else f"{name}_overflow_{part}"


def repeat_name(field: str) -> str:
    """The name of the content control that shows the answer of ``field`` once more; a PDF has widgets of one name."""
    return f"{field}_repeat"


def continuation_names(number: int) -> tuple[str, str]:
    """Names of the free continuation ``number`` (from 1): the box for the field's number, and the text."""
    return f"continuation_{number}_field", f"continuation_{number}_text"
