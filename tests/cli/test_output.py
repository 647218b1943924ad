"""What a person at a terminal sees."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dokumentverk.cli.columns import table_lines
from dokumentverk.cli.output import error_lines, say, tracked
from dokumentverk.errors import ConfigurationError, DefinitionError, Fault
from dokumentverk.model.language import Language
from tests.cli.console import run
from tests.flow.desk import make_workplace

AT_A_TERMINAL = """
from dokumentverk.cli.output import bar, say, tell, tracked
for number in tracked(range(12)):
    say(f"document {number}")
    tell(f"note {number}")
with bar() as tick:
    for number in range(1, 4):
        tick(number, 3)
        say(f"finding {number}")
"""


def screen(program: str) -> tuple[str, list[str]]:
    """What a program writes on a terminal, and the lines that stand there at the end: what is cleared or written over
    is gone."""
    master, slave = os.openpty()
    with subprocess.Popen([sys.executable, "-c", program], stdout=slave, stderr=slave) as process:
        os.close(slave)
        written = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:  # Linux says so when the last writer has gone
                break
            if not piece:
                break
            written += piece
    os.close(master)
    assert process.returncode == 0, written
    text = re.sub(r"\x1b\[\?25[lh]", "", written.decode())
    lines = [re.split(r"\x1b\[K|\r", line.rstrip("\r"))[-1].strip() for line in text.split("\n")]
    return text, [line for line in lines if line]


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_lines_are_said_above_the_bar() -> None:
    text, lines = screen(AT_A_TERMINAL)
    assert text.count("100%") >= 2
    said = [line for line in lines if not line.startswith("[#")]
    expected = [f"{kind} {number}" for number in range(12) for kind in ("document", "note")]
    assert said == [*expected, *(f"finding {number}" for number in (1, 2, 3))]


def test_nothing_is_cleared_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    for number in tracked(range(12)):
        say(str(number))
    assert capsys.readouterr().out.splitlines() == [str(number) for number in range(12)]


HEAD = ("Frist", "Ansatt", "Hva", "Hvorfor", "Status")
ROWS = (
    ("28.03.2027", "1001 Anne-Kristine Østgård-Wærnes", "Lage oppfølgingsplan sammen", "Senest etter 4 uker", "i dag"),
    ("17.05.2027", "1003 Per Hansen", "Holde dialogmøte 1", "Senest etter 7 uker helt borte", "55 dager over fristen"),
)


@pytest.mark.parametrize("room", [70, 80, 100])
def test_a_narrow_terminal_shows_every_word_of_a_table(room: int) -> None:
    lines = list(table_lines(HEAD, ROWS, room))
    assert max(map(len, lines)) <= room
    spans = [one.span() for one in re.finditer("─+", lines[1])]
    for (first, last), cells in zip(spans, zip(HEAD, *ROWS, strict=True), strict=True):
        shown = "".join(line[first:last] for line in (lines[0], *lines[2:]))
        assert "".join(shown.split()) == "".join("".join(cells).split())


@pytest.mark.parametrize("room", [20, 40, 60])
def test_where_words_would_be_cut_each_row_is_told_cell_by_cell(room: int) -> None:
    lines = list(table_lines(HEAD, ROWS, room))
    assert max(map(len, lines)) <= room
    told = " ".join(" ".join(lines).split())
    for row in ROWS:
        for name, cell in zip(HEAD, row, strict=True):
            assert f"{name}: {cell}".replace(" ", "") in told.replace(" ", "")
    assert lines[0] == "Frist: 28.03.2027"
    assert lines.count("") == 1


def test_a_table_that_fits_or_goes_to_a_file_keeps_each_row_on_its_line() -> None:
    assert list(table_lines(HEAD, ROWS, None)) == list(table_lines(HEAD, ROWS, 200))
    assert len(list(table_lines(HEAD, ROWS, None))) == 4


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_a_table_at_a_terminal_ends_with_its_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    _, lines = screen(f"from dokumentverk.cli.output import print_table; print_table({HEAD!r}, {ROWS!r})")
    assert max(map(len, lines)) <= 70
    assert lines[-1].endswith("fristen") or "fristen" in lines[-2]


def test_a_fault_names_its_line_in_the_readers_language() -> None:
    error = ConfigurationError(
        "SETTINGS_FAULTY", Fault("a.toml", "line 3", "SETTINGS_NOT_TOML"), file="a.toml", count=1
    )
    assert error_lines(error, Language.NB)[1].startswith("  a.toml: linje 3: ")
    assert error_lines(error, Language.EN)[1].startswith("  a.toml: line 3: ")


def test_a_people_register_that_cannot_be_read_keeps_nobody_from_the_archive(tmp_path: Path) -> None:
    root = make_workplace(tmp_path / "kontor")
    (root / "brev.txt").write_text("x", encoding="utf-8")
    assert run(root, "archive", "add", str(root / "brev.txt"), "--employee", "1001", "--title", "Brev").exit == 0
    (root / "ansatte.csv").write_bytes(b"\xff\xfe\x00")
    said = run(root, "archive", "list")
    assert said.exit == 0
    assert "1001" in said.out
    assert "«ansatte.csv»" in said.told
    assert run(root, "archive", "verify").exit == 0
    assert run(root, "generate", "egenmelding", "--employee", "1001").exit == 20


def test_a_fault_of_a_whole_file_has_no_empty_place() -> None:
    error = DefinitionError("DEFINITION_FAULTS", Fault("eget.toml", "", "DEFINITION_FILE_UNREADABLE"), count=1)
    for language in Language:
        said = error_lines(error, language)[1]
        assert said.startswith("  eget.toml: ")
        assert ": :" not in said
