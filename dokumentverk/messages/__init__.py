"""Sentences for people: findings and errors in bokmål, nynorsk and English.

Each stage keeps its own file of finding codes (``findings/<stage>.toml``); a code stands in one of them only:

    [FIELD_REQUIRED]
    severity = "ERROR"
    nb = "Feltet «{label}» må fylles ut."
    nn = "Feltet «{label}» må fyllast ut."
    en = "The field “{label}” must be filled in."

``severity`` is the code's usual severity. ``label`` is always there when the finding names a field; of a cell, told of
by the parameters ``row`` and ``column`` (from 1), it names these too.

Parameters may come from strangers' files: characters that steer a terminal or turn the reading direction are taken out.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dokumentverk.errors import DokumentverkError, Fault
from dokumentverk.messages.words import has_word, word
from dokumentverk.model.finding import PLACES, Finding, Severity, box_in
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.reading import Source


@dataclass(frozen=True, slots=True)
class Message:
    code: str
    text: Texts
    severity: Severity | None = None


@cache
def findings() -> dict[str, Message]:
    """Every finding code that the project knows."""
    found: dict[str, Message] = {}
    folder = resources.files(__package__) / "findings"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
                if code in found:
                    raise ValueError(f"finding {code} stands in two files")
                texts = Texts(entry["nb"], entry["nn"], entry["en"])
                found[code] = Message(code, texts, Severity(entry["severity"]))
    return found


@cache
def errors() -> dict[str, Message]:
    """Every error code."""
    text = (resources.files(__package__) / "errors.toml").read_text(encoding="utf-8")
    return {
        code: Message(code, Texts(entry["nb"], entry["nn"], entry["en"])) for code, entry in tomllib.loads(text).items()
    }


def finding(code: str, *, field: str | None = None, source: Source | None = None, **params: str | int) -> Finding:
    """A finding of its usual severity. Raises KeyError for a code that has no sentence."""
    message = findings()[code]
    assert message.severity is not None
    return Finding(
        message.code, message.severity, field, tuple((name, str(value)) for name, value in params.items()), source
    )


def finding_sentence(found: Finding, language: Language, label: str | None = None) -> str:
    """``label`` is the field's own label in that language, number included, where the finding names a field."""
    params = {name: _spoken(name, value, language) for name, value in found.params}
    named = label or found.field or ""
    if "row" in params and "column" in params:
        named += _CELL.in_(language).format(row=params["row"], column=params["column"])
    return _filled(findings()[found.code], language, {"label": named, **params}.items())


def error_sentence(error: DokumentverkError | Fault, language: Language) -> str:
    return _filled(errors()[error.code], language, dict(error.params).items())


SHEETS = ("sheet", "sheets")
"""Parameters that hold places of sheets, «4, 5, 6»: told as «4–6»."""

# Parameters that hold a list, «12, 14»; findings are stored without a language, so the last comma becomes a word here.
_LISTS = ("numbers", "pages")
_AND = Texts(" og ", " og ", " and ")
_CELL = Texts(", rad {row}, kolonne {column}", ", rad {row}, kolonne {column}", ", row {row}, column {column}")


def _spoken(name: str, value: str, language: Language) -> str:
    """A parameter as people say it in that language; what has no word of its own stands as it is."""
    if name == "kind":
        return _called(f"kind_{value}", value, language)
    if name == "kinds":
        return ", ".join(_called(f"active_{one}", one, language) for one in value.split(", "))
    if name in SHEETS:
        return _as_runs(value)
    if name in PLACES:
        return _place(value, language)
    return _joined(value, language) if name in _LISTS else value


def _place(value: str, language: Language) -> str:
    box = box_in(value)
    if box is None:
        return word("place_field", language).format(field=value)
    return word("place_page", language).format(page=box.page)


def _as_runs(listed: str) -> str:
    """What holds a run already, or a name, stands as it is."""
    places = listed.split(", ")
    return runs_of(map(int, places)) if all(one.isdecimal() for one in places) else listed


def runs_of(numbers: Iterable[int]) -> str:
    """Numbers in order, neighbours drawn together: ``3–5, 8``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _called(key: str, otherwise: str, language: Language) -> str:
    return word(key, language) if has_word(key) else otherwise


def _joined(listed: str, language: Language) -> str:
    before, comma, last = listed.rpartition(", ")
    return f"{before}{_AND.in_(language)}{last}" if comma else listed


def _filled(message: Message, language: Language, params: Iterable[tuple[str, str]]) -> str:
    return message.text.in_(language).format_map(_Plain((name, visible(value)) for name, value in params))


def visible(text: str) -> str:
    """The text on one line, as it may be shown to people: line ends and control characters (C0, C1) as spaces, bidi
    and other invisible controls left out, bytes of an undecodable file name as U+FFFD."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf":
            return ""
        case "Cs":
            return "\ufffd"
        case _:
            return character


class _Plain(dict[str, str]):
    """A sentence that lacks a parameter still says something: a bug in a message must not hide a finding."""

    def __missing__(self, name: str) -> str:
        return "?"
