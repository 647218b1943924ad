"""Sheets in picture files: TIFF of several pages, JPEG, PNG, WebP, HEIC and AVIF, with Pillow and pillow-heif.

What Pillow does: opening reads headers only. It warns of, or refuses to open, what it holds to be a bomb, and with it
all pages of a TIFF: its limit is lifted, the limits here come before anything is decoded and are tighter. Of a PNG it
decodes everything to look for EXIF behind the picture. Corrupt data raise a dozen kinds of error. Pixels of a CCITT
page come at 25 ms for A4 at 200 dpi. A TIFF is turned by Pillow itself when its pixels are loaded, its size is told as
turned; of the others only EXIF tells.
pillow-heif (libheif) checks the size itself and turns the picture as the camera says, leaving no EXIF turn.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from dokumentverk.engines.scan_cut import is_cut_off, tiff_pages
from dokumentverk.engines.scan_jpeg import jpeg_frame, jpeg_grey
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_sheet import Sheet, SheetTrouble, paper_size, refuse_bombs, sheet_of, shrink_for
from dokumentverk.model.scan import SheetFacts, Tone

_KINDS = ("JPEG", "MPO", "PNG", "TIFF", "WEBP", "BMP", "GIF", "HEIF", "AVIF", "JPEG2000")
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture with this EXIF orientation upright."""
_CHANNELS = {"1": 1, "L": 1, "P": 1}
_FAULTS = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, struct.error, RuntimeError)


class PhotoFile:
    """Fulfils ``SheetFile``. Raises SheetTrouble when the file cannot be opened at all."""

    def __init__(self, path: str) -> None:
        self._content = Path(path).read_bytes()
        _know_heif(self._content)
        with _mended():
            self._image = Image.open(Path(path), formats=_known(_KINDS))
        # MPO keeps a second, smaller view of the same photo; moving pictures are no stacks.
        pages = tiff_pages(self._content) if self._image.format == "TIFF" else None
        self._whole = pages.whole if pages is not None else (True,)
        self.count = len(self._whole) + (pages is not None and pages.breaks_off)
        self.is_cut_off = pages.is_cut_off if pages is not None else is_cut_off(path)

    def close(self) -> None:
        self._image.close()

    def facts(self, number: int) -> SheetFacts:
        if number > len(self._whole) or not self._whole[number - 1]:
            raise SheetTrouble("SHEET_BROKEN")
        with _mended():
            self._image.seek(number - 1)
            width, height = self._image.size
            refuse_bombs(width, height, _CHANNELS.get(self._image.mode, 3))
            turn = self._turn()
            dpi = self._dpi()
            tone = _tone(self._image)
        if turn >= 5:
            shown, across = (height, width), dpi and (dpi[1], dpi[0])
        else:
            shown, across = (width, height), dpi
        size, believed = paper_size(*shown, across)
        return SheetFacts(width, height, believed, tone, size)

    def sheet(self, number: int, *, least: float) -> Sheet:
        facts = self.facts(number)
        turn = self._turn()
        if self._image.format in ("JPEG", "MPO") and jpeg_frame(self._content).components in (1, 3):
            per_point = max(facts.width, facts.height) / max(facts.size)
            stored = jpeg_grey(self._content, shrink_for(per_point, least))
        else:
            with _mended():
                stored = np.asarray(_flattened(self._image).convert("L"), np.uint8)
        return sheet_of(number, facts, turned(stored, turn))

    def picture(self, number: int, *, longest: int) -> Image.Image:
        """The sheet upright and in colour, no side over ``longest`` pixels, for a person to look at."""
        self.facts(number)
        with _mended():
            self._image.seek(number - 1)
            turn = self._turn()
            shown = _flattened(self._image).convert("RGB")
            shown.thumbnail((longest, longest))
            return shown.transpose(_UPRIGHT[turn]) if turn in _UPRIGHT else shown

    def _turn(self) -> int:
        if self._image.format == "TIFF":
            return 1
        with _mended():
            orientation = self._image.getexif().get(_ORIENTATION, 1)
            return orientation if orientation in range(1, 9) else 1

    def _dpi(self) -> tuple[float, float] | None:
        told = self._image.info.get("dpi")
        if not isinstance(told, tuple) or len(told) != 2:
            return None
        across, down = (float(one) for one in told)
        return (across, down) if across > 0 and down > 0 else None


def turned(grey: Grey, orientation: int) -> Grey:
    """A picture as stored, by its EXIF ``orientation`` (1 to 8), as displayed."""
    if orientation >= 5:
        grey = grey.T
    if orientation in (2, 3, 6, 7):
        grey = grey[:, ::-1]
    if orientation in (3, 4, 7, 8):
        grey = grey[::-1]
    return np.ascontiguousarray(grey)


def _flattened(image: Image.Image) -> Image.Image:
    """On white where it is transparent, 16 bits brought to 8."""
    if image.mode in ("I;16", "I;16B", "I;16L", "I"):
        return Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        shown = image.convert("RGBA")
        ground = Image.new("RGBA", shown.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, shown)
    return image


def _tone(image: Image.Image) -> Tone:
    if image.mode == "1":
        return Tone.BILEVEL
    return Tone.GREY if image.mode in ("L", "LA", "I;16", "I;16B", "I;16L", "I", "F") else Tone.COLOUR


def _know_heif(content: bytes) -> None:
    if content[4:8] == b"ftyp":
        import pillow_heif

        pillow_heif.register_heif_opener()


def _known(kinds: tuple[str, ...]) -> list[str]:
    """Those that this Pillow can open: it raises KeyError for a format that it was built without."""
    Image.init()
    return [kind for kind in kinds if kind in Image.OPEN]


@contextmanager
def _mended() -> Iterator[None]:
    """What Pillow raises over a stranger's bytes, as SheetTrouble; its warnings are not for anybody."""
    limit = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except SheetTrouble:
        raise
    except _FAULTS:
        raise SheetTrouble("SHEET_BROKEN") from None
    finally:
        Image.MAX_IMAGE_PIXELS = limit
