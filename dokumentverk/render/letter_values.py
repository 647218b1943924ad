"""Values as a letter says them in running text: «1. september 2026», «14.00», «Nav, lederen og verneombudet»."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dokumentverk.engines.text_fit import shown
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.value import Value, rows_of, show
from dokumentverk.model.written import spell_date, spell_weekday

_AND = {Language.NB: "og", Language.NN: "og", Language.EN: "and"}


def said(field: Field, value: Value, language: Language) -> str:
    """In running text; empty for what nobody answered. Control characters are left out, line ends stay."""
    match field.kind:
        case FieldKind.DATE if isinstance(value, date):
            return spell_date(value, language)
        case FieldKind.SEVERAL_OF:
            return listed([_tidy(one) for one in _labels(field, value, language)], language)
        case FieldKind.ROWS:
            return ""
        case _:
            return _tidy(show(field, value, language))


def listed(words: list[str], language: Language) -> str:
    """«a, b og c»."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND[language]} {words[-1]}"


def _tidy(text: str) -> str:
    return "\n".join(shown(line) for line in text.split("\n"))


def _labels(field: Field, value: Value, language: Language) -> list[str]:
    chosen = value if isinstance(value, tuple) else ()
    return [choice.label.in_(language) for choice in field.choices if choice.id in chosen]


def said_of(definition: FormDefinition, values: Mapping[str, Value], language: Language) -> dict[str, object]:
    """What a template sees of the data: every field by its id as it is said; ``value`` the same as ids and truth
    values, to decide on; ``weekday`` the dates with the day of the week; ``each`` tables as lists of rows, choices and
    the lines of long texts as lists."""
    texts: dict[str, object] = {}
    plain: dict[str, object] = {}
    days: dict[str, str] = {}
    lists: dict[str, object] = {}
    for field in definition.fields():
        value = values.get(field.id)
        text = said(field, value, language)
        texts[field.id] = text
        plain[field.id] = _plain(value)
        match field.kind:
            case FieldKind.DATE:
                days[field.id] = spell_weekday(value, language) if isinstance(value, date) else ""
            case FieldKind.SEVERAL_OF:
                lists[field.id] = _labels(field, value, language)
            case FieldKind.LONG_TEXT:
                lists[field.id] = [line for line in text.split("\n") if line.strip()]
            case FieldKind.ROWS:
                lists[field.id] = [_row(field, dict(row), language) for row in rows_of(value)]
            case _:
                pass
    return {**texts, "value": plain, "weekday": days, "each": lists}


def _row(field: Field, cells: Mapping[str, Value], language: Language) -> dict[str, str]:
    return {column.id: said(column, cells.get(column.id), language) for column in field.columns}


def _plain(value: Value) -> object:
    """Choices by their ids; a day as ISO 8601."""
    match value:
        case None | bool() | str():
            return value
        case tuple():
            return [one for one in value if isinstance(one, str)] or len(value)
        case _:
            return str(value)


def specimen(definition: FormDefinition, language: Language) -> dict[str, object]:
    """As ``said_of`` with the fields' labels in place of data: what a letter looks like that is written to nobody."""
    labels = {field.id: f"[{field.label.in_(language)}]" for field in definition.fields()}
    plain = {field.id: field.choices[0].id if field.choices else labels[field.id] for field in definition.fields()}
    lists: dict[str, object] = {}
    for field in definition.fields():
        match field.kind:
            case FieldKind.SEVERAL_OF:
                lists[field.id] = [choice.label.in_(language) for choice in field.choices]
            case FieldKind.ROWS:
                lists[field.id] = [{column.id: f"[{column.label.in_(language)}]" for column in field.columns}]
            case FieldKind.LONG_TEXT:
                lists[field.id] = [labels[field.id]]
            case _:
                pass
    return {**labels, "value": plain, "weekday": labels, "each": lists}
