"""Dates, numbers, telephone numbers and times as people in Norway write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from dokumentverk.model.language import Language


@dataclass(frozen=True, slots=True)
class Unparsable:
    """What was written cannot be the kind of value asked for. ``code`` is a finding code."""

    code: str


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\s*[./ -]\s*(\d{1,2})\s*[./ -]\s*(\d{4})\.?", re.ASCII)
_COMB = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s*([a-z]+)\.?,?\s+(\d{4})\.?", re.ASCII | re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\.?", re.ASCII | re.IGNORECASE)

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januar january jan",
            "februar february feb",
            "mars march mar",
            "april apr",
            "mai may",
            "juni june jun",
            "juli july jul",
            "august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
"""Names of months in bokmål, nynorsk and English, and their short forms."""


def parse_date(text: str) -> date | Unparsable:
    """Day first, as Norwegians write it (``3.11.2026``, ``3. november 2026``), or ISO 8601. A year of two digits is
    not guessed."""
    written = " ".join(text.split())
    if match := _ISO.fullmatch(written):
        year, month, day = (int(part) for part in match.groups())
    elif match := (_DOTTED.fullmatch(written) or _COMB.fullmatch(written)):
        day, month, year = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(written):
        day, month, year = int(match[1]), MONTHS.get(match[2].lower(), 0), int(match[3])
    elif match := _MONTH_FIRST.fullmatch(written):
        day, month, year = int(match[2]), MONTHS.get(match[1].lower(), 0), int(match[3])
    else:
        return Unparsable("DATE_UNREADABLE")
    if not month and match[0].upper() != match[0].lower():
        return Unparsable("DATE_UNREADABLE")
    try:
        return date(year, month, day)
    except ValueError:
        return Unparsable("DATE_NOT_IN_CALENDAR")


def show_date(value: date) -> str:
    """``03.11.2026``. The year always has four digits: ``%Y`` drops leading zeros on Linux."""
    return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"


def show_moment(at: datetime, language: Language) -> str:
    """``13.11.2026 kl. 08.00``, by the clock that ``at`` has."""
    return (
        f"{show_date(at.date())} at {at:%H:%M}" if language is Language.EN else f"{show_date(at.date())} kl. {at:%H.%M}"
    )


def parse_number(text: str) -> Decimal | Unparsable:
    """Norwegian (``1 234,5``) and plain (``1234.5``) decimals; a unit or per cent sign is not a number."""
    written = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}\b)", "", text.strip()).replace("\u2212", "-")
    if not re.fullmatch(r"-?\d+(?:[.,]\d+)?", written, re.ASCII):
        return Unparsable("NUMBER_UNREADABLE")
    return Decimal(written.replace(",", "."))


_PER_CENT = re.compile(r"\s*(?:%|prosent|pst\.?|per cent|percent)$", re.IGNORECASE)


def parse_percent(text: str) -> Decimal | Unparsable:
    """A number, with or without ``%`` or «prosent» behind it."""
    return parse_number(_PER_CENT.sub("", text.strip()))


def normal_phone(text: str) -> str:
    """Norwegian numbers in pairs, without the country code; what is not eight digits stands as written."""
    digits = re.sub(r"[\s().\-\u2010-\u2013]", "", text)
    match = re.fullmatch(r"(?:\+47|0047)?(\d{8})", digits, re.ASCII)
    return " ".join(re.findall("..", match[1])) if match else text


_TIME = re.compile(r"(?:(?:klokken|klokka|kl|at)\.?\s*)?(\d{1,2})(?:[.:]?(\d{2}))?(?:\s*h)?", re.ASCII | re.IGNORECASE)


def normal_time(text: str) -> str:
    """``kl. 14``, ``14:00`` and ``1400`` as ``14.00``; what is no time of day stands as written."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return text
    hour, minute = int(match[1]), int(match[2] or 0)
    return f"{hour:02d}.{minute:02d}" if hour < 24 and minute < 60 else text


def is_time(text: str) -> bool:
    """Whether a text is a time of day as ``normal_time`` writes it."""
    return re.fullmatch(r"(?:[01]\d|2[0-3])\.[0-5]\d", text, re.ASCII) is not None


def normal_organisasjonsnummer(text: str) -> str:
    """Nine digits: ``NO 974 760 673 MVA`` as ``974760673``; anything else stands as written."""
    match = re.fullmatch(r"(?:NO)?(\d{9})(?:MVA)?", re.sub(r"[\s.]", "", text).upper(), re.ASCII)
    return match[1] if match else text


def postal_lines(text: str) -> tuple[str, ...]:
    """The lines of an address. Postcode and town, which registers often have behind a comma, stand on their own."""
    lines = (line.strip() for line in text.split("\n"))
    parted = (re.sub(r",\s*(?=\d{4} [^\W\d][^,\d]*$)", "\n", line) for line in lines if line)
    return tuple(part for line in parted for part in line.split("\n"))


_MONTH_NAMES: Final = {
    Language.NB: "januar februar mars april mai juni juli august september oktober november desember",
    Language.NN: "januar februar mars april mai juni juli august september oktober november desember",
    Language.EN: "January February March April May June July August September October November December",
}
_WEEKDAYS: Final = {
    Language.NB: "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    Language.NN: "måndag tysdag onsdag torsdag fredag laurdag søndag",
    Language.EN: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
_KEEP = "\u00a0"
"""A space that no line is broken at."""


def spell_date(value: date, language: Language) -> str:
    """``1. september 2026`` (nb, nn), ``1 September 2026`` (en), as in running text; a line is not broken behind the
    day."""
    month = _MONTH_NAMES[language].split()[value.month - 1]
    stop = "" if language is Language.EN else "."
    return f"{value.day}{stop}{_KEEP}{month} {value.year:04d}"


def spell_weekday(value: date, language: Language) -> str:
    """``tirsdag 1. september 2026``."""
    return f"{_WEEKDAYS[language].split()[value.weekday()]} {spell_date(value, language)}"
