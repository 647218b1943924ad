"""Document properties of a DOCX: core, application and custom. No personal data stands in any of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from dokumentverk.engines.docx_sheet import Furniture
from dokumentverk.engines.docx_xml import sayable

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The identifier that Office gives to properties of users."""

PROGRAM = "dokumentverk"


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _spaces(default: str, **others: str) -> Any:
    """lxml's stubs know no default namespace."""
    return {None: default, **others}


def core_properties(furniture: Furniture, made: datetime) -> bytes:
    """Title, language and times; the creator is the workplace."""
    root = etree.Element(f"{{{_CORE}}}coreProperties", nsmap={"cp": _CORE, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI})
    for tag, text in (("title", furniture.title), ("creator", furniture.name), ("language", furniture.language)):
        etree.SubElement(root, f"{{{_DC}}}{tag}").text = sayable(text)
    for tag in ("created", "modified"):
        element = etree.SubElement(root, f"{{{_TERMS}}}{tag}")
        element.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
        element.text = _instant(made)
    return _bytes(root)


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def stamp_core(core: bytes, issued: datetime) -> bytes:
    root = etree.fromstring(core)
    for tag in ("created", "modified"):
        for element in root.iterfind(f"{{{_TERMS}}}{tag}"):
            element.text = _instant(issued)
    return _bytes(root)


def app_properties(furniture: Furniture) -> bytes:
    root = etree.Element(f"{{{_APP}}}Properties", nsmap=_spaces(_APP))
    etree.SubElement(root, f"{{{_APP}}}Application").text = PROGRAM
    etree.SubElement(root, f"{{{_APP}}}Company").text = sayable(furniture.name)
    return _bytes(root)


def custom_properties(properties: tuple[tuple[str, str], ...], present: bytes | None = None) -> bytes:
    """``properties`` beside those of ``present`` (a letterhead's), which they replace by name."""
    root = (
        etree.fromstring(present)
        if present
        else etree.Element(f"{{{_CUSTOM}}}Properties", nsmap=_spaces(_CUSTOM, vt=_VT))
    )
    names = {name for name, _ in properties}
    for old in [one for one in root if one.get("name") in names]:
        root.remove(old)
    first = 1 + max((int(one.get("pid", "1")) for one in root), default=1)
    for id, (name, text) in enumerate(properties, start=first):
        entry = etree.SubElement(root, f"{{{_CUSTOM}}}property", fmtid=_FORMAT, pid=str(id), name=name)
        etree.SubElement(entry, f"{{{_VT}}}lpwstr").text = sayable(text)
    return _bytes(root)


def stamp_custom(custom: bytes, values: Mapping[str, str]) -> bytes:
    root = etree.fromstring(custom)
    for entry in root:
        if (name := str(entry.get("name"))) in values:
            entry[0].text = values[name]
    return _bytes(root)
