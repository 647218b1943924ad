"""A table on as many pages as it needs, as PDF/A-2a and PDF/UA-1: its head stands anew on each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from io import BytesIO

import pikepdf

from dokumentverk import shipped
from dokumentverk.engines.pdfa_metadata import saved
from dokumentverk.engines.plain_document import printable
from dokumentverk.engines.typst_layout import lay_out


@dataclass(frozen=True, slots=True)
class TableDocument:
    """``rows`` have a cell for each of ``head``. ``page`` is the footer's ``{page}`` of ``{pages}``, ``language`` a
    BCP 47 tag."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    language: str
    page: str
    notes: tuple[str, ...] = ()
    footer: str = ""


def compile_table(document: TableDocument, made: datetime) -> bytes:
    """The same document and moment always give the same bytes."""
    data = {
        "title": printable(document.title),
        "head": [printable(one) for one in document.head],
        "rows": [[printable(cell) for cell in row] for row in document.rows],
        "notes": [printable(note) for note in document.notes],
        "footer": printable(document.footer),
        "page": document.page,
        "language": document.language,
    }
    style = (resources.files(__package__) / "table_document.typ").read_bytes()
    with pikepdf.open(BytesIO(lay_out(style, data, fonts=shipped.fonts(), made=made))) as pdf:
        return saved(pdf)
