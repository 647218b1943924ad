"""What went out to be filled in, and whether it has come back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from dokumentverk.archive.index import Row
from dokumentverk.flow.office import Office
from dokumentverk.flow.separator_form import SEPARATOR
from dokumentverk.flow.trays import READING
from dokumentverk.model.form import Direction, FieldKind
from dokumentverk.model.issue import Issue
from dokumentverk.model.obligation import SentIssue


def sent_issues(office: Office, employee: str | None = None) -> dict[str, tuple[SentIssue, ...]]:
    """What went out to somebody we know to be filled in, by employee, oldest first: no separators, letters, agendas."""
    waiting = _waiting(office)
    register = office.issues.register
    issues = register.all() if employee is None else register.of_employee(employee)
    with office.catalog() as catalog:
        returned = _returned(catalog.all())
    found: dict[str, tuple[SentIssue, ...]] = {}
    for issue in issues:
        if issue.employee is not None and issue.form != SEPARATOR and _comes_back(office, issue):
            came, on = returned.get(issue.number) or (waiting.get(issue.number), None)
            found[issue.employee] = (*found.get(issue.employee, ()), _sent(issue, came, on))
    return found


def _comes_back(office: Office, issue: Issue) -> bool:
    """A letter does not, nor an agenda: filed as it went out, with nothing in it to sign."""
    definition = office.sound_forms.get(issue.form)
    if definition is None:
        return True
    signed = any(field.kind is FieldKind.SIGNATURE for field in definition.fields())
    return definition.letter is None and (signed or definition.archive.sent is None)


def _sent(issue: Issue, came: str | None, on: date | None) -> SentIssue:
    return SentIssue(
        number=issue.number,
        form=issue.form,
        sent=issue.issued.date(),
        party=issue.party,
        withdrawn=issue.withdrawn.date() if issue.withdrawn else None,
        came=came,
        came_on=on,
    )


def _returned(rows: Iterable[Row]) -> dict[str, tuple[str, date]]:
    """The first return of each issue."""
    found: dict[str, tuple[str, date]] = {}
    for row in rows:
        if row.issue is not None and row.direction != Direction.OUTGOING and row.corrects is None:
            found.setdefault(row.issue, (row.return_id, row.registered.date()))
    return found


def _waiting(office: Office) -> dict[str, str]:
    """Issues that came back and wait for a person, with their returns: nobody has to answer them once more."""
    found: dict[str, str] = {}
    tray = office.workplace.review
    for folder in sorted(tray.iterdir()) if tray.is_dir() else ():
        try:
            issue = json.loads((folder / READING).read_bytes()).get("issue")
        except (OSError, ValueError, AttributeError, RecursionError):
            continue
        if isinstance(issue, str):
            found.setdefault(issue, folder.name)
    return found
