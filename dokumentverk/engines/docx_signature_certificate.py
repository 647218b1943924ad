"""Whose certificate signed a package: the name it states, whether it is the one that the signature names, and trust.

The certificate travels in a part of the signature that is not signed: anybody can put another one with the same key in
its place. XAdES therefore signs the certificate's digest, and Word and LibreOffice write it; Word 2007 does not.
"""

from __future__ import annotations

import asyncio
import binascii
import hashlib
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.path import ValidationPath

from dokumentverk.engines.docx_signature_core import DS, XADES, Core, digest_name
from dokumentverk.engines.docx_signature_manifest import HASHES
from dokumentverk.engines.pdf_signature_trust import SIGNING_PURPOSES, UNTRUSTED, Brought, certified, context_of
from dokumentverk.model.signature import Certified, Fault, Revocation, Trusted
from dokumentverk.model.trust import Trust
from dokumentverk.model.written import show_date

_SIGNING_USES = frozenset({"digital_signature", "non_repudiation"})


@dataclass(frozen=True, slots=True)
class Judged:
    """``key`` is the kind of key (``rsa``, ``ec``), ``short_key`` names one that is too short (``RSA 1024``), else
    empty. ``fingerprint`` is SHA-256 in hex."""

    signer: Certified
    issuer: Certified
    fingerprint: str
    key: str
    short_key: str
    trust: Trusted
    revocation: Revocation
    anchor: str
    fault: Fault | None


def judge(core: Core, trust: Trust, moment: datetime) -> Judged:
    """The signer's certificate as of ``moment``. Whatever goes wrong on the way is no trust."""
    content = core.certificate.public_bytes(Encoding.DER)
    kind, bits = _key(core.certificate.public_key())
    least = {"rsa": trust.settings.rsa_bits, "ec": trust.settings.ec_bits}.get(kind)
    short = f"{kind.upper()} {bits}" if least is None or bits < least else ""
    fingerprint = hashlib.sha256(content).hexdigest()
    try:
        certificate = asn1.Certificate.load(content)
        signer, issuer = certified(certificate.subject), certified(certificate.issuer)
        others = tuple(asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in core.others)
        said, anchor = _trusted(certificate, others, trust, moment)
    except Exception:
        # A stranger's certificate: what cannot be looked at is not believed.
        signer, issuer, said, anchor = Certified(), Certified(), Trusted.NOT_CHECKED, ""
    # No list of withdrawn certificates that a package brings is looked at, and nothing is fetched.
    revocation = Revocation.REVOKED if said is Trusted.REVOKED else Revocation.NOT_KNOWN
    fault = _fault(said, core.certificate, issuer)
    return Judged(signer, issuer, fingerprint, kind, short, said, revocation, anchor, fault)


def _fault(said: Trusted, certificate: x509.Certificate, issuer: Certified) -> Fault | None:
    match said:
        case Trusted.TRUSTED:
            return None
        case Trusted.EXPIRED:
            params = (("date", show_date(certificate.not_valid_after_utc.date())),)
        case Trusted.NOT_YET_VALID:
            params = (("date", show_date(certificate.not_valid_before_utc.date())),)
        case Trusted.ISSUER_UNKNOWN:
            params = (("issuer", issuer.shown[:80]),)
        case _:
            return Fault(UNTRUSTED[said])
    return Fault(UNTRUSTED[said], params)


def _key(key: Any) -> tuple[str, int]:
    """The kind of a public key and its bits."""
    match key:
        case rsa.RSAPublicKey():
            return "rsa", key.key_size
        case ec.EllipticCurvePublicKey():
            return "ec", key.key_size
        case dsa.DSAPublicKey():
            return "dsa", key.key_size
        case _:
            return type(key).__name__.casefold()[:20], 0


def _trusted(
    certificate: asn1.Certificate, others: tuple[asn1.Certificate, ...], trust: Trust, moment: datetime
) -> tuple[Trusted, str]:
    """What is to be said of it, and the name of what the trust ends in."""
    context = context_of(trust, Brought(others), moment)
    validator = CertificateValidator(certificate, list(others), validation_context=context)
    try:
        path = asyncio.run(validator.async_validate_path())
    except PathBuildingError:
        return Trusted.SELF_SIGNED if certificate.self_issued else Trusted.ISSUER_UNKNOWN, ""
    except (RevokedError, DisallowedAlgorithmError, ExpiredError, NotYetValidError) as error:
        return _PROBLEMS[type(error)], ""
    except (PathValidationError, InvalidCertificateError, ValidationError):
        if certificate.self_issued:
            return Trusted.SELF_SIGNED, ""
        return _dated(certificate, moment) or Trusted.CHAIN_WRONG, ""
    if not _may_sign(certificate):
        return Trusted.WRONG_USAGE, ""
    return Trusted.TRUSTED, _anchor(path, trust)


_PROBLEMS = {
    RevokedError: Trusted.REVOKED,
    DisallowedAlgorithmError: Trusted.WEAK_ALGORITHM,
    ExpiredError: Trusted.EXPIRED,
    NotYetValidError: Trusted.NOT_YET_VALID,
}


def _dated(certificate: asn1.Certificate, moment: datetime) -> Trusted | None:
    if moment < certificate.not_valid_before:
        return Trusted.NOT_YET_VALID
    return Trusted.EXPIRED if moment > certificate.not_valid_after else None


def _may_sign(certificate: asn1.Certificate) -> bool:
    """Word signs with certificates for digital signatures and for non-repudiation alike."""
    uses, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    if uses is not None and not _SIGNING_USES & set(uses.native):
        return False
    return purposes is None or bool(SIGNING_PURPOSES & set(purposes.native))


def _anchor(path: ValidationPath, trust: Trust) -> str:
    root = next(iter(path), None)
    held = root.dump() if isinstance(root, asn1.Certificate) else b""
    for anchor in trust.anchors:
        if anchor.certificate == held:
            return anchor.name
    for told in trust.lists:
        for service in told.services:
            if service.certificate == held:
                return f"{service.provider} ({told.territory})"
    return ""


def is_the_stated(core: Core) -> bool:
    """Whether the certificate is the one whose digest XAdES signed (ETSI EN 319 132-1, 5.2.2), the first it names; True
    where no digest is stated, as by Word 2007."""
    content = core.certificate.public_bytes(Encoding.DER)
    for root in core.signed:
        for space in XADES:
            for stated in (*root.iter(f"{space}SigningCertificate"), *root.iter(f"{space}SigningCertificateV2")):
                return _is_of(stated.find(f"{space}Cert/{space}CertDigest"), content)
    return True


def _is_of(digest: Any | None, content: bytes) -> bool:
    method = digest.find(f"{DS}DigestMethod") if digest is not None else None
    value = digest.find(f"{DS}DigestValue") if digest is not None else None
    if method is None or value is None:
        return False
    made = HASHES.get(digest_name(str(method.get("Algorithm", ""))))
    try:
        stated = b64decode("".join((value.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return made is not None and bool(stated == made(content).digest())
