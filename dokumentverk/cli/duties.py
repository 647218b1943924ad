"""How obligations are told: the table that a leader reads, and their JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from dokumentverk.cli.output import print_table
from dokumentverk.messages.words import word
from dokumentverk.model.language import Language
from dokumentverk.model.obligation import Obligation, Rule, Standing
from dokumentverk.model.written import show_date

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation in words."""

    owed: Obligation
    what: str
    why: str


def duties_of(office: Office, found: Iterable[Obligation]) -> tuple[Duty, ...]:
    with_forms = _Forms(office)
    return tuple(with_forms.duty(one) for one in found)


class _Forms:
    """The titles of the forms that obligations are about."""

    def __init__(self, office: Office) -> None:
        self._office = office
        rules, followup = office.settings.rules, office.settings.followup
        self._numbers = {
            "egenmelding_days": rules.egenmelding_due_working_days,
            "contact_days": rules.first_contact_days,
            "plan_weeks": rules.plan_weeks,
            "dialogue_weeks": rules.dialogue_meeting_weeks,
            "revision_days": followup.plan_revision_days,
        }

    def duty(self, one: Obligation) -> Duty:
        language = self._office.settings.language
        key = "dialogue_1_graded" if one.rule is Rule.DIALOGUE_1 and not one.binding else one.rule.value
        params = {**self._numbers, "about": one.about or "", "part": one.part or "", "form": self._title(one, language)}
        what, why = (word(f"due_{part}_{key}", language).format(**params) for part in ("what", "why"))
        return Duty(one, what, why)

    def _title(self, one: Obligation, language: Language) -> str:
        match one.rule:
            case Rule.UNANSWERED | Rule.WITHDRAWN:
                form = one.part
            case Rule.SIGNATURE | Rule.ATTESTATION:
                with self._office.catalog() as catalog:
                    row = catalog.get(one.about or "")
                form = row.form if row else None
            case _:
                return ""
        definition = self._office.sound_forms.get(form or "")
        return definition.title.in_(language) if definition else form or ""


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


def named(office: Office, employee: str) -> str:
    person = office.people.get(employee)
    return f"{employee} {person.name}" if person else employee


def _day(one: Obligation, language: Language) -> str:
    if one.working_day == one.due:
        return show_date(one.due)
    return word("due_working_day", language).format(due=show_date(one.due), day=show_date(one.working_day))


def standing_text(one: Obligation, language: Language) -> str:
    match one.standing:
        case Standing.DONE:
            late = one.done_on is not None and one.done_on > one.due
            said = word("standing_done_late" if late else "standing_done", language)
            said = said.format(day=show_date(one.done_on) if one.done_on else "").rstrip()
            return f"{said} ({one.done_by})" if one.done_by else said
        case Standing.DUE:
            key = {0: "standing_today", 1: "standing_tomorrow"}.get(one.days, "standing_due")
            return word(key, language).format(days=one.days)
        case Standing.OVERDUE:
            return word("standing_overdue_one" if one.days == -1 else "standing_overdue", language).format(
                days=-one.days
            )
        case Standing.PASSED:
            return word("standing_passed", language)
        case Standing.LAPSED:
            return word("standing_lapsed", language)
    assert_never(one.standing)


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
    }
