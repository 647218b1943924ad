"""Text that names a diagnosis goes to a person: never asked, never recorded (GDPR article 9).

A term of ``diagnosis.toml``, or an ICD-10 or ICPC-2 code beside a word that makes it one: bare codes such as A01 and
L03 are rooms as well. The finding names the field, never the words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import Final

from dokumentverk.check.answers import Answer, answers
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind

_INFLECTIONS: Final = (
    "", "en", "n", "et", "t", "a", "er", "r", "ar", "e", "ene", "ne", "ane", "s", "ens", "ets", "es",
)  # fmt: skip

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_CODE = re.compile(r"[a-z]\d{2}(?:\.\d{1,2})?", re.ASCII)
_TOKEN = re.compile(r"icd[- ]?1[01]|icpc[- ]?2|[a-z]\d{2}\.\d{1,2}\b|[^\W_]+|[.!?;]")
_NAMES_A_CODE = re.compile(r"(?:hoved|bi)?diagnos\w*|icd\S*|icpc\S*")
_PLACE = re.compile(
    r"\w*rom(?:met)?|\w*room|kontor(?:et)?|sal(?:en)?|bygg(?:et)?|etasje|inngang|dør|fløy|felt|skjema|linje"
)
_NEGATION = frozenset(("ikke", "ikkje", "ingen", "inga", "uten", "utan", "without", "no", "not"))
_ON_SICK_NOTE = re.compile(r"s[yj]u?ke?meld\w*")
_LINK = frozenset(("for", "med", "pga", "grunnet", "med", "under", "with"))
_BREAK = frozenset(".!?;")
_OF_A_CASE: Final = "case."


@dataclass(frozen=True, slots=True)
class _Terms:
    stems: frozenset[str]
    endings: tuple[str, ...]
    exact: frozenset[str]
    exact_endings: tuple[str, ...]
    tails: tuple[str, ...]
    ordinary: frozenset[str]
    organs: frozenset[str]
    phrases: re.Pattern[str]
    capitals: re.Pattern[str]
    of_others: re.Pattern[str]


@cache
def _terms() -> _Terms:
    text = (resources.files("dokumentverk.check") / "diagnosis.toml").read_text(encoding="utf-8")
    data: dict[str, list[str]] = tomllib.loads(text)
    before, after = "|".join(data["before_capitals"]), "|".join(data["after_capitals"])
    others, topics = "|".join(data["others"]), "|".join(data["topics"])
    listed = r"(?:[\w-]+(?:,| og| eller| and| or) )*(?:[\w-]+ )?$"
    return _Terms(
        stems=frozenset(data["stems"]),
        endings=tuple(data["endings"]),
        exact=frozenset(data["exact"]),
        exact_endings=tuple(data["exact_endings"]),
        tails=tuple(data["tails"]),
        ordinary=frozenset(data["ordinary"]),
        organs=frozenset(data["organs"]),
        phrases=re.compile(rf"\b(?:{'|'.join(data['phrases'])})\b"),
        capitals=re.compile(rf"\b(?i:{before}) (?:{'|'.join(data['capitals'])})\b(?!-| (?i:{after})\b)|\bME/CFS\b"),
        of_others=re.compile(
            rf"\b(?:(?:{others}) (?:med|som har|with|who have|who has)|(?:{topics}) (?:i|om|for|on|about|in)) {listed}"
        ),
    )


def diagnosis(subject: Subject) -> Iterator[Finding]:
    """One finding for each field, at the first answer that names one."""
    told: set[str] = set()
    for answer in answers(subject):
        if answer.field not in told and any(names_diagnosis(text) for text in _written(answer)):
            told.add(answer.field)
            yield answer.finding("DIAGNOSIS_SUSPECTED")


def _written(answer: Answer) -> Iterator[str]:
    """Free text, and whatever stands where something else was asked for. What the register fills in, and texts with a
    form of their own, name people and places; what a case fills in is what people wrote before."""
    asked = answer.asked
    registered = asked.prefill is not None and not asked.prefill.startswith(_OF_A_CASE)
    free = asked.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and asked.format is None and not registered
    if free and isinstance(answer.value, str):
        yield answer.value
    elif answer.problem is not None:
        yield answer.raw


def names_diagnosis(text: str) -> bool:
    """Whether a text in bokmål, nynorsk or English names a diagnosis."""
    plain = _plain(text)
    lower = plain.casefold()
    terms = _terms()
    words = (match for match in _WORD.finditer(lower) if lower[match.end() : match.end() + 1] != "-")
    found = (match for match in words if _is_term(match[0], terms))
    if any(not _of_others(lower, match.start(), terms) for match in chain(found, terms.phrases.finditer(lower))):
        return True
    return bool(terms.capitals.search(plain)) or _names_code(_TOKEN.findall(lower))


def _plain(text: str) -> str:
    """Composed letters, no invisible characters, words whole again that a line end divides, single blanks."""
    composed = unicodedata.normalize("NFKC", text)
    visible = "".join(character for character in composed if unicodedata.category(character) != "Cf")
    whole = re.sub(r"(?<=[^\W\d_])-\s*\n\s*(?=[a-zæøå])", "", visible)
    return " ".join(whole.split())


def _is_term(word: str, terms: _Terms) -> bool:
    if word in terms.exact or word.endswith(terms.exact_endings):
        return True
    for inflection in _INFLECTIONS:
        if not word.endswith(inflection):
            continue
        stem = word.removesuffix(inflection) if inflection else word
        if stem in terms.stems or _is_compound(stem, terms) or _is_followed(stem, terms):
            return True
    return False


def _is_followed(stem: str, terms: _Terms) -> bool:
    """A term with a tail behind it, joined by ``s``, a hyphen or nothing."""
    for tail in terms.tails:
        if stem.endswith(tail):
            head = stem.removesuffix(tail).rstrip("-")
            if {head, head.removesuffix("s")} & (terms.stems | terms.exact):
                return True
    return False


def _is_compound(stem: str, terms: _Terms) -> bool:
    if stem in terms.ordinary:
        return False
    for ending in terms.endings:
        if stem.endswith(ending) and len(stem) > len(ending) + 1:
            return True
    for ending in ("sykdom", "sjukdom"):
        if stem.endswith(ending) and stem.removesuffix(ending).rstrip("-") in terms.organs:
            return True
    return False


_REACH: Final = 200
"""Characters before a term that are looked at: hostile texts hold one term after another."""


def _of_others(text: str, start: int, terms: _Terms) -> bool:
    """Whether what stands before a term says that it is about those one works for, or a subject one teaches."""
    sentence = re.split(r"[.!?;]", text[max(0, start - _REACH) : start])[-1]
    return terms.of_others.search(sentence) is not None


def _names_code(tokens: Sequence[str]) -> bool:
    return any(_CODE.fullmatch(token) and _is_named(tokens, place) for place, token in enumerate(tokens))


def _is_named(tokens: Sequence[str], place: int) -> bool:
    """A naming word among the four before it or right after, in the same sentence, neither denied nor about a room."""
    window = list(tokens[max(0, place - 6) : place])
    sentence = window[max((number + 1 for number, word in enumerate(window) if word in _BREAK), default=0) :]
    if any(_PLACE.fullmatch(word) for word in sentence[-2:]):
        return False
    if len(sentence) > 1 and sentence[-1] in _LINK and _ON_SICK_NOTE.fullmatch(sentence[-2]):
        return True
    nearest = max(0, len(sentence) - 4)
    for number, word in enumerate(sentence[nearest:], start=nearest):
        if _NAMES_A_CODE.fullmatch(word):
            beside = (*sentence[max(0, number - 2) : number], *sentence[number + 1 :])
            return not any(one in _NEGATION for one in beside)
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    return _NAMES_A_CODE.fullmatch(after) is not None and not any(word in _NEGATION for word in sentence[-2:])
