"""Stacks and separators by command line: what a clerk sees, and what a program gets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import click
import jsonschema
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from dokumentverk.flow.produce import Order, produce
from dokumentverk.model.layout import Medium
from tests.cli.console import run
from tests.flow.desk import make_workplace, office_at
from tests.flow.paper_desk import pdf_of

SCHEMAS = Path(__file__).parents[2] / "dokumentverk" / "cli" / "schemas"


def page(content: bytes, number: int = 0) -> bytes:
    """A page as a scanner pictures it: JPEG, grey, 150 dpi."""
    document = pypdfium2.PdfDocument(content)
    picture = document[number].render(scale=150 / 72).to_pil().convert("L")
    document.close()
    return jpeg(picture)


def jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=80, dpi=(150, 150))
    return out.getvalue()


def stranger() -> bytes:
    picture = Image.new("L", (1240, 1754), 255)
    picture.paste(40, (150, 200, 900, 260))
    picture.paste(60, (150, 400, 1000, 430))
    return jpeg(picture)


def scan_of(pages: Sequence[bytes]) -> bytes:
    """Each picture with its own size."""
    made = BytesIO()
    with pikepdf.open(BytesIO(pdf_of(list(pages)))) as pdf:
        for one, content in zip(pdf.pages, pages, strict=True):
            with Image.open(BytesIO(content)) as image:
                one.obj.Resources.XObject.Im.Width, one.obj.Resources.XObject.Im.Height = image.size
        pdf.save(made)
    return made.getvalue()


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """A workplace with a pile in its inbox: nobody's letter, an egenmelding, a separator with a letter behind it, a
    blank side."""
    root = make_workplace(tmp_path / "kontor")
    assert run(root, "generate", "separator", "--employee", "1003", "--title", "Brev fra Nav").exit == 0
    with office_at(root) as office:
        form = produce(office, Order("egenmelding", employee="1001", medium=Medium.PRINT)).content
    separator = next((root / "utskrift").glob("separator *papir.pdf")).read_bytes()
    blank = jpeg(Image.new("L", (1240, 1754), 252))
    pages = [stranger(), page(form), page(separator), stranger(), blank]
    (root / "innboks" / "skann.pdf").write_bytes(scan_of(pages))
    return root


def test_a_clerk_sees_what_each_sheet_became(pile: Path) -> None:
    dry = run(pile, "file", "--dry-run")
    assert "Ark inn: 5 = arkivert: 1 + til avklaring: 1 + avvist: 1 + uten innhold: 2 (av dem skilleark: 1)" in dry.out
    assert (pile / "innboks" / "skann.pdf").exists()
    said = run(pile, "file")
    assert said.exit == 3
    assert "Ark inn: 5 = arkivert: 1 + til avklaring: 1 + avvist: 1 + uten innhold: 2 (av dem skilleark: 1)" in said.out
    assert "Ikke makuler papiret: ark 1–2, 4." in said.out
    assert "[SHEETS_NOBODYS]" in said.out
    assert "skannelister/" in said.out
    assert "Brev fra Nav" not in said.out
    assert not (pile / "innboks" / "skann.pdf").exists()


def test_a_program_gets_a_line_for_each_document_and_one_for_the_stack(pile: Path) -> None:
    *documents, stack = run(pile, "file", "--to", "json").lines
    shapes: dict[str, Any] = {
        name: json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")) for name in ("received", "stack")
    }
    for line in documents:
        jsonschema.validate(line, shapes["received"], format_checker=jsonschema.FormatChecker())
    jsonschema.validate(stack, shapes["stack"])
    assert [line["sources"][0]["sheets"] for line in documents] == [[1], [2], [4]]
    assert [line["outcome"] for line in documents] == ["rejected", "review", "ok"]
    assert stack["sheets"] == stack["filed"] + stack["review"] + stack["rejected"] + stack["blank"] + stack["left"]


def test_separators_by_command(tmp_path: Path) -> None:
    root = make_workplace(tmp_path / "kontor")
    asked = ("--employee", "1001", "--title", "Brev", "--copies", "2", "--to", "json")
    lines = run(root, "generate", "separator", *asked).lines
    shape = json.loads((SCHEMAS / "generate.json").read_text(encoding="utf-8"))
    for line in lines:
        jsonschema.validate(line, shape)
        assert "1001" not in Path(line["path"]).name
    assert len({line["issue"] for line in lines}) == 2
    (sheet,) = run(root, "generate", "separator", "--attachment", "--to", "json").lines
    jsonschema.validate(sheet, shape)
    assert Path(sheet["path"]).read_bytes().startswith(b"%PDF-")
    again = run(root, "generate", "--issue", lines[0]["issue"], "--format", "print", "-o", str(tmp_path / "igjen.pdf"))
    assert again.exit == 0
    assert (tmp_path / "igjen.pdf").read_bytes() == Path(lines[0]["path"]).read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        ("separator",),
        ("separator", "--employee", "1001"),
        ("separator", "--attachment", "--employee", "1001"),
        ("separator", "--attachment", "--copies", "3"),
        ("separator", "--employee", "1001", "--title", "Brev", "--set", "x=y"),
        ("egenmelding", "--title", "Brev"),
        ("egenmelding", "--attachment"),
    ],
)
def test_what_a_separator_cannot_be(tmp_path: Path, words: tuple[str, ...]) -> None:
    root = make_workplace(tmp_path / "kontor")
    with pytest.raises(click.UsageError):
        run(root, "generate", *words)
