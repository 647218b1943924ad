"""Random answers to every kind of field, as ``value.parse`` itself gives them; what a form should give back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.value import Value, empty, parse, rows_of, show

LETTERS = "abcdefghijklmnopqrstuvwxyzæøåÆØÅ0123456789.,;:!?()\\/&%+-«»–áđŋčšž"
_WORD = st.text(LETTERS, min_size=1, max_size=12)
_LINE = st.lists(_WORD, min_size=1, max_size=6).map(" ".join)


def normal(field: Field, value: Value) -> Value:
    """As it comes back: empty several-of is None, rows without any answer are left out."""
    if value is None or value == ():
        return empty(field)
    return value


def answer(field: Field) -> st.SearchStrategy[Value]:
    match field.kind:
        case FieldKind.TEXT if field.format is not None:
            return st.none()
        case FieldKind.TEXT:
            return st.none() | _WORD
        case FieldKind.LONG_TEXT:
            return st.none() | st.lists(_LINE, min_size=1, max_size=5).map("\n".join)
        case FieldKind.DATE:
            return st.none() | st.dates(date(1990, 1, 1), date(2040, 12, 31))
        case FieldKind.FODSELSNUMMER:
            return st.none() | st.text("0123456789", min_size=11, max_size=11)
        case FieldKind.NUMBER | FieldKind.PERCENT:
            return st.none() | st.integers(0, 100).map(Decimal)
        case FieldKind.YES_NO:
            return st.none() | st.booleans()
        case FieldKind.TICK:
            return st.booleans()
        case FieldKind.ONE_OF:
            return st.none() | st.sampled_from([choice.id for choice in field.choices])
        case FieldKind.SEVERAL_OF:
            ids = [choice.id for choice in field.choices]
            return st.none() | st.sets(st.sampled_from(ids), min_size=1).map(
                lambda one: tuple(i for i in ids if i in one)
            )
        case FieldKind.ROWS:
            return st.lists(st.tuples(*(_cell(column) for column in field.columns)), max_size=field.rows).map(
                lambda rows: tuple(row for row in rows if any(value not in (None, False, ()) for _, value in row))
            )
        case FieldKind.SIGNATURE:
            return st.none()


def _cell(column: Field) -> st.SearchStrategy[tuple[str, Value]]:
    return answer(column).map(lambda value: (column.id, value))


def answers(definition: FormDefinition) -> st.SearchStrategy[dict[str, Value]]:
    fields = [field for field in definition.fields() if field.kind is not FieldKind.SIGNATURE]
    return st.fixed_dictionaries({field.id: answer(field) for field in fields}).map(
        lambda given: {field.id: _parsed(field, given[field.id]) for field in fields}
    )


def _parsed(field: Field, value: Value) -> Value:
    """The same value by way of the text that stands in the form: some letters cannot end a line."""
    if field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) and value is not None:
        return parse(field, show(field, value, Language.NB))  # type: ignore[return-value]
    if field.kind is FieldKind.ROWS:
        columns = {column.id: column for column in field.columns}
        return tuple(tuple((id, _parsed(columns[id], cell)) for id, cell in row) for row in rows_of(value))  # type: ignore[return-value]
    return value
