"""Conversion by a real LibreOffice; what cannot be tried without one is skipped with the reason."""

from __future__ import annotations

import http.server
import io
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import docx
import pikepdf
import pytest
from PIL import Image

from dokumentverk.engines import libreoffice
from dokumentverk.errors import MissingEngine, Unreadable

needs_soffice = pytest.mark.skipif(libreoffice.find_soffice() is None, reason="LibreOffice is not installed")


def document(text: str) -> bytes:
    made = docx.Document()
    made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@needs_soffice
@pytest.mark.parametrize(
    ("to", "head"), [("odt", b"PK"), ("doc", b"\xd0\xcf\x11\xe0"), ("rtf", b"{\\rtf"), ("pdf", b"%PDF")]
)
def test_converts_a_file_with_an_odd_name_and_leaves_nothing_else_behind(
    tmp_path: Path, to: libreoffice.Target, head: bytes
) -> None:
    work, source = tmp_path / "work", tmp_path / "50% å #1 -ø.docx"
    work.mkdir()
    source.write_bytes(document("Grønn ærfugl"))

    made = libreoffice.convert(source, to, work, seconds=120)

    assert made.read_bytes().startswith(head)
    assert [one for one in work.rglob("*") if one.is_file()] == [made]
    assert sorted(one.name for one in tmp_path.iterdir()) == [source.name, "work"]


@needs_soffice
def test_a_file_goes_to_odt_and_back_with_its_text(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    source.write_bytes(document("Grønn ærfugl på Åsen"))
    there = libreoffice.convert(source, "odt", tmp_path, seconds=120)
    back = libreoffice.convert(there, "docx", tmp_path, seconds=120)
    assert "Grønn ærfugl på Åsen" in zipfile.ZipFile(back).read("word/document.xml").decode()


@needs_soffice
def test_pdfa_says_that_it_is_pdfa_2(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    source.write_bytes(document("Hei"))
    with pikepdf.open(libreoffice.convert(source, "pdfa", tmp_path, seconds=120)) as made:
        assert made.open_metadata()["pdfaid:part"] == "2"
        assert "/StructTreeRoot" in made.Root


@needs_soffice
def test_what_cannot_be_converted_is_unreadable_and_names_only_the_file(tmp_path: Path) -> None:
    source = tmp_path / "tall.odt"
    source.write_bytes(b"PK\x03\x04 not a document at all" + bytes(200))
    with pytest.raises(Unreadable) as raised:
        libreoffice.convert(source, "docx", tmp_path, seconds=120)
    assert raised.value.code == "LIBREOFFICE_FAILED"
    assert raised.value.params == {"file": "tall.odt"}
    assert [one.name for one in tmp_path.iterdir()] == ["tall.odt"]


def with_linked_picture(odt: bytes, address: str) -> bytes:
    """The document with a picture that lies elsewhere."""
    frame = (
        '<draw:frame svg:width="3cm" svg:height="3cm" text:anchor-type="as-char"><draw:image xlink:type="simple"'
        f' xlink:show="embed" xlink:actuate="onLoad" xlink:href="{address}"/></draw:frame>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(odt)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "content.xml":
                assert content.count(b"Grav her") == 1
                content = content.replace(b"Grav her", frame.encode())
            target.writestr(name, content)
    return out.getvalue()


@needs_soffice
def test_linked_pictures_are_not_fetched_from_the_web_nor_from_the_machine(tmp_path: Path) -> None:
    """With a profile of its own making LibreOffice 7.4 fetches both and puts them into what it writes."""
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            asked.append(self.client_address[0])

    picture = tmp_path / "hemmelig.png"
    Image.new("RGB", (40, 40), "red").save(picture)
    plain = tmp_path / "a.docx"
    plain.write_bytes(document("Grav her"))
    odt = libreoffice.convert(plain, "odt", tmp_path, seconds=120).read_bytes()
    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for address in (f"http://127.0.0.1:{server.server_port}/a.png", picture.as_uri()):
            linked = tmp_path / "linked.odt"
            linked.write_bytes(with_linked_picture(odt, address))
            made = libreoffice.convert(linked, "docx", tmp_path, seconds=120)
            assert not [name for name in zipfile.ZipFile(made).namelist() if "media" in name]
        server.shutdown()
    assert asked == []


@needs_soffice
def test_a_bomb_is_not_given_to_libreoffice(tmp_path: Path) -> None:
    bomb = tmp_path / "bombe.odt"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", " " * 30_000_000)
    with pytest.raises(Unreadable) as raised:
        libreoffice.convert(bomb, "docx", tmp_path, seconds=120)
    assert raised.value.code == "LIBREOFFICE_UNSAFE"


def test_without_libreoffice_the_missing_engine_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: None)
    with pytest.raises(MissingEngine):
        libreoffice.convert(tmp_path / "a.docx", "pdf", tmp_path, seconds=1)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")
def test_a_program_that_hangs_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, child = tmp_path / "soffice", tmp_path / "child"
    hanging.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > '{child}'\nsleep 600\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(libreoffice, "find_soffice", lambda: hanging)
    source, work = tmp_path / "a.docx", tmp_path / "work"
    work.mkdir()
    source.write_bytes(b"x")

    with pytest.raises(Unreadable) as raised:
        libreoffice.convert(source, "pdf", work, seconds=0.5)

    assert raised.value.code == "LIBREOFFICE_TIMED_OUT"
    assert list(work.iterdir()) == []
    pid = child.read_text().strip()
    for _ in range(50):
        state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False).stdout
        if not state.strip() or state.startswith("Z"):
            break
        time.sleep(0.1)
    assert not state.strip() or state.startswith("Z")
