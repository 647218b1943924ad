"""What a clerk and a program are told of parts of a stack that could not be dealt with, and of photos."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dokumentverk.cli.stacking import print_stack, stack_code, stack_json
from dokumentverk.errors import ExitCode
from dokumentverk.flow import stack_work
from dokumentverk.flow.stack_parts import StackSummary
from dokumentverk.model.language import Language
from tests.flow.paper_desk import Desk, desk_at, paper_workplace

SCHEMA = Path(__file__).parents[2] / "dokumentverk" / "cli" / "schemas" / "stack.json"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(paper_workplace(tmp_path / "kontor")) as opened:
        yield opened


def left_for(desk: Desk, error: Exception, monkeypatch: pytest.MonkeyPatch) -> StackSummary:
    def failing(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(stack_work, "settle_outcome", failing)
        return desk.one("A1/1 _ x")


@pytest.mark.parametrize(
    ("error", "code", "exit"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "ARCHIVE_DISK_FULL", ExitCode.ARCHIVE_CONFLICT),
        (PermissionError(errno.EACCES, "Permission denied"), "FILE_REFUSED", ExitCode.UNREADABLE),
    ],
)
def test_a_part_that_was_left_says_why(
    desk: Desk,
    error: Exception,
    code: str,
    exit: ExitCode,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    summary = left_for(desk, error, monkeypatch)
    stack: dict[str, Any] = stack_json(summary, None, Language.NB)
    jsonschema.validate(stack, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [(one["outcome"], one["code"], bool(one["message"])) for one in stack["parts"]] == [
        ("left", code, True),
        ("blank", None, False),
        ("left", code, True),
    ]
    assert stack_code(summary) is exit
    print_stack(desk.office, summary, None, "table")
    told = capsys.readouterr()
    assert f"Ark 1, 3: {stack['parts'][0]['message']}" in told.err
    assert "Ark inn: 3 = arkivert: 0 + til avklaring: 0 + avvist: 0 + ikke tatt: 2 + uten innhold: 1 (" in told.out
    assert "No space" not in told.out + told.err
    assert "Permission denied" not in told.out + told.err


def test_a_part_that_is_nobodys_says_why(desk: Desk) -> None:
    stack: dict[str, Any] = stack_json(desk.one("x A1/1 !"), None, Language.NB)
    jsonschema.validate(stack, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [one["code"] for one in stack["parts"]] == ["SHEETS_NOBODYS", None, "SHEET_BROKEN"]
    assert stack["parts"][0]["message"].startswith("Ark 1 har ingen kode fra oss")


def test_what_is_the_same_of_many_sheets_is_told_once(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    summary = desk.one("A1/1 # # # # x # ! ! ~ ~ ~ ~")
    print_stack(desk.office, summary, None, "table")
    out = capsys.readouterr().out
    reasons = [line.strip() for line in out.splitlines() if line.startswith("  Ark")]
    assert [line.split(": ")[0] for line in reasons] == ["Ark 2–5", "Ark 6", "Ark 7", "Ark 8–9", "Ark 10–13"]
    assert reasons[0].startswith("Ark 2–5: Ark 2–5 er fra et av våre skjemaer")
    assert "7 av minst 13 ark kunne leses. Ark 10–13 mangler" in reasons[-1]
    assert "Ark inn: 13 = arkivert: 1 + til avklaring: 0 + avvist: 12 + uten innhold: 0 (" in out


def test_photos_stand_by_their_names(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [desk.photo("A1/2", "IMG_9.jpg"), desk.photo("A2/2", "IMG_10.jpg"), desk.photo("x", "brev.jpg")]
    (summary,) = desk.receive(*paths)
    print_stack(desk.office, summary, None, "table")
    out = capsys.readouterr().out
    assert "\nFil                    Ble til" in out
    assert "\nIMG_9.jpg, IMG_10.jpg  Notat" in out
    assert "\n  brev.jpg: Ark 1 har ingen kode fra oss" in out
