"""The controls that a form has in a DOCX, in reading order, and the texts that stand in them while they are empty.

Both follow from the definition alone, so that a return can be read when its blank is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.layout import Box, Part, Place, WidgetKind, continuation_names, name_of, repeat_name
from dokumentverk.model.value import NO, YES

NOWHERE: Final = Box(0, 0.0, 0.0, 0.0, 0.0)
"""A DOCX has no pages before it is opened."""

YES_NO: Final = {YES: Texts("Ja", "Ja", "Yes"), NO: Texts("Nei", "Nei", "No")}

TEXT_HINT: Final = Texts("Skriv her", "Skriv her", "Type here")
DATE_HINT: Final = Texts("dd.mm.åååå", "dd.mm.åååå", "dd.mm.yyyy")
DIGITS_HINT: Final = Texts("11 siffer", "11 siffer", "11 digits")
NUMBER_HINT: Final = Texts("Skriv tall", "Skriv tal", "Type a number")
SIGNATURE_HINT: Final = Texts("Signer her", "Signer her", "Sign here")
CELL_HINT: Final = Texts("\u2026")
"""In the cells of a table, which would be too many words otherwise."""

HINTS: Final = (TEXT_HINT, DATE_HINT, DIGITS_HINT, NUMBER_HINT, SIGNATURE_HINT, CELL_HINT)


def is_hint(text: str) -> bool:
    """True for a placeholder in any language: LibreOffice 7.4 saves placeholders as plain text."""
    return any(text == hint.in_(language) for hint in HINTS for language in Language)


def hint_of(field: Field, language: Language, *, in_row: bool = False) -> str:
    match field.kind:
        case FieldKind.DATE:
            hint = DATE_HINT
        case FieldKind.FODSELSNUMMER:
            hint = DIGITS_HINT
        case FieldKind.NUMBER | FieldKind.PERCENT:
            hint = CELL_HINT if in_row else NUMBER_HINT
        case FieldKind.SIGNATURE:
            hint = SIGNATURE_HINT
        case _:
            hint = CELL_HINT if in_row else TEXT_HINT
    return hint.in_(language)


def choices_of(field: Field) -> tuple[tuple[str, Texts], ...]:
    """(id, label) of the boxes of a field that is answered by ticking one or several of them."""
    match field.kind:
        case FieldKind.YES_NO:
            return tuple(YES_NO.items())
        case FieldKind.ONE_OF | FieldKind.SEVERAL_OF:
            return tuple((choice.id, choice.label) for choice in field.choices)
        case _:
            return ()


CONTINUED: Final = {
    Part.CONTINUATION_FIELD: Texts("Felt nr.", "Felt nr.", "Field no."),
    Part.CONTINUATION_TEXT: Texts("Tekst", "Tekst", "Text"),
}
"""Labels of the free continuation boxes; « (2)» and so on stands after them where there are several."""
COLUMNS: Final = 12


def is_cards(field: Field) -> bool:
    """True for repeating rows too wide for one line: each item is a card of several lines, its labels on each."""
    return sum(column.width for column in field.columns) > COLUMNS


def places_of(definition: FormDefinition) -> tuple[Place, ...]:
    """Every control by name. ``box`` is on page 0: a DOCX has no fixed pages."""
    places = [place for field in definition.fields() for place in _places(field)]
    for pair in range(definition.continuations):
        which, text = continuation_names(pair + 1)
        places += (
            Place(which, "", WidgetKind.TEXT, NOWHERE, row=pair, part=Part.CONTINUATION_FIELD),
            Place(text, "", WidgetKind.TEXT, NOWHERE, row=pair, part=Part.CONTINUATION_TEXT, multiline=True),
        )
    return tuple(places)


def repeat_of(field: Field) -> Place:
    """The control that shows the answer of ``field`` once more."""
    return replace(_single(field), name=repeat_name(field.id), part=Part.REPEAT)


def _places(field: Field) -> Iterator[Place]:
    match field.kind:
        case FieldKind.YES_NO | FieldKind.ONE_OF:
            for choice, _ in choices_of(field):
                yield Place(name_of(field.id, choice=choice), field.id, WidgetKind.RADIO, NOWHERE, choice=choice)
        case FieldKind.SEVERAL_OF:
            for choice, _ in choices_of(field):
                yield Place(name_of(field.id, choice=choice), field.id, WidgetKind.CHECK, NOWHERE, choice=choice)
        case FieldKind.ROWS:
            for row in range(field.rows):
                for column in field.columns:
                    yield _cell(field, row, column)
        case _:
            yield _single(field)


def _single(field: Field) -> Place:
    kind, multiline = _widget(field.kind)
    return Place(field.id, field.id, kind, NOWHERE, multiline=multiline)


def _cell(field: Field, row: int, column: Field) -> Place:
    kind, multiline = _widget(column.kind)
    name = name_of(field.id, row=row, column=column.id)
    return Place(name, field.id, kind, NOWHERE, row=row, column=column.id, multiline=multiline)


def _widget(kind: FieldKind) -> tuple[WidgetKind, bool]:
    match kind:
        case FieldKind.TICK:
            return WidgetKind.CHECK, False
        case FieldKind.SIGNATURE:
            return WidgetKind.SIGNATURE, False
        case _:
            return WidgetKind.TEXT, kind is FieldKind.LONG_TEXT
