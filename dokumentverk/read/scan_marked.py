"""The tick boxes of a return on paper: what was chosen, taken back, or is for a person. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import Method, Observation
from dokumentverk.model.scan import MarkSight, MarkState
from dokumentverk.model.value import YES
from dokumentverk.read.observed import NOT_READ, Observed, mark, observation
from dokumentverk.read.scan_issued import PaperReturn, confidence_asked, issued_value, source_of
from dokumentverk.read.slots import EXCLUSIVE, Slot

_HABIT = 3
"""Answers that are all given in one way."""


def observe_marks(paper: PaperReturn, slots: Mapping[int, Slot], marks: Iterable[MarkSight]) -> Observed:
    """Every answer that is given by boxes."""
    found = Observed()
    groups = _groups(slots, marks)
    if _chooses_by_filling(paper, groups):
        groups = [[(slot, _as_chosen(sight)) for slot, sight in group] for group in groups]
        found += Observed(
            findings=(finding("MARKS_FILLED", source=source_of(paper, Method.MARK, groups[0][0][1].box)),)
        )
    for group in groups:
        found += _mark_group(paper, group)
    return found


_Marked = tuple[Slot, MarkSight]


def _groups(slots: Mapping[int, Slot], marks: Iterable[MarkSight]) -> list[list[_Marked]]:
    """The boxes of one answer together."""
    found: dict[tuple[str, int | None, str | None], list[_Marked]] = defaultdict(list)
    for one in marks:
        slot = slots.get(one.place)
        if slot is not None:
            found[slot.field, slot.row, slot.column].append((slot, one))
    return list(found.values())


def _chooses_by_filling(paper: PaperReturn, groups: Sequence[Sequence[_Marked]]) -> bool:
    """Whether the writer fills boxes all over to choose, as others do to take a choice back: at least three answers of
    which one is possible have one box filled, none has more, and no box of the form is marked in another way. Nobody
    takes all answers back and gives none."""
    filled = 0
    for group in groups:
        states = [sight.state for slot, sight in group if not _was_ticked(paper, slot)]
        if MarkState.MARKED in states or MarkState.DOUBTFUL in states:
            return False
        leaf = group[0][0].leaf
        count = states.count(MarkState.CORRECTED)
        if leaf is not None and leaf.kind in EXCLUSIVE and count:
            if count > 1:
                return False
            filled += 1
    return filled >= _HABIT


def _as_chosen(sight: MarkSight) -> MarkSight:
    return replace(sight, state=MarkState.MARKED) if sight.state is MarkState.CORRECTED else sight


def _mark_group(paper: PaperReturn, group: Sequence[_Marked]) -> Observed:
    """A box that is filled over is an answer taken back when another box of a one-of answer is clearly marked;
    anywhere else a person decides what the writer meant."""
    group = [(slot, _held(slot, _with_print(paper, slot, sight))) for slot, sight in group]
    clear = [sight for _, sight in group if sight.state is MarkState.MARKED]
    doubtful = [sight for _, sight in group if sight.state is MarkState.DOUBTFUL]
    slot = group[0][0]
    chosen_anew = slot.leaf is not None and slot.leaf.kind in EXCLUSIVE and len(clear) == 1 and not doubtful
    seen: list[Observation] = []
    told: list[Finding] = []
    for slot, sight in group:
        issued = _was_ticked(paper, slot)
        source = source_of(paper, Method.ISSUED if issued else Method.MARK, sight.box)
        match sight.state:
            case MarkState.MARKED:
                seen.append(mark(slot, sight.confidence, source, on=True))
            case MarkState.EMPTY:
                seen.append(mark(slot, sight.confidence, source, on=False))
            case MarkState.CORRECTED if chosen_anew:
                seen.append(mark(slot, sight.confidence, source, on=False))
                told.append(finding("MARK_CORRECTED", field=slot.field, source=source))
            case MarkState.CORRECTED | MarkState.DOUBTFUL:
                seen.append(observation(slot, "", NOT_READ, source))
                told.append(finding("MARK_DOUBTFUL", field=slot.field, source=source))
            case _:
                assert_never(sight.state)
    return Observed(tuple(seen), (), tuple(told))


def _held(slot: Slot, sight: MarkSight) -> MarkSight:
    """A mark that is less sure than its field wants is for a person. An empty box is no answer."""
    if sight.state is MarkState.MARKED and sight.confidence < confidence_asked(slot):
        return replace(sight, state=MarkState.DOUBTFUL)
    return sight


def _with_print(paper: PaperReturn, slot: Slot, sight: MarkSight) -> MarkSight:
    """The sight with what was printed in the box: it shows the pen's ink alone. Ink over a printed mark may take it
    back."""
    if not _was_ticked(paper, slot):
        return sight
    state = MarkState.MARKED if sight.state is MarkState.EMPTY else MarkState.DOUBTFUL
    return replace(sight, state=state)


def _was_ticked(paper: PaperReturn, slot: Slot) -> bool:
    """Whether the box was ticked when the document was issued."""
    value = issued_value(paper, slot)
    match value:
        case bool():
            return value if slot.choice in (None, YES) else not value
        case str():
            return slot.choice == value
        case tuple():
            return slot.choice in value
        case _:
            return False
