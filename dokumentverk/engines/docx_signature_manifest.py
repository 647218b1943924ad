"""The manifest of a package signature: which parts and relationships it names, and whether they are as they were.

ECMA-376 Part 2, section 13 (Digital Signatures): a reference names a part and its content type; the relationships of a
part are signed one by one, through a transform that filters and sorts them. XML Signature itself leaves the digests of
a manifest to whoever reads it: ``signxml`` does not look at them.

What LibreOffice 7.4 really does: its xmlsec writes ``<text></text>`` for every gap between relationships, all of them
before the first, where the standard leaves gaps out; and LibreOffice ends its own relationship parts with a line break.
Its signatures over what it saved itself are therefore good for LibreOffice alone. Both forms say the same of the same
relationships, so both are believed.
"""

from __future__ import annotations

import binascii
import copy
import hashlib
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree

from dokumentverk.engines.docx_guard import parse_xml
from dokumentverk.engines.docx_signature_core import CANONICAL, DS, digest_name
from dokumentverk.engines.docx_signature_package import RELATIONSHIPS_TYPE, Package, source_of

RELATIONSHIP_TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
_SIGNATURE_SPACE = "{http://schemas.openxmlformats.org/package/2006/digital-signature}"
_MAX_REFERENCES = 3000
HASHES: Mapping[str, Callable[[bytes], Any]] = {
    "sha1": lambda content: hashlib.sha1(content, usedforsecurity=False),
    "sha224": hashlib.sha224,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
    "sha3_224": hashlib.sha3_224,
    "sha3_256": hashlib.sha3_256,
    "sha3_384": hashlib.sha3_384,
    "sha3_512": hashlib.sha3_512,
}
"""SHA-1 is old Word's: whether it will do is not decided here."""


@dataclass(slots=True)
class Covered:
    """What a manifest covers. ``ties`` are (source part, id) of relationships. ``changed`` parts, those ``gone`` and
    those whose ``types`` are no longer what was signed are named as in the file. ``odd`` says in a word why it cannot
    be believed at all; empty when it can."""

    parts: set[str] = field(default_factory=set)
    ties: set[tuple[str, str]] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)
    changed: list[str] = field(default_factory=list)
    retied: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    retyped: list[str] = field(default_factory=list)
    odd: str = ""


def covered_by(manifest: Any, package: Package) -> Covered:
    """``manifest`` is the element from the bytes that were signed."""
    seen = Covered()
    references = list(manifest)
    if not 0 < len(references) <= _MAX_REFERENCES or any(one.tag != f"{DS}Reference" for one in references):
        seen.odd = "manifest"
        return seen
    named: set[str] = set()
    for reference in references:
        uri = str(reference.get("URI", ""))
        if uri.casefold() in named:
            seen.odd = "twice"
        named.add(uri.casefold())
        _reference(reference, uri, package, seen)
    return seen


def _reference(reference: Any, uri: str, package: Package, seen: Covered) -> None:
    path, question, query = uri.partition("?")
    if not path.startswith("/") or path.startswith("//") or not question or not query.startswith("ContentType="):
        seen.odd = "outside"
        return
    wanted = path[1:]
    name = package.named(wanted) or package.named(unquote(wanted))
    if name is None:
        seen.gone.append(wanted)
        return
    if package.types.get(name, "") != query.removeprefix("ContentType="):
        seen.retyped.append(name)
    transforms = list(reference.iterfind(f"{DS}Transforms/{DS}Transform"))
    algorithms = [str(one.get("Algorithm", "")) for one in transforms]
    method = reference.find(f"{DS}DigestMethod")
    digest = digest_name(str(method.get("Algorithm", ""))) if method is not None else ""
    seen.digests.add(digest)
    source = source_of(name)
    if RELATIONSHIP_TRANSFORM in algorithms:
        if algorithms[0] != RELATIONSHIP_TRANSFORM or len(algorithms) != 2 or algorithms[1] not in CANONICAL:
            seen.odd = "transform"
            return
        if source is None or package.types.get(name) != RELATIONSHIPS_TYPE:
            seen.odd = "transform"
            return
        _relationships(name, source, transforms, _Wanted(reference, digest), package, seen)
        return
    if len(algorithms) > 1 or not set(algorithms) <= CANONICAL:
        seen.odd = "transform"
        return
    content = _canonical(parse_xml(package.parts[name]), algorithms[0]) if algorithms else package.parts[name]
    if not _Wanted(reference, digest).is_of(content):
        seen.changed.append(name)
    seen.parts.add(name)
    if source is not None:
        seen.ties |= {(source, one.id) for one in package.ties if one.source == source}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The digest that a reference states."""

    reference: Any
    digest: str

    def is_of(self, content: bytes | None) -> bool:
        made = HASHES.get(self.digest)
        value = self.reference.find(f"{DS}DigestValue")
        if made is None or content is None or value is None:
            return False
        try:
            stated = b64decode("".join((value.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            return False
        return bool(stated == made(content).digest())


def _relationships(
    name: str, source: str, transforms: list[Any], wanted: _Wanted, package: Package, seen: Covered
) -> None:
    ids, types = _chosen(transforms[0])
    if not ids and not types:
        seen.odd = "transform"
        return
    root = parse_xml(package.parts[name])
    if root is None:
        seen.retied.append(name)
        return
    kept = filtered(root, ids, types)
    method = str(transforms[1].get("Algorithm", ""))
    forms = (kept, _as_xmlsec(root, kept))
    if not any(wanted.is_of(_canonical(one, method)) for one in forms):
        seen.retied.append(name)
    seen.parts.add(name)
    seen.ties |= {(source, str(one.get("Id", ""))) for one in kept}


def _chosen(transform: Any) -> tuple[frozenset[str], frozenset[str]]:
    ids = (str(one.get("SourceId", "")) for one in transform.iterfind(f"{_SIGNATURE_SPACE}RelationshipReference"))
    groups = transform.iterfind(f"{_SIGNATURE_SPACE}RelationshipsGroupReference")
    types = (str(one.get("SourceType", "")) for one in groups)
    return frozenset(filter(None, ids)), frozenset(filter(None, types))


def filtered(root: Any, ids: frozenset[str], types: frozenset[str]) -> Any:
    """The relationships transform (ECMA-376-2, 13.2.4.24): those chosen by id or type, sorted by id, the default of
    ``TargetMode`` written out, nothing between them."""
    kept = [one for one in root if isinstance(one.tag, str) and (one.get("Id") in ids or one.get("Type") in types)]
    made = etree.Element(root.tag, nsmap=root.nsmap)
    for one in sorted(kept, key=lambda one: str(one.get("Id", ""))):
        again = etree.SubElement(made, one.tag, dict(one.attrib))
        if again.get("TargetMode") is None:
            again.set("TargetMode", "Internal")
    return made


def _as_xmlsec(root: Any, kept: Any) -> Any:
    """The filtered relationships as LibreOffice's xmlsec has them."""
    gaps = sum(1 for text in (root.text, *(one.tail for one in root)) if text)
    made = etree.Element(root.tag, nsmap=root.nsmap)
    for _ in range(gaps):
        etree.SubElement(made, f"{{{etree.QName(root).namespace}}}text")
    made.extend(copy.deepcopy(list(kept)))
    return made


def _canonical(root: Any | None, algorithm: str) -> bytes | None:
    if root is None:
        return None
    exclusive = algorithm.startswith("http://www.w3.org/2001/10/xml-exc-c14n#")
    made: bytes = etree.tostring(root, method="c14n", exclusive=exclusive, with_comments=False)
    return made


def manifests(signed: tuple[Any, ...]) -> Iterator[Any]:
    """Manifests that stand right in an Object that was signed."""
    for root in signed:
        if root.tag == f"{DS}Object":
            yield from root.iterfind(f"{DS}Manifest")
