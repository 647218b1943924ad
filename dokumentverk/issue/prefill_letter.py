"""Who a letter goes to and who sends it, as the register and the workplace's contacts know them."""

from __future__ import annotations

from dokumentverk.model.agenda import Agenda
from dokumentverk.model.language import Language
from dokumentverk.model.letter import LEADER, Addressee, Letter
from dokumentverk.model.person import Employee, People, Position
from dokumentverk.model.workplace import Contact, Settings


def letter_facts(
    letter: Letter,
    employee: Employee | None,
    position: Position | None,
    people: People,
    settings: Settings,
    agenda: Agenda | None = None,
) -> dict[str, str]:
    """Prefill path → text; lines of an address end with a line feed. What is not known is missing or empty."""
    if letter.recipient is Addressee.SYKMELDER:
        recipient = {"recipient.name": agenda.sykmelder} if agenda else {}
    else:
        recipient = _recipient(letter, employee, settings)
    return recipient | _sender(letter, position, people, settings)


def recipients_language(letter: Letter, employee: Employee | None, settings: Settings) -> Language | None:
    """The language that the recipient is known to want."""
    match letter.recipient:
        case Addressee.EMPLOYEE:
            return employee.language if employee else None
        case Addressee.CONTACT:
            contact = settings.contact(letter.contact or "")
            return contact.language if contact else None
        case Addressee.SYKMELDER | Addressee.OTHER:
            return None


def _recipient(letter: Letter, employee: Employee | None, settings: Settings) -> dict[str, str]:
    contact = settings.contact(letter.contact or "") if letter.recipient is Addressee.CONTACT else None
    if letter.recipient is Addressee.EMPLOYEE and employee is not None:
        return {"recipient.name": employee.name, "recipient.address": "\n".join(employee.address)}
    if contact is None:
        return {}
    lines = (contact.title if contact.name else "", *contact.address)
    return {
        "recipient.name": contact.name or contact.title,
        "recipient.address": "\n".join(line for line in lines if line.strip()),
    }


def _sender(letter: Letter, position: Position | None, people: People, settings: Settings) -> dict[str, str]:
    contact = settings.contact(letter.sender) if letter.sender != LEADER else None
    if contact is not None and contact.name:
        return _of_contact(contact)
    leader = people.get(position.leader) if position else None
    if leader is None:
        return {}
    return {
        "sender.name": leader.name,
        "sender.title": leader.positions[0].title if leader.positions else "",
        "sender.phone": leader.phone or "",
        "sender.email": leader.email or "",
    }


def _of_contact(contact: Contact) -> dict[str, str]:
    return {
        "sender.name": contact.name,
        "sender.title": contact.title,
        "sender.phone": contact.phone,
        "sender.email": contact.email,
    }
