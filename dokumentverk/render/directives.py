"""Field directives of a template against the definition: what stands where, and that every field stands once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dokumentverk.errors import Fault
from dokumentverk.model.form import Field, FieldKind, FormDefinition, Section
from dokumentverk.model.language import Language
from dokumentverk.render import geometry
from dokumentverk.render.blocks import Block, Continuations, FieldCell, FieldRow, SectionTitle

COLUMNS = 12
DATE_CELLS = 8
FODSELSNUMMER_CELLS = 11
_CONTINUATION_LINES = 6
_OPTION = re.compile(r"(width|lines)=(\d{1,2})")
_REPEAT = "repeat"
REPEATABLE = frozenset(
    {FieldKind.TEXT, FieldKind.DATE, FieldKind.FODSELSNUMMER, FieldKind.NUMBER, FieldKind.PERCENT},
)
_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Directive:
    """``text`` is what stands between the brackets, ``line`` the line of the template."""

    text: str
    line: int


@dataclass(slots=True)
class Placement:
    """Collects what has been placed. ``place`` gives the blocks of a directive line, ``finish`` the faults."""

    file: str
    definition: FormDefinition
    language: Language
    placed: dict[str, int] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    continuations: int | None = None
    faults: list[Fault] = field(default_factory=list)

    def place(self, directives: tuple[Directive, ...]) -> tuple[Block, ...]:
        if self.definition.letter is not None:
            self._fault(directives[0].line, "TEMPLATE_BOX_IN_LETTER")
            return ()
        match [directive.text.split() for directive in directives]:
            case [["section", id]]:
                return tuple(self._section(id, directives[0]))
            case [["title", id]]:
                return tuple(self._title(id, directives[0]))
            case [["continuation", *options]]:
                return tuple(self._continuation(options, directives[0]))
            case _:
                cells = [cell for one in directives for cell in self._cell(one)]
                self._check_width(cells, directives[0])
                return (FieldRow(tuple(cells)),) if cells else ()

    def finish(self) -> tuple[Fault, ...]:
        """Every fault, those of fields that are placed nowhere included."""
        for one in () if self.definition.letter is not None else self.definition.fields():
            if one.id not in self.placed:
                self.faults.append(Fault(self.file, "", "TEMPLATE_FIELD_MISSING", (("field", one.id),)))
        if self.definition.continuations and self.continuations is None:
            self.faults.append(Fault(self.file, "", "TEMPLATE_CONTINUATION_MISSING"))
        return tuple(self.faults)

    def _fault(self, line: int, code: str, **params: str) -> None:
        self.faults.append(Fault(self.file, f"line {line}", code, tuple(params.items())))

    def _section_of(self, id: str, directive: Directive) -> Section | None:
        found = next((section for section in self.definition.sections if section.id == id), None)
        if found is None:
            self._fault(directive.line, "TEMPLATE_SECTION_UNKNOWN", section=id)
        return found

    def _title(self, id: str, directive: Directive) -> Iterator[Block]:
        if self._section_of(id, directive):
            yield SectionTitle(id)

    def _section(self, id: str, directive: Directive) -> Iterator[Block]:
        section = self._section_of(id, directive)
        if section is None:
            return
        yield SectionTitle(id)
        cells = [FieldCell(one.id, natural_width(one), one.lines) for one in section.fields]
        for cell in cells:
            self._remember(cell.field, cell.width, directive)
        yield from flow(cells, self.definition)

    def _continuation(self, options: list[str], directive: Directive) -> Iterator[Block]:
        given = self._options(options, directive)
        if "width" in given:
            self._fault(directive.line, "TEMPLATE_OPTION_UNKNOWN", option="width")
        if self.continuations is not None:
            self._fault(directive.line, "TEMPLATE_CONTINUATION_TWICE")
            return
        self.continuations = directive.line
        if self.definition.continuations:
            yield Continuations(self.definition.continuations, max(1, given.get("lines", _CONTINUATION_LINES)))

    def _cell(self, directive: Directive) -> Iterator[FieldCell]:
        words = directive.text.split()
        id = words[0] if words else ""
        try:
            found = self.definition.field(id)
        except KeyError:
            shown = id if _ID.fullmatch(id) else "?"
            self._fault(directive.line, "TEMPLATE_FIELD_UNKNOWN", field=shown)
            return
        repeat = _REPEAT in words[1:]
        given = self._options([word for word in words[1:] if word != _REPEAT], directive)
        width = given.get("width", natural_width(found))
        if width < narrowest(found):
            self._fault(directive.line, "TEMPLATE_FIELD_TOO_NARROW", field=id, width=str(narrowest(found)))
        if repeat:
            self._remember_repeat(found, width, directive)
        else:
            self._remember(id, width, directive)
        yield FieldCell(id, max(1, min(COLUMNS, width)), max(1, given.get("lines", found.lines)), repeat)

    def _options(self, words: list[str], directive: Directive) -> dict[str, int]:
        given: dict[str, int] = {}
        for word in words:
            if match := _OPTION.fullmatch(word):
                given[match[1]] = int(match[2])
            else:
                option = re.sub(r"[^\w=-]", "", word)[:40]
                self._fault(directive.line, "TEMPLATE_OPTION_UNKNOWN", option=option)
        return given

    def _remember(self, id: str, width: int, directive: Directive) -> None:
        if id in self.placed:
            self._fault(directive.line, "TEMPLATE_FIELD_TWICE", field=id, first=str(self.placed[id]))
        self.placed.setdefault(id, directive.line)
        self.widths.setdefault(id, width)

    def _remember_repeat(self, found: Field, width: int, directive: Directive) -> None:
        """An answer is shown once more after its own place, and only what is one line of text."""
        if found.id not in self.placed or found.id in self.repeated or found.kind not in REPEATABLE:
            self._fault(directive.line, "TEMPLATE_REPEAT_UNFIT", field=found.id)
        elif width != self.widths[found.id]:
            self._fault(directive.line, "TEMPLATE_REPEAT_WIDTH", field=found.id, width=str(self.widths[found.id]))
        self.repeated.add(found.id)

    def _check_width(self, cells: list[FieldCell], directive: Directive) -> None:
        if sum(cell.width for cell in cells) > COLUMNS:
            self._fault(directive.line, "TEMPLATE_ROW_TOO_WIDE", width=str(sum(cell.width for cell in cells)))
        rows = [cell for cell in cells if self.definition.field(cell.field).kind is FieldKind.ROWS]
        if rows and len(cells) > 1:
            self._fault(directive.line, "TEMPLATE_TABLE_NOT_ALONE", field=rows[0].field)


def natural_width(field: Field) -> int:
    """Columns of twelve: the definition's, but never narrower than the field's cells need; tables take all."""
    if field.kind is FieldKind.ROWS:
        return COLUMNS
    return min(COLUMNS, max(field.width, narrowest(field)))


def narrowest(field: Field) -> int:
    """Columns that the comb cells need at 5 mm each."""
    if field.kind is FieldKind.ROWS:
        return COLUMNS
    cells = cells_of(field)
    return 1 if cells is None else min(COLUMNS, geometry.columns_for(cells))


def cells_of(field: Field) -> int | None:
    """Cells of the comb that the field is written in; None where it is written on lines."""
    match field.kind:
        case FieldKind.DATE:
            return DATE_CELLS
        case FieldKind.FODSELSNUMMER:
            return FODSELSNUMMER_CELLS
        case _:
            return field.cells


def flow(cells: list[FieldCell], definition: FormDefinition) -> Iterator[FieldRow]:
    """Fields in order, as many to a row as fit."""
    row: list[FieldCell] = []
    for cell in cells:
        alone = definition.field(cell.field).kind is FieldKind.ROWS
        if row and (alone or sum(one.width for one in row) + cell.width > COLUMNS):
            yield FieldRow(tuple(row))
            row = []
        row.append(cell)
    if row:
        yield FieldRow(tuple(row))
