"""Type and handwriting in the boxes of printed forms, and the real engines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import cv2
import pytest

from dokumentverk.engines.scan_read import look_at
from dokumentverk.engines.scan_reference import issued_pages
from dokumentverk.engines.scan_register import picture_of, register
from dokumentverk.engines.scan_tesseract import language_folder
from dokumentverk.flow.office import Office
from dokumentverk.flow.understand import known, printed
from dokumentverk.model.layout import WidgetKind
from dokumentverk.model.reading import Identity
from dokumentverk.model.scan import InkSight, InkState, SheetLook
from dokumentverk.read.typed import agreed
from tests.engines.scan_made import sheet_of_scan
from tests.foreign.tools import need
from tests.paper import Condition, FilledPage, Print, degrade, fill, issue_print, need_material, paper_office, writer
from tests.paper.prints import typed_print

ANSWERS = {
    "notice_to": "Kari Nordmann",
    "expected_duration": "Til 3. november",
    "graded_tasks": "Kan gjøre kontorarbeid på hjemmekontor, men ikke løfte. Bør ikke kjøre før legen har sagt ja.",
    "attested_by": "Åse Sørbø-Ødegård",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with paper_office(tmp_path_factory.mktemp("kontor") / "a") as office:
        yield office


@pytest.fixture(scope="module")
def typed(office: Office) -> tuple[Print, FilledPage]:
    form = typed_print(office, "egenmelding", "1001", ANSWERS)
    return form, fill(form, {}, writer(3), seed=3)[0]


def looked(office: Office, form: Print, page: FilledPage, condition: Condition, seed: int) -> SheetLook:
    behind = known(office, Identity(form.issue.number))
    assert behind is not None
    assert behind.layout is not None
    issued = printed(office, behind)
    assert issued is not None
    pages = issued_pages(issued.content, behind.layout, frozenset({1}))
    sheet = sheet_of_scan(degrade(page, condition, seed))
    paper, fit = register(picture_of(sheet), pages[1], behind.layout, 1)
    assert paper is not None
    return look_at(paper, fit, behind.layout)


def sights(form: Print, look: SheetLook) -> dict[str, InkSight]:
    text = {at: place for at, place in enumerate(form.layout.places) if place.kind is WidgetKind.TEXT}
    return {text[one.place].field: one for one in look.inks if one.place in text and text[one.place].field in ANSWERS}


@pytest.mark.parametrize("condition", [Condition.GREY_200, Condition.BILEVEL_200])
def test_type_is_read_where_both_engines_agree(
    office: Office, typed: tuple[Print, FilledPage], condition: Condition
) -> None:
    """Never wrong; on a good scan nearly all of it."""
    need("tesseract-nor")
    form, page = typed
    seen = sights(form, looked(office, form, page, condition, seed=5))
    read = {field: found.text for field, one in seen.items() if (found := agreed(one.typed)) is not None}
    assert read.items() <= ANSWERS.items()
    assert len(read) >= 3


def test_type_that_a_pen_struck_out_is_no_answer(office: Office, typed: tuple[Print, FilledPage]) -> None:
    form, page = typed
    struck = page.picture.copy()
    place = next(one for one in form.layout.places if one.field == "graded_tasks")
    left, top = round((place.box.left + 2) * 300 / 72), round(place.box.top * 300 / 72)
    for down in (38, 92):
        cv2.line(struck, (left, top + down), (left + 800, top + down - 3), (60, 30, 30), 4, cv2.LINE_AA)
    marked = FilledPage(struck, page.dpi, 1, page.number, page.layout, page.truths)
    seen = sights(form, looked(office, form, marked, Condition.GREY_200, seed=5))
    assert seen["graded_tasks"].state is InkState.ADDED
    assert agreed(seen["graded_tasks"].typed) is None


@pytest.mark.parametrize("seed", [3, 7])
def test_handwriting_is_never_read(office: Office, seed: int) -> None:
    """Neat print by hand looks typed now and then, and both engines read it right; it is set in no typeface of ours."""
    need_material()
    form = issue_print(office, "egenmelding")
    page = fill(form, ANSWERS, writer(seed), seed=seed)[0]
    seen = sights(form, looked(office, form, page, Condition.GREY_200, seed))
    assert {one.state for one in seen.values()} == {InkState.ADDED}
    assert [agreed(one.typed) for one in seen.values()] == [None] * len(seen)


def test_without_tesseract_type_is_known_for_type_and_left(
    office: Office, typed: tuple[Print, FilledPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = lru_cache(lambda: None)
    monkeypatch.setattr("dokumentverk.engines.scan_text.tesseract", nowhere)
    form, page = typed
    seen = sights(form, looked(office, form, page, Condition.GREY_200, seed=5))
    assert seen["notice_to"].is_typed
    assert seen["notice_to"].typed == ()


def test_the_language_data_are_looked_for_where_people_lay_them(tmp_path: Path) -> None:
    empty, full = tmp_path / "a", tmp_path / "b"
    for folder in (empty, full):
        folder.mkdir()
    (full / "nor.traineddata").write_bytes(b"x")
    assert language_folder((tmp_path / "none", empty, full)) == full
    assert language_folder((empty,)) is None
