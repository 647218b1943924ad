"""Text to search in over what was scanned: only where it is asked for, and never over what nobody has read."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest

from dokumentverk.archive.verify import verify
from dokumentverk.engines import scan_recognise
from dokumentverk.engines.facsimile_text import Word
from dokumentverk.engines.pdfa_check import faults
from dokumentverk.engines.worker import Fate as Loss
from dokumentverk.engines.worker import Lost
from dokumentverk.flow import text_layers
from dokumentverk.flow.filing import file_received
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.receive import receive
from dokumentverk.flow.stack_parts import PartResult
from dokumentverk.flow.understand import check_document
from dokumentverk.model.filing import Filed
from dokumentverk.model.layout import Medium
from dokumentverk.workplace.folders import open_workplace
from tests.flow.desk import DAY
from tests.flow.paper_desk import Desk, desk_at, paper_workplace, words_in
from tests.foreign.tools import need

SAID = (Word("Ødegård", 50.0, 60.0, 110.0, 74.0),)


def wanting(root: Path) -> Path:
    settings = paper_workplace(root) / "dokumentverk.toml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\n[archive]\ntext_layer = true\n", encoding="utf-8")
    return root


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """One where every page that is recognised says «Ødegård»."""
    monkeypatch.setattr(scan_recognise, "can_recognise", lambda: True)
    monkeypatch.setattr(scan_recognise, "recognise_page", lambda _path, _number: SAID)
    with desk_at(wanting(tmp_path / "kontor")) as opened:
        yield opened


def files_of(office: Office, outcome: object) -> dict[str, bytes]:
    """By variant format: what lies in the archive of one filed document."""
    assert isinstance(outcome, Filed)
    with office.catalog() as catalog:
        stored = catalog.show(outcome.receipt.entry.return_id).stored
    assert stored is not None
    folder = (office.archive_root / outcome.receipt.placements[0].path).parent
    return {one.variant: (folder / one.name).read_bytes() for one in stored.files if one.name.endswith(".pdf")}


def text_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def copy_of_part(desk: Desk, result: PartResult) -> bytes:
    return list(files_of(desk.office, result.outcome).values())[-1]


def codes(result: PartResult) -> set[str]:
    assert isinstance(result.outcome, Filed)
    return {one.code for one in result.outcome.received.findings}


def losing(page: int) -> Callable[[str, int], object]:
    return lambda _path, number: Lost(Loss.TIMED_OUT) if number == page else SAID


def test_the_copy_can_be_searched_and_the_scan_stays_as_it_is(desk: Desk) -> None:
    (result,) = desk.one("A1/2 A2/2").results
    original, copy = files_of(desk.office, result.outcome).values()
    assert text_of(original) == ["", ""]
    assert text_of(copy) == ["Ødegård", "Ødegård"]
    assert words_in(copy) == words_in(original)
    assert faults(copy, "2b") == ()
    assert codes(result) == set()
    assert verify(desk.office.archive_root, desk.office.workplace.system) == ()


def test_a_scan_that_is_its_own_copy_gets_one_beside_it(desk: Desk) -> None:
    """Of a mixed pile each document is cut out as PDF/A."""
    first, _ = desk.one("A1/1 B1/1").results
    original, copy = files_of(desk.office, first.outcome).values()
    assert faults(original, "2b") == faults(copy, "2b") == ()
    assert (text_of(original), text_of(copy)) == ([""], ["Ødegård"])


def test_without_the_setting_there_is_no_text(tmp_path: Path) -> None:
    with desk_at(paper_workplace(tmp_path / "kontor")) as desk:
        first, _ = desk.one("A1/1 B1/1").results
        (only,) = files_of(desk.office, first.outcome).values()
        assert text_of(only) == [""]


def test_what_is_filed_unread_gets_none(desk: Desk) -> None:
    """A doctor's letter behind a separator, and what belongs to a form without being a part of it."""
    desk.one("S x A1/1 + x")
    texts: dict[tuple[str | None, str, str], list[str]] = {}
    with desk.office.catalog() as catalog:
        for row in catalog.all():
            folder = desk.office.archive_root / row.folder
            for path in folder.glob("*.pdf"):
                texts[row.form, row.return_id, path.name] = text_of(path.read_bytes())
    assert sorted({form or "" for form, _, _ in texts}) == ["", "notat"]
    assert [text for (form, _, _), text in texts.items() if form is None] == [[""], [""]]
    assert ["Ødegård"] in texts.values()


def test_what_few_may_see_gets_none(desk: Desk) -> None:
    path = desk.pile("A1/1")
    understood = check_document(desk.office, path)
    with desk.office.writing():
        filed = file_received(desk.office, understood, path, restricted=True)
    _, copy = files_of(desk.office, filed).values()
    assert text_of(copy) == [""]


def test_a_page_that_takes_too_long_costs_its_own_text_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_recognise, "recognise_page", losing(1))
    (result,) = desk.one("A1/2 A2/2").results
    assert text_of(copy_of_part(desk, result)) == ["", "Ødegård"]
    assert codes(result) == {"TEXT_LAYER_LACKS"}


@pytest.mark.parametrize(("module", "name"), [(scan_recognise, "can_recognise"), (text_layers, "scan_extra_is_here")])
def test_without_tesseract_it_is_filed_and_a_note_says_why(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    monkeypatch.setattr(module, name, lambda: False)
    (result,) = desk.one("A1/1").results
    assert text_of(copy_of_part(desk, result)) == [""]
    assert codes(result) == {"TEXT_LAYER_NEEDS_TESSERACT"}


def test_a_page_on_which_nothing_is_found_is_filed_as_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_recognise, "recognise_page", lambda _path, _number: ())
    (result,) = desk.one("A1/1").results
    assert text_of(copy_of_part(desk, result)) == [""]
    assert codes(result) == set()


def test_a_printed_form_is_found_by_its_own_words(tmp_path: Path) -> None:
    """With Tesseract itself, in workers of their own, from a picture of the page."""
    need("tesseract-nor")
    with Office(
        open_workplace(wanting(tmp_path / "kontor")), now=lambda: DAY, random=random.Random(7).randrange
    ) as office:
        printed = produce(office, Order("notat", employee="1001", medium=Medium.PRINT))
        with pypdfium2.PdfDocument(printed.content) as document:
            scan = document[0].render(scale=300 / 72).to_pil().convert("L")
        path = office.workplace.inbox / "skann.png"
        scan.save(path, dpi=(300, 300))
        with office.writing():
            _, outcome = receive(office, path)
        copy = list(files_of(office, outcome).values())[-1]
    words = text_of(copy)[0].split()
    assert {"Notat", "Merknad", printed.issue.number[:4]} <= {part for one in words for part in (one, one[:4])}
