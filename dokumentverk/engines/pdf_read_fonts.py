"""Fonts that say of their letters what their own glyphs deny. Runs in a worker process; pikepdf, pdfminer, fontTools.

MuPDF (``mutool convert``, ``mutool draw``, 1.21) turns a standard font that is not embedded, as pdf-lib leaves it, into
one of its own with a map to Unicode that is wrong beyond ASCII: ``ø`` is shown, and every reader of the text layer gets
``ù``. What gives it away is the name of the glyph, ``oslash``. A map can also be written to lie.

Only letters and digits are judged, and only where font or encoding names the glyph: subset fonts without names (Typst,
cairo, LibreOffice) say nothing, and nothing is said of them.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Mapping

import pikepdf
from fontTools import agl
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont, TTLibError
from pdfminer.cmapdb import CMapParser, FileUnicodeMap
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from dokumentverk.engines.pdf_read_strings import name_of, small_stream

_FONTS = 200
_BROKEN = (
    PDFException,
    PSException,
    pikepdf.PdfError,
    TTLibError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    UnicodeError,
)
"""What broken fonts make these libraries raise: then nothing is known of the font."""


def denied_letters(path: str) -> frozenset[tuple[str, str]]:
    """(font name, letter): what the map to Unicode says, while the glyph is another letter. Names are without the
    prefix of subsets, as pdfplumber keeps or leaves it."""
    found: set[tuple[str, str]] = set()
    try:
        with pikepdf.open(path) as pdf:
            for font in _fonts(pdf):
                try:
                    found |= {(plain_name(name_of(font.get("/BaseFont"))), letter) for letter in _denied(font)}
                except _BROKEN:
                    continue
    except (pikepdf.PdfError, RuntimeError):
        return frozenset()
    return frozenset(found)


def plain_name(name: str) -> str:
    """``ABCDEF+Helvetica`` is ``Helvetica``."""
    return name[7:] if len(name) > 7 and name[6] == "+" else name


def _fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every font with a map to Unicode: resources may nest, so that the whole file is looked through."""
    left = _FONTS
    for one in pdf.objects:
        is_font = isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.Font
        if left and is_font and isinstance(one.get("/ToUnicode"), pikepdf.Stream):
            left -= 1
            yield one


def _denied(font: pikepdf.Object) -> Iterator[str]:
    said, written = FileUnicodeMap(), font.get("/ToUnicode")
    if isinstance(written, pikepdf.Stream):
        CMapParser(said, io.BytesIO(small_stream(written))).run()
    names = _named_cids(font) if font.get("/Subtype") == pikepdf.Name.Type0 else _named_codes(font)
    for code, letter in said.cid2unichr.items():
        name = names.get(code)
        if name is not None and _differ(letter, agl.toUnicode(name)):
            yield letter


def _differ(said: str, shown: str) -> bool:
    """Two letters or digits that are not the same one; small capitals and ligatures are what they are made of."""
    one, other = (unicodedata.normalize("NFKC", text).casefold() for text in (said, shown))
    return bool(shown) and other.isalnum() and one != other


def _named_codes(font: pikepdf.Object) -> Mapping[int, str]:
    """Of a simple font, by its own ``/Differences``."""
    encoding = font.get("/Encoding")
    differences = encoding.get("/Differences") if isinstance(encoding, pikepdf.Dictionary) else None
    found: dict[int, str] = {}
    code = 0
    for one in differences if isinstance(differences, pikepdf.Array) else ():
        if isinstance(one, pikepdf.Name):
            found[code] = name_of(one)
            code += 1
        else:
            code = int(one)
    return found


def _named_cids(font: pikepdf.Object) -> Mapping[int, str]:
    """Of a composite font whose codes are glyph numbers, by the names in the font's program."""
    if name_of(font.get("/Encoding")) != "Identity-H":
        return {}
    inner = font.DescendantFonts[0]
    descriptor = inner.FontDescriptor
    if "/FontFile3" in descriptor:
        program = descriptor.FontFile3
        content = program.read_bytes()
        if name_of(program.get("/Subtype")) != "OpenType":
            return _of_cff(content)
        return _of_sfnt(content)
    if "/FontFile2" in descriptor and name_of(inner.get("/CIDToGIDMap")) in ("", "Identity"):
        return _of_sfnt(descriptor.FontFile2.read_bytes())
    return {}


def _of_cff(content: bytes) -> Mapping[int, str]:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(content), None)
    top = fonts[0]
    return {} if hasattr(top, "ROS") else dict(enumerate(top.charset))


def _of_sfnt(content: bytes) -> Mapping[int, str]:
    """Names that the file itself holds; fontTools makes up ``glyph00012`` for a font without, which names no letter."""
    font = TTFont(io.BytesIO(content), lazy=True)
    if "CFF " in font:
        return _of_cff(font.getTableData("CFF "))
    if "post" not in font or font["post"].formatType != 2.0:
        return {}
    return dict(enumerate(font.getGlyphOrder()))
