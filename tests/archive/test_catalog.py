from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dokumentverk.archive.catalog import Catalog
from dokumentverk.errors import ArchiveDamaged, UsageFault
from dokumentverk.model.record import Record
from tests.archive.synthetic import ASE, EGENMELDING, KARI, NOW, SETTINGS, filing, open_archive, tree_of


@pytest.fixture
def base(tmp_path: Path) -> Path:
    with open_archive(tmp_path) as archive:
        archive.file(filing(tmp_path / "inn", b"%PDF 1", issue="7KXM-4RTA-9CDEF"))
        archive.file(
            filing(
                tmp_path / "inn", b"%PDF 2", definition=EGENMELDING, issue="2222-3333-44444", employee=KARI,
                dated=date(2025, 5, 4), tasks="Kan ikke løfte Rullestol",
            )
        )  # fmt: skip
        restricted = filing(tmp_path / "inn", b"%PDF 3", issue=None, employee=KARI, tasks="skjult diagnose")
        archive.file(replace(restricted, restricted=True))
        gone = archive.file(filing(tmp_path / "inn", b"%PDF 4", issue=None, tasks="borte"))
        archive.destroy(gone.entry.return_id, "§ 33")
    return tmp_path


@pytest.fixture
def catalog(base: Path) -> Iterator[Catalog]:
    with Catalog(base / "arkiv", base / "system") as catalog:
        yield catalog


def test_all_returns_in_order(catalog: Catalog) -> None:
    rows = list(catalog.all())
    assert [row.entry.number for row in rows] == [1, 2, 3, 5]
    assert [row.title for row in rows] == ["Oppfølgingsplan", "Egenmelding", "Oppfølgingsplan", None]
    assert [row.destroyed for row in rows] == [False, False, False, True]
    assert (rows[1].form, rows[1].version, rows[1].employee, rows[1].dated) == (
        "egenmelding",
        "1",
        "7",
        date(2025, 5, 4),
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("oppfølg", [1, 3]),
        ("PLAN", [1, 3]),
        ("Åse", [1]),
        ("a\u030ase", [1]),
        ("nordmann", [2, 3]),
        ("1042", [1]),
        ("2222-3333", [2]),
        ("egenmelding", [2]),
        ("04.05.2025", [2]),
        ("2025-05-04", [2]),
        ("rullestol", [2]),
        ("ikke  løfte", [2]),
        ("hev-/senkebord", [1, 2]),
        ("diagnose", []),
        ("borte", []),
        ("finnes ikke", []),
        ("Kari Nordmann", [2, 3]),
        ("nordmann, kari egenmelding", [2]),
        ("kari løfte", []),
        ("Aase Soerboe", [1]),
        ("ase sorbo", [1]),
        ("ÅSE  sørbø ødegård", [1]),
        ("7kxm 4rta 9cdef", [1]),
        ("7KXM4RTA9CDEF", [1]),
        ("9CDEF", [1]),
        ("4.5.2025", [2]),
        ("4. mai 2025", [2]),
        ("mai 2025", [2]),
        ("14. mai 2025", []),
        ("3. november 2026", [1, 2, 3]),
        ("29.10.2026", [1, 2]),
        ("29 oktober 2026", [1, 2]),
        ("1.12.2026", [1, 2]),
        ("37,5 %", [1, 2]),
        ("Ola Leder", []),
        ("Dønna kommune", [1, 2]),
        ("%", [1, 2]),
        (",", []),
        ("", []),
        ("   ", []),
    ],
)
def test_returns_are_found_by_what_they_say(catalog: Catalog, text: str, numbers: list[int]) -> None:
    assert [row.entry.number for row in catalog.find(text)] == numbers


def test_what_was_chosen_is_found_by_its_label(catalog: Catalog) -> None:
    """The archive keeps ids alone: who knows the definition gives the words."""
    labels = {"egenmelding": ("Barns sykdom", "Sjukt barn"), "oppfolgingsplan": ("Egen sykdom",)}

    def in_words(record: Record) -> tuple[str, ...]:
        return labels[record.form]

    found = {text: [row.entry.number for row in catalog.find(text, in_words)] for text in ("BARNS sykdom", "egen syk")}
    assert found == {"BARNS sykdom": [2], "egen syk": [1]}
    assert not list(catalog.find("sykdom egen", in_words)), "words of an answer belong together"


def test_a_received_file_is_found_by_its_name(catalog: Catalog) -> None:
    assert [row.entry.number for row in catalog.find("skjema.pdf")] == [1, 2]


def test_a_return_is_shown(catalog: Catalog) -> None:
    [row] = catalog.find("åse")
    shown = catalog.show(row.return_id)
    assert shown.row == row
    assert shown.stored is not None
    assert shown.stored.received.record is not None
    assert shown.stored.received.record.value("first_day") == date(2026, 10, 29)
    assert catalog.receipt(row.return_id) is not None


def test_a_destroyed_return_has_nothing_to_show(catalog: Catalog) -> None:
    gone = list(catalog.all())[-1]
    assert catalog.show(gone.return_id).stored is None
    assert catalog.receipt(gone.return_id) is None


def test_an_unknown_return_is_said(catalog: Catalog) -> None:
    with pytest.raises(UsageFault) as caught:
        catalog.show("R23456789AC")
    assert caught.value.code == "ARCHIVE_RETURN_UNKNOWN"
    assert catalog.receipt("R23456789AC") is None


def test_what_is_known_of_issues_and_employees(catalog: Catalog) -> None:
    assert [row.employee for row in catalog.of_issue("7KXM-4RTA-9CDEF")] == ["1042"]
    assert [row.entry.number for row in catalog.of_employee("7")] == [2, 3]


def test_a_place_without_an_archive_is_empty(tmp_path: Path) -> None:
    with Catalog(tmp_path / "arkiv", tmp_path / "system") as catalog:
        assert list(catalog.all()) == []
        assert list(catalog.find("x")) == []
        assert catalog.history("1042") == ()
        assert catalog.of_issue("7KXM-4RTA-9CDEF") == ()
        assert catalog.of_employee("7") == ()
        plan = catalog.plan(filing(tmp_path / "inn"), SETTINGS, NOW)
    assert plan.folder.startswith("Personalmapper/1042 ")
    assert not (tmp_path / "arkiv").exists()


def test_a_dry_run_sees_what_filing_would_do(base: Path, catalog: Catalog) -> None:
    renamed = replace(ASE, family_name="Berg")
    one = filing(base / "inn", b"%PDF later", employee=renamed)
    before = tree_of(base / "arkiv")
    plan = catalog.plan(one, SETTINGS, NOW)
    assert tree_of(base / "arkiv") == before
    with open_archive(base) as archive:
        receipt = archive.file(one)
    assert receipt.placements[0].path.startswith(f"{plan.folder}/")
    assert plan.post.related == (next(catalog.all()).return_id,)


def test_reading_goes_on_while_a_writer_has_the_lock(base: Path) -> None:
    with open_archive(base) as archive, Catalog(base / "arkiv", base / "system") as catalog:
        archive.file(filing(base / "inn", b"%PDF 9", issue=None))
        assert len(list(catalog.all())) == 5


def test_a_damaged_record_is_said(base: Path, catalog: Catalog) -> None:
    row = next(catalog.all())
    path = base / "arkiv" / row.folder / "record.json"
    path.chmod(0o600)
    path.write_bytes(b"{")
    with pytest.raises(ArchiveDamaged):
        catalog.show(row.return_id)
    assert list(catalog.find("rullestol")) != []
