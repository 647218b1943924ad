"""What a command loads before it starts: looking something up must not wait for what reads and writes documents."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.console import run
from tests.flow.desk import make_workplace

ENGINES = (
    "PIL", "asn1crypto", "cryptography", "docx", "fontTools", "jinja2", "lxml", "markdown_it", "numpy", "openpyxl",
    "pdfplumber", "pebble", "pikepdf", "pyhanko", "pypdf", "pypdfium2", "typst", "zxingcpp",
)  # fmt: skip
"""What opens, draws or writes documents, and takes as long to load as all the rest."""

_ASKED = f"""
import sys
from dokumentverk.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print("loaded:", *(one for one in {ENGINES!r} if one in sys.modules))
sys.exit(code)
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With somebody who is away: there is something to look up."""
    root = make_workplace(tmp_path_factory.mktemp("start") / "kontor")
    assert run(root, "case", "open", "1001", "--first-day", "2.11.2026").exit == 0
    return root


@pytest.fixture(scope="module")
def case(place: Path) -> str:
    (line,) = run(place, "case", "list", "--to", "json").lines
    return str(line["case"])


def _loaded(place: Path, *command: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _ASKED, *command], cwd=place, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].removeprefix("loaded:").split()


@pytest.mark.parametrize(
    "command",
    [
        ("archive", "list"),
        ("archive", "find", "kontor"),
        ("archive", "verify"),
        ("case", "list"),
        ("due", "--on", "3.11.2026"),
        ("egenmelding", "1001"),
        ("forms",),
        ("forms", "egenmelding"),
    ],
    ids=" ".join,
)
def test_looking_up_loads_nothing_that_opens_documents(place: Path, command: tuple[str, ...]) -> None:
    assert _loaded(place, *command) == []


@pytest.mark.parametrize(
    "command",
    [("show",), ("consent",), ("grade", "50", "--from", "9.11.2026"), ("meeting", "contact", "--on", "3.11.2026")],
    ids=lambda words: words[0],
)
def test_neither_does_telling_of_a_case(place: Path, case: str, command: tuple[str, ...]) -> None:
    assert _loaded(place, "case", command[0], case, *command[1:]) == []


def test_making_a_document_does(place: Path) -> None:
    assert "pikepdf" in _loaded(place, "generate", "egenmelding")
