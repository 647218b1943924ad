"""Our forms through other people's programs: filled, flattened, merged, split, and read back without a loss.

What the programs do to a form stands in the docstrings of ``engines.pdf_read`` and of ``tests.foreign``; what is told
of their files is told here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from dokumentverk.model.reading import Reading
from dokumentverk.model.record import Record
from dokumentverk.model.value import Value
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.reader import Reader
from dokumentverk.read.settle import settle
from tests.foreign.fillers import FILLERS
from tests.foreign.flatteners import FLATTENERS
from tests.foreign.mergers import MERGERS, SPLITTERS

from . import documents
from .coming_back import LONG, entered, expected, values
from .coming_back import read as read_back

TOLD = {
    "pdfium_incremental": {"FILE_MENDED"},
    "pdflib_bare": {"APPEARANCE_MISSING"},
}
"""Findings by program: PDFium's incremental saves have a table that only repair reads; pdf-lib may draw nothing."""

UNDRAWN = {"pikepdf_form", "pikepdf_form_extended", "qpdf_object_streams", "qpdf_linearized"}
"""pikepdf 10 sets a text that stands in two places and draws it in neither."""

REDRAWN = {"libreoffice_draw": {"PRINT_REDRAWN"}}
"""LibreOffice Draw sets the print in another font."""

SIDE_BY_SIDE = {("dialogmote", "libreoffice_draw"): {"MARK_DOUBTFUL"}}
"""LibreOffice Draw replaces the font: wide labels run into the next tick box."""

NO_IMPRINT = {"ps2pdf"}
"""Through PostScript the letters of composite fonts are lost: pages are known by where their ink is."""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(ReadingLimits(seconds=120, workers=1), tmp_path_factory.mktemp("work")) as one:
        one.start()
        yield one


def read(reader: Reader, content: bytes, form: str, folder: Path) -> tuple[Reading, Record, set[str]]:
    return read_back(reader, content, documents.known(form), folder)


@cache
def filled(form: str) -> bytes:
    return documents.stamped(form, documents.answers(form))


@pytest.mark.parametrize("form", documents.FORMS)
@pytest.mark.parametrize("program", sorted(FILLERS))
def test_filled(program: str, form: str, reader: Reader, tmp_path: Path) -> None:
    content = FILLERS[program](documents.stamped(form), entered(form))
    _, record, codes = read(reader, content, form, tmp_path)
    assert values(record) == expected(form, documents.answers(form))
    undrawn = {"VALUE_NOT_SHOWN"} if form == "dialogmote" and program in UNDRAWN else set()
    assert codes == TOLD.get(program, set()) | undrawn


@pytest.mark.parametrize("form", documents.FORMS)
@pytest.mark.parametrize("program", sorted(FLATTENERS))
def test_flattened(program: str, form: str, reader: Reader, tmp_path: Path) -> None:
    reading, record, codes = read(reader, FLATTENERS[program](filled(form)), form, tmp_path)
    wanted: dict[str, Value] = expected(form, documents.answers(form))
    got = values(record)
    told = SIDE_BY_SIDE.get((form, program), set()) | REDRAWN.get(program, set())
    doubtful = {one.field for one in reading.findings if one.code == "MARK_DOUBTFUL"}
    assert codes <= told
    assert {id: got[id] for id in got if id not in doubtful} == {id: wanted[id] for id in wanted if id not in doubtful}
    assert bool(reading.identity.page_codes) == (program not in NO_IMPRINT)


@pytest.mark.parametrize("program", sorted(set(FILLERS) - {"pdflib_bare"}))
def test_too_much_text_is_noted_and_none_of_it_lost(program: str, reader: Reader, tmp_path: Path) -> None:
    name = "Åse Bjørg Kristine Marie Næss-Ødegård av Hammerfest og Kautokeino og omegn"
    content = FILLERS[program](documents.stamped("egenmelding"), {"employee_name": name, "graded_tasks": LONG})
    reading, record, codes = read(reader, content, "egenmelding", tmp_path)
    assert (record.value("employee_name"), record.value("graded_tasks")) == (name, LONG)
    assert {one.field for one in reading.findings if one.code == "TEXT_HIDDEN"} == {"employee_name", "graded_tasks"}
    assert codes == {"TEXT_HIDDEN"} | TOLD.get(program, set())


KEEPS_CLIPPED = {"qpdf_flatten", "pdfium_flatten"}
CUTS = {"gs_pdfwrite", "pdftocairo", "libreoffice_draw"}


@pytest.mark.parametrize("flattener", sorted(KEEPS_CLIPPED | CUTS))
@pytest.mark.parametrize("filler", ["pdfium", "pdftk_xfdf", "pdfjs"])
def test_too_much_text_printed(filler: str, flattener: str, reader: Reader, tmp_path: Path) -> None:
    """A print may hold what clipping hides, or have lost it: it is told, and never stands in another field
    unmarked."""
    content = FLATTENERS[flattener](FILLERS[filler](documents.stamped("egenmelding"), {"graded_tasks": LONG}))
    reading, record, codes = read(reader, content, "egenmelding", tmp_path)
    told = {one.field for one in reading.findings}
    others = {id: value for id, value in values(record).items() if value not in (None, False, ())}
    assert LONG.startswith(str(others.pop("graded_tasks"))[:40])
    assert {id for id in others if id not in told} == set()
    assert codes & {"TEXT_HIDDEN", "TEXT_CUT"}
    assert (record.value("graded_tasks") == LONG) == (flattener in KEEPS_CLIPPED)


@pytest.mark.parametrize("form", documents.FORMS)
def test_a_merge_that_drops_every_field_is_told(form: str, reader: Reader, tmp_path: Path) -> None:
    """mutool: what was filled in is gone, and the pages look like an empty form."""
    reading, record, codes = read(reader, MERGERS["mutool_merge"]([filled(form)]), form, tmp_path)
    assert codes == {"FIELDS_GONE"}
    assert set(values(record).values()) <= {None, False, ()}
    (told,) = reading.findings
    pages = documents.blank(form).layout.pages
    assert dict(told.params)["pages"] == ", ".join(str(page) for page in range(1, pages + 1))


@pytest.mark.parametrize("program", ["mutool_convert", "mutool_draw"])
def test_letters_that_the_font_denies_are_not_taken(program: str, reader: Reader, tmp_path: Path) -> None:
    """pdf-lib draws in a font that is not embedded, and mutool gives it a wrong map to Unicode: «ø» becomes «ù»."""
    answers = {"employee_name": "Bjørg", "position": "Rektor"}
    content = FLATTENERS[program](FILLERS["pdflib"](documents.stamped("egenmelding"), answers))
    reading, record, _ = read(reader, content, "egenmelding", tmp_path)
    assert [(one.code, one.field) for one in reading.findings] == [("TEXT_LAYER_DOUBTFUL", "employee_name")]
    assert record.entry("employee_name").confidence <= 0.5
    assert record.value("position") == "Rektor"


@pytest.mark.parametrize("program", sorted(set(MERGERS) - {"mutool_merge"}))
def test_merged_with_another(program: str, reader: Reader, tmp_path: Path) -> None:
    """The first document is read, and only that."""
    form = "dialogmote"
    other = documents.stamped(form, {"employee_name": "Noen andre"}, number=documents.OTHER_NUMBER)
    _, record, codes = read(reader, MERGERS[program]([filled(form), other]), form, tmp_path)
    assert values(record) == expected(form, documents.answers(form))
    assert codes == {"SEVERAL_ISSUES"}


@pytest.mark.parametrize("program", sorted(SPLITTERS))
def test_split(program: str, reader: Reader, tmp_path: Path) -> None:
    """The pages by themselves, and settled together."""
    form = "dialogmote"
    known = documents.known(form)
    readings = []
    for number, content in enumerate(SPLITTERS[program](filled(form)), start=1):
        reading, _, codes = read(reader, content, form, tmp_path)
        assert codes == {"PAGES_MISSING" if number == 1 else "PAGES_KEPT"}
        assert reading.identity.page_codes == ((number, 2),)
        readings.append(reading)
    record, findings = settle(known, readings)
    assert values(record) == expected(form, documents.answers(form))
    assert findings == ()
