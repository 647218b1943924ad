"""A form that was signed digitally, on its whole way: read, checked, filed, shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from dokumentverk.archive.metadata_load import load
from dokumentverk.cli.receiving import signed_words
from dokumentverk.flow.office import Office
from dokumentverk.flow.receive import receive
from dokumentverk.flow.understand import check_document
from dokumentverk.messages import finding_sentence
from dokumentverk.model.filing import Filed, NeedsReview
from dokumentverk.model.language import Language
from dokumentverk.report import as_json
from tests.attacks import pki
from tests.attacks.signing import fill, sign

from .desk import egenmelding, make_workplace, office_at, returned

SCHEMA = Path(__file__).parents[2] / "dokumentverk" / "cli" / "schemas" / "received.json"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    root = make_workplace(tmp_path / "kontoret")
    (root / "tillit" / "rot.pem").write_bytes(pki.root().pem)
    with office_at(root) as opened:
        yield opened


def back(office: Office, *signers: tuple[str, str]) -> Path:
    path = returned(office, egenmelding(office), "inn.pdf")
    for field, name in signers:
        path.write_bytes(sign(path.read_bytes(), field, pki.person(name)))
    return path


def test_a_signed_egenmelding_is_filed(office: Office) -> None:
    path = back(office, ("employee_signature", "Åse Ødegård"), ("leader_signature", "Kari Nordmann"))
    content = path.read_bytes()
    with office.writing():
        _, outcome = receive(office, path)
    assert isinstance(outcome, Filed)
    kept = {one.digest: office.archive_root / one.path for one in outcome.receipt.placements}
    assert kept[hashlib.sha256(content).hexdigest()].read_bytes() == content
    record_file = next(one for one in kept.values() if one.name == "record.json")
    record = load(record_file.read_bytes()).received.record
    assert record is not None
    by_field = {one.field: one for one in record.signatures}
    for field, name in (("employee_signature", "Åse Ødegård"), ("leader_signature", "Kari Nordmann")):
        one = by_field[field]
        assert one.by == name
        assert one.validated is not None
        assert one.validated.is_valid
        assert one.at == one.validated.claimed
    told = json.loads(record_file.read_text(encoding="utf-8"))["signatures"]
    assert [one["validated"]["valid"] for one in told] == [True, True]
    first = by_field["employee_signature"].validated
    assert first is not None
    assert "Åse Ødegård" in signed_words(first, Language.NB)
    assert "utgave 2 av 3" in signed_words(first, Language.NB)


def test_what_is_printed_follows_its_schema(office: Office) -> None:
    understood = check_document(office, back(office, ("employee_signature", "Åse Ødegård")))
    printed = as_json(understood.received, understood.definition, Language.NB)
    jsonschema.validate(printed, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert printed["outcome"] == "ok"


def test_what_was_changed_after_signing_goes_to_a_person(office: Office) -> None:
    path = back(office, ("employee_signature", "Åse Ødegård"))
    path.write_bytes(fill(path.read_bytes(), {"last_day": "30102026"}))
    with office.writing():
        _, outcome = receive(office, path)
    assert isinstance(outcome, NeedsReview)
    found = {one.code: one for one in outcome.received.findings}
    assert {"SIGNATURE_FIELD_CHANGED", "SIGNATURE_NOT_VALID"} <= found.keys()
    assert "signaturen: 12 Siste fraværsdag. Be" in finding_sentence(found["SIGNATURE_FIELD_CHANGED"], Language.NB)


def test_signed_by_somebody_else(office: Office) -> None:
    understood = check_document(office, back(office, ("employee_signature", "Per Hansen")))
    assert "SIGNER_ANOTHER" in {one.code for one in understood.received.findings}


def test_a_workplace_that_trusts_nobody(office: Office) -> None:
    (office.workplace.trust / "rot.pem").unlink()
    understood = check_document(office, back(office, ("employee_signature", "Åse Ødegård")))
    codes = {one.code for one in understood.received.findings}
    assert {"SIGNATURE_ISSUER_UNKNOWN", "SIGNATURE_NOT_VALID"} <= codes
