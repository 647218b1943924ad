"""How obligations are told: the table that a leader reads, and their JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dokumentverk.cli.output import print_table
from dokumentverk.flow.duties import Duty, named, standing_text
from dokumentverk.messages.words import word
from dokumentverk.model.language import Language
from dokumentverk.model.obligation import Obligation
from dokumentverk.model.written import show_date

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


def print_duties(office: Office, duties: Sequence[Duty], *, with_employee: bool = False) -> None:
    language = office.settings.language
    keys = ["due_day", *(["employee"] if with_employee else []), "due_who", "due_what", "due_why", "due_standing"]
    rows = [
        [
            _day(one.owed, language),
            *([named(office, one.owed.employee)] if with_employee else []),
            word(f"party_{one.owed.party.value}", language),
            one.what,
            one.why,
            standing_text(one.owed, language),
        ]
        for one in duties
    ]
    print_table([word(key, language) for key in keys], rows)


def _day(one: Obligation, language: Language) -> str:
    if one.working_day == one.due:
        return show_date(one.due)
    return word("due_working_day", language).format(due=show_date(one.due), day=show_date(one.working_day))


def duty_json(one: Duty) -> dict[str, object]:
    owed = one.owed
    return {
        "key": owed.key,
        "rule": owed.rule.value,
        "employee": owed.employee,
        "case": owed.case,
        "who": owed.party.value,
        "what": one.what,
        "why": one.why,
        "due": owed.due.isoformat(),
        "working_day": owed.working_day.isoformat(),
        "binding": owed.binding,
        "state": owed.standing.value,
        "days": owed.days,
        "done_by": owed.done_by,
        "done_on": owed.done_on.isoformat() if owed.done_on else None,
        "about": owed.about,
        "part": owed.part,
        "detail": owed.detail,
        "postponed": owed.postponed.isoformat() if owed.postponed else None,
    }
