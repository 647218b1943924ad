"""Content of a signed DOCX that is not fixed: a program fetches or reckons it when the document is opened.

What Word really does: it replaces the text of a bound control by what is stored (ECMA-376-1, 17.5.2.6), also when that
is a property that nobody signs; it brings fields for the date up to date when it opens a document, and fields for
properties, the user or the file when it prints. Page numbers and references within the text change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from dokumentverk.engines.docx_guard import parse_xml
from dokumentverk.engines.docx_signature_package import Package

_OPEN_TIES = {"aFChunk": "Import", "subDocument": "Import", "frame": "Import", "attachedTemplate": "Template"}
"""Relationships to content that is taken in; the names are those of ACTIVE_CONTENT."""
_FIELDS = re.compile(
    r"\s*\\?\s*(DATE|TIME|SAVEDATE|PRINTDATE|EDITTIME|DOCPROPERTY|INFO|TITLE|SUBJECT|AUTHOR|KEYWORDS|COMMENTS|LASTSAVEDBY"
    r"|FILENAME|FILESIZE|USERNAME|USERINITIALS|USERADDRESS|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|LINK|IMPORT|DDE|DDEAUTO"
    r"|DATABASE|MERGEFIELD|QUOTE)\b",
    re.IGNORECASE,
)


def open_content(package: Package, main: str | None) -> set[str]:
    """Kinds of content that is not fixed, as in ``active_…`` of the words. ``main`` is the part with the text: what
    headers and footers show besides is no answer."""
    found = {_OPEN_TIES[tie.kind] for tie in package.ties if tie.kind in _OPEN_TIES}
    if any(tie.part is None and tie.kind != "hyperlink" for tie in package.ties):
        found.add("Link")
    for name, content in package.parts.items():
        if not package.types.get(name, "").endswith("+xml"):
            continue
        root = parse_xml(content)
        if root is None:
            continue
        if any(_local(node) == "dataBinding" for node in root.iter()):
            found.add("DataBinding")
        if name == main and any(_FIELDS.match(one) for one in _instructions(root)):
            found.add("Field")
    return found


def _instructions(root: Any) -> Iterator[str]:
    """The instructions of all fields; Word splits them over runs."""
    gathered = ""
    for node in root.iter():
        match _local(node):
            case "fldSimple":
                yield next((str(value) for key, value in node.attrib.items() if key.endswith("}instr")), "")
            case "fldChar":
                yield gathered
                gathered = ""
            case "instrText":
                gathered += node.text or ""
    yield gathered


def _local(node: Any) -> str:
    return str(etree.QName(node).localname) if isinstance(node.tag, str) else ""
