"""The rules of plan and dialogmøte, and what is told when a workplace's own form lacks a field that a rule needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dokumentverk import shipped
from dokumentverk.check import CHECKS, check, missing_fields
from dokumentverk.check.form_rules import NEEDED
from dokumentverk.define import load_forms
from dokumentverk.define.vocabulary import NEEDED_AT_ONCE, RULES
from dokumentverk.model.form import FieldKind, FormDefinition
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.record import SignatureState
from dokumentverk.model.workplace import RuleSettings, Settings
from tests.check.documents import GOOD, codes, document, form, found, of, signed, with_field, without_field

PLAN, SLIP = "oppfolgingsplan", "dialogmote"


@pytest.mark.parametrize("definition", load_forms([shipped.forms()]).values(), ids=lambda one: one.id)
def test_the_shipped_forms_have_what_their_rules_need(definition: FormDefinition) -> None:
    assert missing_fields(definition) == ()


def test_definitions_may_name_the_rules_that_there_are() -> None:
    assert sorted(RULES) == sorted(NEEDED)


@pytest.mark.parametrize("rule", NEEDED)
def test_no_day_that_a_rule_needs_is_left_to_be_read_later(rule: str) -> None:
    days = {id for id, kinds in NEEDED[rule].items() if FieldKind.DATE in kinds}
    assert days <= set(NEEDED_AT_ONCE.get(rule, ()))


@pytest.mark.parametrize("rule", NEEDED)
@pytest.mark.parametrize("way", ["gone", "of another kind"])
def test_every_needed_field_is_missed(rule: str, way: str) -> None:
    for id in NEEDED[rule]:
        field = replace(form(rule).field(id), kind=FieldKind.NUMBER)
        definition = without_field(form(rule), id) if way == "gone" else with_field(form(rule), field)
        assert missing_fields(definition) == ((rule, id),)
        told = [one for one in check(of(definition, {})) if one.code == "RULE_FIELD_MISSING"]
        assert [dict(one.params) for one in told] == [{"rule": rule, "needed": id}]


def test_a_missing_choice_is_missed() -> None:
    field = form(SLIP).field("invited")
    fewer = replace(field, choices=tuple(one for one in field.choices if one.id != "certifying_doctor"))
    assert missing_fields(with_field(form(SLIP), fewer)) == ((SLIP, "invited=certifying_doctor"),)


@pytest.mark.parametrize("rule", ["egenmelding", PLAN, "samtykke", "samtaleverktoy"])
def test_a_form_without_a_date_of_its_own(rule: str) -> None:
    assert missing_fields(replace(form(rule), document_date=None)) == ((rule, "document_date"),)


def test_a_rule_that_cannot_be_tried_tells_of_nothing_else() -> None:
    definition = without_field(form(SLIP), "consent")
    answers = {**GOOD[SLIP], "invited": ["certifying_doctor"]}
    assert codes(of(definition, answers)) == ["RULE_FIELD_MISSING"]


def test_a_form_without_rules_has_none_tried() -> None:
    definition = replace(form(SLIP), rules=())
    assert codes(of(definition, {**GOOD[SLIP], "invited": ["certifying_doctor"]})) == []


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("09.11.2026", ["DATE_BEFORE_OTHER"]),
        ("10.11.2026", ["EVALUATION_DATE_OUT_OF_RANGE"]),
        ("11.11.2026", []),
        ("10.11.2027", []),
        ("11.11.2027", ["EVALUATION_DATE_OUT_OF_RANGE"]),
    ],
)
def test_the_evaluation_is_counted_from_the_date_of_the_plan(day: str, told: list[str]) -> None:
    assert codes(document(PLAN, {"evaluation_date": day})) == told


def test_the_window_of_the_evaluation_is_the_workplaces() -> None:
    settings = Settings(rules=RuleSettings(evaluation_min_days=14, evaluation_max_days=30))
    (finding,) = check(document(PLAN, {"evaluation_date": "11.12.2026"}, changes={"settings": settings}))
    assert dict(finding.params) == {"first": "24.11.2026", "last": "10.12.2026"}


def test_an_evaluation_before_the_plan_where_the_definition_does_not_tell() -> None:
    free = replace(form(PLAN).field("evaluation_date"), not_before=None)
    subject = of(with_field(form(PLAN), free), {**GOOD[PLAN], "evaluation_date": "09.11.2026"})
    assert codes(subject) == ["EVALUATION_DATE_OUT_OF_RANGE"]


@pytest.mark.parametrize(
    ("sent", "needed", "told"),
    [
        (True, True, []),
        (True, False, []),
        (False, False, []),
        (False, None, []),
        (False, True, ["FIELD_FORBIDDEN"]),
        (None, True, ["FIELD_REQUIRED", "HELP_FROM_NAV_WITHOUT_PLAN"]),
    ],
)
def test_help_from_nav_only_with_the_plan(sent: bool | None, needed: bool | None, told: list[str]) -> None:
    answers: dict[str, object] = {
        "send_plan_to_nav": sent,
        "needs_help_from_nav": needed,
        "needs_help_from_nav_description": "Hjelpemidler" if needed else None,
        "employee_identification_number": "13097248022",
    }
    assert codes(document(PLAN, answers)) == told


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize(
    ("contributed", "reason", "told"),
    [(True, None, 0), (False, "Var ikke å få tak i", 0), (False, None, 1), (True, "Reise", 1)],
)
def test_a_reason_when_the_employee_took_no_part(contributed: bool, reason: str | None, told: int, own: bool) -> None:
    """Told once, by the definition or, where a workplace's own has no such condition, by the rule."""
    definition = form(PLAN)
    if own:
        bare = replace(definition.field("employee_not_contributed_reason"), required_if=(), forbidden_if=())
        definition = with_field(definition, bare)
    answers = {**GOOD[PLAN], "employee_has_contributed_to_plan": contributed, "employee_not_contributed_reason": reason}
    assert len(found(of(definition, answers))) == told


CONSENT: dict[str, object] = {
    "consent": ["certifying_doctor"],
    "certifying_doctor_name": "Lege Lie",
    "consent_scope": "this_meeting",
}
INVITED: dict[str, object] = {"invited": ["employee", "leader", "certifying_doctor"]}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (INVITED, ["INVITING_WITHOUT_CONSENT"]),
        ({**INVITED, **CONSENT}, []),
        ({**INVITED, **CONSENT, "consent": ["other_health_personnel"]}, ["INVITING_WITHOUT_CONSENT"]),
        (CONSENT, []),
        ({"wanted": ["certifying_doctor"], **CONSENT}, []),
        (
            {"wanted": ["certifying_doctor"], **CONSENT, "consent": ["other_health_personnel"]},
            ["WANTED_WITHOUT_CONSENT"],
        ),
        ({**CONSENT, "consent_scope": "all_meetings", "consent_expires": "25.11.2026"}, []),
        (
            {**CONSENT, "consent_scope": "all_meetings", "consent_expires": "24.11.2026"},
            ["CONSENT_EXPIRES_BEFORE_MEETING"],
        ),
    ],
)
def test_the_sykmelder_comes_only_with_consent(answers: dict[str, object], told: list[str]) -> None:
    others = {"other_health_personnel": "Fysioterapeut Foss"}
    assert codes(document(SLIP, {**others, **answers})) == told


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (SignatureState.ABSENT, SignatureKind.NONE),
        (SignatureState.DOUBTFUL, SignatureKind.TYPED),
        (SignatureState.DOUBTFUL, SignatureKind.INK),
    ],
)
def test_a_consent_that_nobody_signed_is_none(state: SignatureState, kind: SignatureKind) -> None:
    subject = signed(document(SLIP, {**INVITED, **CONSENT}), "employee_signature", state, kind)
    assert ("INVITING_WITHOUT_CONSENT", "invited") in found(subject)


def test_every_check_is_in_the_tuple_once() -> None:
    assert len(CHECKS) == len(set(CHECKS))
