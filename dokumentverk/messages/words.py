"""Phrases that clerks read in trays, summaries and tables."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from dokumentverk.model.language import Language, Texts


@cache
def _phrases() -> dict[str, Texts]:
    text = (resources.files("dokumentverk.messages") / "words.toml").read_text(encoding="utf-8")
    return {key: Texts(entry["nb"], entry["nn"], entry["en"]) for key, entry in tomllib.loads(text).items()}


def has_word(key: str) -> bool:
    return key in _phrases()


def word(key: str, language: Language) -> str:
    """Raises KeyError for a phrase that the catalogue lacks."""
    return _phrases()[key].in_(language)
