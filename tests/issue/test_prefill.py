from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dokumentverk.define.vocabulary import FITTING_PREFILL, PREFILL_PATHS
from dokumentverk.errors import UsageFault
from dokumentverk.issue.prefill import chosen_position, known_facts, prefill_values
from dokumentverk.issue.prefill_case import PREFIX
from dokumentverk.model.agenda import Agenda, Participant, Point
from dokumentverk.model.case import Meeting, MeetingKind
from dokumentverk.model.form import Choice, Field, FieldKind, FormDefinition, Role, Section, TextFormat
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


DUE = date(2026, 12, 15)
AGENDA = Agenda(
    TODAY,
    "Lege Legesen",
    (Point("Heve pulten", "Lederen", DUE), Point("Kortere vakter", status="prøves")),
    (Point("Ringe Nav"),),
    "Vi prøver videre.",
    Meeting(MeetingKind.DIALOGUE_1, DUE, time="14.00", place="Rådhuset"),
    (Participant("employee", "Arbeidstakeren", "Kari"), Participant("certifying_doctor", "Sykmelder")),
)
COLUMNS = (
    Field("what", FieldKind.LONG_TEXT, Texts("Hva")),
    Field("responsible", FieldKind.TEXT, Texts("Hvem")),
    Field("due", FieldKind.DATE, Texts("Når")),
    Field("status", FieldKind.TEXT, Texts("Status")),
    Field("done", FieldKind.TICK, Texts("Gjort")),
)
ROLE = Field("role", FieldKind.TEXT, Texts("Rolle"))
CHOICES = tuple(Choice(id, Texts(id)) for id in ("employee", "nav", "certifying_doctor"))


def values(
    employee: Employee | None = KARI, position: int = 0, definition: FormDefinition = FORM, agenda: Agenda | None = None
) -> dict[str, Value]:
    return prefill_values(
        definition,
        employee=employee,
        people=PEOPLE,
        settings=SETTINGS,
        today=TODAY,
        position=position,
        agenda=agenda,
        party=Role.EMPLOYEE,
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
    of_persons = ("employee.", "position.", "leader.", "workplace.")
    assert set(facts) == {path for path in PREFILL_PATHS if path.startswith(of_persons)}
    assert all(facts.values())
    assert len(set(facts.values())) == len(facts)


def test_every_path_fills_a_field() -> None:
    choices = (*CHOICES, Choice("dialogue_1", Texts("Dialogmøte 1")))
    fields = tuple(
        Field(f"f{at}_{kind}", kind, Texts(path), prefill=path,
              columns=(*COLUMNS, ROLE) if kind is FieldKind.ROWS else (),
              choices=choices if kind in (FieldKind.SEVERAL_OF, FieldKind.ONE_OF) else ())
        for at, path in enumerate(PREFILL_PATHS)
        if not path.startswith(("recipient.", "sender.", "evaluation."))
        for kind in FITTING_PREFILL.get(path, (FieldKind.TEXT,))
    )  # fmt: skip
    assert set(values(definition=asking(*fields), agenda=AGENDA)) == {field.id for field in fields}
    none = {field.id for field in fields if (field.prefill or "").startswith(PREFIX)}
    assert set(values(definition=asking(*fields), agenda=Agenda())) == {field.id for field in fields} - none
    assert values(definition=asking(*fields)) == values(definition=asking(*fields), agenda=Agenda())


def filled(
    prefill: str,
    kind: FieldKind,
    *,
    columns: tuple[Field, ...] = (),
    rows: int = 0,
    choices: tuple[Choice, ...] = (),
    max_length: int | None = None,
    format: TextFormat | None = None,
) -> Value:
    field = Field(
        "f", kind, Texts("F"), prefill=prefill,
        columns=columns, rows=rows, choices=choices, max_length=max_length, format=format,
    )  # fmt: skip
    return values(definition=asking(field), agenda=AGENDA).get("f")


def test_measures_and_tasks_go_into_rows_by_their_columns() -> None:
    assert filled("case.open_measures", FieldKind.ROWS, columns=COLUMNS, rows=1) == (
        (("what", "Heve pulten"), ("responsible", "Lederen"), ("due", DUE), ("status", None), ("done", False)),
        (("what", "Kortere vakter"), ("responsible", None), ("due", None), ("status", "prøves"), ("done", False)),
    ), "also more than the form has lines for: the document gets further ones"
    only = (COLUMNS[0],)
    assert filled("case.open_tasks", FieldKind.ROWS, columns=only) == ((("what", "Ringe Nav"),),)
    assert filled("case.open_measures", FieldKind.LONG_TEXT) == (
        "– Heve pulten (Lederen, 15.12.2026)\n– Kortere vakter (prøves)"
    )
    assert filled("case.open_measures", FieldKind.LONG_TEXT, max_length=12) == "– Heve pult…"


def test_those_invited_are_ticked_named_or_listed() -> None:
    assert filled("case.participants", FieldKind.SEVERAL_OF, choices=CHOICES) == ("employee", "certifying_doctor")
    assert filled("case.participants", FieldKind.TEXT) == "Arbeidstakeren: Kari, Sykmelder"
    assert filled("case.participants", FieldKind.LONG_TEXT) == "Arbeidstakeren: Kari\nSykmelder"
    columns = (Field("name", FieldKind.TEXT, Texts("Navn")), ROLE)
    assert filled("case.participants", FieldKind.ROWS, columns=columns) == (
        (("name", "Kari"), ("role", "Arbeidstakeren")),
        (("name", None), ("role", "Sykmelder")),
    )


def test_the_meeting_of_a_case() -> None:
    assert filled("case.meeting_date", FieldKind.DATE) == DUE
    assert filled("case.meeting_time", FieldKind.TEXT, format=TextFormat.TIME) == "14.00"
    kinds = (Choice("dialogue_1", Texts("Dialogmøte 1")), Choice("moteplassen", Texts("Møteplassen")))
    assert filled("case.meeting_kind", FieldKind.ONE_OF, choices=kinds) == "dialogue_1"
    assert filled("case.meeting_kind", FieldKind.ONE_OF, choices=kinds[1:]) is None
    assert filled("case.first_day", FieldKind.DATE) == TODAY
    assert filled("case.agreed_last_time", FieldKind.LONG_TEXT) == "Vi prøver videre."


def test_an_anonymous_form_gets_nothing_of_a_case() -> None:
    field = Field("f", FieldKind.TEXT, Texts("F"), prefill="case.sykmelder")
    assert values(definition=replace(asking(field), anonymous=True), agenda=AGENDA) == {}


def test_a_register_value_that_the_field_cannot_hold_is_left_out() -> None:
    field = Field("day", FieldKind.DATE, Texts("Dag"), prefill="employee.name")
    assert values(definition=asking(field)) == {}


def test_a_blank_name_is_no_answer() -> None:
    assert "name" not in values(replace(KARI, given_name=" ", family_name="\u00a0"))
