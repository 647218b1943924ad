"""Ids of returns, from their bytes alone; and opaque ids of those who act."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

from dokumentverk.model.number import ALPHABET

PREFIX = "R"
SYMBOLS = 10
"""27 to the 10th: 47 bits. Among a million returns two share an id with a chance of 1 in 400."""

RETURN_ID = re.compile(f"{PREFIX}[{ALPHABET}]{{{SYMBOLS}}}")


def return_id(digests: Sequence[str], *, copy: int = 0) -> str:
    """``R`` and ten symbols, from the SHA-256 (hex) of each file that the return consists of, in any order.

    The same bytes always give the same id. ``copy`` is for the same paper filed on purpose with several persons
    (``archive add``): 0 is the first. Raises ValueError without digests.
    """
    if not digests:
        raise ValueError("a return has at least one file")
    seed = "\n".join(sorted(digests)) + (f"\ncopy {copy}" if copy else "")
    return PREFIX + _symbols(hashlib.sha256(seed.encode()).digest())


def actor_id(name: str, secret: bytes) -> str:
    """``A`` and ten symbols that stand for a person in the journal: nobody without ``secret`` can tell who."""
    return "A" + _symbols(hmac.new(secret, name.casefold().encode(), hashlib.sha256).digest())


def _symbols(digest: bytes) -> str:
    number = int.from_bytes(digest)
    symbols = []
    for _ in range(SYMBOLS):
        number, index = divmod(number, len(ALPHABET))
        symbols.append(ALPHABET[index])
    return "".join(symbols)
