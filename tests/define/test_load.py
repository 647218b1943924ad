"""Definitions from files and folders."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from dokumentverk import shipped
from dokumentverk.define import definition_digest, load_definition, load_forms, parse_definition
from dokumentverk.errors import DefinitionError

GOOD = """
id = "form"
version = "1"
title = { nb = "Skjema" }

[archive]
series = "personalmappe"
title = { nb = "Skjema" }

[[sections]]
id = "first"
title = { nb = "Del" }

[[sections.fields]]
id = "share"
kind = "percent"
label = { nb = "Andel" }
minimum = 0.1
maximum = 100
"""


def codes_of(caught: pytest.ExceptionInfo[DefinitionError]) -> list[tuple[str, str]]:
    return [(Path(fault.file).name, fault.code) for fault in caught.value.faults]


def test_decimals_are_exact() -> None:
    share = parse_definition(GOOD, "form.toml").field("share")
    assert (str(share.minimum), str(share.maximum)) == ("0.1", "100")


def test_a_definition_keeps_its_source_and_is_known_by_its_digest() -> None:
    definition = parse_definition(GOOD, "form.toml")
    assert definition.source == GOOD
    assert definition_digest(definition) == hashlib.sha256(GOOD.encode()).hexdigest()


def test_line_ends_and_byte_order_mark_do_not_change_the_digest(tmp_path: Path) -> None:
    unix, windows = tmp_path / "unix.toml", tmp_path / "windows.toml"
    unix.write_bytes(GOOD.encode())
    windows.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert definition_digest(load_definition(unix)) == definition_digest(load_definition(windows))


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_definition(tmp_path / "none.toml")
    assert codes_of(caught) == [("none.toml", "DEFINITION_FILE_UNREADABLE")]


def test_latin_1_is_a_fault_at_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_bytes(b'id = "\xe6"')
    with pytest.raises(DefinitionError) as caught:
        load_definition(path)
    assert [(one.where, one.code) for one in caught.value.faults] == [("byte 6", "DEFINITION_NOT_UTF8")]


def test_the_earlier_folder_takes_precedence(tmp_path: Path) -> None:
    own, common = tmp_path / "own", tmp_path / "common"
    own.mkdir()
    common.mkdir()
    (own / "mine.toml").write_text(GOOD.replace('"1"', '"2"'), encoding="utf-8")
    (common / "form.toml").write_text(GOOD, encoding="utf-8")
    (common / "other.toml").write_text(GOOD.replace('"form"', '"other"'), encoding="utf-8")
    forms = load_forms([own, common, tmp_path / "absent"])
    assert {id: one.version for id, one in forms.items()} == {"form": "2", "other": "1"}


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("id = ", encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "c.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "d.toml").write_text(GOOD.replace('"percent"', '"share"'), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_forms([tmp_path])
    assert codes_of(caught) == [
        ("a.toml", "DEFINITION_NOT_TOML"),
        ("c.toml", "DEFINITION_FORM_TAKEN"),
        ("d.toml", "DEFINITION_VALUE_UNKNOWN"),
    ]


def test_the_shipped_forms_load() -> None:
    assert {"egenmelding", "oppfolgingsplan", "dialogmote"} <= load_forms([shipped.forms()]).keys()
