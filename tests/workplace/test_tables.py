"""Tables as Norwegian Excel and others write them, byte for byte."""

from __future__ import annotations

import contextlib
import io
import random
import unicodedata
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.engines.xlsx import OLE
from dokumentverk.errors import DokumentverkError, Encrypted, Unreadable
from dokumentverk.messages import error_sentence
from dokumentverk.model.language import Language
from dokumentverk.model.table import Table, TableLimits, TableRow
from dokumentverk.workplace.guard import guarded, restored
from dokumentverk.workplace.rerun import write_rows
from dokumentverk.workplace.tables import REASON, column_letters, parse_table, read_table
from tests.engines.workbooks import book, with_sheet

ANSATTE = [
    {"Ansattnummer": "1001", "Fornavn": "Bjørn Åge", "Lønn": "12,5", "Født": "01.09.1980"},
    {"Ansattnummer": "1002", "Fornavn": "Kari «æ»", "Lønn": "1 234,50", "Født": ""},
]
SEMICOLONS = "Ansattnummer;Fornavn;Lønn;Født\r\n1001;Bjørn Åge;12,5;01.09.1980\r\n1002;Kari «æ»;1 234,50;\r\n"

WRITTEN = [
    # what wrote it, the bytes, the encoding told
    ("CSV (semikolondelt)", SEMICOLONS.encode("cp1252"), "cp1252"),
    ("CSV UTF-8", b"\xef\xbb\xbf" + SEMICOLONS.encode(), "utf-8"),
    ("LibreOffice, UTF-8", SEMICOLONS.replace("\r\n", "\n").encode(), "utf-8"),
    ("Unicode-tekst", SEMICOLONS.replace(";", "\t").encode("utf-16"), "utf-16"),
    ("Unicode-tekst, big-endian", b"\xfe\xff" + SEMICOLONS.replace(";", "\t").encode("utf-16-be"), "utf-16"),
    ("Tekst (tabulatordelt)", SEMICOLONS.replace(";", "\t").encode("cp1252"), "cp1252"),
    ("sep=; first", ("sep=;\r\n" + SEMICOLONS).encode("cp1252"), "cp1252"),
    ("sep=| first", ("sep=|\r\n" + SEMICOLONS.replace(";", "|")).encode(), "utf-8"),
    ("old Macintosh", SEMICOLONS.replace("\r\n", "\r").encode(), "utf-8"),
    ("every cell quoted", "".join(
        ";".join(f'"{cell}"' for cell in line.split(";")) + "\r\n" for line in SEMICOLONS.splitlines()
    ).encode("cp1252"), "cp1252"),
    ("commas, quoted", (
        'Ansattnummer,Fornavn,Lønn,Født\r\n1001,Bjørn Åge,"12,5",01.09.1980\r\n1002,Kari «æ»,"1 234,50",\r\n'
    ).encode(), "utf-8"),
    ("DOS, with its end-of-file sign", SEMICOLONS.encode("cp1252") + b"\x1a", "cp1252"),
    ("blank rows and columns around", (
        "\r\n;;;;;\r\nAnsattnummer;Fornavn;Lønn;Født;;\r\n1001;Bjørn Åge;12,5;01.09.1980;;\r\n;;;;;\r\n"
        "1002;Kari «æ»;1 234,50;;;\r\n;;;;;\r\n"
    ).encode("cp1252"), "cp1252"),
    ("decomposed letters, as macOS writes them", SEMICOLONS.replace("Å", "A\u030a").encode(), "utf-8"),
]  # fmt: skip


def table(text: str | bytes, file: str = "ansatte.csv") -> Table:
    return parse_table(text if isinstance(text, bytes) else text.encode(), file)


def rows(found: Table) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, row.as_dict()) for row in found]


@pytest.mark.parametrize(("content", "encoding"), [one[1:] for one in WRITTEN], ids=[one[0] for one in WRITTEN])
def test_what_programs_write(tmp_path: Path, content: bytes, encoding: str) -> None:
    (tmp_path / "ansatte.csv").write_bytes(content)
    found = read_table(tmp_path / "ansatte.csv")
    assert [row.as_dict() for row in found] == ANSATTE
    assert (found.encoding, found.file, found.findings) == (encoding, "ansatte.csv", ())


PARTICULARS = [
    ("", ()),
    ("\ufeff", ()),
    ("\r\n\r\n", ()),
    ("a;b", ("a", "b")),
    ("etternavn, fornavn;nummer\nHansen, Kari;1", ("etternavn, fornavn", "nummer")),
    ("a,b;c\td", ("a,b;c", "d")),
    ('"a\n;b";c\n1;2', ("a ;b", "c")),
    (" Ansatt \u00a0 nummer \n1", ("Ansatt nummer",)),
    ("stilling;enhet;stilling;stilling 2;stilling", ("stilling", "enhet", "stilling 2", "stilling 2 2", "stilling 3")),
    (f"a;{REASON};b\n1;feil;2", ("a", "b")),
    ("a;;b\n1;;2", ("a", "b")),
]


@pytest.mark.parametrize(("text", "headers"), PARTICULARS)
def test_headers(text: str, headers: tuple[str, ...]) -> None:
    found = table(text)
    assert found.headers == headers
    assert all(tuple(row.as_dict()) == headers for row in found)


def test_lines_are_where_rows_begin() -> None:
    found = table('a;b\r\n1;"to\r\nlinjer"\r\n\r\n2;x\r\n')
    assert rows(found) == [(2, {"a": "1", "b": "to\r\nlinjer"}), (5, {"a": "2", "b": "x"})]
    assert rows(table("sep=;\na;b\n1;2\n")) == [(3, {"a": "1", "b": "2"})]


def test_a_row_that_is_too_short_has_empty_cells() -> None:
    assert rows(table("a;b;c\n1\n")) == [(2, {"a": "1", "b": "", "c": ""})]


def test_a_row_that_is_too_long_is_told() -> None:
    found = table("a;b\n1;2;3\n1;2;;\n")
    assert [(one.code, dict(one.params)) for one in found.findings] == [
        ("TABLE_CELL_WITHOUT_HEADER", {"file": "ansatte.csv", "line": "2", "column": "C"})
    ]


def test_a_cell_under_no_header_is_told() -> None:
    found = table("a;;b\n1;skjult;2\n")
    assert [dict(one.params)["column"] for one in found.findings] == ["B"]
    assert rows(found) == [(2, {"a": "1", "b": "2"})]


def test_control_characters_cost_no_more_than_themselves() -> None:
    found = table("a;b\n1;Ka\x1b[31mri\n2;Ola\n")
    assert rows(found) == [(2, {"a": "1", "b": "Ka[31mri"}), (3, {"a": "2", "b": "Ola"})]
    assert [(one.code, dict(one.params)) for one in found.findings] == [
        ("TABLE_CONTROL_CHARACTER", {"file": "ansatte.csv", "line": "2", "column": "B"})
    ]
    of_header = table("a;b\x07\n1;2\n")
    assert of_header.headers == ("a", "b")
    assert [dict(one.params)["line"] for one in of_header.findings] == ["1"]


def test_what_is_compressed_is_no_text() -> None:
    for seed in range(0, 40, 2):
        content = random.Random(seed).randbytes(400).decode("latin-1").replace("\x00", "").encode("utf-8")
        with pytest.raises(Unreadable, match="TABLE_NOT_TEXT"):
            parse_table(content, "ansatte.csv")


REFUSED = [
    ("ansatte.csv", b"a;b\n1;\x812\n\xff", "TABLE_NOT_TEXT", None),
    ("ansatte.csv", b"a;b\n1;\x002\n", "TABLE_NOT_TEXT", None),
    ("ansatte.csv", b"%PDF-1.7\n\x01\x02", "TABLE_NOT_TEXT", None),
    ("ansatte.csv", b"\xff\xfea", "TABLE_NOT_TEXT", None),
    ("ansatte.csv", b'a;b\n1;2\n"3;4\n5;6\n', "TABLE_QUOTES", "3"),
    ("ansatte.csv", b'a;b\n1;"2"x\n', "TABLE_QUOTES", "2"),
    ("ansatte.csv", b"a;b\n" + b"1;2\n" * 101, "TABLE_TOO_LARGE", "102"),
    ("ansatte.csv", b"a;b\n1;" + b"x" * 32_001, "TABLE_TOO_LARGE", "2"),
    ("ansatte.csv", b";".join([b"a"] * 501), "TABLE_TOO_LARGE", "1"),
    ("ansatte.jsonl", b'{"a":1}\n[1]\n', "TABLE_NOT_JSON", "2"),
    ("ansatte.jsonl", b'{"a":1}\n\n{"a":', "TABLE_NOT_JSON", "3"),
    ("ansatte.jsonl", b'{"a":1,"a":2}', "TABLE_NOT_JSON", "1"),
    ("ansatte.jsonl", b'{"a":NaN}', "TABLE_NOT_JSON", "1"),
    ("ansatte.jsonl", b'{"a":' + b"[" * 100_000, "TABLE_NOT_JSON", "1"),
    ("ansatte.jsonl", b'{"a":1}\n' * 101, "TABLE_TOO_LARGE", "101"),
    ("ansatte.xlsx", OLE, "TABLE_OLD_EXCEL", None),
    ("ansatte.xlsx", b"PK\x03\x04", "TABLE_BROKEN", None),
    ("ansatte.csv", b"x" * 3000, "TABLE_TOO_LARGE", None),
]


@pytest.mark.parametrize(("file", "content", "code", "line"), REFUSED)
def test_refused(tmp_path: Path, file: str, content: bytes, code: str, line: str | None) -> None:
    (tmp_path / file).write_bytes(content)
    limits = TableLimits(rows=100, bytes=200_000 if len(content) != 3000 else 2999)
    with pytest.raises((Unreadable, Encrypted)) as caught:
        read_table(tmp_path / file, limits)
    assert (caught.value.code, caught.value.params.get("line")) == (code, line)
    assert_said(caught.value, file)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_table(tmp_path / "mangler.csv")
    assert caught.value.code == "TABLE_MISSING"
    assert_said(caught.value, "mangler.csv")


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read_table(tmp_path)


def assert_said(error: DokumentverkError, file: str) -> None:
    for language in Language:
        sentence = error_sentence(error, language)
        assert file in sentence
        assert "?" not in sentence


def test_json_lines() -> None:
    text = (
        '\ufeff{"ansattnummer": "1001", "prosent": 12.50, "gradert": true, "notat": null}\n\n'
        '{"ansattnummer": 1002, "tiltak": [{"hva": "Hev pult", "frist": "2026-09-01", "andel": 0.5}], "gradert": false}'
    )
    found = table(text, "rader.jsonl")
    assert found.headers == ("ansattnummer", "prosent", "gradert", "notat", "tiltak")
    assert rows(found) == [
        (1, {"ansattnummer": "1001", "prosent": "12.50", "gradert": "ja", "notat": ""}),
        (3, {"ansattnummer": "1002", "tiltak": '[{"hva": "Hev pult", "frist": "2026-09-01", "andel": "0.5"}]',
             "gradert": "nei"}),
    ]  # fmt: skip


def test_an_xlsx_whatever_it_is_called() -> None:
    found = table(book(["Ansattnummer", None, "Navn"], [1001, None, "Åse"], [1002, "x", "=1+1"]), "ansatte.csv")
    assert (found.encoding, found.headers) == ("xlsx", ("Ansattnummer", "Navn"))
    assert rows(found) == [(2, {"Ansattnummer": "1001", "Navn": "Åse"}), (3, {"Ansattnummer": "1002", "Navn": ""})]
    assert [(one.code, dict(one.params)["column"]) for one in found.findings] == [
        ("TABLE_CELL_WITHOUT_HEADER", "B"),
        ("TABLE_FORMULA_UNCALCULATED", "C"),
    ]


@pytest.mark.parametrize(("at", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_in_a_spreadsheet(at: int, letters: str) -> None:
    assert column_letters(at) == letters


HOSTILE = [
    "=1+1",
    "+47 22 33 44 55",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "=cmd|' /C calc'!A0",
    "'=1",
    "''+1",
    "＝1+1",
]
HARMLESS = ["", "1001", "Kari", "'Kari'", "a=1", " =1", "”", "#N/A"]


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_formula_is_guarded(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert restored(guarded(cell)) == cell


@pytest.mark.parametrize("cell", HARMLESS)
def test_what_is_no_formula_is_left_alone(cell: str) -> None:
    assert guarded(cell) == cell == restored(cell)


@given(st.text())
def test_guarding_is_undone_exactly(cell: str) -> None:
    assert restored(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


cell_text = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=15) | st.sampled_from(HOSTILE)


def test_a_formula_that_gives_an_error_is_told_and_its_cell_is_empty() -> None:
    head = "".join(
        f"<c r='{at}1' t='inlineStr'><is><t>{name}</t></is></c>" for at, name in (("A", "nr"), ("B", "dager"))
    )
    row = "<c r='A2'><v>1001</v></c><c r='B2' t='e'><f>1/0</f><v>#DIV/0!</v></c>"
    found = table(with_sheet(f"<sheetData><row r='1'>{head}</row><row r='2'>{row}</row></sheetData>"), "rader.xlsx")
    assert rows(found) == [(2, {"nr": "1001", "dager": ""})]
    assert [(one.code, dict(one.params)) for one in found.findings] == [
        ("TABLE_FORMULA_FAILED", {"file": "rader.xlsx", "line": "2", "column": "B"})
    ]


def test_further_sheets_are_told() -> None:
    workbook = openpyxl.Workbook()
    for name in ("ansatte", "flere", "tomt"):
        sheet = workbook.active if name == "ansatte" else workbook.create_sheet(name)
        assert sheet is not None
        if name != "tomt":
            sheet.append(["navn"])
    content = io.BytesIO()
    workbook.save(content)
    found = table(content.getvalue(), "ansatte.xlsx")
    assert [(one.code, dict(one.params)["count"]) for one in found.findings] == [("TABLE_FURTHER_SHEETS", "1")]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl"])
@given(data=st.data())
def test_bad_rows_can_be_run_again(tmp_path_factory: pytest.TempPathFactory, suffix: str, data: st.DataObject) -> None:
    """What was written is read back cell by cell, whatever stands in it; the reason is not a column of its own."""
    headers = ("Ansattnummer", "=navn", 'Årsak; "x"')
    lines = data.draw(st.lists(st.tuples(cell_text, cell_text, cell_text), max_size=4))
    given_rows = [TableRow(9, tuple(zip(headers, ("1", *line[1:]), strict=True))) for line in lines]
    path = tmp_path_factory.mktemp("rerun") / f"feil{suffix}"
    write_rows(path, headers, given_rows, ["=feil"] * len(given_rows))
    found = read_table(path)
    assert found.findings == ()
    assert [row.as_dict() for row in found] == [
        {name: unicodedata.normalize("NFC", text) for name, text in row.cells} for row in given_rows
    ]


def test_the_file_of_bad_rows_is_what_norwegian_excel_opens(tmp_path: Path) -> None:
    path = tmp_path / "feil.csv"
    row = TableRow.of(7, {"Ansattnummer": "1001", "Navn": 'Åse "Ås"; =1'})
    write_rows(path, ("Ansattnummer", "Navn", "Tom"), [row], ["Linje 7: Navnet er feil."])
    assert path.read_bytes() == (
        b"\xef\xbb\xbfAnsattnummer;Navn;Tom;Hva er feil\r\n"
        + '1001;"Åse ""Ås""; =1";;Linje 7: Navnet er feil.\r\n'.encode()
    )
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["feil.csv"]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_unreadable(content: bytes) -> None:
    for file in ("x.csv", "x.jsonl", "x.xlsx"):
        with contextlib.suppress(Unreadable, Encrypted):
            assert parse_table(content, file).file == file


@pytest.mark.parametrize(("file", "share"), [("libreoffice-7.4.xlsx", "80 %"), ("libreoffice-7.4.csv", "80%")])
def test_files_that_libreoffice_saved(file: str, share: str) -> None:
    """A date, a number shown with its leading zero, a share, a formula that joins texts, one that gives no text."""
    found = read_table(Path(__file__).parent / "files" / file)
    assert found.findings == ()
    assert [row.as_dict() for row in found] == [
        {
            "Ansattnummer": "1001",
            "Fornavn": "Bjørn Åge",
            "Etternavn": "Sæther",
            "Ansatt fra": "01.08.2019",
            "Fødselsnummer": "01010112345",
            "Prosent": share,
            "Hele navnet": "Bjørn Åge Sæther",
            "Tom": "",
            "Adresse": "Storgata 1\nOppg. B",
        }
    ]
