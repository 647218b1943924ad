"""The forms of the whole follow-up hold what is asked of each, are filed where they belong and signed by whom they
must."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from dokumentverk import shipped
from dokumentverk.define import load_forms
from dokumentverk.define.vocabulary import FITTING_PREFILL
from dokumentverk.model.form import Direction, Field, FieldKind, FormDefinition, Role, Series
from dokumentverk.model.language import Language
from tests.test_forms_content import IDS, stands, template

FORMS = {id: form for id, form in load_forms([shipped.forms()]).items() if id not in IDS}

# What is asked for -> where it stands: a field, a field's choice («field=choice»), or a column («field.column»).
CONTENTS: dict[str, dict[str, str]] = {
    "samtykke": {
        "to invite: sykmelder": "consent=certifying_doctor",
        "to invite: other health personnel": "consent=other_health_personnel",
        "who": "certifying_doctor_name",
        "who else": "other_health_personnel",
        "scope: one meeting": "consent_scope=this_meeting",
        "scope: all": "consent_scope=all_meetings",
        "to share: BHT": "share_with=occupational_health",
        "to share: ARR": "share_with=rehabilitation",
        "to share: others": "share_with=other",
        "to share: what": "share_what",
        "to share: for what": "share_purpose",
        "valid from": "consent_from",
        "expiry": "consent_expires",
        "withdrawal": "withdrawn_date",
        "signature": "employee_signature",
    },
    "unntak": {
        "plan": "exempted=plan",
        "dialogmøte 1": "exempted=dialogue_1",
        "revised plan": "exempted=plan_revised",
        "exempted": "exemption_kind=unnecessary",
        "only postponed": "exemption_kind=postponed",
        "until when": "postponed_until",
        "cannot return": "ground=no_return",
        "soon back": "ground=back_soon",
        "measures work": "ground=adaptation_works",
        "cannot be held now": "ground=not_possible_now",
        "other ground": "ground=other",
        "leader signs": "leader_signature",
    },
    "mote-referat": {
        **{f"kind: {kind}": f"meeting_kind={kind}" for kind in (
            "dialogue_1", "dialogue_2", "dialogue_3", "ia", "moteplassen", "plan_talk", "other"
        )},
        "date": "meeting_date",
        "place": "meeting_place",
        "invited": "invited",
        "attended": "attended",
        "forfall": "absent_names",
        "what happened": "discussed",
        "conclusion": "conclusion",
        "task": "tasks.what",
        "task: party": "tasks.responsible",
        "task: deadline": "tasks.due",
        "task: done": "tasks.done",
        "next meeting": "next_meeting_date",
        "leader signs": "leader_signature",
    },
    "samtaleverktoy": {
        "contract and job description": "job_basis",
        "task": "work_tasks.task",
        "employee's view": "work_tasks.employee_view",
        "leader's view": "work_tasks.leader_view",
        "own copy: employee": "copy_of=employee",
        "own copy: leader": "copy_of=leader",
        "shared plan": "copy_of=shared",
        "plan: what": "measures.what",
        "plan: responsible": "measures.responsible",
        "plan: milestone": "measures.milestone",
        "earlier conversations": "agreed_last_time",
        "what was tried": "previous_facilitation",
        "what they do not agree on": "differences",
        "aml: work capacity": "work_capacity",
        "aml: help from the authorities": "outside_measures",
        "aml: further follow-up": "follow_up",
        "may replace the plan": "replaces_plan",
        "both approve: employee": "employee_signature",
        "both approve: leader": "leader_signature",
    },
    "tilretteleggingsbehov": {
        "what is difficult": "tasks_difficult",
        "what goes well": "tasks_that_can_still_be_done",
        "what could help": "suggestions",
        "avventende sykmelding": "advance_sick_note",
        "spoke with the leader": "leader_talk",
        "the leader's answer": "leader_answer",
        "signature": "employee_signature",
    },
    "samtale": {
        "when": "contacts.when",
        "how": "contacts.how",
        "before or during absence": "contacts.phase",
        "what about": "contacts.about",
        "what was offered": "contacts.offered",
        "what was agreed": "tasks.what",
        "next contact": "next_contact",
    },
    "avtaletillegg": {
        "what": "change_text",
        "from": "period_from",
        "to": "period_to",
        "return": "return_to",
        "evaluated": "evaluated_on",
        "employee signs": "employee_signature",
        "leader signs": "leader_signature",
    },
    "attforing": {
        "all options tried": "ground=all_tried",
        "repeated periodic absence": "ground=repeated_absence",
        "what was tried": "tried.what",
        "and how it went": "tried.result",
        "both agree": "agreed",
        "tillitsvalgt consulted": "union_consulted",
        "when": "union_date",
        "or why not": "union_reason",
        "leader signs": "leader_signature",
        "employee signs": "employee_signature",
    },
    "ia-mote": {
        "status": "status",
        "situation": "situation",
        "measures": "open_measures.what",
        "to clarify": "to_clarify",
        "only after dialogmøte 1": "dialogue_1_date",
        "kommunalsjef": "invited=management",
        "IA-kontakt": "invited=ia_contact",
        "Nav": "invited=nav",
        "tillitsvalgt": "invited=union_representative",
    },
    "nav-mote": {
        "dialogmøte 2": "meeting_kind=dialogue_2",
        "dialogmøte 3": "meeting_kind=dialogue_3",
        "plan with Nav": "plan_sent_to_nav",
        "employee": "employee_can_do",
        "leader": "leader_can_offer",
        "measures": "open_measures.what",
        "AAP": "outside_help=aap",
    },
    "moteplassen": {
        "long absence": "case_kind=long_absence",
        "frequent short absence": "case_kind=short_absence",
        "at risk": "case_kind=prevention",
        "actor": "actors.actor",
        "application or measure": "actors.what",
        "its status": "actors.status",
        "last time": "agreed_last_time",
        "tasks": "open_tasks.what",
        "confidentiality acknowledged": "acknowledgements.acknowledged",
        "by whom": "acknowledgements.name",
        "next meeting": "next_meeting_date",
    },
    "evaluering-invitasjon": {"to whom": "recipients.name", "reply by": "reply_by", "working group": "meeting_date"},
    "evaluering-innspill": {
        "how it works": "how_it_works",
        "what to improve": "what_to_improve",
        "to the leader": "recipient=leader",
        "to the tillitsvalgt": "recipient=union_representative",
        "to the verneombud": "recipient=safety_representative",
        "named": "passed_on=named",
        "passed on anonymously": "passed_on=unnamed",
        "the leader's own": "sender_role=leader",
    },
    "evaluering-innspill-anonym": {"how it works": "how_it_works", "what to improve": "what_to_improve"},
    "evaluering-agenda": {
        "feedback": "feedback.what",
        "leader's view": "leader_view",
        "gaps": "gaps",
        **{f"improve: {kind}": f"improvement_kinds={kind}" for kind in (
            "routine", "way_of_working", "making_known", "training_talks", "training_follow_up", "training_adaptation",
            "questions",
        )},
        "who does what": "tasks.responsible",
    },
    "evaluering-resultat": {
        "what changes": "changes.what",
        "why": "changes.why",
        "what it entails": "changes.entails",
        "from when": "changes.from",
        "where it is found": "found_where",
        "updated: intranet": "updated=intranet",
        "updated: print": "updated=print",
        "who makes it known": "made_known_by",
    },
}  # fmt: skip


def test_every_form_is_told_of() -> None:
    assert set(CONTENTS) == set(FORMS)


@pytest.mark.parametrize(
    ("form", "asked", "place"), [(form, *one) for form, places in CONTENTS.items() for one in places.items()]
)
def test_what_is_asked_for_stands_in_the_form(form: str, asked: str, place: str) -> None:
    assert stands(FORMS[form], place), asked


EVALUATION = tuple(id for id in FORMS if id.startswith("evaluering-"))
RETURNED = {
    Direction.INCOMING: {"samtykke", "samtaleverktoy", "tilretteleggingsbehov", "avtaletillegg", "nav-mote"},
    Direction.INTERNAL: {"unntak", "mote-referat", "samtale", "attforing", "ia-mote", "moteplassen", *EVALUATION},
}
SENT = {"ia-mote": Direction.OUTGOING, "moteplassen": Direction.OUTGOING}
"""Evaluations are filed as they come back filled in: they go out to nobody in particular."""


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_filed_where_it_belongs(form: str) -> None:
    rule = FORMS[form].archive
    evaluation = form in EVALUATION
    assert rule.series is (Series.ADMINISTRATIVE if evaluation else Series.PERSONALMAPPE)
    assert rule.shield_title is not evaluation
    assert form in RETURNED[rule.returned]
    assert rule.sent == SENT.get(form)


@pytest.mark.parametrize("form", FORMS)
def test_only_the_evaluation_is_of_nobody(form: str) -> None:
    assert FORMS[form].employee_field == (None if form in EVALUATION else "employee_number")
    assert FORMS[form].anonymous == (form == "evaluering-innspill-anonym")
    assert (FORMS[form].document_date is None) == FORMS[form].anonymous, "no date tells who was at work that day"


SIGNED_BY = {
    "samtykke": [Role.EMPLOYEE],
    "unntak": [Role.LEADER],
    "mote-referat": [Role.LEADER],
    "samtaleverktoy": [Role.EMPLOYEE, Role.LEADER],
    "tilretteleggingsbehov": [Role.EMPLOYEE],
    "avtaletillegg": [Role.EMPLOYEE, Role.LEADER],
    "attforing": [Role.LEADER, Role.EMPLOYEE],
}


def signatures(definition: FormDefinition) -> list[Field]:
    return sorted((one for one in definition.fields() if one.kind is FieldKind.SIGNATURE), key=lambda one: one.order)


@pytest.mark.parametrize("form", FORMS)
def test_those_sign_who_must(form: str) -> None:
    assert [one.role for one in signatures(FORMS[form])] == SIGNED_BY.get(form, [])


LATER = {
    "samtykke": {"withdrawn", "withdrawn_date", "withdrawal_received_by"},
    "mote-referat": {"employee_remarks"},
    "attforing": {"employee_absent_reason"},
    "tilretteleggingsbehov": {"leader_answer", "meeting_date", "meeting_time", "meeting_place"},
}
"""What is filled in when the form is signed already."""


@pytest.mark.parametrize("form", SIGNED_BY)
def test_signatures_lock_all_but_what_comes_later(form: str) -> None:
    content = {field.id for field in FORMS[form].fields() if field.kind is not FieldKind.SIGNATURE}
    locked = set(chain.from_iterable(one.locks for one in signatures(FORMS[form])))
    assert content - locked == LATER.get(form, set())


@pytest.mark.parametrize("form", FORMS)
def test_rows_that_a_case_fills_have_its_columns(form: str) -> None:
    for field in FORMS[form].fields():
        if field.prefill in ("case.open_measures", "case.open_tasks"):
            assert field.kind in FITTING_PREFILL[field.prefill]
            assert {"what", "responsible", "due", "status"} <= {column.id for column in field.columns}


@pytest.mark.parametrize("form", FORMS)
def test_a_long_answer_has_an_end(form: str) -> None:
    for field in FORMS[form].fields():
        for one in (field, *field.columns):
            if one.kind is FieldKind.LONG_TEXT:
                assert one.max_length is not None
                assert one.max_length <= 2000


def test_the_slip_and_the_consent_mean_the_same_by_the_same_ids() -> None:
    slip = load_forms([shipped.forms()])["dialogmote"]
    for id in ("consent", "certifying_doctor_name", "other_health_personnel", "consent_scope", "consent_expires"):
        mine, other = FORMS["samtykke"].field(id), slip.field(id)
        assert (mine.kind, [one.id for one in mine.choices]) == (other.kind, [one.id for one in other.choices])


def test_minutes_name_people_as_the_invitation_does() -> None:
    invitation = {one.id for one in load_forms([shipped.forms()])["dialogmote"].field("invited").choices}
    minutes = FORMS["mote-referat"]
    assert invitation < {one.id for one in minutes.field("invited").choices}
    assert minutes.field("invited").choices == minutes.field("attended").choices


VOLUNTARY = {
    Language.NB: "Samtykket er frivillig.*når som helst trekke",
    Language.NN: "Samtykket er frivillig.*når som helst trekkje",
    Language.EN: "Consent is voluntary.*withdraw it at any time",
}


@pytest.mark.parametrize("language", Language)
def test_a_consent_is_voluntary_and_can_be_withdrawn(language: Language) -> None:
    assert re.search(VOLUNTARY[language], template("samtykke", language), re.DOTALL)
