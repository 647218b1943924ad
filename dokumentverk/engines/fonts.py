"""The embedded font: what it can show, how wide it is, and subsets of it for PDF. The only importer of fontTools.

The house font is Source Sans 3 (SIL OFL 1.1), TrueType outlines, 1,000 units to the em, 1,615 characters: Latin with
all Norwegian and Sámi letters, Greek and Cyrillic. Measured with fontTools 4.68: a subset takes 10-15 ms when the
layout tables are dropped *before* subsetting, 300-500 ms when they are decoded first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from dokumentverk import shipped

_UNUSED_TABLES = ("GPOS", "GSUB", "GDEF", "BASE", "STAT", "gasp", "prep")
_UNDEFINED_IN_WINANSI = {0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D}


@dataclass(frozen=True, slots=True)
class Face:
    """One font file. ``advances`` gives a character's width in thousandths of the font size."""

    path: Path
    name: str
    advances: dict[str, int]
    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]

    def has(self, character: str) -> bool:
        return character in self.advances

    def width(self, text: str, size: float) -> float:
        """Points. A character that the font lacks counts as an em: what is measured never comes out too small."""
        advances = self.advances
        return sum(advances.get(character, 1000) for character in text) * size / 1000


@dataclass(frozen=True, slots=True)
class FontProgram:
    """A subset, ready to embed. ``glyphs`` maps each character to its glyph number in ``data`` and its width."""

    name: str
    data: bytes
    glyphs: dict[str, tuple[int, int]]
    face: Face


def _open(path: Path) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(path, lazy=True, recalcTimestamp=False, recalcBBoxes=False)


@cache
def face(name: str = "SourceSans3-Regular") -> Face:
    """The shipped font of that file name."""
    path = shipped.fonts() / f"{name}.ttf"
    with _open(path) as font:
        metrics = font["hmtx"].metrics
        scale = 1000 / font["head"].unitsPerEm
        advances = {chr(code): round(metrics[glyph][0] * scale) for code, glyph in font.getBestCmap().items()}
        head, os2 = font["head"], font["OS/2"]
        return Face(
            path=path,
            name=name,
            advances=advances,
            ascent=round(os2.usWinAscent * scale),
            descent=-round(os2.usWinDescent * scale),
            cap_height=round(os2.sCapHeight * scale),
            box=(
                round(head.xMin * scale),
                round(head.yMin * scale),
                round(head.xMax * scale),
                round(head.yMax * scale),
            ),
        )


@cache
def winansi() -> dict[str, int]:
    """Character to byte of WinAnsiEncoding (code page 1252). The soft hyphen is left out: it prints as a hyphen."""
    codes = (code for code in range(0x20, 0x100) if code not in _UNDEFINED_IN_WINANSI)
    table = {bytes([code]).decode("cp1252"): code for code in codes}
    del table["\u00ad"]
    return table


@lru_cache(maxsize=64)
def program(of: str, characters: frozenset[str]) -> FontProgram:
    """A subset of the font ``of`` with these characters (those that it has) and no layout tables."""
    from fontTools import subset

    source = face(of)
    wanted = sorted(ord(character) for character in characters if source.has(character))
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [1, 2, 4, 6]
    options.glyph_names = False
    options.recalc_timestamp = False
    with _open(source.path) as font:
        for table in _UNUSED_TABLES:
            if table in font:
                del font[table]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        order = {glyph: index for index, glyph in enumerate(font.getGlyphOrder())}
        glyphs = {chr(code): (order[name], source.advances[chr(code)]) for code, name in font.getBestCmap().items()}
        out = BytesIO()
        font.save(out)
    return FontProgram(of, out.getvalue(), glyphs, source)


def lacking(text: str, names: Iterable[str] = ("SourceSans3-Regular",)) -> str:
    """The characters of a printed text that some of these fonts lack, each once, in order; line ends aside."""
    faces = [face(name) for name in names]
    missing = (one for one in text if one not in "\r\n" and not all(font.has(one) for font in faces))
    return "".join(dict.fromkeys(missing))
