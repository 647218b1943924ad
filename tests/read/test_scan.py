"""One document on paper, put together from what the workers saw: here made up, so that every trouble can happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dokumentverk.engines.scan_identify import identify_sheets
from dokumentverk.engines.scan_likeness import same_paper
from dokumentverk.engines.scan_read import read_sheets
from dokumentverk.engines.scan_survey import survey
from dokumentverk.engines.worker import Fate, Lost, Workers
from dokumentverk.messages import finding_sentence
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.number import PageCode, page_payload
from dokumentverk.model.reading import FileKind, Identity, Reading
from dokumentverk.model.scan import SheetFacts, SheetFit, SheetLook, SheetMark, Survey, Tone
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read import scan
from dokumentverk.read.known import Known, Printed
from dokumentverk.read.received import ReceivedFile
from dokumentverk.read.scan import ScanJob, below_archive_rule, read_scan_file
from dokumentverk.read.settle import settle

from . import documents

GOOD = SheetFacts(2480, 3508, 300, Tone.COLOUR, (595.0, 842.0))
FORM = "oppfolgingsplan"


class Seers(Workers):
    """Workers that answer at once with what a test wants them to have seen."""

    twice: frozenset[tuple[int, int]] = frozenset()
    """Sheets that picture the same paper."""

    def __init__(self, marks: tuple[SheetMark, ...], lost: frozenset[int] = frozenset(), *, fits: bool = True) -> None:
        super().__init__(ReadingLimits())
        self.marks = marks
        self.lost = lost
        self.fits = fits
        self.read: list[int] = []

    def call(self, task: Callable[..., Any], /, *args: Any, **_named: Any) -> Any:
        if task is survey:
            return Survey(len(self.marks), scan=True)
        if task is identify_sheets:
            _, first, last = args
            seen = self.marks[first - 1 : last]
            return Lost(Fate.CRASHED) if self.lost & {one.sheet for one in seen} else seen
        if task is same_paper:
            (_, one), (_, other) = args
            return (one, other) in self.twice
        assert task is read_sheets
        _, orders, *_ = args
        self.read += [sheet for sheet, _ in orders]
        if self.lost & {sheet for sheet, _ in orders}:
            return Lost(Fate.OUT_OF_MEMORY)
        return tuple(SheetLook(SheetFit(sheet, page, 0, 0.2, 4, 50, good=self.fits)) for sheet, page in orders)


def mark(
    sheet: int, page: int, pages: int = 3, *, facts: SheetFacts = GOOD, number: str = documents.NUMBER
) -> SheetMark:
    return SheetMark(sheet, facts, codes=(page_payload(PageCode(number, page, pages)),), corners=(0, 1, 2, 3), turn=0)


def read(seers: Seers, known: Known | None = None, marks: tuple[SheetMark, ...] = ()) -> Reading:
    behind = known or documents.known(FORM)
    file = ReceivedFile(Path("stabel.pdf"), "d" * 64, FileKind.PDF)

    def lookup(identity: Identity) -> Known | None:
        return behind if identity.number == documents.NUMBER else None

    return read_scan_file(ScanJob(file, seers, ReadingLimits(), lookup, lambda _: Printed(b"%PDF-", {}), marks))


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.findings]


def test_pages_in_order_are_one_document() -> None:
    reading = read(Seers((mark(1, 1), mark(2, 2), mark(3, 3))))
    assert codes(reading) == []
    assert (reading.identity.number, reading.identity.page_codes) == (documents.NUMBER, ((1, 3), (2, 3), (3, 3)))
    assert reading.pages == 3


def test_sheets_that_were_identified_before_are_not_identified_again() -> None:
    marks = (mark(1, 1), mark(2, 2), mark(3, 3))
    assert codes(read(Seers((), frozenset()), marks=marks)) == []


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ((mark(1, 1), mark(2, 3)), {"PAGES_MISSING"}),
        ((mark(1, 2), mark(2, 1), mark(3, 3)), {"PAGES_SHUFFLED"}),
        ((mark(1, 1), mark(2, 2), mark(3, 2), mark(4, 3)), {"PAGES_DOUBLED"}),
        ((mark(1, 1), mark(2, 2), mark(3, 3), SheetMark(4, GOOD)), {"PAGES_ADDED"}),
        ((mark(1, 1), mark(2, 2), mark(3, 3), SheetMark(4, GOOD, blank=True)), set()),
        ((mark(1, 1), mark(2, 2), mark(3, 3), mark(4, 1, number="7KXM-4RTA-9CDEG")), {"SEVERAL_ISSUES"}),
    ],
)
def test_what_is_wrong_with_the_pages_is_told(marks: tuple[SheetMark, ...], told: set[str]) -> None:
    assert set(codes(read(Seers(marks)))) == told


def test_a_paper_that_is_pictured_twice_is_read_once() -> None:
    """A feeder that drew a sheet twice: its second picture is a note, no second answer and no question."""
    seers = Seers((mark(1, 1), mark(2, 2), mark(3, 2), mark(4, 3)))
    seers.twice = frozenset({(2, 3)})
    reading = read(seers)
    assert [(one.code, dict(one.params)) for one in reading.findings] == [("SHEET_TWICE", {"sheets": "3"})]
    assert reading.identity.page_codes == ((1, 3), (2, 3), (3, 3))
    assert seers.read == [1, 2, 4]


@pytest.mark.parametrize("code", ["SHEET_BROKEN", "SHEET_TOO_LARGE"])
def test_a_sheet_in_trouble_costs_itself_alone(code: str) -> None:
    reading = read(Seers((mark(1, 1), mark(2, 2), SheetMark(3, None, trouble=code))))
    assert set(codes(reading)) == {code, "PAGES_MISSING"}
    assert reading.identity.number == documents.NUMBER


def test_a_file_that_ends_early_is_told_once() -> None:
    missing = tuple(SheetMark(sheet, None, trouble="SHEET_CUT_OFF") for sheet in range(3, 60))
    reading = read(Seers((mark(1, 1), mark(2, 2), *missing)))
    assert codes(reading) == ["SHEET_CUT_OFF", "PAGES_MISSING"]
    sentence = finding_sentence(reading.findings[0], Language.NB)
    assert "2 av minst 59 ark kunne leses. Ark 3–59 mangler" in sentence


@pytest.mark.parametrize(
    ("troubles", "told"),
    [
        (("SHEET_CUT_OFF",), ["FILE_CUT_OFF"]),
        (("SHEET_CUT_OFF", "SHEET_BROKEN"), ["FILE_CUT_OFF"]),
        (("SHEET_BROKEN", "SHEET_BROKEN"), ["FILE_BROKEN"]),
        (("SHEET_TOO_LARGE",), ["SHEET_TOO_LARGE"]),
        (("SHEET_TOO_LARGE", "SHEET_BROKEN"), ["SHEET_TOO_LARGE", "SHEET_BROKEN"]),
    ],
)
def test_why_nothing_of_a_file_opens_is_told(troubles: tuple[str, ...], told: list[str]) -> None:
    reading = read(Seers(tuple(SheetMark(at, None, trouble=one) for at, one in enumerate(troubles, start=1))))
    assert codes(reading) == told
    assert reading.observations == ()


def test_a_sheet_that_kills_its_worker_costs_itself_alone() -> None:
    marks = tuple(mark(sheet, sheet) for sheet in (1, 2, 3))
    identified = scan.identify("stabel.pdf", Seers(marks, frozenset({2})))
    assert isinstance(identified, tuple)
    assert [one.trouble for one in identified] == [None, "SHEET_BROKEN", None]
    reading = read(Seers(marks, frozenset({2})), marks=marks)
    assert codes(reading) == ["SHEET_BROKEN"]
    record, _ = settle(documents.known(FORM), [reading])
    assert {entry.state.value for entry in record.entries} >= {"not_read"}


def test_nothing_that_opens_is_a_broken_file() -> None:
    assert codes(read(Seers((SheetMark(1, None, trouble="SHEET_BROKEN"),)))) == ["FILE_BROKEN"]


def test_a_sheet_that_does_not_fit_is_told() -> None:
    reading = read(Seers((mark(1, 1), mark(2, 2), mark(3, 3)), fits=False))
    assert [(one.code, dict(one.params)) for one in reading.findings] == [("SHEET_NOT_FITTED", {"sheet": "1, 2, 3"})]
    assert "Ark 1–3 er" in finding_sentence(reading.findings[0], Language.NB)
    assert all(one.confidence == 0 for one in reading.observations)


def test_of_several_numbers_that_may_be_printed_the_one_that_was_issued_counts() -> None:
    one_of = replace(mark(2, 2), codes=(), numbers=("AAAA-2222-33333", documents.NUMBER), printed_page=(2, 3))
    seers = Seers((mark(1, 1), one_of, mark(3, 3)))
    assert codes(read(seers)) == []
    assert seers.read == [1, 2, 3]


def test_a_sheet_whose_page_is_not_known_is_told() -> None:
    loose = SheetMark(3, GOOD, numbers=(documents.NUMBER,))
    assert "SHEET_PAGE_UNKNOWN" in codes(read(Seers((mark(1, 1), mark(2, 2), loose))))


def test_a_print_of_a_word_form_goes_to_a_person() -> None:
    known = documents.known(FORM)
    issue = replace(documents.issue(FORM), layouts=((Medium.DOCX, "e" * 64),))
    behind = replace(known, layout=None, blank=None, issue=issue)
    reading = read(Seers((mark(1, 0, 0), mark(2, 0, 0))), behind)
    assert codes(reading) == ["SCAN_OF_DOCX"]
    assert reading.observations
    assert all(one.confidence == 0 for one in reading.observations)
    assert {one.field for one in reading.signatures} == {"employee_signature", "leader_signature"}
    assert not any(one.sure for one in reading.signatures), "nobody knows where it is signed, so it is not missing"


def test_without_the_kept_blank_nothing_is_read() -> None:
    reading = read(Seers((mark(1, 1), mark(2, 2), mark(3, 3))), replace(documents.known(FORM), layout=None, blank=None))
    assert codes(reading) == ["BLANK_MISSING"]


def test_paper_below_the_archive_rule_must_be_kept() -> None:
    grey = replace(GOOD, tone=Tone.GREY)
    reading = read(Seers((mark(1, 1, facts=grey), mark(2, 2), mark(3, 3, facts=grey))))
    assert [(one.code, dict(one.params)) for one in reading.findings] == [("PAPER_MUST_BE_KEPT", {"sheets": "1, 3"})]


@pytest.mark.parametrize(
    ("facts", "below"),
    [
        (GOOD, False),
        (replace(GOOD, dpi=299.9), False),
        (replace(GOOD, dpi=200), True),
        (replace(GOOD, dpi=None), True),
        (replace(GOOD, tone=Tone.BILEVEL, dpi=600), True),
    ],
)
def test_the_archive_rule(facts: SheetFacts, below: bool) -> None:
    assert below_archive_rule(facts) is below


def test_without_the_libraries_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "scan_extra_is_here", lambda: False)
    assert codes(read(Seers((mark(1, 1),)))) == ["SCAN_EXTRA_MISSING"]


def test_a_number_that_nobody_issued() -> None:
    assert codes(read(Seers((mark(1, 1, number="7KXM-4RTA-9CDEG"),)))) == ["FORM_UNKNOWN"]


def test_a_strangers_sheet() -> None:
    assert codes(read(Seers((SheetMark(1, GOOD),)))) == ["FOREIGN_DOCUMENT"]
