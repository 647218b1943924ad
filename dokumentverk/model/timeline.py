"""A case on one page: what is drawn, in millimetres from the left edge of the time axis."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How something stands. Each has a colour and a shape of its own: colour alone tells nobody."""

    DONE = "done"
    LATE = "late"
    DUE = "due"
    OVERDUE = "overdue"
    GONE = "gone"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Bar:
    """Days absent. ``part`` is 0 to 1 of the height. ``warning``: an avventende sick note, drawn as an outline."""

    x: float
    width: float
    part: float
    label: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """``level`` counts lines downwards from 0. ``left``: the label stands before the mark."""

    x: float
    level: int
    label: str
    tone: Tone
    left: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    marks: tuple[Mark, ...]
    levels: int


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """``facts`` are (label, text). ``key`` explains the tones. ``later`` tells what lies beyond the axis."""

    title: str
    facts: tuple[tuple[str, str], ...]
    week: str
    weeks: tuple[Tick, ...]
    months: tuple[Tick, ...]
    absence: str
    bars: tuple[Bar, ...]
    lanes: tuple[Lane, ...]
    today: Tick | None
    key: tuple[tuple[Tone, str], ...]
    later: str
    footer: str
    language: str
