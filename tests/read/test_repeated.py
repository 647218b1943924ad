"""Answers shown in two places, filled by other programs: one value, whichever widget it was written into."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dokumentverk.model.record import Record
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.reader import Reader
from dokumentverk.read.settle import settle
from tests.foreign.fillers import FILLERS

from . import documents

FORM = "dialogmote"
FILLED = {
    "meeting_date": "16112026",
    "meeting_time": "14.00",
    "meeting_place": "Møterom 2",
    "reply_by": "09112026",
    "attendance": "comes",
}
PROGRAMS = ("pdftk_xfdf", "pdfium", "pdfjs", "pdflib", "poppler_glib", "pdfbox", "mutool", "pypdf", "qpdf_appearances")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(ReadingLimits(seconds=120, workers=1), tmp_path_factory.mktemp("work")) as one:
        yield one


def read(reader: Reader, content: bytes, folder: Path) -> tuple[Record, set[str]]:
    path = folder / "skjema.pdf"
    path.write_bytes(content)
    known = documents.known(FORM)
    reading = reader.read(path, lambda _: known)
    record, told = settle(known, [reading])
    return record, {one.code for one in (*reading.findings, *told)}


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_answer_of_two_places_is_read_once(program: str, reader: Reader, tmp_path: Path) -> None:
    record, codes = read(reader, FILLERS[program](documents.stamped(FORM), FILLED), tmp_path)
    assert codes == set()
    assert record.value("meeting_date") == date(2026, 11, 16)
    assert record.value("reply_by") == date(2026, 11, 9)
    assert [record.value(id) for id in ("meeting_time", "meeting_place")] == ["14.00", "Møterom 2"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_answer_of_two_places_is_changed(program: str, reader: Reader, tmp_path: Path) -> None:
    """poppler writes into each widget and leaves what the field itself held."""
    issued = documents.stamped(FORM, {"meeting_place": "Rom 1", "meeting_date": date(2026, 11, 2)})
    record, codes = read(reader, FILLERS[program](issued, FILLED), tmp_path)
    assert codes == set()
    assert (record.value("meeting_place"), record.value("meeting_date")) == ("Møterom 2", date(2026, 11, 16))
