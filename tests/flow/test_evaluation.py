"""What is said in an evaluation is filed in the administrative series: with a name in it, but in nobody's folder."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dokumentverk.flow.produce import Order, produce
from dokumentverk.flow.receive import receive
from dokumentverk.model.filing import Filed
from tests.flow.desk import DAY, make_workplace, office_at, returned

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


def test_the_agenda_gathers_what_was_said_without_names(tmp_path: Path) -> None:
    late, known = "Vi får vite om møtene for sent.", "Rutinen er lite kjent."
    with office_at(make_workplace(tmp_path / "kontor")) as office, office.writing():
        named = {**FILLED["evaluering-innspill"], "passed_on": "named"}
        leader = {**named, "sender_name": "Kari Nordmann", "sender_role": "leader", "how_it_works": "Travelt i høst."}
        anonymous = {"recipient": "leader", "how_it_works": late, "what_to_improve": known}
        for name, form, answers in (
            ("1.pdf", "evaluering-innspill", named),
            ("2.pdf", "evaluering-innspill", leader),
            ("3.pdf", "evaluering-innspill-anonym", anonymous),
        ):
            _, outcome = receive(office, returned(office, produce(office, Order(form)), name, answers))
            assert isinstance(outcome, Filed)
        agenda = produce(office, Order("evaluering-agenda"))
    assert agenda.values["feedback"] == (
        (("topic", "Hvordan det er"), ("what", late), ("count", 2)),
        (("topic", "Kan forbedres"), ("what", known), ("count", 1)),
    )
    assert agenda.values["leader_view"] == "Travelt i høst."
    assert "Åse" not in str(agenda.values)


def test_a_new_round_begins_after_a_result(tmp_path: Path) -> None:
    root = make_workplace(tmp_path / "kontor")
    result = {
        "result_date": "02112026", "changes_1_what": "Innkalling fem dager før", "changes_1_why": "For sent før",
        "changes_1_from": "01122026", "routine_changed": "no", "made_known_by_leader": "on",
    }  # fmt: skip
    with office_at(root) as office, office.writing():
        receive(
            office,
            returned(office, produce(office, Order("evaluering-innspill")), "1.pdf", FILLED["evaluering-innspill"]),
        )
    with office_at(root, day=DAY + timedelta(hours=1)) as office, office.writing():
        _, outcome = receive(office, returned(office, produce(office, Order("evaluering-resultat")), "2.pdf", result))
        assert isinstance(outcome, Filed)
        assert "feedback" not in produce(office, Order("evaluering-agenda")).values
