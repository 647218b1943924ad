"""Every finding code of reading has a bad sample that raises it, and no other finding that stops a document."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from dokumentverk.messages import findings
from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import Reading
from dokumentverk.read.reader import Reader
from dokumentverk.read.settle import settle
from dokumentverk.read.trouble import NOTHING_READ

from . import documents
from .bad_samples import LIMITS, SAMPLES, Sample

ELSEWHERE = {
    "FOREIGN_FORMS_ALIKE": "needs two registered forms: tests/read/test_elsewhere.py",
    "FOREIGN_FORM_KNOWN_BY_PRINT": "needs a registered form: tests/read/test_elsewhere.py",
    "OFFICE_MISSING": "needs a machine without LibreOffice: tests/read/test_reader.py",
    "READING_CRASHED": "needs a library that crashes: tests/read/test_refused.py",
    "VALUES_CONFLICT": "needs two files: tests/read/test_settle.py",
}
COMPANIONS: dict[str, set[str]] = {
    "CONTINUATION_CUT": {"CONTINUATION_FIELD_UNKNOWN"},
    "TEXT_GARBLED": {"VALUE_SHOWN_DIFFERENTLY"},
}
"""Findings that stop a document and come with the code by its nature."""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(LIMITS, tmp_path_factory.mktemp("work")) as one:
        one.start()
        yield one


def read(reader: Reader, sample: Sample, folder: Path) -> tuple[Reading, tuple[Finding, ...]]:
    path = folder / sample.name
    path.write_bytes(sample.content)
    reading = reader.read(path, sample.lookup)
    known = sample.lookup(reading.identity)
    if known is None or not reading.observations:
        return reading, reading.findings
    _, settled = settle(known, [reading])
    return reading, reading.findings + settled


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """With time enough to run out of memory on a busy machine."""
    with Reader(replace(LIMITS, seconds=60), tmp_path_factory.mktemp("work")) as one:
        yield one


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """With memory enough to run out of time on a fast machine."""
    with Reader(replace(LIMITS, memory_mb=2048), tmp_path_factory.mktemp("work")) as one:
        yield one


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_sample(code: str, reader: Reader, patient: Reader, roomy: Reader, tmp_path: Path) -> None:
    others = {"READING_ABORTED": patient, "READING_OUT_OF_MEMORY": patient, "READING_TIMED_OUT": roomy}
    chosen = others.get(code, reader)
    reading, found = read(chosen, SAMPLES[code](), tmp_path)
    codes = {one.code for one in found}
    assert code in codes
    stopping = {one.code for one in found if one.stops} - {code}
    assert stopping <= COMPANIONS.get(code, set()), "something else is wrong with the sample"
    if codes & NOTHING_READ:
        assert not reading.observations


def test_every_code_has_a_sample() -> None:
    text = (resources.files("dokumentverk.messages") / "findings" / "read.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == set(SAMPLES) | set(ELSEWHERE)


def test_every_code_that_says_nothing_was_read_is_an_error() -> None:
    known = findings()
    assert all(known[code].severity == "ERROR" for code in NOTHING_READ)


def test_a_reader_goes_on_after_every_bad_file(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "skjema.pdf"
    path.write_bytes(documents.stamped("egenmelding", documents.answers("egenmelding")))
    assert reader.read(path, lambda _: documents.known("egenmelding")).findings == ()
    assert path.exists()
