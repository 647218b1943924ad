"""LibreOffice signing a DOCX: with a certificate database of NSS made for the purpose, driven over its UNO bridge."""

from __future__ import annotations

from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from tests.attacks.pki import Holder
from tests.foreign.tools import PROGRAMS, need, run, workplace


def signed_by_office(documents: tuple[bytes, bytes], by: Holder) -> tuple[bytes, bytes]:
    """The DOCX as they are, each with a signature that LibreOffice made: nothing else is saved anew."""
    soffice, python = need("soffice"), need("uno")
    certutil, pk12util = need("certutil"), need("pk12util")
    with workplace() as folder:
        nss = folder / "nss"
        nss.mkdir()
        held = pkcs12.serialize_key_and_certificates(b"signer", by.key, by.certificate, by.above, NoEncryption())
        (folder / "signer.p12").write_bytes(held)
        database = f"sql:{nss}"
        run(certutil, "-N", "-d", database, "--empty-password")
        run(pk12util, "-i", folder / "signer.p12", "-d", database, "-W", "")
        paths = [folder / f"{at}.docx" for at in range(len(documents))]
        for path, document in zip(paths, documents, strict=True):
            path.write_bytes(document)
        run(python, PROGRAMS / "sign_docx.py", soffice, folder / "profile", nss, *paths, folder=folder)
        first, second = (path.read_bytes() for path in paths)
        return first, second
