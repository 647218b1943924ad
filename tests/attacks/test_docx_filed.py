"""A signed Word form on its whole way: issued and filled in, signed, received, checked against the register, filed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dokumentverk.engines.docx_package import pack, unpack
from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.receive import receive
from dokumentverk.flow.understand import check_document
from dokumentverk.flow.understood import Understood
from dokumentverk.model.filing import Filed, NeedsReview
from dokumentverk.model.layout import Medium
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.record import SignatureEntry, SignatureState
from tests.attacks.docx_signed import signed
from tests.attacks.pki import Holder, person, root
from tests.flow.desk import make_workplace, office_at

ASE = "Åse Sørbø-Ødegård"
GIVEN = {
    "first_day": "26.10.2026",
    "last_day": "27.10.2026",
    "return_day": "28.10.2026",
    "absence_type": "own",
    "employee_signed_date": "02.11.2026",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all: its reading processes are slow to start."""
    folder = make_workplace(tmp_path_factory.mktemp("signert") / "kontor")
    with office_at(folder) as opened:
        opened.workplace.trust.mkdir(exist_ok=True)
        (opened.workplace.trust / "rot.pem").write_bytes(root().pem)
        yield opened


def returned(office: Office, by: Holder) -> Path:
    produced = produce(office, Order("egenmelding", employee="1001", medium=Medium.DOCX, given=GIVEN))
    path = office.workplace.inbox / "egenmelding.docx"
    path.write_bytes(signed(produced.content, by))
    return path


def employees(understood: Understood) -> SignatureEntry:
    record = understood.received.record
    assert record is not None
    return next(one for one in record.signatures if one.field == "employee_signature")


def stopping(understood: Understood) -> set[str]:
    return {one.code for one in understood.received.findings if one.stops}


def test_a_signed_form_is_filed_as_it_came(office: Office) -> None:
    path = returned(office, person(ASE))
    content = path.read_bytes()
    with office.writing():
        understood, outcome = receive(office, path)
        assert not {code for code in stopping(understood) if "SIGN" in code}
        if isinstance(outcome, NeedsReview):
            decision = Decision("Kari", "Prøve", despite=tuple(stopping(understood)))
            _, outcome = accept(office, understood.received.return_id, decision)
    assert isinstance(outcome, Filed)
    (kept,) = office.workplace.archive.rglob("*.docx")
    assert kept.read_bytes() == content
    entry = employees(understood)
    assert (entry.kind, entry.state, entry.by) == (SignatureKind.DIGITAL, SignatureState.PRESENT, ASE)
    assert entry.validated is not None
    assert entry.validated.is_valid
    assert entry.validated.anchor == "rot.pem"


def test_another_persons_signature_goes_to_a_person(office: Office) -> None:
    understood = check_document(office, returned(office, person("Per Hansen")))
    assert {"DOCX_SIGNATURE_ROLE_UNKNOWN", "SIGNATURE_MISSING"} <= stopping(understood)


def test_what_was_changed_after_signing_does_not_count(office: Office) -> None:
    path = returned(office, person(ASE))
    parts = unpack(path.read_bytes())
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"27.10.2026", b"29.10.2026")
    path.write_bytes(pack(parts))
    understood = check_document(office, path)
    assert {"DOCX_SIGNATURE_PART_CHANGED", "SIGNATURE_NOT_VALID"} <= stopping(understood)
    assert employees(understood).validated is not None
