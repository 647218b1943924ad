"""Fødselsnummer and organisasjonsnummer. Every number here is synthetic or published as test data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.rules.fodselsnummer import Verdict, is_born_on, judge, rule_2032_on
from dokumentverk.rules.organisasjonsnummer import is_organisasjonsnummer

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "fodselsnummer.json").read_text(encoding="utf-8"))
VALID = [entry["number"] for entry in VECTORS["valid"]]
ONLY_2032 = "30108299939"
OLD = [number for number in VALID if number != ONLY_2032]


@pytest.mark.parametrize("number", VALID)
def test_every_vector_is_valid_from_2032(number: str) -> None:
    assert judge(number, rule_2032=True) is Verdict.VALID


@pytest.mark.parametrize("number", OLD)
def test_numbers_of_the_old_rule(number: str) -> None:
    assert judge(number, rule_2032=False) is Verdict.VALID


def test_a_number_of_the_new_rule_is_wrong_before_it() -> None:
    assert judge(ONLY_2032, rule_2032=False) is Verdict.CHECK_WRONG
    assert not rule_2032_on(date(2031, 12, 31))
    assert rule_2032_on(date(2032, 1, 1))


@pytest.mark.parametrize("number", OLD)
@given(place=st.integers(0, 10), step=st.integers(1, 9))
def test_any_wrong_digit_is_noticed(number: str, place: int, step: int) -> None:
    changed = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert judge(changed, rule_2032=False) is not Verdict.VALID


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("", Verdict.LENGTH_WRONG),
        ("1309724802", Verdict.LENGTH_WRONG),
        ("130972480222", Verdict.LENGTH_WRONG),
        ("1309724802x", Verdict.LENGTH_WRONG),
        ("١٣٠٩٧٢٤٨٠٢٢", Verdict.LENGTH_WRONG),
        ("32097248022", Verdict.DATE_WRONG),
        ("13137248022", Verdict.DATE_WRONG),
        ("13007248022", Verdict.DATE_WRONG),
        ("31047248022", Verdict.DATE_WRONG),
        ("29027348022", Verdict.DATE_WRONG),
        ("13937248022", Verdict.DATE_WRONG),
        ("13097248023", Verdict.CHECK_WRONG),
        ("13097248122", Verdict.CHECK_WRONG),
    ],
)
def test_wrong_numbers(number: str, verdict: Verdict) -> None:
    assert judge(number, rule_2032=False) is verdict


def _with_check_digits(first_nine: str) -> str | None:
    for check in range(100):
        if judge(number := f"{first_nine}{check:02d}", rule_2032=False) is Verdict.VALID:
            return number
    return None


def test_a_lost_zero_is_told_apart() -> None:
    number = next(filter(None, (_with_check_digits(f"038472{serial:03d}") for serial in range(100, 200))))
    assert number.startswith("0")
    assert judge(number[1:], rule_2032=False) is Verdict.ZERO_LOST


def test_the_29th_of_february() -> None:
    assert any(_with_check_digits(f"298200{serial:03d}") for serial in range(500, 520))
    assert not any(_with_check_digits(f"298201{serial:03d}") for serial in range(500, 520))


@pytest.mark.parametrize(
    ("number", "born", "agrees"),
    [
        ("13097248022", date(1972, 9, 13), True),
        ("53097248016", date(1972, 9, 13), True),
        ("13527248013", date(1972, 12, 13), True),
        ("10915596784", date(1955, 11, 10), True),
        ("50846202355", date(1962, 4, 10), True),
        ("13097248022", date(1972, 9, 14), False),
        ("13097248022", date(1973, 9, 13), False),
    ],
)
def test_date_of_birth(number: str, born: date, agrees: bool) -> None:
    assert is_born_on(number, born) is agrees


@pytest.mark.parametrize("number", VECTORS["orgnr"]["valid"])
def test_organisasjonsnummer(number: str) -> None:
    assert is_organisasjonsnummer(number)


@pytest.mark.parametrize(
    "number", [*VECTORS["orgnr"]["invalid"], "", "97476067", "9747606733", "97476067x", "974760674"]
)
def test_wrong_organisasjonsnummer(number: str) -> None:
    assert not is_organisasjonsnummer(number)
