"""Tables as lines of text: at a terminal that is too narrow, cells go on below themselves, and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from math import ceil
from textwrap import wrap
from typing import Final

GAP: Final = "  "


def table_lines(head: Sequence[str], rows: Sequence[Sequence[str]], room: int | None) -> Iterator[str]:
    """``room`` is in characters; None where lines may be as long as they are. A row of several lines is parted from the
    next by an empty one. Where not even the longest word of each column fits, each row is told cell by cell."""
    widths = column_widths([head, *rows], room)
    if widths is None:
        yield from _cell_by_cell(head, rows, room or 0)
        return
    yield from _lines(head, widths)
    yield GAP.join("─" * width for width in widths)
    several = False
    for row in rows:
        if several:
            yield ""
        lines = list(_lines(row, widths))
        several = len(lines) > 1
        yield from lines


def column_widths(rows: Sequence[Sequence[str]], room: int | None) -> list[int] | None:
    """As wide as the widest cell. Where that is too much each column has its longest word, and what is left goes where
    it saves most lines. None where even that is too much: no date and no number is cut in two."""
    columns = list(zip(*rows, strict=True))
    whole = [max(map(len, column)) for column in columns]
    spare = room - len(GAP) * (len(columns) - 1) if room is not None else sum(whole)
    if sum(whole) <= spare:
        return whole
    widths = [max(map(_longest_word, column)) for column in columns]
    if sum(widths) > spare:
        return None
    for _ in range(spare - sum(widths)):
        widths[max(range(len(widths)), key=lambda at: ceil(whole[at] / max(widths[at], 1)))] += 1
    return widths


def _longest_word(cell: str) -> int:
    return max((len(word) for word in cell.split()), default=0)


def _lines(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """A cell that fits stands as it is, inner spaces too."""
    parts = [[cell] if len(cell) <= width else wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for line in zip_longest(*parts, fillvalue=""):
        yield GAP.join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip()


def _cell_by_cell(head: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> Iterator[str]:
    for at, row in enumerate(rows):
        if at:
            yield ""
        for name, cell in zip(head, row, strict=True):
            if cell:
                yield from wrap(f"{name}: {cell}", room, subsequent_indent=GAP, break_long_words=False)
