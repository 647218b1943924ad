"""Separators: issued, printed, known again by the eyes, and silent about the person in their code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from dokumentverk.engines.pdfa_check import faults
from dokumentverk.engines.scan_identify import identify_sheets
from dokumentverk.errors import UsageFault
from dokumentverk.flow.behind_separators import title_of
from dokumentverk.flow.office import Office
from dokumentverk.flow.separators import attachment_sheet, produce_separator, produce_separator_again
from dokumentverk.flow.withdraw import withdraw
from dokumentverk.model.language import Language
from dokumentverk.model.number import ATTACHMENT_PAYLOAD, PageCode, page_payload
from dokumentverk.model.scan import SheetMark
from tests.flow.desk import make_workplace, office_at


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path / "kontor")) as opened:
        yield opened


def seen(content: bytes, folder: Path, *, without_top: bool = False) -> SheetMark:
    """As a scanner pictures it, 150 dpi; perhaps with its upper fifth torn away."""
    document = pypdfium2.PdfDocument(content)
    picture = np.asarray(document[0].render(scale=150 / 72).to_pil().convert("L")).copy()
    document.close()
    if without_top:
        picture[: len(picture) // 5] = 255
    Image.fromarray(picture).save(folder / "ark.png", dpi=(150, 150))
    (mark,) = identify_sheets(str(folder / "ark.png"), 1, 1)
    return mark


def shown(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text: str = document[0].get_textpage().get_text_bounded()
    document.close()
    return text


@pytest.mark.parametrize("without_top", [False, True])
def test_the_eyes_see_its_number(office: Office, tmp_path: Path, without_top: bool) -> None:
    made = produce_separator(office, "1001", "Sykmelding uke 40")
    mark = seen(made.content, tmp_path, without_top=without_top)
    assert set(mark.codes) == {page_payload(PageCode(made.issue.number, 1, 1))}


def test_people_see_whose_it_is_and_the_code_does_not_tell(office: Office) -> None:
    made = produce_separator(office, "1001", "Sykmelding uke 40")
    text = shown(made.content)
    assert "1001 Åse Sørbø-Ødegård" in text
    assert "Sykmelding uke 40" in text
    assert "SKILLEARK" in text
    assert "SKILJEARK" in text
    assert "SEPARATOR SHEET" in text
    assert faults(made.content, "2a") == ()
    assert faults(made.content, "ua1") == ()
    assert "1001" not in made.file_name


def test_what_is_kept_of_it_names_nobody(office: Office) -> None:
    made = produce_separator(office, "1001", "Sykmelding uke 40")
    kept = office.layouts.blank(made.issue.layouts[0][1])
    assert "Sørbø" not in shown(kept)
    assert "Sykmelding" not in shown(kept)


def test_it_can_be_made_again_until_it_is_withdrawn(office: Office) -> None:
    made = produce_separator(office, "1001", "Sykmelding uke 40", Language.NN)
    assert title_of(office, made.issue) == "Sykmelding uke 40"
    assert produce_separator_again(office, made.issue.number).content == made.content
    withdraw(office, made.issue.number)
    with pytest.raises(UsageFault, match="ISSUE_IS_WITHDRAWN"):
        produce_separator_again(office, made.issue.number)
    assert title_of(office, made.issue) == "Skannet dokument"


@pytest.mark.parametrize(
    ("employee", "title", "code"),
    [
        ("9999", "Brev", "EMPLOYEE_NOT_FOUND"),
        ("1001", "  ", "ARCHIVE_TITLE_NEEDED"),
        ("1001", "x" * 121, "VALUE_TOO_LONG"),
    ],
)
def test_what_makes_no_separator(office: Office, employee: str, title: str, code: str) -> None:
    with pytest.raises(UsageFault, match=code):
        produce_separator(office, employee, title)


def test_the_attachment_sheet_is_the_same_for_all(office: Office, tmp_path: Path) -> None:
    content = attachment_sheet(office)
    assert set(seen(content, tmp_path).codes) == {ATTACHMENT_PAYLOAD}
    assert content == attachment_sheet(office)
    assert faults(content, "2a") == ()
