from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dokumentverk.define.vocabulary import PREFILL_PATHS
from dokumentverk.errors import UsageFault
from dokumentverk.issue.prefill import chosen_position, known_facts, prefill_values
from dokumentverk.model.form import Field, FieldKind, FormDefinition, Section
from dokumentverk.model.language import Texts
from dokumentverk.model.person import Employee, People, Position
from dokumentverk.model.value import Value
from dokumentverk.model.workplace import Settings
from tests.issue.specimens import form

TODAY = date(2026, 11, 21)
LEADER = Employee("2001", "Ola", "Leder", phone="99 88 77 66", email="ola@eksempel.no")
KARI = Employee(
    "1001",
    "Kari «Åse»",
    "{{7*7}} =1+1",
    fodselsnummer="13097248022",
    positions=(Position("Lege", "A", "2001"), Position("Forsker", "B", "404")),
    phone="22334455",
    email="kari@eksempel.no",
)
FORM = form()
PEOPLE = People((KARI, LEADER))
SETTINGS = Settings(name="Dønna kommune", organisasjonsnummer="974760673")


def values(employee: Employee | None = KARI, position: int = 0, definition: FormDefinition = FORM) -> dict[str, Value]:
    return prefill_values(
        definition, employee=employee, people=PEOPLE, settings=SETTINGS, today=TODAY, position=position
    )


def asking(*fields: Field) -> FormDefinition:
    return form(sections=(Section("all", Texts("Alt"), fields),))


def test_what_the_register_knows_is_filled_in() -> None:
    assert values() == {
        "number": "1001",
        "name": "Kari «Åse» {{7*7}} =1+1",
        "fnr": "13097248022",
        "phone": "22 33 44 55",
        "title": "Lege",
        "leader": "Ola Leder",
        "made": TODAY,
    }


def test_another_position_may_be_chosen() -> None:
    filled = values(position=1)
    assert filled["title"] == "Forsker"
    assert "leader" not in filled, "a leader that the register does not have has no name"


def test_nobody_and_an_employee_of_whom_little_is_known() -> None:
    assert values(None) == {}, "a copy for the shelf is used another day"
    assert values(Employee("7", "", "Madonna")) == {"number": "7", "name": "Madonna", "made": TODAY}


def test_an_anonymous_form_gets_nothing_of_a_person() -> None:
    assert values(definition=form(anonymous=True)) == {"made": TODAY}


@pytest.mark.parametrize(("employee", "position"), [(KARI, 2), (KARI, -1), (LEADER, 1)])
def test_a_position_that_is_not_there(employee: Employee, position: int) -> None:
    with pytest.raises(UsageFault) as caught:
        chosen_position(employee, position)
    assert caught.value.params == {"position": str(position + 1), "count": str(len(employee.positions))}


def test_every_path_that_a_definition_may_name_is_known() -> None:
    """And leads to what it says: all facts of a person of whom everything is known are filled and differ."""
    facts = known_facts(KARI, KARI.positions[0], PEOPLE, SETTINGS)
    assert set(facts) == set(PREFILL_PATHS) - {"today"}
    assert all(facts.values())
    assert len(set(facts.values())) == len(facts)


def test_every_path_fills_a_field() -> None:
    kinds = {"today": FieldKind.DATE, "employee.fodselsnummer": FieldKind.FODSELSNUMMER}
    fields = tuple(
        Field(f"f{at}", kinds.get(path, FieldKind.TEXT), Texts(path), prefill=path)
        for at, path in enumerate(PREFILL_PATHS)
    )
    assert set(values(definition=asking(*fields))) == {field.id for field in fields}


def test_a_register_value_that_the_field_cannot_hold_is_left_out() -> None:
    field = Field("day", FieldKind.DATE, Texts("Dag"), prefill="employee.name")
    assert values(definition=asking(field)) == {}


def test_a_blank_name_is_no_answer() -> None:
    assert "name" not in values(replace(KARI, given_name=" ", family_name="\u00a0"))
