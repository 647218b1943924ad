"""What one way of reading found, before it is put together into a Reading."""

from __future__ import annotations

from dataclasses import dataclass

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import Observation, SignatureMark, Source
from dokumentverk.read.slots import Slot

NOT_READ = 0.0
"""Confidence of an observation that only says: something stands here that could not be read."""


@dataclass(frozen=True, slots=True)
class Observed:
    observations: tuple[Observation, ...] = ()
    signatures: tuple[SignatureMark, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __add__(self, other: Observed) -> Observed:
        return Observed(
            self.observations + other.observations,
            self.signatures + other.signatures,
            self.findings + other.findings,
        )


def observation(slot: Slot, raw: str, confidence: float, source: Source) -> Observation:
    return Observation(slot.field, raw, confidence, source, slot.row, slot.column, slot.choice, slot.part)


def as_written(slot: Slot, shown: str) -> str:
    """Text that PDFium found in a slot's box: with LF, and without the gaps between comb cells."""
    if slot.place is not None and slot.place.cells is not None:
        return "".join(shown.split())
    return shown.replace("\r\n", "\n").strip()


_OF_CONTINUATIONS = {
    "ANSWER_COVERED": "CONTINUATION_NOT_READ",
    "TEXT_LAYER_DOUBTFUL": "CONTINUATION_NOT_READ",
    "TEXT_CUT": "CONTINUATION_CUT",
    "TEXT_HIDDEN": "CONTINUATION_HIDDEN",
    "TEXT_NOT_READ": "CONTINUATION_NOT_READ",
}


def finding_at(code: str, slot: Slot, source: Source) -> Finding:
    """A finding about a slot. The free continuations are no fields: what is told of them names their place."""
    if slot.field:
        return finding(code, field=slot.field, source=source)
    return finding(_OF_CONTINUATIONS.get(code, "CONTINUATION_CONFLICT"), source=source, place=(slot.row or 0) + 1)


def mark(slot: Slot, confidence: float, source: Source, *, on: bool) -> Observation:
    return observation(slot, "on" if on else "off", confidence, source)
