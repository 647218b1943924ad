"""One walk through a story of WordprocessingML: texts of paragraphs, cells, controls and bookmarks.

What the walk knows of other programs:

- Word splits a word into runs wherever spelling, language or revision differ; LibreOffice puts empty runs between.
- A text box is written twice, as ``mc:Choice`` and ``mc:Fallback``: only the first counts.
- Inserted text stands in ``w:ins`` or ``w:moveTo``, deleted in ``w:del`` or ``w:moveFrom``; a deleted table row has the
  mark in its properties and its text in full.
- LibreOffice 7.4 begins a bookmark inside the control that it stood around.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from dokumentverk.engines.docx_form import SeenBookmark, SeenCell, SeenControl, Trace
from dokumentverk.engines.docx_pieces import (
    chosen,
    hides,
    integer,
    is_on,
    is_placeholder,
    plain,
    seen_control,
    symbol,
    twips,
    value,
)
from dokumentverk.engines.docx_xml import MC, W14, q

_DELETED = {q("w:del"), q("w:moveFrom")}
_INSERTED = {q("w:ins"), q("w:moveTo")}
_BREAKS = {q("w:br"), q("w:cr")}
_OBJECTS = {q("w:object"), q("w:control")}
_PICTURES = {q("w:drawing"), q("w:pict"), f"{{{MC}}}AlternateContent", f"{{{W14}}}contentPart"}
_NO_TEXT = {
    q("w:sectPr"),
    q("w:tcPr"),
    q("w:proofErr"),
    q("w:permStart"),
    q("w:permEnd"),
    q("w:commentRangeStart"),
    q("w:commentRangeEnd"),
    q("w:sdtPr"),
    q("w:sdtEndPr"),
}
_DEPTH = 200
_PENDING = -1
"""The cell of a control that stands around cells, until the first of them begins."""
_DANGEROUS_FIELDS = re.compile(
    r"^\s*\\?\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|LINK|IMPORT|MACROBUTTON|DATABASE|EMBED)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Sink:
    """Gathers text for one cell, control, bookmark or paragraph."""

    pieces: list[str] = field(default_factory=list)
    traces: set[Trace] = field(default_factory=set)

    def text(self) -> str:
        return plain("".join(self.pieces)).strip("\n")


@dataclass(slots=True)
class _OpenCell:
    table: int
    row: int
    left: int
    right: int
    continues: bool
    sink: _Sink


@dataclass(slots=True)
class _OpenControl:
    properties: Any
    sink: _Sink
    cell: int | None


@dataclass(frozen=True, slots=True)
class Styles:
    """Ids of the styles that hide their text, and of those for placeholders: Word translates ids, not names."""

    hidden: frozenset[str] = frozenset()
    hint: frozenset[str] = frozenset()


class Walk:
    """Walks stories and keeps what it sees."""

    def __init__(self, styles: Styles | None = None) -> None:
        self.paragraphs: list[str] = []
        self.traces: set[Trace] = set()
        self.active: set[str] = set()
        self._styles = styles or Styles()
        self._cells: list[_OpenCell] = []
        self._controls: list[_OpenControl] = []
        self._bookmarks: dict[str, tuple[str, _Sink, int | None]] = {}
        self._ended: list[tuple[str, _Sink, int | None]] = []
        self._sinks: list[_Sink] = []
        self._cell: list[int] = []
        self._tables = 0
        self._muted = 0

    def story(self, root: Any) -> None:
        self._blocks(root, 0)

    # Blocks

    def _blocks(self, parent: Any, depth: int) -> None:
        if depth > _DEPTH:
            return
        for child in parent:
            tag = child.tag
            if tag == q("w:p"):
                self._paragraph(child, depth)
            elif tag == q("w:tbl"):
                self._table(child, depth)
            elif tag == q("w:sdt"):
                with self._control(child) as content:
                    self._blocks(content, depth + 1)
            elif not self._special(child):
                self._blocks(chosen(child), depth + 1)

    def _special(self, child: Any) -> bool:
        """Bookmarks, revisions and what is no text; True when nothing more is to be done with the element."""
        tag = child.tag
        if tag in _DELETED:
            self._note(Trace.TRACKED)
            return True
        if tag in _INSERTED:
            self._note(Trace.TRACKED)
            return False
        if tag == q("w:bookmarkStart"):
            name, id = child.get(q("w:name"), ""), child.get(q("w:id"), "")
            sink = _Sink()
            self._bookmarks[id] = (name, sink, self._cell[-1] if self._cell else None)
            return True
        if tag == q("w:bookmarkEnd"):
            if (ended := self._bookmarks.pop(child.get(q("w:id"), ""), None)) is not None:
                self._ended.append(ended)
            return True
        if tag == q("w:altChunk"):
            self.active.add("Import")
            return True
        return tag in _NO_TEXT

    def _paragraph(self, paragraph: Any, depth: int) -> None:
        own = None if self._cell else _Sink()
        if own is not None:
            self._sinks.append(own)
        properties = paragraph.find(q("w:pPr"))
        hidden = hides(properties, "w:pStyle", self._styles.hidden)
        mark = properties.find(q("w:rPr")) if properties is not None else None
        if mark is not None and any(child.tag in _INSERTED | _DELETED for child in mark):
            self._note(Trace.TRACKED)
        with self._mute(on=hidden):
            self._inline(paragraph, depth)
        self._say("\n")
        if own is not None:
            self._sinks.pop()
            self.traces |= own.traces
            if text := own.text():
                self.paragraphs.append(text)

    def _table(self, table: Any, depth: int) -> None:
        number, self._tables = self._tables, self._tables + 1
        edges = [0]
        for column in table.iterfind(f"{q('w:tblGrid')}/{q('w:gridCol')}"):
            edges.append(edges[-1] + max(1, twips(column.get(q("w:w")))))
        self._rows(table, number, edges, [0], depth + 1)

    def _rows(self, parent: Any, table: int, edges: list[int], row: list[int], depth: int) -> None:
        if depth > _DEPTH:
            return
        for child in parent:
            if child.tag == q("w:tr"):
                properties = child.find(q("w:trPr"))
                if properties is not None and properties.find(q("w:del")) is not None:
                    self._note(Trace.TRACKED)
                    continue
                inserted = properties is not None and properties.find(q("w:ins")) is not None
                before = properties.find(q("w:gridBefore")) if properties is not None else None
                column = [integer(before)]
                self._row(child, (table, row[0]), edges, column, depth + 1)
                if inserted:
                    self._trace_row(table, row[0])
                row[0] += 1
            elif child.tag == q("w:sdt"):
                with self._control(child) as content:
                    self._rows(content, table, edges, row, depth + 1)
            elif not self._special(child) and child.tag not in (q("w:tblPr"), q("w:tblGrid")):
                self._rows(child, table, edges, row, depth + 1)

    def _trace_row(self, table: int, row: int) -> None:
        for cell in self._cells:
            if (cell.table, cell.row) == (table, row):
                cell.sink.traces.add(Trace.TRACKED)

    def _row(self, parent: Any, at: tuple[int, int], edges: list[int], column: list[int], depth: int) -> None:
        if depth > _DEPTH:
            return
        for child in parent:
            if child.tag == q("w:tc"):
                self._open_cell(child, at, edges, column, depth)
            elif child.tag == q("w:sdt"):
                with self._control(child, cells=True) as content:
                    self._row(content, at, edges, column, depth + 1)
            elif not self._special(child) and child.tag != q("w:trPr"):
                self._row(child, at, edges, column, depth + 1)

    def _open_cell(self, cell: Any, at: tuple[int, int], edges: list[int], column: list[int], depth: int) -> None:
        properties = cell.find(q("w:tcPr"))
        span = max(1, integer(properties.find(q("w:gridSpan")), 1) if properties is not None else 1)
        first, column[0] = column[0], column[0] + span
        while len(edges) <= column[0]:
            edges.append(edges[-1] + 100)
        merge = properties.find(q("w:vMerge")) if properties is not None else None
        continues = merge is not None and merge.get(q("w:val")) != "restart"
        sink = _Sink()
        self._cells.append(_OpenCell(at[0], at[1], edges[first], edges[column[0]], continues, sink))
        index = len(self._cells) - 1
        for control in self._controls:
            if control.cell == _PENDING:
                control.cell = index
        self._cell.append(index)
        self._sinks.append(sink)
        self._blocks(cell, depth + 1)
        self._sinks.pop()
        self._cell.pop()

    # Runs

    def _inline(self, parent: Any, depth: int) -> None:
        if depth > _DEPTH:
            return
        for child in parent:
            tag = child.tag
            if tag == q("w:r"):
                self._run(child, depth)
            elif tag == q("w:sdt"):
                with self._control(child) as content:
                    self._inline(content, depth + 1)
            elif tag == q("w:p"):  # a control of whole paragraphs inside a text box
                self._paragraph(child, depth + 1)
            elif tag == q("w:fldSimple"):
                self._instruction(child.get(q("w:instr"), ""))
                self._inline(child, depth + 1)
            elif tag != q("w:pPr") and not self._special(child):
                self._inline(chosen(child), depth + 1)

    def _run(self, run: Any, depth: int) -> None:
        properties = run.find(q("w:rPr"))
        with self._mute(on=hides(properties, "w:rStyle", self._styles.hidden)):
            for child in run:
                self._piece(child, depth)

    def _piece(self, child: Any, depth: int) -> None:
        tag = child.tag
        if tag == q("w:t"):
            self._say(child.text or "")
        elif tag == q("w:tab"):
            self._say("\t")
        elif tag in _BREAKS:
            if child.get(q("w:type")) not in ("page", "column"):
                self._say("\n")
        elif tag == q("w:noBreakHyphen"):
            self._say("-")
        elif tag == q("w:sym"):
            self._say(symbol(child))
        elif tag == q("w:instrText"):
            self._instruction(child.text or "")
        elif tag in _OBJECTS:
            self.active.add("EmbeddedObject")
        elif tag in _PICTURES:
            self._picture(child, depth)

    def _picture(self, element: Any, depth: int) -> None:
        shown = chosen(element)
        kinds = {etree.QName(one).localname for one in shown.iter() if isinstance(one.tag, str)}
        kinds.add(etree.QName(element).localname)
        if "contentPart" in kinds or "ink" in kinds:
            self._note(Trace.DRAWN)
        elif kinds & {"blip", "imagedata", "pic"}:
            self._note(Trace.PICTURE)
        for box in shown.iter(q("w:txbxContent")):
            self._blocks(box, depth + 1)

    def _instruction(self, instruction: str) -> None:
        if _DANGEROUS_FIELDS.match(instruction):
            self.active.add("Field")

    # Text

    def _say(self, text: str) -> None:
        if self._muted:
            if text.strip():
                self._note(Trace.HIDDEN)
            return
        for sink in self._sinks:
            sink.pieces.append(text)
        for _, sink, _ in self._bookmarks.values():
            sink.pieces.append(text)

    def _note(self, trace: Trace) -> None:
        for sink in self._sinks:
            sink.traces.add(trace)
        if not self._sinks:
            self.traces.add(trace)

    @contextmanager
    def _mute(self, *, on: bool) -> Iterator[None]:
        self._muted += on
        try:
            yield
        finally:
            self._muted -= on

    @contextmanager
    def _control(self, sdt: Any, *, cells: bool = False) -> Iterator[Any]:
        """Opens a control and gives its content; a placeholder is not said to anybody."""
        properties, content = sdt.find(q("w:sdtPr")), sdt.find(q("w:sdtContent"))
        if properties is None or content is None:
            yield content if content is not None else ()
            return
        sink = _Sink()
        here = _PENDING if cells else self._cell[-1] if self._cell else None
        control = _OpenControl(properties, sink, here)
        self._controls.append(control)
        empty = is_on(properties.find(q("w:showingPlcHdr")))
        if empty and not is_placeholder(content, self._styles.hint):
            empty = False
            self._note(Trace.CLAIMED_EMPTY)
        self._sinks.append(sink)
        try:
            yield () if empty else content
        finally:
            self._sinks.pop()
            if control.cell == _PENDING:
                control.cell = None

    # Results

    def cells(self) -> tuple[SeenCell, ...]:
        return tuple(
            SeenCell(
                cell.table,
                cell.row,
                cell.left,
                cell.right,
                cell.sink.text(),
                cell.continues,
                frozenset(cell.sink.traces),
            )
            for cell in self._cells
        )

    def bookmarks(self) -> tuple[SeenBookmark, ...]:
        every = [*self._ended, *self._bookmarks.values()]
        return tuple(SeenBookmark(name, sink.text(), cell) for name, sink, cell in every)

    def controls(self) -> tuple[SeenControl, ...]:
        tagged = Counter(control.cell for control in self._controls if value(control.properties, "w:tag"))
        return tuple(
            seen_control(one.properties, one.sink.text(), one.cell, alone=tagged[one.cell] <= 1)
            for one in self._controls
        )
