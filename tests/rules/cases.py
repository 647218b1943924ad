"""Cases for the tests, written short. 2 November 2026 is a Monday."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from dokumentverk.model.case import (
    Arranged,
    Case,
    CaseKind,
    Graded,
    Interruption,
    Meeting,
    MeetingKind,
    MeetingState,
    SickNote,
)
from dokumentverk.model.obligation import DocumentKind, Evaluation, FiledReturn, Obligation, Rule, Unsigned
from dokumentverk.model.workplace import FollowupSettings, RuleSettings
from dokumentverk.rules.deadlines import obligations
from dokumentverk.rules.owing import Reckoning

MONDAY = date(2026, 11, 2)
OPENED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CASE = Case("S2345ACDE", CaseKind.SYKEFRAVAER, "1001", OPENED, first_day=MONDAY)


def day(written: str) -> date:
    """``1130`` of 2026, ``20270104`` of any year."""
    year, rest = (int(written[:4]), written[4:]) if len(written) == 8 else (2026, written)
    return date(year, int(rest[:2]), int(rest[2:]))


RULES, FOLLOWUP = RuleSettings(), FollowupSettings()


def at(on: date = MONDAY, rules: RuleSettings = RULES, followup: FollowupSettings = FOLLOWUP) -> Reckoning:
    return Reckoning(rules, followup, on)


def graded(case: Case, *changes: tuple[str, int]) -> Case:
    return replace(case, grades=tuple(Graded(day(first), Decimal(grade)) for first, grade in changes))


def interrupted(case: Case, *days: tuple[str, str]) -> Case:
    return replace(case, interruptions=tuple(Interruption(day(first), day(last)) for first, last in days))


def noted(case: Case, *notes: tuple[str, str, int]) -> Case:
    return replace(case, sick_notes=tuple(SickNote(day(a), day(b), Decimal(grade)) for a, b, grade in notes))


def meeting(kind: MeetingKind, on: str, state: MeetingState = MeetingState.HELD, number: int = 2) -> Arranged:
    return Arranged(number, Meeting(kind, day(on), state))


def plan(
    id: str,
    dated: str,
    *,
    issue: str | None = None,
    unsigned: tuple[Unsigned, ...] = (),
    cases: tuple[str, ...] = (),
    evaluations: tuple[Evaluation, ...] = (),
) -> FiledReturn:
    return FiledReturn(
        id, DocumentKind.PLAN, "oppfolgingsplan", day(dated), day(dated),
        issue=issue, unsigned=unsigned, cases=cases, evaluations=evaluations,
    )  # fmt: skip


def by_rule(case: Case, *returns: FiledReturn, reckoning: Reckoning | None = None) -> dict[Rule, Obligation]:
    """The first of each rule."""
    found: dict[Rule, Obligation] = {}
    for one in obligations(case, returns, reckoning or at()):
        found.setdefault(one.rule, one)
    return found
