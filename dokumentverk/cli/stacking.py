"""Stacks of paper on the command line: which of the files are paper, what became of each sheet, and the sum."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from dokumentverk.cli.output import bar, print_json, print_table, say, tell
from dokumentverk.cli.receiving import print_understood
from dokumentverk.errors import ArchiveConflict, DokumentverkError, ExitCode, UsageFault
from dokumentverk.flow.stack import look_at_stack, receive_stack
from dokumentverk.flow.stack_lists import ScanLists, employee_of, form_of, return_of
from dokumentverk.flow.stack_numbers import paper_to_keep_text, sheets_shown
from dokumentverk.flow.stack_parts import Fate, PartResult, StackSummary
from dokumentverk.flow.trays import shown_name
from dokumentverk.messages import SHEETS, error_sentence, finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Filed, NeedsReview, Rejected
from dokumentverk.model.finding import Finding
from dokumentverk.model.language import Language
from dokumentverk.model.stack import PartKind
from dokumentverk.report import label_of

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office
    from dokumentverk.flow.piles import Eyes, Pile

CODES = {
    Fate.FILED: ExitCode.OK,
    Fate.REVIEW: ExitCode.PERSON_NEEDED,
    Fate.REJECTED: ExitCode.REJECTED,
    Fate.BLANK: ExitCode.OK,
    Fate.LEFT: ExitCode.UNREADABLE,
}
_DOCUMENTS = (PartKind.DOCUMENT, PartKind.LETTER, PartKind.NOBODYS)


def file_stack(office: Office, pile: Pile, eyes: Eyes, lists: ScanLists, output: str) -> StackSummary:
    """File a pile, tell what became of it."""
    with bar() as tick:
        summary = receive_stack(office, pile, eyes, progress=tick, listed=lists.add)
    print_stack(office, summary, lists.folder, output)
    return summary


def dry_run_stack(office: Office, pile: Pile, eyes: Eyes, output: str) -> StackSummary:
    with bar() as tick:
        summary = look_at_stack(office, pile, eyes, tick)
    print_stack(office, summary, None, output)
    return summary


def stack_code(summary: StackSummary) -> ExitCode:
    """The worst of its parts'; an error's own where a part was left for it."""
    codes = [CODES[one.fate] for one in summary.results]
    codes += [left_code(one.error) for one in summary.results if one.error is not None]
    return max(codes, default=ExitCode.OK)


def left_code(error: Exception) -> ExitCode:
    told = told_as(error)
    return ExitCode.UNREADABLE if isinstance(told, UsageFault) and told is not error else told.exit_code


def count_documents(summary: StackSummary, became: Counter[str]) -> None:
    for one in summary.results:
        if one.part.kind in _DOCUMENTS:
            became["LEFT" if one.fate is Fate.LEFT else CODES[one.fate].name] += 1


def print_stack(office: Office, summary: StackSummary, lists: str | None, output: str) -> None:
    """A line for each part and the sum; as JSON a line for each document and one for the stack."""
    if output == "json":
        for one in summary.results:
            if one.understood is not None:
                print_understood(office, one.understood, one.outcome, output)
        print_json(stack_json(summary, lists, office.settings.language))
        return
    language = office.settings.language
    files = len(summary.pile.files)
    name = shown_name(summary.pile.name) if files == 1 else word("stack_files", language).format(count=files)
    say(word("stack_title", language).format(name=name, count=summary.pile.count))
    heads = (
        "list_sheet" if summary.pile.piled else "file",
        "list_became",
        "number",
        "employee",
        "list_outcome",
        "list_where",
    )
    rows = [_row(one, summary, office) for one in summary.results if one.part.kind is not PartKind.BLANK]
    print_table([word(key, language) for key in heads], rows)
    _print_reasons(office, summary)
    say()
    left = summary.sheets(Fate.LEFT)
    total = word("stack_sum_left" if left else "stack_sum", language)
    say(total.format(count=summary.pile.count, separators=summary.separators, **_sums(summary)))
    if left:
        tell(word("stack_left", language).format(left=left))
    keep = summary.paper_to_keep
    if keep:
        say(paper_to_keep_text(summary.pile, keep, language))
    if lists is not None:
        say(word("stack_lists", language).format(folder=lists))
    say()


def _row(one: PartResult, summary: StackSummary, office: Office) -> list[str]:
    language = office.settings.language
    title = form_of(one, language)
    became = word(f"part_{one.part.kind.value}", language)
    return [
        sheets_shown(summary.pile, one.part.sheets),
        title or became,
        one.part.number or "",
        employee_of(one),
        word(f"fate_{one.fate.value}", language),
        _where(one),
    ]


def _where(one: PartResult) -> str:
    match one.outcome:
        case Filed():
            return return_of(one)
        case NeedsReview(folder=folder) | Rejected(folder=folder):
            return folder or ""
        case None:
            return ""


def _print_reasons(office: Office, summary: StackSummary) -> None:
    """A line for each part that needs somebody: how much there is to settle, and the reason where there is one alone.
    All of them stand in the part's folder."""
    language = office.settings.language
    for group in _alike(summary):
        one = group[0]
        shown = sheets_shown(summary.pile, [sheet for result in group for sheet in result.part.sheets])
        sheets = f"  {word('list_sheet', language)} {shown}: " if summary.pile.piled else f"  {shown}: "
        if one.error is not None:
            tell(sheets + error_sentence(told_as(one.error), language))
        stops = _stops(one)
        if not stops:
            continue
        first = replace(
            stops[0], params=tuple((name, _of_group(name, text, shown, group)) for name, text in stops[0].params)
        )
        definition = one.understood.definition if one.understood else None
        label = label_of(first.field, definition, language)
        say(f"{sheets}{finding_sentence(first, language, label)}  [{first.code}]")
        if len(stops) > 1:
            say(" " * 4 + word("stack_more_to_settle", language).format(count=len(stops) - 1))


def _stops(one: PartResult) -> list[Finding]:
    if one.understood is None or one.fate in (Fate.FILED, Fate.BLANK):
        return []
    return [found for found in one.understood.received.findings if found.stops]


def _alike(summary: StackSummary) -> Iterator[list[PartResult]]:
    """Parts that need somebody, those next to each other of which the same is told together."""
    needing = [one for one in summary.results if one.error is not None or _stops(one)]
    for _, group in groupby(needing, _told_of):
        yield list(group)


def _told_of(one: PartResult) -> tuple[object, ...]:
    """What is told but for the sheets."""
    first = next(iter(_stops(one)), None)
    rest = tuple(param for param in first.params if param[0] not in SHEETS) if first else ()
    definition = one.understood.definition if one.understood and first and first.field else None
    error = told_as(one.error) if one.error is not None else None
    return (
        (error.code, tuple(error.params.items())) if error else None,
        (first.code, first.field, rest) if first else None,
        definition.id if definition else None,
        len(_stops(one)),
    )


def _of_group(name: str, text: str, shown: str, group: Sequence[PartResult]) -> str:
    return shown if name in SHEETS and len(group) > 1 else text


def _sums(summary: StackSummary) -> dict[str, int]:
    return {fate.value: summary.sheets(fate) for fate in Fate}


def stack_json(summary: StackSummary, lists: str | None, language: Language) -> dict[str, object]:
    """The last line of a stack: ``sheets`` is always filed + review + rejected + blank + left."""
    reasons = [_reason(one, language) for one in summary.results]
    return {
        "schema": 1,
        "stack": summary.pile.digest,
        "files": [
            {"path": one.intake.name, "digest": one.intake.digest, "sheets": one.sheets} for one in summary.pile.files
        ],
        "sheets": summary.pile.count,
        **_sums(summary),
        "separators": summary.separators,
        "paper_to_keep": list(summary.paper_to_keep),
        "parts": [
            {
                "kind": one.part.kind.value,
                "sheets": list(one.part.sheets),
                "outcome": one.fate.value,
                "issue": one.part.number,
                "return": return_of(one) or None,
                "attached_to": one.part.of,
                "code": code,
                "message": message,
            }
            for one, (code, message) in zip(summary.results, reasons, strict=True)
        ],
        "lists": lists,
    }


def _reason(one: PartResult, language: Language) -> tuple[str | None, str | None]:
    """(code, sentence) of a part that was left, or that is nobody's; what a document is told to have stands in its own
    line."""
    if one.error is not None:
        error = told_as(one.error)
        return error.code, error_sentence(error, language)
    if one.part.reason is not None and one.understood is not None:
        told = next((found for found in one.understood.received.findings if found.code == one.part.reason), None)
        return one.part.reason, finding_sentence(told, language) if told else None
    return one.part.reason, None


def told_as(error: Exception) -> DokumentverkError:
    """What a person is told of it. A foreign exception's own text may quote the file, so only its kind is told."""
    if isinstance(error, DokumentverkError):
        return error
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ArchiveConflict("ARCHIVE_DISK_FULL")
    return UsageFault("FILE_REFUSED", reason=type(error).__name__)
