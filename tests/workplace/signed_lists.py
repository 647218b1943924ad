"""Trust lists signed as their publishers do: enveloped XAdES over the whole document."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from tests.foreign.certificates import Key, Wanted, issued

Kept = tuple[x509.Certificate, Key]
"""Whoever signs lists: a certificate with its key."""

TSL = "http://uri.etsi.org/02231/v2#"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def operator(name: str) -> Kept:
    return issued(Wanted(name, rsa_bits=2048))


def signed_by(content: bytes, kept: Kept) -> bytes:
    """As the profile has it: a reference to the whole document and one to the signed properties, both in exclusive
    canonical form. signxml's own signer digests the properties before they stand in the list, with other namespaces."""
    certificate, key = kept
    assert isinstance(key, rsa.RSAPrivateKey)
    root = etree.fromstring(content)
    held = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    mark = base64.b64encode(certificate.fingerprint(hashes.SHA256())).decode()
    whole = _reference('URI=""', f'<ds:Transform Algorithm="{DS}enveloped-signature"/>', _digest(root))
    root.append(
        etree.fromstring(
            f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'
            f'<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>{whole}'
            f"</ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{held}"
            "</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object>"
            f'<xades:QualifyingProperties xmlns:xades="{XADES}">'
            '<xades:SignedProperties Id="properties"><xades:SignedSignatureProperties><xades:SigningCertificateV2>'
            f'<xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="{SHA256}"/>'
            f"<ds:DigestValue>{mark}</ds:DigestValue>"
            "</xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>"
            "</xades:SignedProperties></xades:QualifyingProperties></ds:Object></ds:Signature>"
        )
    )
    signature = root[-1]
    info, value = signature[0], signature[1]
    properties = signature.find(f".//{{{XADES}}}SignedProperties")
    assert properties is not None
    info.append(etree.fromstring(_reference('URI="#properties"', "", _digest(properties), f' xmlns:ds="{DS}"')))
    value.text = base64.b64encode(key.sign(_canonical(info), padding.PKCS1v15(), hashes.SHA256())).decode()
    return etree.tostring(root)


def _reference(uri: str, first: str, digest: str, spaces: str = "") -> str:
    return (
        f'<ds:Reference {uri}{spaces}><ds:Transforms>{first}<ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>'
    )


def _digest(node: etree._Element) -> str:
    return base64.b64encode(hashlib.sha256(_canonical(node)).digest()).decode()


def _canonical(node: etree._Element) -> bytes:
    return etree.tostring(node, method="c14n", exclusive=True)


def list_of_lists(*pointers: tuple[str, Kept], sequence: int = 300) -> bytes:
    """The EU's list: no services, but whose certificates sign the lists of each country."""
    told = "".join(
        _pointer(territory, [certificate.public_bytes(Encoding.DER)]) for territory, (certificate, _) in pointers
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TrustServiceStatusList xmlns="{TSL}"><SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier>
<TSLSequenceNumber>{sequence}</TSLSequenceNumber><PointersToOtherTSL>{told}</PointersToOtherTSL>
<SchemeTerritory>EU</SchemeTerritory><ListIssueDateTime>2026-10-01T00:00:00Z</ListIssueDateTime>
<NextUpdate><dateTime>2027-03-01T00:00:00Z</dateTime></NextUpdate></SchemeInformation></TrustServiceStatusList>
""".encode()


def _pointer(territory: str, certificates: Sequence[bytes]) -> str:
    identities = "".join(
        "<ServiceDigitalIdentity><DigitalId>"
        f"<X509Certificate>{base64.b64encode(one).decode()}</X509Certificate></DigitalId></ServiceDigitalIdentity>"
        for one in certificates
    )
    return (
        f"<OtherTSLPointer><ServiceDigitalIdentities>{identities}</ServiceDigitalIdentities>"
        f"<TSLLocation>https://example.invalid/{territory}.xml</TSLLocation><AdditionalInformation><OtherInformation>"
        f"<SchemeTerritory>{territory}</SchemeTerritory></OtherInformation></AdditionalInformation></OtherTSLPointer>"
    )
