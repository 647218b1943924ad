"""Answers that a person reads after the return was filed: the pictures they read, and what becomes of the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dokumentverk.archive.verify import verify
from dokumentverk.engines.worker import Fate, Lost
from dokumentverk.errors import ArchiveConflict, ArchiveDamaged, DokumentverkError, UsageFault
from dokumentverk.flow.accept import accept
from dokumentverk.flow.crops import crops_of, unread_places
from dokumentverk.flow.decision import Decision
from dokumentverk.flow.filing import file_received
from dokumentverk.flow.find import has_unread
from dokumentverk.flow.office import Office
from dokumentverk.flow.understand import check_document
from dokumentverk.flow.understood import Understood
from dokumentverk.model.filing import Filed, NeedsReview, Outcome
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Part
from dokumentverk.model.reading import Method, Observation, Source
from dokumentverk.model.record import Cell, Entry, Record, State
from dokumentverk.model.value import Value
from tests.flow.desk import egenmelding, make_workplace, office_at, returned
from tests.paper import containers
from tests.paper.conditions import Condition
from tests.paper.degrading import degrade
from tests.paper.filling import fill
from tests.paper.material import need_material
from tests.paper.prints import issue_print, paper_office
from tests.paper.writers import writer


def decision(*despite: str, **values: str) -> Decision:
    return Decision("Kari", "Leste utsnittet", values=values, despite=despite)


def codes(understood: Understood) -> set[str]:
    return {one.code for one in understood.received.findings}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path / "kontor")) as opened, opened.writing():
        yield opened


def filed(office: Office, unread: tuple[str, ...] = ("notice_to",)) -> Filed:
    """A return that is filed although ``unread`` were not read, each with a picture of where it stands."""
    path = returned(office, egenmelding(office), "retur.pdf")
    understood = check_document(office, path)
    record = understood.received.record
    assert record is not None
    seen = []
    for one in record.observations:
        if one.field in unread:
            one = replace(one, raw="", confidence=0.0, source=replace(one.source, method=Method.INK))
        seen.append(one)
    entries = tuple(
        replace(one, value=None, raw="", state=State.NOT_READ, confidence=0.0) if one.field in unread else one
        for one in record.entries
    )
    record = replace(record, entries=entries, observations=tuple(seen))
    return file_received(office, replace(understood, received=replace(understood.received, record=record)), path)


def folder_of(office: Office, outcome: Outcome) -> Path:
    assert isinstance(outcome, Filed)
    return (office.archive_root / outcome.receipt.placements[0].path).parent


def test_what_was_not_read_is_pictured_and_can_be_written_in_later(office: Office) -> None:
    first = filed(office)
    number = first.receipt.entry.return_id
    folder = folder_of(office, first)
    assert (folder / "utsnitt-notice_to.png").read_bytes().startswith(b"\x89PNG")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    row = office.archive.index.get(number)
    assert row is not None
    with office.catalog() as catalog:
        assert has_unread(catalog, row)
    understood, outcome = accept(office, number.lower(), decision(notice_to="Kari Nordmann"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    record = json.loads((folder_of(office, outcome) / "record.json").read_bytes())
    assert record["corrects"] == number
    assert record["fields"]["notice_to"]["value"] == "Kari Nordmann"
    assert record["fields"]["notice_to"]["method"] == "PERSON"
    assert record["fields"]["first_day"]["value"] == "2026-10-26"
    assert record["acceptance"] == {
        "by": "Kari",
        "at": "2026-11-02T10:00:00+01:00",
        "reason": "Leste utsnittet",
        "corrected": ["notice_to"],
        "despite": [],
        "employee": None,
    }
    said = json.loads((folder_of(office, outcome) / "rettelse.json").read_bytes())
    assert (said["corrects"], said["values"]) == (number, {"notice_to": "Kari Nordmann"})
    assert (folder_of(office, outcome) / "gjengivelse.pdf").read_bytes().startswith(b"%PDF")
    assert "LATER_RETURN" not in codes(understood)
    with office.catalog() as catalog:
        assert not has_unread(catalog, row)
        assert [one.source for one in catalog.history("1001")] == [understood.received.return_id]
    assert verify(office.archive_root, office.workplace.system) == ()


def test_corrections_build_on_one_another_and_the_same_again_is_nothing(office: Office) -> None:
    number = filed(office).receipt.entry.return_id
    accept(office, number, decision(notice_to="Kari Nordmann"))
    _, second = accept(office, number, decision(last_day="28.10.2026", return_day="29.10.2026"))
    assert isinstance(second, Filed)
    _, again = accept(office, number, decision(last_day="28.10.2026"))
    assert isinstance(again, Filed)
    assert again.receipt == second.receipt
    third = accept(office, second.receipt.entry.return_id, decision(notice_to="Ola Nordmann"))[0].received
    assert third.record is not None
    assert third.record.value("notice_to") == "Ola Nordmann"
    assert third.record.value("last_day") == date(2026, 10, 28)
    said = [one.raw for one in third.record.observations if one.field == "notice_to" and one.confidence == 1.0]
    assert said == ["Kari Nordmann", "Ola Nordmann"]
    with office.catalog() as catalog:
        assert len(catalog.corrections_of(number)) == 3


def test_a_correction_that_the_checks_stop_is_not_kept(office: Office) -> None:
    number = filed(office).receipt.entry.return_id
    understood, outcome = accept(office, number, decision(last_day="20.10.2026"))
    assert isinstance(outcome, NeedsReview)
    assert outcome.folder is None
    assert codes(understood) >= {"CORRECTION_NOT_KEPT", "DATE_BEFORE_OTHER"}
    with office.catalog() as catalog:
        assert catalog.corrections_of(number) == ()
    _, outcome = accept(office, number, decision("DATE_BEFORE_OTHER", last_day="20.10.2026"))
    assert isinstance(outcome, Filed)


def test_a_diagnosis_that_is_written_in_needs_its_choice(office: Office) -> None:
    number = filed(office).receipt.entry.return_id
    told = decision(notice_to="sykmeldt for depresjon")
    understood, outcome = accept(office, number, told)
    assert isinstance(outcome, NeedsReview)
    assert "DIAGNOSIS_SUSPECTED" in codes(understood)
    _, outcome = accept(office, number, replace(told, diagnosis="restricted"))
    assert json.loads((folder_of(office, outcome) / "record.json").read_bytes())["restricted"]


def test_what_a_filed_return_cannot_take_is_refused(office: Office) -> None:
    number = filed(office).receipt.entry.return_id
    refused = {
        "RETURN_ALREADY_FILED": decision(),
        "RETURN_FILED_STAYS": replace(decision(notice_to="A"), employee="1003"),
        "NO_DIAGNOSIS_SUSPECTED": replace(decision(notice_to="A"), diagnosis="false-alarm"),
        "FIELD_UNKNOWN": decision(unknown="A"),
        "VALUE_NOT_OF_ITS_KIND": decision(last_day="i morgen"),
        "FIELD_NOT_CORRECTABLE": decision(employee_signature="Kari"),
    }
    for code, made in refused.items():
        with pytest.raises(UsageFault) as caught:
            accept(office, number, made)
        assert caught.value.code == code
    with office.catalog() as catalog:
        assert catalog.corrections_of(number) == ()


def test_a_destroyed_return_and_one_without_its_form_take_none(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = filed(office).receipt.entry.return_id
    found: list[DokumentverkError] = []
    with monkeypatch.context() as patched:
        patched.setattr("dokumentverk.flow.amend.known", lambda *_: None)
        patched.setattr(Office, "definition_for", lambda *_: None)
        with pytest.raises(ArchiveDamaged) as gone:
            accept(office, number, decision(notice_to="A"))
        found.append(gone.value)
    office.archive.destroy(number, "bevaringsforskrifta § 33")
    with pytest.raises(ArchiveConflict) as destroyed:
        accept(office, number, decision(notice_to="A"))
    assert [one.code for one in (*found, destroyed.value)] == ["RETURN_FORM_GONE", "ARCHIVE_RETURN_DESTROYED"]


def test_a_lost_worker_stops_no_filing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = returned(office, egenmelding(office), "retur.pdf")
    understood = check_document(office, path)
    assert understood.received.record is not None
    source = Source("d", Method.INK, 1, Box(1, 100.0, 100.0, 200.0, 120.0))
    unread = Entry("notice_to", None, State.NOT_READ, source=source)
    record = Record(
        "egenmelding", "1", understood.received.record.language, None, (unread,),
        observations=(Observation("notice_to", "", 0.0, source),),
    )  # fmt: skip
    waiting = replace(understood, received=replace(understood.received, record=record))
    assert [one.shows for one in crops_of(office, waiting, path)[0]] == ["notice_to"]
    monkeypatch.setattr(office.reader.workers, "call", lambda *_: Lost(Fate.CRASHED))
    crops, told = crops_of(office, waiting, path)
    assert (crops, [(one.code, one.params) for one in told]) == ((), [("CROPS_NOT_MADE", (("count", "1"),))])


def test_every_unread_answer_has_its_places() -> None:
    def at(field: str, top: float, side: int = 1, **more: Any) -> Observation:
        source = Source("d", Method.INK, side, Box(side, 10.0, top, 50.0, top + 10))
        return Observation(field, "", 0.0, source, **more)

    seen = (
        at("type", 10, choice="own"), at("type", 30, choice="child"), at("text", 50),
        at("text", 60, side=2, part=Part.OVERFLOW), at("rows", 70, row=1, column="what"),
        at("rows", 80, row=1, column="when"), at("", 90, row=0, part=Part.CONTINUATION_TEXT), at("whole", 0),
    )  # fmt: skip
    whole = replace(seen[-1], source=Source("d", Method.INK, 1, None))
    entries = (
        Entry("type", None, State.NOT_READ),
        Entry("text", None, State.NOT_READ),
        Entry(
            "rows", (), State.NOT_READ,
            cells=(
                Cell(1, "what", None, State.NOT_READ, "", 0.0, None),
                Cell(1, "when", None, State.FILLED, "", 1.0, None),
            ),
        ),
        Entry("whole", None, State.NOT_READ),
    )  # fmt: skip
    record = Record("f", "1", Language.NB, None, entries, observations=(*seen[:-1], whole))
    assert [(name, box.page, box.top, box.bottom) for name, box in unread_places(record)] == [
        ("type", 1, 10.0, 40.0),
        ("text", 1, 50.0, 60.0),
        ("text", 2, 60.0, 70.0),
        ("rows_2_what", 1, 70.0, 80.0),
        ("continuation_1_text", 1, 90.0, 100.0),
    ]


def test_handwriting_on_paper_from_the_scanner_to_the_written_in_answer(tmp_path: Path) -> None:
    need_material()
    with paper_office(tmp_path / "kontor") as office, office.writing():
        answers: dict[str, Value] = {"notice_to": "Kari N", "first_day": date(2026, 10, 26), "absence_type": "own"}
        pages = fill(issue_print(office, "egenmelding"), answers, writer(3), signed=["employee_signature"], seed=3)
        path = office.workplace.inbox / "skann.pdf"
        path.write_bytes(containers.scanner_pdf([degrade(one, Condition.GREY_200, 3) for one in pages]))
        understood = check_document(office, path)
        first = file_received(office, understood, path)
        folder = folder_of(office, first)
        crop = folder / "utsnitt-notice_to.png"
        assert 2_000 < crop.stat().st_size < 40_000
        again = {one.shows: one.content for one in crops_of(office, understood, path)[0]}
        assert again["notice_to"] == crop.read_bytes()
        understood, outcome = accept(office, first.receipt.entry.return_id, decision(notice_to="Kari Nordmann"))
        assert isinstance(outcome, Filed)
        assert "notice_to" not in {one.field for one in understood.received.findings}
        assert verify(office.archive_root, office.workplace.system) == ()
