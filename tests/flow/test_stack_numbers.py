"""Which sheet is meant: what a clerk reads is the place in the scanner's pile, or the name of the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dokumentverk.flow.stack_numbers import numbered_as_in_stack, paper_to_keep_text, sheets_shown
from dokumentverk.messages import finding
from dokumentverk.model.filing import Rejected
from dokumentverk.model.language import Language
from dokumentverk.model.reading import SheetOrigin
from tests.flow.paper_desk import Desk, desk_at, paper_workplace


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(paper_workplace(tmp_path / "kontor")) as opened:
        yield opened


def test_what_was_read_of_a_document_counts_sheets_as_its_stack_does() -> None:
    origins = tuple(SheetOrigin("a" * 64, sheet) for sheet in (15, 21, 22))
    told = (
        finding("PAPER_MUST_BE_KEPT", sheets="1, 2, 3"),
        finding("SHEET_BROKEN", sheet=2),
        finding("PAGES_SHUFFLED"),
    )
    assert [dict(one.params) for one in numbered_as_in_stack(told, origins)] == [
        {"sheets": "15, 21–22"},
        {"sheet": "21"},
        {},
    ]


def test_what_is_a_file_of_its_own_counts_its_own_sheets() -> None:
    told = (finding("SHEET_BROKEN", sheet=2), finding("PAPER_MUST_BE_KEPT", sheets="1, 2"))
    assert numbered_as_in_stack(told, ()) == told
    photos = (SheetOrigin("a" * 64, 1), SheetOrigin("b" * 64, 1))
    assert numbered_as_in_stack(told, photos) == told


def test_photos_are_named_by_their_files(desk: Desk) -> None:
    paths = [desk.photo("A1/2", "IMG_9.jpg"), desk.photo("A2/2", "IMG_10.jpg"), desk.photo("x", "brev.jpg")]
    (summary,) = desk.receive(*paths)
    assert [sheets_shown(summary.pile, one.part.sheets) for one in summary.results] == [
        "brev.jpg",
        "IMG_9.jpg, IMG_10.jpg",
    ]
    assert paper_to_keep_text(summary.pile, (1,), Language.NB).startswith("Ikke makuler papiret: brev.jpg.")


def test_a_photo_that_is_nobodys_is_the_first_sheet_of_its_own_file(desk: Desk) -> None:
    (summary,) = desk.receive(desk.photo("A1/1", "a.jpg"), desk.photo("x", "brev.jpg"))
    (rejected,) = [one.outcome for one in summary.results if isinstance(one.outcome, Rejected)]
    assert dict(rejected.received.findings[0].params)["sheets"] == "1"


def test_a_document_joined_of_photos_counts_its_own_sheets(desk: Desk) -> None:
    desk.receive(desk.photo("C1/2", "IMG_9.jpg"), desk.photo("C2/2", "IMG_10.jpg"))
    (folder,) = desk.office.workplace.review.iterdir()
    assert "\nArk:     1–2\n" in (folder / "LES MEG.txt").read_text(encoding="utf-8")
