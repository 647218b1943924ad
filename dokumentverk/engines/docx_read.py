"""A stranger's DOCX as plain data. Runs in a worker process: content never raises.

Word, LibreOffice and Google Docs all write the main part under another name now and then (``word/document2.xml`` is
Word for the web): relationships are followed. Strict OOXML has other namespaces for the same elements; they are
replaced by the transitional ones before parsing.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from dokumentverk.engines.docx_concealed import hides
from dokumentverk.engines.docx_form import DocxForm
from dokumentverk.engines.docx_guard import Relation, open_package, parse_xml, relations
from dokumentverk.engines.docx_pieces import plain, value
from dokumentverk.engines.docx_signature_package import is_signed
from dokumentverk.engines.docx_walk import Styles, Walk, numbering_of
from dokumentverk.engines.docx_xml import q
from dokumentverk.engines.pdf_read_active import address_kind
from dokumentverk.engines.pdf_read_form import Refused

_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/customProperties",
        b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    ),
)
_ACTIVE_RELATIONS = {
    "vbaProject": "Macro",
    "wordVbaData": "Macro",
    "keyMapCustomizations": "Macro",
    "attachedToolbars": "Macro",
    "attachedTemplate": "Template",
    "oleObject": "EmbeddedObject",
    "package": "EmbeddedObject",
    "control": "ActiveX",
    "activeXControlBinary": "ActiveX",
    "aFChunk": "Import",
    "subDocument": "Import",
    "frame": "Import",
    "extensibility": "Macro",
}
_ACTIVE_NAMES = (
    ("vbaproject", "Macro"),
    ("/activex/", "ActiveX"),
    ("/embeddings/", "EmbeddedObject"),
    ("customui", "Macro"),
)


_GENERATIONS = 12
"""Of styles based on each other; Word itself stops at nine levels."""


def parse(source: Path | bytes) -> DocxForm | Refused:
    """The contents of a DOCX. Refused codes: those of ``docx_guard.open_package``, and FILE_BROKEN without a body."""
    content = source if isinstance(source, bytes) else source.read_bytes()
    parts = open_package(content)
    if isinstance(parts, Refused):
        return parts
    package = _Package(parts)
    main = package.main()
    document = package.tree(main) if main else None
    body = document.find(q("w:body")) if document is not None else None
    if main is None or body is None:
        return Refused("FILE_BROKEN")
    numbering = package.tree(package.target(main, "numbering"))
    walk = Walk(_styles(package.tree(package.target(main, "styles")), numbering))
    walk.story(body)
    return DocxForm(
        properties=package.properties(),
        printed=tuple(_lines(package.tree(name)) for name in package.targets(main, "header", "footer")),
        paragraphs=(*walk.seen.paragraphs, *_notes(package, main)),
        cells=walk.seen.cells(),
        controls=walk.seen.controls(),
        bookmarks=walk.seen.bookmarks(),
        active=tuple(sorted(walk.seen.kinds_of_active() | package.active())),
        comments=_comments(package.tree(package.target(main, "comments"))),
        traces=frozenset(walk.seen.traces),
        lines=tuple(walk.seen.lines),
        signed=is_signed(parts),
    )


class _Package:
    def __init__(self, parts: dict[str, bytes]) -> None:
        self._parts = parts

    def relations(self, part: str) -> tuple[Relation, ...]:
        folder, name = posixpath.split(part)
        content = self._parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        return relations(content) if content is not None else ()

    def targets(self, part: str, *kinds: str) -> tuple[str, ...]:
        """Names of the parts that ``part`` points to, by kind, in the order of the file."""
        folder = posixpath.dirname(part)
        found = (one for one in self.relations(part) if one.kind in kinds and not one.external)
        return tuple(posixpath.normpath(posixpath.join("/", folder, one.target)).lstrip("/") for one in found)

    def target(self, part: str, kind: str) -> str | None:
        return next(iter(self.targets(part, kind)), None)

    def main(self) -> str | None:
        return self.target("", "officeDocument")

    def tree(self, name: str | None) -> Any | None:
        content = self._parts.get(name) if name else None
        if content is None:
            return None
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16", errors="replace")
            content = text[text.find("?>") + 2 if text.lstrip().startswith("<?xml") else 0 :].encode()
        for strict, transitional in _STRICT:
            content = content.replace(strict, transitional)
        return parse_xml(content)

    def properties(self) -> tuple[tuple[str, str], ...]:
        root = self.tree(self.target("", "custom-properties") or self.target("", "customProperties"))
        if root is None:
            return ()
        named = ((one.get("name"), "".join(one.itertext())) for one in root)
        return tuple((str(name), plain(text).strip()) for name, text in named if name)

    def active(self) -> set[str]:
        """Kinds of active content that the package itself tells of."""
        found = {kind for name in self._parts for word, kind in _ACTIVE_NAMES if word in f"/{name}".casefold()}
        types = self._parts.get("[Content_Types].xml", b"")
        if b"macroEnabled" in types:
            found.add("Macro")
        for name, content in self._parts.items():
            if name.endswith(".rels"):
                related = relations(content)
                found |= {_ACTIVE_RELATIONS[one.kind] for one in related if one.kind in _ACTIVE_RELATIONS}
                found |= {kind for one in related if one.external and (kind := address_kind(one.target)) is not None}
        return found


def _lines(root: Any | None) -> str:
    if root is None:
        return ""
    walk = Walk()
    walk.story(root)
    return "\n".join([*walk.seen.paragraphs, *(cell.text for cell in walk.seen.cells())])


def _notes(package: _Package, main: str) -> list[str]:
    """Footnotes and endnotes; those that only draw a rule have no text. A blank of ours has none."""
    found = [_lines(package.tree(name)) for name in package.targets(main, "footnotes", "endnotes")]
    return [line for text in found for line in text.split("\n") if line.strip()]


def _labels(root: Any | None) -> dict[tuple[str, str], str]:
    """The words that a numbering puts before paragraphs (``w:lvlText`` without its counters): bullets and numbers say
    nothing, «ikke» does."""
    if root is None:
        return {}
    levels: dict[str, dict[str, str]] = {}
    for one in root.iterfind(q("w:abstractNum")):
        texts = {str(level.get(q("w:ilvl"))): _words_of(level) for level in one.iterfind(q("w:lvl"))}
        levels[str(one.get(q("w:abstractNumId")))] = texts
    found: dict[tuple[str, str], str] = {}
    for one in root.iterfind(q("w:num")):
        own = {str(each.get(q("w:ilvl"))): _words_of(each) for each in one.iter(q("w:lvl"))}
        for level, text in {**levels.get(value(one, "w:abstractNumId"), {}), **own}.items():
            if text:
                found[str(one.get(q("w:numId"))), level] = text
    return found


def _words_of(level: Any) -> str:
    """Private-use characters are the bullets of symbol fonts."""
    text = re.sub(r"%\d", "", value(level, "w:lvlText"))
    return f"{text.strip()} " if sum(one.isalpha() for one in text) > 1 else ""


def _styles(root: Any | None, numbering: Any | None = None) -> Styles:
    """A style that is based on a hidden one is hidden too."""
    labels = _labels(numbering)
    if root is None:
        return Styles(labels=labels)
    numbered: dict[str, tuple[str, str]] = {}
    basis: dict[str, str] = {}
    hidden: set[str] = set()
    hint: set[str] = set()
    for style in root.iterfind(q("w:style")):
        id = str(style.get(q("w:styleId"), ""))
        basis[id] = value(style, "w:basedOn")
        if hides(style.find(q("w:rPr")), "w:rStyle", ()):
            hidden.add(id)
        if labels and (own := numbering_of(style.find(q("w:pPr")))) is not None:
            numbered[id] = own
        if value(style, "w:name").casefold() == "placeholder text":
            hint.add(id)
    for _ in range(_GENERATIONS):
        hidden |= {id for id, base in basis.items() if base in hidden}
    return Styles(frozenset(hidden), frozenset(hint), labels, numbered)


def _comments(root: Any | None) -> int:
    return len(root.findall(q("w:comment"))) if root is not None else 0
