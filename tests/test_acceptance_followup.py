"""One absence from the first day to its end by the command line alone: forms are sent, come back and are filed, facts
are told, and ``due`` is asked on several days."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.console import run
from tests.foreign.fillers import FILLERS

SCHEMAS = Path(__file__).resolve().parent.parent / "dokumentverk" / "cli" / "schemas"
PEOPLE = """\
ansattnummer;fornavn;etternavn;stilling;enhet;leder;ansatt fra
1001;Åse;Sørbø-Ødegård;Helsefagarbeider;Sykehjemmet;1002;01.03.2019
1002;Kari;Nordmann;Enhetsleder;Sykehjemmet;;01.01.2015
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "kontor"
    assert run(tmp_path, "init", str(root), "--name", "Fjordvik kommune").exit == 0
    (root / "ansatte.csv").write_text(PEOPLE, encoding="cp1252")
    return root


def asked(root: Path, *words: str, exit: int = 0) -> list[dict[str, Any]]:
    said = run(root, *words, "--to", "json")
    assert said.exit == exit, (words, said.code, said.told)
    shape = json.loads((SCHEMAS / f"{words[0]}.json").read_text(encoding="utf-8"))
    for line in said.lines:
        jsonschema.validate(line, shape, format_checker=jsonschema.FormatChecker())
    return said.lines


def due(root: Path, on: str) -> dict[str, dict[str, Any]]:
    """By rule; the exit code says whether anything is overdue."""
    said = run(root, "due", "--on", on, "--within", "60", "--to", "json")
    found = {one["rule"]: one for one in said.lines}
    assert said.exit == (1 if any(one["state"] == "overdue" for one in said.lines) else 0)
    return found


def returned(root: Path, form: str, values: Mapping[str, str], *given: str) -> str:
    """The form is sent, filled in by another program, filed, and ended by a person in spite of what it lacks."""
    words = ("generate", form, "--employee", "1001", *(part for one in given for part in ("--set", one)))
    (made,) = run(root, *words, "--to", "json").lines
    filled = FILLERS["pdfium"](Path(made["path"]).read_bytes(), values)
    (root / "innboks" / f"{form}.pdf").write_bytes(filled)
    (read,) = run(root, "file", "--to", "json").lines
    codes = sorted({one["code"] for one in read["findings"] if one["severity"] != "NOTE"})
    despite = [part for code in codes for part in ("--despite", code)]
    ended = run(root, "accept", read["return"], "--by", "Kari Nordmann", "--reason", "Papir", *despite, "--to", "json")
    assert ended.lines[0]["outcome"] == "ok"
    return str(read["return"])


def test_an_absence_from_its_first_day_to_its_last(root: Path) -> None:
    note = returned(
        root,
        "egenmelding",
        {
            "first_day": "01062026",
            "absence_type": "own",
            "employee_signed_date": "05062026",
            "sick_note_from": "04062026",
        },
    )
    (case,) = asked(root, "case", "list")
    id = case["case"]
    assert (case["first_day"], case["source"], case["documents"]) == ("2026-06-01", note, [note])
    asked(root, "case", "sicknote", id, "--from", "4.6.2026", "--until", "31.7.2026")

    found = due(root, "2026-06-02")
    assert {rule: one["due"] for rule, one in found.items() if one["case"] == id} == {
        "first_contact": "2026-06-04",
        "egenmelding": "2026-06-04",
        "plan": "2026-06-29",
        "plan_copy": "2026-06-29",
        "dialogue_1": "2026-07-20",
        "activity": "2026-07-27",
    }
    assert (found["egenmelding"]["state"], found["egenmelding"]["done_by"]) == ("done", note)
    assert {one["state"] for rule, one in found.items() if rule in ("first_contact", "plan")} == {"due"}

    asked(root, "case", "meeting", id, "contact", "--on", "3.6.2026", "--held")
    plan = returned(
        root,
        "oppfolgingsplan",
        {"measures_1_what": "Kortere vakter", "measures_1_evaluated": "10072026"},
        "plan_date=24.6.2026",
        "evaluation_date=15.7.2026",
    )
    asked(root, "case", "share", id, "sykmelder", "--on", "26.6.2026", "--document", plan)
    found = due(root, "2026-06-30")
    assert (found["plan"]["state"], found["plan"]["done_by"], found["plan"]["done_on"]) == ("done", plan, "2026-06-24")
    assert (found["plan_copy"]["state"], found["plan_copy"]["done_by"]) == ("done", plan)
    assert (found["measure"]["due"], found["measure"]["part"], found["measure"]["about"]) == ("2026-07-10", "1", plan)
    assert (found["plan_evaluation"]["due"], found["dialogue_1"]["binding"]) == ("2026-07-15", True)

    asked(root, "case", "grade", id, "50", "--from", "6.7.2026")
    assert due(root, "2026-07-08")["dialogue_1"]["binding"] is False
    asked(root, "case", "meeting", id, "dialogmote-1", "--on", "13.7.2026", "--held")
    asked(root, "case", "meeting", id, "ia-mote", "--on", "10.8.2026")
    found = due(root, "2026-07-28")
    assert (found["dialogue_1"]["state"], found["plan_revised"]["state"]) == ("done", "overdue")
    assert (found["plan_to_nav"]["due"], found["plan_to_nav"]["state"]) == ("2026-08-03", "due")

    asked(root, "case", "close", id, "--last", "31.7.2026")
    after = due(root, "2026-08-20")
    assert not [one for one in after.values() if one["case"] == id and one["state"] != "done"]
    (shown,) = asked(root, "case", "show", id, "--on", "2026-08-20")
    assert shown["documents"] == [note, plan]
    assert {one["rule"]: one["state"] for one in shown["obligations"]}["plan_revised"] == "lapsed"

    before = {words: asked(root, *words) for words in (("case", "show", id), ("egenmelding", "1001"))}
    for database in (root / "system").glob("*.sqlite*"):
        database.unlink()
    assert run(root, "archive", "rebuild").exit == 0
    assert {words: asked(root, *words) for words in before} == before
    assert run(root, "archive", "verify").exit == 0
    (left,) = asked(root, "egenmelding", "1001", "--on", "2026-08-20")
    assert [(one["kind"], one["days"]) for one in left["counted"]] == [("egenmelding", 3), ("sykmelding", 0)]
    assert (left["times"]["left"], left["employer_period"]["left"]) == (3, 16)
