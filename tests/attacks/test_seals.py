"""Services that add pages on who signed and seal the whole: told apart from forgeries, and let through only where the
workplace says so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from dokumentverk.check import Subject, check
from dokumentverk.check.signatures import is_signed
from dokumentverk.flow.office import Office
from dokumentverk.flow.understand import check_document
from dokumentverk.model.form import Role
from dokumentverk.model.signature import Certified, ValidatedSignature
from dokumentverk.model.workplace import Sealer, Settings, TrustSettings
from dokumentverk.read.signatures import Believing, sealed
from tests.check.documents import VALID, document
from tests.flow.desk import egenmelding, make_workplace, office_at, returned
from tests.foreign.flatteners import FLATTENERS

from . import pki
from .forged_samples import filled
from .judging import judge, trust
from .pki import NOW, Wanted, authority, issued
from .signing import fill, stamp_document

SERVICE = "Signeringstjenesten AS"


def seal(content: bytes, *lines: str, service: str = SERVICE) -> bytes:
    """As such services do: pages with what they know, and one seal over everything, in no field of ours."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        text = b" T* ".join(b"(%s) Tj" % line.encode("cp1252") for line in lines)
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pikepdf.Array([0, 0, 595, 842]),
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font))),
            Contents=pdf.make_indirect(pikepdf.Stream(pdf, b"BT /F 12 Tf 14 TL 60 700 Td " + text + b" ET")),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        out = io.BytesIO()
        pdf.save(out)
    writer = IncrementalPdfFileWriter(io.BytesIO(out.getvalue()), strict=False)
    holder = issued(Wanted(f"{service} forsegling", organisation=service), authority())
    facts = signers.PdfSignatureMetadata(field_name="Seal", md_algorithm="sha256")
    made = io.BytesIO()
    maker = signers.PdfSigner(facts, signer=pki.signer(holder), new_field_spec=fields.SigFieldSpec("Seal"))
    maker.sign_pdf(writer, output=made)
    return made.getvalue()


def believing(*sealers: Sealer) -> Believing:
    return Believing(NOW, replace(trust(), settings=TrustSettings(sealers=sealers)))


def test_a_seal_of_a_known_service(tmp_path: Path) -> None:
    found = judge(stamp_document(seal(filled(), "Signert av Kari Nordmann")), tmp_path)
    told = sealed(found, believing(Sealer(SERVICE)), ["Signert  av\nKari Nordmann\n\n"])
    (one,) = (each for each in told.seals if each.name == "Seal")
    assert (one.sealed_by, one.states) == (SERVICE, ("Signert av", "Kari Nordmann"))


def test_other_seals_are_no_services(tmp_path: Path) -> None:
    found = judge(seal(filled(), "Signert"), tmp_path)
    for sealers in ((), (Sealer("Signeringstjenesten"),)):
        assert [one.sealed_by for one in sealed(found, believing(*sealers), []).seals] == [None]


def test_what_came_after_a_seal_is_not_sealed(tmp_path: Path) -> None:
    found = judge(fill(seal(filled(), "Signert"), {"attested_by": "Ola"}), tmp_path)
    assert [one.sealed_by for one in sealed(found, believing(Sealer(SERVICE)), []).seals] == [None]


LINES = ("Dokumentet er signert av", "Nordmann, Kari Anne 02.11.2026", "Ola Hansen (leder)")


def subject(*sealers: Sealer, states: tuple[str, ...] = LINES, **changes: Any) -> Subject:
    one: ValidatedSignature = replace(
        VALID, field=None, name="Seal", signer=Certified(organisation=SERVICE), sealed_by=SERVICE, states=states
    )
    base = document("oppfolgingsplan", changes={"settings": Settings(trust=TrustSettings(sealers=sealers))})
    record = replace(base.record, signatures=(), seals=(replace(one, **changes),))
    return replace(base, record=record)


def codes(one: Subject) -> set[str]:
    return {each.code for each in check(one) if each.code.startswith(("SEALED", "SIGN"))}


def test_a_person_looks_at_what_a_service_sealed() -> None:
    assert codes(subject(Sealer(SERVICE))) == {"SEALED_BY_SERVICE"}
    assert not is_signed(subject(Sealer(SERVICE)), Role.EMPLOYEE)


def test_the_services_word_does_where_the_workplace_says_so() -> None:
    let = subject(Sealer(SERVICE, ("oppfolgingsplan",)))
    assert codes(let) == {"SEALED_BY_SERVICE_LET"}
    assert is_signed(let, Role.EMPLOYEE)
    assert codes(subject(Sealer(SERVICE, ("egenmelding",)))) == {"SEALED_BY_SERVICE"}


def test_a_service_that_does_not_name_everybody() -> None:
    assert codes(subject(Sealer(SERVICE, ("oppfolgingsplan",)), states=LINES[:2])) == {"SEALED_BY_SERVICE"}


def test_a_seal_that_is_not_valid_vouches_for_nobody() -> None:
    broken = subject(Sealer(SERVICE, ("oppfolgingsplan",)), intact=False)
    assert codes(broken) == {"SIGNATURE_MISSING"}
    assert not is_signed(broken, Role.EMPLOYEE)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    root = make_workplace(tmp_path / "kontoret")
    (root / "tillit" / "rot.pem").write_bytes(pki.root().pem)
    settings = root / "dokumentverk.toml"
    more = f'\n[trust]\nsealers = [{{ name = "{SERVICE}", forms = ["egenmelding"] }}]\n'
    settings.write_text(settings.read_text(encoding="utf-8") + more, encoding="utf-8")
    with office_at(root) as opened:
        yield opened


def test_a_sealed_egenmelding_on_its_whole_way(office: Office) -> None:
    path = returned(office, egenmelding(office), "inn.pdf")
    path.write_bytes(seal(path.read_bytes(), "Signert av", "Åse Sørbø-Ødegård, BankID, 02.11.2026"))
    understood = check_document(office, path)
    told = {one.code: one for one in understood.received.findings}
    assert dict(told["SEALED_BY_SERVICE_LET"].params) == {"service": SERVICE, "signers": "Åse Sørbø-Ødegård"}
    assert not [one.code for one in told.values() if one.stops]


@pytest.mark.parametrize("flattener", ["pdftocairo", "pdftk_flatten"])
def test_a_form_that_the_service_flattened_before_it_sealed_it(flattener: str, office: Office) -> None:
    path = returned(office, egenmelding(office), "inn.pdf")
    flat = FLATTENERS[flattener](path.read_bytes())
    path.write_bytes(seal(flat, "Signert av", "Åse Sørbø-Ødegård, BankID, 02.11.2026"))
    told = check_document(office, path).received.findings
    assert "SEALED_BY_SERVICE_LET" in {one.code for one in told}
    assert not [one.code for one in told if one.stops]
