"""Every forgery of the corpus is told by its own code, and no forged signature is valid."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from dokumentverk.model.finding import Severity
from dokumentverk.read.signatures import printed_names
from tests.read import documents

from .forged_samples import CORPUS
from .judging import judge

ALL = [(code, called) for code, makers in CORPUS.items() for called in makers]

COMPANIONS = {
    "field gone": {"SIGNATURE_DOCUMENT_CHANGED"},
    "not listed": {"SIGNATURE_NOTE_ADDED"},
    "shadow hide and replace": {"SIGNATURE_FIELD_CHANGED", "SIGNATURE_DOCUMENT_CHANGED"},
    "shadow replace": {"SIGNATURE_CONTENT_CHANGED", "SIGNATURE_OVERLAID"},
}
"""What an attack does besides, by its nature."""

STANDING = {"after two": {"employee_signature"}}
"""Signatures that the forgery does not touch."""

ELSEWHERE = {
    "SIGNATURE_CHANGE_UNCLEAR": "what another program wrote: test_honest.py",
    "SIGNATURE_REVOCATION_NEEDED": "test_honest.py",
    "SIGNATURE_REVOCATION_NOT_KNOWN": "test_honest.py",
    "TRUST_FILE_UNREADABLE": "tests/workplace/test_trust.py",
    "TRUST_LIST_NOT_CHECKED": "test_honest.py",
    "TRUST_LIST_OUTDATED": "test_honest.py",
}


@pytest.mark.parametrize(("code", "called"), ALL, ids=[f"{code}-{called}" for code, called in ALL])
def test_a_forgery(code: str, called: str, tmp_path: Path) -> None:
    found = judge(CORPUS[code][called](), tmp_path)
    codes = {one.code for one in found.findings if one.severity is not Severity.NOTE}
    assert code in codes
    assert codes - {code} <= COMPANIONS.get(called, set())
    valid = {mark.field for mark in found.marks if mark.validated is not None and mark.validated.is_valid}
    assert valid == STANDING.get(called, set())


@pytest.mark.parametrize("code", ["SIGNATURE_FIELD_CHANGED", "SIGNATURE_OVERLAID"])
def test_fields_are_called_what_the_form_calls_them(code: str, tmp_path: Path) -> None:
    printed = set(printed_names(documents.known("egenmelding")).values())
    for make in CORPUS[code].values():
        told = [dict(one.params)["what"] for one in judge(make(), tmp_path).findings if one.code == code]
        assert told
        assert {one for what in told for one in what.partition(" (+")[0].split(", ")} <= printed


def test_every_code_has_a_forgery() -> None:
    text = (resources.files("dokumentverk.messages") / "findings" / "signature.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == set(CORPUS) | set(ELSEWHERE)


TRIED_IN = {
    "SIGNER_ANOTHER": "flow/test_signed.py",
    "SIGNER_NOT_MATCHED": "check/test_signer.py",
    "PRINT_ALTERED": "read/test_print_attacks.py",
    "PRINT_OVERLAID": "read/test_print_attacks.py",
    "PRINT_TEXT_DIFFERS": "read/test_print_attacks.py",
    "PRINT_REWORDED": "flow/test_word_print.py",
    "PRINT_CHANGED": "flow/test_word_print.py",
    "PREFILL_CHANGED": "flow/test_prefill.py",
}
"""What is no signature's doing."""


def test_every_row_of_readme_has_been_tried() -> None:
    tests = Path(__file__).parents[1]
    section = (tests.parent / "README.md").read_text(encoding="utf-8").partition("## Digital signatures")[2]
    rows = [row for row in section.partition("\n## ")[0].splitlines() if row.startswith("| ")]
    codes = set(re.findall(r"`([A-Z_]{6,})`", "".join(rows)))
    assert len(rows) > 10
    assert codes <= CORPUS.keys() | TRIED_IN.keys()
    for code, file in TRIED_IN.items():
        assert f'"{code}"' in (tests / file).read_text(encoding="utf-8")
