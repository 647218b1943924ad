"""What of an anonymous form a person must write over before it can be kept."""

from __future__ import annotations

from collections.abc import Iterator

from dokumentverk.check.answers import fields
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.record import State


def to_transcribe(subject: Subject) -> Iterator[Finding]:
    """A picture of a hand tells whose it is, so nothing that was not read is kept: a person writes it over first."""
    if subject.definition.anonymous:
        for answer in fields(subject):
            if answer.state in (State.NOT_READ, State.CONFLICT):
                yield answer.finding("ANONYMOUS_TO_TRANSCRIBE")
