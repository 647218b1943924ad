"""What a person wrote for a document that is about to leave. A form is checked when it comes back; a letter is not seen
again, and the time and day of an invitation are read long before its slip returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dokumentverk.check.diagnosis import names_diagnosis
from dokumentverk.check.formats import fits
from dokumentverk.errors import Fault, UsageFault
from dokumentverk.flow.given import given_values, wrong_value
from dokumentverk.flow.trays import DIAGNOSIS
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.value import Value, rows_of


@dataclass(frozen=True, slots=True)
class Early:
    """A date that lies before the one that it must not lie before."""

    field: str
    day: date
    other: str
    before: date


def refuse_unfit(definition: FormDefinition, given: Mapping[str, object]) -> None:
    """Raises UsageFault for a time, an address or a number that is none."""
    values = given_values(definition, given)
    wrong = [wrong_value(definition.field(id), id) for id in _misshapen(definition, values)]
    if len(wrong) > 1:
        raise UsageFault(
            "VALUES_REFUSED",
            *(Fault("", "", one.code, tuple(one.params.items())) for one in wrong),
            count=len(wrong),
        )
    if wrong:
        raise wrong[0]


def refuse_diagnosis(
    definition: FormDefinition, given: Mapping[str, object], despite: frozenset[str], language: Language
) -> None:
    """Raises UsageFault for a letter that may name a diagnosis, unless ``despite`` names that finding. ``language`` is
    that of the labels."""
    if definition.letter is None or DIAGNOSIS in despite:
        return
    named = [id for id, value in given_values(definition, given).items() if any(map(names_diagnosis, _texts(value)))]
    if named:
        fields = ", ".join(f"«{definition.printed_label(id, language)}»" for id in named)
        raise UsageFault("LETTER_NAMES_DIAGNOSIS", fields=fields, code=DIAGNOSIS)


def _misshapen(definition: FormDefinition, values: Mapping[str, Value]) -> Iterator[str]:
    for id, value in values.items():
        format = definition.field(id).format
        if format is not None and isinstance(value, str) and value and not fits(format, value):
            yield id


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for row in rows_of(value):
        for _, cell in row:
            if isinstance(cell, str):
                yield cell


def meeting_lacks(definition: FormDefinition, values: Mapping[str, Value]) -> tuple[str, ...]:
    """When and where the meeting of an invitation is, as far as nobody has told: a pen may fill it in, and what is
    filed as sent will not say it."""
    of_meeting = (
        one for one in definition.fields() if one.required and (one.prefill or "").startswith("case.meeting_")
    )
    return tuple(one.id for one in of_meeting if values.get(one.id) is None)


def early_dates(definition: FormDefinition, values: Mapping[str, Value]) -> tuple[Early, ...]:
    """It may be meant, as for a letter that confirms what was agreed: it is told, not refused."""
    found = []
    for field in definition.fields():
        day, before = values.get(field.id), values.get(field.not_before or "")
        if field.not_before is not None and isinstance(day, date) and isinstance(before, date) and day < before:
            found.append(Early(field.id, day, field.not_before, before))
    return tuple(found)
