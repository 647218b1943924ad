"""``accept --table`` and ``--data`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from dokumentverk.errors import ExitCode
from dokumentverk.flow.receive import receive
from dokumentverk.model.filing import NeedsReview
from tests.cli.console import run
from tests.flow.desk import ANSWERS, egenmelding, make_workplace, office_at, returned


def _waiting(root: Path) -> str:
    with office_at(make_workplace(root)) as office, office.writing():
        path = returned(office, egenmelding(office), "retur.pdf", {**ANSWERS, "first_day": "31022026"})
        understood, outcome = receive(office, path)
    assert isinstance(outcome, NeedsReview)
    return understood.received.return_id


def test_a_table_and_a_json_file_correct_what_waits(tmp_path: Path) -> None:
    root = tmp_path / "kontor"
    number = _waiting(root)
    table = tmp_path / "rettelser.csv"
    table.write_text(f"retur;felt;verdi\n{number};first_day;26.10.2026\nR0000000000;note;x\n", encoding="utf-8")
    said = run(root, "accept", "--table", str(table), "--by", "Kari", "--reason", "Ringte", "--to", "json")
    assert said.exit == ExitCode.PERSON_NEEDED
    done, refused = said.lines
    assert done["fields"]["first_day"]["value"] == "2026-10-26"
    assert (refused["line"], refused["code"]) == (3, "RETURN_NOT_FOUND")
    assert (tmp_path / "rettelser – feil.csv").exists()
    data = tmp_path / "svar.json"
    data.write_text('{"notice_to": "Kari Nordmann"}', encoding="utf-8")
    by = ("--by", "Kari", "--reason", "Ringte")
    said = run(root, "accept", number, *by, "--data", str(data), "--despite", "SIGNATURE_MISSING", "--to", "json")
    (filed,) = said.lines
    assert (filed["outcome"], filed["fields"]["notice_to"]["value"]) == ("ok", "Kari Nordmann")


@pytest.mark.parametrize("more", [(), ("R7KXM4RTA9C", "--table"), ("--set", "a=b", "--table")])
def test_what_does_not_go_together_is_refused(tmp_path: Path, more: tuple[str, ...]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(click.UsageError):
        run(tmp_path, "accept", "--by", "Kari", "--reason", "x", *more, *([str(path)] if more else []))
