"""A workplace in a folder of its own, with a clock that stands still."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Order, Produced, produce
from dokumentverk.issue.keys import first_key
from dokumentverk.workplace.folders import init_workplace, open_workplace
from tests.foreign.fillers import FILLERS

DAY = datetime(2026, 11, 2, 10, 0, tzinfo=timezone(timedelta(hours=1)))

PEOPLE = """\
ansattnummer;fornavn;etternavn;stilling;enhet;leder;ansatt fra
1001;Åse;Sørbø-Ødegård;Helsefagarbeider;Sykehjemmet;1002;01.03.2019
1002;Kari;Nordmann;Enhetsleder;Sykehjemmet;;01.01.2015
1003;Per;Hansen;Vaktmester;Eiendom;1002;01.01.2015
"""


ANSWERS = {
    "first_day": "26102026",
    "last_day": "27102026",
    "return_day": "28102026",
    "absence_type": "own",
    "employee_signed_date": "02112026",
}


def make_workplace(root: Path, people: str = PEOPLE) -> Path:
    made = init_workplace(root, name="Fjordvik kommune")
    first_key(made.workplace.keys, now=DAY, token=secrets.token_bytes)
    (root / "ansatte.csv").write_text(people, encoding="utf-8-sig")
    return root


def office_at(root: Path, *, day: datetime = DAY) -> Office:
    return Office(open_workplace(root), now=lambda: day, random=random.Random(7).randrange)


def egenmelding(office: Office, employee: str | None = "1001") -> Produced:
    return produce(office, Order("egenmelding", employee=employee))


def returned(office: Office, produced: Produced, name: str, values: Mapping[str, str] = ANSWERS) -> Path:
    """The document filled in Chrome's engine, in the inbox."""
    path = office.workplace.inbox / name
    path.write_bytes(FILLERS["pdfium"](produced.content, values))
    return path
