"""The people register of a workplace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dokumentverk.model.language import Language


class BreakReason(StrEnum):
    """Why an employment ended or paused. After the first three kinds four weeks back at work earn egenmelding anew,
    not two months (ftrl section 8-24). LEAVE is leave after aml sections 12-2 to 12-5, 12-9 and 12-10; any other is
    OTHER."""

    PERMITTERING = "permittering"
    LEAVE = "leave"
    MILITARY = "military"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Position:
    """``leader`` and ``deputy`` are employee numbers."""

    title: str
    unit: str = ""
    leader: str | None = None
    deputy: str | None = None


@dataclass(frozen=True, slots=True)
class EmploymentPeriod:
    """Both days counted; ``last`` is None while it lasts. ``reason`` is why it ended."""

    first: date
    last: date | None = None
    reason: BreakReason | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    number: str
    given_name: str
    family_name: str
    fodselsnummer: str | None = None
    positions: tuple[Position, ...] = ()
    employment: tuple[EmploymentPeriod, ...] = ()
    phone: str | None = None
    email: str | None = None
    address: tuple[str, ...] = ()
    language: Language | None = None
    personalmappe: str | None = None
    """Key of an existing personalmappe in the sak/arkiv system."""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class People:
    """The register, by employee number."""

    employees: tuple[Employee, ...] = ()

    def get(self, number: str | None) -> Employee | None:
        return next((one for one in self.employees if one.number == number), None)
