"""Documents made of a case: its meeting, and what filed plans leave open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from dokumentverk.errors import UsageFault
from dokumentverk.flow.agenda import agenda_of, case_of
from dokumentverk.flow.cases import open_case, tell
from dokumentverk.flow.office import Office
from dokumentverk.flow.owed import owed_in_case
from dokumentverk.flow.produce import Order, produce
from dokumentverk.model.agenda import Point
from dokumentverk.model.case import CaseKind, Closed, Meeting, MeetingKind, MeetingState, Sykmelder, TaskDone
from dokumentverk.model.language import Language
from dokumentverk.model.obligation import Rule
from tests.flow.desk import DAY, make_workplace, office_at
from tests.flow.filed import file_record

FIRST = date(2026, 10, 5)
FORM = """
id = "sak"
version = "1"
title = { nb = "Sak", nn = "Sak", en = "Case" }
employee_field = "number"

[archive]
series = "personalmappe"
title = { nb = "Sak", nn = "Sak", en = "Case" }

[[sections]]
id = "all"
title = { nb = "Alt", nn = "Alt", en = "All" }
"""
TEMPLATE = "# {{ form.title }}\n\n[[section all]]\n\n[[continuation lines=4]]\n"


def field(id: str, kind: str, prefill: str, more: str = "") -> str:
    texts = f'{{ nb = "{id}", nn = "{id}", en = "{id}" }}'
    return f'\n[[sections.fields]]\nid = "{id}"\nkind = "{kind}"\nlabel = {texts}\nprefill = "{prefill}"\n{more}\n'


NUMBER = field("number", "text", "employee.number", 'format = "employee_number"')
COLUMNS = "\n".join(
    ["columns = ["]
    + [
        f'{{ id = "{id}", kind = "{kind}", label = {{ nb = "{id}", nn = "{id}", en = "{id}" }}, width = {width} }},'
        for id, kind, width in (("what", "text", 6), ("responsible", "text", 3), ("due", "date", 3))
    ]
    + ["]"]
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    root = make_workplace(tmp_path / "kontor")
    body = (
        NUMBER
        + field("sykmelder", "text", "case.sykmelder")
        + field("day", "date", "case.meeting_date")
        + field("time", "text", "case.meeting_time")
        + field("who", "text", "case.participants")
        + field("measures", "rows", "case.open_measures", f"rows = 1\n{COLUMNS}")
    )
    (root / "forms").mkdir(exist_ok=True)
    (root / "templates").mkdir(exist_ok=True)
    (root / "forms" / "sak.toml").write_text(FORM + body, encoding="utf-8")
    (root / "templates" / "sak.nb.md").write_text(TEMPLATE, encoding="utf-8")
    with office_at(root) as opened:
        yield opened


def case_with_a_meeting(office: Office) -> str:
    case = open_case(office, CaseKind.SYKEFRAVAER, "1001", FIRST, (Sykmelder("Lege Legesen", fastlege=False),)).case
    consent = {
        "consent": ["certifying_doctor"], "consent_scope": "all_meetings", "consent_from": "2026-10-12",
        "consent_expires": "2026-12-31", "employee_signed_date": "2026-10-12",
    }  # fmt: skip
    file_record(office, "samtykke", consent, signed=("employee_signature",))
    tell(office, case.id, Meeting(MeetingKind.CONTACT, FIRST, MeetingState.HELD))
    tell(office, case.id, Meeting(MeetingKind.DIALOGUE_1, date(2026, 11, 20), time="14.00", place="Rådhuset",
                                  invited=("employee", "certifying_doctor")))  # fmt: skip
    return case.id


def test_a_document_is_filled_from_the_only_open_case(office: Office) -> None:
    case = case_with_a_meeting(office)
    measures = [
        {"what": "Heve pulten", "responsible": "Lederen", "evaluated": "2026-12-01"},
        {"what": "Kortere vakter", "responsible": "", "to": "2026-12-08"},
        {"what": "Ringe Nav", "result": "Gjort"},
    ]
    file_record(office, "oppfolgingsplan", {"plan_date": "2026-10-20", "measures": measures})
    for order in (Order("sak", employee="1001"), Order("sak", case=case)):
        made = produce(office, order)
        assert (made.issue.employee, made.issue.case) == ("1001", case)
        assert made.values["sykmelder"] == "Lege Legesen"
        assert (made.values["day"], made.values["time"]) == (date(2026, 11, 20), "14.00")
        assert made.values["who"] == "Arbeidstakeren: Åse Sørbø-Ødegård, Sykmelder: Lege Legesen"
        assert made.values["measures"] == (
            (("what", "Heve pulten"), ("responsible", "Lederen"), ("due", date(2026, 12, 1))),
            (("what", "Kortere vakter"), ("responsible", None), ("due", date(2026, 12, 8))),
        )


def test_only_the_last_plan_of_the_case_counts(office: Office) -> None:
    case = case_with_a_meeting(office)
    for dated, what in (("2026-10-20", "Gammelt"), ("2026-10-27", "Nytt"), ("2026-09-01", "Før fraværet")):
        file_record(office, "oppfolgingsplan", {"plan_date": dated, "measures": [{"what": what}]})
    agenda = agenda_of(office, office.cases.get(case), "moteplassen", Language.NB)
    assert agenda.measures == (Point("Nytt"),)
    assert agenda.meeting is None, "no Møteplassen is planned"
    assert agenda.participants == ()


def test_whose_case_it_is(office: Office) -> None:
    case = case_with_a_meeting(office)
    assert case_of(office, "26/1", "1001") is None, "a workplace's own case number"
    with pytest.raises(UsageFault) as caught:
        produce(office, Order("sak", employee="1003", case=case.lower()))
    assert caught.value.code == "CASE_OF_ANOTHER"
    with pytest.raises(UsageFault) as caught:
        produce(office, Order("sak", case="S22222222"))
    assert caught.value.code == "CASE_UNKNOWN"
    assert produce(office, Order("sak", employee="1003")).issue.case is None
    open_case(office, CaseKind.FOREBYGGENDE, "1001", None)
    assert produce(office, Order("sak", employee="1001")).issue.case is None, "two are open"
    tell(office, case, Closed(DAY.date() - timedelta(days=1)))
    assert produce(office, Order("sak", employee="1001")).values == {"number": "1001"}
    assert produce(office, Order("egenmelding", employee="1003")).issue.case is None


def test_what_the_last_minutes_leave_open(office: Office) -> None:
    case = case_with_a_meeting(office)
    tasks = [
        {"what": "Ringe Nav", "responsible": "Lederen", "due": "2026-11-09", "status": "Bestilt"},
        {"what": "Prøve pulten", "responsible": "Arbeidstakeren", "due": "2026-11-06", "done": True},
    ]
    minutes = file_record(office, "mote-referat", {
        "meeting_kind": "other", "meeting_date": "2026-10-30", "next_meeting_date": "2026-12-04",
        "next_meeting_time": "09.30", "next_meeting_place": "Kantinen",
        "leader_signed_date": "2026-10-30", "conclusion": "Vi prøver videre.", "tasks": tasks,
    })  # fmt: skip
    agenda = agenda_of(office, office.cases.get(case), "dialogmote", Language.NB)
    assert agenda.tasks == (Point("Ringe Nav", "Lederen", date(2026, 11, 9), "Bestilt"),)
    following = agenda_of(office, office.cases.get(case), "samtale", Language.NB).meeting
    assert following is not None
    assert following.on == date(2026, 11, 20), "the next one of all; minutes name one on 4 December"
    tell(office, case, Meeting(MeetingKind.DIALOGUE_1, date(2026, 11, 20), MeetingState.CANCELLED))
    following = agenda_of(office, office.cases.get(case), "samtale", Language.NB).meeting
    assert following is not None
    assert (following.on, following.time, following.place) == (date(2026, 12, 4), "09.30", "Kantinen")
    assert agenda.agreed == "Vi prøver videre."
    tell(office, case, TaskDone(minutes, 1, DAY.date()))
    assert agenda_of(office, office.cases.get(case), "dialogmote", Language.NB).tasks == ()


def test_the_dialogue_tool_that_both_share_is_a_plan_too(office: Office) -> None:
    case = case_with_a_meeting(office)
    file_record(office, "oppfolgingsplan", {"plan_date": "2026-10-20", "measures": [{"what": "Gammelt"}]})
    shared = {
        "conversation_date": "2026-10-28", "copy_of": "shared", "replaces_plan": True,
        "measures": [{"what": "Heis", "milestone": "Løfter", "due": "2026-12-01", "status": "Bestilt"}],
    }  # fmt: skip
    file_record(office, "samtaleverktoy", shared | {"copy_of": "employee", "measures": [{"what": "Mitt"}]})
    assert agenda_of(office, office.cases.get(case), "dialogmote", Language.NB).measures == (Point("Gammelt"),)
    tool = file_record(office, "samtaleverktoy", shared)
    agenda = agenda_of(office, office.cases.get(case), "dialogmote", Language.NB)
    assert agenda.measures == (Point("Heis", due=date(2026, 12, 1), status="Bestilt"),)
    owed = {one.rule: one for one in owed_in_case(office, office.cases.get(case), DAY.date()) if one.about == tool}
    assert owed[Rule.MEASURE].due == date(2026, 12, 1)
    assert Rule.COPY_EMPLOYEE in owed
