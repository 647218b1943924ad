"""A blank: a form ready to be stamped, with its map."""

from __future__ import annotations

from dataclasses import dataclass

from dokumentverk.model.layout import Layout


@dataclass(frozen=True, slots=True)
class Blank:
    content: bytes
    layout: Layout


@dataclass(frozen=True, slots=True)
class Overflow:
    """An answer that does not fit. Holds no text.

    ``lines`` is what the rest of the text needs on a continuation page; of a repeating table ``row`` (from 0) and
    ``column`` say which cell. ``rows`` counts the lines that a table needs beyond those printed.
    """

    field: str
    lines: int = 0
    row: int | None = None
    column: str | None = None
    rows: int = 0
