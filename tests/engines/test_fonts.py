from __future__ import annotations

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from dokumentverk import shipped
from dokumentverk.engines.fonts import face, lacking, program, winansi

ALPHABETS = "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅáčđŋšŧžÁČĐŊŠŦŽïîéèêëóòôöõüäâàñ0123456789§«»–€"


@pytest.mark.parametrize("name", ["SourceSans3-Regular", "SourceSans3-SemiBold", "SourceSans3-Italic"])
def test_the_house_fonts_have_norwegian_and_sami_letters(name: str) -> None:
    assert lacking(ALPHABETS, [name]) == ""
    assert face(name).path.parent == shipped.fonts()


def test_all_of_winansi_can_be_shown_but_the_soft_hyphen() -> None:
    assert len(winansi()) == 217
    assert all(face().has(one) for one in winansi())
    assert "\u00ad" not in winansi()


def test_a_subset_holds_what_was_asked_for_and_little_else() -> None:
    found = program("SourceSans3-Regular", frozenset("čđ中"))
    with TTFont(BytesIO(found.data)) as font:
        assert {chr(code) for code in font.getBestCmap()} == {"č", "đ"} == set(found.glyphs)
        order = font.getGlyphOrder()
        for character, (glyph, width) in found.glyphs.items():
            assert font.getBestCmap()[ord(character)] == order[glyph]
            assert font["hmtx"].metrics[order[glyph]][0] == width
    assert len(found.data) < 5_000


def test_subsets_are_the_same_each_time() -> None:
    one = program("SourceSans3-Regular", frozenset("ŋŧ"))
    program.cache_clear()
    assert program("SourceSans3-Regular", frozenset("ŋŧ")).data == one.data


def test_lacking_names_each_character_once() -> None:
    assert lacking("a中\n中😀") == "中😀"
