"""What Excel, LibreOffice and scripts write in an XLSX, and what hostile ones hold."""

from __future__ import annotations

import datetime as dt
import io
import time
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dokumentverk.engines.xlsx import OLE, CellTrouble, Sheet, read_sheet, write_sheet
from dokumentverk.errors import Encrypted, Unreadable
from dokumentverk.model.table import TableLimits
from tests.engines.workbooks import book, repacked, with_sheet

LIMITS = TableLimits()


def cells(sheet: Sheet) -> list[tuple[str | CellTrouble, ...]]:
    return [row.cells for row in sheet.rows]


def formatted(value: object, number_format: str) -> bytes:
    def change(sheet: Worksheet) -> None:
        sheet["A1"].number_format = number_format

    return book([value], change=change)


SHOWN = [
    (formatted("tekst", "General"), "tekst"),
    (formatted(1001, "General"), "1001"),
    (formatted(1001.0, "General"), "1001"),
    (formatted(37.5, "General"), "37,5"),
    (formatted(0.1 + 0.2, "General"), "0,3"),
    (formatted(-4, "General"), "-4"),
    (formatted(13097248022, "0"), "13097248022"),
    (formatted(1010112345, "General"), "1010112345"),
    (formatted(1010112345, "00000000000"), "01010112345"),
    (formatted(1010112345, "000000 00000"), "01010112345"),
    (formatted(0.5, "0%"), "50 %"),
    (formatted(0.125, "0.00%"), "12,5 %"),
    (formatted(0.07, "0%"), "7 %"),
    (formatted(dt.date(2026, 9, 1), "dd.mm.yyyy"), "01.09.2026"),
    (formatted(dt.datetime(2026, 9, 1), "yyyy-mm-dd"), "01.09.2026"),  # noqa: DTZ001 - a cell has no time zone
    (formatted(dt.datetime(2026, 9, 1, 14, 30), "dd.mm.yyyy hh:mm"), "01.09.2026 14:30"),  # noqa: DTZ001
    (formatted(dt.time(8, 5), "hh:mm"), "08:05"),
    (formatted(dt.timedelta(hours=37, minutes=30), "[h]:mm"), "37:30"),
    (formatted(True, "General"), "ja"),
    (formatted(False, "General"), "nei"),
    (formatted("=1+1", "@"), CellTrouble.UNCALCULATED),
    (formatted("  to  ", "General"), "  to  "),
]


@pytest.mark.parametrize(("content", "shown"), SHOWN)
def test_a_cell_is_read_as_it_is_shown(content: bytes, shown: str) -> None:
    assert cells(read_sheet(content, LIMITS)) == [(shown,)]


FORMULAS = [
    ("<c r='A1'><f>1+1</f><v>2</v></c>", "2"),
    ("<c r='A1' t='str'><f>B1&amp;\"\"</f><v>Kari</v></c>", "Kari"),
    ("<c r='A1' t='b'><f>1=1</f><v>1</v></c>", "ja"),
    ("<c r='A1' t='e'><f>1/0</f><v>#DIV/0!</v></c>", CellTrouble.FAILED),
    ("<c r='A1'><f>1+1</f></c>", CellTrouble.UNCALCULATED),
    ("<c r='A1'><f>1+1</f><v></v></c>", CellTrouble.UNCALCULATED),
]


@pytest.mark.parametrize(("cell", "shown"), FORMULAS)
def test_a_formula_is_its_last_value(cell: str, shown: str) -> None:
    content = with_sheet(f"<sheetData><row r='1'>{cell}<c r='B1' t='inlineStr'><is><t>x</t></is></c></row></sheetData>")
    assert cells(read_sheet(content, LIMITS)) == [(shown, "x")]


def test_a_formula_that_gives_no_text_is_an_empty_cell() -> None:
    """``=IF(B1="";"";B1)`` is in every other sheet of an HR department."""
    row = "<row r='1'><c r='A1' t='str'><f>IF(1,\"\")</f><v></v></c><c r='B1'><v>7</v></c></row>"
    assert cells(read_sheet(with_sheet(f"<sheetData>{row}</sheetData>"), LIMITS)) == [("", "7")]


def test_a_row_of_nothing_but_an_uncalculated_formula_is_not_lost() -> None:
    sheet = read_sheet(book(["navn"], ["=A1"]), LIMITS)
    assert [(row.line, row.cells) for row in sheet.rows] == [(1, ("navn",)), (2, (CellTrouble.UNCALCULATED,))]


def test_lines_are_those_of_the_spreadsheet() -> None:
    sheet = read_sheet(book([], ["a"], [None, None], [None, "b"]), LIMITS)
    assert [(row.line, row.cells) for row in sheet.rows] == [(2, ("a",)), (4, ("", "b"))]


def test_a_sheet_that_states_no_references_of_cells() -> None:
    row = "<row><c><v>1</v></c><c t='inlineStr'><is><t>to</t></is></c></row>"
    assert cells(read_sheet(with_sheet(f"<sheetData>{row}</sheetData>"), LIMITS)) == [("1", "to")]


def test_control_characters_are_unescaped() -> None:
    row = "<row r='1'><c r='A1' t='inlineStr'><is><t>a_x000D_b_x005F_x000D__x0041_</t></is></c></row>"
    assert cells(read_sheet(with_sheet(f"<sheetData>{row}</sheetData>"), LIMITS)) == [("a\rb_x000D__x0041_",)]


def test_the_first_visible_sheet_is_read_and_others_are_counted() -> None:
    workbook = Workbook()
    hidden = workbook.active
    assert isinstance(hidden, Worksheet)
    hidden.append(["skjult"])
    workbook.create_sheet("Ansatte").append(["navn"])
    workbook.create_sheet("Tomt")
    workbook.create_sheet("Mer").append(["x"])
    hidden.sheet_state = "hidden"
    workbook.active = 1
    content = io.BytesIO()
    workbook.save(content)
    sheet = read_sheet(content.getvalue(), LIMITS)
    assert (cells(sheet), sheet.further_sheets) == ([("navn",)], 1)


def test_extensions_that_openpyxl_does_not_know_are_no_warning() -> None:
    ext = '<sheetData/><extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst>'
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert cells(read_sheet(with_sheet(ext), LIMITS)) == []


def bomb(name: str, size: int) -> bytes:
    out = io.BytesIO(book(["x"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, b"\x20" * size)
    return out.getvalue()


def doctype(name: str, part: bytes) -> bytes:
    if name != "xl/workbook.xml":
        return part
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return part.replace(b"<workbook", entities + b"<workbook", 1)


def macros(name: str, part: bytes) -> bytes:
    if name != "[Content_Types].xml":
        return part
    return part.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )


def utf16(name: str, part: bytes) -> bytes:
    return part.decode().encode("utf-16") if name == "xl/workbook.xml" else part


REFUSED = [
    (OLE + b"\x00" * 600, Unreadable, "TABLE_OLD_EXCEL"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), Encrypted, "TABLE_ENCRYPTED"),
    (b"PK\x03\x04", Unreadable, "TABLE_BROKEN"),
    (book(["x"])[:-30], Unreadable, "TABLE_BROKEN"),
    (book(["x"]).replace(b"sheet1", b"sheat1"), Unreadable, "TABLE_BROKEN"),
    (repacked(book(["x"]), macros), Unreadable, "TABLE_NOT_XLSX"),
    (repacked(book(["x"]), lambda n, p: None if n.startswith("[") else p), Unreadable, "TABLE_NOT_XLSX"),
    (repacked(book(["x"]), lambda n, p: None if "sheet1" in n else p), Unreadable, "TABLE_BROKEN"),
    (repacked(book(["x"]), lambda n, p: p[:40] if "sheet1" in n else p), Unreadable, "TABLE_BROKEN"),
    (repacked(book(["x"]), doctype), Unreadable, "TABLE_HOSTILE"),
    (repacked(book(["x"]), utf16), Unreadable, "TABLE_HOSTILE"),
    (bomb("xl/media/a.bin", 201_000_000), Unreadable, "TABLE_TOO_LARGE"),
    (with_sheet("<sheetData><row r='1'><c r='A1' t='s'><v>99</v></c></row></sheetData>"), Unreadable, "TABLE_BROKEN"),
    (
        with_sheet(f"<sheetData><row r='1'><c r='A1'><v>{'9' * 5000}</v></c></row></sheetData>"),
        Unreadable,
        "TABLE_BROKEN",
    ),
]


@pytest.mark.parametrize(("content", "error", "code"), REFUSED)
def test_refused(content: bytes, error: type[Unreadable | Encrypted], code: str) -> None:
    with pytest.raises(error) as caught:
        read_sheet(content, LIMITS)
    assert caught.value.code == code
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


LARGE = [
    "<row r='1'><c r='XFD1'><v>1</v></c></row>",
    "<row r='99999999999'><c r='A99999999999'><v>1</v></c></row>",
    "<row r='99999999999'><c><v>1</v></c></row>",
    "".join(f"<row r='{row}'><c r='XFD{row}' s='0'/></row>" for row in range(1, 2000)),
    "".join("<row><c><v>1</v></c></row>" for _ in range(102)),
    f"<row r='1'><c r='A1' t='inlineStr'><is><t>{'x' * 32_001}</t></is></c></row>",
]


@pytest.mark.parametrize("rows", LARGE, ids=["column", "row", "row of no cell reference", "wide", "rows", "cell"])
def test_a_sheet_beyond_the_limits_is_refused_soon(rows: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(Unreadable) as caught:
        read_sheet(with_sheet(f"<sheetData>{rows}</sheetData>"), TableLimits(rows=100))
    assert caught.value.code in ("TABLE_TOO_LARGE", "TABLE_BROKEN")
    assert time.perf_counter() - begun < 15


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1", "A1:A1"])
def test_a_dimension_that_lies_hides_nothing(dimension: str) -> None:
    rows = "<row r='1'><c r='A1'><v>1</v></c></row><row r='2'><c r='B2'><v>2</v></c></row>"
    content = with_sheet(f"<dimension ref='{dimension}'/><sheetData>{rows}</sheetData>")
    assert cells(read_sheet(content, LIMITS)) == [("1",), ("", "2")]


text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@given(st.lists(st.lists(text, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_is_written_is_read(rows: list[list[str]]) -> None:
    read = read_sheet(write_sheet([f"k{at}" for at in range(4)], rows), LIMITS)
    written = [(number, tuple(row)) for number, row in enumerate(rows, start=2)]
    expected = []
    for line, row in written:
        while row and row[-1] == "":
            row = row[:-1]
        if row:
            expected.append((line, row))
    assert [(row.line, row.cells) for row in read.rows[1:]] == expected


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "\r=1"])
def test_a_written_cell_is_text_that_stays_text(hostile: str) -> None:
    sheet = load_workbook(io.BytesIO(write_sheet([hostile], [[hostile]]))).active
    assert isinstance(sheet, Worksheet)
    for row in sheet.iter_rows():
        assert (row[0].data_type, row[0].quotePrefix, row[0].number_format) == ("s", True, "@")
