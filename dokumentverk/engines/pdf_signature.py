"""Validate the digital signatures of a PDF: the task of a worker.

pyHanko and what it needs take half a second to load. Few returns are signed, so it is loaded with the first that is,
and in the worker alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dokumentverk.engines.pdf_signature_changes import Allowed
from dokumentverk.model.signature import ValidatedSignature
from dokumentverk.model.trust import Trust


@dataclass(frozen=True, slots=True)
class SigningPlan:
    """What the form's definition says: its fields, its signature fields, and by each of these the fields it closes, all
    by their names in the PDF."""

    fields: frozenset[str] = frozenset()
    locks: tuple[tuple[str, frozenset[str]], ...] = ()

    def allowed_after(self, signed: Sequence[str]) -> Allowed:
        """What may change when these signature fields hold signatures."""
        closed = frozenset(name for field, names in self.locks if field in signed for name in names)
        signatures = frozenset(field for field, _ in self.locks)
        return Allowed(self.fields - closed - signatures, signatures - frozenset(signed))


def validate_signatures(path: str, plan: SigningPlan, trust: Trust, at: datetime) -> tuple[ValidatedSignature, ...]:
    """Every signature of the file at ``path``, in the order in which they were made; forged ones without a place in
    that order come last. ``at`` is now, with a time zone. Content never raises."""
    from dokumentverk.engines.pdf_signature_validate import validated

    return validated(path, plan, trust, at)
