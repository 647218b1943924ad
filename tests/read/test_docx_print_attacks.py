"""What a forger does to the words that a Word form prints, beyond typing over them: each is told of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from dokumentverk.engines.docx_package import pack, unpack
from dokumentverk.engines.docx_xml import q, serialize
from dokumentverk.messages import finding_sentence
from dokumentverk.model.finding import Severity
from dokumentverk.model.language import Language
from tests.render.docx_forms import stamped

from .docx_returns import codes, edited, seen

LABEL = "Er du enig?"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NUMBERING = "word/numbering.xml"
STYLES = "word/styles.xml"


def paragraph_of(root: Any) -> Any:
    text = next(one for one in root.iter(q("w:t")) if one.text == LABEL)
    return next(one for one in text.iterancestors(q("w:p")))


def properties_of(parent: Any, name: str) -> Any:
    found = parent.find(q(name))
    if found is None:
        found = etree.SubElement(parent, q(name))
        parent.insert(0, found)
    return found


def part_changed(content: bytes, name: str, change: Callable[[Any], None]) -> bytes:
    parts = unpack(content)
    root = etree.fromstring(parts[name])
    change(root)
    parts[name] = serialize(root)
    return pack(parts)


def swap(root: Any) -> None:
    next(one for one in root.iter(q("w:t")) if one.text == LABEL).text = "Er du uenig?"


def hide_run(root: Any) -> None:
    run = next(one for one in paragraph_of(root).iter(q("w:r")) if LABEL in "".join(one.itertext()))
    etree.SubElement(properties_of(run, "w:rPr"), q("w:vanish"))


def whiten_run(root: Any) -> None:
    run = next(one for one in paragraph_of(root).iter(q("w:r")) if LABEL in "".join(one.itertext()))
    properties = properties_of(run, "w:rPr")
    for old in properties.findall(q("w:color")):
        properties.remove(old)
    etree.SubElement(properties, q("w:color")).set(q("w:val"), "FFFFFF")


IN_DOCUMENT: dict[str, tuple[Callable[[Any], None], set[str]]] = {
    "another word": (swap, {"PRINT_REWORDED"}),
    "a hidden run": (hide_run, {"PRINT_CHANGED", "TEXT_ADDED_HIDDEN"}),
    "a white run": (whiten_run, {"PRINT_CHANGED", "TEXT_ADDED_HIDDEN"}),
}


@pytest.mark.parametrize("attack", IN_DOCUMENT)
def test_changes_in_the_document(attack: str) -> None:
    change, wanted = IN_DOCUMENT[attack]
    assert {code for code, _ in codes(edited(stamped(), change))} == wanted


def test_an_altered_line_is_an_error_that_shows_both_texts() -> None:
    (told,) = seen(edited(stamped(), swap)).findings
    assert told.severity is Severity.ERROR
    sentence = finding_sentence(told, Language.NB)
    assert LABEL in sentence
    assert "Er du uenig?" in sentence


@pytest.mark.parametrize("how", ["vanish", "white", "tiny"])
def test_a_style_that_hides_the_print(how: str) -> None:
    """The runs are as they were; their style takes them from sight."""

    def use_style(root: Any) -> None:
        properties = properties_of(paragraph_of(root), "w:pPr")
        for old in properties.findall(q("w:pStyle")):
            properties.remove(old)
        style = etree.Element(q("w:pStyle"))
        style.set(q("w:val"), "Skjult")
        properties.insert(0, style)

    def add_style(root: Any) -> None:
        style = etree.SubElement(root, q("w:style"))
        style.set(q("w:styleId"), "Skjult")
        style.set(q("w:type"), "paragraph")
        inner = etree.SubElement(style, q("w:rPr"))
        kind, value = {"vanish": ("w:vanish", "1"), "white": ("w:color", "FFFFFF"), "tiny": ("w:sz", "2")}[how]
        etree.SubElement(inner, q(kind)).set(q("w:val"), value)

    content = part_changed(edited(stamped(), use_style), STYLES, add_style)
    assert {code for code, _ in codes(content)} == {"PRINT_CHANGED", "TEXT_ADDED_HIDDEN"}


@pytest.mark.parametrize("label", ["Ikke svar hvis ", "%1. Ikke: ", "\u2022", "%1."])
def test_words_that_numbering_puts_before_the_print(label: str) -> None:
    """No run says them; every reader of the page does."""
    parts = unpack(stamped())
    assert NUMBERING in parts, "python-docx brings a numbering part"

    def add_numbering(root: Any) -> None:
        abstract = etree.Element(q("w:abstractNum"))
        abstract.set(q("w:abstractNumId"), "9001")
        level = etree.SubElement(abstract, q("w:lvl"))
        level.set(q("w:ilvl"), "0")
        etree.SubElement(level, q("w:lvlText")).set(q("w:val"), label)
        root.insert(0, abstract)
        number = etree.SubElement(root, q("w:num"))
        number.set(q("w:numId"), "9001")
        etree.SubElement(number, q("w:abstractNumId")).set(q("w:val"), "9001")

    def use_numbering(root: Any) -> None:
        numbered = etree.SubElement(properties_of(paragraph_of(root), "w:pPr"), q("w:numPr"))
        etree.SubElement(numbered, q("w:ilvl")).set(q("w:val"), "0")
        etree.SubElement(numbered, q("w:numId")).set(q("w:val"), "9001")

    content = part_changed(edited(stamped(), use_numbering), NUMBERING, add_numbering)
    wanted = {"PRINT_CHANGED"} if "Ikke" in label else set()
    assert {code for code, _ in codes(content)} == wanted
