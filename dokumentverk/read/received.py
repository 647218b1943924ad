"""A received file as the readers get it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dokumentverk.model.reading import FileKind


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """``path`` is a private copy in a folder of its own. ``digest`` is the SHA-256 (hex) of the bytes as received."""

    path: Path
    digest: str
    kind: FileKind
