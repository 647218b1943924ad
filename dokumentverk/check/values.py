"""Lengths, amounts and dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from dokumentverk import messages
from dokumentverk.check.answers import Answer, answers, fields, rows
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind
from dokumentverk.model.written import show_date
from dokumentverk.rules.working_days import add_months

BIRTH_DATE: Final = "birth_date"
"""The only dates that lie a lifetime back."""
_YEARS_BACK: Final = 10
_YEARS_AHEAD: Final = 5
_LIFETIME: Final = 110
_YOUNGEST: Final = 13
"""Nobody younger may be employed, whatever the work (aml section 11-1)."""


def max_length(subject: Subject) -> Iterator[Finding]:
    for answer in answers(subject):
        limit = answer.asked.max_length
        if limit is not None and isinstance(answer.value, str) and len(answer.value) > limit:
            yield answer.finding("TEXT_TOO_LONG", length=len(answer.value), limit=limit)


def amounts(subject: Subject) -> Iterator[Finding]:
    for answer in answers(subject):
        value, asked = answer.value, answer.asked
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            continue
        if asked.minimum is not None and value < asked.minimum:
            yield answer.finding("NUMBER_TOO_SMALL", minimum=_plain(asked.minimum))
        elif asked.maximum is not None and value > asked.maximum:
            yield answer.finding("NUMBER_TOO_LARGE", maximum=_plain(asked.maximum))
        elif asked.kind is FieldKind.PERCENT and not 0 <= value <= 100:
            yield answer.finding("PERCENT_OUT_OF_RANGE")


def _plain(number: Decimal) -> str:
    return format(number, "f").replace(".", ",")


def date_order(subject: Subject) -> Iterator[Finding]:
    """``not_before`` names another field, or another column of the same row."""
    for answer in fields(subject):
        if answer.asked.kind is FieldKind.ROWS:
            for row in rows(subject, answer.asked):
                by_id = {cell.asked.id: cell for cell in row}
                for cell in row:
                    yield from _not_before(cell, by_id, "CELL_DATE_BEFORE_OTHER", None)
    by_id = {answer.field: answer for answer in fields(subject)}
    for answer in by_id.values():
        yield from _not_before(answer, by_id, "DATE_BEFORE_OTHER", subject)


def _not_before(answer: Answer, by_id: Mapping[str, Answer], code: str, subject: Subject | None) -> Iterator[Finding]:
    other = by_id.get(answer.asked.not_before or "")
    if other is None or not isinstance(answer.value, date) or not isinstance(other.value, date):
        return
    if answer.value < other.value:
        number = subject.definition.number_of(other.field) if subject is not None else (other.column or 0) + 1
        yield answer.finding(code, other=number)


def plausible_dates(subject: Subject) -> Iterator[Finding]:
    """A year that a slip of the pen explains better than a plan or a memory does."""
    for answer in answers(subject):
        if not isinstance(answer.value, date):
            continue
        if answer.field == BIRTH_DATE:
            back, ahead = _LIFETIME, -_YOUNGEST
        else:
            back, ahead = _YEARS_BACK, _YEARS_AHEAD
        if not add_months(subject.today, -12 * back) <= answer.value <= add_months(subject.today, 12 * ahead):
            yield answer.finding("DATE_IMPLAUSIBLE")


def document_date(subject: Subject) -> Iterator[Finding]:
    """The date that a document bears lies between its issue and today. A day is allowed for time zones."""
    dated = subject.dated
    if dated is None:
        return
    field = subject.definition.document_date
    if dated > subject.today:
        yield messages.finding("DOCUMENT_DATE_IN_FUTURE", field=field)
    elif subject.issue is not None and dated < subject.issue.issued.date() - timedelta(days=1):
        yield messages.finding("DOCUMENT_DATE_BEFORE_ISSUE", field=field, issued=show_date(subject.issue.issued.date()))
