"""What we know of a document once its number is known: its definition, the blank's map and its issue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from dokumentverk.model.form import FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.layout import Alias, Layout
from dokumentverk.model.reading import Identity
from dokumentverk.model.value import Value
from dokumentverk.read.decode import Bounds


@dataclass(frozen=True, slots=True)
class WordBlank:
    """The kept blank of an issue that went out as a Word form."""

    layout: Layout
    content: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """``layout`` is of the medium that came back (PDF for PDF files and prints) and None when the kept blank is gone;
    ``issue`` is None when the register does not know the number. ``blank`` is the kept blank itself: what marks and
    ink are compared with; without it only what stands out by itself is seen. ``aliases`` are the names of the fields
    in a PDF that was made elsewhere. ``word`` is what a Word form is compared with."""

    definition: FormDefinition
    layout: Layout | None
    issue: Issue | None
    blank: bytes | None = None
    aliases: tuple[Alias, ...] = ()
    word: WordBlank | None = None

    def as_word(self) -> Known:
        """The same for a return in Word. A form that went out as PDF only has no Word blank."""
        return self if self.word is None else replace(self, layout=self.word.layout, blank=self.word.content)


@dataclass(frozen=True, slots=True)
class Foreign:
    """The forms made elsewhere that are registered here. ``given`` is the id of the one that a person says it is."""

    forms: tuple[Known, ...] = ()
    given: str | None = None

    def known(self) -> Known | None:
        """What a person says; None when nobody said."""
        return next((one for one in self.forms if one.definition.id == self.given), None)


NO_FOREIGN = Foreign()

Lookup: TypeAlias = Callable[[Identity], Known | None]
"""What is known of the document that a file says it is; None when neither number nor form is ours."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A document as it left on paper: a PDF without widgets, and the values that were printed in it. ``bounds`` are
    what digits written on it can be."""

    content: bytes
    values: Mapping[str, Value]
    bounds: Bounds = field(default_factory=Bounds)


Printer: TypeAlias = Callable[[Known], Printed | None]
"""The document as it was issued, made again; None when what it was issued with is gone."""
