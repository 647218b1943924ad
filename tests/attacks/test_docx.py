"""What a forger tries on a signed DOCX: one document for each finding code, made by the tests' own hand. And what is
no forgery: signed by one, signed by two, signed on a signature line."""

from __future__ import annotations

import copy
import hashlib
import io
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from lxml import etree

from dokumentverk.engines import docx_read
from dokumentverk.engines.docx_form import DocxForm
from dokumentverk.engines.docx_package import DOCUMENT, pack, unpack
from dokumentverk.engines.docx_signature import read_signatures
from dokumentverk.engines.docx_signature_package import MAX_TIES
from dokumentverk.messages import finding_sentence
from dokumentverk.model.language import Language
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.signature import After, Coverage
from dokumentverk.read.docx import observe, signature_lines
from dokumentverk.read.docx_signatures import Form, judged_docx
from dokumentverk.read.signatures import Believing, Judged
from tests.attacks.docx_signed import (
    DS,
    FIRST,
    FOLDER,
    Way,
    related,
    signed,
    trust,
)
from tests.attacks.pki import NOW, Wanted, authority, issued, person, root
from tests.read.docx_returns import known
from tests.render.docx_forms import stamped

Change = Callable[[dict[str, bytes]], None]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml."
DOCUMENT_RELS = "word/_rels/document.xml.rels"


@cache
def form() -> bytes:
    return stamped(values={"name": "Kari Nordmann", "story": "Ærlig", "agree": True})


def judged(content: bytes, believing: Believing | None = None) -> Judged:
    believing = believing or Believing(NOW, trust())
    parsed = docx_read.parse(content)
    assert isinstance(parsed, DocxForm)
    assert parsed.signed
    of = known()
    digest = hashlib.sha256(content).hexdigest()
    read = Form(of.definition, observe(parsed, of, digest), signature_lines(parsed, of))
    return judged_docx(read, read_signatures(content, believing.trust, believing.at), believing, digest)


def codes(content: bytes, believing: Believing | None = None) -> set[str]:
    return {one.code for one in judged(content, believing).findings} - {"SIGNATURE_REVOCATION_NOT_KNOWN"}


def changed(change: Change, content: bytes | None = None) -> bytes:
    parts = unpack(content or plainly_signed())
    change(parts)
    return pack(parts)


@cache
def plainly_signed() -> bytes:
    return signed(form())


def in_signature(change: Callable[[Any], None]) -> Change:
    def apply(parts: dict[str, bytes]) -> None:
        root = etree.fromstring(parts[FIRST])
        change(root)
        parts[FIRST] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    return apply


def q(name: str) -> str:
    return f"{{{DS}}}{name}"


# What is no forgery


@pytest.mark.parametrize("way", [Way(), Way(key_info="part"), Way(xades=False)], ids=["plain", "part", "old"])
@pytest.mark.parametrize("rsa_bits", [0, 2048])
def test_a_signed_document_is_told_valid(way: Way, rsa_bits: int) -> None:
    by = issued(Wanted("Kari Nordmann", rsa_bits=rsa_bits), authority())
    found = judged(signed(form(), by, way), Believing(NOW, trust(root(), authority())))
    (mark,) = found.marks
    assert (mark.kind, mark.by, mark.field) == (SignatureKind.DIGITAL, "Kari Nordmann", "signature")
    assert mark.validated is not None
    assert mark.validated.is_valid
    assert mark.validated.coverage is Coverage.WHOLE_FILE
    assert mark.validated.after is After.NOTHING
    assert mark.validated.claimed is not None
    assert mark.validated.claimed.isoformat() == "2026-11-01T10:00:00+00:00"
    assert not any(one.stops for one in found.findings)


def test_two_persons_may_sign_the_finished_document() -> None:
    once = signed(form(), person("Ola Nordmann"))
    twice = signed(once)
    found = read_signatures(twice, trust(), NOW)
    assert [one.validated.signer.shown for one in found] == ["Ola Nordmann", "Kari Nordmann"]
    assert all(one.validated.is_valid for one in found)


# Forgeries, by what is told of them


def set_part(name: str, content: bytes) -> Change:
    return lambda parts: parts.update({name: content})


def removed(name: str) -> Change:
    def apply(parts: dict[str, bytes]) -> None:
        del parts[name]

    return apply


def replaced(name: str, old: bytes, new: bytes) -> Change:
    def apply(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return apply


def typed(name: str, content_type: str) -> Change:
    """The part gets that content type."""

    def apply(parts: dict[str, bytes]) -> None:
        types = etree.fromstring(parts["[Content_Types].xml"])
        for one in types:
            if one.get("PartName") == f"/{name}":
                types.remove(one)
        etree.SubElement(types, f"{{{types.nsmap[None]}}}Override", PartName=f"/{name}", ContentType=content_type)
        parts["[Content_Types].xml"] = etree.tostring(types)

    return apply


def tied(source_rels: str, type: str, target: str, mode: str | None = None) -> Change:
    return lambda parts: parts.update({source_rels: related(parts[source_rels], type, target, mode=mode)})


def both(*changes: Change) -> Change:
    def apply(parts: dict[str, bytes]) -> None:
        for change in changes:
            change(parts)

    return apply


def without_relation(parts: dict[str, bytes]) -> None:
    root = etree.fromstring(parts[DOCUMENT_RELS])
    root.remove(next(one for one in root if str(one.get("Target")).startswith("footer")))
    parts[DOCUMENT_RELS] = etree.tostring(root)


def retargeted(parts: dict[str, bytes]) -> None:
    root = etree.fromstring(parts[DOCUMENT_RELS])
    header, footer = (
        next(one for one in root if str(one.get("Target")).startswith(name)) for name in ("header", "footer")
    )
    header.set("Target", str(footer.get("Target")))
    parts[DOCUMENT_RELS] = etree.tostring(root)


def second_document(parts: dict[str, bytes]) -> None:
    """First in the order of the file, so that a reader opens it instead."""
    parts["word/document2.xml"] = parts[DOCUMENT].replace("Ærlig".encode(), b"Falsk")
    typed("word/document2.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")(
        parts
    )
    root = etree.fromstring(parts["_rels/.rels"])
    more = copy.deepcopy(root[0])
    more.attrib.update({"Id": "rId99", "Type": f"{OFFICE}officeDocument", "Target": "word/document2.xml"})
    root.insert(0, more)
    parts["_rels/.rels"] = etree.tostring(root)


def new_header(parts: dict[str, bytes]) -> None:
    parts["word/header9.xml"] = parts["word/header1.xml"]
    typed("word/header9.xml", f"{WORDS}header+xml")(parts)
    tied(DOCUMENT_RELS, f"{OFFICE}header", "header9.xml")(parts)


def other_value(root: Any) -> None:
    value = root.find(q("SignatureValue"))
    content = bytearray(b64decode(value.text))
    content[0] ^= 1
    value.text = b64encode(bytes(content)).decode()


def other_time(root: Any) -> None:
    next(root.iter("{http://uri.etsi.org/01903/v1.3.2#}SigningTime")).text = "2020-01-01T00:00:00Z"


def other_key(root: Any) -> None:
    next(root.iter(q("X509Certificate"))).text = b64encode(person("Ola Nordmann").der).decode()


def doubled_object(root: Any) -> None:
    """The signed Object moved where nobody looks, another under its id in its place."""
    own = next(one for one in root.iter(q("Object")) if one.get("Id") == "idPackageObject")
    hidden = etree.SubElement(root, q("Object"))
    hidden.append(copy.deepcopy(own))
    other = own.find(f"{q('Manifest')}/{q('Reference')}/{q('DigestValue')}")
    other.text = b64encode(b"0" * 32).decode()


def moved_object(root: Any) -> None:
    """The signed Object wrapped in another, where the reference still finds it."""
    own = next(one for one in root.iter(q("Object")) if one.get("Id") == "idPackageObject")
    other = copy.deepcopy(own)
    other.set("Id", "idOther")
    root.replace(own, other)
    etree.SubElement(root, q("Object")).append(own)


def doubled_info(root: Any) -> None:
    root.insert(1, copy.deepcopy(root.find(q("SignedInfo"))))


def doubled_manifest(root: Any) -> None:
    own = next(root.iter(q("Manifest")))
    own.addnext(copy.deepcopy(own))


def no_manifest(root: Any) -> None:
    own = next(root.iter(q("Manifest")))
    own.getparent().remove(own)


def no_package_reference(root: Any) -> None:
    """Valid, over Office's details alone (the «universal forgery» that Word once took)."""
    info = root.find(q("SignedInfo"))
    info.remove(info.find(q("Reference")))


def transformed(algorithm: str, *, in_manifest: bool) -> Callable[[Any], None]:
    """A transform more on a reference."""

    def change(root: Any) -> None:
        within = next(root.iter(q("Manifest"))) if in_manifest else root.find(q("SignedInfo"))
        reference = within.findall(q("Reference"))[-1]
        transforms = etree.Element(q("Transforms"))
        etree.SubElement(transforms, q("Transform"), Algorithm=algorithm)
        reference.insert(0, transforms)

    return change


def relations_uncanonical(root: Any) -> None:
    """The relationships transform without canonical XML behind it."""
    for one in root.iter(q("Transforms")):
        if len(one) == 2:
            one.remove(one[1])


def referring(uri: str, *, in_manifest: bool = False) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        within = next(root.iter(q("Manifest"))) if in_manifest else root.find(q("SignedInfo"))
        more = copy.deepcopy(within.findall(q("Reference"))[-1])
        more.set("URI", uri)
        within.append(more)

    return change


def twice_in_manifest(root: Any) -> None:
    own = next(root.iter(q("Manifest")))
    own.append(copy.deepcopy(own[0]))


def left_out(word: str) -> Callable[[Any], None]:
    """The manifest without its references that name this."""

    def change(root: Any) -> None:
        own = next(root.iter(q("Manifest")))
        for one in list(own):
            if word in one.get("URI"):
                own.remove(one)

    return change


def fewer_relations(root: Any) -> None:
    """One relationship less in the transform than its part has."""
    for one in root.iter(q("Reference")):
        if "document.xml.rels" in one.get("URI") and "glossary" not in one.get("URI"):
            transform = next(one.iter(q("Transform")))
            transform.remove(transform[0])


def hashed(uri: str) -> Callable[[Any], None]:
    def change(root: Any) -> None:
        root.find(f"{q('SignedInfo')}/{q('Reference')}/{q('DigestMethod')}").set("Algorithm", uri)

    return change


def method(uri: str) -> Callable[[Any], None]:
    return lambda root: root.find(f"{q('SignedInfo')}/{q('SignatureMethod')}").set("Algorithm", uri)


def same_key() -> bytes:
    """A certificate for another name over the same key: whoever has seen a signature can have one made."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    real, by = person("Kari Nordmann"), authority()
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Falsk Person")]))
        .issuer_name(by.certificate.subject)
        .public_key(real.key.public_key())
        .serial_number(9)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=9))
        .sign(by.key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.DER)


def swapped(root: Any) -> None:
    next(root.iter(q("X509Certificate"))).text = b64encode(same_key()).decode()


def chunk() -> bytes:
    """A document that fetches HTML when it is opened, all of it signed."""
    parts = unpack(form())
    parts["word/chunk.html"] = b"<p>Hei</p>"
    tied(DOCUMENT_RELS, f"{OFFICE}aFChunk", "chunk.html")(parts)
    typed("word/chunk.html", "text/html")(parts)
    return pack(parts)


def bound() -> bytes:
    """A control bound to the title, which nobody signs."""
    parts = unpack(form())
    replaced(DOCUMENT, b"<w:sdtPr>", b'<w:sdtPr><w:dataBinding w:xpath="/x" w:storeItemID="{0}"/>')(parts)
    return pack(parts)


def with_field(instruction: str) -> bytes:
    """A field in the text, its instruction split over runs as Word does."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    pieces = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in (instruction[:3], instruction[3:]))
    field = f"<w:p>{begin}{pieces}{end}</w:p><w:sectPr".encode()
    parts = unpack(form())
    before, _, behind = parts[DOCUMENT].rpartition(b"<w:sectPr")
    parts[DOCUMENT] = before + field + behind
    return pack(parts)


def from_another() -> bytes:
    """A signature over another package."""
    other = unpack(signed(stamped(values={"name": "Kari Nordmann", "story": "Noe helt annet"})))
    parts = unpack(signed(form()))
    parts[FIRST] = other[FIRST]
    return pack(parts)


def before_first_entry(content: bytes) -> bytes:
    return b"PK\x03\x04 rubbish" + content


def with_comment(content: bytes) -> bytes:
    """Bytes behind the directory, as a comment."""
    return content[:-2] + (4).to_bytes(2, "little") + b"mend"


def with_hidden_entry(content: bytes) -> bytes:
    """An entry that the directory does not name: a mending program finds it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in unpack(content).items():
            archive.writestr(name, part)
        ending = archive.start_dir
        assert archive.fp is not None
        archive.fp.seek(ending)
        archive.fp.write(before_first_entry(b"")[:4] + b"\0" * 22 + b"\x05\0\0\0a.xml")
        archive.start_dir = archive.fp.tell()
    return out.getvalue()


def doubled_relation(parts: dict[str, bytes]) -> None:
    root = etree.fromstring(parts["word/_rels/header1.xml.rels"])
    root.append(copy.deepcopy(root[0]))
    parts["word/_rels/header1.xml.rels"] = etree.tostring(root)


def many_relations(parts: dict[str, bytes]) -> None:
    root = etree.fromstring(parts[DOCUMENT_RELS])
    for at in range(MAX_TIES):
        more = copy.deepcopy(root[0])
        more.set("Id", f"rIdMore{at}")
        root.append(more)
    parts[DOCUMENT_RELS] = etree.tostring(root)


def stray(parts: dict[str, bytes]) -> None:
    del parts[f"{FOLDER}_rels/origin.sigs.rels"]


def missing(parts: dict[str, bytes]) -> None:
    del parts[FIRST]


OUTSIDE = "https://example.invalid/x"
XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116"
ENVELOPED = f"{DS}enveloped-signature"
HMAC = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"


def after(change: Callable[[Any], None]) -> bytes:
    """Signed, and the signature part changed afterwards."""
    return changed(in_signature(change))


def forged(change: Callable[[Any], None]) -> bytes:
    """Changed first, and signed like that: the signature's value is right."""
    return signed(form(), None, Way(before=change))


SAMPLES: dict[str, dict[str, Callable[[], bytes]]] = {
    "DOCX_SIGNATURE_BROKEN": {
        "other value": lambda: after(other_value),
        "other time": lambda: after(other_time),
        "certificate of another key": lambda: after(other_key),
        "reference left out": lambda: after(no_package_reference),
    },
    "DOCX_SIGNATURE_PART_CHANGED": {
        "answer": lambda: changed(replaced(DOCUMENT, "Ærlig".encode(), b"Falsk")),
        "header": lambda: changed(replaced("word/header1.xml", b"<w:p>", b"<w:p><w:r/>")),
        "styles": lambda: changed(set_part("word/styles.xml", b"<x/>")),
        "part removed": lambda: changed(removed("word/theme/theme1.xml")),
        "another package": from_another,
    },
    "DOCX_SIGNATURE_PART_UNSIGNED": {
        "nobody's part": lambda: changed(set_part("word/people.xml", b"<x/>")),
        "new header": lambda: changed(new_header),
        "left out by the signer": lambda: forged(left_out("/word/styles.xml")),
        "properties replaced": lambda: changed(typed("docProps/core.xml", "application/xml")),
    },
    "DOCX_SIGNATURE_RELATION_CHANGED": {
        "retargeted": lambda: changed(retargeted),
        "gone": lambda: changed(without_relation),
    },
    "DOCX_SIGNATURE_RELATION_UNSIGNED": {
        "new header": lambda: changed(new_header),
        "link": lambda: changed(tied(DOCUMENT_RELS, f"{OFFICE}hyperlink", "https://example.invalid", "External")),
        "same part again": lambda: changed(tied(DOCUMENT_RELS, f"{OFFICE}footer", "header1.xml")),
        "left out by the signer": lambda: forged(fewer_relations),
    },
    "DOCX_SIGNATURE_TYPE_CHANGED": {
        "footer as comments": lambda: changed(typed("word/footer1.xml", f"{WORDS}comments+xml"))
    },
    "DOCX_SIGNATURE_SECOND_DOCUMENT": {
        "first in the file": lambda: changed(second_document),
        "not covered": lambda: forged(left_out("/word/document.xml")),
    },
    "DOCX_SIGNATURE_CONTENT_OPEN": {
        "import": lambda: signed(chunk()),
        "data binding": lambda: signed(bound()),
        "the day it is opened": lambda: signed(with_field(" DATE ")),
        "a property": lambda: signed(with_field(' DOCPROPERTY "DVNumber" ')),
    },
    "DOCX_SIGNATURE_CERTIFICATE_MISSING": {
        "key alone": lambda: signed(form(), issued(Wanted("Kari", rsa_bits=2048), authority()), Way(key_info="key")),
        "nothing": lambda: signed(form(), None, Way(key_info="none")),
    },
    "DOCX_SIGNATURE_CERTIFICATE_SWAPPED": {"same key": lambda: after(swapped)},
    "DOCX_SIGNATURE_WEAK": {
        "SHA-1": lambda: signed(form(), None, Way(digest="sha1")),
        "RSA 1024": lambda: signed(form(), issued(Wanted("Kari Nordmann", rsa_bits=1024), authority())),
        "MD5": lambda: after(hashed("http://www.w3.org/2001/04/xmldsig-more#md5")),
    },
    "DOCX_SIGNATURE_WRAPPED": {
        "two with one id": lambda: after(doubled_object),
        "moved inside": lambda: after(moved_object),
        "two SignedInfo": lambda: after(doubled_info),
        "two manifests": lambda: forged(doubled_manifest),
        "id that is not there": lambda: after(referring("#nowhere")),
    },
    "DOCX_SIGNATURE_NOT_VALIDATED": {
        "no XML": lambda: changed(set_part(FIRST, b"")),
        "another root": lambda: changed(set_part(FIRST, b"<x/>")),
        "no manifest": lambda: forged(no_manifest),
        "package not signed": lambda: forged(no_package_reference),
        "XSLT": lambda: forged(transformed(XSLT, in_manifest=False)),
        "enveloped": lambda: forged(transformed(ENVELOPED, in_manifest=False)),
        "XSLT of a part": lambda: forged(transformed(XSLT, in_manifest=True)),
        "relations not canonical": lambda: forged(relations_uncanonical),
        "outside": lambda: forged(referring(OUTSIDE)),
        "whole file": lambda: forged(referring("")),
        "outside, of the manifest": lambda: forged(
            referring("https://example.invalid/x?ContentType=a/b", in_manifest=True)
        ),
        "no content type": lambda: forged(referring("/word/document.xml", in_manifest=True)),
        "twice in the manifest": lambda: forged(twice_in_manifest),
        "shared secret": lambda: after(method(HMAC)),
    },
    "DOCX_SIGNATURE_PACKAGE_DAMAGED": {
        "bytes before": lambda: before_first_entry(plainly_signed()),
        "bytes behind": lambda: with_comment(plainly_signed()),
        "hidden entry": lambda: with_hidden_entry(plainly_signed()),
        "two relations with one id": lambda: changed(doubled_relation),
        "two names for one type": lambda: changed(typed("word/%64ocument.xml", "text/html")),
    },
    "DOCX_SIGNATURE_STRAY": {
        "no way to it": lambda: changed(stray),
        "nothing there": lambda: changed(missing),
        "lost among relations without end": lambda: changed(many_relations),
    },
}
CASES = [pytest.param(code, make, id=f"{code}-{name}") for code, one in SAMPLES.items() for name, make in one.items()]


@pytest.mark.parametrize(("code", "make"), CASES)
def test_a_forgery_is_told(code: str, make: Callable[[], bytes]) -> None:
    found = judged(make())
    told = [one for one in found.findings if one.code == code]
    assert told
    assert all(finding_sentence(one, language) for one in told for language in Language)
    assert all("{" not in finding_sentence(one, language) for one in told for language in Language)
    every = [*(mark.validated for mark in found.marks if mark.validated is not None), *found.seals]
    assert every
    assert not any(one.is_valid for one in every)


def test_fields_that_fetch_nothing_are_no_matter() -> None:
    assert codes(signed(with_field(" PAGE "))) == set()
    assert codes(signed(with_field(" REF name "))) == set()


def test_whatever_byte_of_a_signed_part_is_changed_the_signature_falls() -> None:
    content = plainly_signed()
    parts = unpack(content)
    for name in parts:
        if name.startswith((FOLDER, "docProps/")) or name.endswith((".rels", "[Content_Types].xml")):
            continue
        data = bytearray(parts[name])
        data[len(data) // 2] ^= 1
        (found,) = read_signatures(pack({**parts, name: bytes(data)}), trust(), NOW)
        assert not found.validated.is_valid, name
        assert found.validated.changed == (name,)


def test_whatever_byte_of_the_signature_is_changed_nothing_else_is_told() -> None:
    """Either it falls, or what stands there means the same as before."""
    parts = unpack(plainly_signed())
    (whole,) = read_signatures(plainly_signed(), trust(), NOW)
    fell = 0
    for at in range(0, len(parts[FIRST]), 149):
        data = bytearray(parts[FIRST])
        data[at] ^= 1
        found = read_signatures(pack({**parts, FIRST: bytes(data)}), trust(), NOW)
        told = [one.validated for one in found if one.validated.is_valid]
        assert told in ([], [whole.validated]), at
        fell += not told
    assert fell > 50
