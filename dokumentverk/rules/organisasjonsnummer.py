"""Organisasjonsnummer: nine digits, the last a check digit modulo 11 (Brønnøysundregistrene)."""

from __future__ import annotations

from typing import Final

WEIGHTS: Final = (3, 2, 7, 6, 5, 4, 3, 2, 1)


def is_organisasjonsnummer(number: str) -> bool:
    """``number`` is digits only."""
    if not (number.isascii() and number.isdigit()) or len(number) != len(WEIGHTS):
        return False
    return sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=True)) % 11 == 0
