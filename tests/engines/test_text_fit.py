from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dokumentverk.engines.fonts import face
from dokumentverk.engines.text_fit import (
    LEADING,
    PAD_Y,
    lines_in,
    shown,
    split,
    unshowable,
    visible_part,
    width_of,
    wrap,
)

SENTENCE = "Jeg kan ta imot pasienter i resepsjonen, svare på telefon og holde orden på arkivet."
TEXTS = st.text(
    st.one_of(
        st.sampled_from("abc æøå đŋč\n\r\t\u2028-–«»  中😀\u0301\u202e"), st.characters(exclude_categories=["Cs"])
    ),
    max_size=300,
)


def printed(text: str, width: float) -> list[str]:
    return [text[span.start : span.end] for span in wrap(text, width, 10)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("ord", ["ord"]),
        ("ett to tre", ["ett to", "tre"]),
        ("ett  to   tre", ["ett  to", "tre"]),
        ("ett\nto", ["ett", "to"]),
        ("ett\r\nto\rtre\u2028fire", ["ett", "to", "tre", "fire"]),
        ("\n\nett", ["", "", "ett"]),
        ("ett\n", ["ett", ""]),
        ("  inn", ["  inn"]),
        ("Donaudampfschiff", ["Donau", "dampf", "schiff"]),
        ("et Donaudampfschiff to", ["et", "Donau", "dampf", "schiff", "to"]),
        ("   ", ["   "]),
        ("kari@fjord.no", ["kari@", "fjord.", "no"]),
        ("Ann-Kari-Lise", ["Ann-", "Kari-", "Lise"]),
        ("-Donaudampf", ["-", "Donau", "dampf"]),
    ],
)
def test_lines_break_at_white_space_and_only_then_within_words(text: str, lines: list[str]) -> None:
    assert printed(text, 31) == lines


@given(text=TEXTS, width=st.floats(15, 400))
def test_lines_follow_each_other_and_fit(text: str, width: float) -> None:
    spans = wrap(text, width, 10)
    at = 0
    for span in spans:
        assert at <= span.start <= span.end
        assert text[at : span.start].strip() == ""
        at = span.end
        line = text[span.start : span.end]
        one_letter = len(line.strip()) <= 1 or any(unicodedata.combining(one) for one in line)
        assert width_of(line.rstrip(), 10) <= width + 2 or one_letter or shown(line).startswith("[U+")
    assert text[at:].strip() == ""


@given(text=TEXTS, width=st.floats(30, 500), height=st.floats(5, 200), multiline=st.booleans())
@example(text="a\n", width=100, height=20, multiline=False)
def test_the_two_parts_of_a_split_are_the_text(text: str, width: float, height: float, multiline: bool) -> None:
    first, rest = split(text, width, height, 10, multiline=multiline)
    assert first + rest == text
    assert visible_part(first, width, height, 10, multiline=multiline).rstrip() == first.rstrip()
    if rest and re.search(r"\s", first.strip()):
        assert first[-1].isspace() or rest[0].isspace() or " " not in first.split("\n")[-1]


def test_what_fits_is_what_the_lines_of_the_box_hold() -> None:
    height = 3 * 10 * LEADING + 2 * PAD_Y
    assert lines_in(height, 10) == 3
    assert lines_in(height - 0.1, 10) == 2
    text = "\n".join("abcd")
    assert split(text, 100, height, 10, multiline=True) == ("a\nb\nc\n", "d")
    assert split(text, 100, height, 10, multiline=False) == ("a\n", "b\nc\nd")


def test_a_box_without_room_for_a_line_shows_nothing() -> None:
    assert split("ord", 100, 5, 10, multiline=True) == ("", "ord")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Čálli-Ŋuolla Đ", "Čálli-Ŋuolla Đ"),
        ("e\u0301", "é"),
        ("㎏ ℌ", "kg H"),
        ("a\u00adb\u200bc\u202ed\x07", "abcd"),
        ("a\u3000b", "a b"),
        ("中", "[U+4E2D]"),
        ("😀", "[U+1F600]"),
        ("ＡＢ", "AB"),
    ],
)
def test_text_is_shown_without_ever_an_empty_box(text: str, seen: str) -> None:
    assert shown(text) == seen


@given(TEXTS)
def test_whatever_is_shown_has_its_glyphs(text: str) -> None:
    assert all(face().has(one) for one in shown(text))


def test_what_cannot_be_shown_is_named_once() -> None:
    assert unshowable("a中b中😀č") == "中😀"


def test_long_texts_are_measured_in_time() -> None:
    """A stranger may send a megabyte: only as much is measured as the box shows."""
    start = time.perf_counter()
    split(SENTENCE * 12_000, 400, 100, 10, multiline=True)
    split("x" * 1_000_000, 400, 100, 10, multiline=True)
    assert time.perf_counter() - start < 2
