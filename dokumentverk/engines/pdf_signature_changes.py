"""What was changed between a signed revision and the file as it came: pages, notes, fields, looks and the rest.

pikepdf opens both and compares what a viewer would show. Seen with pyHanko 0.38, whose own analysis lets all of these
pass after an approval signature: a field that no FieldMDP locks and that was changed, an appearance laid over another,
a font of the form redefined («replace»). Libraries that fill (pypdf, MuPDF, PDFBox) rewrite so much that pyHanko calls
any of their revisions hostile.

What honest programs do to a form that was signed once: pyHanko and Acrobat write ``/V``, ``/AP``, ``/AS`` and ``/M``
of the fields that are filled; Acrobat adds its own fonts to ``/DR`` and writes the XMP metadata anew; a long-term
signature adds ``/DSS`` and ``/Extensions``, and a time stamp over the document is a new invisible signature field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

import pikepdf

from dokumentverk.engines.pdf_read_marks import marks_of
from dokumentverk.engines.pdf_read_strings import text_of
from dokumentverk.engines.pdf_signature_canon import Canon

_DEPTH = 32
_FILLED = frozenset({"/V", "/AP", "/AS", "/M", "/I"})
"""What filling writes into a field or its widget."""
_INHERITED = ("/FT", "/Ff", "/V", "/DV", "/DA", "/Q", "/MaxLen", "/Opt", "/RV", "/DS")
_OF_PAGE = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_OF_FIELD = frozenset({"/Kids", "/Parent", "/P", "/Rect"})
_ROUNDED = 0.01
"""Points. MuPDF writes rectangles anew, rounded to the fifth decimal."""
_FREE_CATALOG = frozenset({"/AcroForm", "/Pages", "/DSS", "/Extensions", "/Metadata", "/Version", "/Type"})
_FREE_FORM = frozenset({"/Fields", "/SigFlags", "/DR", "/NeedAppearances"})
_HIDDEN = 1 << 1 | 1 << 5


class Change(StrEnum):
    """The names are finding codes."""

    FIELD = "SIGNATURE_FIELD_CHANGED"
    LOOK = "SIGNATURE_OVERLAID"
    PAGES = "SIGNATURE_PAGES_CHANGED"
    CONTENT = "SIGNATURE_CONTENT_CHANGED"
    SWAPPED = "SIGNATURE_PAGES_SWAPPED"
    NOTE = "SIGNATURE_NOTE_ADDED"
    FONTS = "SIGNATURE_FONTS_CHANGED"
    REST = "SIGNATURE_DOCUMENT_CHANGED"


@dataclass(frozen=True, slots=True)
class Changed:
    """``name`` is the field's full name; for pages their numbers, for the rest the key of the catalogue."""

    kind: Change
    name: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """``fields`` may be filled, ``signatures`` are empty signature fields that may be signed."""

    fields: frozenset[str]
    signatures: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """``filled`` are the allowed changes: names of fields filled or signed later."""

    changes: tuple[Changed, ...]
    filled: tuple[str, ...]


def compare(signed: bytes, now: bytes, allowed: Allowed) -> Compared:
    """Raises what pikepdf raises, and TooDeep: then nothing is known."""
    with pikepdf.open(BytesIO(signed)) as old, pikepdf.open(BytesIO(now)) as new:
        before, after = _Revision(old), _Revision(new)
        filled: list[str] = []
        changes = [
            *_pages(before, after),
            *_notes(before, after),
            *_fields(before, after, allowed, filled),
            *_form(before, after),
            *_rest(before, after),
        ]
        return Compared(tuple(dict.fromkeys(changes)), tuple(dict.fromkeys(filled)))


class _Revision:
    """One state of the file. Widgets are named by their field and their place among its widgets."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.pages = [page.obj for page in pdf.pages]
        self.widgets: dict[str, pikepdf.Object] = {}
        self.page_of: dict[str, int] = {}
        self.notes: list[tuple[int, pikepdf.Object]] = []
        labels = {page.objgen: f"page {number}" for number, page in enumerate(self.pages, 1)}
        seen: Counter[str] = Counter()
        for number, page in enumerate(self.pages, 1):
            annotations = page.get("/Annots")
            for one in annotations if isinstance(annotations, pikepdf.Array) else ():
                if not isinstance(one, pikepdf.Dictionary):
                    continue
                if one.get("/Subtype") != pikepdf.Name.Widget:
                    self.notes.append((number, one))
                    continue
                name = full_name(one)
                label = f"{name}#{seen[name]}"
                seen[name] += 1
                self.widgets[label] = one
                self.page_of[label] = number
                labels[one.objgen] = f"widget {label}"
        self.bare = {name: node for node in _terminal_fields(pdf) if (name := full_name(node)) and name not in seen}
        labels[pdf.Root.objgen] = "catalogue"
        labels.pop((0, 0), None)
        self.canon = Canon(labels)

    @property
    def form(self) -> pikepdf.Object | None:
        form = self.pdf.Root.get("/AcroForm")
        return form if isinstance(form, pikepdf.Dictionary) else None

    def frame(self, node: pikepdf.Object) -> list[bytes]:
        """A widget and the fields above it, but for what filling writes and what is inherited."""
        without = _FILLED | _OF_FIELD | frozenset(_INHERITED)
        found: list[bytes] = []
        current: object = node
        while isinstance(current, pikepdf.Dictionary) and len(found) < _DEPTH:
            found.append(self.canon.of_entries(current, without=without))
            current = current.get("/Parent")
        return found

    def inherited(self, node: pikepdf.Object, key: str) -> bytes:
        current: object = node
        for _ in range(_DEPTH):
            if not isinstance(current, pikepdf.Dictionary):
                break
            if key in current:
                return self.canon.of(current.get(key))
            current = current.get("/Parent")
        return b""


def full_name(node: pikepdf.Object) -> str:
    """The full name of a field or widget (ISO 32000-2, 12.7.4.2)."""
    parts: list[str] = []
    current: object = node
    for _ in range(_DEPTH):
        if not isinstance(current, pikepdf.Dictionary):
            break
        if "/T" in current:
            parts.append(text_of(current.get("/T")))
        current = current.get("/Parent")
    return ".".join(reversed(parts))


def _terminal_fields(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    pending = list(fields) if isinstance(fields, pikepdf.Array) else []
    seen: set[tuple[int, int]] = set()
    while pending:
        node = pending.pop()
        if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
            continue
        if node.is_indirect:
            seen.add(node.objgen)
        kids = node.get("/Kids")
        named = (
            [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/T" in kid]
            if (isinstance(kids, pikepdf.Array))
            else []
        )
        if named:
            pending.extend(named)
        else:
            yield node


def _pages(before: _Revision, after: _Revision) -> Iterator[Changed]:
    if len(before.pages) != len(after.pages):
        yield Changed(Change.PAGES, f"{len(before.pages)} → {len(after.pages)}")
    without = frozenset({"/Annots", "/Parent", *_OF_PAGE})
    for number, (old, new) in enumerate(zip(before.pages, after.pages, strict=False), 1):
        same = before.canon.of_entries(old, without=without) == after.canon.of_entries(new, without=without)
        same = same and all(before.inherited(old, key) == after.inherited(new, key) for key in _OF_PAGE)
        if not same:
            yield Changed(Change.CONTENT if old.objgen == new.objgen else Change.SWAPPED, str(number))


def _notes(before: _Revision, after: _Revision) -> Iterator[Changed]:
    """Annotations that are no widgets: none may come, go or look otherwise."""
    old = Counter((number, before.canon.of(note)) for number, note in before.notes)
    new = Counter((number, after.canon.of(note)) for number, note in after.notes)
    for number, _ in sorted((old - new) | (new - old)):
        yield Changed(Change.NOTE, str(number))


def _fields(before: _Revision, after: _Revision, allowed: Allowed, filled: list[str]) -> Iterator[Changed]:
    for label, widget in before.widgets.items():
        name = label.rpartition("#")[0]
        if label not in after.widgets or before.page_of[label] != after.page_of[label]:
            yield Changed(Change.FIELD, name)
            continue
        change = _of_field(before, after, widget, after.widgets[label], name, allowed)
        if isinstance(change, Change):
            yield Changed(change, name)
        elif change:
            filled.append(name)
    for name, node in before.bare.items():
        if name not in after.bare or _of_field(before, after, node, after.bare[name], name, allowed):
            yield Changed(Change.FIELD, name)
    for label in after.widgets.keys() - before.widgets.keys():
        name, widget = label.rpartition("#")[0], after.widgets[label]
        if not _may_come(before, after, widget, label, allowed):
            yield Changed(Change.NOTE, str(after.page_of[label]))
        else:
            filled.append(name)
    for name in after.bare.keys() - before.bare.keys():
        if not _is_stamp(after.bare[name]):
            yield Changed(Change.FIELD, name)


def _of_field(
    before: _Revision, after: _Revision, old: pikepdf.Object, new: pikepdf.Object, name: str, allowed: Allowed
) -> Change | bool:
    """What was done to a field that was there: something that it must not, or whether it was filled."""
    same_value = all(before.inherited(old, key) == after.inherited(new, key) for key in _INHERITED)
    same_frame = before.frame(old) == after.frame(new) and _stays(_rect(old), _rect(new))
    same_looks = all(before.inherited(old, key) == after.inherited(new, key) for key in ("/AP", "/AS"))
    if not same_frame:
        return Change.LOOK
    if same_value and same_looks:
        return False
    kept = frozenset(_INHERITED) - {"/V", "/RV"}
    if any(before.inherited(old, key) != after.inherited(new, key) for key in kept):
        return Change.FIELD
    if name in allowed.fields or (name in allowed.signatures and not before.inherited(old, "/V")):
        return True
    return Change.LOOK if same_value else Change.FIELD


def _stays(old: tuple[float, ...] | None, new: tuple[float, ...] | None) -> bool:
    if old is None or new is None:
        return old is new
    return all(abs(a - b) < _ROUNDED for a, b in zip(old, new, strict=True))


def _may_come(before: _Revision, after: _Revision, widget: pikepdf.Object, label: str, allowed: Allowed) -> bool:
    """A new signature field: without a face, or drawn over an empty signature box of ours by a reader that cannot sign
    in a box that is there."""
    value = widget.get("/V")
    if widget.get("/FT") != pikepdf.Name.Sig or not isinstance(value, pikepdf.Dictionary):
        return False
    rect = _rect(widget)
    if rect is None or rect[0] >= rect[2] or rect[1] >= rect[3]:
        return True
    if _is_stamp(widget):
        return bool(_flags(widget) & _HIDDEN)
    for other, box in before.widgets.items():
        if other.rpartition("#")[0] not in allowed.signatures or before.page_of[other] != after.page_of[label]:
            continue
        if before.inherited(box, "/V") or (around := _rect(box)) is None:
            continue
        if _inside(rect, around):
            return True
    return False


def _inside(rect: tuple[float, ...], around: tuple[float, ...]) -> bool:
    slack = 3.0
    return (
        rect[0] >= around[0] - slack
        and rect[1] >= around[1] - slack
        and rect[2] <= around[2] + slack
        and rect[3] <= around[3] + slack
    )


def _is_stamp(field: pikepdf.Object) -> bool:
    value = field.get("/V")
    return isinstance(value, pikepdf.Dictionary) and value.get("/Type") == pikepdf.Name.DocTimeStamp


def _flags(widget: pikepdf.Object) -> int:
    flags: object = widget.get("/F")
    return int(flags) if isinstance(flags, int) else 0


def _rect(widget: pikepdf.Object) -> tuple[float, float, float, float] | None:
    rect = widget.get("/Rect")
    if not isinstance(rect, pikepdf.Array) or len(rect) != 4:
        return None
    try:
        a, b, c, d = (float(one) for one in rect)
    except (TypeError, ValueError):
        return None
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _form(before: _Revision, after: _Revision) -> Iterator[Changed]:
    """``/AcroForm``: fonts may be added to those that fields are written with, none may become another."""
    old, new = before.form, after.form
    if old is None or new is None:
        if old is not None or (new is not None and any(not _is_signature(one) for one in after.widgets.values())):
            yield Changed(Change.REST, "/AcroForm")
        return
    redrawn = bool(new.get("/NeedAppearances", False)) and not bool(old.get("/NeedAppearances", False))
    entries = [one.canon.of_entries(form, without=_FREE_FORM) for one, form in ((before, old), (after, new))]
    if redrawn or entries[0] != entries[1]:
        yield Changed(Change.REST, "/AcroForm")
    if _lost(before, after, old.get("/DR"), new.get("/DR")):
        yield Changed(Change.FONTS, "/DR")


def _is_signature(widget: pikepdf.Object) -> bool:
    return bool(widget.get("/FT") == pikepdf.Name.Sig)


def _lost(before: _Revision, after: _Revision, old: object, new: object) -> bool:
    """Whether a resource that was there is gone or another one."""
    if not isinstance(old, pikepdf.Dictionary):
        return False
    if not isinstance(new, pikepdf.Dictionary):
        return True
    for category in old.keys():  # noqa: SIM118 - a pikepdf dictionary does not iterate over its keys everywhere
        was, is_now = old.get(category), new.get(category)
        if not isinstance(was, pikepdf.Dictionary) or not isinstance(is_now, pikepdf.Dictionary):
            if before.canon.of(was) != after.canon.of(is_now):
                return True
            continue
        for name in was.keys():  # noqa: SIM118
            if name not in is_now or before.canon.of(was.get(name)) != after.canon.of(is_now.get(name)):
                return True
    return False


def _rest(before: _Revision, after: _Revision) -> Iterator[Changed]:
    """The catalogue (layers, actions, attachments, permissions …), and what the document says that it is."""
    old, new = before.pdf.Root, after.pdf.Root
    for key in sorted({*old.keys(), *new.keys()} - _FREE_CATALOG):
        if (key in old) != (key in new) or before.canon.of(old.get(key)) != after.canon.of(new.get(key)):
            yield Changed(Change.REST, key)
    if marks_of(before.pdf) != marks_of(after.pdf):
        yield Changed(Change.REST, "/Metadata")
