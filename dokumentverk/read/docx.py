"""A returned DOCX, from the plain data of ``engines.docx_read`` to observations. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from dokumentverk.engines.docx_form import DocxForm, Trace
from dokumentverk.engines.docx_places import places_of
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Medium, Part, Place, WidgetKind
from dokumentverk.model.number import normal_number
from dokumentverk.model.reading import Identity
from dokumentverk.read.docx_answers import answers
from dokumentverk.read.docx_find import find, misplaced
from dokumentverk.read.identify import NO_NUMBER, identify, imprint, without_marks
from dokumentverk.read.known import Known
from dokumentverk.read.observed import Observed


def identity(form: DocxForm) -> Identity:
    """What the file says it is: by its properties, else by the text of its headers and footers.

    Page numbers are left out: the pages of a DOCX are made where it is opened.
    """
    return replace(identify(form.properties, [imprint(text) for text in form.printed]), page_codes=())


def observe(form: DocxForm, known: Known, digest: str, furniture: Sequence[str] = ()) -> Observed:
    """Everything that the file says. ``digest`` is that of the file as received, ``furniture`` the texts of the blank's
    headers and footers."""
    places = _places(known)
    found = find(form, known.definition, places)
    observed = Observed()
    for one in found:
        if one.place.part is Part.REPEAT:
            continue
        observed += answers(form, known.definition, one, digest)
    taken = frozenset(one.cell for one in found if one.cell is not None)
    lost = {place.field for place in places if place.field} - {one.place.field for one in found}
    moved = misplaced(form, known.definition, found)
    findings = (
        *_once(observed.findings),
        *(finding("FIELD_LOST", field=field) for field in sorted(lost, key=known.definition.number_of)),
        *(finding("FIELD_MOVED", field=field) for field in sorted(moved, key=known.definition.number_of)),
        *_about_document(form),
        *_about_print(form, known, taken, furniture),
        *_beside_the_fields(form, taken),
    )
    return replace(observed, findings=findings)


def signature_lines(form: DocxForm, known: Known) -> dict[str, str]:
    """The signature lines that stand in the cells of signature fields: line id → field id. An id that stands at two
    places tells of neither."""
    places = [place for place in _places(known) if place.kind is WidgetKind.SIGNATURE]
    cells = {one.cell: one.place.field for one in find(form, known.definition, places) if one.cell is not None}
    times = Counter(line.id for line in form.lines)
    found: dict[str, str] = {}
    for line in form.lines:
        if line.id and line.cell is not None and line.cell in cells and times[line.id] == 1:
            found[line.id] = cells[line.cell]
    return found


def _places(known: Known) -> tuple[Place, ...]:
    layout = known.layout
    return layout.places if layout is not None and layout.medium is Medium.DOCX else places_of(known.definition)


def _once(findings: Collection[Finding]) -> Iterator[Finding]:
    """One finding of a kind for each field: a table has many cells."""
    seen: set[tuple[str, str | None]] = set()
    for one in findings:
        if (one.code, one.field) not in seen:
            seen.add((one.code, one.field))
            yield one


def _about_document(form: DocxForm) -> Iterator[Finding]:
    if form.active:
        yield finding("ACTIVE_CONTENT", kinds=", ".join(form.active))
    if form.comments:
        yield finding("COMMENTS_NOT_READ", count=form.comments)
    stored = normal_number(form.property("DVNumber") or "")
    printed = {number for text in form.printed for number in imprint(text).numbers}
    if stored is not None and printed - {stored}:
        yield finding("SEVERAL_ISSUES", numbers=", ".join([stored, *sorted(printed - {stored})]))


def _beside_the_fields(form: DocxForm, taken: Collection[int]) -> Iterator[Finding]:
    """Pictures and hidden text where nobody asked for them: a signature is often laid beside its box."""
    traces = set(form.traces)
    for at, cell in enumerate(form.cells):
        if at not in taken:
            traces |= cell.traces
    if traces & {Trace.PICTURE, Trace.DRAWN}:
        yield finding("PICTURE_ADDED")
    if Trace.HIDDEN in traces:
        yield finding("TEXT_ADDED_HIDDEN")


def _about_print(form: DocxForm, known: Known, taken: Collection[int], furniture: Sequence[str]) -> Iterator[Finding]:
    """What was printed on the blank against what stands in the file outside the answers."""
    layout = known.layout
    if layout is None or layout.medium is not Medium.DOCX:
        if Trace.TRACKED in form.traces:
            yield finding("PRINT_CHANGED", count=1)
        return
    ours = {line.text for line in layout.static} | _furniture(furniture)
    theirs = set(form.printed_lines(taken)) | _furniture(form.printed if furniture else ())
    missing, added = ours - theirs, theirs - ours
    reworded = {line: now for line in sorted(missing) if (now := _reworded(line, added)) is not None}
    sent, came = [line.text for line in layout.static], form.printed_lines(taken)
    for line in sorted(missing - reworded.keys()):
        now = _in_its_place(line, sent, came)
        if now in added and now not in reworded.values():
            reworded[line] = now
    for line, now in reworded.items():
        yield finding("PRINT_REWORDED", text=line, now=now)
    if missing - reworded.keys():
        yield finding("PRINT_CHANGED", count=len(missing - reworded.keys()))
    elif not reworded and added:
        yield finding("TEXT_ADDED", count=len(added))


def _furniture(texts: Sequence[str]) -> set[str]:
    """The lines of headers and footers without what differs from copy to copy: number and page. Pages of a Word form
    are counted where it is opened."""
    lines = (" ".join(line.split()) for text in texts for line in text.split("\n"))
    return {found for line in lines if (found := without_marks(line)) not in ("", NO_NUMBER)}


_ALIKE = 0.6
"""How much of two lines must be the same letters in the same order for one to be the other with changed words."""
_LABEL = 40
"""Characters: people write their answers behind labels, and behind longer lines what these then say."""


def _reworded(line: str, added: Collection[str]) -> str | None:
    """What the line has become. A label with something behind it is not another label: what is added may be anyone's
    words, and is not shown."""
    likeness = {one: SequenceMatcher(None, line, one, autojunk=False).ratio() for one in added}
    best = max(sorted(likeness), key=lambda one: likeness[one], default=None)
    if best is None or likeness[best] < _ALIKE or (len(line) < _LABEL and line in best):
        return None
    return best


def _in_its_place(line: str, sent: Sequence[str], came: Sequence[str]) -> str | None:
    """What stands behind the line that stood before it: a declaration may be exchanged for one with no word in common.
    Behind a label an answer may stand."""
    if len(line) < _LABEL or line not in sent:
        return None
    before = [one for one in sent[: sent.index(line)] if one in came]
    at = came.index(before[-1]) + 1 if before else 0
    return came[at] if at < len(came) else None
