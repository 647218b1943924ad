"""What was seen on paper: sheets that a scanner or a telephone pictured. Plain data that crosses from the workers.

A **sheet** is one side of paper as it came: a page of a PDF or TIFF, or a photo. Sheets are numbered from 1 within
their file. A page of a form that a sheet turned out to be is its ``form_page``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dokumentverk.model.layout import Box

BLANK_CLASS = 10
JUNK_CLASS = 11
DIGIT_CLASSES = 12
"""Ten digits, an empty cell, and ink that is no digit."""


class Tone(StrEnum):
    BILEVEL = "bilevel"
    GREY = "grey"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """``width`` and ``height`` in pixels as stored, ``dpi`` the coarser of the two directions, None when unknown (a
    photo). ``size`` is the sheet in points as a viewer shows it."""

    width: int
    height: int
    dpi: float | None
    tone: Tone
    size: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SheetMark:
    """What identifies a sheet. ``codes`` are texts of QR codes as they stand, ``numbers`` the number of an issue
    printed as text and read by OCR: several, the likeliest first, when it is one of them. ``corners`` are
    the corner marks found. ``trouble`` is a finding code when the sheet could not be opened; the rest is then empty."""

    sheet: int
    facts: SheetFacts | None
    blank: bool = False
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    printed_page: tuple[int, int] | None = None
    corners: tuple[int, ...] = ()
    turn: int | None = None
    """Degrees clockwise (0, 90, 180, 270) that bring the sheet upright; None when nothing tells."""
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class SheetFit:
    """How well a sheet lies on the kept blank. ``error`` is the estimated largest displacement of a field's corner, in
    points; ``good`` whether its fields may be read. ``gone`` are the places (indices into ``Layout.places``) whose
    paper is not on the sheet: nothing is known of what stood there."""

    sheet: int
    form_page: int
    turn: int
    error: float
    corners: int
    patches: int
    good: bool
    gone: tuple[int, ...] = ()


class MarkState(StrEnum):
    EMPTY = "empty"
    MARKED = "marked"
    CORRECTED = "corrected"
    """Filled over: a mark that was taken back."""
    DOUBTFUL = "doubtful"


class InkState(StrEnum):
    """What a box holds compared with the page as it was issued."""

    EMPTY = "empty"
    """Nothing, as issued."""
    AS_ISSUED = "as_issued"
    """The text that we printed there, and nothing else."""
    ADDED = "added"
    """Ink in a box that was issued empty."""
    ALTERED = "altered"
    """Ink over the text that we printed, or some of that gone."""
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class MarkSight:
    """A tick box or radio button. ``place`` indexes ``Layout.places``; ``box`` is where it lies on the received sheet,
    in points as displayed (page = sheet). Confidence 0 to 1 that the state is right."""

    place: int
    box: Box
    state: MarkState
    confidence: float


@dataclass(frozen=True, slots=True)
class DigitSight:
    """A comb: for each cell from the left the share of belief in each of ``DIGIT_CLASSES`` classes; sums to 1."""

    place: int
    box: Box
    cells: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class TypedReading:
    """A text as one OCR engine read it, or how like it looks when it is set in the form's own typeface."""

    engine: str
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class InkSight:
    """Any other box. ``is_typed``: its ink looks set by a machine; ``typed`` is how the engines read it, empty where
    one of them is not installed."""

    place: int
    box: Box
    state: InkState
    confidence: float
    typed: tuple[TypedReading, ...] = ()
    is_typed: bool = False


class SignatureLook(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class SignatureSight:
    place: int
    box: Box
    look: SignatureLook
    confidence: float


@dataclass(frozen=True, slots=True)
class NoteSight:
    """Writing outside the boxes. ``over_print``: printed text was struck out."""

    box: Box
    over_print: bool


@dataclass(frozen=True, slots=True)
class SheetLook:
    """All that was seen on one sheet of a form."""

    fit: SheetFit
    marks: tuple[MarkSight, ...] = ()
    digits: tuple[DigitSight, ...] = ()
    inks: tuple[InkSight, ...] = ()
    signatures: tuple[SignatureSight, ...] = ()
    notes: tuple[NoteSight, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file is, before its sheets are looked at. ``scan``: to be read as paper. ``trouble`` is FILE_ENCRYPTED,
    SHEET_BROKEN or SHEET_CUT_OFF when it cannot be opened; there are no sheets then."""

    sheets: int
    scan: bool
    trouble: str | None = None
