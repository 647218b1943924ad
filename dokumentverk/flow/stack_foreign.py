"""Forms made elsewhere in a pile: they carry no code, so that nothing but their print parts one copy from the next.

Only a run of sheets that is nothing but whole copies is taken apart, and a copy's sheets must lie together: where a
page is missing, the next person's could stand in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dokumentverk.engines.worker import Lost
from dokumentverk.flow.office import Office
from dokumentverk.flow.piles import Pile
from dokumentverk.model.stack import PartKind, StackPart
from dokumentverk.read.elsewhere import likely_forms
from dokumentverk.read.known import Known

LOOSE = "SHEETS_NOBODYS"
COPIES = "FOREIGN_COPIES_BY_ORDER"
"""The reason of a part that was taken out of such a run: told as worth knowing once it is read."""


@dataclass(frozen=True, slots=True)
class _Print:
    """Which page of which form a sheet is."""

    form: Known
    page: int
    patches: int


def copies_apart(office: Office, pile: Pile, parts: Sequence[StackPart]) -> tuple[StackPart, ...]:
    """The parts with every run of whole copies of a form made elsewhere as a part for each copy."""
    if not office.foreign.forms:
        return tuple(parts)
    found: list[StackPart] = []
    places: dict[int, int] = {}
    for at, part in enumerate(parts):
        places[at] = len(found)
        loose = part.kind is PartKind.NOBODYS and part.reason == LOOSE and len(part.sheets) > 1
        copies = _copies(office, pile, part.sheets) if loose else []
        found += [StackPart(PartKind.NOBODYS, copy, reason=COPIES) for copy in copies] or [part]
    return tuple(replace(one, of=places[one.of]) if one.of is not None else one for one in found)


def _copies(office: Office, pile: Pile, sheets: Sequence[int]) -> list[tuple[int, ...]]:
    """The sheets of each, in the order of its pages; none where some sheet is no page, or all are one copy."""
    prints: list[_Print] = []
    for sheet in sheets:
        best = max(_prints(office, pile, sheet), key=lambda one: one.patches, default=None)
        if best is None:
            return []
        prints.append(best)
    copies: list[tuple[int, ...]] = []
    at = 0
    while at < len(sheets):
        form = prints[at].form
        pages = form.layout.pages if form.layout is not None else 1
        copy = prints[at : at + pages]
        if any(one.form is not form for one in copy) or sorted(one.page for one in copy) != list(range(1, pages + 1)):
            return []
        copies.append(tuple(sheets[at + place] for place in sorted(range(pages), key=lambda one: copy[one].page)))
        at += pages
    return copies if len(copies) > 1 else []


def _prints(office: Office, pile: Pile, sheet: int) -> Iterator[_Print]:
    from dokumentverk.engines.scan_place import place_sheets

    file, number = pile.place(sheet)
    said = office.foreign.known()
    likely = likely_forms(str(file.path), (number,), office.foreign, office.reader.paper_workers)
    for form in likely if said is None else (said,):
        if form.layout is None or form.blank is None:
            continue
        call = office.reader.paper_workers.call
        placed = call(place_sheets, str(file.path), (number,), form.blank, form.layout)
        if not isinstance(placed, Lost) and placed[0].page:
            yield _Print(form, placed[0].page, placed[0].patches)
