"""Pictures of what was not read, and corrections of what is filed, as the archive keeps them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.formats import PNG_PRONOM
from dokumentverk.archive.metadata import schema
from dokumentverk.archive.plan import CORRECTION, Crop, Filing
from dokumentverk.archive.store import Archive
from dokumentverk.archive.verify import verify
from dokumentverk.errors import UsageFault
from dokumentverk.model.absence import Absence
from dokumentverk.model.filing import Receipt, Variant
from dokumentverk.model.record import Cell, Entry, State
from dokumentverk.model.workplace import ArchiveSettings
from tests.archive.synthetic import SETTINGS, absence, filing, open_archive, ticking, tree_of

CROPS = (Crop("tasks", b"png 1"), Crop("tasks", b"png 2"), Crop("measures_1_what", b"png 3"))
NAMES = ["utsnitt-measures_1_what.png", "utsnitt-tasks-2.png", "utsnitt-tasks.png"]


def with_crops(base: Path) -> Filing:
    """A return of which a text and a cell were not read."""
    made = filing(base / "inn", b"%PDF scan")
    assert made.received.record is not None
    unread = (
        Entry("tasks", None, State.NOT_READ, confidence=0.0),
        Entry("measures", (), State.NOT_READ, cells=(Cell(0, "what", None, State.NOT_READ, "", 0.0, None),)),
    )
    record = replace(made.received.record, entries=unread)
    return replace(made, received=replace(made.received, record=record), crops=CROPS)


def test_crops_lie_beside_the_record_that_names_them(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        receipt = archive.file(with_crops(tmp_path))
    folder = tmp_path / "arkiv" / receipt.placements[0].path.rpartition("/")[0]
    assert [one.name for one in sorted(folder.glob("utsnitt-*"))] == NAMES
    assert (folder / "utsnitt-tasks-2.png").read_bytes() == b"png 2"
    record = json.loads((folder / "record.json").read_bytes())
    jsonschema.Draft202012Validator(schema()).validate(record)
    assert record["fields"]["tasks"]["crops"] == ["utsnitt-tasks.png", "utsnitt-tasks-2.png"]
    assert record["fields"]["measures"]["cells"][0]["crops"] == ["utsnitt-measures_1_what.png"]
    shown = {one["name"]: (one["shows"], one["variant"], one["pronom"]) for one in record["files"] if "shows" in one}
    assert sorted(shown) == NAMES
    assert shown["utsnitt-tasks-2.png"] == ("tasks", "crop", PNG_PRONOM)
    assert all(name in (folder / "SHA256SUMS").read_text() for name in NAMES)
    assert [one.variant for one in receipt.placements].count(Variant.CROP) == 3


def test_crops_are_verified_and_rebuilt_as_every_file(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        receipt = archive.file(with_crops(tmp_path))
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()
    shutil.rmtree(tmp_path / "system")
    with open_archive(tmp_path) as archive:
        assert archive.index.get(receipt.entry.return_id) is not None
        row = archive.index.get(receipt.entry.return_id)
        assert row is not None
        assert row.placements == receipt.placements
    crop = next(one for one in receipt.placements if one.path.endswith("utsnitt-tasks.png"))
    path = tmp_path / "arkiv" / crop.path
    path.chmod(0o600)
    path.write_bytes(b"png x")
    assert [one.code for one in verify(tmp_path / "arkiv", tmp_path / "system")] == ["ARCHIVE_FILE_CHANGED"]
    path.unlink()
    assert [one.code for one in verify(tmp_path / "arkiv", tmp_path / "system")] == ["ARCHIVE_FILE_MISSING"]


def test_destroying_takes_the_crops_too(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        receipt = archive.file(with_crops(tmp_path))
        archive.destroy(receipt.entry.return_id, "bevaringsforskrifta § 33")
    assert not [path for path in tree_of(tmp_path / "arkiv") if "utsnitt" in path]


def test_the_names_of_crops_count_in_the_length_of_a_path(tmp_path: Path) -> None:
    long = "a" * 40
    limit = len(str((tmp_path / "arkiv").resolve())) + 150
    settings = replace(SETTINGS, archive=replace(ArchiveSettings(), max_path=limit))
    made = replace(with_crops(tmp_path), crops=(Crop(long, b"png"),), title="En lang tittel " * 5)
    with open_archive(tmp_path, settings=settings) as archive:
        receipt = archive.file(made)
    longest = max(len(str((tmp_path / "arkiv").resolve() / one.path)) for one in receipt.placements)
    assert limit - 25 < longest <= limit


def correct(archive: Archive, base: Path, first: Receipt, said: bytes, absences: tuple[Absence, ...] = ()) -> Receipt:
    made = filing(base / "inn", said, issue=None, absences=absences)
    return archive.file(replace(made, corrects=first.entry.return_id, title="Plan, rettet"))


def test_a_correction_is_a_return_of_its_own_linked_to_the_first(tmp_path: Path) -> None:
    with open_archive(tmp_path, clock=ticking()) as archive:
        first = archive.file(filing(tmp_path / "inn", b"%PDF 1", issue=None))
        before = tree_of(tmp_path / "arkiv")
        second = correct(archive, tmp_path, first, b'{"a": 1}')
        third = correct(archive, tmp_path, first, b'{"a": 2}')
    after = tree_of(tmp_path / "arkiv")
    assert {path: after[path] for path in before if path != "journal.jsonl"} == {
        path: content for path, content in before.items() if path != "journal.jsonl"
    }
    record = json.loads((tmp_path / "arkiv" / second.placements[-2].path).read_bytes())
    jsonschema.Draft202012Validator(schema()).validate(record)
    assert record["corrects"] == first.entry.return_id
    assert record["journalpost"]["related"] == [first.entry.return_id]
    assert second.placements[0].path.endswith(f"/{CORRECTION}")
    with Catalog(tmp_path / "arkiv", tmp_path / "system") as catalog:
        found = [row.return_id for row in catalog.corrections_of(first.entry.return_id)]
    assert found == [second.entry.return_id, third.entry.return_id]
    shutil.rmtree(tmp_path / "system")
    with open_archive(tmp_path) as archive:
        assert [row.return_id for row in archive.index.corrections_of(first.entry.return_id)] == found
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


def test_a_correction_of_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with open_archive(tmp_path, clock=ticking()) as archive:
        first = archive.file(filing(tmp_path / "inn", b"%PDF 1", issue=None))
        archive.destroy(first.entry.return_id, "bevaringsforskrifta § 33")
        with pytest.raises(UsageFault) as caught:
            correct(archive, tmp_path, first, b"{}")
    assert caught.value.code == "ARCHIVE_RETURN_UNKNOWN"


def test_destroying_a_return_takes_its_corrections_too(tmp_path: Path) -> None:
    with open_archive(tmp_path, clock=ticking()) as archive:
        first = archive.file(filing(tmp_path / "inn", b"%PDF 1", issue=None))
        made = [correct(archive, tmp_path, first, b'{"said": "hemmelig"}'), correct(archive, tmp_path, first, b"{}")]
        other = archive.file(filing(tmp_path / "annet", b"%PDF 2", issue=None))
        receipt = archive.destroy(first.entry.return_id, "bevaringsforskrifta § 33")
        gone = [row.return_id for row in archive.index.all() if row.destroyed]
        numbers = [archive.index.get(one.entry.return_id) for one in made]
    assert set(gone) == {first.entry.return_id, *(one.entry.return_id for one in made)}
    assert [row.entry.number < receipt.entry.number for row in numbers if row] == [True, True]
    assert {row.entry.basis for row in numbers if row} == {"bevaringsforskrifta § 33"}
    tree = tree_of(tmp_path / "arkiv")
    assert not [path for path, content in tree.items() if b"hemmelig" in content or path.endswith(CORRECTION)]
    assert {one.path for one in other.placements} <= set(tree)
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


def test_a_correction_can_be_destroyed_alone_and_its_return_after_it(tmp_path: Path) -> None:
    with open_archive(tmp_path, clock=ticking()) as archive:
        first = archive.file(filing(tmp_path / "inn", b"%PDF 1", issue=None))
        second = correct(archive, tmp_path, first, b'{"a": 1}')
        third = correct(archive, tmp_path, first, b'{"a": 2}')
        archive.destroy(third.entry.return_id, "§ 33")
        row = archive.index.get(second.entry.return_id)
        assert row is not None
        assert not row.destroyed
        receipt = archive.destroy(first.entry.return_id, "§ 33")
        assert archive.destroy(first.entry.return_id, "§ 33") == receipt
        assert all(row.destroyed for row in archive.index.all())
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


def test_of_a_return_and_its_corrections_the_last_tells_the_absence(tmp_path: Path) -> None:
    def day(number: int) -> tuple[Absence, ...]:
        return (absence(date(2026, 10, number), date(2026, 10, number)),)

    with open_archive(tmp_path, clock=ticking()) as archive:
        first = archive.file(filing(tmp_path / "inn", b"%PDF 1", issue=None, absences=day(1)))
        other = archive.file(filing(tmp_path / "inn", b"%PDF 2", issue=None, absences=day(20)))
        correct(archive, tmp_path, first, b"{1}", day(2))
        correct(archive, tmp_path, first, b"{2}", day(3))
        correct(archive, tmp_path, other, b"{3}")
        assert [one.first.day for one in archive.index.history("1042")] == [3, 20]


def test_a_later_return_of_the_issue_counts_before_a_correction_of_the_earlier(tmp_path: Path) -> None:
    def day(number: int) -> tuple[Absence, ...]:
        return (absence(date(2026, 10, number), date(2026, 10, number)),)

    with open_archive(tmp_path, clock=ticking()) as archive:
        first = archive.file(filing(tmp_path / "inn", b"%PDF 1", absences=day(1)))
        archive.file(filing(tmp_path / "inn", b"%PDF 2", absences=day(2)))
        made = filing(tmp_path / "inn", b"{1}", absences=day(3))
        archive.file(replace(made, corrects=first.entry.return_id, title="Plan, rettet"))
        assert [one.first.day for one in archive.index.history("1042")] == [2]
