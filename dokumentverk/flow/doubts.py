"""What a person must look at in a document, field by field: where it stands, what was read, what is to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dokumentverk.flow.trays import DIAGNOSIS, NEVER_DESPITE, hint_of
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Received
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Part, name_of
from dokumentverk.model.reading import Source
from dokumentverk.model.record import Entry, Record, State
from dokumentverk.report import label_of

_CHOICES = frozenset({FieldKind.YES_NO, FieldKind.ONE_OF, FieldKind.SEVERAL_OF, FieldKind.TICK})
_LABEL = 70.0
"""Points to the right of the last tick box, where its label stands."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """``label`` is the printed one, number first; empty for what is about the whole document. ``boxes`` are points of
    the received sides as displayed, one for each side. ``options`` go after ``dokumentverk accept RETURN``."""

    number: str
    label: str
    raw: str
    sentences: tuple[str, ...]
    decide: tuple[str, ...]
    boxes: tuple[Box, ...]
    options: str


def stopping_doubts(received: Received, definition: FormDefinition, language: Language) -> tuple[Doubt, ...]:
    """One for each field with findings that stop, in the order of the form, then those without a field."""
    stops = [one for one in received.findings if one.stops]
    ids = [one.id for one in definition.fields()]
    named = sorted({one.field for one in stops if one.field in ids}, key=lambda id: ids.index(str(id)))
    found = [
        _of_field(received, definition, id, [one for one in stops if one.field == id], language) for id in named if id
    ]
    for one in stops:
        if one.field not in ids:
            label = label_of(one.field, definition, language) or ""
            boxes = tuple(around([one.source]))
            sentence = finding_sentence(one, language, label or None)
            found.append(Doubt("", label, "", (sentence,), (), boxes, _despite([one])))
    return tuple(found)


def unread_doubts(received: Received, definition: FormDefinition, language: Language) -> tuple[Doubt, ...]:
    """Fields that hold handwriting which nothing waits for: it can be written in, now or later; and what was written
    outside them, to be looked at."""
    if received.record is None:
        return ()
    beside = [
        Doubt("", "", "", (finding_sentence(one, language),), (), tuple(around([one.source])), "")
        for one in received.findings
        if one.code == "WRITTEN_OUTSIDE"
    ]
    stopped = {one.field for one in received.findings if one.stops}
    unread = [one.field for one in received.record.entries if _is_unread(one) and one.field not in stopped]
    return (*(_of_field(received, definition, id, (), language) for id in unread), *beside)


def _is_unread(entry: Entry) -> bool:
    return entry.state is State.NOT_READ or any(cell.state is State.NOT_READ for cell in entry.cells)


def _of_field(
    received: Received, definition: FormDefinition, id: str, findings: Sequence[Finding], language: Language
) -> Doubt:
    field = definition.field(id)
    entry = next((one for one in received.record.entries if one.field == id), None) if received.record else None
    label = definition.printed_label(id, language) or ""
    suspected = any(one.code == DIAGNOSIS for one in findings)
    settings = _settings(definition, field, entry, language)
    return Doubt(
        number=str(definition.number_of(id)),
        label=label,
        raw="" if field.kind in _CHOICES or entry is None or suspected else entry.raw,
        sentences=tuple(dict.fromkeys(finding_sentence(one, language, label) for one in findings)),
        decide=(word("decide_diagnosis", language),) if suspected else tuple(_decide(field, language)),
        boxes=() if suspected else _places(received.record, field, entry, findings),
        options="" if suspected else " ".join(f'--set "{one}"' for one in settings) or _despite(findings),
    )


def _settings(definition: FormDefinition, field: Field, entry: Entry | None, language: Language) -> tuple[str, ...]:
    """``field=value`` of the field, or of the cells of a table that were not read."""
    hint = hint_of(definition, field.id, language)
    if hint is not None:
        return (hint,)
    return tuple(
        f"{name_of(field.id, row=cell.row, column=cell.column)}={word('value', language)}"
        for cell in (entry.cells if entry else ())
        if cell.state is State.NOT_READ
    )


def _despite(findings: Iterable[Finding]) -> str:
    """As it is; nothing for what only a choice of its own or an answer ends."""
    codes = dict.fromkeys(one.code for one in findings)
    return " ".join(f"--despite {code}" for code in codes if code != DIAGNOSIS and code not in NEVER_DESPITE)


def _decide(field: Field, language: Language) -> Iterator[str]:
    match field.kind:
        case FieldKind.DATE:
            yield word("decide_date", language)
        case FieldKind.YES_NO | FieldKind.TICK:
            yield word("decide_yes_no", language)
        case FieldKind.ONE_OF | FieldKind.SEVERAL_OF:
            yield word("decide_one" if field.kind is FieldKind.ONE_OF else "decide_several", language)
            for choice in field.choices:
                yield f"{choice.id}: {choice.label.in_(language)}"
        case FieldKind.SIGNATURE:
            yield word("decide_signature", language)
        case FieldKind.ROWS:
            yield word("decide_rows", language)
        case _:
            yield word("decide_text", language)


def _places(record: Record | None, field: Field, entry: Entry | None, findings: Sequence[Finding]) -> tuple[Box, ...]:
    """Where to look: all boxes of a choice, since a person must see them together; else where the doubt lies, else
    where the answer was seen."""
    seen = (
        [one for one in record.observations if one.field == field.id and one.part is not Part.REPEAT] if record else []
    )
    told = [one.source for one in findings]
    own = [entry.source] if entry else []
    signed = [one.source for one in record.signatures if one.field == field.id] if record else []
    every = [one.source for one in seen]
    orders: list[Sequence[Source | None]] = [[*every, *told]] if field.kind in _CHOICES else [told, own, signed, every]
    for sources in orders:
        boxes = tuple(around(sources))
        if boxes:
            return tuple(replace(one, right=one.right + _LABEL) for one in boxes) if field.kind in _CHOICES else boxes
    return ()


def around(sources: Iterable[Source | None]) -> Iterator[Box]:
    """For each side the box around all that lies on it."""
    sides: dict[int, list[Box]] = {}
    for one in sources:
        if one is not None and one.box is not None:
            sides.setdefault(one.page or one.box.page, []).append(one.box)
    for side, boxes in sorted(sides.items()):
        yield Box(
            side,
            min(one.left for one in boxes),
            min(one.top for one in boxes),
            max(one.right for one in boxes),
            max(one.bottom for one in boxes),
        )
