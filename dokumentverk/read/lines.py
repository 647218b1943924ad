"""Characters with places to text, as a person reads them: lines, words, soft line breaks, comb cells. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from dokumentverk.engines.pdf_glyphs import Glyph
from dokumentverk.model.layout import Box

_GAP = 0.15
"""A gap of more than this part of the character's height parts words; the space of common fonts is 0.2-0.28 wide,
kerning takes 0.1 at most."""
_SHORT = 0.6
_NEARLY_FULL = 0.75
_PAD = 2.0
"""Points that programs leave free at a box's right edge."""


def into_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Lines from top to bottom, characters from left to right. A character belongs to a line whose middle is nearer
    than half its height."""
    lines: list[list[Glyph]] = []
    for one in sorted(glyphs, key=lambda glyph: (glyph.top + glyph.bottom) / 2):
        middle = (one.top + one.bottom) / 2
        if lines:
            last = median((other.top + other.bottom) / 2 for other in lines[-1])
            if abs(middle - last) < 0.5 * max(one.bottom - one.top, 1.0):
                lines[-1].append(one)
                continue
        lines.append([one])
    for line in lines:
        line.sort(key=lambda glyph: glyph.left)
    return lines


def line_text(line: Sequence[Glyph]) -> str:
    """The text of one line; gaps become spaces."""
    parts: list[str] = []
    before: Glyph | None = None
    for one in line:
        gap = one.left - before.right if before is not None else 0.0
        if (
            before is not None
            and gap > _GAP * (one.bottom - one.top)
            and not (before.text.isspace() or one.text.isspace())
        ):
            parts.append(" ")
        parts.append(one.text)
        before = one
    return "".join(parts).strip()


def single_line(glyphs: Iterable[Glyph]) -> str:
    return " ".join(text for line in into_lines(glyphs) if (text := line_text(line)))


def paragraphs(glyphs: Iterable[Glyph], box: Box) -> str:
    """Several lines of a box. A line that the next word would still have fitted on was ended by the writer: LF; a
    full one was broken by the program: a space, or nothing where a word longer than a line was cut."""
    lines = [line for line in into_lines(glyphs) if line_text(line)]
    if not lines:
        return ""
    heights = median(one.bottom - one.top for line in lines for one in line)
    parts = [line_text(lines[0])]
    for above, below in pairwise(lines):
        step = (below[0].top + below[0].bottom) / 2 - (above[0].top + above[0].bottom) / 2
        text = line_text(below)
        if step > 2.2 * heights:
            parts.append("\n" * max(1, round(step / (1.3 * heights))))
        else:
            parts.append(_break(above, below, line_text(above), text, box))
        parts.append(text)
    return "".join(parts)


def ends_short(glyphs: Iterable[Glyph], box: Box, *, share: float = _SHORT) -> bool:
    """Whether the last line leaves so much of the box free that its writer ended it."""
    lines = [line for line in into_lines(glyphs) if line_text(line)]
    return bool(lines) and _inked(lines[-1])[-1].right < box.left + share * (box.right - box.left)


def fills(glyphs: Iterable[Glyph], box: Box, *, multiline: bool) -> bool:
    """Whether the text takes all of its box, so that there may have been more: Ghostscript, cairo and PostScript leave
    out what clipping hides. Text that fits ends two points before the edge, or has room for another line."""
    lines = [line for line in into_lines(glyphs) if line_text(line)]
    if not lines:
        return False
    last = _inked(lines[-1])
    if not multiline:
        return last[-1].right > box.right - _PAD
    height = median(one.bottom - one.top for one in last)
    room = box.bottom - max(one.bottom for one in last)
    return room < 0.75 * height and not ends_short(last, box, share=_NEARLY_FULL)


def _break(above: list[Glyph], below: list[Glyph], text_above: str, text_below: str, box: Box) -> str:
    above, below = _inked(above), _inked(below)
    room = box.right - _PAD - above[-1].right
    word = len(text_below.split(" ", 1)[0])
    space = 0.25 * (above[-1].bottom - above[-1].top)
    wide = below[min(word, len(below)) - 1].right - below[0].left
    if space + wide <= room:
        return "\n"
    cut = " " not in text_above and room < (below[0].right - below[0].left) + _PAD
    return "" if cut else " "


def _inked(line: list[Glyph]) -> list[Glyph]:
    return [one for one in line if not one.text.isspace()]


def comb(glyphs: Iterable[Glyph], box: Box, cells: int) -> str:
    """The characters of ``cells`` equal cells from the left; an empty cell among written ones is a blank."""
    width = (box.right - box.left) / cells
    found = [""] * cells
    for one in glyphs:
        if not one.text.isspace():
            cell = int(((one.left + one.right) / 2 - box.left) / width)
            found[min(max(cell, 0), cells - 1)] += one.text
    return "".join(cell or " " for cell in found).strip()
