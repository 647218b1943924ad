"""A signing tried in a process that can be killed, before it is done in our own, where the key is.

The key of a card never leaves it, and that of a file shall not go where strangers' files are opened. pyHanko does the
same with any key: what is built to keep it busy for ever, or to take all memory, does so here first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from dokumentverk.engines.pdf_sign import Signing, sign_pdf
from dokumentverk.engines.pdf_sign_key import SigningKey, key_of

_DAY = timedelta(days=1)


def rehearse(content: bytes, signing: Signing) -> None:
    """Sign with a key that nobody has, without a time stamp, and throw it away. Raises as ``sign_pdf``."""
    sign_pdf(content, replace(signing, timestamp_url=None), _nobodys(signing))


def _nobodys(signing: Signing) -> SigningKey:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "-")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(signing.at - _DAY)
        .not_valid_after(signing.at + _DAY)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signer = SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(key.private_bytes(*form)),
        cert_registry=SimpleCertificateStore(),
    )
    return key_of(signer, certificate)
