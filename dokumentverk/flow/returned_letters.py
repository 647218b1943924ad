"""A letter of ours that came back: with a word written on it, or undelivered. It has no fields, so a person looks."""

from __future__ import annotations

from dataclasses import replace

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.read.known import Known

_OF_FIELDS = frozenset({"BLANK_MISSING", "SCAN_OF_DOCX", "SHEET_PAGE_UNKNOWN"})
"""What readers tell of a form whose fields they cannot find."""


def known_letter(definition: FormDefinition, issue: Issue | None) -> Known:
    """A letter as the readers take it: the document of that number, without anything to fill in."""
    return Known(replace(definition, sections=(), employee_field=None, document_date=None, rules=()), None, issue)


def told_of_letter(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    kept = tuple(one for one in findings if one.code not in _OF_FIELDS)
    return (*kept, finding("LETTER_RETURNED"))
