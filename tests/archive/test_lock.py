"""One writer at a time, however the other one ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from pathlib import Path

import pytest

from dokumentverk.archive.lock import HOLDER_FILE, Writer, WriterLock, holder
from dokumentverk.errors import ArchiveConflict
from dokumentverk.messages import error_sentence
from dokumentverk.model.language import Language
from tests.archive.synthetic import NOW, WRITER, filing, open_archive, tree_of

PROCESSES = multiprocessing.get_context("spawn")


def hold(base: Path, ready: object, end: object) -> None:
    with open_archive(base):
        ready.set()  # type: ignore[attr-defined]
        end.wait(60)  # type: ignore[attr-defined]


def test_a_second_writer_is_told_who_has_the_archive(tmp_path: Path) -> None:
    with open_archive(tmp_path):
        before = tree_of(tmp_path)
        with pytest.raises(ArchiveConflict) as caught, open_archive(tmp_path):
            pass
        assert tree_of(tmp_path) == before
    assert caught.value.params == {"host": "arkivtjener", "user": "kari", "since": "03.11.2026 13:30"}
    sentence = error_sentence(caught.value, Language.NB)
    assert sentence.startswith("kari på arkivtjener arkiverer nå (siden 03.11.2026 13:30).")


def test_another_process_keeps_us_out_until_it_ends(tmp_path: Path) -> None:
    ready, end = PROCESSES.Event(), PROCESSES.Event()
    process = PROCESSES.Process(target=hold, args=(tmp_path, ready, end))
    process.start()
    try:
        assert ready.wait(60)
        with pytest.raises(ArchiveConflict) as caught, open_archive(tmp_path):
            pass
        assert caught.value.code == "ARCHIVE_LOCKED"
    finally:
        end.set()
        process.join(60)
    with open_archive(tmp_path) as archive:
        assert archive.file(filing(tmp_path / "inn")).entry.number == 1


def test_a_killed_writer_keeps_nobody_out(tmp_path: Path) -> None:
    """Its holder file stays, and says nothing any more."""
    ready, end = PROCESSES.Event(), PROCESSES.Event()
    process = PROCESSES.Process(target=hold, args=(tmp_path, ready, end))
    process.start()
    assert process.pid is not None
    assert ready.wait(60)
    os.kill(process.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    process.join(60)
    assert (tmp_path / "arkiv" / HOLDER_FILE).exists()
    with open_archive(tmp_path) as archive:
        assert archive.file(filing(tmp_path / "inn")).entry.number == 1


def test_the_holder_is_readable(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path, Writer("pc-17", "Åse"), NOW)
    assert holder(tmp_path) == {"host": "pc-17", "user": "Åse", "since": "03.11.2026 13:30"}
    lock.release()
    assert not (tmp_path / HOLDER_FILE).exists()


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"host": "x"}'])
def test_a_holder_that_has_not_written_yet(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / HOLDER_FILE).write_text(content, encoding="utf-8")
    assert holder(tmp_path) == {"host": "?", "user": "?", "since": "?"}


def test_the_lock_is_not_kept_when_opening_fails(tmp_path: Path) -> None:
    (tmp_path / "arkiv").mkdir()
    (tmp_path / "arkiv/journal.jsonl").write_bytes(b"broken\n")
    for _ in range(2):
        with pytest.raises(Exception, match="ARCHIVE_JOURNAL_BROKEN"), open_archive(tmp_path):
            pass
    lock = WriterLock(tmp_path / "arkiv", WRITER, NOW)
    lock.release()
