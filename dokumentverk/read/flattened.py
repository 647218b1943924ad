"""Answers from the pages of a PDF whose fields are gone (flattened, printed to PDF), or that never had any. Pure.

Text is what stands inside a field's known box, mapped to the received page; marks and signatures are pixels there,
less what the blank itself shows. Two readers decode the text: what they disagree about is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dokumentverk.engines.pdf_read_form import PdfForm
from dokumentverk.engines.pdf_read_text import Glyph, PageGlyphs
from dokumentverk.engines.pdf_view import Seen
from dokumentverk.model.form import FieldKind
from dokumentverk.model.layout import Box, Layout
from dokumentverk.model.reading import Method, SignatureKind, SignatureMark, Source
from dokumentverk.read.acroform import covered, markup_in
from dokumentverk.read.lines import comb, inside, paragraphs, single_line
from dokumentverk.read.marks import Ticked, gained_dark, gained_ink, ticked
from dokumentverk.read.observed import NOT_READ, Observed, finding_at, mark, observation
from dokumentverk.read.registration import Fit, turned_point, upright
from dokumentverk.read.shown import DOUBTED, SIGNED, VISIBLE, alike, squeezed
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
    by_number = {page.number: _plain(page) for page in pages}
    sizes = {frame.number: (frame.width, frame.height) for frame in form.pages}
    found = Observed()
    for spot, one in zip(spots, seen, strict=True):
        page = by_number[spot.box.page]
        look = _Look(spot, one, blank.get((spot.slot.name, spot.slot.choice)), page, sizes[spot.box.page], digest)
        if spot.slot.is_signature:
            found += Observed(signatures=(_signature(look, form),))
        elif spot.slot.is_mark:
            found += _mark(look)
        else:
            found += _text(look)
    return found


def _plain(page: PageGlyphs) -> PageGlyphs:
    """MuPDF writes every space as a no-break space."""
    glyphs = tuple(one._replace(text=" ") if one.text == "\u00a0" else one for one in page.glyphs)
    return page._replace(glyphs=glyphs)


@dataclass(frozen=True, slots=True)
class _Look:
    """A spot with all that was seen there. ``size`` is the page's (width, height) as displayed."""

    spot: Spot
    seen: Seen
    blank: Seen | None
    page: PageGlyphs
    size: tuple[float, float]
    digest: str

    @property
    def slot(self) -> Slot:
        return self.spot.slot

    @property
    def ink_area(self) -> float:
        box = self.spot.box
        return gained_ink(self.seen, self.blank) * (box.right - box.left) * (box.bottom - box.top)

    @property
    def dark_area(self) -> float:
        box = self.spot.box
        return gained_dark(self.seen, self.blank) * (box.right - box.left) * (box.bottom - box.top)

    def source(self, method: Method) -> Source:
        return Source(self.digest, method, self.spot.box.page, self.spot.box)

    def glyphs(self, glyphs: Sequence[Glyph]) -> tuple[list[Glyph], Box]:
        """The characters in the box, and the box, on the page turned upright."""
        within = inside(glyphs, self.spot.box)
        turn, box = self.spot.fit.turn, self.spot.box
        x0, y0 = turned_point(box.left, box.top, self.size, turn)
        x1, y1 = turned_point(box.right, box.bottom, self.size, turn)
        turned = Box(box.page, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        return upright(within, self.size, turn), turned


def _text(look: _Look) -> Observed:
    """What pdfplumber reads, checked against what PDFium sees; annotations laid on top are seen by PDFium alone."""
    glyphs, box = look.glyphs(look.page.glyphs)
    first = _written(look.slot, glyphs, box)
    other = look.seen.text.replace("\r\n", "\n").strip()
    if "(cid:" in first or (other and not first):
        first, glyphs = other, []
    source = look.source(Method.TEXT)
    if not first:
        if look.blank is not None and look.dark_area > SIGNED + _cell_lines(look.slot):
            told = finding_at("TEXT_NOT_READ", look.slot, source)
            return Observed((observation(look.slot, "", NOT_READ, source),), findings=(told,))
        return Observed((observation(look.slot, "", TEXT, source),))
    if look.ink_area <= VISIBLE:
        told = finding_at("VALUE_NOT_SHOWN", look.slot, source)
        pair = (observation(look.slot, first, DOUBTED, source), observation(look.slot, "", DOUBTED, source))
        return Observed(pair, findings=(told,))
    if not glyphs:
        return Observed((observation(look.slot, first, ONE_READER, source),))
    if alike(first, other):
        return Observed((observation(look.slot, first, TEXT, source),))
    if not other or "\ufffd" in other:
        return Observed((observation(look.slot, first, ONE_READER, source),))
    told = finding_at("TEXT_READ_DIFFERENTLY", look.slot, source)
    pair = (observation(look.slot, first, DOUBTED, source), observation(look.slot, other, DOUBTED, source))
    return Observed(pair, findings=(told,))


def _cell_lines(slot: Slot) -> float:
    """Square points by which the lines between comb cells may darken when a print shifts them by part of a pixel."""
    if slot.place is None or slot.place.cells is None:
        return 0.0
    return 0.15 * (slot.place.cells - 1) * (slot.place.box.bottom - slot.place.box.top)


def _written(slot: Slot, glyphs: Sequence[Glyph], box: Box) -> str:
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
    kind = markup_in(form, look.spot.box)
    if kind is None:
        glyphs, _ = look.glyphs(look.page.glyphs)
        if single_line(glyphs) and squeezed(look.seen.text):
            kind = SignatureKind.TYPED
        elif any(covered(look.spot.box, image) > 0.3 for image in look.page.images):
            kind = SignatureKind.IMAGE
        elif look.blank is not None and look.dark_area > SIGNED:
            kind = SignatureKind.DRAWN
        else:
            kind = SignatureKind.NONE
    method = Method.TEXT if kind is SignatureKind.TYPED else Method.INK
    return SignatureMark(look.slot.field, kind, None, look.source(method))


def missing_boxes(layout: Layout, spots: Sequence[Spot]) -> Iterator[int]:
    """Pages of the layout that have fields and were not found in the file."""
    found = {spot.slot.place.box.page for spot in spots if spot.slot.place is not None}
    yield from sorted({place.box.page for place in layout.places} - found)
