"""Tables in: CSV as Excel and others write it, XLSX and JSON lines, all as text.

What Norwegian Excel writes is ``;`` between cells, Windows-1252 («CSV (semikolondelt)») or UTF-8 with a byte order mark
(«CSV UTF-8»), CRLF; «Unicode-tekst» is UTF-16 with tabs. A first line ``sep=;`` is Excel's own and no header.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import NoReturn

from dokumentverk.engines import xlsx
from dokumentverk.engines.xlsx import CellTrouble, SheetRow
from dokumentverk.errors import Encrypted, Unreadable
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.table import BrokenLine, Table, TableLimits, TableRow
from dokumentverk.workplace.guard import restored

REASON = "Hva er feil"
"""Header of the column that tells why a row could not be used. Left out when the file is read again."""

LIMITS = TableLimits()

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_PER_CONTROL = 50
"""Of so many characters one may be a control character in what is still text; compressed data have more by far."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ("\t", ";", ",")
"""In this order: a comma may stand in a header that semicolons divide, hardly the other way round."""


def read_table(path: Path, limits: TableLimits = LIMITS, *, keep_broken: bool = False) -> Table:
    """The kind is told from the bytes. Blank rows are left out. Raises Unreadable or Encrypted with the file's name,
    and the line where there is one.

    ``keep_broken``: lines of JSON Lines that are no object are given in ``broken``, for who can do the rest without
    them. Where no line is one, the file is none.
    """
    file = path.name
    try:
        table = parse_table(_content(path, limits), file, limits)
    except (Unreadable, Encrypted) as error:
        params = {"file": file, **error.params}
        raise type(error)(error.code, **params) from None
    except OSError:
        raise Unreadable("TABLE_MISSING", file=file) from None
    if table.broken and not (keep_broken and table.rows):
        raise Unreadable("TABLE_NOT_JSON", file=file, line=table.broken[0].line)
    return table


def _content(path: Path, limits: TableLimits) -> bytes:
    if path.stat().st_size > limits.bytes:
        raise Unreadable("TABLE_TOO_LARGE")
    return path.read_bytes()


def parse_table(content: bytes, file: str, limits: TableLimits = LIMITS) -> Table:
    """As ``read_table``, from bytes. ``file`` only names the table; its suffix tells JSON lines from CSV. Lines
    that are no JSON are ``broken``."""
    if content.startswith((xlsx.ZIP, xlsx.OLE)):
        sheet = xlsx.read_sheet(content, limits)
        further = (
            [finding("TABLE_FURTHER_SHEETS", file=file, count=sheet.further_sheets)] if sheet.further_sheets else []
        )
        return _table(file, sheet.rows, "xlsx", further)
    text, encoding = _decoded(content)
    if file.lower().endswith((".jsonl", ".ndjson", ".json")):
        return _json_table(file, text, encoding, limits)
    return _table(file, tuple(_csv_rows(text, limits)), encoding, [])


def _decoded(content: bytes) -> tuple[str, str]:
    """(text, encoding). Almost anything is text in cp1252, so it comes last, and what is full of signs that no person
    types is refused; single ones are findings of their rows. Some old programs end a file with the end-of-file sign of
    DOS."""
    candidates = (
        [("utf-16", "utf-16")] if content.startswith(_UTF16) else [("utf-8-sig", "utf-8"), ("cp1252", "cp1252")]
    )
    for encoding, name in candidates:
        try:
            text = content.decode(encoding).removesuffix("\x1a")
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and len(_CONTROL.findall(text)) <= max(1, len(text) // _PER_CONTROL):
            return text, name
    raise Unreadable("TABLE_NOT_TEXT")


def _csv_rows(text: str, limits: TableLimits) -> Iterator[SheetRow]:
    """Strict on quotes: a stray one would swallow every row to the next, or to the end, without a word."""
    delimiter, skipped = _delimiter(text)
    if skipped:
        text = text.split("\n", 1)[1] if "\n" in text else ""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found, line = 0, 1 + skipped
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable("TABLE_QUOTES", line=line) from None
        found += 1
        if (
            found > limits.rows + 1
            or len(cells) > limits.columns
            or any(len(one) > limits.cell_length for one in cells)
        ):
            raise Unreadable("TABLE_TOO_LARGE", line=line)
        yield SheetRow(line, tuple(cells))
        line = reader.line_num + 1 + skipped


def _delimiter(text: str) -> tuple[str, int]:
    """(delimiter, lines to skip)."""
    first = text.split("\n", 1)[0].strip()
    if stated := re.fullmatch(r'"?sep=(.)"?', first, re.IGNORECASE):
        return stated[1], 1
    unquoted = re.sub(r'"[^"]*"', "", text[:100_000])
    header = next((line for line in unquoted.splitlines() if line.strip()), "")
    return next((one for one in _DELIMITERS if one in header), ";"), 0


def _cleaned(file: str, rows: Sequence[SheetRow], findings: list[Finding]) -> Iterator[SheetRow]:
    """Without control characters; one finding for each cell that had any."""
    for row in rows:
        cells: list[str | CellTrouble] = []
        for at, cell in enumerate(row.cells):
            text = cell if isinstance(cell, CellTrouble) else _CONTROL.sub("", cell)
            if text != cell:
                column = column_letters(at)
                findings.append(finding("TABLE_CONTROL_CHARACTER", file=file, line=row.line, column=column))
            cells.append(text)
        yield SheetRow(row.line, tuple(cells))


def _table(file: str, given_rows: Sequence[SheetRow], encoding: str, findings: list[Finding]) -> Table:
    rows = _cleaned(file, given_rows, findings)
    filled = [row for row in rows if any(cell != "" and cell.strip() for cell in row.cells)]
    if not filled:
        return Table(file, (), (), encoding, tuple(findings))
    names = ["" if isinstance(cell, CellTrouble) else header_text(cell) for cell in filled[0].cells]
    while names and not names[-1]:
        names.pop()
    headers = _unique(names)
    kept: list[TableRow] = []
    for row in filled[1:]:
        cells: list[tuple[str, str]] = []
        for at, cell in enumerate(row.cells):
            trouble = _trouble(cell, named=at < len(headers) and bool(headers[at]))
            if trouble is not None:
                findings.append(finding(trouble, file=file, line=row.line, column=column_letters(at)))
            elif at < len(headers) and headers[at]:
                cells.append((headers[at], _cell(cell)))
        given = dict(cells)
        kept.append(TableRow(row.line, tuple((name, given.get(name, "")) for name in headers if _wanted(name))))
    return Table(file, tuple(name for name in headers if _wanted(name)), tuple(kept), encoding, tuple(findings))


def _wanted(header: str) -> bool:
    return bool(header) and header != REASON


def _trouble(cell: str, *, named: bool) -> str | None:
    if cell is CellTrouble.UNCALCULATED:
        return "TABLE_FORMULA_UNCALCULATED"
    if cell is CellTrouble.FAILED:
        return "TABLE_FORMULA_FAILED"
    return "TABLE_CELL_WITHOUT_HEADER" if not named and cell.strip() else None


def header_text(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", restored(cell)).split())


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    """A header that stands twice is numbered: ``stilling``, ``stilling 2``."""
    seen: dict[str, int] = {}
    headers: list[str] = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        numbered = f"{name} {seen[name]}" if name and seen[name] > 1 else name
        while numbered and numbered in headers:
            seen[name] += 1
            numbered = f"{name} {seen[name]}"
        headers.append(numbered)
    return tuple(headers)


def _cell(text: str) -> str:
    return unicodedata.normalize("NFC", restored(text))


def column_letters(at: int) -> str:
    """``0`` as ``A``, ``26`` as ``AA``: the column as a spreadsheet names it."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _json_table(file: str, text: str, encoding: str, limits: TableLimits) -> Table:
    headers: dict[str, None] = {}
    rows: list[TableRow] = []
    broken: list[BrokenLine] = []
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            data = json.loads(written, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once_each)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            broken.append(BrokenLine(line, written.strip()))
            continue
        cells = {header_text(name): _cell(_as_text(value)) for name, value in data.items()}
        cells.pop(REASON, None)
        if len(rows) >= limits.rows or len(cells) > limits.columns:
            raise Unreadable("TABLE_TOO_LARGE", line=line)
        if any(len(one) > limits.cell_length for one in cells.values()):
            raise Unreadable("TABLE_TOO_LARGE", line=line)
        headers.update(dict.fromkeys(cells))
        rows.append(TableRow.of(line, cells))
    return Table(file, tuple(headers), tuple(rows), encoding, broken=tuple(broken))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _as_text(value: object) -> str:
    """Lists and objects stay JSON text; a form's repeating rows are given so."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nei"
        case list() | dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return str(value)
