"""What an engine refuses or cannot survive comes out as a finding of the reader, not only as the engine's word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dokumentverk.engines.worker import Fate, Lost, Workers
from dokumentverk.model.reading import Identity
from dokumentverk.read.reader import Reader
from tests.engines.test_docx_guard import REFUSED
from tests.read.bad_samples import LIMITS

HOSTILE = {
    "DOCX_DOCTYPE": "an entity of a file",
    "DOCX_EXTERNAL": "a template from elsewhere",
    "DOCX_NAMES_UNSAFE": "a name that climbs",
    "DOCX_TOO_LARGE": "a bomb of a part",
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(LIMITS, tmp_path_factory.mktemp("work")) as one:
        yield one


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_word_document_is_not_opened(code: str, reader: Reader, tmp_path: Path) -> None:
    make, refused = REFUSED[HOSTILE[code]]
    assert refused == code
    path = tmp_path / "skjema.docx"
    path.write_bytes(make())
    reading = reader.read(path, lambda _: None)
    assert ([one.code for one in reading.findings], reading.identity) == ([code], Identity())


@pytest.mark.parametrize("fate", [Fate.CRASHED, Fate.ABORTED, Fate.OUT_OF_MEMORY])
@pytest.mark.parametrize("name", ["skjema.pdf", "skjema.docx"])
def test_a_worker_that_is_lost_is_told(
    fate: Fate, name: str, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How processes really end is tried where the workers are tested; here, what becomes of it."""
    path = tmp_path / name
    path.write_bytes(b"%PDF-1.7\n" if name.endswith("pdf") else REFUSED["entities that grow"][0]())
    monkeypatch.setattr(Workers, "call", lambda *_: Lost(fate))
    codes = [one.code for one in reader.read(path, lambda _: None).findings]
    assert len(codes) == 1
    assert codes[0] in {fate.value, "READING_CRASHED"}
    if fate is Fate.CRASHED:
        assert codes == ["READING_CRASHED"]
