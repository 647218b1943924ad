"""Writers: people who fill in forms by pen, each with a hand of their own that follows from a seed.

Even seeds are for training and for setting thresholds; odd ones are held out for tests and figures. The two have
different handwriting fonts and different digits (MNIST's training and test halves).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tests.paper.ink import BLACK, BLUE, FAINT_PENCIL, FELT, GEL, PENCIL, Chance, Pen


class MarkStyle(StrEnum):
    """How a tick box is marked, or what else is done about it."""

    TICK = "tick"
    CROSS = "cross"
    SLASH = "slash"
    SCRIBBLE = "scribble"
    REACHING = "reaching"
    """A tick or cross that goes far outside its box."""
    FILLED = "filled"
    """Filled all over: what some do to choose, and others to take back."""
    FILLED_OVER = "filled over"
    """Marked, then filled all over: taken back."""
    STRUCK = "struck"
    """Marked, then crossed out with lines beyond the box: taken back."""
    CIRCLED_LABEL = "circled label"
    """Nothing in the box, a ring around its text."""
    STRAY = "stray"
    """An accidental touch of the pen."""
    NONE = "none"


class SignatureStyle(StrEnum):
    CURSIVE = "cursive"
    FONT = "font"
    """A legible name in joined writing."""
    INITIALS = "initials"
    BLOCK = "block letters"
    NONE = "none"
    INTRUDED = "intruded"
    """Nothing signed here; strokes reach in from a neighbour."""


TRAINING_FONTS = ("caveat", "homemade-apple", "kalam", "reenie-beanie")
HELD_OUT_FONTS = ("cedarville-cursive", "indie-flower", "patrick-hand", "shadows-into-light")


@dataclass(frozen=True, slots=True)
class Writer:
    """``slant``: points to the right for each point up. ``size`` and ``thin`` scale what is written and its strokes.
    ``european``: a 1 with an up-stroke; ``crossed``: a 7 with a bar."""

    seed: int
    pen: Pen
    slant: float
    size: float
    thin: float
    tremble: float
    font: str
    mark: MarkStyle
    signature: SignatureStyle
    european: bool
    crossed: bool

    @property
    def held_out(self) -> bool:
        return self.seed % 2 == 1

    def chance(self, *about: int) -> Chance:
        """Random numbers that belong to this writer and what they are about."""
        return np.random.default_rng([self.seed, *about])


_PEN_SHARES = ((BLUE, 0.45), (BLACK, 0.27), (GEL, 0.12), (PENCIL, 0.06), (FAINT_PENCIL, 0.05), (FELT, 0.05))
_MARK_SHARES = (
    (MarkStyle.CROSS, 0.42),
    (MarkStyle.TICK, 0.32),
    (MarkStyle.SLASH, 0.05),
    (MarkStyle.SCRIBBLE, 0.06),
    (MarkStyle.REACHING, 0.12),
    (MarkStyle.FILLED, 0.03),
)
_SIGNATURE_SHARES = (
    (SignatureStyle.CURSIVE, 0.6),
    (SignatureStyle.FONT, 0.22),
    (SignatureStyle.INITIALS, 0.12),
    (SignatureStyle.BLOCK, 0.06),
)


def writer(seed: int) -> Writer:
    chance = np.random.default_rng([seed, 1])
    pen = _PEN_SHARES[int(chance.choice(len(_PEN_SHARES), p=[share for _, share in _PEN_SHARES]))][0]
    mark = _MARK_SHARES[int(chance.choice(len(_MARK_SHARES), p=[share for _, share in _MARK_SHARES]))][0]
    signs = _SIGNATURE_SHARES[int(chance.choice(len(_SIGNATURE_SHARES), p=[p for _, p in _SIGNATURE_SHARES]))][0]
    fonts = HELD_OUT_FONTS if seed % 2 else TRAINING_FONTS
    return Writer(
        seed=seed,
        pen=_own(pen, chance),
        slant=float(np.clip(chance.normal(0.12, 0.16), -0.25, 0.5)),
        size=float(np.clip(chance.normal(1.0, 0.12), 0.75, 1.3)),
        thin=float(chance.uniform(0.0, 1.0)),
        tremble=float(np.clip(chance.gamma(2.0, 0.12), 0.05, 0.8)),
        font=str(chance.choice(fonts)),
        mark=mark,
        signature=signs,
        european=bool(chance.random() < 0.6),
        crossed=bool(chance.random() < 0.55),
    )


def _own(pen: Pen, chance: Chance) -> Pen:
    """No two pens are alike."""
    colour = tuple(int(np.clip(one + chance.normal(0, 8), 0, 255)) for one in pen.colour)
    return Pen(
        pen.name,
        (colour[0], colour[1], colour[2]),
        pen.width * float(chance.uniform(0.85, 1.15)),
        float(np.clip(pen.density * chance.uniform(0.9, 1.05), 0.3, 1.0)),
        float(np.clip(pen.grain * chance.uniform(0.7, 1.3), 0.0, 0.75)),
    )
