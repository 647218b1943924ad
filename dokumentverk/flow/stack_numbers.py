"""Which sheet is meant: people look for it in the pile that they scanned, or among the files that they sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dokumentverk.flow.trays import shown_name
from dokumentverk.messages import SHEETS, runs_of
from dokumentverk.messages.words import word
from dokumentverk.model.finding import Finding
from dokumentverk.model.language import Language
from dokumentverk.model.reading import SheetOrigin

if TYPE_CHECKING:
    from dokumentverk.flow.piles import Pile


def numbered_as_in_stack(findings: Sequence[Finding], sheets: Sequence[SheetOrigin]) -> tuple[Finding, ...]:
    """Findings of a document that was taken out of a stack, with its sheets as they are counted there. Those of files
    of one sheet each stay the document's own: each is the first of its file."""
    if len({one.intake for one in sheets}) != 1:
        return tuple(findings)
    return tuple(replace(one, params=tuple(_counted(*param, sheets) for param in one.params)) for one in findings)


def _counted(name: str, value: str, sheets: Sequence[SheetOrigin]) -> tuple[str, str]:
    places = value.split(", ")
    if name not in SHEETS or not all(one.isdecimal() and 0 < int(one) <= len(sheets) for one in places):
        return name, value
    return name, runs_of(sheets[int(one) - 1].sheet for one in places)


def numbers_in(pile: Pile, sheets: Sequence[int]) -> Callable[[Iterable[int]], str]:
    """What findings of a part call its ``sheets``: by their places in a pile that lay together, else by those in the
    document that they became."""
    if pile.piled:
        return runs_of
    places = {sheet: place for place, sheet in enumerate(sheets, start=1)}
    return lambda some: runs_of(places[one] for one in some)


def sheets_shown(pile: Pile, sheets: Iterable[int]) -> str:
    """``3–5, 8`` of a pile; of files of one sheet each their names."""
    if pile.piled:
        return runs_of(sheets)
    return ", ".join(dict.fromkeys(shown_name(pile.place(one)[0].intake.name) for one in sheets))


def paper_to_keep_text(pile: Pile, sheets: Iterable[int], language: Language) -> str:
    key = "paper_keep_sheets" if pile.piled else "paper_keep_files"
    return word(key, language).format(sheets=sheets_shown(pile, sheets))
