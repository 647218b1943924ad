"""A received document as the JSON of the command line: one shape from read, check, file and accept (see README)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dokumentverk.messages import finding_sentence
from dokumentverk.model.filing import Filed, NeedsReview, Outcome, Placement, Received, Rejected
from dokumentverk.model.finding import PLACES, Finding, Severity, box_in
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box
from dokumentverk.model.reading import Intake, Source
from dokumentverk.model.record import Cell, Entry, SignatureEntry
from dokumentverk.model.signature_json import signature_to_json
from dokumentverk.model.value import to_json

SCHEMA = 1


def outcome_word(received: Received) -> str:
    """``ok``, ``review`` or ``rejected``: what became of it, or would if it were filed now. ``left``: paper where the
    libraries for it are missing is not taken."""
    if any(finding.code == "SCAN_EXTRA_MISSING" for finding in received.findings):
        return "left"
    if received.record is None:
        return "rejected"
    return "review" if any(finding.stops for finding in received.findings) else "ok"


def as_json(
    received: Received,
    definition: FormDefinition | None,
    language: Language,
    outcome: Outcome | None = None,
) -> dict[str, object]:
    """One line of JSON Lines. ``outcome`` is None when nothing was filed."""
    record = received.record
    placements: list[dict[str, object]] = []
    journal: int | None = None
    word = outcome_word(received)
    match outcome:
        case Filed(receipt=receipt):
            word = "ok"
            journal = receipt.entry.number
            placements = placements_json(receipt.placements)
        case NeedsReview(folder=folder):
            word = "review"
            placements = [{"path": folder, "digest": None, "variant": None}] if folder else []
        case Rejected(folder=folder):
            word = "rejected"
            placements = [{"path": folder, "digest": None, "variant": None}] if folder else []
        case None:
            pass
    return {
        "schema": SCHEMA,
        "sources": [_source_json(one, received) for one in received.intakes],
        "return": received.return_id if outcome is not None else None,
        "issue": received.identity.number,
        "form": {"id": record.form, "version": record.version, "language": record.language.value} if record else None,
        "employee": received.employee,
        "outcome": word,
        "fields": {entry.field: entry_json(entry) for entry in record.entries} if record else {},
        "signatures": [signature_json(one) for one in record.signatures] if record else [],
        "seals": [signature_to_json(one) for one in record.seals] if record else [],
        "findings": [finding_json(one, definition, language) for one in received.findings],
        "placements": placements,
        "journal": journal,
    }


def left_json(name: str, digest: str | None, code: str, message: str) -> dict[str, object]:
    """The line of a file that was not taken, of the same shape: it lies where it lay. ``digest`` is None for one that
    was not opened."""
    return {
        "schema": SCHEMA,
        "sources": [{"path": name, "digest": digest, "pages": None}],
        "return": None,
        "issue": None,
        "form": None,
        "employee": None,
        "outcome": "left",
        "fields": {},
        "signatures": [],
        "seals": [],
        "findings": [{"code": code, "severity": Severity.ERROR.value, "field": None, "message": message}],
        "placements": [],
        "journal": None,
    }


def _source_json(intake: Intake, received: Received) -> dict[str, object]:
    data: dict[str, object] = {"path": intake.name, "digest": intake.digest, "pages": received.pages or None}
    if intake.sheets:
        data["sheets"] = [one.sheet for one in intake.sheets]
    return data


def entry_json(entry: Entry) -> dict[str, object]:
    data: dict[str, object] = {
        "value": to_json(entry.value),
        "state": entry.state.value,
        **_seen(entry.source),
        "confidence": entry.confidence if entry.source else None,
        "raw": entry.raw,
    }
    if entry.cells:
        data["cells"] = [cell_json(cell) for cell in entry.cells]
    return data


def placements_json(placements: Iterable[Placement]) -> list[dict[str, object]]:
    return [{"path": one.path, "digest": one.digest, "variant": one.variant.value} for one in placements]


def cell_json(cell: Cell) -> dict[str, object]:
    return {
        "row": cell.row,
        "column": cell.column,
        "value": to_json(cell.value),
        "state": cell.state.value,
        **_seen(cell.source),
        "confidence": cell.confidence if cell.source else None,
        "raw": cell.raw,
    }


def signature_json(entry: SignatureEntry) -> dict[str, object]:
    return {
        "role": entry.role.value,
        "state": entry.state.value,
        "kind": entry.kind.value,
        "by": entry.by,
        "at": entry.at.isoformat() if entry.at else None,
        "validated": signature_to_json(entry.validated) if entry.validated else None,
    }


def finding_json(finding: Finding, definition: FormDefinition | None, language: Language) -> dict[str, object]:
    """``places``, where two places are told of: where a value stood when it was issued and where another was found."""
    params = dict(finding.params)
    places = {name: box_in(params[name]) for name in PLACES if name in params}
    told = {name: {"page": box.page if box else None, "box": _box(box)} for name, box in places.items()}
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "field": finding.field,
        "message": finding_sentence(finding, language, label_of(finding.field, definition, language)),
        **({"places": told} if told else {}),
    }


def label_of(field: str | None, definition: FormDefinition | None, language: Language) -> str | None:
    """The label as printed, where the finding or entry has a field and the form is known."""
    return definition.printed_label(field, language) if field is not None and definition is not None else None


def _seen(source: Source | None) -> Mapping[str, object]:
    if source is None:
        return {"method": None, "page": None, "box": None}
    return {"method": source.method.value, "page": source.page, "box": _box(source.box)}


def _box(box: Box | None) -> list[float] | None:
    """Left, top, right, bottom in points from the top left of the received page as displayed."""
    if box is None:
        return None
    return [round(edge, 2) for edge in (box.left, box.top, box.right, box.bottom)]
