"""What other programs write, state in and state out: XML of a value cell to text, traces and controls."""

from __future__ import annotations

import pytest

from dokumentverk.engines import docx_read
from dokumentverk.engines.docx_form import ControlType, DocxForm, SeenControl, Trace
from dokumentverk.engines.docx_pieces import plain, twips
from tests.engines.docx_specimens import (
    STRICT,
    cell,
    control,
    package,
    paragraph,
    rels,
    row,
    run,
    story,
    table,
    zipped,
)


def read(body: str, parts: dict[str, bytes] | None = None) -> DocxForm:
    form = docx_read.parse(package(body, parts))
    assert isinstance(form, DocxForm)
    return form


def value_cell(content: str) -> DocxForm:
    """A table of one label and one value."""
    return read(table(row(cell(paragraph(run("1 Navn"))), cell(content))))


_TICK = (
    '<w14:checkbox><w14:checked w14:val="{}"/><w14:checkedState w14:val="2612"/>'
    '<w14:uncheckedState w14:val="2610"/></w14:checkbox>'
)
_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></w:drawing>"
    "</mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
_PICTURE = (
    "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip/></pic:blipFill></pic:pic>"
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
_INK = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wpi"><w:drawing><w14:contentPart r:id="rId9"/></w:drawing>'
    "</mc:Choice></mc:AlternateContent></w:r>"
)
_HINT = '<w:rStyle w:val="PlaceholderText"/>'

TEXTS: dict[str, tuple[str, str, set[Trace]]] = {
    "one run": (paragraph(run("Ola Nordmann")), "Ola Nordmann", set()),
    "a word in three runs, an empty one between": (
        paragraph(run("Ola Nord"), "<w:r/>", run("m"), '<w:proofErr w:type="spellEnd"/>', run("ann")),
        "Ola Nordmann",
        set(),
    ),
    "two paragraphs": (paragraph(run("en")) + paragraph(run("to")), "en\nto", set()),
    "line breaks of two kinds": (
        paragraph("<w:r><w:t>en</w:t><w:br/><w:t>to</w:t><w:cr/><w:t>tre</w:t></w:r>"),
        "en\nto\ntre",
        set(),
    ),
    "a page break is no text": (paragraph('<w:r><w:t>en</w:t><w:br w:type="page"/><w:t>to</w:t></w:r>'), "ento", set()),
    "tab and hyphens": (
        paragraph(
            "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t></w:r>"
        ),
        "a\tb-cd",
        set(),
    ),
    "spaces and characters that nobody sees": (
        paragraph(run("98\u00a076\u202f54\u00ad\u200b32\ufeff")),
        "98 76 5432",
        set(),
    ),
    "letters in two pieces": (paragraph(run("A\u030ase")), "Åse", set()),
    "a link": (paragraph('<w:hyperlink r:id="rId1">', run("nav.no"), "</w:hyperlink>"), "nav.no", set()),
    "a smart tag": (paragraph("<w:smartTag>", run("Oslo"), "</w:smartTag>"), "Oslo", set()),
    "a field shows its result": (
        paragraph(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            run("3.11.2026"),
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ),
        "3.11.2026",
        set(),
    ),
    "inserted text, not accepted": (
        paragraph(run("Ola "), "<w:ins>", run("Nordmann"), "</w:ins>"),
        "Ola Nordmann",
        {Trace.TRACKED},
    ),
    "deleted text, not accepted": (
        paragraph(run("Ola"), "<w:del><w:r><w:delText>Kari</w:delText></w:r></w:del>"),
        "Ola",
        {Trace.TRACKED},
    ),
    "moved text": (
        paragraph("<w:moveFrom>", run("bort"), "</w:moveFrom><w:moveTo>", run("hit"), "</w:moveTo>"),
        "hit",
        {Trace.TRACKED},
    ),
    "an inserted paragraph mark": (
        "<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr></w:p>" + paragraph(run("x")),
        "x",
        {Trace.TRACKED},
    ),
    "hidden text": (paragraph(run("syn"), run("lig", "<w:vanish/>")), "syn", {Trace.HIDDEN}),
    "text that is switched to be seen": (paragraph(run("synlig", '<w:vanish w:val="0"/>')), "synlig", set()),
    "white text": (paragraph(run("syn"), run("lig", '<w:color w:val="ffffff"/>')), "syn", {Trace.HIDDEN}),
    "text of two points": (paragraph(run("syn"), run("lig", '<w:sz w:val="4"/>')), "syn", {Trace.HIDDEN}),
    "a text box is read once": (paragraph(run("ved "), _BOX.format(paragraph(run("boks")))), "ved boks", set()),
    "a picture": (paragraph(_PICTURE), "", {Trace.PICTURE}),
    "ink": (paragraph(_INK), "", {Trace.DRAWN}),
    "a symbol of Wingdings": (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'), "\u2611", set()),
    "an empty one of Wingdings": (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'), "\u2610", set()),
    "a placeholder": (paragraph(control("x", run("Skriv her", _HINT), more="<w:showingPlcHdr/>")), "", set()),
    "an answer that is marked as placeholder": (
        paragraph(control("x", run("Kari"), more="<w:showingPlcHdr/>")),
        "Kari",
        {Trace.CLAIMED_EMPTY},
    ),
    "a flag that is switched off": (
        paragraph(control("x", run("Kari"), more='<w:showingPlcHdr w:val="false"/>')),
        "Kari",
        set(),
    ),
    "text beside the control": (
        paragraph(run("før "), control("x", run("inni")), run(" etter")),
        "før inni etter",
        set(),
    ),
    "a control of whole paragraphs": (
        control("x", paragraph(run("en")), paragraph(run("to"))),
        "en\nto",
        set(),
    ),
    "a table in the cell": (table(row(cell(paragraph(run("indre"))))), "indre", set()),
}


@pytest.mark.parametrize("case", TEXTS)
def test_text_of_a_cell(case: str) -> None:
    content, text, traces = TEXTS[case]
    seen = value_cell(content).cells[1]
    assert (seen.text, set(seen.traces)) == (text, traces)


CONTROLS: dict[str, tuple[str, SeenControl]] = {
    "a date": (
        control("d", run("3.11.26"), more='<w:date w:fullDate="2026-11-03T00:00:00Z"><w:lid w:val="nb-NO"/></w:date>'),
        SeenControl("d", "", ControlType.DATE, "3.11.26", 1, full_date="2026-11-03T00:00:00Z"),
    ),
    "a ticked box": (
        control("t", run("\u2612"), more=_TICK.format("1")),
        SeenControl("t", "", ControlType.TICK, "\u2612", 1, checked=True),
    ),
    "a ticked box, spelt out": (
        control("t", run("\u2612"), more=_TICK.format("true")),
        SeenControl("t", "", ControlType.TICK, "\u2612", 1, checked=True),
    ),
    "an empty box": (
        control("t", run("\u2610"), more=_TICK.format("0")),
        SeenControl("t", "", ControlType.TICK, "\u2610", 1, checked=False),
    ),
    "a list": (
        control(
            "l",
            run("Egen"),
            more='<w:dropDownList w:lastValue="own"><w:listItem w:displayText="Egen" w:value="own"/></w:dropDownList>',
        ),
        SeenControl("l", "", ControlType.LIST, "Egen", 1, chosen="own", items=(("Egen", "own"),)),
    ),
    "plain text with a title": (
        control("p", run("x"), more='<w:alias w:val="1 Navn"/><w:text/>'),
        SeenControl("p", "1 Navn", ControlType.TEXT, "x", 1),
    ),
    "a control without a tag": (control("", run("x")), SeenControl("", "", ControlType.RICH, "x", 1)),
}


@pytest.mark.parametrize("case", CONTROLS)
def test_control(case: str) -> None:
    xml, seen = CONTROLS[case]
    assert value_cell(paragraph(xml)).controls == (seen,)


def test_two_controls_in_a_cell_are_told_apart() -> None:
    form = value_cell(paragraph(control("a", run("en")), control("b", run("to"))))
    assert [(one.tag, one.text, one.alone) for one in form.controls] == [("a", "en", False), ("b", "to", False)]
    assert form.cells[1].text == "ento"


def test_a_control_around_a_cell_belongs_to_the_cell() -> None:
    inside = cell(paragraph(run("svar")))
    around = f'<w:sdt><w:sdtPr><w:tag w:val="x"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>'
    form = read(table(row(cell(paragraph(run("1 Navn"))), around)))
    assert [(one.tag, one.cell, one.text) for one in form.controls] == [("x", 1, "svar")]


def test_bookmarks_know_their_cell_and_their_text() -> None:
    inside = '<w:bookmarkStart w:id="7" w:name="navn"/>' + control("navn", run("Kari")) + '<w:bookmarkEnd w:id="7"/>'
    form = value_cell(paragraph(run("se "), inside))
    assert [(one.name, one.text, one.cell) for one in form.bookmarks] == [("navn", "Kari", 1)]


def test_a_bookmark_that_begins_inside_the_control_and_never_ends() -> None:
    form = value_cell(paragraph(control("", '<w:bookmarkStart w:id="7" w:name="navn"/>', run("Kari"))))
    assert [(one.name, one.cell) for one in form.bookmarks] == [("navn", 1)]


def test_cells_lie_where_the_grid_says() -> None:
    wide = cell(paragraph(run("bred")), '<w:gridSpan w:val="2"/>')
    merged = cell(paragraph(), "<w:vMerge/>")
    start = cell(paragraph(run("a")), '<w:vMerge w:val="restart"/>')
    form = read(
        table(row(start, wide), row(merged, cell("<w:p/>"), cell("<w:p/>")), widths=(1000, 2000, 3000)),
    )
    assert [(one.row, one.left, one.right, one.continues) for one in form.cells] == [
        (0, 0, 1000, False),
        (0, 1000, 6000, False),
        (1, 0, 1000, True),
        (1, 1000, 3000, False),
        (1, 3000, 6000, False),
    ]


def test_deleted_rows_are_gone_and_inserted_ones_are_marked() -> None:
    deleted = row(cell(paragraph(run("borte"))), more="<w:trPr><w:del/></w:trPr>")
    inserted = row(cell(paragraph(run("ny"))), more="<w:trPr><w:ins/></w:trPr>")
    form = read(table(row(cell(paragraph(run("a")))), deleted, inserted))
    assert [(one.row, one.text) for one in form.cells] == [(0, "a"), (1, "ny")]
    assert [set(one.traces) for one in form.cells] == [set(), {Trace.TRACKED}]


def test_rows_of_a_repeating_section_are_rows_of_the_table() -> None:
    def item(text: str) -> str:
        inside = row(cell(paragraph(control("r_1_a", run(text)))))
        return f"<w:sdt><w:sdtPr><w15:repeatingSectionItem/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    section = (
        f'<w:sdt><w:sdtPr><w:tag w:val="r"/><w15:repeatingSection/></w:sdtPr><w:sdtContent>{item("en")}{item("to")}'
        "</w:sdtContent></w:sdt>"
    )
    form = read(table(row(cell(paragraph(run("hode")))), section))
    assert [(one.row, one.text) for one in form.cells] == [(0, "hode"), (1, "en"), (2, "to")]
    assert [(one.tag, one.type, one.cell) for one in form.controls] == [
        ("r", ControlType.OTHER, None),
        ("", ControlType.OTHER, None),
        ("r_1_a", ControlType.RICH, 1),
        ("", ControlType.OTHER, None),
        ("r_1_a", ControlType.RICH, 2),
    ]


def test_the_placeholder_of_a_norwegian_word_is_known_by_the_name_of_its_style() -> None:
    styles = story('<w:style w:styleId="Plassholdertekst"><w:name w:val="Placeholder Text"/></w:style>', root="styles")
    words = run("Klikk eller trykk her for å skrive inn tekst.", '<w:rStyle w:val="Plassholdertekst"/>')
    body = paragraph(control("x", words, more="<w:showingPlcHdr/>"))
    form = read(body, {"word/_rels/document.xml.rels": rels("styles styles.xml"), "word/styles.xml": styles})
    assert [(one.tag, one.text) for one in form.controls] == [("x", "")]
    assert form.traces == set()


def test_strict_ooxml_says_the_same() -> None:
    body = table(row(cell(paragraph(run("1 Navn"))), cell(paragraph(control("navn", run("Kari"))))))
    body = body.replace('<w:gridCol w:w="3000"/>', '<w:gridCol w:w="150pt"/>')
    form = docx_read.parse(package(parts={"word/document.xml": story(body, w=STRICT)}))
    assert isinstance(form, DocxForm)
    assert [(one.tag, one.text) for one in form.controls] == [("navn", "Kari")]
    assert form.cells[1].right == 6000


def test_the_main_part_may_have_any_name_and_encoding() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?>' + story(paragraph(run("Grønn"))).decode()
    form = docx_read.parse(
        zipped({"_rels/.rels": rels("officeDocument /ord/document2.xml"), "ord/document2.xml": text.encode("utf-16")})
    )
    assert isinstance(form, DocxForm)
    assert form.paragraphs == ("Grønn",)


def test_headers_properties_and_comments() -> None:
    properties = (
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        b' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        b'<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="DVNumber">'
        b"<vt:lpwstr> 7KXM </vt:lpwstr></property></Properties>"
    )
    header = story(table(row(cell(paragraph(run("Nummer"))), cell(paragraph(run("7KXM"))))), root="hdr")
    comments = story("<w:comment/><w:comment/>", root="comments")
    form = read(
        paragraph(run("x")),
        {
            "_rels/.rels": rels("officeDocument word/document.xml", "custom-properties docProps/custom.xml"),
            "docProps/custom.xml": properties,
            "word/_rels/document.xml.rels": rels("header header1.xml", "comments comments.xml"),
            "word/header1.xml": header,
            "word/comments.xml": comments,
        },
    )
    assert form.property("DVNumber") == "7KXM"
    assert form.printed == ("Nummer\n7KXM",)
    assert form.comments == 2


def test_styles_that_hide_are_known_with_their_heirs() -> None:
    styles = story(
        '<w:style w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:styleId="C"><w:rPr><w:vanish w:val="false"/></w:rPr></w:style>',
        root="styles",
    )
    body = "".join(f'<w:p><w:pPr><w:pStyle w:val="{id}"/></w:pPr>{run(id)}</w:p>' for id in "ABC")
    form = read(body, {"word/_rels/document.xml.rels": rels("styles styles.xml"), "word/styles.xml": styles})
    assert form.paragraphs == ("C",)
    assert form.traces == {Trace.HIDDEN}


ACTIVE: dict[str, tuple[str, dict[str, bytes], str]] = {
    "a macro": ("<w:p/>", {"word/vbaProject.bin": b"x"}, "Macro"),
    "an object": ("<w:p/>", {"word/embeddings/oleObject1.bin": b"x"}, "EmbeddedObject"),
    "an object in the text": (paragraph("<w:r><w:object/></w:r>"), {}, "EmbeddedObject"),
    "ActiveX": ("<w:p/>", {"word/activeX/activeX1.xml": b"<a/>"}, "ActiveX"),
    "a foreign chunk": ('<w:altChunk r:id="rId1"/>', {}, "Import"),
    "a DDE field": (paragraph("<w:r><w:instrText> DDEAUTO c:\\cmd.exe </w:instrText></w:r>"), {}, "Field"),
    "an include field": (paragraph('<w:fldSimple w:instr="INCLUDETEXT x"/>'), {}, "Field"),
    "a relation to a macro": ("<w:p/>", {"word/_rels/document.xml.rels": rels("vbaProject v.bin")}, "Macro"),
    "a type with macros": (
        "<w:p/>",
        {"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"},
        "Macro",
    ),
}


@pytest.mark.parametrize("case", ACTIVE)
def test_active_content_is_named_and_never_run(case: str) -> None:
    body, parts, kind = ACTIVE[case]
    assert read(body, parts).active == (kind,)


def test_an_ordinary_field_is_not_active() -> None:
    assert read(paragraph('<w:fldSimple w:instr=" PAGE "/>')).active == ()


@pytest.mark.parametrize(
    ("measure", "expected"), [("240", 240), ("12pt", 240), ("1in", 1440), ("2.54cm", 1440), ("x", 0)]
)
def test_widths_with_and_without_unit(measure: str, expected: int) -> None:
    assert twips(measure) == expected


def test_plain_text_is_composed_and_spaced() -> None:
    assert plain("a\u030a\u00a0b\u00adc") == "å bc"
