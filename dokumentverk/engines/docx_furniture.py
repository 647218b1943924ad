"""What stands on every page of a DOCX: the workplace, the number with its page code, form and page.

The code is a picture of its own name in the package, and the number stands in runs of a style of its own: stamping
replaces both without knowing where they are. Pages of a DOCX are made where it is opened, so one code serves them all:
it says page 0 of 0.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

from dokumentverk.engines.docx_house import NUMBER_STYLE, RULE
from dokumentverk.engines.docx_sheet import Furniture
from dokumentverk.engines.docx_xml import PIC, make, q, text_nodes, val
from dokumentverk.engines.qr import MODULES, modules
from dokumentverk.model.number import PageCode, page_payload

CODE_PART = "word/media/dvcode.png"
NO_NUMBER = "\u2013"
_EMU_PER_MM = 36_000
_TWIPS_PER_MM = 1440 / 25.4
CODE_MM = 18.0
_QUIET_MODULES = 2
_PIXELS = 8
"""Per module."""
_NUMBER = 2400
"""Twips for the printed number beside the code."""


def code_picture(number: str | None) -> bytes:
    """The page code as PNG, black on white with a narrow quiet zone; all white without a number."""
    side = MODULES + 2 * _QUIET_MODULES
    dark = modules(page_payload(PageCode(number, 0, 0))) if number else ()
    lines = []
    for y in range(side):
        bits = ""
        for x in range(side):
            row, column = y - _QUIET_MODULES, x - _QUIET_MODULES
            inside = bool(dark) and 0 <= row < MODULES and 0 <= column < MODULES
            bits += ("0" if inside and dark[row][column] else "1") * _PIXELS
        line = b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
        lines.append(line * _PIXELS)
    return _png(side * _PIXELS, b"".join(lines))


def _png(side: int, lines: bytes) -> bytes:
    """One bit grey. ``lines`` as PNG filters them, a zero before each."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")


def _picture(relation: str, id: int, title: str, width_mm: float, height_mm: float) -> Any:
    size = {"cx": round(width_mm * _EMU_PER_MM), "cy": round(height_mm * _EMU_PER_MM)}
    shape = make(
        "pic:pic",
        make("pic:nvPicPr", make("pic:cNvPr", id=id, name=f"DV{id}", descr=title), make("pic:cNvPicPr")),
        make("pic:blipFill", make("a:blip", r_embed=relation), make("a:stretch", make("a:fillRect"))),
        make(
            "pic:spPr",
            make("a:xfrm", make("a:off", x=0, y=0), make("a:ext", **size)),
            make("a:prstGeom", make("a:avLst"), prst="rect"),
        ),
    )
    graphic = make("a:graphic", make("a:graphicData", shape, uri=PIC))
    inline = make(
        "wp:inline",
        make("wp:extent", **size),
        make("wp:docPr", id=id, name=f"DV{id}", descr=title),
        make("wp:cNvGraphicFramePr", make("a:graphicFrameLocks", noChangeAspect=1)),
        graphic,
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
    return make("w:r", make("w:drawing", inline))


def code_run(relation: str, title: str) -> Any:
    side = CODE_MM * (MODULES + 2 * _QUIET_MODULES) / MODULES
    return _picture(relation, 9001, title, side, side)


def logo_run(relation: str, title: str, pixels: tuple[int, int]) -> Any:
    """At most 50 by 10 mm: the name of the workplace stands below it."""
    width, height = pixels
    scale = min(50 / width, 10 / height)
    return _picture(relation, 9002, title, width * scale, height * scale)


def _line(style: str, *runs: Any, align: str | None = None) -> Any:
    return make("w:p", make("w:pPr", val("w:pStyle", style), val("w:jc", align) if align else None), *runs)


def _run(text: str, *properties: Any) -> Any:
    return make("w:r", make("w:rPr", *properties) if properties else None, *text_nodes(text))


def _number_run() -> Any:
    return _run(NO_NUMBER, val("w:rStyle", NUMBER_STYLE))


def _cell(width: int, *lines: Any, align: str = "center") -> Any:
    properties = make("w:tcPr", make("w:tcW", w=width, type="dxa"), val("w:vAlign", align))
    return make("w:tc", properties, *lines)


def _table(widths: tuple[int, ...], *cells: Any) -> Any:
    margins = make("w:tblCellMar", make("w:left", w=0, type="dxa"), make("w:right", w=0, type="dxa"))
    properties = make("w:tblPr", make("w:tblW", w=sum(widths), type="dxa"), make("w:tblLayout", type="fixed"), margins)
    columns = make("w:tblGrid", *(make("w:gridCol", w=width) for width in widths))
    return make("w:tbl", properties, columns, make("w:tr", *cells))


def _code_width() -> int:
    return round((CODE_MM * (MODULES + 2 * _QUIET_MODULES) / MODULES + 0.5) * _TWIPS_PER_MM)


def _number_cell(furniture: Furniture, width: int) -> Any:
    label = _run(furniture.number_label)
    return _cell(width, _line("DVCode", label), _line("DVCode", _number_run()))


def header_nodes(furniture: Furniture, width: int, code: str, logo: Any | None) -> list[Any]:
    """The head of a page of our own: workplace to the left, number and code to the right."""
    side = _code_width()
    widths = (width - side - _NUMBER, _NUMBER, side)
    name = _run(furniture.name, make("w:b"), val("w:color", furniture.accent[1:].upper()), val("w:sz", 22))
    lines = [_line("Header", name)] if logo is None else [_line("Header", logo), _line("Header", name)]
    if furniture.details:
        lines.append(_line("Header", _run("\n".join(furniture.details))))
    cells = (
        _cell(widths[0], *lines),
        _number_cell(furniture, widths[1]),
        _cell(side, _line("Header", code_run(code, furniture.code_title), align="right")),
    )
    return [_table(widths, *cells), gap()]


def footer_nodes(furniture: Furniture, width: int) -> list[Any]:
    """The foot of a page of our own: what the form is, its number again, and the page."""
    border = make("w:pBdr", make("w:top", val="single", sz=4, space=4, color=RULE))
    number = [_run(f"{furniture.identity} \u00b7 "), _number_run()]
    first = _two_sided(width, number, _page_of(furniture), border)
    return [first, _line("Footer", _run(furniture.routine))] if furniture.routine else [first]


def _two_sided(width: int, left: list[Any], right: list[Any], border: Any) -> Any:
    tabs = make("w:tabs", make("w:tab", val="right", pos=width))
    properties = make("w:pPr", val("w:pStyle", "Footer"), border, tabs)
    return make("w:p", properties, *left, make("w:r", make("w:tab")), *right)


def letterhead_nodes(furniture: Furniture, width: int, code: str) -> list[Any]:
    """What is added to the foot of a letterhead: form, page, number and code."""
    side = _code_width()
    widths = (width - side - _NUMBER, _NUMBER, side)
    about = [_line("DVImprint", _run(furniture.identity)), _line("DVImprint", *_page_of(furniture))]
    if furniture.routine:
        about.append(_line("DVImprint", _run(furniture.routine)))
    cells = (
        _cell(widths[0], *about),
        _number_cell(furniture, widths[1]),
        _cell(side, _line("DVImprint", code_run(code, furniture.code_title), align="right")),
    )
    return [_table(widths, *cells), gap()]


def gap() -> Any:
    """A line hardly seen: a story may not end with a table, nor begin right below the text."""
    return _line("DVGap")


def _page_of(furniture: Furniture) -> list[Any]:
    before, between, after = furniture.page_of
    return [_run(before), _field("PAGE"), _run(between), _field("NUMPAGES"), _run(after)]


def _field(instruction: str) -> Any:
    return make("w:fldSimple", _run("1"), instr=f" {instruction} ")


def stamp_numbers(story: Any, number: str) -> None:
    """Put the number into every run of its style."""
    for run in story.iter(q("w:r")):
        style = run.find(f"{q('w:rPr')}/{q('w:rStyle')}")
        if style is not None and style.get(q("w:val")) == NUMBER_STYLE:
            for old in run.findall(q("w:t")):
                run.remove(old)
            run.extend(text_nodes(number))
