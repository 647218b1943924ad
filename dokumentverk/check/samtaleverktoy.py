"""The rules on the dialogue tool: who prepares a copy says what they think."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from dokumentverk import messages
from dokumentverk.check import form_rules as ids
from dokumentverk.check.answers import rows
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.record import State

_VIEWS: Final[Mapping[str, str]] = {"employee": "employee_view", "leader": "leader_view"}
"""Whose copy it is → the column of work tasks that they fill in."""


def own_view(subject: Subject) -> Iterator[Finding]:
    """A copy without its owner's view has nothing to lay beside the other's."""
    table = subject.asked(ids.WORK_TASKS)
    view = _VIEWS.get(subject.text(ids.COPY_OF) or "")
    if not ids.applies(subject, ids.SAMTALEVERKTOY) or table is None or view is None:
        return
    if subject.entry(table).state in (State.NOT_READ, State.CONFLICT):
        return
    if all(cell.blank for row in rows(subject, table) for cell in row if cell.asked.id == view):
        yield messages.finding("OWN_VIEW_MISSING", field=ids.WORK_TASKS)
