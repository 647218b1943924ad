"""All readings of one document, and what persons said of it, to one record: an entry for every field. Pure.

Nothing seen is lost: the record keeps every observation. Where sights differ the entry is in conflict and holds what
the surest way gave; a finding asks a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, FormDefinition, Role
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Part
from dokumentverk.model.reading import Method, Observation, Reading, SignatureKind, SignatureMark
from dokumentverk.model.record import Cell, Entry, Record, SignatureEntry, SignatureState, State
from dokumentverk.model.value import Row, Scalar, Value, empty
from dokumentverk.read.known import Known
from dokumentverk.read.settle_answer import RANK, Answer, settle_answer, squeezed

_STRENGTH = (
    SignatureKind.DIGITAL,
    SignatureKind.INK,
    SignatureKind.DRAWN,
    SignatureKind.IMAGE,
    SignatureKind.TYPED,
    SignatureKind.NONE,
)
_SIGNED = frozenset({SignatureKind.DIGITAL, SignatureKind.INK, SignatureKind.DRAWN})
"""A pasted picture or a typed name may be anybody's doing: whether the workplace takes it is for the checks."""
_CONTINUED = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})


def settle(
    known: Known, readings: Sequence[Reading], persons: Sequence[Observation] = ()
) -> tuple[Record, tuple[Finding, ...]]:
    """One record of ``readings`` (of one document, in order of arrival) under ``persons`` (in order of saying)."""
    definition = known.definition
    seen = (*(one for reading in readings for one in reading.observations), *persons)
    by_field: dict[str, list[Observation]] = defaultdict(list)
    for one in seen:
        by_field[one.field].append(one)
    more, told_of_more = _continued(definition, by_field.get("", []))
    findings = [one for one in told_of_more if not _told_at_place(one, readings)]
    entries: list[Entry] = []
    for field in definition.fields():
        own = by_field.get(field.id, [])
        entry, told = _entry(field, own, more.get(field.id, ()))
        entries.append(entry)
        findings += [one for one in told if not _known_already(one, own, readings)]
    marks = [mark for reading in readings for mark in reading.signatures]
    signatures = tuple(_signatures(definition, marks, entries))
    by_id = {signature.field: signature for signature in signatures}
    record = Record(
        form=definition.id,
        version=definition.version,
        language=_language(known, readings),
        issue=next((reading.identity.number for reading in readings if reading.identity.number), None),
        entries=tuple(_signed(entry, by_id.get(entry.field)) for entry in entries),
        signatures=signatures,
        observations=seen,
        seals=tuple(one for reading in readings for one in reading.seals),
    )
    return record, tuple(findings)


_DISAGREEMENTS = frozenset({"TEXT_READ_DIFFERENTLY", "VALUE_NOT_SHOWN", "VALUE_SHOWN_DIFFERENTLY"})
"""What a reader says of a field when one file disagrees with itself."""


def _known_already(told: Finding, seen: Sequence[Observation], readings: Sequence[Reading]) -> bool:
    """A conflict within one file that its reader told of."""
    return (
        told.code == "VALUES_CONFLICT"
        and len({one.source.document for one in seen}) == 1
        and any(
            one.field == told.field and one.code in _DISAGREEMENTS for reading in readings for one in reading.findings
        )
    )


def _told_at_place(told: Finding, readings: Sequence[Reading]) -> bool:
    return any((one.code, one.params) == (told.code, told.params) for reading in readings for one in reading.findings)


def _language(known: Known, readings: Sequence[Reading]) -> Language:
    if known.layout is not None:
        return known.layout.language
    if known.issue is not None:
        return known.issue.language
    return next((reading.identity.language for reading in readings if reading.identity.language), Language.NB)


def _entry(field: Field, seen: Sequence[Observation], more: Sequence[str]) -> tuple[Entry, list[Finding]]:
    if field.kind is FieldKind.ROWS:
        return _rows(field, seen)
    if field.kind is FieldKind.SIGNATURE:
        return Entry(field.id, None, State.ABSENT), []
    answer = settle_answer(field, seen, more)
    value = answer.value
    if value is None and answer.state is State.EMPTY:
        value = empty(field)
    entry = Entry(field.id, value, answer.state, answer.raw, answer.confidence, answer.source, problem=answer.problem)
    return entry, _told(field, answer)


def _told(field: Field, answer: Answer) -> list[Finding]:
    return [finding(answer.told, field=field.id, source=answer.source)] if answer.told is not None else []


def _rows(table: Field, seen: Sequence[Observation]) -> tuple[Entry, list[Finding]]:
    """The lines that hold anything, each with every column; where each cell stood is in its row number."""
    by_cell: dict[tuple[int, str], list[Observation]] = defaultdict(list)
    for one in seen:
        if one.row is not None and one.column is not None:
            by_cell[one.row, one.column].append(one)
    if not by_cell:
        return Entry(table.id, (), State.ABSENT), []
    cells: list[Cell] = []
    lines: list[Row] = []
    findings: list[Finding] = []
    states: set[State] = set()
    for row in sorted({row for row, _ in by_cell}):
        settled = [(column, settle_answer(column, by_cell.get((row, column.id), ()))) for column in table.columns]
        blank = all(answer.value in (None, False, ()) and answer.state is not State.CONFLICT for _, answer in settled)
        for column, answer in settled:
            findings += _told(table, answer)
            value = empty(column) if answer.value is None and answer.state is State.EMPTY else answer.value
            cells.append(Cell(row, column.id, value, answer.state, answer.raw, answer.confidence, answer.source))
            states.add(answer.state)
        if not blank:
            lines.append(tuple((cell.column, _scalar(cell.value)) for cell in cells[-len(settled) :]))
    source = next((cell.source for cell in cells if cell.state is State.FILLED), cells[0].source)
    confidence = min((cell.confidence for cell in cells if cell.state is not State.ABSENT), default=1.0)
    return Entry(table.id, tuple(lines), _state_of(states), "", confidence, source, tuple(cells)), findings


def _scalar(value: Value) -> Scalar | tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(part for part in value if isinstance(part, str))
    return value


def _state_of(states: set[State]) -> State:
    for state in (State.CONFLICT, State.NOT_READ, State.FILLED, State.EMPTY):
        if state in states:
            return state
    return State.ABSENT


def _continued(
    definition: FormDefinition, seen: Sequence[Observation]
) -> tuple[Mapping[str, tuple[str, ...]], list[Finding]]:
    """The texts of the free continuations by the id of the field that is named beside them."""
    fields = tuple(definition.fields())
    found: dict[str, tuple[str, ...]] = {}
    findings: list[Finding] = []
    for row in sorted({one.row for one in seen if one.row is not None}):
        text, doubtful = _surest(one for one in seen if one.row == row and one.part is Part.CONTINUATION_TEXT)
        named, unsure = _surest(one for one in seen if one.row == row and one.part is Part.CONTINUATION_FIELD)
        if not text.strip():
            continue
        digits = re.search(r"\d+", named)
        number = int(digits.group()) if digits is not None and len(digits.group()) < 4 else 0
        field = fields[number - 1] if 0 < number <= len(fields) else None
        if field is None or field.kind not in _CONTINUED:
            findings.append(finding("CONTINUATION_FIELD_UNKNOWN", place=row + 1))
            continue
        if doubtful or unsure:
            findings.append(finding("CONTINUATION_CONFLICT", place=row + 1))
        found[field.id] = (*found.get(field.id, ()), text)
    return found, findings


def _surest(seen: Iterator[Observation]) -> tuple[str, bool]:
    """The text by the surest way, and whether others differ from it."""
    ranked = sorted(seen, key=lambda one: (RANK[one.source.method], -one.confidence))
    if not ranked:
        return "", False
    if ranked[0].source.method is Method.PERSON:
        return ranked[0].raw, False
    return ranked[0].raw, any(squeezed(one.raw) != squeezed(ranked[0].raw) for one in ranked)


def _signatures(
    definition: FormDefinition, marks: Sequence[SignatureMark], entries: Sequence[Entry]
) -> Iterator[SignatureEntry]:
    reasons = {entry.field: entry for entry in entries}
    for field in definition.fields():
        if field.kind is not FieldKind.SIGNATURE:
            continue
        own = sorted((mark for mark in marks if mark.field == field.id), key=lambda mark: _STRENGTH.index(mark.kind))
        best = own[0] if own else None
        role = field.role or Role.EMPLOYEE
        excuse = reasons.get(field.absent_reason) if field.absent_reason is not None else None
        if best is None or best.kind is SignatureKind.NONE:
            excused = excuse is not None and excuse.state is State.FILLED and excuse.value not in (None, False)
            state = SignatureState.EXCUSED if excused else SignatureState.ABSENT
            yield SignatureEntry(field.id, role, state, source=best.source if best else None)
        else:
            signed = best.kind in _SIGNED and best.sure
            state = SignatureState.PRESENT if signed else SignatureState.DOUBTFUL
            at = best.validated.at if best.validated is not None else None
            yield SignatureEntry(field.id, role, state, best.kind, best.by, at, best.source, best.validated)


def _signed(entry: Entry, signature: SignatureEntry | None) -> Entry:
    """Signature fields stand among the entries too; what they hold is told by the signatures."""
    if signature is None:
        return entry
    if signature.state in (SignatureState.PRESENT, SignatureState.DOUBTFUL):
        return replace(entry, state=State.FILLED, source=signature.source)
    return replace(entry, state=State.EMPTY if signature.source is not None else State.ABSENT, source=signature.source)
