"""What a person at a terminal sees."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
