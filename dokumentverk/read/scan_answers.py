"""From what was seen on paper to observations: which answers are sure, which a person must look at. Pure.

A box that looks as it was issued holds what it was issued with. Handwriting is never guessed: it is observed as «not
read», with its place, and stops nothing but where an identity, a date, a choice or a number hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind, TextFormat
from dokumentverk.model.layout import Box, Part, WidgetKind
from dokumentverk.model.reading import Method, SignatureKind, SignatureMark, Source
from dokumentverk.model.scan import DigitSight, InkSight, InkState, SheetLook, SignatureLook, SignatureSight
from dokumentverk.model.value import show
from dokumentverk.read.dates_together import SureDate, decode_together
from dokumentverk.read.decoded import Decoded, DigitState
from dokumentverk.read.known import Known
from dokumentverk.read.observed import NOT_READ, Observed, observation
from dokumentverk.read.pens import Pens, holds_nothing, pens_of
from dokumentverk.read.scan_issued import PaperReturn, confidence_asked, issued_value, source_of
from dokumentverk.read.scan_marked import observe_marks
from dokumentverk.read.slots import Slot, slots_of
from dokumentverk.read.typed import agreed

_FREE = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})
_IDENTIFYING = frozenset({TextFormat.EMPLOYEE_NUMBER, TextFormat.ORGANISASJONSNUMMER})
"""Texts that decide where a document belongs: nobody files on an unread one without a person."""
_PRINTED = frozenset({InkState.AS_ISSUED, InkState.ALTERED})


def observe(paper: PaperReturn, looks: Sequence[SheetLook]) -> Observed:
    """Everything that was seen, as observations. What lies on sheets that could not be fitted is «not read»."""
    slots = _by_place(paper.known)
    found = observe_marks(paper, slots, [one for look in looks for one in look.marks])
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
            yield finding(code, sheet=look.fit.sheet, source=source_of(paper, Method.INK, around))


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


def _decoded(
    paper: PaperReturn, combs: Sequence[tuple[Slot, DigitSight]], inks: Mapping[int, InkSight]
) -> dict[int, Decoded]:
    """What was written in the combs, by place. One that looks as issued is known, one altered is for a person."""
    printed = {place: one.state for place, one in inks.items() if one.state in _PRINTED}
    as_issued = [slot for slot, sight in combs if printed.get(sight.place) is InkState.AS_ISSUED]
    known = [SureDate(slot, day) for slot in as_issued if isinstance(day := issued_value(paper, slot), date)]
    written = [one for one in combs if one[1].place not in printed]
    return decode_together(paper.known.definition, written, known, paper.bounds)


def _digits(
    paper: PaperReturn, slot: Slot, decoded: Decoded | None, box: Box, ink: InkSight | None, pens: Pens
) -> Observed:
    if decoded is None:
        assert ink is not None, "only printed combs are not decoded"
        return _as_issued(paper, slot, ink) if ink.state is InkState.AS_ISSUED else _altered(paper, slot, ink)
    source = source_of(paper, Method.DIGITS, box)
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
    source = source_of(paper, Method.INK, ink.box)
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
    if typed is not None and typed.confidence >= confidence_asked(slot):
        return Observed((observation(slot, typed.text, typed.confidence, source_of(paper, Method.OCR, ink.box)),))
    source = source_of(paper, Method.INK, ink.box)
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
    source = source_of(paper, Method.ISSUED, ink.box)
    shown = "" if slot.part is not Part.MAIN else _shown(paper, slot)
    if shown is None:
        return _altered(paper, slot, ink)
    return Observed((observation(slot, shown, ink.confidence, source),))


def _shown(paper: PaperReturn, slot: Slot) -> str | None:
    """What we printed in a box; None when no value of it is known, so that nothing can be as issued."""
    if slot.leaf is None or slot.field not in paper.issued:
        return None
    return show(slot.leaf, issued_value(paper, slot), paper.language)


def _altered(paper: PaperReturn, slot: Slot, ink: InkSight) -> Observed:
    source = source_of(paper, Method.INK, ink.box)
    seen = observation(slot, "", NOT_READ, source)
    return Observed((seen,), (), (_told("PREFILL_ALTERED", slot, source),))


def _told(code: str, slot: Slot, source: Source) -> Finding:
    """The free continuations are no fields: what is told of them names their place."""
    if slot.field:
        return finding(code, field=slot.field, source=source)
    return finding("CONTINUATION_HANDWRITTEN", source=source, place=(slot.row or 0) + 1)


def _signature(paper: PaperReturn, slot: Slot, sight: SignatureSight) -> Observed:
    source = source_of(paper, Method.INK, sight.box)
    kind = SignatureKind.NONE if sight.look is SignatureLook.ABSENT else SignatureKind.INK
    held = sight.look is SignatureLook.PRESENT and sight.confidence < confidence_asked(slot)
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
