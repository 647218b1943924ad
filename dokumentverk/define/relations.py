"""What one part of a definition says of another: references and order; and all checks of a whole definition, a flat
tuple of small functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from dokumentverk.define import vocabulary as words
from dokumentverk.define.drafted import Check, Drafted
from dokumentverk.define.names_once import ids_once, labels_once, made_elsewhere, names_differ, names_short
from dokumentverk.define.table import Faults
from dokumentverk.model.form import Condition, Field, FieldKind, Operator, Role, TextFormat


def _conditions_hold_together(draft: Drafted, faults: Faults) -> None:
    for path, field in draft.fields:
        for key, conditions in (("required_if", field.required_if), ("forbidden_if", field.forbidden_if)):
            if field.required and conditions:
                faults.add(f"{path}.{key}", "DEFINITION_KEYS_CONTRADICT", key=key, other="required")
            for number, condition in enumerate(conditions):
                _condition_fits(draft, field, f"{path}.{key}[{number}]", condition, faults)


def _condition_fits(draft: Drafted, owner: Field, path: str, condition: Condition, faults: Faults) -> None:
    asked = draft.by_id.get(condition.field)
    if asked is None:
        _field_unknown(draft, f"{path}.field", condition.field, faults)
        return
    if asked.id == owner.id:
        faults.add(f"{path}.field", "DEFINITION_CONDITION_ON_ITSELF", field=asked.id)
        return
    if asked.id in draft.vague:
        return
    possible = _possible_values(asked, condition.operator)
    if possible is None:
        faults.add(path, "DEFINITION_OPERATOR_UNFIT", operator=condition.operator, field=asked.id, kind=asked.kind)
    elif condition.value not in possible:
        faults.add(
            f"{path}.{condition.operator}",
            "DEFINITION_CHOICE_UNKNOWN",
            field=asked.id,
            choice=condition.value,
            expected=", ".join(possible),
        )


def _possible_values(field: Field, operator: Operator) -> tuple[str, ...] | None:
    """What the operator can be asked of the field, or None where it makes no sense."""
    if operator in (Operator.FILLED, Operator.EMPTY):
        return ("",)
    choices = tuple(choice.id for choice in field.choices)
    match field.kind, operator:
        case ((FieldKind.YES_NO | FieldKind.TICK), (Operator.EQUALS | Operator.DIFFERS)):
            return ("true", "false")
        case FieldKind.ONE_OF, (Operator.EQUALS | Operator.DIFFERS):
            return choices
        case FieldKind.SEVERAL_OF, Operator.INCLUDES:
            return choices
        case _:
            return None


def _field_unknown(draft: Drafted, path: str, id: str, faults: Faults) -> None:
    faults.add(path, "DEFINITION_FIELD_UNKNOWN", field=id, expected=", ".join(_near(id, draft)))


def _near(id: str, draft: Drafted) -> list[str]:
    """The ids most like the one written, or all."""
    known = [known for known in draft.by_id if known]
    return get_close_matches(id, known, n=3) or known


def _limits_fit(draft: Drafted, faults: Faults) -> None:
    for path, field in _with_columns(draft):
        if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
            faults.add(
                f"{path}.minimum", "DEFINITION_RANGE_WRONG", minimum=str(field.minimum), maximum=str(field.maximum)
            )
    for path, field in draft.fields:
        dates = {one.id for one in draft.by_id.values() if one.kind is FieldKind.DATE}
        _refers(draft, f"{path}.not_before", field, field.not_before, dates, "date", faults)
        siblings = {column.id: column for column in field.columns}
        for number, column in enumerate(field.columns):
            _column_starts(f"{path}.columns[{number}].not_before", column, siblings, faults)


def _column_starts(path: str, column: Field, siblings: Mapping[str, Field], faults: Faults) -> None:
    """A date in a row is compared with another column of the same row."""
    if column.not_before is None:
        return
    other = siblings.get(column.not_before)
    if other is None:
        faults.add(path, "DEFINITION_FIELD_UNKNOWN", field=column.not_before, expected=", ".join(siblings))
    elif other.kind is not FieldKind.DATE or other is column:
        faults.add(path, "DEFINITION_REFERENCE_UNFIT", field=column.not_before, expected="date")


def _with_columns(draft: Drafted) -> Iterator[tuple[str, Field]]:
    for path, field in draft.fields:
        yield path, field
        for number, column in enumerate(field.columns):
            yield f"{path}.columns[{number}]", column


def _refers(
    draft: Drafted, path: str, owner: Field | None, id: str | None, fitting: set[str], expected: str, faults: Faults
) -> None:
    """``id`` must be a field of the form, another than ``owner``, and among ``fitting``."""
    if id is None:
        return
    if id not in draft.by_id:
        _field_unknown(draft, path, id, faults)
    elif id not in draft.vague and (id not in fitting or (owner is not None and id == owner.id)):
        faults.add(path, "DEFINITION_REFERENCE_UNFIT", field=id, expected=expected)


def _form_refers(draft: Drafted, faults: Faults) -> None:
    definition = draft.definition
    dates = {field.id for field in draft.by_id.values() if field.kind is FieldKind.DATE}
    _refers(draft, "document_date", None, definition.document_date, dates, "date", faults)
    persons = {
        field.id
        for field in draft.by_id.values()
        if field.format is TextFormat.EMPLOYEE_NUMBER or field.kind is FieldKind.FODSELSNUMMER
    }
    _refers(draft, "employee_field", None, definition.employee_field, persons, "employee_number, fodselsnummer", faults)
    sections = [section.id for section in definition.sections]
    for number, section in enumerate(definition.answer):
        if section not in sections:
            expected = ", ".join(sections)
            faults.add(f"answer[{number}]", "DEFINITION_VALUE_UNKNOWN", value=section, expected=expected)
    for number, rule in enumerate(definition.rules):
        if rule not in words.RULES:
            faults.add(f"rules[{number}]", "DEFINITION_VALUE_UNKNOWN", value=rule, expected=", ".join(words.RULES))


def _needed_at_once(draft: Drafted, faults: Faults) -> None:
    """A document is filed under its date, and rules act on others: those are read before it is filed."""
    definition = draft.definition
    acted_on = {id: rule for rule in definition.rules for id in words.NEEDED_AT_ONCE.get(rule, ())}
    if definition.document_date is not None:
        acted_on[definition.document_date] = "document_date"
    for path, field in draft.fields:
        if field.read_later and field.id in acted_on:
            faults.add(f"{path}.read_later", "DEFINITION_KEYS_CONTRADICT", key="read_later", other=acted_on[field.id])


def _prefills_exist(draft: Drafted, faults: Faults) -> None:
    for path, field in draft.fields:
        if field.prefill is None or field.id in draft.vague or "prefill" not in words.keys_of(field.kind):
            continue
        where = f"{path}.prefill"
        if field.prefill not in words.PREFILL_PATHS:
            expected = ", ".join(words.PREFILL_PATHS)
            faults.add(where, "DEFINITION_VALUE_UNKNOWN", value=field.prefill, expected=expected)
        elif field.kind not in (fitting := words.FITTING_PREFILL.get(field.prefill, (FieldKind.TEXT,))):
            expected = ", ".join(fitting)
            faults.add(where, "DEFINITION_PREFILL_UNFIT", prefill=field.prefill, kind=field.kind, expected=expected)


def _anonymous_names_nobody(draft: Drafted, faults: Faults) -> None:
    if not draft.definition.anonymous:
        return
    if draft.definition.employee_field is not None:
        faults.add("employee_field", "DEFINITION_KEYS_CONTRADICT", key="employee_field", other="anonymous")
    for path, field in draft.fields:
        if field.prefill is not None and field.prefill.startswith(words.PERSONAL_PREFIXES):
            faults.add(f"{path}.prefill", "DEFINITION_KEYS_CONTRADICT", key="prefill", other="anonymous")


def _signatures_stand_in_line(draft: Drafted, faults: Faults) -> None:
    first: dict[int, str] = {}
    reasons = {field.id for field in draft.by_id.values() if field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT)}
    for path, field in draft.fields:
        if field.kind is not FieldKind.SIGNATURE:
            continue
        if field.order and first.setdefault(field.order, path) != path:
            faults.add(f"{path}.order", "DEFINITION_ORDER_TAKEN", order=field.order, other=first[field.order])
        _refers(draft, f"{path}.absent_reason", field, field.absent_reason, reasons, "text, long_text", faults)
        lockable = {one.id for one in draft.by_id.values() if one.kind is not FieldKind.SIGNATURE}
        for number, lock in enumerate(field.locks):
            where = f"{path}.locks[{number}]"
            _refers(draft, where, field, lock, lockable, "≠ signature", faults)
            if _filled_later(draft, lock, field):
                faults.add(where, "DEFINITION_LOCK_TOO_EARLY", field=lock)


def _filled_later(draft: Drafted, id: str, signature: Field) -> bool:
    """Whether a field belongs to a section that someone fills who signs only after this signature."""
    section = next((one for one in draft.definition.sections if any(field.id == id for field in one.fields)), None)
    if section is None or section.filled_by is None:
        return False
    order = _first_order(draft, section.filled_by)
    return order is not None and 0 < signature.order < order


def _first_order(draft: Drafted, role: Role) -> int | None:
    orders = [field.order for _, field in draft.fields if field.kind is FieldKind.SIGNATURE and field.role is role]
    return min(orders, default=None)


CHECKS: Final[tuple[Check, ...]] = (
    ids_once,
    labels_once,
    _conditions_hold_together,
    _limits_fit,
    _form_refers,
    _needed_at_once,
    _prefills_exist,
    _anonymous_names_nobody,
    _signatures_stand_in_line,
    names_differ,
    names_short,
    made_elsewhere,
)
