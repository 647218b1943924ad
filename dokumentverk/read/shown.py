"""What the fields of a PDF hold against what its pages show. A difference is told, never decided: pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from dokumentverk.engines import text_fit
from dokumentverk.engines.pdf_read_form import PdfForm
from dokumentverk.engines.pdf_view import Seen, View
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Box
from dokumentverk.model.reading import Method, Observation, SignatureKind, SignatureMark, Source
from dokumentverk.read.acroform import Pair, page_says_on, shown_text, text_value, value_says_on
from dokumentverk.read.marks import Ticked, gained_dark, gained_ink, ticked
from dokumentverk.read.observed import NOT_READ, Observed, as_written, finding_at, mark, observation
from dokumentverk.read.slots import Slot

DOUBTED = 0.5
"""Confidence of a value that two sources of one file disagree about."""
VISIBLE = 0.4
"""Square points of ink below which nothing can be read: a full stop at 7 pt covers 0.5."""
SIGNED = 6.0
"""Square points of ink that a signature box must gain: initials drawn with a thin line cover 20."""
_SQUEEZE = 0.8
"""Other programs' fonts are up to a fifth wider than ours, so that a text is cut in a box where ours would fit."""


class Verdict(StrEnum):
    SAME = "same"
    HIDDEN = "hidden"
    """The box shows a part, and has no room for the rest."""
    NOTHING = "nothing"
    DIFFERENT = "different"
    COVERED = "covered"
    """The text is right, but some of its letters are not to be seen."""
    DRAWN = "drawn"
    """No text, yet something stands there."""
    UNKNOWN = "unknown"
    """The font does not say which characters it draws."""


@dataclass(frozen=True, slots=True)
class Look:
    """A pair, what its box shows, and what the same box of the blank shows when the blank is at hand."""

    pair: Pair
    seen: Seen
    blank: Seen | None

    @property
    def box(self) -> Box:
        assert self.pair.widget.box is not None
        return self.pair.widget.box

    @property
    def ink_area(self) -> float:
        """Square points of ink that the blank does not have."""
        area = (self.box.right - self.box.left) * (self.box.bottom - self.box.top)
        return gained_ink(self.seen, self.blank) * area

    @property
    def dark_area(self) -> float:
        area = (self.box.right - self.box.left) * (self.box.bottom - self.box.top)
        return gained_dark(self.seen, self.blank) * area

    @property
    def is_drawn_on(self) -> bool:
        return self.dark_area > SIGNED + cell_lines(self.pair.slot)

    def source(self, digest: str, method: Method) -> Source:
        return Source(digest, method, self.box.page, self.box)


def cell_lines(slot: Slot) -> float:
    """Square points by which the lines between comb cells may darken when a print shifts them by part of a pixel."""
    if slot.place is None or slot.place.cells is None:
        return 0.0
    return 0.15 * (slot.place.cells - 1) * (slot.place.box.bottom - slot.place.box.top)


def boxes_to_view(pairs: Iterable[Pair]) -> tuple[tuple[Pair, ...], tuple[Box, ...]]:
    """The pairs that stand on a page, and their boxes."""
    placed = [(pair, pair.widget.box) for pair in pairs if pair.widget.box is not None]
    return tuple(pair for pair, _ in placed), tuple(box for _, box in placed)


def looks_of(pairs: tuple[Pair, ...], view: View, blank: dict[tuple[str, str | None], Seen]) -> tuple[Look, ...]:
    """``blank`` maps (name, choice) to what the kept blank shows there."""
    return tuple(
        Look(pair, seen, blank.get((pair.slot.name, pair.slot.choice)))
        for pair, seen in zip(pairs, view.seen, strict=True)
    )


def compare(form: PdfForm, looks: tuple[Look, ...], observed: Observed, digest: str) -> Observed:
    """``observed`` with what the pages show beside it: a second observation and a finding where they disagree."""
    texts = [look for look in looks if not look.pair.slot.is_mark and not look.pair.slot.is_signature]
    marks = [look for look in looks if look.pair.slot.is_mark]
    judged = [(look, judge(look)) for look in texts]
    seen = Observed(findings=tuple(_off_page(observed)))
    seen += _bare(form, judged)
    undrawn = bool(seen.findings) and any(one.code in _BARE_CODES for one in seen.findings)
    for look, verdict in judged:
        if verdict is not Verdict.NOTHING or not undrawn:
            seen += _of_text(look, verdict, digest)
    seen += _of_marks(marks, digest)
    signatures = tuple(_signature(one, looks) for one in observed.signatures)
    doubted = {(one.field, one.row, one.column): one.confidence for one in seen.observations}
    first = tuple(_doubt(one, doubted) for one in observed.observations)
    return Observed(first + seen.observations, signatures, observed.findings + seen.findings)


def judge(look: Look) -> Verdict:
    value = shown_text(look.pair.widget)
    wanted = squeezed(value)
    visible = squeezed(look.seen.text)
    printed = squeezed(look.blank.text if look.blank is not None else look.seen.printed)
    if look.pair.widget.is_hidden:
        return Verdict.NOTHING if wanted else Verdict.SAME
    if printed and printed in visible:
        visible = visible.replace(printed, "", 1)
    if visible in (wanted, squeezed(text_fit.shown(value))) or alike(value, look.seen.text):
        if not wanted:
            return Verdict.DRAWN if look.blank is not None and look.is_drawn_on else Verdict.SAME
        if look.ink_area <= VISIBLE:
            return Verdict.NOTHING
        return Verdict.COVERED if look.seen.unseen else Verdict.SAME
    if not visible:
        return Verdict.NOTHING if look.ink_area <= VISIBLE else Verdict.UNKNOWN
    if any(unicodedata.category(one) in ("Cc", "Cn", "Co", "Cs") or one == "\ufffd" for one in visible):
        return Verdict.UNKNOWN
    if wanted and _part_of(visible, wanted) and _too_long(value, look):
        return Verdict.HIDDEN
    return Verdict.DIFFERENT


def squeezed(text: str) -> str:
    """Without white space, soft hyphens and the difference between composed and decomposed letters or ligatures."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(one for one in plain if not one.isspace() and unicodedata.category(one) != "Cf")


def alike(text: str, pdfium: str) -> bool:
    """The same letters. PDFium decodes a TrueType font with neither encoding nor Unicode map, as Ghostscript makes
    them, as Mac Roman, so that ``ø`` comes out as ``¯``."""
    if squeezed(text) == squeezed(pdfium):
        return True
    one, other = "".join(text.split()), "".join(pdfium.split())
    return len(one) == len(other) and all(
        mine == theirs or mine.encode("cp1252", "replace") == theirs.encode("mac_roman", "ignore")
        for mine, theirs in zip(one, other, strict=True)
    )


def _part_of(visible: str, wanted: str) -> bool:
    """One run of the value; the last character may be half cut off."""
    return visible in wanted or (len(visible) > 1 and visible[:-1] in wanted)


def _too_long(value: str, look: Look) -> bool:
    """Whether a box of that size may have no room for the value."""
    place = look.pair.slot.place
    size = place.font_size if place is not None else 10.0
    multiline = place.multiline if place is not None else bool(look.pair.widget.field_flags & 1 << 12)
    width = (look.box.right - look.box.left) * _SQUEEZE
    height = look.box.bottom - look.box.top
    height *= _SQUEEZE if multiline else 1.0
    return text_fit.visible_part(value, width, height, size, multiline=multiline) != value


_BARE_CODES = ("APPEARANCE_MISSING", "APPEARANCE_LEFT_TO_VIEWER")


def _bare(form: PdfForm, judged: list[tuple[Look, Verdict]]) -> Observed:
    """One finding when the program that filled the form drew none of its texts, or leaves drawing to the viewer."""
    filled = [(look, verdict) for look, verdict in judged if squeezed(text_value(look.pair.widget))]
    undrawn = [look for look, verdict in filled if verdict is Verdict.NOTHING and not look.pair.widget.is_hidden]
    if not undrawn or not (form.need_appearances or len(undrawn) == len(filled)):
        return Observed()
    code = "APPEARANCE_LEFT_TO_VIEWER" if form.need_appearances else "APPEARANCE_MISSING"
    return Observed(findings=(finding(code, count=len(undrawn)),))


def _of_text(look: Look, verdict: Verdict, digest: str) -> Observed:
    slot = look.pair.slot
    place = look.source(digest, Method.TEXT)
    match verdict:
        case Verdict.SAME | Verdict.UNKNOWN:
            return Observed()
        case Verdict.COVERED:
            return Observed(findings=(finding_at("ANSWER_COVERED", slot, place),))
        case Verdict.DRAWN:
            nothing = observation(slot, "", NOT_READ, place)
            return Observed((nothing,), findings=(finding_at("TEXT_NOT_READ", slot, place),))
        case Verdict.HIDDEN:
            return Observed(findings=(finding_at("TEXT_HIDDEN", slot, place),))
        case Verdict.NOTHING:
            if not squeezed(text_value(look.pair.widget)):
                return Observed()
            empty = observation(slot, "", DOUBTED, place)
            return Observed((empty,), findings=(finding_at("VALUE_NOT_SHOWN", slot, place),))
        case Verdict.DIFFERENT:
            other = observation(slot, as_written(slot, look.seen.text), DOUBTED, place)
            told = finding_at("VALUE_SHOWN_DIFFERENTLY", slot, place)
            return Observed((other,), findings=(told,))


def _of_marks(looks: list[Look], digest: str) -> Observed:
    """Boxes where the field, its state and the pixels do not say the same; one finding for a group."""
    observations: list[Observation] = []
    findings: dict[tuple[str, int | None, str | None], Finding] = {}
    for look in looks:
        widget, slot = look.pair.widget, look.pair.slot
        shown_on = _mark_shown(look)
        if value_says_on(widget, slot) != shown_on:
            place = look.source(digest, Method.MARK)
            observations.append(mark(slot, DOUBTED, place, on=shown_on))
            told = finding_at("VALUE_SHOWN_DIFFERENTLY", slot, place)
            findings.setdefault((slot.field, slot.row, slot.column), told)
    return Observed(tuple(observations), findings=tuple(findings.values()))


def _mark_shown(look: Look) -> bool:
    """What a person sees: the pixels, and ``/AS`` where they are in doubt."""
    if look.pair.widget.is_hidden:
        return False
    match ticked(look.seen, look.blank):
        case Ticked.ON:
            return True
        case Ticked.OFF:
            return False
        case Ticked.DOUBTFUL:
            return page_says_on(look.pair.widget, look.pair.slot)


def _off_page(observed: Observed) -> Iterator[Finding]:
    """Values of fields that stand on no page: a page was taken out after filling."""
    for one in observed.observations:
        if one.source.page is None and one.raw not in ("", "off"):
            yield finding("VALUE_NOT_SHOWN", field=one.field or None, source=one.source)


def _doubt(one: Observation, doubted: Mapping[tuple[str, int | None, str | None], float]) -> Observation:
    """An empty field that was drawn on is not empty."""
    confidence = doubted.get((one.field, one.row, one.column))
    return one if confidence is None else replace(one, confidence=confidence)


def _signature(one: SignatureMark, looks: tuple[Look, ...]) -> SignatureMark:
    """What was drawn, pasted or typed into a signature box without an annotation of its own (Fill & Sign of Acrobat
    does so), and what a stamp is made of."""
    if one.kind not in (SignatureKind.NONE, SignatureKind.IMAGE):
        return one
    for look in looks:
        if look.pair.slot.field == one.field and look.blank is not None:
            kind = made_of(look.seen, look.blank, look.dark_area)
            if kind is not SignatureKind.NONE:
                method = Method.TEXT if kind is SignatureKind.TYPED else Method.INK
                return replace(one, kind=kind, source=replace(one.source, method=method))
    return one


PASTED = 0.1
"""Share of a signature box that a picture in it covers: narrower ones are dots and lines drawn as pictures."""
_FLAG = "SIGN"
_FLAG_INK = 90.0
"""MuPDF prints a small red flag with this word on every empty signature field: square points with some room."""


def made_of(seen: Seen, blank: Seen, dark: float) -> SignatureKind:
    """What a signature box shows beyond the blank: a picture, a name in letters, or strokes. ``dark`` are square points
    of gained ink. Letters drawn as outlines (Firefox makes them of typed signatures) are strokes to all who look."""
    if seen.picture - blank.picture > PASTED:
        return SignatureKind.IMAGE
    text = squeezed(seen.text)
    if text.startswith(_FLAG) or text.endswith(_FLAG):
        text, dark = text.removeprefix(_FLAG).removesuffix(_FLAG), dark - _FLAG_INK
    if text and text != squeezed(blank.text):
        return SignatureKind.TYPED
    return SignatureKind.DRAWN if dark > SIGNED else SignatureKind.NONE
