"""The number of an issue as people and scanners see it: syntax only. Making and verifying it with a key is ``issue``.

Thirteen symbols of an alphabet of 27 without look-alikes: eight random (38 bits), five of keyed check (23 bits),
grouped for reading aloud: ``7KXM-4RTA-9CDEF``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
"""No 0 O 1 I L, and one only of 2 Z, 5 S, 8 B and U V."""
RANDOM_SYMBOLS = 8
CHECK_SYMBOLS = 5
LENGTH = RANDOM_SYMBOLS + CHECK_SYMBOLS
PREFIX = "DV"
ATTACHMENT_PAYLOAD = "DVVEDLEGG"
"""The code of the sheet that says: what lies behind this is attached to the form above. Not of a number's pattern."""

_SYMBOL = f"[{ALPHABET}]"
_GROUPED = re.compile(rf"\b({_SYMBOL}{{4}})[-\u2010-\u2013 ]({_SYMBOL}{{4}})[-\u2010-\u2013 ]({_SYMBOL}{{5}})\b")
_PLAIN = re.compile(rf"{_SYMBOL}{{{LENGTH}}}")
_PAGE_CODE = re.compile(rf"{PREFIX}({_SYMBOL}{{{LENGTH}}})(\d{{2}})(\d{{2}})")


@dataclass(frozen=True, slots=True)
class PageCode:
    """What the QR code of one page says. ``number`` is grouped; ``page`` counts from 1."""

    number: str
    page: int
    pages: int


def group(symbols: str) -> str:
    """``7KXM4RTA9CDEF`` as ``7KXM-4RTA-9CDEF``."""
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"


def ungroup(number: str) -> str:
    return number.replace("-", "")


def normal_number(text: str) -> str | None:
    """The grouped number that a person wrote, or None: any case, with or without the hyphens."""
    symbols = re.sub(r"[\s\u2010-\u2013-]", "", text).upper()
    return group(symbols) if _PLAIN.fullmatch(symbols) else None


def numbers_in(text: str) -> tuple[str, ...]:
    """Every number printed in a text, grouped, each once, in order."""
    found = (group("".join(match.groups())) for match in _GROUPED.finditer(text))
    return tuple(dict.fromkeys(found))


def page_payload(code: PageCode) -> str:
    """At most 20 characters of the QR alphanumeric set: version 1-M holds it. ``DV`` + number + page + pages."""
    return f"{PREFIX}{ungroup(code.number)}{code.page:02d}{code.pages:02d}"


def parse_page_payload(text: str) -> PageCode | None:
    match = _PAGE_CODE.fullmatch(text.strip())
    if match is None:
        return None
    symbols, page, pages = match.groups()
    return PageCode(group(symbols), int(page), int(pages))
