"""The dates of a form read beside each other: a sure one helps its neighbours, and none is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dokumentverk.model.scan import DigitSight
from dokumentverk.read.dates_together import SureDate, decode_together
from dokumentverk.read.decode import Bounds, decode
from dokumentverk.read.decoded import Decoded, DigitState
from dokumentverk.read.known import Known
from dokumentverk.read.slots import Slot, slots_of

from . import documents
from .test_decode import sight

FIRST = date(2026, 10, 12)
LAST = date(2026, 10, 14)
BOUNDS = Bounds(date(2024, 11, 2), date(2028, 5, 5), likely=(date(2026, 8, 4), date(2027, 1, 31)))


def slot(name: str, form: str) -> Slot:
    """``name`` is a field's id, or field/row/column."""
    field, _, cell = name.partition("/")
    row, _, column = cell.partition("/")
    wanted = (field, int(row) if row else None, column or None)
    slots = slots_of(Known(documents.definition(form), None, None))
    return next(one for one in slots if (one.field, one.row, one.column) == wanted)


def together(
    seen: Mapping[str, DigitSight],
    form: str = "egenmelding",
    known: Mapping[str, date] | None = None,
    *,
    arrived: date | None = None,
) -> dict[str, Decoded]:
    combs = [(slot(name, form), replace(one, place=at)) for at, (name, one) in enumerate(seen.items())]
    sure = [SureDate(slot(name, form), day) for name, day in (known or {}).items()]
    found = decode_together(documents.definition(form), combs, sure, replace(BOUNDS, arrived=arrived))
    return {name: found[at] for at, name in enumerate(seen)}


def clear(day: date) -> DigitSight:
    return sight(f"{day:%d%m%Y}")


def unclear(day: date, *, other: int = 0, share: float = 0.0049) -> DigitSight:
    """The day's first digit may be another."""
    right = int(f"{day:%d}"[0])
    return sight(f"{day:%d%m%Y}", {0: {right: 0.9999 - share, other: share}}, sure=0.999999)


def alone(seen: DigitSight) -> Decoded:
    return decode(slot("last_day", "egenmelding").leaf, seen, BOUNDS)


def test_a_sure_date_makes_one_near_it_sure() -> None:
    seen = unclear(LAST)
    assert alone(seen).state is DigitState.DOUBTFUL
    found = together({"first_day": clear(FIRST), "last_day": seen})["last_day"]
    assert (found.text, found.state, found.changed) == ("14102026", DigitState.READ, ())


@pytest.mark.parametrize(
    ("form", "sure", "unsure", "helps"),
    [
        ("egenmelding", "last_day", "first_day", True),
        ("egenmelding", "return_day", "last_day", True),
        ("egenmelding", "notice_date", "first_day", True),
        ("egenmelding", "leader_signed_date", "employee_signed_date", True),
        ("egenmelding", "birth_date", "first_day", False),
        ("egenmelding", "leader_talk_date", "first_day", False),
        ("oppfolgingsplan", "measures/0/from", "measures/0/to", True),
        ("oppfolgingsplan", "measures/0/from", "measures/1/from", False),
        ("oppfolgingsplan", "measures/0/from", "evaluation_date", False),
    ],
)
def test_the_definition_says_which_dates_belong_together(form: str, sure: str, unsure: str, *, helps: bool) -> None:
    seen = {sure: clear(LAST), unsure: unclear(LAST)}
    assert (together(seen, form)[unsure] != alone(seen[unsure])) is helps


def test_a_printed_date_is_sure() -> None:
    seen = unclear(LAST)
    known = together({"evaluation_date": seen}, "oppfolgingsplan", {"plan_date": FIRST})["evaluation_date"]
    assert known.confidence > alone(seen).confidence


@pytest.mark.parametrize("days", [0, 3, 11])
def test_a_signature_is_dated_shortly_before_it_arrives(days: int) -> None:
    seen = unclear(LAST)
    names = ("employee_signed_date", "leader_signed_date", "first_day")
    employee, leader, first = together(dict.fromkeys(names, seen), arrived=LAST + timedelta(days)).values()
    assert employee.confidence > alone(seen).confidence
    assert leader == employee
    assert first == alone(seen), "an absence may be long over"


@pytest.mark.parametrize("days", [-300, -92, -20, 1, 9, 60])
def test_a_clear_date_beside_a_signature_is_what_was_written(days: int) -> None:
    """Also one that has not come yet."""
    found = together({"employee_signed_date": clear(LAST + timedelta(days))}, arrived=LAST)["employee_signed_date"]
    assert (found.text, found.state) == (f"{LAST + timedelta(days):%d%m%Y}", DigitState.READ)


def test_unclear_dates_are_no_witnesses_of_each_other() -> None:
    """One hand makes the same digit unclear in the same way."""
    seen = {name: unclear(LAST) for name in ("notice_date", "first_day", "last_day", "return_day")}
    assert set(together(seen).values()) == {alone(unclear(LAST))}


@pytest.mark.parametrize("days", [20, 31, 61, 92, 150, 300, -5, -12, -30, -92])
def test_a_clear_date_far_from_the_others_is_what_was_written(days: int) -> None:
    """Also before the one that it should follow: that is for the checks to tell."""
    day = FIRST + timedelta(days)
    found = together({"notice_date": clear(FIRST), "first_day": clear(FIRST), "last_day": clear(day)})
    assert (found["last_day"].text, found["last_day"].changed) == (f"{day:%d%m%Y}", ())
    assert found["last_day"].state is DigitState.READ
    assert found["first_day"].text == f"{FIRST:%d%m%Y}"


@pytest.mark.parametrize("sure", [0.99, 0.999, 0.9999, 0.99999])
def test_no_clear_digit_is_changed_to_please_the_other_dates(sure: float) -> None:
    """One digit away lies the day that all others would make likely."""
    for day in (date(2026, 10, 2), date(2026, 10, 22), date(2026, 11, 12), date(2025, 10, 12), date(2027, 10, 12)):
        seen = {"notice_date": clear(FIRST), "first_day": sight(f"{day:%d%m%Y}", sure=sure), "return_day": clear(FIRST)}
        found = together(seen)["first_day"]
        assert found.raw == f"{day:%d%m%Y}"
        assert found.state is DigitState.DOUBTFUL or found.text == found.raw


def test_a_digit_is_changed_for_other_dates_only_where_its_cell_was_undecided() -> None:
    others = {"notice_date": clear(FIRST), "first_day": clear(FIRST)}
    rather = sight("14102026", {6: {9: 0.85, 2: 0.1499}}, sure=0.999999)
    undecided = sight("14102026", {6: {9: 0.6, 2: 0.3999}}, sure=0.999999)
    kept, changed = (together({**others, "last_day": one})["last_day"] for one in (rather, undecided))
    assert (kept.state, kept.text, kept.changed) == (DigitState.DOUBTFUL, "14102026", (6,))
    assert (changed.state, changed.text, changed.changed) == (DigitState.READ, "14102026", (6,)), "and it is told"


def test_an_empty_comb_stays_empty_beside_dates() -> None:
    found = together({"first_day": clear(FIRST), "last_day": sight("········", sure=0.99)})["last_day"]
    assert (found.text, found.state) == ("", DigitState.EMPTY)
