"""Fonts embedded in a PDF as pikepdf objects.

Other programs that fill our forms write with the font that the default appearance names: it must be a simple TrueType
font in WinAnsiEncoding. With a Type0 font pdftk, qpdf, MuPDF and pikepdf's own form filler print nothing or boxes.
"""

from __future__ import annotations

from functools import cache, lru_cache
from string import ascii_uppercase, digits
from zlib import compress

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from dokumentverk.engines.fonts import Face, FontProgram, program, winansi

_NONSYMBOLIC = 32
_SYMBOLIC = 4
_STEM = 80
_NUMBER_CHARACTERS = frozenset(digits + ascii_uppercase + "-")


@cache
def simple_program() -> FontProgram:
    return program("SourceSans3-Regular", frozenset(winansi()))


@lru_cache(maxsize=64)
def _compressed(data: bytes) -> bytes:
    return compress(data, 9)


def _stream(pdf: Pdf, data: bytes, **keys: object) -> Object:
    stream = Stream(pdf, _compressed(data))
    stream.Filter = Name.FlateDecode
    for key, value in keys.items():
        stream[f"/{key}"] = value
    return pdf.make_indirect(stream)


def _descriptor(pdf: Pdf, name: str, face: Face, data: bytes, flags: int) -> Object:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(f"/{name}"),
            Flags=flags,
            FontBBox=Array(face.box),
            ItalicAngle=0,
            Ascent=face.ascent,
            Descent=face.descent,
            CapHeight=face.cap_height,
            StemV=_STEM,
            FontFile2=_stream(pdf, data, Length1=len(data)),
        )
    )


def simple_font(pdf: Pdf) -> Object:
    """The house font with the characters of WinAnsiEncoding."""
    return _winansi_font(pdf, simple_program(), "DVANSI")


def number_font(pdf: Pdf) -> Object:
    """The semibold face with what the number of a document is written with."""
    return _winansi_font(pdf, program("SourceSans3-SemiBold", _NUMBER_CHARACTERS), "DVNUMB")


def _winansi_font(pdf: Pdf, found: FontProgram, subset: str) -> Object:
    """A simple font; a character that ``found`` lacks has no width. ``subset`` are six capitals."""
    name = f"{subset}+{found.name}"
    widths = [0] * 224
    for character, code in winansi().items():
        widths[code - 32] = found.glyphs.get(character, (0, 0))[1]
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name(f"/{name}"),
            Encoding=Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=255,
            Widths=Array(widths),
            FontDescriptor=_descriptor(pdf, name, found.face, found.data, _NONSYMBOLIC),
        )
    )


def wide_font(pdf: Pdf, found: FontProgram) -> Object:
    """A composite font (Identity-H) for the characters of ``found``."""
    name = f"DVWIDE+{found.name}"
    order = sorted(found.glyphs.items(), key=lambda item: item[1])
    widths = Array([part for _, (glyph, width) in order for part in (glyph, Array([width]))])
    descendant = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(f"/{name}"),
            CIDSystemInfo=Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            CIDToGIDMap=Name.Identity,
            DW=0,
            W=widths,
            FontDescriptor=_descriptor(pdf, name, found.face, found.data, _SYMBOLIC),
        )
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{name}"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([descendant]),
            ToUnicode=_stream(pdf, _to_unicode(found)),
        )
    )


def _to_unicode(found: FontProgram) -> bytes:
    pairs = sorted((glyph, character) for character, (glyph, _) in found.glyphs.items())
    lines = [f"<{glyph:04x}> <{character.encode('utf-16-be').hex()}>" for glyph, character in pairs]
    chunks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "\n".join(f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar" for chunk in chunks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")
