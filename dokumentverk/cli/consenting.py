"""The work of ``dokumentverk case consent``: the consents of a case, and whether they stand today."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dokumentverk.cli.output import print_json, print_table, tell
from dokumentverk.errors import ExitCode
from dokumentverk.flow.consents import filed_consents
from dokumentverk.messages.words import word
from dokumentverk.model.consent import Asked, Consent, Use, Verdict, Withdrawal
from dokumentverk.model.language import Language
from dokumentverk.model.written import show_date
from dokumentverk.rules.consents import judge_consent, uses_of

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


def list_consents(office: Office, id: str, output: str) -> ExitCode:
    case, today, language = office.cases.get(id), office.now().date(), office.settings.language
    consents, withdrawals = filed_consents(office, case.employee, case)
    if output == "json":
        for one in consents:
            print_json({"schema": 1, "case": case.id, **_json(one, withdrawals, today)})
    elif consents:
        head = ("consent_return", "consent_to", "consent_from", "consent_until", "consent_stands")
        rows = [row for one in consents for row in _rows(one, withdrawals, today, language)]
        print_table([word(key, language) for key in head], rows)
    else:
        tell(word("consent_none", language))
    return ExitCode.OK


def _rows(one: Consent, withdrawals: tuple[Withdrawal, ...], today: date, language: Language) -> list[list[str]]:
    return [
        [
            one.source,
            f"{word(f'use_{use.value}', language)}: {_whom(one, use, language)}",
            show_date(max(one.first, one.given)),
            show_date(one.expires) if one.expires else "",
            word(f"verdict_{_verdict(one, use, withdrawals, today).value}", language),
        ]
        for use in uses_of(one) or (Use.INVITE,)
    ]


def _whom(one: Consent, use: Use, language: Language) -> str:
    ids = one.invites if use is Use.INVITE else one.shares
    prefix = "invitee" if use is Use.INVITE else "recipient"
    return ", ".join(word(f"{prefix}_{id}", language) for id in ids)


def _verdict(one: Consent, use: Use, withdrawals: tuple[Withdrawal, ...], today: date) -> Verdict:
    whom = next(iter(one.invites if use is Use.INVITE else one.shares), "")
    return judge_consent(one, withdrawals, Asked(use, whom, today, one.meeting))


def _json(one: Consent, withdrawals: tuple[Withdrawal, ...], today: date) -> dict[str, object]:
    return {
        "return": one.source,
        "given": one.given.isoformat(),
        "from": one.first.isoformat(),
        "until": one.expires.isoformat() if one.expires else None,
        "meeting": one.meeting.isoformat() if one.meeting else None,
        "signed": one.signed,
        "invite": list(one.invites),
        "share": list(one.shares),
        "what": list(one.things),
        "stands": {use.value: _verdict(one, use, withdrawals, today).value for use in uses_of(one)},
    }
