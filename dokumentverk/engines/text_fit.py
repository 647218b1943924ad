"""How much of a text a box shows: the one measure for prefilling, for our own appearances, and for judging returns.

Pure arithmetic on the house font's widths. The line distance of 1.35 is at least what PDFium, pdf.js and Acrobat use
for our fields (1.22-1.35 of the font size), so that what fits here fits there.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dokumentverk.engines.fonts import Face, face

PAD_X = 2.0
"""Points between the widget's left and right edge and its text; what Acrobat and pdf.js leave too."""
PAD_Y = 2.0
LEADING = 1.35
"""Distance of baselines as a multiple of the font size."""
_ROUNDING = 0.01

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\u0085\u2028\u2029]")
_WORD = re.compile(r"\s*\S+\s*?(?=\s|$)|\s+")
_SPACES = {"\t": "    ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u200a": " ", "\u3000": " "}


@dataclass(frozen=True, slots=True)
class Span:
    """One printed line: ``text[start:end]`` is shown; what lies up to the next start is white space or a line end."""

    start: int
    end: int


@lru_cache(maxsize=4096)
def _shown_character(character: str) -> str:
    font = face()
    if font.has(character):
        return "" if character == "\u00ad" else character
    if character in _SPACES:
        return _SPACES[character]
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Zl", "Zp"):
        return ""
    plain = "".join(one for one in unicodedata.normalize("NFKD", character) if font.has(one))
    if plain.strip():
        return unicodedata.normalize("NFC", plain)
    return " " if category == "Zs" else f"[U+{ord(character):04X}]"


def shown(text: str) -> str:
    """``text`` as the house font can print it: composed, without control and direction characters, look-alikes for
    compatibility forms (``ﬁ`` as ``fi``), and ``[U+4E2D]`` for a character that has none. Never an empty box."""
    return "".join(map(_shown_character, unicodedata.normalize("NFC", text)))


def unshowable(text: str) -> str:
    """The characters of ``text`` that print as ``[U+…]``, each once, in order."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(one for one in composed if _shown_character(one).startswith("[U+")))


def code_points(text: str) -> str:
    """``U+4E2D, U+1F600``: each character once, for messages."""
    return ", ".join(f"U+{ord(one):04X}" for one in dict.fromkeys(text))


def width_of(text: str, size: float, font: Face | None = None) -> float:
    """Points that ``text`` takes on one line."""
    return (font or face()).width(shown(text), size)


def wrap(text: str, width: float, size: float) -> tuple[Span, ...]:
    """The printed lines of ``text`` in a line of ``width`` points: broken at white space, within a word only where the
    word is wider than the line. The spans follow each other without gaps but for white space and line ends."""
    spans: list[Span] = []
    start = 0
    for end, following in _paragraphs(text):
        spans += _wrap_paragraph(text, start, end, width, size)
        start = following
    return tuple(spans)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """(end, start of the next) of each paragraph."""
    ends = [(match.start(), match.end()) for match in _LINE_END.finditer(text)]
    return [*ends, (len(text), len(text))]


def _wrap_paragraph(text: str, start: int, end: int, width: float, size: float) -> list[Span]:
    spans: list[Span] = []
    line, at = start, start
    for word in re.finditer(r"\s*\S+", text[start:end]):
        stop = start + word.end()
        if width_of(text[line:stop], size) <= width + _ROUNDING:
            at = stop
            continue
        if at > line:
            spans.append(Span(line, at))
            line = start + word.start() + len(word.group()) - len(word.group().lstrip())
        *full, line = _break_word(text, line, stop, width, size)
        spans += [Span(first, last) for first, last in pairwise([*full, line])]
        at = stop
    spans.append(Span(line, at if at > line else end))
    return spans


def _break_word(text: str, start: int, end: int, width: float, size: float) -> list[int]:
    """Starts of the pieces of a word; the last piece fits the line. Combining marks stay with their letter."""
    starts = [start]
    at = start
    while at < end:
        step = at + 1
        while step < end and unicodedata.combining(text[step]):
            step += 1
        if at > starts[-1] and width_of(text[starts[-1] : step], size) > width + _ROUNDING:
            starts.append(at)
        at = step
    return starts


def lines_in(height: float, size: float) -> int:
    """How many lines a multi-line box of that height shows in full."""
    return max(0, int((height - 2 * PAD_Y + _ROUNDING) // (size * LEADING)))


def split(text: str, width: float, height: float, font_size: float, *, multiline: bool) -> tuple[str, str]:
    """``text`` in two: what a box of ``width`` by ``height`` points shows, and the rest. Joined they are ``text``; cut
    at white space where there is any."""
    spans = wrap(text, width - 2 * PAD_X, font_size)
    room = lines_in(height, font_size) if multiline else 1
    if len(spans) <= room:
        return text, ""
    cut = spans[room].start
    return text[:cut], text[cut:]


def visible_part(text: str, width: float, height: float, font_size: float, *, multiline: bool) -> str:
    """What of ``text`` a widget of ``width`` by ``height`` points shows at that font size; all of it when it fits."""
    return split(text, width, height, font_size, multiline=multiline)[0]
