"""DOCX files signed by the tests' own hand, well or badly: package signatures with XAdES as Word and LibreOffice make
them, and every step of it open to who wants to forge one."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from dokumentverk.engines.docx_package import pack, unpack
from dokumentverk.engines.docx_signature_manifest import RELATIONSHIP_TRANSFORM, filtered
from dokumentverk.engines.docx_signature_package import CERTIFICATE, ORIGIN, SIGNATURE, package_of, rels_of, source_of
from dokumentverk.model.trust import Anchor, Trust
from tests.attacks.pki import Holder, Key, person, root

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
MDSSI = "http://schemas.openxmlformats.org/package/2006/digital-signature"
OFFICE = "http://schemas.microsoft.com/office/2006/digsig"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
RELS = "application/vnd.openxmlformats-package.relationships+xml"
_PACKAGE = "application/vnd.openxmlformats-package.digital-signature-"
_DIGESTS = {"sha1": f"{DS}sha1", "sha256": "http://www.w3.org/2001/04/xmlenc#sha256"}
_RSA = {"sha1": f"{DS}rsa-sha1", "sha256": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"}
_EC = {"sha1": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"}
_EC["sha256"] = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
_UNSIGNED = ("core-properties", "extended-properties", "custom-properties", "origin", "customXml", "customXmlProps")

FOLDER = "_xmlsignatures/"
FIRST = f"{FOLDER}sig1.xml"
Change = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Way:
    """How to sign. ``digest`` is that of everything; ``line`` the id of a signature line; ``before`` changes the
    Signature element before it is signed, ``after`` when it is done. ``key_info`` is ``certificate``, ``part``
    (a part of its own), ``key`` or ``none``."""

    digest: str = "sha256"
    line: str | None = None
    xades: bool = True
    key_info: str = "certificate"
    before: Change | None = None
    after: Change | None = None
    time: str = "2026-11-01T10:00:00Z"


def trust(*anchors: Holder) -> Trust:
    """These are believed; else the tests' own root."""
    return Trust(anchors=tuple(Anchor(one.der, f"prove{at}.pem") for at, one in enumerate(anchors or (root(),))))


def signed(content: bytes, by: Holder | None = None, way: Way | None = None) -> bytes:
    """``content`` with one more signature."""
    return pack(signed_parts(unpack(content), by or person("Kari Nordmann"), way or Way()))


def signed_parts(parts: dict[str, bytes], by: Holder, way: Way) -> dict[str, bytes]:
    number = 1 + sum(name.startswith(f"{FOLDER}sig") for name in parts)
    parts = _with_place(parts, number, way)
    root = _signature(parts, by, way)
    if way.before is not None:
        way.before(root)
    close(root, by, way)
    if way.after is not None:
        way.after(root)
    parts[f"{FOLDER}sig{number}.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    if way.key_info == "part":
        parts[f"{FOLDER}by{number}.cer"] = by.der
    return parts


def close(root: Any, by: Holder, way: Way) -> None:
    """The digests of what is signed, and the signature over them."""
    info = root.find(f"{{{DS}}}SignedInfo")
    by_id = {str(node.get("Id")): node for node in root.iter() if node.get("Id")}
    for reference in info.iterfind(f"{{{DS}}}Reference"):
        target = by_id.get(reference.get("URI")[1:])
        if target is not None:
            reference.find(f"{{{DS}}}DigestValue").text = _digest(canonical(target), way.digest)
    root.find(f"{{{DS}}}SignatureValue").text = b64encode(_value(canonical(info), by.key, way.digest)).decode()


def canonical(element: Any) -> bytes:
    made: bytes = etree.tostring(etree.fromstring(etree.tostring(element, with_tail=False)), method="c14n")
    return made


def _value(content: bytes, key: Key, digest: str) -> bytes:
    algorithm = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256()}[digest]
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(content, padding.PKCS1v15(), algorithm)
    r, s = utils.decode_dss_signature(key.sign(content, ec.ECDSA(algorithm)))
    size = (key.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _digest(content: bytes, digest: str) -> str:
    return b64encode(hashlib.new(digest, content).digest()).decode()


def _with_place(parts: dict[str, bytes], number: int, way: Way) -> dict[str, bytes]:
    """The origin, its relationship to the new signature, and their content types, as Word writes them."""
    parts = dict(parts)
    types = etree.fromstring(parts["[Content_Types].xml"])
    space = types.nsmap[None]
    if f"{FOLDER}origin.sigs" not in parts:
        parts[f"{FOLDER}origin.sigs"] = b""
        parts["_rels/.rels"] = related(parts["_rels/.rels"], ORIGIN, f"{FOLDER}origin.sigs")
        etree.SubElement(types, f"{{{space}}}Default", Extension="sigs", ContentType=f"{_PACKAGE}origin")
        etree.SubElement(types, f"{{{space}}}Default", Extension="cer", ContentType=f"{_PACKAGE}certificate")
    name = f"sig{number}.xml"
    etree.SubElement(
        types, f"{{{space}}}Override", PartName=f"/{FOLDER}{name}", ContentType=f"{_PACKAGE}xmlsignature+xml"
    )
    parts["[Content_Types].xml"] = etree.tostring(types, xml_declaration=True, encoding="UTF-8")
    rels = rels_of(f"{FOLDER}origin.sigs")
    parts[rels] = related(parts.get(rels, EMPTY_RELS), SIGNATURE, name)
    if way.key_info == "part":
        parts[rels_of(f"{FOLDER}{name}")] = related(EMPTY_RELS, CERTIFICATE, f"by{number}.cer")
    return parts


EMPTY_RELS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'


def related(content: bytes, type: str, target: str, *, id: str | None = None, mode: str | None = None) -> bytes:
    """Relationships with one more."""
    root = etree.fromstring(content)
    more = {"TargetMode": mode} if mode else {}
    id = id or f"rIdS{len(root) + 1}"
    etree.SubElement(root, f"{{{root.nsmap[None]}}}Relationship", {"Id": id, "Type": type, "Target": target, **more})
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _signature(parts: dict[str, bytes], by: Holder, way: Way) -> Any:
    objects = f"{_package_object(parts, way)}{_office_object(way)}{_xades(by, way) if way.xades else ''}"
    ids = ["idPackageObject", "idOfficeObject", *(["idSignedProperties"] if way.xades else [])]
    method = (_RSA if isinstance(by.key, rsa.RSAPrivateKey) else _EC)[way.digest]
    references = "".join(_reference(f"#{id}", "", way.digest, "") for id in ids)
    return etree.fromstring(
        f'<Signature xmlns="{DS}" Id="idPackageSignature"><SignedInfo>'
        f'<CanonicalizationMethod Algorithm="{C14N}"/><SignatureMethod Algorithm="{method}"/>{references}</SignedInfo>'
        f"<SignatureValue/>{_key_info(by, way)}{objects}</Signature>"
    )


def _reference(uri: str, transforms: str, digest: str, value: str) -> str:
    inside = f"<Transforms>{transforms}</Transforms>" if transforms else ""
    return (
        f'<Reference URI="{uri}">{inside}<DigestMethod Algorithm="{_DIGESTS[digest]}"/>'
        f"<DigestValue>{value}</DigestValue></Reference>"
    )


def _key_info(by: Holder, way: Way) -> str:
    if way.key_info == "certificate":
        chain = [by.der, *(one.public_bytes(Encoding.DER) for one in by.above)]
        texts = "".join(f"<X509Certificate>{b64encode(one).decode()}</X509Certificate>" for one in chain)
        return f"<KeyInfo><X509Data>{texts}</X509Data></KeyInfo>"
    if way.key_info == "key" and isinstance(by.key, rsa.RSAPrivateKey):
        numbers = by.key.public_key().public_numbers()
        n, e = (b64encode(one.to_bytes((one.bit_length() + 7) // 8, "big")).decode() for one in (numbers.n, numbers.e))
        return (
            f"<KeyInfo><KeyValue><RSAKeyValue><Modulus>{n}</Modulus><Exponent>{e}</Exponent></RSAKeyValue>"
            "</KeyValue></KeyInfo>"
        )
    return ""


def _package_object(parts: dict[str, bytes], way: Way) -> str:
    return (
        f'<Object Id="idPackageObject">{manifest(parts, way.digest)}<SignatureProperties><SignatureProperty'
        f' Id="idSignatureTime" Target="#idPackageSignature"><mdssi:SignatureTime xmlns:mdssi="{MDSSI}">'
        f"<mdssi:Format>YYYY-MM-DDThh:mm:ssTZD</mdssi:Format><mdssi:Value>{way.time}</mdssi:Value>"
        "</mdssi:SignatureTime></SignatureProperty></SignatureProperties></Object>"
    )


def manifest(parts: dict[str, bytes], digest: str) -> str:
    """Everything that Word signs: relationships by their ids, and the parts that they lead to."""
    package = package_of(pack(parts), parts)
    wanted = [tie for tie in package.ties if tie.kind not in _UNSIGNED and not tie.source.startswith(FOLDER)]
    found = ""
    for source in sorted({tie.source for tie in wanted}):
        ids = [tie.id for tie in wanted if tie.source == source]
        kept = filtered(etree.fromstring(parts[rels_of(source)]), frozenset(ids), frozenset())
        chosen = "".join(f'<m:RelationshipReference xmlns:m="{MDSSI}" SourceId="{id}"/>' for id in ids)
        transforms = (
            f'<Transform Algorithm="{RELATIONSHIP_TRANSFORM}">{chosen}</Transform><Transform Algorithm="{C14N}"/>'
        )
        value = _digest(etree.tostring(kept, method="c14n"), digest)
        found += _reference(f"/{rels_of(source)}?ContentType={RELS}", transforms, digest, value)
    for name in sorted({tie.part for tie in wanted if tie.part is not None and tie.part in parts}):
        assert source_of(name) is None
        found += _reference(f"/{name}?ContentType={package.types[name]}", "", digest, _digest(parts[name], digest))
    return f"<Manifest>{found}</Manifest>"


def _office_object(way: Way) -> str:
    line = f"<SetupID>{way.line}</SetupID>" if way.line else "<SetupID/>"
    return (
        '<Object Id="idOfficeObject"><SignatureProperties><SignatureProperty Id="idOfficeV1Details"'
        f' Target="#idPackageSignature"><SignatureInfoV1 xmlns="{OFFICE}">{line}<SignatureText/>'
        "<SignatureComments/></SignatureInfoV1></SignatureProperty></SignatureProperties></Object>"
    )


def _xades(by: Holder, way: Way) -> str:
    return (
        f'<Object><xd:QualifyingProperties xmlns:xd="{XADES}" Target="#idPackageSignature">'
        '<xd:SignedProperties Id="idSignedProperties"><xd:SignedSignatureProperties>'
        f"<xd:SigningTime>{way.time}</xd:SigningTime><xd:SigningCertificate><xd:Cert><xd:CertDigest>"
        f'<DigestMethod Algorithm="{_DIGESTS[way.digest]}"/><DigestValue>{_digest(by.der, way.digest)}</DigestValue>'
        "</xd:CertDigest></xd:Cert></xd:SigningCertificate></xd:SignedSignatureProperties></xd:SignedProperties>"
        "</xd:QualifyingProperties></Object>"
    )
