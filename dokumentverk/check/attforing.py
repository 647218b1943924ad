"""The rules on moving someone to other work in the organisation (section 3.6 of the routine)."""

from __future__ import annotations

from collections.abc import Iterator

from dokumentverk import messages
from dokumentverk.check import form_rules as ids
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding


def both_agree(subject: Subject) -> Iterator[Finding]:
    """«I tilfeller hvor enhetsleder og arbeidstaker er enige om at alle muligheter innenfor enheten er vurdert»."""
    if not ids.applies(subject, ids.ATTFORING):
        return
    if subject.text(ids.GROUND) == ids.ALL_TRIED and subject.value(ids.AGREED) is False:
        yield messages.finding("ATTFORING_NOT_AGREED", field=ids.AGREED)
