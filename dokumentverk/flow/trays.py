"""The review folder and the rejects folder: what a person must look at, each in a folder of its own with its reason.

A folder is named by the return id and holds the received file untouched, a readable reason, the reading as JSON and
the corrections made so far. It is put in place by one rename, so a crash leaves either all of it or nothing.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Received
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.report import label_of

REASON = "LES MEG.txt"
READING = "lest.json"
CORRECTIONS = "rettelser.json"
DIAGNOSIS = "DIAGNOSIS_SUSPECTED"
"""Ended by a choice of its own only: a named person says what becomes of the document."""
NEVER_DESPITE = frozenset({"EMPLOYEE_UNKNOWN", "EMPLOYEE_NOT_NAMED"})
"""Ended by an answer only: without a person there is no folder to file in."""
_OURS = {REASON, READING, CORRECTIONS}


@dataclass(frozen=True, slots=True)
class Correction:
    """``field=value`` as a person gave it."""

    field: str
    value: str
    by: str
    at: str


def lay(
    tray: Path,
    received: Received,
    source: Path,
    *,
    reason: str,
    reading: dict[str, object],
    corrections: Sequence[Correction] = (),
) -> Path:
    """The folder for this return, made or made anew. ``source`` is copied and synced before the folder appears."""
    folder = tray / received.return_id
    staged = tray / f".{received.return_id}.ny"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True, mode=0o700)
    _copy(source, staged / received.intakes[0].name)
    _write(staged / REASON, reason)
    _write(staged / READING, json.dumps(reading, ensure_ascii=False, indent=1) + "\n")
    if corrections:
        _write(staged / CORRECTIONS, json.dumps([asdict(one) for one in corrections], ensure_ascii=False) + "\n")
    if folder.exists():
        old = tray / f".{received.return_id}.gammel"
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
        staged.rename(folder)
        shutil.rmtree(old)
    else:
        staged.rename(folder)
    _sync_folder(tray)
    return folder


def find(tray: Path, return_id: str) -> Path | None:
    """The folder of a return, or None. A half-made swap from a crash is finished first."""
    folder = tray / return_id
    for left_behind in (tray / f".{return_id}.gammel", tray / f".{return_id}.ny"):
        if not folder.exists() and left_behind.is_dir() and original(left_behind) is not None:
            left_behind.rename(folder)
    return folder if folder.is_dir() else None


def original(folder: Path) -> Path | None:
    """The received file in a tray's folder."""
    return next((one for one in sorted(folder.iterdir()) if one.name not in _OURS and one.is_file()), None)


def corrections_in(folder: Path) -> tuple[Correction, ...]:
    path = folder / CORRECTIONS
    if not path.is_file():
        return ()
    return tuple(Correction(**one) for one in json.loads(path.read_text(encoding="utf-8")))


def clear(folder: Path) -> None:
    """Take a folder away once its document is safe in the archive."""
    shutil.rmtree(folder)
    _sync_folder(folder.parent)


def reason_text(received: Received, definition: FormDefinition | None, tray: str, language: Language) -> str:
    """What a clerk reads in the folder: what came, what is wrong, and the commands that end it. ``tray`` is the tray's
    folder from the workplace."""
    rejected = received.record is None
    lines = [word("tray_rejected_title" if rejected else "tray_title", language), ""]
    facts = [
        ("file", ", ".join(one.name for one in received.intakes)),
        ("form", definition.title.in_(language) if definition else ""),
        ("number", received.identity.number or ""),
        ("employee", received.employee or ""),
        ("arrived", moment(received.intakes[0].arrived, language)),
        ("return", received.return_id),
    ]
    width = max(len(word(key, language)) for key, _ in facts) + 2
    lines += [f"{(word(key, language) + ':').ljust(width)}{text}" for key, text in facts if text]
    stops = [one for one in received.findings if one.stops]
    notes = [one for one in received.findings if not one.stops]
    if stops:
        lines += ["", word("must_be_settled", language), *_listed(stops, definition, language)]
    if notes:
        lines += ["", word("worth_knowing", language), *_listed(notes, definition, language)]
    lines += ["", word("how_to_end", language), *_commands(received, definition, tray, language)]
    lines += ["", word("end_kept", language), ""]
    return "\n".join(lines)


def sent_back_text(received: Received, definition: FormDefinition | None, language: Language) -> str:
    """What a clerk reads when a document goes back to its sender: by whom and why, and what to do. Names no finding's
    words."""
    acceptance = received.acceptance
    lines = [word("sent_back_title", language), "", f"{word('file', language)}: {received.intakes[0].name}"]
    if definition is not None:
        lines.append(f"{word('form', language)}: {definition.title.in_(language)}")
    if acceptance is not None:
        lines += [f"{word('by', language)}: {acceptance.by}, {moment(acceptance.at, language)}"]
        lines += [f"{word('reason', language)}: {acceptance.reason}"]
    return "\n".join([*lines, "", word("sent_back_note", language), ""])


def moment(at: datetime, language: Language) -> str:
    """``13.11.2026 kl. 08.00``, as people write it."""
    return f"{at:%d.%m.%Y} at {at:%H:%M}" if language is Language.EN else f"{at:%d.%m.%Y kl. %H.%M}"


def _listed(findings: Iterable[Finding], definition: FormDefinition | None, language: Language) -> list[str]:
    lines = []
    for finding in findings:
        label = label_of(finding.field, definition, language)
        lines.append(f"  - {finding_sentence(finding, language, label)}  [{finding.code}]")
    return lines


def _commands(received: Received, definition: FormDefinition | None, tray: str, language: Language) -> list[str]:
    """Commands that work as they stand, from the workplace's folder, once the words in capitals are replaced."""
    by = f'--by "{word("your_name", language)}" --reason "{word("the_reason", language)}"'
    stops = [one for one in received.findings if one.stops]
    if received.record is None:
        return _unread_commands(received, tray, language)
    accept = f"dokumentverk accept {received.return_id} {by}"
    lines = []
    hints = [hint for one in dict.fromkeys(one.field for one in stops) if (hint := _hint(definition, one, language))]
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
    path = f"{tray}/{received.return_id}/{received.intakes[0].name}"
    title, number = word("the_title", language), word("employee_number", language)
    add = f'dokumentverk archive add "{path}" --employee {number} --title "{title}"'
    return [f"  {word('end_add', language)}", f"    {add}", f"  {word('end_throw', language)}"]


def _hint(definition: FormDefinition | None, id: str | None, language: Language) -> str | None:
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


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as reader, target.open("xb") as writer:
        shutil.copyfileobj(reader, writer)
        writer.flush()
        os.fsync(writer.fileno())


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename last. Windows cannot open a folder for this and does not need it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
