"""Forms saved by a real LibreOffice, in its own and other formats, and read again. Tried with 7.4."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from docx.text.paragraph import Paragraph
from PIL import Image

from dokumentverk.engines.docx_package import unpack
from dokumentverk.engines.docx_read import parse
from dokumentverk.engines.docx_xml import q
from dokumentverk.engines.pdf_read_form import Refused
from dokumentverk.model.form import FieldKind
from dokumentverk.model.language import Language
from dokumentverk.model.reading import Method, SignatureKind
from dokumentverk.read.docx import identity
from tests.foreign import office
from tests.read.documents import answers
from tests.read.docx_returns import bare, control_of, methods, settled, values
from tests.render.docx_forms import FORMS, definition, stamped
from tests.render.small_form import NUMBER

_DOCX = office.RESAVES["docx"]


def returned(content: bytes, suffix: str) -> bytes:
    """Saved as ``suffix`` by Writer, and made DOCX again as our own conversion does."""
    saved = office.resaved(content, suffix)
    return saved if suffix == "docx" else office.converted(saved, suffix, _DOCX)


@pytest.mark.parametrize("suffix", office.RESAVES)
@pytest.mark.parametrize("form", FORMS)
def test_every_answer_survives(form: str, suffix: str) -> None:
    given = answers(form)
    content = returned(stamped(form, given), suffix)
    record, findings = settled(content, form)
    assert {id: value for id, value in values(record).items() if id in given} == given
    assert findings == ()
    form_read = parse(content)
    assert not isinstance(form_read, Refused)
    assert identity(form_read).number == NUMBER


@pytest.mark.parametrize("suffix", office.RESAVES)
def test_an_unfilled_form_stays_empty(suffix: str) -> None:
    record, findings = settled(returned(stamped("oppfolgingsplan"), suffix), "oppfolgingsplan")
    assert {value for value in values(record).values() if value not in (None, False, ())} == set()
    assert findings == ()


def test_where_writer_drops_the_tags_the_bookmarks_do() -> None:
    """7.4 drops them, 25.2 keeps them; both keep the bookmarks."""
    saved = office.resaved(stamped("egenmelding", answers("egenmelding")), "docx")
    document = unpack(saved)["word/document.xml"]
    assert b'w:name="first_day"' in document
    tagged = b"<w:tag " in document
    assert (Method.BOOKMARK in methods(saved, "egenmelding")) is not tagged


def test_without_controls_and_bookmarks_writer_keeps_the_table() -> None:
    given = answers("dialogmote")
    content = office.resaved(bare(stamped("dialogmote", given, language=Language.EN)), "docx")
    record, findings = settled(content, "dialogmote", Language.EN)
    assert {id: value for id, value in values(record).items() if id in given} == given
    assert findings == ()
    assert methods(content, "dialogmote") == {Method.LABEL}


def test_the_answers_hold_every_kind_that_the_forms_ask_for() -> None:
    """So that the tests above cannot pass by asking little."""
    asked = {field.kind for form in FORMS for field in definition(form).fields()} - {FieldKind.SIGNATURE}
    told = {definition(form).field(id).kind for form in FORMS for id in answers(form)}
    assert asked == told


def test_a_picture_of_a_signature_is_told_as_one() -> None:
    """Put into the control by python-docx and saved by Writer, which leaves the hint beside it."""
    picture = BytesIO()
    Image.new("RGB", (60, 20), (10, 20, 90)).save(picture, "PNG")
    document = docx.Document(BytesIO(stamped("egenmelding", answers("egenmelding"))))
    control = control_of(document.element.body, "employee_signature")
    inside = next(control.iter(q("w:p")), None)
    paragraph = inside if inside is not None else next(control.iterancestors(q("w:p")))
    Paragraph(paragraph, document._body).add_run().add_picture(picture)
    changed = BytesIO()
    document.save(changed)
    record, _ = settled(office.resaved(changed.getvalue(), "docx"), "egenmelding")
    kinds = {one.field: one.kind for one in record.signatures}
    assert kinds == {"employee_signature": SignatureKind.IMAGE, "leader_signature": SignatureKind.NONE}
