"""Certificates in files: PEM or DER, with cryptography. Loaded where a file is looked at, not with the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dokumentverk.model.signature import Certified


@dataclass(frozen=True, slots=True)
class Certificate:
    """``content`` is DER, ``fingerprint`` its SHA-256 in hex. ``until``: the last moment of its validity, in UTC.
    ``authority``: others may be issued by it."""

    content: bytes
    subject: Certified
    fingerprint: str
    since: datetime
    until: datetime
    authority: bool


def certificates_in(content: bytes) -> tuple[Certificate, ...]:
    """All of a file; none when it holds no certificate that can be read."""
    from cryptography import x509

    try:
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
        return tuple(_told(one) for one in found)
    except ValueError:
        return ()


def _told(found: object) -> Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    assert isinstance(found, x509.Certificate)
    try:
        authority = found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        authority = False
    return Certificate(
        found.public_bytes(serialization.Encoding.DER),
        _named(found.subject),
        found.fingerprint(hashes.SHA256()).hex(),
        found.not_valid_before_utc,
        found.not_valid_after_utc,
        authority,
    )


def _named(name: object) -> Certified:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    assert isinstance(name, x509.Name)

    def said(oid: x509.ObjectIdentifier) -> str:
        return " ".join(", ".join(str(one.value) for one in name.get_attributes_for_oid(oid)).split())[:200]

    return Certified(
        common_name=said(NameOID.COMMON_NAME),
        organisation=said(NameOID.ORGANIZATION_NAME),
        organisation_identifier=said(NameOID.ORGANIZATION_IDENTIFIER),
        country=said(NameOID.COUNTRY_NAME),
    )
