"""The index held against the journal and the folders."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dokumentverk.archive.chain import Chain
from dokumentverk.archive.index import FILE, Index
from dokumentverk.archive.index_rows import Row
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding


@dataclass(frozen=True, slots=True)
class IndexState:
    """``head`` is the number and digest of the last entry that the index knows."""

    head: tuple[int, str]
    rows: dict[str, Row]


def read_index(system: Path) -> IndexState | None:
    """None when there is no index."""
    index = Index.readable(system / FILE)
    if index is None:
        return None
    with index:
        head, absences = index.head(), index.absences()
        rows = {row.return_id: replace(row, absences=absences.get(row.return_id, ())) for row in index.all()}
    return IndexState(head, rows)


def is_behind(state: IndexState, floor: int) -> bool:
    """``floor`` is the least number of an entry that it must have come to."""
    return state.head[0] < floor


def knows_more(state: IndexState, chain: Chain) -> bool:
    """Whether it has come to an entry that ``chain``, the journal as it is after the index was read, does not have: the
    journal was cut or replaced, since a line is synced before the index gets it."""
    return not chain.holds(*state.head)


def differing(root: Path, state: IndexState, found: dict[str, Row | None], unsettled: set[str]) -> Iterator[Finding]:
    """``found`` is what the folders say, None of a return whose record cannot be read. Of ``unsettled`` returns nothing
    can be said now."""
    for return_id in sorted((state.rows.keys() | found.keys()) - unsettled):
        there, known = found.get(return_id), state.rows.get(return_id)
        unreadable = return_id in found and there is None
        if not _is_same(root, known, there) and not (unreadable and known is not None):
            yield finding("ARCHIVE_INDEX_DIFFERS", id=return_id)


def _is_same(root: Path, known: Row | None, there: Row | None) -> bool:
    """Names whose letters are put together otherwise are the same, where the file system opens the one for the other
    (macOS)."""
    if known is None or there is None or known.folder == there.folder:
        return known == there
    return _composed(known) == _composed(there) and (root / known.folder).is_dir()


def _composed(row: Row) -> Row:
    placements = (replace(one, path=unicodedata.normalize("NFC", one.path)) for one in row.placements)
    return replace(row, folder=unicodedata.normalize("NFC", row.folder), placements=tuple(placements))
