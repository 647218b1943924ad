"""Which fields the rules of a form need, by the ids of the forms that come with the package.

A form names its rules (``rules = ["egenmelding"]``); a workplace's own form that does so must keep these ids. A rule
that cannot be tried for want of a field is told of, never skipped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from dokumentverk import messages
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, FormDefinition

EGENMELDING: Final = "egenmelding"
OPPFOLGINGSPLAN: Final = "oppfolgingsplan"
DIALOGMOTE: Final = "dialogmote"
SAMTYKKE: Final = "samtykke"
UNNTAK: Final = "unntak"
REFERAT: Final = "mote-referat"
SAMTALEVERKTOY: Final = "samtaleverktoy"
ATTFORING: Final = "attforing"
NAV_MOTE: Final = "nav-mote"

FIRST_DAY: Final = "first_day"
LAST_DAY: Final = "last_day"
RETURN_DAY: Final = "return_day"
ABSENCE_TYPE: Final = "absence_type"
OWN: Final = "own"
CHILD: Final = "child"
SICK_NOTE_FROM: Final = "sick_note_from"
GRADED_PERCENT: Final = "graded_percent"
CHILD_BIRTH_YEAR: Final = "child_birth_year"

EVALUATION_DATE: Final = "evaluation_date"
SEND_PLAN_TO_NAV: Final = "send_plan_to_nav"
NEEDS_HELP_FROM_NAV: Final = "needs_help_from_nav"
CONTRIBUTED: Final = "employee_has_contributed_to_plan"
NOT_CONTRIBUTED_REASON: Final = "employee_not_contributed_reason"
MEASURES: Final = "measures"
EVALUATED: Final = "evaluated"
RESULT: Final = "result"

INVITED: Final = "invited"
WANTED: Final = "wanted"
CONSENT: Final = "consent"
CERTIFYING_DOCTOR: Final = "certifying_doctor"
CONSENT_EXPIRES: Final = "consent_expires"
MEETING_DATE: Final = "meeting_date"

CONSENT_FROM: Final = "consent_from"
SHARE_WITH: Final = "share_with"
WITHDRAWN: Final = "withdrawn"
WITHDRAWN_DATE: Final = "withdrawn_date"

EXEMPTED: Final = "exempted"
EXEMPTION_KIND: Final = "exemption_kind"
UNNECESSARY: Final = "unnecessary"
POSTPONED: Final = "postponed"
POSTPONED_UNTIL: Final = "postponed_until"
GROUND: Final = "ground"
NOT_POSSIBLE_NOW: Final = "not_possible_now"

MEETING_KIND: Final = "meeting_kind"
DIALOGUE_1: Final = "dialogue_1"
ATTENDED: Final = "attended"
EMPLOYEE: Final = "employee"
TASKS: Final = "tasks"
DUE: Final = "due"
DONE: Final = "done"
PLAN_SENT_TO_NAV: Final = "plan_sent_to_nav"

COPY_OF: Final = "copy_of"
SHARED: Final = "shared"
REPLACES_PLAN: Final = "replaces_plan"
WORK_TASKS: Final = "work_tasks"

ALL_TRIED: Final = "all_tried"
AGREED: Final = "agreed"

_DATE, _YES_NO = (FieldKind.DATE,), (FieldKind.YES_NO, FieldKind.TICK)
_CHOICE, _TEXT = (FieldKind.ONE_OF, FieldKind.SEVERAL_OF), (FieldKind.TEXT, FieldKind.LONG_TEXT)
_ROWS = (FieldKind.ROWS,)

NEEDED: Final[Mapping[str, Mapping[str, tuple[FieldKind, ...]]]] = {
    EGENMELDING: {FIRST_DAY: _DATE, LAST_DAY: _DATE, RETURN_DAY: _DATE, ABSENCE_TYPE: _CHOICE},
    OPPFOLGINGSPLAN: {
        EVALUATION_DATE: _DATE,
        SEND_PLAN_TO_NAV: _YES_NO,
        NEEDS_HELP_FROM_NAV: _YES_NO,
        CONTRIBUTED: _YES_NO,
        NOT_CONTRIBUTED_REASON: _TEXT,
    },
    DIALOGMOTE: {INVITED: _CHOICE, WANTED: _CHOICE, CONSENT: _CHOICE},
    SAMTYKKE: {
        CONSENT: _CHOICE,
        SHARE_WITH: _CHOICE,
        CONSENT_FROM: _DATE,
        CONSENT_EXPIRES: _DATE,
        WITHDRAWN: _CHOICE,
        WITHDRAWN_DATE: _DATE,
    },
    UNNTAK: {EXEMPTED: _CHOICE, EXEMPTION_KIND: _CHOICE, POSTPONED_UNTIL: _DATE, GROUND: _CHOICE},
    REFERAT: {MEETING_KIND: _CHOICE, MEETING_DATE: _DATE, INVITED: _CHOICE, ATTENDED: _CHOICE, TASKS: _ROWS},
    SAMTALEVERKTOY: {COPY_OF: _CHOICE, WORK_TASKS: _ROWS, REPLACES_PLAN: _YES_NO, EVALUATION_DATE: _DATE},
    ATTFORING: {GROUND: _CHOICE, AGREED: _YES_NO},
    NAV_MOTE: {MEETING_DATE: _DATE, PLAN_SENT_TO_NAV: _DATE},
}
"""Rule → field → the kinds that it may have. Fields named above but not here are used where a form has them."""

NEEDED_CHOICES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    EGENMELDING: {ABSENCE_TYPE: (OWN, CHILD)},
    DIALOGMOTE: dict.fromkeys((INVITED, WANTED, CONSENT), (CERTIFYING_DOCTOR,)),
    SAMTYKKE: {CONSENT: (CERTIFYING_DOCTOR,)},
    UNNTAK: {EXEMPTION_KIND: (UNNECESSARY, POSTPONED)},
    REFERAT: {MEETING_KIND: (DIALOGUE_1,), INVITED: (EMPLOYEE,), ATTENDED: (EMPLOYEE,)},
    SAMTALEVERKTOY: {COPY_OF: (SHARED,)},
    ATTFORING: {GROUND: (ALL_TRIED,)},
}
"""Rule → field → the choices that it must have."""
DOCUMENT_DATE: Final = "document_date"
"""Not a field but the form's own key: what is counted from the document's own day."""
_DATED: Final = (EGENMELDING, OPPFOLGINGSPLAN, SAMTYKKE, SAMTALEVERKTOY)


def missing_fields(definition: FormDefinition) -> tuple[tuple[str, str], ...]:
    """(rule, what it lacks) for every rule that a form names: a field id, ``field=choice``, ``document_date``, or
    nothing at all when the rule itself is unknown."""
    found: list[tuple[str, str]] = []
    for rule in definition.rules:
        if rule not in NEEDED:
            found.append((rule, ""))
            continue
        by_id = {field.id: field for field in definition.fields()}
        choices = NEEDED_CHOICES.get(rule, {})
        for id, kinds in NEEDED[rule].items():
            found += ((rule, lack) for lack in _lacks(by_id.get(id), id, kinds, choices.get(id, ())))
        if rule in _DATED and definition.document_date is None:
            found.append((rule, DOCUMENT_DATE))
    return tuple(found)


def _lacks(field: Field | None, id: str, kinds: tuple[FieldKind, ...], choices: tuple[str, ...]) -> Iterator[str]:
    if field is None or field.kind not in kinds:
        yield id
        return
    ids = {choice.id for choice in field.choices}
    yield from (f"{id}={choice}" for choice in choices if choice not in ids)


def applies(subject: Subject, rule: str) -> bool:
    """Whether the form names a rule and has what it needs."""
    return rule in subject.definition.rules and not any(one == rule for one, _ in missing_fields(subject.definition))


def rules_can_be_tried(subject: Subject) -> Iterator[Finding]:
    for rule, lack in missing_fields(subject.definition):
        if lack:
            yield messages.finding("RULE_FIELD_MISSING", rule=rule, needed=lack)
        else:
            yield messages.finding("RULE_UNKNOWN", rule=rule)
