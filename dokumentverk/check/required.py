"""What must be answered, and what must stand empty because of another answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from dokumentverk.check.answers import Answer, answers, field_answer, fields, is_blank, rows
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Condition, Field, FieldKind, Operator
from dokumentverk.model.record import State
from dokumentverk.rules.decision import Decision

_WORDS: Final = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.ROWS})


def required(subject: Subject) -> Iterator[Finding]:
    for answer in fields(subject):
        if not answer.blank or _is_kept(subject, answer):
            continue
        if answer.asked.required:
            yield answer.finding("FIELD_REQUIRED")
        elif required_by_answers(subject, answer.asked) is Decision.YES:
            yield answer.finding(_because(answer.asked), numbers=_numbers(subject, answer.asked.required_if))


def _is_kept(subject: Subject, answer: Answer) -> bool:
    """A slip may come back alone: what stands on the other pages was ours, and the sender keeps it."""
    return answer.state is State.ABSENT and not subject.definition.in_answer(answer.field)


def required_cells(subject: Subject) -> Iterator[Finding]:
    """A line of a table that has been begun needs its required columns."""
    for field in subject.definition.fields():
        if field.kind is FieldKind.ROWS:
            for row in rows(subject, field):
                yield from (cell.finding("FIELD_REQUIRED") for cell in row if cell.asked.required and cell.blank)


def forbidden(subject: Subject) -> Iterator[Finding]:
    """A No says that there is nothing, as an empty field does."""
    for answer in fields(subject):
        if is_forbidden(subject, answer):
            yield answer.finding("FIELD_FORBIDDEN", numbers=_numbers(subject, answer.asked.forbidden_if))


def is_forbidden(subject: Subject, answer: Answer) -> bool:
    filled = not answer.blank and answer.value is not False and not _is_doubted(answer)
    return filled and _all_hold(subject, answer.asked.forbidden_if) is Decision.YES


def _is_doubted(answer: Answer) -> bool:
    """Whether marks or digits stand there of which the reader told that they may be none. Unread words are there."""
    words = answer.asked.kind in _WORDS and answer.asked.cells is None
    return answer.state is State.NOT_READ and not words


def required_by_answers(subject: Subject, field: Field) -> Decision:
    """Whether the answers elsewhere ask for this one; not decided while one of them could not be read."""
    return _all_hold(subject, field.required_if)


def must_be_filled(subject: Subject, field: Field) -> bool:
    return field.required or required_by_answers(subject, field) is Decision.YES


def unread(subject: Subject) -> Iterator[Finding]:
    """What stands there but is no value of its kind. What nobody could read at all was told of by the reader."""
    for answer in answers(subject):
        if answer.problem is not None:
            yield answer.finding(answer.problem)


def _all_hold(subject: Subject, conditions: Iterable[Condition]) -> Decision:
    decisions = {_holds(subject, condition) for condition in conditions}
    if not decisions or Decision.NO in decisions:
        return Decision.NO
    return Decision.NOT_DECIDED if Decision.NOT_DECIDED in decisions else Decision.YES


def _holds(subject: Subject, condition: Condition) -> Decision:
    field = subject.asked(condition.field)
    if field is None or field_answer(subject, field).state in (State.NOT_READ, State.CONFLICT):
        return Decision.NOT_DECIDED
    return Decision.YES if _passes(subject, field, condition) else Decision.NO


def _passes(subject: Subject, field: Field, condition: Condition) -> bool:
    value = subject.entry(field).value
    match condition.operator:
        case Operator.EQUALS:
            return _as_condition(value) == condition.value
        case Operator.DIFFERS:
            return _as_condition(value) != condition.value
        case Operator.FILLED:
            return not is_blank(field, value)
        case Operator.EMPTY:
            return is_blank(field, value)
        case Operator.INCLUDES:
            return condition.value in subject.chosen(field.id)
    assert_never(condition.operator)


def _as_condition(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _because(field: Field) -> str:
    """Fields that stand in for one another are told of as such."""
    instead = all(condition.operator is Operator.EMPTY for condition in field.required_if)
    return "FIELD_REQUIRED_INSTEAD" if instead else "FIELD_REQUIRED_BY_ANSWER"


def _numbers(subject: Subject, conditions: Iterable[Condition]) -> str:
    """The printed numbers of the fields that decide."""
    ids = dict.fromkeys(condition.field for condition in conditions)
    return ", ".join(str(subject.definition.number_of(id)) for id in ids if subject.asked(id) is not None)
