"""What the columns of a people register may be called: in Norwegian and English, as payroll systems and people write.

A header is compared by its letters and digits only («E-post», «e_post», «EPOST»); a number at its end says which of
several positions or periods it belongs to («stilling 2»).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

PEOPLE_COLUMNS: dict[str, tuple[str, ...]] = {
    "number": (
        "ansattnummer",
        "ansattnr",
        "ansatt id",
        "medarbeidernummer",
        "tilsettnummer",
        "employee number",
        "number",
    ),
    "given_name": ("fornavn", "fornamn", "given name", "first name"),
    "family_name": ("etternavn", "etternamn", "family name", "last name", "surname"),
    "fodselsnummer": ("fødselsnummer", "fodselsnummer", "fødselsnr", "fnr", "personnummer", "national identity number"),
    "title": ("stilling", "stillingstittel", "stillingsnavn", "stillingsnamn", "position", "job title"),
    "unit": ("enhet", "eining", "avdeling", "organisasjonsenhet", "unit", "department"),
    "leader": ("leder", "leiar", "nærmeste leder", "leders ansattnummer", "leader", "manager"),
    "deputy": ("stedfortreder", "stedfortreders ansattnummer", "vikar for leder", "vara for leiar", "deputy"),
    "from": ("ansatt fra", "ansatt fra dato", "tilsett frå", "startdato", "employed from", "start date"),
    "to": ("ansatt til", "ansatt til dato", "tilsett til", "sluttdato", "employed to", "end date"),
    "reason": ("sluttårsak", "årsak til slutt", "avbruddsårsak", "sluttgrunn", "end reason", "reason"),
    "phone": ("telefon", "telefonnummer", "tlf", "mobil", "mobiltelefon", "phone", "mobile"),
    "email": ("e-post", "e-postadresse", "epost", "mail", "email", "e-mail"),
    "address": ("adresse", "postadresse", "gateadresse", "address"),
    "postcode": ("postnummer", "postnr", "postcode"),
    "town": ("poststed", "poststad", "town"),
    "language": ("språk", "målform", "language"),
    "personalmappe": ("personalmappe", "personalmappenøkkel", "arkivnøkkel", "mappenøkkel", "personnel folder"),
}
"""Key of the column → what it may be called, the usual name first."""

PER_POSITION = ("title", "unit", "leader", "deputy")
PER_PERIOD = ("from", "to", "reason")
NUMBERED = (*PER_POSITION, *PER_PERIOD, "address")
REQUIRED = ("number", "given_name", "family_name")


@dataclass(frozen=True, slots=True)
class Column:
    """``index`` counts from 1."""

    key: str
    index: int


def usual_name(key: str) -> str:
    return PEOPLE_COLUMNS[key][0]


def column_of(header: str) -> Column | None:
    """What a header means, or None."""
    letters = _letters(header)
    key = _KEYS.get(letters)
    if key is not None:
        return Column(key, 1)
    numbered = re.fullmatch(r"(.*?\D)([1-9]\d?)", letters)
    key = _KEYS.get(numbered[1]) if numbered else None
    if numbered is None or key not in NUMBERED:
        return None
    return Column(key, int(numbered[2]))


def _letters(text: str) -> str:
    """No full stop either: «Ansattnr.»."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


_KEYS = {_letters(name): key for key, names in PEOPLE_COLUMNS.items() for name in names}
