"""A DOCX as its signatures see it: parts with their content types, and every relationship (ECMA-376 Part 2). Strict.

Whoever signs a package names parts and relationships, so both are looked at as they stand in the file, nothing
repaired. What real programs do:

- Word and LibreOffice write a package as entries one after the other, without gaps. Word mends a damaged one when it
  opens it, and then shows other parts than those a signature was made over (Rohlmann et al., «Every Signature is
  Broken», USENIX Security 2023): a signed package that would need mending is refused.
- Word leaves ``[trash]/0000.dat`` behind when it saves in place. No part can have such a name, so none is one.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from dokumentverk.engines.docx_guard import parse_xml

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
PACKAGE_SPACE = "http://schemas.openxmlformats.org/package/2006/"
ORIGIN = f"{PACKAGE_SPACE}relationships/digital-signature/origin"
SIGNATURE = f"{PACKAGE_SPACE}relationships/digital-signature/signature"
CERTIFICATE = f"{PACKAGE_SPACE}relationships/digital-signature/certificate"
_SIGNATURE_TYPE = "application/vnd.openxmlformats-package.digital-signature-"
_TYPES = f"{{{PACKAGE_SPACE}content-types}}"
_RELATIONS = f"{{{PACKAGE_SPACE}relationships}}"
_RELATION_KEYS = frozenset({"Id", "Type", "Target", "TargetMode"})
MAX_TIES = 5000
"""Relationships of a whole package; a form has thirty."""
_TRASH = "[trash]/"
_WORDS = tuple("digital-signature".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_LOCAL = struct.Struct("<4s5H3I2H")
_LOCAL_MAGIC = b"PK\x03\x04"
_DESCRIPTOR = 24
"""Bytes that a streaming writer may put behind an entry: its sizes and checksum."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship. ``source`` is the part that it starts from, empty for the package; ``part`` the name of the part
    that it ends in, None when that is outside the package."""

    source: str
    id: str
    type: str
    target: str
    part: str | None

    @property
    def kind(self) -> str:
        return self.type.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Package:
    """``parts`` by their names without the leading slash; ``ties`` in the order of the file. ``odd`` says in a word
    what makes the package one that nobody should sign or believe; empty for a sound one."""

    parts: Mapping[str, bytes]
    types: Mapping[str, str]
    ties: tuple[Tie, ...]
    odd: str = ""

    def named(self, name: str) -> str | None:
        """The part of that name as the file writes it; names are alike whatever their case (ECMA-376-2, 9.1.1.1)."""
        if name in self.parts:
            return name
        folded = name.casefold()
        return next((one for one in self.parts if one.casefold() == folded), None)

    def of(self, source: str, type: str) -> tuple[Tie, ...]:
        return tuple(one for one in self.ties if one.source == source and one.type == type)

    def signatures(self) -> tuple[str, ...]:
        """The parts that hold a signature, by way of the origin part, in the order of the file."""
        origins = [one.part for one in self.of("", ORIGIN) if one.part is not None]
        found = (tie.part for origin in origins for tie in self.of(origin, SIGNATURE))
        return tuple(dict.fromkeys(part for part in found if part is not None and part in self.parts))

    def strays(self) -> tuple[str, ...]:
        """What is called a signature, yet is none that a program finds: no way leads to it, or none is there."""
        linked = self.signatures()
        kind = f"{_SIGNATURE_TYPE}xmlsignature+xml"
        named = [name for name in self.parts if self.types.get(name) == kind or _looks_like_one(name)]
        missing = [tie.part or tie.target for tie in self.ties if tie.type == SIGNATURE]
        return tuple(dict.fromkeys(name for name in (*named, *missing) if name not in linked))


def _looks_like_one(name: str) -> bool:
    folder, file = posixpath.split(name.casefold())
    return folder == "_xmlsignatures" and file.endswith(".xml")


def is_signed(parts: Mapping[str, bytes]) -> bool:
    """Whether anything in a package is meant as a signature, well made or not: a quick look."""
    if any(name.casefold().startswith("_xmlsignatures/") for name in parts):
        return True
    looked_at = (parts.get(CONTENT_TYPES, b""), parts.get("_rels/.rels", b""))
    return any(word in content for content in looked_at for word in _WORDS)


def is_signed_odt(path: Path) -> bool:
    """Whether a zip holds signatures as ODF has them (OpenDocument 1.2 part 3, 2.4), by its directory alone."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.casefold() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return False
    return "meta-inf/documentsignatures.xml" in names


def package_of(content: bytes, parts: Mapping[str, bytes]) -> Package:
    """``parts`` are those of ``docx_guard.open_package``, which has refused the hostile."""
    kept = {name: data for name, data in parts.items() if not name.startswith(_TRASH)}
    odd = "" if _is_seamless(content) else "zip"
    types, fault = _content_types(kept)
    odd = odd or fault
    ties: list[Tie] = []
    names = {name.casefold(): name for name in kept}
    for name, data in kept.items():
        source = source_of(name)
        if source is not None:
            found, fault = _ties(source, data, names)
            ties += found
            odd = odd or fault
    if len(ties) > MAX_TIES:
        return Package(kept, types, (), "relationships")
    return Package(kept, types, tuple(ties), odd)


def source_of(name: str) -> str | None:
    """The part whose relationships a part holds (empty for the package itself); None for a part that holds none."""
    folder, file = posixpath.split(name)
    above, rels = posixpath.split(folder)
    if rels.casefold() != "_rels" or not file.casefold().endswith(".rels"):
        return None
    return posixpath.join(above, file[: -len(".rels")])


def rels_of(source: str) -> str:
    """Where the relationships of a part stand."""
    folder, file = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _content_types(parts: Mapping[str, bytes]) -> tuple[dict[str, str], str]:
    root = parse_xml(parts.get(CONTENT_TYPES, b""))
    if root is None or root.tag != f"{_TYPES}Types":
        return {}, "types"
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    for child in root:
        kind = str(child.get("ContentType", ""))
        if child.tag == f"{_TYPES}Default":
            into, key = defaults, str(child.get("Extension", "")).casefold()
        elif child.tag == f"{_TYPES}Override":
            into, key = overrides, str(child.get("PartName", "")).removeprefix("/").casefold()
        else:
            return {}, "types"
        # Two names for one part: programs differ in which type it then has.
        if key in into or "%" in key:
            return {}, "types"
        into[key] = kind
    found = {}
    for name in parts:
        extension = posixpath.basename(name).rpartition(".")[2].casefold()
        kind = overrides.get(name.casefold(), defaults.get(extension, ""))
        if kind:
            found[name] = kind
    return found, ""


def _ties(source: str, content: bytes, names: Mapping[str, str]) -> tuple[list[Tie], str]:
    root = parse_xml(content)
    if root is None or root.tag != f"{_RELATIONS}Relationships" or root.attrib:
        return [], "relationships"
    found: list[Tie] = []
    for one in root:
        if one.tag != f"{_RELATIONS}Relationship" or len(one) or set(one.attrib) - _RELATION_KEYS:
            return found, "relationships"
        found.append(_tie(source, one, names))
    ids = [one.id for one in found]
    return found, "relationships" if len(set(ids)) != len(ids) or "" in ids else ""


def _tie(source: str, one: Any, names: Mapping[str, str]) -> Tie:
    target = str(one.get("Target", ""))
    part: str | None = None
    if str(one.get("TargetMode", "Internal")) == "Internal":
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target.partition("#")[0]))
        wanted = path.lstrip("/")
        decoded = unquote(wanted)
        part = names.get(wanted.casefold(), names.get(decoded.casefold(), wanted))
    return Tie(source, str(one.get("Id", "")), str(one.get("Type", "")), target, part)


def _is_seamless(content: bytes) -> bool:
    """Whether the entries stand one after the other from the first byte to the directory, each under the name that the
    directory gives it: then every program finds the same parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = sorted(archive.infolist(), key=lambda info: info.header_offset)
            start, comment = archive.start_dir, archive.comment
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    if comment or not entries:
        return False
    ends = list(_ends(content, entries))
    if len(ends) != len(entries):
        return False
    begins = [*(info.header_offset for info in entries[1:]), start]
    return entries[0].header_offset == 0 and all(
        0 <= begin - end <= _DESCRIPTOR for end, begin in zip(ends, begins, strict=True)
    )


def _ends(content: bytes, entries: list[zipfile.ZipInfo]) -> Iterator[int]:
    """Where the data of each entry ends; stops at one whose own header disagrees with the directory."""
    for info in entries:
        header = content[info.header_offset : info.header_offset + _LOCAL.size]
        if len(header) != _LOCAL.size:
            return
        magic, _, _, method, _, _, _, packed, size, name_length, extra = _LOCAL.unpack(header)
        begin = info.header_offset + _LOCAL.size
        name = content[begin : begin + name_length]
        stated = (packed, size) in ((info.compress_size, info.file_size), (0, 0), (0xFFFFFFFF, 0xFFFFFFFF))
        if magic != _LOCAL_MAGIC or method != info.compress_type or not stated:
            return
        if name != info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437"):
            return
        yield begin + name_length + extra + info.compress_size
