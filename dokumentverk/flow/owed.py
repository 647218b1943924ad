"""Who owes what by when, in the whole workplace: cases, filed documents and issues, held against the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.index import Row
from dokumentverk.flow.filed_records import own_returns
from dokumentverk.flow.filed_returns import as_filed, filed_of, of_index
from dokumentverk.flow.office import Office
from dokumentverk.flow.outstanding import sent_issues
from dokumentverk.model.case import Case
from dokumentverk.model.obligation import Obligation, SentIssue, Standing
from dokumentverk.rules.deadlines import called_off as called_off_of
from dokumentverk.rules.deadlines import obligations
from dokumentverk.rules.deadlines_documents import of_documents
from dokumentverk.rules.owing import Reckoning


@dataclass(frozen=True, slots=True)
class Wanted:
    """``within`` is how many days ahead what is not yet due is told of, and how far to both sides what is done."""

    on: date
    within: int
    employee: str | None = None


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
            rows = own_returns(catalog.of_employee(case.employee))
            filed = [as_filed(office, catalog, row, records=True) for row in rows]
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
        filed = [
            as_filed(office, catalog, row, records=goes_on) if own else of_index(office, catalog, row)
            for row in returned.get(employee, ())
        ]
        for case in own:
            yield from obligations(case, filed, reckoning)
        yield from of_documents(employee, sent.get(employee, ()), filed, reckoning)


def _reckoning(office: Office, on: date) -> Reckoning:
    return Reckoning(office.settings.rules, office.settings.followup, on)


def _returns_by_employee(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in own_returns(rows):
        if row.employee is not None:
            found[row.employee] = (*found.get(row.employee, ()), row)
    return found
