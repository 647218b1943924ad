"""Boxes of a blank on a received page that was scaled, shifted, turned, or put in another order."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dokumentverk.engines.pdf_glyphs import Drawn, PageGlyphs
from dokumentverk.model.layout import Box, StaticText
from dokumentverk.read.registration import Fit, by_ink, guesses, register, turned_point

from .forms import layout

A4 = (595.0, 842.0)
WORDS = [
    "fravær",
    "dager",
    "leder",
    "skjema",
    "arbeid",
    "plan",
    "møte",
    "signatur",
    "dato",
    "navn",
    "enhet",
    "stilling",
    "prosent",
    "tiltak",
    "mål",
]


def page_lines(number: int, seed: int) -> tuple[StaticText, ...]:
    chooser = random.Random(seed)
    lines = []
    for row in range(14):
        text = f"{' '.join(chooser.sample(WORDS, 3))} {seed}{row}"
        left = chooser.choice([50.0, 230.0, 410.0])
        top = 60.0 + row * 52
        lines.append(StaticText(text, Box(number, left, top, left + 5.0 * len(text), top + 9)))
    return tuple(lines)


TWO = layout(static=(*page_lines(1, 3), *page_lines(2, 4)), pages=2)


def drawn(
    lines: tuple[StaticText, ...],
    page: int,
    scale: float,
    shift: tuple[float, float],
    turn: int,
    size: tuple[float, float],
) -> PageGlyphs:
    """The printed lines as PDFium finds them on a page that must be turned clockwise by ``turn`` to be upright.
    ``size`` is the page's as displayed."""
    width, height = size if turn % 180 == 0 else (size[1], size[0])
    back = (360 - turn) % 360
    glyphs = []
    for line in lines:
        wide = (line.box.right - line.box.left) / len(line.text)
        for at, one in enumerate(line.text):
            if one == " ":
                continue
            x0 = (line.box.left + at * wide) * scale + shift[0]
            x1 = x0 + wide * scale
            y0, y1 = line.box.top * scale + shift[1], line.box.bottom * scale + shift[1]
            a, b = turned_point(x0, y0, (width, height), back)
            c, d = turned_point(x1, y1, (width, height), back)
            glyphs.append(Drawn(one, min(a, c), min(b, d), max(a, c), max(b, d), False))
    return PageGlyphs(page, (), (), tuple(glyphs))


def near(one: Box, other: Box) -> bool:
    pairs = ((one.left, other.left), (one.top, other.top), (one.right, other.right), (one.bottom, other.bottom))
    return one.page == other.page and all(abs(a - b) < 0.5 for a, b in pairs)


@settings(max_examples=60, deadline=None)
@given(
    scale=st.floats(0.6, 1.4),
    x=st.floats(-60, 60),
    y=st.floats(-60, 60),
    turn=st.sampled_from([0, 90, 180, 270]),
    number=st.sampled_from([1, 2]),
)
def test_boxes_are_found_again(scale: float, x: float, y: float, turn: int, number: int) -> None:
    size = A4 if turn % 180 == 0 else (A4[1], A4[0])
    lines = tuple(line for line in TWO.static if line.box.page == number)
    page = drawn(lines, 1, scale, (x, y), turn, size)
    (fit,) = register(TWO, (page,), (size,))
    assert (fit.number, fit.page, fit.turn) == (number, 1, turn)
    box = Box(number, 100, 200, 300, 220)
    upright = Box(1, 100 * scale + x, 200 * scale + y, 300 * scale + x, 220 * scale + y)
    corners = [turned_point(upright.left, upright.top, A4, (360 - turn) % 360)]
    corners.append(turned_point(upright.right, upright.bottom, A4, (360 - turn) % 360))
    xs, ys = sorted(corner[0] for corner in corners), sorted(corner[1] for corner in corners)
    assert near(fit.box(box), Box(1, xs[0], ys[0], xs[1], ys[1]))


def test_pages_in_another_order_are_each_found() -> None:
    first = tuple(line for line in TWO.static if line.box.page == 1)
    second = tuple(line for line in TWO.static if line.box.page == 2)
    pages = (drawn(second, 1, 1, (0, 0), 0, A4), drawn(first, 2, 1, (0, 0), 0, A4))
    assert [(fit.page, fit.number) for fit in register(TWO, pages, (A4, A4))] == [(1, 2), (2, 1)]


def test_a_line_in_another_place_does_not_lead_astray() -> None:
    lines = [line for line in TWO.static if line.box.page == 1]
    moved = replace(lines[5], box=Box(1, 20, 800, 200, 809))
    page = drawn((*lines[:5], moved, *lines[6:]), 1, 0.94, (17.8, 25.3), 0, A4)
    (fit,) = register(TWO, (page,), (A4,))
    assert near(fit.box(Box(1, 100, 200, 300, 220)), Box(1, 111.8, 213.3, 299.8, 232.1))


def test_answers_between_the_lines_do_no_harm() -> None:
    lines = tuple(line for line in TWO.static if line.box.page == 1)
    answers = tuple(
        StaticText("svar fra noen", Box(1, 300, 75.0 + 52 * row, 380, 84.0 + 52 * row)) for row in range(14)
    )
    (fit,) = register(TWO, (drawn((*lines, *answers), 1, 1, (0, 0), 0, A4),), (A4,))
    assert fit.share > 0.5


@pytest.mark.parametrize("count", [0, 1])
def test_too_little_print_is_no_page_of_ours(count: int) -> None:
    lines = tuple(line for line in TWO.static if line.box.page == 1)[:count]
    assert register(TWO, (drawn(lines, 1, 1, (0, 0), 0, A4),), (A4,)) == ()


def test_another_text_is_no_page_of_ours() -> None:
    assert register(TWO, (drawn(page_lines(1, 77), 1, 1, (0, 0), 0, A4),), (A4,)) == ()


def test_pages_without_letters_are_guessed_by_where_their_ink_is() -> None:
    guessed = guesses(TWO, (), (A4, A4))
    assert [(one.page, one.number) for one in guessed] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    inks = [[0.2 if one.page != one.number else 0.0] * len(one.boxes) for one in guessed]
    assert [(fit.page, fit.number) for fit in by_ink(guessed, inks)] == [(1, 2), (2, 1)]


@pytest.mark.parametrize("ink", [0.0, 0.2])
def test_ink_everywhere_or_nowhere_tells_nothing(ink: float) -> None:
    guessed = guesses(TWO, (), (A4, A4))
    assert by_ink(guessed, [[ink] * len(one.boxes) for one in guessed]) == ()


def test_only_pages_of_the_same_size_are_guessed() -> None:
    fit = Fit(1, 1, 1, 0, 0, 1, 0, 0, 0, 0.9, 0.0)
    assert [(one.page, one.number) for one in guesses(TWO, (fit,), (A4, (612, 792), (596, 842)))] == [(3, 2)]
