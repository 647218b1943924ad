"""What README says to back up is enough, and what it says of losing the rest is so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dokumentverk.workplace.folders import Workplace, open_workplace
from tests.cli.console import Said, run
from tests.flow.desk import egenmelding, make_workplace, office_at, returned

README = Path(__file__).parents[2] / "README.md"
TABLE = "ansattnummer;Første hele fraværsdag\r\n1001;02.11.2026\r\n"


def backed_up() -> list[str]:
    """The places that README's table says to back up."""
    text = README.read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text[text.index("## Where personal data lies") :].splitlines()]
    return [place for row in rows if "**yes**" in row[-1] for place in re.findall("`([^`]+)`", row[0])]


def restored(root: Path, to: Path, places: list[str]) -> Path:
    """A new machine with what was saved, and nothing else."""
    to.mkdir()
    for place in places:
        source = root / place
        if source.is_dir():
            shutil.copytree(source, to / place)
        elif source.is_file():
            (to / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, to / place)
    return to


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A letter is filed, a form waits in the tray with a correction, one lies in the inbox, a table was run, a case is
    open."""
    root = make_workplace(tmp_path_factory.mktemp("gammel") / "kontor")
    (root / "brev.txt").write_text("Fra Nav", encoding="utf-8")
    (root / "rader.csv").write_text(TABLE, encoding="utf-8")
    assert run(root, "archive", "add", str(root / "brev.txt"), "--employee", "1001", "--title", "Brev").exit == 0
    with office_at(root) as office:
        returned(office, egenmelding(office), "waiting.pdf")
    assert run(root, "file").exit == 1
    (waiting,) = (root / "til avklaring").iterdir()
    asked = ("--by", "Kari", "--reason", "Ringte", "--set", "last_day=28.10.2026")
    assert run(root, "accept", waiting.name, *asked).exit == 1
    assert run(root, "generate", "egenmelding", "--data", str(root / "rader.csv")).exit == 0
    assert run(root, "case", "open", "1003", "--first-day", "26.10.2026").exit == 0
    with office_at(root) as office:
        returned(office, egenmelding(office, "1003"), "arrived.pdf")
    return root


def numbers(said: Said) -> list[str]:
    return [one["issue"] for one in said.lines]


def test_the_table_names_places_that_are(lived_in: Path) -> None:
    missing = [place for place in backed_up() if not (lived_in / place).exists()]
    assert missing == ["system/trust/", "system/stacks/"], "only what no trust list and no scan has made yet"


def test_the_table_names_every_place_of_a_workplace(lived_in: Path) -> None:
    place = open_workplace(lived_in)
    properties = [name for name, one in vars(Workplace).items() if isinstance(one, property)]
    places = {getattr(place, name).relative_to(lived_in).as_posix() for name in properties} - {"system"}
    text = README.read_text(encoding="utf-8")
    table = text[text.index("## Where personal data lies") : text.index("## Platforms")]
    named = {one.rstrip("/") for one in re.findall("`([^`]+)`", table)}
    assert {one for one in places if not one.endswith(".sqlite")} <= named


def test_what_readme_says_is_enough(lived_in: Path, tmp_path: Path) -> None:
    new = restored(lived_in, tmp_path / "ny", backed_up())
    rebuilt = run(new, "archive", "rebuild", "--to", "json").lines[-1]
    assert (rebuilt["documents"], rebuilt["issues"], rebuilt["findings"]) == (1, 3, [])
    assert run(new, "archive", "verify").exit == 0
    assert [one["employee"] for one in run(new, "case", "list", "--to", "json").lines] == ["1003"]
    (tmp_path / "rader.csv").write_text(TABLE, encoding="utf-8")
    again = run(new, "generate", "egenmelding", "--data", str(tmp_path / "rader.csv"), "--to", "json")
    with office_at(new) as office:
        assert len(office.issues.register.all()) == 3, "no row is issued twice"
    assert len(numbers(again)) == 1, "the document itself lay in utskrift and is made again"
    (waiting,) = (new / "til avklaring").iterdir()
    kept = run(new, "accept", waiting.name, "--by", "Kari", "--reason", "Igjen", "--to", "json").lines[0]
    assert kept["fields"]["last_day"]["method"] == "PERSON"
    filed = run(new, "file", "--to", "json").lines[0]
    assert filed["employee"] == "1003"
    assert not {"NUMBER_UNVERIFIED", "NUMBER_NOT_IN_REGISTER"} & {one["code"] for one in filed["findings"]}


def test_with_the_archive_alone_what_is_filed_is_there_and_returns_go_to_a_person(
    lived_in: Path, tmp_path: Path
) -> None:
    """Filed with a number, so that the archive knows of an issue that the log lacks."""
    old = shutil.copytree(lived_in, tmp_path / "gammel")
    (waiting,) = (old / "til avklaring").iterdir()
    stops = run(old, "accept", waiting.name, "--by", "Kari", "--reason", "x", "--to", "json").lines[0]["findings"]
    despite = [word for one in stops if one["severity"] != "NOTE" for word in ("--despite", one["code"])]
    assert run(old, "accept", waiting.name, "--by", "Kari", "--reason", "x", *despite).exit == 0
    new = make_workplace(tmp_path / "ny")
    (new / "arkiv").rmdir()
    shutil.copytree(old / "arkiv", new / "arkiv")
    shutil.copy2(old / "innboks" / "arrived.pdf", new / "innboks")
    assert len(run(new, "archive", "list", "--to", "json").lines) == 2
    assert run(new, "archive", "verify").exit == 0
    assert run(new, "archive", "find", "egen sykdom").exit == 0
    rebuilt = run(new, "archive", "rebuild", "--to", "json")
    assert (rebuilt.exit, [one["code"] for one in rebuilt.lines[0]["findings"]]) == (0, ["ARCHIVE_ISSUES_NOT_LOGGED"])
    filed = run(new, "file", "--to", "json").lines[0]
    assert filed["outcome"] == "review"
    assert {"NUMBER_UNVERIFIED", "NUMBER_NOT_IN_REGISTER"} <= {one["code"] for one in filed["findings"]}
    with office_at(new) as office, office.catalog() as catalog:
        assert len(catalog.history("1001")) == 1
