"""The database made anew: the register from the issue log, the index from the archive's folders and journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dokumentverk.archive.rebuild import Progress
from dokumentverk.errors import ArchiveDamaged, ConfigurationError
from dokumentverk.flow.office import Office
from dokumentverk.issue import log
from dokumentverk.issue.book import BookPlaces, rebuild_register
from dokumentverk.issue.register import Register
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding


@dataclass(frozen=True, slots=True)
class RebuiltAll:
    documents: int
    issues: int
    findings: tuple[Finding, ...]


def rebuild_all(office: Office, progress: Progress | None = None) -> RebuiltAll:
    """Nothing in the archive, the journal, the issue log or the case log is changed, but that the journal tells of it.
    The case log has no database: it is read through, and what of it is lost is told."""
    place = office.workplace
    known = _issues_known(office)
    logged = sum(1 for one in log.read(place.issue_log) if isinstance(one.entry, log.Issued))
    if logged < known:
        raise ArchiveDamaged("REGISTER_WOULD_SHRINK", file=place.issue_log.name)
    followed = rebuild_register(BookPlaces(place.issue_log, place.register, place.issued))
    with office.writing() as archive:
        rebuilt = archive.rebuild(progress)
    findings = (*followed.findings(), *rebuilt.findings, *_not_logged(office), *office.cases.findings())
    return RebuiltAll(rebuilt.returns, followed.issued, findings)


def _not_logged(office: Office) -> Iterator[Finding]:
    """The archive knows numbers that the issue log does not: it was not restored with the archive, or they are another
    workplace's."""
    with office.catalog() as catalog:
        numbers = {row.issue for row in catalog.all() if row.issue is not None}
    unknown = sum(1 for number in numbers if office.issues.get(number) is None)
    if unknown:
        yield finding("ARCHIVE_ISSUES_NOT_LOGGED", count=unknown, file=office.workplace.issue_log.name)


def _issues_known(office: Office) -> int:
    """How many issues the register holds; none when it is missing or cannot be opened."""
    path = office.workplace.register
    if not path.exists():
        return 0
    try:
        with Register(path) as register:
            return len(register.all())
    except ConfigurationError:
        return 0
