"""Digital signatures: valid ones count, and only from the person whose signature is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dokumentverk.check import Subject, check
from dokumentverk.check.signatures import is_signed
from dokumentverk.model.form import Role
from dokumentverk.model.person import Employee, People, Position
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.record import SignatureState
from dokumentverk.model.signature import After, Certified, Coverage, Fault, Revocation, Trusted, ValidatedSignature
from dokumentverk.model.workplace import Contact, Settings

from .documents import VALID, document, signed

PLAN = "oppfolgingsplan"
KARI = Employee(
    "10432", "Kari", "Nordmann", "13897248022", positions=(Position("Lærer", leader="10001", deputy="10002"),)
)
LEADER = Employee("10001", "Ole", "Berg")
DEPUTY = Employee("10002", "Åse", "Sørbø")


def codes(subject: Subject) -> set[str]:
    return {one.code for one in check(subject) if one.code.startswith(("SIGNER", "SIGNATURE"))}


def subject_with(field: str, validated: ValidatedSignature | None) -> Subject:
    changes = {"employee": KARI, "people": People((KARI, LEADER, DEPUTY))}
    return signed(document(PLAN, changes=changes), field, SignatureState.PRESENT, SignatureKind.DIGITAL, validated)


def by(name: str, serial: str = "") -> ValidatedSignature:
    return replace(VALID, signer=Certified(common_name=name, serial_number=serial))


@pytest.mark.parametrize(
    ("field", "signature", "expected"),
    [
        ("employee_signature", by("Kari Nordmann"), set()),
        ("employee_signature", by("Somebody Else", "PNONO-13897248022"), set()),
        ("employee_signature", by("Kari Nordmann", "PNONO-01019012345"), {"SIGNER_ANOTHER"}),
        ("employee_signature", by("Kari Nordmann", "9578-5999-4-123456"), set()),
        ("employee_signature", by("Per Hansen"), {"SIGNER_ANOTHER"}),
        ("employee_signature", by("K. Nordmann"), {"SIGNER_NOT_MATCHED"}),
        ("employee_signature", by(""), {"SIGNER_NOT_MATCHED"}),
        ("leader_signature", by("Ole Berg"), set()),
        ("leader_signature", by("Åse Sørbø"), set()),
        ("leader_signature", by("Kari Nordmann"), {"SIGNER_ANOTHER"}),
    ],
)
def test_who_signed(field: str, signature: ValidatedSignature, expected: set[str]) -> None:
    assert codes(subject_with(field, signature)) == expected


def test_a_certificate_that_states_given_and_family_name_apart() -> None:
    stated = Certified(common_name="Nordmann 4711", given_name="Kari", family_name="Nordmann")
    assert codes(subject_with("employee_signature", replace(VALID, signer=stated))) == set()


def test_a_leader_that_the_register_does_not_know() -> None:
    subject = replace(subject_with("leader_signature", by("Ole Berg")), people=People((KARI,)))
    assert codes(subject) == {"SIGNER_NOT_MATCHED"}


def test_who_signs_for_the_union_is_a_contact() -> None:
    subject = subject_with("employee_signature", by("Berit Ås"))
    (entry,) = (one for one in subject.record.signatures if one.field == "employee_signature")
    record = replace(subject.record, signatures=(replace(entry, role=Role.UNION),))
    settings = Settings(contacts=(Contact("tillitsvalgt", "Berit Ås"),))
    assert "SIGNER_ANOTHER" not in codes(replace(subject, record=record, settings=settings))
    assert "SIGNER_NOT_MATCHED" in codes(replace(subject, record=record))


NOT_VALID = [
    None,
    replace(VALID, intact=False),
    replace(VALID, faults=(Fault("SIGNATURE_WRAPPED"),)),
    replace(VALID, trust=Trusted.ISSUER_UNKNOWN),
    replace(VALID, trust=Trusted.NOT_CHECKED),
    replace(VALID, revocation=Revocation.REVOKED),
    replace(VALID, coverage=Coverage.PARTIAL),
    replace(VALID, coverage=Coverage.NOT_KNOWN),
    replace(VALID, after=After.NOT_ALLOWED),
    replace(VALID, after=After.NOT_KNOWN),
]


@pytest.mark.parametrize("signature", NOT_VALID)
def test_what_is_not_valid_never_counts(signature: ValidatedSignature | None) -> None:
    subject = subject_with("employee_signature", signature)
    assert not is_signed(subject, Role.EMPLOYEE)
    assert codes(subject) == {"SIGNATURE_NOT_VALID"}


def test_what_is_valid_counts() -> None:
    assert is_signed(subject_with("employee_signature", VALID), Role.EMPLOYEE)
