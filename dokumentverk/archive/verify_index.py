"""The index held against the journal and the folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dokumentverk.archive.chain import Chain
from dokumentverk.archive.index import FILE, Index, Row
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


def is_behind(state: IndexState, chain: Chain, floor: int) -> bool:
    """Whether it does not follow ``chain``, the journal as it is after the index was read. ``floor`` is the least
    number that it must have come to."""
    return state.head[0] < floor or not chain.holds(*state.head)


def differing(state: IndexState, found: dict[str, Row | None], unsettled: set[str]) -> Iterator[Finding]:
    """``found`` is what the folders say, None of a return whose record cannot be read. Of ``unsettled`` returns nothing
    can be said now."""
    for return_id in sorted((state.rows.keys() | found.keys()) - unsettled):
        there = found.get(return_id)
        unreadable = return_id in found and there is None
        if state.rows.get(return_id) != there and not (unreadable and return_id in state.rows):
            yield finding("ARCHIVE_INDEX_DIFFERS", id=return_id)
