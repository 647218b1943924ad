"""What the whole sees that no stage sees alone: the register, the archive and the keys around one document."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from dokumentverk.errors import Unreadable, UsageFault
from dokumentverk.flow import trays
from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.office import Office
from dokumentverk.flow.receive import is_litter, open_elsewhere, receive, still_growing
from dokumentverk.flow.understand import check_document, read_document
from dokumentverk.flow.understood import Understood
from dokumentverk.model.filing import Filed, NeedsReview, Rejected
from dokumentverk.model.reading import Method
from tests.cli.console import run
from tests.flow.desk import ANSWERS, egenmelding, make_workplace, office_at, returned


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path / "kontor")) as opened:
        yield opened


def codes(understood: Understood) -> set[str]:
    return {one.code for one in understood.received.findings}


def stopping(understood: Understood) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.code for one in understood.received.findings if one.stops))


def file_all_the_same(office: Office, path: Path) -> Understood:
    """Receive, and accept in spite of everything."""
    with office.writing():
        understood, outcome = receive(office, path)
        assert isinstance(outcome, NeedsReview)
        decision = Decision("Kari", "Prøve", despite=stopping(understood))
        understood, outcome = accept(office, understood.received.return_id, decision)
        assert isinstance(outcome, Filed)
    return understood


def test_a_later_return_of_the_same_person_is_linked(office: Office) -> None:
    produced = egenmelding(office)
    first = file_all_the_same(office, returned(office, produced, "en.pdf"))
    second = check_document(office, returned(office, produced, "to.pdf", {**ANSWERS, "last_day": "28102026"}))
    assert "LATER_RETURN" in codes(second)
    assert "ISSUE_REUSED" not in codes(second)
    filed = file_all_the_same(office, office.workplace.inbox / "to.pdf")
    with office.catalog() as catalog:
        shown = catalog.show(filed.received.return_id)
        assert shown.stored is not None
        assert shown.stored.post.related == (first.received.return_id,)


def test_a_copied_blank_goes_to_a_person(office: Office) -> None:
    produced = egenmelding(office, employee=None)
    person = {"employee_name": "Åse Sørbø-Ødegård", "employee_number": "1001", "position": "Vakt"}
    file_all_the_same(office, returned(office, produced, "en.pdf", {**ANSWERS, **person}))
    other = {"employee_name": "Per Hansen", "employee_number": "1003", "position": "Vakt"}
    again = check_document(office, returned(office, produced, "to.pdf", {**ANSWERS, **other}))
    assert "ISSUE_REUSED" in stopping(again)
    assert "LATER_RETURN" not in codes(again)


def test_who_left_the_register_is_filed_under_the_number(tmp_path: Path) -> None:
    root = make_workplace(tmp_path / "kontor")
    with office_at(root) as office:
        path = returned(office, egenmelding(office, "1003"), "per.pdf")
    people = (root / "ansatte.csv").read_text(encoding="utf-8-sig")
    kept = "".join(line for line in people.splitlines(keepends=True) if not line.startswith("1003"))
    (root / "ansatte.csv").write_text(kept, encoding="utf-8-sig")
    with office_at(root) as office:
        understood = check_document(office, path)
        assert "EMPLOYEE_LEFT_REGISTER" in codes(understood)
        assert understood.received.employee == "1003"
        filed = file_all_the_same(office, path)
        assert filed.received.employee == "1003"


def test_a_number_of_another_workplace_is_unverified_and_needs_a_person(tmp_path: Path, office: Office) -> None:
    with office_at(make_workplace(tmp_path / "naboen")) as other:
        path = returned(other, egenmelding(other), "nabo.pdf")
    understood = check_document(office, path)
    assert {"NUMBER_UNVERIFIED", "NUMBER_NOT_IN_REGISTER"} <= set(stopping(understood))


def test_a_lost_issue_log_leaves_the_number_verified(office: Office, tmp_path: Path) -> None:
    path = returned(office, egenmelding(office), "retur.pdf")
    root = make_workplace(tmp_path / "gjenreist")
    for key in office.workplace.keys.iterdir():
        (root / "system" / "keys" / key.name).write_bytes(key.read_bytes())
    with office_at(root) as restored:
        understood = check_document(restored, path)
    assert "NUMBER_NOT_IN_REGISTER" in codes(understood)
    assert "NUMBER_UNVERIFIED" not in codes(understood)


def test_without_a_workplace_the_number_is_not_looked_up(office: Office) -> None:
    path = returned(office, egenmelding(office), "retur.pdf")
    with Office(None, now=office.now) as bare:
        understood = read_document(bare, path)
    assert codes(understood) == {"NUMBER_NOT_LOOKED_UP"}
    assert understood.received.record is not None


def test_a_correction_is_a_persons_observation_and_is_checked(office: Office) -> None:
    with office.writing():
        path = returned(office, egenmelding(office), "retur.pdf", {**ANSWERS, "last_day": "20102026"})
        understood, outcome = receive(office, path)
        assert isinstance(outcome, NeedsReview)
        assert "DATE_BEFORE_OTHER" in stopping(understood)
        return_id = understood.received.return_id
        understood, outcome = accept(office, return_id, Decision("Kari", "Spurte", {"last_day": "27.10.2026"}))
        assert isinstance(outcome, NeedsReview), "the signature is still missing"
        understood, outcome = accept(office, return_id, Decision("Kari", "Papir", despite=stopping(understood)))
    assert isinstance(outcome, Filed)
    record = understood.received.record
    assert record is not None
    entry = record.entry("last_day")
    assert entry.source is not None
    assert entry.source.method is Method.PERSON
    assert {one.raw for one in record.observations if one.field == "last_day"} == {"20102026", "27.10.2026"}
    assert understood.received.acceptance is not None
    assert understood.received.acceptance.corrected == ("last_day",)


def test_what_was_accepted_stays_accepted_until_the_document_is_filed(office: Office) -> None:
    with office.writing():
        path = returned(office, egenmelding(office), "retur.pdf", {**ANSWERS, "last_day": "20102026"})
        understood, _ = receive(office, path)
        return_id, tray = understood.received.return_id, office.workplace.review / understood.received.return_id
        _, outcome = accept(office, return_id, Decision("Kari", "Signert på papir", despite=("SIGNATURE_MISSING",)))
        assert isinstance(outcome, NeedsReview)
        reason = (tray / "LES MEG.txt").read_text(encoding="utf-8")
        before, after = reason.split("Dette er godtatt som det er")
        assert "SIGNATURE_MISSING" not in before
        assert "DATE_BEFORE_OTHER" in before
        assert "Kari, 02.11.2026 kl. 10.00: Signert på papir" in after
        assert "--despite SIGNATURE_MISSING" not in after
        understood, outcome = accept(office, return_id, Decision("Ola", "Ringte", {"last_day": "27.10.2026"}))
    assert isinstance(outcome, Filed)
    acceptance = understood.received.acceptance
    assert acceptance is not None
    assert (acceptance.by, acceptance.reason) == ("Ola", "Signert på papir; Ringte")
    assert acceptance.despite == ("SIGNATURE_MISSING",)


def test_what_was_accepted_of_one_field_is_not_of_another(office: Office) -> None:
    with office.writing():
        understood, _ = receive(
            office, returned(office, egenmelding(office), "retur.pdf", {**ANSWERS, "first_day": ""})
        )
        assert "FIELD_REQUIRED" in stopping(understood)
        return_id = understood.received.return_id
        _, outcome = accept(office, return_id, Decision("Kari", "Vet ikke", despite=("FIELD_REQUIRED",)))
        assert isinstance(outcome, NeedsReview), "the signature is still missing"
        decision = Decision("Kari", "Signert", {"absence_type": ""}, despite=("SIGNATURE_MISSING",))
        _, outcome = accept(office, return_id, decision)
        assert isinstance(outcome, NeedsReview), "another field is missing now"
        _, outcome = accept(office, return_id, Decision("Kari", "Vet ikke det heller", despite=("FIELD_REQUIRED",)))
    assert isinstance(outcome, Filed)


def test_a_choice_about_a_diagnosis_is_made_when_it_is_filed(office: Office) -> None:
    with office.writing():
        answers = {**ANSWERS, "graded": "yes", "graded_tasks": "Jeg har fått diagnosen depresjon"}
        understood, _ = receive(office, returned(office, egenmelding(office), "retur.pdf", answers))
        return_id = understood.received.return_id
        _, outcome = accept(office, return_id, Decision("Kari", "Nei", diagnosis="false-alarm"))
        assert isinstance(outcome, NeedsReview), "the signature is still missing"
        _, outcome = accept(office, return_id, Decision("Kari", "Papir", despite=("SIGNATURE_MISSING",)))
        assert isinstance(outcome, NeedsReview), "nobody chooses any longer"
        _, outcome = accept(office, return_id, Decision("Kari", "Nei", diagnosis="false-alarm"))
    assert isinstance(outcome, Filed)


@pytest.mark.parametrize(
    "decision",
    [
        Decision("", "x"),
        Decision("Kari", ""),
        Decision("Kari", "x", {"tull": "1"}),
        Decision("Kari", "x", {"last_day": "i morgen"}),
        Decision("Kari", "x", {"absence_type": "kanskje"}),
        Decision("Kari", "x", {"employee_signature": "Kari"}),
        Decision("Kari", "x", employee="9999"),
        Decision("Kari", "x", despite=("TULL",)),
    ],
)
def test_a_wrong_decision_changes_nothing(office: Office, decision: Decision) -> None:
    with office.writing():
        understood, _ = receive(office, returned(office, egenmelding(office), "retur.pdf"))
        tray = office.workplace.review / understood.received.return_id
        before = {path.name: path.read_bytes() for path in tray.iterdir()}
        with pytest.raises(UsageFault):
            accept(office, understood.received.return_id, decision)
        assert {path.name: path.read_bytes() for path in tray.iterdir()} == before


def test_a_suspected_diagnosis_needs_a_choice_and_can_go_back(office: Office) -> None:
    with office.writing():
        answers = {**ANSWERS, "graded": "yes", "graded_tasks": "Jeg har fått diagnosen depresjon"}
        understood, _ = receive(office, returned(office, egenmelding(office), "retur.pdf", answers))
        assert "DIAGNOSIS_SUSPECTED" in stopping(understood)
        tray = office.workplace.review / understood.received.return_id
        assert "depresjon" not in (tray / "LES MEG.txt").read_text(encoding="utf-8")
        sent_back = Decision("Kari", "Skal ikke stå her", diagnosis="back")
        _, outcome = accept(office, understood.received.return_id, sent_back)
        assert isinstance(outcome, Rejected)
        assert not tray.exists()
        reason = office.workplace.rejects / understood.received.return_id / "LES MEG.txt"
        assert "Kari" in reason.read_text(encoding="utf-8")


def test_a_suspected_diagnosis_can_be_filed_with_restricted_access(office: Office) -> None:
    with office.writing():
        answers = {**ANSWERS, "graded": "yes", "graded_tasks": "Jeg har fått diagnosen depresjon"}
        understood, _ = receive(office, returned(office, egenmelding(office), "retur.pdf", answers))
        others = tuple(code for code in stopping(understood) if code != "DIAGNOSIS_SUSPECTED")
        decision = Decision("Kari", "Må tas vare på", despite=others, diagnosis="restricted")
        _, outcome = accept(office, understood.received.return_id, decision)
        assert isinstance(outcome, Filed)
    with office.catalog() as catalog:
        (row,) = catalog.all()
        assert row.restricted
        assert not list(catalog.find("depresjon"))


def test_litter_and_open_files(tmp_path: Path) -> None:
    assert all(is_litter(Path(name)) for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "~$plan.docx", ".~lock.a#"))
    assert not is_litter(Path("plan.docx"))
    plan = tmp_path / "plan.docx"
    plan.write_bytes(b"x")
    assert not open_elsewhere(plan)
    (tmp_path / ".~lock.plan.docx#").write_bytes(b"")
    assert open_elsewhere(plan)


def test_a_file_that_grows_is_left_alone(tmp_path: Path) -> None:
    still, growing = tmp_path / "a.pdf", tmp_path / "b.pdf"
    for path in (still, growing):
        path.write_bytes(b"%PDF")

    def grow() -> None:
        growing.write_bytes(b"%PDF-1.7")

    assert still_growing([still, growing], grow) == {growing}


def test_what_else_lies_in_the_folder_is_neither_filed_nor_lost(office: Office) -> None:
    with office.writing():
        understood, _ = receive(office, returned(office, egenmelding(office), "retur.pdf"))
        tray = office.workplace.review / understood.received.return_id
        (tray / "annet.pdf").write_bytes(egenmelding(office, "1003").content)
        (tray / "notat.txt").write_text("ringt", encoding="utf-8")
        decision = Decision("Kari", "x", despite=stopping(understood))
        filed, outcome = accept(office, understood.received.return_id, decision)
        assert isinstance(outcome, Filed)
        assert filed.received.employee == "1001"
        assert filed.received.intakes[0].name == "retur.pdf"
        assert {path.name for path in tray.iterdir()} == {"annet.pdf", "notat.txt"}


def test_an_original_that_was_saved_over_is_not_filed(office: Office) -> None:
    with office.writing():
        understood, _ = receive(office, returned(office, egenmelding(office), "retur.pdf"))
        tray = office.workplace.review / understood.received.return_id
        original = tray / "original.pdf"
        original.write_bytes(original.read_bytes() + b"\n")
        with pytest.raises(UsageFault):
            accept(office, understood.received.return_id, Decision("Kari", "x", despite=stopping(understood)))
        assert original.exists()


def test_corrections_outlive_the_same_bytes_coming_again(office: Office) -> None:
    with office.writing():
        produced = egenmelding(office)
        understood, _ = receive(office, returned(office, produced, "en.pdf"))
        accept(office, understood.received.return_id, Decision("Kari", "Spurte", {"last_day": "28.10.2026"}))
        receive(office, returned(office, produced, "to.pdf"))
        again, _ = accept(office, understood.received.return_id, Decision("Kari", "x"))
        assert again.received.record is not None
        entry = again.received.record.entry("last_day")
        assert entry.source is not None
        assert entry.source.method is Method.PERSON


@pytest.mark.parametrize("content", [None, "{", '{"name": "x"}', '{"corrections": [{"field": 1}]}', "edited"])
def test_corrections_that_were_lost_by_hand_are_told(office: Office, content: str | None) -> None:
    """Nothing is filed as if nobody had ever corrected it."""
    with office.writing():
        understood, _ = receive(office, returned(office, egenmelding(office), "retur.pdf"))
        return_id = understood.received.return_id
        accept(office, return_id, Decision("Kari", "Spurte", {"last_day": "26.10.2026"}))
        state = office.workplace.review / return_id / "status.json"
        if content == "edited":
            content = state.read_text(encoding="utf-8").replace('"26.10.2026"', "26102026")
        if content is None:
            state.unlink()
        else:
            state.write_text(content, encoding="utf-8")
        despite = stopping(understood)
        again, outcome = accept(office, return_id, Decision("Kari", "x", despite=despite))
        assert isinstance(outcome, NeedsReview)
        assert "TRAY_STATE_LOST" in stopping(again)
        despite = (*despite, "TRAY_STATE_LOST")
        filed, outcome = accept(
            office, return_id, Decision("Kari", "Rettet", {"last_day": "26.10.2026"}, None, despite)
        )
        assert isinstance(outcome, Filed)
        assert "TRAY_STATE_LOST" in codes(filed), "the record keeps it"


def test_a_file_that_cannot_be_released_is_filed_and_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """An inbox without the right to delete; on Windows a file that a program has open."""

    def refuse(path: Path, target: Path) -> Path:
        if path.parent == office.workplace.inbox:
            raise PermissionError(13, "no")
        return rename(path, target)

    rename = Path.rename
    path = returned(office, egenmelding(office), "retur.pdf")
    with office.writing(), monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        for _ in range(2):
            understood, outcome = receive(office, path)
            assert isinstance(outcome, NeedsReview)
            assert "FILE_NOT_RELEASED" in codes(understood)
    assert path.exists()
    with office.writing():
        understood, _ = receive(office, path)
    assert "FILE_NOT_RELEASED" not in codes(understood)
    assert not path.exists()


def test_the_day_of_receipt_is_the_day_that_it_came(office: Office) -> None:
    path = returned(office, egenmelding(office), "retur.pdf")
    came = 1_760_000_000
    os.utime(path, (came, came))
    with office.writing():
        understood, _ = receive(office, path)
        decision = Decision("Kari", "x", despite=stopping(understood))
        filed, _ = accept(office, understood.received.return_id, decision)
    assert filed.received.intakes[0].arrived.timestamp() == came
    assert filed.received.intakes[0].name == "retur.pdf"


def test_a_file_that_changes_meanwhile_stays_in_the_inbox(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = returned(office, egenmelding(office), "retur.pdf")
    other = egenmelding(office, "1003").content

    def lay_and_replace(*words: Any, **more: Any) -> Path:
        folder = lay(*words, **more)
        path.write_bytes(other)
        return folder

    lay = trays.lay
    monkeypatch.setattr(trays, "lay", lay_and_replace)
    with office.writing(), pytest.raises(Unreadable):
        receive(office, path)
    assert path.read_bytes() == other


def test_a_lost_key_goes_to_a_person(office: Office) -> None:
    path = returned(office, egenmelding(office), "retur.pdf")
    for key in office.workplace.keys.iterdir():
        key.unlink()
    with office_at(office.workplace.root) as later:
        assert "NUMBER_UNVERIFIED" in stopping(check_document(later, path))
        with later.writing():
            _, outcome = receive(later, path)
        assert isinstance(outcome, NeedsReview)


def test_there_must_be_a_suspicion_before_it_is_decided(office: Office) -> None:
    with office.writing():
        understood, _ = receive(office, returned(office, egenmelding(office), "retur.pdf"))
        for choice in ("back", "false-alarm"):
            with pytest.raises(UsageFault):
                accept(office, understood.received.return_id, Decision("Kari", "x", diagnosis=choice))


def test_a_suspicion_is_not_passed_over(office: Office) -> None:
    with office.writing():
        answers = {**ANSWERS, "graded": "yes", "graded_tasks": "Jeg har fått diagnosen depresjon"}
        understood, _ = receive(office, returned(office, egenmelding(office), "retur.pdf", answers))
        with pytest.raises(UsageFault):
            accept(office, understood.received.return_id, Decision("Kari", "x", despite=stopping(understood)))


def test_answers_that_were_moved_to_other_places_go_to_a_person(office: Office) -> None:
    path = returned(office, egenmelding(office), "retur.pdf")
    straight = check_document(office, path)
    assert "FIELD_MOVED" not in codes(straight)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        widgets = {str(one.get("/T", "")): one for one in pdf.pages[0].Annots}
        last, back = widgets["last_day"], widgets["return_day"]
        last.Rect, back.Rect = back.Rect, last.Rect
        widgets["leader_name"].Rect = pikepdf.Array([-500, 10, -400, 30])
        pdf.save(path)
    moved = [one.field for one in check_document(office, path).received.findings if one.code == "FIELD_MOVED"]
    assert set(moved) == {"last_day", "return_day", "leader_name"}


def test_the_same_file_again_is_told_as_filed_before_and_its_faults_are_not_told_anew(tmp_path: Path) -> None:
    root = make_workplace(tmp_path / "kontor")
    letter = tmp_path / "brev.pdf"
    words = ("--employee", "1001", "-o", str(letter), "--set", "sender_name=Kari Nordmann")
    assert run(root, "generate", "rettigheter", *words).exit == 0
    (root / "innboks" / "brev.pdf").write_bytes(letter.read_bytes())
    said = run(root, "file", "--to", "table")
    assert said.exit == 0
    assert "FILED_BEFORE" in said.out
    assert "LETTER_RETURNED" not in said.out
    assert list((root / "innboks").iterdir()) == []
