"""A clerk searches for what the form says, not for what the archive calls it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.find import in_words
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.receive import receive
from dokumentverk.model.language import Language
from tests.flow.desk import ANSWERS, egenmelding, make_workplace, office_at, returned


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Åse was ill, Per's child was; Per's form is in nynorsk."""
    with office_at(make_workplace(tmp_path_factory.mktemp("kontor"))) as opened:
        nynorsk = produce(opened, Order("egenmelding", employee="1003", language=Language.NN))
        child = {**ANSWERS, "absence_type": "child", "child_birth_year": "2019"}
        with opened.writing():
            for path in (
                returned(opened, egenmelding(opened), "åse.pdf"),
                returned(opened, nynorsk, "per.pdf", child),
            ):
                understood, _ = receive(opened, path)
                despite = tuple(one.code for one in understood.received.findings if one.stops)
                accept(opened, understood.received.return_id, Decision("Kari", "Prøve", despite=despite))
        yield opened


@pytest.mark.parametrize(
    ("text", "employees"),
    [
        ("Egen sykdom", ["1001"]),
        ("sykt barn", ["1003"]),
        ("sjukt BARN", ["1003"]),
        ("per hansen", ["1003"]),
        ("Aase Sørbø", ["1001"]),
        ("eigenmelding", ["1003"]),
        ("26. oktober 2026", ["1001", "1003"]),
    ],
)
def test_filed_forms_are_found(office: Office, text: str, employees: list[str]) -> None:
    with office.catalog() as catalog:
        assert [row.employee for row in catalog.find(text, partial(in_words, office))] == employees


def test_a_lost_blank_hides_no_answer(office: Office, tmp_path: Path) -> None:
    """The issue is known, its kept definition is not: today's says what the answers mean."""
    aside = tmp_path / "layouts"
    office.workplace.layouts.rename(aside)
    try:
        with office_at(office.workplace.root) as later, later.catalog() as catalog:
            assert [row.employee for row in catalog.find("egen sykdom", partial(in_words, later))] == ["1001"]
    finally:
        aside.rename(office.workplace.layouts)
