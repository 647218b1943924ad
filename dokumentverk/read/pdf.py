"""One PDF from bytes to a Reading: what it is, its fields, what its pages show, and what stands where fields are
gone.

Worker calls, in order: the fields (``pdf_read``); the pages' text when metadata does not name the document; what the
pages show in the widgets' boxes; and only for slots that have no widget, the characters of the pages and the boxes
where the blank has its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from dokumentverk.engines.pdf_glyphs import PageGlyphs
from dokumentverk.engines.pdf_read import read_pdf
from dokumentverk.engines.pdf_read_form import FieldType, PageFrame, PdfForm, Refused, Repair
from dokumentverk.engines.pdf_signature import validate_signatures
from dokumentverk.engines.pdf_view import Seen, View, view_bytes, view_pdf
from dokumentverk.engines.pdf_view_lines import Changed
from dokumentverk.engines.pdf_view_print import compare_print
from dokumentverk.engines.scan_extra import scan_extra_is_here
from dokumentverk.engines.worker import Lost, Workers
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Box, Layout, Medium
from dokumentverk.model.reading import FileKind, Identity, Reading
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read import acroform, flattened, shown
from dokumentverk.read.beside import beside, of_markups, of_pictures, redrawn, unlocated
from dokumentverk.read.elsewhere import by_fields, by_text, forms_alike, identity_of, known_by_print
from dokumentverk.read.identify import PageImprint, identify, imprint, own_pages, page_findings
from dokumentverk.read.known import NO_FOREIGN, Foreign, Known, Lookup
from dokumentverk.read.observed import Observed
from dokumentverk.read.received import ReceivedFile
from dokumentverk.read.recognise import recognised
from dokumentverk.read.registration import Fit, by_ink, guesses, register
from dokumentverk.read.renamed import renamed
from dokumentverk.read.signatures import (
    EXPLAINED_BY_SEAL,
    Believing,
    Judged,
    claims,
    judged,
    plan_of,
    sealed,
    unvalidated,
)
from dokumentverk.read.slots import Slot, answer_pages, slots_of
from dokumentverk.read.trouble import trouble

BlankLooks: TypeAlias = dict[str, dict[tuple[str, str | None], Seen]]
"""By layout digest: what the kept blank itself shows in its boxes, by (name, choice)."""


def read_pdf_file(
    file: ReceivedFile,
    workers: Workers,
    limits: ReadingLimits,
    lookup: Lookup,
    blanks: BlankLooks,
    foreign: Foreign = NO_FOREIGN,
    believing: Callable[[], Believing] | None = None,
) -> Reading:
    """Never raises for content. ``blanks`` is kept between files. Without ``believing`` no signature is validated."""
    form = workers.call(read_pdf, str(file.path), limits)
    if isinstance(form, Lost | Refused):
        return Reading(file.digest, FileKind.PDF, 0, Identity(), findings=(trouble(form, limits),))
    return _Document(file, workers, limits, form, blanks, believing).read(lookup, foreign)


class _Document:
    """One file on its way through the stages of reading."""

    def __init__(
        self,
        file: ReceivedFile,
        workers: Workers,
        limits: ReadingLimits,
        form: PdfForm,
        blanks: BlankLooks,
        believing: Callable[[], Believing] | None,
    ) -> None:
        self.file = file
        self.workers = workers
        self.limits = limits
        self.form = form
        self.blanks = blanks
        self.believing = believing
        self.texts: tuple[str, ...] | None = None
        self.fits: tuple[Fit, ...] = ()

    def read(self, lookup: Lookup, foreign: Foreign) -> Reading:
        identity = identify(self.form.marks, ())
        if identity.number is None:
            view = self._view(())
            if not isinstance(view, View):
                return self._reading(identity, Observed(findings=(trouble(view, self.limits),)))
            identity = identify(self.form.marks, self._imprints())
        known = lookup(identity)
        fitting = self._elsewhere(foreign) if known is None and identity.number is None else ()
        elsewhere = fitting[0] if len(fitting) == 1 else None
        if elsewhere is not None:
            known, identity = elsewhere, identity_of(elsewhere)
            self.form = renamed(self.form, elsewhere.aliases)
        told = tuple(_of_file(self.form)) + recognised(identity, known)
        if elsewhere is not None and not self.form.widgets:
            told = (*told, known_by_print(elsewhere))
        if len(fitting) > 1:
            told = (*told, forms_alike(fitting))
        if known is None:
            if self._may_be_paper():
                told = (*_of_file(self.form), finding("SCAN_EXTRA_MISSING"))
            return self._reading(identity, Observed(findings=told))
        known = _for_pdf(known)
        pairs, _ = acroform.pairs_of(self.form, known)
        observed = self._fields(known, pairs)
        if self.texts is None:
            self._view(())
        observed += self._flattened(known, pairs)
        imprints = self._imprints()
        identity = identify(self.form.marks, imprints) if elsewhere is None else identity
        observed = _of_own_pages(observed, own_pages(identity.number, imprints))
        if elsewhere is None:
            told = (*told, *page_findings(identity, imprints, answer_pages(known)))
        findings = (*told, *_of_answer(observed.findings, known))
        if known.layout is not None:
            findings += acroform.moved(self.form, pairs, known.layout, self.file.digest)
            findings += tuple(self._beside(known, known.layout, pairs, own_pages(identity.number, imprints), findings))
        signed = self._signed(known, observed, [imprint.says_nothing for imprint in imprints])
        findings = (*findings, *signed.findings)
        if any(one.sealed_by for one in signed.seals):
            findings = tuple(one for one in findings if one.code not in EXPLAINED_BY_SEAL)
        observed = replace(observed, signatures=signed.marks, findings=findings)
        return replace(self._reading(identity, observed), seals=signed.seals)

    def _signed(self, known: Known, observed: Observed, added: Sequence[bool]) -> Judged:
        """The digital signatures, validated. ``added``: which pages are not of the issue."""
        if self.believing is None or not claims(self.form):
            return Judged(observed.signatures, findings=tuple(unvalidated(observed.signatures)))
        believing = self.believing()
        plan = plan_of(known)
        found = self.workers.call(validate_signatures, str(self.file.path), plan, believing.trust, believing.at)
        if isinstance(found, Lost):
            marks = observed.signatures
            told = unvalidated(marks) or [finding("SIGNATURE_NOT_VALIDATED")]
            return Judged(marks, findings=tuple(told))
        told_of = judged(observed.signatures, self.form, known, found, believing, self.file.digest)
        texts = [text for text, is_added in zip(self.texts or (), added, strict=False) if is_added]
        return sealed(told_of, believing, texts)

    def _elsewhere(self, foreign: Foreign) -> tuple[Known, ...]:
        """Forms made elsewhere, by their fields; where those are gone, by what is printed."""
        fitting = by_fields(self.form, foreign)
        if fitting or not foreign.forms or self.form.widgets:
            return fitting
        pages = _glyphs(self.workers, self.file.path, self.form.pages)
        return () if isinstance(pages, Lost | Refused) else by_text(pages, foreign)

    def _may_be_paper(self) -> bool:
        """Pages without a word of text and without fields, where nothing is installed that could look at them."""
        wordless = self.texts is not None and not "".join(self.texts).strip()
        return wordless and not self.form.widgets and not scan_extra_is_here()

    def _reading(self, identity: Identity, observed: Observed) -> Reading:
        return Reading(
            document=self.file.digest,
            kind=FileKind.PDF,
            pages=len(self.form.pages),
            identity=identity,
            observations=observed.observations,
            signatures=observed.signatures,
            findings=tuple(dict.fromkeys(observed.findings)),
        )

    def _imprints(self) -> tuple[PageImprint, ...]:
        return tuple(imprint(text) for text in self.texts or ())

    def _view(self, boxes: tuple[Box, ...]) -> View | Lost | Refused:
        view = self.workers.call(view_pdf, str(self.file.path), self.form.pages, boxes)
        if isinstance(view, View):
            self.texts = view.texts
        return view

    def _fields(self, known: Known, pairs: tuple[acroform.Pair, ...]) -> Observed:
        """What the fields hold, and whether the pages show the same."""
        observed = acroform.observe(self.form, known, self.file.digest)
        if not pairs:
            return observed
        placed, boxes = shown.boxes_to_view(_drawn_plainly(acroform.first_places(pairs, known.layout)))
        view = self._view(boxes)
        if not isinstance(view, View):
            return observed + Observed(findings=(finding("APPEARANCE_NOT_CHECKED"),))
        looks = shown.looks_of(placed, view, self._blank_looks(known))
        return shown.compare(self.form, looks, observed, self.file.digest)

    def _flattened(self, known: Known, pairs: tuple[acroform.Pair, ...]) -> Observed:
        """Answers in places that have no widget any more. ``bare`` is a file that kept at most its signatures."""
        covered = {(pair.slot.name, pair.slot.choice) for pair in pairs if pair.widget.page is not None}
        missing = [slot for slot in slots_of(known) if (slot.name, slot.choice) not in covered]
        if known.layout is None:
            return Observed() if pairs else Observed(findings=(finding("BLANK_MISSING"),))
        if not missing:
            return Observed()
        return self._from_pages(known, known.layout, missing, bare=all(pair.slot.is_signature for pair in pairs))

    def _from_pages(self, known: Known, layout: Layout, missing: Sequence[Slot], *, bare: bool) -> Observed:
        """``bare``: no field of the form is left, so that a page that is not recognised is worth telling."""
        pages = _glyphs(self.workers, self.file.path, self.form.pages)
        if isinstance(pages, Lost | Refused):
            return Observed(findings=(trouble(pages, self.limits),))
        if bare and not any(page.drawn or page.glyphs for page in pages) and not scan_extra_is_here():
            return Observed(findings=(finding("SCAN_EXTRA_MISSING"),))
        fits = self.fits = self._fits(layout, pages)
        spots = flattened.spots_of(missing, fits)
        if not spots:
            return Observed(findings=(finding("PAGES_NOT_RECOGNISED"),)) if bare else Observed()
        view = self._view(tuple(spot.box for spot in spots))
        if not isinstance(view, View):
            return Observed(findings=(trouble(view, self.limits),))
        found = flattened.observe(self.form, spots, pages, view.seen, self._blank_looks(known), self.file.digest)
        return found + flattened.gone(self.form, spots, found, bare=bare)

    def _beside(
        self,
        known: Known,
        layout: Layout,
        pairs: tuple[acroform.Pair, ...],
        own: frozenset[int],
        told: Sequence[Finding],
    ) -> Iterator[Finding]:
        """What stands on the pages beside the answers. Pages that cannot be compared are told of."""
        if not self.fits and unlocated(self.form, layout, pairs):
            glyphs = _glyphs(self.workers, self.file.path, self.form.pages)
            if not isinstance(glyphs, Lost | Refused):
                self.fits = self._fits(layout, glyphs)
        pages = own or frozenset(frame.number for frame in self.form.pages)
        found = beside(self.form, known, layout, pairs, self.fits, pages)
        yield from of_markups(self.form, found, pages, told, self.file.digest)
        with_fields = {page for pair in pairs if (page := pair.widget.page) is not None and page in pages}
        changed: tuple[Changed, ...] | Lost | Refused = ()
        seen = not any(one.code == "APPEARANCE_NOT_CHECKED" for one in told)
        if known.blank is not None and found.sheets and seen:
            path = str(self.file.path)
            changed = self.workers.call(compare_print, path, self.form.pages, found.sheets, known.blank)
        if isinstance(changed, Lost | Refused):
            yield finding("PRINT_NOT_COMPARED", pages=", ".join(str(one.page) for one in found.sheets))
            return
        if left := sorted(page for page in with_fields if found.sheet(page) is None):
            yield finding("PRINT_NOT_COMPARED", pages=", ".join(map(str, left)))
        yield from of_pictures(found, changed, told, self.file.digest)
        yield from redrawn(changed)

    def _fits(self, layout: Layout, pages: Sequence[PageGlyphs]) -> tuple[Fit, ...]:
        sizes = [(frame.width, frame.height) for frame in self.form.pages]
        fits = register(layout, pages, sizes)
        guessed = guesses(layout, fits, sizes)
        view = self._view(tuple(box for guess in guessed for box in guess.boxes)) if guessed else None
        if not isinstance(view, View):
            return fits
        inks = iter(one.ink for one in view.seen)
        return fits + by_ink(guessed, [[next(inks) for _ in guess.boxes] for guess in guessed])

    def _blank_looks(self, known: Known) -> dict[tuple[str, str | None], Seen]:
        layout, blank = known.layout, known.blank
        if layout is None or blank is None:
            return {}
        if layout.digest not in self.blanks:
            width, height = layout.page_size
            frames = tuple(PageFrame(page, (0.0, 0.0, width, height), 0) for page in range(1, layout.pages + 1))
            placed = {(slot.name, slot.choice): slot.place.box for slot in slots_of(known) if slot.place is not None}
            view = self.workers.call(view_bytes, blank, frames, tuple(placed.values()))
            if not isinstance(view, View):
                return {}
            self.blanks[layout.digest] = dict(zip(placed, view.seen, strict=True))
        return self.blanks[layout.digest]


def _drawn_plainly(pairs: Sequence[acroform.Pair]) -> tuple[acroform.Pair, ...]:
    """Without lists that nothing was chosen in: PDFium draws the arrow of a drop-down list, which is no answer."""
    return tuple(one for one in pairs if one.widget.type is not FieldType.CHOICE or any(one.widget.values))


def _for_pdf(known: Known) -> Known:
    """A DOCX's layout tells nothing about pages."""
    if known.layout is None or known.layout.medium is not Medium.DOCX:
        return known
    return replace(known, layout=None, blank=None)


def _of_file(form: PdfForm) -> list[Finding]:
    found: list[Finding] = []
    if form.repair is Repair.DAMAGED:
        found.append(finding("FILE_DAMAGED"))
    if form.repair is Repair.MENDED:
        found.append(finding("FILE_MENDED"))
    if form.restricted:
        found.append(finding("FILE_RESTRICTED"))
    if form.active:
        found.append(finding("ACTIVE_CONTENT", kinds=", ".join(form.active)))
    return found


def _of_answer(findings: tuple[Finding, ...], known: Known) -> tuple[Finding, ...]:
    """A field of a page that need not come back may keep its value in the file, where no page shows it."""
    return tuple(
        one
        for one in findings
        if one.code != "VALUE_NOT_SHOWN"
        or one.field is None
        or one.source is None
        or one.source.page is not None
        or known.definition.in_answer(one.field)
    )


def _of_own_pages(observed: Observed, pages: frozenset[int]) -> Observed:
    """What stands on pages of another issue is not of this one. Nothing is left out when no page says what it is."""
    if not pages:
        return observed
    return Observed(
        tuple(one for one in observed.observations if one.source.page is None or one.source.page in pages),
        tuple(one for one in observed.signatures if one.source.page is None or one.source.page in pages),
        tuple(
            one
            for one in observed.findings
            if one.source is None or one.source.page is None or one.source.page in pages
        ),
    )


def _glyphs(workers: Workers, path: Path, pages: tuple[PageFrame, ...]) -> tuple[PageGlyphs, ...] | Refused | Lost:
    from dokumentverk.engines.pdf_read_text import read_glyphs  # loads pdfplumber, which few files need

    return workers.call(read_glyphs, str(path), pages)
