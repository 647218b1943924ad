from __future__ import annotations

import json
import shutil
import stat
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokumentverk.archive import journal, metadata
from dokumentverk.archive.formats import ArchivalCopy
from dokumentverk.archive.metadata_load import load
from dokumentverk.archive.store import Addition, Archive, Step
from dokumentverk.errors import ArchiveConflict, DokumentverkError, Unreadable, UsageFault
from dokumentverk.messages import error_sentence, finding
from dokumentverk.model.filing import Event, Receipt, Variant
from dokumentverk.model.form import Direction
from dokumentverk.model.language import Language
from dokumentverk.model.reading import FileKind
from tests.archive.synthetic import (
    ACTOR,
    ASE,
    EGENMELDING,
    EVALUATION,
    KARI,
    NOW,
    OTHER_KARI,
    SETTINGS,
    absence,
    filing,
    intake,
    open_archive,
    ticking,
    tree_of,
)


def code_of(caught: pytest.ExceptionInfo[DokumentverkError]) -> str:
    for language in Language:
        assert "?" not in error_sentence(caught.value, language), "a sentence lacks a parameter"
    return caught.value.code


def folder_of(receipt: Receipt) -> str:
    return receipt.placements[0].path.rpartition("/")[0]


def test_a_filed_return(tmp_path: Path) -> None:
    one = filing(tmp_path / "innboks", b"%PDF-1.7 plan")
    with open_archive(tmp_path) as archive:
        receipt = archive.file(one)
    root = tmp_path / "arkiv"
    folder = (
        root / "Personalmapper/1042 Sørbø-Ødegård, Åse/2026" / f"2026-11-02 Oppfølgingsplan {one.received.return_id}"
    )
    assert sorted(path.name for path in folder.iterdir()) == ["SHA256SUMS", "original.pdf", "record.json"]
    assert (folder / "original.pdf").read_bytes() == b"%PDF-1.7 plan"
    assert [placement.variant for placement in receipt.placements] == [
        Variant.PRODUCTION,
        Variant.RECORD,
        Variant.CHECKSUMS,
    ]
    assert {placement.path for placement in receipt.placements} == {
        path.relative_to(root).as_posix() for path in folder.iterdir()
    }
    stored = load((folder / "record.json").read_bytes())
    assert stored.received == one.received
    assert stored.files[0].pronom == "fmt/276"
    jsonschema.validate(json.loads((folder / "record.json").read_bytes()), metadata.schema())


def test_the_journal_tells_of_it_without_telling_who(tmp_path: Path) -> None:
    one = filing(tmp_path / "innboks")
    with open_archive(tmp_path) as archive:
        receipt = archive.file(one)
    text = (tmp_path / "arkiv/journal.jsonl").read_text("ascii")
    entry = next(journal.entries(tmp_path / "arkiv/journal.jsonl"))
    assert entry == receipt.entry
    assert (entry.number, entry.event, entry.at, entry.actor) == (1, Event.FILED, NOW, ACTOR)
    assert entry.return_id == one.received.return_id
    assert sorted(placement.digest for placement in receipt.placements) == list(entry.digests)
    for word in ("1042", "Sørbø", "Åse", "Personal", "original", "Oppf"):
        assert word not in text


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this system")
def test_checksums_are_checked_by_the_standard_tool(tmp_path: Path) -> None:
    copy = ArchivalCopy(b"%PDF-1.7 copy", "2b")
    with open_archive(tmp_path) as archive:
        receipt = archive.file(replace(filing(tmp_path / "innboks"), copies=(copy,)))
    folder = tmp_path / "arkiv" / folder_of(receipt)
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stdout.splitlines() == ["arkivkopi.pdf: OK", "original.pdf: OK", "record.json: OK"]


def test_files_are_written_once_and_for_their_owner(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        receipt = archive.file(filing(tmp_path / "innboks"))
    for placement in receipt.placements:
        path = tmp_path / "arkiv" / placement.path
        assert stat.S_IMODE(path.stat().st_mode) & 0o377 == 0
        assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0


def test_filing_twice_is_filing_once(tmp_path: Path) -> None:
    one = filing(tmp_path / "innboks")
    with open_archive(tmp_path, clock=ticking()) as archive:
        first = archive.file(one)
        before = tree_of(tmp_path / "arkiv")
        again = archive.file(one)
    with open_archive(tmp_path, clock=ticking()) as archive:
        later = archive.file(one)
    assert first == again == later
    assert tree_of(tmp_path / "arkiv") == before


@given(contents=st.lists(st.sampled_from([b"%PDF a", b"%PDF b", b"%PDF c", b"%PDF d"]), min_size=1, max_size=8))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_order_of_repeats_files_each_once(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:
    base = tmp_path_factory.mktemp("once")
    receipts: dict[bytes, Receipt] = {}
    with open_archive(base, clock=ticking()) as archive:
        for content in contents:
            receipt = archive.file(filing(base / "innboks", content, issue=None))
            assert receipts.setdefault(content, receipt) == receipt
    assert len(list(journal.entries(base / "arkiv/journal.jsonl"))) == len(set(contents))


def test_other_bytes_for_the_same_issue_are_a_linked_later_return(tmp_path: Path) -> None:
    unsigned, signed = filing(tmp_path / "a", b"%PDF unsigned"), filing(tmp_path / "b", b"%PDF signed")
    with open_archive(tmp_path) as archive:
        first, second = archive.file(unsigned), archive.file(signed)
    assert (first.entry.event, second.entry.event) == (Event.FILED, Event.LINKED)
    stored = load((tmp_path / "arkiv" / folder_of(second) / "record.json").read_bytes())
    assert stored.post.related == (unsigned.received.return_id,)


def test_a_blank_that_another_person_used_is_not_tied_to_the_first(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "a", b"%PDF Kari", employee=KARI))
        second = archive.file(filing(tmp_path / "b", b"%PDF Ase", employee=ASE))
    assert second.entry.event is Event.FILED
    assert load((tmp_path / "arkiv" / folder_of(second) / "record.json").read_bytes()).post.related == ()


def test_the_same_bytes_with_another_person_are_refused(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "a", employee=KARI))
        before = tree_of(tmp_path / "arkiv")
        with pytest.raises(ArchiveConflict) as caught:
            archive.file(filing(tmp_path / "b", employee=ASE))
    assert code_of(caught) == "ARCHIVE_RETURN_OTHER_PERSON"
    assert tree_of(tmp_path / "arkiv") == before


def test_two_documents_of_one_id_are_not_taken_for_one(tmp_path: Path) -> None:
    """One chance in 400 among a million returns; losing a document silently is not among what may happen."""
    one, other = filing(tmp_path / "a", b"%PDF 1"), filing(tmp_path / "a", b"%PDF 2")
    clash = replace(other, received=replace(other.received, return_id=one.received.return_id))
    with open_archive(tmp_path) as archive:
        archive.file(one)
        with pytest.raises(ArchiveConflict) as caught:
            archive.file(clash)
    assert code_of(caught) == "ARCHIVE_RETURN_ID_TAKEN"


def test_people_of_one_name_have_a_folder_each(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "a", b"%PDF 1", employee=KARI, issue=None))
        archive.file(filing(tmp_path / "b", b"%PDF 2", employee=OTHER_KARI, issue=None))
    folders = sorted(path.name for path in (tmp_path / "arkiv/Personalmapper").iterdir())
    assert folders == ["7 Nordmann, Kari", "70 Nordmann, Kari"]


def test_a_renamed_person_keeps_the_folder(tmp_path: Path) -> None:
    renamed = replace(ASE, family_name="Berg")
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "a", b"%PDF 1", issue=None))
        archive.file(filing(tmp_path / "b", b"%PDF 2", employee=renamed, issue=None, dated=date(2027, 1, 4)))
    assert [path.name for path in (tmp_path / "arkiv/Personalmapper").iterdir()] == ["1042 Sørbø-Ødegård, Åse"]
    assert sorted(path.name for path in next((tmp_path / "arkiv/Personalmapper").iterdir()).iterdir()) == [
        "2026",
        "2027",
    ]


def test_a_folder_renamed_by_hand_is_found_by_its_number(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "a", b"%PDF 1", issue=None))
    parent = tmp_path / "arkiv/Personalmapper"
    (parent / "1042 Sørbø-Ødegård, Åse").rename(parent / "1042 Berg, Åse")
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "b", b"%PDF 2", issue=None))
    assert [path.name for path in parent.iterdir()] == ["1042 Berg, Åse"]


def test_a_folder_made_by_hand_is_used(tmp_path: Path) -> None:
    (tmp_path / "arkiv/Personalmapper/1042 Åse").mkdir(parents=True)
    (tmp_path / "arkiv/Personalmapper/10 Noen").mkdir()
    with open_archive(tmp_path) as archive:
        receipt = archive.file(filing(tmp_path / "a"))
    assert folder_of(receipt).startswith("Personalmapper/1042 Åse/2026/")


def test_two_years_of_egenmeldinger(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        for year in (2025, 2026):
            one = filing(
                tmp_path / "a", f"%PDF {year}".encode(), definition=EGENMELDING, issue=None, dated=date(year, 5, 4)
            )
            assert folder_of(archive.file(one)).startswith(
                f"Egenmeldinger/{year}/1042 Sørbø-Ødegård, Åse/{year}-05-04 "
            )
    assert not (tmp_path / "arkiv/Personalmapper").exists()


def test_an_anonymous_return_has_no_trace_of_the_person(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "a", b"%PDF 1", definition=EVALUATION))
        second = archive.file(filing(tmp_path / "b", b"%PDF 2", definition=EVALUATION))
        again = archive.file(filing(tmp_path / "b", b"%PDF 2", definition=EVALUATION))
    assert second == again
    assert second.entry.event is Event.FILED
    stored = load((tmp_path / "arkiv" / folder_of(second) / "record.json").read_bytes())
    assert (stored.received.employee, stored.post.employee, stored.post.sender) == (None, None, "Dønna kommune")


def test_what_the_copy_lacks_is_kept_in_the_record(tmp_path: Path) -> None:
    note = finding("ARCHIVAL_RENDITION_ONLY", file="skjema.docx")
    copy = ArchivalCopy(b"%PDF-1.7", "2a", rendition=True, findings=(note,))
    with open_archive(tmp_path) as archive:
        receipt = archive.file(replace(filing(tmp_path / "a"), copies=(copy,)))
    stored = load((tmp_path / "arkiv" / folder_of(receipt) / "record.json").read_bytes())
    assert stored.received.findings == (note,)
    assert [(file.name, file.variant, file.pronom) for file in stored.files] == [
        ("original.pdf", Variant.PRODUCTION, "fmt/276"),
        ("gjengivelse.pdf", Variant.ARCHIVE, "fmt/476"),
    ]


def test_restricted_documents_lie_apart(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        receipt = archive.file(replace(filing(tmp_path / "a"), restricted=True))
    assert folder_of(receipt).startswith("Skjermet/Personalmapper/1042 Sørbø-Ødegård, Åse/")


def test_the_inbox_file_is_released_last_and_each_time(tmp_path: Path) -> None:
    steps: list[Step] = []
    released: list[bool] = []
    one = filing(tmp_path / "innboks")
    with open_archive(tmp_path, on_step=steps.append) as archive:
        archive.file(one, release=lambda: released.append((tmp_path / "arkiv/journal.jsonl").read_bytes() != b""))
        archive.file(one, release=lambda: released.append(True))
    assert released == [True, True]
    assert steps == [
        *[Step.FILE_WRITTEN] * 3, Step.INTENDED, Step.PLACED, Step.JOURNALLED, Step.INDEXED, Step.FORGOTTEN,
        Step.RELEASED, Step.RELEASED,
    ]  # fmt: skip


def test_a_file_that_changed_since_it_was_read_is_not_filed(tmp_path: Path) -> None:
    one = filing(tmp_path / "innboks", b"%PDF-1.7 as read")
    for changed in (b"%PDF-1.7 as READ", b"%PDF-1.7 longer now"):
        one.originals[0].write_bytes(changed)
        with open_archive(tmp_path) as archive, pytest.raises(Unreadable) as caught:
            archive.file(one)
        assert code_of(caught) == "ARCHIVE_ORIGINAL_CHANGED"
    assert [path for path in (tmp_path / "arkiv").rglob("*") if path.is_file() and path.stat().st_size] == []


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    one = filing(tmp_path / "innboks")
    one.originals[0].unlink()
    with open_archive(tmp_path) as archive, pytest.raises(Unreadable) as caught:
        archive.file(one)
    assert code_of(caught) == "ARCHIVE_ORIGINAL_UNREADABLE"


def test_a_link_in_the_archive_leads_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "a", b"%PDF 1", issue=None))
        personal = tmp_path / "arkiv/Personalmapper/1042 Sørbø-Ødegård, Åse"
        shutil.move(personal, tmp_path / "moved")
        personal.symlink_to(outside, target_is_directory=True)
        with pytest.raises(ArchiveConflict) as caught:
            archive.file(filing(tmp_path / "b", b"%PDF 2", issue=None))
    assert code_of(caught) == "ARCHIVE_OUTSIDE"
    assert list(outside.iterdir()) == []


def test_a_folder_that_nobody_filed_is_not_overwritten(tmp_path: Path) -> None:
    one = filing(tmp_path / "innboks")
    with open_archive(tmp_path) as archive:
        target = tmp_path / "arkiv" / archive.plan(one).folder
        target.mkdir(parents=True)
        with pytest.raises(ArchiveConflict) as caught:
            archive.file(one)
        assert code_of(caught) == "ARCHIVE_FOLDER_TAKEN"
        target.rmdir()
        assert archive.file(one).entry.number == 1


@pytest.mark.parametrize(
    "title", ["../../../etc/cron.d/x", "CON", "a/b\\c", "\u202etxt.exe", "x" * 500, "..", "{number}"]
)
def test_hostile_titles_stay_inside(tmp_path: Path, title: str) -> None:
    hostile = replace(ASE, number="../7", family_name="..\\..", given_name="/etc")
    with open_archive(tmp_path) as archive:
        receipt = archive.file(replace(filing(tmp_path / "a", employee=hostile), title=title))
    root = (tmp_path / "arkiv").resolve()
    assert all(
        (root / placement.path).resolve().is_relative_to(root / "Personalmapper") for placement in receipt.placements
    )
    assert not {path.name for path in tmp_path.iterdir()} - {"a", "arkiv", "system"}


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        before = tree_of(tmp_path)
        archive.plan(filing(tmp_path / "a"))
        assert {path for path in tree_of(tmp_path) if not path.startswith("a/")} == set(before)


def _addition(folder: Path, employee: str = "1042", **options: object) -> Addition:
    folder.mkdir(exist_ok=True)
    (folder / "brev.jpg").write_bytes(b"\xff\xd8 sykmelding")
    one = intake(b"\xff\xd8 sykmelding", "brev.jpg", FileKind.IMAGE)
    person = ASE if employee == ASE.number else KARI
    return Addition(folder / "brev.jpg", one, "Sykmelding", employee, person=person, **options)  # type: ignore[arg-type]


def test_any_document_is_filed_unread(tmp_path: Path) -> None:
    released: list[int] = []
    with open_archive(tmp_path) as archive:
        plan = archive.file(filing(tmp_path / "a"))
        one = _addition(tmp_path / "b", attach_to=plan.entry.return_id, direction=Direction.INCOMING)
        receipt = archive.add(one, release=lambda: released.append(1))
        assert archive.add(one) == receipt
    assert released == [1]
    assert receipt.entry.event is Event.LINKED
    assert "/2026-11-03 Sykmelding R" in folder_of(receipt)
    stored = load((tmp_path / "arkiv" / folder_of(receipt) / "record.json").read_bytes())
    assert stored.post.related == (plan.entry.return_id,)
    assert stored.received.record is None
    assert stored.files[0].name == "original.jpg"


def test_the_same_paper_may_lie_with_two_persons(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        first = archive.add(_addition(tmp_path / "a", "1042"))
        second = archive.add(_addition(tmp_path / "a", "7"))
        assert archive.add(_addition(tmp_path / "a", "1042")) == first
        assert archive.add(_addition(tmp_path / "a", "7")) == second
    assert first.entry.return_id != second.entry.return_id
    assert "/7 Nordmann, Kari/" in folder_of(second)


def test_a_document_is_attached_only_to_what_is_there_and_the_same_persons(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        with pytest.raises(UsageFault) as unknown:
            archive.add(_addition(tmp_path / "a", attach_to="R23456789AC"))
        kari = archive.file(filing(tmp_path / "b", employee=KARI))
        with pytest.raises(ArchiveConflict) as other:
            archive.add(_addition(tmp_path / "a", attach_to=kari.entry.return_id))
    assert code_of(unknown) == "ARCHIVE_RETURN_UNKNOWN"
    assert code_of(other) == "ARCHIVE_RETURN_OTHER_PERSON"


def test_absences_are_known_to_the_rules(tmp_path: Path) -> None:
    first = absence(date(2026, 3, 2), date(2026, 3, 4))
    second = absence(date(2026, 1, 5), date(2026, 1, 6))
    with open_archive(tmp_path) as archive:
        one = archive.file(filing(tmp_path / "a", b"%PDF 1", issue=None, absences=(first,)))
        two = archive.file(filing(tmp_path / "b", b"%PDF 2", issue=None, absences=(second,)))
        archive.file(filing(tmp_path / "c", b"%PDF 3", issue=None, employee=KARI, absences=(first,)))
        found = archive.index.history("1042")
    assert found == (replace(second, source=two.entry.return_id), replace(first, source=one.entry.return_id))


def test_a_corrected_return_replaces_the_absence_of_the_first(tmp_path: Path) -> None:
    wrong, right = absence(date(2026, 3, 2), date(2026, 3, 9)), absence(date(2026, 3, 2), date(2026, 3, 4))
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "a", b"%PDF wrong", absences=(wrong,)))
        corrected = archive.file(filing(tmp_path / "b", b"%PDF right", absences=(right,)))
        found = archive.index.history("1042")
    assert found == (replace(right, source=corrected.entry.return_id),)


def test_a_later_return_that_tells_of_no_absence_takes_none_away(tmp_path: Path) -> None:
    """Such as the signed page scanned again, which nobody could read."""
    told = absence(date(2026, 3, 2), date(2026, 3, 4))
    with open_archive(tmp_path) as archive:
        first = archive.file(filing(tmp_path / "a", b"%PDF told", absences=(told,)))
        archive.file(filing(tmp_path / "b", b"%PDF scanned"))
        assert archive.index.history("1042") == (replace(told, source=first.entry.return_id),)


def test_settings_that_cannot_work_are_refused_before_anything_is_opened(tmp_path: Path) -> None:
    wrong = replace(SETTINGS, archive=replace(SETTINGS.archive, path="{title}"))
    with pytest.raises(DokumentverkError):
        open_archive(tmp_path, settings=wrong)
    assert list(tmp_path.iterdir()) == []


def test_an_actor_with_a_fault_leaves_the_archive_sound(tmp_path: Path) -> None:
    """An exception in the middle: the next filing of the same session goes on as if it had not been."""
    broken = [True]

    def fail(step: Step) -> None:
        if step is Step.PLACED and broken:
            broken.clear()
            raise RuntimeError("in the middle")

    one, other = filing(tmp_path / "a", b"%PDF 1", issue=None), filing(tmp_path / "b", b"%PDF 2", issue=None)
    with open_archive(tmp_path, on_step=fail) as archive:
        with pytest.raises(RuntimeError):
            archive.file(one)
        assert archive.file(other).entry.number == 2
        assert archive.file(one).entry.number == 1
    assert len(list(journal.entries(tmp_path / "arkiv/journal.jsonl"))) == 2


def test_file_modes_do_not_hinder_a_copy(tmp_path: Path) -> None:
    """A read-only original (from a CD, a camera) is filed like any other."""
    one = filing(tmp_path / "a")
    one.originals[0].chmod(0o400)
    with open_archive(tmp_path) as archive:
        archive.file(one, release=one.originals[0].unlink)
    assert not one.originals[0].exists()
    assert list((tmp_path / "a").iterdir()) == []


def test_the_lock_is_let_go(tmp_path: Path) -> None:
    for _ in range(2):
        with open_archive(tmp_path) as archive:
            assert isinstance(archive, Archive)
    assert not (tmp_path / "arkiv/.writer.json").exists()
