"""What a command loads before it starts: looking something up must not wait for what reads and writes documents."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.console import run

ENGINES = ("PIL", "docx", "fontTools", "jinja2", "markdown_it", "numpy", "pdfplumber", "pikepdf", "pypdf", "pypdfium2")
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
    root = tmp_path_factory.mktemp("start")
    assert run(root, "init", str(root)).exit == 0
    return root


def _loaded(place: Path, *command: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _ASKED, *command], cwd=place, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1].removeprefix("loaded:").split()


@pytest.mark.parametrize(
    "command",
    [("archive", "list"), ("archive", "find", "kontor"), ("archive", "verify"), ("case", "list"), ("due",)],
    ids=" ".join,
)
def test_looking_up_loads_nothing_that_opens_documents(place: Path, command: tuple[str, ...]) -> None:
    assert _loaded(place, *command) == []


def test_making_a_document_does(place: Path) -> None:
    assert "pikepdf" in _loaded(place, "generate", "egenmelding")
