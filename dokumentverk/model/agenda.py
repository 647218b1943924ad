"""What a case says to a document that is made of it: an agenda, an invitation, minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dokumentverk.model.case import Meeting


@dataclass(frozen=True, slots=True)
class Point:
    """A measure or a task that is still open. ``status`` is what somebody wrote of it so far."""

    what: str
    responsible: str = ""
    due: date | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """``id`` is that of the choice in our forms («certifying_doctor»), ``role`` the same in the document's language,
    ``name`` empty where nobody has told it."""

    id: str
    role: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """``agreed`` is what the last minutes concluded. ``meeting`` is the next one that is planned."""

    first_day: date | None = None
    sykmelder: str = ""
    measures: tuple[Point, ...] = ()
    tasks: tuple[Point, ...] = ()
    agreed: str = ""
    meeting: Meeting | None = None
    participants: tuple[Participant, ...] = ()
