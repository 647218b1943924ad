"""What somebody still writes is not taken, what is no file is not followed, and nothing is written over."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from dokumentverk.errors import Unreadable
from dokumentverk.flow import arriving
from dokumentverk.flow.arriving import (
    QUIET,
    SHORTEST_PAUSE,
    has_writer,
    is_written,
    put_back,
    settling_pause,
    strange_in,
)
from dokumentverk.flow.receive import receive, recover
from tests.cli.console import run
from tests.flow.desk import egenmelding, make_workplace, office_at, returned

LEASES = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes a file")


@LEASES
def test_linux_tells_who_writes_a_file(tmp_path: Path) -> None:
    path = tmp_path / "skann.pdf"
    path.write_bytes(b"%PDF")
    assert has_writer(path) is False
    with path.open("rb"):
        assert has_writer(path) is False, "reading is not writing"
    with path.open("ab"):
        assert has_writer(path) is True
        assert is_written(path, path.stat().st_mtime + 60)
        assert not is_written(path, path.stat().st_mtime + 3600), "some programs never let go"
    assert has_writer(path) is False
    assert has_writer(tmp_path / "borte.pdf") is None
    assert not is_written(tmp_path / "borte.pdf", 0)


def test_where_nobody_tells_the_youngest_file_must_have_been_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ages = {"old": 3600.0, "young": 0.5, "of_tomorrow": -86_400.0}
    paths = {name: tmp_path / name for name in ages}
    for name, path in paths.items():
        path.write_bytes(b"x")
        os.utime(path, (1_000_000 - ages[name],) * 2)
    monkeypatch.setattr(arriving, "has_writer", lambda _: None)
    assert settling_pause([paths["old"]], 1_000_000) == SHORTEST_PAUSE
    assert settling_pause([paths["old"], paths["young"]], 1_000_000) == QUIET - 0.5
    assert settling_pause([paths["of_tomorrow"], tmp_path / "gone"], 1_000_000) == QUIET, "a clock that differs"
    monkeypatch.setattr(arriving, "has_writer", lambda _: False)
    assert settling_pause([paths["young"]], 1_000_000) == SHORTEST_PAUSE


def test_links_and_pipes_are_no_documents(tmp_path: Path) -> None:
    inbox, outside = tmp_path / "innboks", tmp_path / "utenfor"
    (inbox / "under").mkdir(parents=True)
    outside.mkdir()
    (outside / "hemmelig.pdf").write_bytes(b"%PDF")
    (inbox / "under" / "plan.pdf").write_bytes(b"%PDF")
    (inbox / "fil.pdf").symlink_to(outside / "hemmelig.pdf")
    (inbox / "mappe").symlink_to(outside)
    (inbox / "brutt.pdf").symlink_to(tmp_path / "borte")
    expected = ["brutt.pdf", "fil.pdf", "mappe"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(inbox / "pipe.pdf")
        expected.append("pipe.pdf")
    assert [one.name for one in strange_in(inbox)] == expected


@pytest.mark.parametrize("links", [True, False])
def test_nothing_is_written_over_when_a_file_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """A scanner calls every file ``skann.pdf``: the next one may have come while we looked at the last."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    for content in (b"1", b"2", b"3"):
        (tmp_path / ".aside").write_bytes(content)
        put_back(tmp_path / ".aside", tmp_path / "skann.pdf")
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == {"skann.pdf": b"1", "skann (2).pdf": b"2", "skann (3).pdf": b"3"}


@LEASES
def test_a_file_that_is_still_written_is_left_whole_in_the_inbox(tmp_path: Path) -> None:
    """A network copy that stands still for a while: what has come so far looks like a broken document."""
    root = make_workplace(tmp_path / "kontor")
    with office_at(root) as office:
        path = returned(office, egenmelding(office), "retur.pdf")
    whole = path.read_bytes()
    with path.open("wb") as writer:
        writer.write(whole[:20_000])
        writer.flush()
        said = run(root, "file")
        assert (said.exit, said.out) == (1, "")
        assert "«retur.pdf»" in said.told
        writer.write(whole[20_000:])
    assert path.read_bytes() == whole
    assert run(root, "file", "--to", "json").lines[0]["outcome"] == "review"
    assert not path.exists()


@LEASES
def test_a_file_that_somebody_opens_meanwhile_is_not_taken_from_them(tmp_path: Path) -> None:
    with office_at(make_workplace(tmp_path / "kontor")) as office, office.writing():
        path = returned(office, egenmelding(office), "retur.pdf")
        with path.open("ab") as writer:
            with pytest.raises(Unreadable):
                receive(office, path)
            writer.write(b"\nmore")
        assert path.read_bytes().endswith(b"\nmore")


def test_a_link_in_the_inbox_is_said_and_left(tmp_path: Path) -> None:
    root = make_workplace(tmp_path / "kontor")
    (tmp_path / "hemmelig.txt").write_text("x", encoding="utf-8")
    (root / "innboks" / "lenke.txt").symlink_to(tmp_path / "hemmelig.txt")
    said = run(root, "file")
    assert said.exit == 1
    assert "«lenke.txt» er en snarvei" in said.told
    assert [path for tray in ("avvist", "til avklaring") for path in (root / tray).iterdir()] == []


def test_a_file_taken_by_somebody_else_meanwhile_is_filed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office_at(make_workplace(tmp_path / "kontor")) as office, office.writing():
        path = returned(office, egenmelding(office), "retur.pdf")
        rename = Path.rename

        def taken(one: Path, target: Path) -> Path:
            if one == path:
                path.unlink()
            return rename(one, target)

        monkeypatch.setattr(Path, "rename", taken)
        understood, _ = receive(office, path)
        assert (office.workplace.review / understood.received.return_id).is_dir()


def test_what_a_killed_run_moved_aside_comes_back_beside_what_is_there(tmp_path: Path) -> None:
    with office_at(make_workplace(tmp_path / "kontor")) as office, office.writing():
        inbox = office.workplace.inbox
        (inbox / ".0123456789abcdef.ferdig").write_bytes(b"aside")
        (inbox / "0123456789abcdef.ferdig").write_bytes(b"other")
        recover(office)
        assert {path.read_bytes() for path in inbox.iterdir()} == {b"aside", b"other"}
