"""What a case says, as values of the fields that a definition wants filled from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from dokumentverk.model.agenda import Agenda, Participant, Point
from dokumentverk.model.case import MeetingKind
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.letter import Addressee
from dokumentverk.model.value import Row, Scalar, Unparsable, Value, empty, parse
from dokumentverk.model.written import show_date

PREFIX: Final = "case."

MEETING_CHOICES: Final[Mapping[MeetingKind, str]] = {
    MeetingKind.DIALOGUE_1: "dialogue_1",
    MeetingKind.DIALOGUE_2: "dialogue_2",
    MeetingKind.DIALOGUE_3: "dialogue_3",
    MeetingKind.IA: "ia",
    MeetingKind.MOTEPLASSEN: "moteplassen",
    MeetingKind.CONTACT: "plan_talk",
    MeetingKind.OTHER: "other",
}
"""What the choices of a field that tells a meeting's kind are called."""


def wants_case(definition: FormDefinition) -> bool:
    """Whether any field is filled from a case, or the letter goes to the sykmelder that it names."""
    if definition.letter is not None and definition.letter.recipient is Addressee.SYKMELDER:
        return True
    return any(field.prefill is not None and field.prefill.startswith(PREFIX) for field in definition.fields())


def case_values(definition: FormDefinition, agenda: Agenda) -> dict[str, Value]:
    """By field id; only what is known. An anonymous form gets nothing."""
    values: dict[str, Value] = {}
    for field in () if definition.anonymous else definition.fields():
        if field.prefill is not None and field.prefill.startswith(PREFIX):
            value = _value(field, agenda)
            if value is not None and value != ():
                values[field.id] = value
    return values


def _value(field: Field, agenda: Agenda) -> Value:
    match field.prefill:
        case "case.open_measures":
            return _points(field, agenda.measures)
        case "case.open_tasks":
            return _points(field, agenda.tasks)
        case "case.participants":
            return _participants(field, agenda.participants)
        case "case.first_day":
            return _day(field, agenda.first_day)
        case "case.meeting_kind":
            id = MEETING_CHOICES.get(agenda.meeting.kind) if agenda.meeting else None
            return id if any(one.id == id for one in field.choices) else None
        case "case.meeting_date":
            return _day(field, agenda.meeting.on if agenda.meeting else None)
        case path:
            return _text(field, _texts(agenda).get(path or "", ""))


def _texts(agenda: Agenda) -> Mapping[str, str]:
    meeting = agenda.meeting
    return {
        "case.sykmelder": agenda.sykmelder,
        "case.agreed_last_time": agenda.agreed,
        "case.meeting_time": meeting.time if meeting else "",
        "case.meeting_place": meeting.place if meeting else "",
    }


def _day(field: Field, day: date | None) -> Value:
    if day is None or field.kind is FieldKind.DATE:
        return day
    return _text(field, show_date(day))


def _text(field: Field, text: str) -> Value:
    """What the field cannot hold is left out, cut to its length where that is all."""
    if not text:
        return None
    value = parse(field, text)
    if isinstance(value, Unparsable):
        return None
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        return value[: field.max_length - 1].rstrip() + "…"
    return value


def _points(field: Field, points: Iterable[Point]) -> Value:
    """Rows by the columns ``what``, ``responsible``, ``due`` and ``status``, as many as the field has; as text a line
    for each."""
    if field.kind is not FieldKind.ROWS:
        return _text(field, "\n".join(map(_line, points)))
    return _rows(field, ({"what": one.what, "responsible": one.responsible, "due": one.due, "status": one.status}
                         for one in points))  # fmt: skip


def _line(point: Point) -> str:
    due = show_date(point.due) if point.due else ""
    beside = ", ".join(part for part in (point.responsible, due, point.status) if part)
    return f"– {point.what} ({beside})" if beside else f"– {point.what}"


def _participants(field: Field, participants: Iterable[Participant]) -> Value:
    """Rows by the columns ``role`` and ``name``; the choices that the field has; or one line for each."""
    match field.kind:
        case FieldKind.ROWS:
            return _rows(field, ({"role": one.role, "name": one.name} for one in participants))
        case FieldKind.SEVERAL_OF:
            invited = {one.id for one in participants}
            return tuple(choice.id for choice in field.choices if choice.id in invited)
        case _:
            named = (f"{one.role}: {one.name}" if one.name else one.role for one in participants)
            return _text(field, ("\n" if field.kind is FieldKind.LONG_TEXT else ", ").join(named))


def _rows(field: Field, lines: Iterable[Mapping[str, str | date | None]]) -> Value:
    rows = (_row(field, line) for line in lines)
    return tuple(row for row in rows if any(cell for _, cell in row))


def _row(field: Field, line: Mapping[str, str | date | None]) -> Row:
    return tuple((column.id, _cell(column, line.get(column.id))) for column in field.columns)


def _cell(column: Field, said: str | date | None) -> Scalar | tuple[str, ...]:
    value = _day(column, said) if isinstance(said, date) else _text(column, said or "")
    if value is None:
        value = empty(column)
    return tuple(part for part in value if isinstance(part, str)) if isinstance(value, tuple) else value
