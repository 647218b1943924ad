from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Name
from pypdf import PdfReader

from dokumentverk import shipped
from dokumentverk.define import load_forms
from dokumentverk.engines import pdf_stamp
from dokumentverk.engines.pdf_finish import save
from dokumentverk.engines.pdf_text import text_lines
from dokumentverk.engines.text_fit import visible_part
from dokumentverk.errors import TemplateError
from dokumentverk.messages import finding_sentence
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Layout, Medium, Part, Place
from dokumentverk.model.value import Row, Value, show
from dokumentverk.render.blank import Blank, Overflow
from dokumentverk.render.geometry import INSET, span
from dokumentverk.render.pdf import overflow_of, stamp_pdf, unprintable
from dokumentverk.render.pdf_answers import answers_of
from tests.conftest import Golden
from tests.engines.test_pdf_patch import told
from tests.render.projection import projection
from tests.render.sample_values import values_for
from tests.render.small_form import MADE, NUMBER, blank, definition
from tests.render.test_pdf_blank import SHIPPED, failures, shipped_blank

SENTENCE = "Jeg kan ta imot pasienter i resepsjonen, svare på telefon og holde orden, men ikke løfte. "
VALUES: dict[str, Value] = {
    "name": "Ánne Márjá Čálli-Ŋuolla",
    "fnr": "13097248022",
    "day": date(2026, 11, 3),
    "percent": Decimal("40.5"),
    "number": Decimal(1200),
    "agree": False,
    "told": True,
    "how": "other_way",
    "whom": ("doctor",),
    "story": "Første avsnitt.\n\nAndre: «sitat» – 5 € … #*_$ {{7*7}} [[name]] \\",
    "shared": ((("who", "Nav"), ("when", date(2026, 11, 4)), ("sent", True)),),
    "measures": ((("what", "Hev pult"), ("start", date(2026, 11, 5)), ("result", None)),),
}


def stamped(values: Mapping[str, Value], medium: Medium = Medium.PDF, made: Blank | None = None) -> bytes:
    """With a blank of its own when something does not fit."""
    found = made or blank(overflow_of(blank().layout, definition(), values))
    return stamp_pdf(found.content, found.layout, definition(), values, number=NUMBER, issued=MADE, medium=medium)


def held(content: bytes) -> dict[str, str]:
    """What each terminal field holds, as another library reads it."""
    fields = PdfReader(BytesIO(content)).get_fields() or {}
    values = {name: str(field.get("/V", "")) for name, field in fields.items()}
    return {name: value[1:] if fields[name]["/FT"] == "/Btn" else value for name, value in values.items()}


def test_values_stand_in_their_fields() -> None:
    fields = held(stamped(VALUES))
    assert {name: value for name, value in fields.items() if value not in ("", "Off")} == {
        "name": "Ánne Márjá Čálli-Ŋuolla",
        "fnr": "13097248022",
        "day": "03112026",
        "percent": "40,5",
        "number": "1200",
        "agree": "no",
        "told": "on",
        "how": "other_way",
        "whom_doctor": "on",
        "story": VALUES["story"],
        "shared_1_who": "Nav",
        "shared_1_when": "04112026",
        "shared_1_sent": "on",
        "measures_1_what": "Hev pult",
        "measures_1_start": "05112026",
    }


def test_a_filled_document_looks_as_reviewed(golden: Golden) -> None:
    golden("render/small.filled.nb.txt", projection(stamped(VALUES)))


@pytest.mark.parametrize("medium", [Medium.PDF, Medium.PRINT])
def test_a_filled_document_conforms_and_is_the_same_each_time(medium: Medium) -> None:
    content = stamped(VALUES, medium)
    assert failures(content) == []
    assert content == stamped(VALUES, medium)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.docinfo["/DVNumber"]) == NUMBER
        assert NUMBER in pdf.Root.Metadata.read_bytes().decode()
        assert "Ánne" not in str(dict(pdf.docinfo)) + pdf.Root.Metadata.read_bytes().decode()


@pytest.mark.parametrize(("form", "language"), SHIPPED)
def test_a_shipped_form_filled_to_the_brim_conforms_and_loses_nothing(form: str, language: Language) -> None:
    found = load_forms([shipped.forms()])[form]
    values = values_for(found)
    usual = shipped_blank(form, language)
    made = shipped_blank(form, language, overflow_of(usual.layout, found, values))
    for medium in (Medium.PDF, Medium.PRINT):
        content = stamp_pdf(made.content, made.layout, found, values, number=NUMBER, issued=MADE, medium=medium)
        assert failures(content) == []
        with pikepdf.open(BytesIO(content)) as pdf:
            assert pdf.check_pdf_syntax() == []
        printed = " ".join(line.text for line in text_lines(content)) if medium is Medium.PRINT else ""
        if medium is Medium.PRINT:
            assert printed.count("resepsjonen") == _sentences(values.values())


def _sentences(values: Iterable[object]) -> int:
    return sum(
        value.count("resepsjonen")
        if isinstance(value, str)
        else _sentences(dict(row)[column] for row in value for column in dict(row))
        if isinstance(value, tuple) and value and isinstance(value[0], tuple)
        else 0
        for value in values
    )


def test_print_shows_the_same_without_widgets() -> None:
    """Pixel for pixel but for the edge of a glyph: a third of a grey step on average is nothing that an eye can see."""
    filled, printed = stamped(VALUES), stamped(VALUES, Medium.PRINT)
    with pikepdf.open(BytesIO(printed)) as pdf:
        assert Name.AcroForm not in pdf.Root
        kinds = [one.Subtype for page in pdf.pages for one in page.obj.get(Name.Annots, pikepdf.Array())]
        assert kinds == [Name.Link]
    for page in range(blank().layout.pages):
        shades = [_shades(content, page) for content in (filled, printed)]
        differences = [abs(one - other) for one, other in zip(*shades, strict=True)]
        assert sum(differences) / len(differences) < 0.3
    lines = [line.text for line in text_lines(printed)]
    assert "Ánne Márjá Čálli-Ŋuolla" in lines
    assert "Andre: «sitat» – 5 € … #*_$ {{7*7}} [[name]] \\" in lines


def _shades(content: bytes, page: int) -> bytes:
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    return bytes(document[page].render(scale=1, grayscale=True, may_draw_forms=True).to_pil().tobytes())


def test_printed_fields_say_what_they_are() -> None:
    with pikepdf.open(BytesIO(stamped(VALUES, Medium.PRINT))) as pdf:
        found = {str(one.A[0].Desc): one.A[0] for one in _elements(pdf.Root.StructTreeRoot) if Name.Form == one.S}
    assert found["1 Navn (Sámi: č đ ŋ š ŧ ž)"].Role == Name.tv
    assert found["6 Er du enig?: Nei"].checked == Name.on
    assert found["6 Er du enig?: Ja"].checked == Name.off
    assert found["7 Jeg har sagt fra"].Role == Name.cb


def _elements(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids = element.get(Name.K, pikepdf.Array())
    found = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and Name.S in kid:
            found += [kid, *_elements(kid)]
    return found


def test_what_the_register_filled_in_may_not_be_changed() -> None:
    with pikepdf.open(BytesIO(stamped({"name": "Kari", "percent": Decimal(5)}))) as pdf:
        flags = {str(field.T): int(field.get(Name.Ff, 0)) for field in pdf.Root.AcroForm.Fields}
    assert flags["name"] & 1
    assert not flags["percent"] & 1
    with pikepdf.open(BytesIO(stamped({}))) as pdf:
        assert not any(int(field.get(Name.Ff, 0)) & 1 for field in pdf.Root.AcroForm.Fields)


def test_a_long_name_is_set_smaller_before_it_goes_on() -> None:
    name = "Anne-Marie Kristoffersen-Haugland Skjerdingstad"
    assert overflow_of(blank().layout, definition(), {"name": name}) == ()
    with pikepdf.open(BytesIO(stamped({"name": name}))) as pdf:
        field = next(one for one in pdf.Root.AcroForm.Fields if str(one.T) == "name")
        assert str(field.V) == name
        assert str(field.DA) == "0 g /DVSans 9 Tf"


def test_an_ordinary_address_makes_no_page() -> None:
    """Forty letters in five of twelve columns, at eight points; one that is longer goes on after a joint of it."""
    address = "kari.nordmann.hansen@fjordvik.kommune.no"
    layout = _with_name_of(blank().layout, span(5) - 2 * INSET)
    assert overflow_of(layout, definition(), {"name": address}) == ()
    longer = f"fornavn.mellomnavn.mellomnavn.{address}"
    assert [one.field for one in overflow_of(layout, definition(), {"name": longer})] == ["name"]
    place = next(iter(layout.places_of("name")))
    shown = visible_part(longer, place.box.right - place.box.left, 15, place.font_size, multiline=False)
    assert shown == "fornavn.mellomnavn.mellomnavn.kari."


def _with_name_of(layout: Layout, width: float) -> Layout:
    return replace(
        layout,
        places=tuple(
            replace(one, box=replace(one.box, right=one.box.left + width)) if one.field == "name" else one
            for one in layout.places
        ),
    )


class TestOverflow:
    def test_a_long_answer_goes_on_where_it_was_cut(self) -> None:
        values: dict[str, Value] = {"story": SENTENCE * 22}
        overflow = overflow_of(blank().layout, definition(), values)
        assert overflow == (Overflow("story", lines=overflow[0].lines),)
        fields = held(stamped(values))
        assert fields["story"] + fields["story_overflow"] == SENTENCE * 22
        assert fields["story"].endswith(" ")
        assert failures(stamped(values)) == []
        assert failures(stamped(values, Medium.PRINT)) == []

    def test_what_fits_stays_on_the_forms_own_last_page(self) -> None:
        """The rest of an answer stands before the free continuation, which keeps some lines."""
        values: dict[str, Value] = {"story": SENTENCE * 22}
        made = blank(overflow_of(blank().layout, definition(), values))
        assert made.layout.pages == blank().layout.pages
        places = {place.name: place.box for place in made.layout.places}
        assert places["story_overflow"].page == places["continuation_1_text"].page == made.layout.pages
        assert places["story_overflow"].bottom < places["continuation_1_text"].top
        assert places["continuation_1_text"].bottom - places["continuation_1_text"].top > 30

    def test_a_text_that_is_a_little_long_is_set_smaller_first(self) -> None:
        """To eight points, never smaller, and with a line to spare, so that nobody takes the box for cut."""
        layout = blank().layout
        (story,) = layout.places_of("story")
        sizes = set()
        for count in range(1, 12):
            values: dict[str, Value] = {"story": (SENTENCE * count).strip()}
            if overflow_of(layout, definition(), values):
                break
            (_, answer) = answers_of(layout, definition(), values)["story", None]
            assert answer.size is not None
            sizes.add(answer.size)
        assert max(sizes) == story.font_size == 10.0
        assert 8.0 <= min(sizes) < 10.0

    def test_a_stamp_without_room_is_refused(self) -> None:
        with pytest.raises(TemplateError, match="ANSWER_BEYOND_BOX"):
            stamped({"story": SENTENCE * 22}, made=blank())

    def test_further_table_lines_and_long_cells_have_places(self) -> None:
        rows: tuple[Row, ...] = tuple(
            (("what", SENTENCE * 3 + str(row)), ("start", date(2026, 11, row + 1)), ("result", "x")) for row in range(4)
        )
        values: dict[str, Value] = {"measures": rows, "shared": ((("who", "A"),),) * 3}
        overflow = overflow_of(blank().layout, definition(), values)
        assert [(one.field, one.row, one.column, one.rows) for one in overflow] == [
            ("shared", None, None, 1),
            ("measures", None, None, 2),
            *[("measures", row, "what", 0) for row in range(4)],
        ]
        made = blank(overflow)
        fields = held(stamped(values, made=made))
        for row in range(4):
            text = fields[f"measures_{row + 1}_what"] + fields[f"measures_{row + 1}_what_overflow"]
            assert text == SENTENCE * 3 + str(row)
        assert fields["shared_3_who"] == "A"
        places = {place.name: place for place in made.layout.places}
        assert (places["measures_4_what"].row, places["measures_4_what"].column) == (3, "what")
        assert places["measures_4_what_overflow"].part is Part.OVERFLOW
        assert failures(made.content) == []

    def test_a_book_takes_several_boxes(self) -> None:
        values: dict[str, Value] = {"story": SENTENCE * 150}
        made = blank(overflow_of(blank().layout, definition(), values))
        assert [place.name for place in made.layout.places_of("story")] == [
            "story",
            "story_overflow",
            "story_overflow_2",
            "story_overflow_3",
        ]
        fields = held(stamped(values, made=made))
        assert "".join(fields[place.name] for place in made.layout.places_of("story")) == SENTENCE * 150

    def test_the_title_of_the_continuation_stands_on_each_of_its_pages(self) -> None:
        made = blank(overflow_of(blank().layout, definition(), {"story": SENTENCE * 150}))
        pages = {place.box.page for place in made.layout.places if place.part is Part.OVERFLOW}
        assert len(pages) == 3
        titled = [line.box.page for line in made.layout.static if line.text.startswith("Svar som fortsetter")]
        assert [page for page in titled if page in pages] == sorted(pages)
        assert failures(made.content) == []

    def test_a_signature_locks_the_continuation_too(self) -> None:
        made = blank(overflow_of(blank().layout, definition(), {"story": SENTENCE * 22}))
        with pikepdf.open(BytesIO(made.content)) as pdf:
            signature = next(field for field in pdf.Root.AcroForm.Fields if Name.Sig == field.FT)
            assert "story_overflow" in {str(name) for name in signature.Lock.Fields}


WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=60
)
LINES = st.text(st.sampled_from("abcdeæøåÆØÅ čđŋ«»–€…(){}[]\\#*_$\n\n  中😀\u202e\u200b\t"), max_size=700)


@settings(max_examples=40, deadline=None)
@given(name=WORDS, story=LINES, cell=WORDS)
def test_fill_gives_the_data_back(name: str, story: str, cell: str) -> None:
    """Property 3 of the habits: whatever the text, the fields hold it, cut or not, and what they show is all of it."""
    values: dict[str, Value] = {"name": name, "story": story, "shared": ((("who", cell), ("when", None)),)}
    made = blank(overflow_of(blank().layout, definition(), values))
    fields = held(stamped(values, made=made))
    plain = definition().field("name")
    texts = ((plain, None, name), (definition().field("story"), None, story), (plain, 0, cell))
    for kind, row, value in texts:
        field, text = "shared" if row == 0 else kind.id, show(kind, value, Language.NB)
        places = [place for place in _text_places(made.layout, field) if place.row == row]
        assert "".join(fields[place.name] for place in places) == text
        assert all(_shown(place, fields[place.name]) for place in places)


def _text_places(layout: Layout, field: str) -> list[Place]:
    return [place for place in layout.places_of(field) if place.column in (None, "who")]


def _shown(place: Place, text: str) -> bool:
    """All of it in the box; one-line answers may be set at seven tenths of their size."""
    size = place.font_size if place.multiline else place.font_size * 0.7
    width, height = place.box.right - place.box.left, place.box.bottom - place.box.top
    return visible_part(text, width, height, size, multiline=place.multiline) == text


@settings(max_examples=30, deadline=None)
@given(
    day=st.dates(date(1900, 1, 1), date(2999, 12, 31)),
    agree=st.booleans(),
    whom=st.sets(st.sampled_from(["nav", "doctor"])),
)
def test_fill_gives_dates_and_choices_back(day: date, agree: bool, whom: set[str]) -> None:
    fields = held(stamped({"day": day, "agree": agree, "whom": tuple(sorted(whom))}))
    assert fields["day"] == f"{day:%d%m%Y}"
    assert fields["agree"] == ("yes" if agree else "no")
    assert {one for one in ("nav", "doctor") if fields[f"whom_{one}"] == "on"} == whom


@pytest.mark.parametrize("name", ["Kari Nordmann", "Ánne Márjá Čálli-Ŋuolla"])
def test_a_document_lacks_nothing_that_a_whole_new_file_has(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what was written to, nothing is forgotten when the rest is copied."""
    content = stamped(VALUES | {"name": name})
    monkeypatch.setattr(pdf_stamp, "patched", lambda _blank, pdf, _changed: save(pdf))
    whole = stamped(VALUES | {"name": name})
    assert content != whole
    assert _told(content) == _told(whole)


def _told(content: bytes) -> list[str]:
    """All but the line that qpdf adds to XMP."""
    return [line for line in told(content) if not line.startswith("/Root/Metadata")]


@pytest.mark.parametrize("medium", [Medium.PDF, Medium.PRINT])
def test_a_blank_kept_from_before_it_had_room_for_the_mark_is_stamped_too(medium: Medium) -> None:
    with pikepdf.open(BytesIO(blank().content)) as pdf:
        for page in pdf.pages:
            del page.obj.Resources.Font["/DVSansN"]
            del page.obj.Contents[-1]
        older = replace(blank(), content=save(pdf))
    content = stamped({"name": "Kari"}, medium, older)
    assert failures(content) == []
    assert text_lines(content) == text_lines(stamped({"name": "Kari"}, medium, blank()))


def test_text_beyond_winansi_is_drawn_with_a_second_font() -> None:
    with pikepdf.open(BytesIO(stamped({"name": "Čálli", "story": "бв"}))) as pdf:
        field = next(one for one in pdf.Root.AcroForm.Fields if str(one.T) == "name")
        fonts = field.AP.N.Resources.Font
        assert fonts["/DVSansX"].Subtype == Name.Type0
        assert str(field.V) == "Čálli"
        assert "/DVSans " in str(field.DA)
    assert "Čálli" in [line.text for line in text_lines(stamped({"name": "Čálli"}, Medium.PRINT))]


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert held(stamped({"name": "a\ud800b"}))["name"] == "a\ufffdb"


def test_what_no_font_has_is_told_and_never_a_box() -> None:
    values: dict[str, Value] = {"name": "Li 中", "story": "ok ﬁ", "shared": ((("who", "😀"),),)}
    found = unprintable(definition(), values, Language.NB)
    assert [(one.code, one.field, one.params) for one in found] == [
        ("TEXT_UNPRINTABLE", "name", (("characters", "U+4E2D"),)),
        ("TEXT_UNPRINTABLE", "shared", (("characters", "U+1F600"),)),
    ]
    assert all(finding_sentence(one, language) for one in found for language in Language)
    lines = [line.text for line in text_lines(stamped(values, Medium.PRINT))]
    assert "Li [U+4E2D]" in lines
    assert "ok fi" in lines
    assert unicodedata.name("中") not in lines


def test_a_value_for_a_field_without_place_is_a_fault() -> None:
    layout = replace(blank().layout, places=tuple(p for p in blank().layout.places if p.field != "name"))
    with pytest.raises(TemplateError, match="ANSWER_WITHOUT_PLACE"):
        stamp_pdf(blank().content, layout, definition(), {"name": "x"}, number=NUMBER, issued=MADE, medium=Medium.PDF)


def test_the_time_of_issue_is_the_clock_that_was_given() -> None:
    later = MADE + timedelta(days=1)
    first = stamp_pdf(blank().content, blank().layout, definition(), {}, number=NUMBER, issued=later, medium=Medium.PDF)
    with pikepdf.open(BytesIO(first)) as pdf:
        assert str(pdf.docinfo["/ModDate"]) == "D:20261104120000Z"
