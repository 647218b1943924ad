"""A blameless document of each form passes; the empty form tells of what it lacks."""

from __future__ import annotations

import pytest

from dokumentverk.check import check
from dokumentverk.model.finding import Severity
from tests.check.documents import GOOD, document, form, found, of


def test_a_good_egenmelding_waits_for_its_attestation_only() -> None:
    assert found(document("egenmelding")) == [("ATTESTATION_PENDING", "leader_signature")]


@pytest.mark.parametrize("id", sorted(set(GOOD) - {"egenmelding"}))
def test_a_good_document_has_no_findings(id: str) -> None:
    assert found(document(id)) == []


@pytest.mark.parametrize("id", GOOD)
def test_an_empty_form_lacks_what_is_required(id: str) -> None:
    definition = form(id)
    missing = {field for code, field in found(of(definition, {})) if code == "FIELD_REQUIRED"}
    assert missing == {field.id for field in definition.fields() if field.required and field.role is None}


@pytest.mark.parametrize("id", GOOD)
def test_nothing_found_is_told_twice(id: str) -> None:
    findings = check(of(form(id), {}))
    assert len(findings) == len(set(findings))
    assert any(finding.severity is Severity.ERROR for finding in findings)
