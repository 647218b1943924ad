"""An employee's consent: whom the leader may invite, and whom the plan is shared with beyond the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Use(StrEnum):
    """What a consent is for."""

    INVITE = "invite"
    SHARE = "share"


HEALTH_PERSONNEL: Final = ("certifying_doctor", "other_health_personnel")
"""Whom nobody invites without a consent (aml section 4-6, fourth paragraph): choices of our forms."""
SHARED_BY_CONSENT: Final = (
    "occupational_health",
    "rehabilitation",
    "union_representative",
    "safety_representative",
    "other",
)
"""With whom nobody shares without one; the law itself names the sykmelder and Nav."""


@dataclass(frozen=True, slots=True)
class Consent:
    """As a filed return says it. ``first`` and ``expires`` are counted; ``expires`` is None where none is given.
    ``meeting``: it is for the meeting of that day alone. ``things`` is what may be shared: ``plan``, ``minutes``,
    ``adaptation``. ``uncertain``: what decides about it was not read."""

    source: str
    given: date
    first: date
    expires: date | None
    signed: bool
    invites: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    meeting: date | None = None
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """All consents for these uses that were given until ``on``, that day counted, hold no longer from ``on``.
    ``source`` is the return that says so, None when a person told it."""

    on: date
    uses: tuple[Use, ...] = (Use.INVITE, Use.SHARE)
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """``whom`` is a choice of our forms. ``meeting`` is the day of the meeting that one invites to, where it is known;
    ``thing`` what is shared."""

    use: Use
    whom: str
    on: date
    meeting: date | None = None
    thing: str = "plan"


class Verdict(StrEnum):
    """The first that fits, in this order, says most of why a consent does not serve."""

    STANDS = "stands"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNSIGNED = "unsigned"
    NOT_YET = "not_yet"
    OTHER_MEETING = "other_meeting"
    NOT_READ = "not_read"
    NONE = "none"
