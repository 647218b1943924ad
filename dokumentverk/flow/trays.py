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
from pathlib import Path

from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Received
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.report import label_of

REASON = "LES MEG.txt"
READING = "lest.json"
CORRECTIONS = "rettelser.json"
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


def reason_text(received: Received, definition: FormDefinition | None, language: Language) -> str:
    """What a clerk reads in the folder: what came, what is wrong, and the commands that end it."""
    rejected = received.record is None
    lines = [word("tray_rejected_title" if rejected else "tray_title", language), ""]
    facts = [
        ("file", ", ".join(one.name for one in received.intakes)),
        ("form", definition.title.in_(language) if definition else ""),
        ("number", received.identity.number or ""),
        ("employee", received.employee or ""),
        ("arrived", f"{received.intakes[0].arrived:%d.%m.%Y kl. %H.%M}"),
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
    lines += ["", word("how_to_end", language), *_commands(received, language)]
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
        lines += [f"{word('by', language)}: {acceptance.by}, {acceptance.at:%d.%m.%Y kl. %H.%M}"]
        lines += [f"{word('reason', language)}: {acceptance.reason}"]
    return "\n".join([*lines, "", word("sent_back_note", language), ""])


def _listed(findings: Iterable[Finding], definition: FormDefinition | None, language: Language) -> list[str]:
    lines = []
    for finding in findings:
        label = label_of(finding.field, definition, language)
        lines.append(f"  - {finding_sentence(finding, language, label)}  [{finding.code}]")
    return lines


def _commands(received: Received, language: Language) -> list[str]:
    by = f'--by "{word("your_name", language)}" --reason "{word("the_reason", language)}"'
    if received.record is None:
        title = word("the_title", language)
        add = f'dokumentverk archive add "{received.intakes[0].name}" --employee NR --title "{title}"'
        return [f"  {word('end_add', language)}", f"    {add}"]
    accept = f"dokumentverk accept {received.return_id} {by}"
    stops = [one for one in received.findings if one.stops]
    fields = list(dict.fromkeys(one.field for one in stops if one.field))
    codes = list(dict.fromkeys(one.code for one in stops))
    lines = []
    if fields:
        lines += [f"  {word('end_correct', language)}", f'    {accept} --set "{fields[0]}={word("value", language)}"']
    if received.employee is None:
        lines += [f"  {word('end_assign', language)}", f"    {accept} --employee NR"]
    if "DIAGNOSIS_SUSPECTED" in codes:
        lines += [f"  {word('end_diagnosis', language)}", f"    {accept} --diagnosis restricted"]
    despite = " ".join(f"--despite {code}" for code in codes)
    lines += [f"  {word('end_despite', language)}", f"    {accept} {despite}"]
    return lines


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
