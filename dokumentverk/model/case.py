"""A case of follow-up: the facts that people tell of it, each on a line of its own, and what they come to together.

A fact is never overwritten. A later one may take the place of an earlier one, or take it away (``Retracted``).
Nothing here says what somebody suffers from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from dokumentverk.model.consent import Use


class CaseKind(StrEnum):
    """Only sykefravær has a first day."""

    SYKEFRAVAER = "sykefravaer"
    KORTTIDSFRAVAER = "korttidsfravaer"
    """Hyppig korttidsfravær."""
    FOREBYGGENDE = "forebyggende"


class MeetingKind(StrEnum):
    CONTACT = "contact"
    """The leader speaks with the employee: the first contact, and any later one."""
    DIALOGUE_1 = "dialogmote-1"
    DIALOGUE_2 = "dialogmote-2"
    DIALOGUE_3 = "dialogmote-3"
    IA = "ia-mote"
    MOTEPLASSEN = "moteplassen"
    """The standing meeting every few weeks, also before anybody is absent."""
    OTHER = "other"


NAV_MEETINGS = (MeetingKind.DIALOGUE_2, MeetingKind.DIALOGUE_3, MeetingKind.IA)
"""Those that Nav calls: a week before each it shall have the revised plan (aml section 4-6, third paragraph)."""


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Recipient(StrEnum):
    """Whom a plan was given to."""

    SYKMELDER = "sykmelder"
    NAV = "nav"
    EMPLOYEE = "employee"
    HR = "hr"
    ARCHIVE = "archive"
    """The office that keeps the archive, where the workplace has one."""
    OCCUPATIONAL_HEALTH = "occupational_health"
    REHABILITATION = "rehabilitation"
    UNION_REPRESENTATIVE = "union_representative"
    SAFETY_REPRESENTATIVE = "safety_representative"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Opened:
    """``source`` is the filed return that told of it, None when a person opened it."""

    kind: CaseKind
    employee: str
    first_day: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class FirstDay:
    """The absence began on another day than was told first."""

    day: date
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Sykmelder:
    """Who certifies the absence. ``fastlege`` is None when nobody knows whether it is the employee's own doctor."""

    name: str
    fastlege: bool | None = None


@dataclass(frozen=True, slots=True)
class Graded:
    """``grade`` is the per cent absent from that day on, 100 when wholly absent."""

    first: date
    grade: Decimal


@dataclass(frozen=True, slots=True)
class SickNote:
    """Both days counted. An avventende one warns that there will be absence unless work is adapted: it is none.
    ``digital``: sent through Nav; None when nobody has said."""

    first: date
    last: date
    grade: Decimal = Decimal(100)
    avventende: bool = False
    digital: bool | None = None


@dataclass(frozen=True, slots=True)
class Interruption:
    """Days at work in between, both counted: from the first day back to the last before the absence went on."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Meeting:
    """A later fact of the same kind and day says what became of it. ``invited`` are ids of ``Invitee``s."""

    kind: MeetingKind
    on: date
    state: MeetingState = MeetingState.PLANNED
    time: str = ""
    place: str = ""
    invited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """A plan was given to somebody. ``document`` is the filed return that was given, where that is known; ``how`` as
    people say it («by post»)."""

    to: Recipient
    on: date
    document: str | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """The employee said that all consents for these uses that were given until ``on`` hold no longer."""

    on: date
    uses: tuple[Use, ...] = (Use.INVITE, Use.SHARE)


@dataclass(frozen=True, slots=True)
class Exempted:
    """Somebody decided ``on`` that what ``rule`` asks for need not be done, or not before ``until``. ``rule`` is the
    value of a ``Rule``, ``ground`` of a ``Ground``."""

    rule: str
    ground: str
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TaskDone:
    """Row ``row`` (from 1) of the tasks of filed minutes was done."""

    document: str
    row: int
    on: date


@dataclass(frozen=True, slots=True)
class Closed:
    """``last`` is the last day of absence; of a case without absence the day it ended."""

    last: date


@dataclass(frozen=True, slots=True)
class Retracted:
    """The fact of that number was a mistake. A closed case whose end is retracted goes on."""

    number: int


Fact: TypeAlias = (
    Opened
    | FirstDay
    | Sykmelder
    | Graded
    | SickNote
    | Interruption
    | Meeting
    | Shared
    | ConsentWithdrawn
    | Exempted
    | TaskDone
    | Closed
    | Retracted
)


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as it was told. ``number`` counts a case's facts from 1. ``by`` is the opaque id of an account.
    ``replaces`` is the number of the earlier fact of the same kind that this one takes the place of."""

    case: str
    number: int
    at: datetime
    by: str
    fact: Fact
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Arranged:
    """A meeting as it stands. ``number`` is that of the fact that told of it first, however often it was moved; 0 when
    only minutes tell of it. ``minutes`` is their return."""

    number: int
    meeting: Meeting
    minutes: str | None = None

    @property
    def key(self) -> str:
        return str(self.number or self.minutes)


@dataclass(frozen=True, slots=True)
class Case:
    """What the facts come to. Grades and sick notes by their first day, meetings and what was shared by their day.
    ``last`` is None while it goes on."""

    id: str
    kind: CaseKind
    employee: str
    opened: datetime
    first_day: date | None = None
    source: str | None = None
    sykmelder: Sykmelder | None = None
    grades: tuple[Graded, ...] = ()
    sick_notes: tuple[SickNote, ...] = ()
    interruptions: tuple[Interruption, ...] = ()
    meetings: tuple[Arranged, ...] = ()
    shared: tuple[Shared, ...] = ()
    withdrawn: tuple[ConsentWithdrawn, ...] = ()
    exempted: tuple[Exempted, ...] = ()
    tasks_done: tuple[TaskDone, ...] = ()
    last: date | None = None

    @property
    def is_open(self) -> bool:
        return self.last is None
