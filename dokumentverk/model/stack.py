"""A pile of paper sorted: what each of its sheets belongs to. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """What the register says of a number that was seen on a sheet."""

    FORM = "form"
    SEPARATOR = "separator"
    UNKNOWN = "unknown"
    """Of our pattern, but nothing that we have issued."""


class PartKind(StrEnum):
    DOCUMENT = "document"
    """The pages of one issue: one return."""
    LETTER = "letter"
    """What lay behind a separator of an employee: filed unread."""
    ATTACHMENT = "attachment"
    SEPARATOR = "separator"
    BLANK = "blank"
    NOBODYS = "nobodys"


@dataclass(frozen=True, slots=True)
class StackPart:
    """``sheets`` are places in the pile, from 1, in the order that they are to be filed in: a document's by its pages,
    those of ``doubled`` (pictured once more) last.

    ``number`` is the issue of a document, the separator of a letter. ``of`` is the index of the part that an attachment
    belongs to; ``by_position``: it only lay behind it. ``mixed``: several returns of the issue lay in the pile so that
    their pages may have been confused. ``reason`` is the finding code of a part that is nobody's.
    """

    kind: PartKind
    sheets: tuple[int, ...]
    number: str | None = None
    of: int | None = None
    by_position: bool = False
    doubled: tuple[int, ...] = ()
    mixed: bool = False
    reason: str | None = None
