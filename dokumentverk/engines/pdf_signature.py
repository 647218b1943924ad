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
    """What the form's definition says: its fields, and its signature fields in their order with the fields that each
    closes, all by their names in the PDF."""

    fields: frozenset[str] = frozenset()
    locks: tuple[tuple[str, frozenset[str]], ...] = ()

    def allowed_after(self, signed: Sequence[str]) -> Allowed:
        """What may change when these signature fields hold signatures. One that is not ours (readers let people draw a
        field over a box that they cannot sign in) closes what the next of ours would."""
        known = dict(self.locks)
        waiting = [field for field, _ in self.locks if field not in signed]
        strangers = sum(1 for name in signed if name not in known)
        closing = {*(name for name in signed if name in known), *waiting[:strangers]}
        closed = frozenset(name for field in closing for name in known[field])
        signatures = frozenset(field for field, _ in self.locks)
        return Allowed(self.fields - closed - signatures, signatures - frozenset(signed))


def validate_signatures(path: str, plan: SigningPlan, trust: Trust, at: datetime) -> tuple[ValidatedSignature, ...]:
    """Every signature of the file at ``path``, in the order in which they were made; forged ones without a place in
    that order come last. ``at`` is now, with a time zone. Content never raises."""
    from dokumentverk.engines.pdf_signature_validate import validated

    return validated(path, plan, trust, at)
