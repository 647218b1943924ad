"""Which «Side 1 av 2» the recognition network believes to stand in a line: each one that can is weighed by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_words import BLANK, Recogniser

MOST_PAGES = 24
"""A form with more pages than that is known by its codes alone."""
_WORDS = (("Side", "av"), ("Page", "of"))
_LIKE = {"1": "lI|", "0": "Oo"}
"""What is read for a digit now and then, at half its weight."""
_MARGIN = 4.0
"""By how much the best page must be more believed than the next (natural logarithm: fifty times)."""
_STRANGE = 8.0
"""Most that it may be less believed than the text that the network likes best."""
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class _Phrases:
    """``pages`` and what each says as rows of class indices in ``letters`` (index into the letters used), padded with
    -1; ``classes`` are the network's classes of each letter used, with weights."""

    pages: tuple[tuple[int, int], ...]
    letters: NDArray[np.intp]
    lengths: NDArray[np.intp]
    weights: NDArray[np.float32]


def page_in(reader: Recogniser, line: Grey) -> tuple[int, int] | None:
    """(page, pages), or None when the line says no such thing, or not clearly which."""
    beliefs = reader.beliefs(line)
    phrases = _phrases(reader.characters)
    letters = np.log(np.maximum(beliefs @ phrases.weights, _LEAST))
    spaces = np.array([at for at, one in enumerate(reader.characters) if one == " "], np.intp)
    silence = np.log(np.maximum(beliefs[:, BLANK] + beliefs[:, spaces].sum(axis=1), _LEAST))
    anything = np.log(np.maximum(beliefs.max(axis=1), _LEAST))
    scores = _weighed(letters, silence, anything, phrases)
    free = float(anything.sum())
    best = int(scores.argmax())
    others = [score for score, page in zip(scores, phrases.pages, strict=True) if page != phrases.pages[best]]
    if free - scores[best] > _STRANGE or scores[best] - max(others) < _MARGIN:
        return None
    return phrases.pages[best]


def _weighed(
    letters: NDArray[np.float32], silence: NDArray[np.float32], anything: NDArray[np.float32], phrases: _Phrases
) -> NDArray[np.float64]:
    """The best path's logarithm of each phrase: anything before it, and nothing or spaces within and behind it."""
    count, length = phrases.letters.shape
    said = np.full((count, length), -1e9)
    rest = np.full((count, length + 1), -1e9)
    rest[:, 0] = 0.0
    column = np.maximum(phrases.letters, 0)
    doubled = np.zeros((count, length), bool)
    doubled[:, 1:] = phrases.letters[:, 1:] == phrases.letters[:, :-1]
    for now in range(len(letters)):
        before = np.full((count, length), -1e9)
        before[:, 1:] = np.where(doubled[:, 1:], -1e9, said[:, :-1])
        following = np.maximum(np.maximum(said, rest[:, :-1]), before) + letters[now][column]
        rest[:, 1:] = np.maximum(rest[:, 1:], said) + silence[now]
        rest[:, 0] += anything[now]
        said = following
    rows, last = np.arange(count), phrases.lengths - 1
    ended: NDArray[np.float64] = np.maximum(said[rows, last], rest[rows, last + 1])
    return ended


@cache
def _phrases(characters: tuple[str, ...]) -> _Phrases:
    every = [
        ((page, pages), f"{side}{page}{of}{pages}")
        for side, of in _WORDS
        for pages in range(1, MOST_PAGES + 1)
        for page in range(1, pages + 1)
    ]
    used = sorted({letter for _, text in every for letter in text})
    weights = np.zeros((len(characters), len(used)), np.float32)
    for at, letter in enumerate(used):
        weights[characters.index(letter), at] = 1.0
        for other in _LIKE.get(letter, ""):
            weights[characters.index(other), at] = 0.5
    longest = max(len(text) for _, text in every)
    letters = np.full((len(every), longest), -1, np.intp)
    for row, (_, text) in enumerate(every):
        letters[row, : len(text)] = [used.index(letter) for letter in text]
    lengths = np.array([len(text) for _, text in every], np.intp)
    return _Phrases(tuple(page for page, _ in every), letters, lengths, weights)
