"""The body of a DOCX as XML: lines and tables of a sheet.

What Word and LibreOffice do, and what is done about it: two tables without a paragraph between become one; a table cell
must end with a paragraph; cells of one column that are not equally wide need ``gridSpan`` over a common grid, and Word
believes the grid where LibreOffice believes ``tcW``: both are given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, assert_never

from dokumentverk.engines.docx_controls import Numbers, control_nodes, section_nodes
from dokumentverk.engines.docx_house import HEAD, LINK_STYLE, PANEL, RULE, STYLE_OF
from dokumentverk.engines.docx_sheet import (
    Accent,
    Cell,
    Control,
    ControlKind,
    Fill,
    Grid,
    Line,
    Mark,
    Merge,
    Part,
    Row,
    Tone,
)
from dokumentverk.engines.docx_xml import make, text_nodes, val


@dataclass(frozen=True, slots=True)
class Body:
    """What the emitter needs beside the sheet. ``link`` gives the relationship of an address, ``list_of`` the numbering
    of a list."""

    language: str
    accent: str
    link: Callable[[str], str]
    list_of: Callable[[Mark], int]
    numbers: Numbers

    def nodes(self, part: Part) -> Any:
        match part:
            case Line():
                return self._line(part)
            case Grid():
                return self._table(part)
        assert_never(part)

    def _line(self, line: Line, *content: Any, keeps: bool = False) -> Any:
        mark = line.mark
        properties = make(
            "w:pPr",
            val("w:pStyle", STYLE_OF[line.tone]),
            make("w:keepNext") if keeps else None,
            make("w:pageBreakBefore") if line.page_break else None,
            make("w:numPr", val("w:ilvl", mark.level), val("w:numId", self.list_of(mark))) if mark else None,
        )
        return make("w:p", properties, *content, *(self._span(line, at) for at in range(len(line.spans))))

    def _span(self, line: Line, at: int) -> Any:
        span = line.spans[at]
        run = make("w:r", self._look(span.accent, linked=span.href is not None), *text_nodes(span.text))
        return make("w:hyperlink", run, r_id=self.link(span.href)) if span.href else run

    def _look(self, accent: Accent, *, linked: bool) -> Any:
        properties = make("w:rPr", val("w:rStyle", LINK_STYLE) if linked else None)
        match accent:
            case Accent.PLAIN:
                pass
            case Accent.STRONG:
                properties.append(make("w:b"))
            case Accent.EMPHASIS:
                properties.append(make("w:i"))
            case Accent.NUMBER:
                properties.append(val("w:color", self.accent[1:].upper()))
            case _:
                assert_never(accent)
        return properties if len(properties) else None

    def _table(self, grid: Grid) -> Any:
        edges = sorted({edge for row in grid.rows for cell in row.cells for edge in (cell.left, cell.right)})
        columns = make("w:tblGrid", *(make("w:gridCol", w=right - left) for left, right in pairwise(edges)))
        properties = make(
            "w:tblPr",
            make("w:tblW", w=edges[-1] - edges[0], type="dxa"),
            make("w:tblInd", w=edges[0], type="dxa"),
            make("w:tblLayout", type="fixed"),
            make(
                "w:tblCellMar",
                make("w:top", w=20, type="dxa"),
                make("w:left", w=80, type="dxa"),
                make("w:bottom", w=20, type="dxa"),
                make("w:right", w=80, type="dxa"),
            ),
            make("w:tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
            val("w:tblCaption", grid.title) if grid.title else None,
        )
        table = make("w:tbl", properties, columns)
        if grid.repeats is None:
            table.extend([self._row(row, edges) for row in grid.rows])
            return table
        table.extend([self._row(row, edges) for row in grid.rows if row.header])
        rows = [self._row(row, edges) for row in grid.rows if not row.header]
        items = [rows[at : at + grid.item_rows] for at in range(0, len(rows), grid.item_rows)]
        table.append(section_nodes(grid.repeats, grid.title, items, self.numbers))
        return table

    def _row(self, row: Row, edges: list[int]) -> Any:
        properties = make(
            "w:trPr",
            None if row.splits else make("w:cantSplit"),
            make("w:trHeight", val=row.height, hRule="atLeast") if row.height else None,
            make("w:tblHeader") if row.header else None,
        )
        table_row = make("w:tr", properties if len(properties) else None)
        for cell in row.cells:
            span = edges.index(cell.right) - edges.index(cell.left)
            table_row.append(self._cell(cell, span, keeps=row.keeps))
        return table_row

    def _cell(self, cell: Cell, span: int, *, keeps: bool) -> Any:
        properties = make(
            "w:tcPr",
            make("w:tcW", w=cell.right - cell.left, type="dxa"),
            val("w:gridSpan", span) if span > 1 else None,
            self._merge(cell.merge),
            *self._dress(cell),
        )
        return make("w:tc", properties, *self._content(cell, keeps=keeps))

    def _merge(self, merge: Merge) -> Any:
        match merge:
            case Merge.NONE:
                return None
            case Merge.START:
                return val("w:vMerge", "restart")
            case Merge.CONTINUE:
                return make("w:vMerge")
        assert_never(merge)

    def _dress(self, cell: Cell) -> list[Any]:
        match cell.fill:
            case Fill.PLAIN:
                return [val("w:vAlign", "bottom" if _is_label(cell) else "top")]
            case Fill.VALUE | Fill.SIGNATURE:
                return [_frame(), _shade(PANEL), val("w:vAlign", "bottom" if cell.fill is Fill.SIGNATURE else "top")]
            case Fill.HEAD:
                return [_frame(), _shade(HEAD), val("w:vAlign", "bottom")]
            case Fill.GRID:
                return [_frame(), *([_shade(PANEL)] if isinstance(cell.content, Control) else [])]
            case Fill.PANEL:
                bar = make("w:left", val="single", sz=18, space=0, color=self.accent[1:].upper())
                return [make("w:tcBorders", bar), _shade(PANEL)]
        assert_never(cell.fill)

    def _content(self, cell: Cell, *, keeps: bool) -> list[Any]:
        match cell.content:
            case Control() as control:
                tone = Tone.TICK if control.kind is ControlKind.TICK else Tone.VALUE
                nodes = control_nodes(control, self.language, self.numbers)
                return [self._line(Line(tone), *nodes, keeps=keeps)]
            case ():
                return [self._line(Line(Tone.CHOICE), keeps=keeps)]
            case lines:
                return [self._line(line, keeps=keeps) for line in lines]


def _frame() -> Any:
    sides = ("top", "left", "bottom", "right")
    return make("w:tcBorders", *(make(f"w:{side}", val="single", sz=4, space=0, color=RULE) for side in sides))


def _shade(colour: str) -> Any:
    return make("w:shd", val="clear", color="auto", fill=colour)


def _is_label(cell: Cell) -> bool:
    return not isinstance(cell.content, Control) and any(line.tone is Tone.LABEL for line in cell.content)
