"""AcroForm values to observations: pure, from the plain data that ``engines.pdf_read`` gives."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dokumentverk.engines.pdf_read_form import FieldType, PdfForm, Signed, Widget
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Box, Layout, Part, WidgetKind
from dokumentverk.model.reading import Method, Observation, SignatureKind, SignatureMark, Source
from dokumentverk.read.known import Known
from dokumentverk.read.observed import Observed, mark, observation
from dokumentverk.read.slots import EXCLUSIVE, Slot, plain_name, slots_of

OFF = "Off"
OVERLAP = 0.3
"""The part of the smaller box that must be covered for an annotation to stand «in» a signature box."""

_SAME_PLACE = 0.8

MARKUP_KINDS = {
    "Ink": SignatureKind.DRAWN,
    "PolyLine": SignatureKind.DRAWN,
    "Polygon": SignatureKind.DRAWN,
    "Line": SignatureKind.DRAWN,
    "Stamp": SignatureKind.IMAGE,
    "FreeText": SignatureKind.TYPED,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A widget and the slot of our form that it is."""

    widget: Widget
    slot: Slot


def pairs_of(form: PdfForm, known: Known) -> tuple[tuple[Pair, ...], tuple[Widget, ...]]:
    """The widgets that are ours, and those that are not. Push buttons are neither."""
    by_name: dict[str, list[Slot]] = defaultdict(list)
    slots_of_form = slots_of(known)
    for slot in slots_of_form:
        by_name[slot.name].append(slot)
    pairs: list[Pair] = []
    strangers: list[Widget] = []
    for widget in form.widgets:
        if widget.is_push_button:
            continue
        slots = by_name.get(widget.name) or by_name.get(plain_name(widget.name)) or []
        chosen = _choose(widget, slots) if widget.name else _by_place(widget, slots_of_form)
        if chosen is None:
            strangers.append(widget)
        else:
            pairs.append(Pair(widget, chosen))
    return tuple(pairs), tuple(strangers)


def _choose(widget: Widget, slots: list[Slot]) -> Slot | None:
    """The kid of a radio group by its on-state, its export value, or where it stands."""
    if len(slots) <= 1 or not widget.is_button:
        return slots[0] if slots else None
    names = {*widget.on_states, *(_exported(widget, state) for state in widget.on_states)}
    for slot in slots:
        if slot.choice in names:
            return slot
    placed = [slot for slot in slots if slot.place is not None and widget.box is not None]
    near = [slot for slot in placed if slot.place is not None and covered(slot.place.box, widget.box) > OVERLAP]
    return near[0] if len(near) == 1 else None


def _by_place(widget: Widget, slots: tuple[Slot, ...]) -> Slot | None:
    """The box that stands where the widget does. pdfunite, pdfseparate and pypdf's ``add_page`` tear the kids of a
    radio group from their parent, and so from their name. Pages may have moved: of boxes at the same place on several
    pages the one on the widget's own counts."""
    if widget.box is None or widget.type is FieldType.SIGNATURE:
        return None
    found: list[tuple[bool, Slot]] = []
    for slot in slots:
        if slot.place is None or not slot.is_mark or (slot.choice or "on") not in widget.on_states:
            continue
        here = slot.place.box.page == widget.box.page
        if covered(replace(slot.place.box, page=widget.box.page), widget.box) > _SAME_PLACE:
            found.append((here, slot))
    own = [slot for here, slot in found if here] or [slot for _, slot in found]
    return own[0] if len(own) == 1 else None


def _exported(widget: Widget, state: str) -> str:
    """With ``/Opt`` on a button the states are «0», «1» … and count its export values (ISO 32000-2, 12.7.5.2.3)."""
    if state.isdigit() and int(state) < len(widget.options):
        return widget.options[int(state)][0]
    return state


def observe(form: PdfForm, known: Known, digest: str) -> Observed:
    """Everything that the fields hold, as they hold it, and what stands in the signature fields."""
    pairs, strangers = pairs_of(form, known)
    on_page = {(pair.slot.name, pair.slot.choice) for pair in pairs if pair.widget.page is not None}
    used = [pair for pair in pairs if pair.widget.page is not None or (pair.slot.name, pair.slot.choice) not in on_page]
    observations: dict[tuple[str, str | None, str], Observation] = {}
    for pair in used:
        if not pair.slot.is_signature:
            seen = _observe(pair, digest)
            observations.setdefault((pair.slot.name, seen.choice, seen.raw), seen)
    filled = sum(1 for widget in strangers if any(value not in ("", OFF) for value in widget.values))
    findings = [finding("FIELDS_ADDED", count=filled)] if filled else []
    findings += [
        finding("TEXT_GARBLED", field=one.field or None, source=one.source)
        for one in observations.values()
        if one.field and is_garbled(one.raw)
    ]
    marks = _signatures(form, used, digest)
    findings += [finding("SIGNATURE_ELSEWHERE")] * _is_signed_elsewhere(pairs, strangers, known)
    return Observed(tuple(observations.values()), tuple(marks), tuple(findings))


def _observe(pair: Pair, digest: str) -> Observation:
    widget, slot = pair.widget, pair.slot
    source = Source(digest, Method.ACROFORM, widget.page, widget.box)
    if slot.is_mark and widget.is_button:
        return mark(slot, 1.0, source, on=value_says_on(widget, slot))
    return observation(_whole(slot), text_value(widget), 1.0, source)


def _whole(slot: Slot) -> Slot:
    """A choice that came as text (a drop-down list of another program) is an answer of the field, not of one box."""
    if slot.choice is None:
        return slot
    return Slot(slot.name, slot.field, slot.leaf, slot.row, slot.column, None, slot.part, slot.place)


def value_says_on(widget: Widget, slot: Slot) -> bool:
    """What ``/V`` says of one box. Names come with and without a slash, as names or as strings."""
    said = {value.strip().removeprefix("/") for value in widget.values} - {OFF, ""}
    if not widget.name and not widget.values:
        return page_says_on(widget, slot)
    if not said:
        return False
    if slot.leaf is not None and slot.leaf.kind in EXCLUSIVE:
        own = {*widget.on_states, *(_exported(widget, state) for state in widget.on_states)}
        return bool(said & own) if own else slot.choice in said
    return True


def page_says_on(widget: Widget, slot: Slot) -> bool:
    """What ``/AS`` shows of one box. Without it viewers take ``/V`` when that is a state of the box."""
    if widget.state is None:
        return bool({value.removeprefix("/") for value in widget.values} & set(widget.on_states))
    return widget.state in widget.on_states if widget.on_states else widget.state not in (OFF, "") and slot.is_mark


def text_value(widget: Widget) -> str:
    """Text as it stands; a choice field's export value; rich text without its markup when there is no plain text."""
    if widget.type is FieldType.CHOICE:
        displayed = {display: export for export, display in widget.options}
        exported = {export for export, _ in widget.options}
        return ";".join(value if value in exported else displayed.get(value, value) for value in widget.values)
    text = widget.values[0] if widget.values else ""
    if not text.strip() and widget.rich:
        return plain_text(widget.rich)
    return text


def shown_text(widget: Widget) -> str:
    """What the page shows of it: a drop-down list shows words of its own for what it exports."""
    if widget.type is not FieldType.CHOICE:
        return text_value(widget)
    shown = dict(widget.options)
    return ";".join(shown.get(value, value) for value in widget.values)


def is_garbled(text: str) -> bool:
    """UTF-8 that some program stored as one character for each byte: «Ã¸» for «ø»."""
    if "Ã" not in text and "Â" not in text:
        return False
    for encoding in ("cp1252", "latin-1"):
        try:
            text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False


def plain_text(rich: str) -> str:
    """Rich text (the XHTML of ISO 32000-2, 12.7.4.4) as lines. Nothing is parsed as XML."""
    broken = re.sub(r"(?i)<br\s*/?>|</p\s*>", "\n", rich)
    return html.unescape(re.sub(r"<[^>]*>", "", broken)).strip("\n")


def _signatures(form: PdfForm, pairs: list[Pair], digest: str) -> list[SignatureMark]:
    """One mark for each signature field that the file has, by the strongest thing that stands there."""
    found: list[SignatureMark] = []
    for pair in pairs:
        if not pair.slot.is_signature:
            continue
        widget = pair.widget
        place = Source(digest, Method.ACROFORM, widget.page, widget.box)
        if widget.signed is not None:
            found.append(SignatureMark(pair.slot.field, SignatureKind.DIGITAL, widget.signed.name, place))
        elif widget.type is not FieldType.SIGNATURE and text_value(widget).strip():
            found.append(SignatureMark(pair.slot.field, SignatureKind.TYPED, None, place))
        else:
            found.append(_by_markup(form, pair.slot, widget.box, place))
    return found


def _by_markup(form: PdfForm, slot: Slot, box: Box | None, place: Source) -> SignatureMark:
    signed = signed_over(form, box)
    if signed is not None:
        return SignatureMark(slot.field, SignatureKind.DIGITAL, signed.name, place)
    kind = markup_in(form, box)
    if kind is None:
        return SignatureMark(slot.field, SignatureKind.NONE, None, place)
    method = Method.TEXT if kind is SignatureKind.TYPED else Method.INK
    return SignatureMark(slot.field, kind, None, Source(place.document, method, place.page, place.box))


def signed_over(form: PdfForm, box: Box | None) -> Signed | None:
    """A digital signature in a field of its own, laid over a box of ours: readers let people draw such fields."""
    if box is None:
        return None
    over = (one.signed for one in form.widgets if one.signed is not None and covered(box, one.box) > OVERLAP)
    return next(over, None)


def _is_signed_elsewhere(pairs: Sequence[Pair], strangers: Sequence[Widget], known: Known) -> bool:
    """A signature in no box of ours. Time stamps of archives sign nothing for anybody."""
    signed = [one for one in strangers if one.signed is not None and one.signed.sub_filter != "ETSI.RFC3161"]
    if not signed:
        return False
    boxes = [pair.widget.box for pair in pairs if pair.slot.is_signature and pair.widget.box is not None]
    boxes += [slot.place.box for slot in slots_of(known) if slot.is_signature and slot.place is not None]
    return any(all(covered(box, one.box) <= OVERLAP for box in boxes) for one in signed)


def markup_in(form: PdfForm, box: Box | None) -> SignatureKind | None:
    """What kind of annotation can be seen in a box: drawn before pasted before typed. What a stamp shows is told by
    the page: the signatures that people draw in Acrobat, Preview and Firefox are stamps too."""
    if box is None:
        return None
    kinds = {
        kind
        for markup in form.markups
        if (kind := MARKUP_KINDS.get(markup.subtype)) is not None
        and not markup.hidden
        and covered(box, markup.box) > OVERLAP
    }
    order = (SignatureKind.DRAWN, SignatureKind.IMAGE, SignatureKind.TYPED)
    return next((kind for kind in order if kind in kinds), None)


def covered(one: Box, other: Box | None) -> float:
    """The shared area as a part of the smaller box; 0 on different pages."""
    if other is None or one.page != other.page:
        return 0.0
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(box.right - box.left) * (box.bottom - box.top) for box in (one, other)]
    return width * height / max(min(areas), 1e-6)


STANDS = 0.5
"""Share of a place that its widget must cover to stand where we put it. Programs that fill keep the rectangle; what
they do to it (rounding, a border's width) is under two per cent of the smallest tick box."""


def moved(form: PdfForm, pairs: Sequence[Pair], layout: Layout, digest: str) -> tuple[Finding, ...]:
    """Answers whose widget stands elsewhere than on the blank: beside another label, or off the page.

    Only pages as large as the blank's and upright are judged: a page that was turned or scaled moved them all.
    """
    frames = {frame.number: frame for frame in form.pages}
    found: dict[str, Finding] = {}
    for pair in pairs:
        widget, place = pair.widget, pair.slot.place
        frame = frames.get(widget.page or 0)
        if widget.box is None or place is None or frame is None or not pair.slot.field:
            continue
        upright = frame.rotate == 0 and abs(frame.width - layout.page_size[0]) < 1
        homes = [place.box, *(one.box for one in layout.places if one.part is Part.REPEAT and one.name == place.name)]
        stands = max(_share(home, widget.box) for home in homes) >= STANDS
        if upright and abs(frame.height - layout.page_size[1]) < 1 and not stands:
            source = Source(digest, Method.ACROFORM, widget.page, widget.box)
            found.setdefault(pair.slot.field, finding("FIELD_MOVED", field=pair.slot.field, source=source))
    return tuple(found.values())


def first_places(pairs: Sequence[Pair], layout: Layout | None) -> tuple[Pair, ...]:
    """The pairs without those that show an answer once more."""
    if layout is None or all(one.part is not Part.REPEAT for one in layout.places):
        return tuple(pairs)
    return tuple(pair for pair in pairs if not _shows_again(pair, layout))


def _shows_again(pair: Pair, layout: Layout) -> bool:
    box = pair.widget.box
    if box is None:
        return False
    places = [one for one in layout.places if one.name == pair.slot.name and one.kind is not WidgetKind.RADIO]
    nearest = max(places, key=lambda one: (_share(one.box, box) > 0.5, one.box.page == box.page), default=None)
    return nearest is not None and nearest.part is Part.REPEAT


def _share(place: Box, box: Box) -> float:
    """Of ``place`` that ``box`` covers; pages may have been put in another order and do not count."""
    across = min(place.right, box.right) - max(place.left, box.left)
    down = min(place.bottom, box.bottom) - max(place.top, box.top)
    return max(0.0, across) * max(0.0, down) / ((place.right - place.left) * (place.bottom - place.top))
