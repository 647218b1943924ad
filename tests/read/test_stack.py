"""Piles as they lie in a scanner, in a small notation: one word for each sheet.

``A1/2``  page 1 of 2 of issue A        ``a1/2``  the same read from its print, without a code   ``A?``  page not known
``D``     a printed DOCX of issue D      ``S``     separator of an employee                       ``+``   «attachment»
``U1/1``  a number that is not ours      ``x``     a stranger's sheet                             ``_``   blank
``#``     ours, number not read          ``!``     broken                                         ``AB``  two numbers
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.number import ATTACHMENT_PAYLOAD, PageCode, page_payload
from dokumentverk.model.scan import SheetMark
from dokumentverk.model.stack import PartKind, StackPart, Standing
from dokumentverk.read.stack import is_one_document, split

NUMBERS = {
    "A": "AAAA-2222-33333",
    "B": "CCCC-2222-33333",
    "D": "DDDD-2222-33333",
    "S": "EEEE-2222-33333",
    "T": "FFFF-2222-33333",
    "U": "GGGG-2222-33333",
}
NAMES = {number: name for name, number in NUMBERS.items()}
CORNERS = (0, 1, 2, 3)


def standing(number: str) -> Standing:
    match NAMES.get(number):
        case "S" | "T":
            return Standing.SEPARATOR
        case "A" | "B" | "D":
            return Standing.FORM
        case _:
            return Standing.UNKNOWN


def code(name: str, page: int, pages: int) -> str:
    return page_payload(PageCode(NUMBERS[name], page, pages))


def mark(sheet: int, word: str) -> SheetMark:
    if found := re.fullmatch(r"([A-Za-z])(\d)/(\d)", word):
        name, page, pages = found[1].upper(), int(found[2]), int(found[3])
        if found[1].islower():
            return SheetMark(sheet, None, numbers=(NUMBERS[name],), printed_page=(page, pages), corners=CORNERS)
        return SheetMark(sheet, None, codes=(code(name, page, pages),), corners=CORNERS)
    match word:
        case "x":
            return SheetMark(sheet, None, codes=("https://example.org",))
        case "_":
            return SheetMark(sheet, None, blank=True)
        case "#":
            return SheetMark(sheet, None, corners=CORNERS)
        case "!":
            return SheetMark(sheet, None, trouble="SHEET_BROKEN")
        case "+":
            return SheetMark(sheet, None, codes=(ATTACHMENT_PAYLOAD,))
        case "S" | "T":
            return SheetMark(sheet, None, codes=(code(word, 1, 1),))
        case "D":
            return SheetMark(sheet, None, codes=(code("D", 0, 0),))
        case "A?":
            return SheetMark(sheet, None, numbers=(NUMBERS["A"],), corners=CORNERS)
        case "AB":
            return SheetMark(sheet, None, codes=(code("A", 1, 2), code("B", 1, 1)))
        case _:
            raise ValueError(word)


def parts_of(pile: str, alike: Callable[[int, int], bool] = lambda _a, _b: False) -> tuple[StackPart, ...]:
    return split([mark(at, word) for at, word in enumerate(pile.split(), start=1)], standing, alike=alike)


def told(part: StackPart) -> str:
    sheets = ",".join(map(str, part.sheets))
    name = NAMES[part.number] if part.number else ""
    match part.kind:
        case PartKind.DOCUMENT:
            return f"{name}{'~' if part.mixed else ''}:{sheets}"
        case PartKind.LETTER:
            return f"letter {name}:{sheets}"
        case PartKind.ATTACHMENT:
            return f"{'behind' if part.by_position else 'attached'} {part.of}:{sheets}"
        case PartKind.SEPARATOR:
            return f"sheet{name}:{sheets}"
        case PartKind.BLANK:
            return f"_:{sheets}"
        case PartKind.NOBODYS:
            return f"{part.reason}:{sheets}"


def sorted_as(pile: str) -> str:
    return " | ".join(told(part) for part in parts_of(pile))


@pytest.mark.parametrize(
    ("pile", "expected"),
    [
        ("A1/1 B1/1", "A:1 | B:2"),
        ("A1/1 _ B1/1 _", "A:1 | _:2 | B:3 | _:4"),
        ("A1/2 A2/2 B1/1", "A:1,2 | B:3"),
        ("A2/2 B1/1 A1/2", "A:3,1 | B:2"),
        ("A1/2 _ A2/2 _", "A:1,3 | _:2 | _:4"),
        ("A1/3 A3/3", "A:1,2"),
        ("a1/2 A2/2", "A:1,2"),
        ("A1/2 A?", "A:1,2"),
        ("B1/1 A1/2 B1/1 A?", "B:1 | A:2,4 | B:3"),
        # Of another rendering: another number of pages.
        ("A1/2 A2/2 A1/3 A2/3 A3/3", "A:1,2 | A:3,4,5"),
    ],
    ids=str,
)
def test_pages_of_an_issue_are_one_document(pile: str, expected: str) -> None:
    assert sorted_as(pile) == expected


@pytest.mark.parametrize(
    ("pile", "expected"),
    [
        ("A1/1 A1/1", "A:1 | A:2"),
        ("A1/2 A2/2 A1/2 A2/2", "A:1,2 | A:3,4"),
        ("A1/2 _ A2/2 _ B1/1 A1/2 _ A2/2 _", "A:1,3 | _:2 | _:4 | B:5 | A:6,8 | _:7 | _:9"),
        # Nobody can tell whose page two is whose.
        ("A1/2 A1/2 A2/2 A2/2", "A~:1,4 | A~:2,3"),
        ("A1/2 A1/2 A2/2", "A~:1 | A~:2,3"),
        ("A1/2 A2/2 A2/2 A1/2", "A~:1,2 | A~:4,3"),
        ("A1/2 B1/1 A2/2 A1/2 A2/2", "A~:1,3 | B:2 | A~:4,5"),
        ("A1/2 A2/2 A1/2", "A~:1,2 | A~:3"),
    ],
    ids=str,
)
def test_several_returns_of_an_issue(pile: str, expected: str) -> None:
    assert sorted_as(pile) == expected


@pytest.mark.parametrize(
    ("pile", "expected"),
    [
        ("A1/1 x x B1/1", "A:1 | behind 0:2,3 | B:4"),
        ("A1/2 x A2/2 x", "A:1,3 | behind 0:2 | behind 0:4"),
        ("A1/1 _ x _ x", "A:1 | _:2 | behind 0:3,5 | _:4"),
        ("A1/1 + x x + x", "A:1 | sheet:2 | attached 0:3,4 | sheet:5 | attached 0:6"),
        ("A1/1 x + x", "A:1 | behind 0:2 | sheet:3 | attached 0:4"),
        ("B1/1 A2/2 x A1/2", "B:1 | A:4,2 | behind 1:3"),
        ("+ x", "sheet:1 | ATTACHMENT_WITHOUT_FORM:2"),
        ("S x + x", "sheetS:1 | letter S:2 | sheet:3 | attached 1:4"),
        ("S + x", "sheetS:1 | sheet:2 | ATTACHMENT_WITHOUT_FORM:3"),
        ("U1/1 + x", "U:1 | sheet:2 | ATTACHMENT_WITHOUT_FORM:3"),
        ("A1/1 ! + x", "A:1 | SHEET_BROKEN:2 | sheet:3 | ATTACHMENT_WITHOUT_FORM:4"),
        ("A1/1 ! ! ! x", "A:1 | SHEET_BROKEN:2,3,4 | SHEETS_NOBODYS:5"),
        ("! _ ! # #", "SHEET_BROKEN:1 | _:2 | SHEET_BROKEN:3 | SHEET_NUMBER_UNREAD:4 | SHEET_NUMBER_UNREAD:5"),
    ],
    ids=str,
)
def test_what_is_attached(pile: str, expected: str) -> None:
    assert sorted_as(pile) == expected


@pytest.mark.parametrize(
    ("pile", "expected"),
    [
        ("x x A1/1", "SHEETS_NOBODYS:1,2 | A:3"),
        ("x _ x", "SHEETS_NOBODYS:1,3 | _:2"),
        ("U1/2 x", "U:1 | SHEETS_NOBODYS:2"),
        ("A1/1 U1/2 U2/2 x x", "A:1 | U:2,3 | SHEETS_NOBODYS:4,5"),
        ("A1/1 # x", "A:1 | SHEET_NUMBER_UNREAD:2 | SHEETS_NOBODYS:3"),
        ("A1/1 ! x", "A:1 | SHEET_BROKEN:2 | SHEETS_NOBODYS:3"),
        ("A1/1 AB x", "A:1 | SHEET_NUMBERS_SEVERAL:2 | SHEETS_NOBODYS:3"),
        ("S ! x", "sheetS:1 | SHEET_BROKEN:2 | SHEETS_NOBODYS:3"),
    ],
    ids=str,
)
def test_what_is_nobodys(pile: str, expected: str) -> None:
    assert sorted_as(pile) == expected


@pytest.mark.parametrize(
    ("pile", "expected"),
    [
        ("S x x T x", "sheetS:1 | letter S:2,3 | sheetT:4 | letter T:5"),
        ("S _ x _ x A1/1", "sheetS:1 | _:2 | letter S:3,5 | _:4 | A:6"),
        ("S A1/1 x", "sheetS:1 | A:2 | behind 1:3"),
        ("S S x", "sheetS:1 | sheetS:2 | letter S:3"),
        ("S x S x", "sheetS:1 | letter S:2 | sheetS:3 | letter S:4"),
    ],
    ids=str,
)
def test_separators(pile: str, expected: str) -> None:
    assert sorted_as(pile) == expected


@pytest.mark.parametrize(
    ("pile", "expected"),
    [
        ("D D", "D:1,2"),
        ("D _ D _", "D:1,3 | _:2 | _:4"),
        ("D A1/1 D", "D~:1 | A:2 | D~:3"),
        ("D D x A1/1", "D:1,2 | behind 0:3 | A:4"),
    ],
    ids=str,
)
def test_a_printed_docx_has_its_pages_as_they_lie(pile: str, expected: str) -> None:
    assert sorted_as(pile) == expected


def test_the_same_paper_twice_is_one_document_with_the_second_picture_last() -> None:
    (part,) = parts_of("A1/2 A1/2 A2/2", alike=lambda a, b: {a, b} == {1, 2})
    assert (part.sheets, part.doubled, part.mixed) == ((1, 3, 2), (2,), False)


def test_a_number_printed_beside_a_stranger_is_told_from_ours() -> None:
    """A number that a person wrote is read by OCR beside the form's own."""
    both = SheetMark(1, None, numbers=(NUMBERS["U"], NUMBERS["A"]), corners=CORNERS)
    assert [part.number for part in split([both], standing)] == [NUMBERS["A"]]


def test_of_several_numbers_that_may_be_printed_ours_counts_and_none_of_them_is_a_stranger() -> None:
    """OCR that is not sure of a letter says which numbers it may be; none of them ours is no reason to turn it away."""
    misread = ("AAAA-2222-3333G", NUMBERS["A"])
    sure = SheetMark(1, None, numbers=misread, printed_page=(1, 1), corners=CORNERS)
    assert [told(one) for one in split([sure], standing)] == ["A:1"]
    unsure = SheetMark(1, None, numbers=("AAAA-2222-3333G", "AAAA-2222-3333D"), corners=CORNERS)
    assert [told(one) for one in split([unsure], standing)] == ["SHEET_NUMBER_UNREAD:1"]
    assert [told(one) for one in split([replace(unsure, corners=())], standing)] == ["SHEETS_NOBODYS:1"]


def test_a_word_forms_page_that_is_known_by_its_print_goes_with_the_others() -> None:
    printed = SheetMark(2, None, numbers=(NUMBERS["D"],), printed_page=(2, 2))
    assert [told(one) for one in split([mark(1, "D"), printed, mark(3, "D")], standing)] == ["D:1,2,3"]


def test_a_page_whose_number_is_not_read_makes_no_two_pages_of_one() -> None:
    for part in parts_of("A? A1/1 A1/1"):
        assert len([sheet for sheet in part.sheets if sheet > 1]) <= 1


def test_ours_is_the_page_even_where_a_strangers_code_is_read_first() -> None:
    sheet = SheetMark(1, None, codes=(code("U", 2, 2), code("A", 1, 2)))
    assert [told(one) for one in split([sheet, mark(2, "A2/2")], standing)] == ["A:1,2"]


@pytest.mark.parametrize(("corners", "expected"), [((0, 1), "SHEETS_NOBODYS:1"), ((0, 1, 2), "SHEET_NUMBER_UNREAD:1")])
def test_a_sheet_is_ours_by_three_corner_marks(corners: tuple[int, ...], expected: str) -> None:
    assert [told(one) for one in split([SheetMark(1, None, corners=corners)], standing)] == [expected]


def test_pages_that_all_look_alike_are_still_pages() -> None:
    """Only sheets with the same page code are held to be pictures of the same paper."""
    parts = parts_of("A1/2 A2/2 B1/1 A? A1/3", alike=lambda _one, _other: True)
    assert [told(one) for one in parts] == ["A~:1,2,4", "B:3", "A~:5"]
    assert all(one.doubled == () for one in parts)


def test_two_pages_on_one_sheet_are_not_one_page() -> None:
    sheet = SheetMark(1, None, codes=(code("A", 1, 2), code("A", 2, 2)), corners=CORNERS)
    (part,) = split([sheet], standing)
    assert part.reason == "SHEET_NUMBERS_SEVERAL"


def test_single_files_are_joined_by_their_issue_and_never_by_their_place() -> None:
    words = ["A2/2", "x", "B1/1", "A1/2", "D", "x", "D"]
    marks = [mark(at, word) for at, word in enumerate(words, start=1)]
    parts = split(marks, standing, piled=False)
    assert [told(part) for part in parts] == ["A:4,1", "SHEETS_NOBODYS:2", "B:3", "D:5,7", "SHEETS_NOBODYS:6"]
    marks = [mark(at, word) for at, word in enumerate(["A1/1", "+", "x", "A?"], start=1)]
    told_of = [told(part) for part in split(marks, standing, piled=False)]
    assert told_of == ["A:1,4", "sheet:2", "SHEETS_NOBODYS:3"]


@pytest.mark.parametrize(
    ("pile", "one"),
    [("A1/2 _ A2/2 _", True), ("x x _", True), ("A1/1 B1/1", False), ("A1/1 x", False), ("_", False), ("S x", False)],
)
def test_a_file_that_is_one_document(pile: str, one: bool) -> None:
    assert is_one_document(parts_of(pile)) is one


WORDS = st.sampled_from(
    ["A1/1", "A1/2", "A2/2", "a2/2", "A?", "B1/1", "B1/3", "B3/3", "D", "S", "T", "U1/1", "x", "_", "#", "!", "+", "AB"]
)


@given(st.lists(WORDS, max_size=40), st.booleans(), st.sets(st.integers(1, 40)))
def test_every_sheet_is_in_exactly_one_part(words: list[str], piled: bool, double: set[int]) -> None:
    marks = [mark(at, word) for at, word in enumerate(words, start=1)]
    parts = split(marks, standing, alike=lambda _, sheet: sheet in double, piled=piled)
    assert sorted(sheet for part in parts for sheet in part.sheets) == list(range(1, len(words) + 1))
    assert all(part.sheets for part in parts)
    assert [min(part.sheets) for part in parts] == sorted(min(part.sheets) for part in parts)
    for at, part in enumerate(parts):
        if part.kind is not PartKind.DOCUMENT:
            assert list(part.sheets) == sorted(part.sheets)
        if part.kind is PartKind.ATTACHMENT:
            assert part.of is not None
            assert parts[part.of].kind in (PartKind.DOCUMENT, PartKind.LETTER)
            assert min(parts[part.of].sheets) < min(part.sheets)
            assert part.of < at


@given(st.lists(WORDS, max_size=30))
def test_a_document_has_each_page_once_and_in_order(words: list[str]) -> None:
    for part in parts_of(" ".join(words)):
        if part.kind is PartKind.DOCUMENT:
            pages = [int(found[1]) for one in part.sheets if (found := re.search(r"(\d)/", words[one - 1]))]
            assert pages == sorted(set(pages))


@given(st.lists(WORDS, max_size=30))
def test_nothing_follows_what_was_not_understood(words: list[str]) -> None:
    """No stranger's sheet goes to a person's folder across a sheet that might have been another person's form."""
    parts = parts_of(" ".join(words))
    for part in parts:
        if part.kind in (PartKind.ATTACHMENT, PartKind.LETTER):
            for sheet in part.sheets:
                above = next(word for word in reversed(words[: sheet - 1]) if word not in ("x", "_"))
                assert above not in ("#", "!", "AB", "U1/1")


@given(st.permutations(["A1/3", "A2/3", "A3/3", "B1/2", "B2/2", "_", "_"]))
def test_shuffling_changes_nothing_but_the_order(words: list[str]) -> None:
    parts = [part for part in parts_of(" ".join(words)) if part.kind is PartKind.DOCUMENT]
    pages = {tuple(words[sheet - 1] for sheet in part.sheets) for part in parts}
    assert pages == {("A1/3", "A2/3", "A3/3"), ("B1/2", "B2/2")}
    assert not any(part.mixed for part in parts)
