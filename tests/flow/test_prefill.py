"""What we fill in and lock comes back as we sent it, whatever program wrote the file; where it was changed, a finding
names the field and both places. The samples of PREFILL_CHANGED on forms as they really go out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import jsonschema
import pikepdf
import pytest

from dokumentverk import shipped
from dokumentverk.define import load_forms
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, Produced, produce
from dokumentverk.flow.understand import check_document
from dokumentverk.flow.understood import Understood
from dokumentverk.messages import finding_sentence
from dokumentverk.model.finding import Finding
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Medium
from dokumentverk.report import as_json, finding_json
from tests.attacks import pki
from tests.attacks.signing import sign
from tests.attacks.test_honest import FAMILIES
from tests.flow.desk import PEOPLE, make_workplace, office_at
from tests.foreign import office as office_programs
from tests.foreign.fillers import FILLERS
from tests.foreign.flatteners import FLATTENERS
from tests.read.docx_returns import control_of, edited

SCHEMA = Path(__file__).parents[2] / "dokumentverk" / "cli" / "schemas" / "received.json"
AILE = "1004"
"""A name with letters beyond WinAnsi, a fødselsnummer and a long title."""
NAME, NUMBER, NATIONAL = "employee_name", "employee_number", "employee_identification_number"
LOCKED = {
    "egenmelding": (NAME, NUMBER),
    "oppfolgingsplan": (NAME, NUMBER, NATIONAL),
    "dialogmote": (NAME, NUMBER, "reply_name"),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    head, *rows = PEOPLE.splitlines()
    people = [f"{head};fødselsnummer", *(f"{row};" for row in rows)]
    people.append(f"{AILE};Áile Márjá;Čuoŋájávri-Ødegård;Lærer;Skolen;1002;01.08.2023;24918845689")
    with office_at(make_workplace(tmp_path_factory.mktemp("kontor"), "\n".join(people))) as opened:
        yield opened


def issued(office: Office, form: str = "egenmelding", medium: Medium = Medium.PDF) -> Produced:
    return produce(office, Order(form, employee=AILE, medium=medium))


def came(office: Office, content: bytes, suffix: str = "pdf") -> Understood:
    path = office.workplace.inbox / f"inn.{suffix}"
    path.write_bytes(content)
    return check_document(office, path)


def changed(understood: Understood) -> list[Finding]:
    return [one for one in understood.received.findings if one.code == "PREFILL_CHANGED"]


def rewritten(content: bytes, values: Mapping[str, str]) -> bytes:
    """Read-only is a wish: the flag is taken away, and Chrome's engine fills in as ever."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for widget in page.Annots:
                if str(widget.get("/T", "")) in values:
                    widget.Ff = int(widget.get("/Ff", 0)) & ~1
        out = io.BytesIO()
        pdf.save(out)
    return FILLERS["pdfium"](out.getvalue(), values)


@pytest.mark.parametrize("form", LOCKED)
def test_employee_number_and_name_are_locked_when_they_are_filled_in(form: str, office: Office) -> None:
    produced = issued(office, form)
    assert {id for id, _ in produced.issue.prefilled} == set(LOCKED[form])
    assert read_only(produced.content) == set(LOCKED[form])


def test_every_form_of_ours_locks_whom_it_is_about() -> None:
    about = ("employee.name", "employee.number", "employee.fodselsnummer")
    every = [field for one in load_forms([shipped.forms()]).values() for field in one.fields()]
    assert all(field.locked for field in every if field.prefill in about)


def test_a_blank_for_the_shelf_can_be_filled_in(office: Office) -> None:
    produced = produce(office, Order("oppfolgingsplan"))
    assert produced.issue.prefilled == ()
    assert not read_only(produced.content)


def read_only(content: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fields = pdf.Root.AcroForm.Fields
        return {str(one.T) for one in fields if int(one.get("/Ff", 0)) & 1}


@pytest.mark.parametrize("filler", [*FAMILIES, "pdfjs", "pdflib", "mutool"])
def test_no_program_that_fills_the_rest_changes_them(filler: str, office: Office) -> None:
    answers = {"first_day": "02112026", "absence_type": "own"}
    understood = came(office, FILLERS[filler](issued(office).content, answers))
    assert understood.received.record is not None
    assert understood.received.record.value(NUMBER) == AILE
    assert changed(understood) == []


@pytest.mark.parametrize("flattener", FLATTENERS)
def test_no_program_that_prints_the_form_changes_them(flattener: str, office: Office) -> None:
    understood = came(office, FLATTENERS[flattener](issued(office, "oppfolgingsplan").content))
    assert understood.received.record is not None
    assert changed(understood) == []


def test_libreoffice_does_not_change_them(office: Office) -> None:
    content = office_programs.resaved(issued(office, "oppfolgingsplan", Medium.DOCX).content, "docx")
    understood = came(office, content, "docx")
    assert understood.received.record is not None
    assert understood.received.record.value(NATIONAL) == "24918845689"
    assert changed(understood) == []


def test_whoever_signs_does_not_change_them(office: Office) -> None:
    content = sign(issued(office).content, "employee_signature", pki.person("Áile Márjá Čuoŋájávri-Ødegård"))
    assert changed(came(office, content)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [(NAME, "Per Hansen"), (NUMBER, "1003"), (NATIONAL, "02857712334"), (NAME, ""), (NUMBER, "")],
)
def test_what_was_changed_is_told_with_both_places(field: str, value: str, office: Office) -> None:
    produced = issued(office, "oppfolgingsplan")
    understood = came(office, rewritten(produced.content, {field: value}))
    (found,) = changed(understood)
    assert found.field == field
    layout = office.layouts.layout(produced.issue.layouts[0][1])
    (place,) = [one.box for one in layout.places if one.field == field]
    told = json.loads(json.dumps(finding_json(found, understood.definition, Language.NB)))
    assert told["places"]["issued_at"] == {"page": place.page, "box": rounded(place)}
    assert told["places"]["found_at"]["page"] == place.page
    assert told["places"]["found_at"]["box"] == pytest.approx(rounded(place), abs=1)
    assert "Utfylt av oss: side 1. Endret: side 1." in told["message"]
    jsonschema.validate(
        as_json(understood.received, understood.definition, Language.NB), json.loads(SCHEMA.read_text())
    )


def rounded(box: Box) -> list[float]:
    return [round(edge, 2) for edge in (box.left, box.top, box.right, box.bottom)]


def test_what_was_changed_before_it_was_printed_is_told(office: Office) -> None:
    content = rewritten(issued(office).content, {NUMBER: "1003"})
    assert [one.field for one in changed(came(office, FLATTENERS["pdftocairo"](content)))] == [NUMBER]


def test_a_page_that_was_moved_is_told_with_the_page_where_it_lies_now(office: Office) -> None:
    content = rewritten(issued(office).content, {NUMBER: "1003"})
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.pages.insert(0, pdf.pages[1] if len(pdf.pages) > 1 else pikepdf.Page(blank_page(pdf)))
        out = io.BytesIO()
        pdf.save(out)
    (found,) = changed(came(office, out.getvalue()))
    assert "side 1. Endret: side 2." in finding_sentence(found, Language.NB)


def blank_page(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842], Contents=pdf.make_stream(b""))


def test_in_word_it_is_told_by_the_names_of_the_fields(office: Office) -> None:
    def write(root: object) -> None:
        texts = list(control_of(root, NUMBER).iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"))
        texts[0].text = "1003"

    content = edited(issued(office, medium=Medium.DOCX).content, write)
    (found,) = changed(came(office, content, "docx"))
    assert found.field == NUMBER
    assert "Word field employee_number" in finding_sentence(found, Language.EN)
    assert finding_json(found, None, Language.EN)["places"] == {
        "issued_at": {"page": None, "box": None},
        "found_at": {"page": None, "box": None},
    }
