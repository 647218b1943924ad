"""The best number of ours in what the recognition network believes of a line: a Viterbi search through the frames, over
thirteen symbols with a hyphen, a blank or nothing between the groups, and anything before and after.

Letters that the alphabet does not have are what looks like them: an S is a 5, an O one of the round letters. The
network knows dozens of scripts, so Cyrillic, Greek and wide letters count as the Latin ones that they look like.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_words import BLANK, Recogniser
from dokumentverk.model.number import ALPHABET, LENGTH, group

_SYMBOLS = len(ALPHABET)
_LOOKS_LIKE = {
    "S": "5", "Z": "2", "B": "8", "U": "V", "O": "DQCG", "0": "DQCG", "1": "T7J", "I": "T7J", "L": "T7J", "|": "T7J",
    "А": "A", "В": "8", "Е": "E", "К": "K", "М": "M", "Н": "H", "Р": "P", "С": "C", "Т": "T", "Х": "X", "У": "Y",
    "Α": "A", "Ε": "E", "Η": "H", "Κ": "K", "Μ": "M", "Ν": "N", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X",
}  # fmt: skip
_SMALL_AS_LARGE = frozenset("ckpvwxysuzo")
"""Letters whose small form looks like the large one. The others' small forms do not count: words are no numbers."""
_HYPHENS = frozenset("-‐‑‒–—−·.~_")
_NO_HYPHEN = 4.0
"""What is lost (natural logarithm) where no hyphen is believed between two groups, at less than ``_SEEN``."""
_SEEN = 0.2
_GAPS = (3, 7)
"""Symbols after which a group ends."""
_LEAST = 1e-6
_ALTERNATIVES = 3
"""Symbols that are tried at one place, and places, the least sure, where they are tried."""


@dataclass(frozen=True, slots=True)
class Found:
    """``candidates``: the likeliest numbers, grouped, best first. ``least``: the belief in the least sure symbol of the
    first. ``loss``: how much less it is believed than the text that the network likes best, a natural logarithm."""

    candidates: tuple[str, ...]
    least: float
    loss: float

    @property
    def number(self) -> str:
        return self.candidates[0]


def search(reader: Recogniser, line: Grey) -> Found | None:
    """None when the line is too short for a number."""
    beliefs = reader.beliefs(line)
    if len(beliefs) < LENGTH:
        return None
    weights, hyphens = _classes(reader.characters)
    symbols = beliefs @ weights
    gap = beliefs[:, BLANK]
    hyphen = beliefs[:, hyphens].sum(axis=1)
    between = gap + hyphen
    places, score = _best(symbols, gap, between, beliefs.max(axis=1))
    shares = np.stack([symbols[frames].max(axis=0) for frames in places])
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), _LEAST)
    loss = float(np.log(np.maximum(beliefs.max(axis=1), _LEAST)).sum()) - score
    for place in _GAPS:
        parted = hyphen[int(places[place][0]) : int(places[place + 1][0]) + 1]
        loss += _NO_HYPHEN if float(parted.max(initial=0.0)) < _SEEN else 0.0
    return Found(_likeliest(shares), float(shares.max(axis=1).min()), loss)


@cache
def _classes(characters: tuple[str, ...]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """How much each class counts for each symbol (classes x symbols), and the classes of what separates groups."""
    weights = np.zeros((len(characters), _SYMBOLS), np.float32)
    hyphens = []
    for at, character in enumerate(characters):
        plain = unicodedata.normalize("NFKC", character)
        if plain in _HYPHENS:
            hyphens.append(at)
        plain = plain.upper() if plain in _SMALL_AS_LARGE else plain
        looks = plain if len(plain) == 1 and plain in ALPHABET else _LOOKS_LIKE.get(plain, "")
        for symbol in looks:
            weights[at, ALPHABET.index(symbol)] = 1 / len(looks)
    return weights, np.array(hyphens, np.intp)


def _best(
    symbols: NDArray[np.float32], gap: NDArray[np.float32], between: NDArray[np.float32], anything: NDArray[np.float32]
) -> tuple[list[NDArray[np.intp]], float]:
    """(the frames of each of the thirteen symbols, the path's logarithm). States: before, each symbol at each place,
    the gap behind each place (the last: anything behind)."""
    said, silent, parted, free = (np.log(np.maximum(one, _LEAST)) for one in (symbols, gap, between, anything))
    count = len(said)
    low = -1e9
    before = 0.0
    at = np.full((LENGTH, _SYMBOLS), low)
    behind = np.full(LENGTH, low)
    came = np.zeros((count, LENGTH, _SYMBOLS), np.int16)  # -1 stays, -2 from the gap before, else the symbol before
    rested = np.zeros((count, LENGTH), np.int16)  # -1 stays, else the symbol that it follows
    for now in range(count):
        first = at.argmax(axis=1)
        best = at[np.arange(LENGTH), first]
        entry = np.concatenate(([before], behind[:-1]))[:, None]
        from_symbol, of_symbol = _from_other(at, first, best)
        arriving = np.where(entry >= from_symbol, entry, from_symbol)
        came[now] = np.where(at >= arriving, -1, np.where(entry >= from_symbol, -2, of_symbol))
        rested[now] = np.where(behind >= best, -1, first)
        waits = np.full(LENGTH, silent[now])
        waits[list(_GAPS)] = parted[now]
        waits[-1] = free[now]
        behind = np.maximum(behind, best) + waits
        at = np.maximum(at, arriving) + said[now]
        before += float(free[now])
    return _traced(at, behind, came, rested), float(max(behind[-1], at[-1].max()))


def _from_other(
    at: NDArray[np.float64], first: NDArray[np.intp], best: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
    """The best other symbol at the place before: the same twice needs a gap between."""
    rows = np.arange(LENGTH)
    rest = at.copy()
    rest[rows, first] = -np.inf
    second = rest.argmax(axis=1)
    same = np.arange(_SYMBOLS)[None] == first[:, None]
    value = np.where(same, rest[rows, second][:, None], best[:, None])
    symbol = np.where(same, second[:, None], first[:, None]).astype(np.int16)
    nothing = np.full((1, _SYMBOLS), -np.inf)
    return np.vstack([nothing, value[:-1]]), np.vstack([np.zeros((1, _SYMBOLS), np.int16), symbol[:-1]])


def _traced(
    at: NDArray[np.float64], behind: NDArray[np.float64], came: NDArray[np.int16], rested: NDArray[np.int16]
) -> list[NDArray[np.intp]]:
    frames: list[list[int]] = [[] for _ in range(LENGTH)]
    place = LENGTH - 1
    symbol = -1 if behind[-1] >= at[-1].max() else int(at[-1].argmax())
    for now in range(len(came) - 1, -1, -1):
        if symbol < 0:
            symbol = int(rested[now, place])
            continue
        frames[place].append(now)
        step = int(came[now, place, symbol])
        if step == -1:
            continue
        place -= 1
        if place < 0:
            break
        symbol = -1 if step == -2 else step
    return [np.array(one[::-1] or [0], np.intp) for one in frames]


def _likeliest(shares: NDArray[np.float32]) -> tuple[str, ...]:
    """The best number and those that differ at the few least sure places, most believed first."""
    order = np.argsort(-shares, axis=1)
    best = [ALPHABET[one] for one in order[:, 0]]
    ratio = shares[np.arange(LENGTH), order[:, 1]] / np.maximum(shares[np.arange(LENGTH), order[:, 0]], _LEAST)
    unsure = [int(place) for place in np.argsort(-ratio)[:_ALTERNATIVES]]
    choices = [[(float(shares[place, one]), ALPHABET[one]) for one in order[place, :_ALTERNATIVES]] for place in unsure]
    found = []
    for chosen in product(*choices):
        letters = list(best)
        believed = 1.0
        for place, (share, letter) in zip(unsure, chosen, strict=True):
            letters[place] = letter
            believed *= share
        found.append((believed, group("".join(letters))))
    found.sort(key=lambda one: -one[0])
    return tuple(number for _, number in found)
