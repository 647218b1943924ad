"""Whose pen is plain to see on a return, so that a comb in which next to nothing is to be seen is empty. Pure.

Black and white, fax and copies of copies leave nothing of a faint pen. Whether a pen was faint its other writing tells;
another person's does not: the leader's dark signature says nothing of the employee's pencil.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dokumentverk.model.form import FieldKind, FormDefinition, Role
from dokumentverk.model.scan import BLANK_CLASS, DigitSight, InkSight, InkState, SheetLook, SignatureLook
from dokumentverk.read.decoded import Decoded
from dokumentverk.read.slots import Slot

_PLAIN: Final = 0.9
_PLAIN_DIGITS: Final = 3
"""So many digits, each so sure, are no faint pen's."""


@dataclass(frozen=True, slots=True)
class Pens:
    """``plain`` are the roles whose writing is plain to see (None: of somebody that the form does not name), ``none``
    those who were to sign and surely did not: the leader's attestation often comes later."""

    writers: Mapping[str, Role | None]
    plain: frozenset[Role | None]
    none: frozenset[Role | None]

    def show(self, slot: Slot) -> bool:
        """Whether who fills ``slot`` would be seen to have written there. Of a place that nobody in particular fills
        any writing tells, and of somebody who did not sign."""
        writer = self.writers.get(slot.field)
        if writer is None or writer in self.none:
            return bool(self.plain)
        return writer in self.plain


def pens_of(definition: FormDefinition, slots: Mapping[int, Slot], looks: Sequence[SheetLook]) -> Pens:
    """``slots`` by index of their place."""
    writers = {
        field.id: field.role if field.kind is FieldKind.SIGNATURE else section.filled_by
        for section in definition.sections
        for field in section.fields
    }
    signed = [
        (writers.get(slots[one.place].field), one.look)
        for look in looks
        for one in look.signatures
        if one.place in slots
    ]
    absent = {role for role, _ in signed} - {role for role, look in signed if look is not SignatureLook.ABSENT}
    plain = {role for role, look in signed if look is SignatureLook.PRESENT}
    inks = {one.place: one for look in looks for one in look.inks}
    written = [one.place for look in looks for one in look.digits if one.place in slots and _is_plain(one, inks)]
    plain |= {writers.get(slots[place].field) for place in written}
    return Pens(writers, frozenset(plain), frozenset(absent - plain))


def _is_plain(sight: DigitSight, inks: Mapping[int, InkSight]) -> bool:
    """Whether the comb holds digits as only a plain pen writes them. What is left of printed ones tells nothing."""
    if sight.place in inks and inks[sight.place].state is not InkState.ADDED:
        return False
    return sum(max(cell[:BLANK_CLASS]) >= _PLAIN for cell in sight.cells) >= _PLAIN_DIGITS


def holds_nothing(decoded: Decoded, ink: InkSight | None) -> bool:
    """Whether a comb of which the model is in doubt holds nothing that a plain pen would have left. In black and white
    the dividers go too: the model never saw such combs, and is the less sure of nothing the fewer cells one has."""
    if ink is None:
        return decoded.faint
    return ink.state is InkState.EMPTY and (decoded.faint or decoded.bare)
