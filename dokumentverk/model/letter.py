"""What makes a definition a letter: to whom it goes, who sends it, and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dokumentverk.model.language import Texts


class Addressee(StrEnum):
    """Whom a letter is written to; where the register knows them, their name and address are filled in."""

    EMPLOYEE = "employee"
    SYKMELDER = "sykmelder"
    CONTACT = "contact"
    """A role among the workplace's contacts: Nav, the archive, whoever calls for IA meetings."""
    OTHER = "other"
    """Whoever the data names."""


@dataclass(frozen=True, slots=True)
class NeedsConsent:
    """The letter may go to these recipients (choices of ``field``) only with the employee's signed consent: aml section
    4-6, fourth paragraph, on inviting health personnel."""

    field: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """``contact`` is the role of a letter to a CONTACT. ``sender`` is ``leader`` or the role of a contact; where that
    one is not known, the leader sends. ``enclosures`` and ``copies`` always go with the letter."""

    recipient: Addressee
    contact: str | None = None
    sender: str = "leader"
    enclosures: tuple[Texts, ...] = ()
    copies: tuple[Texts, ...] = ()
    consent: NeedsConsent | None = None


LEADER = "leader"
DATE = "letter_date"
RECIPIENT = "recipient_name"
ADDRESS = "recipient_address"
SENDER = "sender_name"
SENDER_TITLE = "sender_title"
SENDER_PHONE = "sender_phone"
SENDER_EMAIL = "sender_email"
THEIR_REFERENCE = "their_reference"
ENCLOSURES = "enclosures"
COPIES = "copy_to"
"""Ids of the fields that every letter has."""
