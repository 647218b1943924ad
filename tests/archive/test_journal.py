from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokumentverk.archive import journal
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.model.filing import Event, JournalEntry

AT = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)


def write(path: Path, count: int) -> list[JournalEntry]:
    path.unlink(missing_ok=True)
    last = journal.open_for_writing(path)
    written = []
    for number in range(count):
        digests = (f"{number:064x}",)
        last = journal.make_entry(last, AT + timedelta(minutes=number), Event.FILED, "R23456789AC", digests, "A2")
        journal.append(path, last)
        written.append(last)
    return written


def test_what_is_written_is_read(tmp_path: Path) -> None:
    written = write(tmp_path / "journal.jsonl", 3)
    assert list(journal.entries(tmp_path / "journal.jsonl")) == written
    assert journal.last_entry(tmp_path / "journal.jsonl") == written[-1]
    assert journal.open_for_writing(tmp_path / "journal.jsonl") == written[-1]


def test_a_line_is_plain_json_in_a_chain(tmp_path: Path) -> None:
    write(tmp_path / "journal.jsonl", 2)
    first, second = (json.loads(line) for line in (tmp_path / "journal.jsonl").read_text("ascii").splitlines())
    assert list(first) == ["number", "at", "event", "return", "digests", "actor", "previous", "digest"]
    assert first["previous"] == "0" * 64
    assert second["previous"] == first["digest"]
    assert [first["number"], second["number"]] == [1, 2]


def test_an_empty_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    assert list(journal.entries(path)) == []
    assert journal.open_for_writing(path) is None
    assert journal.open_for_writing(path) is None
    assert list(journal.entries(path)) == []


def test_the_last_entry_is_found_behind_a_long_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    first = write(path, 1)[0]
    long = journal.make_entry(first, AT, Event.FILED, "R23456789AC", ("0" * 64,) * 1000, "A2")
    journal.append(path, long)
    assert journal.last_entry(path) == long


@given(cut=st.integers(min_value=1), zeros=st.integers(min_value=0, max_value=600))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_torn_last_line_is_mended(tmp_path: Path, cut: int, zeros: int) -> None:
    """A crash leaves the beginning of a line, or that and zero bytes; what was whole before is untouched."""
    path = tmp_path / "journal.jsonl"
    written = write(path, 3)
    whole = path.read_bytes()
    length = len(whole.splitlines(keepends=True)[-1])
    kept = length - 1 - (cut % length)
    path.write_bytes(whole[: len(whole) - length + kept] + b"\0" * zeros)
    last = journal.open_for_writing(path)
    if kept == length - 1:
        assert last == written[-1]
        assert path.read_bytes() == whole
    else:
        assert last == written[1]
        assert path.read_bytes() == whole[:-length]


@given(position=st.integers(min_value=0), change=st.integers(min_value=1, max_value=255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_changed_byte_is_never_mended_away(tmp_path: Path, position: int, change: int) -> None:
    path = tmp_path / "journal.jsonl"
    whole = write(path, 3)
    content = bytearray(path.read_bytes())
    content[position % len(content)] ^= change
    path.write_bytes(content)
    with pytest.raises(ArchiveDamaged):
        _read_as_a_writer(path, len(whole))
    assert path.read_bytes() == content


def _read_as_a_writer(path: Path, count: int) -> None:
    journal.open_for_writing(path)
    assert len(list(journal.entries(path))) == count, "lines were lost without a word"


def test_what_follows_a_whole_line_without_its_end_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    write(path, 2)
    content = path.read_bytes()[:-1] + b"x"
    path.write_bytes(content)
    with pytest.raises(ArchiveDamaged) as caught:
        journal.open_for_writing(path)
    assert caught.value.code == "ARCHIVE_JOURNAL_BROKEN"
    assert path.read_bytes() == content


def test_an_empty_last_line_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    write(path, 2)
    with path.open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ArchiveDamaged):
        journal.open_for_writing(path)


def test_a_line_taken_out_breaks_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    write(path, 3)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    with pytest.raises(ArchiveDamaged) as caught:
        list(journal.entries(path))
    assert caught.value.params == {"line": "2"}


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b"null", b'{"number":1}', "æ".encode("latin-1"), b"[" * 5000])
def test_what_is_no_line_of_ours(line: bytes) -> None:
    assert journal.parse_line(line) is None


def test_a_line_written_otherwise_is_not_ours() -> None:
    """The same entry with other blanks has the same digest; its bytes were changed all the same."""
    entry = journal.make_entry(None, AT, Event.DESTROYED, "R23456789AC", (), "A2", basis="vedtak 7/26 «æ»")
    line = journal.to_line(entry).encode()
    assert journal.parse_line(line) == entry
    assert journal.parse_line(line.replace(b',"actor"', b', "actor"')) is None


def test_a_line_that_the_disk_refuses_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    path = tmp_path / "journal.jsonl"
    written = write(path, 1)
    before = path.read_bytes()
    real = os.write

    def half(handle: int, content: bytes) -> int:
        if len(content) < 50:
            raise OSError(28, "No space left on device")
        return real(handle, content[: len(content) // 2])

    monkeypatch.setattr(os, "write", half)
    entry = journal.make_entry(written[0], AT, Event.FILED, "R23456789AC", (), "A2")
    with pytest.raises(OSError, match="No space left"):
        journal.append(path, entry)
    monkeypatch.undo()
    assert path.read_bytes() == before
