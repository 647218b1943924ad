"""Whether a consent stands: filed, signed, begun, not expired, not withdrawn (aml section 4-6, fourth paragraph).

The law asks for a consent to *invite* the sykmelder or other health personnel, and the duty of confidence for one to
share with others than it names. That the plan goes to the sykmelder needs none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dokumentverk.model.case import Case
from dokumentverk.model.consent import Asked, Consent, Use, Verdict, Withdrawal
from dokumentverk.model.obligation import FiledReturn


def judge_consents(
    consents: Iterable[Consent], withdrawals: Iterable[Withdrawal], asked: Asked
) -> tuple[Verdict, Consent | None]:
    """The best that any of them comes to, and that one; NONE without any that covers what is asked."""
    gone = tuple(withdrawals)
    found = [(judge_consent(one, gone, asked), one) for one in consents if _covers(one, asked)]
    order = list(Verdict)
    best = min(found, key=lambda pair: (order.index(pair[0]), pair[1].source), default=None)
    return best or (Verdict.NONE, None)


def _covers(one: Consent, asked: Asked) -> bool:
    """What was not read may cover it: then a person must look, and nothing is taken for allowed."""
    if one.uncertain:
        return True
    if asked.use is Use.INVITE:
        return asked.whom in one.invites
    return asked.whom in one.shares and asked.thing in one.things


def judge_consent(one: Consent, withdrawals: Iterable[Withdrawal], asked: Asked) -> Verdict:
    """Of a consent that covers what is asked. It must still hold on the day of the meeting that one invites to."""
    needed = max(asked.on, asked.meeting or asked.on)
    if is_withdrawn(one, asked.use, withdrawals, needed):
        return Verdict.WITHDRAWN
    if one.expires is not None and one.expires < needed:
        return Verdict.EXPIRED
    if not one.signed:
        return Verdict.UNSIGNED
    if asked.on < max(one.first, one.given):
        return Verdict.NOT_YET
    if one.meeting is not None and asked.meeting not in (None, one.meeting):
        return Verdict.OTHER_MEETING
    return Verdict.NOT_READ if one.uncertain else Verdict.STANDS


def is_withdrawn(one: Consent, use: Use, withdrawals: Iterable[Withdrawal], until: date) -> bool:
    """On some day by ``until``; one given later is another."""
    return any(use in each.uses and one.given <= each.on <= until for each in withdrawals)


def uses_of(one: Consent) -> tuple[Use, ...]:
    return tuple(use for use, whom in ((Use.INVITE, one.invites), (Use.SHARE, one.shares)) if whom)


def consents_of(
    case: Case | None, returns: Iterable[FiledReturn]
) -> tuple[tuple[Consent, ...], tuple[Withdrawal, ...]]:
    """What filed documents say, with the withdrawals that people told."""
    filed = tuple(returns)
    told = (Withdrawal(one.on, one.uses) for one in case.withdrawn) if case else ()
    consents = tuple(one.consent for one in filed if one.consent is not None)
    return consents, (*(one.withdrawal for one in filed if one.withdrawal is not None), *told)
