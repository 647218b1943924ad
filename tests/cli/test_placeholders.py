"""A command that was pasted and run as it stood decides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.console import run
from tests.flow.desk import make_workplace, office_at
from tests.flow.test_review_sheet import waiting


@pytest.mark.parametrize(
    "words",
    [
        ("--by", "Ditt navn", "--reason", "Ringte", "--set", "last_day=27.10.2026"),
        ("--by", "Kari", "--reason", "begrunnelse", "--set", "last_day=27.10.2026"),
        ("--by", "Kari", "--reason", "Ringte", "--set", "notice_to=verdi"),
        ("--by", "Kari", "--reason", "Ringte", "--set", "last_day=dd.mm.åååå"),
        ("--by", "Kari", "--reason", "Ringte", "--set", "absence_type=own|child"),
    ],
)
def test_words_to_be_replaced_are_no_answers(tmp_path: Path, words: tuple[str, ...]) -> None:
    root = make_workplace(tmp_path / "kontor")
    with office_at(root) as office, office.writing():
        folder = waiting(office)
    before = (folder / "status.json").read_bytes()
    said = run(root, "accept", folder.name, *words)
    assert said.exit == 2
    assert (folder / "status.json").read_bytes() == before
