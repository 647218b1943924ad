"""A person's answer ends what the reader doubted of it, and nothing else."""

from __future__ import annotations

import pytest

from dokumentverk.flow.answered import READING_DOUBTS, without_answered
from dokumentverk.messages import finding
from dokumentverk.messages import findings as known
from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Box
from dokumentverk.model.reading import Method, Observation, Source


def at(top: float) -> Source:
    return Source("d", Method.DIGITS, 1, Box(1, 0.0, top, 100.0, top + 10))


def seen(field: str, top: float, row: int | None = None, column: str | None = None) -> Observation:
    return Observation(field, "", 0.0, at(top), row, column)


def said(field: str, row: int | None = None, column: str | None = None) -> Observation:
    return Observation(field, "1", 1.0, Source("d", Method.PERSON), row, column)


READ = (seen("day", 10), seen("other", 20), seen("rows", 30, 0, "when"), seen("rows", 40, 0, "what"))
DAY = finding("DIGITS_DOUBTFUL", field="day", source=at(10))
OTHER = finding("DIGITS_DOUBTFUL", field="other", source=at(20))
WHEN = finding("DIGITS_CHANGED", field="rows", source=at(30))
WHAT = finding("HANDWRITING_NOT_READ", field="rows", source=at(40))
PAPER = finding("PAPER_MUST_BE_KEPT", sheets="1")


@pytest.mark.parametrize(
    ("persons", "left"),
    [
        ((), (DAY, OTHER, WHEN, WHAT, PAPER)),
        ((said("day"),), (OTHER, WHEN, WHAT, PAPER)),
        ((said("rows", 0, "when"),), (DAY, OTHER, WHAT, PAPER)),
        ((said("rows", 1, "when"),), (DAY, OTHER, WHEN, WHAT, PAPER)),
        ((said("rows", 0, "when"), said("rows", 0, "what"), said("other")), (DAY, PAPER)),
    ],
)
def test_a_doubt_ends_with_the_answer_that_it_is_of(
    persons: tuple[Observation, ...], left: tuple[Finding, ...]
) -> None:
    assert without_answered((DAY, OTHER, WHEN, WHAT, PAPER), READ, persons) == left


def test_what_else_is_wrong_with_an_answered_field_stays() -> None:
    told = finding("ANSWER_COVERED", field="day", source=at(10))
    assert without_answered((told,), READ, (said("day"),)) == (told,)


def test_every_code_that_ends_is_one() -> None:
    assert known().keys() >= READING_DOUBTS
