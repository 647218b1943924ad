"""What a DOCX is to hold, as plain data: lines of text, and tables whose cells hold either lines or one control.

``render`` makes a sheet of a form, ``docx_write`` a document of the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Tone(StrEnum):
    """The paragraph styles of the house."""

    TITLE = "title"
    HEADING_2 = "heading_2"
    HEADING_3 = "heading_3"
    BODY = "body"
    ITEM = "item"
    NOTE = "note"
    LABEL = "label"
    HELP = "help"
    CHOICE = "choice"
    VALUE = "value"
    TICK = "tick"
    GAP = "gap"
    """The empty line between two tables, without which Word makes one of them."""


class Accent(StrEnum):
    """How a stretch of text differs from the line it stands in."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Span:
    """``\\n`` in ``text`` is a line break."""

    text: str
    accent: Accent = Accent.PLAIN
    href: str | None = None


class MarkKind(StrEnum):
    BULLET = "bullet"
    FIGURE = "figure"
    CARD = "card"
    """«Tiltak 1»: the head of one item of a repeating section; Word goes on counting in the items that it adds."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of a list item. ``list`` tells lists apart, ``level`` counts from 0, ``start`` is the first figure.
    ``text`` is the head of a card, «Tiltak %1», in which Word puts the figure in place of ``%1``."""

    kind: MarkKind
    list: int
    level: int = 0
    start: int = 1
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    tone: Tone
    spans: tuple[Span, ...] = ()
    mark: Mark | None = None
    page_break: bool = False
    """Begins a new page."""


class ControlKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    TICK = "tick"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Control:
    """``name`` is tag and bookmark, ``title`` what a screen reader says, ``hint`` the placeholder."""

    name: str
    kind: ControlKind
    title: str
    hint: str = ""


class Fill(StrEnum):
    """What a cell looks like."""

    PLAIN = "plain"
    VALUE = "value"
    SIGNATURE = "signature"
    """A tall one, what is written in it stands at the bottom."""
    HEAD = "head"
    GRID = "grid"
    PANEL = "panel"


class Merge(StrEnum):
    """A cell that spans rows: START on its first, CONTINUE on the others."""

    NONE = "none"
    START = "start"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class Cell:
    """From ``left`` to ``right`` in twips (1/1440 inch) from the left edge of the text."""

    left: int
    right: int
    content: tuple[Line, ...] | Control = ()
    fill: Fill = Fill.PLAIN
    merge: Merge = Merge.NONE


@dataclass(frozen=True, slots=True)
class Row:
    """``height`` in twips, at least. ``header`` rows are announced by screen readers and repeated on the next page.
    ``keeps`` stands on one page with the row below it."""

    cells: tuple[Cell, ...]
    height: int = 0
    header: bool = False
    splits: bool = False
    """May break across pages."""
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. With ``repeats`` (a field id) every ``item_rows`` rows that are no headers are an item of a repeating
    section."""

    rows: tuple[Row, ...]
    repeats: str | None = None
    item_rows: int = 1
    title: str = ""


Part: TypeAlias = Line | Grid


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on every page and in the properties. ``code_title`` describes the page code to those who do not see
    it; ``page_of`` is («Side », « av », «»)."""

    title: str
    language: str
    name: str
    details: tuple[str, ...]
    identity: str
    routine: str
    number_label: str
    code_title: str
    page_of: tuple[str, str, str]
    accent: str
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    furniture: Furniture
    parts: tuple[Part, ...]
    properties: tuple[tuple[str, str], ...]
    """Custom document properties by name."""
