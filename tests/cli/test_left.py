"""Files that are not taken: ``check``, ``file --dry-run`` and ``file`` say the same, and a program gets a line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest
from PIL import Image

from dokumentverk.archive.disk import digest_of
from tests.cli.console import run
from tests.cli.test_stacks import SCHEMAS, jpeg
from tests.flow.desk import make_workplace

SHAPE = json.loads((SCHEMAS / "received.json").read_text(encoding="utf-8"))


@pytest.fixture
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A picture in the inbox of a workplace without the libraries for paper."""
    for module in ("flow.piles", "read.reader", "read.pdf", "read.scan"):
        monkeypatch.setattr(f"dokumentverk.{module}.scan_extra_is_here", lambda: False)
    path = make_workplace(tmp_path / "kontor") / "innboks" / "bilde.jpg"
    path.write_bytes(jpeg(Image.new("L", (400, 600), 200)))
    return path


def test_paper_without_its_libraries_is_left_whoever_asks(picture: Path) -> None:
    root = picture.parents[1]
    asked = (("check", str(picture)), ("file", "--dry-run"), ("file",))
    for words in asked:
        (line,), exit = run(root, *words, "--to", "json").lines, run(root, *words).exit
        jsonschema.validate(line, SHAPE)
        assert (exit, line["outcome"], line["sources"][0]["path"]) == (30, "left", "bilde.jpg"), words
        assert line["sources"][0]["digest"] == digest_of(picture)
        assert [one["code"] for one in line["findings"]] == ["SCAN_EXTRA_MISSING"]
    dry = run(root, "file", "--dry-run")
    assert "BLIR LIGGENDE" in dry.out
    assert "Dokumenter: 1, arkivert: 0, til avklaring: 0, avvist: 0, ikke tatt: 1" in dry.told
    assert "Dokumenter: 1, arkivert: 0, til avklaring: 0, avvist: 0, ikke tatt: 1" in run(root, "file").told


@pytest.mark.skipif(sys.platform == "win32", reason="needs a right to make links")
def test_a_program_gets_a_line_for_what_is_no_file(tmp_path: Path) -> None:
    root = make_workplace(tmp_path / "kontor")
    (tmp_path / "annet.pdf").write_bytes(b"%PDF-1.7")
    (root / "innboks" / "lenke.pdf").symlink_to(tmp_path / "annet.pdf")
    for words in (("file", "--dry-run"), ("file",)):
        said = run(root, *words, "--to", "json")
        (line,) = said.lines
        jsonschema.validate(line, SHAPE)
        assert (said.exit, line["outcome"]) == (1, "left")
        assert line["sources"] == [{"path": "lenke.pdf", "digest": None, "pages": None}]
        assert [one["code"] for one in line["findings"]] == ["FILE_IS_STRANGE"]
        assert line["findings"][0]["message"] in said.told


def test_a_program_gets_a_line_for_what_somebody_still_writes(tmp_path: Path) -> None:
    root = make_workplace(tmp_path / "kontor")
    (root / "innboks" / "plan.docx").write_bytes(b"PK")
    (root / "innboks" / "~$plan.docx").write_bytes(b"x")
    (line,) = run(root, "file", "--to", "json").lines
    assert (line["outcome"], line["findings"][0]["code"]) == ("left", "FILE_IS_OPEN")
