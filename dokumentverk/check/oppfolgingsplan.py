"""The rules on the oppfølgingsplan that Nav's payload and aml section 4-6 set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dokumentverk import messages
from dokumentverk.check import form_rules as ids
from dokumentverk.check.answers import field_answer
from dokumentverk.check.required import is_forbidden, must_be_filled
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.written import show_date


def evaluation_date(subject: Subject) -> Iterator[Finding]:
    """Between one day and one year ahead, counted from the date of the plan and not from today. A date before the
    plan's own is told of by ``not_before`` where the definition has it. The dialogue tool may stand for a plan."""
    if not any(ids.applies(subject, rule) for rule in (ids.OPPFOLGINGSPLAN, ids.SAMTALEVERKTOY)):
        return
    evaluated, planned = subject.day(ids.EVALUATION_DATE), subject.dated
    if evaluated is None or planned is None:
        return
    if (
        evaluated < planned
        and subject.definition.field(ids.EVALUATION_DATE).not_before == subject.definition.document_date
    ):
        return
    rules = subject.settings.rules
    first = planned + timedelta(days=rules.evaluation_min_days)
    last = planned + timedelta(days=rules.evaluation_max_days)
    if not first <= evaluated <= last:
        yield messages.finding(
            "EVALUATION_DATE_OUT_OF_RANGE", field=ids.EVALUATION_DATE, first=show_date(first), last=show_date(last)
        )


def help_from_nav(subject: Subject) -> Iterator[Finding]:
    """Nav helps only with a plan that it gets. Where the definition itself forbids the answer, that is told already."""
    if not ids.applies(subject, ids.OPPFOLGINGSPLAN):
        return
    answer = field_answer(subject, subject.definition.field(ids.NEEDS_HELP_FROM_NAV))
    sent = subject.value(ids.SEND_PLAN_TO_NAV)
    if answer.value is True and sent is not True and not is_forbidden(subject, answer):
        yield answer.finding("HELP_FROM_NAV_WITHOUT_PLAN")


def contribution(subject: Subject) -> Iterator[Finding]:
    """A reason when the employee took no part, and none when they did, whatever the definition asks for."""
    if not ids.applies(subject, ids.OPPFOLGINGSPLAN):
        return
    reason = field_answer(subject, subject.definition.field(ids.NOT_CONTRIBUTED_REASON))
    match subject.value(ids.CONTRIBUTED):
        case False if reason.blank and not must_be_filled(subject, reason.asked):
            yield reason.finding("CONTRIBUTION_REASON_MISSING")
        case True if not reason.blank and not is_forbidden(subject, reason):
            yield reason.finding("CONTRIBUTION_REASON_NOT_WANTED")
