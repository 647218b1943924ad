"""The forms and letters that what is due calls for, each made once however often one asks.

An obligation has the same key whenever it is reckoned; its document is claimed under that key before it is numbered, as
a row of a table is. A form that somebody has sent already, and that has not come back, is not sent once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from dokumentverk.errors import UsageFault
from dokumentverk.flow.agenda import agenda_of
from dokumentverk.flow.filed_records import record_of, text_in
from dokumentverk.flow.filed_returns import filed_of
from dokumentverk.flow.filing import file_sent, is_filed_when_sent
from dokumentverk.flow.office import Office
from dokumentverk.flow.outstanding import sent_issues
from dokumentverk.flow.owed import all_owed
from dokumentverk.flow.produce import Order, Produced, free_number, produce, write_document
from dokumentverk.issue.batches import BatchLedger
from dokumentverk.messages.words import word
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.obligation import DocumentKind, Obligation, Party, Rule, SentIssue, Standing
from dokumentverk.rules.deadlines import COPY_WEEKS, NAV_LEAD_WEEKS
from dokumentverk.rules.working_days import DAY, working_day_after

LEDGER: Final = "due.jsonl"
REMINDER_WORKING_DAYS: Final = 3
"""What a reminder asks for is to be done within so many working days."""
FORMS: Final[Mapping[Rule, str]] = {
    Rule.EGENMELDING: "egenmelding",
    Rule.FIRST_CONTACT: "samtale",
    Rule.PLAN: "oppfolgingsplan",
    Rule.PLAN_REVISED: "oppfolgingsplan",
    Rule.DIALOGUE_1: "dialogmote",
    Rule.MOTEPLASSEN: "moteplassen",
    Rule.PLAN_COPY: "oversendelse-sykmelder",
    Rule.PLAN_TO_NAV: "oversendelse-nav",
    Rule.PLAN_HELP: "oversendelse-nav",
    Rule.COPY_ARCHIVE: "kopi-arkiv",
    Rule.MAKSDATO: "maksdato",
}
"""What is made when something is due."""
REMINDERS: Final[Mapping[Rule, str]] = {
    Rule.EGENMELDING: "paminnelse-egenmelding",
    Rule.UNANSWERED: "paminnelse-frist",
    Rule.SIGNATURE: "paminnelse-signatur",
}
"""What the employee gets when it is overdue."""
_OF_A_PLAN: Final = (Rule.PLAN_COPY, Rule.PLAN_TO_NAV)
"""Sent when there is a plan to send."""
_ALSO_NOT_BINDING: Final = (Rule.MAKSDATO,)


@dataclass(frozen=True, slots=True)
class Made:
    """``path`` is None where nothing was written now: it was made before (``refused`` None too), or it could not be."""

    owed: Obligation
    form: str
    produced: Produced | None = None
    path: Path | None = None
    number: str | None = None
    refused: UsageFault | None = None


@dataclass(frozen=True, slots=True)
class Making:
    """In which format and where to; ``out`` is a folder, None the workplace's own."""

    medium: Medium
    out: Path | None = None


def make_due(office: Office, due: Iterable[Obligation], making: Making) -> Iterator[Made]:
    """One after the other, by day. ``due`` is what is shown as due; what is done or passed is left out. Forms that the
    workplace does not have are not made."""
    ledger = BatchLedger(office.workplace.batches / LEDGER, office.keys)
    on = office.now().date()
    everything = {one.key: one for one in all_owed(office, on)}
    sent = sent_issues(office)
    for one in due:
        for form in _documents(office, one, everything):
            if ledger.number_of(f"{one.key}\n{form}") is None and _is_out(
                office, one, form, sent.get(one.employee, ())
            ):
                yield Made(one, form)
                continue
            try:
                yield _make(office, one, form, ledger, making)
            except UsageFault as fault:
                yield Made(one, form, refused=fault)


def _documents(office: Office, one: Obligation, everything: Mapping[str, Obligation]) -> Iterator[str]:
    if one.standing not in (Standing.DUE, Standing.OVERDUE) or not (one.binding or one.rule in _ALSO_NOT_BINDING):
        return
    wanted = [FORMS.get(one.rule)]
    if one.standing is Standing.OVERDUE and one.party is Party.EMPLOYEE:
        wanted.append(REMINDERS.get(one.rule))
    if one.rule in _OF_A_PLAN and not _has_plan(one, everything):
        return
    yield from (form for form in wanted if form is not None and form in office.sound_forms)


def _has_plan(one: Obligation, everything: Mapping[str, Obligation]) -> bool:
    plans = (each for each in everything.values() if each.rule is Rule.PLAN and each.case == one.case)
    return any(each.standing is Standing.DONE for each in plans)


def _is_out(office: Office, one: Obligation, form: str, sent: Iterable[SentIssue]) -> bool:
    """Somebody has sent it for this duty already, and it has not come back. A reminder is for its own duty alone."""
    if form in REMINDERS.values():
        return False
    since, came = _since(office, one), {each.number for each in sent if each.came is not None}
    issues = (each for each in office.issues.register.of_employee(one.employee) if each.form == form)
    out = (each for each in issues if each.withdrawn is None and each.number not in came)
    return any(each.issued.date() >= since for each in out)


def _since(office: Office, one: Obligation) -> date:
    """From when a document is for this duty and not for an earlier one of its kind: the absence, the dialogmøte or the
    Møteplassen before it."""
    rules, followup = office.settings.rules, office.settings.followup
    before = {
        Rule.PLAN: timedelta(weeks=rules.plan_weeks),
        Rule.PLAN_COPY: timedelta(weeks=COPY_WEEKS),
        Rule.PLAN_TO_NAV: timedelta(weeks=NAV_LEAD_WEEKS + 2),
        Rule.PLAN_HELP: timedelta(days=followup.copy_days),
        Rule.COPY_ARCHIVE: timedelta(days=followup.copy_days),
        Rule.DIALOGUE_1: timedelta(weeks=rules.dialogue_meeting_weeks),
        Rule.PLAN_REVISED: timedelta(days=followup.plan_revision_days),
        Rule.MOTEPLASSEN: timedelta(weeks=followup.moteplassen_least_weeks) - DAY,
    }
    if one.rule in before:
        return (one.postponed or one.due) - before[one.rule]
    case = office.cases.get(one.case) if one.case else None
    return (case.first_day or case.opened.date()) if case else date.min


def _make(office: Office, one: Obligation, form: str, ledger: BatchLedger, making: Making) -> Made:
    key = f"{one.key}\n{form}"
    claimed = ledger.number_of(key)
    if claimed is not None and office.issues.get(claimed) is not None:
        return Made(one, form, number=claimed)
    if one.rule is Rule.DIALOGUE_1:
        _refuse_without_day(office, one, form)
    order = Order(form, employee=one.employee, case=one.case, medium=making.medium, given=_given(office, one, form))
    number = ledger.claim(key, lambda: free_number(office)).number
    filed = is_filed_when_sent(office, office.form(form), one.employee)
    with office.writing() if filed else nullcontext():
        produced = produce(office, order, number)
        path = write_document(produced, making.out, office.workplace.out)
        file_sent(office, produced)
    return Made(one, form, produced, path, number)


def _refuse_without_day(office: Office, one: Obligation, form: str) -> None:
    """An invitation is filed as it is sent: one without a day would be evidence of nothing. Raises UsageFault."""
    case = office.cases.get(one.case) if one.case else None
    if case is None or agenda_of(office, case, form, _language(office, one)).meeting is None:
        raise UsageFault("DUE_MEETING_NOT_PLANNED", case=one.case or "")


def _given(office: Office, one: Obligation, form: str) -> dict[str, object]:
    """What the obligation knows beside the register and the case. A field that a workplace's own form of that id does
    not have is left out."""
    said = _said(office, one, form)
    there = {field.id for field in office.form(form).fields()}
    return {id: value for id, value in said.items() if id in there and value not in (None, "")}


def _said(office: Office, one: Obligation, form: str) -> dict[str, object]:
    again = working_day_after(office.now().date(), REMINDER_WORKING_DAYS)
    match form:
        case "paminnelse-egenmelding":
            case = office.cases.get(one.case) if one.case else None
            return {"lacking": "egenmelding", "first_day": case.first_day if case else None, "due_date": again}
        case "paminnelse-frist":
            return {"what": _to_deliver(office, one), "due_date": again}
        case "maksdato":
            return {"expected_date": one.due, "from_nav": False}
        case "paminnelse-signatur" | "kopi-arkiv":
            return {**_of_document(office, one.about), "due_date": again}
        case "oversendelse-sykmelder" | "oversendelse-nav":
            return _of_plan(office, one)
        case _:
            return {}


def _language(office: Office, one: Obligation) -> Language:
    person = office.people.get(one.employee)
    return (person.language if person else None) or office.settings.language


def _to_deliver(office: Office, one: Obligation) -> str:
    definition, language = office.sound_forms.get(one.part or ""), _language(office, one)
    title = definition.title.in_(language) if definition else one.part or ""
    return word("make_deliver", language).format(form=title)


def _of_document(office: Office, return_id: str | None) -> dict[str, object]:
    with office.catalog() as catalog:
        row = catalog.get(return_id or "")
    if row is None:
        return {}
    return {"document_title": row.title, "document_date": row.dated, "document_number": row.issue or row.return_id}


def _of_plan(office: Office, one: Obligation) -> dict[str, object]:
    """The newest plan that is filed in the case. To Nav for help, or before a meeting that it calls."""
    filed = [each for each in filed_of(office, one.employee) if each.kind is DocumentKind.PLAN]
    mine = [each for each in filed if one.case in each.cases] or filed
    plan = max(mine, key=lambda each: (each.dated, each.registered), default=None)
    if plan is None:
        return {}
    if one.rule is Rule.PLAN_HELP:
        with office.catalog() as catalog:
            row = catalog.get(plan.id)
            record = record_of(catalog, row) if row else None
        wanted = text_in(record, "needs_help_from_nav_description")
        return {"plan_date": plan.dated, "reason": "help", "help_wanted": wanted}
    if one.rule is Rule.PLAN_TO_NAV:
        meeting = (one.postponed or one.due) + timedelta(weeks=NAV_LEAD_WEEKS)
        return {"plan_date": plan.dated, "reason": "meeting", "meeting_date": meeting}
    return {"plan_date": plan.dated, "revised": len(mine) > 1}
