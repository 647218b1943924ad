"""Who owes what by when, in the whole workplace: cases, filed documents and issues, held against the rules."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.index import Row
from dokumentverk.check.form_rules import DIALOGMOTE, EGENMELDING, EVALUATION_DATE, OPPFOLGINGSPLAN
from dokumentverk.check.subject import COUNTED
from dokumentverk.flow.filed_facts import (
    asks_for_help,
    consent_of,
    exemption_of,
    minutes_of,
    received_of,
    replaces_plan,
    withdrawal_of,
)
from dokumentverk.flow.filed_records import record_of
from dokumentverk.flow.office import Office
from dokumentverk.flow.separator_form import SEPARATOR
from dokumentverk.flow.trays import READING
from dokumentverk.model.case import Case
from dokumentverk.model.form import Direction, FieldKind, Role
from dokumentverk.model.issue import Issue
from dokumentverk.model.obligation import (
    DocumentKind,
    Evaluation,
    FiledReturn,
    Obligation,
    SentIssue,
    Standing,
    Unsigned,
)
from dokumentverk.model.record import Record
from dokumentverk.model.value import rows_of
from dokumentverk.rules.deadlines import called_off as called_off_of
from dokumentverk.rules.deadlines import obligations
from dokumentverk.rules.deadlines_documents import of_documents
from dokumentverk.rules.owing import Reckoning

MEASURES, EVALUATED, RESULT = "measures", "evaluated", "result"
"""The table of measures of an oppfølgingsplan, and two of its columns."""
MILESTONE = "due"
"""The day of a milestone in the dialogue tool's table of measures."""

_KINDS = {
    EGENMELDING: DocumentKind.EGENMELDING,
    OPPFOLGINGSPLAN: DocumentKind.PLAN,
    DIALOGMOTE: DocumentKind.DIALOGUE,
    "samtykke": DocumentKind.CONSENT,
    "mote-referat": DocumentKind.MINUTES,
    "unntak": DocumentKind.EXEMPTION,
    "samtaleverktoy": DocumentKind.TOOL,
}
"""By the rules that a form names."""
_ATTESTATION = "ATTESTATION_PENDING"


@dataclass(frozen=True, slots=True)
class Wanted:
    """``within`` is how many days ahead what is not yet due is told of, and how far to both sides what is done."""

    on: date
    within: int
    employee: str | None = None


def kind_of(office: Office, form: str | None) -> DocumentKind:
    """By the rules that the form names: a workplace may call its own forms what it likes."""
    definition = office.sound_forms.get(form) if form else None
    rules = definition.rules if definition else ()
    return next((_KINDS[one] for one in rules if one in _KINDS), DocumentKind.OTHER)


def owed(office: Office, wanted: Wanted) -> tuple[Obligation, ...]:
    """What a leader must see, by day. What is overdue is always told of; what lapsed or passed never is."""
    found = all_owed(office, wanted.on, wanted.employee)
    return tuple(one for one in found if _is_shown(one, wanted.within))


def _is_shown(one: Obligation, within: int) -> bool:
    match one.standing:
        case Standing.OVERDUE:
            return True
        case Standing.DUE:
            return one.days <= within
        case Standing.DONE:
            return abs(one.days) <= within
        case Standing.PASSED | Standing.LAPSED | Standing.EXEMPT:
            return False
    assert_never(one.standing)


def all_owed(office: Office, on: date, employee: str | None = None) -> tuple[Obligation, ...]:
    """Everything, of everybody or of one employee: also what was done, has passed or lapsed."""
    cases = office.cases.all() if employee is None else office.cases.of_employee(employee)
    sent = sent_issues(office, employee)
    with office.catalog() as catalog:
        rows = list(catalog.all() if employee is None else catalog.of_employee(employee))
        found = _of_everybody(office, catalog, cases, sent, rows, on)
    return tuple(sorted(found, key=lambda one: (one.due, one.employee, one.key)))


def called_off(office: Office, on: date, employee: str | None = None) -> tuple[Obligation, ...]:
    """What cases made somebody owe once and no longer do: an absence that ended, a meeting that was cancelled."""
    cases = office.cases.all() if employee is None else office.cases.of_employee(employee)
    found: list[Obligation] = []
    with office.catalog() as catalog:
        for case in cases:
            rows = _returns_by_employee(catalog.of_employee(case.employee)).get(case.employee, ())
            filed = [_filed(office, catalog, row, plans=True) for row in rows]
            found += called_off_of(case, filed, _reckoning(office, on))
    return tuple(found)


def owed_in_case(office: Office, case: Case, on: date) -> tuple[Obligation, ...]:
    """What the case itself makes anybody owe, done or not."""
    return obligations(case, filed_of(office, case.employee), _reckoning(office, on))


def _of_everybody(
    office: Office,
    catalog: Catalog,
    cases: Iterable[Case],
    sent: Mapping[str, tuple[SentIssue, ...]],
    rows: Iterable[Row],
    on: date,
) -> Iterator[Obligation]:
    """Plans are opened only where somebody has a case that goes on: what closed ones say of measures has lapsed."""
    reckoning = _reckoning(office, on)
    by_employee: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_employee[case.employee].append(case)
    returned = _returns_by_employee(rows)
    for employee in sorted({*by_employee, *returned, *sent}):
        own = by_employee[employee]
        goes_on = any(one.last is None or one.last >= on for one in own)
        rows_of_employee = returned.get(employee, ())
        filed = [
            _filed(office, catalog, row, plans=goes_on) if own else _unread(office, catalog, row)
            for row in rows_of_employee
        ]
        for case in own:
            yield from obligations(case, filed, reckoning)
        yield from of_documents(employee, sent.get(employee, ()), filed, reckoning)


def _reckoning(office: Office, on: date) -> Reckoning:
    return Reckoning(office.settings.rules, office.settings.followup, on)


def _returns_by_employee(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    """What came back, in the order of filing; a correction is told of by the return that it corrects."""
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        own = row.corrects is None and not row.destroyed and row.direction != Direction.OUTGOING
        if own and row.employee is not None and row.form is not None:
            found[row.employee] = (*found.get(row.employee, ()), row)
    return found


def _unread(office: Office, catalog: Catalog, row: Row) -> FiledReturn:
    """What the index alone tells: enough for who has no case."""
    latest = next(reversed(catalog.corrections_of(row.return_id)), row) if row.lacks else row
    return FiledReturn(
        id=row.return_id,
        kind=kind_of(office, row.form),
        form=row.form or "",
        dated=row.dated or row.registered.date(),
        registered=row.registered.date(),
        issue=row.issue,
        unsigned=tuple(_unsigned(office, latest)),
    )


def _filed(office: Office, catalog: Catalog, row: Row, *, plans: bool) -> FiledReturn:
    """``plans``: read what plans say of their evaluation."""
    unread = replace(_unread(office, catalog, row), cases=catalog.cases_of(row.return_id))
    latest = next(reversed(catalog.corrections_of(row.return_id)), row)
    match unread.kind:
        case DocumentKind.EGENMELDING:
            history = catalog.history(row.employee or "")
            told = [one for one in history if one.source in (row.return_id, latest.return_id)]
            return replace(unread, first=told[-1].first, last=told[-1].last) if told else unread
        case _ if plans:
            return _read(office, catalog, row, unread)
        case _:
            return unread


def _read(office: Office, catalog: Catalog, row: Row, unread: FiledReturn) -> FiledReturn:
    """With what its record alone tells."""
    match unread.kind:
        case DocumentKind.PLAN:
            record = record_of(catalog, row)
            return replace(unread, evaluations=tuple(_evaluations(record)), help=asks_for_help(record))
        case DocumentKind.TOOL:
            record = record_of(catalog, row)
            if replaces_plan(record):
                return replace(unread, kind=DocumentKind.PLAN, evaluations=tuple(_evaluations(record)))
        case DocumentKind.MINUTES:
            return replace(unread, minutes=minutes_of(office, row, record_of(catalog, row)))
        case DocumentKind.EXEMPTION:
            return replace(unread, exemption=exemption_of(row, record_of(catalog, row)))
        case DocumentKind.CONSENT | DocumentKind.DIALOGUE:
            received = received_of(catalog, row)
            consent = consent_of(office, row, received)
            return replace(
                unread, consent=consent, withdrawal=withdrawal_of(row, received.record if received else None)
            )
        case _:
            pass
    return unread


def filed_of(office: Office, employee: str) -> tuple[FiledReturn, ...]:
    """All that the rules ask of an employee's filed returns, in the order of filing."""
    with office.catalog() as catalog:
        rows = _returns_by_employee(catalog.of_employee(employee)).get(employee, ())
        return tuple(_filed(office, catalog, row, plans=True) for row in rows)


def _evaluations(record: Record | None) -> Iterator[Evaluation]:
    entries = {one.field: one for one in record.entries} if record else {}
    day = entries[EVALUATION_DATE].value if EVALUATION_DATE in entries else None
    if isinstance(day, date) and day.year in COUNTED:
        yield Evaluation(0, day)
    table = rows_of(entries[MEASURES].value) if MEASURES in entries else ()
    for number, row in enumerate(table, start=1):
        cells = dict(row)
        evaluated = cells.get(EVALUATED) or cells.get(MILESTONE)
        if isinstance(evaluated, date) and evaluated.year in COUNTED:
            yield Evaluation(number, evaluated, done=bool(cells.get(RESULT)))


def _unsigned(office: Office, row: Row) -> Iterator[Unsigned]:
    definition = office.sound_forms.get(row.form or "")
    for field, code in row.lacks:
        asked = next((one for one in definition.fields() if one.id == field), None) if definition else None
        attestation = code == _ATTESTATION
        role = (asked.role if asked else None) or (Role.LEADER if attestation else Role.EMPLOYEE)
        yield Unsigned(field, role, attestation=attestation, accepted=not attestation)


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
