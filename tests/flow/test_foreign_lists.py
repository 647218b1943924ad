"""Drop-down lists of forms made elsewhere: choices, read from the file, from a flat copy, and by a person on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from dokumentverk.flow.foreign import import_form
from dokumentverk.flow.trays import hint_of
from dokumentverk.flow.understand import read_document
from dokumentverk.model.language import Language
from dokumentverk.model.scan import InkSight, InkState, SheetFit, SheetLook
from dokumentverk.read.decode import Bounds
from dokumentverk.read.scan_answers import observe
from dokumentverk.read.scan_issued import PaperReturn
from tests.flow.desk import make_workplace, office_at
from tests.flow.test_foreign import FILLED
from tests.foreign.elsewhere import elsewhere_pdf
from tests.foreign.fillers import FILLERS
from tests.foreign.flatteners import FLATTENERS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_workplace(tmp_path / "kontor")
    blank = tmp_path / "skjema.pdf"
    blank.write_bytes(elsewhere_pdf())
    with office_at(root) as office:
        import_form(office, blank, id="ulykke")
    return root


@pytest.mark.parametrize(
    ("chosen", "value", "flat"), [("Nordland", "nordland", False), ("", None, False), ("Vestland", "vestland", True)]
)
def test_what_was_chosen_is_read(root: Path, chosen: str, value: str | None, flat: bool) -> None:
    """PDFium draws the arrow of an empty list on the page when it flattens one: a person looks at that."""
    content = FILLERS["pypdf"](elsewhere_pdf(), {**FILLED, **({"Dropdown8": chosen} if chosen else {})})
    path = root / "innboks" / "retur.pdf"
    path.write_bytes(FLATTENERS["pdfium_flatten"](content) if flat else content)
    with office_at(root) as office:
        received = read_document(office, path).received
    assert received.record is not None
    assert received.record.value("fylke") == value
    assert "fylke" not in {one.field for one in received.findings}


def test_on_paper_a_person_reads_it(root: Path) -> None:
    with office_at(root) as office:
        (known,) = office.foreign.forms
    assert known.layout is not None
    (at,) = [at for at, place in enumerate(known.layout.places) if place.field == "fylke"]
    sight = InkSight(at, known.layout.places[at].box, InkState.ADDED, 0.999)
    look = SheetLook(SheetFit(1, 1, 0, 0.3, 0, 60, good=True), inks=(sight,))
    seen = observe(PaperReturn(known, "d" * 64, Language.NB, {}, Bounds()), [look])
    assert [(one.code, one.field) for one in seen.findings] == [("TEXT_NOT_READ", "fylke")]
    assert {one.field: one.confidence for one in seen.observations} == {"fylke": 0.0}
    assert hint_of(known.definition, "fylke", Language.NB) == "fylke=agder|nordland|vestland"
