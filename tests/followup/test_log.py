"""The case log: every fact as it was told, whatever happens to the lines."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.errors import ConfigurationError
from dokumentverk.followup.log import append, as_content, read
from dokumentverk.model.case import (
    CaseKind,
    Closed,
    ConsentWithdrawn,
    Exempted,
    Fact,
    FirstDay,
    Graded,
    Interruption,
    Meeting,
    MeetingKind,
    MeetingState,
    Opened,
    Recipient,
    Retracted,
    Shared,
    SickNote,
    Sykmelder,
    TaskDone,
    Told,
)
from dokumentverk.model.consent import Use

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ID = "S2345ACDE"
DAY = date(2026, 11, 2)
FACTS: tuple[Fact, ...] = (
    Opened(CaseKind.SYKEFRAVAER, "1001", DAY, "R23456789AC"),
    Opened(CaseKind.FOREBYGGENDE, "1001"),
    FirstDay(DAY),
    Sykmelder("Lege Legesen", True),
    Sykmelder("Lege Legesen"),
    Graded(DAY, Decimal("33.5")),
    SickNote(DAY, DAY, Decimal(50)),
    SickNote(DAY, DAY, Decimal(0), avventende=True),
    Interruption(DAY, DAY),
    Meeting(MeetingKind.DIALOGUE_1, DAY, MeetingState.HELD),
    Shared(Recipient.NAV, DAY, "R23456789AC"),
    Closed(DAY),
    Retracted(3),
    SickNote(DAY, DAY, digital=True),
    Meeting(MeetingKind.MOTEPLASSEN, DAY, time="14.00", place="Rådhuset", invited=("employee", "nav")),
    Shared(Recipient.ARCHIVE, DAY, None, "i posten"),
    ConsentWithdrawn(DAY),
    ConsentWithdrawn(DAY, (Use.SHARE,)),
    Exempted("plan", "back_soon", DAY),
    Exempted("dialogue_1", "not_possible_now", DAY, DAY),
    TaskDone("R23456789AC", 2, DAY),
)
TOLD = tuple(
    Told(ID, number, NOW, "A23456789AC", fact, 2 if number == 6 else None) for number, fact in enumerate(FACTS, start=1)
)


def test_what_is_told_is_read(tmp_path: Path) -> None:
    log = tmp_path / "system" / "saker.jsonl"
    assert list(read(log)) == []
    append(log, *TOLD[:3])
    append(log, *TOLD[3:])
    assert [one.told for one in read(log)] == list(TOLD)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert log.read_bytes().count(b"\n") == len(TOLD)


def test_a_line_is_plain_json() -> None:
    assert as_content(TOLD[5]) == {
        "cases": 1, "case": ID, "number": 6, "at": "2026-11-02T09:00:00+00:00", "by": "A23456789AC", "replaces": 2,
        "fact": "graded", "first": "2026-11-02", "grade": "33.5",
    }  # fmt: skip
    assert as_content(TOLD[12]) == {
        "cases": 1, "case": ID, "number": 13, "at": "2026-11-02T09:00:00+00:00", "by": "A23456789AC",
        "fact": "retracted", "retracts": 3,
    }  # fmt: skip


def test_damaged_and_foreign_lines_are_nobodys(tmp_path: Path) -> None:
    log = tmp_path / "saker.jsonl"
    append(log, TOLD[0])
    good = as_content(TOLD[5])
    bad: list[dict[str, object]] = [
        {**good, "fact": "diagnosed"}, {**good, "grade": "101"}, {**good, "grade": 50}, {**good, "grade": "NaN"},
        {**good, "first": "02.11.2026"}, {**good, "at": "2026-11-02T09:00:00"}, {**good, "case": "1001"},
        {**good, "number": 0}, {**good, "number": True}, {**good, "replaces": "2"}, {**good, "by": None},
        {"cases": 1}, {**as_content(TOLD[9]), "kind": "tea"}, {**as_content(TOLD[3]), "fastlege": "ja"},
    ]  # fmt: skip
    with log.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in bad)
        file.write("tull\n[1]\n" + json.dumps(good)[:40])
    assert [one.told for one in read(log)] == [TOLD[0], *[None] * (len(bad) + 2)], "the torn line is not read at all"
    append(log, TOLD[1])
    assert [one.told for one in read(log)][-2:] == [None, TOLD[1]]


def test_a_newer_log_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "saker.jsonl"
    log.write_text(json.dumps({**as_content(TOLD[0]), "cases": 2}) + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="CASE_LOG_NEWER"):
        list(read(log))


def test_a_log_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "saker.jsonl").mkdir()
    with pytest.raises(ConfigurationError, match="CASE_LOG_NOT_WRITTEN"):
        append(tmp_path / "saker.jsonl", TOLD[0])


def test_a_time_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        as_content(Told(ID, 1, datetime(2026, 11, 2), "A", FACTS[0]))  # noqa: DTZ001


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), st.lists, max_leaves=4)


@given(st.sampled_from(TOLD), st.data())
def test_no_line_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, told: Told, data: st.DataObject) -> None:
    """Any key with any value: a fact, or nothing."""
    content = as_content(told)
    content[data.draw(st.sampled_from(sorted(content.keys() - {"cases"})))] = data.draw(json_values)
    log = tmp_path_factory.mktemp("log") / "saker.jsonl"
    log.write_text(json.dumps(content) + "\n", encoding="utf-8")
    (line,) = read(log)
    assert line.told is None or as_content(line.told)["fact"] == content["fact"]
