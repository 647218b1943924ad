"""What a PDF form holds, as plain data that crosses a process boundary. Filled by ``pdf_read``; nothing is
interpreted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dokumentverk.model.layout import Box


@dataclass(frozen=True, slots=True)
class PageFrame:
    """One page. ``crop`` is (left, bottom, right, top) of the visible part in the page's own space, ``rotate``
    clockwise degrees; ``width`` and ``height`` are points as displayed."""

    number: int
    crop: tuple[float, float, float, float]
    rotate: int

    @property
    def width(self) -> float:
        left, bottom, right, top = self.crop
        return top - bottom if self.rotate in (90, 270) else right - left

    @property
    def height(self) -> float:
        left, bottom, right, top = self.crop
        return right - left if self.rotate in (90, 270) else top - bottom

    def displayed(self, rect: tuple[float, float, float, float]) -> Box:
        """A rectangle of the page's own space, corners in any order, as displayed: from the top left, y downwards."""
        points = [self._displayed_point(rect[0], rect[1]), self._displayed_point(rect[2], rect[3])]
        xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
        return Box(self.number, xs[0], ys[0], xs[1], ys[1])

    def own(self, box: Box) -> tuple[float, float, float, float]:
        """The inverse of ``displayed``: (left, bottom, right, top)."""
        points = [self._own_point(box.left, box.top), self._own_point(box.right, box.bottom)]
        xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
        return xs[0], ys[0], xs[1], ys[1]

    def _displayed_point(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.crop
        match self.rotate:
            case 90:
                return y - bottom, x - left
            case 180:
                return right - x, y - bottom
            case 270:
                return top - y, right - x
            case _:
                return x - left, top - y

    def _own_point(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.crop
        match self.rotate:
            case 90:
                return left + y, bottom + x
            case 180:
                return right - x, bottom + y
            case 270:
                return right - y, top - x
            case _:
                return left + x, top - y


HIDDEN_FLAGS = 1 << 1 | 1 << 5
"""Of annotations: hidden, or not to be viewed (flags 2 and 6); «invisible» (1) is for unknown kinds only."""


class FieldType(StrEnum):
    TEXT = "Tx"
    BUTTON = "Btn"
    CHOICE = "Ch"
    SIGNATURE = "Sig"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature field that holds a signature. ``name`` is what the dictionary itself states; nothing is
    validated."""

    name: str | None
    at: str | None
    sub_filter: str | None


@dataclass(frozen=True, slots=True)
class Widget:
    """One widget, or a field that has none (``page`` and ``box`` are None then).

    ``values`` is ``/V`` as strings: none when it is missing, several for a list box; names without their slash.
    ``as_name`` tells a name from a string. ``state`` is ``/AS``, ``on_states`` the names of ``/AP /N`` other than
    Off. ``options`` is ``/Opt`` as (export, display). ``appearance`` is True when there is a normal appearance to
    draw. ``claims_signature``: a dictionary stands where the signature belongs, be it one or not. ``hooked`` is False
    for a widget on a page that ``/AcroForm /Fields`` does not lead to.
    """

    name: str
    type: FieldType
    page: int | None
    box: Box | None
    values: tuple[str, ...] = ()
    as_name: bool = False
    state: str | None = None
    on_states: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    rich: str | None = None
    signed: Signed | None = None
    claims_signature: bool = False
    field_flags: int = 0
    flags: int = 0
    appearance: bool = False
    hooked: bool = True

    @property
    def is_button(self) -> bool:
        """A box that is on or off, also when its group, which says so, is lost: only buttons have several states."""
        return self.type is FieldType.BUTTON or (self.type is FieldType.NONE and bool(self.on_states))

    @property
    def is_push_button(self) -> bool:
        return self.type is FieldType.BUTTON and bool(self.field_flags & 1 << 16)

    @property
    def is_radio(self) -> bool:
        return self.type is FieldType.BUTTON and bool(self.field_flags & 1 << 15)

    @property
    def is_hidden(self) -> bool:
        return bool(self.flags & HIDDEN_FLAGS)


@dataclass(frozen=True, slots=True)
class Markup:
    """An annotation that is no widget and no link: ``subtype`` as in ISO 32000-2 table 171 (``Ink``, ``FreeText``
    …). ``says``: it holds words. ``hidden``: no reader shows it."""

    subtype: str
    box: Box
    says: bool = False
    hidden: bool = False


class Repair(StrEnum):
    """What the reader had to do to the file."""

    NONE = "none"
    MENDED = "mended"
    """The cross-reference table was wrong and could be made anew: nothing is lost."""
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class PdfForm:
    """``marks`` are the DV keys of XMP and document information. ``active`` names the kinds of active content found.
    ``restricted``: encrypted, yet open to all. ``for_paper``: made without fields, by us or by another program that
    tags what it prints of them. ``reader`` is the library that read it."""

    pages: tuple[PageFrame, ...]
    widgets: tuple[Widget, ...]
    markups: tuple[Markup, ...]
    marks: tuple[tuple[str, str], ...]
    active: tuple[str, ...]
    need_appearances: bool = False
    repair: Repair = Repair.NONE
    restricted: bool = False
    for_paper: bool = False
    reader: str = "qpdf"

    def mark(self, key: str) -> str | None:
        return next((value for name, value in self.marks if name == key), None)


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing could be read. ``code`` is a finding code."""

    code: str
