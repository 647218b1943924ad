"""The XML of WordprocessingML: namespaces, an element maker, and text that XML can carry."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
XML = "http://www.w3.org/XML/1998/namespace"

NAMESPACES = {"w": W, "w14": W14, "w15": W15, "r": R, "mc": MC, "wp": WP, "a": A, "pic": PIC}

_SPACE = f"{{{XML}}}space"
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@cache
def q(name: str) -> str:
    """``w:tag`` as lxml wants it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def make(name: str, /, *children: Any, **attributes: str | int) -> Any:
    """An element, say ``make("w:tcW", w=500, type="dxa")``: attributes take the namespace of a ``w``, ``w14`` or
    ``w15`` element, none otherwise (``r_id`` and ``xml_space`` name theirs); a child that is None is left out."""
    prefix = name.partition(":")[0]
    element = etree.Element(q(name), nsmap=NAMESPACES)
    for key, value in attributes.items():
        element.set(_attribute(prefix, key), str(value))
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            element.text = child
        else:
            element.append(child)
    return element


def _attribute(prefix: str, key: str) -> str:
    if key.startswith("r_"):
        return f"{{{R}}}{key[2:]}"
    if key == "xml_space":
        return _SPACE
    return q(f"{prefix}:{key}") if prefix in ("w", "w14", "w15") else key


def val(name: str, value: str | int) -> Any:
    """``<name w:val="value"/>``."""
    return make(name, val=value)


def sayable(text: str) -> str:
    """The text without what XML 1.0 cannot carry (control characters, half surrogates)."""
    return _FORBIDDEN.sub("", text)


def add_text(run: Any, text: str) -> Any:
    """Put ``w:t`` into a run, with ``w:br`` for line ends and ``w:tab`` for tabs. Gives the run back."""
    lines = _LINE_ENDS.split(sayable(text))
    for number, line in enumerate(lines):
        if number:
            etree.SubElement(run, q("w:br"))
        for part, piece in enumerate(line.split("\t")):
            if part:
                etree.SubElement(run, q("w:tab"))
            if piece:
                said = etree.SubElement(run, q("w:t"))
                said.text = piece
                said.set(_SPACE, "preserve")
    return run


def text_nodes(text: str) -> list[Any]:
    """What ``add_text`` would put into a run."""
    return list(add_text(make("w:r"), text))


def serialize(element: Any) -> bytes:
    return bytes(etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True))
