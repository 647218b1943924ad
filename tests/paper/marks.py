"""Marks in tick boxes, as strokes in points."""

from __future__ import annotations

import math

import numpy as np

from dokumentverk.model.layout import Box
from dokumentverk.model.scan import MarkState
from tests.paper.ink import Chance, Stroke, stroke
from tests.paper.writers import MarkStyle, Writer

STATES = {
    MarkStyle.TICK: MarkState.MARKED,
    MarkStyle.CROSS: MarkState.MARKED,
    MarkStyle.SLASH: MarkState.MARKED,
    MarkStyle.SCRIBBLE: MarkState.MARKED,
    MarkStyle.REACHING: MarkState.MARKED,
    MarkStyle.FILLED: MarkState.DOUBTFUL,
    MarkStyle.FILLED_OVER: MarkState.CORRECTED,
    MarkStyle.STRUCK: MarkState.CORRECTED,
    MarkStyle.CIRCLED_LABEL: MarkState.EMPTY,
    MarkStyle.STRAY: MarkState.EMPTY,
    MarkStyle.NONE: MarkState.EMPTY,
}
"""What a person who sees the box alone says of it."""


def mark_strokes(
    style: MarkStyle, box: Box, writer: Writer, chance: Chance, *, room: float = 40.0
) -> tuple[Stroke, ...]:
    """``box`` is the tick box. The label that a ring goes around is taken to stand right of it, within ``room`` points
    before the next box."""
    match style:
        case MarkStyle.NONE:
            return ()
        case MarkStyle.TICK:
            return _tick(box, 1.0, writer, chance)
        case MarkStyle.CROSS:
            return _cross(box, 0.85, writer, chance)
        case MarkStyle.SLASH:
            return _cross(box, 0.95, writer, chance)[:1]
        case MarkStyle.REACHING:
            reach = float(chance.uniform(1.5, 2.3))
            return (_tick if chance.random() < 0.5 else _cross)(box, reach, writer, chance)
        case MarkStyle.SCRIBBLE:
            return (_hatching(box, float(chance.uniform(0.6, 0.8)), int(chance.integers(4, 7)), writer, chance),)
        case MarkStyle.FILLED:
            return _filling(box, writer, chance)
        case MarkStyle.FILLED_OVER:
            return (*_cross(box, 0.85, writer, chance), *_filling(box, writer, chance))
        case MarkStyle.STRUCK:
            return (*_cross(box, 0.8, writer, chance), *_striking(box, writer, chance))
        case MarkStyle.CIRCLED_LABEL:
            return (_ring(box, room, writer, chance),)
        case MarkStyle.STRAY:
            return _stray(box, chance)


def _frame(box: Box, chance: Chance, spread: float = 0.09) -> tuple[float, float, float]:
    """Middle (a little off) and half of the box's side."""
    side = min(box.right - box.left, box.bottom - box.top)
    off = chance.normal(0, spread * side, 2)
    return (box.left + box.right) / 2 + float(off[0]), (box.top + box.bottom) / 2 + float(off[1]), side / 2


def _tick(box: Box, size: float, writer: Writer, chance: Chance) -> tuple[Stroke, ...]:
    x, y, half = _frame(box, chance)
    r = half * size * float(chance.uniform(0.8, 1.1))
    long = float(chance.uniform(0.9, 1.6))
    # Even those who tick largely begin at the box.
    down = float(chance.uniform(0.55, 0.95)) * (min(1.0, half / r))
    points = [
        (x - r * float(chance.uniform(0.6, 0.95)), y - r * float(chance.uniform(-0.25, 0.2))),
        (x - r * float(chance.uniform(0.1, 0.3)), y + r * down),
        (x + r * long * 0.5, y - r * long * 0.45),
        (x + r * long * 0.95, y - r * long * float(chance.uniform(0.75, 1.05))),
    ]
    return (stroke(points, chance, tremble=writer.tremble * 0.5),)


def _cross(box: Box, size: float, writer: Writer, chance: Chance) -> tuple[Stroke, ...]:
    x, y, half = _frame(box, chance)
    made: list[Stroke] = []
    for turn in (math.pi / 4, -math.pi / 4):
        angle = turn + writer.slant * 0.25 + float(chance.normal(0, 0.12))
        r = half * size * 1.25 * float(chance.uniform(0.8, 1.15))
        bow = float(chance.normal(0, 0.08)) * r
        dx, dy = r * math.cos(angle), r * math.sin(angle)
        sign = 1 if turn < 0 else -1
        start, end = (x - sign * dx, y - sign * dy), (x + sign * dx, y + sign * dy)
        made.append(stroke([start, (x - bow, y + bow), end], chance, tremble=writer.tremble * 0.5))
    return tuple(made)


def _hatching(box: Box, size: float, turns: int, writer: Writer, chance: Chance) -> Stroke:
    """To and fro without lifting the pen."""
    x, y, half = _frame(box, chance, 0.06)
    r = half * size
    lean = float(chance.uniform(0.2, 0.6))
    points = [
        (
            x + r * (2 * step / turns - 1) + (r * lean if step % 2 else -r * lean) * 0.6,
            y + (-r if step % 2 else r) * float(chance.uniform(0.75, 1.15)),
        )
        for step in range(turns + 1)
    ]
    return stroke(points, chance, tremble=writer.tremble)


def _filling(box: Box, writer: Writer, chance: Chance) -> tuple[Stroke, ...]:
    """Two layers of hatching, dense enough to hide what was there."""
    turns = max(9, int((box.right - box.left) / writer.pen.width * 1.5))
    return tuple(_hatching(box, float(chance.uniform(0.9, 1.1)), turns, writer, chance) for _ in range(2))


def _striking(box: Box, writer: Writer, chance: Chance) -> tuple[Stroke, ...]:
    x, y, half = _frame(box, chance)
    made: list[Stroke] = []
    for _ in range(int(chance.integers(2, 5))):
        rise = float(chance.uniform(-0.5, 0.5)) * half
        r = half * float(chance.uniform(1.4, 2.2))
        up = y + float(chance.normal(0, 0.35)) * half
        made.append(stroke([(x - r, up + rise), (x, up), (x + r, up - rise)], chance, tremble=writer.tremble))
    return tuple(made)


def _ring(box: Box, room: float, writer: Writer, chance: Chance) -> Stroke:
    width = max(10.0, min(room - 4, float(chance.uniform(22, 40))))
    x, y = box.right + 2 + width / 2, (box.top + box.bottom) / 2
    start = float(chance.uniform(0, 2 * math.pi))
    angles = np.linspace(start, start + 2 * math.pi * float(chance.uniform(1.02, 1.15)), 18)
    radii = 1 + chance.normal(0, 0.04, len(angles))
    points = np.stack([x + width * 0.48 * radii * np.cos(angles), y + 9.5 * radii * np.sin(angles)], axis=1)
    return stroke(points, chance, tremble=writer.tremble)


def _stray(box: Box, chance: Chance) -> tuple[Stroke, ...]:
    """A dot or a short touch, somewhere at the box."""
    x, y, half = _frame(box, chance, 0.35)
    end = chance.normal(0, 0.18 * half, 2)
    return (stroke([(x, y), (x + float(end[0]), y + float(end[1]))], chance, tremble=0.05),)
