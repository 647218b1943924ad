"""Which characters of a page were written into a box: whole runs of text, not what happens to lie there. Pure.

A text too long for its field runs on over its neighbours, and clipping hides it from readers but not from extraction.
Programs draw a field's text in one go, so that content order tells what belongs together: a run that begins in a box
is that box's to its end, and what is clipped right after it is its rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dokumentverk.engines.pdf_glyphs import Drawn, Glyph
from dokumentverk.model.layout import Box

_GAP = 0.4
"""Of the height: the widest gap within a run. A space is about 0.25 wide, comb cells lie farther apart."""
_NEAR = 2.5
"""Points between what two readers give as the middle of one character."""
_CELL = 4.0


@dataclass(frozen=True, slots=True)
class Page:
    """Characters in content order, upright; ``runs`` numbers the run of each, ``clipped`` those that no reader
    sees."""

    glyphs: tuple[Glyph, ...]
    runs: tuple[int, ...]
    clipped: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """``visible`` is what the box shows, ``all`` with what lies beyond it."""

    visible: tuple[Glyph, ...] = ()
    all: tuple[Glyph, ...] = ()

    @property
    def goes_beyond(self) -> bool:
        return _letters(self.all) > _letters(self.visible)


def page_of(glyphs: Sequence[Glyph], drawn: Sequence[Drawn]) -> Page:
    """Both of one page and in the same upright space."""
    runs: list[int] = []
    for at, one in enumerate(glyphs):
        runs.append(runs[-1] if at and _goes_on(glyphs[at - 1], one) else at)
    return Page(tuple(glyphs), tuple(runs), tuple(_clipped(glyphs, drawn)))


def written_in(page: Page, box: Box) -> Written:
    """What was written into ``box`` (upright, as the page)."""
    first_of_run = {run: page.glyphs[run] for run in page.runs}
    own = [
        at
        for at, one in enumerate(page.glyphs)
        if not page.clipped[at] and _holds(box, one) and _holds(box, first_of_run[page.runs[at]])
    ]
    if not own:
        return Written()
    runs = {page.runs[at] for at in own}
    whole = {at for at, run in enumerate(page.runs) if run in runs}
    whole |= set(_clipped_after(page, max(whole), box)) | set(_clipped_before(page, min(whole), box))
    return Written(tuple(page.glyphs[at] for at in own), tuple(page.glyphs[at] for at in sorted(whole)))


def _letters(glyphs: Sequence[Glyph]) -> int:
    return sum(not one.text.isspace() for one in glyphs)


def _clipped_after(page: Page, last: int, box: Box) -> list[int]:
    """Lines below the box, or the rest of its only line."""
    found = []
    for at in range(last + 1, len(page.glyphs)):
        one = page.glyphs[at]
        if not page.clipped[at] or (_middle(one) < box.bottom and one.right < box.right):
            break
        found.append(at)
    return found


def _clipped_before(page: Page, first: int, box: Box) -> list[int]:
    """Lines above the box: the text was scrolled when it was saved."""
    found = []
    for at in range(first - 1, -1, -1):
        one = page.glyphs[at]
        above = _middle(one) < box.top and box.left <= (one.left + one.right) / 2 <= box.right
        if not page.clipped[at] or not above:
            break
        found.append(at)
    return found


def _goes_on(before: Glyph, one: Glyph) -> bool:
    height = max(one.bottom - one.top, 1.0)
    return abs(_middle(one) - _middle(before)) < 0.3 * height and -height < one.left - before.right < _GAP * height


def _middle(one: Glyph) -> float:
    return (one.top + one.bottom) / 2


def _holds(box: Box, one: Glyph) -> bool:
    return box.left <= (one.left + one.right) / 2 <= box.right and box.top <= _middle(one) <= box.bottom


def _clipped(glyphs: Sequence[Glyph], drawn: Sequence[Drawn]) -> list[bool]:
    """Matches the two readers' characters by where they stand; blanks go with the character before them."""
    hidden: dict[tuple[int, int], list[Drawn]] = defaultdict(list)
    for one in drawn:
        if one.clipped:
            hidden[_cell((one.left + one.right) / 2, (one.top + one.bottom) / 2)].append(one)
    found: list[bool] = []
    for glyph in glyphs:
        if not hidden:
            found.append(False)
        elif glyph.text.isspace():
            found.append(found[-1] if found else False)
        else:
            found.append(_is_among(glyph, hidden))
    return found


def _is_among(glyph: Glyph, hidden: dict[tuple[int, int], list[Drawn]]) -> bool:
    x, y = (glyph.left + glyph.right) / 2, _middle(glyph)
    column, row = _cell(x, y)
    near = (one for dx in (-1, 0, 1) for dy in (-1, 0, 1) for one in hidden.get((column + dx, row + dy), ()))
    return any(
        abs((one.left + one.right) / 2 - x) < _NEAR
        and glyph.top - _NEAR <= (one.top + one.bottom) / 2 <= glyph.bottom + _NEAR
        for one in near
    )


def _cell(x: float, y: float) -> tuple[int, int]:
    return int(x // _CELL), int(y // _CELL)
