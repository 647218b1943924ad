"""A finding says that a form, a file or the archive is wrong or worth a look: a value, returned, never raised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dokumentverk.model.reading import Source


class Severity(StrEnum):
    ERROR = "ERROR"
    """Wrong or missing."""
    REVIEW = "REVIEW"
    """A person must decide."""
    NOTE = "NOTE"
    """Worth knowing; does not stop filing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``code`` names a sentence in ``messages/findings``; ``params`` fills it. ``field`` is a field id or None."""

    code: str
    severity: Severity
    field: str | None = None
    params: tuple[tuple[str, str], ...] = ()
    source: Source | None = None

    @property
    def stops(self) -> bool:
        """True when a person is needed before the document can be filed."""
        return self.severity is not Severity.NOTE
