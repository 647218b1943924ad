"""Who signed digitally: the person whose signature the form asks for, as far as a certificate and the register tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dokumentverk import messages
from dokumentverk.check.expected import expected_signers
from dokumentverk.check.signatures import is_valid
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.person import Employee
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.signature import Certified
from dokumentverk.rules.names import Likeness, likeness

_NATIONAL = re.compile(r"PNONO-(\d{11})")
"""A Norwegian fødselsnummer or D-number in a certificate (ETSI EN 319 412-1, 5.1.3)."""


def signers(subject: Subject) -> Iterator[Finding]:
    for entry in subject.record.signatures:
        if entry.kind is not SignatureKind.DIGITAL or entry.validated is None or not is_valid(entry):
            continue
        match _likest(entry.validated.signer, expected_signers(subject, entry.role)):
            case Likeness.SAME:
                continue
            case Likeness.OTHER:
                yield messages.finding("SIGNER_ANOTHER", field=entry.field, source=entry.source)
            case Likeness.OPEN:
                yield messages.finding("SIGNER_NOT_MATCHED", field=entry.field, source=entry.source)


def _likest(signer: Certified, expected: tuple[Employee, ...]) -> Likeness:
    found = [_like(signer, one) for one in expected]
    if Likeness.SAME in found:
        return Likeness.SAME
    return Likeness.OPEN if Likeness.OPEN in found or not found else Likeness.OTHER


def _like(signer: Certified, person: Employee) -> Likeness:
    """A national number in the certificate settles it where the register knows the person's."""
    national = _NATIONAL.fullmatch(signer.serial_number)
    if national is not None and person.fodselsnummer is not None:
        return Likeness.SAME if national[1] == person.fodselsnummer else Likeness.OTHER
    whole = f"{signer.given_name} {signer.family_name}".strip() if signer.family_name else signer.common_name
    return likeness(whole, person.given_name, person.family_name)
