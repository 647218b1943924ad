"""Certificates and keys made up on the spot, as a workplace's or a person's own issuer would make them. Trusted by
nobody but tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

MADE = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
YEARS = timedelta(days=3 * 365)

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of an issuer. ``uses`` are OIDs of extended key usages, ``signs`` whether the key usage lets it
    sign."""

    name: str
    made: datetime = MADE
    lasts: timedelta = YEARS
    rsa_bits: int | None = None
    signs: bool = True
    ca: bool = False
    uses: Sequence[str] = ()
    family_name: str = ""
    given_name: str = ""


@cache
def authority() -> tuple[x509.Certificate, Key]:
    """One issuer for all."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Prøveutsteder AS")])
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(MADE - timedelta(days=365))
        .not_valid_after(MADE + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return made, key


def issued(wanted: Wanted) -> tuple[x509.Certificate, Key]:
    """A certificate of the authority, with its key."""
    issuer, issuing = authority()
    key: Key = (
        rsa.generate_private_key(65537, wanted.rsa_bits) if wanted.rsa_bits else ec.generate_private_key(ec.SECP256R1())
    )
    parts = [(NameOID.COMMON_NAME, wanted.name)]
    parts += [(NameOID.GIVEN_NAME, wanted.given_name)] * bool(wanted.given_name)
    parts += [(NameOID.SURNAME, wanted.family_name)] * bool(wanted.family_name)
    usage = x509.KeyUsage(wanted.signs, wanted.signs, not wanted.signs, False, False, False, False, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(oid, text) for oid, text in parts]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(wanted.made)
        .not_valid_after(wanted.made + wanted.lasts)
        .add_extension(x509.BasicConstraints(ca=wanted.ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    if wanted.uses:
        oids = [x509.ObjectIdentifier(one) for one in wanted.uses]
        builder = builder.add_extension(x509.ExtendedKeyUsage(oids), critical=False)
    return builder.sign(issuing, hashes.SHA256()), key


def p12(wanted: Wanted, passphrase: str = "hemmelig") -> bytes:
    """The certificate, its key and its issuer in a PKCS#12 file; an empty passphrase is none."""
    certificate, key = issued(wanted)
    lock = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"nokkel", key, certificate, [authority()[0]], lock)
