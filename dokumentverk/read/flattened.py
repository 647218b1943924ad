"""Answers from the pages of a PDF whose fields are gone (flattened, printed to PDF), or that never had any. Pure.

Text is what stands inside a field's known box, mapped to the received page; marks and signatures are pixels there,
less what the blank itself shows. Two readers decode the text: what they disagree about is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dokumentverk.engines.pdf_glyphs import Drawn, Glyph, PageGlyphs
from dokumentverk.engines.pdf_read_form import PdfForm
from dokumentverk.engines.pdf_view import Seen
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind
from dokumentverk.model.layout import Box, Part
from dokumentverk.model.reading import Method, SignatureKind, SignatureMark, Source
from dokumentverk.read.acroform import markup_in, signed_over
from dokumentverk.read.lines import comb, ends_short, fills, paragraphs, single_line
from dokumentverk.read.marks import Ticked, gained_dark, gained_ink, ticked
from dokumentverk.read.observed import NOT_READ, Observed, as_written, finding_at, mark, observation
from dokumentverk.read.registration import Fit, turned_point, upright
from dokumentverk.read.runs import Page, Written, page_of, written_in
from dokumentverk.read.shown import DOUBTED, SIGNED, VISIBLE, alike, cell_lines, made_of
from dokumentverk.read.slots import Slot

TEXT = 0.97
"""Confidence of text that both readers decode alike: only where a line ends is inferred."""
ONE_READER = 0.9
MARK = 0.98


@dataclass(frozen=True, slots=True)
class Spot:
    """A slot on the received page: ``box`` as displayed, ``fit`` how the page lies."""

    slot: Slot
    box: Box
    fit: Fit


def spots_of(slots: Sequence[Slot], fits: Sequence[Fit]) -> tuple[Spot, ...]:
    """Where the slots lie in the received file. A slot whose page is missing has no spot; of a doubled page the first
    counts."""
    by_number: dict[int, Fit] = {}
    for fit in fits:
        by_number.setdefault(fit.number, fit)
    placed = [(slot, slot.place.box) for slot in slots if slot.place is not None]
    return tuple(
        Spot(slot, by_number[box.page].box(box), by_number[box.page]) for slot, box in placed if box.page in by_number
    )


def observe(
    form: PdfForm,
    spots: Sequence[Spot],
    pages: Sequence[PageGlyphs],
    seen: Sequence[Seen],
    blank: Mapping[tuple[str, str | None], Seen],
    digest: str,
) -> Observed:
    """``seen`` answers the spots in their order; ``blank`` maps (name, choice) to what the kept blank shows there."""
    sizes = {frame.number: (frame.width, frame.height) for frame in form.pages}
    by_number = {page.number: page for page in pages}
    continued = {_answer(spot.slot) for spot in spots if spot.slot.part is Part.OVERFLOW}
    upright_pages: dict[tuple[int, int], Page] = {}
    found = Observed()
    for spot, one in zip(spots, seen, strict=True):
        number, turn, size = spot.box.page, spot.fit.turn, sizes[spot.box.page]
        if (number, turn) not in upright_pages:
            upright_pages[number, turn] = _upright_page(by_number[number], size, turn)
        box = _upright_box(spot.box, size, turn)
        written = written_in(upright_pages[number, turn], box)
        goes_on = spot.slot.part is not Part.OVERFLOW and _answer(spot.slot) in continued
        denied = any(_stands_in(spot.box, glyph) for glyph in by_number[number].denied)
        look = _Look(spot, one, blank.get((spot.slot.name, spot.slot.choice)), written, box, digest, goes_on, denied)
        if spot.slot.is_signature:
            found += Observed(signatures=(_signature(look, form),))
        elif spot.slot.is_mark:
            found += _mark(look)
        else:
            found += _text(look)
    return found


def _stands_in(box: Box, glyph: Glyph) -> bool:
    return (
        box.left <= (glyph.left + glyph.right) / 2 <= box.right
        and box.top <= (glyph.top + glyph.bottom) / 2 <= box.bottom
    )


def gone(form: PdfForm, spots: Sequence[Spot], found: Observed, *, bare: bool) -> Observed:
    """Fields that the file lost with all that stood in them: ``mutool merge`` drops every widget. A form that was
    flattened while empty looks the same, and so a person decides; a print of ours never had any.

    ``bare``: the file has no field left, and what was printed of them stands on the pages; else every missing field
    was taken out by itself.
    """
    seen = (one for one in found.observations if one.raw not in ("", "off") or one.confidence == NOT_READ)
    read = {(one.field, one.row, one.column) for one in seen}
    signed = any(one.kind is not SignatureKind.NONE for one in found.signatures)
    places = [spot for spot in spots if not spot.slot.is_signature and spot.slot.field]
    lost = [spot for spot in places if _answer(spot.slot) not in read]
    if not lost or (bare and (read or signed or form.for_paper)):
        return Observed()
    pages = ", ".join(str(page) for page in sorted({spot.box.page for spot in lost}))
    return Observed(findings=(finding("FIELDS_GONE", pages=pages),))


def _answer(slot: Slot) -> tuple[str, int | None, str | None]:
    return slot.field, slot.row, slot.column


def _upright_page(page: PageGlyphs, size: tuple[float, float], turn: int) -> Page:
    """MuPDF writes every space as a no-break space."""
    plain = [one._replace(text=" ") if one.text == "\u00a0" else one for one in page.glyphs]
    drawn = upright([Glyph(*one[:5]) for one in page.drawn], size, turn)
    clipped = [Drawn(*one, was.clipped) for one, was in zip(drawn, page.drawn, strict=True)]
    return page_of(upright(plain, size, turn), clipped)


def _upright_box(box: Box, size: tuple[float, float], turn: int) -> Box:
    x0, y0 = turned_point(box.left, box.top, size, turn)
    x1, y1 = turned_point(box.right, box.bottom, size, turn)
    return Box(box.page, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


@dataclass(frozen=True, slots=True)
class _Look:
    """A spot with all that was seen there; ``written`` and ``box`` on the page turned upright. ``goes_on``: the rest
    of the answer stands on a continuation page. ``denied``: the font says other letters than it shows."""

    spot: Spot
    seen: Seen
    blank: Seen | None
    written: Written
    box: Box
    digest: str
    goes_on: bool
    denied: bool

    @property
    def slot(self) -> Slot:
        return self.spot.slot

    @property
    def ink_area(self) -> float:
        return gained_ink(self.seen, self.blank) * self._area

    @property
    def dark_area(self) -> float:
        return gained_dark(self.seen, self.blank) * self._area

    @property
    def _area(self) -> float:
        return (self.box.right - self.box.left) * (self.box.bottom - self.box.top)

    def source(self, method: Method) -> Source:
        return Source(self.digest, method, self.spot.box.page, self.spot.box)


def _text(look: _Look) -> Observed:
    """What pdfplumber reads, checked against what PDFium sees; annotations laid on top are seen by PDFium alone."""
    first = _lined(look.slot, look.written.visible, look.box)
    other = as_written(look.slot, look.seen.text)
    source = look.source(Method.TEXT)
    if look.denied:
        seen = observation(look.slot, other or first, DOUBTED, source)
        return Observed((seen,), findings=(finding_at("TEXT_LAYER_DOUBTFUL", look.slot, source),))
    if "(cid:" in first or (other and not first):
        return _of_pdfium(look, other, source)
    if not first:
        return _of_nothing(look, source)
    whole = _lined(look.slot, look.written.all, look.box) if look.written.goes_beyond else first
    if look.goes_on and ends_short(look.written.all, look.box):
        whole += "\n"
    told = (finding_at("TEXT_HIDDEN", look.slot, source),) if look.written.goes_beyond else _of_fullness(look, source)
    if look.ink_area <= VISIBLE:
        told = (finding_at("VALUE_NOT_SHOWN", look.slot, source),)
        pair = (observation(look.slot, whole, DOUBTED, source), observation(look.slot, "", DOUBTED, source))
        return Observed(pair, findings=told)
    if look.seen.overlaid or look.seen.unseen:
        code = "ANSWER_OVERLAID" if look.seen.overlaid else "ANSWER_COVERED"
        seen = observation(look.slot, whole, DOUBTED, source)
        return Observed((seen,), findings=(*told, finding_at(code, look.slot, source)))
    if alike(first, other):
        return Observed((observation(look.slot, whole, TEXT, source),), findings=told)
    if not other or "\ufffd" in other:
        return Observed((observation(look.slot, whole, ONE_READER, source),), findings=told)
    told = (*told, finding_at("TEXT_READ_DIFFERENTLY", look.slot, source))
    pair = (observation(look.slot, whole, DOUBTED, source), observation(look.slot, other, DOUBTED, source))
    return Observed(pair, findings=told)


def _of_fullness(look: _Look, source: Source) -> tuple[Finding, ...]:
    """An answer that fills its box may have been cut by the program that printed it."""
    place = look.slot.place
    if place is None or place.cells is not None or look.goes_on:
        return ()
    cut = fills(look.written.visible, look.box, multiline=place.multiline)
    return (finding_at("TEXT_CUT", look.slot, source),) if cut else ()


def _of_pdfium(look: _Look, other: str, source: Source) -> Observed:
    """Text of annotations, and of fonts that pdfminer cannot decode."""
    if not other:
        told = finding_at("TEXT_NOT_READ", look.slot, source)
        return Observed((observation(look.slot, "", NOT_READ, source),), findings=(told,))
    return Observed((observation(look.slot, other, ONE_READER, source),))


def _of_nothing(look: _Look, source: Source) -> Observed:
    if look.blank is not None and look.dark_area > SIGNED + cell_lines(look.slot):
        told = finding_at("TEXT_NOT_READ", look.slot, source)
        return Observed((observation(look.slot, "", NOT_READ, source),), findings=(told,))
    return Observed((observation(look.slot, "", TEXT, source),))


def _lined(slot: Slot, glyphs: Sequence[Glyph], box: Box) -> str:
    place = slot.place
    if place is not None and place.cells is not None:
        return comb(glyphs, box, place.cells)
    if (place is not None and place.multiline) or (slot.leaf is not None and slot.leaf.kind is FieldKind.LONG_TEXT):
        return paragraphs(glyphs, box)
    return single_line(glyphs)


def _mark(look: _Look) -> Observed:
    source = look.source(Method.MARK)
    match ticked(look.seen, look.blank):
        case Ticked.ON:
            return Observed((mark(look.slot, MARK, source, on=True),))
        case Ticked.OFF:
            return Observed((mark(look.slot, MARK, source, on=False),))
        case Ticked.DOUBTFUL:
            told = finding_at("MARK_DOUBTFUL", look.slot, source)
            return Observed((mark(look.slot, NOT_READ, source, on=False),), findings=(told,))


def _signature(look: _Look, form: PdfForm) -> SignatureMark:
    """Typed text, a pasted picture, or lines; an annotation laid on the print counts as what it is."""
    signed = signed_over(form, look.spot.box)
    if signed is not None:
        return SignatureMark(look.slot.field, SignatureKind.DIGITAL, signed.name, look.source(Method.ACROFORM))
    kind = markup_in(form, look.spot.box)
    if kind in (None, SignatureKind.IMAGE):
        kind = _shown(look)
    method = Method.TEXT if kind is SignatureKind.TYPED else Method.INK
    return SignatureMark(look.slot.field, kind, None, look.source(method))


def _shown(look: _Look) -> SignatureKind:
    """Without the blank strokes cannot be told from what is printed there."""
    seen = look.seen if single_line(look.written.visible) else replace(look.seen, text="")
    if look.blank is None:
        return made_of(seen, Seen("", "", 0.0, 0.0), 0.0)
    return made_of(seen, look.blank, look.dark_area)
