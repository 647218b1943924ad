from __future__ import annotations

import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Stream

from dokumentverk.engines import srgb
from dokumentverk.engines.archival_pdf import CopyOrder, MadeCopy, copy_converted, copy_image, copy_pdf
from dokumentverk.engines.facsimile import facsimile
from dokumentverk.engines.pdfa_check import declared_profile, faults, pdfa_profile
from dokumentverk.engines.pdfa_metadata import saved
from dokumentverk.engines.plain_document import PlainDocument, compile_plain, printable
from tests.engines.archival_samples import MADE, changed_pdf, encrypted_pdf, text_pdf
from tests.engines.test_facsimile import texts

HIDDEN = PlainDocument(
    title="Tekst som ikke er synlig i skjemaet",
    items=(("7 Oppgaver", "Første linje\nAndre *linje* #let x = 1 $a$ \\u{0}\n\nTredje \U0001f600 漢 đŋč"),),
    language="nb",
    page="Side {page} av {pages}",
    notes=("Denne siden er lagt til av arkivet.",),
    footer="Arkivkopi",
)
ORDER = CopyOrder("Arkivkopi", "nb", MADE, 20)
PDFA = facsimile(text_pdf("Hei"), title="x", language="nb", made=MADE, max_pages=1)


def written(folder: Path, content: bytes) -> str:
    path = folder / "mottatt.pdf"
    path.write_bytes(content)
    return str(path)


def test_a_pdfa_is_its_own_copy(tmp_path: Path) -> None:
    assert copy_pdf(written(tmp_path, PDFA), ORDER) == MadeCopy(own="2b")


def test_a_claim_is_not_enough(tmp_path: Path) -> None:
    claimed = changed_pdf(PDFA, lambda pdf: pdf.Root.__setattr__("OutputIntents", pikepdf.Array([])))
    assert declared_profile(claimed) == "2b"
    assert pdfa_profile(claimed) is None
    made = copy_pdf(written(tmp_path, claimed), ORDER)
    assert made.content is not None
    assert pdfa_profile(made.content) == "2b"


def test_any_other_pdf_gets_a_facsimile(tmp_path: Path) -> None:
    made = copy_pdf(written(tmp_path, text_pdf("Hei")), ORDER)
    assert made.content is not None
    assert texts(made.content) == ["Hei"]


@pytest.mark.parametrize("original", [text_pdf("Hei"), PDFA])
def test_text_that_is_not_visible_gets_a_page_of_its_own(tmp_path: Path, original: bytes) -> None:
    """Also behind a PDF/A: what it does not show must be readable somewhere."""
    made = copy_pdf(written(tmp_path, original), replace(ORDER, appendix=HIDDEN))
    assert made.content is not None
    assert faults(made.content, "2b") == ()
    first, second = texts(made.content)
    assert first == "Hei"
    assert second == (
        "Tekst som ikke er synlig i skjemaet Denne siden er lagt til av arkivet. 7 Oppgaver Første linje "
        "Andre *linje* #let x = 1 $a$ \\u{0} Tredje [U+1F600] [U+6F22] đŋč Arkivkopi Side 1 av 1"
    )


@pytest.mark.parametrize(
    ("content", "reason"), [(b"junk", "broken"), (encrypted_pdf("x"), "encrypted"), (text_pdf(pages=21), "too_long")]
)
def test_why_there_is_no_copy(tmp_path: Path, content: bytes, reason: str) -> None:
    assert copy_pdf(written(tmp_path, content), ORDER) == MadeCopy(reason=reason)


def test_a_picture_that_is_none(tmp_path: Path) -> None:
    assert copy_image(written(tmp_path, b"junk"), ORDER) == MadeCopy(reason="broken")


def test_a_converted_document_loses_its_authors(tmp_path: Path) -> None:
    def sign(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Author"] = "Kari Nordmann"

    made = copy_converted(written(tmp_path, changed_pdf(PDFA, sign)), replace(ORDER, appendix=HIDDEN))
    assert made.content is not None
    assert b"Nordmann" not in made.content
    assert pdfa_profile(made.content) == "2b"
    assert len(texts(made.content)) == 2


def test_a_conversion_that_is_no_pdfa_gets_a_facsimile(tmp_path: Path) -> None:
    made = copy_converted(written(tmp_path, text_pdf("Brev")), ORDER)
    assert made.content is not None
    assert pdfa_profile(made.content) == "2b"
    assert texts(made.content) == ["Brev"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice on this system")
def test_what_libreoffice_really_makes_of_a_docx(tmp_path: Path) -> None:
    import docx

    from dokumentverk.engines.libreoffice import convert

    document = docx.Document()
    document.core_properties.author = "Kari Nordmann"
    document.add_paragraph("Oppfølgingsplan for Åse")
    document.save(str(tmp_path / "plan.docx"))
    converted = convert(tmp_path / "plan.docx", "pdfa", tmp_path, seconds=120)
    made = copy_converted(str(converted), ORDER)
    assert made.content is not None
    assert pdfa_profile(made.content) == "2b"
    assert b"Nordmann" not in made.content
    assert texts(made.content) == ["Oppfølgingsplan for Åse"]


def test_a_plain_document_is_accessible_too() -> None:
    content = compile_plain(replace(HIDDEN, mark="Gjengivelse"), MADE)
    assert pdfa_profile(content) == "2a"
    assert faults(content, "ua1") == ()
    assert content == compile_plain(replace(HIDDEN, mark="Gjengivelse"), MADE)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Åse", "Åse"),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("a\tb\u202fc", "a b c"),
        ("\u202e\x00\ufeff", "[U+202E][U+0000][U+FEFF]"),
        ("x" * 61, "x" * 60 + "\u200bx"),
        ("", ""),
    ],
)
def test_any_text_can_be_printed(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_long_texts_flow_on() -> None:
    long = replace(HIDDEN, items=(("8 Mål " + "x" * 500, "Lorem ipsum. " * 900), ("9 Tomt", "")))
    pages = texts(compile_plain(long, MADE))
    assert len(pages) > 2
    words = " ".join(pages).split()
    assert (words.count("Lorem"), words.count("ipsum.")) == (900, 900)


def test_the_colour_profile_is_srgb() -> None:
    from PIL import Image, ImageCms

    profile = ImageCms.ImageCmsProfile(BytesIO(srgb.srgb_profile()))
    colours = Image.frombytes("RGB", (64, 64), bytes((17 * n + n // 7) % 256 for n in range(64 * 64 * 3)))
    turned = ImageCms.profileToProfile(colours, profile, ImageCms.createProfile("sRGB"))
    assert turned is not None
    assert max(abs(one - other) for one, other in zip(colours.tobytes(), turned.tobytes(), strict=True)) <= 1


def test_a_stream_that_ends_with_a_carriage_return_is_wrapped() -> None:
    def end_badly(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Contents = Stream(pdf, b"q Q\r")
        pdf.pages[0].obj.Resources = pikepdf.Dictionary()

    with pikepdf.open(BytesIO(PDFA)) as pdf:
        end_badly(pdf)
        content = saved(pdf)
    assert faults(content, "2b") == ()
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.pages[0].obj.Contents.read_bytes() == b"q Q\r"
        assert not pdf.pages[0].obj.Contents.read_raw_bytes().endswith(b"\r")


def test_page_validation_takes_carriage_return_line_feed_for_a_line_end() -> None:
    """Why it is wrapped: the same file as pikepdf writes it by itself is judged not to conform."""
    with pikepdf.open(BytesIO(PDFA)) as pdf:
        pdf.pages[0].obj.Contents = Stream(pdf, b"q Q\r")
        pdf.pages[0].obj.Resources = pikepdf.Dictionary()
        out = BytesIO()
        pdf.save(out, compress_streams=False)
    assert faults(out.getvalue(), "2b") == ("PDFA2B-STREAM-LENGTH-001",)


def test_a_file_without_metadata_declares_nothing() -> None:
    assert declared_profile(text_pdf("x")) is None
    assert declared_profile(b"junk") is None
    assert faults(b"junk", "2b") == ("unreadable",)
