"""A bad sample for every finding code of reading, made here: ``SAMPLES[code]`` gives the file and what is known of it.

What a sample is bad in is all that is bad in it, as far as that can be.
"""

from __future__ import annotations

import io
import re
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from dokumentverk.model.layout import Medium
from dokumentverk.model.reading import Identity
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.known import Known

from . import documents

FORM = "egenmelding"
LIMITS = ReadingLimits(seconds=3, memory_mb=300, max_bytes=3_000_000, max_pages=20, workers=1)


@dataclass(frozen=True, slots=True)
class Sample:
    """``lookup`` answers what the file says it is; by default everything is known."""

    content: bytes
    name: str = "skjema.pdf"
    lookup: Callable[[Identity], Known | None] = lambda _: documents.known(FORM)


def filled() -> bytes:
    return documents.stamped(FORM, documents.answers(FORM))


def changed(change: Callable[[pikepdf.Pdf], None], content: bytes | None = None, **save: Any) -> bytes:
    """The filled form (or ``content``) after ``change``."""
    with pikepdf.open(io.BytesIO(content or filled())) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, fix_metadata_version=False, **save)
        return out.getvalue()


def widget(pdf: pikepdf.Pdf, name: str, state: str | None = None) -> pikepdf.Object:
    """The widget of that name; of a radio group the kid with that on-state."""
    for page in pdf.pages:
        for one in page.obj.Annots:
            owner = one if "/T" in one else one.get("/Parent")
            named = owner is not None and str(owner.get("/T", "")) == name
            if named and (state is None or f"/{state}" in one.AP.N.keys()):  # noqa: SIM118 - a pikepdf object
                return one
    raise KeyError(name)


def drop_appearances(pdf: pikepdf.Pdf) -> None:
    """As programs leave them that set values and draw nothing."""
    for page in pdf.pages:
        for one in page.obj.Annots:
            if one.get("/FT") == Name.Tx:
                del one.AP


def hold_other_value(pdf: pikepdf.Pdf) -> None:
    widget(pdf, "employee_name").V = String("Noen andre")


def hide(pdf: pikepdf.Pdf) -> None:
    widget(pdf, "employee_name").F = 2


def move(pdf: pikepdf.Pdf) -> None:
    widget(pdf, "position").Rect = pikepdf.Array([-400, 20, -300, 36])


def leave_to_viewer(pdf: pikepdf.Pdf) -> None:
    drop_appearances(pdf)
    pdf.Root.AcroForm.NeedAppearances = True


def garble(pdf: pikepdf.Pdf) -> None:
    box = widget(pdf, "employee_name")
    box.V = String("Ã\u0085se BjÃ¸rg NÃ¦ss")
    draw(pdf, box, "Bj\xc3\xb8rg")


def draw(pdf: pikepdf.Pdf, box: pikepdf.Object, text: str, *, width: float | None = None) -> None:
    """An appearance of our own for a text widget."""
    left, bottom, right, top = (float(edge) for edge in box.Rect)
    shown = text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    stream = pdf.make_stream(b"/Tx BMC BT 0 g /DVSans 10 Tf 2 4 Td (" + shown + b") Tj ET EMC")
    fonts = Dictionary(Font=pdf.Root.AcroForm.DR.Font)
    bounds = [0, 0, width or right - left, top - bottom]
    stream.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=bounds, Resources=fonts))
    box.AP = Dictionary(N=stream)


def add_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def add_field(pdf: pikepdf.Pdf) -> None:
    extra = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("tillegg"), V=String("mer"), Rect=[9, 9, 90, 20]
        )
    )
    pdf.pages[0].obj.Annots.append(extra)
    pdf.Root.AcroForm.Fields.append(extra)


def tick_two(pdf: pikepdf.Pdf) -> None:
    """Both boxes of a choice on, as when a mark is drawn into the second."""
    names = ("phone", "in_person")
    first, second = (widget(pdf, "notice_how", name) for name in names)
    for name, one in zip(names, (first, second), strict=True):
        del one.Parent
        one.update(Dictionary(FT=Name.Btn, Ff=1 << 15, T=String("notice_how"), V=Name(f"/{name}"), AS=Name(f"/{name}")))
        pdf.Root.AcroForm.Fields.append(one)


def hide_text(pdf: pikepdf.Pdf) -> None:
    box = widget(pdf, "employee_name")
    long = "Åse Bjørg Kristine Marie Næss-Ødegård av Hammerfest og omegn, og enda litt til"
    box.V = String(long)
    draw(pdf, box, long)


def sign_elsewhere(pdf: pikepdf.Pdf) -> None:
    """A signature field of its own, drawn where nothing asks for one."""
    value = Dictionary(Type=Name.Sig, Contents=String(b"\x30\x80"), SubFilter=Name("/ETSI.CAdES.detached"))
    extra = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("Signature1"), V=value, Rect=[9, 9, 90, 20]
        )
    )
    pdf.pages[0].obj.Annots.append(extra)
    pdf.Root.AcroForm.Fields.append(extra)


def continuation(pdf: pikepdf.Pdf, text: str, *, number: str | None = None, shown: str | None = None) -> None:
    """Text in the free continuation, for the tasks that can be done unless ``number`` says otherwise."""
    number = number or str(documents.definition(FORM).number_of("graded_tasks"))
    for name, value, drawn in (("continuation_1_field", number, number), ("continuation_1_text", text, shown or text)):
        box = widget(pdf, name)
        box.V = String(value)
        draw(pdf, box, drawn)


def take_number(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata
    del pdf.docinfo["/DVNumber"]


def pages_of(*pages: tuple[bytes, int]) -> bytes:
    """One file of single pages, each (file, page from 0), as scripts put them together: the form is lost, its widgets
    are not. pikepdf warns of that."""
    with pikepdf.new() as pdf, warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
        for content, page in pages:
            with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as single:
                single.pages.append(source.pages[page])
                out = io.BytesIO()
                single.save(out)
            with pikepdf.open(io.BytesIO(out.getvalue())) as part:
                pdf.pages.extend(part.pages)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def letter(text: str = "Kjære kollega") -> bytes:
    """A page that is none of ours."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[0].obj
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        page.Resources = Dictionary(Font=Dictionary(F=font))
        page.Contents = pdf.make_stream(b"BT /F 12 Tf 72 700 Td (" + text.encode("cp1252") + b") Tj ET")
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def picture_page(side: int = 64) -> bytes:
    """A scan: nothing but an image."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        image = pdf.make_stream(bytes(range(256)) * (side * side // 256))
        image.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=side,
                Height=side,
                ColorSpace=Name.DeviceGray,
                BitsPerComponent=8,
            )
        )
        page = pdf.pages[0].obj
        page.Resources = Dictionary(XObject=Dictionary(I=image))
        page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def flat() -> bytes:
    return documents.stamped(FORM, documents.answers(FORM), medium=Medium.PRINT)


def over(page_content: bytes, content: bytes | None = None) -> bytes:
    """The flattened form with more drawn on its first page."""

    def add(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(pdf.make_stream(b"q " + page_content + b" Q"))

    return changed(add, content or flat())


def box_of(name: str, choice: str | None = None) -> tuple[float, float, float, float]:
    """A place of the blank in PDF's own space: (left, bottom, right, top)."""
    layout = documents.blank(FORM).layout
    place = next(one for one in layout.places if one.name == name and (choice is None or one.choice == choice))
    height = layout.page_size[1]
    return place.box.left, height - place.box.bottom, place.box.right, height - place.box.top


def page_bomb(pdf: pikepdf.Pdf) -> None:
    """Page content of a few kilobytes that unpacks, twice, to 600 megabytes."""
    packer = zlib.compressobj(1)
    blanks = b" " * 10_000_000
    packed = zlib.compress(b"".join(packer.compress(blanks) for _ in range(60)) + packer.flush(), 9)
    stream = pikepdf.Stream(pdf, packed, Filter=Array([Name.FlateDecode, Name.FlateDecode]))
    pdf.pages[0].obj.Contents = pdf.make_indirect(stream)


def nameless_bomb(pdf: pikepdf.Pdf) -> None:
    """The same in a file whose pages must be looked at to know whose it is: PDFium aborts, where pdfplumber raises."""
    del pdf.Root.Metadata
    del pdf.trailer.Info
    page_bomb(pdf)


def repeat_widgets(pdf: pikepdf.Pdf) -> None:
    """One field, shown two hundred thousand times."""
    pdf.pages[0].obj.Annots = Array([widget(pdf, "employee_name")] * 200_000)


def page_tree_bomb() -> bytes:
    """Ten levels of ten kids that are the same ten: 10^10 pages in a kilobyte."""
    levels = 10
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    for level in range(levels):
        kids = b" ".join([b"%d 0 R" % (level + 3)] * 10)
        objects.append(b"<< /Type /Pages /Count %d /Kids [ %s ] >>" % (10 ** (levels - level), kids))
    objects.append(b"<< /Type /Page /MediaBox [0 0 595 842] /Parent 2 0 R >>")
    return written(objects)


def deep(levels: int = 200_000) -> bytes:
    """An array in an array in an array …"""
    return written([b"<< /Type /Catalog /Pages 2 0 R >>", b"[" * levels + b"]" * levels])


def written(objects: list[bytes]) -> bytes:
    """A PDF by hand: the objects from number 1, the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    at: list[int] = []
    for number, one in enumerate(objects, start=1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in at)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def slow_page() -> bytes:
    """A content stream of hundreds of megabytes: what the page shows is never known."""

    def add(pdf: pikepdf.Pdf) -> None:
        packed = zlib.compress(b"0 0 m 9 9 l S " * 200_000, 9)
        more = pdf.make_indirect(pikepdf.Stream(pdf, packed, Filter=Name.FlateDecode))
        pdf.pages[0].obj.Contents = Array([*pdf.pages[0].obj.Contents, *[more] * 600])

    return changed(add)


def _unknown(_: Identity) -> None:
    return None


def _without_issue(_: Identity) -> Known:
    return replace(documents.known(FORM), issue=None)


def _newer(_: Identity) -> Known:
    known = documents.known(FORM)
    return replace(known, definition=replace(known.definition, version="2"))


def _without_blank(_: Identity) -> Known:
    return replace(documents.known(FORM), layout=None, blank=None)


_TWO = "dialogmote"


def _two() -> bytes:
    return documents.stamped(_TWO, documents.answers(_TWO))


def _of_two(_: Identity) -> Known:
    return documents.known(_TWO)


def _printed(name: str, lines: list[str], step: float) -> bytes:
    """A print with lines of Helvetica from the top left of a box."""
    left, _, _, top = box_of(name)

    def add(pdf: pikepdf.Pdf) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        page = pdf.pages[0]
        page.obj.Resources.Font["/Plain"] = font
        shown = " ".join(f"({line}) Tj 0 {-step} Td" for line in lines)
        page.contents_add(pdf.make_stream(f"q BT /Plain 10 Tf {left + 2} {top - 11} Td {shown} ET Q".encode()))

    return changed(add, documents.stamped(FORM, {}, medium=Medium.PRINT))


def _full_box(name: str) -> bytes:
    """Lines to the bottom of a box, the last as long as the others."""
    left, bottom, right, top = box_of(name)
    line = "ord " * int((right - left - 4) / 20)
    count = int((top - bottom) / 12)
    return _printed(name, [line.strip()] * count, (top - bottom - 14) / (count - 1))


def _covered_text() -> bytes:
    """Letters in two fonts that the readers decode differently: one maps «A» to «B» for PDFium alone."""
    left, bottom, _, _ = box_of("employee_number")

    def add(pdf: pikepdf.Pdf) -> None:
        map_of_unicode = pdf.make_stream(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
            b"1 begincodespacerange <00> <ff> endcodespacerange "
            b"1 beginbfchar <41> <D800> endbfchar endcmap end end"
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
            ToUnicode=map_of_unicode,
        )
        page = pdf.pages[0]
        page.obj.Resources.Font["/Odd"] = font
        place = f"{left + 40:.2f} {bottom + 4:.2f}"
        page.contents_add(pdf.make_stream(f"q BT /Odd 10 Tf {place} Td (AXA) Tj ET Q".encode()))

    return changed(add, documents.stamped(FORM, {}, medium=Medium.PRINT))


def _drawn_text() -> bytes:
    """Letters as lines, as «convert to outlines» leaves them."""
    left, bottom, _, top = box_of("position")
    strokes = " ".join(f"{left + 5 + 9 * at} {bottom + 3} m {left + 9 + 9 * at} {top - 3} l" for at in range(8))
    return over(f"1.5 w 0 G {strokes} S".encode(), documents.stamped(FORM, {}, medium=Medium.PRINT))


def _faint_mark() -> bytes:
    left, bottom, right, top = box_of("notice_how", "phone")
    middle = (bottom + top) / 2
    line = f"0.35 w 0 G {left + 4} {middle} m {right - 4} {middle} l S"
    return over(line.encode(), documents.stamped(FORM, {}, medium=Medium.PRINT))


def _drawn_continuation() -> bytes:
    left, _, _, top = box_of("continuation_1_text")
    strokes = " ".join(f"{left + 9 * at} {top - 14} m {left + 4 + 9 * at} {top - 4} l" for at in range(1, 9))
    return over(f"1.5 w 0 G {strokes} S".encode(), documents.stamped(FORM, {}, medium=Medium.PRINT))


def line_of(word: str) -> tuple[float, float, float, float]:
    """The printed line that holds ``word``, in PDF's own space: (left, bottom, right, top)."""
    layout = documents.blank(FORM).layout
    box = next(one.box for one in layout.static if word in one.text)
    height = layout.page_size[1]
    return box.left, height - box.bottom, box.right, height - box.top


def drawn_over(word: str, paint: str, content: bytes | None = None) -> bytes:
    """``paint`` with the corners and the middle of the printed line that holds ``word``, below annotations."""
    left, bottom, right, top = line_of(word)
    middle, width, height = (bottom + top) / 2, right - left, top - bottom
    places = {"l": left, "b": bottom, "r": right, "t": top, "m": middle, "w": width, "h": height}
    return over(paint.format(**places).encode(), content or filled())


def annotated(subtype: Name, rect: tuple[float, ...], paint: str = "", **more: Any) -> Callable[[pikepdf.Pdf], None]:
    """An annotation on the first page; ``paint`` draws it, from its own lower left corner."""

    def annotate(pdf: pikepdf.Pdf) -> None:
        look = pdf.make_stream(paint.encode())
        look.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, rect[2] - rect[0], rect[3] - rect[1]]))
        entries = {f"/{key}": value for key, value in more.items()}
        one = Dictionary({"/Type": Name.Annot, "/Subtype": subtype, "/Rect": Array(rect), "/F": 4, **entries})
        if paint:
            one.AP = Dictionary(N=look)
        pdf.pages[0].obj.Annots.append(pdf.make_indirect(one))

    return annotate


def lie_about_letters(pdf: pikepdf.Pdf) -> None:
    """Fonts that show a «b» and say «d»: what is read aloud is not what is seen."""
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and isinstance(one.get("/ToUnicode"), pikepdf.Stream):
            said = one.ToUnicode.read_bytes()
            one.ToUnicode.write(re.sub(rb"(<[0-9A-Fa-f]{4}>\s*)<0062>", rb"\1<0064>", said))


DECLARATION = "Med signaturen bekrefter jeg"
MARGIN = (80.0, 20.0, 160.0, 40.0)
"""Where nothing is printed."""


def white_text(name: str) -> bytes:
    """A print with an answer of which a part has the colour of the paper."""
    left, bottom, _, _ = box_of(name)

    def add(pdf: pikepdf.Pdf) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        page = pdf.pages[0]
        page.obj.Resources.Font["/Plain"] = font
        at = f"{left + 4:.2f} {bottom + 5:.2f}"
        page.contents_add(
            pdf.make_stream(f"q BT /Plain 10 Tf {at} Td 0 g (Jeg kan) Tj 1 g ( ikke) Tj 0 g ( komme) Tj ET Q".encode())
        )

    return changed(add, documents.stamped(FORM, {}, medium=Medium.PRINT))


def without_widgets(pdf: pikepdf.Pdf) -> None:
    """As ``mutool merge`` does."""
    del pdf.Root.AcroForm
    for page in pdf.pages:
        del page.obj.Annots


def set_anew(content: bytes) -> bytes:
    """The same print in another font, as when a drawing program opened it: here all its text is drawn condensed."""

    def stretch(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            out = []
            for one in pikepdf.parse_content_stream(page):
                out.append(one)
                if str(one.operator) == "BT":
                    out.append(pikepdf.ContentStreamInstruction([112], pikepdf.Operator("Tz")))
            page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(out))

    return changed(stretch, content)


def lying_font() -> bytes:
    """A print whose answer is drawn in a font that shows «ø» and says «ù», as MuPDF makes of pdf-lib's fonts."""
    left, bottom, _, _ = box_of("employee_name")

    def add(pdf: pikepdf.Pdf) -> None:
        said = pdf.make_stream(
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
            b"1 begincodespacerange <00> <ff> endcodespacerange "
            b"2 beginbfchar <41> <0041> <42> <00F9> endbfchar endcmap end end"
        )
        differences = Dictionary(
            Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array([65, Name.A, Name.oslash])
        )
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=differences, ToUnicode=said
        )
        page = pdf.pages[0]
        page.obj.Resources.Font["/Lies"] = pdf.make_indirect(font)
        page.contents_add(pdf.make_stream(f"q BT /Lies 10 Tf {left + 4:.2f} {bottom + 5:.2f} Td (AB) Tj ET Q".encode()))

    return changed(add, documents.stamped(FORM, {}, medium=Medium.PRINT))


def _without_corner() -> bytes:
    """A corner mark painted over."""
    layout = documents.blank(FORM).layout
    mark = layout.markers[0]
    place = f"{mark.left} {layout.page_size[1] - mark.bottom} {mark.right - mark.left} {mark.bottom - mark.top}"
    return over(f"1 g {place} re f".encode(), filled())


def _resized() -> bytes:
    """Another page size and no text to know the page by: nobody can tell how it lies on the blank."""

    def resize(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.MediaBox = Array([0, 0, 900, 1200])
        page.Contents = pdf.make_stream(b"")

    return changed(resize, documents.stamped(FORM, {}))


SAMPLES: dict[str, Callable[[], Sample]] = {
    "ACTIVE_CONTENT": lambda: Sample(changed(add_script)),
    "ANSWER_COVERED": lambda: Sample(white_text("position")),
    "ANSWER_OVERLAID": lambda: Sample(
        changed(annotated(Name.Square, box_of("employee_number"), "1 w 0 G 30 2 20 9 re S"))
    ),
    "APPEARANCE_LEFT_TO_VIEWER": lambda: Sample(changed(leave_to_viewer)),
    "APPEARANCE_MISSING": lambda: Sample(changed(drop_appearances)),
    "APPEARANCE_NOT_CHECKED": lambda: Sample(slow_page()),
    "BLANK_MISSING": lambda: Sample(flat(), lookup=_without_blank),
    "CONTINUATION_CONFLICT": lambda: Sample(changed(lambda pdf: continuation(pdf, "Mer tekst", shown="Annen tekst"))),
    "CONTINUATION_FIELD_UNKNOWN": lambda: Sample(
        changed(lambda pdf: continuation(pdf, "Hører ingen steder til", number="99"))
    ),
    "CONTINUATION_HIDDEN": lambda: Sample(changed(lambda pdf: continuation(pdf, "ord " * 400))),
    "CONTINUATION_NOT_READ": lambda: Sample(_drawn_continuation()),
    "CONTINUATION_CUT": lambda: Sample(_full_box("continuation_1_text")),
    "FIELDS_ADDED": lambda: Sample(changed(add_field)),
    "FIELDS_GONE": lambda: Sample(changed(without_widgets)),
    "FIELD_MOVED": lambda: Sample(changed(move)),
    "FILE_BROKEN": lambda: Sample(b"%PDF-1.7\nikke mer enn dette\n%%EOF\n"),
    "FILE_CUT_OFF": lambda: Sample(b"%PDF-1.7\nikke mer enn dette"),
    "FILE_DAMAGED": lambda: Sample(filled() + b"\n400 0 obj\n<< /Type /Annot /Contents (" + b"tekst " * 500),
    "FILE_EMPTY": lambda: Sample(b""),
    "FILE_ENCRYPTED": lambda: Sample(
        changed(lambda _: None, encryption=pikepdf.Encryption(owner="eier", user="bruker"))
    ),
    "FILE_KIND_UNSUPPORTED": lambda: Sample(b"Svarene mine", name="skjema.txt"),
    "FILE_KIND_WRONG": lambda: Sample(b"Svarene mine"),
    "FILE_MENDED": lambda: Sample(filled().replace(b"startxref\n", b"startxref\n9", 1)),
    "FILE_NAME_MISLEADING": lambda: Sample(filled(), name="skjema.docx"),
    "FILE_RESTRICTED": lambda: Sample(changed(lambda _: None, encryption=pikepdf.Encryption(owner="eier", user=""))),
    "FILE_TOO_LARGE": lambda: Sample(filled() + bytes(LIMITS.max_bytes)),
    "FOREIGN_DOCUMENT": lambda: Sample(letter(), lookup=_unknown),
    "FORM_UNKNOWN": lambda: Sample(filled(), lookup=_unknown),
    "FORM_VERSION_DIFFERS": lambda: Sample(filled(), lookup=_newer),
    "MARK_DOUBTFUL": lambda: Sample(_faint_mark()),
    "MARKS_ON_PAGE": lambda: Sample(changed(annotated(Name.Highlight, line_of(DECLARATION)))),
    "NOTE_ON_PAGE": lambda: Sample(changed(annotated(Name.FreeText, MARGIN, Contents=String("Ring meg")))),
    "NUMBER_MISSING": lambda: Sample(documents.blank(FORM).content),
    "NUMBER_NOT_IN_REGISTER": lambda: Sample(filled(), lookup=_without_issue),
    "PAGES_ADDED": lambda: Sample(pages_of((_two(), 0), (_two(), 1), (letter(), 0)), lookup=_of_two),
    "PAGES_DOUBLED": lambda: Sample(pages_of((_two(), 0), (_two(), 1), (_two(), 1)), lookup=_of_two),
    "PAGES_KEPT": lambda: Sample(pages_of((_two(), 1)), lookup=_of_two),
    "PAGES_MISSING": lambda: Sample(pages_of((_two(), 0)), lookup=_of_two),
    "PAGES_NOT_RECOGNISED": lambda: Sample(letter(f"Nummer {documents.NUMBER}")),
    "PAGES_SHUFFLED": lambda: Sample(pages_of((_two(), 1), (_two(), 0)), lookup=_of_two),
    "PAGES_TOO_MANY": lambda: Sample(pages_of(*[(letter(), 0)] * (LIMITS.max_pages + 1))),
    "PAGE_WRITTEN_ON": lambda: Sample(over(b"2 w 0 G 80 30 m 160 30 l S", filled())),
    "PRINT_ALTERED": lambda: Sample(drawn_over(DECLARATION, "1 g {l} {b} {w} {h} re f")),
    "PRINT_COVERED": lambda: Sample(_without_corner()),
    "PRINT_NOT_COMPARED": lambda: Sample(_resized()),
    "PRINT_OVERLAID": lambda: Sample(changed(annotated(Name.Stamp, line_of(DECLARATION), "0.5 g 0 0 900 900 re f"))),
    "PRINT_REDRAWN": lambda: Sample(set_anew(filled())),
    "PRINT_TEXT_DIFFERS": lambda: Sample(changed(lie_about_letters)),
    "READING_ABORTED": lambda: Sample(changed(nameless_bomb, flat())),
    "READING_OUT_OF_MEMORY": lambda: Sample(changed(page_bomb, flat())),
    "READING_TIMED_OUT": lambda: Sample(changed(repeat_widgets)),
    "SEVERAL_ISSUES": lambda: Sample(
        pages_of((filled(), 0), (documents.stamped(FORM, {}, number=documents.OTHER_NUMBER), 0))
    ),
    "SEVERAL_MARKED": lambda: Sample(changed(tick_two)),
    "SIGNATURE_ELSEWHERE": lambda: Sample(changed(sign_elsewhere)),
    "TEXT_CUT": lambda: Sample(_full_box("graded_tasks")),
    "TEXT_GARBLED": lambda: Sample(changed(garble)),
    "TEXT_HIDDEN": lambda: Sample(changed(hide_text)),
    "TEXT_LAYER_DOUBTFUL": lambda: Sample(lying_font()),
    "TEXT_NOT_READ": lambda: Sample(_drawn_text()),
    "TEXT_READ_DIFFERENTLY": lambda: Sample(_covered_text()),
    "VALUE_NOT_SHOWN": lambda: Sample(changed(hide)),
    "VALUE_SHOWN_DIFFERENTLY": lambda: Sample(changed(hold_other_value)),
}
