"""Days as people write them in running text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dokumentverk.model.language import Language
from dokumentverk.model.written import parse_date, postal_lines, spell_date, spell_weekday


@pytest.mark.parametrize(
    ("language", "day", "weekday"),
    [
        (Language.NB, "1. september 2026", "tirsdag 1. september 2026"),
        (Language.NN, "1. september 2026", "tysdag 1. september 2026"),
        (Language.EN, "1 September 2026", "Tuesday 1 September 2026"),
    ],
)
def test_a_day_is_spelled_in_every_language(language: Language, day: str, weekday: str) -> None:
    value = date(2026, 9, 1)
    assert spell_date(value, language).replace("\u00a0", " ") == day
    assert spell_weekday(value, language).replace("\u00a0", " ") == weekday
    assert " " not in spell_date(value, language).partition("ptember")[0], "no line is broken behind the day"


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("Storgata 1, 8820 Fjordvik", ("Storgata 1", "8820 Fjordvik")),
        ("c/o Berg, Storgata 1, 8820 Mo i Rana", ("c/o Berg, Storgata 1", "8820 Mo i Rana")),
        ("Legesenteret\n  Storgata 1\n\n8820 Fjordvik", ("Legesenteret", "Storgata 1", "8820 Fjordvik")),
        ("Bygg 4, 2000 kvm, inngang B", ("Bygg 4, 2000 kvm, inngang B",)),
        ("", ()),
    ],
)
def test_postcode_and_town_stand_on_a_line_of_their_own(written: str, lines: tuple[str, ...]) -> None:
    assert postal_lines(written) == lines


@pytest.mark.parametrize("language", Language)
def test_a_spelled_day_reads_back(language: Language) -> None:
    for days in range(0, 366, 5):
        value = date(2028, 1, 1) + timedelta(days=days)
        assert parse_date(spell_date(value, language)) == value
