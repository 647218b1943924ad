"""What a forger does to the declaration that a form prints: each is told of, with what was sent out and what stands
there now. Each of the layers that are compared is fooled by one of them alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from dokumentverk.messages import finding_sentence
from dokumentverk.model.finding import Finding, Severity
from dokumentverk.model.language import Language
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.reader import Reader
from tests.foreign.flatteners import FLATTENERS

from . import documents
from .bad_samples import DECLARATION, FORM, annotated, changed, drawn_over, filled, lie_about_letters, line_of

LABEL = "Skyldes fraværet"
FORGED = "Med signaturen avviser jeg"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(ReadingLimits(seconds=90, workers=1), tmp_path_factory.mktemp("work")) as one:
        yield one


def told(reader: Reader, content: bytes, folder: Path) -> dict[str, Finding]:
    path = folder / "skjema.pdf"
    path.write_bytes(content)
    return {one.code: one for one in reader.read(path, lambda _: documents.known(FORM)).findings}


def _give_font(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.Font["/DVSans"] = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )


def other_words() -> bytes:
    """A white box and other words on it: the old ones are still text."""
    paint = f"1 g {{l}} {{b}} {{w}} {{h}} re f 0 g BT /DVSans 7 Tf {{l}} {{b}} Td ({FORGED}) Tj ET"
    return drawn_over(DECLARATION, paint, changed(_give_font))


def as_curves() -> bytes:
    """The declaration is gone from sight, and what stands there is no text."""
    return drawn_over(DECLARATION, "1 g {l} {b} {w} {h} re f 0 g {l} {b} 90 1.2 re f")


def in_the_print_only() -> bytes:
    """A layer that is off on the screen and on in a print, with other words."""

    def layer(pdf: pikepdf.Pdf) -> None:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("lag")))
        usage = Dictionary(Event=Name.Print, OCGs=Array([group]), Category=Array([Name.Print]))
        group.Usage = Dictionary(Print=Dictionary(PrintState=Name.ON))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([group]), D=Dictionary(OFF=Array([group]), AS=Array([usage]), Order=Array([group]))
        )
        page = pdf.pages[0]
        page.obj.Resources.Properties = Dictionary(L0=group)
        left, bottom, right, top = line_of(DECLARATION)
        box = f"1 g {left} {bottom} {right - left} {top - bottom} re f"
        words = f"0 g BT /DVSans 7 Tf {left} {bottom} Td ({FORGED}) Tj ET"
        page.contents_add(pdf.make_stream(f"/OC /L0 BDC q {box} {words} Q EMC".encode()))

    return changed(layer, changed(_give_font))


def on_a_note() -> bytes:
    left, bottom, right, top = line_of(DECLARATION)
    paint = f"1 g 0 0 900 900 re f 0 g BT /Helv 7 Tf 1 2 Td ({FORGED}) Tj ET"
    return changed(annotated(Name.FreeText, (left, bottom, right, top), paint, Contents=String(FORGED)))


ATTACKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "other words over it": (other_words, "PRINT_ALTERED"),
    "curves over it": (as_curves, "PRINT_ALTERED"),
    "letters that say something else": (lambda: changed(lie_about_letters), "PRINT_TEXT_DIFFERS"),
    "another print than screen": (in_the_print_only, "ACTIVE_CONTENT"),
    "words on a note": (on_a_note, "PRINT_OVERLAID"),
}

COMPANIONS = {"another print than screen": {"PRINT_TEXT_DIFFERS"}}
"""What a layer hides is text of the page all the same."""


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_is_told_and_alone(attack: str, reader: Reader, tmp_path: Path) -> None:
    forge, code = ATTACKS[attack]
    found = told(reader, forge(), tmp_path)
    assert set(found) == {code, *COMPANIONS.get(attack, ())}
    assert found[code].stops


def test_an_altered_declaration_is_an_error_that_shows_both_texts(reader: Reader, tmp_path: Path) -> None:
    found = told(reader, other_words(), tmp_path)["PRINT_ALTERED"]
    assert found.severity is Severity.ERROR
    assert dict(found.params)["text"].startswith(DECLARATION)
    assert "avviser" in dict(found.params)["now"]
    sentence = finding_sentence(found, Language.NB)
    assert DECLARATION in sentence
    assert "avviser" in sentence


def test_setting_all_of_the_page_anew_hides_no_changed_word(reader: Reader, tmp_path: Path) -> None:
    """LibreOffice Draw sets every line in another font, so that no picture tells: the text does."""
    assert told(reader, FLATTENERS["libreoffice_draw"](filled()), tmp_path).keys() == {"PRINT_REDRAWN"}
    found = told(reader, FLATTENERS["libreoffice_draw"](other_words()), tmp_path)
    assert found.keys() == {"PRINT_ALTERED", "PRINT_REDRAWN"}
    assert "avviser" in dict(found["PRINT_ALTERED"].params)["now"]


def test_a_word_of_the_page_put_beside_a_label_is_seen_when_all_is_set_anew(reader: Reader, tmp_path: Path) -> None:
    """«ikke» stands elsewhere on the page, and beside the label there is room for it."""
    paint = "0 g BT /DVSans 7 Tf {r} {b} Td 4 0 Td (ikke) Tj ET"
    added = drawn_over(LABEL, paint, changed(_give_font))
    found = told(reader, FLATTENERS["libreoffice_draw"](added), tmp_path)
    assert found.keys() == {"PRINT_ALTERED", "PRINT_REDRAWN"}
    assert LABEL in dict(found["PRINT_ALTERED"].params)["text"]
    assert dict(found["PRINT_ALTERED"].params)["now"].endswith("ikke")


def test_what_is_said_is_compared_on_turned_pages_too(reader: Reader, tmp_path: Path) -> None:
    def lie_and_turn(pdf: pikepdf.Pdf) -> None:
        lie_about_letters(pdf)
        pdf.pages[0].obj.Rotate = 90

    assert told(reader, changed(lie_and_turn), tmp_path).keys() == {"PRINT_TEXT_DIFFERS"}
    found = reader.read(tmp_path / "skjema.pdf", lambda _: documents.known(FORM)).findings
    assert any("dekrefter" in dict(one.params)["now"] for one in found)
