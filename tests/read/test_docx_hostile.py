"""Returned DOCX files that were made to deceive: what is seen on the page and what is read must not part in silence."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from dokumentverk.engines.docx_package import pack, unpack
from dokumentverk.engines.docx_xml import make, q
from tests.read.docx_returns import control_of, edited, settled, untagged, values
from tests.render.docx_forms import stamped

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"'
)
Change = Callable[[Any], None]


def filled() -> bytes:
    return stamped(values={"name": "Kari", "story": "Ærlig", "agree": True})


def nodes(xml: str) -> list[Any]:
    return list(etree.fromstring(f"<x {_SPACES}>{xml}</x>"))


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(*instruction: str) -> str:
    """A complex field that shows «Kari», its instruction split over runs."""
    parts = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in instruction)
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return f"{begin}{parts}{middle}{run('Kari')}{end}"


def in_name(xml: str) -> Change:
    """Other content for the control of the name."""

    def change(root: Any) -> None:
        content = control_of(root, "name").find(q("w:sdtContent"))
        for child in list(content):
            content.remove(child)
        for node in nodes(xml):
            content.append(node)

    return change


def in_body(xml: str) -> Change:
    def change(root: Any) -> None:
        root.find(q("w:body")).insert(0, nodes(xml)[0])

    return change


def cell_of(root: Any, tag: str) -> Any:
    return next(control_of(root, tag).iterancestors(q("w:tc")))


def in_row(xml: str) -> Change:
    def change(root: Any) -> None:
        next(cell_of(root, "name").iterancestors(q("w:tr"))).insert(0, nodes(xml)[0])

    return change


def in_deleted(root: Any) -> None:
    control = control_of(root, "name")
    parent, at = control.getparent(), control.getparent().index(control)
    deleted = make("w:del")
    parent.insert(at, deleted)
    deleted.append(control)


def swap_tags(root: Any) -> None:
    one, other = (control_of(root, tag).find(q("w:sdtPr")).find(q("w:tag")) for tag in ("name", "story"))
    one.set(q("w:val"), "story")
    other.set(q("w:val"), "name")


def swap_bookmarks(root: Any) -> None:
    named = {mark.get(q("w:name")): mark for mark in root.iter(q("w:bookmarkStart"))}
    named["name"].set(q("w:name"), "story")
    named["story"].set(q("w:name"), "name")


def swap_cells(root: Any) -> None:
    one, other = cell_of(root, "name"), cell_of(root, "story")
    copies = copy.deepcopy(one), copy.deepcopy(other)
    one.getparent().replace(one, copies[1])
    other.getparent().replace(other, copies[0])


_SECOND = '<w:sdt><w:sdtPr><w:tag w:val="name"/></w:sdtPr><w:sdtContent>'
_CHOICE = (
    "<w:r><mc:AlternateContent><mc:Choice Requires={}>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
_BOX = (
    '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:wsp>'
    "<wps:txbx><w:txbxContent><w:p>{}</w:p></w:txbxContent></wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice>"
    "<mc:Fallback/></mc:AlternateContent></w:r></w:p>"
)
_COVER = '<w:p><w:r><w:pict><v:rect style="width:400pt;height:99pt" fillcolor="white"/></w:pict></w:r></w:p>'

CONCEALED = {
    "hidden": "<w:vanish/>",
    "hidden for good": "<w:specVanish/>",
    "almost white": '<w:color w:val="FAFAFA"/>',
    "the colour of paper in the theme": '<w:color w:val="auto" w:themeColor="background1"/>',
    "black on black": '<w:highlight w:val="black"/>',
    "red on red": '<w:color w:val="FF0000"/><w:shd w:val="clear" w:color="auto" w:fill="FF0000"/>',
    "two points high": '<w:sz w:val="4"/>',
    "one per cent wide": '<w:w w:val="1"/>',
    "far above the line": '<w:position w:val="3000"/>',
    "letters upon each other": '<w:spacing w:val="-400"/>',
}
SEEN = {
    "red": '<w:color w:val="FF0000"/>',
    "white on black": '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:color="auto" w:fill="000000"/>',
    "paper colour on a dark ground": '<w:color w:themeColor="background1"/><w:shd w:val="clear" w:fill="003366"/>',
    "marked yellow": '<w:highlight w:val="yellow"/>',
    "raised a little": '<w:position w:val="6"/>',
    "tight": '<w:spacing w:val="-10"/>',
    "switched off": '<w:vanish w:val="0"/>',
}


@pytest.mark.parametrize("how", CONCEALED)
def test_what_nobody_sees_is_no_answer(how: str) -> None:
    record, findings = settled(edited(filled(), in_name(run("Kari") + run(" ikke", CONCEALED[how]))))
    assert values(record)["name"] == "Kari"
    assert {(one.code, one.field) for one in findings} == {("TEXT_CONCEALED", "name")}


@pytest.mark.parametrize("how", SEEN)
def test_what_looks_unusual_is_seen(how: str) -> None:
    record, findings = settled(edited(filled(), in_name(run("Kari") + run(" Ås", SEEN[how]))))
    assert values(record)["name"] == "Kari Ås"
    assert findings == ()


ACTIVE = {
    "a field that starts a program": in_name(field("DDEAUTO c:\\\\cmd")),
    "the same, split over runs": in_name(field("DD", "EAUTO c:\\\\cmd")),
    "the same, spelt in codes": in_name(field(" QUOTE 68 68 69 ")),
    "a link to a network folder": in_name(field('HYPERLINK "\\\\srv\\share"')),
    "a picture that is fetched": in_name(
        f'<w:fldSimple w:instr="INCLUDEPICTURE &quot;http://x&quot;">{run("Kari")}</w:fldSimple>'
    ),
    "another document": in_body('<w:altChunk r:id="rId99"/>'),
}


@pytest.mark.parametrize("what", ACTIVE)
def test_active_content(what: str) -> None:
    record, findings = settled(edited(filled(), ACTIVE[what]))
    assert values(record)["name"] == "Kari"
    assert {one.code for one in findings} == {"ACTIVE_CONTENT"}


@pytest.mark.parametrize(
    "instruction", ['HYPERLINK "https://www.nav.no"', "DATE", 'HYPERLINK "mailto:post@example.no"']
)
def test_fields_that_do_no_harm(instruction: str) -> None:
    assert settled(edited(filled(), in_name(field(instruction))))[1] == ()


def _linked(target: str) -> bytes:
    parts = unpack(filled())
    name = "word/_rels/document.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link = f'<Relationship Id="rIdX" Type="{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    parts[name] = parts[name].replace(b"</Relationships>", link.encode())
    return pack(parts)


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ("https://www.nav.no", set()),
        ("file://srv/share/a.docx", {"ACTIVE_CONTENT"}),
        ("\\\\srv\\share\\a.docx", {"ACTIVE_CONTENT"}),
        ("ms-msdt:/id PCWDiagnostic", {"ACTIVE_CONTENT"}),
    ],
)
def test_links(target: str, codes: set[str]) -> None:
    assert {one.code for one in settled(_linked(target))[1]} == codes


DECEITS: dict[str, tuple[Change, str | None, set[str]]] = {
    "a second control of the name": (
        in_body(f"<w:p>{_SECOND}{run('Per')}</w:sdtContent></w:sdt></w:p>"),
        "Per",
        {"VALUES_CONFLICT", "TEXT_ADDED"},
    ),
    "a control that was deleted": (in_deleted, None, {"TRACKED_CHANGES"}),
    "tags that were exchanged": (swap_tags, "Ærlig", {"FIELD_MOVED"}),
    "cells that were exchanged": (swap_cells, "Kari", {"FIELD_MOVED"}),
    "a text box over the form": (in_body(_BOX.format(run("Per"))), "Kari", {"TEXT_ADDED", "PICTURE_ADDED"}),
    "an empty shape over the form": (in_body(_COVER), "Kari", {"PICTURE_ADDED"}),
    "a row too low to be seen": (
        in_row('<w:trPr><w:trHeight w:val="1" w:hRule="exact"/></w:trPr>'),
        "Kari",
        {"TEXT_CONCEALED"},
    ),
    "a hidden row": (in_row("<w:trPr><w:hidden/></w:trPr>"), "Kari", {"TEXT_CONCEALED"}),
    "alternatives that differ": (
        in_name(_CHOICE.format('"zzz"', "<w:t>Per</w:t>", "<w:t>Kari</w:t>")),
        "Kari",
        {"TEXT_CONCEALED"},
    ),
    "reading direction turned by a character": (in_name(run("\u202eiraK")), "iraK", {"TEXT_CONCEALED"}),
    "reading direction turned by an element": (
        in_name(f'<w:bdo w:val="rtl">{run("iraK")}</w:bdo>'),
        "iraK",
        {"TEXT_CONCEALED"},
    ),
    "words above words": (
        in_name(f"<w:r><w:ruby><w:rt>{run('Per')}</w:rt><w:rubyBase>{run('Kari')}</w:rubyBase></w:ruby></w:r>"),
        "Kari",
        {"TEXT_CONCEALED"},
    ),
    "an answer as a formula": (in_name("<m:oMath><m:r><m:t>Kari</m:t></m:r></m:oMath>"), "Kari", set()),
}


@pytest.mark.parametrize("what", DECEITS)
def test_deceits(what: str) -> None:
    change, name, codes = DECEITS[what]
    record, findings = settled(edited(filled(), change))
    assert {one.code for one in findings} == codes
    assert values(record)["name"] == name


def test_bookmarks_that_were_exchanged_where_tags_are_gone() -> None:
    _, findings = settled(edited(untagged(filled()), swap_bookmarks))
    assert {(one.code, one.field) for one in findings} == {("FIELD_MOVED", "name"), ("FIELD_MOVED", "story")}


def test_a_footnote_is_text_that_was_added() -> None:
    parts = unpack(filled())
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    name = "word/_rels/document.xml.rels"
    link = f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    parts[name] = parts[name].replace(b"</Relationships>", link.encode())
    note = f'<w:footnote w:id="2"><w:p>{run("Gjelder ikke meg")}</w:p></w:footnote>'
    parts["word/footnotes.xml"] = f"<w:footnotes {_SPACES}>{note}</w:footnotes>".encode()
    assert {one.code for one in settled(pack(parts))[1]} == {"TEXT_ADDED"}
