"""Absences as values, for the rules on egenmelding and arbeidsgiverperiode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class AbsenceKind(StrEnum):
    EGENMELDING = "egenmelding"
    SYKMELDING = "sykmelding"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Absence:
    """Calendar days, both counted. ``last`` is None while it lasts. ``grade`` is the per cent absent, 100 when full.
    ``source`` is the return that tells of it."""

    kind: AbsenceKind
    first: date
    last: date | None
    grade: Decimal = Decimal(100)
    source: str | None = None
