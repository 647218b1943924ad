"""What the register knows of a person and a workplace, as values for the fields that a definition wants filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dokumentverk.errors import UsageFault
from dokumentverk.issue.prefill_case import case_values
from dokumentverk.issue.prefill_letter import letter_facts
from dokumentverk.model.agenda import Agenda
from dokumentverk.model.form import FieldKind, FormDefinition, Role
from dokumentverk.model.person import Employee, People, Position
from dokumentverk.model.value import Unparsable, Value, parse
from dokumentverk.model.workplace import Settings


def prefill_values(
    definition: FormDefinition,
    *,
    employee: Employee | None,
    people: People,
    settings: Settings,
    today: date,
    position: int = 0,
    agenda: Agenda | None = None,
    party: Role | None = None,
) -> dict[str, Value]:
    """By field id; only what is known. ``position`` counts the employee's positions from 0; ``agenda`` is what the case
    says that the document belongs to, ``party`` whose copy it is.

    An anonymous form gets nothing of any person, and a copy for nobody in particular no date: it is used another day. A
    letter is always written today.
    Raises UsageFault for a position that the employee does not have.
    """
    person = None if definition.anonymous else employee
    chosen = chosen_position(person, position)
    known = {**known_facts(person, chosen, people, settings), "party": party.value if party else ""}
    if definition.letter is not None:
        known |= letter_facts(definition.letter, person, chosen, people, settings, agenda)
    values: dict[str, Value] = {}
    for field in definition.fields():
        if field.prefill == "today":
            if employee is not None or definition.letter is not None:
                values[field.id] = today if field.kind is FieldKind.DATE else f"{today:%d.%m.%Y}"
        elif field.prefill is not None and (text := known.get(field.prefill)):
            value = parse(field, text)
            if not isinstance(value, Unparsable) and value is not None:
                values[field.id] = value
    return values | case_values(definition, agenda) if agenda else values


def chosen_position(employee: Employee | None, position: int) -> Position | None:
    """None for nobody, and for the first position of a person who has none."""
    if employee is None or (position == 0 and not employee.positions):
        return None
    if not 0 <= position < len(employee.positions):
        raise UsageFault("POSITION_UNKNOWN", position=position + 1, count=len(employee.positions))
    return employee.positions[position]


def known_facts(
    employee: Employee | None, position: Position | None, people: People, settings: Settings
) -> Mapping[str, str]:
    """Prefill path → text; a path that nothing is known of is missing or empty."""
    facts = {"workplace.name": settings.name, "workplace.organisasjonsnummer": settings.organisasjonsnummer or ""}
    return facts | person_facts(employee, position, people) if employee else facts


def person_facts(employee: Employee, position: Position | None, people: People) -> dict[str, str]:
    """As ``known_facts``, of a person alone."""
    facts = {
        "employee.number": employee.number,
        "employee.name": employee.name,
        "employee.fodselsnummer": employee.fodselsnummer or "",
        "employee.phone": employee.phone or "",
        "employee.email": employee.email or "",
    }
    if position is not None:
        leader = people.get(position.leader)
        facts |= {
            "position.title": position.title,
            "position.unit": position.unit,
            "leader.number": position.leader or "",
            "leader.name": leader.name if leader else "",
            "leader.phone": (leader.phone if leader else None) or "",
            "leader.email": (leader.email if leader else None) or "",
        }
    return facts
