"""A smart card of software: SoftHSM 2, with certificates and keys laid on it as an issuer does."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import pem
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.foreign.certificates import Key
from tests.foreign.tools import SECONDS, need

if TYPE_CHECKING:
    from pkcs11 import Attribute

PIN = "1234"
_SO_PIN = "12345678"

Kept = tuple[x509.Certificate, Key | None]
"""A certificate with its key; an issuer's lies there without."""


def library(folder: Path) -> Path:
    """SoftHSM's PKCS#11 module, its tokens kept in ``folder``. It reads the environment when it is loaded, once in a
    process."""
    found = Path(need("softhsm2"))
    (folder / "tokens").mkdir(parents=True)
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n", encoding="utf-8")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    return found


def new_token(label: str) -> None:
    words = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", _SO_PIN, "--pin", PIN]
    subprocess.run(words, check=True, capture_output=True, timeout=SECONDS)


def lay(module: Path, label: str, kept: Mapping[str, Kept]) -> None:
    """Certificates and keys by their labels, numbered from 1: a key has the number of its certificate."""
    import pkcs11

    lib = pkcs11.lib(str(module))
    lib.reinitialize()  # SoftHSM sees tokens that another process made only then
    with lib.get_token(token_label=label).open(rw=True, user_pin=PIN) as session:
        for number, (name, (certificate, key)) in enumerate(kept.items(), start=1):
            session.create_object(_certificate(certificate, name, bytes([number])))
            if key is not None:
                session.create_object(_key(key, name, bytes([number])))


def _certificate(certificate: x509.Certificate, label: str, id: bytes) -> dict[Attribute, Any]:
    from pkcs11 import Attribute, CertificateType, ObjectClass

    return {
        Attribute.CLASS: ObjectClass.CERTIFICATE,
        Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
        Attribute.TOKEN: True,
        Attribute.LABEL: label,
        Attribute.ID: id,
        Attribute.SUBJECT: certificate.subject.public_bytes(),
        Attribute.VALUE: certificate.public_bytes(Encoding.DER),
    }


def _key(key: Key, label: str, id: bytes) -> dict[Attribute, Any]:
    from pkcs11 import Attribute
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.rsa import decode_rsa_private_key

    plain = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    _, _, der = pem.unarmor(plain)
    read = decode_ec_private_key if isinstance(key, ec.EllipticCurvePrivateKey) else decode_rsa_private_key
    return {
        **read(der),
        Attribute.TOKEN: True,
        Attribute.PRIVATE: True,
        Attribute.SENSITIVE: True,
        Attribute.SIGN: True,
        Attribute.LABEL: label,
        Attribute.ID: id,
    }
