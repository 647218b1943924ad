"""A person ends a review: corrects, assigns, or files the document as it is. Who, when and why go into the record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from dokumentverk.archive.ids import RETURN_ID
from dokumentverk.archive.index import Row
from dokumentverk.errors import UsageFault
from dokumentverk.flow import trays
from dokumentverk.flow.amend import amend
from dokumentverk.flow.decision import Decision as Decision
from dokumentverk.flow.decision import check_decision, named_codes, person_observations
from dokumentverk.flow.filing import file_attachments, file_received
from dokumentverk.flow.follow import also_told, follow_filed
from dokumentverk.flow.office import Office
from dokumentverk.flow.receive import lay_in_tray
from dokumentverk.flow.tray_state import Correction, Ended, Kept
from dokumentverk.flow.trays import DIAGNOSIS, NEVER_DESPITE
from dokumentverk.flow.understand import checked, known, read_file, understand
from dokumentverk.flow.understood import Understood, intake_of
from dokumentverk.model.filing import Acceptance, NeedsReview, Outcome, Received, Rejected
from dokumentverk.model.reading import Observation
from dokumentverk.report import as_json


def accept(office: Office, return_id: str, decision: Decision) -> tuple[Understood, Outcome]:
    """File the document if nothing stops it any longer; else keep the corrections, and what it is to be filed in spite
    of, and say what still stops it. One that is filed gets its corrections filed beside it.

    Raises UsageFault for an unknown return, field, value, person or code; nothing is changed then.
    """
    check_decision(decision)
    row = _filed_already(office, return_id)
    if row is not None:
        return amend(office, row, decision)
    folder, kept = _folder(office, return_id)
    _refuse_filed(office, folder.name)
    at = office.now().replace(microsecond=0)
    new = tuple(Correction(id, value, decision.by, at.isoformat()) for id, value in decision.values.items())
    kept = replace(kept, corrections=(*kept.corrections, *new), employee=decision.employee or kept.employee)
    understood = _read_again(office, kept)
    if understood.definition is None:
        raise UsageFault("RETURN_WAS_NOT_READ", number=return_id)
    suspected = any(one.code == DIAGNOSIS for one in understood.received.findings)
    if decision.diagnosis in ("back", "false-alarm") and not suspected:
        raise UsageFault("NO_DIAGNOSIS_SUSPECTED", number=folder.name)
    kept = _with_named(kept, understood.received, decision, at)
    before = [one for one in kept.ended if any(one.ends(found) for found in understood.received.findings)]
    acceptance = Acceptance(
        by=decision.by,
        at=at,
        reason="; ".join(dict.fromkeys([*(one.reason for one in before), decision.reason])),
        corrected=tuple(dict.fromkeys(one.field for one in kept.corrections)),
        despite=tuple(dict.fromkeys([*(one.code for one in before), *named_codes(decision)])),
        employee=kept.employee,
    )
    understood = replace(understood, received=replace(understood.received, acceptance=acceptance))
    if decision.diagnosis == "back":
        return understood, _send_back(office, understood, folder, kept)
    if _still_stopped(understood.received, decision, kept.ended):
        where = lay_in_tray(office, understood, kept.path, kept)
        return understood, NeedsReview(understood.received, where)
    filed = file_received(office, understood, kept.path, restricted=decision.diagnosis == "restricted")
    file_attachments(office, understood, filed.receipt, kept.came.attachments)
    told = follow_filed(office, filed.receipt.entry.return_id)
    trays.clear(folder)
    return also_told(understood, told), filed


def _folder(office: Office, return_id: str) -> tuple[Path, Kept]:
    """Where the return waits; one that was sent back can still be ended otherwise."""
    wanted = return_id.strip().upper()
    if not re.fullmatch(r"R[0-9A-Z]{4,20}", wanted):
        raise UsageFault("RETURN_NOT_FOUND", number=return_id[:40])
    folder = trays.find(office.workplace.review, wanted) or trays.find(office.workplace.rejects, wanted)
    if folder is None:
        raise UsageFault("RETURN_NOT_FOUND", number=wanted)
    kept = trays.kept_in(folder)
    if kept is None:
        raise UsageFault("RETURN_NOT_IN_FOLDER", number=wanted)
    return folder, kept


def _filed_already(office: Office, return_id: str) -> Row | None:
    """A return that waits nowhere any longer, since it lies in the archive."""
    wanted = return_id.strip().upper()
    trays_of = (office.workplace.review, office.workplace.rejects)
    if not RETURN_ID.fullmatch(wanted) or any(trays.find(tray, wanted) is not None for tray in trays_of):
        return None
    with office.catalog() as catalog:
        return catalog.get(wanted)


def _refuse_filed(office: Office, return_id: str) -> None:
    with office.catalog() as catalog:
        if catalog.get(return_id) is not None:
            raise UsageFault("RETURN_ALREADY_FILED", number=return_id)


def _read_again(office: Office, kept: Kept) -> Understood:
    """The document as it came with the corrections laid over it, checked anew: rules and registers may have changed."""
    reading = read_file(office, kept.path, form=kept.came.form)
    behind = known(office, reading.identity)
    observed: tuple[Observation, ...] = ()
    if behind is not None:
        last = {one.field: one.value for one in kept.corrections}
        observed = tuple(
            seen
            for id, value in last.items()
            for seen in person_observations(behind.definition, id, value, reading.document)
        )
    intake = intake_of(kept.path, reading.document, kept.channel)
    intake = replace(intake, name=kept.name, arrived=kept.arrived, sheets=kept.sheets)
    understood = understand(office, intake, reading, persons=observed)
    told = tuple(one for one in kept.came.findings if one not in understood.received.findings)
    received = understood.received
    understood = replace(understood, received=replace(received, findings=(*received.findings, *told)))
    if kept.employee is not None:
        person = office.people.get(kept.employee)
        if person is None:
            raise UsageFault("EMPLOYEE_NOT_FOUND", number=kept.employee[:40], people=office.settings.people)
        left = tuple(one for one in understood.received.findings if one.code not in NEVER_DESPITE)
        received = replace(understood.received, employee=person.number, findings=left)
        understood = replace(understood, received=received, person=person)
    return checked(office, understood)


def _with_named(kept: Kept, received: Received, decision: Decision, at: datetime) -> Kept:
    """What is named now is remembered, as corrections are. A choice about a diagnosis is not: it is made when the
    document is filed."""
    named = [one for one in received.findings if one.stops and one.code in decision.despite]
    new = (
        Ended(one.code, one.field, one.params, decision.by, at.isoformat(), decision.reason)
        for one in named
        if one.code not in NEVER_DESPITE and not any(end.ends(one) for end in kept.ended)
    )
    return replace(kept, ended=(*kept.ended, *new))


def _still_stopped(received: Received, decision: Decision, ended: Sequence[Ended]) -> bool:
    """Every finding that stops must be named, now or before, but for those that only an answer ends. A suspected
    diagnosis needs its own choice: a named person chooses what becomes of it."""
    now = named_codes(decision)
    return any(
        one.stops and (one.code in NEVER_DESPITE or (one.code not in now and not any(end.ends(one) for end in ended)))
        for one in received.findings
    )


def _send_back(office: Office, understood: Understood, folder: Path, kept: Kept) -> Outcome:
    """Out of the review folder into the rejects folder, from where a person gives it back to its sender."""
    language, rejects = office.settings.language, office.workplace.rejects
    laid = trays.lay(
        rejects,
        understood.received,
        kept.path,
        reason=trays.sent_back_text(understood.received, understood.definition, language),
        reading=as_json(understood.received, understood.definition, language),
        corrections=kept.corrections,
        employee=kept.employee,
        came=kept.came,
        ended=kept.ended,
    )
    if folder != laid:
        trays.clear(folder)
    return Rejected(understood.received, laid.relative_to(office.workplace.root).as_posix())
