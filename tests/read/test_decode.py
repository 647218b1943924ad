"""Digits of combs decoded under what the field can be. Every number here is synthetic or published as test data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokumentverk.define.vocabulary import LEAST_CONFIDENCE, LEAST_CONFIDENCE_OTHERWISE
from dokumentverk.model.form import Field, FieldKind, TextFormat
from dokumentverk.model.language import Texts
from dokumentverk.model.layout import Box
from dokumentverk.model.scan import BLANK_CLASS, DIGIT_CLASSES, JUNK_CLASS, DigitSight
from dokumentverk.model.written import parse_date
from dokumentverk.read import decoded as decoding
from dokumentverk.read.decode import Bounds, decode
from dokumentverk.read.decoded import Decoded, DigitState
from dokumentverk.rules.fodselsnummer import Verdict, judge
from dokumentverk.rules.organisasjonsnummer import is_organisasjonsnummer

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "fodselsnummer.json").read_text(encoding="utf-8"))
VALID = [entry["number"] for entry in VECTORS["valid"]]
ONLY_2032 = "30108299939"
OLD = [number for number in VALID if number != ONLY_2032]

FODSELSNUMMER = Field("number", FieldKind.FODSELSNUMMER, Texts("Fødselsnummer"))
DATE = Field("day", FieldKind.DATE, Texts("Dag"))
PERCENT = Field("share", FieldKind.PERCENT, Texts("Prosent"), minimum=Decimal(1), maximum=Decimal(99), cells=3)
EMPLOYEE = Field("employee", FieldKind.TEXT, Texts("Ansatt"), format=TextFormat.EMPLOYEE_NUMBER, cells=8)
BUSINESS = Field("business", FieldKind.TEXT, Texts("Org.nr."), format=TextFormat.ORGANISASJONSNUMMER, cells=9)
PHONE = Field("phone", FieldKind.TEXT, Texts("Telefon"), format=TextFormat.PHONE, cells=8)
YEAR = Field("year", FieldKind.TEXT, Texts("År"), format=TextFormat.YEAR, cells=4)
AROUND_2026 = Bounds(date(2025, 1, 1), date(2027, 12, 31))
SURE = 0.9999

dates = st.dates(AROUND_2026.not_before or date.min, AROUND_2026.not_after or date.max)


def cell(shares: Mapping[int, float]) -> tuple[float, ...]:
    """Shares of some classes; the rest is spread over the others."""
    rest = (1 - sum(shares.values())) / (DIGIT_CLASSES - len(shares))
    return tuple(shares.get(one, rest) for one in range(DIGIT_CLASSES))


def sight(text: str, unsure: Mapping[int, Mapping[int, float]] | None = None, *, sure: float = SURE) -> DigitSight:
    """Cells that show ``text``: digits, ``·`` for nothing, ``?`` for no digit. ``unsure`` gives shares by cell."""
    classes = [{"·": BLANK_CLASS, "?": JUNK_CLASS}.get(sign) for sign in text]
    plain = [cell({int(sign) if at is None else at: sure}) for sign, at in zip(text, classes, strict=True)]
    changed = {at: cell(shares) for at, shares in (unsure or {}).items()}
    return DigitSight(0, Box(1, 0, 0, 100, 18), tuple(changed.get(at, one) for at, one in enumerate(plain)))


def read(field: Field | None, seen: DigitSight, bounds: Bounds = AROUND_2026) -> Decoded:
    return decode(field, seen, bounds)


def changed_digit(number: str, at: int, step: int) -> str:
    return f"{number[:at]}{(int(number[at]) + step) % 10}{number[at + 1 :]}"


@pytest.mark.parametrize("number", OLD)
def test_a_sure_fodselsnummer_is_given_unchanged(number: str) -> None:
    found = read(FODSELSNUMMER, sight(number))
    assert (found.text, found.raw, found.changed, found.state) == (number, number, (), DigitState.READ)
    assert found.confidence > 0.999


def test_a_number_of_the_new_rule_is_read_when_it_may_be_in_use() -> None:
    assert read(FODSELSNUMMER, sight(ONLY_2032)).state is DigitState.DOUBTFUL
    found = read(FODSELSNUMMER, sight(ONLY_2032), replace(AROUND_2026, rule_2032=True))
    assert (found.text, found.state) == (ONLY_2032, DigitState.READ)


@settings(deadline=None)
@given(number=st.sampled_from(OLD), at=st.integers(0, 10), step=st.integers(1, 9))
def test_a_wrong_number_of_the_writers_is_never_read_away(number: str, at: int, step: int) -> None:
    found = read(FODSELSNUMMER, sight(changed_digit(number, at, step)))
    assert found.state is DigitState.DOUBTFUL
    assert found.raw == changed_digit(number, at, step)


@settings(deadline=None)
@given(number=st.sampled_from(OLD), at=st.integers(0, 10), step=st.integers(1, 9), share=st.floats(0.14, 0.49))
def test_a_digit_is_changed_when_the_margin_is_wide(number: str, at: int, step: int, share: float) -> None:
    right, other = int(number[at]), int(changed_digit(number, at, step)[at])
    found = read(FODSELSNUMMER, sight(number, {at: {right: share, other: 0.99 - share}}))
    assert found.text == number
    assert found.changed == (at,)
    assert found.state is DigitState.READ


@settings(deadline=None)
@given(number=st.sampled_from(OLD), at=st.integers(0, 10), step=st.integers(1, 9))
def test_a_changed_digit_needs_a_person_when_the_margin_is_narrow(number: str, at: int, step: int) -> None:
    right, other = int(number[at]), int(changed_digit(number, at, step)[at])
    found = read(FODSELSNUMMER, sight(number, {at: {right: 0.001, other: 0.99}}))
    assert found.state is DigitState.DOUBTFUL
    assert found.changed == (at,)
    assert found.text == number


@settings(deadline=None)
@given(number=st.sampled_from(OLD), at=st.integers(0, 10), step=st.integers(1, 9), share=st.floats(0.005, 0.12))
def test_a_digit_that_is_rather_clear_is_not_changed_without_a_person(
    number: str, at: int, step: int, share: float
) -> None:
    """Its number is valid with the other digit alone, but the writer may have slipped."""
    right, other = int(number[at]), int(changed_digit(number, at, step)[at])
    found = read(FODSELSNUMMER, sight(number, {at: {right: share, other: 0.99 - share}}))
    assert found.state is DigitState.DOUBTFUL
    assert (found.text, found.changed) == (number, (at,)), "but the person is shown it"


@settings(deadline=None)
@given(number=st.sampled_from(OLD), at=st.integers(0, 9), sure=st.floats(0.97, 0.99999))
def test_two_digits_that_the_writer_swapped_are_not_swapped_back(number: str, at: int, sure: float) -> None:
    swapped = f"{number[:at]}{number[at + 1]}{number[at]}{number[at + 2 :]}"
    found = read(FODSELSNUMMER, sight(swapped, sure=sure))
    assert found.raw == swapped
    assert found.state is DigitState.DOUBTFUL or swapped == number


@settings(deadline=None)
@given(cells=st.lists(st.lists(st.floats(0.0, 1.0), min_size=12, max_size=12), min_size=11, max_size=11))
def test_what_is_read_is_valid_whatever_was_seen(cells: list[list[float]]) -> None:
    shares = tuple(tuple((one + 1e-6) / (sum(row) + 12e-6) for one in row) for row in cells)
    found = read(FODSELSNUMMER, DigitSight(0, Box(1, 0, 0, 1, 1), shares))
    assert 0.0 <= found.confidence <= 1.0
    assert len(found.raw) == 11
    if found.state is DigitState.READ:
        assert judge(found.text, rule_2032=False) is Verdict.VALID


@settings(deadline=None)
@given(dates)
def test_a_sure_date_is_given_unchanged(day: date) -> None:
    found = read(DATE, sight(f"{day:%d%m%Y}"))
    assert (found.text, found.changed, found.state) == (f"{day:%d%m%Y}", (), DigitState.READ)


@settings(deadline=None)
@given(
    day=dates,
    blurred=st.dictionaries(
        st.integers(0, 7), st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.05, 0.95)), max_size=4
    ),
)
def test_a_date_that_is_read_exists(day: date, blurred: dict[int, tuple[int, int, float]]) -> None:
    unsure = {at: {one: share, other: 0.99 - share} for at, (one, other, share) in blurred.items() if one != other}
    found = read(DATE, sight(f"{day:%d%m%Y}", unsure))
    if found.state is DigitState.READ:
        assert isinstance(parse_date(found.text), date)


def test_a_day_that_is_not_in_the_calendar_is_not_moved_to_one_that_is() -> None:
    assert read(DATE, sight("31112026")).state is DigitState.DOUBTFUL
    assert read(DATE, sight("29022027")).state is DigitState.DOUBTFUL


def test_the_calendar_tells_an_unclear_digit() -> None:
    found = read(DATE, sight("31082026", {3: {9: 0.55, 8: 0.4499}}))
    assert (found.text, found.raw, found.changed) == ("31082026", "31092026", (3,))
    assert found.confidence > 0.99


def test_two_plausible_days_are_a_persons_to_tell() -> None:
    found = read(DATE, sight("13082026", {1: {3: 0.6, 8: 0.39}}))
    assert found.state is DigitState.DOUBTFUL
    assert 0.4 < found.confidence < 0.8


def test_the_plausible_range_tells_years() -> None:
    found = read(DATE, sight("13082026", {7: {0: 0.6, 6: 0.3999}}))
    assert (found.text, found.changed) == ("13082026", (7,))
    sure = read(DATE, sight("13081976"))
    assert sure.text == "13081976", "a sure date far away is still what was written"


def test_likely_days_weigh_more_than_others_in_range() -> None:
    likely = replace(AROUND_2026, likely=(date(2026, 8, 1), date(2026, 11, 30)))
    unclear = sight("13092026", {7: {5: 0.5, 6: 0.4999}})
    told, plain = read(DATE, unclear, likely), read(DATE, unclear)
    assert told.text == "13092026"
    assert told.confidence > 0.85 > 0.6 > plain.confidence
    assert read(DATE, sight("13092025"), likely).text == "13092025", "a clear date is what was written"


def test_without_a_range_any_year_will_do() -> None:
    assert read(DATE, sight("24121949"), Bounds()).state is DigitState.READ


@pytest.mark.parametrize("field", [FODSELSNUMMER, DATE, PERCENT, EMPLOYEE, BUSINESS, PHONE, YEAR])
def test_an_empty_comb_is_empty(field: Field) -> None:
    cells = {FieldKind.FODSELSNUMMER: 11, FieldKind.DATE: 8}.get(field.kind, field.cells or 0)
    for sure in (0.995, SURE):
        found = read(field, sight("·" * cells, sure=sure))
        assert (found.text, found.changed, found.state) == ("", (), DigitState.EMPTY)


@pytest.mark.parametrize("field", [FODSELSNUMMER, DATE])
def test_a_comb_whose_ink_has_all_but_gone_is_not_taken_for_empty(field: Field) -> None:
    """No cell holds a digit more likely than nothing, but hardly one is surely empty."""
    cells = 11 if field is FODSELSNUMMER else 8
    faint = {at: {BLANK_CLASS: 0.85 + 0.01 * at} for at in range(0, cells, 2)}
    found = read(field, sight("·" * cells, faint))
    assert (found.text, found.raw, found.state) == ("", "·" * cells, DigitState.DOUBTFUL)
    assert found.faint
    one_speck = read(field, sight("·" * cells, {3: {BLANK_CLASS: 0.92}}))
    assert one_speck.state is DigitState.EMPTY


@pytest.mark.parametrize("field", [FODSELSNUMMER, DATE])
def test_a_half_filled_comb_is_neither_empty_nor_read(field: Field) -> None:
    text = "130972480··" if field is FODSELSNUMMER else "1308····"
    assert read(field, sight(text)).state is DigitState.DOUBTFUL


@pytest.mark.parametrize("number", OLD)
def test_a_struck_cell_is_not_inferred_from_the_check_digits(number: str) -> None:
    for at in range(11):
        found = read(FODSELSNUMMER, sight(f"{number[:at]}?{number[at + 1 :]}"))
        assert found.state is DigitState.DOUBTFUL


@pytest.mark.parametrize(("text", "wanted"), [("50·", "50"), ("·50", "50"), ("7··", "7"), ("··7", "7"), ("99·", "99")])
def test_percentages_stand_left_or_right(text: str, wanted: str) -> None:
    found = read(PERCENT, sight(text))
    assert (found.text, found.state) == (wanted, DigitState.READ)


@pytest.mark.parametrize("text", ["100", "5·0", "·0·", "000"])
def test_what_is_no_percentage_of_the_field_is_doubtful(text: str) -> None:
    assert read(PERCENT, sight(text)).state is DigitState.DOUBTFUL


def test_employee_numbers_are_those_of_the_register() -> None:
    bounds = replace(AROUND_2026, employees=frozenset({"1001", "1002", "20345", "A17"}))
    assert read(EMPLOYEE, sight("1002····"), bounds).state is DigitState.READ
    assert read(EMPLOYEE, sight("···20345"), bounds).text == "20345"
    unclear = read(EMPLOYEE, sight("1007····", {3: {7: 0.6, 2: 0.3999}}), bounds)
    assert (unclear.text, unclear.raw, unclear.changed) == ("1002", "1007····", (3,))
    assert read(EMPLOYEE, sight("7777····"), bounds).state is DigitState.DOUBTFUL
    assert read(EMPLOYEE, sight("7777····"), Bounds()).text == "7777"


def test_organisasjonsnummer_have_one_check_digit() -> None:
    found = read(BUSINESS, sight("974760673"))
    assert (found.text, found.state) == ("974760673", DigitState.READ)
    for step in range(1, 10):
        wrong = read(BUSINESS, sight(changed_digit("974760673", 4, step)))
        assert wrong.state is DigitState.DOUBTFUL
    narrow = read(BUSINESS, sight("974760673", {4: {6: 0.5, 1: 0.49}}))
    assert is_organisasjonsnummer(narrow.text)


@settings(deadline=None)
@given(st.text("0123456789", min_size=8, max_size=8))
def test_a_sure_telephone_number_is_given_unchanged(number: str) -> None:
    found = read(PHONE, sight(number))
    assert (found.text, found.changed, found.state) == (number, (), DigitState.READ)


def test_an_unclear_digit_of_a_telephone_number_stays_unclear() -> None:
    assert read(PHONE, sight("22334455", {2: {3: 0.8, 8: 0.19}})).state is DigitState.DOUBTFUL


def test_years_are_of_this_age() -> None:
    assert read(YEAR, sight("2019")).text == "2019"
    assert read(YEAR, sight("5019")).state is DigitState.DOUBTFUL


def test_the_number_beside_a_continuation_is_plain_digits() -> None:
    found = read(None, sight("12"))
    assert (found.text, found.state) == ("12", DigitState.READ)
    assert read(None, sight("7·")).text == "7"


def of_confidence(kind: FieldKind, sure: float | None) -> Field:
    return Field("a", kind, Texts("A"), paper_confidence=sure)


def test_a_field_can_ask_for_more_or_less_than_the_readers() -> None:
    seen = sight("03112026", {0: {0: 0.995, 1: 0.004}}, sure=0.99999)
    usual = read(of_confidence(FieldKind.DATE, None), seen)
    assert usual.state is DigitState.DOUBTFUL
    assert 0.99 < usual.confidence < decoding.SURE
    loose = read(of_confidence(FieldKind.DATE, 0.99), seen)
    assert (loose.state, loose.text) == (DigitState.READ, "03112026")
    clear = sight("03112026", sure=0.9999999)
    assert read(of_confidence(FieldKind.DATE, None), clear).state is DigitState.READ
    assert read(of_confidence(FieldKind.DATE, 1.0), clear).state is DigitState.DOUBTFUL


def test_a_field_with_check_digits_can_ask_for_more() -> None:
    number = OLD[0]
    clear = sight(number, sure=0.9999999)
    assert read(of_confidence(FieldKind.FODSELSNUMMER, None), clear).state is DigitState.READ
    assert read(of_confidence(FieldKind.FODSELSNUMMER, 1.0), clear).state is DigitState.DOUBTFUL


def test_a_changed_digit_keeps_its_own_limit() -> None:
    number = OLD[0]
    other = (int(number[3]) + 4) % 10
    states = {}
    for share in (0.8, 0.97):
        seen = sight(number, {3: {other: share, int(number[3]): 0.999 - share}}, sure=0.999999)
        found = read(of_confidence(FieldKind.FODSELSNUMMER, 0.97), seen)
        assert found.changed == (3,)
        assert found.confidence > decoding.SURE_CHANGED
        states[share] = found.state
    assert states == {0.8: DigitState.READ, 0.97: DigitState.DOUBTFUL}, "a clear digit is not changed, however sure"


def test_what_a_definition_may_ask_at_least_is_what_was_measured() -> None:
    assert float(LEAST_CONFIDENCE[FieldKind.FODSELSNUMMER]) == decoding.SURE_CHECKED
    assert float(LEAST_CONFIDENCE_OTHERWISE) <= decoding.SURE
    assert float(LEAST_CONFIDENCE_OTHERWISE) >= decoding.SURE_CHANGED
