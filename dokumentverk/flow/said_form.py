"""A person says which form made elsewhere a document is, of editions that look alike; also one that waits in a tray."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dokumentverk.archive.ids import return_id
from dokumentverk.errors import MissingEngine
from dokumentverk.flow import trays
from dokumentverk.flow.office import Office
from dokumentverk.flow.receive import settle_outcome
from dokumentverk.flow.stack_foreign import COPIES, LOOSE
from dokumentverk.flow.tray_state import Kept
from dokumentverk.flow.understand import checked, read_file, understand
from dokumentverk.flow.understood import Understood, intake_of
from dokumentverk.model.filing import Filed, Outcome
from dokumentverk.report import outcome_word


def waiting_at(office: Office, path: Path) -> Kept | None:
    """What a tray remembers of the file at ``path``; None for one that waits in none."""
    folder = path.resolve().parent
    if folder.parent not in {one.resolve() for one in (office.workplace.review, office.workplace.rejects)}:
        return None
    kept = trays.kept_in(folder)
    return kept if kept is not None and kept.path.resolve() == path.resolve() else None


def receive_waiting(office: Office, kept: Kept) -> tuple[Understood, Outcome]:
    """A document that waits in a tray, read anew as the form that the office reads all as. It is filed, or laid in the
    tray where it now belongs; its folder goes. Corrections were of another form, and do not count.

    Raises MissingEngine for paper where the libraries for it are missing.
    """
    reading = read_file(office, kept.path)
    intake = intake_of(kept.path, reading.document, kept.channel)
    intake = replace(intake, name=kept.name, arrived=kept.arrived, sheets=kept.sheets)
    understood = checked(office, understand(office, intake, reading))
    if outcome_word(understood.received) == "left":
        raise MissingEngine("SCAN_EXTRA_MISSING")
    known = understood.definition is not None
    received = understood.received
    told = tuple(
        one
        for one in kept.came.findings
        if one not in received.findings and not (known and one.code in (LOOSE, COPIES))
    )
    understood = replace(understood, received=replace(received, findings=(*received.findings, *told)))
    folder = kept.path.parent
    outcome = settle_outcome(office, understood, kept.path, replace(kept.came, findings=told))
    stays = not isinstance(outcome, Filed) and outcome.folder == _shown(office, folder)
    if not stays and folder.name == return_id((reading.document,)):
        trays.clear(folder)
    return understood, outcome


def _shown(office: Office, folder: Path) -> str:
    return folder.resolve().relative_to(office.workplace.root.resolve()).as_posix()
