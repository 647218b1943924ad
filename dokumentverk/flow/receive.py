"""From a file that came on into the archive, the review folder or the rejects folder. A file in the inbox is released
only when its bytes lie safely elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from dokumentverk.archive import names
from dokumentverk.errors import MissingEngine, Unreadable, UsageFault
from dokumentverk.flow import trays
from dokumentverk.flow.arriving import has_writer, put_back
from dokumentverk.flow.filing import file_attachments, file_received
from dokumentverk.flow.follow import also_told, follow_filed, told_of_cases
from dokumentverk.flow.office import Office
from dokumentverk.flow.review_sheet import review_files
from dokumentverk.flow.tray_state import NOTHING_WITH_IT, Came, Kept
from dokumentverk.flow.understand import check_document
from dokumentverk.flow.understood import Understood, digest_of
from dokumentverk.messages import finding
from dokumentverk.model.filing import Filed, NeedsReview, Outcome, Rejected
from dokumentverk.model.reading import Channel
from dokumentverk.model.written import show_date
from dokumentverk.report import as_json, outcome_word

FILED_BEFORE = "FILED_BEFORE"


def is_litter(path: Path) -> bool:
    """What operating systems and office programs leave, and every hidden file: what is moved aside is one."""
    return names.is_litter(path.name) or path.name.startswith(".")


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
    safely elsewhere; any other file is copied.

    Raises Unreadable when the file changes while it is read, MissingEngine for paper where the libraries for it are
    missing: it is left where it is.
    """
    understood = check_document(office, path, channel=channel_of(office, path))
    if outcome_word(understood.received) == "left":
        raise MissingEngine("SCAN_EXTRA_MISSING")
    with office.catalog() as catalog:
        before = catalog.receipt(understood.received.return_id)
    outcome = settle_outcome(office, understood, path)
    understood = also_told(understood, told_of_cases(outcome))
    if before is not None:
        day = show_date(before.entry.at.date())
        understood = also_told(understood, (finding("FILED_BEFORE", id=before.entry.return_id, day=day),))
    if _left_behind(office, understood, outcome, path):
        understood = also_told(understood, (finding("ANONYMOUS_FILE_LEFT"),))
    try:
        release_from_inbox(office, path, understood.received.intakes[0].digest)
    except OSError:
        understood = also_told(understood, (finding("FILE_NOT_RELEASED", file=trays.shown_name(path.name)),))
    return understood, outcome


def _left_behind(office: Office, understood: Understood, outcome: Outcome, path: Path) -> bool:
    """Whether an anonymous answer is kept without its file, and the file still lies where it was."""
    anonymous = understood.definition is not None and understood.definition.anonymous
    return anonymous and isinstance(outcome, Filed) and channel_of(office, path) is not Channel.INBOX


def channel_of(office: Office, path: Path) -> Channel:
    return Channel.INBOX if office.workplace.inbox.resolve() in path.resolve().parents else Channel.COMMAND


def release_from_inbox(office: Office, path: Path, digest: str) -> None:
    """Take a file out of the inbox, if it lies there and still is the one that lies safe. Raises Unreadable."""
    if channel_of(office, path) is Channel.INBOX:
        _release(path, digest)


def _release(path: Path, digest: str) -> None:
    """Take a file out of the inbox, if it still is the one that lies safe and nobody writes it. It is moved aside
    before it is looked at, so that nobody can replace it between. One that somebody has taken away is released."""
    aside = path.with_name(f".{digest[:16]}.ferdig")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return
    if has_writer(aside) or digest_of(aside) != digest:
        put_back(aside, path)
        raise Unreadable("FILE_CHANGED_MEANWHILE")
    aside.unlink()


def settle_outcome(office: Office, understood: Understood, path: Path, came: Came | None = None) -> Outcome:
    """What it came with goes where the document goes."""
    received = understood.received
    with office.catalog() as catalog:
        receipt = catalog.receipt(received.return_id)
    word = "ok" if receipt is not None else outcome_word(received)
    if word == "ok":
        filed = Filed(received, receipt) if receipt is not None else file_received(office, understood, path)
        file_attachments(office, understood, filed.receipt, came.attachments if came else ())
        told = follow_filed(office, filed.receipt.entry.return_id)
        return replace(filed, received=replace(filed.received, findings=(*filed.received.findings, *told)))
    folder = lay_in_tray(office, understood, path, came=came)
    return NeedsReview(received, folder) if received.record is not None else Rejected(received, folder)


def lay_in_tray(
    office: Office,
    understood: Understood,
    path: Path,
    kept: Kept | None = None,
    employee: str | None = None,
    came: Came | None = None,
) -> str:
    """Put the document in its tray; the folder's path from the workplace. What persons have said of it stays, and so
    does what it came with."""
    received, language = understood.received, office.settings.language
    tray = office.workplace.rejects if received.record is None else office.workplace.review
    before = trays.find(tray, received.return_id)
    kept = kept or (trays.kept_in(before) if before else None)
    came = came or (kept.came if kept else NOTHING_WITH_IT)
    if office.foreign.given is not None:
        came = replace(came, form=office.foreign.given)
    where = tray.relative_to(office.workplace.root).as_posix()
    folder = trays.lay(
        tray,
        received,
        path,
        reason=trays.reason_text(
            received, understood.definition, where, language, came.attachments, kept.ended if kept else ()
        ),
        reading=as_json(received, understood.definition, language),
        corrections=kept.corrections if kept else (),
        employee=employee or (kept.employee if kept else None),
        came=came,
        shown=review_files(office, understood, path, where),
        ended=kept.ended if kept else (),
    )
    return folder.relative_to(office.workplace.root).as_posix()


def inbox_files(office: Office) -> tuple[tuple[Path, ...], int]:
    """What lies in the inbox, oldest first, and how many files of operating systems or hidden ones are left alone."""
    found = [one for one in office.workplace.inbox.rglob("*") if one.is_file()]
    files = [one for one in found if not is_litter(one)]
    return tuple(sorted(files, key=lambda one: (_time(one), one.name))), len(found) - len(files)


def recover(office: Office) -> None:
    """Put right what a killed run left, while nobody else writes: a file that it had moved aside comes back (its bytes
    lie safe, and are found so), and folders half made go."""
    for aside in office.workplace.inbox.rglob(".*.ferdig"):
        put_back(aside, aside.with_name(aside.name.lstrip(".")))
    for tray in (office.workplace.review, office.workplace.rejects):
        trays.sweep(tray)
    _finish_accepted(office)


def _finish_accepted(office: Office) -> None:
    """A document that a person ended and that is filed, but whose attachments or folder were not yet dealt with."""
    tray = office.workplace.review
    for folder in sorted(tray.iterdir()) if tray.is_dir() else ():
        with office.catalog() as catalog:
            receipt = catalog.receipt(folder.name)
        kept = trays.kept_in(folder) if receipt is not None and folder.is_dir() else None
        if receipt is not None and kept is not None:
            file_attachments(office, None, receipt, kept.came.attachments)
            follow_filed(office, receipt.entry.return_id)
            trays.clear(folder)


def _time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def open_elsewhere(path: Path) -> bool:
    """Whether an office program says that it has the file open: Word lays ``~$ame.docx`` beside it (the first two
    letters of a long name replaced), LibreOffice ``.~lock.name.docx#``."""
    word = [path.with_name("~$" + path.name), path.with_name("~$" + path.name[2:])]
    try:
        return any(one.exists() for one in [*word, path.with_name(f".~lock.{path.name}#")])
    except OSError:
        # A name so long that no lock can have stood beside it.
        return False


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
