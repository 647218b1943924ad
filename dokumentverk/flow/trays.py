"""The review folder and the rejects folder: what a person must look at, each in a folder of its own with its reason.

A folder is named by the return id and holds the received file untouched, a readable reason, the reading as JSON and
what persons have said of it so far. It is put in place by one rename, so a crash leaves either all of it or nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from dokumentverk import messages
from dokumentverk.archive.formats import suffix_of
from dokumentverk.archive.ids import return_id
from dokumentverk.durable import create_file, make_folder, sync_folder
from dokumentverk.errors import Unreadable
from dokumentverk.flow.tray_state import (
    NOTHING_WITH_IT,
    Attachment,
    Came,
    Correction,
    Ended,
    Kept,
    attachment_name,
    kept_of,
    state_json,
)
from dokumentverk.messages import finding_sentence, runs_of, visible
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Received
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.reading import Channel, Intake
from dokumentverk.model.written import show_moment
from dokumentverk.report import label_of

REASON = "LES MEG.txt"
READING = "lest.json"
STATE = "status.json"
ORIGINAL = "original"
NO_FILES: Mapping[str, bytes] = MappingProxyType({})
DIAGNOSIS = "DIAGNOSIS_SUSPECTED"
"""Ended by a choice of its own only: a named person says what becomes of the document."""
ALIKE = "FOREIGN_FORMS_ALIKE"
"""Ended by a word of a person: which of the forms it is."""
NEVER_DESPITE = frozenset({"EMPLOYEE_UNKNOWN", "EMPLOYEE_NOT_NAMED", "EMPLOYEE_NOT_SAID"})
"""Ended by an answer only: without a person there is no folder to file in."""


def lay(
    tray: Path,
    received: Received,
    source: Path,
    *,
    reason: str,
    reading: dict[str, object],
    corrections: Sequence[Correction] = (),
    employee: str | None = None,
    came: Came = NOTHING_WITH_IT,
    shown: Mapping[str, bytes] = NO_FILES,
    ended: Sequence[Ended] = (),
) -> Path:
    """The folder for this return, made or made anew. ``source`` is copied, held against the digest that was read, and
    synced before the folder appears; so are the attachments that it came with. ``shown`` are files to look at, by name.
    What else lies in the folder stays there. Raises Unreadable when a file is no longer the one that was read."""
    folder = tray / received.return_id
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in shown.items()}
    before = _shown_in(folder, digests)
    staged = tray / f".{received.return_id}.ny"
    shutil.rmtree(staged, ignore_errors=True)
    make_folder(staged)
    intake = received.intakes[0]
    try:
        _copy(source, staged / f"{ORIGINAL}{suffix_of(intake.kind, intake.name)}", intake.digest)
        kept = state_json(intake, employee, corrections, came, digests, ended)
        for number, one in enumerate(came.attachments, start=1):
            _copy(one.path, staged / attachment_name(number, one.intake), one.intake.digest)
        create_file(staged / REASON, reason.encode("utf-8", "backslashreplace"))
        create_file(staged / READING, json.dumps(reading, ensure_ascii=True, indent=1).encode() + b"\n")
        for name, content in shown.items():
            if name in before or not (folder / name).exists():
                create_file(staged / name, content)
        create_file(staged / STATE, json.dumps(kept, ensure_ascii=True, indent=1).encode() + b"\n")
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    if not folder.exists():
        staged.rename(folder)
    else:
        # The state last: a crash before it leaves the old one, which knows the files that are not yet made anew.
        for made in sorted(staged.iterdir(), key=lambda one: one.name == STATE):
            made.replace(folder / made.name)
        staged.rmdir()
        for name in before - shown.keys():
            (folder / name).unlink(missing_ok=True)
    sync_folder(tray)
    return folder


def _shown_in(folder: Path, made_now: Mapping[str, str]) -> set[str]:
    """Which of the files to look at lie there as we made them; what a person has drawn on since is theirs."""
    kept = kept_in(folder) if folder.is_dir() else None
    known = {*(kept.shown if kept else ()), *made_now.items()}
    return {name for name, digest in known if (folder / name).is_file() and _digest(folder / name) == digest}


def find(tray: Path, return_id: str) -> Path | None:
    """The folder of a return, or None."""
    folder = tray / return_id
    return folder if folder.is_dir() else None


def kept_in(folder: Path) -> Kept | None:
    """What the folder says; None when the received bytes are not in it, whatever else lies there: the folder's name
    follows from the bytes. What persons have said of it is told to be lost when that was deleted or edited by hand."""
    path = next((one for one in sorted(folder.iterdir()) if one.is_file() and _is_of(one, folder.name)), None)
    if path is None:
        return None
    try:
        return kept_of(path, json.loads((folder / STATE).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        arrived = datetime.fromtimestamp(path.stat().st_mtime).astimezone().replace(microsecond=0)
        lost = Came((messages.finding("TRAY_STATE_LOST", file=STATE),))
        return Kept(path, path.name, arrived, Channel.INBOX, came=lost)


def _is_of(path: Path, name: str) -> bool:
    if path.name in (REASON, READING, STATE):
        return False
    return return_id((_digest(path),)) == name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def clear(folder: Path) -> bool:
    """Take our own files away once the document is safe in the archive. False when a person's own files keep the
    folder there."""
    kept = kept_in(folder)
    ours = (kept.path, *(one.path for one in kept.came.attachments)) if kept else ()
    looked_at = [folder / name for name in _shown_in(folder, {})]
    for path in (*ours, *looked_at, folder / REASON, folder / READING, folder / STATE):
        path.unlink(missing_ok=True)
    emptied = not any(folder.iterdir())
    if emptied:
        folder.rmdir()
    sync_folder(folder.parent)
    return emptied


def sweep(tray: Path) -> None:
    """What a crash left half made. The file that it was made from still lies where it was."""
    for left in tray.glob(".R*.ny") if tray.is_dir() else ():
        shutil.rmtree(left, ignore_errors=True)


def reason_text(
    received: Received,
    definition: FormDefinition | None,
    tray: str,
    language: Language,
    attachments: Sequence[Attachment] = (),
    ended: Sequence[Ended] = (),
) -> str:
    """What a clerk reads in the folder: what came, what is wrong, and the commands that end it. ``tray`` is the tray's
    folder from the workplace."""
    rejected = received.record is None
    lines = [word("tray_rejected_title" if rejected else "tray_title", language), ""]
    facts = [
        ("file", ", ".join(shown_name(one.name) for one in received.intakes)),
        ("sheets", sheets_text(received.intakes[0])),
        ("form", definition.title.in_(language) if definition else ""),
        ("number", received.identity.number or ""),
        ("employee", received.employee or ""),
        ("arrived", show_moment(received.intakes[0].arrived, language)),
        ("return", received.return_id),
    ]
    width = max(len(word(key, language)) for key, _ in facts) + 2
    lines += [f"{(word(key, language) + ':').ljust(width)}{text}" for key, text in facts if text]
    for number, one in enumerate(attachments, start=1):
        told = word("attachment_here", language).format(
            file=attachment_name(number, one.intake), sheets=sheets_text(one.intake)
        )
        lines.append(f"{(word('attachment', language) + ':').ljust(width)}{told}")
        lines += [f"  - {finding_sentence(note, language)}  [{note.code}]" for note in one.findings]
    stops = [one for one in received.findings if one.stops and not any(end.ends(one) for end in ended)]
    notes = [one for one in received.findings if not one.stops]
    if stops:
        lines += ["", word("must_be_settled", language), *_listed(stops, definition, language)]
    if ended:
        lines += ["", word("accepted_so_far", language), *_accepted(received.findings, ended, definition, language)]
    if notes:
        lines += ["", word("worth_knowing", language), *_listed(notes, definition, language)]
    left = replace(received, findings=(*stops, *notes))
    lines += ["", word("how_to_end", language), *commands(left, definition, tray, language)]
    lines += ["", word("end_kept", language), ""]
    return "\n".join(lines)


def sent_back_text(received: Received, definition: FormDefinition | None, language: Language) -> str:
    """What a clerk reads when a document goes back to its sender: by whom and why, and what to do. Names no finding's
    words."""
    acceptance = received.acceptance
    lines = [word("sent_back_title", language), "", f"{word('file', language)}: {shown_name(received.intakes[0].name)}"]
    if definition is not None:
        lines.append(f"{word('form', language)}: {definition.title.in_(language)}")
    if acceptance is not None:
        lines += [f"{word('by', language)}: {acceptance.by}, {show_moment(acceptance.at, language)}"]
        lines += [f"{word('reason', language)}: {acceptance.reason}"]
    return "\n".join([*lines, "", word("sent_back_note", language), ""])


def sheets_text(intake: Intake) -> str:
    """``3–5, 8`` as people write it; empty for what did not come in a stack. Of files of one sheet each, which were
    joined, the document's own count."""
    if len({one.intake for one in intake.sheets}) > 1:
        return runs_of(range(1, len(intake.sheets) + 1))
    return runs_of([one.sheet for one in intake.sheets])


def shown_name(name: str) -> str:
    """A file's name on one line: whoever sent it chose it."""
    return " ".join(visible(name.encode("utf-8", "backslashreplace").decode()).split())


def _listed(findings: Iterable[Finding], definition: FormDefinition | None, language: Language) -> list[str]:
    lines = []
    for finding in findings:
        label = label_of(finding.field, definition, language)
        lines.append(f"  - {finding_sentence(finding, language, label)}  [{finding.code}]")
    return lines


def _accepted(
    findings: Iterable[Finding], ended: Sequence[Ended], definition: FormDefinition | None, language: Language
) -> list[str]:
    """With who named each, and why."""
    lines = []
    for one in findings:
        by = next((end for end in ended if end.ends(one)), None)
        if by is not None:
            (line,) = _listed([one], definition, language)
            when = show_moment(datetime.fromisoformat(by.at), language)
            lines += [line, f"    {shown_name(by.by)}, {when}: {shown_name(by.reason)}"]
    return lines


def commands(received: Received, definition: FormDefinition | None, tray: str, language: Language) -> list[str]:
    """Commands that work as they stand, from the workplace's folder, once the words in capitals are replaced."""
    by = f'--by "{word("your_name", language)}" --reason "{word("the_reason", language)}"'
    stops = [one for one in received.findings if one.stops]
    if received.record is None:
        return _unread_commands(received, tray, language)
    accept = f"dokumentverk accept {received.return_id} {by}"
    lines = []
    hints = [hint for one in dict.fromkeys(one.field for one in stops) if (hint := hint_of(definition, one, language))]
    if hints:
        lines += [f"  {word('end_correct', language)}"]
        lines += [f'    {accept} --set "{hint}"' for hint in hints]
    if received.employee is None:
        lines += [f"  {word('end_assign', language)}", f"    {accept} --employee {word('employee_number', language)}"]
    codes = list(dict.fromkeys(one.code for one in stops))
    others = " ".join(f"--despite {code}" for code in codes if code != DIAGNOSIS and code not in NEVER_DESPITE)
    if DIAGNOSIS in codes:
        lines += [f"  {word('end_diagnosis', language)}"]
        for choice in ("back", "restricted", "false-alarm"):
            rest = "" if choice == "back" else f" {others}"
            lines += [f"    {accept} --diagnosis {choice}{rest}".rstrip()]
    elif others:
        lines += [f"  {word('end_despite', language)}", f"    {accept} {others}"]
    return lines


def _unread_commands(received: Received, tray: str, language: Language) -> list[str]:
    """An empty file is nobody's record: there is nothing to file."""
    if any(one.code == "FILE_EMPTY" for one in received.findings):
        return [f"  {word('end_throw', language)}"]
    intake = received.intakes[0]
    path = f"{tray}/{received.return_id}/{ORIGINAL}{suffix_of(intake.kind, intake.name)}"
    title, number = word("the_title", language), word("employee_number", language)
    add = f'dokumentverk archive add "{path}" --employee {number} --title "{title}"'
    alike = next((one for one in received.findings if one.code == ALIKE), None)
    forms = dict(alike.params)["forms"].split(", ") if alike is not None else []
    told = [f"  {word('end_form', language)}"] if forms else []
    told += [f'    dokumentverk file "{path}" --form {form}' for form in forms]
    return [*told, f"  {word('end_add', language)}", f"    {add}", f"  {word('end_throw', language)}"]


def hint_of(definition: FormDefinition | None, id: str | None, language: Language) -> str | None:
    """``field=`` with what to write after it; nothing for signatures and tables, which cannot be set so."""
    field = next((one for one in definition.fields() if one.id == id), None) if definition else None
    if field is None:
        return None
    match field.kind:
        case FieldKind.SIGNATURE | FieldKind.ROWS:
            return None
        case FieldKind.DATE:
            return f"{id}={word('date_pattern', language)}"
        case FieldKind.YES_NO | FieldKind.TICK:
            return f"{id}={word('yes_or_no', language)}"
        case FieldKind.ONE_OF | FieldKind.SEVERAL_OF:
            return f"{id}={'|'.join(one.id for one in field.choices)}"
        case _:
            return f"{id}={word('value', language)}"


def _copy(source: Path, target: Path, digest: str) -> None:
    hashed = hashlib.sha256()
    with source.open("rb") as reader, target.open("xb") as writer:
        while piece := reader.read(1 << 20):
            hashed.update(piece)
            writer.write(piece)
        writer.flush()
        os.fsync(writer.fileno())
    if hashed.hexdigest() != digest:
        raise Unreadable("FILE_CHANGED_MEANWHILE")
