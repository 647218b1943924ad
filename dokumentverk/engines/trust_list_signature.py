"""Whether a trust list is as its scheme operator signed it (ETSI TS 119 612, 5.7.1 and annex B: an enveloped XAdES
signature over the whole list), with signxml.

What signxml (5.2) really does: it verifies whatever the references point to, wherever the signature stands. So the
structure is held to the profile first: one signature, right under the root; one reference to the whole document,
without other transforms than leaving itself out and canonicalising; all others to its own signed properties. Only the
bytes that it digested are read afterwards, never the file. It says how a certificate's dates are; an operator's
certificate is named by others, and gets a day on which it is valid.

Whose certificates sign national lists is told by the EU's list of lists (``EU``). Whose sign that one is published in
the Official Journal (most recently OJ C/2026/1944); pyHanko brings those.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from dokumentverk.engines.certificates import certificates_in
from dokumentverk.engines.docx_signature_core import CANONICAL, DS, XADES, load_certificate
from dokumentverk.engines.trust_list import ListAltered

_ROOT: Final = "{http://uri.etsi.org/02231/v2#}TrustServiceStatusList"
_ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_METHODS = frozenset(one for one in SignatureMethod if "SHA1" not in one.name and not one.name.startswith("HMAC"))
_DIGESTS = frozenset(one for one in DigestAlgorithm if one is not DigestAlgorithm.SHA1)
_MOST = 8
"""References, and certificates that a list brings. Real ones have two and one; the list of lists names two to four
certificates for each country, which are tried first."""


@dataclass(frozen=True, slots=True)
class SignedList:
    """``content`` are the bytes that were signed; ``certificate`` (DER) is whose key signed them."""

    content: bytes
    certificate: bytes


def signed_list(root: Any, operators: Iterable[bytes]) -> SignedList | None:
    """The list as it was signed, by one of ``operators`` (DER) where one of these did, else by the certificate that it
    brings itself, which says nothing of who that is. None for a list without a signature. Raises ListAltered."""
    signatures = root.findall(f"{DS}Signature")
    if not signatures and root.find(f".//{DS}Signature") is None:
        return None
    if len(signatures) != 1 or not _is_over_all(root, signatures[0]):
        raise ListAltered
    brought = [
        found
        for one in signatures[0].iterfind(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate")
        for found in certificates_in(_armoured(one.text or ""))
    ]
    for certificate in [*operators, *(one.content for one in brought[:_MOST])]:
        content = _verified(root, certificate)
        if content is not None:
            return SignedList(content, certificate)
    raise ListAltered


def official_operators() -> tuple[bytes, ...]:
    """Certificates (DER) that sign the EU's list of lists, as pyHanko's release knows them."""
    folder = resources.files("pyhanko") / "sign" / "validation" / "qualified" / "lotl-certs"
    return tuple(one.content for one in certificates_in((folder / "latest.cert.pem").read_bytes()))


def _armoured(text: str) -> bytes:
    return f"-----BEGIN CERTIFICATE-----\n{''.join(text.split())}\n-----END CERTIFICATE-----\n".encode()


def _is_over_all(root: Any, signature: Any) -> bool:
    ids = [str(value) for node in root.iter() for key, value in node.attrib.items() if _is_id(key)]
    own = {str(one.get("Id", "")) for space in XADES for one in signature.iterfind(f".//{space}SignedProperties")} | {
        str(one.get("Id", "")) for one in signature.iterfind(f"{DS}KeyInfo")
    }
    references = signature.findall(f"{DS}SignedInfo/{DS}Reference")
    whole = [one for one in references if one.get("URI") == ""]
    others = [str(one.get("URI", "-")) for one in references if one.get("URI") != ""]
    if len(whole) != 1 or len(references) > _MOST or len(set(ids)) != len(ids):
        return False
    transforms = [one.get("Algorithm") for one in whole[0].iterfind(f"{DS}Transforms/{DS}Transform")]
    plain = all(
        one.get("Algorithm") in CANONICAL
        for other in references
        if other is not whole[0]
        for one in other.iterfind(f"{DS}Transforms/{DS}Transform")
    )
    return (
        plain
        and transforms[:1] == [_ENVELOPED]
        and len(transforms) <= 2
        and set(transforms[1:]) <= CANONICAL
        and all(one.startswith("#") and one[1:] in own for one in others)
    )


def _is_id(key: str) -> bool:
    return etree.QName(key).localname.casefold() == "id"


def _verified(root: Any, certificate: bytes) -> bytes | None:
    """The signed bytes when that key signed them."""
    opened = load_certificate(certificate)
    if opened is None:
        return None
    try:
        results = XMLVerifier().verify(
            root,
            x509_cert=opened,
            expect_config=SignatureConfiguration(
                location="./",
                expect_references=False,
                signature_methods=_METHODS,
                digest_algorithms=_DIGESTS,
                verification_time=opened.not_valid_before_utc,
            ),
        )
    except SignXMLException:
        return None
    except Exception:
        # Whatever a stranger's file does to the libraries, it was not signed.
        return None
    every = results if isinstance(results, list) else [results]
    told = [one for one in every if one.signed_xml is not None and one.signed_xml.tag == _ROOT]
    return bytes(told[0].signed_data) if len(told) == 1 else None
