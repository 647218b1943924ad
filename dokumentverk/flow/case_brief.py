"""A case in a line, as tables and reports show it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from dokumentverk.flow.duties import named
from dokumentverk.flow.office import Office
from dokumentverk.messages.words import word
from dokumentverk.model.case import Case
from dokumentverk.model.language import Language
from dokumentverk.model.written import show_date
from dokumentverk.rules.absence_runs import Run, grade_on, runs

HEADS: Final = ("case", "employee", "case_kind", "case_first_day", "case_week", "case_grade", "case_last")


def goes_on(case: Case, today: date) -> bool:
    return case.last is None or case.last >= today


def run_on(case: Case, day: date) -> Run | None:
    """The absence that goes on that day."""
    found = (one for one in runs(case) if one.first <= day and (one.last is None or day <= one.last))
    return next(found, None)


def week_of(run: Run, day: date) -> int:
    """Its first seven days are week 1."""
    return (day - run.first).days // 7 + 1


def percent(grade: Decimal, language: Language) -> str:
    plain = f"{grade:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.replace(".", "." if language is Language.EN else ",")


def brief_row(office: Office, case: Case, today: date) -> list[str]:
    """A cell for each of ``HEADS``."""
    language, run = office.settings.language, run_on(case, today)
    return [
        case.id,
        named(office, case.employee),
        word(f"case_kind_{case.kind.value}", language),
        show_date(case.first_day) if case.first_day else "",
        str(week_of(run, today)) if run else "",
        f"{percent(grade_on(case, today), language)} %" if run else "",
        show_date(case.last) if case.last else "",
    ]
