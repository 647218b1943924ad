"""The rules on an exemption: which ground does for what (the examples of the routine, section 3.3)."""

from __future__ import annotations

from collections.abc import Iterator

from dokumentverk import messages
from dokumentverk.check import form_rules as ids
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding


def ground_only_postpones(subject: Subject) -> Iterator[Finding]:
    """A meeting that cannot be held now is held later, if that is possible."""
    if not ids.applies(subject, ids.UNNTAK):
        return
    if subject.text(ids.GROUND) == ids.NOT_POSSIBLE_NOW and subject.text(ids.EXEMPTION_KIND) == ids.UNNECESSARY:
        yield messages.finding("EXEMPTION_ONLY_POSTPONES", field=ids.EXEMPTION_KIND)
