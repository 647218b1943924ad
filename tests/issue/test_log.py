"""The issue log and its lines: torn, damaged, hostile, and written by several at a time."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.errors import ConfigurationError
from dokumentverk.issue.log import Entry, Issued, Rendered, Withdrawn, append, as_content, read
from dokumentverk.lines import append_lines, read_lines
from dokumentverk.model.layout import Medium
from tests.issue.specimens import NOW, issue

FULL = issue(1)
BARE = issue(2, party=None, thread=None, employee=None, case=None, prefilled=(), layouts=())
ENTRIES: tuple[Entry, ...] = (
    Issued(FULL),
    Issued(BARE),
    Rendered(FULL.number, Medium.DOCX, "b" * 64, NOW),
    Withdrawn(BARE.number, NOW),
)


def entries(log: Path, start: int = 0) -> list[Entry | None]:
    return [line.entry for line in read(log, start)]


def test_what_is_appended_is_read(tmp_path: Path) -> None:
    log = tmp_path / "system" / "utstedt.jsonl"
    assert entries(log) == []
    for entry in ENTRIES[:2]:
        append(log, entry)
    append(log, *ENTRIES[2:])
    assert entries(log) == list(ENTRIES)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert log.read_bytes().count(b"\n") == 4


def test_reading_on_from_an_offset(tmp_path: Path) -> None:
    log = tmp_path / "log"
    append(log, *ENTRIES)
    ends = [line.end for line in read(log)]
    assert ends[-1] == log.stat().st_size
    assert [entries(log, end) for end in (0, *ends)] == [list(ENTRIES[at:]) for at in range(5)]


def test_the_log_holds_what_the_docs_say(tmp_path: Path) -> None:
    """Plain JSON lines: other programs and later versions read them."""
    log = tmp_path / "log"
    append(log, *ENTRIES)
    first, _, third, fourth = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    assert first == {
        "log": 1, "event": "issued", "number": FULL.number, "key": "00112233", "form": "prove", "version": "1",
        "language": "nn", "layouts": {"pdf": "a" * 64}, "issued": "2026-11-21T10:00:00+00:00", "party": "leader",
        "thread": "tråd", "employee": "1001", "case": "26/1", "prefilled": {"number": "0" * 32, "fnr": "1" * 32},
    }  # fmt: skip
    assert third == {"log": 1, "event": "rendered", "number": FULL.number, "medium": "docx", "layout": "b" * 64,
                     "at": "2026-11-21T10:00:00+00:00"}  # fmt: skip
    assert fourth == {"log": 1, "event": "withdrawn", "number": BARE.number, "at": "2026-11-21T10:00:00+00:00"}


def test_a_line_torn_anywhere_is_never_read_and_spoils_no_other(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    append(whole, Issued(FULL))
    line = whole.read_bytes()
    for at in range(1, len(line)):
        log = tmp_path / f"torn{at}"
        append(log, Withdrawn(BARE.number, NOW))
        with log.open("ab") as file:
            file.write(line[:at])
        before = entries(log)
        assert before == [Withdrawn(BARE.number, NOW)]
        append(log, Issued(BARE))
        torn = [Issued(FULL)] if at == len(line) - 1 else [None]
        assert entries(log) == [*before, *torn, Issued(BARE)]


HOSTILE = [
    b"\x00\x00\x00",
    b"\xff\xfe\xfd",
    b"[]",
    b"3",
    b"null",
    b"[" * 100_000,
    b'{"a":1',
    b"{}",
    b'{"log":1}',
    b'{"log":1,"event":"annet"}',
    b'{"log":1,"event":["issued"]}',
    b'{"log":1,"event":"withdrawn","number":3,"at":"2026-11-21T10:00:00+00:00"}',
    b'{"log":1,"event":"withdrawn","number":"x","at":"i dag"}',
    b'{"log":1,"event":"rendered","number":"x","medium":"pptx","layout":"","at":"2026-11-21T10:00:00+00:00"}',
    json.dumps({**as_content(Issued(FULL)), "number": "../../x"}).encode(),
    json.dumps({**as_content(Issued(FULL)), "layouts": []}).encode(),
    json.dumps({**as_content(Issued(FULL)), "issued": "2026-11-21T10:00:00"}).encode(),
    json.dumps({**as_content(Issued(FULL)), "employee": 1001}).encode(),
]


@pytest.mark.parametrize("line", HOSTILE)
def test_a_line_that_is_no_entry(tmp_path: Path, line: bytes) -> None:
    log = tmp_path / "log"
    append(log, Issued(FULL))
    with log.open("ab") as file:
        file.write(line + b"\n\n")
    append(log, Issued(BARE))
    assert entries(log) == [Issued(FULL), None, Issued(BARE)]


def test_a_line_of_a_newer_program_is_not_passed_over(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(json.dumps({**as_content(Issued(FULL)), "log": 2}) + "\n")
    with pytest.raises(ConfigurationError) as caught:
        entries(log)
    assert caught.value.code == "ISSUE_LOG_NEWER"


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=10), max_size=3), max_size=5))
def test_any_text_is_one_line(tmp_path_factory: pytest.TempPathFactory, contents: list[dict[str, str]]) -> None:
    log = tmp_path_factory.mktemp("lines") / "log"
    for content in contents:
        append_lines(log, content)
    assert [line.content for line in read_lines(log)] == contents


WRITER = """
import sys
from pathlib import Path
from dokumentverk.lines import append_lines
log, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for at in range(count):
    append_lines(log, {"by": name, "at": at, "text": "x" * (at % 700)})
"""


def test_processes_that_write_at_a_time_lose_and_mix_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    processes = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(log), name, "150"], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True)
        for name in ("a", "b", "c")
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.communicate("go\n", timeout=60)
        assert process.returncode == 0
    read_back = [line.content for line in read_lines(log)]
    assert len(read_back) == 450
    for name in ("a", "b", "c"):
        assert [one["at"] for one in read_back if one and one["by"] == name] == list(range(150))


def test_a_full_disk_is_an_error_and_a_torn_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a line is written and then the disk is full. What follows, once there is room, is whole."""
    import os

    log = tmp_path / "log"
    append(log, Issued(FULL))
    real = os.write
    calls = []

    def full(handle: int, data: bytes) -> int:
        calls.append(len(data))
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return real(handle, data[:20])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        append(log, Issued(BARE))
    monkeypatch.undo()
    assert entries(log) == [Issued(FULL)]
    append(log, Issued(BARE))
    assert entries(log) == [Issued(FULL), None, Issued(BARE)]
