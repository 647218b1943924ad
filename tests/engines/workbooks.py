"""Small workbooks, as openpyxl writes them and as other programs might."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def book(*rows: list[object], change: Callable[[Worksheet], object] = lambda _: None) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    change(sheet)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with each part as ``change(name, bytes)`` gives it; None leaves it out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def with_sheet(xml: str) -> bytes:
    """A workbook whose sheet is these rows, as a program other than openpyxl might write them."""
    full = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{xml}</worksheet>'
    return repacked(book(["x"]), lambda name, part: full.encode() if name.startswith("xl/worksheets/") else part)
