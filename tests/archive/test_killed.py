"""A filing that is killed anywhere and run again ends as one that was never killed: byte for byte, journal included.

Each try is a real process that ends by SIGKILL (on Windows by TerminateProcess): no cleaning up, no ``finally``.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dokumentverk.archive import ids
from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.formats import ArchivalCopy
from dokumentverk.archive.index import Row
from dokumentverk.archive.plan import Filing
from dokumentverk.archive.store import Addition, Step
from dokumentverk.archive.verify import verify
from dokumentverk.model.finding import Severity
from dokumentverk.model.reading import FileKind
from tests.archive.synthetic import (
    ASE,
    EGENMELDING,
    NOW,
    absence,
    digest,
    filing,
    intake,
    open_archive,
    ticking,
    tree_of,
)

PROCESSES: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "fork")
LETTER = b"%PDF-1.4 letter"
PLAN_BYTES = b"%PDF-1.7 plan"
FILE_EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.scandir", "sqlite3.connect"}


def die() -> None:
    os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)


def lay_out(base: Path) -> None:
    """The inbox in the morning."""
    filings(base / "innboks")
    (base / "innboks/brev.pdf").write_bytes(LETTER)


def filings(inbox: Path) -> list[Filing]:
    """A return with its copy, a later one of the same issue, an egenmelding. Their bytes are written to ``inbox``."""
    plan = replace(filing(inbox, PLAN_BYTES), copies=(ArchivalCopy(b"%PDF-1.7 copy", "2b"),))
    later = filing(inbox, b"%PDF-1.7 plan, signed")
    days = (absence(date(2026, 10, 29), date(2026, 10, 30)),)
    return [plan, later, filing(inbox, b"%PDF-1.7 notice", definition=EGENMELDING, issue=None, absences=days)]


def work(base: Path, on_step: Callable[[Step], None] = lambda _: None) -> None:
    """A day at the archive: file what lies in the inbox, add a letter, destroy a return. Can be run again."""
    letter = base / "innboks/brev.pdf"
    added = Addition(letter, intake(LETTER, "brev.pdf", FileKind.PDF), "Sykmelding", "1042", person=ASE)
    with open_archive(base, on_step=on_step) as archive:
        for one in filings(base / "kladd"):
            path = base / "innboks" / one.originals[0].name
            if path.exists():
                archive.file(replace(one, originals=(path,)), release=path.unlink)
        if letter.exists():
            archive.add(added, release=letter.unlink)
        archive.destroy(ids.return_id([digest(PLAN_BYTES)]), "bevaringsforskrifta § 33")


def killed_at_step(base: Path, number: int) -> None:
    steps = iter(range(10_000))
    work(base, lambda _: die() if next(steps) == number else None)


def killed_at_file_event(base: Path, number: int) -> None:
    """At the call of the operating system that is this far into the archive: finer than any step."""
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        if event in FILE_EVENTS and str(base) in str(arguments[:1]) and "kladd" not in str(arguments[:1]):
            if count == number:
                die()
            count += 1

    sys.addaudithook(hook)
    work(base)


def run(target: Callable[[Path, int], None], base: Path, number: int) -> bool:
    """True when the process was killed, False when it came to its end."""
    process = PROCESSES.Process(target=target, args=(base, number))
    process.start()
    process.join(60)
    assert process.exitcode is not None
    if sys.platform != "win32":
        assert process.exitcode in (0, -signal.SIGKILL)
    return bool(process.exitcode != 0)


def state(base: Path) -> tuple[dict[str, bytes], list[Row], list[str]]:
    with Catalog(base / "arkiv", base / "system") as catalog:
        rows = list(catalog.all())
    return tree_of(base / "arkiv"), rows, sorted(path.name for path in (base / "innboks").iterdir())


@pytest.fixture(scope="module")
def never_killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], list[Row], list[str]]:
    base = tmp_path_factory.mktemp("never")
    lay_out(base)
    work(base)
    found = state(base)
    assert found[2] == []
    return found


@pytest.mark.parametrize("kill", [killed_at_step, killed_at_file_event])
def test_killed_anywhere_and_run_again(
    kill: Callable[[Path, int], None],
    never_killed: tuple[dict[str, bytes], list[Row], list[str]],
    tmp_path: Path,
) -> None:
    kills = 0
    while True:
        base = tmp_path / str(kills)
        lay_out(base)
        if not run(kill, base, kills):
            break
        work(base)
        assert state(base) == never_killed, f"killed at {kills}"
        findings = verify(base / "arkiv", base / "system")
        assert [one for one in findings if one.severity is not Severity.NOTE] == []
        kills += 1
    assert kills > 30


def test_killed_over_and_over(never_killed: tuple[dict[str, bytes], list[Row], list[str]], tmp_path: Path) -> None:
    """Each try gets one step further than the last: recovery itself is killed too."""
    lay_out(tmp_path)
    tries = 0
    while run(killed_at_file_event, tmp_path, tries):
        tries += 1
    assert tries > 10
    work(tmp_path)
    assert state(tmp_path) == never_killed


def test_a_folder_damaged_before_it_was_journalled_is_named_and_stops_nobody(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert run(killed_at_step, tmp_path, 5)
    record = next((tmp_path / "arkiv").rglob("record.json"))
    record.chmod(0o600)
    record.write_bytes(b"{}")
    with open_archive(tmp_path) as archive:
        assert archive.file(filing(tmp_path / "kladd", b"%PDF other", issue=None)).entry.number == 2
    codes = {one.code for one in verify(tmp_path / "arkiv", tmp_path / "system")}
    assert "ARCHIVE_FILE_CHANGED" in codes


def test_a_lost_return_can_be_filed_anew_and_killed_again(tmp_path: Path) -> None:
    one = filing(tmp_path / "kladd", b"%PDF lost", issue=None)
    with open_archive(tmp_path) as archive:
        folder = tmp_path / "arkiv" / archive.file(one).placements[0].path
    shutil.rmtree(folder.parent)
    later = ticking(NOW + timedelta(days=1))
    with open_archive(tmp_path, clock=later) as archive:
        archive.rebuild()
    with open_archive(tmp_path, clock=later, on_step=_fail_once(Step.PLACED)) as archive, pytest.raises(RuntimeError):
        archive.file(one)
    with open_archive(tmp_path, clock=later) as archive:
        assert archive.file(one).entry.number == 3
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


def _fail_once(at: Step) -> Callable[[Step], None]:
    def fail(step: Step) -> None:
        if step is at:
            raise RuntimeError

    return fail


def test_an_archive_can_be_read_right_after_a_kill(tmp_path: Path) -> None:
    """The write-ahead log of the index is left behind: reading takes it into account and writes nothing of ours."""
    lay_out(tmp_path)
    assert run(killed_at_step, tmp_path, 25)
    assert (tmp_path / "system/archive.sqlite-wal").stat().st_size > 0
    before = tree_of(tmp_path / "arkiv")
    with Catalog(tmp_path / "arkiv", tmp_path / "system") as catalog:
        rows = list(catalog.all())
        assert [row.entry.number for row in rows] == [1, 2, 3]
        assert catalog.show(rows[0].return_id).stored is not None
    assert tree_of(tmp_path / "arkiv") == before


HARMLESS = {"ARCHIVE_UNFINISHED", "ARCHIVE_INTERRUPTED"}


@pytest.mark.parametrize("kill", [killed_at_step, killed_at_file_event])
def test_verifying_between_a_kill_and_the_next_writer(kill: Callable[[Path, int], None], tmp_path: Path) -> None:
    """Nothing is called damage that the next writer completes, and verification mends and changes nothing."""
    told: list[set[str]] = []
    while run_in(kill, base := tmp_path / str(len(told)), len(told)):
        before = tree_of(base / "arkiv") if (base / "arkiv").exists() else {}
        if before:
            found = verify(base / "arkiv", base / "system")
            codes = {one.code for one in found}
            assert codes <= HARMLESS, f"killed at {len(told)}: {found}"
            assert tree_of(base / "arkiv") == before
            if "ARCHIVE_INTERRUPTED" in codes:
                assert [one.severity for one in found] == [Severity.REVIEW]
        told.append(codes if before else set())
    assert sum("ARCHIVE_INTERRUPTED" in codes for codes in told) >= 8
    assert sum("ARCHIVE_UNFINISHED" in codes for codes in told) > 8


def run_in(kill: Callable[[Path, int], None], base: Path, number: int) -> bool:
    lay_out(base)
    return run(kill, base, number)


PLACED = 5
"""The steps of the first filing: four files, the intent, and then the folder is in its place."""


def test_an_interrupted_filing_is_named_until_it_is_completed(tmp_path: Path) -> None:
    assert run_in(killed_at_step, tmp_path, PLACED)
    (told,) = verify(tmp_path / "arkiv", tmp_path / "system")
    assert (told.code, dict(told.params)) == ("ARCHIVE_INTERRUPTED", {"id": ids.return_id([digest(PLAN_BYTES)])})
    work(tmp_path)
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


def test_an_interrupted_filing_hides_no_damage(tmp_path: Path) -> None:
    assert run_in(killed_at_step, tmp_path, PLACED)
    record = next((tmp_path / "arkiv").rglob("record.json"))
    record.chmod(0o600)
    record.write_bytes(b"{}")
    codes = [one.code for one in verify(tmp_path / "arkiv", tmp_path / "system")]
    assert codes == ["ARCHIVE_FILE_CHANGED", "ARCHIVE_INTERRUPTED"]


def test_a_line_torn_by_the_kill_is_part_of_the_interruption(tmp_path: Path) -> None:
    assert run_in(killed_at_step, tmp_path, PLACED)
    with (tmp_path / "arkiv/journal.jsonl").open("ab") as file:
        file.write(b'{"number":1,"at":"2026-')
    assert [one.code for one in verify(tmp_path / "arkiv", tmp_path / "system")] == ["ARCHIVE_INTERRUPTED"]
    work(tmp_path)
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


def test_an_intent_of_what_is_filed_vouches_for_nothing(tmp_path: Path) -> None:
    """Whoever lays an intent in the staging hides no change behind it."""
    assert run_in(killed_at_step, tmp_path, PLACED + 2)
    path = next((tmp_path / "arkiv").rglob("original.pdf"))
    path.chmod(0o600)
    path.write_bytes(b"changed")
    assert "ARCHIVE_FILE_CHANGED" in {one.code for one in verify(tmp_path / "arkiv", tmp_path / "system")}


def test_what_a_writer_at_work_has_begun_is_not_called_interrupted(tmp_path: Path) -> None:
    told: list[set[str]] = []

    def look(_step: Step) -> None:
        told.append({one.code for one in verify(tmp_path / "arkiv", tmp_path / "system")})

    lay_out(tmp_path)
    work(tmp_path, look)
    assert set().union(*told) == {"ARCHIVE_UNFINISHED"}
