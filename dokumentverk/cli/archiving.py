"""The work of ``dokumentverk archive``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.archive.index import Row
from dokumentverk.archive.metadata import Stored, StoredFile
from dokumentverk.archive.verify import NO_DAMAGE, verify
from dokumentverk.cli.output import bar, print_json, print_table, say, severity_label, tell
from dokumentverk.errors import ExitCode, UsageFault
from dokumentverk.flow.find import has_unread, in_words
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.layout import name_of
from dokumentverk.model.number import normal_number
from dokumentverk.model.record import Entry, State
from dokumentverk.model.signature_json import signature_to_json
from dokumentverk.model.value import show
from dokumentverk.model.written import show_moment
from dokumentverk.report import entry_json, finding_json, label_of, placements_json, signature_json

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


def verify_all(office: Office, output: str) -> ExitCode:
    language = office.settings.language
    with bar() as tick, office.catalog() as catalog:
        found = verify(office.archive_root, office.workplace.system, tick)
        documents = sum(1 for row in catalog.all() if not row.destroyed)
        files = sum(len(row.placements) for row in catalog.all() if not row.destroyed)
    for one in found:
        if output == "json":
            print_json({"schema": 1, **finding_json(one, None, language), "params": dict(one.params)})
        else:
            say(f"{severity_label(one.severity.value, language):7}{finding_sentence(one, language)}  [{one.code}]")
    stopping = {one.code for one in found if one.stops}
    if output == "json":
        print_json({"schema": 1, "ok": not stopping, "documents": documents, "files": files, "findings": len(found)})
    elif not stopping:
        key = "archive_in_order" if documents else "archive_empty"
        tell(word(key, language).format(documents=documents, files=files))
    if stopping - NO_DAMAGE:
        return ExitCode.ARCHIVE_DAMAGED
    return ExitCode.PERSON_NEEDED if stopping else ExitCode.OK


class Standing(StrEnum):
    """Which of the filed documents are asked for."""

    ANY = "any"
    UNREAD = "unread"
    """With answers that nobody has read yet."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is listed: all that is filed, unless it says of whom, of which form, or how it stands."""

    employee: str | None = None
    form: str | None = None
    standing: Standing = Standing.ANY


def list_all(office: Office, asked: Asked, output: str) -> ExitCode:
    with office.catalog() as catalog:
        rows = catalog.all() if asked.employee is None else catalog.of_employee(asked.employee)
        chosen = [row for row in rows if asked.form is None or row.form == asked.form]
        if asked.standing is Standing.UNREAD:
            chosen = [row for row in chosen if has_unread(catalog, row)]
    _print_rows(office, chosen, output)
    if not chosen and output != "json":
        tell(word("archive_empty" if asked == Asked() else "nothing_found", office.settings.language))
    return ExitCode.OK


def find_all(office: Office, text: str, output: str) -> ExitCode:
    with bar() as tick, office.catalog() as catalog:
        chosen = list(catalog.find(text, partial(in_words, office), tick))
    _print_rows(office, chosen, output)
    if chosen:
        return ExitCode.OK
    tell(word("nothing_found", office.settings.language))
    return ExitCode.PERSON_NEEDED


def _print_rows(office: Office, rows: Iterable[Row], output: str) -> None:
    language = office.settings.language
    if output == "json":
        for row in rows:
            print_json({"schema": 1, **row_json(row)})
        return
    table = [
        [
            row.return_id,
            f"{row.dated:%d.%m.%Y}" if row.dated else "",
            row.employee or "",
            word("destroyed", language) if row.destroyed else row.title or "",
            row.folder,
        ]
        for row in rows
    ]
    if table:
        keys = ("return", "head_dated", "employee", "head_title", "head_path")
        print_table([word(key, language) for key in keys], table)


def row_json(row: Row) -> dict[str, object]:
    return {
        "return": row.return_id,
        "corrects": row.corrects,
        "issue": row.issue,
        "form": row.form,
        "employee": row.employee,
        "title": row.title,
        "direction": row.direction,
        "dated": row.dated.isoformat() if row.dated else None,
        "registered": row.registered.isoformat(),
        "destroyed": row.destroyed,
        "restricted": row.restricted,
        "journal": row.entry.number,
        "placements": placements_json(row.placements),
    }


def show_one(office: Office, wanted: str, output: str) -> ExitCode:
    """A return's id, or the number of an issue: then its latest return. Raises UnknownNumber for one that we know
    neither as issued nor as filed."""
    with office.catalog() as catalog:
        number = normal_number(wanted)
        rows = catalog.of_issue(number) if number else ()
        if number and not rows and catalog.get(wanted.strip().upper()) is None:
            office.known_issue(number)
        shown = catalog.show(rows[-1].return_id if rows else wanted.strip().upper())
        corrections = [row.return_id for row in catalog.corrections_of(shown.row.return_id)]
    if output == "json":
        stored = shown.stored
        record = stored.received.record if stored else None
        files = stored.files if stored else ()
        print_json(
            {
                "schema": 1,
                **row_json(shown.row),
                "corrections": corrections,
                "fields": {one.field: _entry_json(one, files) for one in record.entries} if record else {},
                "signatures": [signature_json(one) for one in record.signatures] if record else [],
                "seals": [signature_to_json(one) for one in record.seals] if record else [],
            }
        )
        return ExitCode.OK
    _show_post(office, shown.row, shown.stored, corrections)
    return ExitCode.OK


def _entry_json(entry: Entry, files: Sequence[StoredFile]) -> dict[str, object]:
    crops = _crops_of(entry, files)
    return {**entry_json(entry), **({"crops": crops} if crops else {})}


def _crops_of(entry: Entry, files: Sequence[StoredFile]) -> list[str]:
    """The files that show what was not read of an answer."""
    names = {entry.field, *(name_of(entry.field, row=one.row, column=one.column) for one in entry.cells)}
    return [one.name for one in files if one.shows in names]


def _show_post(office: Office, row: Row, stored: Stored | None, corrections: Sequence[str]) -> None:
    language = office.settings.language
    say(f"{row.return_id}  {row.title or word('destroyed', language)}")
    if stored is not None:
        post = stored.post
        facts = [
            ("head_dated", f"{post.dated:%d.%m.%Y}"),
            ("registered", show_moment(post.registered, language)),
            ("corrects", row.corrects or ""),
            ("corrected_by", ", ".join(corrections)),
            ("number", row.issue or ""),
            ("employee", row.employee or ""),
            ("sender", post.sender),
            ("recipient", post.recipient),
            ("responsible", post.responsible),
            ("access", f"{post.access_code}, {post.access_basis}" if post.access_code else ""),
        ]
        width = max(len(word(key, language)) for key, _ in facts) + 2
        for key, text in facts:
            if text:
                say(f"  {(word(key, language) + ':').ljust(width)}{text}")
        _show_answers(office, stored)
    say()
    for placement in row.placements:
        say(f"  {placement.path}")


def _show_answers(office: Office, stored: Stored) -> None:
    language, record = office.settings.language, stored.received.record
    if record is None:
        return
    definition = office.definition_for(record.form, record.issue)
    if definition is None:
        return
    say()
    for entry in record.entries:
        if entry.state is State.NOT_READ:
            said = f"({', '.join([word('not_read', language), *_crops_of(entry, stored.files)])})"
            say(f"  {label_of(entry.field, definition, language)}: {said}")
        if entry.state is State.FILLED and entry.value not in (None, False, ()):
            text = show(definition.field(entry.field), entry.value, language).replace("\n", " / ")
            say(f"  {label_of(entry.field, definition, language)}: {text}")


def add_one(
    office: Office, path: Path, employee: str, title: str, attach_to: str | None, sender: str | None, output: str
) -> ExitCode:
    from dokumentverk.flow.filing import add_unread

    if not title.strip():
        raise UsageFault("ARCHIVE_TITLE_NEEDED")
    receipt = add_unread(office, path, employee=employee, title=title.strip(), attach_to=attach_to, sender=sender)
    if output == "json":
        print_json(
            {
                "schema": 1,
                "return": receipt.entry.return_id,
                "journal": receipt.entry.number,
                "placements": placements_json(receipt.placements),
            }
        )
    else:
        say(f"{receipt.entry.return_id}  → {receipt.placements[0].path.rpartition('/')[0]}")
    return ExitCode.OK


def rebuild_all(office: Office, output: str) -> ExitCode:
    from dokumentverk.flow.rebuild import rebuild_all as rebuild_database

    language = office.settings.language
    with bar() as tick:
        rebuilt = rebuild_database(office, tick)
    if output == "json":
        print_json(
            {
                "schema": 1,
                "documents": rebuilt.documents,
                "issues": rebuilt.issues,
                "findings": [finding_json(one, None, language) for one in rebuilt.findings],
            }
        )
    else:
        tell(word("rebuilt", language).format(documents=rebuilt.documents, issues=rebuilt.issues))
        for one in rebuilt.findings:
            say(f"{severity_label(one.severity.value, language):7}{finding_sentence(one, language)}  [{one.code}]")
    return ExitCode.ARCHIVE_DAMAGED if any(one.stops for one in rebuilt.findings) else ExitCode.OK
