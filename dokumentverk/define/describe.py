"""A definition as plain data for ``forms ID --to json``: what to fill in, and under which names."""

from __future__ import annotations

from collections.abc import Iterable

from dokumentverk.define.names import bookmark_names, pdf_names
from dokumentverk.model.form import Condition, Field, FieldKind, FormDefinition, Section
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.value import to_json


def describe(definition: FormDefinition, language: Language) -> dict[str, object]:
    """Every field in reading order with its printed number; texts in ``language``. Only JSON's own types."""
    return {
        "id": definition.id,
        "version": definition.version,
        "language": language.value,
        "title": definition.title.in_(language),
        "purpose": _text(definition.purpose, language),
        "parties": [party.value for party in definition.parties],
        "anonymous": definition.anonymous,
        "rules": list(definition.rules),
        "employee_field": definition.employee_field,
        "document_date": definition.document_date,
        "continuations": definition.continuations,
        "sections": [_section(definition, section, language) for section in definition.sections],
    }


def _section(definition: FormDefinition, section: Section, language: Language) -> dict[str, object]:
    return {
        "id": section.id,
        "title": section.title.in_(language),
        "help": _text(section.help, language),
        "filled_by": section.filled_by.value if section.filled_by else None,
        "carried": section.carried,
        "fields": [
            {"number": definition.number_of(field.id), **_field(field, language), **_whole_field(field)}
            for field in section.fields
        ],
    }


def _field(field: Field, language: Language) -> dict[str, object]:
    """What a field and a column of rows have in common."""
    return {
        "id": field.id,
        "kind": field.kind.value,
        "label": field.label.in_(language),
        "help": _text(field.help, language),
        "required": field.required,
        "limits": {
            "max_length": field.max_length,
            "minimum": to_json(field.minimum),
            "maximum": to_json(field.maximum),
            "not_before": field.not_before,
            "format": field.format.value if field.format else None,
            "paper_confidence": field.paper_confidence,
            "read_later": field.read_later,
            "rows": field.rows if field.kind is FieldKind.ROWS else None,
        },
        "choices": [{"id": choice.id, "label": choice.label.in_(language)} for choice in field.choices],
        "columns": [_field(column, language) for column in field.columns],
    }


def _whole_field(field: Field) -> dict[str, object]:
    """What a field alone has: conditions, names in the documents, signature."""
    return {
        "required_if": _conditions(field.required_if),
        "forbidden_if": _conditions(field.forbidden_if),
        "prefill": field.prefill,
        "locked": field.locked,
        "names": _names(field),
        "tags": list(bookmark_names(field)),
        "signature": _signature(field),
    }


def _names(field: Field) -> list[str]:
    """Of a form made elsewhere those that its PDF has."""
    boxes = [choice.pdf for choice in field.choices if choice.pdf is not None]
    if field.pdf is not None:
        return [field.pdf]
    return boxes or list(pdf_names(field))


def _signature(field: Field) -> dict[str, object] | None:
    if field.role is None:
        return None
    return {
        "role": field.role.value,
        "order": field.order,
        "locks": list(field.locks),
        "absent_reason": field.absent_reason,
    }


def _conditions(conditions: Iterable[Condition]) -> list[dict[str, str]]:
    return [{"field": one.field, "operator": one.operator.value, "value": one.value} for one in conditions]


def _text(texts: Texts | None, language: Language) -> str | None:
    return texts.in_(language) if texts else None
