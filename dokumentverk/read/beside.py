"""What stands on the pages of a PDF beside its answers, against the blank: print that was changed, and what was
written, drawn or laid over it. Pure.

Three ways, since each alone is fooled: the picture of the page without annotations (``engines.pdf_view_print``), the
lines that the page's text holds, and the annotations by where they lie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from dokumentverk.engines.pdf_read_form import FieldType, Markup, PageFrame, PdfForm, Widget
from dokumentverk.engines.pdf_view_lines import UNREADABLE, Change, Changed, Matrix, Sheet
from dokumentverk.engines.pdf_view_print import IDENTITY
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Box, Layout, Part, StaticText
from dokumentverk.model.reading import Method, Source
from dokumentverk.read.acroform import MARKUP_KINDS, OVERLAP, Pair, covered
from dokumentverk.read.known import Known
from dokumentverk.read.registration import Fit
from dokumentverk.read.slots import Slot, slots_of

_ROOM = 2.0
"""Points around what may change: frames and the ends of strokes."""
_SAME_SIZE = 1.0
_ON = 0.2
"""Part of the smaller of two boxes that lies in the other, when one counts as lying over the other."""
_MOST = 8
"""More places than that under one annotation: it covers the page, and says nothing of single answers."""
_ANSWERED_BY = frozenset({"FreeText", *MARKUP_KINDS})
"""What people fill a print with."""
_COLOURS = frozenset({"Highlight", "Underline", "Squiggly"})
"""They hide nothing."""
_ALREADY_TOLD = frozenset(
    {"ANSWER_COVERED", "ANSWER_OVERLAID", "FIELD_MOVED", "TEXT_NOT_READ", "VALUE_NOT_SHOWN", "VALUE_SHOWN_DIFFERENTLY"}
)


@dataclass(frozen=True, slots=True)
class Beside:
    """Where the pages of the blank lie, and what is known of the places on them. ``filled_in``: the slots that have a
    widget, by (name, choice)."""

    layout: Layout
    slots: tuple[Slot, ...]
    filled_in: frozenset[tuple[str, str | None]]
    sheets: tuple[Sheet, ...]

    def sheet(self, page: int) -> Sheet | None:
        return next((one for one in self.sheets if one.page == page), None)

    def has_widget(self, slot: Slot) -> bool:
        return (slot.name, slot.choice) in self.filled_in

    def lines(self, number: int) -> tuple[StaticText, ...]:
        return tuple(one for one in self.layout.static if one.box.page == number)


def beside(
    form: PdfForm, known: Known, layout: Layout, pairs: Sequence[Pair], fits: Sequence[Fit], pages: Collection[int]
) -> Beside:
    """``pages`` are the received ones that belong to the issue. Pages of the blank's own size, with widgets on them,
    lie as the blank does; the others as their text tells (``fits``)."""
    slots = slots_of(known)
    filled_in = frozenset((one.slot.name, one.slot.choice) for one in pairs if one.widget.page is not None)
    found = Beside(layout, slots, filled_in, ())
    lying = {fit.page: (fit.number, (fit.a, fit.b, fit.c, fit.d, fit.e, fit.f)) for fit in reversed(fits)}
    for frame in form.pages:
        number = _number_of(frame.number, pairs)
        if number is not None and _is_own_size(frame, layout):
            lying[frame.number] = number, _turned(frame)
    sheets = (_sheet(found, page, *lying[page]) for page in sorted(lying) if page in pages)
    return replace(found, sheets=tuple(sheets))


def unlocated(form: PdfForm, layout: Layout, pairs: Sequence[Pair]) -> bool:
    """Whether a page with fields has another size than the blank: only its text tells then how it lies."""
    with_fields = {pair.widget.page for pair in pairs}
    return any(one.number in with_fields and not _is_own_size(one, layout) for one in form.pages)


def _number_of(page: int, pairs: Sequence[Pair]) -> int | None:
    """The blank's page that most fields of a received page belong to."""
    counts = Counter(
        pair.slot.place.box.page for pair in pairs if pair.widget.page == page and pair.slot.place is not None
    )
    return counts.most_common(1)[0][0] if counts else None


def _is_own_size(frame: PageFrame, layout: Layout) -> bool:
    left, bottom, right, top = frame.crop
    width, height = layout.page_size
    return abs(right - left - width) < _SAME_SIZE and abs(top - bottom - height) < _SAME_SIZE


def _turned(frame: PageFrame) -> Matrix:
    """How a page shown turned lies."""
    left, bottom, right, top = frame.crop
    width, height = right - left, top - bottom
    match frame.rotate:
        case 90:
            return (0.0, -1.0, 1.0, 0.0, height, 0.0)
        case 180:
            return (-1.0, 0.0, 0.0, -1.0, width, height)
        case 270:
            return (0.0, 1.0, -1.0, 0.0, 0.0, width)
        case _:
            return IDENTITY


def _sheet(found: Beside, page: int, number: int, matrix: Matrix) -> Sheet:
    """What may differ from the blank: number and code, answers without a widget, and boxes that are looked at by
    themselves, where pens and readers' own signing tools draw."""
    boxes = [*found.layout.number_boxes, *found.layout.code_boxes]
    for slot in found.slots:
        own = slot.is_mark or slot.is_signature or not found.has_widget(slot)
        if slot.place is not None and own:
            boxes.append(slot.place.box)
    boxes += [place.box for place in found.layout.places if place.part is Part.REPEAT]
    masks = tuple(_with_room(box) for box in boxes if box.page == number)
    lines = found.lines(number)
    return Sheet(page, number, matrix, masks, tuple(one.box for one in lines), tuple(one.text for one in lines))


def _with_room(box: Box) -> Box:
    return Box(box.page, box.left - _ROOM, box.top - _ROOM, box.right + _ROOM, box.bottom + _ROOM)


# The picture


def of_pictures(found: Beside, changed: Sequence[Changed], told: Collection[Finding], digest: str) -> Iterator[Finding]:
    """``told`` are the findings on answers so far: a field is not told of twice."""
    fields = {one.field for one in told if one.code in _ALREADY_TOLD}
    set_anew = frozenset(one.page for one in changed if one.change is Change.ANEW)
    for page in sorted({one.page for one in changed}):
        sheet = found.sheet(page)
        if sheet is not None:
            mine = [one for one in changed if one.page == page and one.change is not Change.ANEW]
            yield from _of_page(found, sheet, mine, fields, set_anew, digest)


def _of_page(
    found: Beside,
    sheet: Sheet,
    changed: Sequence[Changed],
    fields: set[str | None],
    set_anew: Collection[int],
    digest: str,
) -> Iterator[Finding]:
    lines: dict[StaticText, None] = {}
    written: list[Box] = []
    gone: list[Box] = []
    said = {one.box: one.text for one in changed if one.change is Change.SAID}
    anew = sheet.page in set_anew
    for one in (one for one in changed if one.change is not Change.SAID):
        slot = next((slot for slot in found.slots if _over(slot, one.box, sheet)), None)
        hit = [line for line in found.lines(sheet.number) if _changes(one, line.box)]
        if slot is not None and slot.field:
            if slot.field not in fields:
                fields.add(slot.field)
                yield finding("ANSWER_OVERLAID", field=slot.field, source=_source(one.box, sheet, digest))
        elif hit:
            lines |= dict.fromkeys(hit)
        elif one.change is Change.GONE:
            gone.append(one.box)
        else:
            written.append(one.box)
    unsaid = [line for line in found.lines(sheet.number) if said.get(line.box, UNREADABLE) != UNREADABLE]
    if anew and UNREADABLE in said.values():
        yield finding("PRINT_NOT_COMPARED", pages=sheet.page)
    for line in dict.fromkeys([*lines, *(unsaid if anew else ())]):
        source, now = _source(line.box, sheet, digest), said.get(line.box, line.text).replace(UNREADABLE, "")
        yield finding("PRINT_ALTERED", page=sheet.page, text=line.text, now=now or "…", source=source)
    for line in unsaid:
        if line not in lines and not anew:
            source, now = _source(line.box, sheet, digest), said[line.box]
            yield finding("PRINT_TEXT_DIFFERS", page=sheet.page, text=line.text, now=now or "…", source=source)
    if gone:
        yield finding("PRINT_COVERED", page=sheet.page, source=_source(_around(gone), sheet, digest))
    if written:
        yield finding("PAGE_WRITTEN_ON", page=sheet.page, source=_source(_around(written), sheet, digest))


def redrawn(changed: Sequence[Changed]) -> Iterator[Finding]:
    """Pages set anew in another font."""
    if pages := sorted({one.page for one in changed if one.change is Change.ANEW}):
        yield finding("PRINT_REDRAWN", pages=", ".join(map(str, pages)))


def _over(slot: Slot, box: Box, sheet: Sheet) -> bool:
    if slot.place is None or slot.place.box.page != sheet.number:
        return False
    return covered(slot.place.box, box) > 0.5


def _changes(one: Changed, line: Box) -> bool:
    """What is gone changes every line that it touches; what was added, the lines that it runs through."""
    part = covered(line, one.box)
    return part > (0.05 if one.change is Change.GONE else 0.5)


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        boxes[0].page,
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _source(box: Box, sheet: Sheet, digest: str) -> Source:
    return Source(digest, Method.INK, sheet.page, _laid(box, sheet))


def _laid(box: Box, sheet: Sheet) -> Box:
    """A box of the blank on the received page."""
    a, b, c, d, e, f = sheet.matrix
    points = [(a * x + b * y + e, c * x + d * y + f) for x, y in ((box.left, box.top), (box.right, box.bottom))]
    xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
    return Box(sheet.page, xs[0], ys[0], xs[1], ys[1])


# Annotations


def of_markups(
    form: PdfForm, found: Beside, pages: Collection[int], told: Collection[Finding], digest: str
) -> Iterator[Finding]:
    """Annotations over answers and print, and what is noted elsewhere on the pages."""
    fields = {one.field for one in told if one.code in _ALREADY_TOLD}
    for markup in (*form.markups, *_strangers(form, found)):
        if markup.box.page in pages and (markup.says or not markup.hidden):
            yield from _of_markup(found, markup, fields, digest)


def _strangers(form: PdfForm, found: Beside) -> Iterator[Markup]:
    """Fields that are not ours and show something. Fields for signatures have findings of their own."""
    ours = {slot.name for slot in found.slots}
    for widget in form.widgets:
        if widget.box is not None and widget.appearance and _is_stranger(widget, ours) and not widget.is_hidden:
            yield Markup("Widget", widget.box)


def _is_stranger(widget: Widget, ours: set[str]) -> bool:
    named = widget.name and widget.type not in (FieldType.SIGNATURE, FieldType.NONE)
    return bool(named) and widget.name not in ours and not any(widget.name.endswith(name) for name in ours)


def _of_markup(found: Beside, markup: Markup, fields: set[str | None], digest: str) -> Iterator[Finding]:
    page = markup.box.page
    source = Source(digest, Method.INK, page, markup.box)
    sheet = found.sheet(page)
    under = [slot for slot in found.slots if sheet is not None and _lies_over(markup, slot, sheet)]
    if len(under) > _MOST:
        yield finding("PAGE_WRITTEN_ON", page=page, source=source)
        return
    if any(_signs(markup, slot, sheet) for slot in under if sheet is not None):
        return
    over = [slot for slot in under if not slot.is_signature]
    if over and markup.subtype in _ANSWERED_BY and not any(found.has_widget(slot) for slot in over):
        return
    answers = [slot for slot in over if slot.field]
    if answers and not markup.hidden and markup.subtype not in _COLOURS:
        for field in dict.fromkeys(slot.field for slot in answers):
            if field not in fields:
                fields.add(field)
                yield finding("ANSWER_OVERLAID", field=field, source=source)
        return
    yield from _of_note(found, markup, sheet, source)


def _of_note(found: Beside, markup: Markup, sheet: Sheet | None, source: Source) -> Iterator[Finding]:
    page = markup.box.page
    if markup.subtype not in _COLOURS | {"Text", "Caret"} and sheet is not None and not markup.hidden:
        lines = [line for line in found.lines(sheet.number) if covered(_laid(line.box, sheet), markup.box) > _ON]
        if lines:
            yield finding("PRINT_OVERLAID", page=page, text=lines[0].text, source=source)
            return
    if markup.subtype == "Widget":
        return
    if markup.subtype in _COLOURS and not markup.says:
        yield finding("MARKS_ON_PAGE", page=page, source=source)
    else:
        yield finding("NOTE_ON_PAGE", page=page, source=source)


def _lies_over(markup: Markup, slot: Slot, sheet: Sheet) -> bool:
    if slot.place is None or slot.place.box.page != sheet.number:
        return False
    return covered(_laid(slot.place.box, sheet), markup.box) > _ON


def _signs(markup: Markup, slot: Slot, sheet: Sheet) -> bool:
    """Drawn, pasted or typed into the box for a signature: told of as what it is."""
    if not slot.is_signature or slot.place is None or markup.subtype not in MARKUP_KINDS:
        return False
    return covered(_laid(slot.place.box, sheet), markup.box) > OVERLAP
