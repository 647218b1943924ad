"""``record.json``: what the archive knows of one return, for people and programs that read it in many years.

Values stand as in the command line's JSON, each with its ``type``, so that they load back without the form's
definition. Labels and sentences stand beside ids and codes for readers; loading ignores them. The JSON Schema is
``record.schema.json`` beside this module.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

from dokumentverk import messages
from dokumentverk.model.absence import Absence
from dokumentverk.model.filing import Acceptance, Journalpost, Received, Variant
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, name_of
from dokumentverk.model.reading import Identity, Intake, Observation, Source
from dokumentverk.model.record import Cell, Entry, SignatureEntry
from dokumentverk.model.signature_json import signature_to_json
from dokumentverk.model.value import Value, rows_of, to_json

FILE = "record.json"
SCHEMA = 1

Crops = Mapping[str, list[str]]
"""The files that show an answer which was not read, by the answer's name."""

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the folder. ``pronom`` is the format's id in the PRONOM registry where it is sure; ``intake`` the
    position (from 0) of what arrived, for the received files; ``shows`` the answer that a crop shows."""

    name: str
    digest: str
    size: int
    variant: Variant
    pronom: str | None = None
    intake: int | None = None
    shows: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """All that ``record.json`` holds. ``restricted``: a person decided that few may see it; its values are not
    searched. ``corrects`` is the filed return that a person read more of."""

    received: Received
    post: Journalpost
    files: tuple[StoredFile, ...]
    absences: tuple[Absence, ...] = ()
    restricted: bool = False
    corrects: str | None = None


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``record.json``."""
    text = (resources.files(__package__) / "record.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def dump(stored: Stored, definition: FormDefinition | None, language: Language) -> bytes:
    """UTF-8 JSON. ``definition`` gives the labels, ``language`` is the one that labels and sentences stand in."""
    received = stored.received
    record = received.record
    crops = _crops(stored.files)
    data = {
        "schema": SCHEMA,
        "return": received.return_id,
        "restricted": stored.restricted,
        "journalpost": _post(stored.post),
        "employee": received.employee,
        "pages": received.pages,
        "identity": _identity(received.identity),
        "record": {
            "form": record.form,
            "version": record.version,
            "language": record.language.value,
            "issue": record.issue,
        }
        if record
        else None,
        "fields": {one.field: _entry(one, definition, language, crops) for one in record.entries} if record else {},
        "signatures": [_signature(one) for one in record.signatures] if record else [],
        "seals": [signature_to_json(one) for one in record.seals] if record else [],
        "observations": [_observation(one) for one in record.observations] if record else [],
        "findings": [_finding(one, definition, language) for one in received.findings],
        "acceptance": _acceptance(received.acceptance),
        "absences": [_absence(one) for one in stored.absences],
        "intakes": [_intake(one) for one in received.intakes],
        "files": [_file(one) for one in stored.files],
    }
    if stored.corrects is not None:
        data["corrects"] = stored.corrects
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode()


def type_of(value: Value) -> object:
    """The name of a value's type; for rows the types of their cells, so that a date stays a date."""
    match value:
        case None:
            return "none"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case Decimal():
            return "decimal"
        case date():
            return "date"
        case str():
            return "text"
        case tuple():
            rows = rows_of(value)
            return [{column: type_of(cell) for column, cell in row} for row in rows] if rows else "list"


def _post(post: Journalpost) -> dict[str, object]:
    return {
        "title": post.title,
        "direction": post.direction.value,
        "series": post.series.value,
        "sender": post.sender,
        "recipient": post.recipient,
        "dated": post.dated.isoformat(),
        "received": post.received.isoformat() if post.received else None,
        "sent": post.sent.isoformat() if post.sent else None,
        "registered": post.registered.isoformat(),
        "access_code": post.access_code,
        "access_basis": post.access_basis,
        "shield_title": post.shield_title,
        "responsible": post.responsible,
        "employee": post.employee,
        "personalmappe": post.personalmappe,
        "related": list(post.related),
    }


def _identity(identity: Identity) -> dict[str, object]:
    return {
        "number": identity.number,
        "form": identity.form,
        "version": identity.version,
        "language": identity.language.value if identity.language else None,
        "page_codes": [list(code) for code in identity.page_codes],
    }


def _crops(files: Iterable[StoredFile]) -> Crops:
    found: dict[str, list[str]] = {}
    for one in files:
        if one.shows is not None:
            found.setdefault(one.shows, []).append(one.name)
    return found


def _file(file: StoredFile) -> dict[str, object]:
    data = asdict(file)
    if file.shows is None:
        del data["shows"]
    return data


def _entry(entry: Entry, definition: FormDefinition | None, language: Language, crops: Crops) -> dict[str, object]:
    data: dict[str, object] = {
        "label": definition.printed_label(entry.field, language) if definition else None,
        "value": to_json(entry.value),
        "type": type_of(entry.value),
        "state": entry.state.value,
        **_source(entry.source),
        "confidence": entry.confidence,
        "raw": entry.raw,
        "problem": entry.problem,
    }
    if entry.field in crops:
        data["crops"] = crops[entry.field]
    if entry.cells:
        data["cells"] = [
            _cell(cell, crops.get(name_of(entry.field, row=cell.row, column=cell.column))) for cell in entry.cells
        ]
    return data


def _cell(cell: Cell, crops: list[str] | None) -> dict[str, object]:
    data: dict[str, object] = {
        "row": cell.row,
        "column": cell.column,
        "value": to_json(cell.value),
        "type": type_of(cell.value),
        "state": cell.state.value,
        **_source(cell.source),
        "confidence": cell.confidence,
        "raw": cell.raw,
    }
    if crops:
        data["crops"] = crops
    return data


def _signature(signature: SignatureEntry) -> dict[str, object]:
    return {
        "field": signature.field,
        "role": signature.role.value,
        "state": signature.state.value,
        "kind": signature.kind.value,
        "by": signature.by,
        "at": signature.at.isoformat() if signature.at else None,
        "validated": signature_to_json(signature.validated) if signature.validated else None,
        **_source(signature.source),
    }


def _observation(seen: Observation) -> dict[str, object]:
    return {
        "field": seen.field,
        "raw": seen.raw,
        "confidence": seen.confidence,
        **_source(seen.source),
        "row": seen.row,
        "column": seen.column,
        "choice": seen.choice,
        "part": seen.part.value,
    }


def _finding(finding: Finding, definition: FormDefinition | None, language: Language) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "field": finding.field,
        "message": _sentence(finding, definition, language),
        "params": [list(param) for param in finding.params],
        **_source(finding.source),
    }


def _sentence(finding: Finding, definition: FormDefinition | None, language: Language) -> str | None:
    """None for a code that this version has no sentence for."""
    if finding.code not in messages.findings():
        return None
    label = definition.printed_label(finding.field, language) if definition and finding.field else None
    return messages.finding_sentence(finding, language, label)


def _source(source: Source | None) -> dict[str, object]:
    if source is None:
        return {"method": None, "document": None, "page": None, "box": None}
    box = _box(source.box) if source.box else None
    return {"method": source.method.value, "document": source.document, "page": source.page, "box": box}


def _box(box: Box) -> list[float]:
    """Page, then left, top, right, bottom in points."""
    return [box.page, box.left, box.top, box.right, box.bottom]


def _acceptance(acceptance: Acceptance | None) -> dict[str, object] | None:
    if acceptance is None:
        return None
    return {
        "by": acceptance.by,
        "at": acceptance.at.isoformat(),
        "reason": acceptance.reason,
        "corrected": list(acceptance.corrected),
        "despite": list(acceptance.despite),
        "employee": acceptance.employee,
    }


def _absence(absence: Absence) -> dict[str, object]:
    return {
        "kind": absence.kind.value,
        "first": absence.first.isoformat(),
        "last": absence.last.isoformat() if absence.last else None,
        "grade": str(absence.grade),
        "source": absence.source,
    }


def _intake(intake: Intake) -> dict[str, object]:
    data: dict[str, object] = {
        "name": intake.name,
        "digest": intake.digest,
        "size": intake.size,
        "kind": intake.kind.value,
        "channel": intake.channel.value,
        "arrived": intake.arrived.isoformat(),
    }
    if intake.sheets:
        data["sheets"] = [{"intake": one.intake, "sheet": one.sheet} for one in intake.sheets]
    return data


def texts_of(entries: Iterable[Entry]) -> Iterable[str]:
    """What people wrote, for searching: filled values as text, the raw text where a value was not understood."""
    for entry in entries:
        if entry.raw:
            yield entry.raw
        elif isinstance(entry.value, str):
            yield entry.value
        yield from (cell.raw for cell in entry.cells if cell.raw)


def dates_of(entries: Iterable[Entry]) -> Iterable[date]:
    """The days that people wrote, those in tables included."""
    for entry in entries:
        values = (entry.value, *(cell.value for cell in entry.cells))
        yield from (value for value in values if isinstance(value, date))
