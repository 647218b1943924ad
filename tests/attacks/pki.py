"""Made-up authorities and persons: certificates as a signing service, a workplace or a forger would have them.

Keys are made anew in every run; names are synthetic. Times hang on ``NOW``, so that nothing runs out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
YEAR = timedelta(days=365)

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate with its key, and those above it."""

    certificate: x509.Certificate
    key: Key = field(repr=False)
    above: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What stands in a certificate. Days are counted from ``NOW``."""

    name: str
    organisation: str = ""
    serial: str = ""
    from_day: int = -200
    to_day: int = 700
    authority: bool = False
    signs: bool = True
    purpose: ObjectIdentifier | None = None
    rsa_bits: int = 0
    digest: hashes.SHA256 | hashes.SHA224 = field(default_factory=hashes.SHA256)


def issued(wanted: Wanted, by: Holder | None = None) -> Holder:
    """A certificate from ``by``, or from itself."""
    key: Key = (
        rsa.generate_private_key(65537, wanted.rsa_bits) if wanted.rsa_bits else ec.generate_private_key(ec.SECP256R1())
    )
    subject = _name(wanted)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=wanted.from_day))
        .not_valid_after(NOW + timedelta(days=wanted.to_day))
        .add_extension(x509.BasicConstraints(wanted.authority, None), critical=True)
        .add_extension(_usage(wanted), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if by is not None:
        above = by.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), critical=False
        )
    if wanted.purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([wanted.purpose]), critical=True)
    certificate = builder.sign(by.key if by else key, wanted.digest)
    return Holder(certificate, key, (by.certificate, *by.above) if by else ())


def _name(wanted: Wanted) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "NO"), x509.NameAttribute(NameOID.COMMON_NAME, wanted.name)]
    if wanted.organisation:
        parts.insert(1, x509.NameAttribute(NameOID.ORGANIZATION_NAME, wanted.organisation))
    if wanted.serial:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, wanted.serial))
    return x509.Name(parts)


def _usage(wanted: Wanted) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=wanted.signs and not wanted.authority,
        content_commitment=wanted.signs and not wanted.authority,
        key_encipherment=not wanted.signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=wanted.authority,
        crl_sign=wanted.authority,
        encipher_only=False,
        decipher_only=False,
    )


@cache
def root() -> Holder:
    return issued(Wanted("Prøverot", "Prøveutsteder AS", authority=True, from_day=-2000, to_day=4000))


@cache
def authority() -> Holder:
    """Below the root; what persons' certificates are issued by."""
    return issued(Wanted("Prøveutsteder for personer", "Prøveutsteder AS", authority=True, from_day=-1500), root())


@cache
def person(name: str, serial: str = "") -> Holder:
    return issued(Wanted(name, serial=serial), authority())


@cache
def stranger_root() -> Holder:
    return issued(Wanted("Ukjent rot", authority=True))


@cache
def time_authority() -> Holder:
    wanted = Wanted("Prøvetid", purpose=ExtendedKeyUsageOID.TIME_STAMPING, from_day=-1000, rsa_bits=2048)
    return issued(wanted, root())


def withdrawn(holder: Holder | None, *, on: datetime, told: datetime) -> x509.CertificateRevocationList:
    """The list of ``authority`` as of ``told``: with ``holder`` on it since ``on``, or with nobody."""
    return _list(authority(), holder, on, told)


def roots_list(told: datetime) -> x509.CertificateRevocationList:
    """The root's own: nobody is on it."""
    return _list(root(), None, told, told)


def _list(by: Holder, holder: Holder | None, on: datetime, told: datetime) -> x509.CertificateRevocationList:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(told)
        .next_update(told + timedelta(days=30))
    )
    if holder is not None:
        entry = x509.RevokedCertificateBuilder().serial_number(holder.certificate.serial_number).revocation_date(on)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(by.key, hashes.SHA256())


def signer(holder: Holder) -> signers.SimpleSigner:
    """As pyHanko signs with it."""
    registry = SimpleCertificateStore()
    for one in holder.above:
        registry.register(_asn1(one))
    return signers.SimpleSigner(
        signing_cert=_asn1(holder.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(_private(holder.key)),
        cert_registry=registry,
    )


def time_stamper(at: datetime) -> DummyTimeStamper:
    """A service that says that it is ``at``."""
    holder = time_authority()
    registry = SimpleCertificateStore()
    registry.register(_asn1(root().certificate))
    return DummyTimeStamper(
        tsa_cert=_asn1(holder.certificate),
        tsa_key=asn1_keys.PrivateKeyInfo.load(_private(holder.key)),
        certs_to_embed=registry,
        fixed_dt=at,
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _private(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
