"""Scanned stacks, kept for a while: they hold several persons' papers, so they lie in nobody's folder but in one of the
system's that only its owner may open.

A stack is kept before the first of its documents is filed, with what was seen of its sheets: a run that was stopped
goes on from there, with the same sheets in the same documents, whatever became of the file in the inbox.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dokumentverk.archive.formats import suffix_of
from dokumentverk.durable import create_file, make_folder, replace_file, sync_folder
from dokumentverk.errors import Unreadable
from dokumentverk.flow.office import Office
from dokumentverk.flow.piles import Pile, PileFile
from dokumentverk.flow.understood import digest_of
from dokumentverk.model.reading import Channel, FileKind, Intake
from dokumentverk.model.scan import SheetFacts, SheetMark, Tone

STATE = "stack.json"
_NAME = 32
"""Of the digest's 64 signs: enough for a name."""


@dataclass(frozen=True, slots=True)
class KeptStack:
    """``pile`` has the paths of the kept copies. ``done`` is when the last of its sheets was accounted for."""

    folder: Path
    pile: Pile
    marks: tuple[SheetMark, ...]
    done: datetime | None


def keep(office: Office, pile: Pile, marks: tuple[SheetMark, ...]) -> KeptStack:
    """Copy the files of a pile, held against the digests that were read. Kept twice is kept once: what was seen of its
    sheets first counts until it is done. Raises Unreadable when a file is no longer the one that was looked at."""
    known = kept(office, pile.digest)
    if known is not None and known.done is None:
        return known
    folder = office.workplace.stacks / pile.digest[:_NAME]
    staged = folder.with_name(f".{folder.name}.ny")
    shutil.rmtree(staged, ignore_errors=True)
    make_folder(staged)
    try:
        for number, file in enumerate(pile.files, start=1):
            _copy(file, staged / _file_name(number, file.intake))
        create_file(staged / STATE, _dump(pile, marks, None))
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    if known is not None:
        shutil.rmtree(folder)
    staged.rename(folder)
    sync_folder(folder.parent)
    found = kept(office, pile.digest)
    if found is None:
        raise Unreadable("FILE_CHANGED_MEANWHILE")
    return found


def kept(office: Office, digest: str) -> KeptStack | None:
    """The stack of a pile's digest."""
    return _load(office.workplace.stacks / digest[:_NAME])


def finish(stack: KeptStack, at: datetime) -> None:
    """Every sheet is accounted for: from now on the stack is kept for its time and no longer."""
    replace_file(stack.folder / STATE, _dump(stack.pile, stack.marks, at))


def kept_piles(office: Office) -> tuple[Pile, ...]:
    """All that are kept still."""
    return tuple(one.pile for one in _all(office))


def unfinished(office: Office) -> tuple[KeptStack, ...]:
    """Stacks that a stopped run left half done."""
    return tuple(one for one in _all(office) if one.done is None)


def sweep(office: Office) -> int:
    """Remove the stacks whose time is over, and what a crash left half kept; how many were removed."""
    limit = office.now() - timedelta(days=office.settings.paper.keep_stacks_days)
    folder = office.workplace.stacks
    for half in folder.glob(".*.ny") if folder.is_dir() else ():
        shutil.rmtree(half, ignore_errors=True)
    over = [one for one in _all(office) if one.done is not None and one.done <= limit]
    for one in over:
        shutil.rmtree(one.folder)
    if over:
        sync_folder(folder)
    return len(over)


def _all(office: Office) -> Iterator[KeptStack]:
    folder = office.workplace.stacks
    for one in sorted(folder.iterdir()) if folder.is_dir() else ():
        stack = _load(one)
        if stack is not None:
            yield stack


def _copy(file: PileFile, target: Path) -> None:
    with file.path.open("rb") as source, target.open("xb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())
    if digest_of(target) != file.intake.digest:
        raise Unreadable("FILE_CHANGED_MEANWHILE")


def _file_name(number: int, intake: Intake) -> str:
    return f"{number}{suffix_of(intake.kind, intake.name)}"


def _dump(pile: Pile, marks: tuple[SheetMark, ...], done: datetime | None) -> bytes:
    data = {
        "schema": 1,
        "digest": pile.digest,
        "piled": pile.piled,
        "done": done.isoformat() if done else None,
        "files": [
            {
                "file": _file_name(number, one.intake),
                "name": one.intake.name.encode("utf-8", "backslashreplace").decode(),
                "digest": one.intake.digest,
                "size": one.intake.size,
                "kind": one.intake.kind.value,
                "channel": one.intake.channel.value,
                "arrived": one.intake.arrived.isoformat(),
                "sheets": one.sheets,
            }
            for number, one in enumerate(pile.files, start=1)
        ],
        "marks": [asdict(one) for one in marks],
    }
    return json.dumps(data, ensure_ascii=True, indent=1).encode() + b"\n"


def _load(folder: Path) -> KeptStack | None:
    """None for a folder that is not whole, or not ours."""
    try:
        data = json.loads((folder / STATE).read_bytes())
        files = tuple(_file(folder, one) for one in data["files"])
        done = datetime.fromisoformat(data["done"]) if data["done"] else None
        return KeptStack(folder, Pile(files, bool(data["piled"])), tuple(map(_mark, data["marks"])), done)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(folder: Path, data: dict[str, Any]) -> PileFile:
    intake = Intake(
        str(data["name"]),
        str(data["digest"]),
        int(data["size"]),
        FileKind(data["kind"]),
        Channel(data["channel"]),
        datetime.fromisoformat(data["arrived"]),
    )
    path = folder / Path(str(data["file"])).name
    if not path.is_file():
        raise ValueError("not whole")
    return PileFile(path, intake, int(data["sheets"]))


def _mark(data: dict[str, Any]) -> SheetMark:
    facts = data["facts"]
    return SheetMark(
        sheet=data["sheet"],
        facts=_facts(facts) if facts is not None else None,
        blank=data["blank"],
        codes=tuple(data["codes"]),
        numbers=tuple(data["numbers"]),
        printed_page=tuple(data["printed_page"]) if data["printed_page"] else None,
        corners=tuple(data["corners"]),
        turn=data["turn"],
        trouble=data["trouble"],
    )


def _facts(data: dict[str, Any]) -> SheetFacts:
    width, height = data["size"]
    return SheetFacts(data["width"], data["height"], data["dpi"], Tone(data["tone"]), (width, height))
