from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dokumentverk.errors import ConfigurationError
from dokumentverk.issue.keys import Keys, first_key, load_keys, rotate
from dokumentverk.issue.numbers import new_number, verify

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def tokens() -> Callable[[int], bytes]:
    """Fixed «random» bytes, other ones at each call."""

    def numbered() -> Iterator[int]:
        yield from range(256)

    source = numbered()
    return lambda size: bytes([next(source)] * size)


def test_a_first_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "system" / "keys"
    token = tokens()
    key = first_key(folder, now=NOW, token=token)
    assert first_key(folder, now=NOW + timedelta(days=1), token=token) == key
    (file,) = folder.iterdir()
    assert file.name == f"{key.id}.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert load_keys(folder) == Keys((key,))


def test_rotation_keeps_the_old_key(tmp_path: Path) -> None:
    token = tokens()
    old = first_key(tmp_path, now=NOW, token=token)
    number = new_number(old, lambda bound: 1 % bound)
    new = rotate(tmp_path, now=NOW + timedelta(days=365), token=token)
    keys = load_keys(tmp_path)
    assert (keys.current, keys.get(old.id), keys.get(new.id)) == (new, old, new)
    assert verify(number, keys) == old.id
    assert verify(new_number(keys.current, lambda bound: 1 % bound), keys) == new.id


def test_a_new_key_is_current_even_where_the_clock_was_set_back(tmp_path: Path) -> None:
    token = tokens()
    first_key(tmp_path, now=NOW, token=token)
    new = rotate(tmp_path, now=NOW - timedelta(days=400), token=token)
    assert load_keys(tmp_path).current == new


def test_a_lost_key_leaves_its_numbers_unverified(tmp_path: Path) -> None:
    token = tokens()
    lost = first_key(tmp_path, now=NOW, token=token)
    number = new_number(lost, lambda bound: 5 % bound)
    (tmp_path / f"{lost.id}.key").unlink()
    made = first_key(tmp_path, now=NOW, token=token)
    assert made.id != lost.id
    assert verify(number, load_keys(tmp_path)) is None
    assert load_keys(tmp_path).get(lost.id) is None


def test_no_key_no_number(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        _ = load_keys(tmp_path / "mangler").current
    assert caught.value.code == "KEY_MISSING"


BROKEN = [
    b"",
    b"\xff\xfe",
    b"[]",
    b"{}",
    b'{"id": "00112233", "made": "2026-11-21T10:00:00+00:00", "secret": "00"}',
    b'{"id": "00112233", "made": "2026-11-21T10:00:00", "secret": "' + b"00" * 32 + b'"}',
    b'{"id": "00112233", "made": 3, "secret": "' + b"00" * 32 + b'"}',
    b'{"id": "../../x", "made": "2026-11-21T10:00:00+00:00", "secret": "' + b"00" * 32 + b'"}',
    b'{"id": "00112233", "made": "2026-11-21T10:00:00+00:00", "secret": "hemmelig"}',
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_key_is_told_and_left(tmp_path: Path, content: bytes) -> None:
    """It may be the only copy: nothing is made in its place."""
    (tmp_path / "00112233.key").write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        first_key(tmp_path, now=NOW, token=tokens())
    assert (caught.value.code, caught.value.params) == ("KEY_BROKEN", {"file": "00112233.key"})
    assert [one.name for one in tmp_path.iterdir()] == ["00112233.key"]


def test_a_secret_is_not_shown(tmp_path: Path) -> None:
    key = first_key(tmp_path, now=NOW, token=tokens())
    assert json.loads((tmp_path / f"{key.id}.key").read_text())["secret"] == key.secret.hex()
    assert key.secret.hex() not in repr(key) + repr(load_keys(tmp_path))
    assert repr(key.secret) not in repr(key)
