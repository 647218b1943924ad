"""A received document once it is understood, and the file that it came in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dokumentverk.model.filing import Received
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.person import Employee
from dokumentverk.model.reading import Channel, Intake
from dokumentverk.read.sniff import file_kind


@dataclass(frozen=True, slots=True)
class Understood:
    """A received document with the definition that it was read by (None when it is nobody's or unreadable)."""

    received: Received
    definition: FormDefinition | None
    issue: Issue | None
    person: Employee | None


def intake_of(path: Path, digest: str, channel: Channel) -> Intake:
    """Bytes that arrived when the file was last written: a second try sees the same time."""
    facts = path.stat()
    with path.open("rb") as file:
        kind = file_kind(file.read(8192), path.name)
    arrived = datetime.fromtimestamp(facts.st_mtime).astimezone()
    return Intake(path.name, digest, facts.st_size, kind, channel, arrived.replace(microsecond=0))


def digest_of(path: Path) -> str:
    """SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
