"""What a check looks at: one settled document and everything that is known around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dokumentverk.model.absence import Absence
from dokumentverk.model.form import Field, FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.layout import Box
from dokumentverk.model.person import Employee, People
from dokumentverk.model.record import Entry, Record, State
from dokumentverk.model.value import Value, empty
from dokumentverk.model.workplace import Settings

COUNTED = range(1900, 2200)
"""Years that dates are counted with."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One document to be checked.

    ``employee`` is the person whose document it is, as far as that is known. ``history`` is what the archive tells of
    the person's absences: without what returns of the same issue tell, which would be counted twice. ``prefill_digest``
    makes the digest kept in ``Issue.prefilled`` of a field id and the value as shown in the issue's language; None
    where the key is not at hand. ``current_version`` is the version of the form that is given out today, None when not
    known. ``consented`` are those health personnel that other filed consents of the employee let one invite to the
    meeting. ``issued_place`` is where a field lay in the PDF as it went out; None for one without a place.
    """

    definition: FormDefinition
    record: Record
    issue: Issue | None
    employee: Employee | None
    people: People
    settings: Settings
    history: tuple[Absence, ...]
    today: date
    prefill_digest: Callable[[str, str], str] | None = None
    current_version: str | None = None
    consented: frozenset[str] = frozenset()
    issued_place: Callable[[str], Box | None] | None = None

    def asked(self, id: str) -> Field | None:
        """The field of that id, or None where the form has none such."""
        return next((field for field in self.definition.fields() if field.id == id), None)

    def entry(self, field: Field) -> Entry:
        """A field that the record does not tell of is absent."""
        for entry in self.record.entries:
            if entry.field == field.id:
                return entry
        return Entry(field.id, empty(field), State.ABSENT)

    def value(self, id: str) -> Value:
        """None where the form has no such field, or nobody answered it."""
        field = self.asked(id)
        return None if field is None else self.entry(field).value

    def day(self, id: str | None) -> date | None:
        """Only one that somebody can mean: counting days to the year 9999 is no check."""
        value = None if id is None else self.value(id)
        return value if isinstance(value, date) and value.year in COUNTED else None

    def text(self, id: str | None) -> str | None:
        value = None if id is None else self.value(id)
        return value if isinstance(value, str) else None

    def chosen(self, id: str) -> frozenset[str]:
        """The choices ticked in a one-of or several-of."""
        value = self.value(id)
        if isinstance(value, str):
            return frozenset((value,))
        return frozenset(part for part in value if isinstance(part, str)) if isinstance(value, tuple) else frozenset()

    @property
    def dated(self) -> date | None:
        """The date that the document itself bears."""
        return self.day(self.definition.document_date)
