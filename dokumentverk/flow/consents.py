"""Nobody is invited and nothing shared against the law: what a consent is needed for, and whether one stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Protocol

from dokumentverk.errors import UsageFault
from dokumentverk.flow.agenda import case_of
from dokumentverk.flow.filed_records import chosen_in, day_in
from dokumentverk.flow.filed_returns import filed_of, kind_of
from dokumentverk.flow.office import Office
from dokumentverk.model.case import Case, Meeting, Shared
from dokumentverk.model.consent import HEALTH_PERSONNEL, SHARED_BY_CONSENT, Asked, Consent, Use, Verdict, Withdrawal
from dokumentverk.model.filing import Received
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.obligation import DocumentKind, FiledReturn
from dokumentverk.model.value import Value
from dokumentverk.model.written import show_date
from dokumentverk.rules.consents import consents_of, judge_consents


class Ordered(Protocol):
    """What is to be issued, for whom."""

    @property
    def employee(self) -> str | None: ...
    @property
    def case(self) -> str | None: ...


SYKMELDER: Final = HEALTH_PERSONNEL[0]
INVITED: Final = "invited"
"""The field of every form that invites."""
_REFUSED: Final = {
    Verdict.NONE: "CONSENT_NOT_FILED",
    Verdict.UNSIGNED: "CONSENT_NOT_SIGNED",
    Verdict.EXPIRED: "CONSENT_RUN_OUT",
    Verdict.WITHDRAWN: "CONSENT_TAKEN_BACK",
    Verdict.NOT_YET: "CONSENT_NOT_YET",
    Verdict.OTHER_MEETING: "CONSENT_OTHER_MEETING",
    Verdict.NOT_READ: "CONSENT_NOT_READ",
}
_THINGS: Final = {DocumentKind.MINUTES: "minutes"}
"""What a consent calls what is shared; a plan where it is none of these."""


def filed_consents(
    office: Office, employee: str, case: Case | None
) -> tuple[tuple[Consent, ...], tuple[Withdrawal, ...]]:
    """Those of the case: laid to it, or to none and given since it began. Without a case those that are laid to none.
    Withdrawals count wherever they lie."""
    filed = filed_of(office, employee)
    consents, _ = consents_of(None, [one for one in filed if _is_of(one, case)])
    cases = office.cases.of_employee(employee)
    told = (withdrawal for one in cases for withdrawal in consents_of(one, ())[1])
    return consents, (*consents_of(None, filed)[1], *told)


def _is_of(filed: FiledReturn, case: Case | None) -> bool:
    if case is None or case.id in filed.cases:
        return case is not None or not filed.cases
    return not filed.cases and filed.dated >= (case.first_day or case.opened.date())


def require_consent(office: Office, employee: str, case: Case | None, asked: Asked) -> Consent:
    """The consent that what is asked rests on. Raises UsageFault, which says why none serves."""
    verdict, consent = judge_consents(*filed_consents(office, employee, case), asked)
    if verdict is Verdict.STANDS and consent is not None:
        return consent
    raise UsageFault(
        _REFUSED[verdict],
        whom=asked.whom,
        use=asked.use.value,
        id=consent.source if consent else "",
        day=show_date(consent.expires) if consent and consent.expires else "",
    )


def check_meeting(office: Office, case: Case, meeting: Meeting) -> None:
    """Raises UsageFault for inviting health personnel without a consent that stands."""
    _check_invited(office, case.employee, case, meeting.invited, meeting.on)


def check_shared(office: Office, case: Case, shared: Shared) -> None:
    """The sykmelder and Nav get the plan by law, the employee always; within the employer HR and the archive. Raises
    UsageFault for anybody else without a consent that stands."""
    if shared.to.value in SHARED_BY_CONSENT:
        asked = Asked(Use.SHARE, shared.to.value, shared.on, thing=_thing(office, shared))
        require_consent(office, case.employee, case, asked)


def _thing(office: Office, shared: Shared) -> str:
    with office.catalog() as catalog:
        row = catalog.get(shared.document) if shared.document else None
    return _THINGS.get(kind_of(office, row.form), "plan") if row else "plan"


def check_document(office: Office, definition: FormDefinition, values: Mapping[str, Value], order: Ordered) -> None:
    """Before a document is issued: an invitation to health personnel, by a form or a letter, needs a consent that
    stands. Minutes tell what was. Raises UsageFault."""
    if kind_of(office, definition.id) is DocumentKind.MINUTES:
        return
    invited = [one for one in _chosen(values.get(INVITED)) if one in HEALTH_PERSONNEL]
    needs = definition.letter.consent if definition.letter else None
    if needs is not None:
        wanted = (one for one in _chosen(values.get(needs.field)) if one in needs.choices)
        invited += [one if one in HEALTH_PERSONNEL else SYKMELDER for one in wanted]
    if invited and order.employee is None:
        raise UsageFault("CONSENT_OF_NOBODY", whom=invited[0])
    if invited and order.employee is not None:
        meeting = values.get("meeting_date")
        case = case_of(office, order.case, order.employee) or case_of(office, None, order.employee)
        _check_invited(office, order.employee, case, invited, meeting if isinstance(meeting, date) else None)


def _chosen(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, tuple) else ()


def _check_invited(
    office: Office, employee: str, case: Case | None, invited: Iterable[str], meeting: date | None
) -> None:
    for whom in HEALTH_PERSONNEL:
        if whom in invited:
            require_consent(office, employee, case, Asked(Use.INVITE, whom, office.now().date(), meeting))


def consented(office: Office, received: Received) -> frozenset[str]:
    """The health personnel of a received invitation whom consents filed before let one invite to its meeting."""
    invited, employee = chosen_in(received.record, INVITED) & frozenset(HEALTH_PERSONNEL), received.employee
    if not invited or employee is None or not office.has_workplace:
        return frozenset()
    known = filed_consents(office, employee, case_of(office, None, employee))
    on, meeting = office.now().date(), day_in(received.record, "meeting_date")
    asked = {whom: Asked(Use.INVITE, whom, on, meeting) for whom in invited}
    return frozenset(whom for whom, one in asked.items() if judge_consents(*known, one)[0] is Verdict.STANDS)
