"""One document that we sent out, with a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dokumentverk.model.form import Role
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium


@dataclass(frozen=True, slots=True)
class Issue:
    """``prefilled`` holds (field id, keyed digest of the value) for what the register filled in and nobody may change:
    enough to see a change, nothing to read. ``key`` is the id of the key that made the number's check.
    ``layouts`` are (medium, layout digest): one issue may be rendered in several formats."""

    number: str
    key: str
    form: str
    version: str
    language: Language
    layouts: tuple[tuple[Medium, str], ...]
    issued: datetime
    party: Role | None = None
    thread: str | None = None
    employee: str | None = None
    case: str | None = None
    prefilled: tuple[tuple[str, str], ...] = ()
    withdrawn: datetime | None = None

    def layout(self, medium: Medium) -> str | None:
        """The digest of the blank in that format. Print shares the PDF's blank."""
        wanted = Medium.PDF if medium is Medium.PRINT else medium
        return next((digest for kind, digest in self.layouts if kind is wanted), None)
