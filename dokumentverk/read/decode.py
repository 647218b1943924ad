"""The digits of a comb read under what the field can be: valid identifiers, days of the calendar, plausible numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from dokumentverk.model.form import Field, FieldKind, TextFormat
from dokumentverk.model.scan import DigitSight
from dokumentverk.read.decode_dates import FIRST, LAST, decode_date
from dokumentverk.read.decode_identifiers import fodselsnummer_sum, organisasjonsnummer_sum
from dokumentverk.read.decoded import (
    SURE,
    SURE_CHECKED,
    SURE_DATE,
    UNDECIDED_CHECKED,
    Decoded,
    judged,
    no_neighbours,
    surely_empty,
)
from dokumentverk.read.digit_belief import (
    LIGHTEST,
    START,
    Cell,
    Sum,
    add,
    all_blank,
    cells_of,
    complete,
    joined,
    reach_of,
    string_sum,
)
from dokumentverk.rules import fodselsnummer, organisasjonsnummer

_MOST_NUMBERS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What values are plausible: dates from ``not_before`` to ``not_after`` (None: any of 1900 to 2100), most of them
    from the first to the last day of ``likely`` (None: as likely as the others), the employees of the register (empty:
    unknown), and whether numbers of the rule of 2032 may be in use. ``arrived`` is the day on which the return is read:
    dates beside signatures are shortly before it. ``beside`` are days that other dates of the form make likely, with
    their shares of all dates (together less than 1)."""

    not_before: date | None = None
    not_after: date | None = None
    employees: frozenset[str] = frozenset()
    rule_2032: bool = False
    likely: tuple[date, date] | None = None
    arrived: date | None = None
    beside: Mapping[date, float] = field(default_factory=dict)


def decode(field: Field | None, sight: DigitSight, bounds: Bounds) -> Decoded:
    """What stands in a comb of ``field``; None is a comb of no field of its own (the number beside a continuation).
    The field's own ``paper_confidence`` stands in the place of ``SURE``, ``SURE_DATE`` and ``SURE_CHECKED``; a value
    with a changed digit needs ``SURE_CHANGED`` and ``UNDECIDED`` (``UNDECIDED_CHECKED``) in any case."""
    cells = cells_of(sight.cells)
    sure, checked = _limits(field)
    match field:
        case Field(kind=FieldKind.FODSELSNUMMER) if len(cells) == fodselsnummer.LENGTH:
            return decode_fodselsnummer(cells, rule_2032=bounds.rule_2032, sure=checked)
        case Field(kind=FieldKind.DATE) if len(cells) == 8:
            plausible = (bounds.not_before or FIRST, bounds.not_after or LAST)
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
            return decode_number(cells, FIRST.year, LAST.year, sure=sure)
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
    if surely_empty(cells):
        return judged(cells, Sum(), no_neighbours)
    found, count = fodselsnummer_sum(cells, rule_2032=rule_2032)
    return judged(cells, _shared(found, count), no_neighbours, sure=sure, undecided=UNDECIDED_CHECKED)


def decode_organisasjonsnummer(cells: Sequence[Cell], *, sure: float = SURE_CHECKED) -> Decoded:
    cells = complete(cells)
    found, count = organisasjonsnummer_sum(cells)
    return judged(cells, _shared(found, count), no_neighbours, sure=sure)


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
    return judged(cells, found, no_neighbours, other=0.0, sure=sure)


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
    return judged(cells, found, lambda text: shares.get(text, 0.0), sure=sure)


def _around(cells: Sequence[Cell], start: int, length: int) -> tuple[Cell, ...]:
    return (*cells[:start], *cells[start + length :])


def _placed(text: str, start: int, length: int) -> str:
    """One sign for each cell: spaces where nothing stands."""
    return (" " * start + text).ljust(length)


def _shared(found: Sum, count: float) -> Sum:
    """The mean of ``count`` values, each as likely as the next."""
    return Sum(found.meant / count, found.slipped / count, found.best / count, found.text)
