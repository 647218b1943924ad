"""A sheet as a DOCX package, on the house's own base or a workplace's letterhead. The only importer of python-docx.

python-docx is used for the package: relationships, headers, footers, pictures. What it really does: its default
template carries a thumbnail, ``customXml/item1.xml``, an author «python-docx» and more than a hundred styles, which are
all taken out here; it skips content controls, so the body is written as XML.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.shared import Mm
from lxml import etree

from dokumentverk.engines import docx_furniture as every_page
from dokumentverk.engines import docx_house as house
from dokumentverk.engines.docx_body import Body
from dokumentverk.engines.docx_controls import HINT_STYLE, Numbers, group_nodes, hint_name
from dokumentverk.engines.docx_package import pack, unpack
from dokumentverk.engines.docx_properties import app_properties, core_properties, custom_properties
from dokumentverk.engines.docx_sheet import Control, Furniture, Grid, Mark, MarkKind, Sheet
from dokumentverk.engines.docx_xml import MC, NAMESPACES, make, q, serialize, text_nodes, val
from dokumentverk.errors import ConfigurationError

_TWIPS_PER_EMU = 1 / 635
_RT_EFFECTS = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
_UNWANTED = (RT.THUMBNAIL, RT.CUSTOM_XML, _RT_EFFECTS, RT.WEB_SETTINGS)
_RT_TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
_RT_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CT_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CT_GLOSSARY = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.glossary+xml"


def text_width(letterhead: bytes | None) -> int:
    """Twips between the margins. Raises ConfigurationError for a letterhead that cannot be opened."""
    section = _open(letterhead).sections[-1]
    return _width(section)


def _width(section: Any) -> int:
    between: int = section.page_width - section.left_margin - section.right_margin
    return round(between * _TWIPS_PER_EMU)


def write(sheet: Sheet, letterhead: bytes | None, made: datetime) -> bytes:
    """The document, the same bytes for the same sheet, letterhead and time."""
    document = _open(letterhead)
    furniture = sheet.furniture
    if letterhead is None:
        _own_look(document, furniture)
    else:
        house.add_styles(document.styles.element, furniture.accent, furniture.language)
        house.compatibility(document.settings.element)
        _loosen(document)
    _write_furniture(document, furniture, own=letterhead is None)
    _write_body(document, sheet)
    _write_glossary(document, sheet)
    _write_custom(document, sheet.properties)
    out = io.BytesIO()
    document.save(out)
    parts = unpack(out.getvalue())
    parts["docProps/core.xml"] = core_properties(furniture, made)
    parts["docProps/app.xml"] = app_properties(furniture)
    return pack(parts)


def _open(letterhead: bytes | None) -> Any:
    if letterhead is None:
        document = docx.Document()
        section = document.sections[-1]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin, section.bottom_margin = Mm(28), Mm(15)
        section.header_distance, section.footer_distance = Mm(6.3), Mm(6.7)
        return document
    try:
        document = docx.Document(io.BytesIO(letterhead))
        _keep_last_section(document)
    except Exception as error:  # python-docx raises KeyError, ValueError, BadZipFile, lxml's errors and its own
        raise ConfigurationError("LETTERHEAD_UNREADABLE") from error
    return document


def _keep_last_section(document: Any) -> None:
    """Empty the letterhead's body; the last section takes over headers and footers that it inherits from
    earlier ones."""
    body = document.element.body
    last = body.sectPr
    if last is None:
        raise ValueError("a letterhead without a section")
    inherited = [reference for section in body.iter(q("w:sectPr")) if section is not last for reference in section]
    for reference in reversed(inherited):
        if reference.tag not in (q("w:headerReference"), q("w:footerReference")):
            continue
        same = (one for one in last if one.tag == reference.tag and one.get(q("w:type")) == reference.get(q("w:type")))
        if next(same, None) is None:
            last.insert(0, reference)
    for child in list(body):
        if child is not last:
            body.remove(child)


def _own_look(document: Any, furniture: Furniture) -> None:
    part, package = document.part, document.part.package
    for holder in (part, package):
        for id in [id for id, relation in holder.rels.items() if relation.reltype in _UNWANTED]:
            del holder.rels[id]
    _refill(document.styles.element, house.own_styles(furniture.accent, furniture.language))
    _refill(document.settings.element, house.settings(furniture.language))
    for child in list(part.numbering_part.element):
        part.numbering_part.element.remove(child)
    for relation in part.rels.values():
        if relation.reltype == RT.FONT_TABLE:
            relation.target_part._blob = house.font_table()
        elif relation.reltype == RT.THEME:
            relation.target_part._blob = house.theme(relation.target_part.blob, furniture.accent)


def _loosen(document: Any) -> None:
    """Take out of a letterhead's settings what would bind our document: its template (Word names it as a link to a
    file, and a return with one is refused), protection, tracked changes, a mail merge."""
    settings = document.settings.element
    parts = (one.target_part for one in document.part.rels.values() if one.reltype == RT.SETTINGS)
    for part in parts:
        for id in [id for id, relation in part.rels.items() if relation.reltype == _RT_TEMPLATE]:
            del part.rels[id]
    for name in ("w:attachedTemplate", "w:documentProtection", "w:trackRevisions", "w:mailMerge"):
        for old in settings.findall(q(name)):
            settings.remove(old)


def _refill(element: Any, content: Any) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(content))


def _write_furniture(document: Any, furniture: Furniture, *, own: bool) -> None:
    section = document.sections[-1]
    width = _width(section)
    if own:
        header = _story(section.header)
        relation = _code(header.part)
        logo = _logo(header.part, furniture)
        _refill(header._element, every_page.header_nodes(furniture, width, relation, logo))
        _refill(_story(section.footer)._element, every_page.footer_nodes(furniture, width))
        return
    footers = [section.footer]
    if section.different_first_page_header_footer:
        footers.append(section.first_page_footer)
    if document.settings.odd_and_even_pages_header_footer:
        footers.append(section.even_page_footer)
    for footer in map(_story, footers):
        footer._element.insert(0, every_page.gap())
        footer._element.extend(every_page.letterhead_nodes(furniture, width, _code(footer.part)))


def _story(story: Any) -> Any:
    if story.is_linked_to_previous:
        story.is_linked_to_previous = False
    return story


def _code(part: Any) -> str:
    relation, _ = part.get_or_add_image(io.BytesIO(every_page.code_picture(None)))
    part.related_parts[relation].partname = PackURI(f"/{every_page.CODE_PART}")
    return str(relation)


def _logo(part: Any, furniture: Furniture) -> Any | None:
    if furniture.logo is None:
        return None
    try:
        relation, image = part.get_or_add_image(io.BytesIO(furniture.logo))
    except Exception as error:  # python-docx raises its own and struct's errors for what is no picture that Word shows
        raise ConfigurationError("LOGO_UNREADABLE") from error
    return every_page.logo_run(relation, furniture.name, (image.px_width, image.px_height))


def _write_body(document: Any, sheet: Sheet) -> None:
    part, numbers = document.part, Numbers()
    lists = _Lists(_numbering(document))
    body = Body(
        language=sheet.furniture.language,
        accent=sheet.furniture.accent,
        link=lambda href: str(part.relate_to(href, RT.HYPERLINK, is_external=True)),
        list_of=lists.number,
        numbers=numbers,
    )
    nodes = [body.nodes(one) for one in sheet.parts]
    section = document.element.body.sectPr
    root = etree.Element(q("w:document"), nsmap=NAMESPACES)
    root.set(f"{{{MC}}}Ignorable", "w14 w15")
    root.append(make("w:body", group_nodes(nodes, numbers), section))
    part._element = root


class _Lists:
    """Numberings of the document: one for all bullets, one for each list of figures or cards, which starts anew.

    In the part, every abstract numbering stands before every numbering that uses one.
    """

    def __init__(self, numbering: Any) -> None:
        self._numbering = numbering
        self._next = 1 + max((int(one.get(q("w:numId"))) for one in numbering.iterfind(q("w:num"))), default=0)
        self._looks: dict[tuple[MarkKind, str], int] = {}
        self._known: dict[tuple[MarkKind, int], int] = {}

    def number(self, mark: Mark) -> int:
        bullet = mark.kind is MarkKind.BULLET
        key = (mark.kind, -1 if bullet else mark.list)
        if key not in self._known:
            self._known[key] = self._next
            start = None if bullet else make("w:lvlOverride", val("w:startOverride", mark.start), ilvl=0)
            abstract = val("w:abstractNumId", self._look(mark))
            self._numbering.append(make("w:num", abstract, start, numId=self._next))
            self._next += 1
        return self._known[key]

    def _look(self, mark: Mark) -> int:
        key = (mark.kind, mark.text)
        if key not in self._looks:
            taken = self._numbering.findall(q("w:abstractNum"))
            id = 1 + max((int(one.get(q("w:abstractNumId"))) for one in taken), default=-1)
            self._numbering.insert(
                1 + self._numbering.index(taken[-1]) if taken else 0, house.list_definition(id, mark)
            )
            self._looks[key] = id
        return self._looks[key]


def _numbering(document: Any) -> Any:
    """python-docx cannot make the part for a letterhead without lists."""
    part = document.part
    if not any(relation.reltype == RT.NUMBERING for relation in part.rels.values()):
        from docx.parts.numbering import NumberingPart

        blob = serialize(make("w:numbering"))
        fresh = NumberingPart.load(PackURI("/word/numbering.xml"), CT.WML_NUMBERING, blob, part.package)
        part.relate_to(fresh, RT.NUMBERING)
    return part.numbering_part.element


def _write_glossary(document: Any, sheet: Sheet) -> None:
    """The placeholders that Word shows again in an emptied control."""
    part = document.part
    for id in [id for id, relation in part.rels.items() if relation.reltype == RT.GLOSSARY_DOCUMENT]:
        del part.rels[id]
    hints = dict.fromkeys(hint for hint in map(_hint, _controls(sheet)) if hint)
    entries = make("w:docParts", *(_doc_part(hint) for hint in hints))
    glossary = _part(part, "/word/glossary/document.xml", _CT_GLOSSARY, make("w:glossaryDocument", entries))
    part.relate_to(glossary, RT.GLOSSARY_DOCUMENT)
    styles = house.own_styles(sheet.furniture.accent, sheet.furniture.language)
    for style in styles.findall(q("w:style")):
        if style.get(q("w:styleId")) not in ("Normal", "DefaultParagraphFont", HINT_STYLE):
            styles.remove(style)
    glossary.relate_to(_part(part, "/word/glossary/styles.xml", CT.WML_STYLES, styles), RT.STYLES)


def _controls(sheet: Sheet) -> list[Control]:
    grids = (part for part in sheet.parts if isinstance(part, Grid))
    cells = (cell for grid in grids for row in grid.rows for cell in row.cells)
    return [cell.content for cell in cells if isinstance(cell.content, Control)]


def _hint(control: Control) -> str:
    return control.hint


def _doc_part(hint: str) -> Any:
    guid = str(uuid5(NAMESPACE_URL, f"dokumentverk:{hint}")).upper()
    properties = make(
        "w:docPartPr",
        val("w:name", hint_name(hint)),
        make("w:category", val("w:name", "General"), val("w:gallery", "placeholder")),
        make("w:types", val("w:type", "bbPlcHdr")),
        make("w:behaviors", val("w:behavior", "content")),
        val("w:guid", f"{{{guid}}}"),
    )
    run = make("w:r", make("w:rPr", val("w:rStyle", HINT_STYLE)), *text_nodes(hint))
    return make("w:docPart", properties, make("w:docPartBody", make("w:p", run)))


def _part(near: Any, name: str, content_type: str, content: Any) -> Any:
    return PackagePart(PackURI(name), content_type, serialize(content), near.package)


def _write_custom(document: Any, properties: tuple[tuple[str, str], ...]) -> None:
    package = document.part.package
    held = next((relation for relation in package.rels.values() if relation.reltype == _RT_CUSTOM), None)
    if held is not None:
        held.target_part._blob = custom_properties(properties, held.target_part.blob)
        return
    part = PackagePart(PackURI("/docProps/custom.xml"), _CT_CUSTOM, custom_properties(properties), package)
    package.relate_to(part, _RT_CUSTOM)
