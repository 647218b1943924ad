"""What a person's answer ends: the reader's own doubts of the same answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import Observation

READING_DOUBTS = frozenset(
    {
        "DIGITS_CHANGED",
        "DIGITS_DECODED",
        "DIGITS_DOUBTFUL",
        "DIGITS_NOT_READ",
        "HANDWRITING_NOT_READ",
        "INK_DOUBTFUL",
        "MARK_DOUBTFUL",
        "PREFILL_ALTERED",
        "TEXT_NOT_READ",
        "TYPED_NOT_READ",
    }
)
"""Codes that say no more than that what stands in a box could not be read for sure."""


def without_answered(
    findings: Iterable[Finding], seen: Sequence[Observation], persons: Sequence[Observation]
) -> tuple[Finding, ...]:
    """The findings of a reader but for its doubts of answers that a person has given since. ``seen`` tells which cells
    of a table stand where a finding points."""
    given = {(one.field, one.row, one.column) for one in persons}
    return tuple(one for one in findings if not (one.code in READING_DOUBTS and _is_answered(one, seen, given)))


def _is_answered(told: Finding, seen: Sequence[Observation], given: set[tuple[str, int | None, str | None]]) -> bool:
    if (told.field, None, None) in given:
        return True
    there = {(one.field, one.row, one.column) for one in seen if one.field == told.field and one.source == told.source}
    return bool(there) and there <= given
