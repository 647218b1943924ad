"""XLSX through openpyxl: the first visible sheet as text, and a sheet of text out.

What openpyxl 3.1 and the programs that write XLSX really do:

- Read-only mode believes the sheet's stated dimension: it pads every row to its width and leaves out what lies beyond.
  We reset it. A row number is not bounded: a gap before row 9999999999 is filled row by row.
- ``data_only`` gives the value that a formula had when the file was last calculated, and None where no program has
  calculated it (files written by scripts). Such a cell looks empty; a second pass without ``data_only`` shows it.
- A cell of text that begins with ``=`` becomes a formula on writing unless its data type is set to text. Even then
  Excel makes it a formula when a person edits the cell, unless ``quotePrefix`` is set.
- Control characters are written ``_x0007_`` (ECMA-376 part 1, 22.9.2.19). openpyxl refuses to write them and does not
  undo them on reading.
- A number keeps no leading zero. Where the cell's number format is zeros only (``00000000000``) Excel shows them, and
  so do we; without such a format they are gone.
- A sheet whose part is missing is left out without a word.
- Extensions that openpyxl does not know are announced by warnings, which tell a clerk nothing.
- An XLSX with a password is not a ZIP but an OLE file, and so is the old XLS.
"""

from __future__ import annotations

import io
import lzma
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from dokumentverk.errors import Encrypted, Unreadable
from dokumentverk.model.table import TableLimits

if TYPE_CHECKING:
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
    from openpyxl.workbook import Workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

_CONTENT_TYPES = "[Content_Types].xml"
_WORKBOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
"""A workbook with macros has another type; its owner can save it without them."""
_EXCEL_ROWS = 1_048_576
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


class CellTrouble(StrEnum):
    UNCALCULATED = "uncalculated"
    """A formula that no program has calculated."""
    FAILED = "failed"
    """``#N/A``, ``#REF!`` and their kin."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``line`` as the spreadsheet counts. Cells from column A on; a cell is its text or what is wrong with it."""

    line: int
    cells: tuple[str | CellTrouble, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows that hold anything, and how many further visible sheets do too."""

    rows: tuple[SheetRow, ...]
    further_sheets: int


def read_sheet(content: bytes, limits: TableLimits) -> Sheet:
    """Raises Encrypted or Unreadable (TABLE_ENCRYPTED, TABLE_OLD_EXCEL, TABLE_NOT_XLSX, TABLE_BROKEN, TABLE_TOO_LARGE,
    TABLE_HOSTILE)."""
    if content.startswith(OLE):
        if _ENCRYPTED_STREAM in content:
            raise Encrypted("TABLE_ENCRYPTED")
        raise Unreadable("TABLE_OLD_EXCEL")
    with_formulas = _inspect(content, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content, limits, with_formulas=with_formulas)
    except Unreadable:
        raise
    except Exception:
        # Any part may be malformed in any way, and openpyxl's own texts quote cells.
        raise Unreadable("TABLE_BROKEN") from None


def _inspect(content: bytes, limits: TableLimits) -> bool:
    """Refuses bombs, entities and what is no workbook before openpyxl sees it; tells whether there is a formula."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > 5_000 or sum(part.file_size for part in parts) > limits.unpacked:
                raise Unreadable("TABLE_TOO_LARGE")
            if _CONTENT_TYPES not in package.namelist() or _WORKBOOK not in package.read(_CONTENT_TYPES):
                raise Unreadable("TABLE_NOT_XLSX")
            _expect_sheets(package)
            formulas = [_formula_in(package.read(part), part.filename) for part in parts if _is_xml(part.filename)]
            return any(formulas)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError):
        raise Unreadable("TABLE_BROKEN") from None
    except (EOFError, OSError, ValueError):
        raise Unreadable("TABLE_BROKEN") from None


def _expect_sheets(package: zipfile.ZipFile) -> None:
    """openpyxl leaves out a sheet whose part is missing, and would give the next one as the first."""
    names = package.namelist()
    for relations in (name for name in names if name.startswith("xl/_rels/")):
        for target in re.findall(rb"""Target=["'][^"']*(worksheets/[^"']+)["']""", package.read(relations)):
            if f"xl/{target.decode('utf-8', 'replace')}" not in names:
                raise Unreadable("TABLE_BROKEN")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _formula_in(xml: bytes, name: str) -> bool:
    """A part in UTF-16 could hide its DOCTYPE from a look at the bytes; no spreadsheet program writes one."""
    if b"\x00" in xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Unreadable("TABLE_HOSTILE")
    return name.startswith("xl/worksheets/") and _FORMULA.search(xml) is not None


def _read(content: bytes, limits: TableLimits, *, with_formulas: bool) -> Sheet:
    from openpyxl import load_workbook

    with ExitStack() as open_books:

        def opened(*, data_only: bool) -> Workbook:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
            open_books.callback(book.close)
            return book

        book = opened(data_only=True)
        shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not shown:
            return Sheet((), 0)
        formulas = _lines(opened(data_only=False), shown[0]) if with_formulas else None
        rows = tuple(_rows(_lines(book, shown[0]), formulas, limits))
        further = sum(next(_rows(_lines(book, title), None, limits), None) is not None for title in shown[1:])
        return Sheet(rows, further)


def _lines(book: Workbook, title: str) -> Iterator[tuple[ReadOnlyCell | EmptyCell, ...]]:
    sheet: Any = book[title]
    sheet.reset_dimensions()
    yield from sheet.iter_rows()


_Lines = Iterator[tuple["ReadOnlyCell | EmptyCell", ...]]


def _rows(values: _Lines, formulas: _Lines | None, limits: TableLimits) -> Iterator[SheetRow]:
    """``formulas`` is the same sheet without ``data_only``; both passes see the same rows and cells."""
    visited = found = 0
    for line, row in enumerate(values, start=1):
        visited += len(row)
        behind: Sequence[object] = [cell.data_type for cell in next(formulas)] if formulas is not None else ()
        cells = [_shown(cell, behind[at] if behind else None) for at, cell in enumerate(row)]
        while cells and cells[-1] == "":
            cells.pop()
        found += bool(cells)
        if line > _EXCEL_ROWS or found > limits.rows + 1 or visited > limits.cells or len(cells) > limits.columns:
            raise Unreadable("TABLE_TOO_LARGE")
        if any(len(cell) > limits.cell_length for cell in cells):
            raise Unreadable("TABLE_TOO_LARGE")
        if cells:
            yield SheetRow(line, tuple(cells))


def _shown(cell: ReadOnlyCell | EmptyCell, behind: object) -> str | CellTrouble:
    """The cell as a Norwegian Excel shows it. ``behind`` is its data type when formulas are not calculated.

    A formula whose value is the empty text has the raw data type ``str``; one without any value has ``n``.
    """
    value: object = cell.value
    match value:
        case None:
            uncalculated = behind == "f" and cell.data_type != "str"
            return CellTrouble.UNCALCULATED if uncalculated else ""
        case bool():
            return "ja" if value else "nei"
        case int() | float():
            return _number(value, str(getattr(cell, "number_format", "")))
        case datetime():
            return f"{value:%d.%m.%Y}" if value.time() == time() else f"{value:%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02d}"
        case _:
            return CellTrouble.FAILED if cell.data_type == "e" else _unescaped(str(value))


def _number(value: int | float, number_format: str) -> str:
    # Excel computes with 15 digits: 0.1 + 0.2 is shown as 0,3.
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    shown = exact * (100 if "%" in number_format else 1)
    text = format(shown.normalize(), "f").replace(".", ",")
    if "%" in number_format:
        return f"{text} %"
    if re.fullmatch(r"[0 ]+", number_format) and text.isdigit():
        return text.zfill(number_format.count("0"))
    return text


def _unescaped(text: str) -> str:
    """Control characters and the underscore that guards a text like ``_x0041_``, which LibreOffice writes unguarded."""
    return re.sub(r"_x(00[01][0-9A-Fa-f]|007F|005F|FFF[EF])_", lambda found: chr(int(found[1], 16)), text)


def _escaped(text: str) -> str:
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]", lambda found: f"_x{ord(found[0]):04X}_", text)


def write_sheet(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet, every cell text that no program takes for a formula, its first row bold and frozen."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Ark1")
    sheet.freeze_panes = "A2"
    for number, row in enumerate([headers, *rows]):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=_escaped(text))
            cell.data_type = "s"
            cell.number_format = "@"
            cell.quotePrefix = True
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
