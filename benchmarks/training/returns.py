"""Whole returns of the forms that come along, as far as their dates go: what one date tells of the next is measured on
these. Their combs are written on pages of combs (``benchmarks.training.combs``), not on the forms themselves, so that
thousands take minutes; whole forms are measured by ``benchmarks.scan``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count
from typing import Final

import numpy as np

from benchmarks.paper.answers import answers_of
from benchmarks.training.combs import CARELESS_SHARE, DATES, Kind, Seen, Sheet, places
from dokumentverk import shipped
from dokumentverk.define import load_definition
from dokumentverk.flow.understand import LIKELY, PLAUSIBLE_AFTER, PLAUSIBLE_BEFORE
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.layout import Box
from dokumentverk.model.scan import DigitSight
from dokumentverk.model.value import Value, rows_of
from dokumentverk.read.dates_together import decode_together
from dokumentverk.read.decode import Bounds, decode
from dokumentverk.read.decoded import Decoded
from dokumentverk.read.known import Known
from dokumentverk.read.slots import slots_of
from tests.paper.conditions import Condition
from tests.paper.ink import Chance
from tests.paper.prints import DAY
from tests.paper.writers import writer

FORMS: Final = ("egenmelding", "egenmelding", "egenmelding", "egenmelding", "oppfolgingsplan", "dialogmote")
"""In turn."""
_SIGNED: Final = DAY.date()
"""The day on which the made-up returns are signed (``benchmarks.paper.answers``)."""
_WAITED: Final = 14
_UNDERWAY: Final = 7
"""Days, at most, from issue to signature and from there to arrival."""


@dataclass(frozen=True, slots=True)
class FormSeen:
    """The dates of one return: with each the field, row and column that it stands in. ``issued`` and ``arrived`` are
    days."""

    form: str
    issued: date
    arrived: date
    dates: tuple[tuple[str, int | None, str | None, Seen], ...]


def decoded_dates(form: FormSeen) -> list[tuple[Seen, Decoded, Decoded]]:
    """Each date as it is decoded by itself, and beside the others of its return."""
    definition = _definition(form.form)
    slots = {(one.field, one.row, one.column): one for one in slots_of(Known(definition, None, None))}
    bounds = Bounds(
        form.arrived - PLAUSIBLE_BEFORE,
        form.arrived + PLAUSIBLE_AFTER,
        likely=(form.issued - LIKELY, form.arrived + LIKELY),
        arrived=form.arrived,
    )
    box = Box(1, 0, 0, 0, 0)
    combs = [
        (slots[field, row, column], DigitSight(at, box, seen.cells))
        for at, (field, row, column, seen) in enumerate(form.dates)
    ]
    together = decode_together(definition, combs, (), bounds)
    return [
        (seen, decode(slot.leaf, sight, bounds), together[sight.place])
        for (slot, sight), (*_, seen) in zip(combs, form.dates, strict=True)
    ]


def form_page(number: int, condition: Condition, *, held_out: bool) -> list[FormSeen]:
    """The dates of whole returns in the combs of one page, each return by one hand (what the leader fills in, by the
    leader's), all read. Odd seeds are held out."""
    odd = int(held_out)
    chance = np.random.default_rng([2 * number + odd, 78])
    combs = [place for _, place in places(number, DATES)]
    sheet = Sheet(combs, chance)
    returns: list[_Return] = []
    first = 0
    for at in count():
        one = _made(FORMS[at % len(FORMS)], chance)
        if first + len(one.dates) > len(combs):
            break
        hands = [writer(2 * (1000 * number + 2 * at + leads) + odd) for leads in (0, 1)]
        for which, day in enumerate(one.dates):
            hand = hands[day.led]
            day.wanted = sheet.write(combs[first + which], day.meant, hand, hand.chance(5, which), neat=one.neat)
        returns.append(one)
        first += len(one.dates)
    sights = iter(sheet.read(condition, 2 * number + odd, chance))
    return [one.seen(condition, sights) for one in returns]


@dataclass(frozen=True, slots=True)
class _Return:
    form: str
    issued: date
    arrived: date
    neat: bool
    dates: list[_Written]

    def seen(self, condition: Condition, sights: Iterator[DigitSight]) -> FormSeen:
        dates = tuple(
            (*day.at, Seen(Kind.NEAR_DATE, condition, day.meant, day.wanted, sight.cells, self.neat))
            for day, sight in zip(self.dates, sights, strict=False)
        )
        return FormSeen(self.form, self.issued, self.arrived, dates)


@dataclass(slots=True)
class _Written:
    """``at`` are field, row and column; ``led`` tells what the leader fills in."""

    at: tuple[str, int | None, str | None]
    led: bool
    meant: str
    wanted: str = ""


def _made(form: str, chance: Chance) -> _Return:
    definition = _definition(form)
    led = {one.id for section in definition.sections if section.filled_by == "leader" for one in section.fields}
    days = [
        _Written((field, row, column), field in led, f"{day:%d%m%Y}")
        for field, value in answers_of(definition, chance).items()
        for row, column, day in _days_of(value)
    ]
    issued = _SIGNED - timedelta(int(chance.integers(_WAITED + 1)))
    arrived = _SIGNED + timedelta(int(chance.integers(_UNDERWAY + 1)))
    return _Return(form, issued, arrived, bool(chance.random() >= CARELESS_SHARE), days)


@cache
def _definition(form: str) -> FormDefinition:
    return load_definition(shipped.forms() / f"{form}.toml")


def _days_of(value: Value) -> Iterator[tuple[int | None, str | None, date]]:
    """Row, column, day."""
    if isinstance(value, date):
        yield None, None, value
    for at, row in enumerate(rows_of(value)):
        for column, day in row:
            if isinstance(day, date):
                yield at, column, day
