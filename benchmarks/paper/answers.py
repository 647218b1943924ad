"""What people answer: for the forms made for measuring anything that fits, for the real ones what passes the checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from benchmarks.paper.forms import DATES, NUMBERS, SIGNATURES, TICKS
from dokumentverk.model.form import FieldKind, FormDefinition
from dokumentverk.model.value import Row, Value
from dokumentverk.rules.fodselsnummer import Verdict, judge
from tests.paper.ink import Chance
from tests.paper.prints import DAY

_TODAY = DAY.date()
_TEXTS = (
    "Lette oppgaver ved pulten",
    "Dagvakt uten løft",
    "Opplæring av nyansatte",
    "Møte hver fredag",
    "Kan ikke løfte tungt",
    "Kortere dager i en periode",
    "Skriver rapporter hjemmefra",
)


def answers_of(definition: FormDefinition, chance: Chance) -> dict[str, Value]:
    """Answers by field id; signatures apart."""
    if definition.id in _REAL:
        return _REAL[definition.id](chance)
    assert definition.id in (TICKS, NUMBERS, DATES, SIGNATURES)
    values: dict[str, Value] = {}
    for field in definition.fields():
        match field.kind:
            case FieldKind.YES_NO if chance.random() < 0.8:
                values[field.id] = bool(chance.random() < 0.5)
            case FieldKind.FODSELSNUMMER:
                values[field.id] = fodselsnummer(chance)
            case FieldKind.DATE:
                values[field.id] = _any_day(chance)
            case _:
                pass
    return values


def signed_of(definition: FormDefinition, chance: Chance) -> tuple[str, ...]:
    """Signature fields that are signed: all of a real form, two of three where they are measured."""
    ids = [field.id for field in definition.fields() if field.kind is FieldKind.SIGNATURE]
    return tuple(id for id in ids if definition.id in _REAL or chance.random() < 0.6)


def fodselsnummer(chance: Chance) -> str:
    """Synthetic as Tenor's: month + 80."""
    while True:
        day = date(1950, 1, 1) + timedelta(days=int(chance.integers(0, 365 * 58)))
        start = f"{day.day:02d}{day.month + 80:02d}{day.year % 100:02d}{int(chance.integers(0, 500)):03d}"
        for ending in chance.permutation(100).tolist():
            if judge(f"{start}{ending:02d}", rule_2032=False) is Verdict.VALID:
                return f"{start}{ending:02d}"


def _any_day(chance: Chance) -> date:
    """Mostly about now, as on forms; one in twelve a day of birth."""
    if chance.random() < 1 / 12:
        return date(1950, 1, 1) + timedelta(days=int(chance.integers(0, 365 * 58)))
    return _TODAY + timedelta(days=int(np.clip(chance.normal(0, 90), -500, 400)))


def _egenmelding(chance: Chance) -> dict[str, Value]:
    """An absence of one to three days that ended within the last weeks, attested by the leader or not yet. Nobody signs
    before the form is issued."""
    first = _TODAY - timedelta(days=int(chance.integers(6, 30)))
    last = first + timedelta(days=int(chance.integers(0, 3)))
    back = last + timedelta(days=1)
    values: dict[str, Value] = {
        "fodselsnummer": fodselsnummer(chance),
        "notice_date": first,
        "notice_how": str(chance.choice(["phone", "in_person", "message"])),
        "first_day": first,
        "last_day": last,
        "return_day": back,
        "absence_type": "own",
        "workplace_cause": False,
        "employee_signed_date": _TODAY,
    }
    if chance.random() < 0.5:
        values |= {"avoidable": bool(chance.random() < 0.3), "notice_to": "Kari"}
    if chance.random() < 0.3:
        values |= {"graded": True, "graded_percent": int(chance.integers(2, 9)) * 10, "graded_tasks": _text(chance)}
    if chance.random() < 0.5:
        values |= {"leader_signed_date": _TODAY, "attested_by": "Kari Nordmann"}
    return values


def _oppfolgingsplan(chance: Chance) -> dict[str, Value]:
    first = _TODAY - timedelta(days=int(chance.integers(8, 25)))
    evaluated = _TODAY + timedelta(days=int(chance.integers(14, 42)))
    start = _TODAY + timedelta(days=3)
    days = {"from": start, "to": evaluated, "evaluated": evaluated}
    measure: Row = (("what", _text(chance)), ("goal", None), *days.items(), ("responsible", "Kari"), ("result", None))
    long = ("typical_workday", "work_capacity", "tasks_that_can_still_be_done", "tasks_that_can_not_be_done",
            "previous_facilitation", "planned_facilitation", "follow_up")  # fmt: skip
    helps = ["nav_advice", "nav_dialogue_meeting", "occupational_health", "certifying_doctor"]
    return {
        **{id: _text(chance) for id in long},
        "employee_identification_number": fodselsnummer(chance),
        "first_day": first,
        "plan_kind": "first",
        "contact_person_phone_number": "41000002",
        "contact_person_email": "kari@fjordvik.example",
        "measures": (measure,),
        "outside_help": tuple(one for one in helps if chance.random() < 0.3),
        "send_plan_to_nav": False,
        "send_plan_to_general_practitioner": bool(chance.random() < 0.5),
        "next_meeting": ("employee", "leader"),
        "evaluation_date": evaluated,
        "employee_has_contributed_to_plan": True,
        "employee_signed_date": _TODAY,
        "leader_signed_date": _TODAY,
    }


def _dialogmote(chance: Chance) -> dict[str, Value]:
    """The slip; the invitation itself was filled in before it was printed."""
    values: dict[str, Value] = {
        "attendance": "comes",
        "wanted": tuple(one for one in ("trusted_person", "safety_representative") if chance.random() < 0.3) or None,
        "employee_signed_date": _TODAY,
    }
    if chance.random() < 0.4:
        values["employee_topics"] = _text(chance)
    return values


PRINTED: dict[str, dict[str, object]] = {
    "dialogmote": {
        "meeting_date": "16.11.2026",
        "meeting_time": "12.30",
        "meeting_place": "Møterom 2",
        "reply_by": "09.11.2026",
        "invited": ["employee", "leader"],
    },
}
"""What the leader fills in before a form is printed, beside what the register knows."""

_REAL: dict[str, Callable[[Chance], dict[str, Value]]] = {
    "egenmelding": _egenmelding,
    "oppfolgingsplan": _oppfolgingsplan,
    "dialogmote": _dialogmote,
}
REAL = tuple(_REAL)


def _text(chance: Chance) -> str:
    return str(chance.choice(_TEXTS))
