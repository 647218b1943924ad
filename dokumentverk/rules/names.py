"""Whether two names can be the same person's. Pure.

Registers, certificates and people write one name in many ways: middle names come and go, double names lose a half, æ,
ø and å become ae, oe and aa or a, o and a, and the family name may stand first. A name alone never proves who somebody
is: it can only fit, not fit, or leave it open.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from enum import StrEnum

_FOLDED = str.maketrans({"å": "a", "ä": "a", "æ": "a", "ø": "o", "ö": "o", "ð": "d", "đ": "d", "þ": "t", "ß": "s"})
_SPELT = (("aa", "a"), ("ae", "a"), ("oe", "o"))


class Likeness(StrEnum):
    SAME = "same"
    OPEN = "open"
    OTHER = "other"


def likeness(written: str, given: str, family: str) -> Likeness:
    """``written`` is a whole name as it stands somewhere, ``given`` and ``family`` that of a register.

    SAME: all parts are there, in any order; or the first given name and the last family name are, and what else stands
    in the shorter of the two stands in the longer one too, be it as an initial. OTHER: no given name of the one can be
    one of the other. All else is OPEN: a new family name, a first name given as an initial, half a double name.
    """
    stands, first, last = _parts(written), _parts(given), _parts(family)
    if not stands or not first or not last:
        return Likeness.OPEN
    known = [*first, *last]
    if Counter(stands) == Counter(known):
        return Likeness.SAME
    begins = stands[0] == first[0] and stands[-1] == last[-1]
    if begins and len(stands) > 1 and _within(stands, known):
        return Likeness.SAME
    if any(_can_be(one, other) for one in stands for other in first):
        return Likeness.OPEN
    return Likeness.OTHER


def stands_in(line: str, given: str, family: str) -> bool:
    """Whether some words beside each other in a line are that name: no longer than it is, but perhaps without a middle
    name or with the family name first."""
    parts, longest = _parts(line), len(_parts(given)) + len(_parts(family))
    spans = (parts[at : at + size] for size in range(2, longest + 1) for at in range(len(parts) - size + 1))
    return any(likeness(" ".join(span), given, family) is Likeness.SAME for span in spans)


def _within(one: list[str], other: list[str]) -> bool:
    """Whether each part of the shorter stands for a part of the longer, each for its own."""
    shorter, longer = sorted((one, other), key=len)
    left = list(longer)
    for part in sorted(shorter, key=len, reverse=True):
        found = next((each for each in left if each == part), None) or next(
            (each for each in left if _can_be(part, each)), None
        )
        if found is None:
            return False
        left.remove(found)
    return True


def _can_be(one: str, other: str) -> bool:
    """The same, or one of them an initial of the other."""
    return one == other or (len(one) == 1 and other.startswith(one)) or (len(other) == 1 and one.startswith(other))


def _parts(name: str) -> list[str]:
    """«Åse Sørbø-Ødegård» as ``["ase", "sorbo", "odegard"]``."""
    plain = unicodedata.normalize("NFC", name).casefold().translate(_FOLDED)
    bare = "".join(one for one in unicodedata.normalize("NFD", plain) if not unicodedata.combining(one))
    for spelt, folded in _SPELT:
        bare = bare.replace(spelt, folded)
    return re.findall(r"[^\W\d_]+", bare)
