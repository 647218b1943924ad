"""``dokumentverk.toml``: every key and its default, and every fault told at once with its path."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.errors import ConfigurationError, ExitCode, Fault
from dokumentverk.messages import error_sentence
from dokumentverk.model.form import Role, Series
from dokumentverk.model.language import Language
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.workplace import (
    ArchiveSettings,
    Contact,
    Folders,
    ReadingLimits,
    RuleSettings,
    Sealer,
    Settings,
    SignaturePolicy,
    Style,
    TrustSettings,
)
from dokumentverk.workplace import boundary
from dokumentverk.workplace.boundary import SettingsTable, known_paths
from dokumentverk.workplace.settings import FILE_NAME, default_text, load_settings, stated_language

MIRRORS = [
    (SettingsTable, Settings),
    (boundary.ContactTable, Contact),
    (boundary.StyleTable, Style),
    (boundary.RulesTable, RuleSettings),
    (boundary.SignatureTable, SignaturePolicy),
    (boundary.ArchiveTable, ArchiveSettings),
    (boundary.FoldersTable, Folders),
    (boundary.ReadingTable, ReadingLimits),
    (boundary.TrustTable, TrustSettings),
    (boundary.SealerTable, Sealer),
]


def load(folder: Path, text: str | bytes) -> Settings:
    path = folder / FILE_NAME
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(path)


def faults(folder: Path, text: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, text)
    assert caught.value.exit_code == ExitCode.CONFIGURATION
    assert caught.value.params["count"] == str(len(caught.value.faults))
    for fault in caught.value.faults:
        assert fault.file == FILE_NAME
        assert_said(fault)
    return [(fault.where, fault.code) for fault in caught.value.faults]


def assert_said(fault: Fault) -> None:
    for language in Language:
        sentence = error_sentence(fault, language)
        assert "?" not in sentence.removesuffix("?").replace("| ? *", ""), sentence


def uncommented() -> str:
    return re.sub(r"(?m)^#(?=[\[a-z])", "", default_text())


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Settings()


def test_the_file_that_init_writes_says_nothing_yet(tmp_path: Path) -> None:
    assert tomllib.loads(default_text()) == {}
    assert load(tmp_path, default_text()) == Settings()


def test_the_file_that_init_writes_states_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, uncommented()) == Settings()


def test_the_file_that_init_writes_has_every_key() -> None:
    stated = tomllib.loads(uncommented())

    def paths(table: dict[str, object], before: str = "") -> set[str]:
        found = set()
        for name, value in table.items():
            found.add(before + name)
            if isinstance(value, dict):
                found |= paths(value, f"{before}{name}.")
        return found

    within_lists = {one for one in known_paths() if one.startswith(("contacts.", "signatures.", "trust.sealers."))}
    assert paths(stated) == set(known_paths()) - within_lists
    for path in within_lists:
        assert re.search(rf"\b{path.rpartition('.')[2]} = ", default_text()), path


def test_every_key_of_the_file_is_explained() -> None:
    """Prose stands right before each setting, or before the setting that shares its sentence."""
    lines = default_text().splitlines()
    for at, line in enumerate(lines):
        if re.match(r"#[a-z]", line):
            before = next(one for one in reversed(lines[:at]) if not re.match(r"#[a-z]", one))
            assert before.startswith("# "), line


@pytest.mark.parametrize(("table", "model"), MIRRORS)
def test_boundary_and_model_have_the_same_keys(table: type[SettingsTable], model: type[Settings]) -> None:
    assert set(table.model_fields) == {field.name for field in dataclasses.fields(model)}


def test_every_series_has_a_key() -> None:
    assert set(boundary.SeriesTable.model_fields) == {series.value for series in Series}


def test_a_full_file(tmp_path: Path) -> None:
    (tmp_path / "bilder").mkdir()
    (tmp_path / "bilder" / "logo.PNG").write_bytes(b"")
    (tmp_path / "brev.docx").write_bytes(b"")
    settings = load(
        tmp_path,
        """
        name = "Dønna kommune"
        organisasjonsnummer = "974 760 673"
        language = "nn"
        address = ["Rådhusveien 1", "8820 Dønna"]
        people = "register/ansatte.xlsx"
        contacts = [{ role = "hr", name = "Kari", phone = "+47 22 33 44 55", email = "hr@eksempel.no" }]
        [[signatures]]
        form = "egenmelding"
        role = "employee"
        accepted = ["digital", "typed"]
        [style]
        accent = "#00205B"
        logo = "bilder/logo.PNG"
        letterhead = "brev.docx"
        [rules]
        egenmelding_days_per_absence = 8
        egenmelding_absences_in_12_months = false
        egenmelding_days_in_12_months = 24
        weekend_at_end_counts = true
        [archive]
        path = "{number}/{year}/{date} {return_id}"
        file_sent = ["dialogmote"]
        series.egenmelding = "Fravær"
        [folders]
        inbox = "data/inn"
        out = "data/ut"
        [reading]
        workers = 4
        """,
    )
    assert settings.name == "Dønna kommune"
    assert settings.organisasjonsnummer == "974760673"
    assert settings.language is Language.NN
    assert settings.style == Style("#00205b", "bilder/logo.PNG", "brev.docx")
    assert settings.contact("hr") == Contact("hr", "Kari", "+47 22 33 44 55", "hr@eksempel.no")
    assert settings.signatures == (
        SignaturePolicy("egenmelding", Role.EMPLOYEE, (SignatureKind.DIGITAL, SignatureKind.TYPED)),
    )
    assert settings.rules == RuleSettings(
        egenmelding_days_per_absence=8,
        egenmelding_absences_in_12_months=None,
        egenmelding_days_in_12_months=24,
        weekend_at_end_counts=True,
    )
    assert dict(settings.archive.series)[Series.EGENMELDING] == "Fravær"
    assert dict(settings.archive.series)[Series.PERSONALMAPPE] == "Personalmapper"
    assert settings.archive.file_sent == ("dialogmote",)
    assert (settings.folders.inbox, settings.folders.review) == ("data/inn", "til avklaring")
    assert settings.reading.workers == 4


def test_a_byte_order_mark_is_not_a_fault(tmp_path: Path) -> None:
    assert load(tmp_path, '\ufeffname = "Å"'.encode()).name == "Å"


FAULTS = [
    # text of the file, (path, code)
    ('nme = "x"', [("nme", "SETTINGS_KEY_MISSPELT")]),
    ("plan_weeks = 3", [("plan_weeks", "SETTINGS_KEY_MISSPELT")]),
    ("[rules]\nname = 3", [("rules.name", "SETTINGS_KEY_MISSPELT")]),
    ("zzz = 3", [("zzz", "SETTINGS_KEY_UNKNOWN")]),
    ('"\\u001b[31mrød" = 3', [("?", "SETTINGS_KEY_UNKNOWN")]),
    ("[rules.plan_weeks]\nx = 1", [("rules.plan_weeks", "SETTINGS_NUMBER_EXPECTED")]),
    ('[rules]\nplan_weeks = "4"', [("rules.plan_weeks", "SETTINGS_NUMBER_EXPECTED")]),
    ("[rules]\nplan_weeks = 4.0", [("rules.plan_weeks", "SETTINGS_NUMBER_EXPECTED")]),
    ("[rules]\nplan_weeks = true", [("rules.plan_weeks", "SETTINGS_NUMBER_EXPECTED")]),
    ("[rules]\nplan_weeks = 5", [("rules.plan_weeks", "SETTINGS_TOO_LARGE")]),
    ("[rules]\nplan_weeks = 0", [("rules.plan_weeks", "SETTINGS_TOO_SMALL")]),
    ("[rules]\nplan_lead_days = 28", [("rules.plan_lead_days", "SETTINGS_TOO_LARGE")]),
    ("[rules]\nplan_weeks = 1\nplan_lead_days = 7", [("rules.plan_lead_days", "SETTINGS_LEAD_TOO_LONG")]),
    ("[rules]\negenmelding_days_per_absence = 2", [("rules.egenmelding_days_per_absence", "SETTINGS_TOO_SMALL")]),
    ("[rules]\negenmelding_days_per_absence = 17", [("rules.egenmelding_days_per_absence", "SETTINGS_TOO_LARGE")]),
    (
        "[rules]\negenmelding_absences_in_12_months = true",
        [("rules.egenmelding_absences_in_12_months", "SETTINGS_NUMBER_EXPECTED")],
    ),
    ("[rules]\negenmelding_days_in_12_months = 3", [("rules.egenmelding_days_in_12_months", "SETTINGS_TOO_SMALL")]),
    ("[rules]\ndialogue_meeting_weeks = 8", [("rules.dialogue_meeting_weeks", "SETTINGS_TOO_LARGE")]),
    (
        "[rules]\nevaluation_min_days = 9\nevaluation_max_days = 8",
        [("rules.evaluation_min_days", "SETTINGS_MIN_ABOVE_MAX")],
    ),
    (
        "[followup]\nmoteplassen_least_weeks = 7",
        [("followup.moteplassen_least_weeks", "SETTINGS_MOTEPLASSEN_ABOVE_MAX")],
    ),
    ('[rules]\nweekend_at_end_counts = "ja"', [("rules.weekend_at_end_counts", "SETTINGS_TRUE_FALSE_EXPECTED")]),
    ("rules = 3", [("rules", "SETTINGS_TABLE_EXPECTED")]),
    ("name = 3", [("name", "SETTINGS_TEXT_EXPECTED")]),
    ('name = ""', [("name", "SETTINGS_EMPTY")]),
    (f'name = "{"x" * 301}"', [("name", "SETTINGS_TOO_LONG")]),
    ('name = "a\\nb"', [("name", "SETTINGS_TEXT_UNPRINTABLE")]),
    ('name = "\\u001b[2J"', [("name", "SETTINGS_TEXT_UNPRINTABLE")]),
    ('language = "no"', [("language", "SETTINGS_CHOICE")]),
    ('address = "Veien 1"', [("address", "SETTINGS_LIST_EXPECTED")]),
    ("address = [1]", [("address[0]", "SETTINGS_TEXT_EXPECTED")]),
    (f"address = {['x'] * 7}", [("address", "SETTINGS_TOO_LONG")]),
    ('organisasjonsnummer = "213414412"', [("organisasjonsnummer", "SETTINGS_ORGANISASJONSNUMMER")]),
    ('organisasjonsnummer = "97476067"', [("organisasjonsnummer", "SETTINGS_ORGANISASJONSNUMMER")]),
    ('[style]\naccent = "blå"', [("style.accent", "SETTINGS_COLOUR")]),
    ('[style]\naccent = "#ffcc00"', [("style.accent", "SETTINGS_COLOUR_PALE")]),
    ('[style]\nlogo = "logo.png"', [("style.logo", "SETTINGS_FILE_MISSING")]),
    ('[style]\nlogo = "logo.gif"', [("style.logo", "SETTINGS_SUFFIX")]),
    ('[style]\nlogo = "innboks/logo.png"', [("style.logo", "SETTINGS_FILE_IN_FOLDER")]),
    ('[style]\nletterhead = "/etc/brev.docx"', [("style.letterhead", "SETTINGS_PATH_OUTSIDE")]),
    ('contacts = [{ name = "x" }]', [("contacts[0].role", "SETTINGS_KEY_MISSING")]),
    ('contacts = [{ role = "HR sjef" }]', [("contacts[0].role", "SETTINGS_IDENTIFIER")]),
    ('contacts = [{ role = "hr" }, { role = "hr" }]', [("contacts[1].role", "SETTINGS_TWICE")]),
    ('contacts = [{ role = "hr", email = "hr" }]', [("contacts[0].email", "SETTINGS_EMAIL")]),
    ('contacts = [{ role = "hr", phone = "ring" }]', [("contacts[0].phone", "SETTINGS_PHONE")]),
    (
        'signatures = [{ form = "egenmelding", role = "sjef", accepted = ["ink"] }]',
        [("signatures[0].role", "SETTINGS_CHOICE")],
    ),
    (
        'signatures = [{ form = "egenmelding", role = "hr", accepted = ["none"] }]',
        [("signatures[0].accepted[0]", "SETTINGS_SIGNATURE_NONE")],
    ),
    (
        'signatures = [{ form = "egenmelding", role = "hr", accepted = [] }]',
        [("signatures[0].accepted", "SETTINGS_EMPTY")],
    ),
    (
        'signatures = [{form="dialogmote",role="hr",accepted=["ink"]},{form="dialogmote",role="hr",accepted=["ink"]}]',
        [("signatures[1]", "SETTINGS_TWICE")],
    ),
    (
        'signatures = [{ form = "egenmeldng", role = "hr", accepted = ["ink"] }]',
        [("signatures[0].form", "SETTINGS_FORM_UNKNOWN")],
    ),
    (
        '[trust]\nsealers = [{name="Tjenesten AS",forms=["dialogmot"]},{name="Tjenesten AS"}]',
        [("trust.sealers[0].forms[0]", "SETTINGS_FORM_UNKNOWN"), ("trust.sealers[1].name", "SETTINGS_TWICE")],
    ),
    ('[trust]\ndigests = ["sha1"]', [("trust.digests[0]", "SETTINGS_CHOICE")]),
    ('[trust]\nrevocation = "ja"', [("trust.revocation", "SETTINGS_CHOICE")]),
    ('[archive]\nfile_sent = ["dialogmote", "dialog"]', [("archive.file_sent[1]", "SETTINGS_FORM_UNKNOWN")]),
    ('contacts = [{ role = "hr", name = "" }]', [("contacts[0].name", "SETTINGS_EMPTY")]),
    ('[archive.series]\npersonalmappe = "../ut"', [("archive.series.personalmappe", "SETTINGS_PATH_OUTSIDE")]),
    ('people = "ansatte.xls"', [("people", "SETTINGS_SUFFIX")]),
    ('people = "arkiv/ansatte.csv"', [("people", "SETTINGS_FILE_IN_FOLDER")]),
    ('people = "../ansatte.csv"', [("people", "SETTINGS_PATH_OUTSIDE")]),
    ('[folders]\nout = "C:/ut"', [("folders.out", "SETTINGS_PATH_OUTSIDE")]),
    ('[folders]\nout = "\\\\\\\\server\\\\ut"', [("folders.out", "SETTINGS_PATH_OUTSIDE")]),
    ('[folders]\nout = "~/ut"', [("folders.out", "SETTINGS_PATH_OUTSIDE")]),
    ('[folders]\nout = "a/../../ut"', [("folders.out", "SETTINGS_PATH_OUTSIDE")]),
    ('[folders]\nout = "a\\\\ut"', [("folders.out", "SETTINGS_PATH_BACKSLASH")]),
    ('[folders]\nout = "."', [("folders.out", "SETTINGS_PATH_EMPTY")]),
    ('[folders]\nout = "ut."', [("folders.out", "SETTINGS_PATH_UNSAFE")]),
    ('[folders]\nout = "a/nul.txt"', [("folders.out", "SETTINGS_PATH_UNSAFE")]),
    ('[folders]\nout = "a//b"', [("folders.out", "SETTINGS_PATH_UNSAFE")]),
    ('[folders]\nout = "INNBOKS"', [("folders.out", "SETTINGS_FOLDERS_SAME")]),
    ('[folders]\nout = "arkiv/ut"', [("folders.out", "SETTINGS_FOLDER_INSIDE")]),
    ('[folders]\narchive = "utskrift/arkiv"', [("folders.archive", "SETTINGS_FOLDER_INSIDE")]),
    ('[archive.series]\negenmelding = "a/b"', [("archive.series.egenmelding", "SETTINGS_PATH_UNSAFE")]),
    ('[archive.series]\negenmelding = "personalmapper"', [("archive.series.egenmelding", "SETTINGS_FOLDERS_SAME")]),
    ('[archive]\nrestricted = "Egenmeldinger"', [("archive.restricted", "SETTINGS_FOLDERS_SAME")]),
    ('[archive]\npath = "{number}/{return_id"', [("archive.path", "SETTINGS_TEMPLATE_BRACES")]),
    ('[archive]\npath = "{number}/{nummer} {return_id}"', [("archive.path", "SETTINGS_TEMPLATE_PLACEHOLDER")]),
    ('[archive]\npath = "{number}/{date.year} {return_id}"', [("archive.path", "SETTINGS_TEMPLATE_PLACEHOLDER")]),
    ('[archive]\npath = "{number}/{date:%Y} {return_id}"', [("archive.path", "SETTINGS_TEMPLATE_PLACEHOLDER")]),
    ('[archive]\npath = "{number}/{} {return_id}"', [("archive.path", "SETTINGS_TEMPLATE_PLACEHOLDER")]),
    ('[archive]\npath = "{year}/{number} {return_id}"', [("archive.path", "SETTINGS_TEMPLATE_NUMBER_FIRST")]),
    ('[archive]\npath = "{number} {return_id}/{date}"', [("archive.path", "SETTINGS_TEMPLATE_RETURN_LAST")]),
    ('[archive]\npath = "{number}/../{return_id}"', [("archive.path", "SETTINGS_PATH_OUTSIDE")]),
    ('[archive]\npath = "{number}/a:b {return_id}"', [("archive.path", "SETTINGS_PATH_UNSAFE")]),
    ('[archive]\nfile_sent = ["Dialogmøte"]', [("archive.file_sent[0]", "SETTINGS_IDENTIFIER")]),
    ("name = Dønna", [("line 1", "SETTINGS_NOT_TOML")]),
    ('name = "x"\n[rules\n', [("line 2", "SETTINGS_NOT_TOML")]),
    ('name = "x"\nroutine = """', [("line 2", "SETTINGS_NOT_TOML")]),
    ('name = "x"\nname = "y"', [("line 2", "SETTINGS_NOT_TOML")]),
    ('language = "nb"\nname = "Dønna"'.encode("cp1252"), [("line 2", "SETTINGS_NOT_UTF8")]),
    ("[" * 10_000, [("line 1", "SETTINGS_NOT_TOML")]),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=[str(one[0])[:50] for one in FAULTS])
def test_fault(tmp_path: Path, text: str | bytes, expected: list[tuple[str, str]]) -> None:
    assert faults(tmp_path, text) == expected


def test_a_suggestion_names_the_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, "plan_weeks = 3\n[rules]\nplan_week = 3")
    near = [dict(fault.params)["near"] for fault in caught.value.faults]
    assert sorted(near) == ["rules.plan_weeks", "rules.plan_weeks"]


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Faults of spelling, type, bounds, place and sense in one round."""
    text = """
        name = 3
        organisasjonsnumer = "1"
        [rules]
        plan_weeks = 9
        [folders]
        inbox = "../x"
        [archive]
        path = "{x}"
        """
    assert {where for where, _ in faults(tmp_path, text)} == {
        "name", "organisasjonsnumer", "rules.plan_weeks", "folders.inbox", "archive.path",
    }  # fmt: skip


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path / FILE_NAME)
    assert caught.value.code == "SETTINGS_MISSING"
    assert FILE_NAME in error_sentence(caught.value, Language.NB)


def test_no_text_of_the_file_in_the_exception(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, 'name = "hemmelig\n[hemmelig')
    shown = repr(caught.value) + repr(caught.value.faults) + repr(caught.value.params)
    assert "hemmelig" not in shown
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


STATED = [
    ('language = "nn"', Language.NN),
    ('language = "en"\nname = 3', Language.EN),
    ('language = "no"', Language.NB),
    ("language = [", Language.NB),
    ("language = []", Language.NB),
    (b"\xff\xfe\x00", Language.NB),
]


@pytest.mark.parametrize(("text", "language"), STATED)
def test_faults_are_told_in_the_stated_language(tmp_path: Path, text: str | bytes, language: Language) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert stated_language(path) is language
    assert stated_language(tmp_path / "mangler.toml") is Language.NB


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([path for path in known_paths() if "." in path or path == "name"]), anything)
def test_any_value_anywhere_is_settings_or_a_configuration_error(
    tmp_path_factory: pytest.TempPathFactory, path: str, value: object
) -> None:
    found: tuple[Fault, ...] = ()
    try:
        load(tmp_path_factory.mktemp("any"), f"{path} = {_toml(value)}")
    except ConfigurationError as error:
        found = error.faults or (Fault("", "", ""),)
    for fault in found:
        assert_said(fault)


def _toml(value: object) -> str:
    match value:
        case None:
            return "[]"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return '"' + "".join(f"\\U{ord(sign):08x}" for sign in value if not 0xD800 <= ord(sign) < 0xE000) + '"'
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{_toml(name)} = {_toml(one)}" for name, one in value.items()) + "}"
    raise TypeError


def test_none_is_not_offered_as_a_signature(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, 'signatures = [{ form = "egenmelding", role = "hr", accepted = ["stamp"] }]')
    (fault,) = caught.value.faults
    offered = dict(fault.params)["choices"].split(", ")
    assert offered == [kind.value for kind in SignatureKind if kind is not SignatureKind.NONE]


def test_signatures_may_name_a_form_of_the_workplace(tmp_path: Path) -> None:
    """By its id, or by its file's name while the form itself cannot be read."""
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "fil.toml").write_text('id = "permisjon"')
    (tmp_path / "forms" / "halvferdig.toml").write_text("id = ")
    text = 'signatures = [{{ form = "{}", role = "hr", accepted = ["ink"] }}]'
    assert load(tmp_path, text.format("permisjon")).signatures[0].form == "permisjon"
    assert load(tmp_path, text.format("halvferdig")).signatures[0].form == "halvferdig"
    assert faults(tmp_path, text.format("fil")) == [("signatures[0].form", "SETTINGS_FORM_UNKNOWN")]
