"""Every form of the follow-up in every language: it conforms, keeps its pages, and comes back from other people's
programs.

The three forms that were first go through every program in ``test_foreign`` and ``test_docx``. The others are asked for
a cover, not the whole product, which would take half an hour: every form in every language is filled as PDF by one of
the programs in turn, and saved again as Word document by Writer; every form is read from its print.
All that is asked of one form in one language is asked in a row, of one blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from page import ValidationProfile, validate_pdf_bytes

from dokumentverk import shipped
from dokumentverk.define import load_forms
from dokumentverk.engines.text_fit import split
from dokumentverk.model.form import FieldKind
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium, Part, Place, WidgetKind
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.reader import Reader
from dokumentverk.render.pdf import overflow_of
from tests.foreign import office
from tests.foreign.fillers import FILLERS
from tests.read import documents
from tests.read.coming_back import entered, expected, read, values
from tests.read.docx_returns import bare, settled, untagged
from tests.read.docx_returns import values as docx_values
from tests.read.test_foreign import TOLD
from tests.render import docx_forms

OTHERS = tuple(id for id in sorted(load_forms([shipped.forms()])) if id not in documents.FORMS)
PAIRS = [(form, language) for form in OTHERS for language in Language]
COVER = [(sorted(FILLERS)[at % len(FILLERS)], form, language) for at, (form, language) in enumerate(PAIRS)]
EDITORS = {"as it was": lambda content: content, "without tags": untagged, "without controls": bare}

PAGES = {
    "attforing": 2,
    "avtaletillegg": 2,
    "evaluering-agenda": 2,
    "evaluering-innspill": 1,
    "evaluering-innspill-anonym": 1,
    "evaluering-invitasjon": 1,
    "evaluering-resultat": 2,
    "ia-mote": 2,
    "mote-referat": 2,
    "moteplassen": 2,
    "nav-mote": 2,
    "samtale": 2,
    "samtaleverktoy": 3,
    "samtykke": 1,
    "tilretteleggingsbehov": 2,
    "unntak": 1,
}


@pytest.fixture(scope="module", params=PAIRS, ids="-".join)
def pair(request: pytest.FixtureRequest) -> tuple[str, Language]:
    form, language = request.param
    return form, language


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(ReadingLimits(seconds=120, workers=1), tmp_path_factory.mktemp("work")) as one:
        one.start()
        yield one


def test_the_cover_meets_every_form_language_and_program() -> None:
    assert set(OTHERS) == set(PAGES)
    assert {program for program, _, _ in COVER} == set(FILLERS)
    assert [(form, language) for _, form, language in COVER] == PAIRS


def test_a_form_conforms_blank_and_filled(pair: tuple[str, Language]) -> None:
    form, language = pair
    filled = documents.stamped(form, documents.answers(form), language=language)
    for content in (documents.blank(form, language).content, filled):
        for profile in (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A):
            told = [failure.rule_id for failure in validate_pdf_bytes(content, profile=profile).failures]
            assert told == []


def test_an_empty_form_keeps_its_pages_and_places_every_field(pair: tuple[str, Language]) -> None:
    form, language = pair
    layout = documents.blank(form, language).layout
    assert layout.pages == PAGES[form]
    for field in documents.definition(form).fields():
        assert layout.places_of(field.id), field.id


def test_no_table_is_torn_between_pages(pair: tuple[str, Language]) -> None:
    form, language = pair
    layout = documents.blank(form, language).layout
    for field in documents.definition(form).fields():
        if field.kind is FieldKind.ROWS:
            pages = {place.box.page for place in layout.places_of(field.id) if place.part is Part.MAIN}
            assert len(pages) == 1, field.id


LONG_BUT_USUAL = {
    "employee_name": "Anne-Marie Kristoffersen Halvorsen",
    "leader_name": "Bjørg Østensen-Hæstad",
    "position": "Spesialsykepleier med videreutdanning i psykisk helse",
    "unit": "Avdeling for rus og mestring",
    "meeting_place": "Møterom 2, Fjordvik skole, Skoleveien 12",
}


def test_long_names_and_places_fit_their_boxes(pair: tuple[str, Language]) -> None:
    form, language = pair
    ids = {field.id for field in documents.definition(form).fields()}
    given = {id: text for id, text in LONG_BUT_USUAL.items() if id in ids}
    assert overflow_of(documents.blank(form, language).layout, documents.definition(form), given) == ()


ANSWER = (
    "Jeg kan svare på telefon og e-post, lage timeplaner og følge opp vikarer fra kontoret. Jeg kan ikke løfte eller "
    "stå lenge, men jeg kan gjøre rapporter og bestillinger. "
) * 20


def _shown(place: Place, text: str) -> tuple[str, str]:
    box = place.box
    return split(text, box.right - box.left, box.bottom - box.top, place.font_size, multiline=place.multiline)


def test_an_answer_of_full_length_can_be_seen_in_its_box_and_the_continuation(pair: tuple[str, Language]) -> None:
    form, language = pair
    places = documents.blank(form, language).layout.places
    definition = documents.definition(form)
    beyond = next(place for place in places if place.part is Part.CONTINUATION_TEXT)
    hidden = {}
    for place in places:
        if place.field and place.multiline and place.kind is WidgetKind.TEXT:
            field = definition.field(place.field)
            asked = next((one for one in field.columns if one.id == place.column), field)
            if asked.kind is not FieldKind.LONG_TEXT:
                continue
            hidden[place.name] = len(_shown(beyond, _shown(place, ANSWER[: asked.max_length])[1])[1])
    assert {name: rest for name, rest in hidden.items() if rest} == {}


@pytest.mark.parametrize("form", OTHERS)
def test_a_print_comes_back(form: str, reader: Reader, tmp_path: Path) -> None:
    language = tuple(Language)[OTHERS.index(form) % len(Language)]
    content = documents.stamped(form, documents.answers(form), language=language, medium=Medium.PRINT)
    _, record, codes = read(reader, content, documents.known(form, language), tmp_path)
    assert values(record) == expected(form, documents.answers(form))
    assert codes == set()


def test_a_word_document_comes_back_whatever_its_editor_left(pair: tuple[str, Language]) -> None:
    form, language = pair
    change = list(EDITORS.values())[PAIRS.index(pair) % len(EDITORS)]
    given = documents.answers(form)
    record, findings = settled(change(docx_forms.stamped(form, given, language=language)), form, language)
    assert {id: value for id, value in docx_values(record).items() if id in given} == given
    assert findings == ()


@pytest.mark.parametrize(("program", "form", "language"), COVER)
def test_a_pdf_comes_back_from_another_program(
    program: str, form: str, language: Language, reader: Reader, tmp_path: Path
) -> None:
    content = FILLERS[program](documents.stamped(form, language=language), entered(form, language))
    _, record, codes = read(reader, content, documents.known(form, language), tmp_path)
    assert values(record) == expected(form, documents.answers(form))
    assert codes == TOLD.get(program, set())


@pytest.fixture(scope="module")
def from_writer() -> dict[str, bytes]:
    """Every form in every language as Writer saves it, in one start."""
    filled = {
        f"{form}-{language}": docx_forms.stamped(form, documents.answers(form), language=language)
        for form, language in PAIRS
    }
    return office.all_converted(filled, "docx", office.RESAVES["docx"])


@pytest.mark.parametrize(("form", "language"), PAIRS)
def test_a_word_document_comes_back_from_writer(form: str, language: Language, from_writer: dict[str, bytes]) -> None:
    given = documents.answers(form)
    record, findings = settled(from_writer[f"{form}-{language}"], form, language)
    assert {id: value for id, value in docx_values(record).items() if id in given} == given
    assert findings == ()
