"""What is made of a comb's cells once all that it may hold is weighed: a text, its confidence, what was changed, and
whether a person must look.

Confidence is the posterior that the writer put exactly this text, weighed against every other valid text, a slip of the
writer's pen, a spoilt cell, something else altogether, and an empty comb. A number that the writer got wrong is thus
not read away: the wrong digit is sure, and a slip is as likely as a blind error of the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dokumentverk.read.digit_belief import (
    BLANK_SIGN,
    SLIP,
    Cell,
    Sum,
    all_blank,
    any_digits,
    beside_most,
    heaviest,
    raw_of,
    weight_of,
)

SURE: Final = 0.998
"""Least confidence of a value that is read without a person."""
SURE_DATE: Final = 0.999
"""The same of a date. Even seeds, grey and colour: 4,832 of 8,000 dates reach it by themselves, 2 wrong; at 0.998 it is
5,576 and 4 wrong, at 0.997 5,880 and 7, at 0.995 6,208 and 9."""
SURE_CHECKED: Final = 0.97
"""The same of a number whose check digits agree with what every cell shows: 1,855 of 2,040 fødselsnummer of even seeds
(a twentieth of them with a struck digit), those with a changed digit among them, none wrong. Lower takes in no more."""
SURE_CHANGED: Final = 0.97
"""The same where one digit is not what its cell looks most like by itself; see ``UNDECIDED_CHECKED``."""
MOST_CHANGED: Final = 1
UNDECIDED: Final = 0.3
"""The wide margin. A digit is changed without a person only where its cell was undecided by itself: the new digit had
at least this share of what the cell looks most like."""
UNDECIDED_CHECKED: Final = 0.15
"""The same where two check digits vouch for all others. Even seeds: of 2,040 fødselsnummer 91.0 % are accepted then,
none wrong, of 1,140 that were written with a wrong digit 1 is read as another number (unchanged) and of 525 with two
digits swapped none. At 0.3 it was 89.9 %, 1 and none, at 0.05 92.4 %, 3 and 1, without a limit 92.9 %, 6 and 1."""
SURE_EMPTY: Final = 0.995
MOST_FAINT: Final = 0.1
"""Of what an empty comb's cells may show of something, their shares added up. Where ink has all but gone (a copy of a
copy, a fax) each cell looks empty, but none quite. Even seeds: the least of 45 faint combs 0.17; of empty combs on grey
and colour 0.005 in the middle, and 79 of 90 below 0.1."""
SHOWN_CHANGES: Final = 2
"""A person is shown the value that these many changed digits make valid; with more it is a guess."""

_EMPTY: Final = 0.3
_OTHER: Final = 0.01
"""Shares of combs that are left empty, and of those filled with digits that are nothing the field asks for."""


class DigitState(StrEnum):
    EMPTY = "empty"
    READ = "read"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Decoded:
    """``raw`` is what each cell looks most like by itself, ``·`` for nothing and ``?`` for no digit; ``changed`` the
    cells (from 0) where ``text`` differs from it. A doubtful text is a proposal at most."""

    text: str
    raw: str
    confidence: float
    changed: tuple[int, ...]
    state: DigitState

    @property
    def faint(self) -> bool:
        """Whether nothing is to be seen but what may be the last of faint ink: empty, unless the pen was faint."""
        return self.state is DigitState.DOUBTFUL and not self.text and self.confidence >= SURE_EMPTY

    @property
    def bare(self) -> bool:
        """Whether every cell looks like nothing more than like anything else, be it ever so little."""
        return set(self.raw) == {BLANK_SIGN}


def surely_empty(cells: Sequence[Cell]) -> bool:
    """Most combs of most forms: no value that takes all cells need be weighed against it."""
    return (1 - SURE_EMPTY) * _EMPTY * all_blank(cells) > 2 * heaviest(cells)


def no_neighbours(_: str) -> float:
    """Of values with check digits, and of those of which nothing is known: no other is one digit away."""
    return 0.0


def judged(
    cells: Sequence[Cell],
    values: Sum,
    share_of: Callable[[str], float],
    *,
    other: float = _OTHER,
    sure: float = SURE,
    undecided: float = UNDECIDED,
) -> Decoded:
    """``values.text`` has one sign for each cell; ``other`` is the share of combs with digits that are none of them.
    ``share_of`` gives a value's own share among the values, 0 for what is none: who slips from one value to the next
    has still written that next one."""
    filled = 1 - _EMPTY - other
    empty = _EMPTY * all_blank(cells)
    if not values.text:
        values.text = " " * len(cells)
    slipped_here = SLIP / 9 * weight_of(cells, values.text) * sum(map(share_of, _one_away(values.text)))
    everything = filled * (values.total - slipped_here) + other * any_digits(cells) + empty
    raw = raw_of(cells)
    if empty >= SURE_EMPTY * everything:
        faint = sum(1 - cell.blank for cell in cells) > MOST_FAINT
        return Decoded("", raw, empty / everything, (), DigitState.DOUBTFUL if faint else DigitState.EMPTY)
    confidence = filled * values.best / everything
    changed = tuple(at for at, (mine, seen) in enumerate(zip(values.text, raw, strict=True)) if _differ(mine, seen))
    text = values.text.strip()
    if len(changed) > SHOWN_CHANGES:
        return Decoded(raw.strip("·"), raw, confidence, (), DigitState.DOUBTFUL)
    limit = max(sure, SURE_CHANGED) if changed else sure
    open_cells = all(beside_most(cells[at], values.text[at]) >= undecided for at in changed)
    read = confidence >= limit and len(changed) <= MOST_CHANGED and open_cells
    return Decoded(text, raw, confidence, changed, DigitState.READ if read else DigitState.DOUBTFUL)


def _one_away(text: str) -> Iterator[str]:
    for at, sign in enumerate(text):
        if sign != " ":
            for digit in "0123456789":
                if digit != sign:
                    yield f"{text[:at]}{digit}{text[at + 1 :]}"


def _differ(mine: str, seen: str) -> bool:
    return mine != (" " if seen == "·" else seen)
