"""Whom a signature's certificate is believed by, without a network: pyHanko and its certvalidator.

What pyHanko 0.38 does: with no list of trusted roots it takes the operating system's, so one is always given here, be
it empty. A path is built from the certificates that the signature, the document's security store and the trust bring.
In «soft-fail» a certificate without revocation information passes and nothing says so, and a list that names it as
withdrawn is not even looked at when the certificate itself names no place for such lists: so the same path is asked for
again with revocation required, which tells withdrawn, known and not known apart. Its own limits (no MD5, no SHA-1 in
signatures of certificates, RSA from 2048 bits) know nothing of elliptic curves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from asn1crypto import algos, cms, core, crl, keys, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import (
    AlgorithmUsageConstraint,
    CertRevTrustPolicy,
    DisallowWeakAlgorithmsPolicy,
    RevocationCheckingPolicy,
)
from pyhanko_certvalidator.policy_decl import RevocationCheckingRule as _Rule

from dokumentverk.model.signature import Certified, Trusted
from dokumentverk.model.trust import ListedService, Trust
from dokumentverk.model.workplace import TrustSettings

SIGNING_PURPOSES = frozenset(
    {
        "any_extended_key_usage",
        "client_auth",
        "email_protection",
        "1.3.6.1.5.5.7.3.36",  # id-kp-documentSigning, RFC 9336
        "1.2.840.113583.1.1.5",  # Adobe: authentic documents
        "1.3.6.1.4.1.311.10.3.12",  # Microsoft: document signing
        "microsoft_document_signing",
        "adobe_authentic_documents_trust",
    }
)
"""Extended key usages that persons' and organisations' signing certificates carry. One for servers or code is not
this."""


UNTRUSTED = {
    Trusted.ISSUER_UNKNOWN: "SIGNATURE_ISSUER_UNKNOWN",
    Trusted.SELF_SIGNED: "SIGNATURE_SELF_SIGNED",
    Trusted.EXPIRED: "SIGNATURE_EXPIRED",
    Trusted.NOT_YET_VALID: "SIGNATURE_NOT_YET_VALID",
    Trusted.REVOKED: "SIGNATURE_REVOKED",
    Trusted.WRONG_USAGE: "SIGNATURE_WRONG_USAGE",
    Trusted.CHAIN_WRONG: "SIGNATURE_CHAIN_WRONG",
    Trusted.WEAK_ALGORITHM: "SIGNATURE_ALGORITHM_WEAK",
    Trusted.NOT_CHECKED: "SIGNATURE_NOT_VALIDATED",
}
"""The finding of each, for signatures of PDF and DOCX alike."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a document brings to be checked by: certificates, and word of whether they were withdrawn."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()

    def __add__(self, other: Brought) -> Brought:
        return Brought(self.certificates + other.certificates, self.crls + other.crls, self.ocsps + other.ocsps)


def brought_by(reader: PdfFileReader) -> Brought:
    """The document's security store (ISO 32000-2, 12.8.4.3) as it is now. One that cannot be read brings nothing."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
        context = store.as_validation_context({"trust_roots": []})
        return Brought(tuple(store.load_certs()), tuple(context.crls), tuple(context.ocsps))
    except NoDSSFoundError:
        return Brought()
    except Exception:
        # A store that is broken helps nobody: revocation is then not known.
        return Brought()


def brought_in(signed: cms.SignedData) -> Brought:
    """What the signature itself brings: the CMS's own lists, and Adobe's attribute."""
    crls: list[crl.CertificateList] = []
    ocsps: list[ocsp.OCSPResponse] = []
    for choice in signed["crls"] if signed["crls"] is not core.VOID and signed["crls"].native is not None else ():
        if choice.name == "crl":
            crls.append(choice.chosen)
    for info in signed["signer_infos"]:
        if info["signed_attrs"] is core.VOID:
            continue
        try:
            archived = find_unique_cms_attribute(info["signed_attrs"], "adobe_revocation_info_archival")
        except NonexistentAttributeError:
            continue
        crls += list(archived["crl"] or ())
        ocsps += list(archived["ocsp"] or ())
    return Brought((), tuple(crls), tuple(ocsps))


class Asked(Enum):
    """Of whose certificates word must be there that they were not withdrawn."""

    NOBODY = RevocationCheckingPolicy(_Rule.CHECK_IF_DECLARED_SOFT, _Rule.CHECK_IF_DECLARED_SOFT)
    SIGNER = RevocationCheckingPolicy(_Rule.CRL_OR_OCSP_REQUIRED, _Rule.CHECK_IF_DECLARED_SOFT)
    AUTHORITIES = RevocationCheckingPolicy(_Rule.NO_CHECK, _Rule.CRL_OR_OCSP_REQUIRED)
    ALL = RevocationCheckingPolicy(_Rule.CRL_OR_OCSP_REQUIRED, _Rule.CRL_OR_OCSP_REQUIRED)


def context_of(
    trust: Trust, brought: Brought, moment: datetime, asked: Asked = Asked.NOBODY, *, stamps: bool = False
) -> ValidationContext:
    """``stamps``: for time stamps; services of trust lists are believed for what they are listed for."""
    listed = [one.certificate for one in granted(trust, moment, stamps=stamps)]
    believed = (*(anchor.certificate for anchor in trust.anchors), *listed)
    roots = [root for one in dict.fromkeys(believed) if (root := _root(one)) is not None]
    return ValidationContext(
        trust_roots=roots,
        other_certs=list(brought.certificates),
        crls=list(brought.crls),
        ocsps=list(brought.ocsps),
        moment=moment,
        best_signature_time=moment,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(asked.value, retroactive_revinfo=True),
        algorithm_usage_policy=StrongAlgorithms(trust.settings),
    )


def _root(content: bytes) -> x509.Certificate | None:
    """One that cannot be read must not keep the others from being believed."""
    try:
        found = x509.Certificate.load(content, strict=True)
        found.native  # noqa: B018 - asn1crypto reads when it is asked
    except (ValueError, TypeError, KeyError):
        return None
    return found


def granted(trust: Trust, moment: datetime, *, stamps: bool = False) -> tuple[ListedService, ...]:
    """The services of trust lists that had their standing at that moment."""
    return tuple(
        one
        for told in trust.lists
        for one in told.services
        if one.kind.startswith("TSA" if stamps else "CA")
        and one.granted <= moment
        and (one.ended is None or moment < one.ended)
    )


class StrongAlgorithms(DisallowWeakAlgorithmsPolicy):
    """Only digests that the workplace names, and keys as long as it asks for."""

    def __init__(self, settings: TrustSettings) -> None:
        super().__init__(rsa_key_size_threshold=settings.rsa_bits)  # type: ignore[no-untyped-call]
        self._settings = settings

    def digest_algorithm_allowed(
        self,
        algo: algos.DigestAlgorithm,
        moment: datetime | None,  # noqa: ARG002
    ) -> AlgorithmUsageConstraint:
        return AlgorithmUsageConstraint(algo["algorithm"].native in self._settings.digests)

    def signature_algorithm_allowed(
        self, algo: algos.SignedDigestAlgorithm, moment: datetime | None, public_key: keys.PublicKeyInfo | None
    ) -> AlgorithmUsageConstraint:
        short = public_key is not None and public_key.algorithm == "ec" and public_key.bit_size < self._settings.ec_bits
        if short:
            return AlgorithmUsageConstraint(allowed=False)
        return super().signature_algorithm_allowed(algo, moment, public_key)


def trust_in(status: SignatureStatus, moment: datetime) -> Trusted:
    """What pyHanko's status says of the certificate, in our words; more than one thing may be wrong, the first here
    counts."""
    certificate = status.signing_cert
    problem = status.trust_problem_indic
    if not (status.intact and status.valid):
        return Trusted.NOT_CHECKED
    if status.revocation_details is not None:
        return Trusted.REVOKED
    if problem in _WEAK:
        return Trusted.WEAK_ALGORITHM
    if problem is not None and certificate.self_signed != "no":
        return Trusted.SELF_SIGNED
    if problem is AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
        return Trusted.ISSUER_UNKNOWN
    if moment < certificate.not_valid_before:
        return Trusted.NOT_YET_VALID
    if moment > certificate.not_valid_after:
        return Trusted.EXPIRED
    if problem is AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE or not _may_sign(certificate):
        return Trusted.WRONG_USAGE
    if status.validation_path is not None and any(_ended(one, moment) for one in _certificates(status)):
        return Trusted.EXPIRED
    if problem is not None:
        return Trusted.CHAIN_WRONG
    return Trusted.TRUSTED if status.trusted else Trusted.NOT_CHECKED


_WEAK = (AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE, AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE)


def _certificates(status: SignatureStatus) -> tuple[x509.Certificate, ...]:
    path = status.validation_path
    found = [] if path is None else [one for one in path if isinstance(one, x509.Certificate)]
    return tuple(found)


def _ended(certificate: x509.Certificate, moment: datetime) -> bool:
    return not certificate.not_valid_before <= moment <= certificate.not_valid_after


def _may_sign(certificate: x509.Certificate) -> bool:
    purposes = certificate.extended_key_usage_value
    return purposes is None or bool(SIGNING_PURPOSES & set(purposes.native))


def anchor_of(status: SignatureStatus, trust: Trust) -> str:
    """What the trust ends in: the file of an own certificate, else the provider and territory of a list."""
    path = status.validation_path
    roots = [] if path is None else [one.dump() for one in _certificates(status)[:1]]
    for root in roots:
        for anchor in trust.anchors:
            if anchor.certificate == root:
                return anchor.name
        for told in trust.lists:
            for service in told.services:
                if service.certificate == root:
                    return f"{service.provider} ({told.territory})"
    return ""


def certified(name: x509.Name) -> Certified:
    """The attributes of a distinguished name that we show, each as one line."""
    native = name.native

    def said(key: str) -> str:
        value = native.get(key, "")
        text = ", ".join(value) if isinstance(value, list) else str(value)
        return " ".join(text.split())[:200]

    return Certified(
        common_name=said("common_name"),
        given_name=said("given_name"),
        family_name=said("surname"),
        serial_number=said("serial_number"),
        organisation=said("organization_name"),
        organisation_identifier=said("organization_identifier"),
        country=said("country_name"),
    )
