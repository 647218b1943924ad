"""``dokumentverk sign``: what it prints, its exit codes, and that a passphrase is nowhere to be seen."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from dokumentverk.cli.main import main
from dokumentverk.errors import ExitCode
from tests.cli.console import Said, run
from tests.flow.desk import egenmelding, make_workplace, office_at
from tests.foreign.certificates import Wanted, p12
from tests.foreign.fillers import FILLERS

SCHEMA = Path(__file__).parents[2] / "dokumentverk" / "cli" / "schemas" / "sign.json"
NOW = datetime.now().astimezone()
GIVEN = {
    "first_day": "02112026",
    "last_day": "03112026",
    "absence_type": "own",
    "employee_signed_date": "04112026",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workplace; beside it a filled form, a certificate and its passphrase."""
    folder = tmp_path_factory.mktemp("sign")
    root = make_workplace(folder / "kontor")
    with office_at(root) as office:
        made = egenmelding(office)
    (folder / "melding.pdf").write_bytes(FILLERS["pdfium"](made.content, GIVEN))
    (folder / "tom.pdf").write_bytes(made.content)
    made_now = Wanted("Åse Sørbø-Ødegård", made=NOW - timedelta(days=1))
    (folder / "ase.p12").write_bytes(p12(made_now, "blåbær"))
    (folder / "passord.txt").write_text("blåbær\n", encoding="utf-8-sig")
    return folder


def signed(desk: Path, *words: str, file: str = "melding.pdf") -> Said:
    key = ["--key", str(desk / "ase.p12"), "--passphrase-file", str(desk / "passord.txt")]
    return run(desk / "kontor", "sign", str(desk / file), "--as", "employee", *key, *words)


def test_one_line_says_what_was_signed_by_whom_and_until_when(desk: Path, tmp_path: Path) -> None:
    said = signed(desk, "-o", str(tmp_path / "ut.pdf"))
    assert said.exit == ExitCode.OK
    first, where = said.out.splitlines()
    until = (NOW - timedelta(days=1) + timedelta(days=3 * 365)).strftime("%d.%m.%Y")
    assert "er signert for den ansatte av Åse Sørbø-Ødegård." in first
    assert first.endswith(f"Sertifikatet er utstedt av Prøveutsteder AS og gjelder til {until}.")
    assert where == f"  → {tmp_path / 'ut.pdf'}"
    assert "blåbær" not in said.out + said.told


def test_json_keeps_to_its_schema(desk: Path, tmp_path: Path) -> None:
    (done,) = signed(desk, "-o", str(tmp_path / "ut.pdf"), "--to", "json").lines
    refused = signed(desk, "-o", str(tmp_path / "tom.pdf"), "--to", "json", file="tom.pdf")
    (stopped,) = refused.lines
    for one in (done, stopped):
        jsonschema.validate(one, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert (done["signed"], done["by"], done["findings"]) == (True, "Åse Sørbø-Ødegård", [])
    assert (stopped["signed"], stopped["path"], refused.exit) == (False, None, ExitCode.PERSON_NEEDED)
    assert {one["code"] for one in stopped["findings"]} == {"FIELD_REQUIRED", "FIELD_REQUIRED_INSTEAD"}
    assert not (tmp_path / "tom.pdf").exists()


def test_the_passphrase_is_asked_for_unseen(desk: Path, tmp_path: Path) -> None:
    words = ["--workplace", str(desk / "kontor"), "sign", str(desk / "melding.pdf"), "--as", "employee"]
    words += ["--key", str(desk / "ase.p12"), "-o", str(tmp_path / "ut.pdf")]
    asked = CliRunner().invoke(main, words, input="blåbær\n", standalone_mode=False, obj={})
    assert asked.return_value == ExitCode.OK
    assert "Passord for ase.p12: " in asked.stderr
    assert "blåbær" not in asked.output
    wrong = CliRunner().invoke(main, words, input="feil\n", standalone_mode=False, obj={})
    assert getattr(wrong.exception, "code", "") == "SIGN_PASSPHRASE_WRONG"


def test_no_passphrase_can_be_given_on_the_command_line(desk: Path) -> None:
    told = CliRunner().invoke(main, ["sign", "--help"], obj={}).output
    assert "--passphrase-file" in told
    assert "--passphrase " not in told
    (desk / "bilde.txt").write_bytes(b"\xff\xfe\x00passord")
    said = run(
        desk / "kontor",
        "sign",
        str(desk / "melding.pdf"),
        "--as",
        "employee",
        "--key",
        str(desk / "ase.p12"),
        "--passphrase-file",
        str(desk / "bilde.txt"),
    )
    assert (said.exit, said.code) == (ExitCode.USAGE, "SIGN_PASSPHRASE_UNREADABLE")
