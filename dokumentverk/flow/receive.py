"""From a file that came on into the archive, the review folder or the rejects folder. A file in the inbox is released
only when its bytes lie safely elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from dokumentverk.errors import UsageFault
from dokumentverk.flow import trays
from dokumentverk.flow.filing import file_received
from dokumentverk.flow.office import Office
from dokumentverk.flow.understand import Understood, check_document
from dokumentverk.model.filing import NeedsReview, Outcome, Rejected
from dokumentverk.model.reading import Channel
from dokumentverk.report import as_json, outcome_word

LITTER = {"thumbs.db", "desktop.ini", ".ds_store"}
"""What operating systems leave in folders (contracts: archive)."""


def is_litter(path: Path) -> bool:
    name = path.name.casefold()
    return name in LITTER or name.startswith(("~$", ".~lock.", "."))


def files_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files meant: a folder means every file below it, without operating-system litter. Raises UsageFault for a
    path that does not exist."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*") if one.is_file() and not is_litter(one))
        elif path.is_file():
            found.append(path)
        else:
            raise UsageFault("FILE_NOT_FOUND", path=str(path))
    return tuple(dict.fromkeys(found))


def receive(office: Office, path: Path) -> tuple[Understood, Outcome]:
    """File one document, or lay it where a person finds it. A file in the inbox is released only when its bytes lie
    safely elsewhere; any other file is copied."""
    inbox = office.workplace.inbox.resolve()
    inside = inbox in path.resolve().parents
    understood = check_document(office, path, channel=Channel.INBOX if inside else Channel.COMMAND)
    outcome = settle_outcome(office, understood, path)
    if inside:
        path.unlink()
    return understood, outcome


def settle_outcome(office: Office, understood: Understood, path: Path) -> Outcome:
    received = understood.received
    match outcome_word(received):
        case "ok":
            return file_received(office, understood, path)
        case "review":
            return NeedsReview(received, lay_in_tray(office, understood, path))
        case _:
            return Rejected(received, lay_in_tray(office, understood, path))


def lay_in_tray(
    office: Office, understood: Understood, path: Path, corrections: Sequence[trays.Correction] = ()
) -> str:
    """Put the document in its tray; the folder's path from the workplace."""
    received, language = understood.received, office.settings.language
    tray = office.workplace.rejects if received.record is None else office.workplace.review
    folder = trays.lay(
        tray,
        received,
        path,
        reason=trays.reason_text(
            received, understood.definition, tray.relative_to(office.workplace.root).as_posix(), language
        ),
        reading=as_json(received, understood.definition, language),
        corrections=corrections,
    )
    return folder.relative_to(office.workplace.root).as_posix()


def inbox_files(office: Office) -> Iterator[Path]:
    """What lies in the inbox, oldest first, litter left alone."""
    files = [one for one in office.workplace.inbox.rglob("*") if one.is_file() and not is_litter(one)]
    yield from sorted(files, key=lambda one: (one.stat().st_mtime, one.name))


def open_elsewhere(path: Path) -> bool:
    """Whether an office program says that it has the file open: Word lays ``~$ame.docx`` beside it (the first two
    letters of a long name replaced), LibreOffice ``.~lock.name.docx#``."""
    word = [path.with_name("~$" + path.name), path.with_name("~$" + path.name[2:])]
    return any(one.exists() for one in [*word, path.with_name(f".~lock.{path.name}#")])


def still_growing(paths: Sequence[Path], pause: Callable[[], None]) -> set[Path]:
    """Files whose size or time changes during ``pause``: a scanner or a copy is still writing them. One pause serves
    them all."""
    before = {path: _state(path) for path in paths}
    pause()
    return {path for path in paths if _state(path) != before[path]}


def _state(path: Path) -> tuple[int, int] | None:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    return facts.st_size, facts.st_mtime_ns
