"""Pages full of combs, written by many hands and degraded by the tests' own drawing (``tests.paper``), which shares no
code with the training's. Needs ``npm install --prefix tests/paper``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

import cv2
import numpy as np

from dokumentverk.engines.scan_digits import read_digits
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_sample import halved
from dokumentverk.model.layout import Box, Place, WidgetKind
from dokumentverk.model.scan import DigitSight, Tone
from dokumentverk.rules import fodselsnummer, organisasjonsnummer
from tests.paper.conditions import Condition
from tests.paper.degrading import A4, Scan, degrade
from tests.paper.digits import DigitHabits, write_comb
from tests.paper.filling import FilledPage
from tests.paper.ink import Chance
from tests.paper.prints import toner
from tests.paper.writers import Writer, writer

DPI: Final = 300
EARLIEST: Final = date(2025, 6, 1)
LATEST: Final = date(2027, 6, 30)
TODAY: Final = date(2026, 11, 2)
"""Dates are spread evenly over the two years from the earliest to the latest; those of these months lie about the day
on which the form is read, with a standard deviation of 90 days."""
_CELL, _HEIGHT = 14.26, 18.43
_FINE: Final = 4
_ROWS: Final = 25
_OFF: Final = 0.3
"""Points (0.1 mm) that registration errs by, one standard deviation; three times as much on a page in five."""
NEAT: Final = DigitHabits()
CARELESS: Final = DigitHabits(beyond=0.25, struck=0.02)
CARELESS_SHARE: Final = 0.25


class Kind(StrEnum):
    FODSELSNUMMER = "fødselsnummer"
    WRONG_FODSELSNUMMER = "fødselsnummer with a wrong digit"
    SWAPPED_FODSELSNUMMER = "fødselsnummer with two digits swapped"
    ORGANISASJONSNUMMER = "organisasjonsnummer"
    DATE = "date"
    NEAR_DATE = "date of these months"
    PERCENT = "percentage"
    PHONE = "telephone number"
    EMPTY = "empty"


_CELLS: Final = {
    Kind.ORGANISASJONSNUMMER: 9, Kind.DATE: 8, Kind.NEAR_DATE: 8, Kind.PERCENT: 3, Kind.PHONE: 8, Kind.EMPTY: 8,
}  # fmt: skip
_BREAKS: Final = {8: (2, 4), 11: (6,)}
MIXED: Final = (
    (Kind.FODSELSNUMMER, Kind.DATE, Kind.DATE),
    (Kind.FODSELSNUMMER, Kind.DATE, Kind.DATE),
    (Kind.FODSELSNUMMER, Kind.FODSELSNUMMER, Kind.DATE),
    (Kind.FODSELSNUMMER, Kind.WRONG_FODSELSNUMMER, Kind.PHONE),
    (Kind.FODSELSNUMMER, Kind.ORGANISASJONSNUMMER, Kind.PERCENT, Kind.EMPTY),
)
NUMBERS: Final = ((Kind.FODSELSNUMMER,) * 3,)
SLIPS: Final = ((Kind.WRONG_FODSELSNUMMER, Kind.WRONG_FODSELSNUMMER, Kind.SWAPPED_FODSELSNUMMER),)
DATES: Final = ((Kind.DATE, Kind.NEAR_DATE, Kind.DATE, Kind.NEAR_DATE),)
"""Rows of a page, in turn; each fills the width."""
Rows: TypeAlias = tuple[tuple[Kind, ...], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """``wanted`` is what the writer put there, one character a cell, ``?`` a struck one; ``meant`` the value."""

    kind: Kind
    condition: Condition
    meant: str
    wanted: str
    cells: tuple[tuple[float, ...], ...]
    neat: bool


@dataclass(frozen=True, slots=True, eq=False)
class TruePaper:
    """A degraded page whose way is known, with what registration would leave of error. Fulfils ``scan_paper.Paper``."""

    levels: tuple[Grey, ...]
    scan: Scan
    drawn: Grey
    off: tuple[float, float]
    resolution: float

    @property
    def bilevel(self) -> bool:
        return self.scan.tone is Tone.BILEVEL

    def seen(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        width, height = _pixels(box, scale, margin)
        xs = box.left - margin + self.off[0] + (np.arange(width) + 0.5) / scale
        ys = box.top - margin + self.off[1] + (np.arange(height) + 0.5) / scale
        level = 0
        while self.resolution / 2**level >= 1.5 * scale and level < len(self.levels) - 1:
            level += 1
        at = self.scan.pixels(np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)).reshape(height, width, 2)
        u, v = (((at[..., axis] + 0.5) / 2**level - 0.5).astype(np.float32) for axis in (0, 1))
        return cv2.remap(self.levels[level], u, v, cv2.INTER_LINEAR, borderValue=(255,)).astype(np.uint8, copy=False)

    def issued(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        step = DPI / 72
        left, top = (round((edge - margin) * step) for edge in (box.left, box.top))
        right, bottom = (round((edge + margin) * step) for edge in (box.right, box.bottom))
        part = self.drawn[top:bottom, left:right]
        drawn = cv2.resize(part, _pixels(box, scale, margin), interpolation=cv2.INTER_AREA)
        return drawn.astype(np.uint8, copy=False)

    def received(self, box: Box) -> Box:
        return box


def _resolution(scan: Scan) -> float:
    """Pixels per point, along lines through the page's middle."""
    ends = scan.pixels(np.array([(100.0, 400.0), (500.0, 400.0), (300.0, 200.0), (300.0, 600.0)]))
    return float(min(np.hypot(*(ends[1] - ends[0])), np.hypot(*(ends[3] - ends[2]))) / 400)


def _pixels(box: Box, scale: float, margin: float) -> tuple[int, int]:
    return round((box.right - box.left + 2 * margin) * scale), round((box.bottom - box.top + 2 * margin) * scale)


def _numbers(kind: Kind, chance: Chance) -> tuple[str, str]:
    """What is meant, and what is written, one character a cell."""
    match kind:
        case Kind.FODSELSNUMMER:
            number = valid_fodselsnummer(chance)
            return number, number
        case Kind.WRONG_FODSELSNUMMER:
            number = valid_fodselsnummer(chance)
            at = int(chance.integers(len(number)))
            wrong = str((int(number[at]) + int(chance.integers(1, 10))) % 10)
            return number, f"{number[:at]}{wrong}{number[at + 1 :]}"
        case Kind.SWAPPED_FODSELSNUMMER:
            number = valid_fodselsnummer(chance)
            pairs = [at for at in range(len(number) - 1) if number[at] != number[at + 1]]
            at = pairs[int(chance.integers(len(pairs)))]
            return number, f"{number[:at]}{number[at + 1]}{number[at]}{number[at + 2 :]}"
        case Kind.ORGANISASJONSNUMMER:
            while not organisasjonsnummer.is_organisasjonsnummer(number := f"9{int(chance.integers(10**8)):08d}"):
                pass
            return number, number
        case Kind.DATE:
            day = EARLIEST + timedelta(int(chance.integers((LATEST - EARLIEST).days + 1)))
            return f"{day:%d%m%Y}", f"{day:%d%m%Y}"
        case Kind.NEAR_DATE:
            day = TODAY + timedelta(round(float(np.clip(chance.normal(0, 90), -400, 300))))
            return f"{day:%d%m%Y}", f"{day:%d%m%Y}"
        case Kind.PERCENT:
            number = str(int(chance.integers(1, 100)))
            return number, number.ljust(3) if chance.random() < 0.6 else number.rjust(3)
        case Kind.PHONE:
            number = f"{int(chance.integers(20_000_000, 100_000_000))}"
            return number, number
        case Kind.EMPTY:
            return "", " " * 8


def valid_fodselsnummer(chance: Chance) -> str:
    """Synthetic (month + 80), its check digits right."""
    while True:
        born = date(1950, 1, 1) + timedelta(int(chance.integers(22_000)))
        start = f"{born:%d}{born.month + 80}{born:%y}{int(chance.integers(1000)):03d}"
        for check in range(100):
            if fodselsnummer.judge(f"{start}{check:02d}", rule_2032=False) is fodselsnummer.Verdict.VALID:
                return f"{start}{check:02d}"


def places(number: int, rows: Rows) -> Iterator[tuple[Kind, Place]]:
    pitch = (A4[1] - 80) / _ROWS
    for row in range(_ROWS):
        left = 45.0
        for kind in rows[(row + number) % len(rows)]:
            cells = _CELLS.get(kind, 11)
            top = 40 + row * pitch
            box = Box(1, left, top, left + cells * _CELL, top + _HEIGHT)
            yield kind, Place("comb", "comb", WidgetKind.COMB, box, cells=cells)
            left = box.right + 18


def _drawn(places: Sequence[Place]) -> Grey:
    """The combs as ``house.typ`` draws them."""
    scale = DPI / 72 * _FINE
    page = np.full((round(A4[1] * scale), round(A4[0] * scale)), 255, np.uint8)
    for place in places:
        box, cells = place.box, place.cells or 0
        breaks = (0, cells, *_BREAKS.get(cells, ()))
        inner = [at for at in range(cells + 1) if at not in breaks]
        for at, grey, thick in [*((at, 188, 0.5) for at in inner), *((at, 114, 0.6) for at in breaks)]:
            x = box.left + at * _CELL
            _fill(page, (x - thick / 2, box.top, x + thick / 2, box.bottom), scale, grey)
        for y in (box.top, box.bottom):
            _fill(page, (box.left - 0.3, y - 0.3, box.right + 0.3, y + 0.3), scale, 114)
    return halved(halved(page))


def _fill(page: Grey, edges: tuple[float, float, float, float], scale: float, grey: int) -> None:
    left, top, right, bottom = (round(edge * scale) for edge in edges)
    page[top:bottom, left:right] = grey


def page(number: int, condition: Condition, rows: Rows = MIXED, *, held_out: bool) -> list[Seen]:
    """A page of 75 to 100 combs, each by another hand, all read. Odd seeds are held out."""
    odd = int(held_out)
    chance = np.random.default_rng([2 * number + odd, 77])
    kinds = list(places(number, rows))
    sheet = Sheet([place for _, place in kinds], chance)
    told: list[tuple[str, str, bool]] = []
    for at, (kind, place) in enumerate(kinds):
        hand = writer(2 * (1000 * number + at) + odd)
        meant, text = _numbers(kind, chance)
        neat = bool(chance.random() >= CARELESS_SHARE)
        told.append((meant, sheet.write(place, text, hand, hand.chance(5), neat=neat), neat))
    sights = sheet.read(condition, 2 * number + odd, chance)
    return [
        Seen(kind, condition, meant, wanted, sight.cells, neat)
        for (kind, _), (meant, wanted, neat), sight in zip(kinds, told, sights, strict=True)
    ]


class Sheet:
    """A printed page of combs, to be written on and then pictured and read."""

    def __init__(self, places: Sequence[Place], chance: Chance) -> None:
        self._places = places
        self._drawn = _drawn(places)
        self._picture = toner(np.repeat(self._drawn[..., None], 3, axis=2), chance)

    def write(self, place: Place, text: str, hand: Writer, chance: Chance, *, neat: bool) -> str:
        """What then stands in the cells."""
        habits = NEAT if neat else CARELESS
        return write_comb(self._picture, DPI, place.box, place.cells or 0, text, hand, chance, habits)

    def read(self, condition: Condition, seed: int, chance: Chance) -> tuple[DigitSight, ...]:
        scan = degrade(FilledPage(self._picture, DPI, 1, "", None, ()), condition, seed=seed)
        grey = scan.picture if scan.picture.ndim == 2 else cv2.cvtColor(scan.picture, cv2.COLOR_RGB2GRAY)
        levels = [grey.astype(np.uint8, copy=False)]
        while min(levels[-1].shape) > 600:
            levels.append(halved(levels[-1]))
        off = chance.normal(0, _OFF * (3 if chance.random() < 0.2 else 1), 2).tolist()
        paper = TruePaper(tuple(levels), scan, self._drawn, (off[0], off[1]), _resolution(scan))
        return read_digits(paper, list(enumerate(self._places)))
