"""Forms made elsewhere in a pile: they carry no code, so that nothing but their print parts one copy from the next.

Only a run of sheets that is nothing but whole copies is taken apart, and a copy's sheets must lie together: where a
page is missing, the next person's could stand in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

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


def photos_joined(office: Office, pile: Pile, parts: Sequence[StackPart]) -> tuple[StackPart, ...]:
    """The parts of files of one sheet each, with those that are one copy of a form made elsewhere as one part.

    Nothing on them says whose they are: page 1 of one person and page 2 of another make a whole copy too. So a person
    must say both: which form it is (``--form``), and by a folder of their own that these are one document's pages. Such
    a folder holds every page of the form once and nothing else, and is not the inbox itself.
    """
    said = office.foreign.known()
    if said is None or said.layout is None or said.layout.pages < 2:
        return tuple(parts)
    found = list(parts)
    for folder, sheets in _by_folder(pile).items():
        own = [one for one in found if set(one.sheets) & set(sheets)]
        loose = all(one.kind is PartKind.NOBODYS and one.reason == LOOSE and len(one.sheets) == 1 for one in own)
        if not loose or len(own) != said.layout.pages or _is_ours(office, folder):
            continue
        pages = {one.page: sheet for sheet in sheets for one in _prints(office, pile, sheet)}
        if sorted(pages) == list(range(1, said.layout.pages + 1)):
            joined = StackPart(PartKind.NOBODYS, tuple(pages[page] for page in sorted(pages)), reason=COPIES)
            found = [joined if one is own[0] else one for one in found if one is own[0] or one not in own]
    return tuple(found)


def _by_folder(pile: Pile) -> dict[Path, list[int]]:
    """The sheets of each folder that files came from; of one that is kept since an earlier run, where it lies still."""
    found: dict[Path, list[int]] = {}
    for file in pile.files:
        folder = next(iter(file.twins), file.path).resolve().parent
        found.setdefault(folder, []).extend(pile.sheets_of(file))
    return found


def _is_ours(office: Office, folder: Path) -> bool:
    """The inbox itself, and where stacks are kept: what lies there was laid together by nobody."""
    inbox, system = office.workplace.inbox.resolve(), office.workplace.system.resolve()
    return folder == inbox or folder.is_relative_to(system)


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
