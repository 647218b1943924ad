"""What a plan asks of the archive as it is: personnel folders that are there, and earlier returns of an issue."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from dokumentverk.archive.index import Index
from dokumentverk.archive.names import folded
from dokumentverk.archive.places import FindFolder, number_word
from dokumentverk.archive.plan import Filing, FilingPlan, plan
from dokumentverk.model.workplace import Settings


class PersonnelFolders:
    """Made for one opening of the archive. A parent folder is listed at most once, for employees that the index does
    not know: a folder may have been made or renamed by hand. The cost of a filing does not grow with the archive."""

    def __init__(self, root: Path, index: Index | None) -> None:
        self._root = root
        self._index = index
        self._listed: dict[str, dict[str, str]] = {}

    def finder(self, employee: str | None) -> FindFolder:
        """The employee's folder in a parent (both relative to the root), or None when there is none yet."""
        return lambda parent: self._find(parent, employee) if employee is not None else None

    def _find(self, parent: str, employee: str) -> str | None:
        known = self._index.personnel_folder(parent, employee) if self._index else None
        if known is not None and (self._root / parent / known).is_dir():
            return known
        if parent not in self._listed:
            self._listed[parent] = self._list(self._root / parent)
        return self._listed[parent].get(folded(number_word(employee)))

    def _list(self, parent: Path) -> dict[str, str]:
        """Folder by the word of the number that it begins with; of two the first in order."""
        if not parent.is_dir():
            return {}
        with os.scandir(parent) as entries:
            names = sorted((one.name for one in entries if one.is_dir(follow_symlinks=False)), reverse=True)
        return {folded(name.partition(" ")[0]): name for name in names}


def earlier_returns(index: Index | None, filing: Filing) -> tuple[str, ...]:
    """Returns of the same issue and the same person that are filed, oldest first: this one is a later return of
    theirs."""
    received = filing.received
    if index is None or received.identity.number is None or filing.anonymous:
        return ()
    rows = index.of_issue(received.identity.number)
    mine = (row.return_id for row in rows if row.employee == received.employee)
    return tuple(id for id in mine if id != received.return_id)


def plan_now(
    root: Path,
    index: Index | None,
    personnel: PersonnelFolders,
    settings: Settings,
    filing: Filing,
    registered: datetime,
) -> FilingPlan:
    """What filing would do now. Raises what ``plan.plan`` raises."""
    find = personnel.finder(filing.received.employee)
    earlier = earlier_returns(index, filing)
    return plan(filing, settings, registered=registered, root=root, find=find, earlier=earlier)
