"""What a found place of a DOCX says: observations, signature marks, and where it disagrees with itself. Pure.

A tick box is its glyph and its state, a date its text and its full date, a list its text and its stored value: what is
shown is taken, as a reader of the page would, and a difference is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from dokumentverk.engines.docx_form import DocxForm, SeenControl, Trace
from dokumentverk.engines.docx_places import CELL_HINT, CONTINUED, HINTS, is_hint
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import WidgetKind
from dokumentverk.model.reading import Method, Observation, SignatureKind, SignatureMark, Source
from dokumentverk.model.written import MONTHS, parse_date, show_date
from dokumentverk.read.docx_find import Found
from dokumentverk.read.observed import NOT_READ, Observed

CONFIDENCE = {Method.CONTENT_CONTROL: 1.0, Method.BOOKMARK: 0.99, Method.LABEL: 0.97}
"""A label cell could be moved by hand; a bookmark hardly ever is."""
_DOUBTFUL = 0.5
_ON = frozenset("\u2612\u2611\u2713\u2714\u2717\u2718\u2715\u2716\u2327\u2573\U0001f5f8\U0001f5f9xX\u00d7")
_OFF = frozenset("\u2610\u25a1\u25fb\u25a2\u2751\u2b1c")


def answers(form: DocxForm, definition: FormDefinition, found: Found, digest: str) -> Observed:
    source = Source(digest, found.method)
    traces = form.cells[found.cell].traces if found.cell is not None else frozenset()
    findings = list(_traced(traces, found, source))
    place, leaf = found.place, _leaf(definition, found)
    text, leftover = _without_hint(found.text)
    if leftover:
        findings.append(_told("PLACEHOLDER_LEFT", found, source))
    if place.kind is WidgetKind.SIGNATURE:
        lined = any(line.cell is not None and line.cell == found.cell for line in form.lines)
        shown = traces - {Trace.PICTURE} if lined else traces
        return Observed((), (_signature(found, text, shown, source),), tuple(findings))
    if place.choice is not None or (leaf is not None and leaf.kind is FieldKind.TICK):
        return _tick(found, text, source, findings)
    if found.control is not None:
        text, told = _shown(text, found.control, leaf)
        findings += [finding(code, field=place.field, source=source) for code in told]
    if traces & {Trace.PICTURE, Trace.DRAWN}:
        findings.append(_told("TEXT_NOT_READ", found, source))
        if not text:
            return Observed((_seen(found, "", NOT_READ, source),), (), tuple(findings))
    return Observed((_seen(found, text, CONFIDENCE[found.method], source),), (), tuple(findings))


def _leaf(definition: FormDefinition, found: Found) -> Field | None:
    """The field, or the column of a repeating table; None for a free continuation."""
    if not found.place.field:
        return None
    field = definition.field(found.place.field)
    if found.place.column is None:
        return field
    return next(column for column in field.columns if column.id == found.place.column)


def _seen(found: Found, raw: str, confidence: float, source: Source) -> Observation:
    place = found.place
    row = found.row if place.column is not None else place.row
    return Observation(place.field, raw, confidence, source, row, place.column, place.choice, place.part)


def _traced(traces: frozenset[Trace], found: Found, source: Source) -> Iterator[Finding]:
    codes = {
        Trace.TRACKED: "TRACKED_CHANGES",
        Trace.HIDDEN: "TEXT_CONCEALED",
        Trace.CLAIMED_EMPTY: "PLACEHOLDER_UNSURE",
    }
    for trace, code in codes.items():
        if trace in traces:
            yield _told(code, found, source)


def _told(code: str, found: Found, source: Source) -> Finding:
    """A free continuation belongs to no field yet: its own label stands in."""
    place = found.place
    if place.field:
        return finding(code, field=place.field, source=source)
    return finding(code, source=source, label=f"{CONTINUED[place.part].nb} ({(place.row or 0) + 1})")


def _without_hint(text: str) -> tuple[str, bool]:
    """The answer without our placeholder, and whether some of it still stood beside the answer."""
    written = text.strip()
    if is_hint(written):
        return "", False
    for hint in HINTS:
        if hint is CELL_HINT:
            continue
        for said in (hint.in_(language) for language in Language):
            if written.startswith(said):
                return written.removeprefix(said).strip(), True
            if written.endswith(said):
                return written.removesuffix(said).strip(), True
    return text, False


def _signature(found: Found, text: str, traces: frozenset[Trace], source: Source) -> SignatureMark:
    """A picture may hold a signature, a typed name is somebody's name: neither is a signature yet. What Word draws for
    a signature line is none."""
    by = " ".join(text.split()) or None
    if Trace.DRAWN in traces:
        kind = SignatureKind.DRAWN
    elif Trace.PICTURE in traces:
        kind = SignatureKind.IMAGE
    else:
        kind = SignatureKind.TYPED if by else SignatureKind.NONE
    return SignatureMark(found.place.field, kind, by, source)


def _tick(found: Found, text: str, source: Source, findings: list[Finding]) -> Observed:
    marks = set("".join(text.split()))
    on, off, other = bool(marks & _ON), bool(marks & _OFF), bool(marks - _ON - _OFF)
    doubtful = other or (on and off)
    if doubtful:
        findings.append(finding("MARK_DOUBTFUL", field=found.place.field, source=source))
    elif found.control is not None and found.control.checked is not None and found.control.checked != on:
        findings.append(finding("TICK_DISAGREES", field=found.place.field, source=source))
    confidence = _DOUBTFUL if doubtful else CONFIDENCE[found.method]
    seen = _seen(found, "on" if on or other else "off", confidence, source)
    return Observed((seen,), (), tuple(findings))


def _shown(text: str, control: SeenControl, leaf: Field | None) -> tuple[str, list[str]]:
    """The text, spelt out where the control knows the whole date, and the codes of what it says otherwise."""
    if control.full_date is not None and leaf is not None and leaf.kind is FieldKind.DATE:
        return _dated(text, control.full_date)
    if control.items and text:
        stored = [value for display, value in control.items if display == text]
        if not stored or (control.chosen is not None and control.chosen not in stored):
            return text, ["LIST_DISAGREES"]
    return text, []


def _dated(text: str, full: str) -> tuple[str, list[str]]:
    known, written = parse_date(full[:10]), parse_date(text)
    if not isinstance(known, date) or known == written:
        return text, []
    if not isinstance(written, date) and _spells(text, known):
        return show_date(known), []
    return text, ["DATE_DISAGREES"]


def _spells(text: str, day: date) -> bool:
    """Whether a date that cannot be read alone is this one in another form: «3.11.26», «tirsdag 3. nov. 2026»."""
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    months = {MONTHS[word] for word in re.findall(r"[a-zæøå]+", text.casefold()) if word in MONTHS}
    years = (day.year, day.year % 100)
    if months:
        return months == {day.month} and len(numbers) == 2 and numbers[0] == day.day and numbers[1] in years
    return len(numbers) == 3 and numbers[:2] == [day.day, day.month] and numbers[2] in years
