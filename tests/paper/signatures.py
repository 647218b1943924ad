"""Signatures: joined writing that nobody can read, initials, and what only looks like a signature."""

from __future__ import annotations

import math

import numpy as np

from dokumentverk.model.layout import Box
from dokumentverk.model.scan import SignatureLook
from tests.paper.ink import Chance, Points, Stroke, stroke
from tests.paper.writers import SignatureStyle, Writer

LOOKS = {
    SignatureStyle.CURSIVE: SignatureLook.PRESENT,
    SignatureStyle.FONT: SignatureLook.PRESENT,
    SignatureStyle.INITIALS: SignatureLook.PRESENT,
    SignatureStyle.BLOCK: SignatureLook.DOUBTFUL,
    SignatureStyle.NONE: SignatureLook.ABSENT,
    SignatureStyle.INTRUDED: SignatureLook.ABSENT,
}
"""A printed or block-letter name belongs to a person to decide."""

_OWN = 71
"""The part of a writer's chance that makes the signature the same from one time to the next."""


def cursive(box: Box, writer: Writer, chance: Chance) -> tuple[Stroke, ...]:
    """The writer's own, a little different every time; it may cross the box's borders."""
    own = writer.chance(_OWN)
    width, height = box.right - box.left, box.bottom - box.top
    shape = _word(own, letters=int(own.integers(4, 10)), capital=float(own.uniform(1.6, 3.0)))
    parts = [shape]
    if own.random() < 0.6:
        second = _word(own, letters=int(own.integers(3, 9)), capital=float(own.uniform(1.5, 2.8)))
        parts.append(second + np.array([shape[:, 0].max() + own.uniform(0.3, 0.9), 0.0]))
    extent = np.vstack(parts)
    tall = height * float(own.uniform(0.65, 1.25)) * writer.size
    scale = tall / max(1e-6, float(np.ptp(extent[:, 1])))
    across = scale * float(own.uniform(0.9, 1.9))
    wide = float(np.ptp(extent[:, 0])) * across
    most = width * 0.95
    if wide > most:
        across *= most / wide
    left = box.left + float(chance.uniform(0.02, 0.25)) * max(4.0, width - wide)
    middle = (box.top + box.bottom) / 2 + float(chance.normal(0, 0.08)) * height
    tilt = float(own.normal(-0.06, 0.05)) + float(chance.normal(0, 0.015))
    made = [
        stroke(
            _placed(part, extent, (left, middle), (across, scale), writer.slant, tilt)
            + chance.normal(0, 0.02 * tall, part.shape),
            chance,
            tremble=writer.tremble * 0.6,
        )
        for part in parts
    ]
    if own.random() < 0.4:
        made.append(_flourish(box, left, min(wide, most), own, chance))
    return tuple(made)


def _word(own: Chance, letters: int, capital: float) -> Points:
    """Loops after one another on a base line, the first a capital: x to the right, y down, a small letter is 1 high."""
    points: list[tuple[float, float]] = []
    x = 0.0
    for letter in range(letters):
        fade = 1.0 if letter < 2 else float(np.clip(1.25 - letter / letters * own.uniform(0.4, 1.1), 0.2, 1))
        height = (
            capital if letter == 0 else fade * float(own.choice([1.0, 1.0, 1.0, 1.9, 0.7]) * own.uniform(0.75, 1.2))
        )
        drop = float(own.uniform(0.8, 1.5)) if letter and own.random() < 0.14 else 0.0
        loop = float(own.choice([-0.2, 0.2, 0.7, 1.0]) * own.uniform(0.7, 1.3)) * min(height, 1.6)
        advance = float(own.uniform(0.45, 1.0)) * (1.2 if letter == 0 else 1.0)
        for step in range(10):
            turn = 2 * math.pi * step / 10
            rise = (1 - math.cos(turn)) / 2
            points.append(
                (x + advance * step / 10 + loop * math.sin(turn) * 0.5, -height * rise + drop * rise**3 * 0.6)
            )
        x += advance
    points.append((x + float(own.uniform(0.2, 1.4)), -float(own.uniform(-0.3, 0.4))))
    return np.asarray(points, dtype=np.float64)


def _placed(
    part: Points, extent: Points, at: tuple[float, float], scale: tuple[float, float], slant: float, tilt: float
) -> Points:
    low, high = extent.min(axis=0), extent.max(axis=0)
    x = (part[:, 0] - low[0]) * scale[0]
    y = (part[:, 1] - (low[1] + high[1]) / 2) * scale[1]
    leant = x - y * slant
    return np.stack([at[0] + leant * math.cos(tilt) - y * math.sin(tilt), at[1] + y + x * math.sin(tilt)], axis=1)


def _flourish(box: Box, left: float, width: float, own: Chance, chance: Chance) -> Stroke:
    """The line below a name, or through it."""
    y = box.bottom - float(own.uniform(0.05, 0.45)) * (box.bottom - box.top)
    end = left + width * float(own.uniform(0.8, 1.15))
    points = [(end, y - float(own.uniform(0, 6))), (left + width * 0.4, y + float(own.uniform(-2, 3))), (left, y)]
    if own.random() < 0.5:
        points.append((end * 0.96 + left * 0.04, y + float(own.uniform(-4, 2))))
    return stroke(points, chance, tremble=0.2)


def initials(box: Box, writer: Writer, chance: Chance) -> tuple[Stroke, ...]:
    """Two or three capitals, quickly."""
    own = writer.chance(_OWN, 2)
    height = (box.bottom - box.top) * float(own.uniform(0.55, 0.95)) * writer.size
    x = box.left + float(chance.uniform(0.05, 0.4)) * (box.right - box.left)
    made: list[Stroke] = []
    base = (box.top + box.bottom) / 2 + height / 2
    for _ in range(int(own.integers(2, 4))):
        loops = _word(own, letters=int(own.integers(1, 3)), capital=1.0)
        scale = height / max(1e-6, float(np.ptp(loops[:, 1])))
        placed = np.stack(
            [x + loops[:, 0] * scale * 0.6 - loops[:, 1] * scale * writer.slant, base + loops[:, 1] * scale], 1
        )
        made.append(
            stroke(placed + chance.normal(0, 0.02 * height, placed.shape), chance, tremble=writer.tremble * 0.6)
        )
        x += height * float(own.uniform(0.45, 0.8))
    return tuple(made)


def intruding(box: Box, writer: Writer, chance: Chance) -> tuple[Stroke, ...]:
    """Ends of strokes that were written above, below or beside the box."""
    made: list[Stroke] = []
    for _ in range(int(chance.integers(1, 4))):
        above = chance.random() < 0.5
        edge = box.top if above else box.bottom
        x = float(chance.uniform(box.left, box.right))
        into = float(chance.uniform(2, 9)) * (1 if above else -1)
        lean = float(chance.normal(0, 4))
        made.append(
            stroke(
                [
                    (x - lean * 2, edge - into * 2),
                    (x, edge + into * 0.4),
                    (x + lean, edge + into),
                    (x + lean + 5, edge - into),
                ],
                chance,
                tremble=writer.tremble,
            )
        )
    return tuple(made)
