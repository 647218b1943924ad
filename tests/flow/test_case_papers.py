"""What is drawn, listed and collected of cases: a timeline, a report for HR, the set for an inspection."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pdfplumber
import pytest

from dokumentverk.engines.pdfa_check import faults
from dokumentverk.errors import ArchiveDamaged, UsageFault
from dokumentverk.flow.case_report import write_report
from dokumentverk.flow.cases import open_case, tell
from dokumentverk.flow.evidence import write_evidence
from dokumentverk.flow.office import Office
from dokumentverk.flow.payroll import payroll_lines, payroll_row
from dokumentverk.flow.timeline import timeline_of, write_timeline
from dokumentverk.model.case import (
    Case,
    CaseKind,
    Closed,
    Exempted,
    Interruption,
    Meeting,
    MeetingKind,
    MeetingState,
    Recipient,
    Shared,
    SickNote,
    Sykmelder,
)
from dokumentverk.model.language import Language
from dokumentverk.model.timeline import Tone
from tests.flow.desk import DAY, make_workplace, office_at
from tests.flow.filed import file_record

FIRST = date(2026, 8, 3)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path / "kontor")) as opened:
        yield opened


@pytest.fixture
def case(office: Office) -> Case:
    """Thirteen weeks, of which the last four in part; a plan too late, a meeting in time, a task that is overdue."""
    made = open_case(office, CaseKind.SYKEFRAVAER, "1001", FIRST, (Sykmelder("Lege Lie", fastlege=True),)).case
    tell(office, made.id, SickNote(FIRST, date(2026, 10, 4)))
    tell(office, made.id, SickNote(date(2026, 10, 5), date(2026, 12, 15), Decimal(50)))
    tell(office, made.id, Interruption(date(2026, 9, 7), date(2026, 9, 11)))
    tell(office, made.id, Meeting(MeetingKind.CONTACT, date(2026, 8, 5), MeetingState.HELD))
    signed = ("employee_signature", "leader_signature")
    plan = file_record(office, "oppfolgingsplan", {"plan_date": "2026-09-02"}, signed=signed)
    tell(office, made.id, Shared(Recipient.SYKMELDER, date(2026, 9, 2), plan, "i posten"))
    file_record(office, "mote-referat", {
        "meeting_kind": "dialogue_1", "meeting_date": "2026-09-18", "leader_signed_date": "2026-09-18",
        "invited": ["employee", "leader", "nav"], "attended": ["employee", "leader"],
        "tasks": [{"what": "Ringe fysioterapeuten", "responsible": "arbeidstaker", "due": "2026-10-09"}],
    }, signed=("leader_signature",))  # fmt: skip
    tell(office, made.id, Exempted("plan_revised", "adaptation_works", date(2026, 9, 20)))
    return office.cases.get(made.id)


def test_the_timeline_tells_what_was_met_and_missed(office: Office, case: Case) -> None:
    drawn = timeline_of(office, case, DAY.date())
    deadlines, meetings, documents = drawn.lanes
    tones = {mark.label: mark.tone for mark in deadlines.marks}
    assert tones["Første kontakt 6.8."] is Tone.DONE
    assert tones["Oppfølgingsplan 31.8."] is Tone.LATE
    assert tones["Dialogmøte 1 21.9."] is Tone.DONE
    assert tones["Revidert plan 2.10."] is Tone.GONE
    assert tones["Oppgave 1 9.10."] is Tone.OVERDUE
    assert [mark.label for mark in meetings.marks] == ["samtale 5.8.", "dialogmøte 1 18.9."]
    assert [mark.label for mark in documents.marks] == ["Oppfølgingsplan 2.9.", "Referat fra møte 18.9."]
    assert [(bar.label, bar.part) for bar in drawn.bars] == [("100 %", 1.0), ("100 %", 1.0), ("50 %", 0.5)]
    assert drawn.bars[0].x + drawn.bars[0].width < drawn.bars[1].x, "a week at work between"
    assert drawn.today is not None
    assert "Dialogmøte 2 (Nav) 01.02.2027" in drawn.later
    assert ("Uke", "14") in drawn.facts


def test_it_is_drawn_on_one_page(office: Office, case: Case, tmp_path: Path) -> None:
    pdf, svg = tmp_path / "sak.pdf", tmp_path / "sak.svg"
    write_timeline(office, case.id, pdf, DAY.date())
    write_timeline(office, case.id, svg, DAY.date())
    assert faults(pdf.read_bytes(), "ua1") == faults(pdf.read_bytes(), "2a") == ()
    with pdfplumber.open(pdf) as opened:
        (page,) = opened.pages
        assert page.width > page.height
        assert "Oppgave 1 9.10." in (page.extract_text() or "")
    assert ElementTree.parse(svg).getroot().tag.endswith("svg")
    with pytest.raises(UsageFault) as caught:
        write_timeline(office, case.id, pdf, DAY.date())
    assert caught.value.code == "FILE_EXISTS"
    with pytest.raises(UsageFault) as caught:
        write_timeline(office, case.id, tmp_path / "sak.png", DAY.date())
    assert caught.value.code == "OUT_SUFFIX_WRONG"


def test_a_case_of_which_nothing_is_known_is_drawn_too(office: Office, tmp_path: Path) -> None:
    case = open_case(office, CaseKind.FOREBYGGENDE, "1003", None).case
    drawn = timeline_of(office, case, DAY.date())
    assert drawn.bars == ()
    assert all(lane.marks == () for lane in drawn.lanes)
    write_timeline(office, case.id, tmp_path / "tom.svg", None)


def test_hr_gets_a_report(office: Office, case: Case, tmp_path: Path) -> None:
    book, sheet = tmp_path / "saker.xlsx", tmp_path / "saker.pdf"
    assert write_report(office, office.cases.all(), book, DAY.date()) == 1
    head, row = openpyxl.load_workbook(book).worksheets[0].iter_rows(values_only=True)
    told = dict(zip(head, row, strict=True))
    assert (told["Sak"], told["Uke"], told["Borte"], told["Leder"]) == (case.id, "14", "50 %", "Kari Nordmann")
    assert "Oppgave 1 (09.10.2026)" in str(told["Over fristen"])
    assert "fysioterapeuten" not in str(told["Over fristen"]), "a task by its number"
    write_report(office, office.cases.all(), sheet, DAY.date())
    assert faults(sheet.read_bytes(), "ua1") == faults(sheet.read_bytes(), "2a") == ()
    with pdfplumber.open(sheet) as opened:
        assert case.id in (opened.pages[0].extract_text() or "")
    assert write_report(office, (), tmp_path / "ingen.pdf", DAY.date()) == 0


def test_the_set_for_an_inspection(office: Office, case: Case, tmp_path: Path) -> None:
    file_record(office, "egenmelding", {"first_day": "2026-08-03"})
    path, again = tmp_path / "tilsyn.zip", tmp_path / "tilsyn 2.zip"
    assert write_evidence(office, case.id, path) == 2, "the egenmelding is no part of it"
    write_evidence(office, case.id, again)
    assert path.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        lines = package.read("SHA256SUMS").decode().splitlines()
        sums = {line[66:]: line[:64] for line in lines}
        assert set(names) == {*sums, "SHA256SUMS"}
        assert all(hashlib.sha256(package.read(name)).hexdigest() == digest for name, digest in sums.items())
        listed = list(csv.reader(io.StringIO(package.read("Innhold.csv").decode("utf-8-sig")), delimiter=";"))[1:]
        assert {line[0] for line in listed} <= set(names)
        assert [line[1] for line in listed] == ["Oppfølgingsplan", "Referat fra møte"]
        assert "sykmelderen;02.09.2026;i posten" in package.read("Delingslogg.csv").decode("utf-8-sig")
        with pdfplumber.open(io.BytesIO(package.read("Oversikt.pdf"))) as opened:
            text = " ".join("\n".join(page.extract_text() or "" for page in opened.pages).split())
    assert (
        "dialogmøte 1 18.09.2026, holdt. Innkalt: Arbeidstakeren, Nærmeste leder, Nav. Møtte: Arbeidstakeren," in text
    )
    assert "31.08.2026 Lage oppfølgingsplan sammen: gjort 02.09.2026, etter fristen" in text
    assert "): sykmelderen 02.09.2026, i posten" in text


def test_what_was_altered_is_no_evidence(office: Office, case: Case, tmp_path: Path) -> None:
    (plan,) = (one for one in office.archive_root.rglob("original*") if "Oppfølgingsplan" in one.parent.name)
    plan.chmod(0o600)
    plan.write_bytes(b"another")
    with pytest.raises(ArchiveDamaged) as caught:
        write_evidence(office, case.id, tmp_path / "tilsyn.zip")
    assert caught.value.code == "EVIDENCE_FILE_ALTERED"
    plan.unlink()
    with pytest.raises(ArchiveDamaged) as caught:
        write_evidence(office, case.id, tmp_path / "tilsyn.zip")
    assert caught.value.code == "EVIDENCE_FILE_MISSING"
    assert list(tmp_path.glob("*.zip")) == []


def test_a_case_without_documents_is_evidence_of_that(office: Office, tmp_path: Path) -> None:
    case = open_case(office, CaseKind.SYKEFRAVAER, "1003", FIRST).case
    assert write_evidence(office, case.id, tmp_path / "tom.zip") == 0
    with zipfile.ZipFile(tmp_path / "tom.zip") as package:
        assert package.namelist() == ["Delingslogg.csv", "Innhold.csv", "Oversikt.pdf", "SHA256SUMS"]
        with pdfplumber.open(io.BytesIO(package.read("Oversikt.pdf"))) as opened:
            text = opened.pages[0].extract_text()
    for head in ("Møter: hvem som var innkalt, og hvem som møtte", "Hvem som har fått planene", "Dokumenter"):
        assert f"{head}\nIngen" in text


def test_payroll_has_grades_of_the_case_and_days_of_the_employer(office: Office, case: Case) -> None:
    lines = payroll_lines(office, date(2026, 8, 1), date(2026, 10, 31))
    told = [(line.employee, f"{line.stretch.first:%m%d}", f"{line.stretch.last:%m%d}", int(line.stretch.grade),
             line.stretch.period) for line in lines]  # fmt: skip
    assert told == [
        ("1001", "0803", "0818", 100, (1, 16)),
        ("1001", "0819", "1004", 100, None),
        ("1001", "1005", "1031", 50, None),
    ], case.id
    assert payroll_lines(office, date(2026, 8, 1), date(2026, 10, 31), "1003") == ()
    with pytest.raises(UsageFault) as caught:
        payroll_lines(office, FIRST, FIRST, "9999")
    assert caught.value.code == "EMPLOYEE_NOT_FOUND"
    with pytest.raises(UsageFault) as caught:
        payroll_lines(office, date(2026, 10, 31), FIRST)
    assert caught.value.code == "CASE_DAYS_REVERSED"


def test_payroll_has_all_days_of_an_absence_that_is_over_though_its_sick_note_was_not_told_of(office: Office) -> None:
    case = open_case(office, CaseKind.SYKEFRAVAER, "1003", date(2026, 3, 5)).case
    (line,) = payroll_lines(office, date(2026, 3, 1), date(2026, 3, 31), "1003")
    assert (line.stretch.last, line.stretch.open, line.undocumented) == (date(2026, 3, 5), True, False)
    tell(office, case.id, Closed(date(2026, 3, 24)))
    lines = payroll_lines(office, date(2026, 3, 1), date(2026, 3, 31), "1003")
    assert [(one.stretch.first.day, one.stretch.last.day, one.stretch.period) for one in lines] == [
        (5, 20, (1, 16)), (21, 24, None),
    ]  # fmt: skip
    assert not any(one.stretch.open for one in lines)
    assert all("sykmelding er ikke ført" in " ".join(payroll_row(one, Language.NB)) for one in lines)
