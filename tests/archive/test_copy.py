from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dokumentverk.archive.copy import make_copy
from dokumentverk.archive.formats import ArchivalCopy
from dokumentverk.archive.rendition import render_record
from dokumentverk.engines.archival_pdf import MadeCopy
from dokumentverk.engines.facsimile import facsimile
from dokumentverk.engines.pdfa_check import faults, pdfa_profile
from dokumentverk.engines.worker import Fate, Lost, Workers
from dokumentverk.errors import MissingEngine, Unreadable
from dokumentverk.messages import finding_sentence
from dokumentverk.model.language import Language
from dokumentverk.model.reading import FileKind
from dokumentverk.model.record import Entry, SignatureState, State
from dokumentverk.model.workplace import ReadingLimits
from tests.archive.synthetic import EGENMELDING, NOW, intake, record
from tests.engines.archival_samples import text_pdf
from tests.engines.test_facsimile import image_bytes, noise, texts

PDFA = facsimile(text_pdf("Hei"), title="x", language="nb", made=NOW, max_pages=1)


def in_process(task: Callable[..., Any], /, *arguments: Any, **options: Any) -> Any:
    return task(*arguments, **options)


def no_libreoffice(_path: Path) -> Path:
    raise MissingEngine("LIBREOFFICE_MISSING")


def copied(folder: Path, content: bytes, kind: FileKind = FileKind.PDF, **options: Any) -> ArchivalCopy:
    path = folder / "mottatt"
    path.write_bytes(content)
    settings: dict[str, Any] = {
        "made": NOW, "language": Language.NB, "max_pages": 10, "call": in_process, "convert": no_libreoffice,
    }  # fmt: skip
    made = make_copy(path, intake(content, "skjema.pdf", kind), **{**settings, **options})
    assert path.read_bytes() == content, "an original was touched"
    for one in made.findings:
        for language in Language:
            assert "?" not in finding_sentence(one, language)
    return made


def codes(made: ArchivalCopy) -> list[str]:
    return [one.code for one in made.findings]


def test_a_pdfa_is_its_own_copy(tmp_path: Path) -> None:
    assert copied(tmp_path, PDFA) == ArchivalCopy(profile="2b", own=True, original_pronom="fmt/477")


def test_another_pdf_gets_a_facsimile(tmp_path: Path) -> None:
    made = copied(tmp_path, text_pdf("Hei"))
    assert (made.profile, made.pronom, made.own, made.rendition, made.findings) == ("2b", "fmt/477", False, False, ())
    assert made.content is not None
    assert pdfa_profile(made.content) == "2b"


@pytest.mark.parametrize("language", Language)
def test_hidden_text_is_listed_in_the_workplaces_language(tmp_path: Path, language: Language) -> None:
    made = copied(tmp_path, PDFA, hidden=[("24 Oppgaver", "alt som ikke fikk plass")], language=language)
    assert made.content is not None
    assert codes(made) == ["HIDDEN_TEXT_APPENDED"]
    page = texts(made.content)[1]
    title = {"nb": "Tekst som ikke er synlig", "nn": "Tekst som ikkje er synleg", "en": "Text that is not visible"}
    assert page.startswith(title[language.value])
    assert "24 Oppgaver alt som ikke fikk plass" in page


def test_a_photograph_gets_a_page(tmp_path: Path) -> None:
    made = copied(tmp_path, image_bytes(noise(100, 100), "JPEG"), FileKind.IMAGE)
    assert made.content is not None
    assert faults(made.content, "2b") == ()


@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.ODT, FileKind.DOC, FileKind.RTF])
def test_a_word_processors_file_is_converted(tmp_path: Path, kind: FileKind) -> None:
    def convert(_path: Path) -> Path:
        (tmp_path / "out.pdf").write_bytes(PDFA)
        return tmp_path / "out.pdf"

    made = copied(tmp_path, b"PK", kind, convert=convert)
    assert (made.profile, made.rendition, made.findings) == ("2b", False, ())


@pytest.mark.parametrize("fault", [MissingEngine("LIBREOFFICE_MISSING"), Unreadable("LIBREOFFICE_FAILED", file="x")])
def test_without_libreoffice_the_answers_are_rendered(tmp_path: Path, fault: Exception) -> None:
    def convert(_path: Path) -> Path:
        raise fault

    made = copied(tmp_path, b"PK", FileKind.DOCX, convert=convert, render_record=lambda: b"%PDF rendition")
    assert (made.content, made.profile, made.pronom, made.rendition) == (b"%PDF rendition", "2a", "fmt/476", True)
    assert codes(made) == ["ARCHIVAL_RENDITION_ONLY"]


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"junk", FileKind.PDF, "ARCHIVAL_COPY_BROKEN"),
        (text_pdf("x", pages=11), FileKind.PDF, "ARCHIVAL_COPY_TOO_LONG"),
        (b"junk", FileKind.IMAGE, "ARCHIVAL_COPY_BROKEN"),
        (b"PK", FileKind.DOCX, "ARCHIVAL_COPY_NEEDS_LIBREOFFICE"),
        (b"MZ", FileKind.OTHER, "ARCHIVAL_COPY_KIND"),
        (b"", FileKind.EMPTY, "ARCHIVAL_COPY_KIND"),
    ],
)
def test_why_there_is_no_copy(tmp_path: Path, content: bytes, kind: FileKind, code: str) -> None:
    made = copied(tmp_path, content, kind)
    assert (made.content, made.own, codes(made)) == (None, False, [code])
    assert made.findings[0].params == (("file", "skjema.pdf"),)


@pytest.mark.parametrize(
    ("lost", "code"),
    [
        (Lost(Fate.TIMED_OUT), "ARCHIVAL_COPY_TIMED_OUT"),
        (Lost(Fate.OUT_OF_MEMORY), "ARCHIVAL_COPY_TIMED_OUT"),
        (Lost(Fate.CRASHED), "ARCHIVAL_COPY_BROKEN"),
        (MadeCopy(reason="encrypted"), "ARCHIVAL_COPY_ENCRYPTED"),
    ],
)
def test_a_worker_that_does_not_answer(tmp_path: Path, lost: object, code: str) -> None:
    assert codes(copied(tmp_path, PDFA, call=lambda *_arguments, **_options: lost)) == [code]


def test_copies_are_made_in_a_process_that_can_be_killed(tmp_path: Path) -> None:
    with Workers(ReadingLimits(seconds=60, workers=1)) as workers:
        made = copied(tmp_path, text_pdf("Hei"), call=workers.call)
        assert made.content is not None
        assert copied(tmp_path, PDFA, call=workers.call).own
        assert codes(copied(tmp_path, b"junk", call=workers.call)) == ["ARCHIVAL_COPY_BROKEN"]


def test_a_copy_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    many = text_pdf(*["Kan svare på e-post"] * 30, pages=300)
    with Workers(ReadingLimits(seconds=1, workers=1)) as workers:
        workers.start()
        started = time.monotonic()
        made = copied(tmp_path, many, call=workers.call, max_pages=1000)
        assert time.monotonic() - started < 30
    assert codes(made) == ["ARCHIVAL_COPY_TIMED_OUT"]


def test_a_rendition_says_everything_that_was_answered() -> None:
    found = record(EGENMELDING, "0" * 64, "7KXM-4RTA-9CDEF")
    content = render_record(found, EGENMELDING, made=NOW)
    assert pdfa_profile(content) == "2a"
    assert faults(content, "ua1") == ()
    [page] = texts(content)
    assert page == " ".join(
        [
            "Gjengivelse Egenmelding Dette er en gjengivelse av svarene i dokumentet, laget av arkivet.",
            "Den viser ikke sidene slik de så ut. Originalen ligger i samme mappe.",
            "1 Første fraværsdag 29.10.2026 2 Oppgaver Kan svare på e-post hjemmefra 3 Gradert Ja 4 Prosent 37,5",
            "5 Tiltak Hva: Hev-/senkebord Når: 01.12.2026 6 Dato 02.11.2026",
            "7 Underskrift Signatur finnes i originalen – Åse 7KXM-4RTA-9CDEF · egenmelding 1 Side 1 av 1",
        ]
    )


def test_what_was_not_understood_stands_as_it_was_written() -> None:
    found = record(EGENMELDING, "0" * 64, None, dated=None)
    odd = Entry("first_day", date(2026, 1, 1), State.CONFLICT, "1. eller 2. november")
    unclear = Entry("percent", None, State.FILLED, "nesten alt", problem="NUMBER_UNREADABLE")
    signed = replace(found.signatures[0], state=SignatureState.ABSENT, by=None)
    changed = replace(found, language=Language.NN, entries=(odd, unclear), signatures=(signed,))
    assert texts(render_record(changed, EGENMELDING, made=NOW))[0].endswith(
        "1 Første fraværsdag 1. eller 2. november 4 Prosent nesten alt 7 Underskrift Ingen signatur "
        "egenmelding 1 Side 1 av 1"
    )
