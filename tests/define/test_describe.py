"""What ``forms ID --to json`` says of a form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dokumentverk import shipped
from dokumentverk.define import describe, load_forms, parse_definition, pdf_names, vocabulary
from dokumentverk.model.form import FieldKind, FormDefinition, Series, TextFormat
from dokumentverk.model.language import Language

FORMS = load_forms([shipped.forms()])


def described(id: str, language: Language = Language.NB) -> dict[str, Any]:
    return describe(FORMS[id], language)


def field_of(id: str, field: str, language: Language = Language.NB) -> dict[str, Any]:
    found: list[dict[str, Any]] = [
        one for section in described(id, language)["sections"] for one in section["fields"] if one["id"] == field
    ]
    return found[0]


@pytest.mark.parametrize("definition", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("language", Language)
def test_it_is_json_and_holds_every_field_with_its_number(definition: FormDefinition, language: Language) -> None:
    told = json.loads(json.dumps(describe(definition, language), ensure_ascii=False))
    fields = [one for section in told["sections"] for one in section["fields"]]
    assert [(one["number"], one["id"]) for one in fields] == list(
        enumerate((field.id for field in definition.fields()), start=1)
    )


def test_texts_follow_the_language() -> None:
    labels = [field_of("egenmelding", "first_day", language)["label"] for language in Language]
    assert labels == ["Første hele fraværsdag", "Første heile fråværsdag", "First full day of absence"]


def test_limits_are_told() -> None:
    assert field_of("egenmelding", "graded_percent")["limits"] == {
        "max_length": None,
        "minimum": 1,
        "maximum": 99,
        "not_before": None,
        "format": None,
        "paper_confidence": None,
        "read_later": False,
        "rows": None,
    }
    assert field_of("oppfolgingsplan", "typical_workday")["limits"]["max_length"] == 2000


def test_choices_are_told_with_the_names_of_their_boxes() -> None:
    consent = field_of("dialogmote", "consent", Language.EN)
    assert consent["choices"] == [
        {"id": "certifying_doctor", "label": "My certifying doctor"},
        {"id": "other_health_personnel", "label": "Other health personnel"},
    ]
    assert consent["names"] == ["consent_certifying_doctor", "consent_other_health_personnel"]


def test_a_radio_group_has_one_name_in_the_pdf_and_a_tag_per_choice_in_the_docx() -> None:
    graded = field_of("egenmelding", "graded")
    assert (graded["names"], graded["tags"]) == (["graded"], ["graded_yes", "graded_no"])


def test_rows_are_told_with_columns_and_every_cell() -> None:
    shared = field_of("oppfolgingsplan", "shared_with")
    assert [(one["id"], one["kind"]) for one in shared["columns"]] == [
        ("whom", "text"),
        ("when", "date"),
        ("how", "text"),
    ]
    assert shared["limits"]["rows"] == 3
    assert shared["names"][:4] == [
        "shared_with_1_whom",
        "shared_with_1_when",
        "shared_with_1_how",
        "shared_with_2_whom",
    ]
    assert len(shared["names"]) == 9


def test_a_signature_is_told_with_what_it_locks() -> None:
    signature = field_of("egenmelding", "leader_signature")["signature"]
    assert signature == {
        "role": "leader",
        "order": 2,
        "locks": ["leader_signed_date", "attested_by"],
        "absent_reason": None,
    }


def test_conditions_are_told() -> None:
    assert field_of("egenmelding", "return_day")["required_if"] == [
        {"field": "last_day", "operator": "empty", "value": ""},
        {"field": "sick_note_from", "operator": "empty", "value": ""},
    ]


@pytest.mark.parametrize("definition", FORMS.values(), ids=FORMS)
def test_no_two_fields_share_a_name_in_the_pdf(definition: FormDefinition) -> None:
    names = [name for field in definition.fields() for name in pdf_names(field)]
    assert len(names) == len(set(names))
    assert not [name for name in names if "." in name]


DOCUMENT = Path(__file__).resolve().parents[2] / "docs/form-definitions.md"


def test_every_key_of_a_definition_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    keys = {
        *vocabulary.FORM_KEYS, *vocabulary.ARCHIVE_KEYS, *vocabulary.SECTION_KEYS, *vocabulary.ALL_FIELD_KEYS,
        *FieldKind, *TextFormat, *Series, *vocabulary.RULES,
    } - {"archive", "sections", "fields"}  # fmt: skip
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


def test_the_example_of_the_document_is_a_definition() -> None:
    lines = DOCUMENT.read_text(encoding="utf-8").split("\n")
    example = "\n".join(line[4:] for line in lines if line.startswith("    ") or not line)
    definition = parse_definition(example, "notat.toml")
    assert definition.field("employee_number").paper_confidence == 0.9995


def test_least_confidences_are_those_of_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    told = {*vocabulary.LEAST_CONFIDENCE.values(), vocabulary.LEAST_CONFIDENCE_OTHERWISE}
    assert [str(one) for one in told if f"| {one}" not in text] == []
