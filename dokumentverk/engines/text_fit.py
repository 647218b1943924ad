"""How much of a text a box shows: the one measure for prefilling, for our own appearances, and for judging returns.

Pure arithmetic on the house font's widths. The line distance of 1.35 is at least what PDFium, pdf.js and Acrobat use
for our fields (1.22-1.35 of the font size), so that what fits here fits there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from dokumentverk.engines.fonts import face

PAD_X = 2.0
"""Points between the widget's left and right edge and its text; what Acrobat and pdf.js leave too."""
PAD_Y = 1.5
LEADING = 1.35
"""Distance of baselines as a multiple of the font size."""
_ROUNDING = 0.01

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\u0085\u2028\u2029]")
_WORD = re.compile(r"\s*(\S+)")
_BREAKS = "@.-/"
"""Where a word wider than its line is best broken: after these, as in e-mail addresses and double names."""
_PLAIN = re.compile("[\x20-\x7e\u00a0-\u00ac\u00ae-\u00ff\u2013\u2019\u2026]*")
_SPACES = {"\t": "    ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u200a": " ", "\u3000": " "}


@dataclass(frozen=True, slots=True)
class Span:
    """One printed line: ``text[start:end]`` is shown; what lies up to the next start is white space or a line end."""

    start: int
    end: int


@lru_cache(maxsize=4096)
def _shown_character(character: str) -> str:
    font = face()
    if character in _SPACES:
        return _SPACES[character]
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Zl", "Zp"):
        return ""
    if font.has(character):
        return character
    plain = "".join(one for one in unicodedata.normalize("NFKD", character) if font.has(one))
    if plain.strip():
        return unicodedata.normalize("NFC", plain)
    return " " if category == "Zs" else f"[U+{ord(character):04X}]"


def shown(text: str) -> str:
    """``text`` as the house font can print it: composed, without control and direction characters, look-alikes for
    compatibility forms (``ﬁ`` as ``fi``), and ``[U+4E2D]`` for a character that has none. Never an empty box."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(map(_shown_character, unicodedata.normalize("NFC", text)))


def unshowable(text: str) -> str:
    """The characters of ``text`` that print as ``[U+…]``, each once, in order."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(one for one in composed if _shown_character(one).startswith("[U+")))


def code_points(text: str) -> str:
    """``U+4E2D, U+1F600``: each character once, for messages."""
    return ", ".join(f"U+{ord(one):04X}" for one in dict.fromkeys(text))


def width_of(text: str, size: float) -> float:
    """Points that ``text`` takes on one line."""
    return face().width(shown(text), size)


@lru_cache(maxsize=4096)
def _advance(character: str) -> int:
    """Thousandths of the font size. Combining marks have none: a letter and its mark measure as the letter, which
    composed is at most a tenth wider."""
    advances = face().advances
    return sum(advances[one] for one in _shown_character(character))


def wrap(text: str, width: float, size: float) -> tuple[Span, ...]:
    """The printed lines of ``text`` in a line of ``width`` points: broken at white space, within a word only where the
    word is wider than the line, and then after one of ``@.-/`` if it has one there. The spans follow each other without
    gaps but for white space and line ends."""
    return tuple(_wrapped(text, width, size))


def _wrapped(text: str, width: float, size: float) -> Iterator[Span]:
    """The lines one by one, so that who needs the first few does not measure a whole book."""
    room = (width + _ROUNDING) * 1000 / size
    start = 0
    for end, following in _paragraphs(text):
        yield from _wrap_paragraph(text, start, end, room)
        start = following


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """(end, start of the next) of each paragraph."""
    for match in _LINE_END.finditer(text):
        yield match.span()
    yield len(text), len(text)


def _wrap_paragraph(text: str, start: int, end: int, room: float) -> Iterator[Span]:
    """``taken`` is the width from the line's start to ``at``, the end of the last word that fits."""
    line, at, taken = start, start, 0
    for word in _WORD.finditer(text, start, end):
        reached, wide = _reach(text, word.start(), word.end(), room - taken)
        if reached == word.end():
            at, taken = reached, taken + wide
            continue
        if at > line:
            yield Span(line, at)
            line = word.start(1)
        reached, taken = _reach(text, line, word.end(), room)
        while reached < word.end():
            reached = max(_joint(text, line, reached), _letter_end(text, line, word.end()))
            yield Span(line, reached)
            line = reached
            reached, taken = _reach(text, line, word.end(), room)
        at = reached
    yield Span(line, at if at > line else end)


def _reach(text: str, start: int, end: int, room: float) -> tuple[int, int]:
    """How far ``text[start:end]`` fits in ``room``, and the width up to there. Stops at the first that does not fit."""
    taken = 0
    for at in range(start, end):
        wide = _advance(text[at])
        if taken + wide > room:
            return at, taken
        taken += wide
    return end, taken


def _joint(text: str, start: int, end: int) -> int:
    """Where to break a word of which ``text[start:end]`` fits a line: after its last joint, else at ``end``."""
    after = max(text.rfind(one, start, end) for one in _BREAKS) + 1
    return end if after <= start or unicodedata.combining(text[after]) else after


def _letter_end(text: str, start: int, end: int) -> int:
    """The end of one letter with its combining marks."""
    at = start + 1
    while at < end and unicodedata.combining(text[at]):
        at += 1
    return at


def lines_in(height: float, size: float) -> int:
    """How many lines a multi-line box of that height shows in full."""
    return max(0, int((height - 2 * PAD_Y + _ROUNDING) // (size * LEADING)))


def split(text: str, width: float, height: float, font_size: float, *, multiline: bool) -> tuple[str, str]:
    """``text`` in two: what a box of ``width`` by ``height`` points shows, and the rest. Joined they are ``text``; cut
    at white space where there is any."""
    lines = lines_in(height, font_size) if multiline else 1
    beyond = next(islice(_wrapped(text, width - 2 * PAD_X, font_size), lines, None), None)
    return (text, "") if beyond is None else (text[: beyond.start], text[beyond.start :])


def visible_part(text: str, width: float, height: float, font_size: float, *, multiline: bool) -> str:
    """What of ``text`` a widget of ``width`` by ``height`` points shows at that font size; all of it when it fits."""
    return split(text, width, height, font_size, multiline=multiline)[0]
