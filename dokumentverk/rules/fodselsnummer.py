"""Fødselsnummer and D-number, real and synthetic, by the rules before and from 2032 (Skatteetaten).

``python-stdnum`` 2.2 rejects month + 80 and many numbers of the 2032 rule, so this is our own. From 2032 century and
sex can no longer be read from a number: neither is read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

LENGTH: Final = 11
NEW_RULE_FROM: Final = date(2032, 1, 1)

K1_WEIGHTS: Final = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
K2_WEIGHTS: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
NEW_REMAINDERS: Final = (0, 1, 2, 3)
_D_NUMBER: Final = 40
_SYNTHETIC: Final = (0, 40, 80)
"""Added to the month: Nav's synthetic numbers 40, Tenor's 80."""
_LEAP_YEAR: Final = 2000


class Verdict(StrEnum):
    VALID = "valid"
    LENGTH_WRONG = "length_wrong"
    ZERO_LOST = "zero_lost"
    """Ten digits that are valid with a zero in front: a spreadsheet took it for a number."""
    DATE_WRONG = "date_wrong"
    CHECK_WRONG = "check_wrong"


def judge(number: str, *, rule_2032: bool) -> Verdict:
    """``number`` is digits only. With the 2032 rule the first check digit may leave a remainder of 0 to 3; every number
    issued before stays valid."""
    if not (number.isascii() and number.isdigit()) or len(number) != LENGTH:
        lost = len(number) == LENGTH - 1 and judge(f"0{number}", rule_2032=rule_2032) is Verdict.VALID
        return Verdict.ZERO_LOST if lost else Verdict.LENGTH_WRONG
    if _day_and_month(number) is None:
        return Verdict.DATE_WRONG
    digits = [int(digit) for digit in number]
    allowed = NEW_REMAINDERS if rule_2032 else (0,)
    passes = _remainder(digits, K1_WEIGHTS) in allowed and _remainder(digits, K2_WEIGHTS) == 0
    return Verdict.VALID if passes else Verdict.CHECK_WRONG


def rule_2032_on(day: date) -> bool:
    """Whether numbers of the new rule may be in use."""
    return day >= NEW_RULE_FROM


def is_born_on(number: str, born: date) -> bool:
    """Whether day, month and the two last digits of the year agree with the first six of a valid number."""
    return _day_and_month(number) == (born.day, born.month) and int(number[4:6]) == born.year % 100


def _day_and_month(number: str) -> tuple[int, int] | None:
    """D-number and synthetic offsets taken off; None for a day that no year with these last two digits has."""
    day, month, year = int(number[:2]), int(number[2:4]), int(number[4:6])
    day -= _D_NUMBER if day > _D_NUMBER else 0
    month -= max(offset for offset in _SYNTHETIC if offset == 0 or month > offset)
    try:
        date(_LEAP_YEAR + year, month, day)
    except ValueError:
        return None
    return day, month


def _remainder(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11
