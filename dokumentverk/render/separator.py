"""Separators for stacks: a sheet that names an employee and a title, and one that says «attachment to the form above».

Big words on it are for people, the code for the scanner. The code holds the number of an issue, or a fixed text: never
anything of a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from dokumentverk import shipped
from dokumentverk.engines import aruco, qr
from dokumentverk.engines.pdf_text import text_lines
from dokumentverk.engines.plain_document import printable
from dokumentverk.engines.typst_layout import lay_out
from dokumentverk.messages.words import word
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Layout, Medium
from dokumentverk.model.number import ATTACHMENT_PAYLOAD, PageCode, page_payload
from dokumentverk.render import geometry
from dokumentverk.render.blank import Blank

_SECOND_CODE = geometry.mm(45)
"""The code once more, larger, at the foot: a crumpled corner does not lose the sheet."""
_SECOND_TOP = geometry.mm(225)


@dataclass(frozen=True, slots=True)
class Separator:
    """``facts`` are (label, text) for people; they stand in no code. ``number`` is None on a blank."""

    number: str | None
    facts: tuple[tuple[str, str], ...] = ()


def separator_source() -> str:
    """The definition of the form, as TOML."""
    return (resources.files(__package__) / "separator.toml").read_text(encoding="utf-8")


def separator_pdf(sheet: Separator, language: Language, *, made: datetime) -> bytes:
    """PDF/A-2a and PDF/UA-1, one A4 page. The same sheet and moment always give the same bytes."""
    payload = page_payload(PageCode(sheet.number, 1, 1)) if sheet.number is not None else None
    return _laid_out("separator", language, payload, sheet.number or "", sheet.facts, made)


def attachment_sheet_pdf(language: Language, *, made: datetime) -> bytes:
    """The same for every form: it can be copied and used again."""
    return _laid_out("attachment_sheet", language, ATTACHMENT_PAYLOAD, "", (), made)


def separator_blank(definition: FormDefinition, language: Language, *, made: datetime) -> Blank:
    """What is kept of a separator: the page without person, title and number."""
    content = separator_pdf(Separator(None), language, made=made)
    layout = Layout(
        digest=hashlib.sha256(content).hexdigest(),
        form=definition.id,
        version=definition.version,
        language=language,
        medium=Medium.PDF,
        definition=hashlib.sha256(definition.source.encode()).hexdigest(),
        pages=1,
        page_size=geometry.PAGE,
        places=(),
        static=text_lines(content),
        markers=tuple(corner.box(1) for corner in geometry.CORNERS),
        code_boxes=(geometry.code_box(1),),
        number_boxes=(geometry.number_box(1),),
        made=made,
    )
    return Blank(content, layout)


def _laid_out(
    key: str, language: Language, payload: str | None, number: str, facts: Sequence[tuple[str, str]], made: datetime
) -> bytes:
    languages = (language, *(one for one in Language if one is not language))
    code, numbered = geometry.code_box(1), geometry.number_box(1)
    titles = {one: word(f"{key}_title", one).upper() for one in languages}
    document = {
        "title": word(f"{key}_title", language),
        "language": language.value,
        "page": geometry.PAGE,
        "words": [
            {
                "language": one.value,
                "title": titles[one],
                "note": word(f"{key}_note", one),
            }
            for one in languages
        ],
        "others": [
            {"language": one.value, "title": titles[one]} for one in languages[1:] if titles[one] != titles[language]
        ],
        "facts": [{"label": printable(label), "text": printable(text)} for label, text in facts],
        "marker": geometry.MARKER,
        "marker_cells": aruco.CELLS,
        "markers": [
            {"left": corner.left, "top": corner.top, "cells": aruco.white_cells(corner.id)}
            for corner in geometry.CORNERS
        ],
        "modules": qr.MODULES,
        "runs": qr.runs(payload) if payload is not None else [],
        "codes": [
            {"left": code.left, "top": code.top, "side": code.right - code.left},
            {"left": (geometry.PAGE[0] - _SECOND_CODE) / 2, "top": _SECOND_TOP, "side": _SECOND_CODE},
        ],
        "number": number,
        "number_box": {"left": numbered.left, "top": numbered.top, "width": numbered.right - numbered.left},
    }
    style = (resources.files(__package__) / "separator.typ").read_bytes()
    return lay_out(style, document, fonts=shipped.fonts(), made=made)
