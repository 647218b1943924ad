"""What was seen in a received file, before anyone settled what it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Part

if TYPE_CHECKING:
    from dokumentverk.model.finding import Finding
    from dokumentverk.model.signature import ValidatedSignature


class Method(StrEnum):
    """How a value was seen, from the surest to the least sure; PERSON stands above all."""

    ACROFORM = "ACROFORM"
    CONTENT_CONTROL = "CONTENT_CONTROL"
    BOOKMARK = "BOOKMARK"
    LABEL = "LABEL"
    TEXT = "TEXT"
    ISSUED = "ISSUED"
    """On paper: the box looks as it was issued, so it holds what it was issued with."""
    OCR = "OCR"
    MARK = "MARK"
    INK = "INK"
    DIGITS = "DIGITS"
    PERSON = "PERSON"


class Channel(StrEnum):
    INBOX = "inbox"
    COMMAND = "command"
    SCAN = "scan"


class FileKind(StrEnum):
    """What the bytes are, whatever the file is called."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    DOC = "doc"
    RTF = "rtf"
    IMAGE = "image"
    OTHER = "other"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class SheetOrigin:
    """The sheet of an intake that a page was taken from: SHA-256 (hex) of the whole intake, its sheet from 1."""

    intake: str
    sheet: int


@dataclass(frozen=True, slots=True)
class Intake:
    """Bytes that arrived, or that were taken out of a stack that arrived: then ``sheets`` say which, page by page.
    ``digest`` is their SHA-256 in hex."""

    name: str
    digest: str
    size: int
    kind: FileKind
    channel: Channel
    arrived: datetime
    sheets: tuple[SheetOrigin, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was seen. ``document`` is the digest of the file; ``box`` is None for DOCX and for persons."""

    document: str
    method: Method
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing seen. ``raw`` is the text as it stands there.

    For tick boxes and choices ``choice`` names the box (``yes``, ``no``, a choice id; None for a single tick box) and
    ``raw`` is ``on`` or ``off``. ``row`` counts from 0.
    """

    field: str
    raw: str
    confidence: float
    source: Source
    row: int | None = None
    column: str | None = None
    choice: str | None = None
    part: Part = Part.MAIN


class SignatureKind(StrEnum):
    DIGITAL = "digital"
    INK = "ink"
    DRAWN = "drawn"
    IMAGE = "image"
    TYPED = "typed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SignatureMark:
    """What stands in a signature field. ``by`` is a name that the file itself states; ``sure`` is False when a person
    must look whether it is a signature at all. ``validated`` tells of a digital one whether it is valid; None when that
    could not be found out."""

    field: str
    kind: SignatureKind
    by: str | None
    source: Source
    sure: bool = True
    confidence: float = 1.0
    validated: ValidatedSignature | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file says it is: the printed number, and what is printed beside it in case the register lacks it."""

    number: str | None = None
    form: str | None = None
    version: str | None = None
    language: Language | None = None
    page_codes: tuple[tuple[int, int], ...] = ()
    """(page, pages) as printed in the page codes, in the order of the file's pages."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's view of one document."""

    document: str
    kind: FileKind
    pages: int
    identity: Identity
    observations: tuple[Observation, ...] = ()
    signatures: tuple[SignatureMark, ...] = ()
    findings: tuple[Finding, ...] = ()
    seals: tuple[ValidatedSignature, ...] = ()
    """Digital signatures that stand in no signature field of ours: seals of services, time stamps of archives."""
