"""A pile of sheets, sorted: which belong to one document, what is attached to what, and what is nobody's. Pure.

Every sheet ends in exactly one part. Nothing goes with a document on a guess that could put one person's paper into
another's folder: after a sheet that could not be understood, or a number that is not ours, unmarked ones are nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import assert_never

from dokumentverk.model.number import ATTACHMENT_PAYLOAD, parse_page_payload
from dokumentverk.model.scan import SheetMark
from dokumentverk.model.stack import PartKind, StackPart, Standing

OURS = 3
"""Corner marks that make a sheet one of our pages; what a stranger's page has of such patterns is one by chance."""


class _Sort(Enum):
    PAGE = auto()
    STRANGE_PAGE = auto()
    SEPARATOR = auto()
    ATTACHMENT_SHEET = auto()
    BLANK = auto()
    LOOSE = auto()
    NOT_UNDERSTOOD = auto()


@dataclass(frozen=True, slots=True)
class _Seen:
    """``page`` and ``pages`` are 0 when not known. ``reason`` is a finding code. ``is_coded``: by its code, not by what
    is printed beside it."""

    sheet: int
    sort: _Sort
    number: str | None = None
    page: int = 0
    pages: int = 0
    reason: str | None = None
    is_coded: bool = False
    is_unopened: bool = False


def split(
    marks: Sequence[SheetMark],
    standing: Callable[[str], Standing],
    *,
    alike: Callable[[int, int], bool] = lambda _a, _b: False,
    piled: bool = True,
) -> tuple[StackPart, ...]:
    """The parts of a pile, in the order of their first sheets. ``marks`` are numbered in the pile's order.

    ``alike`` tells whether two sheets picture the same paper; it is asked only of sheets with the same page code.
    Not ``piled``: files of one sheet each, whose order says nothing, so that nothing is attached by its place.
    """
    sorter = _Sorter(alike, piled=piled)
    for mark in marks:
        sorter.take(_seen(mark, standing))
    return sorter.parts()


def is_one_document(parts: Iterable[StackPart]) -> bool:
    """Whether all sheets but the blank ones are one document, or all are nobody's: then the file needs no dividing."""
    kinds = [one.kind for one in parts if one.kind is not PartKind.BLANK]
    return kinds in ([PartKind.DOCUMENT], [PartKind.NOBODYS])


def _seen(mark: SheetMark, standing: Callable[[str], Standing]) -> _Seen:
    if mark.trouble is not None:
        return _Seen(mark.sheet, _Sort.NOT_UNDERSTOOD, reason=mark.trouble, is_unopened=True)
    codes = tuple(dict.fromkeys(code for text in mark.codes if (code := parse_page_payload(text)) is not None))
    numbers = tuple(dict.fromkeys(code.number for code in codes)) or mark.numbers
    if not numbers:
        return _unnumbered(mark)
    ours = [one for one in numbers if standing(one) is not Standing.UNKNOWN]
    if not ours and not codes and len(numbers) > 1:  # one of these is printed there, and none is known
        return _unnumbered(mark)
    if len(ours or numbers) > 1 or (len(ours) == 1 and len({one for one in codes if one.number == ours[0]}) > 1):
        return _Seen(mark.sheet, _Sort.NOT_UNDERSTOOD, reason="SHEET_NUMBERS_SEVERAL")
    number = (ours or list(numbers))[0]
    match standing(number):
        case Standing.SEPARATOR:
            return _Seen(mark.sheet, _Sort.SEPARATOR, number)
        case Standing.FORM | Standing.UNKNOWN as known:
            own = next((one for one in codes if one.number == number), None)
            page, pages = (own.page, own.pages) if own is not None else mark.printed_page or (0, 0)
            sort = _Sort.PAGE if known is Standing.FORM else _Sort.STRANGE_PAGE
            counted = (page, pages) if 0 < page <= pages else (0, 0)
            return _Seen(mark.sheet, sort, number, *counted, is_coded=own is not None)
        case other:
            assert_never(other)


def _unnumbered(mark: SheetMark) -> _Seen:
    if ATTACHMENT_PAYLOAD in (text.strip() for text in mark.codes):
        return _Seen(mark.sheet, _Sort.ATTACHMENT_SHEET)
    if len(set(mark.corners)) >= OURS:
        return _Seen(mark.sheet, _Sort.NOT_UNDERSTOOD, reason="SHEET_NUMBER_UNREAD")
    return _Seen(mark.sheet, _Sort.BLANK if mark.blank else _Sort.LOOSE)


@dataclass(slots=True, eq=False)
class _Heap:
    """A part while it grows. ``pages`` are (page, sheet). ``is_uncounted``: a Word form, whose codes count no pages
    though its print does."""

    kind: PartKind
    number: str | None = None
    count: int = 0
    of: _Heap | None = None
    by_position: bool = False
    reason: str | None = None
    is_uncounted: bool = False
    pages: list[tuple[int, int]] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)

    def add(self, sheet: int, page: int = 0) -> None:
        self.pages.append((page, sheet))

    def lacks(self, page: int) -> bool:
        return all(page != one for one, _ in self.pages)

    @property
    def first(self) -> int:
        return min([sheet for _, sheet in self.pages] + self.doubled)

    @property
    def last(self) -> int:
        return max([sheet for _, sheet in self.pages] + self.doubled)

    @property
    def sheets(self) -> tuple[int, ...]:
        """Pages in order; what has no page number behind those that have, as they came."""
        ordered = sorted(self.pages, key=lambda one: (one[0] or 100, one[1]))
        return (*(sheet for _, sheet in ordered), *self.doubled)

    @property
    def in_order(self) -> bool:
        """All its pages, as they should lie."""
        return [page for page, _ in self.pages] == list(range(1, self.count + 1))


class _Sorter:
    """``form`` is what an attachment belongs to, ``behind`` the part that an unmarked sheet goes into."""

    def __init__(self, alike: Callable[[int, int], bool], *, piled: bool) -> None:
        self._alike = alike
        self._piled = piled
        self._heaps: list[_Heap] = []
        self._form: _Heap | None = None
        self._behind: _Heap | None = None

    def take(self, seen: _Seen) -> None:
        match seen.sort:
            case _Sort.BLANK:
                self._new(_Heap(PartKind.BLANK), seen.sheet)
            case _Sort.PAGE:
                self._page(seen)
                self._behind = _Heap(PartKind.ATTACHMENT, of=self._form, by_position=True) if self._piled else None
            case _Sort.STRANGE_PAGE:
                self._page(seen)
                self._form, self._behind = None, None
            case _Sort.SEPARATOR:
                self._new(_Heap(PartKind.SEPARATOR, seen.number), seen.sheet)
                self._form, self._behind = None, _Heap(PartKind.LETTER, seen.number)
            case _Sort.ATTACHMENT_SHEET:
                self._new(_Heap(PartKind.SEPARATOR), seen.sheet)
                alone = _Heap(PartKind.NOBODYS, reason="ATTACHMENT_WITHOUT_FORM")
                self._behind = _Heap(PartKind.ATTACHMENT, of=self._form) if self._form is not None else alone
            case _Sort.NOT_UNDERSTOOD:
                self._unknown(seen)
                self._form, self._behind = None, None
            case _Sort.LOOSE:
                self._loose(seen.sheet)
            case other:
                assert_never(other)
        if not self._piled:
            self._form, self._behind = None, None

    def _new(self, heap: _Heap, sheet: int) -> None:
        heap.add(sheet)
        self._heaps.append(heap)

    def _unknown(self, seen: _Seen) -> None:
        """Sheets in a row that cannot be opened, for one reason, are one part: there is nothing to tell them apart."""
        last = self._heaps[-1] if self._heaps and self._piled else None
        if seen.is_unopened and last is not None and last.reason == seen.reason and last.last == seen.sheet - 1:
            last.add(seen.sheet)
        else:
            self._new(_Heap(PartKind.NOBODYS, reason=seen.reason), seen.sheet)

    def _loose(self, sheet: int) -> None:
        heap = self._behind or _Heap(PartKind.NOBODYS, reason="SHEETS_NOBODYS")
        if not heap.pages:
            self._heaps.append(heap)
        heap.add(sheet)
        self._behind = heap
        if heap.kind is PartKind.LETTER:
            self._form = heap

    def _page(self, seen: _Seen) -> None:
        known = [one for one in self._heaps if one.kind is PartKind.DOCUMENT and one.number == seen.number]
        heap = self._double(seen, known) or self._copy_for(seen, known)
        if heap is None:
            heap = _Heap(PartKind.DOCUMENT, seen.number, seen.pages, is_uncounted=seen.is_coded and not seen.page)
            self._heaps.append(heap)
        if seen.sheet not in heap.doubled:
            heap.add(seen.sheet, 0 if heap.is_uncounted else seen.page)
        self._form = heap

    def _double(self, seen: _Seen, known: Sequence[_Heap]) -> _Heap | None:
        for heap in known:
            same = [sheet for page, sheet in heap.pages if seen.page and page == seen.page and heap.count == seen.pages]
            if any(self._alike(sheet, seen.sheet) for sheet in same):
                heap.doubled.append(seen.sheet)
                return heap
        return None

    def _copy_for(self, seen: _Seen, known: Sequence[_Heap]) -> _Heap | None:
        """The return that a page goes into: the one that it lies behind, else the first that lacks it. A page whose
        number is not known goes with its neighbours."""
        if not seen.page:
            alone = known[0] if len(known) == 1 and (known[0].count or not self._piled) else None
            return self._form if self._form in known else alone
        if self._form is not None and self._form in known and self._form.is_uncounted and not seen.is_coded:
            return self._form
        lacking = [one for one in known if one.count == seen.pages and one.lacks(seen.page)]
        return self._form if self._form in lacking else next(iter(lacking), None)

    def parts(self) -> tuple[StackPart, ...]:
        ordered = sorted(self._heaps, key=lambda one: one.first)
        places = {id(heap): place for place, heap in enumerate(ordered)}
        mixed = {id(heap) for heap in _mixed(ordered)}
        return tuple(
            StackPart(
                kind=one.kind,
                sheets=one.sheets,
                number=one.number,
                of=places[id(one.of)] if one.of is not None else None,
                by_position=one.by_position,
                doubled=tuple(one.doubled),
                mixed=id(one) in mixed,
                reason=one.reason,
            )
            for one in ordered
        )


def _mixed(heaps: Sequence[_Heap]) -> Iterator[_Heap]:
    """Returns of an issue that lay in the pile more than once, unless each is whole, in order and in one piece."""
    documents = [one for one in heaps if one.kind is PartKind.DOCUMENT]
    for number in dict.fromkeys(one.number for one in documents):
        copies = [one for one in documents if one.number == number]
        if len(copies) > 1 and not all(one.in_order and _in_one_piece(one, documents) for one in copies):
            yield from copies


def _in_one_piece(heap: _Heap, documents: Sequence[_Heap]) -> bool:
    others = (sheet for one in documents if one is not heap for _, sheet in one.pages)
    return not any(heap.first < sheet < heap.last for sheet in others)
