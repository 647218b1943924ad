"""Fields as tables of labels and controls.

A value cell stands below its label cell; a tick box stands left of what it means. Every label names one field only, so
that a file that lost its tags can be read by them. Widths are in twips.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from dokumentverk.engines.docx_places import (
    COLUMNS,
    CONTINUED,
    NUMBER_HINT,
    TEXT_HINT,
    choices_of,
    hint_of,
    is_cards,
)
from dokumentverk.engines.docx_sheet import (
    Accent,
    Cell,
    Control,
    ControlKind,
    Fill,
    Grid,
    Line,
    Mark,
    MarkKind,
    Merge,
    Part,
    Row,
    Span,
    Tone,
)
from dokumentverk.engines.fonts import face
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import continuation_names, name_of, repeat_name
from dokumentverk.render import words
from dokumentverk.render.blocks import Continuations, FieldCell, FieldRow
from dokumentverk.render.directives import narrowest

_LINE = 320
"""A box of one line, 5.6 mm; every box grows with what is typed."""
_LONG_LINE = 255
"""Of each line in a longer box, which grows with what is typed."""
_SIGNATURE = 630
_TICK = 400
_CHOICE_POINTS = 9.5
_CHOICE_ROOM = 230
"""Around the text of a choice."""

_KINDS = {
    FieldKind.LONG_TEXT: ControlKind.LONG_TEXT,
    FieldKind.DATE: ControlKind.DATE,
    FieldKind.TICK: ControlKind.TICK,
    FieldKind.SIGNATURE: ControlKind.SIGNATURE,
}
_TICKED = (FieldKind.YES_NO, FieldKind.ONE_OF, FieldKind.SEVERAL_OF)


def field_grid(definition: FormDefinition, language: Language, row: FieldRow, width: int) -> Grid:
    """Fields side by side: their labels in one row, what is filled in below."""
    edges = [round(width * at / COLUMNS) for at in accumulate((cell.width for cell in row.cells), initial=0)]
    fields = [definition.field(cell.field) for cell in row.cells]
    signed = any(field.kind is FieldKind.SIGNATURE for field in fields)
    boxes = [
        _Box(
            field=field,
            language=language,
            number=str(definition.number_of(field.id)),
            left=left,
            right=right,
            fill=Fill.SIGNATURE if signed else Fill.VALUE,
            repeat=cell.repeat,
        )
        for cell, field, (left, right) in zip(row.cells, fields, pairwise(edges), strict=True)
    ]
    titles = " / ".join(box.title for box in boxes)
    if all(field.kind is FieldKind.TICK for field in fields):
        return Grid((Row(tuple(cell for box in boxes for cell in box.tick(Merge.NONE))),), title=titles)
    answers = [list(box.answers()) for box in boxes]
    depth = max(len(lines) for lines in answers)
    tallest = max(_height(field, cell.lines) for field, cell in zip(fields, row.cells, strict=True))
    heads = Row(tuple(cell for box in boxes for cell in box.head()), header=True)
    rows = []
    for at in range(depth):
        cells = [cell for box, lines in zip(boxes, answers, strict=True) for cell in box.line(lines, at, depth)]
        long = any(field.kind is FieldKind.LONG_TEXT for field in fields)
        rows.append(Row(tuple(cells), height=max(_LINE, tallest // depth), splits=long))
    return Grid((heads, *rows), title=titles)


@dataclass(frozen=True, slots=True)
class _Box:
    """One field in its columns, from ``left`` to ``right``. ``fill`` is that of a box to write in. A ``repeat`` shows
    an answer once more, under its label without the number: what has both is the answer itself."""

    field: Field
    language: Language
    number: str
    left: int
    right: int
    fill: Fill
    repeat: bool = False

    @property
    def title(self) -> str:
        return f"{self.number} {self.field.label.in_(self.language)}"

    def label(self) -> tuple[Line, ...]:
        if self.repeat:
            return (Line(Tone.LABEL, (Span(self.field.label.in_(self.language)),)),)
        return label_lines(self.field, self.language, self.number)

    def head(self) -> Iterator[Cell]:
        if self.field.kind is FieldKind.TICK:
            yield from self.tick(Merge.START)
        else:
            yield Cell(self.left, self.right, self.label())

    def tick(self, merge: Merge) -> Iterator[Cell]:
        """A single tick box, with its label to the right."""
        control = Control(self.field.id, ControlKind.TICK, self.title)
        going_on = merge is Merge.CONTINUE
        middle = self.left + _TICK
        yield Cell(self.left, middle, () if going_on else control, merge=merge)
        label = tuple(Line(Tone.CHOICE, line.spans) if line.tone is Tone.LABEL else line for line in self.label())
        yield Cell(middle, self.right, () if going_on else label, merge=merge)

    def answers(self) -> Iterator[tuple[Cell, ...]]:
        """What is filled in, line by line."""
        if self.field.kind is FieldKind.TICK:
            return
        if self.field.kind in _TICKED:
            yield from self._choices()
            return
        name = repeat_name(self.field.id) if self.repeat else self.field.id
        control = control_of(self.field, name, self.title, self.language)
        yield (Cell(self.left, self.right, control, self.fill),)

    def line(self, lines: list[tuple[Cell, ...]], at: int, depth: int) -> Iterator[Cell]:
        """The cells of line ``at`` in a row of boxes of which the deepest has ``depth`` lines."""
        if self.field.kind is FieldKind.TICK:
            yield from self.tick(Merge.CONTINUE)
        elif self.field.kind in _TICKED:
            yield from lines[at] if at < len(lines) else (Cell(self.left, self.right),)
        elif depth == 1:
            yield from lines[0]
        else:
            (only,) = lines[0]
            merge = Merge.START if at == 0 else Merge.CONTINUE
            yield Cell(only.left, only.right, only.content if at == 0 else (), only.fill, merge)

    def _choices(self) -> Iterator[tuple[Cell, ...]]:
        options = [(id, label.in_(self.language)) for id, label in choices_of(self.field)]
        for line in _arranged([label for _, label in options], self.right - self.left):
            cells: list[Cell] = []
            for at, start, end in line:
                id, label = options[at]
                control = Control(name_of(self.field.id, choice=id), ControlKind.TICK, f"{self.title}: {label}")
                left, right = self.left + start, self.left + end
                cells.append(Cell(left, left + _TICK, control))
                cells.append(Cell(left + _TICK, right, (Line(Tone.CHOICE, (Span(label),)),)))
            if cells[-1].right < self.right:
                cells.append(Cell(cells[-1].right, self.right))
            yield tuple(cells)


def _arranged(labels: Sequence[str], width: int) -> Iterator[list[tuple[int, int, int]]]:
    """Lines of (choice, left, right): all in one line where they fit, else in as many equal columns as fit."""
    needs = [_TICK + _CHOICE_ROOM + round(_width(label)) for label in labels]
    if sum(needs) <= width:
        edges = list(accumulate(needs, initial=0))
        edges[-1] = width
        yield [(at, edges[at], edges[at + 1]) for at in range(len(labels))]
        return
    columns = max(1, min(width // max(needs), len(labels)))
    edges = [round(width * at / columns) for at in range(columns + 1)]
    for first in range(0, len(labels), columns):
        chosen = range(first, min(first + columns, len(labels)))
        yield [(at, edges[at - first], edges[at - first + 1]) for at in chosen]


def _width(text: str) -> float:
    """Twips, with a little to spare: the reader's machine may lack the font."""
    return face().width(text, _CHOICE_POINTS) * 20 * 1.06


def _height(field: Field, lines: int) -> int:
    match field.kind:
        case FieldKind.SIGNATURE:
            return _SIGNATURE
        case FieldKind.LONG_TEXT:
            return max(_LINE, _LONG_LINE * lines)
        case _:
            return _LINE


def label_lines(field: Field, language: Language, number: str = "") -> tuple[Line, ...]:
    """The label with its number and the star of what must be answered; the help text on lines of its own."""
    label = field.label.in_(language) + ("*" if field.required else "")
    spans = (Span(f"{number} ", Accent.NUMBER), Span(label)) if number else (Span(label),)
    lines = [Line(Tone.LABEL, spans)]
    if field.help is not None:
        lines.append(Line(Tone.HELP, (Span(field.help.in_(language)),)))
    return tuple(lines)


def control_of(field: Field, name: str, title: str, language: Language, *, in_row: bool = False) -> Control:
    kind = _KINDS.get(field.kind, ControlKind.TEXT)
    return Control(name, kind, title, hint_of(field, language, in_row=in_row))


def rows_grid(definition: FormDefinition, language: Language, cell: FieldCell, width: int, list: int) -> Grid:
    """Repeating rows: a table with a line for each, or cards where the columns need more than one line.

    ``list`` numbers the cards.
    """
    field = definition.field(cell.field)
    number = str(definition.number_of(field.id))
    title = f"{number} {field.label.in_(language)}"
    head = Row((Cell(0, width, label_lines(field, language, number)),), header=True)
    if is_cards(field):
        items = [_card(field, row, title, language, width, list) for row in range(field.rows)]
        return Grid((head, *(row for item in items for row in item)), field.id, len(items[0]), title)
    edges = _edges(field.columns, width)
    heads = Row(
        tuple(
            Cell(edges[at], edges[at + 1], label_lines(column, language), Fill.HEAD)
            for at, column in enumerate(field.columns)
        ),
        header=True,
    )
    rows = (_cells(field, field.columns, row, title, language, edges) for row in range(field.rows))
    return Grid((head, heads, *rows), field.id, 1, title)


def _columns(field: Field) -> int:
    return min(COLUMNS, max(field.width, narrowest(field)))


def _edges(columns: Sequence[Field], width: int) -> list[int]:
    total = sum(map(_columns, columns))
    return [round(width * at / total) for at in accumulate(map(_columns, columns), initial=0)]


def _cells(
    field: Field, columns: Sequence[Field], row: int, title: str, language: Language, edges: Sequence[int]
) -> Row:
    cells = []
    for at, column in enumerate(columns):
        name = name_of(field.id, row=row, column=column.id)
        say = f"{title} ({row + 1}): {column.label.in_(language)}"
        control = control_of(column, name, say, language, in_row=True)
        cells.append(Cell(edges[at], edges[at + 1], control, Fill.GRID))
    height = max(_height(column, column.lines) for column in columns)
    return Row(tuple(cells), height, splits=any(column.kind is FieldKind.LONG_TEXT for column in columns))


def _card(field: Field, row: int, title: str, language: Language, width: int, list: int) -> list[Row]:
    mark = Mark(MarkKind.CARD, list, text=f"{(field.item or field.label).in_(language)} %1")
    rows = [Row((Cell(0, width, (Line(Tone.LABEL, (), mark),), Fill.HEAD),))]
    for columns in _lines(field.columns):
        edges = _edges(columns, width)
        labels = tuple(
            Cell(edges[at], edges[at + 1], label_lines(column, language)) for at, column in enumerate(columns)
        )
        rows.append(Row(labels))
        rows.append(_cells(field, columns, row, title, language, edges))
    return [replace(one, keeps=True) for one in rows[:-1]] + rows[-1:]


def _lines(columns: Sequence[Field]) -> Iterator[list[Field]]:
    """Columns in order, as many to a line as fit in twelve."""
    line: list[Field] = []
    for column in columns:
        if line and sum(_columns(one) for one in line) + _columns(column) > COLUMNS:
            yield line
            line = []
        line.append(column)
    if line:
        yield line


def continuation_parts(block: Continuations, language: Language, width: int) -> Iterator[Part]:
    """Free continuation boxes, a heading above the first."""
    yield Line(Tone.HEADING_2, (Span(words.CONTINUATION.in_(language)),))
    yield Line(Tone.HELP, (Span(words.CONTINUATION_HELP.in_(language)),))
    middle = round(width * 2 / COLUMNS)
    for pair in range(1, block.count + 1):
        again = f" ({pair})" if block.count > 1 else ""
        said = [text.in_(language) + again for text in CONTINUED.values()]
        which, rest = continuation_names(pair)
        heads = (
            Cell(0, middle, (Line(Tone.LABEL, (Span(said[0]),)),)),
            Cell(middle, width, (Line(Tone.LABEL, (Span(said[1]),)),)),
        )
        cells = (
            Cell(0, middle, Control(which, ControlKind.TEXT, said[0], NUMBER_HINT.in_(language)), Fill.VALUE),
            Cell(middle, width, Control(rest, ControlKind.LONG_TEXT, said[1], TEXT_HINT.in_(language)), Fill.VALUE),
        )
        title = f"{words.CONTINUATION.in_(language)}{again}"
        yield Grid((Row(heads, header=True), Row(cells, _LINE, splits=True)), title=title)
