"""The text of a pictured page: found with PDFium, written invisibly above the picture, so that it can be searched.

All characters are drawn with one glyph of the house font (embedded, as PDF/A wants) in render mode 3, which draws
nothing; what they are stands in the ToUnicode map. The glyph has an outline: PDFium gives a blank one no box, and
drops turned text without boxes. Each word is stretched over its place in the picture.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from pypdfium2 import raw

from dokumentverk.engines.fonts import FontProgram, program
from dokumentverk.engines.pdfa_metadata import deflated

_FONT = "SourceSans3-Regular"
_GLYPH = "H"
_MOST_CHARACTERS = 200_000
_GAP = 1.0
"""Of the height of a line: a wider gap begins a new word also where PDFium puts no space of its own."""

_DESCENT = 0.22
"""Of a character's box, which reaches from the font's ascent to its descent: what lies below the line."""


@dataclass(frozen=True, slots=True)
class Word:
    """Points from the top left of the page before it is turned."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class HiddenFont:
    """A font that draws nothing. Its codes are given out as characters come, from 1."""

    reference: Object
    glyphs: FontProgram
    codes: dict[str, int] = field(default_factory=dict)

    def encode(self, text: str) -> bytes:
        codes = (self.codes.setdefault(character, len(self.codes) + 1) for character in text)
        return b"".join(min(code, 0xFFFF).to_bytes(2) for code in codes)

    @property
    def width(self) -> int:
        """Thousandths of the size, of every character."""
        return self.glyphs.glyphs[_GLYPH][1]

    def finish(self, pdf: Pdf) -> None:
        """Complete the font once every character has its code."""
        face = self.glyphs.face
        file = deflated(pdf, self.glyphs.data)
        file.Length1 = len(self.glyphs.data)
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(f"/DVTEXT+{_FONT}"),
            Flags=4,
            FontBBox=Array(list(face.box)),
            ItalicAngle=0,
            Ascent=face.ascent,
            Descent=face.descent,
            CapHeight=face.cap_height,
            StemV=80,
            FontFile2=pdf.make_indirect(file),
        )
        glyph = self.glyphs.glyphs[_GLYPH][0].to_bytes(2)
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(f"/DVTEXT+{_FONT}"),
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=self.width,
            CIDToGIDMap=pdf.make_indirect(deflated(pdf, glyph * (min(len(self.codes), 0xFFFF) + 1))),
        )
        self.reference.DescendantFonts = Array([pdf.make_indirect(descendant)])
        self.reference.ToUnicode = pdf.make_indirect(deflated(pdf, _to_unicode(self.codes)))


def hidden_text(pdf: Pdf) -> HiddenFont:
    """A font to be finished when all its text is written."""
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name(f"/DVTEXT+{_FONT}"), Encoding=Name("/Identity-H")
    )
    return HiddenFont(pdf.make_indirect(font), program(_FONT, frozenset(_GLYPH)))


def words_of(page: pypdfium2.PdfPage) -> tuple[Word, ...]:
    """The words of a page that is not turned, in the order of its content. At most 200,000 characters are looked at."""
    width, height = page.get_size()
    reader = page.get_textpage()
    try:
        return tuple(_words(page, reader, width, height))
    finally:
        reader.close()


def text_layer(words: tuple[Word, ...], page_height: float, font: HiddenFont) -> bytes:
    """Content that draws nothing and can be searched. A word takes the blank behind it along."""
    lines = [b"BT 3 Tr"]
    for word, follower in zip_longest(words, words[1:]):
        size = max(1.0, word.bottom - word.top)
        spaced = follower is not None and _on_one_line(word, follower)
        written, end = (f"{word.text} ", follower.left) if spaced else (word.text, word.right)
        stretch = max(1.0, 100_000 * (end - word.left) / (len(written) * font.width * size))
        base = page_height - word.bottom + _DESCENT * size
        lines.append(
            f"/F0 {size:.2f} Tf {stretch:.1f} Tz 1 0 0 1 {word.left:.2f} {base:.2f} Tm "
            f"<{font.encode(written).hex()}> Tj".encode()
        )
    lines.append(b"ET\n")
    return b"\n".join(lines)


def _on_one_line(word: Word, follower: Word) -> bool:
    height = max(1.0, word.bottom - word.top)
    return abs(follower.bottom - word.bottom) < height / 2 and 0 < follower.left - word.right < 2 * height


def _words(page: pypdfium2.PdfPage, reader: pypdfium2.PdfTextPage, width: float, height: float) -> Iterator[Word]:
    letters: list[tuple[str, tuple[float, float, float, float]]] = []
    for character, box in _characters(page, reader, width, height):
        if box is None or (letters and _apart(letters[-1][1], box)):
            yield from _joined(letters)
            letters = []
        if box is not None:
            letters.append((character, box))
    yield from _joined(letters)


def _characters(
    page: pypdfium2.PdfPage, reader: pypdfium2.PdfTextPage, width: float, height: float
) -> Iterator[tuple[str, tuple[float, float, float, float] | None]]:
    """(character, box): the box is None for what parts words. Left, top, right, bottom on the page before it is
    turned."""
    box, x, y = raw.FS_RECTF(), ctypes.c_int(), ctypes.c_int()
    pixels = (round(width * 100), round(height * 100))
    high = ""
    for index in range(min(reader.count_chars(), _MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(reader.raw, index)
        if 0xD800 <= code < 0xDC00:
            high = chr(code)
            continue
        character = _character(high, code)
        high = ""
        if character.isspace() or not character:
            yield " ", None
            continue
        raw.FPDFText_GetLooseCharBox(reader.raw, index, ctypes.byref(box))
        raw.FPDF_PageToDevice(page.raw, 0, 0, *pixels, 0, box.left, box.top, ctypes.byref(x), ctypes.byref(y))
        left, top = x.value / 100, y.value / 100
        yield character, (left, top, left + box.right - box.left, top + box.top - box.bottom)


def _character(high: str, code: int) -> str:
    """Empty for what is no character. PDFium writes a hyphen at the end of a line as U+0002; on Windows it gives
    halves."""
    if high and 0xDC00 <= code < 0xE000:
        return (high + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16")
    if code == 2:
        return "-"
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or code < 0x20 or code > 0x10FFFF:
        return ""
    return chr(code)


def _apart(before: tuple[float, float, float, float], after: tuple[float, float, float, float]) -> bool:
    height = max(before[3] - before[1], after[3] - after[1], 1.0)
    elsewhere = abs(before[3] - after[3]) > height
    return elsewhere or not -height < after[0] - before[2] < _GAP * height


def _joined(letters: list[tuple[str, tuple[float, float, float, float]]]) -> Iterator[Word]:
    if letters:
        boxes = [box for _, box in letters]
        yield Word(
            "".join(character for character, _ in letters),
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )


def _to_unicode(codes: dict[str, int]) -> bytes:
    pairs = [
        f"<{code:04x}> <{character.encode('utf-16-be').hex()}>" for character, code in codes.items() if code <= 0xFFFF
    ]
    blocks = (pairs[start : start + 100] for start in range(0, len(pairs), 100))
    listed = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /DV-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{listed}\nendcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode("ascii")
