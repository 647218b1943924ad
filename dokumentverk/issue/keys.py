"""Keys that make the check of a number: each with an id, in an owner-only file of its own.

Rotation adds a key and keeps the old ones. A key that is lost leaves its numbers unverified; its id never comes again,
so a new key does not speak for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from dokumentverk.durable import create_file, make_folder, sync_folder
from dokumentverk.errors import ConfigurationError

SECRET_BYTES = 32
SUFFIX = ".key"


@dataclass(frozen=True, slots=True)
class Key:
    """``secret`` is 32 random bytes, and is left out of what a traceback or a log shows of a key."""

    id: str
    made: datetime
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keys:
    """Oldest first."""

    all: tuple[Key, ...] = ()

    @property
    def current(self) -> Key:
        """The newest. Raises ConfigurationError when there is none."""
        if not self.all:
            raise ConfigurationError("KEY_MISSING")
        return self.all[-1]

    def get(self, id: str) -> Key | None:
        return next((key for key in self.all if key.id == id), None)


def load_keys(folder: Path) -> Keys:
    """No folder, no keys. Raises ConfigurationError for a file that is no key: it may be the only copy of one."""
    files = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    return Keys(tuple(sorted((_load(file) for file in files), key=lambda key: (key.made, key.id))))


def first_key(folder: Path, *, now: datetime, token: Callable[[int], bytes]) -> Key:
    """The current key, made now if there is none."""
    keys = load_keys(folder)
    return keys.current if keys.all else rotate(folder, now=now, token=token)


def rotate(folder: Path, *, now: datetime, token: Callable[[int], bytes]) -> Key:
    """Make a new key and keep the others. It becomes the current one even where the clock has been set back.

    ``token`` gives that many random bytes. Raises OSError.
    """
    made = max([now, *(key.made + timedelta(seconds=1) for key in load_keys(folder).all)])
    key = Key(token(4).hex(), made, token(SECRET_BYTES))
    make_folder(folder)
    content = {"id": key.id, "made": key.made.isoformat(), "secret": key.secret.hex()}
    create_file(folder / f"{key.id}{SUFFIX}", json.dumps(content, indent=1).encode() + b"\n")
    sync_folder(folder)
    return key


def _load(file: Path) -> Key:
    try:
        content = json.loads(file.read_bytes())
        key = Key(content["id"], datetime.fromisoformat(content["made"]), bytes.fromhex(content["secret"]))
        sound = re.fullmatch(r"[0-9a-f]{8}", key.id) and len(key.secret) == SECRET_BYTES and key.made.tzinfo is not None
    except (OSError, ValueError, KeyError, TypeError):
        raise ConfigurationError("KEY_BROKEN", file=file.name) from None
    if not sound:
        raise ConfigurationError("KEY_BROKEN", file=file.name)
    return key
