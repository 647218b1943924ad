"""One walk through a story of WordprocessingML: texts of paragraphs, cells, controls and bookmarks.

What the walk knows of other programs:

- Word splits a word into runs wherever spelling, language or revision differ; LibreOffice puts empty runs between.
- A text box is written twice, as ``mc:Choice`` and ``mc:Fallback``: only the first counts.
- Inserted text stands in ``w:ins`` or ``w:moveTo``, deleted in ``w:del`` or ``w:moveFrom``; a deleted table row has the
  mark in its properties and its text in full.
- LibreOffice 7.4 begins a bookmark inside the control that it stood around.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from dokumentverk.engines.docx_concealed import hides, hides_row
from dokumentverk.engines.docx_form import Trace
from dokumentverk.engines.docx_pieces import (
    chosen,
    integer,
    is_on,
    is_placeholder,
    passed_over,
    symbol,
    twips,
    value,
)
from dokumentverk.engines.docx_sinks import Gathered, OpenCell, OpenControl, Sink
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


_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SIGNATURE_LINE = "{urn:schemas-microsoft-com:office:office}signatureline"
_DRAWN_KINDS = frozenset(
    {"blip", "imagedata", "pic", "wsp", "sp", "rect", "roundrect", "oval", "shape", "line", "polyline"}
)
"""Pictures, and shapes that can cover what lies under them."""


def _words(*elements: Any) -> list[str]:
    return [text for one in elements for node in one.iter(q("w:t")) if (text := (node.text or "").strip())]


@dataclass(frozen=True, slots=True)
class Styles:
    """Ids of the styles that hide their text, and of those for placeholders: Word translates ids, not names. ``labels``
    are the words that numbering puts before its paragraphs, by (numbering, level), ``numbered`` the numbering of
    styles."""

    hidden: frozenset[str] = frozenset()
    hint: frozenset[str] = frozenset()
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    numbered: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def label(self, properties: Any | None) -> str:
        """The words before a paragraph with these properties."""
        if properties is None or not self.labels:
            return ""
        own = numbering_of(properties) or self.numbered.get(value(properties, "w:pStyle"), ("", ""))
        return self.labels.get(own, "")


def numbering_of(properties: Any | None) -> tuple[str, str] | None:
    """(numbering, level) of paragraph properties."""
    found = properties.find(q("w:numPr")) if properties is not None else None
    return None if found is None else (value(found, "w:numId"), value(found, "w:ilvl") or "0")


class Walk:
    """Walks stories and keeps what it sees."""

    def __init__(self, styles: Styles | None = None) -> None:
        self.seen = Gathered()
        self._styles = styles or Styles()
        self._tables = 0

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
            self.seen.note(Trace.TRACKED)
            return True
        if tag in _INSERTED:
            self.seen.note(Trace.TRACKED)
            return False
        if tag == q("w:bookmarkStart"):
            self.seen.begin_bookmark(child.get(q("w:id"), ""), child.get(q("w:name"), ""))
            return True
        if tag == q("w:bookmarkEnd"):
            self.seen.end_bookmark(child.get(q("w:id"), ""))
            return True
        if tag == q("w:altChunk"):
            self.seen.active.add("Import")
            return True
        return tag in _NO_TEXT

    def _paragraph(self, paragraph: Any, depth: int) -> None:
        own = None if self.seen.inside else Sink()
        if own is not None:
            self.seen.sinks.append(own)
        properties = paragraph.find(q("w:pPr"))
        hidden = hides(properties, "w:pStyle", self._styles.hidden)
        mark = properties.find(q("w:rPr")) if properties is not None else None
        if mark is not None and any(child.tag in _INSERTED | _DELETED for child in mark):
            self.seen.note(Trace.TRACKED)
        with self.seen.mute(on=hidden):
            self.seen.say(self._styles.label(properties))
            self._inline(paragraph, depth)
        self.seen.say("\n")
        if own is not None:
            self.seen.sinks.pop()
            self.seen.traces |= own.traces
            if text := own.text():
                self.seen.paragraphs.append(text)

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
                    self.seen.note(Trace.TRACKED)
                    continue
                marks = {Trace.TRACKED} if properties is not None and properties.find(q("w:ins")) is not None else set()
                if hides_row(properties):
                    marks.add(Trace.HIDDEN)
                before = properties.find(q("w:gridBefore")) if properties is not None else None
                column = [integer(before)]
                self._row(child, (table, row[0]), edges, column, depth + 1)
                self.seen.trace_row(table, row[0], marks)
                row[0] += 1
            elif child.tag == q("w:sdt"):
                with self._control(child) as content:
                    self._rows(content, table, edges, row, depth + 1)
            elif not self._special(child) and child.tag not in (q("w:tblPr"), q("w:tblGrid")):
                self._rows(child, table, edges, row, depth + 1)

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
        sink = Sink()
        self.seen.open_cells.append(OpenCell(at[0], at[1], edges[first], edges[column[0]], continues, sink))
        index = len(self.seen.open_cells) - 1
        for control in self.seen.open_controls:
            if control.cell == _PENDING:
                control.cell = index
        self.seen.inside.append(index)
        self.seen.sinks.append(sink)
        self._blocks(cell, depth + 1)
        self.seen.sinks.pop()
        self.seen.inside.pop()

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
                self.seen.instructions.whole(child.get(q("w:instr"), ""))
                self._inline(child, depth + 1)
            elif tag == _MATH:
                self.seen.say("".join(child.itertext(_MATH_TEXT)))
            elif tag == q("w:bdo"):
                self.seen.note(Trace.HIDDEN)
                self._inline(child, depth + 1)
            elif tag != q("w:pPr") and not self._special(child):
                self._inline(chosen(child), depth + 1)

    def _run(self, run: Any, depth: int) -> None:
        properties = run.find(q("w:rPr"))
        with self.seen.mute(on=hides(properties, "w:rStyle", self._styles.hidden)):
            for child in run:
                self._piece(child, depth)

    def _piece(self, child: Any, depth: int) -> None:
        tag = child.tag
        if tag == q("w:t"):
            self.seen.say(child.text or "")
        elif tag == q("w:tab"):
            self.seen.say("\t")
        elif tag in _BREAKS:
            if child.get(q("w:type")) not in ("page", "column"):
                self.seen.say("\n")
        elif tag == q("w:noBreakHyphen"):
            self.seen.say("-")
        elif tag == q("w:sym"):
            self.seen.say(symbol(child))
        elif tag == q("w:instrText"):
            self.seen.instructions.text(child.text or "")
        elif tag == q("w:fldChar"):
            self.seen.instructions.character(child.get(q("w:fldCharType"), ""))
        elif tag == q("w:ruby"):
            self._ruby(child, depth)
        elif tag in _OBJECTS:
            self.seen.active.add("EmbeddedObject")
        elif tag in _PICTURES:
            self._picture(child, depth)

    def _picture(self, element: Any, depth: int) -> None:
        shown = chosen(element)
        kinds = {etree.QName(one).localname for one in shown.iter() if isinstance(one.tag, str)}
        kinds.add(etree.QName(element).localname)
        if "contentPart" in kinds or "ink" in kinds:
            self.seen.note(Trace.DRAWN)
        elif kinds & _DRAWN_KINDS:
            self.seen.note(Trace.PICTURE)
        for line in shown.iter(_SIGNATURE_LINE):
            self.seen.line(str(line.get("id", "")))
        if shown is not element:
            for child in shown:
                if child.tag not in _PICTURES:
                    self._piece(child, depth + 1)
            if _words(shown) != _words(*passed_over(element)) and any(_words(one) for one in passed_over(element)):
                self.seen.note(Trace.HIDDEN)
        for box in shown.iter(q("w:txbxContent")):
            self._blocks(box, depth + 1)

    def _ruby(self, ruby: Any, depth: int) -> None:
        """What is written above a text is seen by readers, and is no part of it."""
        if any((one.text or "").strip() for one in ruby.iterfind(f"{q('w:rt')}//{q('w:t')}")):
            self.seen.note(Trace.HIDDEN)
        for base in ruby.iterfind(q("w:rubyBase")):
            self._inline(base, depth + 1)

    def _pictures_beside_hint(self, content: Any) -> None:
        """LibreOffice leaves the hint, and the mark that nothing else is there, when somebody puts a picture in."""
        for run in (*content.iterfind(q("w:r")), *content.iterfind(f"{q('w:p')}/{q('w:r')}")):
            for child in run:
                if child.tag in _PICTURES:
                    self._picture(child, 0)

    @contextmanager
    def _control(self, sdt: Any, *, cells: bool = False) -> Iterator[Any]:
        """Opens a control and gives its content; a placeholder is not said to anybody."""
        properties, content = sdt.find(q("w:sdtPr")), sdt.find(q("w:sdtContent"))
        if properties is None or content is None:
            yield content if content is not None else ()
            return
        sink = Sink()
        here = _PENDING if cells else self.seen.inside[-1] if self.seen.inside else None
        control = OpenControl(properties, sink, here)
        self.seen.open_controls.append(control)
        empty = is_on(properties.find(q("w:showingPlcHdr")))
        if empty and not is_placeholder(content, self._styles.hint):
            empty = False
            self.seen.note(Trace.CLAIMED_EMPTY)
        self.seen.sinks.append(sink)
        if empty:
            self._pictures_beside_hint(content)
        try:
            yield () if empty else content
        finally:
            self.seen.sinks.pop()
            if control.cell == _PENDING:
                control.cell = None
