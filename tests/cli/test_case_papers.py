"""The same by the command line: each file once, with a word to the person at the screen."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest

from dokumentverk.errors import UsageFault
from dokumentverk.flow.tables_out import suffix_of
from dokumentverk.messages import error_sentence
from dokumentverk.model.language import Language
from tests.cli.console import run
from tests.cli.test_case import SCHEMAS, opened
from tests.flow.desk import make_workplace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


def test_files_of_cases(root: Path, tmp_path: Path) -> None:
    case = opened(root)
    for words, told in (
        (("case", "show", case, "--timeline", str(tmp_path / "sak.svg")), "Tegnet"),
        (("case", "list", "--report", str(tmp_path / "saker.xlsx")), "Saker: 1."),
        (("case", "evidence", case, str(tmp_path / "tilsyn.zip")), "Dokumenter: 0."),
    ):
        said = run(root, *words)
        assert (said.exit, said.out) == (0, "")
        assert told in said.told
        assert run(root, *words).code == "FILE_EXISTS"
    assert run(root, "case", "evidence", "S22222222", str(tmp_path / "ingen.zip")).code == "CASE_UNKNOWN"
    assert run(root, "case", "evidence", case, str(tmp_path / "tilsyn.rar")).code == "OUT_SUFFIX_WRONG"


def test_a_wrong_ending_is_told_with_the_right_ones_and_nothing_that_the_command_has_not(tmp_path: Path) -> None:
    with pytest.raises(UsageFault) as caught:
        suffix_of(tmp_path / "saker.docx", ".pdf", ".xlsx")
    for language in Language:
        sentence = error_sentence(caught.value, language)
        assert ".pdf / .xlsx" in sentence
        assert "--format" not in sentence


def test_a_payroll_list(root: Path, tmp_path: Path) -> None:
    case = opened(root)
    run(root, "case", "sicknote", case, "--from", "2.11.2026", "--until", "20.11.2026", "--grade", "60")
    words = ("egenmelding", "--payroll", "1.11.2026", "30.11.2026")
    shape = json.loads((SCHEMAS / "payroll.json").read_text(encoding="utf-8"))
    lines = run(root, *words, "--to", "json").lines
    for line in lines:
        jsonschema.validate(line, shape, format_checker=jsonschema.FormatChecker())
    assert [(one["from"], one["until"], one["grade"], one["employer_period"]) for one in lines] == [
        ("2026-11-02", "2026-11-17", 60, [1, 16]), ("2026-11-18", "2026-11-20", 60, None),
    ]  # fmt: skip
    assert "1–16" in run(root, *words).out
    said = run(root, *words, "-o", str(tmp_path / "lonn.csv"))
    assert "Linjer: 2." in said.told
    assert "Åse Sørbø-Ødegård;02.11.2026;17.11.2026;16;" in (tmp_path / "lonn.csv").read_text(encoding="utf-8-sig")
    assert "Ingen fravær" in run(root, "egenmelding", "1003", *words[1:]).told
    for wrong in (("egenmelding",), ("egenmelding", "1001", "-o", "x.csv"), (*words, "--on", "1.11.2026")):
        with pytest.raises(Exception, match=r"payroll|EMPLOYEE"):
            run(root, *wrong)


def test_what_is_due_is_made_once(root: Path, tmp_path: Path) -> None:
    first = date.today() - timedelta(days=3)  # noqa: DTZ011
    run(root, "case", "open", "1001", "--first-day", first.isoformat())
    words = ("due", "--within", "0", "--make", "-o", str(tmp_path / "ut"), "--to", "json")
    shape = json.loads((SCHEMAS / "due-make.json").read_text(encoding="utf-8"))
    for outcome in ("made", "before"):
        said = run(root, *words)
        (line,) = said.lines
        jsonschema.validate(line, shape)
        assert (said.exit, line["form"], line["outcome"]) == (0, "samtale", outcome)
    assert said.told.strip() == "Laget: 0. Laget eller sendt før: 1. Mangler noe: 0."
    assert [one.name for one in (tmp_path / "ut").iterdir()] == [f"samtale {line['issue']}.pdf"]
    for wrong in (("due", "-o", str(tmp_path)), ("due", "--make", "--on", "1.11.2026")):
        with pytest.raises(Exception, match=r"--make"):
            run(root, *wrong)
