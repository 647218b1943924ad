"""What filing will do, before anything is written: the folder, the file names, and the metadata of the journalpost.

Sources: arkivforskrifta section 15 (metadata, dates kept apart); ``domain.md`` section 5 (series, titles, shielding).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dokumentverk.archive import metadata, sums
from dokumentverk.archive.formats import PNG_PRONOM, ArchivalCopy, suffix_of
from dokumentverk.archive.names import length
from dokumentverk.archive.places import FindFolder, Place, folder_of
from dokumentverk.errors import UsageFault
from dokumentverk.model.absence import Absence
from dokumentverk.model.filing import Journalpost, Received, Variant
from dokumentverk.model.form import Direction, FormDefinition, Series
from dokumentverk.model.person import Employee
from dokumentverk.model.workplace import Settings

CORRECTION = "rettelse.json"
"""What a person said of a filed return, in a folder of its own: the file that this return is made of."""


@dataclass(frozen=True, slots=True)
class Crop:
    """The picture (PNG) of an answer that was not read, cut out of a received side. ``shows`` names it as a correction
    does: a field's id, or ``measures_2_goal`` for a cell. An answer on several sides has several."""

    shows: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Filing:
    """One document to file.

    ``originals`` are the received files, one for each intake, in order; ``copies`` their archival copies, or nothing.
    ``definition`` is None for what is not ours, which then needs a ``title``. ``employee`` is the register's entry
    for ``received.employee``, None when the register lacks them. ``responsible`` is the name of the saksansvarlig.
    ``direction`` and ``series`` override the definition's (what we send is OUTGOING), ``dated`` the date in the form.
    ``related`` are returns that this one is attached to. ``restricted``: a person decided that few may see it.
    ``sender`` is who it comes from where that is not the employee; empty when nobody said; ``recipient`` who it went to
    where that is not the employee. ``corrects`` is the return
    that this one says more of: what a person read in it after it was filed.
    """

    received: Received
    originals: tuple[Path, ...]
    definition: FormDefinition | None = None
    employee: Employee | None = None
    copies: tuple[ArchivalCopy, ...] = ()
    title: str | None = None
    direction: Direction | None = None
    series: Series | None = None
    sent: datetime | None = None
    dated: date | None = None
    responsible: str = ""
    related: tuple[str, ...] = ()
    absences: tuple[Absence, ...] = ()
    restricted: bool = False
    sender: str | None = None
    recipient: str | None = None
    crops: tuple[Crop, ...] = ()
    corrects: str | None = None

    @property
    def anonymous(self) -> bool:
        """Of a form that names nobody: no employee is kept, and returns of one issue are not tied together."""
        return self.definition is not None and self.definition.anonymous


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """``intake`` is the position of the received file, or None; a copy or crop has its bytes in ``content``."""

    name: str
    variant: Variant
    intake: int | None = None
    pronom: str | None = None
    content: bytes | None = None
    shows: str | None = None


@dataclass(frozen=True, slots=True)
class FilingPlan:
    """``folder`` is relative to the archive's root, with ``/``. ``files`` come first, then record and checksums."""

    folder: str
    post: Journalpost
    files: tuple[PlannedFile, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (*(file.name for file in self.files), metadata.FILE, sums.FILE)


def plan(
    filing: Filing,
    settings: Settings,
    *,
    registered: datetime,
    root: Path,
    find: FindFolder,
    earlier: Sequence[str] = (),
) -> FilingPlan:
    """Pure. ``root`` counts with its length only, ``find`` answers for personnel folders that are there already.
    ``earlier`` are returns of the same issue and person that are filed.

    Raises UsageFault when the document's series needs an employee and none is known.
    """
    post = journalpost(filing, settings, registered, earlier)
    if post.series is not Series.ADMINISTRATIVE and post.employee is None and not filing.anonymous:
        raise UsageFault("ARCHIVE_EMPLOYEE_NEEDED", id=filing.received.return_id)
    employee = filing.employee
    files = tuple(_files(filing))
    place = Place(
        series=post.series,
        return_id=filing.received.return_id,
        dated=post.dated,
        title=post.title,
        number=post.employee,
        family_name=employee.family_name if employee else "",
        given_name=employee.given_name if employee else "",
        restricted=filing.restricted,
        longest_file=max(length(one.name) for one in files),
    )
    folder = folder_of(place, settings.archive, length(str(root)), find)
    return FilingPlan(folder, post, files)


def journalpost(filing: Filing, settings: Settings, registered: datetime, earlier: Sequence[str] = ()) -> Journalpost:
    rule = filing.definition.archive if filing.definition else None
    series = filing.series or (rule.series if rule else Series.PERSONALMAPPE)
    direction = filing.direction or (rule.returned if rule else Direction.INCOMING)
    shielded = series is not Series.ADMINISTRATIVE
    received = filing.received
    employee = None if filing.anonymous else received.employee
    arrived = max((one.arrived for one in received.intakes), default=None)
    sent = filing.sent if direction is Direction.OUTGOING else None
    came = arrived if direction is Direction.INCOMING else None
    sender, recipient = _parties(direction, _name(filing, employee), settings.name)
    if filing.sender is not None:
        sender = " ".join(filing.sender.split())
    if filing.recipient is not None:
        recipient = " ".join(filing.recipient.split())
    return Journalpost(
        title=_title(filing, settings),
        direction=direction,
        series=series,
        sender=sender,
        recipient=recipient,
        dated=filing.dated or _dated(filing) or _day(sent) or _day(came) or registered.date(),
        received=came,
        sent=sent,
        registered=registered,
        access_code=settings.archive.access_code if shielded else "",
        access_basis=settings.archive.access_basis if shielded else "",
        shield_title=shielded and (rule.shield_title if rule else True),
        responsible=filing.responsible,
        employee=employee,
        personalmappe=filing.employee.personalmappe if filing.employee and employee else None,
        related=tuple(dict.fromkeys((*corrected(filing), *filing.related, *earlier))),
    )


def corrected(filing: Filing) -> tuple[str, ...]:
    """The return that this one corrects, or nothing."""
    return (filing.corrects,) if filing.corrects is not None else ()


def _title(filing: Filing, settings: Settings) -> str:
    if filing.title is not None and filing.title.strip():
        return " ".join(filing.title.split())
    if filing.definition is None:
        raise UsageFault("ARCHIVE_TITLE_NEEDED")
    return filing.definition.archive.title.in_(settings.language)


def _name(filing: Filing, number: str | None) -> str:
    """The employee as sender or recipient: by name, or by number when the register lacks them; anonymous is empty."""
    if number is None:
        return ""
    return filing.employee.name if filing.employee else number


def _parties(direction: Direction, person: str, workplace: str) -> tuple[str, str]:
    """(sender, recipient)."""
    match direction:
        case Direction.INCOMING:
            return person, workplace
        case Direction.OUTGOING:
            return workplace, person
        case Direction.INTERNAL:
            return workplace, workplace


def _dated(filing: Filing) -> date | None:
    """The document's own date, where its form has one and it was read as a date."""
    definition, record = filing.definition, filing.received.record
    if definition is None or record is None or definition.document_date is None:
        return None
    entry = next((one for one in record.entries if one.field == definition.document_date), None)
    return entry.value if entry is not None and isinstance(entry.value, date) else None


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment is not None else None


def _files(filing: Filing) -> list[PlannedFile]:
    files = []
    intakes = filing.received.intakes
    for position, intake in enumerate(intakes):
        mark = f"-{position + 1}" if len(intakes) > 1 else ""
        copied = filing.copies[position] if position < len(filing.copies) else None
        own = copied is not None and copied.own
        files.append(
            PlannedFile(
                name=CORRECTION if filing.corrects else f"original{mark}{suffix_of(intake.kind, intake.name)}",
                variant=Variant.ARCHIVE if own else Variant.PRODUCTION,
                intake=position,
                pronom=copied.original_pronom if copied else None,
            )
        )
        if copied is not None and copied.content is not None:
            name = "gjengivelse" if copied.rendition else "arkivkopi"
            files.append(PlannedFile(f"{name}{mark}.pdf", Variant.ARCHIVE, None, copied.pronom, copied.content))
    return [*files, *_crops(filing.crops)]


def _crops(crops: Sequence[Crop]) -> Iterator[PlannedFile]:
    """Named by the answer that they show; of an answer on several sides the second ends with ``-2``."""
    seen: Counter[str] = Counter()
    for one in crops:
        seen[one.shows] += 1
        mark = f"-{seen[one.shows]}" if seen[one.shows] > 1 else ""
        yield PlannedFile(f"utsnitt-{one.shows}{mark}.png", Variant.CROP, None, PNG_PRONOM, one.content, one.shows)
