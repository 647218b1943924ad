"""What the archive's commands answer and with which exit code."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
from pathlib import Path

import pytest

from dokumentverk.archive.disk import digest_of
from dokumentverk.archive.store import Addition, Archive, Step
from dokumentverk.flow.understood import intake_of
from dokumentverk.model.reading import Channel
from dokumentverk.workplace.folders import open_workplace
from tests.archive.synthetic import ACTOR, WRITER
from tests.cli.console import run
from tests.flow.desk import DAY, make_workplace

PROCESSES = multiprocessing.get_context("spawn")


def interrupt(root: Path, step: Step) -> None:
    process = PROCESSES.Process(target=die_at, args=(root, step))
    process.start()
    process.join(60)
    assert process.exitcode


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_workplace(tmp_path / "kontor")


def die_at(root: Path, step: Step) -> None:
    """Begin to file a letter, and be killed."""

    def on_step(now: Step) -> None:
        if now is step:
            os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

    place = open_workplace(root)
    letter = root / "brev.txt"
    letter.write_text("Fra Nav", encoding="utf-8")
    intake = intake_of(letter, digest_of(letter), Channel.COMMAND)
    with Archive(
        place.archive, place.system, place.settings, clock=lambda: DAY, actor=ACTOR, writer=WRITER, on_step=on_step
    ) as archive:
        archive.add(Addition(letter, intake, "Brev fra Nav", "1001"))


@pytest.mark.parametrize(
    ("step", "exit", "code"),
    [
        (Step.FILE_WRITTEN, 0, "ARCHIVE_UNFINISHED"),
        (Step.INTENDED, 0, "ARCHIVE_UNFINISHED"),
        (Step.PLACED, 1, "ARCHIVE_INTERRUPTED"),
        (Step.JOURNALLED, 1, "ARCHIVE_INTERRUPTED"),
        (Step.INDEXED, 1, "ARCHIVE_INTERRUPTED"),
    ],
)
def test_an_interrupted_filing_is_no_damage_and_filing_completes_it(
    root: Path, step: Step, exit: int, code: str
) -> None:
    interrupt(root, step)
    said = run(root, "archive", "verify", "--to", "json")
    assert said.exit == exit
    assert [one["code"] for one in said.lines[:-1]] == [code]
    assert said.lines[-1]["ok"] is (exit == 0)
    assert run(root, "file").exit == 0
    after = run(root, "archive", "verify", "--to", "json")
    assert (after.exit, len(after.lines), after.lines[-1]["ok"]) == (0, 1, True)
    assert len(run(root, "archive", "list", "--to", "json").lines) == (1 if exit else 0)


def test_damage_wins_over_an_interrupted_filing(root: Path) -> None:
    interrupt(root, Step.PLACED)
    (root / "arkiv" / "fremmed.txt").write_bytes(b"x")
    assert run(root, "archive", "verify").exit == 41


def test_adding_the_same_file_again_is_adding_it_once_and_otherwise_is_said(root: Path) -> None:
    letter = root / "brev.txt"
    letter.write_text("Fra Nav", encoding="utf-8")
    add = ("archive", "add", str(letter), "--employee", "1001", "--to", "json")
    first = run(root, *add, "--title", "Brev fra Nav").lines[0]
    assert run(root, *add, "--title", "Brev fra Nav").lines[0] == first
    for other in (("--title", "Vedlegg"), ("--title", "Brev fra Nav", "--attach-to", "R23456789AC")):
        said = run(root, *add, *other)
        assert (said.exit, said.code, said.out) == (40, "ARCHIVE_FILED_BEFORE", "")
    assert len(run(root, "archive", "list", "--to", "json").lines) == 1
    assert run(root, *add[:4], "1002", "--title", "Brev fra Nav").exit == 0, "another person's is another filing"


def test_an_attachment_is_attached_once(root: Path) -> None:
    for name in ("brev", "vedlegg"):
        (root / f"{name}.txt").write_text(name, encoding="utf-8")
    common = ("--employee", "1001", "--to", "json", "--title")
    letter = run(root, "archive", "add", str(root / "brev.txt"), *common, "Brev").lines[0]["return"]
    attach = ("archive", "add", str(root / "vedlegg.txt"), *common, "Vedlegg", "--attach-to", letter)
    assert run(root, *attach).lines == run(root, *attach).lines


def test_a_letter_has_the_sender_that_was_said_and_else_none(root: Path) -> None:
    for name in ("vedtak", "ukjent"):
        (root / f"{name}.txt").write_text(name, encoding="utf-8")
    add = ("--employee", "1001", "--title", "Brev", "--to", "json")
    told = run(root, "archive", "add", str(root / "vedtak.txt"), *add, "--sender", "Nav").lines[0]["return"]
    silent = run(root, "archive", "add", str(root / "ukjent.txt"), *add).lines[0]["return"]
    assert "Avsender:" not in run(root, "archive", "show", silent).out
    shown = run(root, "archive", "show", told).out
    assert [line.split() for line in shown.splitlines() if "Avsender" in line] == [["Avsender:", "Nav"]]
    senders = [
        json.loads(one.read_text(encoding="utf-8"))["journalpost"]["sender"]
        for one in (root / "arkiv").rglob("record.json")
    ]
    assert sorted(senders) == ["", "Nav"]
    assert (
        run(root, "archive", "add", str(root / "vedtak.txt"), *add, "--sender", "Legen").code == "ARCHIVE_FILED_BEFORE"
    )
    assert run(root, "archive", "verify").exit == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights")
def test_the_index_is_its_owners_alone(root: Path) -> None:
    letter = root / "brev.txt"
    letter.write_text("Fra Nav", encoding="utf-8")
    add = ("archive", "add", str(letter), "--employee", "1001", "--title", "Brev")
    before = os.umask(0o022)
    try:
        assert run(root, *add).exit == 0
        index = root / "system" / "archive.sqlite"
        assert index.stat().st_mode & 0o777 == 0o600
        index.chmod(0o644)
        assert run(root, *add).exit == 0
        assert {one.stat().st_mode & 0o777 for one in index.parent.glob("archive.sqlite*")} == {0o600}
    finally:
        os.umask(before)


def test_what_is_not_there_to_show(root: Path) -> None:
    unknown = run(root, "archive", "show", "7KXM-4RTA-9CDEF")
    assert (unknown.exit, unknown.code) == (22, "NUMBER_NOT_IN_REGISTER")
    issued = run(root, "generate", "egenmelding", "--employee", "1001", "--to", "json").lines[0]["issue"]
    assert run(root, "archive", "show", issued).code == "ARCHIVE_RETURN_UNKNOWN"
    returned = run(root, "archive", "show", "R23456789AC")
    assert (returned.exit, returned.code) == (2, "ARCHIVE_RETURN_UNKNOWN")
