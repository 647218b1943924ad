"""``record.json`` back into the model's types: ``load(dump(stored, …)) == stored``."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from dokumentverk.archive.metadata import SCHEMA, Stored, StoredFile
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.filing import Acceptance, Journalpost, Received, Variant
from dokumentverk.model.finding import Finding, Severity
from dokumentverk.model.form import Direction, Role, Series
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Part
from dokumentverk.model.reading import (
    Channel,
    FileKind,
    Identity,
    Intake,
    Method,
    Observation,
    SheetOrigin,
    SignatureKind,
    Source,
)
from dokumentverk.model.record import Cell, Entry, Record, SignatureEntry, SignatureState, State
from dokumentverk.model.signature_json import signature_from_json
from dokumentverk.model.value import Row, Scalar, Value


def load(content: bytes) -> Stored:
    """Raises ArchiveDamaged when the bytes are not a ``record.json`` of a schema that this version knows."""
    try:
        data = json.loads(content)
        if data["schema"] != SCHEMA:
            raise ArchiveDamaged("ARCHIVE_RECORD_UNREADABLE")
        return Stored(
            received=_received(data),
            post=_post(data["journalpost"]),
            files=tuple(_file(one) for one in data["files"]),
            absences=tuple(_absence(one) for one in data["absences"]),
            restricted=data["restricted"],
            corrects=data.get("corrects"),
        )
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError):
        raise ArchiveDamaged("ARCHIVE_RECORD_UNREADABLE") from None


def value_of(data: Any, kind: Any) -> Value:
    """A value from its JSON and its type as ``metadata.type_of`` names it. Raises ValueError for another type."""
    if isinstance(kind, list):
        return tuple(_row(cells, types) for cells, types in zip(data, kind, strict=True))
    if kind == "list":
        return tuple(data)
    return _scalar(data, kind)


def _row(cells: dict[str, Any], types: dict[str, Any]) -> Row:
    row: list[tuple[str, Scalar | tuple[str, ...]]] = []
    for column, kind in types.items():
        cell = cells[column]
        row.append((column, tuple(cell) if kind in ("list", []) else _scalar(cell, kind)))
    return tuple(row)


def _scalar(data: Any, kind: str) -> Scalar:
    match kind:
        case "none":
            return None
        case "boolean":
            return bool(data)
        case "integer":
            return int(data)
        case "decimal":
            return Decimal(data)
        case "date":
            return date.fromisoformat(data)
        case "text":
            return str(data)
        case _:
            raise ValueError(kind)


def _received(data: dict[str, Any]) -> Received:
    return Received(
        intakes=tuple(_intake(one) for one in data["intakes"]),
        return_id=data["return"],
        identity=_identity(data["identity"]),
        pages=data["pages"],
        record=_record(data) if data["record"] is not None else None,
        employee=data["employee"],
        findings=tuple(_finding(one) for one in data["findings"]),
        acceptance=_acceptance(data["acceptance"]) if data["acceptance"] is not None else None,
    )


def _record(data: dict[str, Any]) -> Record:
    head = data["record"]
    return Record(
        form=head["form"],
        version=head["version"],
        language=Language(head["language"]),
        issue=head["issue"],
        entries=tuple(_entry(field, one) for field, one in data["fields"].items()),
        signatures=tuple(_signature(one) for one in data["signatures"]),
        observations=tuple(_observation(one) for one in data["observations"]),
        seals=tuple(signature_from_json(one) for one in data.get("seals", [])),
    )


def _post(data: dict[str, Any]) -> Journalpost:
    return Journalpost(
        title=data["title"],
        direction=Direction(data["direction"]),
        series=Series(data["series"]),
        sender=data["sender"],
        recipient=data["recipient"],
        dated=date.fromisoformat(data["dated"]),
        received=_moment(data["received"]),
        sent=_moment(data["sent"]),
        registered=datetime.fromisoformat(data["registered"]),
        access_code=data["access_code"],
        access_basis=data["access_basis"],
        shield_title=data["shield_title"],
        responsible=data["responsible"],
        employee=data["employee"],
        personalmappe=data["personalmappe"],
        related=tuple(data["related"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None


def _identity(data: dict[str, Any]) -> Identity:
    return Identity(
        number=data["number"],
        form=data["form"],
        version=data["version"],
        language=Language(data["language"]) if data["language"] is not None else None,
        page_codes=tuple((page, pages) for page, pages in data["page_codes"]),
    )


def _entry(field: str, data: dict[str, Any]) -> Entry:
    return Entry(
        field=field,
        value=value_of(data["value"], data["type"]),
        state=State(data["state"]),
        raw=data["raw"],
        confidence=data["confidence"],
        source=_source(data),
        cells=tuple(_cell(one) for one in data.get("cells", [])),
        problem=data["problem"],
    )


def _cell(data: dict[str, Any]) -> Cell:
    return Cell(
        row=data["row"],
        column=data["column"],
        value=value_of(data["value"], data["type"]),
        state=State(data["state"]),
        raw=data["raw"],
        confidence=data["confidence"],
        source=_source(data),
    )


def _signature(data: dict[str, Any]) -> SignatureEntry:
    return SignatureEntry(
        field=data["field"],
        role=Role(data["role"]),
        state=SignatureState(data["state"]),
        kind=SignatureKind(data["kind"]),
        by=data["by"],
        at=_moment(data["at"]),
        source=_source(data),
        validated=signature_from_json(data["validated"]) if data.get("validated") else None,
    )


def _observation(data: dict[str, Any]) -> Observation:
    source = _source(data)
    if source is None:
        raise ValueError("an observation has a source")
    return Observation(
        field=data["field"],
        raw=data["raw"],
        confidence=data["confidence"],
        source=source,
        row=data["row"],
        column=data["column"],
        choice=data["choice"],
        part=Part(data["part"]),
    )


def _finding(data: dict[str, Any]) -> Finding:
    return Finding(
        code=data["code"],
        severity=Severity(data["severity"]),
        field=data["field"],
        params=tuple((name, value) for name, value in data["params"]),
        source=_source(data),
    )


def _source(data: dict[str, Any]) -> Source | None:
    if data["method"] is None:
        return None
    box = data["box"]
    return Source(
        document=data["document"],
        method=Method(data["method"]),
        page=data["page"],
        box=Box(int(box[0]), *box[1:]) if box is not None else None,
    )


def _acceptance(data: dict[str, Any]) -> Acceptance:
    return Acceptance(
        by=data["by"],
        at=datetime.fromisoformat(data["at"]),
        reason=data["reason"],
        corrected=tuple(data["corrected"]),
        despite=tuple(data["despite"]),
        employee=data["employee"],
    )


def _absence(data: dict[str, Any]) -> Absence:
    return Absence(
        kind=AbsenceKind(data["kind"]),
        first=date.fromisoformat(data["first"]),
        last=date.fromisoformat(data["last"]) if data["last"] is not None else None,
        grade=Decimal(data["grade"]),
        source=data["source"],
    )


def _intake(data: dict[str, Any]) -> Intake:
    return Intake(
        name=data["name"],
        digest=data["digest"],
        size=data["size"],
        kind=FileKind(data["kind"]),
        channel=Channel(data["channel"]),
        arrived=datetime.fromisoformat(data["arrived"]),
        sheets=tuple(SheetOrigin(one["intake"], one["sheet"]) for one in data.get("sheets", [])),
    )


def _file(data: dict[str, Any]) -> StoredFile:
    return StoredFile(
        name=data["name"],
        digest=data["digest"],
        size=data["size"],
        variant=Variant(data["variant"]),
        pronom=data["pronom"],
        intake=data["intake"],
        shows=data.get("shows"),
    )
