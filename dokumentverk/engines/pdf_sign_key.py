"""Certificates and keys that sign: PKCS#12 files (``.p12``, ``.pfx``), with cryptography and pyHanko.

What is seen:

- A wrong passphrase and a broken file raise the same ValueError in cryptography: the outermost structure tells them
  apart. Old exports (RC2 of forty bits, as Windows made until 2022) are refused by OpenSSL 3.
- A file may hold a certificate without its key, as when only the certificate was exported.
- pyHanko asks for non-repudiation only, and only when it is given something to validate with; here the certificate is
  looked at before anything is signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID as Use
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import Signer, SimpleSigner

from dokumentverk.errors import ConfigurationError, UsageFault
from dokumentverk.model.signature import Certified

LEAST_RSA = 2048
LEAST_CURVE = 256
"""Bits (NSM's and ETSI TS 119 312's least for new signatures)."""

SIGNING_USES = frozenset(
    {
        Use.ANY_EXTENDED_KEY_USAGE.dotted_string,
        Use.CLIENT_AUTH.dotted_string,
        Use.EMAIL_PROTECTION.dotted_string,
        "1.3.6.1.5.5.7.3.36",
        "1.2.840.113583.1.1.5",
        "1.3.6.1.4.1.311.10.3.12",
    }
)
"""Extended key usages that documents are signed with: RFC 9336 documentSigning, Adobe's and Microsoft's own, and those
of persons' certificates. A server's, a program's or a time stamp's certificate has none of these."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key ready to sign, and what its certificate says. ``digest`` is the certificate's SHA-256, ``serial`` its
    number, both in hex. ``unfit`` are the codes of what makes it unfit whatever the time is."""

    signer: Signer
    subject: Certified
    issuer: Certified
    not_before: datetime
    not_after: datetime
    serial: str
    digest: str
    unfit: tuple[str, ...] = ()

    def unfit_at(self, moment: datetime) -> tuple[str, ...]:
        """Error codes; none when it may sign at that moment."""
        expired = ("SIGN_KEY_EXPIRED",) * (moment > self.not_after)
        return self.unfit + expired + ("SIGN_KEY_NOT_YET_VALID",) * (moment < self.not_before)


def open_pkcs12(content: bytes, passphrase: str, file: str) -> SigningKey:
    """The key of a PKCS#12 file. Raises UsageFault for what is no such file or another passphrase, ConfigurationError
    for one that holds no key or is locked in an old way."""
    try:
        asn1_pkcs12.Pfx.load(content, strict=True).native  # noqa: B018 - what is wrong inside is seen only then
    except (ValueError, TypeError):
        raise UsageFault("SIGN_KEY_UNREADABLE", file=file) from None
    found, spelled = _unlocked(content, passphrase, file)
    if found.key is None or found.cert is None:
        raise ConfigurationError("SIGN_KEY_MISSING", file=file)
    try:
        signer = SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=spelled)
    except ValueError:
        raise ConfigurationError("SIGN_KEY_ALGORITHM", file=file) from None
    return key_of(signer, found.cert.certificate)


def key_of(signer: Signer, certificate: x509.Certificate) -> SigningKey:
    return SigningKey(
        signer=signer,
        subject=certified(certificate.subject),
        issuer=certified(certificate.issuer),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        serial=f"{certificate.serial_number:x}",
        digest=certificate.fingerprint(hashes.SHA256()).hex(),
        unfit=tuple(_unfit(certificate)),
    )


def certified(name: x509.Name) -> Certified:
    """What a certificate calls someone."""
    return Certified(
        common_name=_part(name, NameOID.COMMON_NAME),
        given_name=_part(name, NameOID.GIVEN_NAME),
        family_name=_part(name, NameOID.SURNAME),
        serial_number=_part(name, NameOID.SERIAL_NUMBER),
        organisation=_part(name, NameOID.ORGANIZATION_NAME),
        organisation_identifier=_part(name, NameOID.ORGANIZATION_IDENTIFIER),
        country=_part(name, NameOID.COUNTRY_NAME),
    )


def _part(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _unlocked(content: bytes, passphrase: str, file: str) -> tuple[pkcs12.PKCS12KeyAndCertificates, bytes | None]:
    """What the file holds, and the passphrase that opened it: «without one» is none or an empty one."""
    tries: tuple[bytes | None, ...] = (passphrase.encode(),) if passphrase else (None, b"")
    for one in tries:
        try:
            return pkcs12.load_pkcs12(content, one), one
        except UnsupportedAlgorithm:
            raise ConfigurationError("SIGN_KEY_ALGORITHM", file=file) from None
        except ValueError:
            continue
    raise UsageFault("SIGN_PASSPHRASE_WRONG", file=file)


def _unfit(certificate: x509.Certificate) -> Iterator[str]:
    constraints = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    extended = _extension(certificate, x509.ExtendedKeyUsage)
    if (
        (constraints is not None and constraints.ca)
        or (usage is not None and not (usage.digital_signature or usage.content_commitment))
        or (extended is not None and not SIGNING_USES & {one.dotted_string for one in extended})
    ):
        yield "SIGN_KEY_NOT_FOR_SIGNING"
    if _is_weak(certificate):
        yield "SIGN_KEY_WEAK"


def _extension(certificate: x509.Certificate, kind: type[Any]) -> Any:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _is_weak(certificate: x509.Certificate) -> bool:
    if isinstance(certificate.signature_hash_algorithm, hashes.MD5 | hashes.SHA1):
        return True
    match certificate.public_key():
        case rsa.RSAPublicKey() as key:
            return key.key_size < LEAST_RSA
        case ec.EllipticCurvePublicKey() as key:
            return key.key_size < LEAST_CURVE
        case _:
            return False
