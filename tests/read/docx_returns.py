"""Returned DOCX files: filled by us, changed as other editors change them, and read to a record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from lxml import etree

from dokumentverk.engines import docx_read
from dokumentverk.engines.docx_form import DocxForm
from dokumentverk.engines.docx_package import DOCUMENT, pack, unpack
from dokumentverk.engines.docx_xml import q, serialize
from dokumentverk.model.finding import Finding
from dokumentverk.model.language import Language
from dokumentverk.model.reading import FileKind, Method, Reading
from dokumentverk.model.record import Record
from dokumentverk.model.value import Value
from dokumentverk.read.docx import identity, observe
from dokumentverk.read.known import Known
from dokumentverk.read.observed import Observed
from dokumentverk.read.settle import settle
from tests.render.docx_forms import blank, definition, tag_of


def known(form: str = "small", language: Language = Language.NB, *, layout: bool = True) -> Known:
    return Known(definition(form), blank(form, language).layout if layout else None, None)


def seen(content: bytes, form: str = "small", language: Language = Language.NB) -> Observed:
    parsed = docx_read.parse(content)
    assert isinstance(parsed, DocxForm)
    return observe(parsed, known(form, language), hashlib.sha256(content).hexdigest())


def codes(content: bytes, form: str = "small") -> set[tuple[str, str | None]]:
    return {(one.code, one.field) for one in seen(content, form).findings}


def settled(
    content: bytes, form: str = "small", language: Language = Language.NB
) -> tuple[Record, tuple[Finding, ...]]:
    parsed = docx_read.parse(content)
    assert isinstance(parsed, DocxForm)
    observed = seen(content, form, language)
    reading = Reading(
        "digest", FileKind.DOCX, 0, identity(parsed), observed.observations, observed.signatures, observed.findings
    )
    record, findings = settle(known(form, language), [reading])
    return record, (*observed.findings, *findings)


def values(record: Record) -> dict[str, Value]:
    return {entry.field: entry.value for entry in record.entries}


def methods(content: bytes, form: str = "small") -> set[Method]:
    return {one.source.method for one in seen(content, form).observations}


def edited(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The file with its document changed in place."""
    parts = unpack(content)
    root = etree.fromstring(parts[DOCUMENT])
    change(root)
    parts[DOCUMENT] = serialize(root)
    return pack(parts)


def control_of(root: Any, tag: str) -> Any:
    return next(one for one in root.iter(q("w:sdt")) if tag_of(one) == tag)


def untagged(content: bytes) -> bytes:
    """As LibreOffice 7.4 saves: no tags."""

    def change(root: Any) -> None:
        for tag in list(root.iter(q("w:tag"))):
            tag.getparent().remove(tag)

    return edited(content, change)


def bare(content: bytes) -> bytes:
    """As an editor without content controls saves: what stood in them stays, they and the bookmarks go."""

    def change(root: Any) -> None:
        for control in list(root.iter(q("w:sdt"))):
            parent, at = control.getparent(), control.getparent().index(control)
            for shift, child in enumerate(list(control.find(q("w:sdtContent")))):
                parent.insert(at + shift, child)
            parent.remove(control)
        for mark in [*root.iter(q("w:bookmarkStart")), *root.iter(q("w:bookmarkEnd"))]:
            mark.getparent().remove(mark)

    return edited(content, change)
