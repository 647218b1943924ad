"""A finding says that a form, a file or the archive is wrong or worth a look: a value, returned, never raised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dokumentverk.model.layout import Box
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


PLACES: Final = ("issued_at", "found_at")
"""Parameters that hold a place: where a value stood when it was issued, and where another was found."""


def place_param(box: Box | None, field: str) -> str:
    """A place as a parameter: page, left, top, right and bottom, or the field's id where there are no pages (Word)."""
    if box is None:
        return field
    edges = (box.left, box.top, box.right, box.bottom)
    return " ".join([str(box.page), *(f"{edge:.2f}" for edge in edges)])


def box_in(param: str) -> Box | None:
    """The box that such a parameter holds."""
    page, *edges = param.split(" ")
    return Box(int(page), *map(float, edges)) if len(edges) == 4 else None
