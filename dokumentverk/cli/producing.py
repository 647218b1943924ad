"""The work of ``dokumentverk generate``: one document, copies for the shelf, or one for each row of a table."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.cli.data_files import keep_refused, row_reason, single_object, tell_if_empty
from dokumentverk.cli.output import error_lines, print_json, say, tell, tracked
from dokumentverk.durable import make_folder
from dokumentverk.errors import ExitCode, UsageFault
from dokumentverk.flow.filing import file_sent, is_filed_when_sent
from dokumentverk.flow.leaving import early_dates, meeting_lacks, refuse_unfit
from dokumentverk.flow.produce import (
    Order,
    Produced,
    document_path,
    free_number,
    produce,
    produce_again,
    write_document,
)
from dokumentverk.flow.separator_form import SEPARATOR
from dokumentverk.issue.batches import BatchLedger
from dokumentverk.issue.rows import Planned, plan_rows
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.written import show_date
from dokumentverk.report import label_of
from dokumentverk.workplace.tables import read_table

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office

SUFFIXES = frozenset({".pdf", ".docx", ".doc", ".odt", ".rtf", ".txt", ".png", ".jpg", ".tif"})
"""What a file's name ends with. Any other ending is part of a folder's name («utskrift 2026.11»)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """In which format, where to, and how to tell of it. ``out`` is a file or a folder, ``folder`` what the user said is
    one. ``filed`` is whether it goes into the archive too; None leaves that to the form and the workplace."""

    medium: Medium
    out: Path | None
    output: str
    folder: bool = False
    filed: bool | None = None


def produce_copies(office: Office, order: Order, copies: int, wish: Wish) -> ExitCode:
    """One document, or numbered blanks for the shelf."""
    refuse_unfit(office.form(order.form), order.given)
    _prepare(office, wish, several=copies > 1)
    if copies > 1:
        _tell_of_dates(office, order)
    for _ in tracked(range(copies)):
        _finish(office, order, wish)
    if copies > 1:
        _sum_up(office, made=copies, before=0)
    return ExitCode.OK


def produce_issue_again(office: Office, number: str, form: str | None, wish: Wish) -> ExitCode:
    """An issue in another format, or once more. It is the same document: it is filed as sent only where the run that
    issued it was stopped before that."""
    _prepare(office, wish, several=False)
    produced = _again(office, number, wish.medium)
    if form is not None and form != produced.issue.form:
        raise UsageFault("ISSUE_OF_OTHER_FORM", number=produced.issue.number, form=produced.issue.form)
    file_sent(office, produced, asked=wish.filed)
    tell_of(produced, write_document(produced, wish.out, office.workplace.out), wish)
    return ExitCode.OK


def _again(office: Office, number: str, medium: Medium) -> Produced:
    if office.known_issue(number).form != SEPARATOR:
        return produce_again(office, number, medium)
    from dokumentverk.flow.separators import produce_separator_again

    return produce_separator_again(office, number)


def produce_rows(office: Office, order: Order, data: Path, wish: Wish) -> ExitCode:
    """One document for each row. Rows made by an earlier run are skipped, bad ones kept for a further run."""
    single = single_object(data)
    if single is not None:
        return produce_copies(office, replace(order, given={**single, **order.given}), 1, wish)
    definition = office.form(order.form)
    table = read_table(data, keep_broken=True)
    language = office.settings.language
    plan = plan_rows(definition, table, people=office.people, language=language)
    _prepare(office, wish, several=True)
    ledger = BatchLedger(office.workplace.batches / f"{definition.id}.jsonl", office.keys)
    became: Counter[str] = Counter()
    refused = [(one.row, _reason(one.findings, definition, language)) for one in plan.refused]
    rows = {row.line: row for row in table.rows}
    for told in table.findings:
        tell(finding_sentence(told, language))
    people = {row.employee or order.employee for row in plan.planned}
    filed = any(is_filed_when_sent(office, definition, one, asked=wish.filed) for one in people)
    with office.writing() if filed else nullcontext():
        for row in tracked(plan.planned):
            try:
                became["made" if _produce_row(office, order, row, ledger, wish) else "before"] += 1
            except UsageFault as error:
                told_why = " ".join(line.strip() for line in error_lines(error, language))
                refused.append((rows[row.line], row_reason(rows[row.line], told_why, language)))
    tell_if_empty(table, language)
    _sum_up(office, made=became["made"], before=became["before"])
    if refused or table.broken:
        keep_refused(office, data, table, refused)
        return ExitCode.PERSON_NEEDED
    return ExitCode.OK


def _produce_row(office: Office, order: Order, row: Planned, ledger: BatchLedger, wish: Wish) -> bool:
    """False when the row's document was made before and is still there. One that was numbered but not written, because
    the run was stopped between, is written now."""
    claim = ledger.claim(f"{order.form}\n{row.key}", lambda: free_number(office))
    if office.issues.get(claim.number) is not None:
        produced = produce_again(office, claim.number, wish.medium)
        path = document_path(produced, wish.out, office.workplace.out)
        there = path.exists()
        if not there:
            tell_of(produced, write_document(produced, wish.out, office.workplace.out), wish)
        file_sent(office, produced, asked=wish.filed)
        return not there
    wanted = replace(
        order,
        employee=row.employee or order.employee,
        case=row.case or order.case,
        language=row.language or order.language,
        position=row.position or order.position,
        given={**order.given, **row.given()},
    )
    refuse_unfit(office.form(wanted.form), wanted.given)
    _finish(office, wanted, wish, claim.number)
    return True


def _reason(findings: Sequence[Finding], definition: FormDefinition, language: Language) -> str:
    return "; ".join(finding_sentence(one, language, label_of(one.field, definition, language)) for one in findings)


def _finish(office: Office, order: Order, wish: Wish, number: str | None = None) -> None:
    """What is filed as sent is issued while the archive is ours: nothing leaves that the archive does not know of."""
    filed = is_filed_when_sent(office, office.form(order.form), order.employee, asked=wish.filed)
    with office.writing() if filed else nullcontext():
        produced = produce(office, order, number)
        path = write_document(produced, wish.out, office.workplace.out)
        file_sent(office, produced, asked=wish.filed)
    tell_of(produced, path, wish)
    _tell_of_doubts(office, produced, filed=filed)


def _tell_of_doubts(office: Office, produced: Produced, *, filed: bool) -> None:
    """What may be meant, and is seen by nobody once it has left."""
    definition, language = produced.definition, office.settings.language
    lacking = meeting_lacks(definition, produced.values) if filed else ()
    if lacking:
        fields = ", ".join(f"«{definition.printed_label(id, language)}»" for id in lacking)
        tell(word("sent_without", language).format(fields=fields, number=produced.issue.number))
    for one in early_dates(definition, produced.values):
        label, other = (definition.printed_label(id, language) for id in (one.field, one.other))
        days = {"day": show_date(one.day), "before": show_date(one.before)}
        tell(word("date_early", language).format(label=label, other=other, number=produced.issue.number, **days))


def tell_of(produced: Produced, path: Path, wish: Wish) -> None:
    issue = produced.issue
    if wish.output == "json":
        print_json(
            {
                "schema": 1,
                "path": str(path),
                "issue": issue.number,
                "form": {"id": issue.form, "version": issue.version, "language": issue.language.value},
                "format": produced.medium.value,
                "employee": issue.employee,
                "case": issue.case,
                "party": issue.party.value if issue.party else None,
                "thread": issue.thread,
            }
        )
    else:
        say(f"{issue.number}  {path}")


def _sum_up(office: Office, *, made: int, before: int) -> None:
    language = office.settings.language
    tell(f"{word('made', language)}: {made}")
    if before:
        tell(word("rows_done_before", language).format(count=before))


def _prepare(office: Office, wish: Wish, *, several: bool) -> None:
    """Refuse, before anything is issued, a target that cannot be written. Several documents go into a folder, whatever
    it is called. Raises UsageFault."""
    target = wish.out or office.workplace.out
    suffix = "docx" if wish.medium is Medium.DOCX else "pdf"
    if target.is_file():
        raise UsageFault("FILE_EXISTS", path=str(target))
    into_folder = several or wish.folder or target.is_dir() or wish.out is None
    if not into_folder and target.suffix.lower() in SUFFIXES - {f".{suffix}"}:
        raise UsageFault("OUT_FORMAT_OTHER", path=str(target), suffix=f".{suffix}")
    above = next(one for one in (target.absolute(), *target.absolute().parents) if one.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise UsageFault("OUT_UNUSABLE", path=str(target))
    if wish.out is not None and (several or wish.folder):
        make_folder(wish.out)


def _tell_of_dates(office: Office, order: Order) -> None:
    """A date in every copy may be meant, as for a meeting; on forms for the shelf it is mostly a mistake."""
    definition, language = office.form(order.form), office.settings.language
    given = [one for one in definition.fields() if one.kind is FieldKind.DATE and one.id in order.given]
    for one in given:
        tell(word("copies_dated", language).format(label=definition.printed_label(one.id, language)))
