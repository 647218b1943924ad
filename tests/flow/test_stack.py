"""Piles on their way to the archive and the trays: every sheet somewhere, nothing twice, nothing in a wrong folder."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from dokumentverk.archive.verify import verify
from dokumentverk.engines.pdfa_check import faults
from dokumentverk.engines.scan_extract import Extract
from dokumentverk.errors import MissingEngine, Unreadable
from dokumentverk.flow import piles as piles_module
from dokumentverk.flow import receive as receive_module
from dokumentverk.flow import stack_keep, stack_work
from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.office import Office
from dokumentverk.flow.piles import Pile, PileFile, find_piles, natural
from dokumentverk.flow.receive import receive, recover
from dokumentverk.flow.stack import look_at_stack, receive_stack
from dokumentverk.flow.stack_lists import CONTROL, SHREDDING, ScanLists
from dokumentverk.flow.stack_parts import Fate, PartResult, StackSummary, must_be_kept, told_of
from dokumentverk.flow.understood import Understood
from dokumentverk.flow.withdraw import withdraw
from dokumentverk.messages import finding
from dokumentverk.model.filing import Filed, NeedsReview, Outcome
from dokumentverk.model.form import Direction
from dokumentverk.model.reading import Channel, FileKind, Intake
from dokumentverk.model.scan import SheetFacts, SheetMark, Tone
from dokumentverk.model.stack import PartKind, StackPart
from tests.attacks.pki import person
from tests.attacks.signing import sign
from tests.flow.desk import DAY
from tests.flow.paper_desk import Desk, desk_at, paper_workplace, sheets_in, words_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(paper_workplace(tmp_path / "kontor")) as opened:
        yield opened


def sums(summary: StackSummary) -> tuple[int, ...]:
    """Sheets filed, in review, rejected, blank, left."""
    return tuple(summary.sheets(fate) for fate in Fate)


def told(summary: StackSummary) -> list[str]:
    return [f"{one.part.kind.value} {one.part.sheets} {one.fate.value}" for one in summary.results]


def codes(result: PartResult) -> set[str]:
    assert result.understood is not None
    return {one.code for one in result.understood.received.findings}


def archive_words(desk: Desk, result: PartResult) -> list[str]:
    """What the filed original pictures."""
    assert isinstance(result.outcome, Filed)
    path = desk.office.archive_root / result.outcome.receipt.placements[0].path
    return [word for word, _ in sheets_in(path)]


def inbox(desk: Desk) -> list[str]:
    return sorted(one.name for one in desk.office.workplace.inbox.rglob("*") if one.is_file())


def test_a_mixed_pile_is_filed_sheet_by_sheet(desk: Desk) -> None:
    summary = desk.one("x A1/2 _ A2/2 _ C1/1 x U1/1 x S x x _ B1/1 + x # ! ")
    assert told(summary) == [
        "nobodys (1,) rejected",
        "document (2, 4) filed",
        "blank (3,) blank",
        "blank (5,) blank",
        "document (6,) review",
        "attachment (7,) review",
        "document (8,) rejected",
        "nobodys (9,) rejected",
        "separator (10,) blank",
        "letter (11, 12) filed",
        "blank (13,) blank",
        "document (14,) filed",
        "separator (15,) blank",
        "attachment (16,) filed",
        "nobodys (17,) rejected",
        "nobodys (18,) rejected",
    ]
    assert sums(summary) == (6, 2, 5, 5, 0)
    assert sum(sums(summary)) == summary.pile.count == 18
    assert summary.separators == 2
    assert inbox(desk) == []
    assert archive_words(desk, summary.results[1]) == ["A1/2", "A2/2"]
    assert archive_words(desk, summary.results[9]) == ["x", "x"]
    assert verify(desk.office.archive_root, desk.office.workplace.system) == ()


def test_what_is_taken_out_is_pdfa_and_its_own_archival_copy(desk: Desk) -> None:
    summary = desk.one("A1/1 B1/1")
    outcome = summary.results[0].outcome
    assert isinstance(outcome, Filed)
    names = [one.path.rpartition("/")[2] for one in outcome.receipt.placements]
    assert names == ["original.pdf", "record.json", "SHA256SUMS"]
    assert faults((desk.office.archive_root / outcome.receipt.placements[0].path).read_bytes(), "2b") == ()


def test_the_record_says_where_each_page_came_from(desk: Desk) -> None:
    summary = desk.one("x A2/2 A1/2", "fra skanneren.pdf")
    outcome = summary.results[1].outcome
    assert isinstance(outcome, Filed)
    with desk.office.catalog() as catalog:
        stored = catalog.show(outcome.receipt.entry.return_id).stored
    assert stored is not None
    (intake,) = stored.received.intakes
    assert intake.name == "fra skanneren.pdf"
    assert [(one.intake, one.sheet) for one in intake.sheets] == [(summary.pile.digest, 3), (summary.pile.digest, 2)]


def test_a_file_that_is_one_document_is_filed_as_it_came(desk: Desk) -> None:
    path = desk.pile("A2/2 _ A1/2 _")
    content = path.read_bytes()
    (summary,) = desk.receive(path)
    outcome = summary.results[0].outcome
    assert isinstance(outcome, Filed)
    assert (desk.office.archive_root / outcome.receipt.placements[0].path).read_bytes() == content
    assert stack_keep.kept(desk.office, summary.pile.digest) is None
    assert sums(summary) == (2, 0, 0, 2, 0)
    assert inbox(desk) == []


def test_a_pile_of_nobodys_is_rejected_as_it_came(desk: Desk) -> None:
    path = desk.pile("x x")
    content = path.read_bytes()
    (summary,) = desk.receive(path)
    assert codes(summary.results[0]) == {"SHEETS_NOBODYS"}
    (folder,) = desk.office.workplace.rejects.iterdir()
    assert (folder / "original.pdf").read_bytes() == content


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("A1/1 # x", "SHEET_NUMBER_UNREAD"),
        ("A1/1 ! x", "SHEET_BROKEN"),
        ("x A1/1", "SHEETS_NOBODYS"),
        ("+ x A1/1", "ATTACHMENT_WITHOUT_FORM"),
        ("A1/1 AB x", "SHEET_NUMBERS_SEVERAL"),
    ],
)
def test_what_is_nobodys_has_its_own_file_and_reason(desk: Desk, words: str, code: str) -> None:
    desk.one(words)
    reasons = [one.read_text(encoding="utf-8") for one in desk.office.workplace.rejects.rglob("LES MEG.txt")]
    assert any(f"[{code}]" in one and "archive add" in one for one in reasons)


def test_a_stack_that_ends_early_is_one_finding_and_the_rest_is_filed(desk: Desk) -> None:
    path = desk.pile("A1/1 _ B1/1 ~ ~ ~ ~")
    lists = ScanLists(desk.office, DAY)
    (summary,) = desk.receive(path)
    lists.add(summary)
    assert told(summary) == [
        "document (1,) filed",
        "blank (2,) blank",
        "document (3,) filed",
        "nobodys (4, 5, 6, 7) rejected",
    ]
    assert summary.complete
    (tray,) = desk.office.workplace.rejects.iterdir()
    reason = (tray / "LES MEG.txt").read_text(encoding="utf-8")
    assert reason.count("SHEET_CUT_OFF") == 1
    assert "3 av minst 7 ark kunne leses. Ark 4–7 mangler" in reason
    with (desk.office.workplace.root / str(lists.folder) / CONTROL).open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["Ark"] for row in rows] == ["1", "2", "3", "4–7"]


def test_the_whole_stack_after_one_that_was_cut_off_files_nothing_twice(desk: Desk) -> None:
    desk.one("A1/1 _ B1/1 ~ ~")
    again = desk.one("A1/1 _ B1/1 S x")
    assert [one.fate for one in again.results] == [Fate.FILED, Fate.BLANK, Fate.FILED, Fate.BLANK, Fate.FILED]
    with desk.office.catalog() as catalog:
        assert sum(row.direction != Direction.OUTGOING for row in catalog.all()) == 3


def test_a_photo_that_was_cut_off_says_so(desk: Desk) -> None:
    (summary,) = desk.receive(desk.photo("~", "IMG_1.jpg"))
    assert codes(summary.results[0]) == {"FILE_CUT_OFF"}


def test_an_attachment_is_filed_with_its_form(desk: Desk) -> None:
    form, attached = desk.one("A1/1 x x").results
    assert isinstance(form.outcome, Filed)
    assert isinstance(attached.outcome, Filed)
    with desk.office.catalog() as catalog:
        shown = catalog.show(attached.outcome.receipt.entry.return_id)
    assert shown.stored is not None
    assert shown.stored.post.related == (form.outcome.receipt.entry.return_id,)
    assert shown.stored.post.title == "Vedlegg til Notat"
    assert shown.row.employee == "1001"
    assert {one.code for one in shown.stored.received.findings} == {"ATTACHED_BY_POSITION"}


def test_behind_an_attachment_sheet_it_is_no_guess(desk: Desk) -> None:
    results = desk.one("A1/1 + x").results
    assert "ATTACHED_BY_POSITION" not in codes(results[2])


def test_an_attachment_waits_with_its_form_and_is_filed_with_it(desk: Desk) -> None:
    form, attached = desk.one("C1/1 x x B1/1").results[:2]
    assert (form.fate, attached.fate) == (Fate.REVIEW, Fate.REVIEW)
    (folder,) = desk.office.workplace.review.iterdir()
    assert [word for word, _ in sheets_in(folder / "vedlegg-1.pdf")] == ["x", "x"]
    text = (folder / "LES MEG.txt").read_text(encoding="utf-8")
    assert "vedlegg-1.pdf (ark 2–3)" in text
    assert "[ATTACHED_BY_POSITION]" in text
    with desk.office.writing():
        _, outcome = accept(desk.office, folder.name, Decision("Kari", "Så på papiret", {"note": "Avklart"}))
    assert isinstance(outcome, Filed)
    assert list(desk.office.workplace.review.iterdir()) == []
    with desk.office.catalog() as catalog:
        titles = [row.title for row in catalog.of_employee("1001")]
        stored = catalog.show(folder.name).stored
    assert titles == ["Skjema", "Vedlegg til Skjema"]
    assert stored is not None
    assert [one.sheet for one in stored.received.intakes[0].sheets] == [1]


def test_an_attachment_of_a_restricted_document_is_restricted(desk: Desk) -> None:
    desk.one("C1/1 x B1/1")
    (folder,) = desk.office.workplace.review.iterdir()
    decision = Decision("Kari", "Skjermes", {"note": "Avklart"}, diagnosis="restricted", despite=("FIELD_REQUIRED",))
    with desk.office.writing():
        accept(desk.office, folder.name, decision)
    with desk.office.catalog() as catalog:
        assert [row.restricted for row in catalog.of_employee("1001")] == [True, True]


def test_a_stopped_accept_is_finished_by_the_next_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from dokumentverk.flow import accept as accept_module

    desk.one("C1/1 x B1/1")
    (folder,) = desk.office.workplace.review.iterdir()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    decision = Decision("Kari", "Så på papiret", {"note": "Avklart"})
    with monkeypatch.context() as patch, desk.office.writing():
        patch.setattr(accept_module, "file_attachments", stopped)
        with pytest.raises(KeyboardInterrupt):
            accept(desk.office, folder.name, decision)
    assert (folder / "vedlegg-1.pdf").exists()
    with desk.office.writing():
        recover(desk.office)
    assert not folder.exists()
    with desk.office.catalog() as catalog:
        assert [row.title for row in catalog.of_employee("1001")] == ["Skjema", "Vedlegg til Skjema"]


def test_what_was_told_of_a_document_is_told_when_it_is_read_again(desk: Desk) -> None:
    summary = desk.one("C1/2 C1/2 C2/2 C2/2")
    assert all("PAGES_OF_RETURNS_MIXED" in codes(one) for one in summary.results)
    folder = next(desk.office.workplace.review.iterdir())
    with desk.office.writing():
        understood, outcome = accept(desk.office, folder.name, Decision("Kari", "Så", {"note": "Avklart"}))
    assert isinstance(outcome, NeedsReview)
    assert "PAGES_OF_RETURNS_MIXED" in {one.code for one in understood.received.findings if one.stops}


def test_two_returns_of_an_issue_are_two_and_linked(desk: Desk) -> None:
    first, second = desk.one("A1/1 A1/1").results
    assert isinstance(first.outcome, Filed)
    assert isinstance(second.outcome, Filed)
    assert "LATER_RETURN" in codes(second)


def test_the_same_paper_twice_is_one_document(desk: Desk) -> None:
    (summary,) = desk.receive(desk.pile("A1/2 A1/2twice A2/2 B1/1"))
    first = summary.results[0]
    assert first.part.sheets == (1, 3, 2)
    assert "SHEET_TWICE" in codes(first)
    assert isinstance(first.outcome, Filed)
    assert first.outcome.received.pages == 2


def test_paper_behind_a_separator_is_filed_unread_under_its_title(desk: Desk) -> None:
    results = desk.one("S x _ x A1/1").results
    letter = next(one for one in results if one.part.kind is PartKind.LETTER)
    assert isinstance(letter.outcome, Filed)
    with desk.office.catalog() as catalog:
        shown = catalog.show(letter.outcome.receipt.entry.return_id)
    assert shown.stored is not None
    assert (shown.row.title, shown.row.employee) == ("Sykmelding uke 40", "1001")
    assert archive_words(desk, letter) == ["x", "x"]


def test_a_separator_that_was_withdrawn_files_nothing(desk: Desk) -> None:
    withdraw(desk.office, desk.numbers["S"])
    results = desk.one("S x x A1/1").results
    assert codes(results[1]) == {"SEPARATOR_NOT_VALID"}
    assert results[1].fate is Fate.REJECTED


def test_a_separator_of_somebody_who_left_files_nothing(desk: Desk) -> None:
    path = desk.pile("S x A1/1")
    people = desk.office.workplace.people
    kept = [line for line in people.read_text(encoding="utf-8-sig").splitlines() if not line.startswith("1001")]
    people.write_text("\n".join(kept), encoding="utf-8-sig")
    with desk_at(desk.office.workplace.root, numbers=desk.numbers) as again:
        (summary,) = again.receive(path)
    assert codes(summary.results[1]) == {"SEPARATOR_NOT_VALID"}


def test_photos_of_one_issue_are_one_document(desk: Desk) -> None:
    paths = [desk.photo("A2/3", "IMG_10.jpg"), desk.photo("A1/3", "IMG_9.jpg"), desk.photo("B1/1", "x.jpg")]
    paths += [desk.photo("A3/3", "IMG_11.jpg", folder="fra telefonen"), desk.photo("x", "brev.jpg")]
    (summary,) = desk.receive(*paths)
    assert sums(summary) == (4, 0, 1, 0, 0)
    joined = next(one for one in summary.results if len(one.part.sheets) == 3)
    assert archive_words(desk, joined) == ["A1/3", "A2/3", "A3/3"]
    alone = next(one for one in summary.results if one.part.number == desk.numbers["B"])
    assert isinstance(alone.outcome, Filed)
    assert alone.outcome.receipt.placements[0].path.endswith("original.jpg")
    assert inbox(desk) == []


def test_a_photo_that_was_joined_before_is_not_a_document_of_its_own(desk: Desk) -> None:
    (first,) = desk.receive(desk.photo("A1/2", "1.jpg"), desk.photo("A2/2", "2.jpg"))
    again = desk.photo("A2/2", "2.jpg")
    with desk.office.catalog() as catalog:
        before = list(catalog.all())
    with desk.office.writing():
        (pile,) = find_piles(desk.office, [again], desk.eyes(), stack_keep.kept_piles(desk.office)).piles
        summary = receive_stack(desk.office, pile, desk.eyes())
    assert told(summary) == told(first)
    with desk.office.catalog() as catalog:
        assert list(catalog.all()) == before
    assert inbox(desk) == []


def test_nothing_is_attached_to_a_photo_by_its_place(desk: Desk) -> None:
    (summary,) = desk.receive(desk.photo("A1/1", "1.jpg"), desk.photo("x", "2.jpg"), desk.photo("y", "3.jpg"))
    assert sorted(told(summary)) == ["document (1,) filed", "nobodys (2,) rejected", "nobodys (3,) rejected"]


def test_the_same_photo_under_two_names_is_the_same(desk: Desk) -> None:
    (summary,) = desk.receive(desk.photo("A1/1", "1.jpg"), desk.photo("A1/1", "kopi.jpg"))
    assert sums(summary) == (1, 0, 0, 0, 0)
    assert inbox(desk) == []


def test_numbers_in_names_are_numbers() -> None:
    assert sorted(["IMG_10.jpg", "img_9.jpg", "IMG_9b.jpg"], key=natural) == ["img_9.jpg", "IMG_9b.jpg", "IMG_10.jpg"]


def test_a_stack_is_kept_restricted_for_its_time_and_then_deleted(desk: Desk) -> None:
    path = desk.pile("x A1/1")
    content = path.read_bytes()
    (summary,) = desk.receive(path)
    stack = stack_keep.kept(desk.office, summary.pile.digest)
    assert stack is not None
    assert stack.done == DAY
    assert stack.pile.files[0].path.read_bytes() == content
    assert stat.S_IMODE(stack.folder.stat().st_mode) == 0o700
    root, numbers = desk.office.workplace.root, desk.numbers
    with desk_at(root, day=DAY + timedelta(days=89), numbers=numbers) as later:
        assert stack_keep.sweep(later.office) == 0
    with desk_at(root, day=DAY + timedelta(days=90), numbers=numbers) as later:
        assert stack_keep.sweep(later.office) == 1
    assert list(desk.office.workplace.stacks.iterdir()) == []


def test_a_stack_outside_the_inbox_stays_where_it_is(desk: Desk, tmp_path: Path) -> None:
    path = desk.pile("x A1/1").rename(tmp_path / "min stabel.pdf")
    (summary,) = desk.receive(path)
    assert summary.complete
    assert path.exists()


def test_the_same_stack_again_files_nothing_twice(desk: Desk) -> None:
    words = "x A1/2 A2/2 x C1/1 S x + x"
    first = desk.one(words)
    with desk.office.catalog() as catalog:
        before = list(catalog.all())
    again = desk.one(words, "en gang til.pdf")
    assert told(first) == told(again)
    with desk.office.catalog() as catalog:
        assert list(catalog.all()) == before
    assert len(list(desk.office.workplace.rejects.iterdir())) == 1
    assert inbox(desk) == []


def test_a_part_that_cannot_be_filed_keeps_the_stack(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = receive_module.settle_outcome

    def refusing(office: Office, understood: Understood, *rest: Any) -> Outcome:
        if understood.received.identity.number == desk.numbers["A"]:
            raise Unreadable("FILE_CHANGED_MEANWHILE")
        return real(office, understood, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(stack_work, "settle_outcome", refusing)
        summary = desk.one("A1/1 x B1/1")
    assert sums(summary) == (1, 0, 0, 0, 2)
    assert not summary.complete
    assert inbox(desk) == ["skann.pdf"]
    (summary,) = desk.receive(desk.office.workplace.inbox / "skann.pdf")
    assert sums(summary) == (3, 0, 0, 0, 0)
    assert inbox(desk) == []


def test_a_file_that_changes_meanwhile_is_left(desk: Desk) -> None:
    path = desk.pile("A1/1 B1/1")

    def changed(step: str) -> None:
        if step == "identified":
            path.write_bytes(path.read_bytes() + b"\n")

    with pytest.raises(Unreadable):
        desk.receive(path, on_step=changed)
    assert inbox(desk) == ["skann.pdf"]
    assert list(desk.office.archive_root.rglob("original*")) == []


def test_a_dry_run_moves_nothing(desk: Desk) -> None:
    path = desk.pile("x A1/1 C1/1 x S x")
    with desk.office.writing():
        (pile,) = find_piles(desk.office, [path], desk.eyes()).piles
        summary = look_at_stack(desk.office, pile, desk.eyes())
        assert told(summary) == told(receive_stack(desk.office, pile, desk.eyes()))
    assert sums(summary) == (2, 2, 1, 1, 0)


def test_a_dry_run_leaves_no_trace(desk: Desk) -> None:
    path = desk.pile("x A1/1 C1/1 x S x")
    before = sorted(one for one in desk.office.workplace.root.rglob("*") if "system" not in one.parts)
    (pile,) = find_piles(desk.office, [path], desk.eyes()).piles
    look_at_stack(desk.office, pile, desk.eyes())
    assert sorted(one for one in desk.office.workplace.root.rglob("*") if "system" not in one.parts) == before
    assert not desk.office.workplace.stacks.exists()
    assert list(desk.office.work.iterdir()) == []


def test_the_progress_ends_where_it_should(desk: Desk) -> None:
    path = desk.pile(" ".join(["A1/1", "x", "_"] * 7))
    seen: list[tuple[int, int]] = []
    with desk.office.writing():
        (pile,) = find_piles(desk.office, [path], desk.eyes()).piles
        receive_stack(desk.office, pile, desk.eyes(), progress=lambda done, whole: seen.append((done, whole)))
    assert seen[-1] == (42, 42)
    assert seen == sorted(seen)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def listed(desk: Desk, *paths: Path) -> Path:
    eyes = desk.eyes()
    lists = ScanLists(desk.office, DAY)
    with desk.office.writing():
        for pile in find_piles(desk.office, paths, eyes).piles:
            receive_stack(desk.office, pile, eyes, listed=lists.add)
    assert lists.folder is not None
    return desk.office.workplace.root / lists.folder


def test_the_control_list_has_a_line_for_every_sheet(desk: Desk) -> None:
    folder = listed(desk, desk.pile("x A2/2 A1/2 _ C1/1"), desk.pile("B1/1 x", "to.pdf", poor=True))
    lines = rows(folder, CONTROL)
    assert [(one["Fil"], one["Ark"], one["Ble til"], one["Utfall"]) for one in lines] == [
        ("skann.pdf", "1", "Ukjent", "avvist"),
        ("skann.pdf", "2", "Dokument", "arkivert"),
        ("skann.pdf", "3", "Dokument", "arkivert"),
        ("skann.pdf", "4", "Blank side", "uten innhold"),
        ("skann.pdf", "5", "Dokument", "til avklaring"),
        ("to.pdf", "1", "Dokument", "arkivert"),
        ("to.pdf", "2", "Vedlegg", "arkivert"),
    ]
    assert lines[1]["Papiret"] == "Kan makuleres fra 02.12.2026, etter kontroll"
    assert lines[5]["Papiret"] == "Ikke makuler papiret"
    assert lines[4]["Papiret"] == "Behold papiret til saken er avsluttet"
    assert stat.S_IMODE((folder / CONTROL).stat().st_mode) == 0o600


def test_only_good_pictures_of_filed_sheets_may_be_shredded(desk: Desk) -> None:
    folder = listed(desk, desk.pile("x A2/2 A1/2 _ C1/1"), desk.pile("B1/1 x", "to.pdf", poor=True))
    lines = rows(folder, SHREDDING)
    assert [(one["Fil"], one["Ark"], one["Kan makuleres fra"]) for one in lines] == [
        ("skann.pdf", "3", "02.12.2026"),
        ("skann.pdf", "2", "02.12.2026"),
    ]


def test_paper_below_the_archives_rule_is_told(desk: Desk) -> None:
    (summary,) = desk.receive(desk.pile("A1/1 _ S x", poor=True))
    assert summary.paper_to_keep == (1, 4)
    letter = summary.results[3]
    assert "PAPER_MUST_BE_KEPT" in codes(letter)


def test_the_leader_gets_a_receipt_that_tells_nothing_of_health(desk: Desk) -> None:
    folder = listed(desk, desk.pile("A1/1 x S x C1/1"))
    receipts = [one.read_text(encoding="utf-8") for one in sorted(folder.glob("kvittering *.txt"))]
    assert len(receipts) == 2
    for text in receipts:
        assert "Kari Nordmann" in text
        assert "1001" in text
        assert not any(word in text for word in ("Notat", "Sykmelding", "Vedlegg", "Merknad"))


def test_a_hostile_name_makes_no_formula(desk: Desk) -> None:
    folder = listed(desk, desk.pile("A1/1 x x B1/1", "=cmd|calc!A1.pdf"))
    assert rows(folder, CONTROL)[0]["Fil"] == "'=cmd|calc!A1.pdf"


def test_without_the_libraries_for_paper_it_is_left(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.pile("A1/1 B1/1")
    monkeypatch.setattr(piles_module, "scan_extra_is_here", lambda: False)
    assert find_piles(desk.office, [path], desk.eyes()).documents == (path,)

    from dokumentverk.flow.understood import Understood
    from dokumentverk.model.filing import Received
    from dokumentverk.model.reading import Identity

    def missing(*_: object, **__: object) -> Understood:
        received = Received((), "R", Identity(), 0, None, None, (finding("SCAN_EXTRA_MISSING"),))
        return Understood(received, None, None, None)

    monkeypatch.setattr(receive_module, "check_document", missing)
    with desk.office.writing(), pytest.raises(MissingEngine, match="SCAN_EXTRA_MISSING"):
        receive(desk.office, path)
    assert inbox(desk) == ["skann.pdf"]


def test_a_half_kept_stack_goes(desk: Desk) -> None:
    half = desk.office.workplace.stacks / ".0123.ny"
    half.mkdir(parents=True)
    assert stack_keep.sweep(desk.office) == 0
    assert not half.exists()


def test_a_kept_stack_that_is_damaged_is_left_alone(desk: Desk) -> None:
    summary = desk.one("x A1/1")
    stack = stack_keep.kept(desk.office, summary.pile.digest)
    assert stack is not None
    state = json.loads((stack.folder / stack_keep.STATE).read_bytes())
    (stack.folder / stack_keep.STATE).write_text(json.dumps({**state, "files": "x"}))
    assert stack_keep.kept(desk.office, summary.pile.digest) is None
    assert stack_keep.unfinished(desk.office) == ()
    assert stack.folder.exists()


def test_extracted_pages_stand_upright(desk: Desk) -> None:
    """The turn of a sheet is done once, when it is taken out."""
    from dataclasses import replace

    eyes = desk.eyes()

    def upside_down(path: Path, first: int, last: int) -> tuple[SheetMark, ...]:
        return tuple(replace(one, turn=180) for one in eyes.identify(path, first, last))

    turned = replace(eyes, identify=upside_down)
    with desk.office.writing():
        (pile,) = find_piles(desk.office, [desk.pile("A1/1 B1/1")], turned).piles
        summary = receive_stack(desk.office, pile, turned)
    outcome = summary.results[0].outcome
    assert isinstance(outcome, Filed)
    with pikepdf.open(desk.office.archive_root / outcome.receipt.placements[0].path) as pdf:
        assert int(pdf.pages[0].obj.Rotate) == 180
    assert words_in((desk.office.archive_root / outcome.receipt.placements[0].path).read_bytes()) == [("A1/1", False)]


def test_a_sealed_stack_that_is_taken_apart_loses_its_seal_with_a_word(desk: Desk) -> None:
    """STACK_SEAL_LEFT, on every document and attachment of it; one document keeps its file, and the seal with it."""
    path = desk.pile("A1/1 x S x")
    path.write_bytes(sign(path.read_bytes(), "Segl", person("Kari Nordmann")))
    (summary,) = desk.receive(path)
    filed = [one for one in summary.results if one.fate is Fate.FILED]
    assert [one.part.sheets for one in filed] == [(1,), (2,), (4,)]
    assert all("STACK_SEAL_LEFT" in codes(one) for one in filed)
    single = desk.pile("B1/1", "ett ark.pdf")
    single.write_bytes(sign(single.read_bytes(), "Segl", person("Kari Nordmann")))
    (alone,) = desk.receive(single)
    assert alone.results[0].fate is Fate.FILED
    assert "STACK_SEAL_LEFT" not in codes(alone.results[0])


MARKS = tuple(SheetMark(sheet, None) for sheet in range(1, 6))
INTAKE = Intake("skann.pdf", "a" * 64, 1, FileKind.PDF, Channel.INBOX, DAY)
PILE = Pile((PileFile(Path("skann.pdf"), INTAKE, 5),), piled=True)


@pytest.mark.parametrize(
    ("extract", "code", "sheets"),
    [
        (Extract("0" * 64, 1, decoded=(1, 3)), "PICTURE_UNPACKED", "2, 5"),
        (Extract("0" * 64, 1, redrawn=(2,)), "SHEET_REDRAWN", "4"),
        (Extract("0" * 64, 1, missing=(2, 3)), "SHEET_NOT_TAKEN_OUT", "4–5"),
        (Extract("0" * 64, 1, sealed=(1, 2, 3)), "STACK_SEAL_LEFT", "2, 4–5"),
    ],
)
def test_what_taking_sheets_out_did_to_them_is_told_by_their_place_in_the_stack(
    extract: Extract, code: str, sheets: str
) -> None:
    (one,) = told_of(StackPart(PartKind.DOCUMENT, (2, 4, 5)), MARKS, extract, PILE)
    assert (one.code, dict(one.params)) == (code, {"sheets": sheets})


def test_a_sheet_that_cannot_be_opened_is_paper_to_keep(desk: Desk) -> None:
    facts = SheetFacts(2480, 3508, 300.0, Tone.COLOUR, (595.2, 841.92))
    assert not must_be_kept(SheetMark(1, facts))
    assert must_be_kept(SheetMark(1, facts, trouble="SHEET_BROKEN"))
    summary = desk.one("A1/1 ! B1/1")
    assert summary.paper_to_keep == (2,)
