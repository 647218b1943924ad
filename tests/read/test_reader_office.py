"""Word-processor files through the reader: workers, conversion, findings of a file as a whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dokumentverk.model.reading import FileKind, Reading
from dokumentverk.model.record import Record
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.known import Known
from dokumentverk.read.reader import Reader
from dokumentverk.read.settle import settle
from tests.foreign import office
from tests.render.docx_forms import stamped
from tests.render.small_form import NUMBER

from .documents import answers
from .docx_returns import known, values

FORM = "egenmelding"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(ReadingLimits(seconds=60, workers=1), tmp_path_factory.mktemp("work")) as one:
        yield one


def read(
    reader: Reader, content: bytes, suffix: str, folder: Path, behind: Known | None = None
) -> tuple[Reading, Record, set[str]]:
    path = folder / f"skjema.{suffix}"
    path.write_bytes(content)
    behind = behind or known(FORM)
    reading = reader.read(path, lambda _: behind)
    record, findings = settle(behind, [reading])
    return reading, record, {one.code for one in (*reading.findings, *findings)}


@pytest.mark.parametrize("suffix", ["docx", *office.RESAVES])
def test_every_format_gives_the_answers_back(suffix: str, reader: Reader, tmp_path: Path) -> None:
    given = answers(FORM)
    content = stamped(FORM, given)
    if suffix != "docx":
        content = office.resaved(content, suffix)
    reading, record, codes = read(reader, content, suffix, tmp_path)
    assert {id: value for id, value in values(record).items() if id in given} == given
    assert reading.identity.number == NUMBER
    assert reading.kind is FileKind(suffix)
    assert codes == {"NUMBER_NOT_IN_REGISTER"}


def test_a_docx_with_another_name_is_read_as_what_it_is(reader: Reader, tmp_path: Path) -> None:
    _, _, codes = read(reader, stamped(FORM, answers(FORM)), "pdf", tmp_path)
    assert codes == {"FILE_NAME_MISLEADING", "NUMBER_NOT_IN_REGISTER"}


def test_a_broken_package_is_broken(reader: Reader, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<x>")
        package.writestr("word/document.xml", "<w")
    reading, _, codes = read(reader, out.getvalue(), "docx", tmp_path)
    assert codes == {"FILE_BROKEN"}
    assert reading.observations == ()


def test_an_encrypted_package_is_told(reader: Reader, tmp_path: Path) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    reading, _, codes = read(reader, content, "docx", tmp_path)
    assert codes == {"FILE_ENCRYPTED"}
    assert reading.kind is FileKind.DOC
