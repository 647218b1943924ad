"""Values as people write them, each of its field's kind; what is wrong with one is told with how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from dokumentverk.errors import Fault, UsageFault
from dokumentverk.model.form import Field, FieldKind, FormDefinition, TextFormat
from dokumentverk.model.value import Unparsable, Value, from_json
from dokumentverk.rules.fodselsnummer import Verdict, judge

_WRITTEN: Final = {
    TextFormat.TIME: "14.00",
    TextFormat.PHONE: "22 33 44 55",
    TextFormat.EMAIL: "navn@eksempel.no",
    TextFormat.YEAR: "2026",
    TextFormat.ORGANISASJONSNUMMER: "9 × 0–9",
}


def given_values(
    definition: FormDefinition, given: Mapping[str, object], locked: tuple[str, ...] = ()
) -> dict[str, Value]:
    """Values from ``--set``, ``--data`` or JSON, each of its field's kind and within its limits. Raises UsageFault
    naming the field, or all of them when several are refused."""
    values: dict[str, Value] = {}
    refused: list[UsageFault] = []
    for id, data in given.items():
        try:
            values[id] = _given(definition, id, data, locked)
        except UsageFault as error:
            refused.append(error)
    if len(refused) > 1:
        faults = (Fault("", "", one.code, tuple(one.params.items())) for one in refused)
        raise UsageFault("VALUES_REFUSED", *faults, count=len(refused))
    if refused:
        raise refused[0]
    return values


def _given(definition: FormDefinition, id: str, data: object, locked: tuple[str, ...]) -> Value:
    one = _field(definition, id)
    if one.kind is FieldKind.SIGNATURE:
        raise UsageFault("FIELD_NOT_CORRECTABLE", field=id)
    value = from_json(one, data)
    if isinstance(value, Unparsable):
        raise wrong_value(one, id)
    if id in locked:
        raise UsageFault("FIELD_FROM_REGISTER", field=id)
    if isinstance(value, str) and one.max_length is not None and len(value) > one.max_length:
        raise UsageFault("VALUE_TOO_LONG", field=id, limit=one.max_length)
    if not _within(one, value):
        raise wrong_value(one, id)
    return value


def _within(field: Field, value: Value) -> bool:
    if isinstance(value, Decimal):
        least, most = field.minimum, field.maximum
        return (least is None or value >= least) and (most is None or value <= most)
    if field.kind is FieldKind.FODSELSNUMMER and isinstance(value, str):
        return judge(value, rule_2032=True) is Verdict.VALID
    return True


def wrong_value(field: Field, id: str) -> UsageFault:
    """Says what the field takes, in signs that read alike in every language."""
    match field.kind:
        case FieldKind.DATE:
            expected = "03.11.2026"
        case FieldKind.YES_NO | FieldKind.TICK:
            expected = "ja / nei"
        case FieldKind.ONE_OF:
            expected = " / ".join(one.id for one in field.choices)
        case FieldKind.SEVERAL_OF:
            expected = "; ".join(one.id for one in field.choices)
        case FieldKind.NUMBER | FieldKind.PERCENT:
            bounds = [str(one) for one in (field.minimum, field.maximum) if one is not None]
            expected = " – ".join(bounds) or "12,5"
        case FieldKind.FODSELSNUMMER:
            expected = "11 × 0–9"
        case FieldKind.ROWS:
            expected = " / ".join(f"{field.id}_1_{column.id}" for column in field.columns)
        case _:
            expected = _WRITTEN.get(field.format, "abc") if field.format is not None else "abc"
    return UsageFault("VALUE_NOT_OF_ITS_KIND", field=id, expected=expected)


def _field(definition: FormDefinition, id: str) -> Field:
    try:
        return definition.field(id)
    except KeyError:
        raise UsageFault("FIELD_UNKNOWN", field=id[:60], form=definition.id) from None
