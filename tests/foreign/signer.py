"""pyHanko signs a form's signature field, as a workplace's or a person's own signing program does. The certificate is
made up on the spot and trusted by nobody."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from functools import cache

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore


def sign(content: bytes, field: str, name: str, *, at: datetime) -> bytes:
    """The PDF with one more revision: ``field`` signed by ``name``. Nothing before it is touched."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    facts = signers.PdfSignatureMetadata(field_name=field, name=name, md_algorithm="sha256")
    target = io.BytesIO()
    signers.PdfSigner(facts, signer=_signer(name, at)).sign_pdf(writer, output=target)
    return target.getvalue()


@cache
def _signer(name: str, at: datetime) -> signers.SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=3650))
        .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoded = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(encoded),
        cert_registry=SimpleCertificateStore(),
    )
