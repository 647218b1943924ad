"""A form of one page with every kind of field that ours have, made with pikepdf alone.

Small and independent of the code under test, so that a change in a program is told apart from a change in our blanks.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from dokumentverk import shipped

_MULTILINE = 1 << 12
_RADIO = 1 << 15
_NO_TOGGLE_TO_OFF = 1 << 14
_COMB = 1 << 24
_DA = b"/F 10 Tf 0 g"

VALUES = {
    "first_name": "Åse Bjørg Næss",
    "reason": "Første linje\nAndre linje (med) \\ tegn: «æøå» – 50 %",
    "first_day": "02092026",
    "graded": "on",
    "notice": "phone",
}
"""What ``Å–å``, brackets, backslash, guillemets and a dash do in string encodings is the point of these texts."""


@dataclass(frozen=True, slots=True)
class _Maker:
    pdf: pikepdf.Pdf
    page: pikepdf.Object
    fonts: pikepdf.Object
    fields: list[pikepdf.Object]

    def look(self, box: list[float], content: bytes) -> pikepdf.Object:
        """qpdf's and pikepdf's fillers write into this stream and trust that it knows the font."""
        stream = self.pdf.make_stream(content)
        stream.Resources = Dictionary(Font=self.fonts)
        stream.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, box[2] - box[0], box[3] - box[1]]))
        return stream

    def widget(self, box: list[float], **entries: object) -> pikepdf.Object:
        basics = {"Type": Name.Annot, "Subtype": Name.Widget, "Rect": box, "F": 4, "P": self.page}
        made = self.pdf.make_indirect(Dictionary({f"/{key}": value for key, value in (basics | entries).items()}))
        self.page.Annots.append(made)
        return made

    def text(self, name: str, box: list[float], **entries: object) -> None:
        self.fields.append(
            self.widget(
                box,
                FT=Name.Tx,
                T=String(name),
                DA=String(_DA.decode()),
                AP=Dictionary(N=self.look(box, b"/Tx BMC EMC")),
                **entries,
            )
        )

    def button_looks(self, box: list[float], state: str) -> Dictionary:
        side = box[2] - box[0]
        cross = b"1.5 w 2 2 m %d %d l 2 %d m %d 2 l S" % (side - 2, side - 2, side - 2, side - 2)
        on, off = self.look(box, cross), self.look(box, b"")
        return Dictionary(N=Dictionary({f"/{state}": on, "/Off": off}))

    def check(self, name: str, box: list[float]) -> None:
        looks = self.button_looks(box, "on")
        self.fields.append(self.widget(box, FT=Name.Btn, T=String(name), AP=looks, AS=Name.Off, V=Name.Off))

    def radio(self, name: str, boxes: dict[str, list[float]]) -> None:
        flags = _RADIO | _NO_TOGGLE_TO_OFF
        group = self.pdf.make_indirect(Dictionary(FT=Name.Btn, T=String(name), Ff=flags, V=Name.Off, Kids=[]))
        for state, box in boxes.items():
            group.Kids.append(
                self.widget(box, Parent=group, AP=self.button_looks(box, state), AS=Name.Off, MK=Dictionary(CA="8"))
            )
        self.fields.append(group)


def _embedded_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Source Sans as a simple TrueType font in WinAnsi, as our blanks name it in ``/DR``. pikepdf's extended form
    filler asks for a font descriptor, so one of the fourteen standard fonts would not do."""
    file = shipped.fonts() / "SourceSans3-Regular.ttf"
    font = TTFont(file)
    glyphs, advances, scale = font.getBestCmap(), font["hmtx"], 1000 / font["head"].unitsPerEm
    letters = [bytes([code]).decode("cp1252", "ignore") or " " for code in range(32, 256)]
    widths = [round(advances[glyphs.get(ord(letter), ".notdef")][0] * scale) for letter in letters]
    head, lines = font["head"], font["hhea"]
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/SourceSans3-Regular"),
        Flags=32,
        FontBBox=[round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)],
        ItalicAngle=0,
        Ascent=round(lines.ascent * scale),
        Descent=round(lines.descent * scale),
        CapHeight=round(font["OS/2"].sCapHeight * scale),
        StemV=80,
        FontFile2=pdf.make_stream(file.read_bytes()),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=Name("/SourceSans3-Regular"),
            Encoding=Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=255,
            Widths=widths,
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )


def small_form() -> bytes:
    """A4, fields: ``first_name`` text, ``reason`` multiline, ``first_day`` comb of 8, ``graded`` check, ``notice``
    radio of phone, person, message."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0].obj
    page.Annots = Array()
    fonts = Dictionary(F=_embedded_font(pdf))
    page.Resources = Dictionary(Font=fonts)
    lines = [(760, "Navn"), (700, "Begrunnelse"), (600, "Dag"), (560, "Gradert"), (520, "Melding")]
    drawn = b"".join(b"BT /F 9 Tf 50 %d Td (%s) Tj ET " % (height, text.encode()) for height, text in lines)
    page.Contents = pdf.make_stream(drawn)
    make = _Maker(pdf, page, fonts, [])
    make.text("first_name", [150, 755, 400, 775], MaxLen=60)
    make.text("reason", [150, 640, 500, 720], Ff=_MULTILINE)
    make.text("first_day", [150, 595, 270, 615], Ff=_COMB, MaxLen=8)
    make.check("graded", [150, 555, 164, 569])
    make.radio(
        "notice", {"phone": [150, 515, 164, 529], "person": [200, 515, 214, 529], "message": [250, 515, 264, 529]}
    )
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(Fields=Array(make.fields), DA=String(_DA.decode()), DR=Dictionary(Font=fonts))
    )
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
