"""From what was seen on paper to observations: which answers are sure, which a person must look at. Pure.

A box that looks as it was issued holds what it was issued with. Handwriting is never guessed: it is observed as «not
read», with its place, and stops nothing but where an identity, a date, a choice or a number hangs on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind, TextFormat
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Part, WidgetKind
from dokumentverk.model.reading import Method, Observation, SignatureKind, SignatureMark, Source
from dokumentverk.model.scan import (
    DigitSight,
    InkSight,
    InkState,
    MarkSight,
    MarkState,
    SheetLook,
    SignatureLook,
    SignatureSight,
)
from dokumentverk.model.value import YES, Scalar, Value, rows_of, show
from dokumentverk.read.dates_together import SureDate, decode_together
from dokumentverk.read.decode import Bounds
from dokumentverk.read.decoded import Decoded, DigitState
from dokumentverk.read.known import Known
from dokumentverk.read.observed import NOT_READ, Observed, mark, observation
from dokumentverk.read.pens import Pens, holds_nothing, pens_of
from dokumentverk.read.slots import EXCLUSIVE, Slot, slots_of
from dokumentverk.read.typed import agreed

_FREE = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})
_IDENTIFYING = frozenset({TextFormat.EMPLOYEE_NUMBER, TextFormat.ORGANISASJONSNUMMER})
"""Texts that decide where a document belongs: nobody files on an unread one without a person."""
_HABIT = 3
"""Answers that are all given in one way."""
_PRINTED = frozenset({InkState.AS_ISSUED, InkState.ALTERED})


@dataclass(frozen=True, slots=True)
class PaperReturn:
    """What a return on paper is read against. ``issued`` are the values that the document went out with; ``bounds``
    what its digits can be."""

    known: Known
    document: str
    language: Language
    issued: Mapping[str, Value]
    bounds: Bounds


def observe(paper: PaperReturn, looks: Sequence[SheetLook]) -> Observed:
    """Everything that was seen, as observations. What lies on sheets that could not be fitted is «not read»."""
    slots = _by_place(paper.known)
    found = Observed()
    marks = [one for look in looks for one in look.marks]
    groups = _groups(slots, marks)
    if _chooses_by_filling(paper, groups):
        groups = [[(slot, _as_chosen(sight)) for slot, sight in group] for group in groups]
        found += Observed(findings=(finding("MARKS_FILLED", source=_source(paper, Method.MARK, groups[0][0][1].box)),))
    for group in groups:
        found += _mark_group(paper, group)
    inks = {one.place: one for look in looks for one in look.inks}
    pens = pens_of(paper.known.definition, slots, looks)
    combs = [(slots[one.place], one) for look in looks for one in look.digits if one.place in slots]
    decoded = _decoded(paper, combs, inks)
    for comb, digits in combs:
        found += _digits(paper, comb, decoded.get(digits.place), digits.box, inks.get(digits.place), pens)
    for look in looks:
        for ink in look.inks:
            slot = slots.get(ink.place)
            if slot is not None and slot.place is not None and slot.place.kind is WidgetKind.TEXT:
                found += _text(paper, slot, ink)
        for signature in look.signatures:
            found += _signature(paper, slots[signature.place], signature)
        if not look.fit.good:
            found += _not_read(paper, look, slots.values())
        found += Observed(findings=tuple(_beside(paper, look)))
    return found


def _beside(paper: PaperReturn, look: SheetLook) -> Iterator[Finding]:
    """What was written outside the boxes: told once for a sheet. Who struck out what we printed may not have meant what
    they signed; a word in the margin is kept with the page."""
    for over_print, code in ((True, "PRINT_STRUCK"), (False, "WRITTEN_OUTSIDE")):
        boxes = [one.box for one in look.notes if one.over_print is over_print]
        if boxes:
            around = Box(
                boxes[0].page,
                min(one.left for one in boxes),
                min(one.top for one in boxes),
                max(one.right for one in boxes),
                max(one.bottom for one in boxes),
            )
            yield finding(code, sheet=look.fit.sheet, source=_source(paper, Method.INK, around))


def _by_place(known: Known) -> dict[int, Slot]:
    assert known.layout is not None, "paper is read against a kept blank"
    at = {place: index for index, place in enumerate(known.layout.places)}
    return {at[slot.place]: slot for slot in slots_of(known) if slot.place is not None}


def filled_places(paper: PaperReturn) -> frozenset[int]:
    """The places, by index, in which something was printed when the document was issued."""
    return frozenset(
        index
        for index, slot in _by_place(paper.known).items()
        if not slot.is_mark and not slot.is_signature and _shown(paper, slot)
    )


def _source(paper: PaperReturn, method: Method, box: Box) -> Source:
    return Source(paper.document, method, box.page, box)


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
        source = _source(paper, Method.ISSUED if issued else Method.MARK, sight.box)
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


def _limit(slot: Slot) -> float:
    """How sure the definition wants an answer of this field to be read; 0 where it says nothing: then what the reader
    is not in doubt of counts."""
    asked = slot.leaf.paper_confidence if slot.leaf is not None else None
    return asked if asked is not None else 0.0


def _held(slot: Slot, sight: MarkSight) -> MarkSight:
    """A mark that is less sure than its field wants is for a person. An empty box is no answer."""
    if sight.state is MarkState.MARKED and sight.confidence < _limit(slot):
        return replace(sight, state=MarkState.DOUBTFUL)
    return sight


def _was_ticked(paper: PaperReturn, slot: Slot) -> bool:
    """Whether the box was ticked when the document was issued."""
    value = _issued_value(paper, slot)
    match value:
        case bool():
            return value if slot.choice in (None, YES) else not value
        case str():
            return slot.choice == value
        case tuple():
            return slot.choice in value
        case _:
            return False


def _with_print(paper: PaperReturn, slot: Slot, sight: MarkSight) -> MarkSight:
    """The sight with what was printed in the box: it shows the pen's ink alone. Ink over a printed mark may take it
    back."""
    if not _was_ticked(paper, slot):
        return sight
    state = MarkState.MARKED if sight.state is MarkState.EMPTY else MarkState.DOUBTFUL
    return replace(sight, state=state)


def _decoded(
    paper: PaperReturn, combs: Sequence[tuple[Slot, DigitSight]], inks: Mapping[int, InkSight]
) -> dict[int, Decoded]:
    """What was written in the combs, by place. One that looks as issued is known, one altered is for a person."""
    printed = {place: one.state for place, one in inks.items() if one.state in _PRINTED}
    as_issued = [slot for slot, sight in combs if printed.get(sight.place) is InkState.AS_ISSUED]
    known = [SureDate(slot, day) for slot in as_issued if isinstance(day := _issued_value(paper, slot), date)]
    written = [one for one in combs if one[1].place not in printed]
    return decode_together(paper.known.definition, written, known, paper.bounds)


def _digits(
    paper: PaperReturn, slot: Slot, decoded: Decoded | None, box: Box, ink: InkSight | None, pens: Pens
) -> Observed:
    if decoded is None:
        assert ink is not None, "only printed combs are not decoded"
        return _as_issued(paper, slot, ink) if ink.state is InkState.AS_ISSUED else _altered(paper, slot, ink)
    source = _source(paper, Method.DIGITS, box)
    match decoded.state:
        case DigitState.DOUBTFUL if pens.show(slot) and holds_nothing(decoded, ink):
            return Observed((observation(slot, "", max(decoded.confidence, ink.confidence if ink else 0.0), source),))
        case DigitState.DOUBTFUL:
            doubted = observation(slot, decoded.raw.strip("·"), NOT_READ, source)
            return Observed((doubted,), (), (_told(_doubt(decoded, slot, ink), slot, source),))
        case DigitState.EMPTY:
            return Observed((observation(slot, "", decoded.confidence, source),))
        case DigitState.READ:
            told = (_told("DIGITS_DECODED", slot, source),) if decoded.changed else ()
            return Observed((observation(slot, decoded.text, decoded.confidence, source),), (), told)
    assert_never(decoded.state)


def _doubt(decoded: Decoded, slot: Slot, ink: InkSight | None) -> str:
    """Digits that make no valid value but for one changed are told apart: the writer may have erred. A telephone
    number, a year and what may be read later are kept unread, as words are: a check that needs one asks for it."""
    if not _must_be_sure(slot):
        return "INK_DOUBTFUL" if _is_lacking(slot, ink) else "DIGITS_NOT_READ"
    return "DIGITS_CHANGED" if decoded.changed else "DIGITS_DOUBTFUL"


def _text(paper: PaperReturn, slot: Slot, ink: InkSight) -> Observed:
    source = _source(paper, Method.INK, ink.box)
    match ink.state:
        case InkState.EMPTY:
            return Observed((observation(slot, "", ink.confidence, source),))
        case InkState.AS_ISSUED:
            return _as_issued(paper, slot, ink)
        case InkState.ALTERED:
            return _altered(paper, slot, ink)
        case InkState.ADDED:
            return _added(paper, slot, ink)
        case InkState.DOUBTFUL:
            code = "INK_DOUBTFUL" if _must_be_sure(slot) or _is_lacking(slot, ink) else _unread_code(slot)
            return Observed((observation(slot, "", NOT_READ, source),), (), (_told(code, slot, source),))
    assert_never(ink.state)


def _added(paper: PaperReturn, slot: Slot, ink: InkSight) -> Observed:
    """Typed text counts when the engines agree; all else is a person's to read."""
    typed = agreed(ink.typed)
    if typed is not None and typed.confidence >= _limit(slot):
        return Observed((observation(slot, typed.text, typed.confidence, _source(paper, Method.OCR, ink.box)),))
    source = _source(paper, Method.INK, ink.box)
    unread = "TYPED_NOT_READ" if ink.is_typed and slot.field else _unread_code(slot)
    told = [_told("TEXT_NOT_READ" if _must_be_sure(slot) else unread, slot, source)]
    if ink.is_typed and not ink.typed:
        told.append(finding("OCR_MISSING"))
    return Observed((observation(slot, "", NOT_READ, source),), (), tuple(told))


def _must_be_sure(slot: Slot) -> bool:
    """Whether filing hangs on what stands there: a date, a number, an identity; free text does not, nor what the
    definition lets be read later."""
    leaf = slot.leaf
    return leaf is not None and not leaf.read_later and (leaf.kind not in _FREE or leaf.format in _IDENTIFYING)


def _is_lacking(slot: Slot, ink: InkSight | None) -> bool:
    """Whether an answer that is asked of everybody is perhaps not there: a form is filed with an unread one alone."""
    required = slot.leaf is not None and slot.leaf.required and slot.part is Part.MAIN
    return required and (ink is None or ink.state is not InkState.ADDED)


def _unread_code(slot: Slot) -> str:
    return "HANDWRITING_NOT_READ" if slot.field else "CONTINUATION_HANDWRITTEN"


def _as_issued(paper: PaperReturn, slot: Slot, ink: InkSight) -> Observed:
    """The main box stands for the whole answer, its overflow boxes add nothing."""
    source = _source(paper, Method.ISSUED, ink.box)
    shown = "" if slot.part is not Part.MAIN else _shown(paper, slot)
    if shown is None:
        return _altered(paper, slot, ink)
    return Observed((observation(slot, shown, ink.confidence, source),))


def _shown(paper: PaperReturn, slot: Slot) -> str | None:
    """What we printed in a box; None when no value of it is known, so that nothing can be as issued."""
    if slot.leaf is None or slot.field not in paper.issued:
        return None
    return show(slot.leaf, _issued_value(paper, slot), paper.language)


def _issued_value(paper: PaperReturn, slot: Slot) -> Value:
    """What the document was issued with there; None for nothing."""
    value: Value = paper.issued.get(slot.field)
    return _cell(value, slot.row, slot.column) if slot.row is not None and slot.column is not None else value


def _cell(value: Value, row: int, column: str) -> Scalar | tuple[str, ...]:
    rows = rows_of(value)
    return dict(rows[row]).get(column) if row < len(rows) else None


def _altered(paper: PaperReturn, slot: Slot, ink: InkSight) -> Observed:
    source = _source(paper, Method.INK, ink.box)
    seen = observation(slot, "", NOT_READ, source)
    return Observed((seen,), (), (_told("PREFILL_ALTERED", slot, source),))


def _told(code: str, slot: Slot, source: Source) -> Finding:
    """The free continuations are no fields: what is told of them names their place."""
    if slot.field:
        return finding(code, field=slot.field, source=source)
    return finding("CONTINUATION_HANDWRITTEN", source=source, place=(slot.row or 0) + 1)


def _signature(paper: PaperReturn, slot: Slot, sight: SignatureSight) -> Observed:
    source = _source(paper, Method.INK, sight.box)
    kind = SignatureKind.NONE if sight.look is SignatureLook.ABSENT else SignatureKind.INK
    held = sight.look is SignatureLook.PRESENT and sight.confidence < _limit(slot)
    sure = sight.look is not SignatureLook.DOUBTFUL and not held
    return Observed((), (SignatureMark(slot.field, kind, None, source, sure, sight.confidence),))


def _not_read(paper: PaperReturn, look: SheetLook, slots: Iterable[Slot]) -> Observed:
    """Every answer of a page that could not be laid on its blank: there, and unread."""
    source = Source(paper.document, Method.INK, look.fit.sheet, None)
    own = [one for one in slots if one.place is not None and one.place.box.page == look.fit.form_page]
    return Observed(
        tuple(observation(slot, "", NOT_READ, source) for slot in own if not slot.is_signature),
        tuple(unread_signature(slot, source) for slot in own if slot.is_signature),
    )


def unread_signature(slot: Slot, source: Source) -> SignatureMark:
    """Perhaps signed: a person looks."""
    return SignatureMark(slot.field, SignatureKind.INK, None, source, sure=False, confidence=NOT_READ)
