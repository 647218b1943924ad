"""Every code of this stage has its sentence, and every sentence its code in use."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from dokumentverk import messages

PACKAGE = Path(str(resources.files("dokumentverk")))
STAGES = {"workplace": ("workplace",), "issue": ("issue",)}
FOREIGN = re.compile(
    r"DATE_|NUMBER_UNREADABLE|NUMBER_NOT_IN|CHOICE_UNKNOWN|DIGITS_EXPECTED|ROW_COLUMN|VALUE_KIND|O_BINARY"
)
"""Codes of ``model.value`` and of other stages that a module only compares with or shares."""


def used(*rooms: str) -> set[str]:
    """Codes that stand as strings in the modules of these rooms."""
    found: set[str] = set()
    for room in rooms:
        for path in (PACKAGE / room).rglob("*.py"):
            found |= set(re.findall(r'"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"', path.read_text(encoding="utf-8")))
    return found


def stated(stage: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((PACKAGE / "messages" / "findings" / f"{stage}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("stage", STAGES)
def test_every_finding_is_in_use(stage: str) -> None:
    assert set(stated(stage)) - used(*STAGES[stage]) == set()


@pytest.mark.parametrize("stage", STAGES)
def test_every_code_has_a_sentence(stage: str) -> None:
    codes = {code for code in used(*STAGES[stage]) if not FOREIGN.match(code)}
    codes |= set(re.findall(r'"(TABLE_[A-Z_]+)"', (PACKAGE / "engines" / "xlsx.py").read_text(encoding="utf-8")))
    assert codes - set(messages.findings()) - set(messages.errors()) == set()


@pytest.mark.parametrize("stage", STAGES)
def test_a_finding_says_the_same_in_every_language(stage: str) -> None:
    for code, entry in stated(stage).items():
        places = [sorted(re.findall(r"{(\w+)}", entry[language])) for language in ("nb", "nn", "en")]
        assert places[0] == places[1] == places[2], code
        assert entry["severity"] in ("ERROR", "REVIEW", "NOTE"), code


def test_an_error_says_the_same_in_every_language() -> None:
    codes = used("workplace", "issue") & set(messages.errors())
    assert len(codes) > 60
    for code in codes:
        texts = messages.errors()[code].text
        places = [sorted(re.findall(r"{(\w+)}", text)) for text in (texts.nb, texts.nn, texts.en)]
        assert places[0] == places[1] == places[2], code
