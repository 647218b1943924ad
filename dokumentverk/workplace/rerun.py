"""Rows that could not be used, in a file that a person mends and runs again."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path

from dokumentverk.durable import replace_file
from dokumentverk.engines import xlsx
from dokumentverk.errors import DokumentverkError
from dokumentverk.model.table import BrokenLine, TableRow
from dokumentverk.workplace.guard import guarded
from dokumentverk.workplace.tables import REASON, parse_table


def write_rows(
    path: Path,
    headers: Sequence[str],
    rows: Sequence[TableRow],
    reasons: Sequence[str],
    broken: Sequence[BrokenLine] = (),
) -> None:
    """Rows that could not be used, with the reason for each, in a file that can be mended and run again.

    The suffix tells the kind: ``.xlsx``, ``.jsonl``, else CSV as Norwegian Excel reads it at a double click. The file
    is owner-only and stands complete or not at all. ``broken`` lines, of JSON Lines only, come last as they are.
    Raises OSError.
    """
    lines = [[row.get(name) for name in headers] + [reason] for row, reason in zip(rows, reasons, strict=True)]
    content = _encoder(path)([*headers, REASON], lines)
    replace_file(path, content + "".join(f"{one.text}\n" for one in broken).encode())


def holds_rows(path: Path, rows: Sequence[TableRow], broken: Sequence[BrokenLine] = ()) -> bool:
    """Whether a file of rows that could not be used, of an earlier run, holds these and no others."""
    try:
        there = parse_table(path.read_bytes(), path.name)
    except (DokumentverkError, OSError):
        return False
    same_broken = [one.text for one in there.broken] == [one.text for one in broken]
    return same_broken and [_filled(one) for one in there.rows] == [_filled(one) for one in rows]


def _filled(row: TableRow) -> dict[str, str]:
    return {name: text for name, text in row.cells if text.strip()}


def _encoder(path: Path) -> Callable[[list[str], list[list[str]]], bytes]:
    match path.suffix.lower():
        case ".xlsx":
            return _as_xlsx
        case ".jsonl" | ".ndjson" | ".json":
            return _as_json
        case _:
            return _as_csv


def _as_xlsx(headers: list[str], lines: list[list[str]]) -> bytes:
    return xlsx.write_sheet([guarded(name) for name in headers], [[guarded(cell) for cell in line] for line in lines])


def _as_json(headers: list[str], lines: list[list[str]]) -> bytes:
    objects = (dict(zip(headers, map(guarded, line), strict=True)) for line in lines)
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects).encode()


def _as_csv(headers: list[str], lines: list[list[str]]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(name) for name in headers])
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")
