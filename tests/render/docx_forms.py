"""DOCX blanks for the tests, and ways to look into a DOCX."""

from __future__ import annotations

from functools import cache
from typing import Any

from lxml import etree

from dokumentverk import define, shipped
from dokumentverk.engines.docx_package import unpack
from dokumentverk.engines.docx_xml import q
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.value import Value
from dokumentverk.render.blank import Blank
from dokumentverk.render.docx import compile_docx, stamp_docx
from dokumentverk.render.look import Look
from dokumentverk.render.template import render_blocks
from tests.render.small_form import LOOK, MADE, NUMBER, TEMPLATE, blocks_from, context
from tests.render.small_form import definition as small

FORMS = ("egenmelding", "oppfolgingsplan", "dialogmote")


@cache
def definition(form: str) -> FormDefinition:
    return small() if form == "small" else define.load_forms([shipped.forms()])[form]


@cache
def blank(form: str = "small", language: Language = Language.NB, letterhead: bytes | None = None) -> Blank:
    return make_blank(form, language, letterhead)


def make_blank(
    form: str = "small", language: Language = Language.NB, letterhead: bytes | None = None, look: Look = LOOK
) -> Blank:
    made = definition(form)
    if form == "small":
        blocks = blocks_from(TEMPLATE, language)
    else:
        blocks = render_blocks(made, language, folders=[shipped.templates()], context=context(made, language))
    return compile_docx(made, language, blocks, look=look, letterhead=letterhead, made=MADE)


def stamped(
    form: str = "small",
    values: dict[str, Value] | None = None,
    *,
    language: Language = Language.NB,
    number: str = NUMBER,
    letterhead: bytes | None = None,
) -> bytes:
    made = blank(form, language, letterhead)
    return stamp_docx(made.content, made.layout, definition(form), values or {}, number=number, issued=MADE)


def part(content: bytes, name: str = "word/document.xml") -> Any:
    return etree.fromstring(unpack(content)[name])


def text_of(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(q("w:t")))


def tag_of(control: Any) -> str | None:
    found = control.find(f"{q('w:sdtPr')}/{q('w:tag')}")
    return str(found.get(q("w:val"))) if found is not None else None


def controls(root: Any) -> dict[str, Any]:
    """Controls that hold an answer, by tag: not groups, sections and items."""
    found = {}
    for control in root.iter(q("w:sdt")):
        properties = control.find(q("w:sdtPr"))
        if tag_of(control) and properties.find(q("w15:repeatingSection")) is None:
            found[str(tag_of(control))] = control
    return found
