"""What a template says, before it becomes PDF or DOCX: the one form that both emitters take.

Data from people never stands in the Markdown: it comes in as ``Text`` after parsing, so it cannot become markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """``href`` is http, https or mailto and stands in the template itself, never in data."""

    href: str
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class LineBreak:
    pass


Inline: TypeAlias = Text | Strong | Emphasis | Link | LineBreak


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is the document's title, once."""

    level: int
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item holds blocks. ``start`` is None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A block quote in the template: set apart on a pale panel."""

    content: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """``***`` or ``---`` in the template."""


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """The heading of a section of the definition, with its help text."""

    section: str


@dataclass(frozen=True, slots=True)
class FieldCell:
    """``width`` in columns of twelve; ``lines`` writing lines for long text. From the definition unless overridden.

    ``repeat`` shows once more an answer that has its place elsewhere: what a slip must say when it comes back alone.
    """

    field: str
    width: int
    lines: int
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class FieldRow:
    """Fields side by side; widths sum to at most twelve. A row of one ROWS field is a table of its own."""

    cells: tuple[FieldCell, ...]


@dataclass(frozen=True, slots=True)
class Continuations:
    """Where the free continuation boxes stand: ``lines`` writing lines each."""

    count: int
    lines: int


Block: TypeAlias = Heading | Paragraph | Items | Table | Note | PageBreak | SectionTitle | FieldRow | Continuations
