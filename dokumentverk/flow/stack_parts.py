"""What every part of a pile is to be called, and what is worth knowing of it before anyone has read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dokumentverk.engines.scan_extract import Extract
from dokumentverk.flow.piles import Pile, PileFile
from dokumentverk.flow.stack_numbers import numbers_in
from dokumentverk.flow.understood import Understood
from dokumentverk.messages import finding
from dokumentverk.model.filing import Outcome
from dokumentverk.model.finding import Finding
from dokumentverk.model.scan import SheetMark
from dokumentverk.model.stack import PartKind, StackPart
from dokumentverk.read.scan import below_archive_rule, sheets_in_trouble


class Fate(StrEnum):
    """Where a part went. ``in = filed + review + rejected + blank``, and ``left`` while a run could not end."""

    FILED = "filed"
    REVIEW = "review"
    REJECTED = "rejected"
    BLANK = "blank"
    """Nothing on it to file: blank backs, and the separators, which are ours and have done their work."""
    LEFT = "left"
    """Could not be dealt with: the stack stays in the inbox, and the next run tries again."""


@dataclass(frozen=True, slots=True)
class PartResult:
    """``outcome`` is that of the part's own filing; an attachment without one waits with what it belongs to. ``error``
    says why a part was left."""

    part: StackPart
    fate: Fate
    understood: Understood | None = None
    outcome: Outcome | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class StackSummary:
    """One pile, with what each of its sheets became. ``marks`` are numbered in the pile's order."""

    pile: Pile
    marks: tuple[SheetMark, ...]
    results: tuple[PartResult, ...]

    def sheets(self, fate: Fate) -> int:
        return sum(len(one.part.sheets) for one in self.results if one.fate is fate)

    @property
    def separators(self) -> int:
        """Of those that count as blank."""
        return sum(len(one.part.sheets) for one in self.results if one.part.kind is PartKind.SEPARATOR)

    @property
    def balanced(self) -> bool:
        """Whether every sheet that came in is in exactly one part."""
        became = sorted(sheet for one in self.results for sheet in one.part.sheets)
        return became == list(range(1, self.pile.count + 1))

    @property
    def complete(self) -> bool:
        """Whether the pile may be released."""
        return self.balanced and self.sheets(Fate.LEFT) == 0

    @property
    def paper_to_keep(self) -> tuple[int, ...]:
        """Sheets whose picture alone would not do for the archive, of those that hold something."""
        blank = {sheet for one in self.results if one.fate is Fate.BLANK for sheet in one.part.sheets}
        return tuple(one.sheet for one in self.marks if one.sheet not in blank and must_be_kept(one))


def must_be_kept(mark: SheetMark) -> bool:
    """The paper: whether its picture would not do instead, or cannot even be opened."""
    return mark.trouble is not None or mark.facts is None or below_archive_rule(mark.facts)


def whole_file(part: StackPart, parts: Sequence[StackPart], pile: Pile) -> PileFile | None:
    """The file that a part is, blank sheets aside: then it is filed as it came. None when it must be taken out."""
    files = {pile.place(sheet)[0].intake.digest for sheet in part.sheets}
    if part.kind not in (PartKind.DOCUMENT, PartKind.NOBODYS) or len(files) != 1:
        return None
    file, _ = pile.place(part.sheets[0])
    others = [one for one in parts if one is not part and set(one.sheets) & set(pile.sheets_of(file))]
    return file if all(one.kind is PartKind.BLANK for one in others) else None


def needs_keeping(parts: Sequence[StackPart], pile: Pile) -> bool:
    """Whether some sheet of the pile would otherwise be nowhere when its file is released."""
    whole = [file for one in parts if (file := whole_file(one, parts, pile)) is not None]
    kept = {sheet for file in whole for sheet in pile.sheets_of(file)}
    return any(sheet not in kept for one in parts for sheet in one.sheets)


def own_marks(part: StackPart, marks: Sequence[SheetMark]) -> tuple[SheetMark, ...]:
    """Those of a document taken out of its pile, numbered as its pages and upright; a sheet that is there twice is read
    once."""
    found = []
    for place, sheet in enumerate(part.sheets, start=1):
        mark = marks[sheet - 1]
        if sheet in part.doubled:
            continue
        facts = mark.facts
        if facts is not None and mark.turn in (90, 270):
            facts = replace(facts, size=(facts.size[1], facts.size[0]))
        found.append(replace(mark, sheet=place, facts=facts, turn=None if mark.turn is None else 0))
    return tuple(found)


def told_of(part: StackPart, marks: Sequence[SheetMark], extract: Extract | None, pile: Pile) -> tuple[Finding, ...]:
    """What is worth knowing of how a part came to be."""
    return tuple(_told(part, marks, extract, pile))


def _told(part: StackPart, marks: Sequence[SheetMark], extract: Extract | None, pile: Pile) -> Iterator[Finding]:
    shown = numbers_in(pile, part.sheets)
    if part.kind is PartKind.NOBODYS:
        yield _nobodys(part, marks, shown(part.sheets), pile)
    if part.mixed:
        yield finding("PAGES_OF_RETURNS_MIXED", sheets=shown(part.sheets))
    if part.doubled:
        yield finding("SHEET_TWICE", sheets=shown(part.doubled))
    if part.by_position:
        yield finding("ATTACHED_BY_POSITION", sheets=shown(part.sheets))
    if extract is not None and extract.decoded:
        yield finding("PICTURE_UNPACKED", sheets=shown(_at(part, extract.decoded)))
    if extract is not None and extract.redrawn:
        yield finding("SHEET_REDRAWN", sheets=shown(_at(part, extract.redrawn)))
    if extract is not None and extract.sealed:
        yield finding("STACK_SEAL_LEFT", sheets=shown(_at(part, extract.sealed)))
    lost = [one for one in extract.missing if marks[part.sheets[one - 1] - 1].trouble is None] if extract else []
    if lost:
        yield finding("SHEET_NOT_TAKEN_OUT", sheets=shown(_at(part, lost)))
    low = [sheet for sheet in part.sheets if must_be_kept(marks[sheet - 1])]
    if part.kind in (PartKind.LETTER, PartKind.ATTACHMENT) and low:
        yield finding("PAPER_MUST_BE_KEPT", sheets=shown(low))


def _nobodys(part: StackPart, marks: Sequence[SheetMark], sheets: str, pile: Pile) -> Finding:
    if marks[part.sheets[0] - 1].trouble is None:
        return finding(part.reason or "SHEETS_NOBODYS", sheet=sheets, sheets=sheets)
    own = pile.sheets_of(pile.place(part.sheets[0])[0])
    read = sum(marks[sheet - 1].trouble is None for sheet in own)
    return sheets_in_trouble(part.reason or "SHEET_BROKEN", sheets, read=read, count=len(own))


def _at(part: StackPart, places: Sequence[int]) -> list[int]:
    return [part.sheets[place - 1] for place in places]
