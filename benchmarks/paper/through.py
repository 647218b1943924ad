"""Whole returns through the usual way: how many pass without a person, and with how many errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from benchmarks.paper.making import Return
from dokumentverk.flow.office import Office
from dokumentverk.flow.understand import check_document
from dokumentverk.model.form import Field, FieldKind
from dokumentverk.model.record import Record, SignatureState, State
from dokumentverk.model.value import Value
from dokumentverk.report import outcome_word

_SURE = (
    FieldKind.DATE, FieldKind.FODSELSNUMMER, FieldKind.NUMBER, FieldKind.PERCENT, FieldKind.YES_NO, FieldKind.TICK,
    FieldKind.ONE_OF, FieldKind.SEVERAL_OF,
)  # fmt: skip
"""What a return may not pass with if it is wrong. Free text by hand is never read."""


Reason: TypeAlias = tuple[str, str | None]
"""Code and field of a finding."""
DIGITS = frozenset({"DIGITS_CHANGED", "DIGITS_DOUBTFUL"})
SIGNATURE = frozenset({"SIGNATURE_DOUBTFUL"})


@dataclass(slots=True)
class Passage:
    """Of one form and group of conditions. ``wrong``: returns that passed with a wrong value or signature. ``stopped``:
    of every return that went to a person, the findings that sent it there, each as its code and field."""

    returns: int = 0
    passed: int = 0
    wrong: int = 0
    stopped: list[frozenset[Reason]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def stopped_by(self, codes: frozenset[str]) -> int:
        """Returns that nothing but findings of ``codes`` sent to a person."""
        return sum({code for code, _ in reasons} <= codes for reasons in self.stopped)


def pass_through(office: Office, made: Return, passage: Passage, about: str) -> None:
    path = office.work / f"retur{made.suffix}"
    path.write_bytes(made.content)
    received = check_document(office, path).received
    passage.returns += 1
    if outcome_word(received) != "ok" or received.record is None:
        reasons = {(one.code, one.field) for one in received.findings if one.stops}
        passage.stopped.append(frozenset(reasons or {("NOTHING_READ", None)}))
        return
    passage.passed += 1
    errors = wrong_values(made, received.record)
    passage.wrong += bool(errors)
    passage.errors += [f"{about}: {one}" for one in errors]


def wrong_values(made: Return, record: Record) -> list[str]:
    """Names of fields whose settled value is not what was written. A value that was left unread is not wrong."""
    written = {**made.answers, **made.print.values}
    found = [
        one.id
        for one in made.print.definition.fields()
        if one.kind in _SURE
        and record.entry(one.id).state in (State.FILLED, State.EMPTY)
        and _plain(one, record.value(one.id)) != _plain(one, written.get(one.id))
    ]
    signed = {one.field: one.state for one in record.signatures}
    for id, state in signed.items():
        if (state is SignatureState.PRESENT) != (id in made.signed):
            found.append(id)
    return found


def _plain(field: Field, value: Value) -> Value:
    if field.kind is FieldKind.TICK:
        return bool(value)
    if field.kind is FieldKind.SEVERAL_OF and isinstance(value, tuple):
        return tuple(one.id for one in field.choices if one.id in value) or None
    if isinstance(value, tuple) and not value:
        return None
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
