"""The archival copy of what is filed: its own, a facsimile, or a rendition of the record where no facsimile exists."""

from __future__ import annotations

from pathlib import Path

from dokumentverk.archive.formats import ArchivalCopy
from dokumentverk.flow.office import Office
from dokumentverk.flow.understand import Understood


def copy_of(office: Office, understood: Understood, path: Path) -> ArchivalCopy:
    return ArchivalCopy()
