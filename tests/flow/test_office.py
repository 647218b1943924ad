"""What an opened workplace tells before work starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from dokumentverk.flow.office import Office
from dokumentverk.workplace.folders import open_workplace
from tests.flow.desk import DAY, make_workplace


def told(root: Path) -> tuple[str, ...]:
    with Office(open_workplace(root), now=lambda: DAY) as office:
        return tuple(one for one in office.warnings() if "egne skjemaer har feil" in one)


@pytest.mark.parametrize("name", ["notat.toml", "letters/brev.toml"])
def test_a_fault_in_an_own_form_is_told_with_what_to_do(tmp_path: Path, name: str) -> None:
    root = make_workplace(tmp_path / "kontor")
    assert told(root) == ()
    faulty = root / "forms" / name
    faulty.parent.mkdir(parents=True, exist_ok=True)
    faulty.write_text('id = "notat"\nversion = 1\n', encoding="utf-8")
    (sentence,) = told(root)
    assert "dokumentverk forms check" in sentence
