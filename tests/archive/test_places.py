from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dokumentverk.archive.names import folded, length
from dokumentverk.archive.places import (
    FindFolder,
    Place,
    check_settings,
    folder_of,
    folder_parts,
    is_of,
    number_word,
    tombstone_folder,
)
from dokumentverk.errors import ConfigurationError
from dokumentverk.model.form import Series
from dokumentverk.model.workplace import ArchiveSettings

SETTINGS = ArchiveSettings()
ID = "R23456789AC"
PLACE = Place(Series.PERSONALMAPPE, ID, date(2026, 11, 2), "Oppfølgingsplan", "1042", "Sørbø-Ødegård", "Åse")


def nowhere(_parent: str) -> None:
    return None


def _found(name: str) -> FindFolder:
    return lambda _parent: name


@pytest.mark.parametrize(
    ("place", "folder"),
    [
        (PLACE, "Personalmapper/1042 Sørbø-Ødegård, Åse/2026/2026-11-02 Oppfølgingsplan R23456789AC"),
        (
            replace(PLACE, series=Series.EGENMELDING, title="Egenmelding"),
            "Egenmeldinger/2026/1042 Sørbø-Ødegård, Åse/2026-11-02 Egenmelding R23456789AC",
        ),
        (
            replace(PLACE, series=Series.ADMINISTRATIVE, title="Evaluering"),
            "Administrative saker/2026/2026-11-02 Evaluering R23456789AC",
        ),
        (
            replace(PLACE, family_name="", given_name=""),
            "Personalmapper/1042/2026/2026-11-02 Oppfølgingsplan R23456789AC",
        ),
        (
            replace(PLACE, given_name=""),
            "Personalmapper/1042 Sørbø-Ødegård/2026/2026-11-02 Oppfølgingsplan R23456789AC",
        ),
        (
            replace(PLACE, family_name="", given_name="Åse"),
            "Personalmapper/1042 Åse/2026/2026-11-02 Oppfølgingsplan R23456789AC",
        ),
        (
            replace(PLACE, restricted=True),
            "Skjermet/Personalmapper/1042 Sørbø-Ødegård, Åse/2026/2026-11-02 Oppfølgingsplan R23456789AC",
        ),
        (
            replace(PLACE, series=Series.EGENMELDING, number=None),
            "Egenmeldinger/2026/2026-11-02 Oppfølgingsplan R23456789AC",
        ),
        (
            replace(PLACE, title="../../hemmelig/{number}"),
            "Personalmapper/1042 Sørbø-Ødegård, Åse/2026/2026-11-02 hemmelig-{number} R23456789AC",
        ),
    ],
)
def test_where_documents_lie(place: Place, folder: str) -> None:
    assert folder_of(place, SETTINGS, 20, nowhere) == folder


def test_a_renamed_person_keeps_the_folder() -> None:
    folder = folder_of(PLACE, SETTINGS, 20, _found("1042 Berg, Åse"))
    assert folder == "Personalmapper/1042 Berg, Åse/2026/2026-11-02 Oppfølgingsplan R23456789AC"


def test_the_folder_is_looked_for_in_its_own_series_and_year() -> None:
    asked: list[str] = []

    def find(parent: str) -> None:
        asked.append(parent)

    folder_of(replace(PLACE, series=Series.EGENMELDING), SETTINGS, 20, find)
    assert asked == ["Egenmeldinger/2026"]


@pytest.mark.parametrize("number", ["1042", "7", "A17", "10-42", "10.42"])
def test_plain_numbers_stand_as_they_are(number: str) -> None:
    assert number_word(number) == number


@given(st.lists(st.text(min_size=1), min_size=2, max_size=2, unique=True))
def test_two_numbers_never_share_a_folder(numbers: list[str]) -> None:
    """Not even where case is ignored: it would be another person's folder."""
    one, other = (number_word(number) for number in numbers)
    assert folded(one) != folded(other)
    assert " " not in one
    assert is_of(f"{one} Nordmann, Kari", numbers[0])
    assert not is_of(f"{one} Nordmann, Kari", numbers[1])


@pytest.mark.parametrize("pair", [("7", "70"), ("a1", "A1"), ("10 42", "10"), ("CON", "C"), ("1/2", "1-2")])
def test_numbers_that_look_alike(pair: tuple[str, str]) -> None:
    assert not is_of(f"{number_word(pair[0])} Nordmann, Kari", pair[1])


@example(Series.PERSONALMAPPE, ",", "", "", "", False, 3)
@given(
    series=st.sampled_from(Series),
    number=st.one_of(st.none(), st.text(min_size=1)),
    title=st.text(),
    family=st.text(),
    given_name=st.text(),
    restricted=st.booleans(),
    root=st.integers(min_value=3, max_value=90),
)
def test_hostile_names_never_leave_the_archive(
    series: Series, number: str | None, title: str, family: str, given_name: str, restricted: bool, root: int
) -> None:
    place = Place(series, ID, date(2026, 11, 2), title, number, family, given_name, restricted)
    folder = folder_of(place, SETTINGS, root, nowhere)
    for kind in (PurePosixPath, PureWindowsPath):
        path = kind(folder)
        assert not path.is_absolute()
        assert path.drive == ""
        assert ".." not in path.parts
        assert len(path.parts) == folder.count("/") + 1
    assert folder.endswith(ID)
    assert unicodedata.is_normalized("NFC", folder)
    assert all(len(part.encode()) <= 255 for part in folder.split("/"))
    assert root + 1 + length(folder) + len("/gjengivelse-2.pdf") <= SETTINGS.max_path
    if series is not Series.ADMINISTRATIVE and number is not None:
        assert folder_parts(folder, number) is not None


def test_long_titles_are_cut_before_names() -> None:
    long = replace(PLACE, title="Innkalling til samtale " * 20)
    assert "Sørbø-Ødegård, Åse" in folder_of(long, SETTINGS, 100, nowhere)
    assert folder_of(long, SETTINGS, 100, nowhere).endswith(" R23456789AC")


def test_a_root_that_is_too_deep_is_said() -> None:
    with pytest.raises(ConfigurationError) as caught:
        folder_of(PLACE, SETTINGS, 180, nowhere)
    assert caught.value.code == "ARCHIVE_PATH_TOO_LONG"


def test_a_title_of_wide_letters_keeps_the_id() -> None:
    assert folder_of(replace(PLACE, title="漢" * 100), SETTINGS, 20, nowhere).endswith(" R23456789AC")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("{number} {name}/{return_id}", "ARCHIVE_PATH_PLACEHOLDER"),
        ("{number.__class__}/{return_id}", "ARCHIVE_PATH_PLACEHOLDER"),
        ("{number:>10}/{return_id}", "ARCHIVE_PATH_PLACEHOLDER"),
        ("{number/{return_id}", "ARCHIVE_PATH_PLACEHOLDER"),
        ("{family_name}/{return_id}", "ARCHIVE_PATH_NUMBER"),
        ("{family_name} {number}/{return_id}", "ARCHIVE_PATH_NUMBER"),
        ("{number}{family_name}/{return_id}", "ARCHIVE_PATH_NUMBER"),
        ("{number} {return_id}", "ARCHIVE_PATH_NUMBER"),
        ("{number}/{number} x/{return_id}", "ARCHIVE_PATH_NUMBER"),
        ("{number}/{return_id} {title}", "ARCHIVE_PATH_RETURN"),
        ("{number}/{title}{return_id}", "ARCHIVE_PATH_RETURN"),
        ("{number}/../{return_id}", "ARCHIVE_PATH_PART"),
        ("/{number}/{return_id}", "ARCHIVE_PATH_PART"),
    ],
)
def test_a_path_that_cannot_work_is_refused(path: str, code: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_settings(replace(SETTINGS, path=path))
    assert caught.value.code == code


def test_series_that_would_mix_are_refused() -> None:
    series = ((Series.PERSONALMAPPE, "Arkiv"), (Series.EGENMELDING, "ARKIV"))
    with pytest.raises(ConfigurationError) as caught:
        check_settings(replace(SETTINGS, series=series))
    assert caught.value.code == "ARCHIVE_SERIES_SAME_FOLDER"


def test_the_default_can_work() -> None:
    check_settings(SETTINGS)


def test_a_workplace_may_choose_its_path() -> None:
    own = replace(SETTINGS, path="{number}/{year}-{date} {title} {return_id}")
    check_settings(own)
    assert folder_of(PLACE, own, 20, nowhere) == "Personalmapper/1042/2026-2026-11-02 Oppfølgingsplan R23456789AC"
    egenmelding = replace(PLACE, series=Series.EGENMELDING)
    assert folder_of(egenmelding, own, 20, nowhere).startswith("Egenmeldinger/2026/1042/")


def test_a_proof_of_destruction_has_no_title() -> None:
    folder = folder_of(PLACE, SETTINGS, 20, nowhere)
    assert (
        tombstone_folder(folder, PLACE.dated, ID)
        == "Personalmapper/1042 Sørbø-Ødegård, Åse/2026/2026-11-02 R23456789AC"
    )
