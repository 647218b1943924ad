"""Letters as DOCX: a package made once for a letterhead, and its text written anew for each letter.

The package comes from ``docx_write``, so that head, foot, number and code are those of every document of ours; its body
is taken out. A letter is plain Word text in styles, free to be edited, where a form is closed but for its fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from xml.sax.saxutils import escape

from lxml import etree

from dokumentverk.engines import docx_house, docx_write
from dokumentverk.engines.docx_furniture import CODE_PART, NO_NUMBER, code_picture, stamp_numbers
from dokumentverk.engines.docx_package import CORE, CUSTOM, DOCUMENT, STYLES, unpack
from dokumentverk.engines.docx_properties import stamp_core, stamp_custom
from dokumentverk.engines.docx_sheet import Accent, Furniture, Line, Mark, MarkKind, Sheet, Span, Tone
from dokumentverk.engines.docx_xml import NAMESPACES, q, sayable, serialize
from dokumentverk.engines.docx_zip import Packed, in_order, packed, zipped

FIGURE_LISTS: Final = 8
"""Numbered lists that a letter may have, each counting from one."""
_TWIPS_PER_MM: Final = 1440 / 25.4
_WINDOW: Final = round(52 * _TWIPS_PER_MM)
"""From the top of the page to the address: see ``render.letter_pdf``."""
_WINDOW_WIDTH: Final = round(88 * _TWIPS_PER_MM)
_ADDRESS: Final = round(40 * _TWIPS_PER_MM)
"""The room of the address, to the subject."""
_OWN_HEAD: Final = round(30 * _TWIPS_PER_MM)
"""Where the text begins below our own head, as Word and LibreOffice set it."""
_OWN_LEFT, _OWN_RIGHT = round(4 * _TWIPS_PER_MM), round(8 * _TWIPS_PER_MM)
"""Our own margins are 18 mm; a window begins 20 mm from the edge."""
_NUMBER: Final = "DVNUMBERDV"
_AT: Final = datetime(1987, 6, 5, 4, 3, 2, tzinfo=UTC)
_HANGING: Final = 284
_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)-(?=\d)")


class Style(StrEnum):
    """The paragraph styles of a letter."""

    SUBJECT = "DVSubject"
    HEADING = "DVLetterHeading"
    BODY = "DVLetter"
    ITEM = "DVLetterItem"
    NOTE = "DVLetterNote"
    ADDRESS = "DVAddress"
    PARTICULAR = "DVParticular"
    CLOSING = "DVClosing"
    SENDER = "DVSender"
    SMALL = "DVSmall"


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A paragraph. ``list`` is None for what is no item, 0 for bullets, from 1 the numbered lists; ``level`` counts
    from 0, ``marked`` is False for what goes on in an item. ``before`` is room above in points, None the style's own.
    ``keeps``: stands on one page with what follows."""

    style: Style
    spans: tuple[Span, ...]
    list: int | None = None
    level: int = 0
    marked: bool = True
    before: float | None = None
    keeps: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class LetterTable:
    """Rows of cells, the first the head."""

    rows: tuple[tuple[tuple[Span, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class LetterBody:
    """``recipient`` shows in the window of an envelope, ``beside`` stands to its right."""

    recipient: tuple[str, ...]
    beside: tuple[LetterLine, ...]
    text: tuple[LetterLine | LetterTable, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """``head`` and ``foot`` are ``word/document.xml`` around the text. ``varying`` parts hold the number or the time.
    ``lists`` are the numberings of bullets and of the numbered lists; ``gap``, ``left``, ``right`` and ``width`` are
    twips."""

    head: bytes
    foot: bytes
    fixed: dict[str, Packed]
    varying: dict[str, bytes]
    order: tuple[str, ...]
    lists: tuple[int, ...]
    gap: int
    left: int
    right: int
    width: int


def paper(furniture: Furniture, properties: tuple[tuple[str, str], ...], letterhead: bytes | None) -> Paper:
    """Raises ConfigurationError for a letterhead or logo that cannot be used."""
    marks = [Mark(MarkKind.BULLET, 0), *(Mark(MarkKind.FIGURE, at) for at in range(1, FIGURE_LISTS + 1))]
    lines = tuple(Line(Tone.ITEM, (Span("x"),), mark) for mark in marks)
    parts = unpack(docx_write.write(Sheet(furniture, lines, properties), letterhead, _AT))
    root = etree.fromstring(parts[DOCUMENT])
    lists = tuple(int(one.get(q("w:val"), "0")) for one in root.iter(q("w:numId")))
    section = root.find(f"{q('w:body')}/{q('w:sectPr')}")
    head, foot = _around(root, section)
    own = letterhead is None
    parts[STYLES] = _with_styles(parts[STYLES], furniture.accent, own=own)
    varying = _varying(parts)
    fixed = {
        name: packed(name, content) for name, content in parts.items() if name not in {*varying, DOCUMENT, CODE_PART}
    }
    left, right = (_OWN_LEFT, _OWN_RIGHT) if own else (0, 0)
    top = _OWN_HEAD if own else _margin(section, "top")
    return Paper(
        head=head,
        foot=foot,
        fixed=fixed,
        varying=varying,
        order=tuple(in_order(parts)),
        lists=lists,
        gap=max(1, _WINDOW - top),
        left=left,
        right=right,
        width=docx_write.text_width(letterhead) - left - right,
    )


def _around(root: Any, section: Any) -> tuple[bytes, bytes]:
    body = root.find(q("w:body"))
    for child in list(body):
        if child is not section:
            body.remove(child)
    body.insert(0, etree.Element(q("w:cut"), nsmap=NAMESPACES))
    before, _, after = serialize(root).partition(b"<w:cut/>")
    return before, after


def _margin(section: Any, side: str) -> int:
    margins = section.find(q("w:pgMar")) if section is not None else None
    return abs(int(margins.get(q(f"w:{side}"), "0"))) if margins is not None else 0


def _varying(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Parts with marks in place of number and time."""
    found = {CUSTOM: stamp_custom(parts[CUSTOM], {"DVNumber": _NUMBER}), CORE: stamp_core(parts[CORE], _AT)}
    for name in parts:
        if name.startswith(("word/header", "word/footer")):
            story = etree.fromstring(parts[name])
            stamp_numbers(story, _NUMBER)
            content = serialize(story)
            if _NUMBER.encode() in content:
                found[name] = content
    return found


def write_letter(on: Paper, body: LetterBody, number: str | None, issued: datetime) -> bytes:
    """The same bytes for the same input. Without a ``number`` a specimen, whose code is empty."""
    said = (number or NO_NUMBER).encode()
    moment = f"{issued.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    then = f"{_AT:%Y-%m-%dT%H:%M:%SZ}".encode()
    fresh = {
        name: content.replace(_NUMBER.encode(), said).replace(then, moment) for name, content in on.varying.items()
    }
    fresh[DOCUMENT] = on.head + "".join(_nodes(on, body)).encode() + on.foot
    fresh[CODE_PART] = code_picture(number)
    return zipped([on.fixed[name] if name in on.fixed else packed(name, fresh[name]) for name in on.order])


def _nodes(on: Paper, body: LetterBody) -> Iterator[str]:
    """An exact line fills the room above the address, so that it shows in the window."""
    yield f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="{on.gap}" w:lineRule="exact"/></w:pPr></w:p>'
    yield _head_table(on, body)
    for part in body.text:
        match part:
            case LetterLine():
                yield _paragraph(on, part)
            case LetterTable(rows):
                yield _table(on, rows)


def _head_table(on: Paper, body: LetterBody) -> str:
    width = min(_WINDOW_WIDTH, on.width * 6 // 10)
    recipient = "".join(_plain(Style.ADDRESS, (Span(line),)) for line in body.recipient)
    beside = "".join(_plain(one.style, one.spans) for one in body.beside)
    cells = f"{_cell(width, recipient)}{_cell(on.width - width, beside)}"
    row = f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{_ADDRESS}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>'
    return f"<w:tbl>{_table_head(on, (width, on.width - width), '')}{row}</w:tbl>"


def _table_head(on: Paper, widths: Iterable[int], borders: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    return (
        f'<w:tblPr><w:tblW w:w="{on.width}" w:type="dxa"/><w:tblInd w:w="{on.left}" w:type="dxa"/>{borders}'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="80" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    )


def _cell(width: int, content: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content or "<w:p/>"}</w:tc>'


def _table(on: Paper, rows: tuple[tuple[tuple[Span, ...], ...], ...]) -> str:
    count = max(1, len(rows[0]))
    widths = [on.width // count] * count
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{docx_house.RULE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    told = "".join(
        f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if at == 0 else ''}"
        + "".join(_cell(widths[0], _plain(Style.SMALL, cell)) for cell in row)
        + "</w:tr>"
        for at, row in enumerate(rows)
    )
    after = _plain(Style.SMALL, ())
    return f"<w:tbl>{_table_head(on, widths, f'<w:tblBorders>{sides}</w:tblBorders>')}{told}</w:tbl>{after}"


def _plain(style: Style, spans: tuple[Span, ...]) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(map(_run, spans))}</w:p>'


def _paragraph(on: Paper, line: LetterLine) -> str:
    marked = line.list is not None and line.marked
    number = on.lists[min(line.list or 0, len(on.lists) - 1)]
    inner = on.left + (_HANGING * (line.level + 1) if line.list is not None else 0)
    hanging = f' w:hanging="{_HANGING}"' if marked else ""
    properties = (
        f'<w:pStyle w:val="{line.style}"/>',
        "<w:keepNext/>" if line.keeps else "",
        "<w:pageBreakBefore/>" if line.new_page else "",
        f'<w:numPr><w:ilvl w:val="{min(line.level, 2)}"/><w:numId w:val="{number}"/></w:numPr>' if marked else "",
        f'<w:spacing w:before="{round(line.before * 20)}"/>' if line.before is not None else "",
        f'<w:ind w:left="{inner}" w:right="{on.right}"{hanging}/>' if inner or on.right else "",
    )
    return f"<w:p><w:pPr>{''.join(properties)}</w:pPr>{''.join(map(_run, line.spans))}</w:p>"


def _run(span: Span) -> str:
    look = {Accent.STRONG: "<w:rPr><w:b/></w:rPr>", Accent.EMPHASIS: "<w:rPr><w:i/></w:rPr>"}.get(span.accent, "")
    pieces = (_text(piece) if piece else "" for piece in span.text.split("\n"))
    return f"<w:r>{look}{'<w:br/>'.join(pieces)}</w:r>"


def _text(piece: str) -> str:
    """Word breaks a line behind any hyphen, in «§ 4-6» too."""
    parts = _BETWEEN_DIGITS.split(escape(sayable(piece)))
    return "<w:noBreakHyphen/>".join(f'<w:t xml:space="preserve">{part}</w:t>' for part in parts)


def _with_styles(styles: bytes, accent: str, *, own: bool) -> bytes:
    """The styles of letters beside those of the house or the letterhead, whose Normal and headings they build on. Sizes
    are ours on our own paper alone."""
    root = etree.fromstring(styles)
    for old in [one for one in root.iterfind(q("w:style")) if one.get(q("w:styleId")) in tuple(Style)]:
        root.remove(old)
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    for style in etree.fromstring(f"<w:styles {spaces}>{_styles(accent, own=own)}</w:styles>"):
        root.append(style)
    return serialize(root)


def _styles(accent: str, *, own: bool) -> str:
    bar = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{accent[1:].upper()}"/></w:pBdr>'
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{docx_house.PANEL}"/>'

    def size(points: float) -> str:
        half = round(points * 2)
        return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if own else ""

    def style(one: Style, name: str, based: str, paragraph: str, run: str = "") -> str:
        return (
            f'<w:style w:type="paragraph" w:styleId="{one}" w:customStyle="1"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="{based}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
        )

    def room(before: int, after: int, line: int = 276) -> str:
        return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'

    plain = '<w:pBdr><w:bottom w:val="nil"/></w:pBdr>'
    return "".join(
        (
            style(Style.SUBJECT, "DV Subject", "Heading1", room(0, 180, 252), size(15)),
            style(
                Style.HEADING,
                "DV Letter Heading",
                "Heading2",
                plain + room(240, 60),
                f'<w:color w:val="{docx_house.INK}"/>{size(11.5)}',
            ),
            style(Style.BODY, "DV Letter", "Normal", room(0, 160), size(11)),
            style(Style.ITEM, "DV Letter Item", "Normal", room(0, 60), size(11)),
            style(Style.NOTE, "DV Letter Note", "Normal", f"{bar}{shade}{room(0, 120)}", size(11)),
            style(Style.ADDRESS, "DV Address", "Normal", room(0, 0, 252), size(10.5)),
            style(Style.PARTICULAR, "DV Particular", "Normal", room(0, 20, 252), size(9.5)),
            style(Style.CLOSING, "DV Closing", "Normal", f"<w:keepNext/>{room(360, 640)}", size(11)),
            style(Style.SENDER, "DV Sender", "Normal", f"<w:keepLines/>{room(0, 0)}", size(11)),
            style(Style.SMALL, "DV Small", "Normal", f"<w:keepLines/>{room(0, 20, 252)}", size(9.5)),
        )
    )
