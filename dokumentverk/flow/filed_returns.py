"""Filed returns as the rules take them: what the index tells of each, and the facts that their records do
(``filed_facts``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.index import Row
from dokumentverk.check import form_rules as ids
from dokumentverk.flow.filed_facts import (
    asks_for_help,
    consent_of,
    evaluations_in,
    exemption_of,
    minutes_of,
    replaces_plan,
    withdrawal_of,
)
from dokumentverk.flow.filed_records import latest_of, own_returns, received_of, record_of
from dokumentverk.flow.office import Office
from dokumentverk.model.form import Role
from dokumentverk.model.obligation import DocumentKind, FiledReturn, Unsigned

_KINDS = {
    ids.EGENMELDING: DocumentKind.EGENMELDING,
    ids.OPPFOLGINGSPLAN: DocumentKind.PLAN,
    ids.DIALOGMOTE: DocumentKind.DIALOGUE,
    ids.SAMTYKKE: DocumentKind.CONSENT,
    ids.REFERAT: DocumentKind.MINUTES,
    ids.UNNTAK: DocumentKind.EXEMPTION,
    ids.SAMTALEVERKTOY: DocumentKind.TOOL,
}
"""By the rules that a form names."""
_ATTESTATION = "ATTESTATION_PENDING"


def kind_of(office: Office, form: str | None) -> DocumentKind:
    """By the rules that the form names: a workplace may call its own forms what it likes."""
    definition = office.sound_forms.get(form) if form else None
    rules = definition.rules if definition else ()
    return next((_KINDS[one] for one in rules if one in _KINDS), DocumentKind.OTHER)


def filed_of(office: Office, employee: str) -> tuple[FiledReturn, ...]:
    """All that the rules ask of an employee's filed returns, in the order of filing."""
    with office.catalog() as catalog:
        rows = own_returns(catalog.of_employee(employee))
        return tuple(as_filed(office, catalog, row, records=True) for row in rows)


def of_index(office: Office, catalog: Catalog, row: Row) -> FiledReturn:
    """What the index alone tells: enough for who has no case."""
    latest = latest_of(catalog, row) if row.lacks else row
    return FiledReturn(
        id=row.return_id,
        kind=kind_of(office, row.form),
        form=row.form or "",
        dated=row.dated or row.registered.date(),
        registered=row.registered.date(),
        issue=row.issue,
        unsigned=tuple(_unsigned(office, latest)),
    )


def as_filed(office: Office, catalog: Catalog, row: Row, *, records: bool) -> FiledReturn:
    """``records``: with what the index does not tell and only the records do; they are many files to open."""
    unread = replace(of_index(office, catalog, row), cases=catalog.cases_of(row.return_id))
    latest = latest_of(catalog, row)
    match unread.kind:
        case DocumentKind.EGENMELDING:
            history = catalog.history(row.employee or "")
            told = next((one for one in history if one.source in (row.return_id, latest.return_id)), None)
            return replace(unread, first=told.first, last=told.last) if told else unread
        case _ if records:
            return _read(office, catalog, row, unread)
        case _:
            return unread


def _read(office: Office, catalog: Catalog, row: Row, unread: FiledReturn) -> FiledReturn:
    """With what its record tells."""
    match unread.kind:
        case DocumentKind.PLAN:
            record = record_of(catalog, row)
            return replace(unread, evaluations=tuple(evaluations_in(record)), help=asks_for_help(record))
        case DocumentKind.TOOL:
            record = record_of(catalog, row)
            if replaces_plan(record):
                return replace(unread, kind=DocumentKind.PLAN, evaluations=tuple(evaluations_in(record)))
        case DocumentKind.MINUTES:
            return replace(unread, minutes=minutes_of(office, row, record_of(catalog, row)))
        case DocumentKind.EXEMPTION:
            return replace(unread, exemption=exemption_of(row, record_of(catalog, row)))
        case DocumentKind.CONSENT | DocumentKind.DIALOGUE:
            received = received_of(catalog, row)
            consent = consent_of(office, row, received)
            return replace(
                unread, consent=consent, withdrawal=withdrawal_of(row, received.record if received else None)
            )
        case _:
            pass
    return unread


def _unsigned(office: Office, row: Row) -> Iterator[Unsigned]:
    definition = office.sound_forms.get(row.form or "")
    for field, code in row.lacks:
        asked = next((one for one in definition.fields() if one.id == field), None) if definition else None
        attestation = code == _ATTESTATION
        role = (asked.role if asked else None) or (Role.LEADER if attestation else Role.EMPLOYEE)
        yield Unsigned(field, role, attestation=attestation, accepted=not attestation)
