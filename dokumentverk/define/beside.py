"""What is printed beside a box of a form made elsewhere: its label, as people read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dokumentverk.engines.foreign_form import ForeignForm
from dokumentverk.model.layout import Box, StaticText

_ABOVE: Final = 16.0
"""Points between a label and the box below it."""
_LEFT: Final = 170.0
_RIGHT: Final = 220.0
_ASIDE: Final = 30.0
"""Points that a label above a box may begin to the left of it."""


def label_beside(box: Box, form: ForeignForm) -> str:
    """Of a box to write in: within its top edge, right above it, or to the left of it; empty where nothing stands."""
    found = [*_within(box, form), *_above(box, form), *_left_of(box, form)]
    return _clean(min(found, key=lambda one: one[0])[1].text) if found else ""


def label_right_of(box: Box, form: ForeignForm) -> str:
    """Of a box to tick: to the right of it, up to the next box of that line; else as of any other."""
    right = [
        (line.box.left - box.right, line)
        for line in _on_page(box, form)
        if _shares_line(box, line.box)
        and -2.0 <= line.box.left - box.right <= _RIGHT
        and not _parted(form, box, line.box)
    ]
    return _clean(min(right, key=lambda one: one[0])[1].text) if right else label_beside(box, form)


def _on_page(box: Box, form: ForeignForm) -> Iterator[StaticText]:
    return (line for line in form.lines if line.box.page == box.page and re.search(r"[^\W_]", line.text))


def _within(box: Box, form: ForeignForm) -> Iterator[tuple[float, StaticText]]:
    """Some forms print the label small in the box's own upper corner."""
    for line in _on_page(box, form):
        inside = box.left - 2 <= line.box.left < box.right and box.top - 2 <= line.box.top
        if inside and line.box.bottom <= (box.top + box.bottom) / 2 + 2:
            yield 0.0, line


def _above(box: Box, form: ForeignForm) -> Iterator[tuple[float, StaticText]]:
    for line in _on_page(box, form):
        gap = box.top - line.box.bottom
        starts = box.left - _ASIDE <= line.box.left <= max(box.left + 12.0, (box.left + box.right) / 2)
        if -3.0 <= gap <= _ABOVE and starts and line.box.right > box.left and not _parted(form, line.box, box):
            yield 1.0 + max(0.0, gap) + abs(line.box.left - box.left) / 4, line


def _left_of(box: Box, form: ForeignForm) -> Iterator[tuple[float, StaticText]]:
    for line in _on_page(box, form):
        gap = box.left - line.box.right
        if _shares_line(box, line.box) and -3.0 <= gap <= _LEFT and not _parted(form, line.box, box):
            yield 4.0 + max(0.0, gap) / 4, line


def _shares_line(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.4 * min(one.bottom - one.top, other.bottom - other.top)


def _parted(form: ForeignForm, one: Box, other: Box) -> bool:
    """Whether another box to fill in stands between the two, on their line."""
    left, right = min(one.right, other.right), max(one.left, other.left)
    for widget in form.widgets:
        between = widget.box
        if between.page != one.page or between in (one, other):
            continue
        if left - 2 <= between.left and between.right <= right + 2 and _shares_line(one, between):
            return True
    return False


def _clean(text: str) -> str:
    return re.sub(r"[\s:.…_*]+$", "", re.sub(r"^[\s*•]+", "", text)).strip()
