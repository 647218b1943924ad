"""Files and folders that only their owner may open, complete or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dokumentverk.durable import create_file, make_folder, replace_file, sync_folder


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """A umask that takes nothing away: the modes below are then our own doing."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_missing_folder_is_the_owners_only(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(mode=0o755)
    make_folder(tmp_path / "a" / "b" / "c")
    make_folder(tmp_path / "a" / "b" / "c")
    assert [mode(tmp_path / part) for part in ("a", "a/b", "a/b/c")] == [0o755, 0o700, 0o700]


def test_a_file_in_the_way_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(OSError, match="a"):
        make_folder(tmp_path / "a" / "b")


@pytest.mark.parametrize("write", [create_file, replace_file])
def test_a_file_is_the_owners_only(tmp_path: Path, write: Callable[[Path, bytes], None]) -> None:
    write(tmp_path / "x", b"inn")
    assert ((tmp_path / "x").read_bytes(), mode(tmp_path / "x")) == (b"inn", 0o600)


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    create_file(tmp_path / "x", b"en")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "x", b"to")
    (tmp_path / "lenke").symlink_to(tmp_path / "utenfor")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "lenke", b"to")
    assert (tmp_path / "x").read_bytes() == b"en"
    assert not (tmp_path / "utenfor").exists()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_file(tmp_path / "x", b"gammel")
    (tmp_path / "x").chmod(0o644)

    def fails(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="No space"):
        replace_file(tmp_path / "x", b"ny")
    monkeypatch.undo()
    assert (tmp_path / "x").read_bytes() == b"gammel"
    replace_file(tmp_path / "x", b"ny")
    assert ((tmp_path / "x").read_bytes(), mode(tmp_path / "x")) == (b"ny", 0o600)
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


def test_a_link_is_replaced_and_what_it_points_to_is_left(tmp_path: Path) -> None:
    (tmp_path / "viktig").write_bytes(b"samme")
    (tmp_path / "lenke").symlink_to(tmp_path / "viktig")
    replace_file(tmp_path / "lenke", b"ny")
    assert ((tmp_path / "viktig").read_bytes(), (tmp_path / "lenke").is_symlink()) == (b"samme", False)


def test_a_long_name_is_staged_under_a_shorter_one(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250)
    replace_file(path, b"inn")
    sync_folder(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
