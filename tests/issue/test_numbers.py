"""Numbers: form, randomness, and how surely an error is seen. The rates are measured here, not only stated."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.issue.keys import Key, Keys
from dokumentverk.issue.numbers import new_number, prefill_digest, verify
from dokumentverk.model.number import ALPHABET, RANDOM_SYMBOLS, group, normal_number, numbers_in, ungroup
from tests.issue.specimens import KEY, KEYS, NOW, OLD_KEY


def given_symbols(symbols: list[int]) -> Callable[[int], int]:
    source = iter(symbols)
    return lambda bound: next(source) % bound


number = st.lists(st.integers(0, 26), min_size=RANDOM_SYMBOLS, max_size=RANDOM_SYMBOLS).map(
    lambda symbols: new_number(KEY, given_symbols(symbols))
)


@given(number)
def test_a_number_is_verified_by_its_key_and_no_other(made: str) -> None:
    assert normal_number(made) == made
    assert numbers_in(f"Nr. {made}.") == (made,)
    assert verify(made, KEYS) == KEY.id
    assert verify(ungroup(made), KEYS) == KEY.id
    assert verify(made, Keys((OLD_KEY,))) is None
    assert verify(made, Keys()) is None


def test_known_numbers() -> None:
    """The check stands on paper: it must never change."""
    assert new_number(KEY, lambda _bound: 0) == "2222-2222-28H2H"
    assert new_number(KEY, lambda bound: bound - 1) == "YYYY-YYYY-7RE6D"
    assert new_number(OLD_KEY, lambda bound: bound - 1) == "YYYY-YYYY-MT3PJ"


@pytest.mark.parametrize(
    "text", ["", "2222", "2222-2222-2222", "OOOO-OOOO-OOOOO", "2222-2222-2222\n", "ÅÅÅÅ-ÅÅÅÅ-ÅÅÅÅÅ", "2222-2222-222222"]
)
def test_what_is_no_number_is_not_verified(text: str) -> None:
    assert verify(text, KEYS) is None


def changed(symbols: str, source: random.Random) -> str:
    """One symbol wrong, or two neighbours swapped; never the same text."""
    while True:
        at = source.randrange(len(symbols))
        if source.random() < 0.5:
            wrong = symbols[:at] + source.choice(ALPHABET) + symbols[at + 1 :]
        else:
            at = min(at, len(symbols) - 2)
            wrong = symbols[:at] + symbols[at + 1] + symbols[at] + symbols[at + 2 :]
        if wrong != symbols:
            return wrong


def test_errors_of_the_pen_are_seen() -> None:
    """200,000 changed numbers: of 27⁵ checks about 0.01 are expected to pass unseen, two or more practically never."""
    source = random.Random(2026)
    unseen = 0
    for _ in range(200_000):
        made = ungroup(new_number(KEY, source.randrange))
        unseen += verify(changed(made, source), Keys((KEY,))) is not None
    assert unseen <= 1


def test_errors_in_the_check_itself_are_always_seen() -> None:
    made = ungroup(new_number(KEY, random.Random(7).randrange))
    for at in range(RANDOM_SYMBOLS, len(made)):
        for symbol in set(ALPHABET) - {made[at]}:
            assert verify(made[:at] + symbol + made[at + 1 :], Keys((KEY,))) is None


def test_every_single_error_of_some_numbers() -> None:
    """Exhaustive: all 26 wrong symbols in each of 13 places, and all swaps, of 100 numbers: 35,000 errors."""
    source = random.Random(11)
    unseen = tried = 0
    for _ in range(100):
        made = ungroup(new_number(KEY, source.randrange))
        wrong = {made[:at] + symbol + made[at + 1 :] for at in range(13) for symbol in ALPHABET}
        wrong |= {made[:at] + made[at + 1] + made[at] + made[at + 2 :] for at in range(12)}
        wrong -= {made}
        tried += len(wrong)
        unseen += sum(verify(one, Keys((KEY,))) is not None for one in wrong)
    assert tried > 34_000
    assert unseen == 0


def test_checks_are_spread_evenly() -> None:
    """Chi-squared over the 27 symbols of each of the five places; 26 degrees of freedom, 99.99 % lies below 63."""
    source = random.Random(3)
    counts = [dict.fromkeys(ALPHABET, 0) for _ in range(5)]
    for _ in range(20_000):
        for place, symbol in enumerate(new_number(KEY, source.randrange)[10:]):
            counts[place][symbol] += 1
    for one in counts:
        expected = 20_000 / 27
        assert sum((seen - expected) ** 2 / expected for seen in one.values()) < 63


def test_numbers_of_the_machine_do_not_repeat() -> None:
    made = {new_number(KEY, secrets.randbelow) for _ in range(20_000)}
    assert len(made) >= 19_999


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_a_digest_tells_field_and_value_apart(field: str, value: str, other: str) -> None:
    digest = prefill_digest(KEY, field, value)
    assert digest == prefill_digest(KEY, field, value)
    assert len(digest) == 32
    assert (digest == prefill_digest(KEY, field, other)) == (value == other)
    assert digest != prefill_digest(OLD_KEY, field, value)
    if "\x00" not in field + other:
        assert (digest == prefill_digest(KEY, other, value)) == (field == other)


def test_a_check_says_nothing_of_the_digests() -> None:
    """One secret, two purposes: neither can be asked for the other."""
    symbols = ungroup(new_number(KEY, lambda bound: 4 % bound))[:RANDOM_SYMBOLS]
    assert prefill_digest(KEY, "", symbols) != prefill_digest(KEY, symbols, "")
    assert Key("aabbccdd", NOW, KEY.secret) != KEY
    assert verify(group(symbols + "22222"), KEYS) is None
