"""A document that is filed unread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dokumentverk.archive.formats import ArchivalCopy
from dokumentverk.archive.plan import Filing
from dokumentverk.model.filing import Received
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Direction, Series
from dokumentverk.model.person import Employee
from dokumentverk.model.reading import Identity, Intake


@dataclass(frozen=True, slots=True)
class Addition:
    """A document that is filed unread: a sykmelding, a doctor's letter, an attachment.

    ``person`` is the register's entry for ``employee``, who is None for what belongs to an anonymous form.
    ``attach_to`` is a return of the same employee. ``findings`` are kept in the record. ``sender`` is who it
    comes from: None for the employee, empty when nobody said.
    """

    path: Path
    intake: Intake
    title: str
    employee: str | None
    person: Employee | None = None
    attach_to: str | None = None
    copy: ArchivalCopy | None = None
    direction: Direction = Direction.INCOMING
    dated: date | None = None
    responsible: str = ""
    series: Series | None = None
    pages: int = 0
    findings: tuple[Finding, ...] = ()
    restricted: bool = False
    sender: str | None = None


def filing_of(addition: Addition, return_id: str) -> Filing:
    received = Received(
        intakes=(addition.intake,),
        return_id=return_id,
        identity=Identity(),
        pages=addition.pages,
        record=None,
        employee=addition.employee,
        findings=addition.findings,
    )
    return Filing(
        received=received,
        originals=(addition.path,),
        employee=addition.person,
        copies=(addition.copy,) if addition.copy else (),
        title=addition.title,
        direction=addition.direction,
        dated=addition.dated,
        responsible=addition.responsible,
        related=(addition.attach_to,) if addition.attach_to else (),
        series=addition.series,
        restricted=addition.restricted,
        sender=addition.sender,
    )
