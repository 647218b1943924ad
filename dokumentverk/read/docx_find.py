"""Where the answers of a form stand in a DOCX: by control, by bookmark, by label. Pure.

A tag is the surest. LibreOffice 7.4 drops all tags and keeps bookmarks; editors like Google's drop both, and what is
left is the table: an answer stands below its label, a tick box left of what it means.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dokumentverk.engines.docx_form import DocxForm, SeenCell, SeenControl
from dokumentverk.engines.docx_places import CONTINUED, choices_of, is_cards
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.layout import Part, Place
from dokumentverk.model.reading import Method

_NEAR = 90
"""Twips (1.6 mm) that an edge may have moved: DOC and RTF round widths, and LibreOffice shifts whole tables."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where an answer stands: the whole cell, or a control or bookmark outside any cell. ``row`` is the item of a
    repeating table as it stands now."""

    place: Place
    method: Method
    text: str
    cell: int | None = None
    control: SeenControl | None = None
    row: int | None = None


def find(form: DocxForm, definition: FormDefinition, places: Iterable[Place]) -> tuple[Found, ...]:
    """Every place that the file has, in the order of ``places``; a place may be found more than once."""
    finder = _Finder(form, definition)
    single: list[Found] = []
    tables: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        if place.column is None:
            single += finder.single(place)
        else:
            tables[place.field].append(place)
    for field, of_table in tables.items():
        single += finder.rows(definition.field(field), of_table)
    return tuple(single)


def misplaced(form: DocxForm, definition: FormDefinition, found: Iterable[Found]) -> frozenset[str]:
    """The fields whose control or bookmark stands in another cell than their label says: cells were moved, or names
    exchanged, and an answer stands beside another question."""
    finder = _Finder(form, definition)
    marked = [one for one in found if one.cell is not None and one.method is not Method.LABEL and one.place.field]
    return frozenset(one.place.field for one in marked if one.place.part is Part.MAIN and finder.contradicts(one))


class _Finder:
    def __init__(self, form: DocxForm, definition: FormDefinition) -> None:
        self._form = form
        self._definition = definition
        self._tags: dict[str, list[SeenControl]] = defaultdict(list)
        for control in form.controls:
            if control.tag:
                self._tags[control.tag].append(control)
        self._bookmarks = {mark.name: mark for mark in reversed(form.bookmarks)}
        self._tables: dict[int, list[int]] = defaultdict(list)
        for at, cell in enumerate(form.cells):
            self._tables[cell.table].append(at)
        self._labels: dict[str, list[int]] = defaultdict(list)
        for at, cell in enumerate(form.cells):
            if not cell.continues and (said := _folded(cell.text.split("\n", maxsplit=1)[0])):
                self._labels[said].append(at)

    def single(self, place: Place) -> list[Found]:
        """A place that is no cell of a repeating table."""
        if found := list(self._marked(place)):
            return found
        cell = self._below_label(place)
        return [Found(place, Method.LABEL, self._form.cells[cell].text, cell)] if cell is not None else []

    def _marked(self, place: Place) -> Iterator[Found]:
        for control in self._tags.get(place.name, ()):
            whole = control.alone and control.cell is not None
            text = self._form.cells[control.cell].text if whole and control.cell is not None else control.text
            yield Found(place, Method.CONTENT_CONTROL, text, control.cell, control)
        if place.name in self._tags:
            return
        if (mark := self._bookmarks.get(place.name)) is not None:
            text = self._form.cells[mark.cell].text if mark.cell is not None else mark.text
            yield Found(place, Method.BOOKMARK, text, mark.cell, self._control_in(mark.cell))

    def _control_in(self, cell: int | None) -> SeenControl | None:
        """The one control of a cell, tag or not: it may know more than its text."""
        inside = [one for one in self._form.controls if one.cell == cell and one.cell is not None]
        telling = [one for one in inside if one.checked is not None or one.full_date is not None]
        return telling[0] if len(telling) == 1 else None

    # Labels

    def contradicts(self, found: Found) -> bool:
        """Whether the labels lead elsewhere; not when they lead nowhere, or to several cells."""
        place = found.place
        if place.column is None:
            cell = self._below_label(place)
            return cell is not None and cell != found.cell
        field = self._definition.field(place.field)
        own = {found.cell: found} if found.cell is not None else {}
        columns = {column for column, cell in self._unmarked(field, {}, own) if cell == found.cell}
        return bool(columns) and place.column not in columns

    def _labelled(self, texts: Texts, number: int | None) -> list[int]:
        """The cells that say this label, in any language."""
        found: list[int] = []
        for language in Language:
            label = texts.in_(language)
            found += self._labels.get(_folded(f"{number} {label}" if number is not None else label), ())
        return list(dict.fromkeys(found))

    def _below_label(self, place: Place) -> int | None:
        if place.part is Part.REPEAT:
            said = self._labelled(self._definition.field(place.field).label, None)
            return self._below(said[0]) if len(said) == 1 else None
        if place.part is not Part.MAIN:
            texts = CONTINUED[place.part]
            said = self._labelled(texts, None) or self._labelled(_numbered(texts, place.row or 0), None)
            return self._below(said[0]) if len(said) == 1 else None
        field = self._definition.field(place.field)
        said = self._labelled(field.label, self._definition.number_of(field.id))
        if len(said) != 1:
            return None
        if field.kind is FieldKind.TICK:
            return self._left_of(said[0])
        if place.choice is None:
            return self._below(said[0])
        label = dict(choices_of(field))[place.choice]
        within = self._rows_below(said[0])
        cells = [at for at in self._labelled(label, None) if at in within]
        return self._left_of(cells[0]) if len(cells) == 1 else None

    def _below(self, label: int) -> int | None:
        """The cell right below."""
        here = self._form.cells[label]
        below = [at for at in self._rows_below(label) if self._form.cells[at].row == here.row + 1]
        return below[0] if len(below) == 1 else None

    def _rows_below(self, label: int) -> list[int]:
        """The cells below in the same columns, down to the end of the table."""
        here = self._form.cells[label]
        cells = ((at, self._form.cells[at]) for at in self._tables[here.table])
        return [at for at, cell in cells if cell.row > here.row and _inside(cell, here)]

    def _left_of(self, label: int) -> int | None:
        here = self._form.cells[label]
        cells = ((at, self._form.cells[at]) for at in self._tables[here.table])
        beside = [at for at, cell in cells if cell.row == here.row and abs(cell.right - here.left) <= _NEAR]
        return beside[0] if len(beside) == 1 else None

    # Repeating tables

    def rows(self, field: Field, places: list[Place]) -> list[Found]:
        """Every cell of a repeating table. Rows are counted as they stand: Word copies tags when a row is added, and an
        added row in LibreOffice has neither tag nor bookmark."""
        claimed: dict[int, Found] = {}
        loose: list[Found] = []
        for place in places:
            for found in self._marked(place):
                if found.cell is None:
                    loose.append(Found(place, found.method, found.text, None, found.control, place.row))
                else:
                    claimed.setdefault(found.cell, found)
        for column, cell in self._unmarked(field, claimed):
            if cell not in claimed:
                place = next(one for one in places if one.column == column)
                control = self._control_in(cell)
                claimed[cell] = Found(place, Method.LABEL, self._form.cells[cell].text, cell, control)
        return loose + list(self._counted(field, claimed))

    def _counted(self, field: Field, claimed: dict[int, Found]) -> Iterator[Found]:
        by_column: dict[str, list[int]] = defaultdict(list)
        for cell, found in sorted(claimed.items()):
            by_column[found.place.column or ""].append(cell)
        lines = sorted({(self._form.cells[cell].table, self._form.cells[cell].row) for cell in claimed})
        for cells in by_column.values():
            for order, cell in enumerate(cells):
                seen = self._form.cells[cell]
                row = order if is_cards(field) else lines.index((seen.table, seen.row))
                found = claimed[cell]
                yield Found(found.place, found.method, found.text, cell, found.control, row)

    def _unmarked(
        self, field: Field, claimed: dict[int, Found], near: dict[int, Found] | None = None
    ) -> Iterator[tuple[str, int]]:
        """(column, cell) by the labels of the columns, in the tables of the cells that are ``claimed`` or ``near``."""
        tables = {self._form.cells[cell].table for cell in (near or claimed)}
        if not tables:
            said = self._labelled(field.label, self._definition.number_of(field.id))
            tables = {self._form.cells[at].table for at in said} if len(said) == 1 else set()
        for column in field.columns:
            for label in self._labelled(column.label, None):
                if self._form.cells[label].table not in tables or label in claimed:
                    continue
                cells = [self._below(label)] if is_cards(field) else self._rows_below(label)
                for cell in cells:
                    if cell is not None and not self._form.cells[cell].continues:
                        yield column.id, cell


def _numbered(texts: Texts, pair: int) -> Texts:
    said = (f"{texts.in_(language)} ({pair + 1})" for language in Language)
    return Texts(*said)


def _folded(text: str) -> str:
    """A label as it is compared: blanks and case folded, without the star of what must be answered."""
    return " ".join(text.split()).removesuffix("*").strip().casefold()


def _inside(cell: SeenCell, label: SeenCell) -> bool:
    middle = (cell.left + cell.right) / 2
    return label.left - _NEAR <= cell.left and cell.right <= label.right + _NEAR and label.left < middle < label.right
