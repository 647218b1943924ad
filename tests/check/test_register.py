"""Person and issue against the register, and signatures against the workplace's policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dokumentverk.check import Subject
from dokumentverk.check.register import is_name_of
from dokumentverk.check.signatures import is_signed
from dokumentverk.model.form import Role
from dokumentverk.model.person import Employee, People
from dokumentverk.model.reading import Method, SignatureKind, Source
from dokumentverk.model.record import Entry, SignatureState, State
from dokumentverk.model.workplace import Settings, SignaturePolicy
from tests.check.documents import ISSUE, KARI, OLA, codes, document, found, signed, with_entry

PLAN = "oppfolgingsplan"


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Kari Anne Nordmann", True),
        ("Kari Nordmann", True),
        ("Anne Nordmann", True),
        ("NORDMANN, Kari", True),
        ("K. Nordmann", True),
        ("Kari  A. Nordmann", True),
        ("Per Nordmann", False),
        ("Kari Hansen", False),
        ("Nordmann", False),
        ("Kari", False),
        ("–", False),
    ],
)
def test_names_as_people_write_them(written: str, same: bool) -> None:
    assert is_name_of(written, KARI) is same


def test_names_of_other_kinds() -> None:
    assert is_name_of("Nils van der Berg", Employee("1", "Nils", "van der Berg"))
    assert is_name_of("Nils Berg", Employee("1", "Nils", "van der Berg"))
    assert is_name_of("Anne-Grete Áhkká", Employee("1", "Anne-Grete", "Áhkká"))
    assert is_name_of("Madonna", Employee("1", "", "Madonna"))
    assert is_name_of("hvem som helst", Employee("1", "", ""))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"employee_number": "1002"}, [("EMPLOYEE_DIFFERS", "employee_number")]),
        ({"employee_name": "Ola Hansen"}, [("EMPLOYEE_DIFFERS", "employee_name")]),
        ({"fodselsnummer": "130972 48022"}, []),
        ({"fodselsnummer": "10915596784"}, [("EMPLOYEE_DIFFERS", "fodselsnummer")]),
        ({"birth_date": "13.09.1972"}, []),
        ({"birth_date": "13.09.1973"}, [("BIRTH_DATE_DIFFERS", "birth_date")]),
    ],
)
def test_the_person_told_of(answers: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert found(document("egenmelding", answers)) == [*expected, ("ATTESTATION_PENDING", "leader_signature")]


def test_a_register_without_fodselsnummer_cannot_tell() -> None:
    subject = document(PLAN, {"employee_identification_number": "10915596784"}, changes={"employee": OLA})
    assert ("EMPLOYEE_DIFFERS", "employee_identification_number") not in found(subject)


@pytest.mark.parametrize(
    ("answers", "changes", "expected"),
    [
        ({"employee_number": "9"}, {"employee": None}, ["EMPLOYEE_UNKNOWN"]),
        ({"employee_number": None, "birth_date": "13.09.1972"}, {"employee": None}, ["EMPLOYEE_NOT_NAMED"]),
        ({"employee_number": "9"}, {"employee": None, "people": People()}, ["PEOPLE_REGISTER_EMPTY"]),
        ({}, {"people": People()}, ["PEOPLE_REGISTER_EMPTY"]),
        (
            {"employee_number": None, "birth_date": "13.09.1972"},
            {"employee": None, "people": People()},
            ["PEOPLE_REGISTER_EMPTY", "EMPLOYEE_NOT_NAMED"],
        ),
    ],
)
def test_whose_document_it_is(answers: dict[str, object], changes: dict[str, object], expected: list[str]) -> None:
    told = codes(document("egenmelding", answers, changes=changes))
    assert told == [*expected, "ATTESTATION_PENDING"]


def test_an_anonymous_form_is_nobodys() -> None:
    subject = document("egenmelding", {}, changes={"employee": None})
    nobody = replace(subject, definition=replace(subject.definition, anonymous=True))
    assert "EMPLOYEE_UNKNOWN" not in codes(nobody)
    without = replace(subject, definition=replace(subject.definition, employee_field=None))
    assert "EMPLOYEE_UNKNOWN" not in codes(without)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"issue": None}, []),
        ({"issue": replace(ISSUE, withdrawn=datetime(2026, 11, 5, tzinfo=UTC))}, ["ISSUE_WITHDRAWN"]),
        ({"issue": replace(ISSUE, form="dialogmote")}, ["ISSUE_FORM_DIFFERS"]),
        ({"issue": replace(ISSUE, version="2")}, ["ISSUE_FORM_DIFFERS"]),
        ({"current_version": "1"}, []),
        ({"current_version": "2"}, ["FORM_VERSION_OLDER"]),
    ],
)
def test_the_issue(changes: dict[str, object], expected: list[str]) -> None:
    assert codes(document(changes=changes)) == [*expected, "ATTESTATION_PENDING"]


def digest(field: str, text: str) -> str:
    return f"{field}={text}"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"employee_name": "Kari Nordmann", "employee_number": "1001"}, []),
        ({"employee_number": "1002"}, ["employee_number"]),
        ({"first_day": "03.11.2026"}, []),
        ({"first_day": "04.11.2026"}, ["first_day"]),
        ({"unit": "Hjemmetjenesten"}, ["unit"]),
        ({"gone": "x"}, []),
    ],
)
def test_what_was_filled_in_for_good(sent: dict[str, str], expected: list[str]) -> None:
    issue = replace(ISSUE, prefilled=tuple((field, digest(field, text)) for field, text in sent.items()))
    subject = document(changes={"issue": issue, "prefill_digest": digest})
    assert [field for code, field in found(subject) if code == "PREFILL_CHANGED"] == expected
    assert "PREFILL_CHANGED" not in codes(replace(subject, prefill_digest=None))


@pytest.mark.parametrize(
    ("method", "raw", "state", "told"),
    [
        (Method.ACROFORM, "Per Hansen", State.FILLED, True),
        (Method.TEXT, "Per Hansen", State.FILLED, True),
        (Method.TEXT, "Per\nHansen", State.FILLED, True),
        (Method.TEXT, "Per \x07\ufffd", State.FILLED, False),
        (Method.TEXT, "Per \x07", State.FILLED, False),
        (Method.TEXT, "Per \ufffd", State.FILLED, False),
        (Method.ACROFORM, "Per \x07", State.FILLED, True),
        (Method.PERSON, "Per Hansen", State.FILLED, False),
        (Method.TEXT, "Per Hansen", State.CONFLICT, False),
    ],
)
def test_what_somebody_changed_is_what_was_surely_read_otherwise(
    method: Method, raw: str, state: State, told: bool
) -> None:
    """Not what a person put right, nor what a print lost the letters of."""
    issue = replace(ISSUE, prefilled=(("employee_name", "Kari Anne Nordmann"),))
    subject = document(changes={"issue": issue, "prefill_digest": lambda _, text: text})
    entry = Entry("employee_name", raw, state, raw, source=Source("d", method))
    assert ("PREFILL_CHANGED" in codes(with_entry(subject, entry))) is told


ABSENT, DOUBTFUL, PRESENT = SignatureState.ABSENT, SignatureState.DOUBTFUL, SignatureState.PRESENT
EXCUSED = SignatureState.EXCUSED
INK, DIGITAL, TYPED = SignatureKind.INK, SignatureKind.DIGITAL, SignatureKind.TYPED
IMAGE, DRAWN, NONE = SignatureKind.IMAGE, SignatureKind.DRAWN, SignatureKind.NONE


def policy(*kinds: SignatureKind) -> Settings:
    return Settings(signatures=(SignaturePolicy(PLAN, "employee", kinds),))


@pytest.mark.parametrize(
    ("state", "kind", "settings", "expected"),
    [
        (PRESENT, INK, Settings(), None),
        (PRESENT, INK, policy(DIGITAL), "SIGNATURE_KIND_NOT_ACCEPTED"),
        (PRESENT, DRAWN, Settings(), "SIGNATURE_KIND_NOT_ACCEPTED"),
        (PRESENT, DRAWN, policy(INK, DRAWN), None),
        (DOUBTFUL, TYPED, Settings(), "SIGNATURE_TYPED"),
        (DOUBTFUL, IMAGE, Settings(), "SIGNATURE_TYPED"),
        (ABSENT, TYPED, Settings(), "SIGNATURE_TYPED"),
        (DOUBTFUL, TYPED, policy(TYPED), None),
        (DOUBTFUL, IMAGE, policy(TYPED), "SIGNATURE_TYPED"),
        (DOUBTFUL, INK, Settings(), "SIGNATURE_DOUBTFUL"),
        (PRESENT, NONE, Settings(), "SIGNATURE_DOUBTFUL"),
        (ABSENT, NONE, Settings(), "SIGNATURE_MISSING"),
        (EXCUSED, NONE, Settings(), "SIGNATURE_EXCUSED"),
    ],
)
def test_a_required_signature(
    state: SignatureState, kind: SignatureKind, settings: Settings, expected: str | None
) -> None:
    subject = signed(document(PLAN, changes={"settings": settings}), "employee_signature", state, kind)
    assert found(subject) == ([(expected, "employee_signature")] if expected else [])
    assert is_signed(subject, Role.EMPLOYEE) is (expected is None)


def unsigned(subject: Subject) -> Subject:
    return replace(subject, record=replace(subject.record, signatures=()))


def test_a_reason_excuses_the_employee_and_not_the_leader() -> None:
    subject = unsigned(document(PLAN, {"employee_absent_reason": "Bor i utlandet"}))
    assert found(subject) == [
        ("SIGNATURE_EXCUSED", "employee_signature"),
        ("SIGNATURE_MISSING", "leader_signature"),
    ]


def test_a_record_that_is_silent_on_signatures_is_unsigned() -> None:
    assert ("SIGNATURE_MISSING", "employee_signature") in found(unsigned(document()))
