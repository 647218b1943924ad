"""The parts of a pile on their way: taken out, read ahead, then filed or laid in a tray, one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from dokumentverk.archive.ids import return_id
from dokumentverk.engines.scan_extract import Extract, ExtractOrder, SheetPick, extract
from dokumentverk.engines.worker import Lost
from dokumentverk.errors import DokumentverkError, Unreadable
from dokumentverk.flow.behind_separators import file_behind_separator
from dokumentverk.flow.office import Office
from dokumentverk.flow.piles import Pile, PileFile
from dokumentverk.flow.receive import settle_outcome
from dokumentverk.flow.stack_foreign import COPIES, LOOSE
from dokumentverk.flow.stack_parts import (
    Fate,
    PartResult,
    own_marks,
    told_of,
    whole_file,
)
from dokumentverk.flow.tray_state import Attachment, Came
from dokumentverk.flow.understand import checked, known, printed, understand
from dokumentverk.flow.understood import Understood
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Filed, NeedsReview, Outcome, Received, Rejected
from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import Channel, FileKind, Identity, Intake, Reading
from dokumentverk.model.scan import SheetMark
from dokumentverk.model.stack import PartKind, StackPart
from dokumentverk.read.known import Known, Printed
from dokumentverk.report import outcome_word


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A part as a file that can be filed: the file that it came as, or one that was made of its sheets. ``reading`` is
    None for what nobody reads."""

    path: Path
    intake: Intake
    extract: Extract | None
    reading: Reading | None


class StackWork:
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
        self.foreign = office.foreign

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
        foreign = part.kind is PartKind.NOBODYS and part.reason in (COPIES, LOOSE) and bool(self.foreign.forms)
        read = part.kind is PartKind.DOCUMENT or foreign
        reading = self._read(path, marks) if read else None
        if part.kind is PartKind.NOBODYS and reading is not None and reading.identity.form is None:
            reading = None
        return _Prepared(path, intake, made, reading)

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

        return office.reader.read(path, lookup, printer, marks, self.foreign)

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
        told = self._told(part, ready)
        if part.kind is PartKind.NOBODYS and ready.reading is not None:
            part = replace(part, kind=PartKind.DOCUMENT)
        came = Came(told, tuple(attachments.values()))
        if not self.files:
            understood = self._understood(ready, told)
            letter = part.kind is PartKind.LETTER
            fate = Fate.FILED if letter else _WOULD_BE[outcome_word(understood.received)]
            return PartResult(part, fate, understood), dict.fromkeys(attachments, (None, None))
        if part.kind is PartKind.LETTER:
            understood, outcome = file_behind_separator(self.office, part.number or "", ready.path, ready.intake, came)
        else:
            understood = self._understood(ready, told)
            outcome = settle_outcome(self.office, understood, ready.path, came)
        fates = {place: self._of_attachment(one, outcome) for place, one in attachments.items()}
        return PartResult(part, _fate(outcome), understood, outcome), fates

    def _told(self, part: StackPart, ready: _Prepared) -> tuple[Finding, ...]:
        """A form made elsewhere that was known by its print is somebody's after all; sheets that then were none of it
        are not."""
        if part.kind is not PartKind.NOBODYS or part.reason not in (COPIES, LOOSE):
            return told_of(part, self.marks, ready.extract, self.pile)
        if ready.reading is None:
            return told_of(replace(part, reason=LOOSE), self.marks, ready.extract, self.pile)
        alone = part.reason == LOOSE or len(part.sheets) == 1
        told = told_of(part, self.marks, ready.extract, self.pile)
        return tuple(one for one in told if not (alone and one.code == part.reason))

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
        told = told_of(self.parts[place], self.marks, ready.extract, self.pile)
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
