"""The sheet that a person settles a document from: what it shows, what it never does, and that it goes in the end."""

from __future__ import annotations

import re
import shlex
from base64 import b64decode
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from dokumentverk.engines.worker import Fate, Lost
from dokumentverk.flow import trays
from dokumentverk.flow.accept import Decision, accept
from dokumentverk.flow.office import Office
from dokumentverk.flow.receive import receive
from dokumentverk.flow.tray_state import SHEET
from dokumentverk.model.filing import Filed, NeedsReview
from tests.cli.console import run
from tests.flow.desk import ANSWERS, egenmelding, make_workplace, office_at, returned

WRONG = {**ANSWERS, "first_day": "31022026", "last_day": "<b>x&y"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(make_workplace(tmp_path / "kontor")) as opened, opened.writing():
        yield opened


def waiting(office: Office, values: dict[str, str] = WRONG) -> Path:
    _, outcome = receive(office, returned(office, egenmelding(office), "retur.pdf", values))
    assert isinstance(outcome, NeedsReview)
    assert outcome.folder is not None
    return office.workplace.root / outcome.folder


def sheet_in(folder: Path) -> str:
    return (folder / SHEET).read_text(encoding="utf-8")


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]


def test_each_doubtful_field_has_its_crop_its_reason_and_its_command(office: Office) -> None:
    folder = waiting(office)
    html = sheet_in(folder)
    alts = [one["alt"] for one in _Tags(html).of("img")]
    assert "Utsnitt av 11 Første hele fraværsdag, side 1" in alts
    assert "Utsnitt av 26 Signaturen din, side 1" in alts
    for one in _Tags(html).of("img"):
        assert (one["src"] or "").startswith("data:image/png;base64,")
        crop = Image.open(BytesIO(b64decode((one["src"] or "").partition(",")[2])))
        assert (str(crop.width), str(crop.height)) == (one["width"], one["height"])
    by = f"dokumentverk accept {folder.name} --by &quot;Ditt navn&quot; --reason &quot;begrunnelse&quot;"
    assert f"{by} --set &quot;first_day=dd.mm.åååå&quot;</code>" in html
    assert f"{by} --despite SIGNATURE_MISSING</code>" in html
    assert "<q>31022026</q>" in html
    with Image.open(folder / "side-1.png") as side:
        assert side.height == pytest.approx(842 * 110 / 72, abs=3)


def test_the_sheet_stands_alone_and_does_nothing(office: Office) -> None:
    html = sheet_in(waiting(office))
    tags = _Tags(html)
    names = {name for name, _ in tags.found}
    assert not names & {"script", "iframe", "object", "embed", "form", "link", "b", "svg", "base"}
    assert "&lt;b&gt;x&amp;y" in html
    (policy,) = [one["content"] for one in tags.of("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in (policy or "")
    assert not re.search(r"(?:https?:)?//", re.sub(r"data:image/png;base64,[^\"]+", "", html))
    assert not any(key.startswith("on") for _, attrs in tags.found for key in attrs)
    assert {one["href"] for one in tags.of("a")} == {"side-1.png"}


@pytest.mark.parametrize(
    ("language", "title"), [("nb", "Til avklaring"), ("nn", "Til avklaring"), ("en", "To be settled")]
)
def test_it_speaks_the_language_of_the_workplace(tmp_path: Path, language: str, title: str) -> None:
    root = make_workplace(tmp_path / "kontor")
    settings = root / "dokumentverk.toml"
    settings.write_text(f'language = "{language}"\n{settings.read_text(encoding="utf-8")}', encoding="utf-8")
    with office_at(root) as office, office.writing():
        html = sheet_in(waiting(office))
    assert f'<html lang="{language}">' in html
    assert f"<h1>{title}: " in html


def test_what_looks_like_a_diagnosis_is_not_written_out(office: Office) -> None:
    html = sheet_in(waiting(office, {**ANSWERS, "graded": "yes", "graded_tasks": "Jeg har fått diagnosen depresjon"}))
    assert "depresjon" not in html
    pictured = re.findall(r'alt="([^"]*)"', html)
    assert not any("Oppgaver du kan gjøre" in one for one in pictured), "a picture of the words repeats them"
    assert "--diagnosis restricted" in html


def test_it_goes_when_the_document_is_filed(office: Office) -> None:
    folder = waiting(office)
    values = {"first_day": "26.10.2026", "last_day": "27.10.2026"}
    _, outcome = accept(office, folder.name, Decision("Kari", "Ringte", values, despite=("SIGNATURE_MISSING",)))
    assert isinstance(outcome, Filed)
    assert not folder.exists()


def test_it_is_made_anew_when_something_still_stops(office: Office) -> None:
    folder = waiting(office)
    before = sheet_in(folder)
    accept(office, folder.name, Decision("Kari", "Ringte", {"first_day": "26.10.2026"}))
    assert "first_day=" in before
    assert "first_day=" not in sheet_in(folder)
    accept(office, folder.name, Decision("Kari", "Ringte", {"last_day": "27.10.2026"}))
    assert "last_day=" not in sheet_in(folder)


def test_a_picture_that_a_person_has_drawn_on_is_theirs(office: Office) -> None:
    folder = waiting(office)
    (folder / "side-1.png").write_bytes(b"med pil")
    (folder / "side-7.png").write_bytes(b"eget bilde")
    accept(office, folder.name, Decision("Kari", "Ringte", {"first_day": "26.10.2026"}))
    assert (folder / "side-1.png").read_bytes() == b"med pil"
    assert not trays.clear(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "side-1.png": b"med pil",
        "side-7.png": b"eget bilde",
    }


def test_names_that_are_not_ours_are_never_deleted(office: Office) -> None:
    folder = waiting(office)
    (folder.parent / "viktig.txt").write_bytes(b"x")
    state = (folder / "status.json").read_text(encoding="utf-8")
    (folder / "status.json").write_text(state.replace('"side-1.png"', '"../viktig.txt"'), encoding="utf-8")
    trays.clear(folder)
    assert (folder.parent / "viktig.txt").exists()


def test_a_file_that_kills_its_worker_is_laid_without_pictures(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dokumentverk.flow.review_sheet._pictured_by", lambda *_: Lost(Fate.CRASHED))
    folder = waiting(office)
    html = sheet_in(folder)
    assert "<img" not in html
    assert "first_day=dd.mm.åååå" in html
    assert not list(folder.glob("side-*.png"))


def test_one_command_that_is_pasted_ends_the_whole_document(tmp_path: Path) -> None:
    root = make_workplace(tmp_path / "kontor")
    with office_at(root) as office, office.writing():
        folder = waiting(office)
    commands = [unescape(one) for one in re.findall(r"<code>(.*?)</code>", sheet_in(folder))]
    (together,) = [one for one in commands if one.count("--set") == 2 and "--despite" in one]
    for days in ("first_day=26.10.2026", "last_day=27.10.2026"):
        together = together.replace(f"{days.partition('=')[0]}=dd.mm.åååå", days)
    program, *words = shlex.split(together.replace("Ditt navn", "Kari").replace("begrunnelse", "Ringte"))
    assert program == "dokumentverk"
    said = run(root, *words)
    assert said.exit == 0, said
    assert not folder.exists()


def test_nothing_is_drawn_together_when_a_choice_of_its_own_is_needed(office: Office) -> None:
    html = sheet_in(waiting(office, {**WRONG, "graded": "yes", "graded_tasks": "Jeg har fått diagnosen depresjon"}))
    assert "Alt i én kommando" not in html
