"""Certificates and keys on smart cards, tokens and HSMs (PKCS#11), with python-pkcs11 by way of pyHanko. The extra
``dokumentverk[pkcs11]``; loaded only when a token is asked for.

What is seen:

- Every maker brings a library of its own (``opensc-pkcs11.so``, ``libsofthsm2.so``, ``….dll``) that runs inside our
  process: whoever names one trusts it. One that is none makes ``dlopen`` raise RuntimeError.
- A reader without a card is a slot without a token; a card that was never set up is a token that is not initialised.
- Labels are whatever the issuer wrote, often none; what belongs together, certificate and key, has one ``CKA_ID``. A
  card often holds two, one for signing in to services and one for signing documents: that is for the person to say.
- SoftHSM 2.6 and many cards sign hashes with a curve's key (``CKM_ECDSA``) but do not hash (``CKM_ECDSA_SHA256``).
- Certificates lie open, private keys are seen only with the PIN. After some wrong PINs a card locks itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509

from dokumentverk.engines.pdf_sign_key import SigningKey, key_of
from dokumentverk.errors import ConfigurationError, MissingEngine, UsageFault

if TYPE_CHECKING:
    from asn1crypto import x509 as asn1_x509

_NAMED = 8
"""Tokens or certificates that a message names at most."""


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a key lies: ``library`` is the maker's PKCS#11 module, ``token`` the token's label and ``certificate`` the
    certificate's label or its id in hex. None does where there is only one."""

    library: Path
    token: str | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    label: str
    id: bytes
    content: bytes

    @property
    def called(self) -> str:
        return self.label or self.id.hex()


@contextmanager
def open_token(place: TokenPlace, pin: str) -> Iterator[SigningKey]:
    """The key on a token, usable until the block ends. An empty PIN leaves asking to the reader's own keypad.

    Raises MissingEngine without the extra, UsageFault for what is not there or another PIN, ConfigurationError for a
    token that is locked or holds no key with a certificate.
    """
    try:
        import pkcs11
    except ImportError:
        raise MissingEngine("SIGN_PKCS11_MISSING") from None
    token = _token(place)
    with told_of(token.label), token.open(user_pin=pin or pkcs11.PROTECTED_AUTH) as session:
        found, issuers = _certificates(session, place)
        yield key_of(_signer(session, token, found, issuers), x509.load_der_x509_certificate(found.content))


@contextmanager
def told_of(label: str) -> Iterator[None]:
    """What python-pkcs11 raises, as ours; also while the block signs."""
    import pkcs11.exceptions as told

    try:
        yield
    except (told.PinIncorrect, told.PinInvalid, told.PinLenRange):
        raise UsageFault("SIGN_PIN_WRONG", token=label) from None
    except (told.PinLocked, told.PinExpired, told.UserPinNotInitialized):
        raise ConfigurationError("SIGN_PIN_LOCKED", token=label) from None
    except told.PKCS11Error:
        raise UsageFault("SIGN_TOKEN_FAILED", token=label) from None


def _token(place: TokenPlace) -> Any:
    """The one token that is meant."""
    import pkcs11

    try:
        slots = pkcs11.lib(str(place.library)).get_slots(token_present=True)
    except (pkcs11.PKCS11Error, RuntimeError, OSError):
        raise UsageFault("SIGN_TOKEN_LIBRARY", file=place.library.name) from None
    there = [token for slot in slots if (token := _in_slot(slot)) is not None]
    meant = [one for one in there if place.token is None or one.label == place.token]
    if len(meant) == 1:
        return meant[0]
    labels = ", ".join(one.label for one in there[:_NAMED]) or "–"
    raise UsageFault("SIGN_TOKEN_SEVERAL" if meant else "SIGN_TOKEN_NOT_FOUND", tokens=labels)


def _in_slot(slot: Any) -> Any:
    import pkcs11

    try:
        token = slot.get_token()
        return token if token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED else None
    except pkcs11.PKCS11Error:
        return None


def _certificates(session: Any, place: TokenPlace) -> tuple[_Found, list[asn1_x509.Certificate]]:
    """The one to sign with, and those of issuers that lie beside it."""
    from asn1crypto import x509 as asn1_x509
    from pkcs11 import Attribute, ObjectClass

    keys = {bytes(one[Attribute.ID]) for one in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})}
    every = [
        _Found(str(one[Attribute.LABEL] or ""), bytes(one[Attribute.ID]), bytes(one[Attribute.VALUE]))
        for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    ]
    usable = [one for one in every if one.id in keys]
    if not usable:
        raise ConfigurationError("SIGN_TOKEN_EMPTY", token=session.token.label)
    wanted = place.certificate
    meant = [one for one in usable if wanted is None or wanted == one.label or wanted.lower() == one.id.hex()]
    if len(meant) != 1:
        names = ", ".join(one.called for one in usable[:_NAMED])
        raise UsageFault("SIGN_CERTIFICATE_SEVERAL" if meant else "SIGN_CERTIFICATE_NOT_FOUND", certificates=names)
    others = [asn1_x509.Certificate.load(one.content) for one in every if one.id not in keys]
    return meant[0], [one for one in others if one.ca]


def _signer(session: Any, token: Any, found: _Found, issuers: list[asn1_x509.Certificate]) -> Any:
    from asn1crypto import x509 as asn1_x509
    from pkcs11 import Mechanism
    from pyhanko.sign.pkcs11 import PKCS11Signer

    certificate = asn1_x509.Certificate.load(found.content)
    whole = {"rsa": Mechanism.SHA256_RSA_PKCS, "ec": Mechanism.ECDSA_SHA256}.get(certificate.public_key.algorithm)
    raw = whole is not None and whole not in token.slot.get_mechanisms()
    return PKCS11Signer(session, signing_cert=certificate, ca_chain=issuers, key_id=found.id, use_raw_mechanism=raw)
