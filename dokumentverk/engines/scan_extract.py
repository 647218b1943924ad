"""Sheets of paper as a document of their own: PDF/A-2b with the pictures as they came, never coded anew with a loss.

The same sheets always give the same bytes, whenever and under whatever name they came: nothing of the received files
but their pictures goes over, and no time is written into the document.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from dokumentverk.engines.facsimile import NoFacsimile, facsimile_of_page
from dokumentverk.engines.icc import cmyk_profile
from dokumentverk.engines.lossless_page import PageCopier, PageShowsMore
from dokumentverk.engines.lossless_picture import Picture, PictureBroken, PictureFile
from dokumentverk.engines.pdfa_check import faults
from dokumentverk.engines.pdfa_metadata import deflated, make_pdfa, saved
from dokumentverk.engines.scan_cut import open_pdf
from dokumentverk.engines.signature_trace import bears_signature
from dokumentverk.model.layout import Box

_PDF_FAULTS = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError, OSError)
_PAPER = Box(1, 0, 0, 595.28, 841.89)
_FLIPS = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""EXIF orientation → what carries the stored picture's unit square to the displayed one's."""


class NoPictures(Exception):
    """The file shows other things than pictures, or its pictures cannot be had. ``reason`` is a word key: broken or
    too_long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SheetPick:
    """``sheet`` of the file at ``path``, from 1. ``turn``: degrees clockwise that bring it upright as displayed."""

    path: str
    sheet: int
    turn: int = 0


@dataclass(frozen=True, slots=True)
class ExtractOrder:
    """``target`` is the file to write; it must not be there. ``title`` and ``language`` (BCP 47) become metadata:
    nothing of a person."""

    picks: tuple[SheetPick, ...]
    target: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What was written: SHA-256 in hex, size in bytes. ``decoded`` are places in the order (from 1) of pictures whose
    data were unpacked and deflated, pixel for pixel (HEIC and other kinds that PDF does not know). ``redrawn``: pages
    that show text of their own, drawn as pictures. ``missing``: sheets that could not be had, each an empty page.
    ``sealed``: sheets of files that were signed digitally; no signature goes over."""

    digest: str
    size: int
    decoded: tuple[int, ...] = ()
    redrawn: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    sealed: tuple[int, ...] = ()


def extract(orders: Sequence[ExtractOrder]) -> tuple[Extract, ...]:
    """One file for each order, synced. Opens every source once. Raises OSError when one cannot be read or written."""
    with ExitStack() as stack:
        sources = _Sources(stack)
        return tuple(_write(order, *_document(order, sources)) for order in orders)


def whole_file(path: str, *, title: str, language: str, max_pages: int) -> bytes:
    """A file of pictures, or a PDF of nothing but pictures, as PDF/A-2b with the same picture data.

    Raises NoPictures."""
    with ExitStack() as stack:
        sources = _Sources(stack)
        source = sources.of(path)
        if source is None:
            raise NoPictures("broken")
        count = len(source.pages) if isinstance(source, Pdf) else source.count
        if not 0 < count <= max_pages:
            raise NoPictures("too_long" if count else "broken")
        picks = tuple(SheetPick(path, sheet) for sheet in range(1, count + 1))
        content, made = _document(ExtractOrder(picks, "", title, language), sources, draws=False)
    if made.missing or faults(content, "2b"):
        raise NoPictures("broken")
    return content


_Source: TypeAlias = Pdf | PictureFile


class _Sources:
    """Files opened once each. One that cannot be opened is None."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._open: dict[str, _Source | None] = {}
        self._digests: dict[str, str] = {}
        self._signed: dict[str, bool] = {}

    def of(self, path: str) -> _Source | None:
        if path not in self._open:
            with Path(path).open("rb") as file:
                head = file.read(1024)
            try:
                if b"%PDF-" in head:
                    found = open_pdf(path)
                    self._open[path] = self._stack.enter_context(found.pdf) if found is not None else None
                else:
                    self._open[path] = PictureFile(path)
            except (pikepdf.PdfError, pikepdf.PasswordError, PictureBroken):
                self._open[path] = None
        return self._open[path]

    def signed(self, path: str) -> bool:
        """Whether the file bears a digital signature."""
        if path not in self._signed:
            self._signed[path] = isinstance(self.of(path), Pdf) and bears_signature(Path(path))
        return self._signed[path]

    def digest(self, path: str) -> str:
        """SHA-256 in hex."""
        if path not in self._digests:
            with Path(path).open("rb") as file:
                self._digests[path] = hashlib.file_digest(file, "sha256").hexdigest()
        return self._digests[path]


def _document(order: ExtractOrder, sources: _Sources, *, draws: bool = True) -> tuple[bytes, Extract]:
    """Not ``draws``: raises NoPictures for a page that shows more than pictures."""
    decoded, redrawn, missing = [], [], []
    with pikepdf.new() as target:
        builder = _Builder(target, sources, draws=draws)
        for place, pick in enumerate(order.picks, start=1):
            match builder.add(pick):
                case "decoded":
                    decoded.append(place)
                case "redrawn":
                    redrawn.append(place)
                case "missing":
                    missing.append(place)
                case _:
                    pass
        make_pdfa(target, title=order.title, language=order.language, made=None)
        content = saved(target)
    return content, Extract(
        hashlib.sha256(content).hexdigest(),
        len(content),
        tuple(decoded),
        tuple(redrawn),
        tuple(missing),
        tuple(place for place, pick in enumerate(order.picks, start=1) if sources.signed(pick.path)),
    )


def _write(order: ExtractOrder, content: bytes, made: Extract) -> Extract:
    with Path(order.target).open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return made


class _Builder:
    def __init__(self, target: Pdf, sources: _Sources, *, draws: bool) -> None:
        self._target = target
        self._draws = draws
        self._sources = sources
        self._copiers: dict[str, PageCopier] = {}
        self._cmyk: pikepdf.Object | None = None

    def add(self, pick: SheetPick) -> str:
        """The sheet as the last page. Says how it was had: kept, decoded, redrawn or missing."""
        source = self._sources.of(pick.path)
        before = len(self._target.pages)
        try:
            match source:
                case Pdf():
                    return self._page(source, pick)
                case PictureFile():
                    picture = source.picture(pick.sheet)
                    self._place(picture, pick.turn)
                    return "decoded" if picture.decoded else "kept"
                case None:
                    pass
        except (*_PDF_FAULTS, PictureBroken):
            while len(self._target.pages) > before:
                del self._target.pages[-1]
        self._target.add_blank_page(page_size=(_PAPER.right, _PAPER.bottom))
        self._name_missing(pick)
        return "missing"

    def _name_missing(self, pick: SheetPick) -> None:
        """What is missing of one file is not what is missing of another: else both would be the same document."""
        lacks = f"% sheet {pick.sheet} of the file with SHA-256 {self._sources.digest(pick.path)}\n"
        self._target.pages[-1].obj.Contents = self._target.make_indirect(Stream(self._target, lacks.encode()))

    def _page(self, source: Pdf, pick: SheetPick) -> str:
        copier = self._copiers.setdefault(pick.path, PageCopier(source, self._target))
        try:
            copier.copy(pick.sheet, pick.turn)
        except PageShowsMore:
            if not self._draws:
                raise NoPictures("broken") from None
            self._redraw(pick)
            return "redrawn"
        if "/XObject" not in self._target.pages[-1].obj.Resources:
            self._name_missing(pick)
        return "kept"

    def _redraw(self, pick: SheetPick) -> None:
        """A page of text among the pictures: as a facsimile, with its text to search in."""
        try:
            content = facsimile_of_page(Path(pick.path).read_bytes(), pick.sheet)
        except NoFacsimile:
            raise ValueError("cannot be drawn") from None
        with pikepdf.open(BytesIO(content)) as drawn:
            self._target.pages.append(drawn.pages[0])
        page = self._target.pages[-1].obj
        page.Rotate = (int(page.get("/Rotate", 0)) + pick.turn) % 360

    def _place(self, picture: Picture, turn: int) -> None:
        """The picture over the whole page, upright by its own orientation; ``turn`` is the page's."""
        width, height = picture.size
        self._target.add_blank_page(page_size=(round(width, 2), round(height, 2)))
        page = self._target.pages[-1].obj
        flip = " ".join(str(part) for part in _FLIPS[picture.orientation])
        shown = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm {flip} cm /Im0 Do Q\n".encode()
        page.Resources = Dictionary(XObject=Dictionary(Im0=self._image(picture)))
        page.Contents = self._target.make_indirect(deflated(self._target, shown))
        if turn % 360:
            page.Rotate = turn % 360

    def _image(self, picture: Picture) -> pikepdf.Object:
        stream = Stream(self._target, picture.content)
        stream.Type, stream.Subtype = Name.XObject, Name.Image
        stream.Width, stream.Height, stream.BitsPerComponent = picture.width, picture.height, picture.bits
        stream.Filter = Name(f"/{picture.filter}")
        if picture.parameters:
            stream.DecodeParms = Dictionary(dict(_parameters(picture)))
        stream.ColorSpace = self._colours(picture)
        if picture.inverted:
            stream.Decode = Array([1, 0] * 4)
        if picture.alpha is not None:
            stream.SMask = self._image(picture.alpha)
        return self._target.make_indirect(stream)

    def _colours(self, picture: Picture) -> pikepdf.Object:
        if picture.palette is not None:
            last = len(picture.palette) // 3 - 1
            return Array([Name.Indexed, Name.DeviceRGB, last, pikepdf.String(picture.palette)])
        if picture.profile is not None:
            channels = {"grey": 1, "rgb": 3, "cmyk": 4}[picture.colour]
            return self._profiled(picture.profile, channels)
        if picture.colour == "cmyk":
            self._cmyk = self._cmyk or self._profiled(cmyk_profile(), 4)
            return self._cmyk
        return Name.DeviceGray if picture.colour == "grey" else Name.DeviceRGB

    def _profiled(self, profile: bytes, channels: int) -> pikepdf.Object:
        stream = deflated(self._target, profile)
        stream.N = channels
        return Array([Name.ICCBased, self._target.make_indirect(stream)])


def _parameters(picture: Picture) -> Iterator[tuple[str, object]]:
    """``BlackIs1`` is a truth value, the others are numbers."""
    for name, value in picture.parameters:
        yield f"/{name}", bool(value) if name == "BlackIs1" else value
