"""What letters of one kind, language and format are made from, beside the data of each: kept for good with the first of
them, so that any of them can be made again as it was. Holds nothing of any person that a letter is about."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, meta
from jinja2.exceptions import TemplateSyntaxError

from dokumentverk.errors import Fault
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.render.look import Look
from dokumentverk.render.template import PRIVATE, faulty, find_template


@dataclass(frozen=True, slots=True)
class Stationery:
    """``letterhead`` is a .docx, used for Word letters. ``marking`` stands at the top, ``note`` below the sender."""

    look: Look
    letterhead: bytes | None = None
    marking: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recipe:
    """``templates`` are the letter's own, first, and those that it includes: (file name, text). ``context`` is plain
    data."""

    language: Language
    templates: tuple[tuple[str, str], ...]
    context: Mapping[str, Any]
    stationery: Stationery

    @property
    def name(self) -> str:
        return self.templates[0][0]


def gather(
    definition: FormDefinition,
    language: Language,
    *,
    folders: Sequence[Path],
    context: Mapping[str, object],
    stationery: Stationery,
) -> Recipe:
    """Raises TemplateError for a template that is missing or is none."""
    path, text = find_template(definition.id, language, folders)
    found = {path.name: text}
    waiting = [path.name]
    while waiting:
        name = waiting.pop()
        if PRIVATE.search(found[name]):
            raise faulty(name, Fault(name, "", "TEMPLATE_PRIVATE_CHARACTER"))
        for wanted in _included(name, found[name]):
            place = next((folder / wanted for folder in folders if (folder / wanted).is_file()), None)
            if place is not None and wanted not in found and Path(wanted).name == wanted:
                found[wanted] = place.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
                waiting.append(wanted)
    return Recipe(language, tuple(found.items()), dict(context), stationery)


def _included(name: str, text: str) -> list[str]:
    try:
        tree = Environment(autoescape=False).parse(text)  # noqa: S701 - looked through, never run
    except TemplateSyntaxError as error:
        raise faulty(name, Fault(name, f"line {error.lineno}", "TEMPLATE_SYNTAX")) from error
    return [one for one in meta.find_referenced_templates(tree) if one is not None]


def to_text(recipe: Recipe) -> str:
    """The same text for the same recipe."""
    look = asdict(recipe.stationery.look)
    return json.dumps(
        {
            "language": recipe.language.value,
            "templates": [list(one) for one in recipe.templates],
            "context": recipe.context,
            "look": {**look, "logo": _packed(recipe.stationery.look.logo)},
            "letterhead": _packed(recipe.stationery.letterhead),
            "marking": recipe.stationery.marking,
            "note": recipe.stationery.note,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


@lru_cache(maxsize=32)
def from_text(text: str) -> Recipe:
    """Raises ValueError or KeyError for what ``to_text`` did not write."""
    content: dict[str, Any] = json.loads(text)
    look = content["look"]
    return Recipe(
        language=Language(content["language"]),
        templates=tuple((name, text) for name, text in content["templates"]),
        context=content["context"],
        stationery=Stationery(
            Look(**{**look, "address": tuple(look["address"]), "logo": _unpacked(look["logo"])}),
            _unpacked(content["letterhead"]),
            content["marking"],
            content["note"],
        ),
    )


def _packed(content: bytes | None) -> str | None:
    return base64.b64encode(content).decode("ascii") if content is not None else None


def _unpacked(text: str | None) -> bytes | None:
    return base64.b64decode(text) if text is not None else None
