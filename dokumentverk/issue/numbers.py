"""Numbers of issues: eight random symbols (38 bits) and a keyed check of five (23.8 bits).

The check is HMAC-SHA256 over the random symbols, taken modulo 27⁵. A number that nobody issued passes for one key with
a chance of 1 to 14,348,907; so does one with a wrong symbol or two neighbours swapped among the first eight, while any
change among the last five is always seen.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from dokumentverk.issue.keys import Key, Keys
from dokumentverk.model.number import ALPHABET, CHECK_SYMBOLS, LENGTH, RANDOM_SYMBOLS, group, ungroup

_NUMBER = b"dokumentverk number 1\x00"
_PREFILL = b"dokumentverk prefill 1\x00"


def new_number(key: Key, random: Callable[[int], int]) -> str:
    """A grouped number. ``random(n)`` gives a whole number from 0 to n - 1, each as likely: ``secrets.randbelow``.

    Whether it is taken is for the caller to look up: among a million numbers two are alike about every other time.
    """
    symbols = "".join(ALPHABET[random(len(ALPHABET))] for _ in range(RANDOM_SYMBOLS))
    return group(symbols + _check(key, symbols))


def verify(number: str, keys: Keys) -> str | None:
    """The id of the key that made the number's check; None when no key we have did. ``number`` is grouped or not."""
    symbols = ungroup(number)
    if len(symbols) != LENGTH or any(symbol not in ALPHABET for symbol in symbols):
        return None
    random, check = symbols[:RANDOM_SYMBOLS], symbols[RANDOM_SYMBOLS:]
    return next((key.id for key in keys.all if hmac.compare_digest(_check(key, random), check)), None)


def _check(key: Key, symbols: str) -> str:
    rest = int.from_bytes(hmac.digest(key.secret, _NUMBER + symbols.encode("ascii"), hashlib.sha256))
    check = ""
    for _ in range(CHECK_SYMBOLS):
        rest, at = divmod(rest, len(ALPHABET))
        check += ALPHABET[at]
    return check


def prefill_digest(key: Key, field: str, value: str) -> str:
    """A keyed digest (32 hex digits) of what was filled into a field: tells whether it was changed, not what it was."""
    message = _PREFILL + field.encode() + b"\x00" + value.encode()
    return hmac.digest(key.secret, message, hashlib.sha256).hex()[:32]
