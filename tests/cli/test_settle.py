"""Two parties' own copies in one shared copy, and the next version of what is filed, by the command line alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.console import Said, run
from tests.flow.talk import talking_workplace
from tests.foreign.fillers import FILLERS

SCHEMAS = Path(__file__).resolve().parents[2] / "dokumentverk" / "cli" / "schemas"

EMPLOYEE = {
    "day": "Stell og måltider",
    "short": "Godt nok",
    "works": "yes",
    "again": "01122026",
    "tasks_1_task": "Morgenstell",
    "tasks_1_employee_view": "Går fint",
    "tasks_2_task": "Løft",
    "tasks_2_employee_view": "Ikke nå",
}
LEADER = {
    "day": "Stell  og måltider",
    "short": "Trenger en plan",
    "works": "no",
    "again": "01122026",
    "tasks_1_task": "løft",
    "tasks_1_leader_view": "Heis kan brukes",
    "tasks_2_task": "Rapport",
}


@dataclass(frozen=True, slots=True)
class Filed:
    """A workplace where both copies of ``number``'s thread are filed."""

    root: Path
    number: str
    employees: str
    leaders: str


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Filed:
    root = talking_workplace(tmp_path_factory.mktemp("settle") / "kontor")
    first = copy(root, "employee")
    second = copy(root, "leader", "--thread", first["issue"])
    return Filed(root, first["issue"], comes_back(root, first, EMPLOYEE), comes_back(root, second, LEADER))


@pytest.fixture
def filed(made_once: Filed, tmp_path: Path) -> Filed:
    """A copy of its own for each test."""
    return replace(made_once, root=shutil.copytree(made_once.root, tmp_path / "kontor"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return talking_workplace(tmp_path / "kontor")


def lines(root: Path, *words: str) -> list[dict[str, Any]]:
    said = run(root, *words, "--to", "json")
    assert said.exit in (0, 1), (said.code, said.told)
    shape = json.loads((SCHEMAS / f"{words[0]}.json").read_text(encoding="utf-8"))
    for line in said.lines:
        jsonschema.validate(line, shape, format_checker=jsonschema.FormatChecker())
    return said.lines


def copy(root: Path, party: str, *words: str) -> dict[str, Any]:
    (line,) = lines(root, "generate", "jobbsamtale", "--employee", "1001", "--party", party, *words)
    return line


def comes_back(root: Path, made: Mapping[str, Any], answers: Mapping[str, str]) -> str:
    """Filled in and filed; the return."""
    content = Path(made["path"]).read_bytes()
    (root / "innboks" / f"{made['issue']}.pdf").write_bytes(FILLERS["pdfium"](content, answers))
    (line,) = run(root, "file", "--to", "json").lines
    assert line["outcome"] == "ok", line["findings"]
    return str(line["return"])


def accepted(root: Path, id: str, *words: str) -> Said:
    return run(root, "accept", id, "--by", "Kari Nordmann", "--reason", "Sett", *words, "--to", "json")


def values_of(root: Path, number: str) -> dict[str, Any]:
    """What a document made anew from its number says, by the names of its fields as the reader gives them."""
    path = root / "igjen" / "kopi.pdf"
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    (made,) = lines(root, "generate", "--issue", number, "-o", str(path))
    (read,) = run(root, "read", made["path"], "--to", "json").lines
    return {id: field["value"] for id, field in read["fields"].items()}


def test_both_perspectives_stand_in_one_copy(filed: Filed) -> None:
    root = filed.root
    (told,) = lines(root, "settle", filed.number)
    returns = {one["party"]: one["return"] for one in told["copies"]}
    assert returns == {"employee": filed.employees, "leader": filed.leaders}
    assert told["thread"] == filed.number
    shared = values_of(root, told["issue"])
    assert shared["whose"] == "shared"
    assert shared["day"] == "Stell og måltider", "they say the same"
    assert shared["short"] == "Den ansatte: Godt nok – Lederen: Trenger en plan"
    assert shared["works"] is None, "yes and no: neither is chosen"
    assert shared["again"] == "2026-12-01"
    assert [tuple(row.values()) for row in shared["tasks"]] == [
        ("Morgenstell", "Går fint", None),
        ("Løft", "Ikke nå", "Heis kan brukes"),
        ("Rapport", None, None),
    ]
    differences = {
        (one["field"], one["row"], one["column"]): (one["said"], one["shown"]) for one in told["differences"]
    }
    assert differences == {
        ("short", None, None): ({"employee": "Godt nok", "leader": "Trenger en plan"}, True),
        ("works", None, None): ({"employee": True, "leader": False}, False),
        ("tasks", 1, None): ({"employee": "Morgenstell"}, True),
        ("tasks", 3, None): ({"leader": "Rapport"}, True),
    }


def test_what_a_leader_reads_of_the_differences(filed: Filed) -> None:
    root = filed.root
    said = run(root, "settle", filed.number)
    assert said.exit == 0
    assert "Eksemplarene er ulike 4 steder:" in said.told
    assert "  6 Fungerer det?\n    Den ansatte: Ja\n    Lederen: Nei\n    Står åpent" in said.told
    assert "  8 Oppgaver, Oppgave 3\n    Lederen: Rapport\n    Står bare her." in said.told
    assert [path.name for path in (root / "utskrift").glob(f"jobbsamtale {said.out.split()[0]}*")] != []


def test_a_copy_that_is_not_filed_is_waited_for_and_unread_answers_are_not_left_out_unasked(root: Path) -> None:
    first = copy(root, "employee")
    comes_back(root, first, {**EMPLOYEE, "day": "Stell, måltider, rapport og aktiviteter om kvelden"})
    second = copy(root, "leader", "--thread", first["issue"])
    assert run(root, "settle", first["issue"]).code == "COPIES_MISSING"
    content = Path(second["path"]).read_bytes()
    answers = {**LEADER, "again": "99992026", "day": "Pleie, dokumentasjon og opplæring av vikarer"}
    (root / "innboks" / "leder.pdf").write_bytes(FILLERS["pdfium"](content, answers))
    (line,) = run(root, "file", "--to", "json").lines
    despite = [word for one in line["findings"] for word in ("--despite", one["code"])]
    assert accepted(root, line["return"], *despite).exit == 0
    assert run(root, "settle", second["issue"]).code == "COPY_UNREAD"
    (told,) = lines(root, "settle", second["issue"], "--unread")
    assert [one["unread"] for one in told["copies"]] == [[], ["again"]]
    shared = values_of(root, told["issue"])
    assert shared["again"] == "2026-12-01", "the one that was read"
    assert shared["day"] is None, "both texts are longer than the field takes"
    assert {one["field"]: one["shown"] for one in told["differences"]}["day"] is False


def test_the_same_copies_are_settled_once(filed: Filed) -> None:
    root = filed.root
    (told,) = lines(root, "settle", filed.number)
    again = run(root, "settle", filed.number)
    assert (again.exit, again.code) == (2, "SHARED_COPY_MADE")
    run(root, "withdraw", told["issue"])
    assert run(root, "settle", filed.number).exit == 0


def test_forms_that_one_fills_in_have_nothing_to_settle(root: Path) -> None:
    (made,) = lines(root, "generate", "egenmelding", "--employee", "1001")
    assert run(root, "settle", made["issue"]).code == "FORM_HAS_NO_COPIES"
    assert run(root, "settle", "AAAA-AAAA-AAAAA").code == "NUMBER_NOT_IN_REGISTER"


def test_the_shared_copy_is_carried_on_into_its_next_version(filed: Filed) -> None:
    root = filed.root
    (told,) = lines(root, "settle", filed.number)
    shared = comes_back(root, told, {"works": "yes"})
    (later,) = lines(root, "revise", shared)
    assert (later["thread"], later["revises"], later["unread"]) == (filed.number, shared, [])
    says = values_of(root, later["issue"])
    assert says["works"] is True
    assert says["tasks"][1]["leader_view"] == "Heis kan brukes"
    assert says["employee_number"] == "1001"


def test_a_second_next_version_is_made_with_a_word_of_the_first_until_that_is_withdrawn(filed: Filed) -> None:
    root = filed.root
    (told,) = lines(root, "settle", filed.number)
    shared = comes_back(root, told, {"works": "yes"})
    first = run(root, "revise", shared)
    number = first.out.split()[0]
    assert "laget før" not in first.told
    assert f"En ny versjon er laget før: {number}." in run(root, "revise", shared).told
    later = run(root, "revise", shared, "--to", "json")
    for one in later.told.partition("før: ")[2].partition(".")[0].split(", "):
        assert run(root, "withdraw", one).exit == 0
    assert run(root, "withdraw", later.lines[0]["issue"]).exit == 0
    assert "laget før" not in run(root, "revise", shared).told


def test_what_a_person_corrected_is_what_is_carried_on(filed: Filed) -> None:
    assert accepted(filed.root, filed.employees, "--set", "short=Rettet").exit == 0
    (later,) = lines(filed.root, "revise", filed.employees)
    assert values_of(filed.root, later["issue"])["short"] == "Rettet"


def test_what_has_nothing_to_carry_on_says_so(root: Path) -> None:
    letter = root / "brev.pdf"
    letter.write_bytes(Path(copy(root, "employee")["path"]).read_bytes())
    (added,) = run(root, "archive", "add", str(letter), "--employee", "1001", "--title", "Brev", "--to", "json").lines
    assert run(root, "revise", added["return"]).code == "NOTHING_CARRIED_ON"
    assert run(root, "revise", "R2222222222").code == "ARCHIVE_RETURN_UNKNOWN"
