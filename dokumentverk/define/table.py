"""Walks a TOML table and notes every fault instead of stopping at the first.

A path counts lists from 0 (``sections[2].fields[1].choices``), as JSON paths do. What cannot be read is given a plain
value, so that the walk goes on; the caller raises when anything was noted.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from dokumentverk.errors import Fault
from dokumentverk.model.language import Language, Texts

E = TypeVar("E", bound=StrEnum)

TEXT = '"…"'
TEXTS = '{ nb = "…", nn = "…", en = "…" }'


@dataclass(slots=True)
class Faults:
    """What has been found wrong in one file so far."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, where: str, code: str, **params: str | int) -> None:
        fault = Fault(self.file, where, code, tuple((name, str(value)) for name, value in params.items()))
        if fault not in self.found:
            self.found.append(fault)


@dataclass(slots=True)
class Table:
    """One TOML table on its path. Each getter notes a fault and gives None (or the default) when it cannot serve."""

    faults: Faults
    where: str
    content: Mapping[str, object]

    def path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def has(self, key: str) -> bool:
        return key in self.content

    def missing(self, key: str, expected: str) -> None:
        self.faults.add(self.path(key), "DEFINITION_KEY_MISSING", key=key, expected=expected)

    def wrong(self, key: str, expected: str) -> None:
        self.faults.add(self.path(key), "DEFINITION_TYPE_WRONG", key=key, expected=expected)

    def only(self, known: Sequence[str]) -> None:
        """Notes every key that is not among ``known``, with the nearest one that is."""
        for key in self.content:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                expected = f"«{near[0]}»" if near else ", ".join(known)
                self.faults.add(self.path(key), "DEFINITION_KEY_UNKNOWN", key=key, expected=expected)

    def text(self, key: str) -> str | None:
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.wrong(key, TEXT)
            return None
        return value

    def needed_text(self, key: str, expected: str = TEXT) -> str | None:
        if not self.has(key):
            self.missing(key, expected)
        return self.text(key)

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.content.get(key, default)
        if not isinstance(value, bool):
            self.wrong(key, "true / false")
            return default
        return value

    def whole(self, key: str, default: int, *, least: int, most: int) -> int:
        """A whole number within both bounds."""
        value = self.content.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(key, f"{least}–{most}")
            return default
        if not least <= value <= most:
            self.faults.add(self.path(key), "DEFINITION_NUMBER_OUTSIDE", key=key, least=least, most=most)
            return default
        return value

    def decimal(self, key: str) -> Decimal | None:
        value = self.content.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.wrong(key, "0, 12.5")
            return None
        return Decimal(value)

    def enum(self, key: str, kinds: type[E]) -> E | None:
        value = self.text(key)
        if value is None:
            return None
        return self._member(self.path(key), value, kinds)

    def enums(self, key: str, kinds: type[E]) -> tuple[E, ...]:
        members = (self._member(f"{self.path(key)}[{n}]", one, kinds) for n, one in enumerate(self.texts_list(key)))
        return tuple(member for member in members if member is not None)

    def _member(self, where: str, value: str, kinds: type[E]) -> E | None:
        try:
            return kinds(value)
        except ValueError:
            self.unknown(where, value, [member.value for member in kinds])
            return None

    def unknown(self, where: str, value: str, known: Sequence[str]) -> None:
        self.faults.add(where, "DEFINITION_VALUE_UNKNOWN", value=value, expected=", ".join(known))

    def texts_list(self, key: str) -> tuple[str, ...]:
        """A list of texts; each at its index, so that paths stay true."""
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            self.wrong(key, f"[{TEXT}]")
            return ()
        for number, one in enumerate(value):
            if one in value[:number]:
                self.faults.add(f"{self.path(key)}[{number}]", "DEFINITION_LISTED_TWICE", value=one)
        return tuple(value)

    def texts(self, key: str) -> Texts | None:
        """A text in several languages, bokmål always among them."""
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, TEXTS)
            return None
        inner = Table(self.faults, self.path(key), value)
        inner.only([language.value for language in Language])
        return inner.languages()

    def needed_texts(self, key: str) -> Texts:
        if not self.has(key):
            self.missing(key, TEXTS)
        return self.texts(key) or Texts("")

    def languages(self) -> Texts:
        """This table's own ``nb``, ``nn`` and ``en``."""
        nb = self.needed_text(Language.NB)
        return Texts(nb or "", self.text(Language.NN) or "", self.text(Language.EN) or "")

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of a list; what is not a table is a fault."""
        value = self.content.get(key, [])
        if not isinstance(value, list):
            self.wrong(key, f"[[{key}]]")
            return
        for number, one in enumerate(value):
            where = f"{self.path(key)}[{number}]"
            if isinstance(one, dict):
                yield Table(self.faults, where, one)
            else:
                self.faults.add(where, "DEFINITION_TYPE_WRONG", key=key, expected="{ … }")
