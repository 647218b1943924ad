"""The languages of documents and messages, and texts that exist in each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    NB = "nb"
    NN = "nn"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in three languages; bokmål is always there, the others fall back to it."""

    nb: str
    nn: str = ""
    en: str = ""

    def in_(self, language: Language) -> str:
        match language:
            case Language.NB:
                return self.nb
            case Language.NN:
                return self.nn or self.nb
            case Language.EN:
                return self.en or self.nb
