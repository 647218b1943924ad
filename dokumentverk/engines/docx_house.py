"""The house style of a DOCX: its styles, fonts, list marks and settings.

Source Sans 3 is named in the theme and the font table, with Calibri as the stand-in that Word takes where it is not
installed. A letterhead keeps its own Normal and headings; what it lacks and what only our forms have is added.
"""

from __future__ import annotations

from typing import Any, assert_never

from lxml import etree

from dokumentverk.engines.docx_controls import HINT_STYLE
from dokumentverk.engines.docx_sheet import Mark, MarkKind, Tone
from dokumentverk.engines.docx_xml import NAMESPACES, W, make, q, val

FONT = "Source Sans 3"
_STAND_IN = "Calibri"
NUMBER_STYLE = "DVNumber"
LINK_STYLE = "Hyperlink"
STYLE_OF: dict[Tone, str] = {
    Tone.TITLE: "Heading1",
    Tone.HEADING_2: "Heading2",
    Tone.HEADING_3: "Heading3",
    Tone.BODY: "Normal",
    Tone.ITEM: "DVItem",
    Tone.NOTE: "DVNote",
    Tone.LABEL: "DVLabel",
    Tone.HELP: "DVHelp",
    Tone.CHOICE: "DVChoice",
    Tone.VALUE: "DVValue",
    Tone.TICK: "DVTick",
    Tone.GAP: "DVGap",
}
_FROM_LETTERHEAD = {"Normal", "Heading1", "Heading2", "Heading3", "Header", "Footer", "Hyperlink", "TableNormal"}
INK = "15202B"
QUIET = "55616D"
RULE = "6F7C88"
PANEL = "F3F6F8"
HEAD = "E4EAEE"


def _style(kind: str, id: str, name: str, body: str, based: str | None = "Normal", rank: int = 0) -> str:
    default = ' w:default="1"' if id in ("Normal", "TableNormal", "DefaultParagraphFont") else ""
    custom = ' w:customStyle="1"' if id.startswith("DV") else ""
    basis = f'<w:basedOn w:val="{based}"/>' if based else ""
    following = '<w:next w:val="Normal"/>' if id.startswith("Heading") else ""
    priority = f'<w:uiPriority w:val="{rank}"/>' if rank else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{id}"{default}{custom}><w:name w:val="{name}"/>{basis}{following}'
        f"{priority}<w:qFormat/>{body}</w:style>"
    )


def _paragraph(id: str, name: str, paragraph: str, run: str, **more: Any) -> str:
    return _style("paragraph", id, name, f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr>", **more)


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _spacing(before: int, after: int, line: int = 252) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _heading(level: int, points: float, before: int, after: int, accent: str, border: str = "") -> str:
    return _paragraph(
        f"Heading{level}",
        f"heading {level}",
        f'<w:keepNext/><w:keepLines/>{border}{_spacing(before, after, 240)}<w:outlineLvl w:val="{level - 1}"/>',
        f'<w:b/><w:bCs/><w:color w:val="{accent}"/>{_size(points)}',
        rank=9,
    )


def _styles(accent: str) -> str:
    """``accent`` as ``#rrggbb``."""
    colour = accent[1:].upper()
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="2" w:color="{colour}"/></w:pBdr>'
    quiet = f'<w:color w:val="{QUIET}"/>'
    return "".join(
        (
            _paragraph("Normal", "Normal", _spacing(0, 80), "", based=None),
            _style("character", "DefaultParagraphFont", "Default Paragraph Font", "<w:rPr/>", based=None, rank=1),
            _style(
                "table",
                "TableNormal",
                "Normal Table",
                '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
                '<w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
                "</w:tblCellMar></w:tblPr>",
                based=None,
                rank=99,
            ),
            _heading(1, 20, 0, 60, colour),
            _heading(2, 12, 100, 30, colour, rule),
            _heading(3, 10.5, 120, 40, colour),
            _paragraph("Header", "header", _spacing(0, 0, 240), f"{quiet}{_size(8)}", rank=99),
            _paragraph("Footer", "footer", _spacing(0, 0, 240), f"{quiet}{_size(8)}", rank=99),
            _paragraph(
                "DVCode",
                "DV Code",
                f'{_spacing(0, 0, 240)}<w:ind w:right="120"/><w:jc w:val="right"/>',
                f"{quiet}{_size(8)}",
            ),
            _paragraph("DVImprint", "DV Imprint", _spacing(0, 0, 240), f"{quiet}{_size(8)}"),
            _paragraph("DVItem", "DV Item", _spacing(0, 20, 240), ""),
            _paragraph("DVNote", "DV Note", _spacing(20, 40), ""),
            _paragraph("DVLabel", "DV Label", f"<w:keepNext/>{_spacing(0, 0, 240)}", f"<w:b/><w:bCs/>{_size(8.5)}"),
            _paragraph("DVHelp", "DV Help", f"<w:keepNext/>{_spacing(0, 0, 240)}", f"{quiet}{_size(8)}"),
            _paragraph("DVChoice", "DV Choice", _spacing(40, 0, 240), _size(9.5)),
            _paragraph("DVValue", "DV Value", _spacing(35, 0, 240), _size(10)),
            _paragraph("DVTick", "DV Tick", f'{_spacing(40, 0, 240)}<w:jc w:val="center"/>', _size(12)),
            _paragraph(
                "DVGap",
                "DV Gap",
                '<w:keepNext/><w:spacing w:before="0" w:after="0" w:line="100" w:lineRule="exact"/>',
                _size(2),
            ),
            _style("character", NUMBER_STYLE, "DV Number", f'<w:rPr><w:b/><w:color w:val="{INK}"/></w:rPr>', None),
            _style("character", HINT_STYLE, "Placeholder Text", f"<w:rPr>{quiet}</w:rPr>", None, 99),
            _style(
                "character",
                LINK_STYLE,
                "Hyperlink",
                f'<w:rPr><w:color w:val="{colour}"/><w:u w:val="single"/></w:rPr>',
                None,
                99,
            ),
        )
    )


def _parse(tag: str, inside: str) -> Any:
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return etree.fromstring(f"<w:{tag} {spaces}>{inside}</w:{tag}>")


def own_styles(accent: str, language: str) -> Any:
    """A complete ``w:styles``."""
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" w:hAnsiTheme="minorHAnsi"'
        ' w:cstheme="minorBidi"/>'
        f'<w:color w:val="{INK}"/>{_size(10)}'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    return _parse("styles", defaults + _styles(accent))


def add_styles(styles: Any, accent: str, language: str) -> None:
    """Add to a letterhead's ``w:styles`` what it lacks, and set the language of the document."""
    present = {style.get(q("w:styleId")) for style in styles.iterfind(q("w:style"))}
    for style in _parse("styles", _styles(accent)):
        id = style.get(q("w:styleId"))
        if id == "DefaultParagraphFont" or (id in _FROM_LETTERHEAD and id in present):
            continue
        for old in [one for one in styles.iterfind(q("w:style")) if one.get(q("w:styleId")) == id]:
            styles.remove(old)
        styles.append(style)
    defaults = styles.find(f"{q('w:docDefaults')}/{q('w:rPrDefault')}/{q('w:rPr')}")
    if defaults is not None:
        for old in defaults.findall(q("w:lang")):
            defaults.remove(old)
        _insert_before(defaults, make("w:lang", val=language, eastAsia=language, bidi="ar-SA"), _AFTER_LANGUAGE)


_AFTER_LANGUAGE = ("eastAsianLayout", "specVanish", "oMath")


def _insert_before(parent: Any, child: Any, later: tuple[str, ...]) -> None:
    """Where the schema wants it: before the first of ``later``, else last."""
    for at, one in enumerate(parent):
        if etree.QName(one).localname in later:
            parent.insert(at, child)
            return
    parent.append(child)


def font_table() -> bytes:
    fonts = "".join(
        f'<w:font w:name="{name}">{other}<w:charset w:val="00"/><w:family w:val="{family}"/>'
        f'<w:pitch w:val="{pitch}"/></w:font>'
        for name, other, family, pitch in (
            (FONT, f'<w:altName w:val="{_STAND_IN}"/>', "swiss", "variable"),
            (_STAND_IN, '<w:altName w:val="Carlito"/>', "swiss", "variable"),
            ("MS Gothic", '<w:altName w:val="Segoe UI Symbol"/>', "modern", "fixed"),
        )
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'
    ).encode()


def settings(language: str) -> Any:
    """``w:settings`` of a document that is not made on a letterhead. Mode 15 is Word 2013 and later: in older modes
    Word offers no further rows."""
    return _parse(
        "settings",
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{language}"/>',
    )


def compatibility(settings_of_letterhead: Any) -> None:
    """Raise a letterhead's mode to 15."""
    compat = settings_of_letterhead.find(q("w:compat"))
    if compat is None:
        compat = make("w:compat")
        _insert_before(settings_of_letterhead, compat, _AFTER_COMPAT)
    for setting in compat.findall(q("w:compatSetting")):
        if setting.get(q("w:name")) == "compatibilityMode":
            compat.remove(setting)
    compat.append(
        make("w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    )


_AFTER_COMPAT = (
    "docVars",
    "rsids",
    "mathPr",
    "attachedSchema",
    "themeFontLang",
    "clrSchemeMapping",
    "doNotIncludeSubdocsInStats",
    "doNotAutoCompressPictures",
    "forceUpgrade",
    "captions",
    "readModeInkLockDown",
    "smartTagType",
    "schemaLibrary",
    "shapeDefaults",
    "doNotEmbedSmartTags",
    "decimalSymbol",
    "listSeparator",
)


def list_definition(id: int, mark: Mark) -> Any:
    """The abstract numbering of bullets, of figures, or of cards with the text of ``mark``."""
    match mark.kind:
        case MarkKind.BULLET:
            return _abstract(id, ("\u2022", "\u2013", "\u2022"), "bullet", 284)
        case MarkKind.FIGURE:
            return _abstract(id, ("%1.", "%2.", "%3."), "decimal", 284)
        case MarkKind.CARD:
            return _abstract(id, (mark.text,), "decimal", 0)
    assert_never(mark.kind)


def _abstract(id: int, texts: tuple[str, ...], format: str, indent: int) -> Any:
    levels = [
        make(
            "w:lvl",
            val("w:start", 1),
            val("w:numFmt", format),
            val("w:suff", "tab" if indent else "nothing"),
            val("w:lvlText", text),
            val("w:lvlJc", "left"),
            make("w:pPr", make("w:ind", left=indent * (level + 1), hanging=indent)),
            ilvl=level,
        )
        for level, text in enumerate(texts)
    ]
    return make("w:abstractNum", val("w:multiLevelType", "hybridMultilevel"), *levels, abstractNumId=id)


def theme(blob: bytes, accent: str) -> bytes:
    """An Office theme with the house's font for headings and text, and the accent as its first colour."""
    root = etree.fromstring(blob)
    space = root.nsmap["a"]
    for latin in root.iter(f"{{{space}}}latin"):
        if etree.QName(latin.getparent()).localname in ("majorFont", "minorFont"):
            latin.set("typeface", FONT)
    for colour in root.iter(f"{{{space}}}accent1"):
        for child in list(colour):
            colour.remove(child)
        etree.SubElement(colour, f"{{{space}}}srgbClr", val=accent[1:].upper())
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
