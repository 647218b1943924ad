"""What is said in an evaluation is filed in the administrative series: with a name in it, but in nobody's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.receive import receive
from dokumentverk.model.filing import Filed
from tests.flow.desk import make_workplace, office_at, returned

FILLED = {
    "evaluering-invitasjon": {
        "invitation_date": "02112026",
        "reply_by": "16112026",
        "recipients_1_role": "Leder",
        "recipients_1_name": "Kari Nordmann",
    },
    "evaluering-innspill": {
        "sender_name": "Åse Sørbø-Ødegård",
        "sender_role": "employee",
        "recipient": "leader",
        "passed_on": "unnamed",
        "reply_date": "02112026",
        "how_it_works": "Vi får vite om møtene for sent.",
    },
}


@pytest.mark.parametrize("form", FILLED)
def test_it_lies_in_nobodys_folder(form: str, tmp_path: Path) -> None:
    with office_at(make_workplace(tmp_path / "kontor")) as office, office.writing():
        made = produce(office, Order(form))
        _, outcome = receive(office, returned(office, made, "svar.pdf", FILLED[form]))
        assert isinstance(outcome, Filed)
        assert outcome.received.findings == ()
        with office.catalog() as catalog:
            (row,) = catalog.all()
    assert (row.employee, row.direction, row.form) == (None, "N", form)
    assert "Personalmapper" not in row.folder
    assert "Åse" not in row.folder
