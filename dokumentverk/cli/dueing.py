"""The work of ``dokumentverk due``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.cli.duties import duty_json, print_duties
from dokumentverk.cli.output import error_lines, print_json, say, tell
from dokumentverk.durable import make_folder
from dokumentverk.errors import ExitCode
from dokumentverk.flow.duties import duties_of, named
from dokumentverk.flow.owed import Wanted, owed
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.layout import Medium
from dokumentverk.model.obligation import Standing

if TYPE_CHECKING:
    from dokumentverk.flow.due_make import Made
    from dokumentverk.flow.office import Office


def print_due(office: Office, on: date | None, within: int | None, employee: str | None, output: str) -> ExitCode:
    days = office.settings.followup.due_within_days if within is None else within
    found = owed(office, Wanted(on or office.now().date(), days, employee))
    duties = duties_of(office, found)
    language = office.settings.language
    for one in office.cases.findings():
        tell(finding_sentence(one, language))
    overdue = sum(one.standing is Standing.OVERDUE for one in found)
    if output == "json":
        for duty in duties:
            print_json({"schema": 1, **duty_json(duty)})
    elif duties:
        print_duties(office, duties, with_employee=True)
    else:
        tell(word("due_nothing", language).format(days=days))
    if overdue:
        tell(word("due_overdue_count", language).format(count=overdue))
    return ExitCode.PERSON_NEEDED if overdue else ExitCode.OK


def make_calendar(office: Office, path: Path, on: date | None, employee: str | None, *, named_events: bool) -> None:
    from dokumentverk.flow.due_calendar import write_calendar

    count = write_calendar(office, path, on or office.now().date(), employee, named_events=named_events)
    tell(word("calendar_written", office.settings.language).format(path=path, count=count))


def make_documents(
    office: Office, within: int | None, employee: str | None, medium: Medium, out: Path | None, output: str
) -> ExitCode:
    """Of those that could not be made the reason; the rest is made all the same."""
    from dokumentverk.flow.due_make import Making, make_due

    days = office.settings.followup.due_within_days if within is None else within
    language = office.settings.language
    due = owed(office, Wanted(office.now().date(), days, employee))
    if out is not None:
        make_folder(out)
    made = before = refused = 0
    for one in make_due(office, due, Making(medium, out)):
        made, before = made + (one.path is not None), before + (one.path is None and one.refused is None)
        if one.refused is not None:
            refused += 1
            reason = " ".join(line.strip() for line in error_lines(one.refused, language))
            tell(f"{named(office, one.owed.employee)}, {one.form}: {reason}")
        if output == "json":
            print_json(_made_json(one))
        elif one.path is not None:
            say(f"{one.number}  {one.path}")
    tell(word("make_sum", language).format(made=made, before=before, refused=refused))
    return ExitCode.PERSON_NEEDED if refused else ExitCode.OK


def _made_json(one: Made) -> dict[str, object]:
    return {
        "schema": 1,
        "key": one.owed.key,
        "rule": one.owed.rule.value,
        "employee": one.owed.employee,
        "case": one.owed.case,
        "form": one.form,
        "issue": one.number,
        "path": str(one.path) if one.path else None,
        "outcome": "refused" if one.refused else "made" if one.path else "before",
        "reason": one.refused.code if one.refused else None,
    }
