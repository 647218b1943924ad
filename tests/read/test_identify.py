"""What a PDF says it is, from its metadata and its pages."""

from __future__ import annotations

import pytest

from dokumentverk.model.language import Language
from dokumentverk.model.reading import Identity
from dokumentverk.read.identify import PageImprint, identify, imprint, own_pages, page_findings
from dokumentverk.read.recognise import recognised

from .forms import KNOWN

OURS, THEIRS = "7KXM-4RTA-9CDEF", "A2C4-E6G7-HJKMN"


def page(number: int | None = None, count: int = 1, *numbers: str) -> PageImprint:
    return PageImprint(numbers or (OURS,), (number, count) if number else None, None)


BLANK_PAGE = PageImprint((), None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{OURS}\r\nSkjema egenmelding, versjon 1, bokmål Side 1 av 2",
            PageImprint((OURS,), (1, 2), ("egenmelding", "1", Language.NB)),
        ),
        ("Form plan, version 2.1, English Page 3 of 12", PageImprint((), (3, 12), ("plan", "2.1", Language.EN))),
        ("Skjema x, versjon 1, nynorskSide 2 av 2", PageImprint((), (2, 2), ("x", "1", Language.NN))),
        ("Se Side 4 av 9 her. Side 1 av 2", PageImprint((), (1, 2), None)),
        (f"{OURS} og {THEIRS} og {OURS}", PageImprint((OURS, THEIRS), None, None)),
        ("", BLANK_PAGE),
    ],
)
def test_imprint(text: str, expected: PageImprint) -> None:
    assert imprint(text) == expected


def test_metadata_counts_before_print() -> None:
    marks = (("DVNumber", OURS), ("DVForm", "egenmelding"), ("DVVersion", "1"), ("DVLanguage", "nn"))
    found = identify(marks, [PageImprint((THEIRS,), (1, 1), ("plan", "3", Language.NB))])
    assert found == Identity(OURS, "egenmelding", "1", Language.NN, ((1, 1),))


def test_print_counts_where_metadata_is_gone_or_nonsense() -> None:
    pages = [PageImprint((OURS,), (1, 2), ("plan", "3", Language.NB)), page(2, 2)]
    assert identify((("DVNumber", "<b>"), ("DVLanguage", "xx")), pages) == Identity(
        OURS, "plan", "3", Language.NB, ((1, 2), (2, 2))
    )


@pytest.mark.parametrize("value", ["<script>", "../../form", "x" * 61, "a\nb", ""])
def test_metadata_that_cannot_be_ours_is_left_out(value: str) -> None:
    assert identify((("DVForm", value), ("DVVersion", value), ("DVLanguage", value)), ()) == Identity()


def test_a_number_that_a_person_typed_is_on_one_page_only() -> None:
    assert identify((), [page(1, 2, THEIRS, OURS), page(2, 2, OURS)]).number == OURS


def codes(number: str | None, *pages: PageImprint) -> dict[str, str]:
    return {one.code: dict(one.params).get("pages", "") for one in page_findings(Identity(number), pages)}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ((page(1, 2), page(2, 2)), {}),
        ((page(1, 1),), {}),
        ((page(2, 2), page(1, 2)), {"PAGES_SHUFFLED": ""}),
        ((page(1, 3),), {"PAGES_MISSING": "2, 3"}),
        ((page(2, 3), page(3, 3)), {"PAGES_MISSING": "1"}),
        ((page(1, 2), page(2, 2), page(2, 2)), {"PAGES_DOUBLED": "2"}),
        ((page(1, 2), page(1, 2)), {"PAGES_MISSING": "2", "PAGES_DOUBLED": "1"}),
        ((page(1, 1), BLANK_PAGE), {"PAGES_ADDED": "2"}),
        ((page(1, 1), page(1, 1, THEIRS)), {"SEVERAL_ISSUES": ""}),
        ((page(1, 1, OURS, THEIRS),), {}),
        ((BLANK_PAGE, BLANK_PAGE), {}),
        ((PageImprint((OURS,), None, None),), {}),
        ((), {}),
    ],
)
def test_pages(pages: tuple[PageImprint, ...], expected: dict[str, str]) -> None:
    assert codes(OURS, *pages) == expected


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ((page(2, 2),), {"PAGES_KEPT": "1"}),
        ((page(1, 2),), {"PAGES_MISSING": "2"}),
        ((page(3, 3),), {"PAGES_MISSING": "2", "PAGES_KEPT": "1"}),
        ((page(1, 2), page(2, 2)), {}),
    ],
)
def test_pages_that_need_not_come_back(came: tuple[PageImprint, ...], expected: dict[str, str]) -> None:
    told = page_findings(Identity(OURS), came, frozenset({2}))
    assert {one.code: dict(one.params)["pages"] for one in told} == expected


def test_several_issues_are_named() -> None:
    (told,) = page_findings(Identity(OURS), (page(1, 1), page(1, 1, THEIRS)))
    assert told.params == (("numbers", f"{OURS}, {THEIRS}"),)
    assert own_pages(OURS, (page(1, 1), page(1, 1, THEIRS), BLANK_PAGE)) == {1, 3}


@pytest.mark.parametrize(
    ("identity", "known", "expected"),
    [
        (Identity(), None, ["FOREIGN_DOCUMENT"]),
        (Identity(form="small"), None, ["FOREIGN_DOCUMENT"]),
        (Identity(OURS), None, ["FORM_UNKNOWN"]),
        (Identity(OURS, "small", "1"), KNOWN, ["NUMBER_NOT_IN_REGISTER"]),
        (Identity(form="small", version="1"), KNOWN, ["NUMBER_MISSING"]),
        (Identity(OURS, "small", "0"), KNOWN, ["NUMBER_NOT_IN_REGISTER", "FORM_VERSION_DIFFERS"]),
    ],
)
def test_recognised(identity: Identity, known: object, expected: list[str]) -> None:
    assert [one.code for one in recognised(identity, known)] == expected  # type: ignore[arg-type]
