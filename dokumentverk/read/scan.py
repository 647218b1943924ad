"""One document that came on paper, from pictures to a Reading.

Worker calls: what identifies each sheet (``scan_identify``, unless a stack has been sorted already), and what stands
in the boxes of those that are ours (``scan_read``), laid on the document as it was issued.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from dokumentverk.engines.scan_extra import scan_extra_is_here
from dokumentverk.engines.scan_survey import survey
from dokumentverk.engines.worker import Lost, Workers
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Layout, Medium, Part
from dokumentverk.model.number import parse_page_payload
from dokumentverk.model.reading import Identity, Method, Reading, Source
from dokumentverk.model.scan import SheetFacts, SheetLook, SheetMark, Tone
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read import scan_answers
from dokumentverk.read.elsewhere import Placed, by_sheets, identity_of, known_by_print
from dokumentverk.read.identify import PageImprint, page_findings
from dokumentverk.read.known import NO_FOREIGN, Foreign, Known, Lookup, Printed, Printer
from dokumentverk.read.observed import NOT_READ, Observed, observation
from dokumentverk.read.received import ReceivedFile
from dokumentverk.read.recognise import recognised
from dokumentverk.read.scan_issued import PaperReturn
from dokumentverk.read.slots import answer_pages, slots_of
from dokumentverk.read.trouble import trouble

CHUNK = 8
"""Sheets of one worker call: its time limit is for a file of ordinary length."""
ARCHIVE_DPI = 300
"""Riksarkivaren's rule for paper that is to be destroyed after scanning: 300 ppi, colour."""


@dataclass(frozen=True, slots=True)
class ScanJob:
    """``marks`` are given when the sheets were identified before. ``printer`` makes the document as it was issued."""

    file: ReceivedFile
    workers: Workers
    limits: ReadingLimits
    lookup: Lookup
    printer: Printer | None = None
    marks: tuple[SheetMark, ...] = ()
    foreign: Foreign = NO_FOREIGN


def read_scan_file(job: ScanJob) -> Reading:
    """Never raises for content."""
    file = job.file
    if not scan_extra_is_here():
        return Reading(file.digest, file.kind, 0, Identity(), findings=(finding("SCAN_EXTRA_MISSING"),))
    marks = job.marks or identify(str(file.path), job.workers)
    if isinstance(marks, Lost):
        return Reading(file.digest, file.kind, 0, Identity(), findings=(trouble(marks, job.limits),))
    if not marks or all(one.trouble is not None for one in marks):
        return Reading(file.digest, file.kind, len(marks), Identity(), findings=_of_nothing(marks))
    sheets, twice = _once_each(job, [_Sheet.of(one, lambda number: _is_issued(job, number)) for one in marks])
    identity = _identity(sheets)
    known = job.lookup(identity)
    if known is None and identity.number is None and job.foreign.forms:
        placed, told_of_forms = by_sheets(str(file.path), marks, job.foreign, job.workers)
        if placed is not None:
            return _of_foreign(job, marks, placed)
        told = [*_of_sheets(marks), *recognised(identity, known), *told_of_forms]
    else:
        told = [*_of_sheets(marks), *recognised(identity, known)]
    if twice:
        told.append(finding("SHEET_TWICE", sheets=", ".join(map(str, twice))))
    if known is None:
        return _reading(file, marks, identity, Observed(findings=tuple(told)))
    told += page_findings(
        identity,
        [one.imprint for one in sheets if not one.mark.blank and one.mark.trouble is None],
        answer_pages(known),
    )
    if known.layout is None:
        return _reading(file, marks, identity, _unmapped(known, file.digest, told))
    observed = _of_pages(job, known, known.layout, [one for one in sheets if one.number == identity.number])
    return _reading(file, marks, identity, replace(observed, findings=(*told, *observed.findings)))


def _of_foreign(job: ScanJob, marks: Sequence[SheetMark], placed: Placed) -> Reading:
    """A form made elsewhere, known by its print: the pages are those that its sheets were found to be."""
    layout, identity = placed.known.layout, identity_of(placed.known)
    assert layout is not None, "its sheets were laid on it"
    sheets = [_Sheet(one, None, placed.pages.get(one.sheet, 0), layout.pages) for one in marks]
    own = [one for one in sheets if one.mark.sheet in placed.pages]
    told = [
        *_of_sheets(marks),
        known_by_print(placed.known),
        *page_findings(identity, [one.imprint for one in own if one.page]),
    ]
    observed = _of_pages(job, placed.known, layout, own)
    return _reading(job.file, marks, identity, replace(observed, findings=(*told, *observed.findings)))


def identify(path: str, workers: Workers, *, sheets: int | None = None) -> tuple[SheetMark, ...] | Lost:
    """What identifies every sheet of a file. A chunk whose worker was lost is gone through sheet by sheet, so that one
    hostile sheet costs itself alone."""
    from dokumentverk.engines.scan_identify import identify_sheets

    count = sheets if sheets is not None else _count(path, workers)
    if not isinstance(count, int):
        return count
    found: list[SheetMark] = []
    for first in range(1, count + 1, CHUNK):
        last = min(first + CHUNK - 1, count)
        marks = workers.call(identify_sheets, path, first, last)
        if not isinstance(marks, Lost):
            found += marks
            continue
        for sheet in range(first, last + 1):
            one = workers.call(identify_sheets, path, sheet, sheet)
            found += [SheetMark(sheet, None, trouble="SHEET_BROKEN")] if isinstance(one, Lost) else one
    return tuple(found)


def _count(path: str, workers: Workers) -> int | tuple[SheetMark, ...] | Lost:
    """How many sheets; of a file that cannot be opened, one in its trouble."""
    seen = workers.call(survey, path)
    if isinstance(seen, Lost):
        return seen
    return seen.sheets if seen.trouble is None else (SheetMark(1, None, trouble=seen.trouble),)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet with what its code or its printed number says. ``page`` is 0 when that is not known."""

    mark: SheetMark
    number: str | None
    page: int
    pages: int

    @classmethod
    def of(cls, mark: SheetMark, issued: Callable[[str], bool]) -> _Sheet:
        """Of several numbers that may be printed on it, the one that was issued counts."""
        for text in mark.codes:
            code = parse_page_payload(text)
            if code is not None:
                return cls(mark, code.number, code.page, code.pages)
        printed = mark.numbers if len(mark.numbers) == 1 else tuple(filter(issued, mark.numbers))
        number = printed[0] if len(printed) == 1 else None
        page, pages = mark.printed_page or (0, 0)
        return cls(mark, number, page, pages)

    @property
    def imprint(self) -> PageImprint:
        return PageImprint((self.number,) if self.number else (), (self.page, self.pages) if self.page else None, None)


def _once_each(job: ScanJob, sheets: Sequence[_Sheet]) -> tuple[list[_Sheet], list[int]]:
    """Without those that picture the same paper as an earlier one, and their numbers: a feeder that drew a sheet twice
    is no second answer."""
    kept: list[_Sheet] = []
    twice: list[int] = []
    for sheet in sheets:
        same = [one.mark.sheet for one in kept if sheet.page and one.imprint == sheet.imprint]
        if any(_same_paper(job, before, sheet.mark.sheet) for before in same):
            twice.append(sheet.mark.sheet)
        else:
            kept.append(sheet)
    return kept, twice


def _same_paper(job: ScanJob, before: int, sheet: int) -> bool:
    from dokumentverk.engines.scan_likeness import same_paper

    path = str(job.file.path)
    return job.workers.call(same_paper, (path, before), (path, sheet)) is True


def _is_issued(job: ScanJob, number: str) -> bool:
    known = job.lookup(Identity(number))
    return known is not None and known.issue is not None


def _identity(sheets: Sequence[_Sheet]) -> Identity:
    numbers = Counter(one.number for one in sheets if one.number)
    number = max(numbers, key=lambda one: numbers[one], default=None)
    codes = tuple((one.page, one.pages) for one in sheets if one.page and one.number == number)
    return Identity(number, page_codes=codes)


def _reading(file: ReceivedFile, marks: Sequence[SheetMark], identity: Identity, observed: Observed) -> Reading:
    return Reading(
        document=file.digest,
        kind=file.kind,
        pages=len(marks),
        identity=identity,
        observations=observed.observations,
        signatures=observed.signatures,
        findings=tuple(dict.fromkeys(observed.findings)),
    )


def _of_nothing(marks: Sequence[SheetMark]) -> tuple[Finding, ...]:
    """Of a file of which no sheet can be opened."""
    troubles = {one.trouble for one in marks}
    if troubles <= {"SHEET_BROKEN"}:
        return (finding("FILE_BROKEN"),)
    if troubles <= {"SHEET_BROKEN", "SHEET_CUT_OFF"}:
        return (finding("FILE_CUT_OFF"),)
    return tuple(_of_sheets(marks))


def sheets_in_trouble(code: str, sheets: str, *, read: int, count: int) -> Finding:
    """``sheets`` of a file of ``count`` could not be opened, ``read`` could."""
    if code == "SHEET_CUT_OFF" and not read:
        return finding("FILE_CUT_OFF")
    return finding(code, sheet=sheets, sheets=sheets, read=read, count=count)


def _of_sheets(marks: Sequence[SheetMark]) -> Iterator[Finding]:
    read = sum(one.trouble is None for one in marks)
    for code in dict.fromkeys(one.trouble for one in marks if one.trouble is not None):
        sheets = ", ".join(str(one.sheet) for one in marks if one.trouble == code)
        yield sheets_in_trouble(code, sheets, read=read, count=len(marks))
    below = [one.sheet for one in marks if one.facts is not None and not one.blank and below_archive_rule(one.facts)]
    if below:
        yield finding("PAPER_MUST_BE_KEPT", sheets=", ".join(str(sheet) for sheet in below))


def below_archive_rule(facts: SheetFacts) -> bool:
    """Whether the picture alone would not do for the archive, so that the paper must be kept."""
    return facts.tone is not Tone.COLOUR or facts.dpi is None or facts.dpi < ARCHIVE_DPI - 1


def _unmapped(known: Known, digest: str, told: Sequence[Finding]) -> Observed:
    """Without a map nothing can be read, but it was received: a person enters the values beside the picture."""
    as_docx = known.issue is not None and known.issue.layout(Medium.DOCX) is not None
    source = Source(digest, Method.INK)
    unread = tuple(
        observation(slot, "", NOT_READ, source)
        for slot in slots_of(replace(known, layout=None))
        if slot.part is Part.MAIN and slot.field and not slot.is_signature
    )
    slots = slots_of(replace(known, layout=None))
    signed = tuple(scan_answers.unread_signature(one, source) for one in slots if one.is_signature)
    return Observed(unread, signed, (*told, finding("SCAN_OF_DOCX" if as_docx else "BLANK_MISSING")))


def _of_pages(job: ScanJob, known: Known, layout: Layout, sheets: Sequence[_Sheet]) -> Observed:
    if layout.pages == 1:
        sheets = [one if one.page else replace(one, page=1, pages=1) for one in sheets]
    orders = tuple((one.mark.sheet, one.page) for one in sheets if 0 < one.page <= layout.pages)
    unplaced = [one.mark.sheet for one in sheets if not 0 < one.page <= layout.pages]
    told = [finding("SHEET_PAGE_UNKNOWN", sheets=", ".join(map(str, unplaced)))] if unplaced else []
    printed = (job.printer(known) if job.printer else None) or Printed(known.blank or b"", {})
    if not orders or not printed.content:
        return _unmapped(known, job.file.digest, told)
    paper = PaperReturn(known, job.file.digest, layout.language, printed.values, printed.bounds)
    wanted = _Wanted(printed.content, layout, scan_answers.filled_places(paper), orders)
    looks = _look(job, wanted)
    unfitted = [one.fit.sheet for one in looks if not one.fit.good]
    if unfitted:
        told.append(finding("SHEET_NOT_FITTED", sheet=", ".join(map(str, unfitted))))
    cut = [one.fit.sheet for one in looks if one.fit.gone]
    if cut:
        told.append(finding("SHEET_PART_GONE", sheets=", ".join(map(str, cut))))
    observed = scan_answers.observe(paper, looks)
    lost = {sheet for sheet, _ in orders} - {one.fit.sheet for one in looks}
    if lost:
        told.append(finding("SHEET_BROKEN", sheet=", ".join(map(str, sorted(lost)))))
    observed += _lost(known, job.file.digest, [page for sheet, page in orders if sheet in lost])
    return replace(observed, findings=(*told, *observed.findings))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """``orders``: (sheet, page of the form). ``filled``: places that were issued with an answer."""

    reference: bytes
    layout: Layout
    filled: frozenset[int]
    orders: tuple[tuple[int, int], ...]


def _look(job: ScanJob, wanted: _Wanted) -> list[SheetLook]:
    """Chunk by chunk, and sheet by sheet where a chunk was lost."""
    found: list[SheetLook] = []
    for at in range(0, len(wanted.orders), CHUNK):
        some = wanted.orders[at : at + CHUNK]
        looks = _look_at(job, wanted, some)
        if looks is None and len(some) > 1:
            alone = [_look_at(job, wanted, (one,)) for one in some]
            looks = tuple(look for every in alone if every is not None for look in every)
        found += looks or ()
    return found


def _look_at(job: ScanJob, wanted: _Wanted, orders: tuple[tuple[int, int], ...]) -> tuple[SheetLook, ...] | None:
    from dokumentverk.engines.scan_read import read_sheets

    looks = job.workers.call(read_sheets, str(job.file.path), orders, wanted.reference, wanted.layout, wanted.filled)
    return None if isinstance(looks, Lost) else looks


def _lost(known: Known, digest: str, pages: Sequence[int]) -> Observed:
    """What stands on pages whose sheets no worker could look at."""
    source = Source(digest, Method.INK)
    slots = [slot for slot in slots_of(known) if slot.place is not None and slot.place.box.page in pages]
    return Observed(
        tuple(observation(slot, "", NOT_READ, source) for slot in slots if not slot.is_signature),
        tuple(scan_answers.unread_signature(slot, source) for slot in slots if slot.is_signature),
    )
