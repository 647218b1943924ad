"""Copies and revisions that belong together: what two parties wrote each for themselves in one shared copy, and what a
filed document says carried on into its next version. Each is a wish for a new document; the filed ones stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.index import Row
from dokumentverk.check.form_rules import OPPFOLGINGSPLAN
from dokumentverk.errors import UsageFault
from dokumentverk.flow.filed_records import latest_of, own_returns
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order
from dokumentverk.messages.words import word
from dokumentverk.model.form import FormDefinition, Role
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.record import Record
from dokumentverk.model.value import Value, to_json
from dokumentverk.read.perspectives import Copy, Difference, carried_fields, side_by_side, unsettled

SHARED = "shared"
"""The choice of a field filled from ``party`` that stands for both."""

PLAN_KIND, REVISED = "plan_kind", "revised"
"""Where a plan says whether it is the first."""


@dataclass(frozen=True, slots=True)
class FiledCopy:
    """A party's own copy as it is filed, corrections included. ``unread`` are its fields that nobody has read yet."""

    party: Role
    return_id: str
    issue: str
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """``order`` makes the shared copy; ``made`` is the number of one that was made of these copies before."""

    definition: FormDefinition
    language: Language
    copies: tuple[FiledCopy, ...]
    differences: tuple[Difference, ...]
    order: Order
    made: str | None = None


@dataclass(frozen=True, slots=True)
class NextVersion:
    """``unread`` are fields that would have been carried on, had somebody read them. ``made`` are the numbers of what
    was made of the thread for the same party since: perhaps this version, and nobody saw that it was made."""

    definition: FormDefinition
    order: Order
    unread: tuple[str, ...]
    made: tuple[str, ...] = ()


def thread_of(office: Office, issue: Issue) -> tuple[Issue, ...]:
    """Every issue of the form and the person in a thread, oldest first, what was withdrawn left out."""
    root = issue.thread or issue.number
    first = office.issues.register.get(root)
    found = (*((first,) if first else ()), *office.issues.register.of_thread(root))
    return tuple(
        one for one in found if one.form == issue.form and one.employee == issue.employee and one.withdrawn is None
    )


def shared_of(office: Office, number: str, medium: Medium) -> Shared:
    """What the copies of the thread that ``number`` belongs to come to. Of each party the copy that was filed last
    counts. Raises UnknownNumber, and UsageFault where the form has no parties or a copy has not come back."""
    issue = office.known_issue(number)
    definition = office.form(issue.form)
    carried = any(section.carried for section in definition.sections)
    if len(definition.parties) < 2 or not carried:
        raise UsageFault("FORM_HAS_NO_COPIES", form=definition.id)
    thread = thread_of(office, issue)
    with office.catalog() as catalog:
        found = [_copy(catalog, definition, thread, party) for party in definition.parties]
        shared_after = _shared_before(thread, [row for one in found if one for row in (one[2],)])
    language = issue.language
    missing = [party for party, one in zip(definition.parties, found, strict=True) if one is None]
    if missing:
        raise UsageFault(
            "COPIES_MISSING",
            number=issue.number,
            parties=", ".join(word(f"role_{party}", office.settings.language) for party in missing),
        )
    both = [one for one in found if one is not None]
    copies = [copy for copy, _, _ in both]
    names = {party: word(f"role_{party}", language).capitalize() for party in definition.parties}
    side = side_by_side(definition, copies, names)
    order = Order(
        form=definition.id,
        employee=issue.employee,
        case=next((one.case for one in thread if one.case), None),
        thread=issue.thread or issue.number,
        language=language,
        medium=medium,
        given={**_given(definition, side.values), **_as_shared(definition)},
    )
    return Shared(
        definition, language, tuple(filed for _, filed, _ in both), side.differences, order, made=shared_after
    )


def next_version(office: Office, return_id: str, medium: Medium) -> NextVersion:
    """The document that follows on a filed one, with what that says in it. Raises UsageFault for what is not in the
    archive or has nothing to carry on."""
    with office.catalog() as catalog:
        row = catalog.get(return_id)
        if row is not None and row.corrects is not None:
            row = catalog.get(row.corrects)
        if row is None or row.destroyed:
            raise UsageFault("ARCHIVE_RETURN_UNKNOWN", id=return_id)
        if row.form is None or row.form not in office.sound_forms:
            raise UsageFault("NOTHING_CARRIED_ON", id=return_id)
        definition = office.form(row.form)
        record = _record(catalog, row)
    # What the case fills in is filled in anew.
    fields = tuple(one for one in carried_fields(definition) if one.prefill is None)
    if record is None or not fields:
        raise UsageFault("NOTHING_CARRIED_ON", id=return_id)
    unread = unsettled(definition, record)
    told = {one.field: one.value for one in record.entries}
    values = {one.id: told[one.id] for one in fields if one.id not in unread and told.get(one.id) not in (None, ())}
    issue = office.issue(row.issue)
    order = Order(
        form=definition.id,
        employee=row.employee,
        case=issue.case if issue else None,
        party=issue.party if issue and len(definition.parties) > 1 else None,
        thread=issue.number if issue else None,
        language=issue.language if issue else record.language,
        medium=medium,
        given=_given(definition, values) | _revised(definition),
    )
    return NextVersion(definition, order, unread, _made_since(office, issue, row))


def _made_since(office: Office, issue: Issue | None, row: Row) -> tuple[str, ...]:
    since = row.registered.replace(microsecond=0)
    later = (one for one in thread_of(office, issue) if one.issued >= since) if issue else ()
    return tuple(one.number for one in later if issue and one.party is issue.party and one.number != issue.number)


def _as_shared(definition: FormDefinition) -> dict[str, object]:
    """What the field says that tells whose copy it is."""
    asked = (one for one in definition.fields() if one.prefill == "party")
    return {one.id: SHARED for one in asked if any(choice.id == SHARED for choice in one.choices)}


def _revised(definition: FormDefinition) -> dict[str, object]:
    ids = {one.id for one in definition.fields()}
    return {PLAN_KIND: REVISED} if OPPFOLGINGSPLAN in definition.rules and PLAN_KIND in ids else {}


def _given(definition: FormDefinition, values: Mapping[str, Value]) -> dict[str, object]:
    return {one.id: to_json(values[one.id]) for one in definition.fields() if one.id in values}


def _copy(
    catalog: Catalog, definition: FormDefinition, thread: Iterable[Issue], party: Role
) -> tuple[Copy, FiledCopy, Row] | None:
    rows = [row for issue in thread if issue.party is party for row in _returns(catalog, issue)]
    for row in sorted(rows, key=lambda one: one.registered, reverse=True):
        record = _record(catalog, row)
        if record is not None:
            unread = unsettled(definition, record)
            return Copy(party, record), FiledCopy(party, row.return_id, row.issue or "", unread), row
    return None


def _returns(catalog: Catalog, issue: Issue) -> list[Row]:
    return [row for row in own_returns(catalog.of_issue(issue.number)) if row.employee == issue.employee]


def _record(catalog: Catalog, row: Row) -> Record | None:
    """With what persons read in it since."""
    stored = catalog.show(latest_of(catalog, row).return_id).stored
    return stored.received.record if stored else None


def _shared_before(thread: Iterable[Issue], rows: Iterable[Row]) -> str | None:
    """The shared copy that was issued after all of ``rows`` came in."""
    came = max((row.registered for row in rows), default=None)
    made = [
        one for one in thread if one.party is None and came is not None and one.issued >= came.replace(microsecond=0)
    ]
    return made[-1].number if made else None
