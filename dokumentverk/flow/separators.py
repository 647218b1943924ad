"""Separators: issued like a form, so that their numbers stand in the register and can be withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dokumentverk.define import parse_definition
from dokumentverk.errors import UsageFault
from dokumentverk.flow.given import given_values
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Produced, free_number
from dokumentverk.flow.separator_form import TITLE
from dokumentverk.messages.words import word
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.value import Value
from dokumentverk.render.separator import (
    Separator,
    attachment_sheet_pdf,
    separator_blank,
    separator_pdf,
    separator_source,
)


@cache
def separator_definition() -> FormDefinition:
    return parse_definition(separator_source(), "separator.toml")


def produce_separator(office: Office, employee: str, title: str, language: Language | None = None) -> Produced:
    """Issue one separator: paper that lies behind it is filed unread for this employee under this title. Raises
    UsageFault for an employee that a filled register does not know, or a title that cannot stand."""
    person = office.people.get(employee)
    if person is None and office.people.employees:
        raise UsageFault("EMPLOYEE_NOT_FOUND", number=employee[:40], people=office.settings.people)
    if not title.strip():
        raise UsageFault("ARCHIVE_TITLE_NEEDED")
    definition = separator_definition()
    values = given_values(definition, {TITLE: " ".join(title.split())})
    language = language or office.settings.language
    issued = office.now().replace(microsecond=0)
    blank = separator_blank(definition, language, made=issued)
    issue = Issue(
        number=free_number(office),
        key=office.keys.current.id,
        form=definition.id,
        version=definition.version,
        language=language,
        layouts=((Medium.PDF, office.layouts.keep(blank.content, blank.layout, definition)),),
        issued=issued,
        employee=employee,
    )
    content = _printed(office, issue, values)
    office.issues.add(issue, values)
    return Produced(issue, content, values, definition, Medium.PRINT)


def produce_separator_again(office: Office, number: str) -> Produced:
    """The sheet of a separator's number once more. Raises UnknownNumber, UsageFault for one that is withdrawn."""
    issue = office.known_issue(number)
    if issue.withdrawn is not None:
        raise UsageFault("ISSUE_IS_WITHDRAWN", number=issue.number)
    definition = office.definition_of(issue)
    values = office.issues.values_of(issue.number, definition)
    return Produced(issue, _printed(office, issue, values), values, definition, Medium.PRINT)


def attachment_sheet(office: Office, language: Language | None = None) -> bytes:
    """The sheet that says: what lies behind is attached to the form above. It has no number."""
    return attachment_sheet_pdf(language or office.settings.language, made=office.now().replace(microsecond=0))


def _printed(office: Office, issue: Issue, values: Mapping[str, Value]) -> bytes:
    person = office.people.get(issue.employee)
    named = f"{issue.employee} {person.name}" if person else issue.employee or ""
    facts = (
        (word("employee", issue.language), named),
        (word("the_title", issue.language), str(values.get(TITLE) or "")),
    )
    return separator_pdf(Separator(issue.number, facts), issue.language, made=issue.issued)
