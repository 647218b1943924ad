"""The plugin that tells whether every finding code is raised notes what the product makes, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dokumentverk.archive.verify import verify
from dokumentverk.engines.worker import Fate, Lost
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding, Severity
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.trouble import trouble
from tests.raised_codes import Noted, RaisedCodes, named_codes, unraised


@pytest.fixture
def noted(pytestconfig: pytest.Config) -> Noted:
    plugin = pytestconfig.pluginmanager.get_plugin("raised codes")
    assert isinstance(plugin, RaisedCodes)
    return plugin.noted


def test_what_the_product_finds_is_noted(noted: Noted, tmp_path: Path) -> None:
    noted.raised.pop("ARCHIVE_FILE_EXTRA", None)
    (tmp_path / "stray.txt").write_bytes(b"x")
    assert [one.code for one in verify(tmp_path, None)] == ["ARCHIVE_FILE_EXTRA"]
    assert noted.raised["ARCHIVE_FILE_EXTRA"] == {"."}


def test_what_a_test_makes_for_itself_is_not(noted: Noted) -> None:
    before = {code: set(folders) for code, folders in noted.raised.items()}
    Finding("MADE_BY_A_TEST", Severity.NOTE)
    finding("ARCHIVE_LITTER", path="Thumbs.db")
    assert noted.raised == before


def test_a_code_must_be_named_and_raised_in_one_folder() -> None:
    raised = {"RAISED": {"read"}, "ELSEWHERE": {"flow"}, "UNNAMED": {"read"}}
    named = {name: {"read/test_x.py"} for name in ("RAISED", "ELSEWHERE", "NEVER")}
    assert unraised([*raised, "NEVER"], raised, named, set()) == ["ELSEWHERE", "NEVER", "UNNAMED"]
    assert unraised([*raised, "NEVER"], raised, named, {"read/test_x.py"}) == ["UNNAMED"]
    assert unraised(["TOP"], {"TOP": {"."}}, {"TOP": {"test_acceptance.py"}}, set()) == []


def test_codes_are_found_where_they_are_named() -> None:
    assert "archive/test_verify.py" in named_codes()["ARCHIVE_FILE_EXTRA"]
    assert "test_messages.py" not in {name for files in named_codes().values() for name in files}


def test_processes_are_put_together() -> None:
    one, other = Noted(), Noted(ran={"a"}, partial=True)
    one.raised["X"].add("read")
    other.raised["X"].add("flow")
    one.add(other.plain())
    assert one.plain() == {"raised": {"X": ["flow", "read"]}, "ran": ["a"], "skipped": [], "partial": True}


def test_a_code_is_plain_text_for_another_process(noted: Noted) -> None:
    """Whatever names it: a worker's fate is an enumeration of codes, which no other process could be sent."""
    noted.raised.pop("READING_TIMED_OUT", None)
    made = trouble(Lost(Fate.TIMED_OUT), ReadingLimits())
    assert type(made.code) is str
    assert {type(code) for code in noted.plain()["raised"]} == {str}
