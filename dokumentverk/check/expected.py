"""Who may sign in a role, as far as register and settings tell."""

from __future__ import annotations

from dokumentverk.check.subject import Subject
from dokumentverk.model.form import Role
from dokumentverk.model.person import Employee

CONTACTS = {Role.HR: "hr", Role.UNION: "tillitsvalgt", Role.SAFETY: "verneombud"}
"""What the settings call those who sign in a role that no position tells of."""


def expected_signers(subject: Subject, role: Role) -> tuple[Employee, ...]:
    """Those who may sign in that role; none when that is not known."""
    person = subject.employee
    match role:
        case Role.EMPLOYEE:
            return () if person is None else (person,)
        case Role.LEADER:
            positions = person.positions if person is not None else ()
            numbers = {number for one in positions for number in (one.leader, one.deputy) if number is not None}
            found = (subject.people.get(number) for number in sorted(numbers))
            return tuple(one for one in found if one is not None)
        case Role.HR | Role.UNION | Role.SAFETY:
            contact = subject.settings.contact(CONTACTS[role])
            given, _, family = contact.name.rpartition(" ") if contact is not None else ("", "", "")
            return (Employee("", given, family),) if given else ()
