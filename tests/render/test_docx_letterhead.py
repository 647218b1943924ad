"""A workplace's own .docx as the base: its styles, headers and footers stay, the number is on every page."""

from __future__ import annotations

import re
from io import BytesIO

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.shared import Mm, RGBColor

from dokumentverk.engines.docx_package import pack, unpack
from dokumentverk.engines.docx_read import parse
from dokumentverk.engines.docx_xml import q
from dokumentverk.engines.pdf_read_form import Refused
from dokumentverk.errors import ConfigurationError
from dokumentverk.messages import errors
from tests.engines.docx_specimens import rels
from tests.foreign import office
from tests.render.docx_forms import make_blank, part, stamped, text_of
from tests.render.small_form import NUMBER


def letterhead(*, sections: int = 1, bare: bool = False) -> bytes:
    """With a header and footer of the first page, of even pages and of the others; written by a named person."""
    document = docx.Document()
    document.core_properties.author = "Kari Personnavn"
    document.add_paragraph("Kjære mottaker")
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(30)
    if not bare:
        section.different_first_page_header_footer = True
        document.settings.odd_and_even_pages_header_footer = True
        section.header.paragraphs[0].text = "Løpende hode"
        section.first_page_header.paragraphs[0].text = "FJELLVIK KOMMUNE"
        section.even_page_footer.paragraphs[0].text = "Like sider"
        document.styles["Heading 1"].font.color.rgb = RGBColor(0x99, 0x00, 0x33)
    for _ in range(sections - 1):
        later = document.add_section(WD_SECTION.NEW_PAGE)
        later.different_first_page_header_footer = section.different_first_page_header_footer
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def stories(content: bytes, kind: str) -> dict[str, str]:
    """Text of the headers or footers that the document uses, by type of page."""
    relations = unpack(content)["word/_rels/document.xml.rels"].decode()
    found = {}
    for reference in part(content).iter(q(f"w:{kind}Reference")):
        id = next(value for key, value in reference.attrib.items() if key.endswith("}id"))
        entry = next(one for one in re.findall(r"<Relationship [^>]*>", relations) if f'Id="{id}"' in one)
        (target,) = re.findall(r'Target="([^"]+)"', entry)
        found[str(reference.get(q("w:type")))] = text_of(part(content, f"word/{target}"))
    return found


@pytest.mark.parametrize("sections", [1, 3])
def test_headers_stay_and_every_kind_of_page_has_the_number(sections: int) -> None:
    content = stamped(letterhead=letterhead(sections=sections))
    assert stories(content, "header") == {"default": "Løpende hode", "first": "FJELLVIK KOMMUNE"}
    footers = stories(content, "footer")
    assert set(footers) == {"default", "first", "even"}
    for text in footers.values():
        assert NUMBER in text
        assert "Skjema small, versjon 3, bokmål" in text
    assert footers["even"].startswith("Like sider")
    assert office.schema_faults(content) == []


def test_a_letterhead_without_anything_gets_a_footer() -> None:
    assert set(stories(stamped(letterhead=letterhead(bare=True)), "footer")) == {"default"}


def test_its_text_goes_and_its_styles_stay() -> None:
    content = stamped(letterhead=letterhead())
    assert "Kjære" not in unpack(content)["word/document.xml"].decode()
    styles = part(content, "word/styles.xml")
    heading = next(one for one in styles if one.get(q("w:styleId")) == "Heading1")
    assert next(heading.iter(q("w:color"))).get(q("w:val")) == "990033"
    ids = [one.get(q("w:styleId")) for one in styles.iterfind(q("w:style"))]
    assert {"DVLabel", "DVValue", "DVNumber"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_tables_are_as_wide_as_its_margins_leave() -> None:
    widths = {
        int(one.get(q("w:w"))) for one in part(stamped(letterhead=letterhead())).iter(q("w:tblW"))
    }  # fmt: skip
    assert max(widths) == pytest.approx(150 / 25.4 * 1440, abs=2)


def test_the_name_of_whoever_made_it_is_gone() -> None:
    for content in unpack(stamped(letterhead=letterhead())).values():
        assert b"Personnavn" not in content


def test_a_mode_in_which_word_adds_no_rows_is_raised() -> None:
    settings = unpack(stamped(letterhead=letterhead()))["word/settings.xml"].decode()
    modes = re.findall(r'w:name="compatibilityMode"[^>]*w:val="(\d+)"', settings)
    assert modes == ["15"]


def test_it_is_read_as_any_other() -> None:
    form = parse(stamped(letterhead=letterhead()))
    assert not isinstance(form, Refused)
    assert form.property("DVNumber") == NUMBER
    assert all(NUMBER in text for text in form.printed if "small" in text)


def with_relation(content: bytes, relation: str, part: str, element: str = "") -> bytes:
    """The letterhead with one more relationship, and an element at the beginning of its settings."""
    parts = unpack(content)
    held = parts.get(part, rels()).decode()
    parts[part] = held.replace("</Relationships>", f"{relation}</Relationships>").encode()
    settings = parts["word/settings.xml"].decode()
    parts["word/settings.xml"] = re.sub(r"(<w:settings[^>]*>)", rf"\1{element}", settings, count=1).encode()
    return pack(parts)


_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TEMPLATE = (
    f'<Relationship Id="rId77" Type="{_REL}/attachedTemplate" Target="file:///K:/mal.dotm" TargetMode="External"/>'
)
_LINKED = f'<Relationship Id="rId77" Type="{_REL}/image" Target="https://example.no/logo.png" TargetMode="External"/>'


def test_a_corporate_template_behind_the_letterhead_is_let_go() -> None:
    """Word writes where it lies; a return that names it would be refused."""
    attached = with_relation(
        letterhead(),
        _TEMPLATE,
        "word/_rels/settings.xml.rels",
        f'<w:attachedTemplate xmlns:r="{_REL}" r:id="rId77"/><w:trackRevisions/>',
    )
    content = stamped(letterhead=attached)
    assert not isinstance(parse(content), Refused)
    for name, held in unpack(content).items():
        assert b"mal.dotm" not in held, name
        assert b"trackRevisions" not in held, name


def test_a_letterhead_that_would_make_returns_suspect_is_told_at_once() -> None:
    linked = with_relation(letterhead(), _LINKED, "word/_rels/document.xml.rels")
    with pytest.raises(ConfigurationError) as raised:
        make_blank(letterhead=linked)
    assert raised.value.code == "LETTERHEAD_UNFIT"
    assert "LETTERHEAD_UNFIT" in errors()


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 half"])
def test_what_cannot_be_opened_is_a_fault_of_the_configuration(content: bytes) -> None:
    with pytest.raises(ConfigurationError) as raised:
        make_blank(letterhead=content)
    assert raised.value.code == "LETTERHEAD_UNREADABLE"
    assert {"LETTERHEAD_UNREADABLE", "LOGO_UNREADABLE"} <= errors().keys()
