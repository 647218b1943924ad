"""Finishing a Typst page layout into an AcroForm with pikepdf: every private link becomes a widget.

The annotation object itself is turned, so its place in the structure tree (OBJR, /StructParent) stays; only the
structure element's type changes from Link to Form. Measured in other programs:

- /DA must name an embedded simple font that stands in /DR, and there is no /NeedAppearances (PDF/A forbids it; poppler
  drops radios when a filler sets it): every widget brings its own appearance.
- Kids (of radios, and of a text shown in two places) carry no /T and do not stand in /Fields; names hold no dots
  (pyHanko's change analysis rejects them).
- /MK /BG is set on writing lines: a filler that draws a text paints the pale lines over, as we do.
- Signature fields carry a FieldMDP lock from the start: without it a field changed after signing still validates.
  pyHanko 0.38 then needs ``allow_in_place_appearance_stream_changes=False``: its default policy takes every appearance
  that is older than the signature for changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import assert_never

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from dokumentverk.engines.pdf_appearance import (
    NUMBER_FONT,
    SIMPLE_FONT,
    TextStyle,
    number,
    radio_mark,
    text_appearance,
    tick_mark,
)
from dokumentverk.engines.pdf_fonts import number_font, simple_font
from dokumentverk.engines.pdf_metadata import DocumentFacts, write_metadata
from dokumentverk.model.layout import WidgetKind

ADDRESS = "https://dv.invalid/f/"
ON = "on"

REQUIRED = 1 << 1
READ_ONLY = 1 << 0
MULTILINE = 1 << 12
RADIO = 1 << 15
NO_SPELL_CHECK = 1 << 22
NO_SCROLL = 1 << 23
COMB = 1 << 24
_PRINT = 4
_OF_FIELD = (Name.FT, Name.Ff, Name.DA, Name.MaxLen)
"""Of a text: entries of the field. All but the type stand in its kids too, where pypdf looks for a comb."""


@dataclass(frozen=True, slots=True)
class WidgetSpec:
    """One widget to be. ``address`` is what stands in the link, ``name`` the field's /T, ``tip`` its /TU.

    ``choice`` is the on-state of a radio, ``group_tip`` the name of its group. ``locks`` are the names of the fields
    that a signature closes.
    """

    address: str
    name: str
    kind: WidgetKind
    tip: str
    choice: str | None = None
    group_tip: str = ""
    required: bool = False
    multiline: bool = False
    cells: int | None = None
    max_length: int | None = None
    font_size: float = 10.0
    locks: tuple[str, ...] = ()


class WidgetsMissing(Exception):
    """The page layout and the list of widgets differ: a fault of the house style, not of data."""


def finish(content: bytes, widgets: Sequence[WidgetSpec], facts: DocumentFacts) -> bytes:
    """The blank: fields, structure, fonts, metadata. Raises WidgetsMissing when a widget has no place, or a place no
    widget."""
    wanted = {spec.address: spec for spec in widgets}
    with pikepdf.open(BytesIO(content)) as pdf:
        font = simple_font(pdf)
        fonts = {f"/{SIMPLE_FONT}": font, f"/{NUMBER_FONT}": number_font(pdf)}
        counted = Counter(spec.name for spec in widgets if spec.kind in (WidgetKind.TEXT, WidgetKind.COMB))
        form = _Form(pdf, font, frozenset(name for name, count in counted.items() if count > 1))
        for page in pdf.pages:
            _prepare_page(page.obj, fonts, pdf)
            for annotation in page.obj.get(Name.Annots, Array()):
                address = _address(annotation)
                if address is not None:
                    spec = wanted.pop(address, None)
                    if spec is None:
                        raise WidgetsMissing(address)
                    form.add(annotation, page.obj, spec)
        if wanted:
            raise WidgetsMissing(", ".join(wanted))
        form.close()
        _retag(pdf)
        write_metadata(pdf, facts)
        return save(pdf)


def save(pdf: Pdf) -> bytes:
    """Same objects, same bytes.

    qpdf ends every stream with a line feed; where the data happens to end in a carriage return (one compressed stream
    in 256) the two read as one line end, and /Length is one byte too long for PDF/A (ISO 19005-2, 6.1.7.1). A carriage
    return alone ends the line as well and cannot be misread.
    """
    out = BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue().replace(b"\r\nendstream", b"\r\rendstream")


def _address(annotation: Object) -> str | None:
    uri = str(annotation.get("/A", Dictionary()).get("/URI", ""))
    return uri.removeprefix(ADDRESS) if uri.startswith(ADDRESS) else None


def _prepare_page(page: Object, fonts: dict[str, Object], pdf: Pdf) -> None:
    """The fonts of what is stamped later, and an empty content stream to write it into; the content before it between q
    and Q, so that it starts from the page's own coordinates."""
    resources = page.get(Name.Resources, Dictionary())
    known = resources.get(Name.Font, Dictionary())
    for name, font in fonts.items():
        known[name] = font
    resources.Font = known
    page.Resources = resources
    page.Tabs = Name.S
    contents = page.Contents
    data = contents.read_bytes() if isinstance(contents, Stream) else b"\n".join(one.read_bytes() for one in contents)
    page.Contents = Array([pdf.make_indirect(Stream(pdf, part)) for part in (b"q\n" + data + b"\nQ\n", b"")])


class _Form:
    """The AcroForm while it grows."""

    def __init__(self, pdf: Pdf, font: Object, shared: frozenset[str]) -> None:
        """``shared`` are the names of texts that have several widgets."""
        self.pdf = pdf
        self.font = font
        self.shared = shared
        self.fields: list[Object] = []
        self.groups: dict[str, Object] = {}

    def add(self, annotation: Object, page: Object, spec: WidgetSpec) -> None:
        for key in (Name.A, Name.Border, Name.Contents, Name.H):
            if key in annotation:
                del annotation[key]
        annotation.Subtype = Name.Widget
        annotation.F = _PRINT
        annotation.P = page
        annotation.TU = String(spec.tip)
        left, bottom, right, top = (float(edge) for edge in annotation.Rect)
        width, height = right - left, top - bottom
        match spec.kind:
            case WidgetKind.TEXT | WidgetKind.COMB:
                self._text(annotation, spec, width, height)
                if spec.name in self.shared:
                    self._kid(annotation, spec)
                    return
            case WidgetKind.CHECK:
                self._check(annotation, spec, width, height)
            case WidgetKind.RADIO:
                self._radio(annotation, spec, width, height)
                return
            case WidgetKind.SIGNATURE:
                self._signature(annotation, spec, width, height)
            case _:
                assert_never(spec.kind)
        annotation.T = String(spec.name)
        self.fields.append(annotation)

    def _text(self, widget: Object, spec: WidgetSpec, width: float, height: float) -> None:
        flags = (REQUIRED if spec.required else 0) | NO_SCROLL
        flags |= (
            (MULTILINE if spec.multiline else 0) | (COMB if spec.cells else 0) | (NO_SPELL_CHECK if spec.cells else 0)
        )
        widget.FT = Name.Tx
        widget.Ff = flags
        widget.DA = String(default_appearance(spec.font_size))
        if spec.cells or spec.max_length:
            widget.MaxLen = spec.cells or spec.max_length
        widget.MK = Dictionary(BG=Array([1])) if spec.multiline else Dictionary()
        style = TextStyle(width, height, spec.font_size, spec.multiline, spec.cells)
        fonts = {f"/{SIMPLE_FONT}": self.font}
        widget.AP = Dictionary(N=appearance_stream(self.pdf, text_appearance("", style, {}), width, height, fonts))

    def _kid(self, widget: Object, spec: WidgetSpec) -> None:
        """One answer shown in several places: the field holds what they share, and a viewer keeps them alike."""
        parent = self.groups.get(spec.name)
        if parent is None:
            parent = self.pdf.make_indirect(Dictionary(T=String(spec.name), TU=String(spec.tip), Kids=Array()))
            for key in _OF_FIELD:
                if key in widget:
                    parent[key] = widget[key]
            self.groups[spec.name] = parent
            self.fields.append(parent)
        del widget[Name.FT]
        widget.Parent = parent
        parent.Kids.append(widget)

    def _check(self, widget: Object, spec: WidgetSpec, width: float, height: float) -> None:
        widget.FT = Name.Btn
        widget.Ff = REQUIRED if spec.required else 0
        widget.V = widget.AS = Name.Off
        widget.MK = Dictionary(CA=String("4"))
        states = {f"/{ON}": self._stream(tick_mark(width, height), width, height)}
        widget.AP = Dictionary(N=Dictionary({**states, "/Off": self._stream(b"", width, height)}))

    def _radio(self, widget: Object, spec: WidgetSpec, width: float, height: float) -> None:
        parent = self.groups.get(spec.name)
        if parent is None:
            flags = RADIO | (REQUIRED if spec.required else 0)
            parent = self.pdf.make_indirect(
                Dictionary(FT=Name.Btn, Ff=flags, T=String(spec.name), V=Name.Off, Kids=Array())
            )
            parent.TU = String(spec.group_tip)
            self.groups[spec.name] = parent
            self.fields.append(parent)
        widget.Parent = parent
        widget.AS = Name.Off
        widget.MK = Dictionary(CA=String("l"))
        states = {f"/{spec.choice}": self._stream(radio_mark(width, height), width, height)}
        widget.AP = Dictionary(N=Dictionary({**states, "/Off": self._stream(b"", width, height)}))
        parent.Kids.append(widget)

    def _signature(self, widget: Object, spec: WidgetSpec, width: float, height: float) -> None:
        widget.FT = Name.Sig
        widget.Ff = REQUIRED if spec.required else 0
        widget.MK = Dictionary()
        widget.AP = Dictionary(N=self._stream(b"", width, height))
        names = Array([String(name) for name in spec.locks])
        if spec.locks:
            widget.Lock = self.pdf.make_indirect(Dictionary(Type=Name.SigFieldLock, Action=Name.Include, Fields=names))

    def _stream(self, content: bytes, width: float, height: float) -> Object:
        return appearance_stream(self.pdf, content, width, height, {})

    def close(self) -> None:
        self.pdf.Root.AcroForm = self.pdf.make_indirect(
            Dictionary(
                Fields=Array(self.fields),
                DA=String(default_appearance(10)),
                DR=Dictionary(Font=Dictionary({f"/{SIMPLE_FONT}": self.font})),
            )
        )


def default_appearance(size: float) -> str:
    return f"0 g /{SIMPLE_FONT} {number(size)} Tf"


def appearance_stream(pdf: Pdf, content: bytes, width: float, height: float, fonts: dict[str, Object]) -> Object:
    """A form XObject. ``fonts`` stand in it even when nothing is written yet: the fillers of qpdf and pikepdf write
    into the stream that they find and trust that it knows the font."""
    stream = Stream(pdf, content)
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox = Array([0, 0, round(width, 3), round(height, 3)])
    stream.Resources = Dictionary(Font=Dictionary(fonts)) if fonts else Dictionary()
    return pdf.make_indirect(stream)


def _retag(pdf: Pdf) -> None:
    """Structure elements of what are widgets now: Form instead of Link.

    /K is the object reference itself, not an array of one: pyHanko's change analysis knows a field in the structure
    tree only so, and else takes every later entry for tampering.
    """
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}
    for page in pdf.pages:
        for annotation in page.obj.get(Name.Annots, Array()):
            if annotation.get(Name.Subtype) == Name.Widget:
                element = owners[int(annotation.StructParent)]
                element.S = Name.Form
                element.K = Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page.obj)
