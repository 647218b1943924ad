"""One signature part: is its value that of the certificate's key, and what exactly did that key sign?

The cryptography and the canonical XML are ``signxml``'s. What it really does (5.2), and what is done about it:

- It gives back the bytes that were digested; only these are believed here, never the part itself.
- Its canonical form of a child element has spurious ``xmlns=""`` that no signer wrote; with
  ``excise_empty_xmlns_declarations`` they are cut out again. Anything cut that was really there is missing from the
  bytes that are believed, too.
- It takes the first of two elements with one id when their attributes differ in case; it resolves any id anywhere in
  the file. So the structure is held to the profile of ECMA-376 Part 2 first: one signature as the root, all ids
  different, references to whole Objects or to XAdES SignedProperties, canonicalisation the only transform.
- It says how a certificate's dates are; that is judged elsewhere, so it gets a day on which it is valid.

Countersignatures stand in unsigned properties: they are not counted, and not looked at.
"""

from __future__ import annotations

import base64
import binascii
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import InvalidSignature, SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from dokumentverk.engines.docx_guard import parse_xml
from dokumentverk.model.signature import Fault

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = (
    "{http://uri.etsi.org/01903/v1.3.2#}",
    "{http://uri.etsi.org/01903/v1.2.2#}",
    "{http://uri.etsi.org/01903/v1.1.1#}",
)
CANONICAL = frozenset(method.value for method in CanonicalizationMethod)
DIGESTS = {method.value: method for method in DigestAlgorithm}
_METHODS = frozenset(method for method in SignatureMethod if not method.name.startswith("HMAC"))
_MAX_PART = 8_000_000
"""Bytes; the pictures of a signature line are a few hundred KB."""
_MAX_REFERENCES = 30
_MAX_CERTIFICATES = 12
_OUTER = (f"{DS}SignedInfo", f"{DS}SignatureValue", f"{DS}KeyInfo")

BROKEN = Fault("DOCX_SIGNATURE_BROKEN")
NO_CERTIFICATE = Fault("DOCX_SIGNATURE_CERTIFICATE_MISSING")
WRAPPED = Fault("DOCX_SIGNATURE_WRAPPED")


def not_validated(why: str) -> Fault:
    return Fault("DOCX_SIGNATURE_NOT_VALIDATED", (("why", why),))


@dataclass(frozen=True, slots=True)
class Core:
    """What a signature's value was found to be over. ``signed`` are the roots of the signed elements, parsed from the
    bytes that were digested; ``method`` is the signature's algorithm and ``digests`` those of its references, as in
    ``sha256``; ``others`` are the further certificates that the file brings: beside the signer's, or among XAdES's
    values for later checks. What they say is not believed, only whom they lead to."""

    signed: tuple[Any, ...]
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    method: str
    digests: frozenset[str]


class _Verifier(XMLVerifier):
    excise_empty_xmlns_declarations = True


def verify_core(content: bytes, beside: Sequence[bytes] = ()) -> Core | Fault:
    """``beside`` are certificates (DER or PEM) in parts of their own that the signature points to. Never raises."""
    if len(content) > _MAX_PART:
        return not_validated("size")
    root = parse_xml(content)
    if root is None:
        return not_validated("xml")
    if fault := _structure(root) or _references(root):
        return fault
    stated = [one.text or "" for one in root.iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")]
    certificates = _certificates([*(_decoded(text) for text in stated[:_MAX_CERTIFICATES]), *beside])
    if not certificates:
        return NO_CERTIFICATE
    kept = [one.text or "" for space in XADES for one in root.iter(f"{space}EncapsulatedX509Certificate")]
    above = _certificates([_decoded(text) for text in kept])
    outcome: Core | Fault = BROKEN
    for certificate in certificates:
        outcome = _verified(root, certificate, tuple(one for one in (*certificates, *above) if one != certificate))
        if isinstance(outcome, Core):
            return outcome
    return outcome


def digest_name(algorithm: str) -> str:
    """``sha256`` for the algorithm's address; what is no known digest by the last word of its address."""
    known = DIGESTS.get(algorithm)
    return known.name.casefold() if known is not None else algorithm.rpartition("#")[2][:20]


def method_digest(method: SignatureMethod) -> str:
    """The digest within a signature algorithm: ``RSA_SHA256`` and ``SHA256_RSA_MGF1`` are ``sha256``."""
    words = method.name.casefold().split("_")
    at = next(at for at, word in enumerate(words) if word.startswith("sha"))
    return "_".join(words[at : at + 2]) if words[at] == "sha3" else words[at]


def _structure(root: Any) -> Fault | None:
    if root.tag != f"{DS}Signature":
        return not_validated("root")
    counts = [len(root.findall(tag)) for tag in _OUTER]
    if counts[:2] != [1, 1] or counts[2] > 1:
        return WRAPPED if max(counts) > 1 else not_validated("structure")
    ids = [str(value) for node in root.iter() for key, value in node.attrib.items() if _is_id(key)]
    if len(set(ids)) != len(ids):
        return WRAPPED
    return None


def _is_id(key: str) -> bool:
    return etree.QName(key).localname.casefold() == "id"


def _references(root: Any) -> Fault | None:
    """None when every reference is to something that a package signature signs, in a way that it may be signed."""
    info = root.find(f"{DS}SignedInfo")
    references = info.findall(f"{DS}Reference")
    if not 0 < len(references) <= _MAX_REFERENCES:
        return not_validated("references")
    method = info.find(f"{DS}CanonicalizationMethod")
    if method is None or method.get("Algorithm") not in CANONICAL:
        return not_validated("transform")
    within = set(_signable(root))
    for reference in references:
        uri = str(reference.get("URI", ""))
        if not uri.startswith("#"):
            return not_validated("outside")
        if uri[1:] not in within:
            return WRAPPED
        transforms = [one.get("Algorithm") for one in reference.iterfind(f"{DS}Transforms/{DS}Transform")]
        if len(transforms) > 1 or not set(transforms) <= CANONICAL:
            return not_validated("transform")
        digest = reference.find(f"{DS}DigestMethod")
        if digest is None or digest.get("Algorithm") not in DIGESTS:
            return _unknown_digest("" if digest is None else str(digest.get("Algorithm", "")))
    return None


def _unknown_digest(algorithm: str) -> Fault:
    if "md5" in algorithm.casefold():
        return Fault("DOCX_SIGNATURE_WEAK", (("algorithm", "MD5"),))
    return not_validated("algorithm")


def _signable(root: Any) -> Iterator[str]:
    """Ids of what may be signed: the Objects, the key information, and the signed properties within an Object."""
    for child in root:
        if child.tag in (f"{DS}Object", f"{DS}KeyInfo"):
            yield str(child.get("Id", ""))
            for space in XADES:
                for one in child.iterfind(f"{space}QualifyingProperties/{space}SignedProperties"):
                    yield str(one.get("Id", ""))


def _certificates(contents: Sequence[bytes]) -> list[x509.Certificate]:
    found: list[x509.Certificate] = []
    for content in contents[:_MAX_CERTIFICATES]:
        certificate = load_certificate(content)
        if certificate is not None and certificate not in found:
            found.append(certificate)
    return found


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def load_certificate(content: bytes) -> x509.Certificate | None:
    """A certificate in DER or PEM; None for what is none. ``cryptography`` warns of odd ones that it still reads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if content.startswith(b"-----"):
                return x509.load_pem_x509_certificate(content)
            return x509.load_der_x509_certificate(content)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            return None


def _verified(root: Any, certificate: x509.Certificate, others: tuple[x509.Certificate, ...]) -> Core | Fault:
    info = root.find(f"{DS}SignedInfo")
    try:
        method = SignatureMethod(info.find(f"{DS}SignatureMethod").get("Algorithm"))
        results = _Verifier().verify(
            root,
            x509_cert=certificate,
            expect_config=SignatureConfiguration(
                location="./",
                expect_references=False,
                signature_methods=_METHODS,
                digest_algorithms=frozenset(DIGESTS.values()),
                verification_time=certificate.not_valid_before_utc,
            ),
        )
    except InvalidSignature:
        return BROKEN
    except SignXMLException:
        return not_validated("core")
    except Exception:
        # Whatever a stranger's signature does to the libraries, it is not valid.
        return not_validated("core")
    if not isinstance(results, list) or any(one.signed_xml is None for one in results):
        return not_validated("core")
    digests = frozenset(
        digest_name(str(one.get("Algorithm"))) for one in info.iterfind(f"{DS}Reference/{DS}DigestMethod")
    )
    signed = tuple(one.signed_xml for one in results)
    return Core(signed, certificate, others, method_digest(method), digests)
