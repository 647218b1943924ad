"""The text of a letter: its template run over its data, to blocks.

A template is compiled once for a recipe. What Jinja makes of it holds tokens in place of values, and differs from
letter to letter only where the template decides something: each such Markdown is parsed once, and filled every time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from jinja2.sandbox import ImmutableSandboxedEnvironment

from dokumentverk.model.form import FormDefinition
from dokumentverk.render.blocks import Block
from dokumentverk.render.letter_recipe import Recipe
from dokumentverk.render.markdown import Source, blocks_of, filled
from dokumentverk.render.template import faulty, plain_data, sandbox, template_faults

_BOUND: Final = re.compile(r"(§§?|\bkl\.|\bnr\.|\bno\.) (?=[\d{])")
"""What no line is broken behind."""
_BETWEEN: Final = re.compile(r"(?<=\d) (og|and) (?=\d)")
"""«§§ 24 og 25» stays together."""
_MOST_PARSED: Final = 256


class LetterText:
    """The text of one recipe. Raises TemplateError for a template with faults."""

    def __init__(self, recipe: Recipe) -> None:
        self._name = recipe.name
        self._values: list[str] = []
        self._parsed: dict[str, tuple[Block, ...]] = {}
        self._context = {key: plain_data(value) for key, value in recipe.context.items()}
        self._language = recipe.language
        texts = {
            name: _BETWEEN.sub("\u00a0\\1\u00a0", _BOUND.sub("\\1\u00a0", text)) for name, text in recipe.templates
        }

        def load(wanted: str) -> tuple[str, str, None] | None:
            return (texts[wanted], wanted, None) if wanted in texts else None

        self._environment: ImmutableSandboxedEnvironment = sandbox(load, self._values, recipe.language)
        with template_faults(self._name):
            self._template: Any = self._environment.get_template(self._name)

    def blocks(self, definition: FormDefinition, said: Mapping[str, object]) -> tuple[Block, ...]:
        """``said`` is the letter's own data, beside what the recipe holds. The first block is the subject."""
        self._values.clear()
        data = {key: plain_data(value) for key, value in said.items()}
        with template_faults(self._name):
            markdown = self._template.render({**self._context, **data})
        return filled(self._skeleton(markdown, definition), tuple(self._values))

    def _skeleton(self, markdown: str, definition: FormDefinition) -> tuple[Block, ...]:
        known = self._parsed.get(markdown)
        if known is None:
            known, faults = blocks_of(Source(self._name, markdown, None), definition, self._language)
            if faults:
                raise faulty(self._name, *faults)
            if len(self._parsed) >= _MOST_PARSED:
                self._parsed.clear()
            self._parsed[markdown] = known
        return known
