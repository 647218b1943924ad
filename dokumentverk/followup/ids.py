"""Ids of cases: random, so that they say nothing of whom they are about. The archive's journal names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from typing import Final

from dokumentverk.model.number import ALPHABET

PREFIX: Final = "S"
SYMBOLS: Final = 8

CASE_ID: Final = re.compile(f"{PREFIX}[{ALPHABET}]{{{SYMBOLS}}}")


def new_case_id(random: Callable[[int], int], taken: Container[str] = ()) -> str:
    """``S`` and eight symbols. ``random(n)`` gives a whole number from 0 to n - 1, each as likely."""
    while True:
        found = PREFIX + "".join(ALPHABET[random(len(ALPHABET))] for _ in range(SYMBOLS))
        if found not in taken:
            return found
