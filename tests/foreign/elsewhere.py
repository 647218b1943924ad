"""A form as public bodies make them with other programs: names that say nothing, labels above, beside and within boxes,
a drop-down list, a push button, check boxes of one name. Two pages, made with pikepdf alone."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

_MULTILINE, _RADIO, _COMB, _COMBO, _PUSH = 1 << 12, 1 << 15, 1 << 24, 1 << 17, 1 << 16
_REQUIRED = 1 << 1
HEIGHT = 842.0

HEADING = "Melding om arbeidsulykke til Fylkestrygdekontoret"
PROSE = (
    "Skjemaet fylles ut av den som er skadet, eller av arbeidsgiveren, innen tre dager etter ulykken.",
    "Bruk blokkbokstaver. Opplysningene blir behandlet etter forvaltningsloven kapittel III.",
    "Den skadede har rett til å se hva som er skrevet, og å få en kopi av meldingen med vedlegg.",
    "Send meldingen i posten eller lever den på nærmeste kontor. Ta vare på en kopi selv i fem år.",
)


class _Sheet:
    """Draws and places; y downwards from the top."""

    def __init__(self, pdf: Pdf, font: Object) -> None:
        self.pdf, self.font = pdf, font
        pdf.add_blank_page(page_size=(595, HEIGHT))
        self.page = pdf.pages[-1].obj
        self.page.Resources = Dictionary(Font=Dictionary(F=font))
        self.page.Annots = Array()
        self.drawn: list[str] = []

    def text(self, x: float, y: float, text: str, size: float = 9) -> None:
        plain = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.drawn.append(f"BT /F {size} Tf {x} {HEIGHT - y} Td ({plain}) Tj ET")

    def box(self, x: float, y: float, width: float, height: float, cells: int = 1) -> None:
        self.drawn.append(f"0.6 w {x} {HEIGHT - y - height} {width} {height} re S")
        for cell in range(1, cells):
            at = x + cell * width / cells
            self.drawn.append(f"0.3 w {at} {HEIGHT - y - height} m {at} {HEIGHT - y} l S")

    def widget(self, rect: Sequence[float], **entries: object) -> Object:
        """``rect`` is x, y, width, height."""
        x, y, width, height = rect
        basics = {"Type": Name.Annot, "Subtype": Name.Widget, "F": 4, "P": self.page}
        box = [x, HEIGHT - y - height, x + width, HEIGHT - y]
        made = Dictionary({f"/{key}": value for key, value in {**basics, "Rect": box, **entries}.items()})
        found = self.pdf.make_indirect(made)
        self.page.Annots.append(found)
        return found

    def states(self, name: str) -> Dictionary:
        on = self.pdf.make_stream(b"0 0 10 10 re S 2 2 m 8 8 l S")
        off = self.pdf.make_stream(b"0 0 10 10 re S")
        for one in (on, off):
            one.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 10, 10]))
        return Dictionary(N=Dictionary({f"/{name}": on, "/Off": off}))

    def done(self) -> None:
        self.page.Contents = self.pdf.make_stream("\n".join(self.drawn).encode("cp1252"))


def elsewhere_pdf(*, heading: str = HEADING, xfa: bool = False) -> bytes:
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        )
        fields = [*_first(_Sheet(pdf, font), heading), *_second(_Sheet(pdf, font))]
        form = Dictionary(Fields=Array(fields), DR=Dictionary(Font=Dictionary(F=font)), DA=String("/F 10 Tf 0 g"))
        if xfa:
            form.XFA = pdf.make_stream(b"<xdp:xdp/>")
        pdf.Root.AcroForm = pdf.make_indirect(form)
        pdf.docinfo["/Title"] = "Melding om arbeidsulykke"
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _first(sheet: _Sheet, heading: str) -> list[Object]:
    fields = []
    sheet.text(50, 60, heading, 15)
    for number, line in enumerate(PROSE):
        sheet.text(50, 84 + 13 * number, line)
    sheet.text(50, 156, "Den skadedes navn:")
    sheet.box(50, 162, 300, 20)
    entries = {"FT": Name.Tx, "Ff": _REQUIRED, "TU": String("Navn på den skadede")}
    fields.append(sheet.widget((50, 162, 300, 20), T=String("topmostSubform[0].Page1[0].SkadedeNavn[0]"), **entries))
    sheet.text(370, 156, "Fødselsnummer (11 siffer)")
    sheet.box(370, 162, 176, 20, 11)
    fields.append(sheet.widget((370, 162, 176, 20), FT=Name.Tx, T=String("Text2"), Ff=_COMB, MaxLen=11))
    sheet.text(50, 212, "Arbeidsgiver")
    sheet.box(120, 200, 230, 20)
    fields.append(sheet.widget((120, 200, 230, 20), FT=Name.Tx, T=String("Text3"), MaxLen=60))
    sheet.text(50, 244, "Ulykken skjedde (dato, DDMMÅÅÅÅ)")
    sheet.box(50, 250, 160, 20, 8)
    fields.append(sheet.widget((50, 250, 160, 20), FT=Name.Tx, T=String("Text4"), Ff=_COMB, MaxLen=8))
    sheet.text(50, 300, "Hvor skjedde ulykken?")
    kids = []
    for number, (label, at) in enumerate((("På arbeidsplassen", 180), ("På vei", 320), ("Hjemme", 420)), start=1):
        sheet.box(at, 291, 11, 11)
        sheet.text(at + 16, 300, label)
        kids.append(sheet.widget((at, 291, 11, 11), AP=sheet.states(str(number)), AS=Name.Off))
    group = sheet.pdf.make_indirect(
        Dictionary(FT=Name.Btn, Ff=_RADIO, T=String("Group5"), Kids=Array(kids), V=Name.Off)
    )
    for kid in kids:
        kid.Parent = group
    fields.append(group)
    sheet.text(50, 330, "Er politiet varslet?")
    parts = []
    for label, at in (("Ja", 180), ("Nei", 240)):
        sheet.box(at, 321, 11, 11)
        sheet.text(at + 16, 330, label)
        parts.append(sheet.widget((at, 321, 11, 11), AP=sheet.states(label), AS=Name.Off))
    pair = sheet.pdf.make_indirect(Dictionary(FT=Name.Btn, T=String("Check Box6"), Kids=Array(parts), V=Name.Off))
    for part in parts:
        part.Parent = pair
    fields.append(pair)
    sheet.box(50, 351, 11, 11)
    sheet.text(66, 360, "Den skadede har vært hos lege")
    fields.append(
        sheet.widget((50, 351, 11, 11), FT=Name.Btn, T=String("Check Box7"), AP=sheet.states("Yes"), AS=Name.Off)
    )
    sheet.text(50, 392, "Fylke")
    sheet.box(120, 380, 150, 20)
    options = Array([String(one) for one in ("Agder", "Nordland", "Vestland")])
    fields.append(sheet.widget((120, 380, 150, 20), FT=Name.Ch, T=String("Dropdown8"), Ff=_COMBO, Opt=options))
    sheet.box(50, 420, 496, 150)
    sheet.text(54, 430, "Beskriv hva som skjedde", 7)
    fields.append(sheet.widget((50, 420, 496, 150), FT=Name.Tx, T=String("HvaSkjedde"), Ff=_MULTILINE))
    fields.append(sheet.widget((480, 30, 60, 18), FT=Name.Btn, T=String("Print"), Ff=_PUSH))
    sheet.text(50, 600, "Meldingen fortsetter på neste side. Husk å skrive under der, ellers blir den sendt tilbake.")
    sheet.text(50, 800, "Skjema 13-07.05 B, utgave mars 2024", 7)
    sheet.text(480, 800, "Side 1 av 2", 7)
    sheet.done()
    return fields


def _second(sheet: _Sheet) -> list[Object]:
    fields = []
    sheet.text(50, 60, "Erklæring fra den som melder", 13)
    for number, line in enumerate(reversed(PROSE)):
        sheet.text(50, 90 + 15 * number, line)
    sheet.text(50, 190, "Den ansattes nummer hos arbeidsgiveren (ansattnummer)")
    sheet.box(50, 196, 80, 20, 4)
    fields.append(sheet.widget((50, 196, 80, 20), FT=Name.Tx, T=String("Text9"), Ff=_COMB, MaxLen=4))
    sheet.text(50, 246, "Sted")
    sheet.box(50, 252, 120, 20)
    fields.append(sheet.widget((50, 252, 120, 20), FT=Name.Tx, T=String("Text10")))
    sheet.text(190, 246, "Underskrift")
    sheet.box(190, 252, 240, 36)
    fields.append(sheet.widget((190, 252, 240, 36), FT=Name.Sig, T=String("Signature11")))
    sheet.text(
        50, 340, "Kontoret gir svar innen fire uker. Du kan klage på vedtaket innen seks uker etter at du fikk det."
    )
    sheet.text(50, 800, "Skjema 13-07.05 B, utgave mars 2024", 7)
    sheet.text(480, 800, "Side 2 av 2", 7)
    sheet.done()
    return fields
