"""Which certificates sign, and what is said of the others before anything is signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID as Use

from dokumentverk.engines.pdf_sign_key import open_pkcs12
from dokumentverk.errors import ConfigurationError, DokumentverkError, UsageFault
from tests.foreign.certificates import MADE, YEARS, Wanted, issued, p12

NAME = "Åse Sørbø-Ødegård"
DAY = MADE + timedelta(days=100)


def test_what_a_certificate_says() -> None:
    key = open_pkcs12(p12(Wanted(NAME, given_name="Åse", family_name="Sørbø-Ødegård")), "hemmelig", "ase.p12")
    assert (key.subject.shown, key.subject.family_name) == (NAME, "Sørbø-Ødegård")
    assert key.issuer.shown == "Prøveutsteder AS"
    assert (key.not_before, key.not_after) == (MADE, MADE + YEARS)
    assert key.unfit_at(DAY) == ()
    assert len(key.digest) == 64


@pytest.mark.parametrize("passphrase", ["", "blåbær æøå", "hemmelig"])
def test_passphrases(passphrase: str) -> None:
    content = p12(Wanted(NAME), passphrase)
    assert open_pkcs12(content, passphrase, "ase.p12").subject.shown == NAME
    for wrong in {"feil", "", "hemmelig"} - {passphrase}:
        if passphrase:
            assert _code(content, wrong) == (UsageFault, "SIGN_PASSPHRASE_WRONG")


def _code(content: bytes, passphrase: str) -> tuple[type[DokumentverkError], str]:
    with pytest.raises(DokumentverkError) as caught:
        open_pkcs12(content, passphrase, "ase.p12")
    assert caught.value.params == {"file": "ase.p12"}
    return type(caught.value), caught.value.code


@pytest.mark.parametrize(
    "content", [b"", b"-----BEGIN CERTIFICATE-----\n", b"0\x03\x02\x01\x03", p12(Wanted(NAME))[:400]]
)
def test_what_is_no_key_file(content: bytes) -> None:
    assert _code(content, "hemmelig") == (UsageFault, "SIGN_KEY_UNREADABLE")


def test_a_certificate_without_its_key() -> None:
    certificate, _ = issued(Wanted(NAME))
    lock = serialization.BestAvailableEncryption(b"hemmelig")
    content = pkcs12.serialize_key_and_certificates(b"uten", None, certificate, None, lock)
    assert _code(content, "hemmelig") == (ConfigurationError, "SIGN_KEY_MISSING")


EMAIL = Use.EMAIL_PROTECTION.dotted_string
SERVER = Use.SERVER_AUTH.dotted_string
UNFIT: dict[str, tuple[Wanted, tuple[str, ...]]] = {
    "a server's": (Wanted(NAME, uses=(SERVER,)), ("SIGN_KEY_NOT_FOR_SIGNING",)),
    "a server's and a person's": (Wanted(NAME, uses=(SERVER, EMAIL)), ()),
    "for documents (RFC 9336)": (Wanted(NAME, uses=("1.3.6.1.5.5.7.3.36",)), ()),
    "for keys only": (Wanted(NAME, signs=False), ("SIGN_KEY_NOT_FOR_SIGNING",)),
    "an issuer's": (Wanted(NAME, ca=True), ("SIGN_KEY_NOT_FOR_SIGNING",)),
    "short": (Wanted(NAME, rsa_bits=1024), ("SIGN_KEY_WEAK",)),
    "long enough": (Wanted(NAME, rsa_bits=2048), ()),
    "expired": (Wanted(NAME, lasts=timedelta(days=99)), ("SIGN_KEY_EXPIRED",)),
    "not begun": (Wanted(NAME, made=DAY + timedelta(days=1)), ("SIGN_KEY_NOT_YET_VALID",)),
}


@pytest.mark.parametrize("what", UNFIT)
def test_certificates_that_must_not_sign(what: str) -> None:
    wanted, codes = UNFIT[what]
    assert open_pkcs12(p12(wanted), "hemmelig", "ase.p12").unfit_at(DAY) == codes
