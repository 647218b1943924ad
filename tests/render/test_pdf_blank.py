from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path

import pdfplumber
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from page import ValidationProfile, validate_pdf_bytes
from pikepdf import Array, Dictionary, Name

from dokumentverk import shipped
from dokumentverk.define import load_forms
from dokumentverk.errors import ConfigurationError, TemplateError
from dokumentverk.model.form import FieldKind
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Layout, Medium, Part, WidgetKind
from dokumentverk.model.number import numbers_in
from dokumentverk.render.blank import Blank, Overflow
from dokumentverk.render.look import Look
from dokumentverk.render.pdf import compile_pdf, layout_of, stamp_pdf
from dokumentverk.render.template import render_blocks
from tests.conftest import Golden
from tests.render.projection import projection
from tests.render.small_form import LOOK, MADE, NUMBER, TEMPLATE, TOML, blank, blocks_from, context, definition

FORMS = ("egenmelding", "oppfolgingsplan", "dialogmote")
SHIPPED = list(product(FORMS, Language))
REPEATED = {
    "egenmelding": (),
    "oppfolgingsplan": (),
    "dialogmote": ("meeting_date", "meeting_time", "meeting_place", "reply_by"),
}
_MILLIMETRE = 72 / 25.4


def shipped_blank(form: str, language: Language, overflow: tuple[Overflow, ...] = ()) -> Blank:
    found = load_forms([shipped.forms()])[form]
    blocks = render_blocks(found, language, folders=[shipped.templates()], context=context(found, language))
    return compile_pdf(found, language, blocks, look=LOOK, overflow=overflow, made=MADE)


def failures(content: bytes) -> list[str]:
    """What the validators say against PDF/UA-1 and PDF/A-2a."""
    return [
        f"{profile}: {failure.rule_id} {failure.message}"
        for profile in (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A)
        for failure in validate_pdf_bytes(content, profile=profile).failures
    ]


@pytest.mark.parametrize(("form", "language"), SHIPPED)
def test_a_shipped_form_conforms_blank_numbered_and_printed(form: str, language: Language) -> None:
    found = load_forms([shipped.forms()])[form]
    made = shipped_blank(form, language)
    assert failures(made.content) == []
    for medium in (Medium.PDF, Medium.PRINT):
        stamped = stamp_pdf(made.content, made.layout, found, {}, number=NUMBER, issued=MADE, medium=medium)
        assert failures(stamped) == []
        with pikepdf.open(BytesIO(stamped)) as pdf:
            assert pdf.check_pdf_syntax() == []


@pytest.mark.parametrize(("form", "language"), SHIPPED)
def test_every_field_of_a_shipped_form_has_its_place(form: str, language: Language) -> None:
    found = load_forms([shipped.forms()])[form]
    layout = shipped_blank(form, language).layout
    for field in found.fields():
        assert layout.places_of(field.id), field.id
        if field.kind is FieldKind.DATE:
            assert {place.cells for place in layout.places_of(field.id)} == {8}
        assert [place.part for place in layout.places_of(field.id)].count(Part.REPEAT) == (field.id in REPEATED[form])
    assert [place.part for place in layout.places if not place.field].count(Part.CONTINUATION_TEXT) == (
        found.continuations
    )


@pytest.mark.parametrize("form", FORMS)
def test_shipped_forms_look_as_reviewed(form: str, golden: Golden) -> None:
    golden(f"render/{form}.nb.txt", projection(shipped_blank(form, Language.NB).content))


def test_every_kind_of_field_looks_as_reviewed(golden: Golden) -> None:
    golden("render/small.nb.txt", projection(blank().content))


def test_the_same_form_gives_the_same_bytes() -> None:
    again = compile_pdf(definition(), Language.NB, blocks_from(TEMPLATE), look=LOOK, made=MADE)
    assert again == blank()


def test_another_process_gives_the_same_bytes() -> None:
    script = "from tests.render.small_form import blank; print(blank().layout.digest)"
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == blank().layout.digest


def test_the_map_is_read_from_the_blank_itself() -> None:
    made = blank()
    assert layout_of(made.content, definition(), Language.NB, made=MADE) == made.layout
    for place in made.layout.places:
        assert 1 <= place.box.page <= made.layout.pages
        assert place.box.left < place.box.right
        assert place.box.top < place.box.bottom


def test_boxes_lie_apart_from_each_other_and_from_the_furniture() -> None:
    layout = blank().layout
    boxes = [place.box for place in layout.places]
    furniture = [*layout.markers, *layout.code_boxes, *layout.number_boxes]
    for at, one in enumerate(boxes):
        assert not [other for other in [*boxes[at + 1 :], *furniture] if _overlap(one, other)]
    assert not [(one, other) for one in furniture for other in furniture if one is not other and _overlap(one, other)]


def _overlap(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return one.page == other.page and across > 0 and down > 0


@pytest.mark.parametrize(("form", "language"), SHIPPED)
def test_pen_and_scanner_find_what_they_need(form: str, language: Language) -> None:
    """The measures of a form that is read from paper: 5 mm cells, 4 mm boxes, marks and code 8 mm from the edge."""
    layout = shipped_blank(form, language).layout
    for place in layout.places:
        width, height = place.box.right - place.box.left, place.box.bottom - place.box.top
        if place.cells:
            assert width / place.cells >= 5 * _MILLIMETRE
        if place.kind in (WidgetKind.CHECK, WidgetKind.RADIO):
            assert min(width, height) >= 4 * _MILLIMETRE
    _furniture(layout)


def _furniture(layout: Layout) -> None:
    width, height = layout.page_size
    assert len(layout.markers) == 4 * layout.pages
    assert len(layout.code_boxes) == layout.pages
    assert [box.page for box in layout.number_boxes] == [page for page in range(1, layout.pages + 1) for _ in "12"]
    for box in (*layout.markers, *layout.code_boxes, *layout.number_boxes):
        edges = (box.left, box.top, width - box.right, height - box.bottom)
        assert min(edges) >= 8 * _MILLIMETRE - 0.02
    for box in layout.markers:
        assert box.right - box.left == pytest.approx(8 * _MILLIMETRE, abs=0.02)
    for box in layout.code_boxes:
        assert box.right - box.left == pytest.approx(18 * _MILLIMETRE, abs=0.02)


def test_the_marks_are_printed_where_the_map_says_in_the_right_corners() -> None:
    """Bits of DICT_4X4_50 as OpenCV draws them, ids clockwise from the top left."""
    expected = ("1011010100110010", "0000111110011010", "0011001100101101", "1001100101000110")
    for id, box in enumerate(blank().layout.markers[:4]):
        cell = (box.right - box.left) / 6
        spots = [(box.left + (x + 1.5) * cell, box.top + (y + 1.5) * cell) for y, x in product(range(4), range(4))]
        assert "".join("1" if _shade(blank().content, *spot) > 128 else "0" for spot in spots) == expected[id]


def _shade(content: bytes, left: float, top: float) -> int:
    """Of the first page at that point, 0 black to 255 white."""
    image = pypdfium2.PdfDocument(content)[0].render(scale=6, grayscale=True).to_pil()
    return int(image.getpixel((int(left * 6), int(top * 6))))


def test_writing_lines_are_seen_in_a_grey_print_and_stay_behind_the_writing() -> None:
    made = blank()
    (story,) = made.layout.places_of("story")
    image = pypdfium2.PdfDocument(made.content)[story.box.page - 1].render(scale=6, grayscale=True).to_pil()
    middle = (story.box.left + story.box.right) / 2
    strip = image.crop([round(edge * 6) for edge in (middle, story.box.top + 2, middle + 1, story.box.bottom - 2)])
    assert 150 < strip.getextrema()[0] < 190


def test_every_page_carries_its_code_and_number() -> None:
    made = blank()
    stamped = stamp_pdf(made.content, made.layout, definition(), {}, number=NUMBER, issued=MADE, medium=Medium.PDF)
    document = pypdfium2.PdfDocument(stamped)
    for page in range(made.layout.pages):
        image = document[page].render(scale=100 / 72, grayscale=True).to_pil()
        codes = [code.text for code in zxingcpp.read_barcodes(image)]
        assert codes == [f"DV7KXM4RTA9CDEF0{page + 1}02"]
        height = made.layout.page_size[1]
        read = document[page].get_textpage().get_text_bounded
        for box in (one for one in made.layout.number_boxes if one.page == page + 1):
            assert read(box.left, height - box.bottom, box.right, height - box.top).strip() == NUMBER


def test_the_widest_number_is_large_and_stays_in_its_boxes() -> None:
    """What a clerk types from paper: 8.5 points, semibold, extracted as it is printed."""
    widest = "WWWW-WWWW-WWWWW"
    made = blank()
    marked = stamp_pdf(made.content, made.layout, definition(), {}, number=widest, issued=MADE, medium=Medium.PRINT)
    with pdfplumber.open(BytesIO(marked)) as document:
        for number, page in enumerate(document.pages, start=1):
            for box in (one for one in made.layout.number_boxes if one.page == number):
                letters = [one for one in page.chars if "SemiBold" in one["fontname"] and one["text"] in "W-"]
                letters = [
                    one for one in letters if one["x1"] > box.left and box.top - 2 < one["bottom"] < box.bottom + 2
                ]
                assert "".join(one["text"] for one in letters) == widest
                assert {round(one["size"], 1) for one in letters} == {8.5}
                assert min(one["x0"] for one in letters) >= box.left
                assert max(one["x1"] for one in letters) <= box.right + 0.01
            assert numbers_in(page.extract_text()) == (widest,)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("form", sorted(load_forms([shipped.forms()])))
def test_the_foot_of_a_page_holds_the_widest_number_on_one_line(form: str, language: Language) -> None:
    """Routine, form, number and page stand beside each other, on one baseline, with room between, also beside the
    longest form's name: a second line would reach into the boxes above."""
    found = load_forms([shipped.forms()])[form]
    look = replace(LOOK, routine="Rutine for oppfølging av sykmeldte, vedtatt i AMU sak 7/14")
    blocks = render_blocks(found, language, folders=[shipped.templates()], context=context(found, language))
    made = compile_pdf(found, language, blocks, look=look, made=MADE)
    stamped = stamp_pdf(
        made.content, made.layout, found, {}, number="WWWW-WWWW-WWWWW", issued=MADE, medium=Medium.PRINT
    )
    with pdfplumber.open(BytesIO(stamped)) as document:
        for page in document.pages:
            foot = [word for word in page.extract_words(keep_blank_chars=True) if word["top"] > 805]
            number = next(word for word in foot if word["text"] == "WWWW-WWWW-WWWWW")
            beside = sorted((word for word in foot if word is not number), key=lambda word: float(word["x0"]))
            assert beside[0]["text"] == look.routine
            assert [word["text"].split()[0] for word in beside[-2:]] in (["Skjema", "Side"], ["Form", "Page"])
            assert beside[-2]["x1"] + 5 < number["x0"]
            assert number["x1"] + 5 < beside[-1]["x0"]
            assert max(word["bottom"] for word in foot) - min(word["bottom"] for word in foot) < 1


class TestAcroForm:
    def test_fields_say_what_they_are(self) -> None:
        with pikepdf.open(BytesIO(blank().content)) as pdf:
            form = pdf.Root.AcroForm
            assert Name.NeedAppearances not in form
            fields = {str(field.T): field for field in form.Fields}
            assert not [name for name in fields if "." in name]
            assert int(fields["name"].Ff) & 2
            assert not int(fields["fnr"].Ff) & 2
            assert int(fields["day"].Ff) & 1 << 24
            assert int(fields["day"].MaxLen) == 8
            assert int(fields["story"].MaxLen) == 2000
            assert str(fields["fnr"].TU) == "2 Fødselsnummer"
            assert {Name.Tx, Name.Btn, Name.Sig} == {field.FT for field in form.Fields}

    def test_the_default_font_is_embedded_and_simple(self) -> None:
        """Every filler must be able to write with it: TrueType, WinAnsiEncoding, in /DR."""
        with pikepdf.open(BytesIO(blank().content)) as pdf:
            font = pdf.Root.AcroForm.DR.Font["/DVSans"]
            assert font.Subtype == Name.TrueType
            assert font.Encoding == Name.WinAnsiEncoding
            assert Name.FontFile2 in font.FontDescriptor
            for field in pdf.Root.AcroForm.Fields:
                if Name.Tx == field.FT:
                    assert "/DVSans" in str(field.DA)
                    assert "/DVSans" in field.AP.N.Resources.Font

    def test_radios_have_real_states_and_nameless_kids(self) -> None:
        with pikepdf.open(BytesIO(blank().content)) as pdf:
            agree = next(field for field in pdf.Root.AcroForm.Fields if str(field.T) == "agree")
            assert all(Name.T not in kid for kid in agree.Kids)
            assert [sorted(kid.AP.N.keys()) for kid in agree.Kids] == [["/Off", "/yes"], ["/Off", "/no"]]
            assert [str(kid.TU) for kid in agree.Kids] == ["6 Er du enig?: Ja", "6 Er du enig?: Nei"]

    def test_a_signature_locks_its_fields_from_the_start(self) -> None:
        with pikepdf.open(BytesIO(blank().content)) as pdf:
            signature = next(field for field in pdf.Root.AcroForm.Fields if Name.Sig == field.FT)
            assert signature.Lock.Action == Name.Include
            locked = {str(name) for name in signature.Lock.Fields}
            names = {str(field.T) for field in pdf.Root.AcroForm.Fields}
            assert locked < names
            assert {"name", "whom_nav", "whom_doctor", "shared_2_sent", "continuation_1_text"} < locked
            assert not {"fnr", "measures_1_what"} & locked

    def test_every_widget_is_a_form_element_in_the_tree(self) -> None:
        with pikepdf.open(BytesIO(blank().content)) as pdf:
            nums = pdf.Root.StructTreeRoot.ParentTree.Nums
            owners = {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}
            for page in pdf.pages:
                assert page.obj.Tabs == Name.S
                widgets = [one for one in page.obj.Annots if one.Subtype == Name.Widget]
                assert widgets
                for widget in widgets:
                    element = owners[int(widget.StructParent)]
                    assert Name.Form == element.S
                    assert element.K.Obj.objgen == widget.objgen, "pyHanko knows a field in the tree only as /K /Obj"
                    assert Name.TU in widget

    def test_page_furniture_is_no_content(self) -> None:
        """Header, footer and marks are artifacts: their text stands outside every structure element."""
        with pikepdf.open(BytesIO(blank().content)) as pdf:
            tagged = _text_inside_tags(pdf)
        assert "Prøveskjema" in tagged
        assert "Vedtatt i AMU" not in tagged
        assert "Side 1" not in tagged


def _text_inside_tags(pdf: pikepdf.Pdf) -> str:
    """Text of the first page's marked content that has an MCID; fonts are Identity-H with a ToUnicode map."""
    page = pdf.pages[0]
    maps = {name: _to_unicode(font) for name, font in page.obj.Resources.Font.items() if Name.ToUnicode in font}
    depth: list[bool] = []
    font, found = "", []
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        match str(instruction.operator):
            case "BDC":
                depth.append(isinstance(operands[1], Dictionary) and Name.MCID in operands[1])
            case "BMC":
                depth.append(False)
            case "EMC":
                depth.pop()
            case "Tf":
                font = str(operands[0])
            case "Tj" | "TJ" if any(depth):
                parts = operands[0] if isinstance(operands[0], Array) else [operands[0]]
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                found += [maps[font].get(codes[at : at + 2].hex(), "") for at in range(0, len(codes), 2)]
            case _:
                pass
    return "".join(found)


def _to_unicode(font: pikepdf.Object) -> dict[str, str]:
    import re

    text = font.ToUnicode.read_bytes().decode("latin-1")
    return {
        code.lower(): bytes.fromhex(to).decode("utf-16-be")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL)
        for code, to in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block)
    }


def test_information_names_form_version_and_language_and_nobody() -> None:
    with pikepdf.open(BytesIO(blank().content)) as pdf:
        info = {str(key): str(value) for key, value in pdf.docinfo.items()}
        assert info["/DVForm"] == "small"
        assert info["/DVVersion"] == "3"
        assert info["/DVLanguage"] == "nb"
        assert "/DVNumber" not in info
        assert "/Author" not in info
        packet = pdf.Root.Metadata.read_bytes().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert "<dv:DVForm>small</dv:DVForm>" in packet


@pytest.mark.parametrize("where", ["template", "label", "workplace"])
def test_text_that_the_font_lacks_is_refused(where: str) -> None:
    """Never an empty box on paper: what we print ourselves must have its glyphs."""
    bad = "\u4e2d\u202e\x07"
    of, template, look = definition(), TEMPLATE, LOOK
    match where:
        case "template":
            template = TEMPLATE + f"\n\n{bad}\n"
        case "label":
            of = replace(of, title=replace(of.title, nb=bad))
        case _:
            look = replace(LOOK, routine=bad)
    with pytest.raises(TemplateError) as caught:
        compile_pdf(of, Language.NB, blocks_from(template), look=look, made=MADE)
    assert caught.value.code == "TEXT_WITHOUT_GLYPH"
    assert caught.value.params == {"characters": "U+4E2D, U+202E, U+0007"}


@pytest.mark.parametrize(
    "name", ['#import "x"', "*a* _b_ $c$ `d`", "]]{{7*7}}[[name]]", "\\ \\u{41} #panic()", "</x>&amp;"]
)
def test_a_workplace_s_name_is_printed_as_it_is(name: str) -> None:
    made = compile_pdf(
        definition(), Language.NB, blocks_from(TEMPLATE, name=name), look=replace(LOOK, name=name), made=MADE
    )
    lines = [line.text for line in made.layout.static]
    assert lines[0] == name
    assert f"Fra {name}. Les dette først, se Nav." in lines
    assert failures(made.content) == []


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" fill="#c00"/></svg>'


def _png() -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new("RGBA", (40, 10), (200, 0, 0, 128)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("logo", "suffix"), [(SVG, "svg"), (_png(), ".PNG")])
def test_the_name_stands_below_a_wide_logo(logo: bytes, suffix: str) -> None:
    look = replace(LOOK, logo=logo, logo_suffix=suffix)
    made = compile_pdf(definition(), Language.NB, blocks_from(TEMPLATE), look=look, made=MADE)
    assert failures(made.content) == []
    assert _shade(made.content, 56, 40) < 200
    names = [line for line in made.layout.static if line.text.startswith("Fjellvik kommune ·")]
    assert [line.box.page for line in names] == list(range(1, made.layout.pages + 1))
    assert all(line.box.top > 9 * _MILLIMETRE + 28 for line in names), "below the picture"


@pytest.mark.parametrize(("logo", "suffix"), [(b"no image", "png"), (SVG, "png"), (b"%PDF-1.7", "pdf")])
def test_a_logo_that_cannot_be_used_is_told(logo: bytes, suffix: str) -> None:
    look = replace(LOOK, logo=logo, logo_suffix=suffix)
    with pytest.raises(ConfigurationError, match="LOGO_UNREADABLE"):
        compile_pdf(definition(), Language.NB, blocks_from(TEMPLATE), look=look, made=MADE)


def test_the_source_of_the_layout_is_the_definition() -> None:
    import hashlib

    layout = blank().layout
    assert layout.definition == hashlib.sha256(TOML.encode()).hexdigest()
    assert (layout.form, layout.version, layout.language, layout.medium) == ("small", "3", Language.NB, Medium.PDF)
    assert layout.made == MADE


def test_a_pale_accent_is_darkened_until_it_reads() -> None:
    made = compile_pdf(
        definition(), Language.NB, blocks_from(TEMPLATE), look=replace(LOOK, accent="#ffee88"), made=MADE
    )
    assert failures(made.content) == []
    assert Look().accent == "#1f4e5f"
