"""Obligations in words: what is owed, and why, in the workplace's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from dokumentverk.flow.office import Office
from dokumentverk.messages.words import word
from dokumentverk.model.language import Language
from dokumentverk.model.obligation import Obligation, Rule, Standing
from dokumentverk.model.written import show_date


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
            "copy_days": followup.copy_days,
            "moteplassen_least": followup.moteplassen_least_weeks,
            "moteplassen_weeks": followup.moteplassen_weeks,
        }

    def duty(self, one: Obligation) -> Duty:
        language = self._office.settings.language
        key = "dialogue_1_graded" if one.rule is Rule.DIALOGUE_1 and not one.binding else one.rule.value
        params = {
            **self._numbers,
            "about": one.about or "",
            "part": one.part or "",
            "detail": one.detail or "",
            "form": self._title(one, language),
        }
        what, why = (word(f"due_{part}_{key}", language).format(**params) for part in ("what", "why"))
        if one.postponed is not None:
            why = word("due_postponed", language).format(why=why, day=show_date(one.postponed))
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


def named(office: Office, employee: str) -> str:
    """The employee number, with the name where the register knows it."""
    person = office.people.get(employee)
    return f"{employee} {person.name}" if person else employee


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
            return word("standing_missed" if one.missed else "standing_lapsed", language)
        case Standing.EXEMPT:
            said = word("standing_exempt", language).format(day=show_date(one.done_on) if one.done_on else "").rstrip()
            return f"{said} ({one.done_by})" if one.done_by else said
    assert_never(one.standing)
