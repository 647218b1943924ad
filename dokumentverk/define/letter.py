"""The ``[letter]`` table of a definition, and the fields that every letter has beside its own."""

from __future__ import annotations

from typing import Final

from dokumentverk.define.table import Faults, Table
from dokumentverk.model import letter as ids
from dokumentverk.model.form import Field, FieldKind, FormDefinition, Section, TextFormat
from dokumentverk.model.language import Texts
from dokumentverk.model.letter import Addressee, Letter, NeedsConsent

LETTER: Final = "letter"
FORM: Final = "form"
LETTER_KEYS: Final = ("recipient", "contact", "sender", "enclosures", "copies", "consent_field", "consent_for")

STANDARD: Final = Section(
    LETTER,
    Texts("Brevet", "Brevet", "The letter"),
    (
        Field(
            ids.DATE,
            FieldKind.DATE,
            Texts("Brevdato", "Brevdato", "Date of the letter"),
            required=True,
            prefill="today",
        ),
        Field(
            ids.RECIPIENT,
            FieldKind.TEXT,
            Texts("Mottaker", "Mottakar", "Recipient"),
            required=True,
            max_length=200,
            prefill="recipient.name",
        ),
        Field(
            ids.ADDRESS,
            FieldKind.LONG_TEXT,
            Texts("Mottakerens adresse", "Adressa til mottakaren", "Recipient’s address"),
            max_length=400,
            prefill="recipient.address",
        ),
        Field(
            ids.SENDER,
            FieldKind.TEXT,
            Texts("Avsender", "Avsendar", "Sender"),
            required=True,
            max_length=200,
            prefill="sender.name",
        ),
        Field(
            ids.SENDER_TITLE,
            FieldKind.TEXT,
            Texts("Avsenderens stilling", "Stillinga til avsendaren", "Sender’s title"),
            max_length=200,
            prefill="sender.title",
        ),
        Field(
            ids.SENDER_PHONE,
            FieldKind.TEXT,
            Texts("Avsenderens telefon", "Telefonen til avsendaren", "Sender’s phone"),
            format=TextFormat.PHONE,
            prefill="sender.phone",
        ),
        Field(
            ids.SENDER_EMAIL,
            FieldKind.TEXT,
            Texts("Avsenderens e-post", "E-posten til avsendaren", "Sender’s e-mail"),
            format=TextFormat.EMAIL,
            prefill="sender.email",
        ),
        Field(
            ids.THEIR_REFERENCE,
            FieldKind.TEXT,
            Texts("Mottakerens referanse", "Referansen til mottakaren", "Recipient’s reference"),
            max_length=60,
        ),
        Field(
            ids.ENCLOSURES,
            FieldKind.LONG_TEXT,
            Texts(
                "Flere vedlegg, ett på hver linje",
                "Fleire vedlegg, eitt på kvar linje",
                "Further enclosures, one a line",
            ),
            max_length=2000,
        ),
        Field(
            ids.COPIES,
            FieldKind.LONG_TEXT,
            Texts(
                "Flere får kopi, én på hver linje",
                "Fleire får kopi, éin på kvar linje",
                "Further copies to, one a line",
            ),
            max_length=2000,
        ),
    ),
)
"""Stands last: what a letter itself asks for comes first in tables and lists."""


def is_letter(table: Table) -> bool:
    """Notes a ``type`` that is none, and a ``[letter]`` in what is no letter."""
    kind = table.text("type") or FORM
    if kind not in (FORM, LETTER):
        table.unknown(table.path("type"), kind, (FORM, LETTER))
    if kind != LETTER and table.has(LETTER):
        table.faults.add(LETTER, "DEFINITION_KEY_OUT_OF_PLACE", key=LETTER, kind=FORM)
    return kind == LETTER


def letter_of(table: Table) -> Letter:
    """Notes what lacks or contradicts itself."""
    value = table.content.get(LETTER)
    if not isinstance(value, dict):
        (table.wrong if table.has(LETTER) else table.missing)(LETTER, "[letter]")
        return Letter(Addressee.OTHER)
    inner = Table(table.faults, LETTER, value)
    inner.only(LETTER_KEYS)
    if not inner.has("recipient"):
        inner.missing("recipient", ", ".join(Addressee))
    recipient = inner.enum("recipient", Addressee) or Addressee.OTHER
    contact = inner.text("contact")
    if recipient is Addressee.CONTACT and contact is None:
        inner.missing("contact", '"nav"')
    if recipient is not Addressee.CONTACT and contact is not None:
        table.faults.add("letter.contact", "DEFINITION_KEYS_CONTRADICT", key="contact", other="recipient")
    return Letter(
        recipient=recipient,
        contact=contact,
        sender=inner.text("sender") or ids.LEADER,
        enclosures=_texts(inner, "enclosures"),
        copies=_texts(inner, "copies"),
        consent=_consent(inner),
    )


def _texts(table: Table, key: str) -> tuple[Texts, ...]:
    found = []
    for one in table.tables(key):
        one.only(("nb", "nn", "en"))
        found.append(one.languages())
    return tuple(found)


def _consent(inner: Table) -> NeedsConsent | None:
    """Both keys or none."""
    field, choices = inner.text("consent_field"), inner.texts_list("consent_for")
    if field is None and not choices:
        return None
    if field is None or not choices:
        inner.missing("consent_for" if field else "consent_field", '"…"')
        return None
    return NeedsConsent(field, choices)


def check_consent(definition: FormDefinition, faults: Faults) -> None:
    """The field that consent hangs on is one of the letter's own, with those choices."""
    consent = definition.letter.consent if definition.letter else None
    if consent is None:
        return
    field = next((one for one in definition.fields() if one.id == consent.field), None)
    known = tuple(choice.id for choice in field.choices) if field else ()
    for number, choice in enumerate(consent.choices):
        if choice not in known:
            where = f"letter.consent_for[{number}]"
            faults.add(where, "DEFINITION_VALUE_UNKNOWN", value=choice, expected=", ".join(known))
