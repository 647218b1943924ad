"""A table that a person made in a spreadsheet or another program exported, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dokumentverk.model.finding import Finding


@dataclass(frozen=True, slots=True)
class TableLimits:
    """What a table may be at most. ``unpacked`` counts the bytes of all parts of an XLSX, ``cells`` blank ones too."""

    bytes: int = 50_000_000
    unpacked: int = 200_000_000
    rows: int = 100_000
    columns: int = 500
    cells: int = 5_000_000
    cell_length: int = 32_000
    """A cell of Excel holds 32,767 characters; some are left for what writing adds."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """``line`` is where the row begins, as a text editor or spreadsheet counts (from 1). Cells are (header, text)."""

    line: int
    cells: tuple[tuple[str, str], ...]

    def get(self, header: str) -> str:
        """The text under that header; empty when the row has no such cell."""
        return next((text for name, text in self.cells if name == header), "")

    def as_dict(self) -> dict[str, str]:
        """In the order of the columns."""
        return dict(self.cells)

    @classmethod
    def of(cls, line: int, cells: Mapping[str, str]) -> TableRow:
        return cls(line, tuple(cells.items()))


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line of JSON Lines that is no object, as it is written."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """``headers`` are unique, in order. ``encoding`` is ``utf-8``, ``utf-16``, ``cp1252`` or ``xlsx``. ``file`` is the
    file's name without its folder. ``findings`` tell of cells that could not be had, ``broken`` is what is no row."""

    file: str
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    encoding: str
    findings: tuple[Finding, ...] = ()
    broken: tuple[BrokenLine, ...] = ()

    def __iter__(self) -> Iterator[TableRow]:
        return iter(self.rows)
