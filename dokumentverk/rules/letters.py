"""What a letter must have before it may leave. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from dokumentverk.model.form import Condition, Field, FieldKind, FormDefinition, Operator
from dokumentverk.model.value import Value, to_json


def missing(definition: FormDefinition, values: Mapping[str, Value]) -> tuple[Field, ...]:
    """The fields that are required, by themselves or by other answers, and have no answer: nobody fills in a letter by
    hand."""
    return tuple(
        field
        for field in definition.fields()
        if _blank(field, values.get(field.id))
        and (field.required or (field.required_if and all(_holds(one, values) for one in field.required_if)))
    )


def _blank(field: Field, value: Value) -> bool:
    return value is None or value == () or value == "" or (field.kind is FieldKind.TICK and value is False)


def _holds(condition: Condition, values: Mapping[str, Value]) -> bool:
    value = values.get(condition.field)
    match condition.operator:
        case Operator.FILLED:
            return value not in (None, "", (), False)
        case Operator.EMPTY:
            return value in (None, "", (), False)
        case Operator.EQUALS:
            return _written(value) == condition.value
        case Operator.DIFFERS:
            return _written(value) != condition.value
        case Operator.INCLUDES:
            return isinstance(value, tuple) and condition.value in value
    assert_never(condition.operator)


def _written(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return ""
        case _:
            return str(to_json(value))
