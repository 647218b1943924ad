"""Whether two names can be one person's."""

from __future__ import annotations

import pytest

from dokumentverk.rules.names import Likeness, likeness, stands_in

SAME, OPEN, OTHER = Likeness.SAME, Likeness.OPEN, Likeness.OTHER


@pytest.mark.parametrize(
    ("written", "given", "family", "expected"),
    [
        ("Kari Nordmann", "Kari", "Nordmann", SAME),
        ("NORDMANN, KARI", "Kari", "Nordmann", SAME),
        ("Kari Nordmann", "Kari Anne", "Nordmann", SAME),
        ("Kari A. Nordmann", "Kari Anne", "Nordmann", SAME),
        ("Kari Anne Lie Nordmann", "Kari", "Nordmann", SAME),
        ("Aase Soerboe-Oedegaard", "Åse", "Sørbø-Ødegård", SAME),
        ("Ase Odegard", "Åse", "Sørbø-Ødegård", SAME),
        ("A\u030ase Sørbø Ødegård", "Åse", "Sørbø-Ødegård", SAME),
        ("Kåre Ærlig", "Kaare", "Aerlig", SAME),
        ("K. Nordmann", "Kari", "Nordmann", OPEN),
        ("Kari Hansen", "Kari", "Nordmann", OPEN),
        ("Åse Sørbø", "Åse", "Sørbø-Ødegård", OPEN),
        ("Kari B. Nordmann", "Kari Anne", "Nordmann", OPEN),
        ("Kari", "Kari", "Nordmann", OPEN),
        ("Anne Nordmann", "Kari Anne", "Nordmann", OPEN),
        ("", "Kari", "Nordmann", OPEN),
        ("Kari Nordmann", "", "Nordmann", OPEN),
        ("Per Nordmann", "Kari", "Nordmann", OTHER),
        ("Per Hansen", "Kari", "Nordmann", OTHER),
        ("Fjordvik kommune", "Kari", "Nordmann", OTHER),
    ],
)
def test_likeness(written: str, given: str, family: str, expected: Likeness) -> None:
    assert likeness(written, given, family) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Kari Anne Nordmann", True),
        ("Signert av Nordmann, Kari Anne 02.11.2026", True),
        ("Kari Nordmann (BankID)", True),
        ("Kari har signert for Nordmann", False),
        ("Kari Hansen", False),
        ("Per Nordmann", False),
        ("", False),
    ],
)
def test_a_name_in_a_line(line: str, expected: bool) -> None:
    assert stands_in(line, "Kari Anne", "Nordmann") is expected
    assert not stands_in(line, "", "")
