"""The environments of the peers, and a peer as a contestant.

PyPDFForm pins an old pypdf, and OCRmyPDF a pikepdf of its own, so the peers cannot live beside us or each other: their
environments are made on first use under ``build/``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "bench-peers"
PACKAGES = ("PyPDFForm==6.0.1", "weasyprint==70.0", "docxtpl==0.20.2", "click")
OCRMYPDF_HOME = ROOT / "build" / "bench-ocrmypdf"
OCRMYPDF = ("ocrmypdf==17.13.0",)


class PeerMissing(Exception):
    """The message says what is not here."""


def peers_python() -> Path:
    """The peers' interpreter; makes their environment when it is not there. Raises CalledProcessError."""
    return _environment(HOME, PACKAGES)


def ocrmypdf_program() -> Path:
    """OCRmyPDF, and the Norwegian Tesseract and the Ghostscript that it calls. Raises PeerMissing."""
    for program in ("tesseract", "gs"):
        if shutil.which(program) is None:
            raise PeerMissing(f"{program} is not installed")
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    if "nor" not in listed.stdout.split():
        raise PeerMissing("Tesseract has no Norwegian: install tesseract-ocr-nor")
    try:
        return _environment(OCRMYPDF_HOME, OCRMYPDF).parent / "ocrmypdf"
    except subprocess.CalledProcessError:
        raise PeerMissing(f"pip could not install {OCRMYPDF[0]}") from None


def _environment(home: Path, packages: tuple[str, ...]) -> Path:
    """Its interpreter."""
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        print(f"making an environment for {', '.join(packages)}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *packages], check=True)
        (home / "ready").touch()
    return python


class Peer:
    """A running peer; a context manager. ``name`` says what it is, with its version."""

    def __init__(self, script: str, material: dict[str, Any]) -> None:
        command = [str(peers_python()), "-u", str(Path(__file__).parent / "peers" / f"{script}.py")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.name = str(self._ask(material)["name"])

    def __enter__(self) -> Peer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def run(self) -> float:
        return float(self._ask({})["seconds"])

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the peer ended without an answer; its complaint stands above")
        answer: dict[str, Any] = json.loads(line)
        return answer
