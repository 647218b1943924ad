"""What a person decides about a return, and what their corrections say as observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dokumentverk.errors import UsageFault
from dokumentverk.flow.given import wrong_value
from dokumentverk.flow.trays import DIAGNOSIS
from dokumentverk.messages import findings as finding_codes
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.layout import name_of
from dokumentverk.model.reading import Method, Observation, Source
from dokumentverk.model.value import Unparsable, from_json


@dataclass(frozen=True, slots=True)
class Decision:
    """``values`` are corrections by field id, as people write them. ``diagnosis`` is back, restricted or
    false-alarm."""

    by: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)
    employee: str | None = None
    despite: tuple[str, ...] = ()
    diagnosis: str | None = None


def check_decision(decision: Decision) -> None:
    """Raises UsageFault for one without a name or a reason, or with a code that cannot be named so."""
    if not decision.by or not decision.reason:
        raise UsageFault("ACCEPT_NEEDS_NAME_AND_REASON")
    if DIAGNOSIS in decision.despite:
        raise UsageFault("DIAGNOSIS_NEEDS_A_CHOICE")
    unknown = next((code for code in decision.despite if code not in finding_codes()), None)
    if unknown is not None:
        raise UsageFault("CODE_UNKNOWN", code=unknown[:40])


def named_codes(decision: Decision) -> tuple[str, ...]:
    """The findings that the decision files in spite of, each once."""
    codes = list(decision.despite)
    if decision.diagnosis in ("restricted", "false-alarm"):
        codes.append(DIAGNOSIS)
    return tuple(dict.fromkeys(codes))


def person_observations(definition: FormDefinition, id: str, text: str, document: str) -> tuple[Observation, ...]:
    """What a person says stands in a field, as observations: one for a text, one for every box of a choice.

    A cell of a table is named as in the PDF: ``measures_2_goal`` is the second line's goal.
    """
    source = Source(document, Method.PERSON)
    asked, row, table = _asked(definition, id)
    if table is not None:
        if isinstance(from_json(asked, text), Unparsable):
            raise wrong_value(asked, id)
        return (Observation(table, text, 1.0, source, row=row, column=asked.id),)
    match asked.kind:
        case FieldKind.ROWS | FieldKind.SIGNATURE:
            raise UsageFault("FIELD_NOT_CORRECTABLE", field=id)
        case FieldKind.YES_NO | FieldKind.ONE_OF | FieldKind.SEVERAL_OF:
            value = from_json(asked, text)
            if isinstance(value, Unparsable):
                raise wrong_value(asked, id)
            ids = ("yes", "no") if asked.kind is FieldKind.YES_NO else tuple(one.id for one in asked.choices)
            chosen = {"yes"} if value is True else {"no"} if value is False else set(_ids(value))
            return tuple(Observation(id, "on" if one in chosen else "off", 1.0, source, choice=one) for one in ids)
        case FieldKind.TICK:
            value = from_json(asked, text)
            if isinstance(value, Unparsable):
                raise wrong_value(asked, id)
            return (Observation(id, "on" if value else "off", 1.0, source),)
        case _:
            if isinstance(from_json(asked, text), Unparsable):
                raise wrong_value(asked, id)
            return (Observation(id, text, 1.0, source),)


def _asked(definition: FormDefinition, id: str) -> tuple[Field, int | None, str | None]:
    """The field, or the column with its row (from 0) and the table's id. Raises UsageFault."""
    for one in definition.fields():
        if one.id == id:
            return one, None, None
        if one.kind is FieldKind.ROWS:
            for column in one.columns:
                for row in range(one.rows):
                    if name_of(one.id, row=row, column=column.id) == id:
                        return column, row, one.id
    raise UsageFault("FIELD_UNKNOWN", field=id[:60], form=definition.id)


def _ids(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(one for one in value if isinstance(one, str))
    return (value,) if isinstance(value, str) else ()
