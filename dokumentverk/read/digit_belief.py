"""What the cells of a comb say about the strings that a person may have written in it.

A string's weight is the product of its cells. Three things can stand between a value and what a cell shows:

- the model erred without knowing it (``MODEL_ERRS``), so that no class is ever impossible;
- the writer spoilt the cell (struck it over, left it out): ``SPOILT``, ``LEFT_OUT``;
- the writer put another digit than meant: a **slip**, ``SLIP``. It must be told, not read away.

Sums over many strings carry the last apart: a ``Sum`` is the weight of the strings as they are meant, and the weight of
the same with one slip, multiplied like dual numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dokumentverk.model.scan import BLANK_CLASS, DIGIT_CLASSES, JUNK_CLASS

MODEL_ERRS: Final = 1e-4
INVENTS: Final = 0.05
"""How much seldomer the model sees a clear digit where nothing is than another digit where one is."""
SPOILT: Final = 0.01
"""Of cells: struck over or scribbled in, in a comb that otherwise holds a value. Taken, not measured: no open sample of
filled forms has it."""
LEFT_OUT: Final = 0.002
SLIP: Final = 1e-3
"""Of digits: one fødselsnummer in a hundred is written wrong. Taken on the careful side; see ``SPOILT``."""
LIGHTEST: Final = 1e-10
"""Strings lighter than this share of the heaviest beginning are left out of sums. Two blind errors of the model weigh
6e-9, so that only what decides nothing is lost, and nine tenths of the time are saved."""
BLANK_SIGN: Final = "·"
JUNK_SIGN: Final = "?"


@dataclass(frozen=True, slots=True)
class Cell:
    """``digits``: weight of each digit as what the writer put here. ``blank``: of nothing. ``spoilt``: of something
    that can no longer be read, ``left_out`` of a digit that should stand here. ``all_digits`` is the sum over the
    digits. ``order`` are the digits with the weight of all that may have become of them, the heaviest first. ``most``
    is the share of ``sign``, what the cell looks most like."""

    digits: tuple[float, ...]
    blank: float
    spoilt: float
    left_out: float
    all_digits: float
    order: tuple[tuple[int, float], ...]
    sign: str
    most: float


def cells_of(belief: Sequence[Sequence[float]]) -> tuple[Cell, ...]:
    """``belief`` has ``DIGIT_CLASSES`` shares for each cell, as ``DigitSight.cells``."""
    return tuple(_cell(shares) for shares in belief)


def _cell(shares: Sequence[float]) -> Cell:
    weights = [(1 - MODEL_ERRS) * share + MODEL_ERRS / (DIGIT_CLASSES - 1) for share in shares]
    weights[BLANK_CLASS] -= MODEL_ERRS / (DIGIT_CLASSES - 1) * (1 - INVENTS)
    best = max(range(DIGIT_CLASSES), key=shares.__getitem__)
    sign = {BLANK_CLASS: BLANK_SIGN, JUNK_CLASS: JUNK_SIGN}.get(best, str(best))
    digits = tuple(weights[:10])
    blank, every = weights[BLANK_CLASS], math.fsum(digits)
    return _ordered(Cell(digits, blank, SPOILT * weights[JUNK_CLASS], LEFT_OUT * blank, every, (), sign, shares[best]))


def _ordered(cell: Cell) -> Cell:
    every = cell.spoilt + SLIP / 9 * cell.all_digits
    reach = [(digit, weight * (1 - SLIP / 9) + every) for digit, weight in enumerate(cell.digits)]
    return replace(cell, order=tuple(sorted(reach, key=lambda one: -one[1])))


def complete(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of a comb in which each should hold a digit: one left out counts as spoilt."""
    return tuple(_ordered(replace(cell, spoilt=cell.spoilt + cell.left_out)) for cell in cells)


def raw_of(cells: Sequence[Cell]) -> str:
    """What each cell looks most like by itself."""
    return "".join(cell.sign for cell in cells)


def heaviest(cells: Sequence[Cell]) -> float:
    """An upper bound for the weight of any digits."""
    return math.prod(cell.order[0][1] for cell in cells)


def reach_of(cells: Sequence[Cell], text: str) -> float:
    """The weight of all that may have become of ``text``, one digit for each cell; a little above its ``Sum.total``."""
    return math.prod(
        cell.digits[digit] * (1 - SLIP / 9) + cell.spoilt + SLIP / 9 * cell.all_digits
        for cell, digit in zip(cells, map(int, text), strict=True)
    )


def weight_of(cells: Sequence[Cell], text: str) -> float:
    """Of ``text`` as what was written, one sign for each cell: a digit, or a space for an empty one."""
    return math.prod(
        cell.blank if sign == " " else cell.digits[int(sign)] for cell, sign in zip(cells, text, strict=True)
    )


def beside_most(cell: Cell, sign: str) -> float:
    """The weight of ``sign`` (a digit, or a space) as a share of that of what the cell looks most like."""
    return (cell.blank if sign == " " else cell.digits[int(sign)]) / cell.most


def all_blank(cells: Sequence[Cell]) -> float:
    return math.prod(cell.blank for cell in cells)


def any_digits(cells: Sequence[Cell]) -> float:
    """The mean weight of all strings of digits, spoilt or not."""
    return math.prod((cell.all_digits + 10 * cell.spoilt) / 10 for cell in cells)


@dataclass(slots=True)
class Sum:
    """Over the strings that lead to one state: weight as meant (spoilt cells among them), with one slip, and the best
    string that was written as meant with nothing spoilt."""

    meant: float = 0.0
    slipped: float = 0.0
    best: float = 0.0
    text: str = ""

    @property
    def total(self) -> float:
        return self.meant + self.slipped


START: Final = Sum(1.0, 0.0, 1.0, "")


def extend(into: Sum, before: Sum, cell: Cell, digit: int) -> None:
    """Add to ``into`` the strings of ``before`` with ``digit`` in ``cell`` behind them."""
    weight = cell.digits[digit]
    with_spoilt = weight + cell.spoilt
    into.meant += before.meant * with_spoilt
    into.slipped += before.slipped * with_spoilt + before.meant * (SLIP / 9) * (cell.all_digits - weight)
    best = before.best * weight
    if best > into.best:
        into.best = best
        into.text = before.text + str(digit)


def string_sum(cells: Sequence[Cell], text: str, before: Sum = START) -> Sum:
    """The one string ``text`` behind ``before``."""
    for cell, digit in zip(cells, text, strict=True):
        after = Sum()
        extend(after, before, cell, int(digit))
        before = after
    return before


def joined(left: Sum, right: Sum) -> Sum:
    """Every string of ``left`` followed by every one of ``right``."""
    return Sum(
        left.meant * right.meant,
        left.meant * right.slipped + left.slipped * right.meant,
        left.best * right.best,
        left.text + right.text,
    )


def add(into: Sum, other: Sum, share: float = 1.0) -> None:
    """Add other strings, their weights times ``share``. The best of both may be one string."""
    into.meant += share * other.meant
    into.slipped += share * other.slipped
    if into.text and other.text == into.text:
        into.best += share * other.best
    elif share * other.best > into.best:
        into.best = share * other.best
        into.text = other.text
