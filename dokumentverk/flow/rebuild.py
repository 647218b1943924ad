"""The database made anew: the register from the issue log, the index from the archive's folders and journal."""

from __future__ import annotations

from dataclasses import dataclass

from dokumentverk.archive.rebuild import Progress
from dokumentverk.flow.office import Office
from dokumentverk.issue.book import BookPlaces, rebuild_register
from dokumentverk.model.finding import Finding


@dataclass(frozen=True, slots=True)
class RebuiltAll:
    documents: int
    issues: int
    findings: tuple[Finding, ...]


def rebuild_all(office: Office, progress: Progress | None = None) -> RebuiltAll:
    """Nothing in the archive, the journal or the issue log is changed, but that the journal tells of it."""
    place = office.workplace
    followed = rebuild_register(BookPlaces(place.issue_log, place.register, place.issued))
    with office.writing() as archive:
        rebuilt = archive.rebuild(progress)
    return RebuiltAll(rebuilt.returns, followed.issued, (*followed.findings(), *rebuilt.findings))
