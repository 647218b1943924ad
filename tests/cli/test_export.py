"""A filed plan written for Nav, by the command line."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.console import run
from tests.flow.desk import PEOPLE, make_workplace, office_at
from tests.flow.filed import file_record

PLAN: dict[str, object] = {
    "employee_identification_number": "13097248022",
    "plan_date": "2026-10-20",
    "typical_workday": "Stell",
    "tasks_that_can_still_be_done": "Dokumentasjon",
    "tasks_that_can_not_be_done": "Tunge løft",
    "previous_facilitation": "Kortere vakter",
    "planned_facilitation": "Dagvakter",
    "follow_up": "Samtale hver uke",
    "evaluation_date": "2026-12-01",
    "send_plan_to_nav": True,
    "send_plan_to_general_practitioner": True,
    "contact_person_full_name": "Kari Nordmann",
    "contact_person_phone_number": "22334455",
    "contact_person_email": "kari@eksempel.no",
    "employee_has_contributed_to_plan": True,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor", PEOPLE)


def filed(root: Path, form: str = "oppfolgingsplan", *, corrects: str | None = None, **changed: object) -> str:
    with office_at(root) as office:
        return file_record(office, form, (PLAN if form == "oppfolgingsplan" else {}) | changed, corrects=corrects)


def test_a_plan_is_written_once_for_its_owner(root: Path, tmp_path: Path) -> None:
    case = run(root, "case", "open", "1001", "--first-day", "5.10.2026", "--sykmelder", "Lege", "--fastlege")
    assert case.exit == 0
    run(root, "case", "sicknote", case.out.split()[1], "--from", "5.10.2026", "--until", "31.12.2099", "--digital")
    out = tmp_path / "plan.json"
    plan = filed(root)
    said = run(root, "export", "nav", plan.lower(), "-o", str(out))
    assert said.exit == 0
    assert said.out == ""
    assert str(out) in said.told
    assert "MERK" not in said.told
    assert json.loads(out.read_text(encoding="utf-8"))["lpsName"] == "dokumentverk"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert json.loads(run(root, "export", "nav", plan).out) == json.loads(out.read_text(encoding="utf-8"))
    assert run(root, "export", "nav", plan, "-o", str(out)).code == "FILE_EXISTS"
    assert run(root, "export", "nav", plan, "-o", str(tmp_path / "plan.txt")).code == "OUT_SUFFIX_WRONG"
    assert run(root, "export", "nav", plan, "-o", str(tmp_path / "nei" / "plan.json")).code == "OUT_UNUSABLE"


def test_what_is_missing_is_told_by_its_label_and_a_correction_counts(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    plan = filed(root, follow_up="")
    said = run(root, "export", "nav", plan, "-o", str(out))
    assert said.exit == 1
    assert "FEIL: «" in said.told
    assert "Plan for videre oppfølging» er tomt" in said.told
    assert not out.exists()
    filed(root, corrects=plan)
    said = run(root, "export", "nav", plan, "-o", str(out))
    assert said.exit == 0, said.told
    assert "MERK: Nav sender planen til fastlegen. Saken sier ikke" in said.told
    assert "ingen digital sykmelding" in said.told


def test_the_system_has_the_name_that_the_workplace_gives_it(root: Path) -> None:
    with (root / "dokumentverk.toml").open("a", encoding="utf-8") as file:
        file.write('\n[nav]\nsystem = "Fjordvik HR"\nemail = "hr@fjordvik.no"\n')
    content = json.loads(run(root, "export", "nav", filed(root)).out)
    assert (content["lpsName"], content["lpsEmail"]) == ("Fjordvik HR", "hr@fjordvik.no")


@pytest.mark.parametrize(
    ("wanted", "code"), [("R23456789AC", "ARCHIVE_RETURN_UNKNOWN"), ("plan", "ARCHIVE_RETURN_UNKNOWN")]
)
def test_a_return_that_is_not_there(root: Path, wanted: str, code: str) -> None:
    said = run(root, "export", "nav", wanted)
    assert (said.exit, said.code) == (2, code)


def test_only_plans_are_for_nav(root: Path) -> None:
    said = run(root, "export", "nav", filed(root, "egenmelding"))
    assert (said.exit, said.code) == (2, "EXPORT_NOT_A_PLAN")
