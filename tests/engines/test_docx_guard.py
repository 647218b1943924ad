"""Hostile and broken packages are refused before their XML is opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from dokumentverk.engines import docx_guard, docx_read
from dokumentverk.engines.docx_form import DocxForm
from dokumentverk.engines.pdf_read_form import Refused
from dokumentverk.messages import findings
from tests.engines.docx_specimens import package, rels, story, zipped

_ENTITIES = (
    '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
_FILE_ENTITY = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def bomb() -> bytes:
    """40 MB of blanks in some 40 KB."""
    return package(parts={"word/media/image1.emf": b" " * 40_000_000})


def nested_bomb() -> bytes:
    return package("<w:p>" + " " * 30_000_000 + "</w:p>")


def many_parts() -> bytes:
    return package(parts={f"word/media/{at}.bin": b"x" for at in range(docx_guard.MAX_PARTS + 1)})


def entry(name: str) -> bytes:
    return package(parts={name: b"x"})


def twice() -> bytes:
    out = io.BytesIO(package())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", story("<w:p/>"))
    return out.getvalue()


def lying_size() -> bytes:
    """The directory says ten bytes, the stream holds more."""
    content = package(parts={"word/big.bin": b"A" * 5_000_000})
    size = (5_000_000).to_bytes(4, "little")
    return content.replace(size, (10).to_bytes(4, "little"))


def overlapping() -> bytes:
    """One entry lies inside another's bytes, and the directory names both."""
    inner = zipped({"word/media/b.bin": b"B" * 100})
    local = inner[: inner.index(b"PK\x01\x02")]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        with zipfile.ZipFile(io.BytesIO(package())) as source:
            for name in source.namelist():
                archive.writestr(name, source.read(name))
        start = out.tell()
        archive.writestr("word/media/a.bin", local)
        shared = zipfile.ZipFile(io.BytesIO(inner)).infolist()[0]
        shared.header_offset = start + 30 + len("word/media/a.bin")
        archive.filelist.append(shared)
        archive.NameToInfo[shared.filename] = shared
    return out.getvalue()


def flagged_encrypted() -> bytes:
    content = bytearray(package())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def with_relation(relation: str, part: str = "word/_rels/document.xml.rels") -> bytes:
    return package(parts={part: rels(relation)})


def doctyped(declaration: str, encoding: str = "utf-8") -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{story("<w:p/>").decode()}'
    return package(parts={"word/document.xml": text.encode(encoding)})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "FILE_EMPTY"),
    "no zip": (lambda: b"hello" * 100, "FILE_BROKEN"),
    "half a zip": (lambda: package()[:-100], "FILE_BROKEN"),
    "a lying directory": (lying_size, "FILE_BROKEN"),
    "another compound file": (lambda: docx_guard._OLE + bytes(600), "FILE_BROKEN"),
    "a zip without a document": (lambda: zipped({"a.txt": b"x"}), "FILE_BROKEN"),
    "a document that is no XML": (lambda: package(parts={"word/document.xml": b"<w:document"}), "FILE_BROKEN"),
    "an encrypted Word file": (
        lambda: docx_guard._OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        "FILE_ENCRYPTED",
    ),
    "an encrypted zip": (flagged_encrypted, "FILE_ENCRYPTED"),
    "a bomb of a part": (bomb, "DOCX_TOO_LARGE"),
    "a bomb of XML": (nested_bomb, "DOCX_TOO_LARGE"),
    "a thousand parts": (many_parts, "DOCX_TOO_LARGE"),
    "a name that climbs": (lambda: entry("word/../../../evil.xml"), "DOCX_NAMES_UNSAFE"),
    "an absolute name": (lambda: entry("/etc/passwd"), "DOCX_NAMES_UNSAFE"),
    "a name with a drive": (lambda: entry("C:/evil.xml"), "DOCX_NAMES_UNSAFE"),
    "a name with a newline": (lambda: entry("word/a\n.xml"), "DOCX_NAMES_UNSAFE"),
    "a part twice": (twice, "DOCX_NAMES_UNSAFE"),
    "a part twice, in another case": (lambda: entry("WORD/document.xml"), "DOCX_NAMES_UNSAFE"),
    "entries that share bytes": (overlapping, "DOCX_NAMES_UNSAFE"),
    "entities that grow": (lambda: doctyped(_ENTITIES), "DOCX_DOCTYPE"),
    "an entity of a file": (lambda: doctyped(_FILE_ENTITY), "DOCX_DOCTYPE"),
    "a DOCTYPE in UTF-16": (lambda: doctyped(_FILE_ENTITY, "utf-16"), "DOCX_DOCTYPE"),
    "a DOCTYPE in a part that we never read": (
        lambda: package(parts={"word/theme/theme1.xml": b"<!DOCTYPE a><a/>"}),
        "DOCX_DOCTYPE",
    ),
    "a template from elsewhere": (
        lambda: with_relation("attachedTemplate http://example.com/t.dotm External", "word/_rels/settings.xml.rels"),
        "DOCX_EXTERNAL",
    ),
    "a picture from elsewhere": (lambda: with_relation("image file:///etc/hostname External"), "DOCX_EXTERNAL"),
    "a frame from elsewhere": (lambda: with_relation("frame http://example.com/a.html external"), "DOCX_EXTERNAL"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    make, code = REFUSED[case]
    assert docx_read.parse(make()) == Refused(code)


def test_every_refusal_has_a_sentence() -> None:
    assert {code for _, code in REFUSED.values()} <= findings().keys()


def test_a_link_in_the_text_is_no_external_content() -> None:
    assert isinstance(docx_read.parse(with_relation("hyperlink https://www.nav.no External")), DocxForm)


def test_the_file_is_read_from_a_path_too(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(package())
    assert isinstance(docx_read.parse(path), DocxForm)


def test_a_file_entity_in_an_encoding_that_hides_it_is_not_followed() -> None:
    """UTF-7 spells «<!DOCTYPE» otherwise; what the XML parser finds is refused all the same."""
    text = f'<?xml version="1.0" encoding="UTF-7"?>{_FILE_ENTITY}{story("<w:p>&x;</w:p>").decode()}'
    hidden = text.replace("<!DOCTYPE", "+ADwAIQ-DOCTYPE").replace("<!ENTITY", "+ADwAIQ-ENTITY")
    assert docx_read.parse(package(parts={"word/document.xml": hidden.encode("ascii")})) == Refused("FILE_BROKEN")


def test_deep_nesting_ends_in_a_refusal_not_in_a_crash() -> None:
    deep = "<w:sdt><w:sdtContent>" * 300 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 300
    assert docx_read.parse(package(deep)) == Refused("FILE_BROKEN")


def test_a_ratio_is_only_judged_of_large_parts() -> None:
    blanks = b" " * 900_000
    assert len(zlib.compress(blanks)) * docx_guard.MAX_RATIO < len(blanks)
    assert isinstance(docx_read.parse(package(parts={"word/media/a.bin": blanks})), DocxForm)
