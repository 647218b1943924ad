"""Kinds of files by their bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from dokumentverk.messages import finding, finding_sentence
from dokumentverk.messages.words import has_word
from dokumentverk.model.language import Language
from dokumentverk.model.reading import FileKind
from dokumentverk.read.sniff import HEAD, STRANGERS, file_kind, kind_by_name, stranger_kind


def packed(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if first is not None:
            archive.writestr(zipfile.ZipInfo(first[0]), first[1], zipfile.ZIP_STORED)
        for name in names:
            archive.writestr(name, b"<x/>" * 50)
    return out.getvalue()


def streamed(*names: str) -> bytes:
    """As a writer that cannot seek: sizes come after the data."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.out = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            piece = bytes(data)  # type: ignore[call-overload]
            self.out += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"<x/>" * 50)
    return bytes(pipe.out)


ODT = b"application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n", "a.pdf", FileKind.PDF),
        (b"\xef\xbb\xbf\n%PDF-1.4", "a.pdf", FileKind.PDF),
        (b"x" * 1000 + b"%PDF-1.4", "a.txt", FileKind.PDF),
        (b"x" * 1100 + b"%PDF-1.4", "a.pdf", FileKind.OTHER),
        (packed("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "a.docx", FileKind.DOCX),
        (packed("[Content_Types].xml", "word/document.xml"), "a.zip", FileKind.DOCX),
        (streamed("[Content_Types].xml", "word/document.xml"), "a.docx", FileKind.DOCX),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", FileKind.OTHER),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "a.docx", FileKind.OTHER),
        (packed("[Content_Types].xml", "customXml/item1.xml"), "a.docx", FileKind.DOCX),
        (packed("bilde.png"), "a.docx", FileKind.OTHER),
        (packed("content.xml", first=("mimetype", ODT)), "a.odt", FileKind.ODT),
        (packed("content.xml", first=("mimetype", ODT + b"-template")), "a.ott", FileKind.ODT),
        (packed("content.xml", first=("mimetype", b"application/epub+zip")), "a.odt", FileKind.OTHER),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", FileKind.DOC),
        (b"{\\rtf1\\ansi", "a.rtf", FileKind.RTF),
        (b"\xef\xbb\xbf {\\rtf1", "a.doc", FileKind.RTF),
        (b"\xff\xd8\xff\xe1", "a.pdf", FileKind.IMAGE),
        (b"\x89PNG\r\n\x1a\n", "a.png", FileKind.IMAGE),
        (b"II*\0", "a.tif", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WEBPVP8", "a.webp", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WAVE", "a.wav", FileKind.OTHER),
        (b"\0\0\0\x18ftypheic", "IMG_1.HEIC", FileKind.IMAGE),
        (b"\0\0\0\x18ftypmp42", "a.mp4", FileKind.OTHER),
        (b"", "a.pdf", FileKind.EMPTY),
        (bytes(4096), "a.pdf", FileKind.EMPTY),
        (b" \r\n", "a.pdf", FileKind.EMPTY),
        (b"<html>", "a.pdf", FileKind.OTHER),
        (b"PK\x03\x04", "a.docx", FileKind.OTHER),
        (b"PK\x03\x04" + b"\xff" * 40, "a.docx", FileKind.OTHER),
    ],
)
def test_kind(content: bytes, name: str, kind: FileKind) -> None:
    assert file_kind(content[:HEAD], name) is kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Skjema.PDF", FileKind.PDF),
        ("a.b.docx", FileKind.DOCX),
        ("bilde.JPEG", FileKind.IMAGE),
        ("uten", None),
        (".pdf", None),
        ("a.exe", None),
    ],
)
def test_kind_by_name(name: str, kind: FileKind | None) -> None:
    assert kind_by_name(name) is kind


STRANGE = {
    "jpeg": b"\xff\xd8\xff\xe0",
    "png": b"\x89PNG\r\n\x1a\n",
    "tiff": b"II*\0",
    "image": b"GIF89a",
    "spreadsheet": packed("xl/workbook.xml"),
    "presentation": packed("ppt/presentation.xml"),
    "zip": packed("bilder/feriebilde.bin"),
    "web_page": b"\xef\xbb\xbf\n<!DOCTYPE html><html>",
    "email": b"From: noen@example.no\r\nSubject: Skjema\r\n",
    "text": "Hei, jeg er syk.\r\n\tÅse".encode(),
    "unknown": b"\x00\x01\x02\x03",
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_not_read_has_a_name_in_every_language(name: str) -> None:
    head = STRANGE[name]
    assert stranger_kind(file_kind(head, "skjema.xyz"), head) == name
    told = finding("FILE_KIND_UNSUPPORTED", kind=name)
    assert all(f"({name})" not in finding_sentence(told, language) for language in (Language.NB, Language.NN))
    assert has_word(f"kind_{name}")


def test_every_kind_of_stranger_is_tried() -> None:
    assert set(STRANGE) == set(STRANGERS)
