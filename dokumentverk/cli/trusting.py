"""What ``trust`` prints: a table, or one line of JSON."""

from __future__ import annotations

from dokumentverk.cli.output import print_json, print_table, tell
from dokumentverk.flow.office import Office
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.language import Language
from dokumentverk.model.trust import ListSigned, TrustList
from dokumentverk.model.written import show_date


def print_trust(office: Office, output: str) -> None:
    believed, language, now = office.believed, office.settings.language, office.now()
    lists = believed.trust.lists
    if output == "json":
        print_json(
            {
                "schema": 1,
                "certificates": [
                    {
                        "file": file,
                        "subject": one.subject.shown,
                        "fingerprint": one.fingerprint,
                        "since": one.since.isoformat(),
                        "until": one.until.isoformat(),
                    }
                    for file, one in believed.own
                ],
                "lists": [{**_list_json(one), "outdated": believed.trust.is_outdated(one, now)} for one in lists],
            }
        )
        return
    for one in believed.findings:
        tell(finding_sentence(one, language))
    early, held, gone = (word(key, language) for key in ("trust_not_yet", "trust_holds", "trust_outdated"))
    rows = [
        (
            file,
            one.subject.shown,
            show_date(one.until.date()),
            early if now < one.since else held if now <= one.until else gone,
        )
        for file, one in believed.own
    ]
    rows += [
        (
            word("trust_list", language).format(territory=one.territory, number=one.sequence),
            _holding(one, language),
            show_date((one.next_update or one.issued).date()),
            gone if believed.trust.is_outdated(one, now) else held,
        )
        for one in lists
    ]
    if rows:
        print_table([word(f"trust_head_{part}", language) for part in ("from", "who", "until", "state")], rows)
    else:
        tell(word("trust_nobody", language))


def _holding(one: TrustList, language: Language) -> str:
    if one.services:
        return word("trust_services", language).format(count=len({each.certificate for each in one.services}))
    return word("trust_pointed", language).format(count=len({territory for territory, _ in one.operators}))


def _list_json(one: TrustList) -> dict[str, object]:
    return {
        "territory": one.territory,
        "sequence": one.sequence,
        "issued": one.issued.isoformat(),
        "next_update": one.next_update.isoformat() if one.next_update else None,
        "stored": one.stored.isoformat(),
        "services": len({each.certificate for each in one.services}),
        "signed_by": {
            "subject": one.signer,
            "fingerprint": one.fingerprint,
            "known": one.signed is ListSigned.BY_OPERATOR,
        }
        if one.fingerprint
        else None,
    }
