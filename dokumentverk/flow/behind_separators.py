"""Paper that lay behind a separator of an employee: filed unread under the title that the separator was made with."""

from __future__ import annotations

from pathlib import Path

from dokumentverk.archive.ids import return_id
from dokumentverk.archive.store import Addition
from dokumentverk.errors import ArchiveDamaged, ConfigurationError
from dokumentverk.flow.copies import copy_of
from dokumentverk.flow.filing import file_attachments, responsible_for
from dokumentverk.flow.office import Office
from dokumentverk.flow.receive import lay_in_tray
from dokumentverk.flow.separator_form import TITLE
from dokumentverk.flow.tray_state import Came
from dokumentverk.flow.understood import Understood
from dokumentverk.messages import finding
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Filed, Outcome, Received, Rejected
from dokumentverk.model.issue import Issue
from dokumentverk.model.reading import Identity, Intake


def file_behind_separator(
    office: Office, number: str, path: Path, intake: Intake, came: Came
) -> tuple[Understood, Outcome]:
    """The archive must be open for writing. Where the separator no longer says whose it is, a person must."""
    issue = office.issue(number)
    person = office.people.get(issue.employee) if issue else None
    employee = issue.employee if issue else None
    received = Received(
        (intake,), return_id((intake.digest,)), Identity(), len(intake.sheets), None, employee, came.findings
    )
    if issue is None or issue.withdrawn is not None or (person is None and office.people.employees):
        told = finding("SEPARATOR_NOT_VALID", number=number)
        nobodys = Understood(
            Received((intake,), received.return_id, Identity(), received.pages, None, None, (told, *came.findings)),
            None,
            None,
            None,
        )
        return nobodys, Rejected(nobodys.received, lay_in_tray(office, nobodys, path, came=came))
    understood = Understood(received, None, None, person)
    addition = Addition(
        path=path,
        intake=intake,
        title=title_of(office, issue),
        employee=employee,
        person=person,
        copy=copy_of(office, understood, path),
        dated=intake.arrived.date(),
        responsible=responsible_for(office, person),
        pages=received.pages,
        findings=came.findings,
    )
    receipt = office.archive.add(addition)
    file_attachments(office, understood, receipt, came.attachments)
    filed = Received((intake,), receipt.entry.return_id, Identity(), received.pages, None, employee, came.findings)
    return Understood(filed, None, None, person), Filed(filed, receipt)


def title_of(office: Office, issue: Issue) -> str:
    """What the separator was made with, where that is still kept."""
    try:
        title = office.issues.values_of(issue.number, office.definition_of(issue)).get(TITLE)
    except (ConfigurationError, ArchiveDamaged):
        title = None
    return title if isinstance(title, str) and title.strip() else word("scanned_document", office.settings.language)
