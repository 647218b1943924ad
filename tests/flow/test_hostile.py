"""Hostile names and answers go through every document, report and folder, and stay what they are: text."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from lxml import etree

from dokumentverk.flow.produce import Order, produce
from dokumentverk.model.layout import Medium
from tests.cli import console
from tests.flow.desk import PEOPLE, make_workplace, office_at

HOSTILE = (
    '=cmd|" /C calc"!A0',
    "../../etc/passwd",
    "{{ 7 * 7 }}{% raw %}",
    '#import "x.typ"; #panic()',
    "*_$` ]] [[first_day]] \\ <b>",
    "CON",
    "a" * 180,
    "</w:t><w:r>&amp;",
    "%s %n {0} {name}",
)
STEERING = "\x1b[31mrød\x07 \u202eBAKLENGS\u2069"


def people_of(name: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(["ansattnummer", "fornavn", "etternavn", "stilling", "enhet", "ansatt fra"])
    writer.writerow(["1001", "Åse", name, name, name, "01.03.2019"])
    return text.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["egenmelding", "oppfolgingsplan", "dialogmote"])
def test_a_name_stays_a_name_in_every_document(tmp_path: Path, name: str, form: str) -> None:
    with office_at(make_workplace(tmp_path / "kontor", people_of(name))) as office:
        office.blanks.blocks(office.form(form), office.settings.language)
        for medium in Medium:
            produced = produce(office, Order(form, employee="1001", medium=medium))
            shown = docx_text(produced.content) if medium is Medium.DOCX else pdf_text(produced.content)
            assert squeezed(name)[:24] in squeezed(shown), medium


def pdf_text(content: bytes) -> str:
    """What the pages show, and what the fields hold."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        held = "".join(str(one.value) for one in pdf.acroform.fields if one.is_text)
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return held + "".join(page.extract_text() for page in pdf.pages)


def docx_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return "".join(str(one) for one in root.itertext())


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("\ufffe", "").replace("\u00ad", "")


@pytest.mark.parametrize("name", [*HOSTILE, STEERING])
def test_a_name_steers_neither_terminal_nor_folder_nor_json(tmp_path: Path, name: str) -> None:
    # A table with control characters is refused whole, so that name comes by the title alone.
    root = make_workplace(tmp_path / "kontor", PEOPLE if name == STEERING else people_of(name))
    (root / "brev.txt").write_text("x", encoding="utf-8")

    def run(*words: str) -> str:
        said = console.run(root, *words)
        assert said.code is None
        assert not set(said.out + said.told) & set("\x1b\x07\u202e\u2069")
        return said.out

    run("archive", "add", str(root / "brev.txt"), "--employee", "1001", "--title", name)
    listed = run("archive", "list", "--to", "json")
    (line,) = [json.loads(one) for one in listed.splitlines()]
    run("archive", "list")
    run("archive", "show", line["return"])
    run("archive", "find", name[:20])
    assert run("archive", "verify", "--to", "json").splitlines()[-1].count('"ok": true') == 1
    for placement in line["placements"]:
        path = (root / "arkiv" / placement["path"]).resolve()
        assert path.is_file()
        assert (root / "arkiv").resolve() in path.parents
        assert len(str(path)) <= 260
