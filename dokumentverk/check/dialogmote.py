"""The rules on inviting to a dialogmøte: the sykmelder comes only with the employee's consent, aml section 4-6(4)."""

from __future__ import annotations

from collections.abc import Iterator

from dokumentverk import messages
from dokumentverk.check import form_rules as ids
from dokumentverk.check.signatures import is_signed
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Role


def sykmelder_invited(subject: Subject) -> Iterator[Finding]:
    """A consent that nobody signed is none. One that was filed before will do."""
    if not ids.applies(subject, ids.DIALOGMOTE) or ids.CERTIFYING_DOCTOR not in subject.chosen(ids.INVITED):
        return
    if ids.CERTIFYING_DOCTOR in subject.consented:
        return
    consents = ids.CERTIFYING_DOCTOR in subject.chosen(ids.CONSENT)
    if not (consents and is_signed(subject, Role.EMPLOYEE)):
        yield messages.finding("INVITING_WITHOUT_CONSENT", field=ids.INVITED)


def sykmelder_wanted(subject: Subject) -> Iterator[Finding]:
    """The employee wants the sykmelder there but consents to others only."""
    if not ids.applies(subject, ids.DIALOGMOTE):
        return
    consent = subject.chosen(ids.CONSENT)
    wanted = ids.CERTIFYING_DOCTOR in subject.chosen(ids.WANTED)
    if wanted and consent and ids.CERTIFYING_DOCTOR not in consent:
        yield messages.finding("WANTED_WITHOUT_CONSENT", field=ids.CONSENT)


def consent_lasts(subject: Subject) -> Iterator[Finding]:
    """On a slip, and in a consent of its own that names one meeting."""
    named = any(ids.applies(subject, rule) for rule in (ids.DIALOGMOTE, ids.SAMTYKKE))
    if not named or not subject.chosen(ids.CONSENT):
        return
    expires, meeting = subject.day(ids.CONSENT_EXPIRES), subject.day(ids.MEETING_DATE)
    if expires is not None and meeting is not None and expires < meeting:
        yield messages.finding("CONSENT_EXPIRES_BEFORE_MEETING", field=ids.CONSENT_EXPIRES)
