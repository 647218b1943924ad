"""Letters in any format: what they are made from, kept once, and each of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from dokumentverk.errors import UsageFault
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.layout import Layout, Medium
from dokumentverk.model.value import Value
from dokumentverk.render import geometry
from dokumentverk.render.blank import Blank
from dokumentverk.render.letter import LetterSheet, sheet_of, specimen_of
from dokumentverk.render.letter_recipe import from_text
from dokumentverk.render.pdf_answers import unprintable


def compile_letter(recipe: str, definition: FormDefinition, medium: Medium, made: datetime) -> Blank:
    """A specimen, and what letters of its kind are made from. ``recipe`` is as ``letter_recipe.to_text`` writes it.

    Raises TemplateError, ConfigurationError for a logo or letterhead that cannot be used.
    """
    sheet = specimen_of(recipe, definition)
    content = _written(recipe, definition, sheet, None, made, medium)
    layout = Layout(
        digest=hashlib.sha256(content).hexdigest(),
        form=definition.id,
        version=definition.version,
        language=from_text(recipe).language,
        medium=medium,
        definition=hashlib.sha256(definition.source.encode()).hexdigest(),
        pages=0,
        page_size=geometry.PAGE,
        places=(),
        static=(),
        made=made,
        recipe=recipe,
    )
    return Blank(content, layout)


def render_letter(
    layout: Layout,
    definition: FormDefinition,
    values: Mapping[str, Value],
    *,
    number: str,
    issued: datetime,
    medium: Medium,
) -> bytes:
    """The letter with these data. The same bytes for the same input. Raises UsageFault for data that our font cannot
    print, TemplateError where the template has faults that only these data show."""
    if told := unprintable(definition, values, layout.language):
        raise UsageFault(
            "LETTER_TEXT_UNPRINTABLE", field=told[0].field or "", characters=dict(told[0].params)["characters"]
        )
    sheet = sheet_of(layout.recipe, definition, values, number)
    return _written(layout.recipe, definition, sheet, number, issued, medium)


def _written(
    recipe: str, definition: FormDefinition, sheet: LetterSheet, number: str | None, at: datetime, medium: Medium
) -> bytes:
    if medium is Medium.DOCX:
        from dokumentverk.render.letter_docx import letter_docx

        return letter_docx(recipe, definition, sheet, number, at)
    from dokumentverk.render.letter_pdf import Sent, letter_pdf

    made_from = from_text(recipe)
    return letter_pdf(sheet, definition, made_from.language, made_from.stationery.look, Sent(number, at))
