"""A disk that refuses: full, not writable. Nothing is lost, nothing half-filed, and it is said in a sentence."""

from __future__ import annotations

import errno
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dokumentverk.archive import disk
from dokumentverk.archive.store import Step
from dokumentverk.archive.verify import verify
from dokumentverk.errors import ArchiveConflict
from tests.archive.synthetic import digest, filing, open_archive, tree_of

resource = pytest.importorskip("resource", reason="limits of POSIX")


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Writing beyond ``size`` bytes fails as on a full disk (Python ignores the signal that comes with it)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    large = filing(tmp_path / "inn", b"%PDF" + bytes(400_000), issue=None)
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "inn", b"%PDF 1", issue=None))
        before = tree_of(tmp_path / "arkiv")
        with files_of_at_most(200_000), pytest.raises(ArchiveConflict) as caught:
            archive.file(large)
        assert caught.value.code == "ARCHIVE_DISK_FULL"
    assert tree_of(tmp_path / "arkiv") == before
    assert large.originals[0].exists()
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()
    with open_archive(tmp_path) as archive:
        assert archive.file(large).entry.number == 2


def test_a_disk_that_is_full_when_the_journal_is_written(tmp_path: Path) -> None:
    """The return is in place by then: it is completed as soon as there is room."""
    journal = tmp_path / "arkiv/journal.jsonl"
    limits: list[int] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def narrow(step: Step) -> None:
        if step is Step.PLACED and limits:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limits.pop(), hard))

    one, other = (filing(tmp_path / "inn", content, issue=None) for content in (b"%PDF 1", b"%PDF 2"))
    with open_archive(tmp_path, on_step=narrow) as archive:
        archive.file(one)
        before = journal.read_bytes()
        limits.append(len(before) + 20)
        try:
            with pytest.raises(ArchiveConflict) as caught:
                archive.file(other)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert caught.value.code == "ARCHIVE_DISK_FULL"
        assert journal.read_bytes() == before
        assert archive.file(other).entry.number == 2
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


CODES = ("", "ARCHIVE_NOT_WRITABLE", "ARCHIVE_INDEX_FAULT")


def in_a_child(work: Callable[[], None]) -> str:
    """What ``work`` raises in a process that may not do what the superuser may."""

    def run() -> None:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        try:
            work()
        except ArchiveConflict as conflict:
            os._exit(CODES.index(conflict.code))
        os._exit(len(CODES))

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join(60)
    assert process.exitcode is not None
    assert 0 < process.exitcode < len(CODES)
    return CODES[process.exitcode]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
@pytest.mark.parametrize("part", ["arkiv", "arkiv/Personalmapper", "system"])
def test_a_disk_that_may_not_be_written(tmp_path: Path, part: str) -> None:
    first, second = (filing(tmp_path / "inn", content, issue=None) for content in (b"%PDF 1", b"%PDF 2"))
    with open_archive(tmp_path) as archive:
        archive.file(first)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == tmp_path.owner() and folder.name.startswith(("pytest-", "popen-", tmp_path.name[:4])):
            folder.chmod(0o755)
    for path in tmp_path.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    for path in (tmp_path / part, *(tmp_path / part).rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def work() -> None:
        with open_archive(tmp_path) as archive:
            archive.file(second)

    before = tree_of(tmp_path / "arkiv")
    code = in_a_child(work)
    (tmp_path / part).chmod(0o777)
    assert code == ("ARCHIVE_INDEX_FAULT" if part == "system" else "ARCHIVE_NOT_WRITABLE")
    assert tree_of(tmp_path / "arkiv") == before


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "ARCHIVE_DISK_FULL"),
        (errno.EDQUOT, "ARCHIVE_DISK_FULL"),
        (errno.EROFS, "ARCHIVE_NOT_WRITABLE"),
        (errno.EACCES, "ARCHIVE_NOT_WRITABLE"),
        (errno.EIO, "ARCHIVE_DISK_FAULT"),
    ],
)
def test_what_the_system_refuses_is_translated(number: int, code: str) -> None:
    with pytest.raises(ArchiveConflict) as caught, disk.disk_faults():
        raise OSError(number, "a sentence that names a file")
    assert caught.value.code == code
    assert "names a file" not in str(caught.value)


def test_a_file_is_never_written_twice(tmp_path: Path) -> None:
    with disk.NewFiles() as new:
        assert new.write(tmp_path / "a", b"first") == digest(b"first")
        with pytest.raises(FileExistsError):
            new.write(tmp_path / "a", b"second")
        with pytest.raises(FileExistsError):
            new.copy(tmp_path / "a", tmp_path / "a")
        assert new.copy(tmp_path / "a", tmp_path / "b") == digest(b"first")
        new.sync(tmp_path)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == b"first"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o400


def test_a_sync_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with disk.NewFiles() as new:
        new.write(tmp_path / "a", b"x")
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="Input/output"):
            new.sync(tmp_path)


def test_removing_does_not_follow_links(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/a").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/link").symlink_to(tmp_path / "kept", target_is_directory=True)
    (tmp_path / "link").symlink_to(tmp_path / "kept", target_is_directory=True)
    with disk.NewFiles() as new:
        new.write(tmp_path / "folder/read-only", b"x")
    for path in (tmp_path / "folder", tmp_path / "link", tmp_path / "nothing"):
        disk.remove_tree(path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept"]
    assert (tmp_path / "kept/a").exists()
