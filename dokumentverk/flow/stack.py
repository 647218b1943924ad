"""From a pile of paper to filed records, with every sheet accounted for.

The order, and what a crash after each step leaves:

1. the sheets are identified and sorted                        nothing has happened
2. the stack is kept, with what was seen of its sheets         the next run goes on from there
3. each part is taken out, read, checked, and filed or laid    filed again it is found by its bytes: nothing twice
   in a tray, with its attachments
4. the lists of this run are written                           written again
5. the stack is marked as done                                 as before
6. its files are released from the inbox                       a file that stays is found to be done, and released then

A file that is one document as it came is not taken apart: it goes the way of every other file.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock

from dokumentverk.archive.ids import return_id
from dokumentverk.engines.scan_extract import Extract, ExtractOrder, SheetPick, extract
from dokumentverk.engines.worker import Lost
from dokumentverk.errors import DokumentverkError, Unreadable
from dokumentverk.flow.letters import file_letter
from dokumentverk.flow.office import Office
from dokumentverk.flow.piles import Eyes, Pile, PileFile, Progress, identify_pile
from dokumentverk.flow.receive import release_from_inbox, settle_outcome
from dokumentverk.flow.separator_form import SEPARATOR
from dokumentverk.flow.stack_keep import finish, keep, kept
from dokumentverk.flow.stack_parts import (
    Fate,
    PartResult,
    StackSummary,
    needs_keeping,
    own_marks,
    told_of,
    whole_file,
)
from dokumentverk.flow.tray_state import Attachment, Came
from dokumentverk.flow.understand import Understood, checked, known, printed, understand
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Filed, NeedsReview, Outcome, Received, Rejected
from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import Channel, FileKind, Identity, Intake, Reading
from dokumentverk.model.scan import SheetMark
from dokumentverk.model.stack import PartKind, StackPart, Standing
from dokumentverk.read.known import Known, Printed
from dokumentverk.read.stack import split
from dokumentverk.report import outcome_word


def sort_pile(office: Office, pile: Pile, marks: Sequence[SheetMark], eyes: Eyes) -> tuple[StackPart, ...]:
    """The parts of a pile by what the register says of the numbers on it."""

    def alike(one: int, other: int) -> bool:
        (file, sheet), (second, again) = pile.place(one), pile.place(other)
        return eyes.alike((file.path, sheet), (second.path, again))

    return split(marks, lambda number: _standing(office, number), alike=alike, piled=pile.piled)


def look_at_stack(
    office: Office, pile: Pile, eyes: Eyes, progress: Progress = lambda _done, _all: None
) -> StackSummary:
    """What ``receive_stack`` would find, with nothing moved."""
    steps = 2 * pile.count
    marks = identify_pile(pile, eyes, lambda done, _: progress(done, steps))
    parts = sort_pile(office, pile, marks, eyes)
    results: list[PartResult] = []
    with _folder(office) as folder:
        done = pile.count
        for result in _Work(office, pile, marks, parts, folder, files=False).results():
            results.append(result)
            done += len(result.part.sheets)
            progress(done, steps)
    return StackSummary(pile, marks, tuple(results))


def receive_stack(
    office: Office,
    pile: Pile,
    eyes: Eyes,
    *,
    progress: Progress = lambda _done, _all: None,
    listed: Callable[[StackSummary], None] = lambda _: None,
    on_step: Callable[[str], None] = lambda _: None,
) -> StackSummary:
    """File what lies in a pile. The archive must be open for writing. ``listed`` writes what the run tells of it;
    ``on_step`` is called after each step.

    A part that cannot be dealt with is left, and so is the whole pile then: nothing is released, and the next run files
    nothing twice. Raises Unreadable when a file changes meanwhile.
    """
    before = kept(office, pile.digest)
    resumed = before is not None and before.done is None
    steps = 2 * pile.count
    if before is not None and resumed:
        marks = before.marks
    else:
        marks = identify_pile(pile, eyes, lambda done, _: progress(done, steps))
    on_step("identified")
    parts = sort_pile(office, pile, marks, eyes)
    stack = None
    source = pile
    if needs_keeping(parts, pile):
        stack = keep(office, pile, marks)
        source, marks = stack.pile, stack.marks
        on_step("kept")
    with _folder(office) as folder:
        work = _Work(office, source, marks, parts, folder)
        done = pile.count
        results: list[PartResult] = []
        for result in work.results():
            results.append(result)
            done += len(result.part.sheets)
            progress(done, steps)
            on_step(f"part {len(results)}")
    summary = StackSummary(pile, marks, tuple(results))
    assert summary.balanced, "a sheet of the pile is in no part, or in two"
    listed(summary)
    on_step("listed")
    if not summary.complete:
        return summary
    if stack is not None:
        finish(stack, office.now().replace(microsecond=0))
        on_step("done")
    for file in pile.files:
        for path in (file.path, *file.twins):
            if path.exists():
                release_from_inbox(office, path, file.intake.digest)
                on_step("released")
    return summary


def _standing(office: Office, number: str) -> Standing:
    issue = office.issue(number)
    if issue is None:
        return Standing.UNKNOWN
    return Standing.SEPARATOR if issue.form == SEPARATOR else Standing.FORM


@contextmanager
def _folder(office: Office) -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="stabel-", dir=office.work))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A part as a file that can be filed: the file that it came as, or one that was made of its sheets. ``reading`` is
    None for what nobody reads."""

    path: Path
    intake: Intake
    extract: Extract | None
    reading: Reading | None


class _Work:
    """The parts of one pile on their way. Sheets are taken out and read ahead in threads, which wait for the workers;
    filing is done here, one part after the other."""

    def __init__(
        self,
        office: Office,
        pile: Pile,
        marks: tuple[SheetMark, ...],
        parts: tuple[StackPart, ...],
        folder: Path,
        *,
        files: bool = True,
    ) -> None:
        self.office = office
        self.files = files
        self.pile = pile
        self.marks = marks
        self.parts = parts
        self.folder = folder
        self.one_at_a_time = Lock()

    def results(self) -> Iterator[PartResult]:
        """In the order of the parts. What is attached stands right behind what it belongs to in time, so that both have
        one fate."""
        found: dict[int, PartResult] = {}
        told = 0
        for at, futures in self._ahead():
            for place, result in self._settled(at, futures):
                found[place] = result
            while told in found:
                yield found[told]
                told += 1

    def _ahead(self) -> Iterator[tuple[int, dict[int, Future[_Prepared]]]]:
        """The parts that stand by themselves, each with what belongs to it, prepared a few ahead."""
        heads = [at for at, part in enumerate(self.parts) if part.kind is not PartKind.ATTACHMENT]
        workers = self.office.settings.reading.workers
        waiting: deque[tuple[int, dict[int, Future[_Prepared]]]] = deque()
        with ThreadPoolExecutor(workers) as pool:
            for at in heads:
                group = [at, *(place for place, part in enumerate(self.parts) if part.of == at)]
                wanted = [place for place in group if self.parts[place].kind not in _EMPTY]
                waiting.append((at, {place: pool.submit(self._prepare, place) for place in wanted}))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft()
            while waiting:
                yield waiting.popleft()

    def _prepare(self, at: int) -> _Prepared:
        part = self.parts[at]
        whole = whole_file(part, self.parts, self.pile)
        if whole is not None:
            path, intake, made = whole.path, whole.intake, None
            marks = self._marks_of(whole)
        else:
            path, intake, made = self._take_out(at)
            marks = own_marks(part, self.marks)
        read = part.kind is PartKind.DOCUMENT
        return _Prepared(path, intake, made, self._read(path, marks) if read else None)

    def _marks_of(self, file: PileFile) -> tuple[SheetMark, ...]:
        first = self.pile.sheets_of(file).start
        return tuple(replace(self.marks[sheet - 1], sheet=sheet - first + 1) for sheet in self.pile.sheets_of(file))

    def _take_out(self, at: int) -> tuple[Path, Intake, Extract]:
        part, language = self.parts[at], self.office.settings.language
        picks = []
        for sheet in part.sheets:
            file, number = self.pile.place(sheet)
            picks.append(SheetPick(str(file.path), number, self.marks[sheet - 1].turn or 0))
        target = self.folder / f"{at}.pdf"
        target.unlink(missing_ok=True)
        order = ExtractOrder(tuple(picks), str(target), word("scanned_document", language), language.value)
        made = self.office.reader.workers.call(extract, (order,))
        if isinstance(made, Lost):
            raise Unreadable("SHEETS_NOT_TAKEN_OUT", sheets=", ".join(map(str, part.sheets)))
        first = self.pile.place(part.sheets[0])[0].intake
        origins = self.pile.origins(part.sheets)
        intake = Intake(first.name, made[0].digest, made[0].size, FileKind.PDF, Channel.SCAN, first.arrived, origins)
        return target, intake, made[0]

    def _read(self, path: Path, marks: tuple[SheetMark, ...]) -> Reading:
        """The register and the kept blanks are asked from one thread at a time."""
        office = self.office

        def lookup(identity: Identity) -> Known | None:
            with self.one_at_a_time:
                return known(office, identity)

        def printer(behind: Known) -> Printed | None:
            with self.one_at_a_time:
                return printed(office, behind)

        return office.reader.read(path, lookup, printer, marks)

    def _settled(self, at: int, futures: dict[int, Future[_Prepared]]) -> Iterator[tuple[int, PartResult]]:
        part = self.parts[at]
        if part.kind in _EMPTY:
            yield at, PartResult(part, Fate.BLANK)
            return
        belonging = [place for place in futures if place != at]
        try:
            ready = {place: future.result() for place, future in futures.items()}
            attachments = {place: self._attachment(at, place, ready[place]) for place in belonging}
            result, fates = self._end(at, ready[at], attachments)
        except (DokumentverkError, OSError, ArithmeticError) as error:
            yield at, PartResult(part, Fate.LEFT, error=error)
            yield from ((place, PartResult(self.parts[place], Fate.LEFT, error=error)) for place in belonging)
            return
        finally:
            for place in futures:
                (self.folder / f"{place}.pdf").unlink(missing_ok=True)
        yield at, result
        for place in belonging:
            yield place, PartResult(self.parts[place], result.fate, *fates[place])

    def _end(
        self, at: int, ready: _Prepared, attachments: dict[int, Attachment]
    ) -> tuple[PartResult, dict[int, tuple[Understood | None, Outcome | None]]]:
        part = self.parts[at]
        told = told_of(part, self.marks, ready.extract)
        came = Came(told, tuple(attachments.values()))
        if not self.files:
            understood = self._understood(ready, told)
            letter = part.kind is PartKind.LETTER
            fate = Fate.FILED if letter else _WOULD_BE[outcome_word(understood.received)]
            return PartResult(part, fate, understood), dict.fromkeys(attachments, (None, None))
        if part.kind is PartKind.LETTER:
            understood, outcome = file_letter(self.office, part.number or "", ready.path, ready.intake, came)
        else:
            understood = self._understood(ready, told)
            outcome = settle_outcome(self.office, understood, ready.path, came)
        fates = {place: self._of_attachment(one, outcome) for place, one in attachments.items()}
        return PartResult(part, _fate(outcome), understood, outcome), fates

    def _understood(self, ready: _Prepared, told: tuple[Finding, ...]) -> Understood:
        if ready.reading is None:
            pages = len(ready.intake.sheets)
            id = return_id((ready.intake.digest,))
            received = Received((ready.intake,), id, Identity(), pages, None, None, told)
            return Understood(received, None, None, None)
        understood = understand(self.office, ready.intake, ready.reading)
        received = understood.received
        new = tuple(one for one in told if one not in received.findings)
        return checked(self.office, replace(understood, received=replace(received, findings=received.findings + new)))

    def _attachment(self, at: int, place: int, ready: _Prepared) -> Attachment:
        """Named by the form that it belongs to; a letter's own title is not told, it may be what must be shielded."""
        office, language = self.office, self.office.settings.language
        issue = office.issue(self.parts[at].number)
        letter = self.parts[at].kind is PartKind.LETTER or issue is None
        title = word("scanned_document", language) if letter or issue is None else _title(office, issue.number)
        told = told_of(self.parts[place], self.marks, ready.extract)
        return Attachment(ready.path, ready.intake, word("attachment_title", language).format(title=title), told)

    def _of_attachment(self, one: Attachment, outcome: Outcome) -> tuple[Understood | None, Outcome | None]:
        """An attachment that was filed has a return of its own; one that waits lies with what it belongs to."""
        if not isinstance(outcome, Filed):
            return None, None
        employee = outcome.received.employee
        with self.office.catalog() as catalog:
            receipt = catalog.receipt_of(one.intake.digest, employee)
        if receipt is None:
            return None, None
        filed = Received((one.intake,), receipt.entry.return_id, Identity(), 0, None, employee, one.findings)
        return Understood(filed, None, None, None), Filed(filed, receipt)


_WOULD_BE = {"ok": Fate.FILED, "review": Fate.REVIEW, "rejected": Fate.REJECTED, "left": Fate.LEFT}
_EMPTY = (PartKind.BLANK, PartKind.SEPARATOR)


def _fate(outcome: Outcome) -> Fate:
    match outcome:
        case Filed():
            return Fate.FILED
        case NeedsReview():
            return Fate.REVIEW
        case Rejected():
            return Fate.REJECTED


def _title(office: Office, number: str) -> str:
    behind = known(office, Identity(number))
    language = office.settings.language
    return behind.definition.archive.title.in_(language) if behind else word("scanned_document", language)
