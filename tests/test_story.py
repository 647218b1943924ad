"""The story under ``samples/historie``: thirty weeks of one follow-up, by the command line alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dokumentverk import shipped
from dokumentverk.define import load_forms
from dokumentverk.model.language import Language
from dokumentverk.model.written import spell_date
from samples.historie.fortell import Ran, Teller, begin, steps, told

DOCUMENT = Path(__file__).parent.parent / "docs" / "historie.md"
HEAD = """\
# Tretti uker

En historie fra ende til annen: Åse, helsefagarbeider, og Kari, lederen hennes, fra det første behovet for
tilrettelegging til dialogmøte 2 hos Nav, og Per, som er ofte borte i korte perioder. Alle er oppdiktet. Hvert steg er
en kommando; `python samples/historie/fortell.py` kjører dem alle og viser hva hver av dem svarer. Et navn i klammer
står for nummeret, filen eller saken som et tidligere steg ga (→).
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Ran]]:
    every = list(steps())
    root = tmp_path_factory.mktemp("historie")
    begin(root, every[0].on)
    return root, list(Teller(root).tell(iter(every)))


def test_every_step_ends_as_the_story_says(story: tuple[Path, list[Ran]]) -> None:
    _, ran = story
    assert [told(one) for one in ran if one.exit != one.step.exit] == []


def test_every_kind_of_document_is_in_it(story: tuple[Path, list[Ran]]) -> None:
    _, ran = story
    made = {one.words[1] for one in ran if one.words[:1] == ("generate",)}
    documents = load_forms([shipped.forms(), shipped.forms() / "letters"])
    assert set(documents) - made == set()


def test_nothing_is_left_lying(story: tuple[Path, list[Ran]]) -> None:
    root, _ = story
    for tray in ("innboks", "til avklaring", "avvist"):
        assert [path.name for path in (root / tray).iterdir() if not path.name.startswith("LES MEG")] == []


def test_all_of_it_lies_in_the_folder_of_its_person(story: tuple[Path, list[Ran]]) -> None:
    root, ran = story
    folder = next((root / "arkiv" / "Personalmapper").glob("1001 *"))
    filed = sum(one.words == ("file",) for one in ran)
    assert len(list(folder.glob("*/*/record.json"))) >= filed - 1, "one of them lies among the egenmeldinger"


def test_the_days_run_forward_for_thirty_weeks() -> None:
    days = [one.on for one in steps()]
    assert days == sorted(days)
    assert (days[-1] - days[0]).days >= 30 * 7


def test_the_document_that_tells_it_tells_it(regenerate: bool) -> None:
    wanted = document()
    if regenerate:
        DOCUMENT.write_text(wanted, encoding="utf-8", newline="\n")
    assert wanted == DOCUMENT.read_text(encoding="utf-8"), "run pytest --regenerate and read the change"


def document() -> str:
    lines = [HEAD]
    day: date | None = None
    for one in steps():
        if one.on != day:
            lines += [""] if day is not None else []
            day = one.on
            lines += [f"## {' '.join(spell_date(day, Language.NB).split())}", ""]
        laid = f" (*{one.drops}* legges i innboksen)" if one.drops else ""
        lines.append(f"- {one.tells}{laid}")
        if one.run:
            lines.append(f"  `dokumentverk {' '.join(one.typed.split())}`" + (f" → *{one.name}*" if one.name else ""))
    return "\n".join(lines) + "\n"
