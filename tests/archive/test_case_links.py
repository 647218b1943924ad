"""Which returns belong to which case: events of the journal, which names nobody; the index follows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dokumentverk.archive import journal
from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.index import FILE, Index
from dokumentverk.archive.verify import verify
from dokumentverk.errors import ArchiveConflict, UsageFault
from dokumentverk.model.filing import Event
from tests.archive.synthetic import filing, open_archive

CASE, OTHER = "S2345ACDE", "S2345ACDF"


def filed(tmp_path: Path) -> str:
    with open_archive(tmp_path) as archive:
        return archive.file(filing(tmp_path / "a", b"%PDF 1")).entry.return_id


def cases(tmp_path: Path, return_id: str) -> tuple[str, ...]:
    with Catalog(tmp_path / "arkiv", tmp_path / "system") as catalog:
        return catalog.cases_of(return_id)


def test_a_return_is_laid_to_a_case_and_taken_out_again(tmp_path: Path) -> None:
    id = filed(tmp_path)
    with open_archive(tmp_path) as archive:
        assert [archive.lay_to_case(id, CASE), archive.lay_to_case(id, CASE)] == [True, False]
        assert archive.lay_to_case(id, OTHER)
        assert [archive.take_out_of_case(id, CASE), archive.take_out_of_case(id, CASE)] == [True, False]
    assert cases(tmp_path, id) == (OTHER,)
    told = list(journal.entries(tmp_path / "arkiv" / journal.FILE))
    assert [(one.event, one.case) for one in told] == [
        (Event.FILED, None), (Event.INTO_CASE, CASE), (Event.INTO_CASE, OTHER), (Event.OUT_OF_CASE, CASE),
    ]  # fmt: skip
    with Catalog(tmp_path / "arkiv", tmp_path / "system") as catalog:
        assert [row.return_id for row in catalog.of_case(OTHER)] == [id]
        assert catalog.of_case(CASE) == ()
        assert catalog.receipt(id) is not None, "the filing holds as before"
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


def test_the_index_is_made_again_with_its_links(tmp_path: Path) -> None:
    id = filed(tmp_path)
    with open_archive(tmp_path) as archive:
        archive.lay_to_case(id, CASE)
        archive.lay_to_case(id, OTHER)
        archive.take_out_of_case(id, OTHER)
    (tmp_path / "system" / FILE).unlink()
    with open_archive(tmp_path) as archive:
        assert (archive.index.cases_of(id), archive.index.taken_out_of(id)) == ((CASE,), (OTHER,))
        archive.rebuild()
    assert cases(tmp_path, id) == (CASE,)
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()


def test_a_link_that_the_index_did_not_get_is_read_from_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = filed(tmp_path)
    with monkeypatch.context() as stopped, open_archive(tmp_path) as archive:
        stopped.setattr(Index, "lay_to_case", lambda *_: (_ for _ in ()).throw(OSError))
        with pytest.raises(ArchiveConflict):
            archive.lay_to_case(id, CASE)
        stopped.undo()
    with open_archive(tmp_path):
        pass
    assert cases(tmp_path, id) == (CASE,)


def test_what_is_not_there_belongs_to_no_case(tmp_path: Path) -> None:
    id = filed(tmp_path)
    with open_archive(tmp_path) as archive:
        with pytest.raises(UsageFault, match="ARCHIVE_RETURN_UNKNOWN"):
            archive.lay_to_case("R23456789AC", CASE)
        archive.destroy(id, "kassasjonsvedtak 3/26")
        with pytest.raises(UsageFault, match="ARCHIVE_RETURN_UNKNOWN"):
            archive.lay_to_case(id, CASE)


def test_a_destroyed_return_keeps_nothing_but_its_line(tmp_path: Path) -> None:
    id = filed(tmp_path)
    with open_archive(tmp_path) as archive:
        archive.lay_to_case(id, CASE)
        archive.destroy(id, "kassasjonsvedtak 3/26")
        assert archive.take_out_of_case(id, CASE)
    assert verify(tmp_path / "arkiv", tmp_path / "system") == ()
