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
    """An answer that does not fit: the widget ``name`` whose text goes on in a box of ``lines`` on a continuation page.

    Of a repeating table, ``field`` is the table, and ``row`` and ``column`` say which cell; when ``column`` is None,
    ``row`` is the first of ``lines`` further table lines. Holds no text.
    """

    field: str
    lines: int
    row: int | None = None
    column: str | None = None
