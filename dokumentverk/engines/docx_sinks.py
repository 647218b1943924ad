"""What the walk through a DOCX gathers into: text and traces of one cell, control, bookmark or paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from dokumentverk.engines.docx_concealed import turns
from dokumentverk.engines.docx_form import SeenBookmark, SeenCell, SeenControl, SignatureLine, Trace
from dokumentverk.engines.docx_pieces import plain, seen_control, value

_DANGEROUS_FIELDS = re.compile(
    r"^\s*\\?\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|LINK|IMPORT|MACROBUTTON|DATABASE|EMBED|QUOTE)\b"
    r"|^\s*HYPERLINK\b[^\"]*\"\s*(?!https?:|mailto:|tel:|#)[^\"\s]*(?::|\\\\|//)",
    re.IGNORECASE,
)
"""QUOTE spells other fields out of character codes; links to other machines and programs are no links to pages."""


@dataclass(slots=True)
class Sink:
    """Gathers text for one cell, control, bookmark or paragraph."""

    pieces: list[str] = field(default_factory=list)
    traces: set[Trace] = field(default_factory=set)

    def text(self) -> str:
        return plain("".join(self.pieces)).strip("\n")


@dataclass(slots=True)
class OpenCell:
    table: int
    row: int
    left: int
    right: int
    continues: bool
    sink: Sink

    def seen(self) -> SeenCell:
        traces = frozenset(self.sink.traces)
        return SeenCell(self.table, self.row, self.left, self.right, self.sink.text(), self.continues, traces)


@dataclass(slots=True)
class OpenControl:
    properties: Any
    sink: Sink
    cell: int | None


class Instructions:
    """The instructions of the fields that are open: Word splits them over runs, and nests fields in each other."""

    def __init__(self) -> None:
        self._open: list[list[str]] = []
        self.dangerous = False

    def character(self, kind: str) -> None:
        """A ``w:fldChar``. An instruction ends where the result begins."""
        match kind:
            case "begin":
                self._open.append([])
            case "separate" | "end" if self._open:
                self.whole("".join(self._open[-1]))
                self._open[-1].clear()
                if kind == "end":
                    self._open.pop()

    def text(self, instruction: str) -> None:
        if self._open:
            self._open[-1].append(instruction)
        self.whole(instruction)

    def whole(self, instruction: str) -> None:
        self.dangerous = self.dangerous or _DANGEROUS_FIELDS.match(instruction) is not None


class Gathered:
    """What a walk has seen so far. ``inside`` are the open cells, innermost last, as indices; every sink that is open
    hears what is said."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.traces: set[Trace] = set()
        self.active: set[str] = set()
        self.instructions = Instructions()
        self.sinks: list[Sink] = []
        self.inside: list[int] = []
        self.open_cells: list[OpenCell] = []
        self.open_controls: list[OpenControl] = []
        self.lines: list[SignatureLine] = []
        self._bookmarks: dict[str, tuple[str, Sink, int | None]] = {}
        self._ended: list[tuple[str, Sink, int | None]] = []
        self._muted = 0

    def say(self, text: str) -> None:
        if self._muted:
            if text.strip():
                self.note(Trace.HIDDEN)
            return
        if turns(text):
            self.note(Trace.HIDDEN)
        for sink in self.sinks:
            sink.pieces.append(text)
        for _, sink, _ in self._bookmarks.values():
            sink.pieces.append(text)

    def note(self, trace: Trace) -> None:
        for sink in self.sinks:
            sink.traces.add(trace)
        if not self.sinks:
            self.traces.add(trace)

    @contextmanager
    def mute(self, *, on: bool) -> Iterator[None]:
        self._muted += on
        try:
            yield
        finally:
            self._muted -= on

    def trace_row(self, table: int, row: int, marks: set[Trace]) -> None:
        for cell in self.open_cells:
            if marks and (cell.table, cell.row) == (table, row):
                cell.sink.traces |= marks

    def begin_bookmark(self, id: str, name: str) -> None:
        self._bookmarks[id] = (name, Sink(), self.inside[-1] if self.inside else None)

    def end_bookmark(self, id: str) -> None:
        if (ended := self._bookmarks.pop(id, None)) is not None:
            self._ended.append(ended)

    def line(self, id: str) -> None:
        """A signature line."""
        self.lines.append(SignatureLine(id.strip().upper(), self.inside[-1] if self.inside else None))

    def cells(self) -> tuple[SeenCell, ...]:
        return tuple(cell.seen() for cell in self.open_cells)

    def kinds_of_active(self) -> set[str]:
        return self.active | ({"Field"} if self.instructions.dangerous else set())

    def bookmarks(self) -> tuple[SeenBookmark, ...]:
        every = [*self._ended, *self._bookmarks.values()]
        return tuple(SeenBookmark(name, sink.text(), cell) for name, sink, cell in every)

    def controls(self) -> tuple[SeenControl, ...]:
        tagged = Counter(control.cell for control in self.open_controls if value(control.properties, "w:tag"))
        return tuple(
            seen_control(one.properties, one.sink.text(), one.cell, alone=tagged[one.cell] <= 1)
            for one in self.open_controls
        )
