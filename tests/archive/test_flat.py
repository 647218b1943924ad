"""The ten-thousandth filing costs what the hundredth did: counted, not timed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.archive.synthetic import ASE, filing, open_archive

WATCHED = {"open", "os.rename", "os.mkdir", "os.remove", "os.scandir", "os.listdir", "sqlite3.connect"}
_counts: list[Counter[str]] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _counts and event in WATCHED and "arkiv" in str(arguments[:1]):
        _counts[-1][event] += 1


@pytest.fixture(scope="module", autouse=True)
def _audit() -> None:
    """An audit hook cannot be taken away: it only counts while somebody asks."""
    sys.addaudithook(_hook)


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How often the operating system and the index are asked for something about the archive."""
    count: Counter[str] = Counter()

    def statement(*_: Any) -> None:
        count["statement"] += 1

    sa.event.listen(sa.Engine, "before_cursor_execute", statement)
    _counts.append(count)
    try:
        yield count
    finally:
        _counts.pop()
        sa.event.remove(sa.Engine, "before_cursor_execute", statement)


def test_a_filing_asks_for_the_same_however_full_the_archive_is(tmp_path: Path) -> None:
    costs = []
    with open_archive(tmp_path) as archive:
        for number in range(120):
            one = filing(tmp_path / "inn", f"%PDF {number}".encode(), issue=None)
            with counted() as count:
                archive.file(one)
            costs.append(count)
    assert costs[5] == costs[119]
    assert costs[119]["os.scandir"] == costs[119]["os.listdir"] == 0
    assert costs[119]["statement"] < 10


def test_new_people_cost_one_listing_in_all(tmp_path: Path) -> None:
    """Folders may have been made by hand: they are looked for once, not for every new employee."""
    costs = []
    with open_archive(tmp_path) as archive:
        for number in range(60):
            person = replace(ASE, number=str(2000 + number))
            with counted() as count:
                archive.file(filing(tmp_path / "inn", f"%PDF {number}".encode(), employee=person, issue=None))
            costs.append(count)
    assert costs[5] == costs[59]
    assert costs[59]["os.scandir"] == 0


def test_opening_an_archive_does_not_cost_more_when_it_is_full(tmp_path: Path) -> None:
    costs = []
    for number in range(30):
        with counted() as count, open_archive(tmp_path):
            pass
        costs.append(count)
        with open_archive(tmp_path) as archive:
            archive.file(filing(tmp_path / "inn", f"%PDF {number}".encode(), issue=None))
    assert costs[5] == costs[29]
