"""``dokumentverk generate`` with values that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from dokumentverk.cli.main import main
from dokumentverk.cli.output import error_lines
from dokumentverk.errors import ExitCode, UsageFault
from dokumentverk.model.language import Language
from tests.cli.console import run
from tests.flow.desk import make_workplace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


def refused(root: Path, *given: str) -> list[str]:
    words = [word for one in given for word in ("--set", one)]
    asked = ["--workplace", str(root), "generate", "egenmelding", *words]
    fault = CliRunner().invoke(main, asked, standalone_mode=False, obj={}).exception
    assert isinstance(fault, UsageFault)
    return error_lines(fault, Language.NB)


def test_every_value_that_cannot_be_used_is_told_at_once(root: Path) -> None:
    head, *lines = refused(root, "first_day=i går", "graded_percent=150", "unit=Nord", "sisste_dag=3.11.2026")
    assert head == "3 verdier kan ikke brukes, og ingenting er laget."
    assert [line.split("»")[0] for line in lines] == [
        "  Feltet «first_day",
        "  Feltet «graded_percent",
        "  Skjemaet «egenmelding",
    ]
    assert "i går" not in "".join(lines)
    assert not (root / "system" / "utstedt.jsonl").exists()


def test_one_that_cannot_be_used_is_told_alone(root: Path) -> None:
    assert refused(root, "first_day=i går") == [
        "Feltet «first_day» tar ikke denne verdien. Skriv for eksempel: 03.11.2026."
    ]


def test_a_single_object_is_told_of_as_a_command_is(root: Path, tmp_path: Path) -> None:
    data = tmp_path / "ett.json"
    data.write_text('{"first_day": "i går", "graded_percent": 150}', encoding="utf-8")
    said = run(root, "generate", "egenmelding", "--data", str(data))
    assert (said.exit, said.code) == (ExitCode.USAGE, "VALUES_REFUSED")
