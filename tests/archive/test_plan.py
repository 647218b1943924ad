from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dokumentverk.archive.formats import ArchivalCopy, pronom_of, suffix_of
from dokumentverk.archive.plan import FilingPlan, plan
from dokumentverk.errors import UsageFault
from dokumentverk.model.filing import Variant
from dokumentverk.model.form import Direction, Series
from dokumentverk.model.language import Language
from dokumentverk.model.reading import FileKind
from tests.archive.synthetic import ARRIVED, ASE, EGENMELDING, EVALUATION, NOW, PLAN, SETTINGS, filing, intake


def planned(one: object, **options: object) -> FilingPlan:
    return plan(one, SETTINGS, registered=NOW, root=Path("/arkiv"), find=lambda _parent: None, **options)  # type: ignore[arg-type]


def test_a_returned_plan(tmp_path: Path) -> None:
    found = planned(filing(tmp_path))
    assert found.folder == f"Personalmapper/1042 Sørbø-Ødegård, Åse/2026/2026-11-02 Oppfølgingsplan {_id(tmp_path)}"
    assert found.names == ("original.pdf", "record.json", "SHA256SUMS")
    post = found.post
    assert (post.direction, post.series, post.title) == (Direction.INCOMING, Series.PERSONALMAPPE, "Oppfølgingsplan")
    assert (post.sender, post.recipient, post.responsible) == ("Åse Sørbø-Ødegård", "Dønna kommune", "Ola Leder")
    assert (post.dated, post.received, post.sent, post.registered) == (date(2026, 11, 2), ARRIVED, None, NOW)
    assert (post.access_code, post.access_basis) == ("P", "offl. § 13, jf. fvl. § 13 første ledd nr. 1")
    assert post.shield_title
    assert (post.employee, post.personalmappe) == ("1042", "P-77/1042")


def _id(tmp_path: Path) -> str:
    return filing(tmp_path).received.return_id


def test_what_we_send(tmp_path: Path) -> None:
    sent = datetime(2026, 10, 30, 9, 0, tzinfo=UTC)
    one = replace(filing(tmp_path, dated=None), direction=Direction.OUTGOING, sent=sent)
    post = planned(one).post
    assert (post.sender, post.recipient) == ("Dønna kommune", "Åse Sørbø-Ødegård")
    assert (post.received, post.sent, post.dated) == (None, sent, date(2026, 10, 30))


def test_an_internal_note_is_between_us(tmp_path: Path) -> None:
    post = planned(replace(filing(tmp_path, dated=None), direction=Direction.INTERNAL)).post
    assert (post.sender, post.recipient) == ("Dønna kommune", "Dønna kommune")
    assert (post.received, post.dated) == (None, NOW.date())


def test_an_egenmelding_lies_by_year_outside_the_personalmappe(tmp_path: Path) -> None:
    found = planned(filing(tmp_path, definition=EGENMELDING, dated=date(2025, 12, 31)))
    assert found.folder.startswith("Egenmeldinger/2025/1042 Sørbø-Ødegård, Åse/2025-12-31 Egenmelding R")


def test_without_a_date_in_the_form_the_day_of_arrival_counts(tmp_path: Path) -> None:
    assert planned(filing(tmp_path, dated=None)).post.dated == ARRIVED.date()


def test_a_date_given_by_a_person_counts_most(tmp_path: Path) -> None:
    one = replace(filing(tmp_path), dated=date(2026, 1, 1))
    assert planned(one).post.dated == date(2026, 1, 1)


def test_the_title_is_in_the_workplaces_language(tmp_path: Path) -> None:
    nynorsk = replace(SETTINGS, language=Language.NN)
    one = filing(tmp_path, definition=EGENMELDING)
    found = plan(one, nynorsk, registered=NOW, root=Path("/arkiv"), find=lambda _parent: None)
    assert found.post.title == "Eigenmelding"


def test_an_anonymous_form_names_nobody(tmp_path: Path) -> None:
    found = planned(filing(tmp_path, definition=EVALUATION))
    assert found.folder.startswith("Administrative saker/2026/2026-11-02 Evaluering av sykefraværsoppfølging R")
    post = found.post
    assert (post.employee, post.personalmappe, post.access_code, post.shield_title) == (None, None, "", False)
    assert "Åse" not in repr(found)


def test_an_employee_that_the_register_lacks_is_known_by_number(tmp_path: Path) -> None:
    found = planned(replace(filing(tmp_path), employee=None))
    assert found.folder.startswith("Personalmapper/1042/2026/")
    assert found.post.sender == "1042"


def test_a_document_of_nobody_cannot_be_planned(tmp_path: Path) -> None:
    with pytest.raises(UsageFault) as caught:
        planned(filing(tmp_path, employee=None))
    assert caught.value.code == "ARCHIVE_EMPLOYEE_NEEDED"


def test_what_is_not_ours_needs_a_title(tmp_path: Path) -> None:
    with pytest.raises(UsageFault) as caught:
        planned(replace(filing(tmp_path), definition=None))
    assert caught.value.code == "ARCHIVE_TITLE_NEEDED"


def test_related_returns_are_named_once(tmp_path: Path) -> None:
    one = replace(filing(tmp_path), related=("R23456789AC",))
    assert planned(one, earlier=("R23456789AC", "R23456789AD")).post.related == ("R23456789AC", "R23456789AD")


@pytest.mark.parametrize(
    ("copy", "names", "variant"),
    [
        (ArchivalCopy(own=True, profile="2a", original_pronom="fmt/476"), ("original.pdf",), Variant.ARCHIVE),
        (ArchivalCopy(b"%PDF", "2b"), ("original.pdf", "arkivkopi.pdf"), Variant.PRODUCTION),
        (ArchivalCopy(b"%PDF", "2a", rendition=True), ("original.pdf", "gjengivelse.pdf"), Variant.PRODUCTION),
        (ArchivalCopy(), ("original.pdf",), Variant.PRODUCTION),
    ],
)
def test_copies_lie_beside_the_original(
    tmp_path: Path, copy: ArchivalCopy, names: tuple[str, ...], variant: Variant
) -> None:
    found = planned(replace(filing(tmp_path), copies=(copy,)))
    assert tuple(file.name for file in found.files) == names
    assert found.files[0].variant is variant
    assert all(file.variant is Variant.ARCHIVE for file in found.files[1:])


def test_a_document_of_several_files(tmp_path: Path) -> None:
    one = filing(tmp_path)
    second = intake(b"second", "side2.docx", FileKind.DOCX)
    received = replace(one.received, intakes=(*one.received.intakes, second))
    copies = (ArchivalCopy(b"%PDF", "2b"), ArchivalCopy(b"%PDF", "2b"))
    found = planned(replace(one, received=received, originals=(*one.originals, tmp_path), copies=copies))
    assert found.names == (
        "original-1.pdf", "arkivkopi-1.pdf", "original-2.docx", "arkivkopi-2.pdf", "record.json", "SHA256SUMS",
    )  # fmt: skip


def test_the_personal_folder_that_is_there_is_used(tmp_path: Path) -> None:
    found = plan(filing(tmp_path), SETTINGS, registered=NOW, root=Path("/a"), find=lambda _parent: "1042 Berg, Åse")
    assert "/1042 Berg, Åse/" in found.folder


@pytest.mark.parametrize(
    ("kind", "name", "suffix"),
    [
        (FileKind.PDF, "skjema.exe", ".pdf"),
        (FileKind.DOCX, "x", ".docx"),
        (FileKind.IMAGE, "Bilde.JPG", ".jpg"),
        (FileKind.IMAGE, "bilde.exe", ".bin"),
        (FileKind.OTHER, "setup.exe", ".exe.bin"),
        (FileKind.OTHER, "..\\..\\evil", ".bin"),
        (FileKind.OTHER, "x./../y", ".bin"),
        (FileKind.OTHER, "x.a b", ".bin"),
        (FileKind.EMPTY, "x.pdf", ".pdf.bin"),
    ],
)
def test_suffixes_say_what_the_bytes_are(kind: FileKind, name: str, suffix: str) -> None:
    assert suffix_of(kind, name) == suffix


@pytest.mark.parametrize(
    ("kind", "head", "profile", "pronom"),
    [
        (FileKind.PDF, b"%PDF-1.7\n", None, "fmt/276"),
        (FileKind.PDF, b"%PDF-1.4\n", "1b", "fmt/354"),
        (FileKind.PDF, b"%PDF-9.9\n", None, None),
        (FileKind.DOCX, b"PK", None, "fmt/412"),
        (FileKind.IMAGE, b"\xff\xd8", None, None),
    ],
)
def test_formats_have_their_pronom_ids(kind: FileKind, head: bytes, profile: str | None, pronom: str | None) -> None:
    assert pronom_of(kind, head, profile) == pronom


def test_employees_of_other_languages(tmp_path: Path) -> None:
    sami = replace(ASE, given_name="Áile", family_name="Čoŋkát Đ")
    assert "1042 Čoŋkát Đ, Áile" in planned(filing(tmp_path, definition=PLAN, employee=sami)).folder


@pytest.mark.parametrize(("given", "expected"), [(None, "Åse Sørbø-Ødegård"), (" Nav  Dønna ", "Nav Dønna"), ("", "")])
def test_the_sender_is_the_employee_unless_somebody_said_otherwise(
    tmp_path: Path, given: str | None, expected: str
) -> None:
    post = planned(replace(filing(tmp_path), sender=given)).post
    assert (post.sender, post.recipient) == (expected, "Dønna kommune")
