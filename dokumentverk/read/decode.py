"""The digits of a comb read under what the field can be: valid identifiers, days of the calendar, plausible numbers.

Confidence is the posterior that the writer put exactly this text, weighed against every other valid text, a slip of the
writer's pen, a spoilt cell, something else altogether, and an empty comb. A number that the writer got wrong is thus
not read away: the wrong digit is sure, and a slip is as likely as a blind error of the model.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final

from dokumentverk.model.form import Field, FieldKind, TextFormat
from dokumentverk.model.scan import DigitSight
from dokumentverk.read.decode_identifiers import fodselsnummer_sum, organisasjonsnummer_sum
from dokumentverk.read.digit_belief import (
    BLANK_SIGN,
    LIGHTEST,
    SLIP,
    START,
    Cell,
    Sum,
    add,
    all_blank,
    any_digits,
    beside_most,
    cells_of,
    complete,
    heaviest,
    joined,
    raw_of,
    reach_of,
    string_sum,
    weight_of,
)
from dokumentverk.rules import fodselsnummer, organisasjonsnummer

SURE: Final = 0.998
"""Least confidence of a value that is read without a person."""
SURE_DATE: Final = 0.999
"""The same of a date. Even seeds, grey and colour: 968 of 2,350 dates reach it, 1 wrong; at 0.998 it was 1,228 and 6
wrong, at 0.99 1,622 and 9."""
SURE_CHECKED: Final = 0.97
"""The same of a number whose check digits agree with what every cell shows: 1,496 of 1,965 fødselsnummer, none
wrong. Lower takes in no more."""
SURE_CHANGED: Final = 0.97
"""The same where one digit is not what its cell looks most like by itself: 123 of 1,965 fødselsnummer, none wrong. Of
1,140 that were written with a wrong digit 2 pass so, and 1 unchanged."""
MOST_CHANGED: Final = 1
UNDECIDED: Final = 0.3
"""The wide margin. A digit is changed without a person only where its cell was undecided by itself: the new digit had
at least this share of what the cell looks most like. At 0.1 it was 161 fødselsnummer, and 3 of the wrong ones; without
any 11 of the wrong ones."""
SURE_EMPTY: Final = 0.995
MOST_FAINT: Final = 0.4
"""Of what an empty comb's cells may show of something, their shares added up. Where ink has all but gone (a copy of a
copy, a fax) each cell looks empty, but none quite. Even seeds: the least of 42 faint combs 0.68; of empty combs on grey
and colour 0.01 in the middle, and nine of ten below 0.3."""
SHOWN_CHANGES: Final = 2
"""A person is shown the value that these many changed digits make valid; with more it is a guess."""

_EMPTY: Final = 0.3
_OTHER: Final = 0.01
"""Shares of combs that are left empty, and of those filled with digits that are nothing the field asks for."""
_FAR: Final = 0.03
"""Of dates: beyond the plausible range, but in the calendar."""
_NEAR: Final = 0.6
"""Of dates, when it is known which days are likely: those days."""
_FIRST: Final = date(1900, 1, 1)
_LAST: Final = date(2100, 12, 31)
_MOST_NUMBERS: Final = 20_000
_NO_DAYS: Final[Mapping[date, float]] = {}


class DigitState(StrEnum):
    EMPTY = "empty"
    READ = "read"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Decoded:
    """``raw`` is what each cell looks most like by itself, ``·`` for nothing and ``?`` for no digit; ``changed`` the
    cells (from 0) where ``text`` differs from it. A doubtful text is a proposal at most."""

    text: str
    raw: str
    confidence: float
    changed: tuple[int, ...]
    state: DigitState

    @property
    def faint(self) -> bool:
        """Whether nothing is to be seen but what may be the last of faint ink: empty, unless the pen was faint."""
        return self.state is DigitState.DOUBTFUL and not self.text and self.confidence >= SURE_EMPTY

    @property
    def bare(self) -> bool:
        """Whether every cell looks like nothing more than like anything else, be it ever so little."""
        return set(self.raw) == {BLANK_SIGN}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What values are plausible: dates from ``not_before`` to ``not_after`` (None: any of 1900 to 2100), most of them
    from the first to the last day of ``likely`` (None: as likely as the others), the employees of the register (empty:
    unknown), and whether numbers of the rule of 2032 may be in use. ``beside`` are days that other dates of the form
    make likely, with their shares of all dates (together less than 1)."""

    not_before: date | None = None
    not_after: date | None = None
    employees: frozenset[str] = frozenset()
    rule_2032: bool = False
    likely: tuple[date, date] | None = None
    beside: Mapping[date, float] = field(default_factory=dict)


def decode(field: Field | None, sight: DigitSight, bounds: Bounds) -> Decoded:
    """What stands in a comb of ``field``; None is a comb of no field of its own (the number beside a continuation).
    The field's own ``paper_confidence`` stands in the place of ``SURE``, ``SURE_DATE`` and ``SURE_CHECKED``; a value
    with a changed digit needs ``SURE_CHANGED`` and ``UNDECIDED`` in any case."""
    cells = cells_of(sight.cells)
    sure, checked = _limits(field)
    match field:
        case Field(kind=FieldKind.FODSELSNUMMER) if len(cells) == fodselsnummer.LENGTH:
            return decode_fodselsnummer(cells, rule_2032=bounds.rule_2032, sure=checked)
        case Field(kind=FieldKind.DATE) if len(cells) == 8:
            plausible = (bounds.not_before or _FIRST, bounds.not_after or _LAST)
            return decode_date(cells, *plausible, bounds.likely, beside=bounds.beside, sure=sure)
        case Field(kind=FieldKind.PERCENT | FieldKind.NUMBER):
            highest = 100 if field.kind is FieldKind.PERCENT else 10 ** len(cells) - 1
            lowest, most = int(field.minimum or 0), int(highest if field.maximum is None else field.maximum)
            return decode_number(cells, lowest, most, sure=sure)
        case Field(format=TextFormat.ORGANISASJONSNUMMER) if len(cells) == len(organisasjonsnummer.WEIGHTS):
            return decode_organisasjonsnummer(cells, sure=checked)
        case Field(format=TextFormat.EMPLOYEE_NUMBER):
            return decode_employee_number(cells, bounds.employees, sure=sure)
        case Field(format=TextFormat.YEAR) if len(cells) == 4:
            return decode_number(cells, _FIRST.year, _LAST.year, sure=sure)
        case _:
            return decode_digits(cells, sure=sure)


def _limits(field: Field | None) -> tuple[float, float]:
    """Least confidence of a value, and of one with check digits."""
    own = field.paper_confidence if field is not None else None
    if own is not None:
        return own, own
    return SURE_DATE if field is not None and field.kind is FieldKind.DATE else SURE, SURE_CHECKED


def decode_fodselsnummer(cells: Sequence[Cell], *, rule_2032: bool, sure: float = SURE_CHECKED) -> Decoded:
    """Both check digits and a day of the calendar; D-numbers and synthetic numbers too."""
    cells = complete(cells)
    if _surely_empty(cells):
        return _judged(cells, Sum(), _no_neighbours)
    found, count = fodselsnummer_sum(cells, rule_2032=rule_2032)
    return _judged(cells, _shared(found, count), _no_neighbours, sure=sure)


def decode_organisasjonsnummer(cells: Sequence[Cell], *, sure: float = SURE_CHECKED) -> Decoded:
    cells = complete(cells)
    found, count = organisasjonsnummer_sum(cells)
    return _judged(cells, _shared(found, count), _no_neighbours, sure=sure)


def decode_employee_number(cells: Sequence[Cell], known: Collection[str], *, sure: float = SURE) -> Decoded:
    """One of the register's numbers, from the left or the right of the comb; without a register, any."""
    fitting = [one for one in known if one.isascii() and one.isdigit() and len(one) <= len(cells)]
    return _one_of(cells, fitting, sure) if fitting else decode_digits(cells, sure=sure)


def decode_number(cells: Sequence[Cell], lowest: int, highest: int, *, sure: float = SURE) -> Decoded:
    """A whole number within its limits, both included, from the left or the right of the comb, with or without
    leading zeros. Outside them it is doubtful."""
    highest = min(highest, 10 ** len(cells) - 1)
    if not 0 <= highest - lowest < _MOST_NUMBERS or lowest < 0:
        return decode_digits(cells, sure=sure)
    texts = dict.fromkeys(f"{value:0{width}d}" for value in range(lowest, highest + 1) for width in (1, len(cells)))
    return _one_of(cells, list(texts), sure)


def decode_digits(cells: Sequence[Cell], *, sure: float = SURE) -> Decoded:
    """Digits side by side, nothing before or after them; nothing is known of what they say."""
    found = Sum()
    runs = [(start, end) for start in range(len(cells)) for end in range(start + 1, len(cells) + 1)]
    full = 0.5  # most combs are as long as what is asked for
    for start, end in runs:
        likely = full if (start, end) == (0, len(cells)) else (1 - full) / max(len(runs) - 1, 1)
        share = likely * all_blank(_around(cells, start, end - start)) / 10 ** (end - start)
        part = START
        for cell in cells[start:end]:
            digit = max(range(10), key=cell.digits.__getitem__)
            best = Sum(best=cell.digits[digit], text=str(digit), meant=cell.all_digits + 10 * cell.spoilt)
            part = joined(part, best)
        placed = Sum(part.meant, 0.0, part.best, _placed(part.text, start, len(cells)))
        add(found, placed, share)
    return _judged(cells, found, _no_neighbours, other=0.0, sure=sure)


def decode_date(
    cells: Sequence[Cell],
    not_before: date,
    not_after: date,
    likely: tuple[date, date] | None = None,
    *,
    beside: Mapping[date, float] = _NO_DAYS,
    sure: float = SURE_DATE,
) -> Decoded:
    """DDMMYYYY, a day of the calendar; those from ``not_before`` to ``not_after`` are the plausible ones, and those of
    ``likely`` (first and last day) are most of what is written, but for ``beside`` (see ``Bounds``)."""
    cells = complete(cells)
    if _surely_empty(cells):
        return _judged(cells, Sum(), _no_neighbours)
    near = (_NEAR, *likely) if likely else (0.0, not_before, not_after)
    alone = 1 - sum(beside.values())
    parts = [near, (1 - _FAR - near[0], not_before, not_after), (_FAR, _FIRST, _LAST)]
    spans = [(alone * part, first, last) for part, first, last in parts]
    found = _days_sum(cells, beside)
    for part, first, last in spans:
        if part:
            add(found, _dates_sum(cells, first, last), part / _days_from(first, last))

    def share(text: str) -> float:
        try:
            day = date(int(text[4:]), int(text[2:4]), int(text[:2]))
        except ValueError:
            return 0.0
        of_spans = sum(part / _days_from(first, last) for part, first, last in spans if first <= day <= last)
        return of_spans + beside.get(day, 0.0)

    return _judged(cells, found, share, sure=sure)


def _days_sum(cells: Sequence[Cell], shares: Mapping[date, float]) -> Sum:
    """Single days, each with its share."""
    found = Sum()
    lightest = LIGHTEST * heaviest(cells)
    for day, share in shares.items():
        text = f"{day:%d%m%Y}"
        if reach_of(cells, text) >= lightest:
            add(found, string_sum(cells, text), share)
    return found


def _days_from(first: date, last: date) -> float:
    """How many days, both included."""
    return (last - first).days + 1.0


def _dates_sum(cells: Sequence[Cell], first: date, last: date) -> Sum:
    """All days from the first to the last, and how many they are. Whole years share their days."""
    days = [string_sum(cells[:2], f"{day:02d}") for day in range(32)]
    months = [string_sum(cells[2:4], f"{month:02d}") for month in range(13)]
    lightest = LIGHTEST * heaviest(cells[:4])
    wholes: dict[tuple[tuple[int, int], ...], Sum] = {}
    found = Sum()
    for year in range(first.year, last.year + 1):
        within = _days_within(isleap(year), _edge(first, year), _edge(last, year))
        if within not in wholes:
            wholes[within] = Sum()
            for day, month in within:
                if days[day].total * months[month].total >= lightest:
                    add(wholes[within], joined(days[day], months[month]))
        add(found, joined(wholes[within], string_sum(cells[4:], f"{year:04d}")))
    return found


def _edge(limit: date, year: int) -> tuple[int, int] | None:
    """(month, day) of a limit that falls in the year."""
    return (limit.month, limit.day) if limit.year == year else None


@cache
def _days_within(
    leap: bool,  # noqa: FBT001
    first: tuple[int, int] | None,
    last: tuple[int, int] | None,
) -> tuple[tuple[int, int], ...]:
    """(day, month) of a year's days from the first to the last."""
    year = 2000 if leap else 2001
    every = ((month, day) for month in range(1, 13) for day in range(1, monthrange(year, month)[1] + 1))
    return tuple((day, month) for month, day in every if (first or (1, 1)) <= (month, day) <= (last or (12, 31)))


def _one_of(cells: Sequence[Cell], texts: Collection[str], sure: float) -> Decoded:
    """One of ``texts``, from the left or from the right of the comb, each as likely as the next."""
    placed = [
        (text, start, reach_of(cells[start : start + len(text)], text) * all_blank(_around(cells, start, len(text))))
        for text in texts
        for start in {0, len(cells) - len(text)}
    ]
    lightest = LIGHTEST * max(reach for _, _, reach in placed)
    found = Sum()
    for text, start, reach in placed:
        if reach >= lightest:
            one = string_sum(cells[start : start + len(text)], text)
            one.text = _placed(text, start, len(cells))
            add(found, one, all_blank(_around(cells, start, len(text))) / len(placed))
    shares = {_placed(text, start, len(cells)): 1 / len(placed) for text, start, _ in placed}
    return _judged(cells, found, lambda text: shares.get(text, 0.0), sure=sure)


def _around(cells: Sequence[Cell], start: int, length: int) -> tuple[Cell, ...]:
    return (*cells[:start], *cells[start + length :])


def _placed(text: str, start: int, length: int) -> str:
    """One sign for each cell: spaces where nothing stands."""
    return (" " * start + text).ljust(length)


def _shared(found: Sum, count: float) -> Sum:
    """The mean of ``count`` values, each as likely as the next."""
    return Sum(found.meant / count, found.slipped / count, found.best / count, found.text)


def _surely_empty(cells: Sequence[Cell]) -> bool:
    """Most combs of most forms: no value that takes all cells need be weighed against it."""
    return (1 - SURE_EMPTY) * _EMPTY * all_blank(cells) > 2 * heaviest(cells)


def _no_neighbours(_: str) -> float:
    """Of values with check digits, and of those of which nothing is known: no other is one digit away."""
    return 0.0


def _judged(
    cells: Sequence[Cell], values: Sum, share_of: Callable[[str], float], *, other: float = _OTHER, sure: float = SURE
) -> Decoded:
    """``values.text`` has one sign for each cell; ``other`` is the share of combs with digits that are none of them.
    ``share_of`` gives a value's own share among the values, 0 for what is none: who slips from one value to the next
    has still written that next one."""
    filled = 1 - _EMPTY - other
    empty = _EMPTY * all_blank(cells)
    if not values.text:
        values.text = " " * len(cells)
    slipped_here = SLIP / 9 * weight_of(cells, values.text) * sum(map(share_of, _one_away(values.text)))
    everything = filled * (values.total - slipped_here) + other * any_digits(cells) + empty
    raw = raw_of(cells)
    if empty >= SURE_EMPTY * everything:
        faint = sum(1 - cell.blank for cell in cells) > MOST_FAINT
        return Decoded("", raw, empty / everything, (), DigitState.DOUBTFUL if faint else DigitState.EMPTY)
    confidence = filled * values.best / everything
    changed = tuple(at for at, (mine, seen) in enumerate(zip(values.text, raw, strict=True)) if _differ(mine, seen))
    text = values.text.strip()
    if len(changed) > SHOWN_CHANGES:
        return Decoded(raw.strip("·"), raw, confidence, (), DigitState.DOUBTFUL)
    limit = max(sure, SURE_CHANGED) if changed else sure
    undecided = all(beside_most(cells[at], values.text[at]) >= UNDECIDED for at in changed)
    read = confidence >= limit and len(changed) <= MOST_CHANGED and undecided
    return Decoded(text, raw, confidence, changed, DigitState.READ if read else DigitState.DOUBTFUL)


def _one_away(text: str) -> Iterator[str]:
    for at, sign in enumerate(text):
        if sign != " ":
            for digit in "0123456789":
                if digit != sign:
                    yield f"{text[:at]}{digit}{text[at + 1 :]}"


def _differ(mine: str, seen: str) -> bool:
    return mine != (" " if seen == "·" else seen)
