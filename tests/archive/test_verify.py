from __future__ import annotations

import os
import shutil
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokumentverk.archive import journal
from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.disk import digest_of
from dokumentverk.archive.formats import ArchivalCopy
from dokumentverk.archive.index import is_usable
from dokumentverk.archive.verify import verify
from dokumentverk.errors import ArchiveConflict, ArchiveDamaged
from dokumentverk.messages import finding_sentence
from dokumentverk.model.finding import Finding, Severity
from dokumentverk.model.language import Language
from tests.archive.synthetic import ASE, EGENMELDING, EVALUATION, KARI, absence, filing, open_archive, ticking, tree_of


def fill(base: Path) -> None:
    days = (absence(date(2026, 10, 29), date(2026, 10, 30)),)
    copy = ArchivalCopy(b"%PDF-1.7 copy", "2b")
    with open_archive(base, clock=ticking()) as archive:
        archive.file(replace(filing(base / "inn", b"%PDF 1"), copies=(copy,)))
        archive.file(filing(base / "inn", b"%PDF 2", definition=EGENMELDING, issue=None, absences=days))
        gone = archive.file(filing(base / "inn", b"%PDF 3", employee=KARI, issue=None))
        archive.destroy(gone.entry.return_id, "bevaringsforskrifta § 33")
        archive.file(filing(base / "inn", b"%PDF 4", definition=EVALUATION))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    base = tmp_path_factory.mktemp("sound")
    fill(base)
    yield base
    assert verify(base / "arkiv", base / "system") == ()


@pytest.fixture
def base(sound: Path, tmp_path: Path) -> Path:
    for part in ("arkiv", "system"):
        shutil.copytree(sound / part, tmp_path / part)
    return tmp_path


def codes(base: Path) -> list[str]:
    found = verify(base / "arkiv", base / "system")
    for one in found:
        for language in Language:
            assert "?" not in finding_sentence(one, language)
    return [one.code for one in found]


def place(base: Path, part: str) -> Path:
    """The one folder or file of the archive whose path holds ``part``."""
    return next(
        path for path in sorted((base / "arkiv").rglob("*")) if part in path.relative_to(base / "arkiv").as_posix()
    )


def writable(path: Path) -> Path:
    path.chmod(0o600)
    return path


def test_an_archive_as_it_was_filed(base: Path) -> None:
    done: list[tuple[int, int]] = []
    assert verify(base / "arkiv", base / "system", lambda count, of: done.append((count, of))) == ()
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert verify(base / "arkiv", None) == ()


def test_an_empty_place_is_sound(tmp_path: Path) -> None:
    (tmp_path / "arkiv").mkdir()
    assert codes(tmp_path) == []


@given(data=st.data(), change=st.integers(min_value=1, max_value=255))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_byte_is_reported_wherever_it_is(sound: Path, data: st.DataObject, change: int) -> None:
    files = tree_of(sound / "arkiv")
    name = data.draw(st.sampled_from(sorted(files)))
    position = data.draw(st.integers(0, len(files[name]) - 1))
    path = writable(sound / "arkiv" / name)
    content = bytearray(files[name])
    content[position] ^= change
    path.write_bytes(content)
    found = verify(sound / "arkiv", sound / "system")
    path.write_bytes(files[name])
    if name == journal.FILE:
        assert {"ARCHIVE_JOURNAL_LINE", "ARCHIVE_JOURNAL_TORN"} & {one.code for one in found}
    else:
        assert Finding("ARCHIVE_FILE_CHANGED", Severity.ERROR, params=(("path", name),)) in found


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_byte_more_or_less_is_reported(sound: Path, data: st.DataObject) -> None:
    files = tree_of(sound / "arkiv")
    name = data.draw(st.sampled_from(sorted(files)))
    position = data.draw(st.integers(0, len(files[name]) - 1))
    more = data.draw(st.binary(max_size=2))
    path = writable(sound / "arkiv" / name)
    changed = files[name][:position] + more + files[name][position + (not more) :]
    path.write_bytes(changed)
    found = verify(sound / "arkiv", sound / "system")
    path.write_bytes(files[name])
    assert any(one.severity is not Severity.NOTE for one in found)


@pytest.mark.parametrize("name", ["original.pdf", "arkivkopi.pdf", "record.json", "SHA256SUMS", "destroyed.json"])
def test_a_missing_file_is_named(base: Path, name: str) -> None:
    path = place(base, name)
    path.unlink()
    found = verify(base / "arkiv", base / "system")
    if name == "SHA256SUMS":
        assert [one.code for one in found] == ["ARCHIVE_FILE_MISSING"]
    else:
        assert found[0] == Finding(
            "ARCHIVE_FILE_MISSING", Severity.ERROR, params=(("path", path.relative_to(base / "arkiv").as_posix()),)
        )


def test_checksums_and_another_file_are_gone(base: Path) -> None:
    folder = place(base, "arkivkopi.pdf").parent
    (folder / "SHA256SUMS").unlink()
    (folder / "arkivkopi.pdf").unlink()
    writable(folder / "original.pdf").write_bytes(b"changed")
    (folder / "Thumbs.db").write_bytes(b"x")
    litter, changed, missing = "ARCHIVE_LITTER", "ARCHIVE_FILE_CHANGED", "ARCHIVE_FILE_MISSING"
    assert codes(base) == [litter, changed, missing, missing]


def test_two_files_that_changed_names(base: Path) -> None:
    folder = place(base, "arkivkopi.pdf").parent
    (folder / "original.pdf").rename(folder / "x")
    (folder / "arkivkopi.pdf").rename(folder / "original.pdf")
    (folder / "x").rename(folder / "arkivkopi.pdf")
    assert codes(base) == ["ARCHIVE_FILE_CHANGED", "ARCHIVE_FILE_CHANGED"]


def test_a_renamed_file_is_missing_and_extra(base: Path) -> None:
    path = place(base, "arkivkopi.pdf")
    path.rename(path.with_name("kopi.pdf"))
    assert sorted(codes(base)) == ["ARCHIVE_FILE_EXTRA", "ARCHIVE_FILE_MISSING"]


def test_a_copy_beside_the_original_is_extra(base: Path) -> None:
    path = place(base, "original.pdf")
    shutil.copyfile(path, path.with_name("original (2).pdf"))
    assert codes(base) == ["ARCHIVE_FILE_EXTRA"]


@pytest.mark.parametrize("where", ["", "Personalmapper", "Personalmapper/1042 Sørbø-Ødegård, Åse"])
def test_a_strangers_file_is_extra_anywhere(base: Path, where: str) -> None:
    (base / "arkiv" / where / "notat.docx").write_bytes(b"x")
    assert codes(base) == ["ARCHIVE_FILE_EXTRA"]


@pytest.mark.parametrize("name", ["Thumbs.db", "desktop.ini", ".DS_Store", "~$skjema.docx"])
def test_litter_is_only_worth_knowing(base: Path, name: str) -> None:
    (place(base, "original.pdf").parent / name).write_bytes(b"x")
    (base / "arkiv" / name).write_bytes(b"x")
    assert codes(base) == ["ARCHIVE_LITTER", "ARCHIVE_LITTER"]
    assert {one.severity for one in verify(base / "arkiv", None)} == {Severity.NOTE}


def test_a_link_in_place_of_a_file(base: Path) -> None:
    path = place(base, "original.pdf")
    shutil.copyfile(path, base / "elsewhere.pdf")
    path.unlink()
    path.symlink_to(base / "elsewhere.pdf")
    assert codes(base) == ["ARCHIVE_FILE_CHANGED"]


def test_a_folder_inside_a_return(base: Path) -> None:
    inner = place(base, "original.pdf").parent / "mer"
    inner.mkdir()
    (inner / "x.pdf").write_bytes(b"x")
    found = verify(base / "arkiv", base / "system")
    assert [one.code for one in found] == ["ARCHIVE_FILE_EXTRA"]
    assert found[0].params[0][1].endswith("/mer/x.pdf")


def test_a_return_that_is_gone(base: Path) -> None:
    shutil.rmtree(place(base, "original.pdf").parent)
    assert codes(base) == ["ARCHIVE_RETURN_MISSING", "ARCHIVE_INDEX_DIFFERS"]


def test_a_folder_that_was_never_journalled(base: Path) -> None:
    folder = place(base, "original.pdf").parent
    shutil.copytree(folder, folder.with_name("2026-11-02 Oppfølgingsplan R23456789AC"))
    assert codes(base) == ["ARCHIVE_FOLDER_UNJOURNALLED"]


def test_a_copy_of_a_folder(base: Path) -> None:
    folder = place(base, "original.pdf").parent
    shutil.copytree(folder, base / "arkiv/Personalmapper" / folder.name)
    assert "ARCHIVE_FOLDER_TWICE" in codes(base)


def test_a_folder_moved_under_another_person(base: Path) -> None:
    folder = place(base, "arkivkopi.pdf").parent
    folder.rename(base / "arkiv/Personalmapper/7 Nordmann, Kari/2026" / folder.name)
    assert codes(base) == ["ARCHIVE_FOLDER_MISPLACED", "ARCHIVE_INDEX_DIFFERS"]


def test_a_personnel_folder_renamed_by_hand_is_not_damage(base: Path) -> None:
    folder = place(base, "1042 Sørbø-Ødegård, Åse/2026")
    folder.parent.rename(folder.parent.with_name("1042 Berg, Åse"))
    with open_archive(base) as archive:
        archive.rebuild()
    assert codes(base) == []


def test_a_journal_line_taken_out(base: Path) -> None:
    path = base / "arkiv" / journal.FILE
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:1] + lines[2:]))
    assert codes(base) == ["ARCHIVE_JOURNAL_LINE"]
    assert [one.code for one in verify(base / "arkiv", None)] == [
        "ARCHIVE_JOURNAL_LINE",
        "ARCHIVE_FOLDER_UNJOURNALLED",
    ], "without an index nobody knows that it was ever journalled"


def test_a_journal_that_ends_too_soon(base: Path) -> None:
    path = base / "arkiv" / journal.FILE
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert codes(base) == ["ARCHIVE_JOURNAL_SHORTER"]


def test_a_torn_line_is_said_and_nothing_is_written(base: Path) -> None:
    path = base / "arkiv" / journal.FILE
    with path.open("ab") as file:
        file.write(b'{"number":6,"at"')
    before = tree_of(base / "arkiv")
    assert codes(base) == ["ARCHIVE_JOURNAL_TORN"]
    assert tree_of(base / "arkiv") == before


@pytest.mark.parametrize("left", [0, 1, 3])
def test_no_new_history_begins_where_the_journal_was_cut(base: Path, left: int) -> None:
    """The next writer would drop from the index what the journal has forgotten, and number its own lines anew."""
    path = base / "arkiv" / journal.FILE
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:left]))
    if not left:
        path.unlink()
    before = tree_of(base)
    for _ in range(2):
        with pytest.raises(ArchiveDamaged) as caught, open_archive(base):
            pass
        assert caught.value.code == ("ARCHIVE_JOURNAL_SHORTER" if left else "ARCHIVE_JOURNAL_GONE")
    assert {name: one for name, one in tree_of(base).items() if not name.startswith("system")} == {
        name: one for name, one in before.items() if not name.startswith("system")
    }
    assert codes(base) == ["ARCHIVE_JOURNAL_SHORTER"]
    path.write_bytes(b"".join(lines))
    with open_archive(base) as archive:
        archive.file(filing(base / "inn", b"%PDF 11", issue=None))
    assert codes(base) == []


def test_an_index_that_lost_its_last_rows_is_brought_up_by_the_next_writer(base: Path) -> None:
    """A loss of power may take rows whose journal lines are safe."""
    shutil.copytree(base / "system", base / "before")
    with open_archive(base) as archive:
        archive.file(filing(base / "inn", b"%PDF 13", issue=None))
    shutil.rmtree(base / "system")
    (base / "before").rename(base / "system")
    assert codes(base) == ["ARCHIVE_INDEX_BEHIND", "ARCHIVE_INDEX_DIFFERS"]
    with open_archive(base):
        pass
    assert codes(base) == []


def test_another_journal_in_its_place_is_refused(base: Path) -> None:
    """Longer than ours, and not ours."""
    for number in range(9):
        with open_archive(base / "annet") as archive:
            archive.file(filing(base / "inn", b"%%PDF %d" % number, issue=None))
    shutil.copy(base / "annet/arkiv/journal.jsonl", base / "arkiv/journal.jsonl")
    with pytest.raises(ArchiveDamaged), open_archive(base):
        pass
    assert "ARCHIVE_JOURNAL_SHORTER" in codes(base)


def test_an_older_copy_of_the_whole_is_taken_once_the_index_is_deleted(base: Path, sound: Path) -> None:
    with open_archive(base) as archive:
        archive.file(filing(base / "inn", b"%PDF 12", issue=None))
    shutil.rmtree(base / "arkiv")
    shutil.copytree(sound / "arkiv", base / "arkiv")
    assert codes(base) == ["ARCHIVE_JOURNAL_SHORTER"]
    with pytest.raises(ArchiveDamaged), open_archive(base):
        pass
    shutil.rmtree(base / "system")
    with open_archive(base) as archive:
        archive.rebuild()
    assert codes(base) == []


def test_an_archive_that_is_gone_as_a_whole(base: Path) -> None:
    shutil.rmtree(base / "arkiv")
    assert codes(base) == ["ARCHIVE_JOURNAL_SHORTER"]
    with pytest.raises(ArchiveDamaged), open_archive(base):
        pass


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look like one" * 100])
def test_an_index_that_is_no_database_is_as_good_as_missing(base: Path, content: bytes) -> None:
    for left in (base / "system").glob("archive.sqlite*"):
        left.unlink()
    (base / "system/archive.sqlite").write_bytes(content)
    assert not is_usable(base / "system/archive.sqlite")
    assert codes(base) == ["ARCHIVE_INDEX_MISSING"]
    with Catalog(base / "arkiv", base / "system") as catalog:
        assert list(catalog.all()) == []
    with open_archive(base) as archive:
        assert len(list(archive.index.all())) == 4
    assert codes(base) == []


def test_destroyed_content_that_came_back(base: Path) -> None:
    folder = place(base, "destroyed.json").parent
    (folder / "original.pdf").write_bytes(b"%PDF 3")
    assert codes(base) == ["ARCHIVE_FILE_EXTRA"]


@pytest.mark.parametrize(
    "change",
    [
        "update returns set title = 'Annet' where destroyed = 0",
        "update returns set employee = '7' where employee = '1042'",
        "delete from returns where destroyed = 1",
        "update absences set first = '2026-01-01'",
        "delete from absences",
        "update returns set folder = folder || 'x'",
    ],
)
def test_an_index_that_says_otherwise(base: Path, change: str) -> None:
    connection = sqlite3.connect(base / "system/archive.sqlite")
    connection.execute(change)
    connection.commit()
    connection.close()
    assert set(codes(base)) == {"ARCHIVE_INDEX_DIFFERS"}
    with open_archive(base) as archive:
        archive.rebuild()
    assert codes(base) == []


def test_an_index_that_is_gone(base: Path) -> None:
    shutil.rmtree(base / "system")
    assert codes(base) == ["ARCHIVE_INDEX_MISSING"]


def test_verifying_while_a_writer_works(base: Path) -> None:
    with open_archive(base) as archive:
        archive.file(filing(base / "inn", b"%PDF 9", employee=ASE, issue=None))
        assert codes(base) == []


def test_an_archive_that_came_back_from_a_mac(base: Path) -> None:
    """tar, rsync and zip bring the names as they stood there: taken apart. Nothing is damaged; only the index must know
    the new names."""
    for path in sorted((base / "arkiv").rglob("*"), reverse=True):
        path.rename(path.with_name(unicodedata.normalize("NFD", path.name)))
    assert set(codes(base)) == {"ARCHIVE_INDEX_DIFFERS"}
    with open_archive(base) as archive:
        assert archive.rebuild().findings == ()
        found = archive.file(filing(base / "inn", b"%PDF 10", issue=None))
    assert codes(base) == []
    assert len(list((base / "arkiv/Personalmapper").iterdir())) == 2, "no second folder of the same person"
    with Catalog(base / "arkiv", base / "system") as catalog:
        assert catalog.show(found.entry.return_id).stored is not None
        assert len(list(catalog.find("Oppfølgingsplan"))) == 2


def test_what_is_taken_away_while_it_is_looked_at_is_missing(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = place(base, "arkivkopi.pdf").parent

    def scan(path: Path) -> object:
        if path == folder and folder.exists():
            folder.rename(base / "gone")
        return scandir(path)

    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", scan)
    assert codes(base) == ["ARCHIVE_RETURN_MISSING", "ARCHIVE_INDEX_DIFFERS"]


def test_what_is_filed_and_destroyed_meanwhile_is_no_fault(base: Path) -> None:
    """Verification of a large archive takes hours, and nobody waits for it."""

    def go_on(done: int, _of: int) -> None:
        if done == 1:
            with open_archive(base) as archive:
                archive.file(filing(base / "inn", b"%PDF 9", employee=KARI, issue=None))
                archive.destroy(next(archive.index.all()).return_id, "bevaringsforskrifta § 33")
                archive.rebuild()

    assert verify(base / "arkiv", base / "system", go_on) == ()
    assert codes(base) == []


def test_a_closed_folder_is_named_and_what_lies_in_it_is_not_called_lost(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = base / "arkiv/Personalmapper/1042 Sørbø-Ødegård, Åse/2026"

    def refuse(path: Path) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "no")
        return scandir(path)

    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", refuse)
    found = verify(base / "arkiv", base / "system")
    relative = closed.relative_to(base / "arkiv").as_posix()
    assert found == (Finding("ARCHIVE_NOT_READABLE", Severity.REVIEW, params=(("path", relative),)),)
    with open_archive(base) as archive, pytest.raises(ArchiveConflict):
        archive.rebuild()


def test_a_file_that_may_not_be_read_is_not_called_changed(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place(base, "arkivkopi.pdf")

    def refuse(asked: Path) -> str:
        if asked == path:
            raise PermissionError(13, "no")
        return digest_of(asked)

    monkeypatch.setattr("dokumentverk.archive.verify.digest_of", refuse)
    assert codes(base) == ["ARCHIVE_NOT_READABLE"]
