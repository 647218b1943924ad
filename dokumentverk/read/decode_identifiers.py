"""Fødselsnummer and organisasjonsnummer under their check digits, by dynamic programming over the remainders.

Every valid number that carries weight is weighed, none is searched for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final, TypeAlias

from dokumentverk.read.digit_belief import LIGHTEST, START, Cell, Sum, add, extend, heaviest, joined, string_sum
from dokumentverk.rules import fodselsnummer, organisasjonsnummer

States: TypeAlias = dict[tuple[int, int], Sum]
"""Remainders modulo 11 of the two weighted sums."""

_LEAP_YEAR: Final = 2000
_D_NUMBER: Final = 40
_SYNTHETIC: Final = (0, 40, 80)


def fodselsnummer_sum(cells: Sequence[Cell], *, rule_2032: bool) -> tuple[Sum, float]:
    """All valid numbers, D-numbers and synthetic ones among them, and how many there are."""
    states = _years(_days(cells[:4]), cells[4:6])
    for at in (6, 7, 8):
        states = _any_digit(states, cells[at], at)
    allowed = fodselsnummer.NEW_REMAINDERS if rule_2032 else (0,)
    found = Sum()
    for (first, second), before in _any_digit(states, cells[9], 9).items():
        if first in allowed:
            digit = -second % 11
            if digit < 10:
                extend(found, before, cells[10], digit)
    dates = 2 * len(_SYNTHETIC) * (365 * 100 + 25)
    return found, dates * 1000 * (len(allowed) / 11 * 10) * (10 / 11)


def _days(cells: Sequence[Cell]) -> dict[bool, States]:
    """Days and months, 29 February by itself (True)."""
    found: dict[bool, States] = {False: defaultdict(Sum), True: defaultdict(Sum)}
    lightest = LIGHTEST * heaviest(cells)
    days = {day + offset: (day, _two(cells[:2], day + offset, 0)) for day in range(1, 32) for offset in (0, _D_NUMBER)}
    months = {
        month + offset: (month, _two(cells[2:], month + offset, 2)) for month in range(1, 13) for offset in _SYNTHETIC
    }
    for day, (from_day, day_sum) in days.values():
        for month, (from_month, month_sum) in months.values():
            if day <= _last_day(month) and day_sum.total * month_sum.total >= lightest:
                state = (from_day[0] + from_month[0]) % 11, (from_day[1] + from_month[1]) % 11
                add(found[(day, month) == (29, 2)][state], joined(day_sum, month_sum))
    return found


def _two(cells: Sequence[Cell], number: int, at: int) -> tuple[tuple[int, int], Sum]:
    text = f"{number:02d}"
    return _moved((0, 0), text, at), string_sum(cells, text)


@cache
def _last_day(month: int) -> int:
    following = date(_LEAP_YEAR + month // 12, month % 12 + 1, 1)
    return (following - date(_LEAP_YEAR, month, 1)).days


def _years(days: dict[bool, States], cells: Sequence[Cell]) -> States:
    """The year's two digits; 29 February only where the two digits can be a leap year's."""
    found = _any_digit(_any_digit(days[False], cells[0], 4), cells[1], 5)
    lightest = LIGHTEST * max((one.total for one in found.values()), default=0.0)
    leap_days = [(state, one) for state, one in days[True].items() if one.total * heaviest(cells) >= lightest]
    if leap_days:
        for moved, year in (_two(cells, number, 4) for number in range(0, 100, 4)):
            for state, leap_day in leap_days:
                add(found[(state[0] + moved[0]) % 11, (state[1] + moved[1]) % 11], joined(leap_day, year))
    return found


def _any_digit(states: States, cell: Cell, at: int) -> States:
    first_weight, second_weight = _weights(at)
    found: States = defaultdict(Sum)
    lightest = LIGHTEST * max((one.total for one in states.values()), default=0.0) * cell.order[0][1]
    for (first, second), before in states.items():
        for digit, reach in cell.order:
            if before.total * reach < lightest:
                break
            extend(
                found[(first + first_weight * digit) % 11, (second + second_weight * digit) % 11], before, cell, digit
            )
    return found


def _moved(state: tuple[int, int], digits: str, at: int) -> tuple[int, int]:
    first, second = state
    for place, digit in enumerate(digits, at):
        weights = _weights(place)
        first, second = first + weights[0] * int(digit), second + weights[1] * int(digit)
    return first % 11, second % 11


def _weights(at: int) -> tuple[int, int]:
    """The first sum ends with the first check digit, one place before the second."""
    first = fodselsnummer.K1_WEIGHTS[at] if at < len(fodselsnummer.K1_WEIGHTS) else 0
    return first, fodselsnummer.K2_WEIGHTS[at]


def organisasjonsnummer_sum(cells: Sequence[Cell]) -> tuple[Sum, float]:
    """All valid numbers, and how many there are."""
    states: dict[int, Sum] = {0: START}
    for cell, weight in zip(cells, organisasjonsnummer.WEIGHTS, strict=True):
        found: dict[int, Sum] = defaultdict(Sum)
        for remainder, before in states.items():
            for digit in range(10):
                extend(found[(remainder + weight * digit) % 11], before, cell, digit)
        states = found
    return states[0], 10.0 ** len(organisasjonsnummer.WEIGHTS) / 11
