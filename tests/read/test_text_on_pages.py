"""Characters with places to answers: lines, soft breaks, combs, and whose text it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.engines import text_fit
from dokumentverk.engines.pdf_glyphs import Drawn, Glyph
from dokumentverk.model.layout import Box
from dokumentverk.read.lines import comb, ends_short, into_lines, line_text, paragraphs, single_line
from dokumentverk.read.runs import page_of, written_in

SIZE = 10.0
BOX = Box(1, 50, 100, 250, 160)


def typeset(text: str, left: float = 52, top: float = 102, *, spaces: bool = True) -> list[Glyph]:
    """One line in the house font; ``spaces`` says whether blanks are characters or only gaps."""
    found = []
    x = left
    for one in text:
        wide = text_fit.width_of(one, SIZE)
        if spaces or one != " ":
            found.append(Glyph(one, x, top, x + wide, top + SIZE))
        x += wide
    return found


def wrapped(text: str, box: Box = BOX, *, spaces: bool = True) -> list[Glyph]:
    """As our own appearances draw a text of several lines."""
    spans = text_fit.wrap(text, box.right - box.left - 4, SIZE)
    lines = [text[span.start : span.end] for span in spans]
    return [
        one
        for row, line in enumerate(lines)
        for one in typeset(line, box.left + 2, box.top + 2 + row * SIZE * text_fit.LEADING, spaces=spaces)
    ]


@pytest.mark.parametrize("spaces", [True, False])
@pytest.mark.parametrize("text", ["Kari", "Åse Bjørg Næss", "a, b. «c» – d", "kl. 14.30"])
def test_a_line_is_read_with_its_spaces(text: str, spaces: bool) -> None:
    assert single_line(typeset(text, spaces=spaces)) == text


def test_lines_come_from_the_top_whatever_their_order() -> None:
    glyphs = [*typeset("to", top=120), *typeset("en", top=100)]
    assert [line_text(line) for line in into_lines(glyphs)] == ["en", "to"]


LONG = "Kan gjøre kontorarbeid i ro, men ikke løfte mer enn fem kilo eller stå lenge om gangen."


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        "Kort.\nNeste linje.",
        f"{LONG}\nOg en til.",
        f"Kort.\n{LONG}",
        "En\nto\ntre",
        "Første\n\ntredje",
        "x" * 90,
    ],
)
def test_what_the_program_broke_is_joined_and_what_the_writer_broke_is_not(text: str) -> None:
    assert paragraphs(wrapped(text), BOX) == text


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzæøå", min_size=1, max_size=12), min_size=1, max_size=25))
def test_wrapping_is_undone(words: list[str]) -> None:
    text = " ".join(words)
    assert paragraphs(wrapped(text), BOX) == text


def test_nothing_is_no_text() -> None:
    assert paragraphs([], BOX) == ""
    assert not ends_short([], BOX)


@pytest.mark.parametrize(("text", "short"), [("Kort.", True), ("En linje som fyller det meste av", False)])
def test_a_last_line_that_stops_early(text: str, short: bool) -> None:
    assert ends_short(typeset(text), BOX) == short


@pytest.mark.parametrize("text", ["02092026", "0209", "02  2026", " 2092026"])
def test_a_comb_is_read_cell_by_cell(text: str) -> None:
    box = Box(1, 50, 100, 162, 118)
    glyphs = [Glyph(one, 54 + 14 * at, 103, 60 + 14 * at, 115) for at, one in enumerate(text) if one != " "]
    assert comb(glyphs, box, 8) == text.strip()


RIGHT = Box(1, 250, 100, 450, 160)
BELOW = Box(1, 50, 160, 250, 220)


def test_a_run_belongs_to_the_box_that_it_begins_in() -> None:
    far = "En tekst som går langt ut over feltet sitt til høyre for seg"
    glyphs = typeset(far)
    page = page_of(glyphs, ())
    assert "".join(one.text for one in written_in(page, BOX).all) == far
    assert written_in(page, BOX).goes_beyond
    assert written_in(page, RIGHT).all == ()


def test_neighbours_with_their_own_runs_keep_them() -> None:
    page = page_of([*typeset("venstre"), *typeset("høyre", left=252)], ())
    assert "".join(one.text for one in written_in(page, BOX).all) == "venstre"
    assert "".join(one.text for one in written_in(page, RIGHT).all) == "høyre"


def hidden(glyphs: list[Glyph]) -> tuple[Drawn, ...]:
    return tuple(Drawn(*one, clipped=True) for one in glyphs if one.text != " ")


def test_clipped_lines_belong_to_the_text_before_them() -> None:
    shown, below = typeset("Linje en", top=146), typeset("og skjult", top=160)
    next_field = typeset("Annet felt", top=180)
    page = page_of([*shown, *below, *next_field], hidden(below))
    written = written_in(page, BOX)
    assert "".join(one.text for one in written.visible) == "Linje en"
    assert paragraphs(written.all, BOX) == "Linje en\nog skjult"
    assert "".join(one.text for one in written_in(page, BELOW).all) == "Annet felt"


def test_scrolled_text_belongs_to_the_text_after_it() -> None:
    above, shown = typeset("rullet bort", top=85), typeset("Synlig", top=102)
    page = page_of([*above, *shown], hidden(above))
    assert paragraphs(written_in(page, BOX).all, BOX) == "rullet bort\nSynlig"


def test_an_empty_box_has_nothing_even_when_clipped_text_lies_in_it() -> None:
    shown, below = typeset("Synlig", top=140), typeset("og skjult", top=165)
    page = page_of([*shown, *below], hidden(below))
    assert written_in(page, BELOW).all == ()
