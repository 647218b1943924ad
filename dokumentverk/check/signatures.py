"""Signatures: there, of a kind that the workplace accepts, or excused with a reason. A digital one counts when it is
valid, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from dokumentverk import messages
from dokumentverk.check.required import must_be_filled
from dokumentverk.check.seals import is_sealed_for, valid_seals
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, Role
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.record import SignatureEntry, SignatureState

NAMES: Final = (SignatureKind.TYPED, SignatureKind.IMAGE)
"""A typed or pasted name says who, not that they signed."""


def signatures(subject: Subject) -> Iterator[Finding]:
    for field in subject.definition.fields():
        if field.kind is FieldKind.SIGNATURE and field.role is not None:
            code = _judged(subject, field, field.role)
            if code is not None:
                yield messages.finding(code, field=field.id, source=signature_of(subject, field, field.role).source)


def signature_of(subject: Subject, field: Field, role: Role) -> SignatureEntry:
    """What the record tells of a signature field; a field that it is silent on is unsigned."""
    found = (one for one in subject.record.signatures if one.field == field.id)
    return next(found, SignatureEntry(field.id, role, SignatureState.ABSENT))


def is_signed(subject: Subject, role: Role) -> bool:
    """Whether someone in that role signed in a way that the workplace accepts."""
    fields = (one for one in subject.definition.fields() if one.kind is FieldKind.SIGNATURE and one.role is role)
    return is_sealed_for(subject, role) or any(
        _is_present(subject, signature_of(subject, field, role)) for field in fields
    )


def _is_present(subject: Subject, entry: SignatureEntry) -> bool:
    accepted = subject.settings.accepted_signatures(subject.definition.id, entry.role)
    if entry.kind in NAMES:
        return entry.kind in accepted
    if entry.kind is SignatureKind.DIGITAL and not is_valid(entry):
        return False
    return entry.state is SignatureState.PRESENT and entry.kind in accepted


def is_valid(entry: SignatureEntry) -> bool:
    """Of a digital signature: whether it was validated and found well."""
    return entry.validated is not None and entry.validated.is_valid


def _judged(subject: Subject, field: Field, role: Role) -> str | None:
    entry = signature_of(subject, field, role)
    if _is_present(subject, entry):
        return None
    if entry.kind in NAMES:
        return "SIGNATURE_TYPED"
    match entry.state:
        case SignatureState.PRESENT if entry.kind is SignatureKind.DIGITAL and not is_valid(entry):
            return "SIGNATURE_NOT_VALID"
        case SignatureState.PRESENT:
            return "SIGNATURE_DOUBTFUL" if entry.kind is SignatureKind.NONE else "SIGNATURE_KIND_NOT_ACCEPTED"
        case SignatureState.DOUBTFUL:
            return "SIGNATURE_DOUBTFUL"
        case SignatureState.EXCUSED:
            return "SIGNATURE_EXCUSED"
        case SignatureState.ABSENT:
            return _absent(subject, field)
    assert_never(entry.state)


def _absent(subject: Subject, field: Field) -> str | None:
    if valid_seals(subject):
        # Whom the service names, and whether its word will do, is told of the seal.
        return None
    if subject.text(field.absent_reason):
        return "SIGNATURE_EXCUSED"
    return "SIGNATURE_MISSING" if must_be_filled(subject, field) else None
