"""AcroForm, annotations, identity marks and active content of a PDF, with pikepdf (qpdf). Runs in a worker process.

What qpdf does: it repairs much (no cross-reference table, wrong lengths, a truncated end) and says so in warnings; it
stops at 500 levels of nesting and at reference loops; an encrypted file with an empty user password opens like any
other. No content stream is decoded here, and no text stream beyond a megabyte, so that a stream bomb is left alone.

What form fillers do, seen in files that they wrote:

- pdftk (FDF) writes the value of a choice as an array.
- pypdf 7.1 writes ``/V`` of a radio group as the string ``(/nei)``, with the slash in the string, and gives kids
  without a name a ``/V`` of their own that means nothing: only nodes from the named one upwards are asked. poppler 22
  writes the text of a field that has several widgets into each of them, and leaves the field's own as it was: a text's
  nearest ``/V`` counts.
- pypdf ``add_page``, pikepdf ``pages.extend`` and pdfunite leave widgets on the pages that no ``/Fields`` leads to:
  the pages' ``/Annots`` are the truth, and ``/Fields`` adds what lies on no page.
- pdfunite, pdfseparate and pypdf ``add_page`` also tear the kids of a radio group from their parent: no name, no type
  and no value is left, only the on-states, ``/AS`` and the place.
- qpdf adds ``+1`` to names that clash in a merge, pdftk puts a parent ``1`` above them. mutool merge drops all
  widgets.
- poppler-glib gives text widgets an ``/AS /N`` that means nothing.
- pdftk ``need_appearances`` and pypdf set ``/NeedAppearances`` beside appearances of their own; pdf-lib may leave the
  old ones.
- PDFium's incremental saves name a cross-reference stream that is not there; PDFBox and pypdf count the objects
  wrongly.
- Lines end in LF (pdftk, pdf.js, pdf-lib, poppler, PDFBox, MuPDF, pypdf), CR LF (PDFium) or CR (Acrobat).
- Strings come as PDFDocEncoding, UTF-16BE or UTF-8 with a byte order mark; some carry a language escape (ESC no ESC).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf

from dokumentverk.engines.pdf_read_active import active_content
from dokumentverk.engines.pdf_read_form import (
    HIDDEN_FLAGS,
    FieldType,
    Markup,
    PageFrame,
    PdfForm,
    Refused,
    Repair,
    Signed,
    Widget,
)
from dokumentverk.engines.pdf_read_marks import marks_of
from dokumentverk.engines.pdf_read_strings import name_of, text_of
from dokumentverk.model.layout import Box
from dokumentverk.model.workplace import ReadingLimits

_REPAIRS = ("file is damaged", "reconstruct", "loop detected", "expected endobj", "expected endstream")
"""Warnings of qpdf that something was mended. A wrong number of objects, as PDFBox and pypdf write it, is not one."""

_TAIL = 2048

_TYPES = {kind.value: kind for kind in FieldType}
_DEPTH = 32
_FIELDS = 20_000
_NO_SUBTYPES = frozenset({"Widget", "Link", "Popup", ""})


def read_pdf(path: str, limits: ReadingLimits) -> PdfForm | Refused:
    """The form of the file at ``path``. Content never raises: what qpdf refuses, pypdf is asked for.

    Refused codes: FILE_ENCRYPTED, FILE_BROKEN, PAGES_TOO_MANY.
    """
    try:
        with pikepdf.open(path) as pdf:
            return _read(pdf, Path(path), limits)
    except pikepdf.PasswordError:
        return Refused("FILE_ENCRYPTED")
    except (pikepdf.PdfError, RuntimeError, ValueError):
        from dokumentverk.engines.pdf_read_second import read_with_pypdf

        return read_with_pypdf(Path(path), limits)


def _read(pdf: pikepdf.Pdf, path: Path, limits: ReadingLimits) -> PdfForm | Refused:
    count = len(pdf.pages)
    if count > limits.max_pages:
        return Refused("PAGES_TOO_MANY")
    if count == 0:
        return Refused("FILE_BROKEN")
    root = pdf.Root
    acroform = _dictionary(root.get("/AcroForm"))
    hooked = {node.objgen: node for node in _field_tree(acroform)}
    frames: list[PageFrame] = []
    widgets: list[Widget] = []
    markups: list[Markup] = []
    on_pages: set[tuple[int, int]] = set()
    for number, page in enumerate(pdf.pages, start=1):
        frame = page_frame(number, page.obj)
        frames.append(frame)
        for annotation in _annotations(page.obj):
            subtype = name_of(annotation.get("/Subtype"))
            if subtype == "Widget":
                widgets.append(_widget(annotation, frame, hooked))
                on_pages.update(node.objgen for node in _ancestry(annotation))
            elif subtype not in _NO_SUBTYPES and (box := _rect(annotation)) is not None:
                markups.append(_markup(annotation, subtype, frame.displayed(box)))
    widgets += [_bare_field(node) for key, node in hooked.items() if key not in on_pages and not _has_kids(node)]
    return PdfForm(
        pages=tuple(frames),
        widgets=tuple(widgets),
        markups=tuple(markups),
        marks=marks_of(pdf),
        active=active_content(pdf),
        need_appearances=bool(acroform is not None and acroform.get("/NeedAppearances", False)),
        repair=_repair(pdf, path),
        restricted=pdf.is_encrypted,
        for_paper=not widgets and _is_for_paper(pdf),
    )


def _is_for_paper(pdf: pikepdf.Pdf) -> bool:
    """Whether the structure has printed fields (ISO 32000-2, 14.8.5.6), as our prints do."""
    if pdf.Root.get("/StructTreeRoot") is None:
        return False
    elements = (one.get("/A") for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/A" in one)
    kinds = (part for one in elements for part in (one if isinstance(one, pikepdf.Array) else [one]))
    return any(isinstance(part, pikepdf.Dictionary) and part.get("/O") == pikepdf.Name.PrintField for part in kinds)


def _markup(annotation: pikepdf.Object, subtype: str, box: Box) -> Markup:
    says = any(text_of(annotation.get(key)).strip() for key in ("/Contents", "/RC"))
    return Markup(subtype, box, says, hidden=bool(_integer(annotation.get("/F")) & HIDDEN_FLAGS))


def _repair(pdf: pikepdf.Pdf, path: Path) -> Repair:
    """A file without an end lost something. One with its end, whose cross-reference table is wrong, did not: PDFium's
    incremental saves are such files, and qpdf finds every object in them."""
    if not any(word in str(warning) for warning in pdf.get_warnings() for word in _REPAIRS):
        return Repair.NONE
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return Repair.MENDED if b"%%EOF" in file.read() else Repair.DAMAGED


def page_frame(number: int, page: pikepdf.Object) -> PageFrame:
    """What is visible of a page, and how it is turned; boxes that make no sense are left aside."""
    media = _numbers(_inherited(page, "/MediaBox")) or (0.0, 0.0, 612.0, 792.0)
    crop = _numbers(_inherited(page, "/CropBox")) or media
    left, right = max(media[0], crop[0]), min(media[2], crop[2])
    bottom, top = max(media[1], crop[1]), min(media[3], crop[3])
    visible = (left, bottom, right, top) if left < right and bottom < top else media
    turn = _inherited(page, "/Rotate")
    return PageFrame(number, visible, int(turn) % 360 // 90 * 90 if isinstance(turn, int) else 0)


def _inherited(node: pikepdf.Object, key: str) -> object:
    """The value of an inheritable key, up to 32 levels: a loop of parents ends there."""
    current: object = node
    for _ in range(_DEPTH):
        if not isinstance(current, pikepdf.Dictionary):
            return None
        if (value := current.get(key)) is not None:
            return _plain(value)
        current = current.get("/Parent")
    return None


def _plain(value: object) -> object:
    return int(value) if isinstance(value, int) else value


def _numbers(value: object) -> tuple[float, float, float, float] | None:
    """Four finite numbers of an array, corners sorted: (left, bottom, right, top)."""
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    try:
        a, b, c, d = (float(one) for one in value)
    except (TypeError, ValueError, OverflowError):
        return None
    if not all(abs(one) < 1e6 for one in (a, b, c, d)):
        return None
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _rect(annotation: pikepdf.Object) -> tuple[float, float, float, float] | None:
    return _numbers(annotation.get("/Rect"))


def _annotations(page: pikepdf.Object) -> Iterator[pikepdf.Object]:
    annotations = page.get("/Annots")
    if isinstance(annotations, pikepdf.Array):
        for annotation in annotations:
            if isinstance(annotation, pikepdf.Dictionary):
                yield annotation


def _dictionary(value: object) -> pikepdf.Object | None:
    return value if isinstance(value, pikepdf.Dictionary) else None


def _field_tree(acroform: pikepdf.Object | None) -> Iterator[pikepdf.Object]:
    """Every node under ``/AcroForm /Fields``, each once, at most 20,000."""
    fields = acroform.get("/Fields") if acroform is not None else None
    pending = list(fields) if isinstance(fields, pikepdf.Array) else []
    seen: set[tuple[int, int]] = set()
    while pending and len(seen) < _FIELDS:
        node = pending.pop()
        if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
            continue
        if node.is_indirect:
            seen.add(node.objgen)
            yield node
        kids = node.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            pending.extend(kids)


def _ancestry(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    current = node
    for _ in range(_DEPTH):
        yield current
        parent = current.get("/Parent")
        if not isinstance(parent, pikepdf.Dictionary):
            return
        current = parent


def _has_kids(node: pikepdf.Object) -> bool:
    kids = node.get("/Kids")
    return isinstance(kids, pikepdf.Array) and len(kids) > 0


def _widget(annotation: pikepdf.Object, frame: PageFrame, hooked: dict[tuple[int, int], pikepdf.Object]) -> Widget:
    rect = _rect(annotation)
    look = _dictionary(annotation.get("/AP"))
    normal = look.get("/N") if look is not None else None
    states = normal.keys() if isinstance(normal, pikepdf.Dictionary) and not isinstance(normal, pikepdf.Stream) else ()
    return _field(
        annotation,
        page=frame.number,
        box=frame.displayed(rect) if rect is not None else None,
        state=name_of(annotation.get("/AS")) or None,
        on_states=tuple(state.removeprefix("/") for state in states if state != "/Off"),
        flags=_integer(annotation.get("/F")),
        appearance=normal is not None,
        hooked=any(node.objgen in hooked for node in _ancestry(annotation) if node.is_indirect),
    )


def _bare_field(node: pikepdf.Object) -> Widget:
    return _field(node, page=None, box=None)


def _field(node: pikepdf.Object, **seen: object) -> Widget:
    parts: list[str] = []
    found: dict[str, object] = {}
    for ancestor in _ancestry(node):
        part = ancestor.get("/T")
        if part is not None:
            parts.append(text_of(part))
        for key in ("/FT", "/Ff", "/V", "/Opt", "/RV"):
            if key not in found and (parts or key != "/V") and (entry := ancestor.get(key)) is not None:
                found[key] = entry
    kind = name_of(found.get("/FT"))
    type = _TYPES.get(kind, FieldType.NONE)
    own = node.get("/V") if type is FieldType.TEXT else None
    value = found.get("/V") if own is None else own
    return Widget(
        name=".".join(reversed(parts)),
        type=type,
        values=() if type is FieldType.SIGNATURE else _values(value),
        as_name=isinstance(value, pikepdf.Name),
        options=_options(found.get("/Opt")),
        rich=text_of(found["/RV"]) if "/RV" in found else None,
        signed=_signed(value) if type is FieldType.SIGNATURE else None,
        claims_signature=type is FieldType.SIGNATURE and isinstance(value, pikepdf.Dictionary),
        field_flags=_integer(found.get("/Ff")),
        **seen,  # type: ignore[arg-type]
    )


def _values(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, pikepdf.Array):
        return tuple(text_of(one) for one in value)
    return (text_of(value),)


def _options(value: object) -> tuple[tuple[str, str], ...]:
    """``/Opt``: each a string, or a pair of what is exported and what is shown."""
    if not isinstance(value, pikepdf.Array):
        return ()
    found = []
    for option in value:
        if isinstance(option, pikepdf.Array):
            pair = [text_of(one) for one in option]
            found.append((pair[0], pair[-1]) if pair else ("", ""))
        else:
            found.append((text_of(option), text_of(option)))
    return tuple(found)


def _signed(value: object) -> Signed | None:
    """A prepared signature dictionary holds zeros: that is not a signature."""
    if not isinstance(value, pikepdf.Dictionary):
        return None
    contents = value.get("/Contents")
    if not isinstance(contents, pikepdf.String) or not bytes(contents).strip(b"\0"):
        return None
    name, at = value.get("/Name"), value.get("/M")
    return Signed(
        text_of(name) if name is not None else None,
        text_of(at) if at is not None else None,
        name_of(value.get("/SubFilter")) or None,
    )


def _integer(value: object) -> int:
    return int(value) if isinstance(value, int) else 0
