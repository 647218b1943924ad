"""What one way of reading found, before it is put together into a Reading."""

from __future__ import annotations

from dataclasses import dataclass

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


def mark(slot: Slot, confidence: float, source: Source, *, on: bool) -> Observation:
    return observation(slot, "on" if on else "off", confidence, source)
