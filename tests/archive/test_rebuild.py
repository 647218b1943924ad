from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dokumentverk.archive import journal
from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.index import Row
from dokumentverk.archive.verify import verify
from dokumentverk.errors import ArchiveConflict, ArchiveDamaged, UsageFault
from dokumentverk.model.filing import Event
from dokumentverk.model.finding import Severity
from tests.archive.synthetic import ACTOR, ASE, EGENMELDING, KARI, NOW, absence, filing, open_archive, tree_of
from tests.archive.test_verify import fill


def rows(base: Path) -> tuple[list[Row], object]:
    with Catalog(base / "arkiv", base / "system") as catalog:
        return list(catalog.all()), catalog.history("1042")


def test_the_index_comes_back_from_the_folders(tmp_path: Path) -> None:
    fill(tmp_path)
    before = rows(tmp_path)
    shutil.rmtree(tmp_path / "system")
    done: list[tuple[int, int]] = []
    with open_archive(tmp_path) as archive:
        rebuilt = archive.rebuild(lambda count, of: done.append((count, of)))
    assert (rebuilt.returns, rebuilt.findings) == (4, ())
    assert done[-1] == (4, 4)
    assert rows(tmp_path) == before


def test_a_rebuild_is_journalled(tmp_path: Path) -> None:
    fill(tmp_path)
    with open_archive(tmp_path) as archive:
        archive.rebuild()
    last = list(journal.entries(tmp_path / "arkiv/journal.jsonl"))[-1]
    assert (last.event, last.return_id, last.digests, last.actor) == (Event.REBUILT, "", (), ACTOR)
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


def test_a_lost_system_folder_is_mended_on_opening(tmp_path: Path) -> None:
    fill(tmp_path)
    before = rows(tmp_path)
    journal_before = (tmp_path / "arkiv/journal.jsonl").read_bytes()
    shutil.rmtree(tmp_path / "system")
    with open_archive(tmp_path) as archive:
        assert archive.file(filing(tmp_path / "inn", b"%PDF 1")).entry == before[0][0].entry
    assert rows(tmp_path) == before
    assert (tmp_path / "arkiv/journal.jsonl").read_bytes() == journal_before


@pytest.mark.parametrize("content", [b"", b"not a database" * 100])
def test_an_index_that_is_no_database_is_made_anew(tmp_path: Path, content: bytes) -> None:
    fill(tmp_path)
    before = rows(tmp_path)
    for left in (tmp_path / "system").iterdir():
        left.unlink()
    (tmp_path / "system/archive.sqlite").write_bytes(content)
    with open_archive(tmp_path):
        pass
    assert rows(tmp_path) == before


def test_an_index_that_lost_its_last_rows_is_mended(tmp_path: Path) -> None:
    """What a loss of power may do to a write-ahead log."""
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "inn", b"%PDF 1", issue=None))
    shutil.copytree(tmp_path / "system", tmp_path / "old")
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "inn", b"%PDF 2", issue=None))
    after = rows(tmp_path)
    shutil.rmtree(tmp_path / "system")
    shutil.move(tmp_path / "old", tmp_path / "system")
    with open_archive(tmp_path):
        pass
    assert rows(tmp_path) == after


def test_what_the_folders_lack_is_named(tmp_path: Path) -> None:
    fill(tmp_path)
    folders = sorted(path.parent for path in (tmp_path / "arkiv").rglob("original.pdf"))
    shutil.rmtree(folders[0])
    (folders[1] / "record.json").chmod(0o600)
    (folders[1] / "record.json").write_bytes(b"{}")
    with open_archive(tmp_path) as archive:
        rebuilt = archive.rebuild()
    assert rebuilt.returns == 2
    assert sorted(one.code for one in rebuilt.findings) == [
        "ARCHIVE_RECORD_DAMAGED", "ARCHIVE_RETURN_MISSING", "ARCHIVE_RETURN_MISSING",
    ]  # fmt: skip


def test_a_broken_chain_is_not_built_upon(tmp_path: Path) -> None:
    fill(tmp_path)
    path = tmp_path / "arkiv/journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0].replace(b"filed", b"fiLed"), *lines[1:]]))
    with open_archive(tmp_path) as archive, pytest.raises(ArchiveDamaged) as caught:
        archive.rebuild()
    assert (caught.value.code, caught.value.params) == ("ARCHIVE_JOURNAL_BROKEN", {"line": "1"})


def test_destroying_removes_all_but_the_proof(tmp_path: Path) -> None:
    days = (absence(date(2026, 10, 29), date(2026, 10, 30)),)
    with open_archive(tmp_path) as archive:
        one = archive.file(
            replace(filing(tmp_path / "a", b"%PDF secret", definition=EGENMELDING, absences=days), title="Om hjertet")
        )
        receipt = archive.destroy(one.entry.return_id, " kassasjonsvedtak  3/26 ")
        assert archive.index.history("1042") == ()
        assert archive.destroy(one.entry.return_id, "again") == receipt
    entry = receipt.entry
    assert (entry.event, entry.number, entry.basis, entry.at) == (Event.DESTROYED, 2, "kassasjonsvedtak 3/26", NOW)
    [placement] = receipt.placements
    assert placement.path == f"Egenmeldinger/2026/1042 Sørbø-Ødegård, Åse/2026-11-02 {entry.return_id}/destroyed.json"
    tree = tree_of(tmp_path / "arkiv")
    assert set(tree) == {"journal.jsonl", placement.path}
    assert b"kassasjonsvedtak 3/26" in tree[placement.path]
    assert entry.digests == (placement.digest,)
    everything = b"".join([*tree.values(), *tree_of(tmp_path / "system").values()])
    for trace in (b"hjertet", b"29.10.2026", b"2026-10-29", b"e-post", b"7KXM-4RTA-9CDEF"):
        assert trace not in everything
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


def test_what_was_destroyed_does_not_come_back_unnoticed(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        one = archive.file(filing(tmp_path / "a"))
        archive.destroy(one.entry.return_id, "§ 33")
        with pytest.raises(ArchiveConflict) as caught:
            archive.file(filing(tmp_path / "a"))
    assert (caught.value.code, caught.value.params["at"]) == ("ARCHIVE_RETURN_DESTROYED", "03.11.2026")


@pytest.mark.parametrize(
    ("id", "basis", "code"),
    [("R23456789AC", "§ 33", "ARCHIVE_RETURN_UNKNOWN"), ("R23456789AC", " ", "ARCHIVE_BASIS_NEEDED")],
)
def test_nothing_is_destroyed_without_a_basis(tmp_path: Path, id: str, basis: str, code: str) -> None:
    with open_archive(tmp_path) as archive, pytest.raises(UsageFault) as caught:
        archive.destroy(id, basis)
    assert caught.value.code == code


def test_later_returns_are_not_tied_to_what_was_destroyed(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        one = archive.file(filing(tmp_path / "a", b"%PDF 1"))
        archive.destroy(one.entry.return_id, "§ 33")
        assert archive.file(filing(tmp_path / "a", b"%PDF 2")).entry.event is Event.FILED


def test_a_paper_destroyed_with_one_person_may_be_filed_with_another(tmp_path: Path) -> None:
    from tests.archive.test_store import _addition

    with open_archive(tmp_path) as archive:
        one = archive.add(_addition(tmp_path / "a", ASE.number))
        archive.destroy(one.entry.return_id, "§ 33")
        with pytest.raises(ArchiveConflict):
            archive.add(_addition(tmp_path / "a", ASE.number))
        assert archive.add(_addition(tmp_path / "a", KARI.number)).entry.event is Event.FILED


def test_verification_after_a_rebuild_of_all_is_quiet(tmp_path: Path) -> None:
    fill(tmp_path)
    shutil.rmtree(tmp_path / "system")
    with open_archive(tmp_path):
        pass
    assert [one for one in verify(tmp_path / "arkiv", tmp_path / "system") if one.severity is not Severity.NOTE] == []
