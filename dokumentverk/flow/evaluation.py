"""What people said in an evaluation, gathered for the agenda of the working group: what was said, never by whom.

Whose it was is left out also where a person let it be told: the group hears that from whom it was said to. The order
of the alphabet takes the place of the order in which it came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from dokumentverk.flow.filed_records import own_returns, record_of, text_in
from dokumentverk.flow.office import Office
from dokumentverk.messages.words import word
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.record import Record
from dokumentverk.model.value import Row as Line
from dokumentverk.model.value import Scalar, Value

FEEDBACK: Final = "evaluation.feedback"
LEADERS: Final = "evaluation.leader"
"""What a field can be filled with."""
_INPUTS: Final = ("evaluering-innspill", "evaluering-innspill-anonym")
_RESULT: Final = "evaluering-resultat"
_QUESTIONS: Final = ("how_it_works", "what_to_improve")
_SENDER, _LEADER = "sender_role", "leader"


def feedback_values(office: Office, definition: FormDefinition, language: Language) -> dict[str, Value]:
    """By field id: what was filed since the last result of an evaluation, or ever. Nothing for a form that does not
    ask."""
    wanted = [field for field in definition.fields() if field.prefill in (FEEDBACK, LEADERS)]
    if not wanted or not office.has_workplace:
        return {}
    records = tuple(_records(office))
    values: dict[str, Value] = {}
    for field in wanted:
        leaders = field.prefill == LEADERS
        said = _said([one for one in records if (text_in(one, _SENDER) == _LEADER) is leaders])
        value = _lines(field, said, language) if field.kind is FieldKind.ROWS else _text(field, said)
        if value:
            values[field.id] = value
    return values


def _records(office: Office) -> Iterator[Record]:
    with office.catalog() as catalog:
        rows = own_returns(catalog.all())
        ended = max((row.registered for row in rows if row.form == _RESULT), default=None)
        for row in rows:
            since = ended is None or row.registered > ended
            record = record_of(catalog, row) if row.form in _INPUTS and since and not row.restricted else None
            if record is not None:
                yield record


def _said(records: list[Record]) -> list[tuple[str, str, int]]:
    """(question, words, how many said so), the questions in order, of each the words by the alphabet."""
    found = []
    for question in _QUESTIONS:
        counted = Counter(text for record in records if (text := text_in(record, question).strip()))
        found += [(question, text, count) for text, count in sorted(counted.items())]
    return found


def _lines(field: Field, said: list[tuple[str, str, int]], language: Language) -> tuple[Line, ...]:
    columns = {one.id: one for one in field.columns}
    lines = []
    for question, text, count in said:
        cells: dict[str, Scalar] = {
            "topic": word(f"evaluation_{question}", language),
            "what": _cut(columns.get("what"), text),
            "count": count,
        }
        lines.append(tuple((id, cells.get(id)) for id in columns))
    return tuple(lines)


def _text(field: Field, said: list[tuple[str, str, int]]) -> str:
    return _cut(field, "\n".join(text for _, text, _ in said))


def _cut(field: Field | None, text: str) -> str:
    limit = field.max_length if field else None
    return text if limit is None or len(text) <= limit else text[: limit - 1].rstrip() + "…"
