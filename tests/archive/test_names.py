from __future__ import annotations

import os
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.archive.names import MAX_BYTES, folded, is_litter, length, safe_name

HOSTILE = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(["..", ".", "/", "\\", "CON", "nul", ".txt", " ", "~$", "\u202e", "\0", "å", "a\u030a", "C:"])
    ).map("".join),
)

RESERVED = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{device}{digit}" for device in ("COM", "LPT") for digit in "0123456789¹²³"
}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Oppfølgingsplan", "Oppfølgingsplan"),
        ("Sørbø-Ødegård, Åse", "Sørbø-Ødegård, Åse"),
        ("A\u030ase", "Åse"),
        ("../../etc/passwd", "etc-passwd"),
        ("..\\..\\Windows", "Windows"),
        ("..", "_"),
        ("", "_"),
        (" \t\n", "_"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("Com¹", "_Com¹"),
        ("LPT9 .pdf", "_LPT9 .pdf"),
        ("CONTO", "CONTO"),
        ("slutt. . ", "slutt"),
        (".skjult", "skjult"),
        ("~$Plan.docx", "$Plan.docx"),
        ("--help", "help"),
        ("fdp\u202exslx.exe", "fdpxslx.exe"),
        ("linje\nto\x00tre", "linje totre"),
        ('a/b:c*d?e"f<g>h|i', "a-b-c-d-e-f-g-h-i"),
        ("a\u2044b\uff0fc", "a-b-c"),
        ("x" * 300, "x" * 100),
        ("\ud800half", "half"),
    ],
)
def test_names_are_made_safe(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(HOSTILE, st.integers(min_value=4, max_value=200))
def test_a_name_is_one_name_everywhere(text: str, limit: int) -> None:
    name = safe_name(text, limit=limit)
    assert name
    assert name not in (".", "..")
    assert PurePosixPath(name).parts == (name,)
    assert PureWindowsPath(name).parts == (name,)
    assert PureWindowsPath(name).drive == ""
    assert length(name) <= limit
    assert len(os.fsencode(name)) <= MAX_BYTES
    assert not name.startswith((" ", ".", "~$"))
    assert not name.endswith((" ", "."))
    assert not any(unicodedata.category(character).startswith("C") for character in name)
    assert unicodedata.is_normalized("NFC", name)
    assert name.partition(".")[0].rstrip().upper() not in RESERVED


@given(HOSTILE, st.integers(min_value=4, max_value=200))
def test_a_safe_name_is_left_as_it_is(text: str, limit: int) -> None:
    once = safe_name(text, limit=limit)
    assert safe_name(once, limit=limit) == once


def test_a_cut_keeps_letters_whole() -> None:
    assert safe_name("ab\U0001f600c", limit=3) == "ab"
    assert safe_name("abq\u0323\u0307c", limit=4) == "ab"


@given(st.text())
def test_folding_knows_what_is_one_file(name: str) -> None:
    assert folded(name) == folded(unicodedata.normalize("NFD", name))
    assert folded(folded(name)) == folded(name)


def test_folding_ignores_case() -> None:
    assert folded("ÅSE") == folded("a\u030ase")


@pytest.mark.parametrize(
    "name", ["Thumbs.db", "desktop.ini", ".DS_Store", "~$plan.docx", "._x.pdf", ".~lock.plan.odt#"]
)
def test_litter_is_known(name: str) -> None:
    assert is_litter(name)


@pytest.mark.parametrize("name", ["plan.docx", "thumbs.db.pdf", "original.pdf", "~notat.txt"])
def test_documents_are_not_litter(name: str) -> None:
    assert not is_litter(name)
