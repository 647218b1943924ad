"""One answer out of everything that was seen of it: a field, or a cell of a table. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dokumentverk.model.form import Field, FieldKind
from dokumentverk.model.layout import Part
from dokumentverk.model.reading import Method, Observation, Source
from dokumentverk.model.record import State
from dokumentverk.model.value import NO, YES, Unparsable, Value, empty, parse
from dokumentverk.read.observed import NOT_READ
from dokumentverk.read.slots import EXCLUSIVE, MARKED

RANK = {
    method: rank for rank, method in enumerate((Method.PERSON, *(one for one in Method if one is not Method.PERSON)))
}
"""From the surest to the least sure, a person first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``told`` is the code of a finding that is to be made, unless the reader of the one file concerned made it."""

    value: Value
    state: State
    raw: str = ""
    confidence: float = 1.0
    source: Source | None = None
    problem: str | None = None
    told: str | None = None


def settle_answer(leaf: Field, seen: Sequence[Observation], more: Sequence[str] = ()) -> Answer:
    """``seen`` is all that was seen of this answer; ``more`` the texts of free continuations that name it, in order.

    What a person says stands above everything else, continuations included.
    """
    if not seen:
        return Answer(None, State.ABSENT)
    persons = [one for one in seen if one.source.method is Method.PERSON]
    if persons:
        last = [one for one in persons if one.source == persons[-1].source]
        seen, more = last, ()
    whole = [one for one in seen if one.choice is None and one.raw not in ("on", "off")]
    if leaf.kind in MARKED and not whole:
        return _settle_marks(leaf, seen)
    return _settle_text(leaf, whole if leaf.kind in MARKED else seen, more)


def _settle_text(leaf: Field, seen: Sequence[Observation], more: Sequence[str]) -> Answer:
    read = [one for one in seen if one.confidence > NOT_READ]
    if not read:
        first = seen[0]
        return Answer(None, State.NOT_READ, confidence=NOT_READ, source=first.source)
    texts = {document: _text_of(every) for document, every in _by_document(read).items()}
    best = min(texts.values(), key=lambda text: (RANK[text.source.method], -text.confidence))
    raw = "\n".join((best.raw, *more)) if best.raw.strip() else "\n".join(more)
    value = parse(leaf, raw)
    conflict = any(text.doubted or not _same(leaf, text.raw, best.raw) for text in texts.values())
    told = "VALUES_CONFLICT" if conflict else None
    if isinstance(value, Unparsable):
        state = State.CONFLICT if conflict else State.NOT_READ
        return Answer(None, state, raw, best.confidence, best.source, value.code, told)
    state = State.CONFLICT if conflict else State.EMPTY if value == empty(leaf) else State.FILLED
    return Answer(value, state, raw, best.confidence, best.source, told=told)


@dataclass(frozen=True, slots=True)
class _Text:
    """The text that one document gives. ``doubted``: something else was seen of it too."""

    raw: str
    confidence: float
    source: Source
    doubted: bool


def _text_of(seen: Sequence[Observation]) -> _Text:
    """Main and overflow of the surest way, joined without anything between; where lines were only seen, by a
    space."""
    method = min((one.source.method for one in seen), key=lambda one: RANK[one])
    mains = [one for one in seen if one.part is Part.MAIN]
    own = [one for one in mains if one.source.method is method] or mains or list(seen)
    rest = _overflow(one for one in seen if one.part is Part.OVERFLOW and one.source.method is method)
    parts = [one.raw for one in (own[0], *rest) if one.raw]
    joint = "" if method is not Method.TEXT or any(part.endswith("\n") for part in parts[:-1]) else " "
    taken = {squeezed(one.raw) for one in (own[0], *rest)}
    doubted = any(squeezed(one.raw) not in taken for one in seen)
    confidence = min(one.confidence for one in (own[0], *rest))
    return _Text(joint.join(parts), confidence, own[0].source, doubted)


def _overflow(seen: Iterable[Observation]) -> list[Observation]:
    """The parts of a long answer in the order of the pages."""
    return sorted(seen, key=lambda one: (one.source.page or 0, one.source.box.top if one.source.box else 0.0))


def squeezed(text: str) -> str:
    return "".join(text.split())


def _same(leaf: Field, one: str, other: str) -> bool:
    """The same value, or the same letters with other line ends."""
    return squeezed(one) == squeezed(other) or parse(leaf, one) == parse(leaf, other)


def _by_document(seen: Iterable[Observation]) -> dict[str, list[Observation]]:
    found: dict[str, list[Observation]] = defaultdict(list)
    for one in seen:
        found[one.source.document].append(one)
    return found


def _settle_marks(leaf: Field, seen: Sequence[Observation]) -> Answer:
    """The boxes of one answer. Of several sights of one box the surest counts, and a difference is a conflict."""
    boxes: dict[str | None, list[Observation]] = defaultdict(list)
    for one in sorted(seen, key=lambda one: (RANK[one.source.method], -one.confidence)):
        boxes[one.choice].append(one)
    read = {choice: [one for one in every if one.confidence > NOT_READ] for choice, every in boxes.items()}
    best = {choice: every[0] for choice, every in read.items() if every}
    on = [choice for choice, one in best.items() if one.raw == "on"]
    differing = [every for every in read.values() if len({one.raw for one in every}) > 1]
    told = "VALUES_CONFLICT" if differing else None
    deciding = next((best[choice] for choice in on), next(iter(best.values()), seen[0]))
    raw = ";".join(choice if choice is not None else "on" for choice in on)
    confidence = min((one.confidence for one in best.values()), default=NOT_READ)
    value = _marked(leaf, on)
    if leaf.kind in EXCLUSIVE and len(on) > 1:
        return Answer(None, State.CONFLICT, raw, confidence, deciding.source, told=told or "SEVERAL_MARKED")
    if differing:
        return Answer(value, State.CONFLICT, raw, confidence, deciding.source, told=told)
    if len(best) < len(boxes):
        return Answer(None, State.NOT_READ, raw, NOT_READ, deciding.source)
    return Answer(value, State.FILLED if on else State.EMPTY, raw, confidence, deciding.source)


def _marked(leaf: Field, on: Sequence[str | None]) -> Value:
    match leaf.kind:
        case FieldKind.TICK:
            return bool(on)
        case FieldKind.YES_NO:
            return {YES: True, NO: False}.get(on[0] or "") if len(on) == 1 else None
        case FieldKind.SEVERAL_OF:
            return tuple(choice.id for choice in leaf.choices if choice.id in on) or None
        case _:
            return on[0] if len(on) == 1 else None
