"""What a DOCX holds, as plain data that crosses a process boundary. Filled by ``docx_read``; nothing is interpreted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class ControlType(StrEnum):
    TEXT = "text"
    RICH = "rich"
    DATE = "date"
    TICK = "tick"
    LIST = "list"
    """A drop-down list or combo box."""
    OTHER = "other"
    """A section, group, picture or gallery: not an answer of its own."""


class Trace(StrEnum):
    """What went on in a cell beside its text."""

    TRACKED = "tracked"
    """Inserted or deleted text that nobody has accepted. The text is what would be there after accepting."""
    HIDDEN = "hidden"
    """Text that is not shown: hidden, white or tiny. Left out of the text."""
    PICTURE = "picture"
    DRAWN = "drawn"
    """Ink."""
    CLAIMED_EMPTY = "claimed_empty"
    """A control that says it shows its placeholder, yet holds something else."""


@dataclass(frozen=True, slots=True)
class SeenControl:
    """A content control. ``text`` is its final text without placeholder; ``checked`` the state of a tick box;
    ``full_date`` and ``chosen`` what the file says beside the text (ISO date; value of the list entry whose display
    text is ``text``, and ``items`` are (display, value)). ``cell`` indexes the form's cells."""

    tag: str
    title: str
    type: ControlType
    text: str
    cell: int | None
    alone: bool = True
    """No other control with a tag stands in the cell."""
    checked: bool | None = None
    full_date: str | None = None
    chosen: str | None = None
    items: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SeenBookmark:
    """``text`` is what stands inside; ``cell`` where it begins."""

    name: str
    text: str
    cell: int | None


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A table cell from ``left`` to ``right``, in the units of its table's grid (twips). ``row`` counts the table's
    rows from 0. ``continues`` is True for the lower part of a cell that spans rows. ``text`` holds every control in
    it."""

    table: int
    row: int
    left: int
    right: int
    text: str
    continues: bool = False
    traces: frozenset[Trace] = frozenset()


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A place for a signature that Word drew (``o:signatureline``). ``id`` is ``{GUID}`` in capitals, ``cell`` where it
    stands."""

    id: str
    cell: int | None


@dataclass(frozen=True, slots=True)
class DocxForm:
    """``properties`` are the custom document properties, ``printed`` the texts of headers and footers, ``paragraphs``
    those of the body outside tables. ``active`` names kinds of active content, sorted. ``comments`` counts them."""

    properties: tuple[tuple[str, str], ...]
    printed: tuple[str, ...]
    paragraphs: tuple[str, ...]
    cells: tuple[SeenCell, ...]
    controls: tuple[SeenControl, ...]
    bookmarks: tuple[SeenBookmark, ...]
    active: tuple[str, ...] = ()
    comments: int = 0
    traces: frozenset[Trace] = frozenset()
    """Of text outside tables."""
    lines: tuple[SignatureLine, ...] = ()
    signed: bool = False
    """Whether anything in the file is meant as a digital signature: ``docx_signature`` looks at what."""

    def property(self, name: str) -> str | None:
        return next((text for key, text in self.properties if key == name), None)

    def controlled_cells(self) -> frozenset[int]:
        """The cells that hold a control with a tag."""
        return frozenset(one.cell for one in self.controls if one.tag and one.cell is not None)

    def printed_lines(self, answered: Collection[int]) -> tuple[str, ...]:
        """Every line of the body's own text, blanks folded: all but what stands in the ``answered`` cells."""
        texts = [*self.paragraphs, *(cell.text for at, cell in enumerate(self.cells) if at not in answered)]
        lines = (" ".join(line.split()) for text in texts for line in text.split("\n"))
        return tuple(line for line in lines if line)
