from __future__ import annotations

import io
import zipfile

import docx
import pytest

from tests.foreign import office

MAGIC = {"docx": b"PK\x03\x04", "odt": b"PK\x03\x04", "doc": b"\xd0\xcf\x11\xe0", "rtf": b"{\\rtf1"}


@pytest.fixture(scope="module")
def letter() -> bytes:
    document = docx.Document()
    document.add_paragraph("Åse møter på dialogmøtet.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("suffix", office.RESAVES)
def test_writer_saves_in_every_format(suffix: str, letter: bytes) -> None:
    assert office.resaved(letter, suffix).startswith(MAGIC[suffix])


def test_writer_prints(letter: bytes) -> None:
    assert office.printed(letter).startswith(b"%PDF")


def test_a_file_that_writer_cannot_open_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        office.converted(b"PK\x03\x04 not a package", "docx", "pdf:writer_pdf_Export")


def test_the_validator_finds_what_does_not_belong(letter: bytes) -> None:
    assert office.schema_faults(letter) == []
    wrong = office.schema_faults(_with_part(letter, "word/document.xml", b"<w:p>", b"<w:p><w:nonsense/>"))
    assert len(wrong) == 1
    assert "nonsense" in wrong[0]


def _with_part(package: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new, 1) if name == part else content)
    return out.getvalue()
