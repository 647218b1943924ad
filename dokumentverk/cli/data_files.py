"""Tables and objects that a command is given: read as one document, or kept beside with the rows that were refused."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.cli.output import tell
from dokumentverk.errors import Unreadable, UsageFault
from dokumentverk.messages import error_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.language import Language
from dokumentverk.model.table import BrokenLine, Table, TableRow
from dokumentverk.workplace.rerun import holds_rows, write_rows

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


def keep_refused(office: Office, data: Path, table: Table, refused: list[tuple[TableRow, str]]) -> None:
    """Beside the table, in its own kind, so that it can be mended and run."""
    language = office.settings.language
    suffix = data.suffix if data.suffix.lower() in (".xlsx", ".csv", ".jsonl", ".ndjson") else ".csv"
    if table.broken and suffix == ".csv":
        suffix = ".jsonl"
    rows, reasons = [row for row, _ in refused], [reason for _, reason in refused]
    path = _rerun_path(data.with_name(f"{data.stem} – feil{suffix}"), rows, table.broken)
    if not path.exists():
        write_rows(path, table.headers, rows, reasons, table.broken)
    for told in reasons:
        tell(told)
    for one in table.broken:
        tell(error_sentence(Unreadable("TABLE_NOT_JSON", line=one.line, file=data.name), language))
    tell(word("bad_rows", language).format(count=len(rows) + len(table.broken), path=path.name))


def row_reason(row: TableRow, sentence: str, language: Language) -> str:
    """Why a row could not be used, with its line as the file's reader counts it."""
    return f"{word('table_line', language).capitalize()} {row.line}: {sentence}"


def tell_if_empty(table: Table, language: Language) -> None:
    """Nothing to do is no fault, but a table that lost its rows on the way looks just so."""
    if not table.rows and not table.broken:
        tell(word("table_empty", language).format(file=table.file))


def _rerun_path(wanted: Path, rows: Sequence[TableRow], broken: Sequence[BrokenLine]) -> Path:
    """One that an earlier run wrote of the same rows, else a free name. A person may be mending an earlier one: it is
    never written over."""
    names = (wanted.with_name(f"{wanted.stem} {number}{wanted.suffix}") for number in count(2))
    return next(path for path in chain([wanted], names) if not path.exists() or holds_rows(path, rows, broken))


def single_object(data: Path) -> Mapping[str, object] | None:
    """A ``.json`` file that holds one object is one document. Raises UsageFault when it is broken."""
    if data.suffix.lower() != ".json":
        return None
    try:
        content = json.loads(data.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError):
        raise UsageFault("DATA_NOT_JSON", file=data.name) from None
    except ValueError:
        return None
    if not isinstance(content, dict):
        raise UsageFault("DATA_NOT_JSON", file=data.name)
    return content
