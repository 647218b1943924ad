"""Documents that a signing service sealed: the pages that it added tell who signed, and the seal vouches for them."""

from __future__ import annotations

from collections.abc import Iterator

from dokumentverk import messages
from dokumentverk.check.expected import expected_signers
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, Role
from dokumentverk.model.signature import ValidatedSignature
from dokumentverk.rules.names import stands_in


def seals(subject: Subject) -> Iterator[Finding]:
    """A person looks, unless the workplace lets the service's word do for this form and everybody who must sign is
    named."""
    for seal in valid_seals(subject):
        names = dict.fromkeys(name for role in roles(subject) for name in stated(subject, seal, role))
        let = is_let(subject, seal) and all(stated(subject, seal, role) for role in roles(subject))
        code = "SEALED_BY_SERVICE_LET" if let else "SEALED_BY_SERVICE"
        yield messages.finding(code, service=seal.sealed_by or "", signers=", ".join(names) or "–")


def valid_seals(subject: Subject) -> tuple[ValidatedSignature, ...]:
    return tuple(one for one in subject.record.seals if one.sealed_by is not None and one.is_valid)


def is_sealed_for(subject: Subject, role: Role) -> bool:
    """Whether a service that may vouch for signatures of this form names who signs in the role."""
    return any(is_let(subject, seal) and stated(subject, seal, role) for seal in valid_seals(subject))


def is_let(subject: Subject, seal: ValidatedSignature) -> bool:
    sealers = subject.settings.trust.sealers
    return any(one.name == seal.sealed_by and subject.definition.id in one.forms for one in sealers)


def stated(subject: Subject, seal: ValidatedSignature, role: Role) -> tuple[str, ...]:
    """Names of those who may sign in the role that the added pages name."""
    expected = expected_signers(subject, role)
    return tuple(
        one.name for one in expected if any(stands_in(line, one.given_name, one.family_name) for line in seal.states)
    )


def roles(subject: Subject) -> tuple[Role, ...]:
    """Those whose signature the form asks for."""
    fields = (one for one in subject.definition.fields() if one.kind is FieldKind.SIGNATURE and _counts(one))
    return tuple(dict.fromkeys(one.role for one in fields if one.role is not None))


def _counts(field: Field) -> bool:
    return field.required or bool(field.required_if)
