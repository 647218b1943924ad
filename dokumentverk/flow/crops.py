"""Pictures of what was not read, to lie in the archive beside the record: whoever has the folder can read the answer,
with this program or without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dokumentverk.archive.plan import Crop
from dokumentverk.engines.pictures import cut
from dokumentverk.engines.worker import Lost
from dokumentverk.errors import DokumentverkError
from dokumentverk.flow.doubts import around
from dokumentverk.flow.office import Office
from dokumentverk.flow.understood import Understood
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Box, Part, continuation_names, name_of
from dokumentverk.model.reading import FileKind, Method, Observation
from dokumentverk.model.record import Entry, Record, State

_PICTURED = frozenset({FileKind.PDF, FileKind.IMAGE})


def crops_of(office: Office, understood: Understood, path: Path) -> tuple[tuple[Crop, ...], tuple[Finding, ...]]:
    """One for each side that an unread answer stands on, in the order of the form, and what is worth knowing where
    none could be made. Bad content raises nothing: the original is filed all the same."""
    record, kind = understood.received.record, understood.received.intakes[0].kind
    wanted = list(unread_places(record)) if record is not None and kind in _PICTURED else []
    if not wanted:
        return (), ()
    workers = office.reader.paper_workers if kind is FileKind.IMAGE else office.reader.workers
    try:
        made = workers.call(cut, str(path), tuple(box for _, box in wanted))
    except DokumentverkError:
        made = ()
    pictures = () if isinstance(made, Lost) else made
    crops = tuple(Crop(name, picture) for (name, _), picture in zip(wanted, pictures, strict=False) if picture)
    lacking = len(wanted) - len(crops)
    return crops, (finding("CROPS_NOT_MADE", count=lacking),) if lacking else ()


def unread_places(record: Record) -> Iterator[tuple[str, Box]]:
    """(name, box) of every answer that nobody has read yet: a field's id, a cell by its name in the PDF, a continuation
    by its own. Points of the received sides as displayed; nothing of sides that are unread as a whole."""
    seen = [
        one for one in record.observations if one.part is not Part.REPEAT and one.source.method is not Method.PERSON
    ]
    for entry in record.entries:
        own = [one for one in seen if one.field == entry.field]
        for name, boxes in _unread_of(entry, own):
            yield from ((name, box) for box in around(one.source for one in boxes))
    for one in seen:
        if not one.field and one.part is Part.CONTINUATION_TEXT and one.confidence == 0.0 and one.row is not None:
            name = continuation_names(one.row + 1)[1]
            yield from ((name, box) for box in around([one.source]))


def _unread_of(entry: Entry, seen: Iterable[Observation]) -> Iterator[tuple[str, list[Observation]]]:
    seen = list(seen)
    if not entry.cells:
        if entry.state is State.NOT_READ:
            yield entry.field, seen
        return
    for cell in entry.cells:
        if cell.state is State.NOT_READ:
            own = [one for one in seen if (one.row, one.column) == (cell.row, cell.column)]
            yield name_of(entry.field, row=cell.row, column=cell.column), own
