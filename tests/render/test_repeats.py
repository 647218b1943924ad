"""An answer that is shown in a second place: one field of a PDF with two widgets, two controls of a DOCX."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Name

from dokumentverk.engines import docx_read
from dokumentverk.engines.docx_form import DocxForm
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Layout, Medium, Part, Place
from dokumentverk.model.value import Value
from dokumentverk.read import docx
from dokumentverk.read.known import Known
from dokumentverk.render.pdf import stamp_pdf
from tests.read import documents
from tests.render import docx_forms
from tests.render.docx_forms import controls, part, text_of
from tests.render.small_form import MADE, NUMBER

FORM = "dialogmote"
VALUES: dict[str, Value] = {
    "meeting_date": date(2026, 11, 16),
    "meeting_time": "14.00",
    "meeting_place": "Møterom 2, Čáhcesuolu skole",
    "reply_by": date(2026, 11, 9),
}


def places_of(layout: Layout, part: Part) -> dict[str, Place]:
    return {place.field: place for place in layout.places if place.part is part and place.field in VALUES}


@pytest.mark.parametrize("medium", [Medium.PDF, Medium.PRINT])
def test_both_places_show_the_answer(medium: Medium) -> None:
    made = documents.blank(FORM)
    definition = documents.definition(FORM)
    content = stamp_pdf(made.content, made.layout, definition, VALUES, number=NUMBER, issued=MADE, medium=medium)
    first, again = places_of(made.layout, Part.MAIN), places_of(made.layout, Part.REPEAT)
    assert set(first) == set(again) == set(VALUES)
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    height = made.layout.page_size[1]
    pictures = {}
    for place in (*first.values(), *again.values()):
        box = place.box
        page = document[box.page - 1]
        picture = page.render(scale=2, grayscale=True, may_draw_forms=True).to_pil()
        cut = picture.crop([round(edge * 2) for edge in (box.left + 2, box.top + 2, box.right - 2, box.bottom - 2)])
        pictures[place.field, place.part] = sum(shade < 100 for shade in cut.get_flattened_data())
        assert height > box.bottom
    for field in VALUES:
        written = pictures[field, Part.MAIN]
        assert written > 20
        assert pictures[field, Part.REPEAT] == pytest.approx(written, rel=0.1), field


def test_a_repeated_answer_is_one_field_of_the_pdf() -> None:
    with pikepdf.open(BytesIO(documents.blank(FORM).content)) as pdf:
        fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
        shared = fields["meeting_date"]
        assert (shared.FT, int(shared.MaxLen), len(shared.Kids)) == (Name.Tx, 8, 2)
        assert all(Name.T not in kid and kid.Parent.objgen == shared.objgen and Name.TU in kid for kid in shared.Kids)
        assert Name.Kids not in fields["leader_name"]


@pytest.mark.parametrize("language", Language)
def test_a_docx_shows_the_answer_again_and_reads_it_once(language: Language) -> None:
    content = docx_forms.stamped(FORM, VALUES, language=language)
    found = controls(part(content))
    for field in VALUES:
        assert text_of(found[f"{field}_repeat"]) == text_of(found[field]) != ""
    form = docx_read.parse(content)
    assert isinstance(form, DocxForm)
    known = Known(docx_forms.definition(FORM), docx_forms.blank(FORM, language).layout, None)
    seen = docx.observe(form, known, "0" * 64)
    assert seen.findings == ()
    counted = [one.field for one in seen.observations if one.field in VALUES]
    assert sorted(counted) == sorted(VALUES)
