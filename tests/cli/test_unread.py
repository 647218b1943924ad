"""What a clerk does about handwriting in the archive: list it, look at its picture, write it in."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from tests.cli.console import Said, run
from tests.flow.desk import make_workplace, office_at
from tests.flow.test_amend import filed

SCHEMAS = Path(__file__).parents[2] / "dokumentverk" / "cli" / "schemas"


def valid(said: Said, schema: str) -> Said:
    content = json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8"))
    for line in said.lines:
        jsonschema.Draft202012Validator(content).validate(line)
    return said


def test_handwriting_is_listed_shown_and_written_in(tmp_path: Path) -> None:
    root = make_workplace(tmp_path / "kontor")
    with office_at(root) as office, office.writing():
        number = filed(office).receipt.entry.return_id

    (listed,) = valid(run(root, "archive", "list", "--unread", "--to", "json"), "archive-list").lines
    assert (listed["return"], listed["corrects"]) == (number, None)
    (shown,) = valid(run(root, "archive", "show", number, "--to", "json"), "archive-show").lines
    assert (shown["fields"]["notice_to"]["state"], shown["corrections"]) == ("not_read", [])
    assert shown["fields"]["notice_to"]["crops"] == ["utsnitt-notice_to.png"]
    assert "crop" in {one["variant"] for one in shown["placements"]}
    assert "(ikke lest, utsnitt-notice_to.png)" in run(root, "archive", "show", number).out

    words = ("accept", number, "--by", "Kari", "--reason", "Leste utsnittet", "--set", "notice_to=Turid Vinje")
    (accepted,) = valid(run(root, *words, "--to", "json"), "received").lines
    assert (accepted["outcome"], accepted["fields"]["notice_to"]["value"]) == ("ok", "Turid Vinje")

    assert run(root, "archive", "list", "--unread", "--to", "json").lines == []
    (before,) = valid(run(root, "archive", "show", number, "--to", "json"), "archive-show").lines
    assert before["corrections"] == [accepted["return"]]
    assert f"Rettet i:      {accepted['return']}" in run(root, "archive", "show", number).out
    (after,) = valid(run(root, "archive", "show", accepted["return"], "--to", "json"), "archive-show").lines
    assert (after["corrects"], after["fields"]["notice_to"]["method"]) == (number, "PERSON")
    assert [one["return"] for one in run(root, "archive", "find", "Turid Vinje", "--to", "json").lines] == [
        accepted["return"]
    ]
    assert run(root, "archive", "verify").exit == 0
