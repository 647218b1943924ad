"""Nav's payload: what a good plan becomes, held against Nav's own schema, and each thing that keeps a plan back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dokumentverk.exchange.nav import Around, Exported, follow_up_plan, payload_json
from dokumentverk.model.language import Language
from dokumentverk.model.record import Entry, Record, State
from dokumentverk.model.value import Value

SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "interop" / "nav" / "lps-oppfolgingsplan-mottak.openapi.yaml"

PLANNED = date(2026, 11, 2)
GOOD: dict[str, Value] = {
    "employee_identification_number": "13097248022",
    "typical_workday": "Stell og dokumentasjon",
    "tasks_that_can_still_be_done": "Dokumentasjon",
    "tasks_that_can_not_be_done": "Tunge løft",
    "previous_facilitation": "Kortere vakter",
    "planned_facilitation": "Dagvakter",
    "other_facilitation_options": " ",
    "follow_up": "Samtale hver uke",
    "evaluation_date": date(2026, 12, 1),
    "send_plan_to_nav": True,
    "needs_help_from_nav": True,
    "needs_help_from_nav_description": "Råd om hjelpemidler",
    "send_plan_to_general_practitioner": True,
    "message_to_general_practitioner": None,
    "additional_information": None,
    "contact_person_full_name": "Kari Nordmann",
    "contact_person_phone_number": "22 33 44 55",
    "contact_person_email": "kari@eksempel.no",
    "employee_has_contributed_to_plan": True,
    "employee_not_contributed_reason": None,
    "measures": (),
}
AROUND = Around("13097248022", PLANNED, fastlege=True, digital=True, system="dokumentverk")


def plan(around: Around = AROUND, /, **changed: Value | State) -> Exported:
    """A State in the place of a value is an entry that was not read, or is contradicted."""
    unknown = changed.keys() - GOOD.keys()
    assert not unknown
    entries = []
    for field, value in (GOOD | changed).items():
        if isinstance(value, State):
            entries.append(Entry(field, None, value))
        else:
            entries.append(Entry(field, value, State.EMPTY if value is None else State.FILLED))
    return follow_up_plan(Record("oppfolgingsplan", "1", Language.NB, None, tuple(entries)), around)


def told(exported: Exported) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in exported.findings]


def payload(exported: Exported) -> dict[str, object]:
    assert exported.plan is not None, told(exported)
    return payload_json(exported.plan)


def test_a_good_plan() -> None:
    exported = plan()
    assert told(exported) == []
    assert payload(exported) == {
        "employeeIdentificationNumber": "13097248022",
        "typicalWorkday": "Stell og dokumentasjon",
        "tasksThatCanStillBeDone": "Dokumentasjon",
        "tasksThatCanNotBeDone": "Tunge løft",
        "previousFacilitation": "Kortere vakter",
        "plannedFacilitation": "Dagvakter",
        "followUp": "Samtale hver uke",
        "evaluationDate": "2026-12-01",
        "sendPlanToNav": True,
        "needsHelpFromNav": True,
        "needsHelpFromNavDescription": "Råd om hjelpemidler",
        "sendPlanToGeneralPractitioner": True,
        "contactPersonFullName": "Kari Nordmann",
        "contactPersonPhoneNumber": "22334455",
        "contactPersonEmail": "kari@eksempel.no",
        "employeeHasContributedToPlan": True,
        "lpsName": "dokumentverk",
    }


NEEDED = (
    "typical_workday", "tasks_that_can_still_be_done", "tasks_that_can_not_be_done", "previous_facilitation",
    "planned_facilitation", "follow_up", "evaluation_date", "send_plan_to_nav", "send_plan_to_general_practitioner",
    "contact_person_full_name", "contact_person_phone_number", "contact_person_email",
    "employee_has_contributed_to_plan",
)  # fmt: skip


@pytest.mark.parametrize("field", NEEDED)
def test_what_nav_requires_must_be_there_and_read(field: str) -> None:
    help_without: dict[str, Value | State] = {"needs_help_from_nav": False, "needs_help_from_nav_description": None}
    for value in (None, "  ", State.EMPTY, State.ABSENT):
        exported = plan(**help_without | {field: value})
        assert told(exported) == [("NAV_FIELD_MISSING", field)]
        assert exported.plan is None
    for state in (State.NOT_READ, State.CONFLICT):
        assert told(plan(**help_without | {field: state})) == [("NAV_FIELD_UNREAD", field)]


BAD: tuple[tuple[str, dict[str, Value | State], str], ...] = (
    ("NAV_FIELD_MISSING", {"needs_help_from_nav_description": None}, "needs_help_from_nav_description"),
    ("NAV_FIELD_UNREAD", {"message_to_general_practitioner": State.NOT_READ}, "message_to_general_practitioner"),
    ("NAV_FIELD_UNREAD", {"employee_identification_number": State.CONFLICT}, "employee_identification_number"),
    ("NAV_TEXT_TOO_LONG", {"follow_up": "x" * 2001}, "follow_up"),
    ("NAV_NUMBER_WRONG", {"employee_identification_number": "13097248023"}, "employee_identification_number"),
    ("NAV_NUMBER_OF_ANOTHER", {"employee_identification_number": "15507600333"}, "employee_identification_number"),
    ("NAV_EVALUATION_OUT_OF_RANGE", {"evaluation_date": PLANNED}, "evaluation_date"),
    ("NAV_EVALUATION_OUT_OF_RANGE", {"evaluation_date": date(2027, 11, 3)}, "evaluation_date"),
    ("NAV_HELP_WITHOUT_PLAN", {"send_plan_to_nav": False}, "needs_help_from_nav"),
    ("NAV_HELP_DESCRIBED_NOT_WANTED", {"needs_help_from_nav": False}, "needs_help_from_nav_description"),
    ("NAV_HELP_DESCRIBED_NOT_WANTED", {"needs_help_from_nav": None}, "needs_help_from_nav_description"),
    ("NAV_FIELD_MISSING", {"employee_has_contributed_to_plan": False}, "employee_not_contributed_reason"),
    ("NAV_REASON_NOT_WANTED", {"employee_not_contributed_reason": "Ville ikke"}, "employee_not_contributed_reason"),
    (
        "NAV_PLAN_TO_NOBODY",
        {
            "send_plan_to_nav": False,
            "needs_help_from_nav": False,
            "needs_help_from_nav_description": None,
            "send_plan_to_general_practitioner": False,
        },
        "send_plan_to_nav",
    ),
)


@pytest.mark.parametrize(("code", "changed", "field"), BAD)
def test_what_keeps_a_plan_back(code: str, changed: dict[str, Value | State], field: str) -> None:
    exported = plan(**changed)
    assert told(exported) == [(code, field)]
    assert exported.plan is None


def test_the_limits_themselves_are_allowed() -> None:
    assert payload(plan(follow_up="x" * 2000, evaluation_date=date(2026, 11, 3)))
    assert payload(plan(evaluation_date=date(2027, 11, 2)))["evaluationDate"] == "2027-11-02"


def test_several_are_told_at_once() -> None:
    exported = plan(typical_workday=None, follow_up=State.NOT_READ, send_plan_to_nav=False)
    assert told(exported) == [
        ("NAV_FIELD_UNREAD", "follow_up"),
        ("NAV_FIELD_MISSING", "typical_workday"),
        ("NAV_HELP_WITHOUT_PLAN", "needs_help_from_nav"),
    ]


@pytest.mark.parametrize(
    ("around", "codes"),
    [
        (replace(AROUND, fastlege=False), ["NAV_SYKMELDER_NOT_FASTLEGE"]),
        (replace(AROUND, fastlege=None), ["NAV_SYKMELDER_UNKNOWN"]),
        (replace(AROUND, digital=False), ["NAV_NO_DIGITAL_SICK_NOTE"]),
        (replace(AROUND, planned=None), []),
    ],
)
def test_what_a_person_should_know_keeps_nothing_back(around: Around, codes: list[str]) -> None:
    exported = plan(around)
    assert [one.code for one in exported.findings] == codes
    assert exported.plan is not None


def test_a_plan_for_nav_alone_says_nothing_of_the_doctor() -> None:
    exported = plan(
        replace(AROUND, fastlege=None), send_plan_to_general_practitioner=False, message_to_general_practitioner="Hei"
    )
    assert told(exported) == []
    assert "messageToGeneralPractitioner" not in payload(exported)


def test_without_nav_no_help_is_asked_for() -> None:
    for answer in (False, None):
        exported = plan(
            send_plan_to_nav=False, needs_help_from_nav=answer, needs_help_from_nav_description=None
        )  # fmt: skip
        assert payload(exported)["needsHelpFromNav"] is False
        assert "needsHelpFromNavDescription" not in payload(exported)


def test_the_register_knows_the_number_that_the_plan_lacks() -> None:
    assert payload(plan(employee_identification_number=None))["employeeIdentificationNumber"] == "13097248022"
    exported = plan(replace(AROUND, number=None), employee_identification_number=None)
    assert told(exported) == [("NAV_FIELD_MISSING", "employee_identification_number")]


def test_what_nav_has_no_field_for_is_told() -> None:
    exported = plan(measures=((("what", "Heve pulten"),),))
    assert told(exported) == [("NAV_NOT_CARRIED", "measures")]
    assert exported.plan is not None


def nav_schema() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    if not SCHEMA.is_file():
        pytest.skip("Nav's description of its API does not lie beside the project")
    shape: dict[str, Any] = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["components"]["schemas"][
        "FollowUpPlanDTO"
    ]
    return {**shape, "additionalProperties": False}


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"other_facilitation_options": "Hjemmekontor", "message_to_general_practitioner": "Hei"},
        {"send_plan_to_nav": False, "needs_help_from_nav": False, "needs_help_from_nav_description": None},
        {"employee_has_contributed_to_plan": False, "employee_not_contributed_reason": "Var ikke å få tak i"},
    ],
)  # fmt: skip
def test_it_is_as_nav_describes_it(changed: dict[str, Value | State]) -> None:
    content = payload(plan(replace(AROUND, email="hr@eksempel.no"), **changed))
    shape = nav_schema()
    jsonschema.validate(content, shape, format_checker=jsonschema.FormatChecker())
    for needed in shape["required"]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({name: one for name, one in content.items() if name != needed}, shape)


def test_every_field_of_nav_has_a_place() -> None:
    everything = plan(
        replace(AROUND, email="hr@eksempel.no"), other_facilitation_options="Ja", message_to_general_practitioner="Hei",
        additional_information="Nei", employee_has_contributed_to_plan=False, employee_not_contributed_reason="Borte",
    )  # fmt: skip
    assert set(payload(everything)) == set(nav_schema()["properties"])
