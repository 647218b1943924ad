"""What a person searches for, and whether a document says it. Pure.

People write names with and without accents (``Andre`` and ``André``), the Norwegian letters as themselves, by two
others (``Aase``, ``Soerboe``) or without their marks (``Sorbo``), numbers with and without grouping, and dates in many
ways.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dokumentverk.model.written import MONTHS, Unparsable, parse_date, show_date

_LETTERS = {"đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "ł": "l", "þ": "th"}
"""Letters of Sámi and of neighbours that Unicode does not take apart."""
_ALONE = str.maketrans({**_LETTERS, "æ": "ae", "ø": "o", "œ": "oe"})
_PAIRED = str.maketrans({**_LETTERS, "æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "œ": "oe", "å": "aa"})
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
"""Unicode's blocks of combining marks: a tenth of the time of asking for each character's class."""
_SEPARATORS = re.compile(r"[\s.\u2010-\u2013-]")
_DIGITS = re.compile(r"\+?\d[\d\s.\u2010-\u2013-]{4,}")
"""Long enough to be a telephone number or an identifier."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the archive knows of a document. ``names`` are titles, folders, persons; ``identifiers`` numbers and ids."""

    names: tuple[str, ...]
    identifiers: tuple[str, ...]
    dates: tuple[date, ...]


class Wanted:
    """What is searched for. Empty text is found nowhere."""

    def __init__(self, text: str) -> None:
        phrase = " ".join(text.split())
        parsed = parse_date(phrase)
        self._date = None if isinstance(parsed, Unparsable) else parsed
        self._phrase = _Word(phrase)
        self._words = tuple(_Word(word) for word in re.split(r"[\s,]+", phrase) if word)
        self._digits = _compact(phrase) if _DIGITS.fullmatch(phrase) else ""

    def __bool__(self) -> bool:
        return bool(self._words)

    def is_told_by(self, facts: Facts) -> bool:
        """The whole text somewhere; or each of its words, in any order: «Nordmann, Kari» is Kari Nordmann's folder."""
        names = _folded_together(facts.names)
        if self._phrase.is_in(names) or self._phrase.is_meant_by(facts.identifiers) or self._date in facts.dates:
            return True
        if self._date is not None:
            return False
        told = _folded_together((*facts.names, *(way for day in facts.dates for way in _ways(day))))
        return self._phrase.is_in(told) or all(
            word.is_in(told) or word.is_meant_by(facts.identifiers) for word in self._words
        )

    def is_written_in(self, texts: Iterable[str], dates: Iterable[date]) -> bool:
        """The whole text, as a part of one answer."""
        written = tuple(texts)
        if self._phrase.is_in(_folded_together(written)) or (self._date is not None and self._date in dates):
            return True
        return bool(self._digits) and any(self._digits in _compact(text) for text in written)


class _Word:
    def __init__(self, text: str) -> None:
        self._foldings = _foldings(text)
        self._compact = _compact(text)

    def is_in(self, told: tuple[str, str]) -> bool:
        return any(one and one in text for text, one in zip(told, self._foldings, strict=True))

    def is_meant_by(self, identifiers: Iterable[str]) -> bool:
        """The beginning, or enough of it that no short word is met by chance."""
        wanted = self._compact
        known = [_compact(one) for one in identifiers]
        return bool(wanted) and any(one.startswith(wanted) or (len(wanted) >= 5 and wanted in one) for one in known)


def _folded_together(texts: Iterable[str]) -> tuple[str, str]:
    """A phrase has no line ends, so none reaches from one text into the next."""
    return _foldings("\n".join(" ".join(text.split()) for text in texts))


def _foldings(text: str) -> tuple[str, str]:
    """Without marks, and with the pairs of letters that stand for Norwegian ones."""
    lowered = unicodedata.normalize("NFC", text).casefold()
    if lowered.isascii():
        return lowered, lowered
    return _unmarked(lowered.translate(_ALONE)), _unmarked(lowered.translate(_PAIRED))


def _unmarked(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFD", text))


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text).casefold()


def _ways(day: date) -> Iterable[str]:
    yield from (show_date(day), f"{day.day}.{day.month}.{day.year}", day.isoformat())
    yield from (f"{day.day}. {name} {day.year}" for name, number in MONTHS.items() if number == day.month)
