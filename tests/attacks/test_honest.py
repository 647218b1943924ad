"""What honest people's programs do to a form that is signed raises no error, whoever filled it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.x509 import CertificateRevocationList
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from dokumentverk.model.finding import Severity
from dokumentverk.model.signature import After, Coverage, Purpose, Revocation, Trusted, ValidatedSignature
from dokumentverk.model.signature_json import signature_from_json, signature_to_json
from dokumentverk.model.trust import ListedService, ListSigned, Trust, TrustList
from dokumentverk.model.workplace import RevocationPolicy, TrustSettings
from dokumentverk.read.signatures import Judged
from tests.foreign.fillers import FILLERS
from tests.read import documents

from . import pki
from .forged_samples import DAY, EMPLOYEE, LEADER, filled, kari, signed
from .judging import judge, trust
from .pki import NOW, Wanted, issued, person
from .signing import fill, sign, stamp_document, with_lists

HOUR = timedelta(hours=1)


def leader() -> pki.Holder:
    return person("Ola Hansen")


def codes(found: Judged) -> set[str]:
    return {one.code for one in found.findings if one.severity is not Severity.NOTE}


def of(found: Judged, field: str) -> ValidatedSignature:
    (mark,) = (one for one in found.marks if one.field == field)
    assert mark.validated is not None
    return mark.validated


def lists(told: timedelta = DAY) -> tuple[CertificateRevocationList, CertificateRevocationList]:
    return pki.withdrawn(None, on=NOW, told=NOW - told), pki.roots_list(NOW - told)


def test_one_signature(tmp_path: Path) -> None:
    found = judge(signed(), tmp_path)
    one = of(found, EMPLOYEE)
    assert codes(found) == set()
    assert {each.code for each in found.findings} == {"SIGNATURE_REVOCATION_NOT_KNOWN"}
    assert one.is_valid
    assert (one.coverage, one.after, one.trust) == (Coverage.WHOLE_FILE, After.NOTHING, Trusted.TRUSTED)
    assert (one.signer.common_name, one.issuer.common_name) == ("Kari Nordmann", "Prøveutsteder for personer")
    assert (one.anchor, one.stamped, one.revocation) == ("rot.pem", None, Revocation.NOT_KNOWN)
    assert one.claimed is not None


def test_two_sign_in_turn(tmp_path: Path) -> None:
    content = sign(fill(signed(), {"attested_by": "Ola Hansen", "leader_signed_date": "03112026"}), LEADER, leader())
    found = judge(content, tmp_path)
    assert codes(found) == set()
    first, second = of(found, EMPLOYEE), of(found, LEADER)
    assert first.is_valid
    assert second.is_valid
    assert (first.coverage, first.after) == (Coverage.REVISION, After.ALLOWED)
    assert set(first.changed) == {"attested_by", "leader_signed_date", LEADER}
    assert (second.coverage, second.revision, second.revisions) == (Coverage.WHOLE_FILE, 4, 4)
    assert content.startswith(signed())


def test_the_author_certified_and_another_filled_and_signed(tmp_path: Path) -> None:
    certified = sign(filled(), EMPLOYEE, kari(), certify=True)
    found = judge(sign(fill(certified, {"attested_by": "Ola"}), LEADER, leader()), tmp_path)
    assert codes(found) == set()
    assert of(found, EMPLOYEE).purpose is Purpose.CERTIFICATION
    assert of(found, EMPLOYEE).is_valid
    assert of(found, LEADER).is_valid


def test_long_term_validation_data(tmp_path: Path) -> None:
    stamped = sign(filled(), EMPLOYEE, kari(), at=NOW - HOUR)
    found = judge(stamp_document(with_lists(stamped, *lists(), holder=kari()), NOW), tmp_path)
    one = of(found, EMPLOYEE)
    assert found.findings == ()
    assert one.is_valid
    assert (one.stamped, one.revocation) == (NOW - HOUR, Revocation.GOOD)
    assert signature_from_json(json.loads(json.dumps(signature_to_json(one)))) == one
    (seal,) = found.seals
    assert (seal.purpose, seal.is_valid) == (Purpose.TIME_STAMP, True)


def test_signed_and_stamped_before_it_expired(tmp_path: Path) -> None:
    short = issued(Wanted("Kari Nordmann", to_day=-1), pki.authority())
    found = judge(sign(filled(), EMPLOYEE, short, at=NOW - 5 * DAY), tmp_path)
    assert codes(found) == set()
    assert of(found, EMPLOYEE).is_valid


def test_the_archive_stamped_the_document_before_it_expired(tmp_path: Path) -> None:
    short = issued(Wanted("Kari Nordmann", to_day=-1), pki.authority())
    content = stamp_document(sign(filled(), EMPLOYEE, short), NOW - 5 * DAY)
    found = judge(content, tmp_path)
    assert codes(found) == set()
    assert of(found, EMPLOYEE).is_valid


def test_signed_and_stamped_before_it_was_withdrawn(tmp_path: Path) -> None:
    stamped = sign(filled(), EMPLOYEE, kari(), at=NOW - 10 * DAY)
    after = pki.withdrawn(kari(), on=NOW - 5 * DAY, told=NOW - DAY)
    found = judge(with_lists(stamped, after, pki.roots_list(NOW - DAY), holder=kari()), tmp_path)
    assert codes(found) == set()
    assert of(found, EMPLOYEE).is_valid


def test_a_time_stamp_that_nobody_trusts_moves_no_clock(tmp_path: Path) -> None:
    short = issued(Wanted("Kari Nordmann", to_day=-1), pki.authority())
    content = sign(filled(), EMPLOYEE, short, at=NOW - 5 * DAY)
    own = Trust(anchors=(replace(trust().anchors[0], certificate=pki.authority().der),))
    found = judge(content, tmp_path, believed=own)
    assert codes(found) == {"SIGNATURE_EXPIRED"}
    assert of(found, EMPLOYEE).stamped is None


def test_the_workplace_asks_for_word_on_revocation(tmp_path: Path) -> None:
    strict = replace(trust(), settings=TrustSettings(revocation=RevocationPolicy.REVIEW))
    assert codes(judge(signed(), tmp_path, believed=strict)) == {"SIGNATURE_REVOCATION_NEEDED"}
    known = with_lists(signed(), *lists(), holder=kari())
    assert codes(judge(known, tmp_path, believed=strict)) == set()


def test_lists_that_ran_out_tell_nothing(tmp_path: Path) -> None:
    old = with_lists(signed(), *lists(60 * DAY), holder=kari())
    assert of(judge(old, tmp_path), EMPLOYEE).revocation is Revocation.NOT_KNOWN


def listed(**changes: Any) -> Trust:
    service = ListedService(pki.authority().der, "CA", "Prøveutsteder AS", "NO", "CA/QC", NOW - 900 * DAY)
    service = replace(service, **changes)
    told = TrustList("NO", 7, NOW - 40 * DAY, NOW + 100 * DAY, NOW - 30 * DAY, (service,), ListSigned.BY_OPERATOR)
    return Trust(lists=(told,))


def test_believed_by_a_trust_list(tmp_path: Path) -> None:
    found = judge(signed(), tmp_path, believed=listed())
    assert codes(found) == set()
    assert of(found, EMPLOYEE).anchor == "Prøveutsteder AS (NO)"
    assert "TRUST_LIST_NOT_CHECKED" not in {one.code for one in found.findings}


@pytest.mark.parametrize("signed_by", [ListSigned.NOT, ListSigned.BY_SOMEBODY])
def test_believed_by_a_list_that_nobody_vouches_for(signed_by: ListSigned, tmp_path: Path) -> None:
    believed = listed()
    believed = replace(believed, lists=(replace(believed.lists[0], signed=signed_by),))
    found = judge(signed(), tmp_path, believed=believed)
    assert codes(found) == set()
    assert {one.code for one in found.findings} >= {"TRUST_LIST_NOT_CHECKED"}


@pytest.mark.parametrize(
    "changes",
    [
        {"ended": NOW - DAY},
        {"granted": NOW + DAY},
        {"kind": "TSA/QTST"},
        {"certificate": b"no certificate"},
    ],
)
def test_a_service_without_standing_is_not_believed(changes: dict[str, object], tmp_path: Path) -> None:
    assert codes(judge(signed(), tmp_path, believed=listed(**changes))) == {"SIGNATURE_ISSUER_UNKNOWN"}


def test_an_outdated_trust_list_is_told(tmp_path: Path) -> None:
    passed = listed()
    passed = replace(passed, lists=(replace(passed.lists[0], next_update=NOW - DAY),))
    found = judge(signed(), tmp_path, believed=passed)
    assert codes(found) == {"TRUST_LIST_OUTDATED"}
    old = replace(listed(), settings=TrustSettings(list_max_age_days=39))
    assert codes(judge(signed(), tmp_path, believed=old)) == {"TRUST_LIST_OUTDATED"}


@pytest.mark.parametrize("filler", ["pypdf_incremental", "mutool_incremental"])
def test_another_program_wrote_after_the_signature(filler: str, tmp_path: Path) -> None:
    """These touch more than the field that they fill: a person looks, nobody is accused."""
    found = judge(FILLERS[filler](signed(), {"attested_by": "Ola Hansen"}), tmp_path)
    assert codes(found) == {"SIGNATURE_CHANGE_UNCLEAR"}
    assert not of(found, EMPLOYEE).is_valid


FAMILIES = ("pdftk_fdf", "pdfium", "poppler_glib", "pypdf_incremental", "pikepdf_form", "acrobat_like")
"""One of each way of writing. pyHanko cannot sign what PDFium saved incrementally: it does not find its table."""


@pytest.mark.parametrize("filler", FAMILIES)
def test_filled_by_any_program_and_then_signed(filler: str, tmp_path: Path) -> None:
    content = FILLERS[filler](documents.stamped("egenmelding"), {"last_day": "27102026", "leader_talk": "yes"})
    found = judge(sign(content, EMPLOYEE, kari()), tmp_path)
    assert codes(found) == set()
    assert of(found, EMPLOYEE).is_valid


def drawn_over(content: bytes, field: str, holder: pki.Holder, called: str) -> bytes:
    """Signed in a field of the reader's own, drawn over the box of ours."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        widget = next(one for one in pdf.Root.AcroForm.Fields if str(one.get("/T", "")) == field)
        left, low, right, high = (round(float(one)) for one in widget.Rect)
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    facts = signers.PdfSignatureMetadata(field_name=called, md_algorithm="sha256")
    spec = fields.SigFieldSpec(called, on_page=0, box=(left, low, right, high))
    out = io.BytesIO()
    signers.PdfSigner(facts, signer=pki.signer(holder), new_field_spec=spec).sign_pdf(writer, output=out)
    return out.getvalue()


def test_signed_in_a_field_of_the_readers_own(tmp_path: Path) -> None:
    first = drawn_over(filled(), EMPLOYEE, kari(), "Signature1")
    second = drawn_over(fill(first, {"attested_by": "Ola Hansen"}), LEADER, leader(), "Signature2")
    found = judge(second, tmp_path)
    assert codes(found) == set()
    assert of(found, EMPLOYEE).is_valid
    assert of(found, LEADER).is_valid
    changed = fill(second, {"attested_by": "Per Hansen"})
    assert codes(judge(changed, tmp_path)) == {"SIGNATURE_FIELD_CHANGED"}
    changed = fill(first, {"last_day": "30092026"})
    assert codes(judge(changed, tmp_path)) == {"SIGNATURE_FIELD_CHANGED"}


def test_an_unsigned_form_holds_nothing_to_judge(tmp_path: Path) -> None:
    assert judge(filled(), tmp_path).findings == ()
