"""pyHanko signs a form's signature field, as a workplace's or a person's own signing program does, with a certificate
of the made-up issuer."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.foreign.certificates import Wanted, authority, issued


def sign(content: bytes, field: str, name: str, *, at: datetime) -> bytes:
    """The PDF with one more revision: ``field`` signed by ``name`` at that time. Nothing before it is touched."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    facts = signers.PdfSignatureMetadata(field_name=field, name=name, md_algorithm="sha256")
    target = io.BytesIO()
    signer = _Punctual(facts, signer=_signer(name))
    signer.at = at
    signer.sign_pdf(writer, output=target)
    return target.getvalue()


def issuer_pem() -> bytes:
    """The certificate of the made-up issuer, for those who are to believe it."""
    return authority()[0].public_bytes(serialization.Encoding.PEM)


class _Punctual(signers.PdfSigner):
    """Signs by the clock that it is given."""

    at: datetime

    def init_signing_session(self, *args: Any, **keys: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **keys)
        session.system_time = self.at
        return session


def _signer(name: str) -> signers.SimpleSigner:
    certificate, key = issued(Wanted(name))
    store = SimpleCertificateStore()
    store.register(_plain(authority()[0]))
    encoded = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=_plain(certificate), signing_key=asn1_keys.PrivateKeyInfo.load(encoded), cert_registry=store
    )


def _plain(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
