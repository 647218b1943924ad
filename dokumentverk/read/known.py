"""What we know of a document once its number is known: its definition, the blank's map and its issue."""

from __future__ import annotations

from dataclasses import dataclass

from dokumentverk.model.form import FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.layout import Layout


@dataclass(frozen=True, slots=True)
class Known:
    """``layout`` is None when the kept blank is gone; ``issue`` is None when the register does not know the number."""

    definition: FormDefinition
    layout: Layout | None
    issue: Issue | None
