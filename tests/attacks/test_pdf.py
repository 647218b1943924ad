"""Every forgery of the corpus is told by its own code, and no forged signature is valid."""

from __future__ import annotations

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
