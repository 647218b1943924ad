"""Whether a fact can be true of a case, before it is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from dokumentverk.errors import UsageFault
from dokumentverk.model.case import (
    Case,
    CaseKind,
    Closed,
    Exempted,
    Fact,
    FirstDay,
    Graded,
    Interruption,
    Meeting,
    MeetingKind,
    Recipient,
    Shared,
    SickNote,
)
from dokumentverk.model.obligation import EXEMPTIBLE, Ground
from dokumentverk.model.written import show_date

YEARS: Final = range(1990, 2101)
"""Of days that people tell. The rules on follow-up are no older, and what is further ahead is a slip of the pen."""


_DIALOGUE: Final = frozenset({MeetingKind.DIALOGUE_1, MeetingKind.DIALOGUE_2, MeetingKind.DIALOGUE_3})
"""Meetings that only an absence calls for. People meet and talk before one, too."""

_OWED_A_PLAN: Final = frozenset({Recipient.SYKMELDER, Recipient.NAV})
"""A slip of the pen would take for done what the law asks for in this absence."""


def check_opening(kind: CaseKind, first_day: date | None) -> None:
    """Raises UsageFault: an absence begins on some day, and only an absence does."""
    if kind is CaseKind.SYKEFRAVAER and first_day is None:
        raise UsageFault("CASE_FIRST_DAY_MISSING")
    if kind is not CaseKind.SYKEFRAVAER and first_day is not None:
        raise UsageFault("CASE_HAS_NO_ABSENCE")


def check_fact(case: Case, fact: Fact) -> None:
    """Raises UsageFault for days in the wrong order, before the absence, or of a case that is about none, and for a
    grade that is no absence: whoever is wholly back has ended it or interrupts it, and owes no plan."""
    match fact:
        case FirstDay():
            _check_absence(case)
            if case.last is not None and fact.day > case.last:
                raise UsageFault("CASE_DAYS_REVERSED", first=show_date(fact.day), last=show_date(case.last))
        case Graded(first=first, grade=grade):
            _check_absence(case)
            _check_after_first(case, first)
            _check_grade(grade)
        case Interruption(first=first, last=last):
            _check_absence(case)
            _check_order(first, last)
            _check_after_first(case, first)
        case SickNote(first=first, last=last, grade=grade, avventende=avventende):
            _check_order(first, last)
            if not avventende:
                _check_after_first(case, last)
                _check_grade(grade)
        case Closed(last=last):
            _check_after_first(case, last)
        case Meeting(kind=kind, on=on) if kind in _DIALOGUE:
            _check_after_first(case, on)
        case Shared(to=to, on=on) if to in _OWED_A_PLAN:
            _check_after_first(case, on)
        case Exempted(rule=rule, ground=ground, until=until):
            if rule not in {one.value for one in EXEMPTIBLE}:
                raise UsageFault("EXEMPTION_RULE_UNKNOWN", rule=rule[:40])
            if ground == Ground.NOT_POSSIBLE_NOW and until is None:
                raise UsageFault("EXEMPTION_WITHOUT_DAY")
        case _:
            pass


def _check_absence(case: Case) -> None:
    if case.kind is not CaseKind.SYKEFRAVAER:
        raise UsageFault("CASE_HAS_NO_ABSENCE")


def _check_grade(grade: Decimal) -> None:
    if not grade:
        raise UsageFault("CASE_GRADE_ZERO")


def _check_order(first: date, last: date) -> None:
    if last < first:
        raise UsageFault("CASE_DAYS_REVERSED", first=show_date(first), last=show_date(last))


def _check_after_first(case: Case, day: date) -> None:
    if case.first_day is not None and day < case.first_day:
        raise UsageFault("CASE_DAY_BEFORE_FIRST", day=show_date(day), first=show_date(case.first_day))
