"""The work of ``dokumentverk due``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.cli.duties import duty_json, print_duties
from dokumentverk.cli.output import print_json, tell
from dokumentverk.errors import ExitCode
from dokumentverk.flow.duties import duties_of
from dokumentverk.flow.owed import Wanted, owed
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.obligation import Standing

if TYPE_CHECKING:
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
