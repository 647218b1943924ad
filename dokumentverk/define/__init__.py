"""TOML to FormDefinition; every fault of a definition at once, with its file and path."""

from dokumentverk.define.describe import describe
from dokumentverk.define.load import definition_digest, load_definition, load_forms, parse_definition
from dokumentverk.define.names import pdf_names
from dokumentverk.define.vocabulary import PREFILL_PATHS, RULES

__all__ = [
    "PREFILL_PATHS",
    "RULES",
    "definition_digest",
    "describe",
    "load_definition",
    "load_forms",
    "parse_definition",
    "pdf_names",
]
