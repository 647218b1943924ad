"""The rules on a consent of its own: what it covers, from when until when, and whether it was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

from dokumentverk import messages
from dokumentverk.check import form_rules as ids
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.record import State
from dokumentverk.model.written import show_date


def consent_covers_something(subject: Subject) -> Iterator[Finding]:
    """What was only handed in to withdraw an earlier one covers nothing, and shall not."""
    if not ids.applies(subject, ids.SAMTYKKE):
        return
    asked = [field for id in (ids.CONSENT, ids.SHARE_WITH, ids.WITHDRAWN) if (field := subject.asked(id)) is not None]
    unread = any(subject.entry(field).state in (State.NOT_READ, State.CONFLICT) for field in asked)
    if not unread and not any(subject.chosen(field.id) for field in asked):
        yield messages.finding("CONSENT_EMPTY", field=ids.CONSENT)


def consent_holds(subject: Subject) -> Iterator[Finding]:
    """A consent counts from its signature on: it makes nothing lawful that was done before."""
    if not ids.applies(subject, ids.SAMTYKKE):
        return
    starts, expires, signed = subject.day(ids.CONSENT_FROM), subject.day(ids.CONSENT_EXPIRES), subject.dated
    if starts is not None and signed is not None and starts < signed:
        yield messages.finding("CONSENT_BEFORE_SIGNATURE", field=ids.CONSENT_FROM, signed=show_date(signed))
    if expires is not None and expires < subject.today:
        yield messages.finding("CONSENT_EXPIRED", field=ids.CONSENT_EXPIRES)


def consent_withdrawn(subject: Subject) -> Iterator[Finding]:
    """A note: it takes effect at once, so nothing may keep it from being filed."""
    if ids.applies(subject, ids.SAMTYKKE) and subject.chosen(ids.WITHDRAWN):
        yield messages.finding("CONSENT_WITHDRAWN", field=ids.WITHDRAWN)
