"""Counts of what was read right, wrong or left to a person, and bounds on the rates behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp, lgamma, log, log1p

from dokumentverk.model.form import Field, FieldKind
from dokumentverk.model.layout import Part, Place, WidgetKind
from dokumentverk.model.reading import Method
from dokumentverk.model.scan import InkState, MarkSight, MarkState, SheetLook, SignatureLook, SignatureSight
from dokumentverk.read.decode import Bounds, decode
from dokumentverk.read.decoded import DigitState
from dokumentverk.read.observed import NOT_READ
from dokumentverk.read.scan_answers import observe
from dokumentverk.read.scan_issued import PaperReturn
from tests.paper import FilledPage, MarkStyle, Truth


class Figure(StrEnum):
    """What is counted. ``n`` of each is everything tried; a rate is one of its parts."""

    SHEETS = "sheets"
    TICKS = "tick boxes"
    CLEAR_TICKS = "clear marks and empty boxes"
    ODD_TICKS = "corrected, filled, scribbled, stray"
    NUMBERS = "fødselsnummer"
    DATES = "dates"
    """Each by itself."""
    DATES_OF_RETURNS = "dates, as returns are read"
    """In the light of the return's other dates."""
    COMBS = "other combs"
    PRESENT = "signatures, there"
    ABSENT = "signatures, none"
    INKS = "other boxes"


class Result(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    PERSON = "person"
    UNREAD = "unread"
    """The sheet could not be identified or laid on its page."""


@dataclass(slots=True)
class Tally:
    """``counts``: of (group of conditions, figure, result). ``errors``: the worst field's corner of each registered
    sheet, in mm on the paper."""

    counts: Counter[tuple[str, Figure, Result]] = field(default_factory=Counter)
    errors: dict[str, list[float]] = field(default_factory=dict)
    misread: list[str] = field(default_factory=list)

    def add(self, group: str, figure: Figure, result: Result, about: str = "") -> None:
        self.counts[group, figure, result] += 1
        if result is Result.WRONG:
            self.misread.append(f"{figure}: {about}")

    def absorb(self, other: Tally) -> None:
        self.counts.update(other.counts)
        self.misread += other.misread
        for group, errors in other.errors.items():
            self.errors.setdefault(group, []).extend(errors)

    def of(self, group: str, figure: Figure) -> Counter[Result]:
        return Counter({result: self.counts[group, figure, result] for result in Result})


_CLEAR = {MarkStyle.NONE, MarkStyle.TICK, MarkStyle.CROSS, MarkStyle.SLASH, MarkStyle.REACHING}


def count_page(
    tally: Tally, group: str, page: FilledPage, look: SheetLook, fields: dict[str, Field], bounds: Bounds, about: str
) -> None:
    """Hold what was seen on a registered sheet against the truth."""
    marks = {one.place: one for one in look.marks}
    digits = {one.place: one for one in look.digits}
    inks = {one.place: one for one in look.inks}
    signatures = {one.place: one for one in look.signatures}
    assert page.layout is not None
    places = page.layout.places
    chosen = Counter(
        places[one.place].name
        for one in look.marks
        if places[one.place].kind is WidgetKind.RADIO and one.state is MarkState.MARKED
    )
    for truth in page.truths:
        place = places[truth.place]
        told = f"{about} {place.name} {place.choice or ''} {truth.style}"
        # What we ticked ourselves is known from the issue; the sight tells only what a pen added.
        ours = truth.mark is MarkState.MARKED and truth.style == "printed"
        if truth.mark is not None and truth.place in marks and not ours:
            _count_mark(tally, group, truth, marks[truth.place], told, taken=chosen[place.name] < 2)
        if truth.signature is not None and truth.place in signatures:
            _count_signature(tally, group, truth, signatures[truth.place], told)
        ink = inks.get(truth.place)
        if truth.ink is not None and ink is not None:
            tally.add(group, Figure.INKS, _judged_ink(truth.ink, ink.state), f"{told} seen as {ink.state}")
        # A comb that looks as issued is not read: its value is known.
        as_issued = ink is not None and ink.state is InkState.AS_ISSUED
        if truth.digits and truth.place in digits and truth.ink is not InkState.AS_ISSUED and not as_issued:
            field = fields.get(place.field) if place.column is None else _column(fields[place.field], place.column)
            decoded = decode(field, digits[truth.place], bounds)
            figure = _COMBS.get(field.kind, Figure.COMBS) if field else Figure.COMBS
            tally.add(group, figure, _judged_digits(truth, decoded.state, decoded.text), told)


_COMBS = {FieldKind.FODSELSNUMMER: Figure.NUMBERS, FieldKind.DATE: Figure.DATES}


def count_dates(
    tally: Tally, group: str, pages: Sequence[FilledPage], looks: Sequence[SheetLook], paper: PaperReturn, about: str
) -> None:
    """Hold the written dates of a whole return, as the program reads them, against the truth."""
    observed = observe(paper, looks).observations
    read = {(one.field, one.row, one.column): one for one in observed if one.source.method is Method.DIGITS}
    for page in pages:
        assert page.layout is not None
        for truth in page.truths:
            place = page.layout.places[truth.place]
            one = read.get((place.field, place.row, place.column))
            if not truth.digits or not truth.text.strip() or one is None or not _is_date(paper, place):
                continue
            right = Result.RIGHT if one.raw == truth.text.strip() else Result.WRONG
            result = Result.PERSON if one.confidence == NOT_READ else right
            tally.add(group, Figure.DATES_OF_RETURNS, result, f"{about} {place.name}")


def _is_date(paper: PaperReturn, place: Place) -> bool:
    if not place.field or place.part is not Part.MAIN:
        return False
    field = paper.known.definition.field(place.field)
    return (field if place.column is None else _column(field, place.column)).kind is FieldKind.DATE


def _column(rows: Field, column: str) -> Field:
    return next(one for one in rows.columns if one.id == column)


def _judged_digits(truth: Truth, state: DigitState, text: str) -> Result:
    meant = (truth.text or "").strip()
    if state is DigitState.DOUBTFUL:
        return Result.PERSON
    return Result.RIGHT if (text if state is DigitState.READ else "") == meant else Result.WRONG


def _count_mark(tally: Tally, group: str, truth: Truth, sight: MarkSight, told: str, *, taken: bool) -> None:
    """``taken`` is False where two boxes of one answer look marked: that goes to a person, whatever each looks like."""
    style = MarkStyle(truth.style) if truth.style in list(MarkStyle) else MarkStyle.NONE
    result = _judged_mark(truth, style, sight.state) if taken or sight.state is MarkState.EMPTY else Result.PERSON
    told = f"{told} seen as {sight.state}"
    tally.add(group, Figure.TICKS, result, told)
    tally.counts[group, Figure.CLEAR_TICKS if style in _CLEAR else Figure.ODD_TICKS, result] += 1


def _judged_mark(truth: Truth, style: MarkStyle, seen: MarkState) -> Result:
    """A box filled all over may be taken as marked or as taken back, never as empty; one taken back never as marked."""
    if seen is MarkState.DOUBTFUL:
        return Result.PERSON
    if seen is MarkState.CORRECTED:
        return Result.RIGHT if truth.mark is MarkState.CORRECTED else Result.PERSON
    if style is MarkStyle.FILLED:
        return Result.RIGHT if seen is MarkState.MARKED else Result.WRONG
    if truth.mark is MarkState.CORRECTED:
        return Result.WRONG
    return Result.RIGHT if seen is truth.mark else Result.WRONG


def _count_signature(tally: Tally, group: str, truth: Truth, sight: SignatureSight, told: str) -> None:
    """Block letters are for a person to decide: nothing said of them surely is right or wrong here."""
    if truth.signature is SignatureLook.DOUBTFUL:
        return
    figure = Figure.PRESENT if truth.signature is SignatureLook.PRESENT else Figure.ABSENT
    if sight.look is SignatureLook.DOUBTFUL:
        tally.add(group, figure, Result.PERSON)
    else:
        right = sight.look is truth.signature
        tally.add(group, figure, Result.RIGHT if right else Result.WRONG, f"{told} seen as {sight.look}")


def _judged_ink(truth: InkState, seen: InkState) -> Result:
    if seen is InkState.DOUBTFUL:
        return Result.PERSON
    return Result.RIGHT if seen is truth else Result.WRONG


def upper_bound(failures: int, n: int) -> float:
    """The largest rate that is still compatible with ``failures`` in ``n`` at 95 % (Clopper and Pearson, one-sided)."""
    if n == 0 or failures >= n:
        return 1.0
    low, high = failures / n, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(failures, n, middle) > 0.05 else (low, middle)
    return high


def lower_bound(successes: int, n: int) -> float:
    return 1 - upper_bound(n - successes, n)


def _at_most(failures: int, n: int, rate: float) -> float:
    """P(X <= failures) of a binomial, by logarithms: (1 - rate) ** n may be nothing to a float."""
    if not 0 < rate < 1:
        return 1.0 if rate <= 0 else 0.0

    def log_term(number: int) -> float:
        ways = lgamma(n + 1) - lgamma(number + 1) - lgamma(n - number + 1)
        return ways + number * log(rate) + (n - number) * log1p(-rate)

    return sum(exp(log_term(number)) for number in range(failures + 1))
