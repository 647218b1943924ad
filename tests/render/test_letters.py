"""Letters in every language: their text as reviewed, PDF and Word alike, conforming, and data that stays data."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import docx
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from dokumentverk.engines import docx_read
from dokumentverk.engines.docx_form import DocxForm
from dokumentverk.errors import TemplateError, UsageFault
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.number import PageCode, page_payload
from dokumentverk.model.workplace import LetterSettings
from dokumentverk.render.letter_recipe import from_text, to_text
from dokumentverk.render.letter_text import LetterText
from dokumentverk.render.letter_values import said_of
from tests.conftest import Golden
from tests.render.letter_specimens import LETTERS, LOOK, NUMBER, letter, recipe_of, values_of
from tests.render.test_docx_letterhead import letterhead
from tests.render.test_pdf_blank import failures

ALL = [(id, language) for id in sorted(LETTERS) for language in Language]
NOTHING = r"(?i)\b(?:ikke|ikkje|aldri|ingen|inga|not|never|no|nothing)\b"
DECISIONS = ("vedtak-egenmelding", "vedtak-sykepenger")


@cache
def shared_recipe() -> str:
    return recipe_of(LETTERS["behov-ia-mote"], Language.NB)


def pdf_text(content: bytes) -> str:
    """Page by page, as PDFium reads it."""
    with pypdfium2.PdfDocument(content) as document:
        pages = [document[at].get_textpage().get_text_bounded() for at in range(len(document))]
    return "\n".join(line.rstrip() for page in pages for line in re.split(r"\r?\n", page))


def docx_text(content: bytes) -> str:
    document = docx.Document(BytesIO(content))
    cells = [line.text for table in document.tables for cell in table._cells for line in cell.paragraphs]
    return "\n".join([*cells, *(line.text for line in document.paragraphs)])


def squeezed(text: str) -> str:
    """Without white space, hyphens and what parts long words: lines are broken elsewhere in every program."""
    return re.sub(r"[\s\x02\u00ad\u200b\ufffe-]", "", text)


def words(text: str) -> list[str]:
    return text.replace("\u200b", "").split()


@pytest.mark.parametrize(("id", "language"), ALL)
def test_the_foot_of_a_letter_is_one_line(id: str, language: Language) -> None:
    assert any(line.startswith(LOOK.routine) for line in pdf_text(letter(id, language)).splitlines())


@pytest.mark.parametrize(("id", "language"), ALL)
def test_a_letter_reads_as_reviewed_and_conforms(id: str, language: Language, golden: Golden) -> None:
    content = letter(id, language)
    golden(f"letters/{id}.{language}.txt", pdf_text(content))
    assert failures(content) == []


@pytest.mark.parametrize(("id", "language"), ALL)
def test_the_word_letter_says_the_same(id: str, language: Language) -> None:
    content = letter(id, language, Medium.DOCX)
    form = docx_read.parse(content)
    assert isinstance(form, DocxForm)
    assert not form.active
    page = squeezed(pdf_text(letter(id, language)))
    assert [line for line in docx_text(content).split("\n") if squeezed(line) not in page] == []


@pytest.mark.parametrize("id", sorted(LETTERS))
def test_the_same_letter_in_every_language_asks_for_the_same(id: str) -> None:
    """Every figure of the bokmål text (days, weeks, paragraphs) stands in the others too."""
    figures = {
        language: sorted(re.findall(r"\d+(?:-\d+)?", pdf_text(letter(id, language)).partition("ref.: 7KXM")[2]))
        for language in Language
    }
    assert figures[Language.NN] == figures[Language.NB]
    counted = {language: len(found) for language, found in figures.items()}
    assert abs(counted[Language.EN] - counted[Language.NB]) <= 2, "times of day differ: 14.00 and 14:00"


@pytest.mark.parametrize(("id", "language"), ALL)
def test_no_letter_asks_for_a_diagnosis(id: str, language: Language) -> None:
    """Where one speaks of it, it says that nobody has to."""
    text = " ".join(words(pdf_text(letter(id, language))))
    for sentence in re.split(r"(?<=[.!?])\s", text):
        if re.search(r"diagnos", sentence, re.IGNORECASE):
            assert re.search(NOTHING, sentence), sentence


def test_what_people_write_is_written_as_people_write() -> None:
    text = " ".join(words(pdf_text(letter("innkalling-samtale", Language.NB))))
    assert "tirsdag 1. desember 2026 kl. 14.00" in text
    assert "Telefon 41 00 00 02" in text
    assert "Dato: 23. november 2026" in text
    english = " ".join(words(pdf_text(letter("innkalling-samtale", Language.EN))))
    assert "Tuesday 1 December 2026 at 14:00" in english


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("id", DECISIONS)
def test_a_private_employer_makes_no_vedtak(id: str, language: Language) -> None:
    private = recipe_of(LETTERS[id], language, letters=LetterSettings())
    text = re.sub(r"(?:Brev|Letter) vedtak\S*", "", " ".join(words(pdf_text(letter(id, language, recipe=private)))))
    assert not re.search(r"vedtak|forvaltningslov|Public Administration|klage til|klag inn[ae]n", text, re.IGNORECASE)


@pytest.mark.parametrize("id", DECISIONS)
def test_an_appeal_is_told_of_only_where_there_is_one(id: str) -> None:
    without = recipe_of(LETTERS[id], Language.NB, letters=LetterSettings(public_body=True))
    assert "Vedtak:" in pdf_text(letter(id, Language.NB, recipe=without))
    assert "forvaltningsloven §§ 28" not in pdf_text(letter(id, Language.NB, recipe=without)).replace("\u00a0", " ")
    assert "klagenemnda i kommunen" in " ".join(words(pdf_text(letter(id, Language.NB))))


HOSTILE = (
    "# Heading\n\n- item\n\n**bold** [link](https://evil.example) `code`",
    "#let x = 1; #panic() $sum$ <label> @ref *b* _e_ //",
    "<w:t>&amp;</w:t><script>alert(1)</script> ]]> &lt;",
    "{{ workplace.name }} {% for x in y %} [[continuation]] | a | b |",
    '=HYPERLINK("https://evil.example") \\\\ %s %(x)s {0} \u202eabc',
)


@pytest.mark.parametrize("text", HOSTILE)
def test_data_stays_data(text: str) -> None:
    values = {"tried": text, "recipient_name": text.replace("\n", " "), "employee_name": text.replace("\n", " ")}
    recipe = shared_recipe()
    expected = words(text.replace("\u202e", ""))
    for content, read in (
        (letter("behov-ia-mote", Language.NB, values=values, recipe=recipe), pdf_text),
        (letter("behov-ia-mote", Language.NB, Medium.DOCX, values=values, recipe=recipe), docx_text),
    ):
        found = words(read(content))
        assert [word for word in expected if word not in found] == []
    content = letter("behov-ia-mote", Language.NB, values=values, recipe=recipe)
    assert failures(content) == []
    assert b"/URI" not in content


SHOWN = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Cf", "Zs")) | st.just(" "), min_size=1, max_size=200
)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(SHOWN)
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    values, recipe = {"tried": text}, shared_recipe()
    for medium, read in ((Medium.PDF, pdf_text), (Medium.DOCX, docx_text)):
        content = letter("behov-ia-mote", Language.NB, medium, values=values, recipe=recipe)
        assert squeezed(text) in squeezed(read(content))


@pytest.mark.parametrize("text", ["å" * 2000, "ord " * 500, "\n".join(["linje"] * 120)])
def test_a_long_text_goes_on_within_its_margins(text: str) -> None:
    content = letter("behov-ia-mote", Language.NB, values={"tried": text}, recipe=shared_recipe())
    assert failures(content) == []
    with pypdfium2.PdfDocument(content) as document:
        assert len(document) > 1
        for at in range(len(document)):
            page = document[at].get_textpage()
            edges = [page.get_charbox(one) for one in range(page.count_chars())]
            assert max(right for _, _, right, _ in edges) < 595.28 - 36
    assert Counter(squeezed(text)) <= Counter(squeezed(pdf_text(content)))


def test_every_page_carries_its_own_code() -> None:
    content = letter("behov-ia-mote", Language.NB, values={"tried": "ord " * 500}, recipe=shared_recipe())
    with pypdfium2.PdfDocument(content) as document:
        pictures = [document[at].render(scale=200 / 72).to_pil() for at in range(len(document))]
    codes = [[one.text for one in zxingcpp.read_barcodes(picture)] for picture in pictures]
    assert codes == [[page_payload(PageCode(NUMBER, at, len(pictures)))] for at in range(1, len(pictures) + 1)]


def test_a_character_that_cannot_be_shown_is_refused_by_name() -> None:
    with pytest.raises(UsageFault) as raised:
        letter("behov-ia-mote", Language.NB, values={"tried": "Bra \U0001f600"}, recipe=shared_recipe())
    assert raised.value.code == "LETTER_TEXT_UNPRINTABLE"
    assert raised.value.params == {"field": "tried", "characters": "U+1F600"}


def test_the_same_letter_gives_the_same_bytes() -> None:
    for medium in (Medium.PDF, Medium.DOCX):
        assert letter("maksdato", Language.NN, medium) == letter("maksdato", Language.NN, medium)


def test_a_pdf_says_what_it_is_and_of_whom_nothing() -> None:
    content = letter("innkalling-samtale", Language.NB)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        xmp = pdf.Root.Metadata.read_bytes().decode()
    assert info["/DVNumber"] == NUMBER
    assert info["/DVForm"] == "innkalling-samtale"
    assert info["/Title"] == "Innkalling til samtale om oppfølgingsplan"
    assert f"<dv:DVNumber>{NUMBER}</dv:DVNumber>" in xmp
    for said in (*info.values(), xmp):
        assert "Sørbø" not in said


def test_a_word_letter_stands_on_the_workplaces_letterhead() -> None:
    on_ours = letter("innkalling-samtale", Language.NB, Medium.DOCX)
    recipe = recipe_of(LETTERS["innkalling-samtale"], Language.NB, letterhead=letterhead())
    on_theirs = letter("innkalling-samtale", Language.NB, Medium.DOCX, recipe=recipe)
    assert docx_text(on_theirs) == docx_text(on_ours)
    document = docx.Document(BytesIO(on_theirs))
    theirs = docx.Document(BytesIO(letterhead()))
    heads = [line.text for line in theirs.sections[-1].header.paragraphs]
    assert [line.text for line in document.sections[-1].header.paragraphs] == heads
    assert document.sections[-1].left_margin == theirs.sections[-1].left_margin


def test_a_recipe_is_kept_whole() -> None:
    recipe = recipe_of(LETTERS["rettigheter"], Language.NB, letterhead=letterhead())
    assert to_text(from_text(recipe)) == recipe
    assert from_text(recipe).stationery.look == LOOK


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("# Emne\n\n[[tried]]\n", "TEMPLATE_BOX_IN_LETTER"),
        ("Et avsnitt uten emne.\n", "TEMPLATE_NOT_LETTER"),
        ("# Bare emne\n", "TEMPLATE_NOT_LETTER"),
        ("# Emne\n\n{{ unknown }}\n", "TEMPLATE_VARIABLE_UNKNOWN"),
        ("# Emne\n\n{{ tried.__class__ }}\n", "TEMPLATE_UNSAFE"),
        ("# Emne\n\n{% if %}\n", "TEMPLATE_SYNTAX"),
    ],
)
def test_a_template_that_is_no_letter_is_told_by_line(template: str, code: str) -> None:
    definition = LETTERS["behov-ia-mote"]
    recipe = from_text(shared_recipe())
    broken = to_text(replace(recipe, templates=((recipe.name, template),)))
    with pytest.raises(TemplateError) as raised:
        letter(definition.id, Language.NB, recipe=broken)
    assert {one.code for one in raised.value.faults} == {code}


def test_a_template_is_parsed_once_for_all_its_letters() -> None:
    text = LetterText(from_text(shared_recipe()))
    definition = LETTERS["behov-ia-mote"]
    for at in range(3):
        values = {**values_of(definition.id), "letter_date": date(2026, 11, at + 1)}
        text.blocks(definition, {**said_of(definition, values, Language.NB), "number": NUMBER})
    assert len(text._parsed) == 1
