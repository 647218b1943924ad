"""The work of ``dokumentverk egenmelding``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.cli.output import print_json, print_table, say, tell
from dokumentverk.errors import ExitCode
from dokumentverk.flow.absences import status_of
from dokumentverk.flow.duties import named
from dokumentverk.flow.payroll import HEADS, payroll_json, payroll_lines, payroll_row
from dokumentverk.flow.tables_out import write_table
from dokumentverk.messages.words import word
from dokumentverk.model.language import Language
from dokumentverk.model.written import show_date
from dokumentverk.rules.egenmelding_status import Counted, EgenmeldingStatus, Quota

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


def print_status(office: Office, employee: str, on: date | None, output: str) -> ExitCode:
    status = status_of(office, employee, on or office.now().date())
    if output == "json":
        print_json(status_json(employee, status))
        return ExitCode.OK
    language = office.settings.language
    say(f"{named(office, employee)}, {show_date(status.on)}")
    say(f"{word('quota_window', language)}: {show_date(status.since)}–{show_date(status.on)}")
    say()
    if status.counted:
        keys = ("quota_from", "quota_until", "quota_kind", "quota_counts", "quota_days", "quota_source")
        print_table([word(key, language) for key in keys], [_row(one, language) for one in status.counted])
    else:
        say(word("quota_nothing", language))
    say()
    rows = [
        ("quota_times", _quota(status.times, language)),
        ("quota_all_days", _quota(status.days, language)),
        ("quota_together", _quota(status.together, language)),
        ("quota_period", _period(status, language)),
        ("quota_earned", word(f"decision_{status.earned.value}", language)),
        ("quota_children", _children(status, language)),
        ("quota_children_earned", word(f"decision_{status.children_earned.value}", language)),
    ]
    for key, text in rows:
        say(f"{word(key, language)}: {text}")
    return ExitCode.OK


def _row(one: Counted, language: Language) -> list[str]:
    absence = one.absence
    return [
        show_date(absence.first),
        show_date(absence.last) if absence.last else word("decision_not_decided", language),
        word(f"absence_{absence.kind.value}", language),
        word(f"counts_{one.counts.value}", language),
        str(one.days) if one.days else "",
        absence.source or "",
    ]


def _quota(quota: Quota, language: Language) -> str:
    if quota.limit is None:
        return word("quota_no_limit", language).format(used=quota.used)
    if quota.left is None:
        return word("quota_not_decided", language).format(used=quota.used, limit=quota.limit)
    return word("quota_left", language).format(used=quota.used, limit=quota.limit, left=quota.left)


def _period(status: EgenmeldingStatus, language: Language) -> str:
    if status.period is None:
        return word("quota_new_period", language)
    days = len(status.period.days)
    if status.period.complete:
        return word("quota_period_complete", language).format(last=show_date(status.period.days[-1]))
    key = "quota_period_open" if status.employer_days_left is None else "quota_period_goes_on"
    return word(key, language).format(days=days, first=show_date(status.period.days[0]))


def _children(status: EgenmeldingStatus, language: Language) -> str:
    return word("quota_of_children", language).format(
        used=_quota(status.children, language), more=status.more_children.limit, year=status.on.year
    )


def status_json(employee: str, status: EgenmeldingStatus) -> dict[str, object]:
    period = status.period
    return {
        "schema": 1,
        "employee": employee,
        "on": status.on.isoformat(),
        "since": status.since.isoformat(),
        "counted": [_counted_json(one) for one in status.counted],
        "times": _quota_json(status.times),
        "days": _quota_json(status.days),
        "together": _quota_json(status.together),
        "employer_period": {
            "first": period.days[0].isoformat() if period else None,
            "days": len(period.days) if period else 0,
            "complete": period.complete if period else False,
            "left": status.employer_days_left,
        },
        "earned": status.earned.value,
        "child": {
            "year": status.on.year,
            **_quota_json(status.children),
            "limit_three_or_more": status.more_children.limit,
            "left_three_or_more": status.more_children.left,
            "earned": status.children_earned.value,
        },
    }


def _counted_json(one: Counted) -> dict[str, object]:
    return {
        "kind": one.absence.kind.value,
        "first": one.absence.first.isoformat(),
        "last": one.absence.last.isoformat() if one.absence.last else None,
        "grade": float(one.absence.grade),
        "counts": one.counts.value,
        "days": one.days,
        "source": one.absence.source,
    }


def _quota_json(quota: Quota) -> dict[str, object]:
    return {"used": quota.used, "limit": quota.limit, "left": quota.left, "certain": quota.certain}


def print_payroll(
    office: Office, employee: str | None, span: tuple[date, date], out: Path | None, output: str
) -> ExitCode:
    lines, language = payroll_lines(office, *span, employee), office.settings.language
    head, rows = [word(key, language) for key in HEADS], [payroll_row(one, language) for one in lines]
    if out is not None:
        write_table(out, head, rows)
        tell(word("payroll_written", language).format(path=out, count=len(rows)))
    elif output == "json":
        for one in lines:
            print_json(payroll_json(one))
    elif rows:
        print_table(head, rows)
    else:
        tell(word("payroll_nothing", language))
    return ExitCode.OK
