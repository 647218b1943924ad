"""``trust``: what is believed, shown and renewed."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from dokumentverk.errors import ExitCode
from dokumentverk.workplace.folders import init_workplace
from tests.attacks.pki import root
from tests.cli.console import run
from tests.workplace.trust_lists import Listed, trust_list

SCHEMA = Path(__file__).parents[2] / "dokumentverk" / "cli" / "schemas" / "trust.json"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    init_workplace(tmp_path / "kontoret")
    return tmp_path / "kontoret"


def told(place: Path, *words: str) -> dict[str, object]:
    said = run(place, "trust", *words, "--to", "json")
    (line,) = said.lines
    jsonschema.validate(line, json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker())
    return line


def test_nobody_is_believed_at_first(place: Path) -> None:
    assert told(place, "list") == {"schema": 1, "certificates": [], "lists": []}
    assert "stoler ikke på noen" in run(place, "trust", "list").told


def test_own_certificates_and_a_list(place: Path) -> None:
    (place / "tillit" / "rot.pem").write_bytes(root().pem)
    (place / "tillit" / "tull.cer").write_bytes(b"tull")
    file = place / "no-tl.xml"
    file.write_bytes(trust_list(Listed(root().der), next_update="2020-01-01T00:00:00Z"))
    line = told(place, "update", str(file))
    assert line["certificates"] == told(place, "list")["certificates"]
    lists = line["lists"]
    assert isinstance(lists, list)
    (one,) = lists
    assert (one["territory"], one["sequence"], one["services"], one["outdated"]) == ("NO", 42, 1, True)
    said = run(place, "trust", "list")
    assert "rot.pem" in said.out
    assert "tillitsliste NO nr. 42" in said.out
    assert "for gammel" in said.out
    assert "tull.cer" in said.told


def test_a_file_that_is_no_list(place: Path) -> None:
    file = place / "liste.xml"
    file.write_bytes(b"<liste/>")
    said = run(place, "trust", "update", str(file))
    assert (said.exit, said.code) == (ExitCode.USAGE, "TRUST_LIST_NOT_ONE")
