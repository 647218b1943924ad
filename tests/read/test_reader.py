"""From a file to a settled record: what we stamped comes back, as fields and as print."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dokumentverk.engines import libreoffice
from dokumentverk.errors import MissingEngine
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.reading import FileKind, Identity, Method
from dokumentverk.model.record import SignatureState, State
from dokumentverk.model.value import Value
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read import office
from dokumentverk.read.reader import Reader

from . import bad_samples, documents
from .answering import answers
from .coming_back import LONG, expected, read, values

LIMITS = ReadingLimits(seconds=60, workers=1)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(LIMITS, tmp_path_factory.mktemp("work")) as one:
        one.start()
        yield one


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("form", documents.FORMS)
def test_what_was_filled_in_comes_back(form: str, language: Language, reader: Reader, tmp_path: Path) -> None:
    given = documents.answers(form)
    known = documents.known(form, language)
    reading, record, codes = read(reader, documents.stamped(form, given, language=language), known, tmp_path)
    assert values(record) == expected(form, given)
    assert codes == set()
    assert (record.issue, record.language) == (documents.NUMBER, language)
    assert (reading.identity.form, reading.identity.version) == (form, "1")
    pages = documents.blank(form, language).layout.pages
    assert reading.identity.page_codes == tuple((page, pages) for page in range(1, pages + 1))


@pytest.mark.parametrize("medium", [Medium.PDF, Medium.PRINT])
@pytest.mark.parametrize("form", documents.FORMS)
def test_every_value_tells_where_it_stood(form: str, medium: Medium, reader: Reader, tmp_path: Path) -> None:
    content = documents.stamped(form, documents.answers(form), medium=medium)
    reading, record, codes = read(reader, content, documents.known(form), tmp_path)
    assert codes == set()
    places = {
        (one.field, one.row, one.column, one.choice, one.part): one.box for one in documents.blank(form).layout.places
    }
    methods = {Method.ACROFORM} if medium is Medium.PDF else {Method.TEXT, Method.MARK}
    assert {one.source.method for one in reading.observations} == methods
    for one in reading.observations:
        box, known = one.source.box, places[one.field, one.row, one.column, one.choice, one.part]
        assert box is not None
        assert one.source.page == box.page == known.page
        assert abs(box.left - known.left) + abs(box.bottom - known.bottom) < 0.5
        assert one.source.document == hashlib.sha256(content).hexdigest()
        assert 0.9 < one.confidence <= 1.0
    assert all(one.state in (State.FILLED, State.EMPTY) for one in record.entries)


@pytest.mark.parametrize("form", documents.FORMS)
def test_a_print_comes_back(form: str, reader: Reader, tmp_path: Path) -> None:
    given = documents.answers(form)
    content = documents.stamped(form, given, medium=Medium.PRINT)
    _, record, codes = read(reader, content, documents.known(form), tmp_path)
    assert values(record) == expected(form, given)
    assert codes == set()


@pytest.mark.parametrize("medium", [Medium.PDF, Medium.PRINT])
@pytest.mark.parametrize("form", documents.FORMS)
def test_an_empty_form_is_empty(form: str, medium: Medium, reader: Reader, tmp_path: Path) -> None:
    _, record, codes = read(reader, documents.stamped(form, medium=medium), documents.known(form), tmp_path)
    assert values(record) == expected(form, {})
    assert codes == set()
    assert {one.state for one in record.entries} == {State.EMPTY}
    assert {one.state for one in record.signatures} == {SignatureState.ABSENT}


@pytest.mark.parametrize("form", documents.FORMS)
def test_fields_are_read_without_the_kept_blank(form: str, reader: Reader, tmp_path: Path) -> None:
    given = documents.answers(form)
    known = replace(documents.known(form), layout=None, blank=None)
    _, record, codes = read(reader, documents.stamped(form, given), known, tmp_path)
    assert values(record) == expected(form, given)
    assert codes == set()


def test_answers_that_go_on_are_joined(reader: Reader, tmp_path: Path) -> None:
    form = "oppfolgingsplan"
    given = documents.answers(form) | {"work_capacity": LONG, "planned_facilitation": "A\n" * 30 + "B"}
    content, known = documents.stamped_long(form, given)
    _, record, codes = read(reader, content, known, tmp_path)
    assert values(record) == expected(form, given)
    assert codes == set()


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
@pytest.mark.parametrize("form", documents.FORMS)
def test_stamping_and_reading_are_inverse(form: str, data: st.DataObject, reader: Reader, tmp_path: Path) -> None:
    given = data.draw(answers(documents.definition(form)))
    content, known = documents.stamped_long(form, given)
    _, record, codes = read(reader, content, known, tmp_path)
    assert values(record) == expected(form, given)
    assert codes == set()


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_printing_and_reading_are_inverse_but_for_line_ends(
    data: st.DataObject, reader: Reader, tmp_path: Path
) -> None:
    """Where a line was full nobody can see whether its writer ended it there, nor whether there was more below a full
    box."""
    form = "egenmelding"
    given = data.draw(answers(documents.definition(form)))
    content, known = documents.stamped_long(form, given, medium=Medium.PRINT)
    _, record, codes = read(reader, content, known, tmp_path)
    assert {id: _one_line(value) for id, value in values(record).items()} == {
        id: _one_line(value) for id, value in expected(form, given).items()
    }
    assert codes <= {"TEXT_CUT"}


def test_a_hyphen_that_ends_a_line_is_a_hyphen(reader: Reader, tmp_path: Path) -> None:
    content, known = documents.stamped_long("egenmelding", {"graded_tasks": "halv-\ndag"}, medium=Medium.PRINT)
    _, record, codes = read(reader, content, known, tmp_path)
    assert (record.value("graded_tasks"), codes) == ("halv-\ndag", set())


def _one_line(value: Value) -> Value:
    return " ".join(value.split()) if isinstance(value, str) else value


def test_a_reading_does_not_touch_the_file_and_leaves_nothing_behind(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    path = tmp_path / "skjema.pdf"
    content = documents.stamped("egenmelding")
    path.write_bytes(content)
    with Reader(LIMITS, work) as reader:
        reader.read(path, lambda _: documents.known("egenmelding"))
    assert path.read_bytes() == content
    assert list(work.iterdir()) == []


def test_hostile_names_lead_nowhere(reader: Reader, tmp_path: Path) -> None:
    content = documents.stamped("egenmelding")
    for name in ("..%2f..%2fx.pdf", "-rf.pdf", "$(touch x).pdf", "a\u202efdp.exe", "æøå 'x' \"y\".pdf"):
        path = tmp_path / name.replace('"', "")
        path.write_bytes(content)
        assert reader.read(path, lambda _: documents.known("egenmelding")).kind is FileKind.PDF


def test_a_missing_file_is_no_finding(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        reader.read(tmp_path / "borte.pdf", lambda _: None)


def test_the_lookup_gets_what_the_file_says(reader: Reader, tmp_path: Path) -> None:
    asked: list[Identity] = []
    path = tmp_path / "skjema.pdf"
    path.write_bytes(documents.stamped("dialogmote", language=Language.EN))
    reader.read(path, asked.append)
    (identity,) = asked
    assert (identity.number, identity.form, identity.version, identity.language) == (
        documents.NUMBER,
        "dialogmote",
        "1",
        Language.EN,
    )


def test_a_file_without_a_number_whose_pages_cannot_be_looked_at_is_not_called_foreign(tmp_path: Path) -> None:
    def bury(pdf: pikepdf.Pdf) -> None:
        bad_samples.take_number(pdf)
        bad_samples.page_bomb(pdf)

    path = tmp_path / "skjema.pdf"
    path.write_bytes(bad_samples.changed(bury, bad_samples.flat()))
    with Reader(bad_samples.LIMITS, tmp_path) as reader:
        reading = reader.read(path, lambda _: None)
    (told,) = reading.findings
    assert told.code in ("READING_TIMED_OUT", "READING_ABORTED", "READING_OUT_OF_MEMORY", "FILE_BROKEN")


def test_without_libreoffice_other_formats_say_what_is_missing(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: Any, **__: Any) -> Path:
        raise MissingEngine("SOFFICE_MISSING")

    monkeypatch.setattr(office, "convert", missing)
    path = tmp_path / "skjema.rtf"
    path.write_bytes(b"{\\rtf1 tekst}")
    reading = reader.read(path, lambda _: None)
    assert [(one.code, one.severity) for one in reading.findings] == [("OFFICE_MISSING", "ERROR")]
    assert reading.kind is FileKind.RTF


@pytest.mark.skipif(libreoffice.find_soffice() is None, reason="LibreOffice is not installed")
def test_a_foreign_text_document_is_foreign(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "brev.rtf"
    path.write_bytes(b"{\\rtf1\\ansi Kj\\'e6re kollega}")
    reading = reader.read(path, lambda _: None)
    assert [one.code for one in reading.findings] == ["FOREIGN_DOCUMENT"]


def test_a_picture_of_paper_without_the_libraries_for_it(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "skannet.pdf"
    path.write_bytes(bad_samples.picture_page())
    monkeypatch.setattr("dokumentverk.read.reader.scan_extra_is_here", lambda: False)
    monkeypatch.setattr("dokumentverk.read.pdf.scan_extra_is_here", lambda: False)
    assert [one.code for one in reader.read(path, lambda _: None).findings] == ["SCAN_EXTRA_MISSING"]


def test_a_picture_of_paper_that_is_nobodys(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "skannet.pdf"
    path.write_bytes(bad_samples.picture_page())
    told = [one.code for one in reader.read(path, lambda _: None).findings]
    assert told == ["PAPER_MUST_BE_KEPT", "FOREIGN_DOCUMENT"]
