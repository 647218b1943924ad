"""Piles of paper as they lie in a scanner's tray, with the truth of every sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from tests.paper import strangers
from tests.paper.conditions import Condition
from tests.paper.degrading import Scan, degrade
from tests.paper.filling import FilledPage
from tests.paper.ink import Chance, Picture
from tests.paper.strangers import blank_back


class SheetKind(StrEnum):
    FORM = "form"
    BLANK = "blank"
    LETTER = "letter"
    INVOICE = "invoice"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class PileSheet:
    """``number`` and ``page`` of a form; ``copy`` tells two returns of one issue apart, from 0."""

    kind: SheetKind
    number: str | None = None
    page: int | None = None
    copy: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Pile:
    """``scans`` and ``sheets`` in the order of the file."""

    scans: tuple[Scan, ...]
    sheets: tuple[PileSheet, ...]

    def __add__(self, other: Pile) -> Pile:
        return Pile(self.scans + other.scans, self.sheets + other.sheets)


@dataclass(frozen=True, slots=True)
class Handling:
    """How the pile was handled. ``duplex``: backs are scanned too. ``shuffled``: all sheets in any order.
    ``upside_down``: the share of sheets so fed."""

    condition: Condition = Condition.GREY_200
    duplex: bool = False
    shuffled: bool = False
    upside_down: float = 0.0


def form_sheets(pages: Sequence[FilledPage], handling: Handling, seed: int, *, copy: int = 0) -> Pile:
    """The pages of one return, in order; leave one out, or give one twice, by what you hand in."""
    made = [
        _both_sides(
            PileSheet(SheetKind.FORM, page.number, page.page, copy), page, page.picture, handling, seed * 101 + at
        )
        for at, page in enumerate(pages)
    ]
    return joined(made)


def stranger(kind: SheetKind, handling: Handling, seed: int) -> Pile:
    chance = np.random.default_rng([seed, 23])
    picture = _stranger_picture(kind, chance)
    return _both_sides(PileSheet(kind), None, picture, handling, seed)


def _stranger_picture(kind: SheetKind, chance: Chance) -> Picture:
    match kind:
        case SheetKind.LETTER:
            return strangers.letter(chance)
        case SheetKind.INVOICE:
            return strangers.letter(chance, code=True)
        case SheetKind.NOTE:
            return strangers.note_by_hand(chance)
        case SheetKind.BLANK | SheetKind.FORM:
            return strangers.white()


def joined(piles: Sequence[Pile]) -> Pile:
    return Pile(
        tuple(scan for one in piles for scan in one.scans), tuple(sheet for one in piles for sheet in one.sheets)
    )


def shuffled(piles: Sequence[Pile], seed: int) -> Pile:
    """Whole sheets change places; a back stays behind its front. Give piles of one sheet each to mix pages."""
    order = np.random.default_rng([seed, 29]).permutation(len(piles))
    return joined([piles[int(at)] for at in order])


def mixed(
    returns: Sequence[Sequence[FilledPage]],
    handling: Handling,
    seed: int,
    strange: Mapping[SheetKind, int] | None = None,
) -> Pile:
    """Returns and foreign sheets in one pile: shuffled sheet by sheet, or the returns one after another with the
    foreign sheets between them."""
    chance = np.random.default_rng([seed, 31])
    parts: list[Pile] = []
    for at, pages in enumerate(returns):
        whole = [
            form_sheets([page], handling, seed * 1009 + at * 31 + page.page, copy=_copies(returns[:at], pages))
            for page in pages
        ]
        parts += whole if handling.shuffled else [joined(whole)]
    kinds = [kind for kind, count in (strange or {}).items() for _ in range(count)]
    for number, kind in enumerate(kinds):
        parts.insert(int(chance.integers(len(parts) + 1)), stranger(kind, handling, seed * 7 + number))
    return shuffled(parts, seed) if handling.shuffled else joined(parts)


def _copies(before: Sequence[Sequence[FilledPage]], pages: Sequence[FilledPage]) -> int:
    numbers = {page.number for page in pages}
    return sum(bool(numbers & {page.number for page in one}) for one in before)


def _both_sides(sheet: PileSheet, page: FilledPage | None, front: Picture, handling: Handling, seed: int) -> Pile:
    """The front, and behind it, when both sides are scanned, its blank back."""
    chance = np.random.default_rng([seed, 37])
    down = bool(chance.random() < handling.upside_down)
    sides = [(sheet, front)]
    if handling.duplex:
        through = front if chance.random() < 0.4 else None
        sides.append((PileSheet(SheetKind.BLANK), blank_back(through, chance)))
    scans: list[Scan] = []
    for at, (_, picture) in enumerate(sides):
        of_form = page if page is not None and at == 0 else None
        scans.append(_pictured(picture, of_form, handling.condition, seed * 2 + at, down=down))
    return Pile(tuple(scans), tuple(one for one, _ in sides))


def _pictured(picture: Picture, page: FilledPage | None, condition: Condition, seed: int, *, down: bool) -> Scan:
    given = page or FilledPage(picture, 300, 0, "", None, ())
    scan = degrade(given, condition, seed)
    if down:
        scan = upside_down(scan)
    return scan if page is not None else replace(scan, page=None)


def upside_down(scan: Scan) -> Scan:
    from tests.paper.geometry import quarter_turns

    height, width = scan.picture.shape[:2]
    return replace(
        scan,
        picture=np.ascontiguousarray(np.rot90(scan.picture, 2)),
        warping=scan.warping.then(quarter_turns(2, (width, height))),
        turn=(scan.turn + 180) % 360,
    )
