"""What a run leaves beside the archive for people: a control list of every sheet, a list of the paper that may be
shredded after the waiting time, and a receipt for the leader of each filed document. None of them says what a form
holds.

Arkivforskrifta sections 9 and 16: paper may be destroyed when it was scanned well enough, after a control and a waiting
time. Each run has a folder of its own, written anew after every pile, before the pile leaves the inbox.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from io import StringIO

from dokumentverk.durable import make_folder, replace_file
from dokumentverk.flow.filing import responsible_for
from dokumentverk.flow.office import Office
from dokumentverk.flow.stack_numbers import paper_to_keep_text, sheets_shown
from dokumentverk.flow.stack_parts import Fate, PartResult, StackSummary, must_be_kept
from dokumentverk.flow.trays import shown_name
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Filed
from dokumentverk.model.language import Language
from dokumentverk.model.scan import SheetMark
from dokumentverk.model.stack import PartKind
from dokumentverk.model.written import show_moment
from dokumentverk.workplace.guard import guarded

CONTROL, SHREDDING = "kontrolliste.csv", "makuleringsliste.csv"


class ScanLists:
    """The lists of one run. Nothing is written before the first pile is done."""

    def __init__(self, office: Office, started: datetime) -> None:
        self._office = office
        self._folder = office.workplace.lists / f"{started:%Y-%m-%d %H.%M.%S}"
        self._summaries: list[StackSummary] = []

    @property
    def folder(self) -> str | None:
        """From the workplace; None while there is none."""
        return self._folder.relative_to(self._office.workplace.root).as_posix() if self._summaries else None

    def add(self, summary: StackSummary) -> None:
        """Owner-only, each file complete or not at all."""
        self._summaries.append(summary)
        office, language = self._office, self._office.settings.language
        make_folder(self._folder)
        control = [line for one in self._summaries for line in _control_lines(one, office)]
        replace_file(self._folder / CONTROL, _csv(_heads(_CONTROL_HEADS, language), control))
        shredding = [line for one in self._summaries for line in _shredding_lines(one, office)]
        replace_file(self._folder / SHREDDING, _csv(_heads(_SHREDDING_HEADS, language), shredding))
        for result in summary.results:
            if result.fate is Fate.FILED and result.part.kind is not PartKind.ATTACHMENT:
                self._write_receipt(result, summary)

    def _write_receipt(self, result: PartResult, summary: StackSummary) -> None:
        assert isinstance(result.outcome, Filed)
        name = f"kvittering {result.outcome.receipt.entry.return_id}.txt"
        replace_file(self._folder / name, receipt_text(self._office, result, summary).encode())


_CONTROL_HEADS = (
    "file", "list_sheet", "list_became", "form", "number", "employee", "list_outcome", "return", "list_resolution",
    "list_tone", "list_paper",
)  # fmt: skip
_SHREDDING_HEADS = ("file", "list_sheet", "return", "list_filed", "list_shred_from", "list_controlled")


def _heads(keys: Sequence[str], language: Language) -> list[str]:
    return [word(key, language) for key in keys]


def _csv(head: list[str], lines: list[list[str]]) -> bytes:
    """As Norwegian Excel reads it at a double click; what could be taken for a formula is made text."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _control_lines(summary: StackSummary, office: Office) -> Iterator[list[str]]:
    """A line for every sheet, in the order of the pile; one for all that could not be opened and lay in a row."""
    language = office.settings.language
    found: dict[int, list[str]] = {}
    for result in summary.results:
        unopened = all(summary.marks[sheet - 1].trouble is not None for sheet in result.part.sheets)
        for sheet in result.part.sheets[:1] if unopened else result.part.sheets:
            file, number = summary.pile.place(sheet)
            mark = summary.marks[sheet - 1]
            numbers = sheets_shown(summary.pile, result.part.sheets) if unopened and summary.pile.piled else str(number)
            found[sheet] = [
                shown_name(file.intake.name),
                numbers,
                word(f"part_{result.part.kind.value}", language),
                form_of(result, language),
                result.part.number or "",
                employee_of(result),
                word(f"fate_{result.fate.value}", language),
                return_of(result),
                f"{mark.facts.dpi:.0f}" if mark.facts and mark.facts.dpi else "",
                word(f"tone_{mark.facts.tone.value}", language) if mark.facts else "",
                paper_text(result, mark, office),
            ]
    return (found[sheet] for sheet in sorted(found))


def _shredding_lines(summary: StackSummary, office: Office) -> Iterator[list[str]]:
    """Only what may go: filed, and pictured well enough."""
    for result in summary.results:
        filed = _filed_at(result)
        for sheet in result.part.sheets if filed is not None else ():
            if filed is None or must_be_kept(summary.marks[sheet - 1]):
                continue
            file, number = summary.pile.place(sheet)
            from_day = filed + timedelta(days=office.settings.paper.shred_after_days)
            yield [
                shown_name(file.intake.name),
                str(number),
                return_of(result),
                f"{filed:%d.%m.%Y}",
                f"{from_day:%d.%m.%Y}",
                "",
            ]


def _filed_at(result: PartResult) -> datetime | None:
    return result.outcome.receipt.entry.at if isinstance(result.outcome, Filed) else None


def paper_text(result: PartResult, mark: SheetMark, office: Office) -> str:
    """What may be done with the paper of a sheet."""
    language = office.settings.language
    match result.fate:
        case Fate.BLANK:
            separator = result.part.kind is PartKind.SEPARATOR
            return word("paper_separator" if separator else "paper_blank", language)
        case Fate.REVIEW | Fate.REJECTED | Fate.LEFT:
            return word("paper_wait", language)
        case Fate.FILED if must_be_kept(mark):
            return word("paper_keep", language)
        case Fate.FILED:
            filed = _filed_at(result) or office.now()
            from_day = filed + timedelta(days=office.settings.paper.shred_after_days)
            return word("paper_shred", language).format(day=f"{from_day:%d.%m.%Y}")


def form_of(result: PartResult, language: Language) -> str:
    """Of a letter nothing: its title may be what must be shielded."""
    definition = result.understood.definition if result.understood else None
    return definition.title.in_(language) if definition else ""


def employee_of(result: PartResult) -> str:
    return (result.understood.received.employee if result.understood else None) or ""


def return_of(result: PartResult) -> str:
    if isinstance(result.outcome, Filed):
        return result.outcome.receipt.entry.return_id
    return result.understood.received.return_id if result.understood and result.outcome else ""


def receipt_text(office: Office, result: PartResult, summary: StackSummary) -> str:
    """For the leader: that a paper came and lies in the archive, for whom and when. Not which form, and not what it
    says: beside a name even that would tell of health."""
    assert isinstance(result.outcome, Filed)
    assert result.understood is not None
    language, entry = office.settings.language, result.outcome.receipt.entry
    person, received = result.understood.person, result.outcome.received
    leader = responsible_for(office, person)
    keep = [sheet for sheet in result.part.sheets if must_be_kept(summary.marks[sheet - 1])]
    facts = [
        ("receipt_to", leader),
        ("employee", " ".join(part for part in (received.employee or "", person.name if person else "") if part)),
        ("arrived", show_moment(received.intakes[0].arrived, language)),
        ("list_filed", show_moment(entry.at, language)),
        ("return", entry.return_id),
        ("number", received.identity.number or ""),
        ("list_sheets", str(len(result.part.sheets))),
    ]
    width = max(len(word(key, language)) for key, _ in facts) + 2
    lines = [word("receipt_title", language), ""]
    lines += [f"{(word(key, language) + ':').ljust(width)}{text}" for key, text in facts if text]
    if keep:
        lines += ["", paper_to_keep_text(summary.pile, keep, language)]
    return "\n".join([*lines, "", word("receipt_note", language).format(name=office.settings.name), ""])
