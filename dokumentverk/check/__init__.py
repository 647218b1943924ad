"""The checks of a settled document: a flat tuple of small functions from a subject to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from dokumentverk.check import (
    anonymous,
    attforing,
    dialogmote,
    egenmelding,
    form_rules,
    formats,
    meetings,
    oppfolgingsplan,
    register,
    required,
    samtaleverktoy,
    samtykke,
    unntak,
    values,
)
from dokumentverk.check.absences import absence_of as absence_of
from dokumentverk.check.diagnosis import diagnosis
from dokumentverk.check.form_rules import missing_fields as missing_fields
from dokumentverk.check.seals import seals
from dokumentverk.check.signatures import signatures
from dokumentverk.check.signer import signers
from dokumentverk.check.subject import Subject as Subject
from dokumentverk.model.finding import Finding

Check: TypeAlias = Callable[[Subject], Iterable[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    register.issue_known,
    register.form_version,
    register.prefill,
    register.employee_known,
    register.employee_agrees,
    register.birth_date_agrees,
    required.required,
    required.required_cells,
    required.forbidden,
    required.unread,
    values.max_length,
    values.amounts,
    values.date_order,
    values.plausible_dates,
    values.document_date,
    formats.fodselsnumre,
    formats.text_formats,
    diagnosis,
    anonymous.to_transcribe,
    form_rules.rules_can_be_tried,
    egenmelding.absence_days,
    egenmelding.egenmelding_length,
    egenmelding.egenmelding_in_twelve_months,
    egenmelding.earning,
    egenmelding.sick_child,
    egenmelding.overlap,
    egenmelding.delivered,
    egenmelding.attestation,
    oppfolgingsplan.evaluation_date,
    oppfolgingsplan.help_from_nav,
    oppfolgingsplan.contribution,
    dialogmote.sykmelder_invited,
    dialogmote.sykmelder_wanted,
    dialogmote.consent_lasts,
    samtykke.consent_covers_something,
    samtykke.consent_holds,
    samtykke.consent_withdrawn,
    unntak.ground_only_postpones,
    meetings.meeting_was_held,
    meetings.who_came,
    meetings.tasks_are_ahead,
    meetings.plan_to_nav_in_time,
    samtaleverktoy.own_view,
    attforing.both_agree,
    signatures,
    signers,
    seals,
)


def check(subject: Subject) -> tuple[Finding, ...]:
    """Everything that is wrong with a document or worth knowing about it, each finding once, in the order above."""
    return tuple(dict.fromkeys(finding for one in CHECKS for finding in one(subject)))
