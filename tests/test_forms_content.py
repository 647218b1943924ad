"""The shipped forms hold what sick-leave follow-up asks of them, in three languages with the same fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from dokumentverk import shipped
from dokumentverk.define import load_forms
from dokumentverk.engines.text_fit import split
from dokumentverk.model.form import Direction, Field, FieldKind, FormDefinition, Operator, Role, Series
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.layout import Layout, Part, Place
from dokumentverk.model.workplace import RuleSettings
from dokumentverk.render.blocks import Block, Continuations, FieldCell, FieldRow, Heading, PageBreak, SectionTitle
from dokumentverk.render.look import Look
from dokumentverk.render.pdf import compile_pdf
from dokumentverk.render.pdf_answers import overflow_of
from dokumentverk.render.template import render_blocks

FORMS = load_forms([shipped.forms()])
IDS = ("egenmelding", "oppfolgingsplan", "dialogmote")
"""The first three; the pages of the others are held in ``read.test_every_form``, their contents in
``test_forms_follow_up``."""
ALL = tuple(sorted(FORMS))
NAV = Path(__file__).parents[2] / "shared" / "interop" / "nav" / "lps-oppfolgingsplan-mottak.openapi.yaml"
"""Nav's own description of its API stands beside the project, not in it."""

# What is asked for -> where it stands: a field, a field's choice («field=choice»), or a column («field.column»).
EGENMELDING = {
    "name": "employee_name",
    "employee number": "employee_number",
    "date of birth": "birth_date",
    "or fødselsnummer": "fodselsnummer",
    "position": "position",
    "unit": "unit",
    "leader": "leader_name",
    "notice given: day": "notice_date",
    "notice by phone": "notice_how=phone",
    "notice in person": "notice_how=in_person",
    "notice by message": "notice_how=message",
    "notice to whom": "notice_to",
    "first full day": "first_day",
    "last day": "last_day",
    "first day back": "return_day",
    "expected duration": "expected_duration",
    "sykmelding follows from": "sick_note_from",
    "own illness": "absence_type=own",
    "child's illness": "absence_type=child",
    "child's birth year": "child_birth_year",
    "graded": "graded",
    "graded: tasks": "graded_tasks",
    "graded: per cent": "graded_percent",
    "due to the workplace": "workplace_cause",
    "spoke with the leader": "leader_talk",
    "spoke when": "leader_talk_date",
    "could facilitation have avoided it": "avoidable",
    "employee's signature": "employee_signature",
    "employee's date": "employee_signed_date",
    "leader's attestation": "leader_signature",
    "attestation's date": "leader_signed_date",
}
OPPFOLGINGSPLAN = {
    "first plan": "plan_kind=first",
    "revised plan": "plan_kind=revised",
    "assessment of tasks and work capacity": "work_capacity",
    "tasks that can still be done": "tasks_that_can_still_be_done",
    "tasks that cannot": "tasks_that_can_not_be_done",
    "previous facilitation": "previous_facilitation",
    "facilitation": "planned_facilitation",
    "measure: what": "measures.what",
    "measure: goal": "measures.goal",
    "measure: from": "measures.from",
    "measure: to": "measures.to",
    "measure: responsible": "measures.responsible",
    "measure: when evaluated": "measures.evaluated",
    "measure: result": "measures.result",
    "Nav: råd og veiledning": "outside_help=nav_advice",
    "Nav: dialogmøte": "outside_help=nav_dialogue_meeting",
    "Nav: arbeidsrettede tiltak": "outside_help=nav_work_measures",
    "Nav: hjelpemidler": "outside_help=nav_aids",
    "BHT": "outside_help=occupational_health",
    "sykmelder": "outside_help=certifying_doctor",
    "measures with help from outside": "outside_measures",
    "who should take part in the next dialogmøte": "next_meeting",
    "time perspective": "time_perspective",
    "plan for further follow-up": "follow_up",
    "evaluation date": "evaluation_date",
    "employee took part": "employee_has_contributed_to_plan",
    "if not: why": "employee_not_contributed_reason",
    "shared with whom": "shared_with.whom",
    "shared when": "shared_with.when",
    "shared how": "shared_with.how",
    "employee's signature": "employee_signature",
    "employee's signature refused or impossible": "employee_absent_reason",
    "leader's signature": "leader_signature",
}
DIALOGMOTE = {
    "time": "meeting_time",
    "day": "meeting_date",
    "place": "meeting_place",
    "purpose": "meeting_purpose",
    "employee invited": "invited=employee",
    "leader invited": "invited=leader",
    "sykmelder invited": "invited=certifying_doctor",
    "Nav invited": "invited=nav",
    "BHT invited": "invited=occupational_health",
    "tillitsvalgt invited": "invited=union_representative",
    "verneombud invited": "invited=safety_representative",
    "tillitsperson invited": "invited=trusted_person",
    "I come": "attendance=comes",
    "I cannot": "attendance=cannot",
    "alternative time": "alternative_time",
    "whom I want: sykmelder": "wanted=certifying_doctor",
    "whom I want: Nav": "wanted=nav",
    "whom I want: BHT": "wanted=occupational_health",
    "whom I want: tillitsvalgt": "wanted=union_representative",
    "whom I want: verneombud": "wanted=safety_representative",
    "whom I want: tillitsperson": "wanted=trusted_person",
    "consent: sykmelder": "consent=certifying_doctor",
    "consent: other health personnel": "consent=other_health_personnel",
    "consent: scope": "consent_scope",
    "consent: expiry": "consent_expires",
    "signature": "employee_signature",
    "date": "employee_signed_date",
}
# Nav's payload -> our field. The name and e-mail of the system that sends are no part of a plan.
PAYLOAD = {
    "employeeIdentificationNumber": "employee_identification_number",
    "typicalWorkday": "typical_workday",
    "tasksThatCanStillBeDone": "tasks_that_can_still_be_done",
    "tasksThatCanNotBeDone": "tasks_that_can_not_be_done",
    "previousFacilitation": "previous_facilitation",
    "plannedFacilitation": "planned_facilitation",
    "otherFacilitationOptions": "other_facilitation_options",
    "followUp": "follow_up",
    "evaluationDate": "evaluation_date",
    "sendPlanToNav": "send_plan_to_nav",
    "needsHelpFromNav": "needs_help_from_nav",
    "needsHelpFromNavDescription": "needs_help_from_nav_description",
    "sendPlanToGeneralPractitioner": "send_plan_to_general_practitioner",
    "messageToGeneralPractitioner": "message_to_general_practitioner",
    "additionalInformation": "additional_information",
    "contactPersonFullName": "contact_person_full_name",
    "contactPersonPhoneNumber": "contact_person_phone_number",
    "contactPersonEmail": "contact_person_email",
    "employeeHasContributedToPlan": "employee_has_contributed_to_plan",
    "employeeHasNotContributedToPlanDescription": "employee_not_contributed_reason",
}
OF_THE_SYSTEM = {"lpsName", "lpsEmail"}


def payload_schema() -> dict[str, Any]:
    if not NAV.exists():
        pytest.skip("Nav's API description is not at ../shared/interop/nav, seen from the project")
    schema: dict[str, Any] = yaml.safe_load(NAV.read_text(encoding="utf-8"))["components"]["schemas"]["FollowUpPlanDTO"]
    return schema


def stands(definition: FormDefinition, place: str) -> bool:
    id, _, choice = place.partition("=")
    id, _, column = id.partition(".")
    field = definition.field(id)
    if choice:
        return choice in {one.id for one in field.choices}
    return not column or column in {one.id for one in field.columns}


@pytest.mark.parametrize(
    ("form", "asked", "place"),
    [
        (form, asked, place)
        for form, places in zip(IDS, (EGENMELDING, OPPFOLGINGSPLAN, DIALOGMOTE), strict=True)
        for asked, place in places.items()
    ],
)
def test_what_is_asked_for_stands_in_the_form(form: str, asked: str, place: str) -> None:
    assert stands(FORMS[form], place), asked


# Nav's payload


def test_the_plan_has_a_field_for_all_of_the_payload() -> None:
    assert payload_schema()["properties"].keys() == PAYLOAD.keys() | OF_THE_SYSTEM


@pytest.mark.parametrize(("key", "id"), PAYLOAD.items())
def test_a_field_is_of_the_payloads_type(key: str, id: str) -> None:
    asked = payload_schema()["properties"][key]
    field = FORMS["oppfolgingsplan"].field(id)
    match asked["type"], asked.get("format"):
        case "boolean", None:
            assert field.kind is FieldKind.YES_NO
        case "string", "date":
            assert field.kind is FieldKind.DATE
        case "string", None:
            assert field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.FODSELSNUMMER)
        case other:
            pytest.fail(f"{other}")


def test_what_the_payload_requires_the_plan_requires() -> None:
    asked = [FORMS["oppfolgingsplan"].field(PAYLOAD[key]) for key in payload_schema()["required"]]
    assert {field.id for field in asked if not field.required} == {"employee_identification_number"}


def test_help_from_nav_is_asked_for_only_when_the_plan_goes_to_nav() -> None:
    field = FORMS["oppfolgingsplan"].field("needs_help_from_nav")
    assert [(one.field, one.operator, one.value) for one in field.forbidden_if] == [
        ("send_plan_to_nav", Operator.EQUALS, "false")
    ]


@pytest.mark.parametrize(
    ("id", "required_when", "forbidden_when"),
    [
        (
            "needs_help_from_nav_description",
            ("needs_help_from_nav", Operator.EQUALS, "true"),
            ("needs_help_from_nav", Operator.DIFFERS, "true"),
        ),
        (
            "employee_not_contributed_reason",
            ("employee_has_contributed_to_plan", Operator.EQUALS, "false"),
            ("employee_has_contributed_to_plan", Operator.EQUALS, "true"),
        ),
    ],
)
def test_descriptions_are_required_and_forbidden_as_the_payload_says(
    id: str, required_when: tuple[str, Operator, str], forbidden_when: tuple[str, Operator, str]
) -> None:
    field = FORMS["oppfolgingsplan"].field(id)
    assert [(one.field, one.operator, one.value) for one in field.required_if] == [required_when]
    assert [(one.field, one.operator, one.value) for one in field.forbidden_if] == [forbidden_when]


# every form


def all_fields(definition: FormDefinition) -> Iterator[Field]:
    for field in definition.fields():
        yield field
        yield from field.columns


@pytest.mark.parametrize("form", IDS)
def test_every_long_answer_is_capped_where_nav_caps_it(form: str) -> None:
    long = [field for field in all_fields(FORMS[form]) if field.kind is FieldKind.LONG_TEXT]
    assert long
    assert {field.max_length for field in long} == {2000}


@pytest.mark.parametrize("form", ALL)
def test_every_form_has_room_beyond_its_boxes(form: str) -> None:
    assert FORMS[form].continuations >= 1


@pytest.mark.parametrize("form", IDS)
def test_every_form_knows_whom_it_concerns_and_when_it_was_written(form: str) -> None:
    definition = FORMS[form]
    assert definition.employee_field == "employee_number"
    assert definition.document_date in {"employee_signed_date", "plan_date"}
    assert definition.rules == (form,)


ARCHIVED = {
    "egenmelding": (Series.EGENMELDING, Direction.INCOMING, None),
    "oppfolgingsplan": (Series.PERSONALMAPPE, Direction.INCOMING, None),
    "dialogmote": (Series.PERSONALMAPPE, Direction.INCOMING, Direction.OUTGOING),
}


@pytest.mark.parametrize("form", IDS)
def test_every_form_is_filed_where_it_belongs_with_its_title_shielded(form: str) -> None:
    rule = FORMS[form].archive
    assert (rule.series, rule.returned, rule.sent) == ARCHIVED[form]
    assert rule.shield_title


def signatures(form: str) -> list[Field]:
    found = [field for field in FORMS[form].fields() if field.kind is FieldKind.SIGNATURE]
    return sorted(found, key=lambda field: field.order)


SIGNED_BY = {
    "egenmelding": [(Role.EMPLOYEE, True), (Role.LEADER, False)],
    "oppfolgingsplan": [(Role.EMPLOYEE, True), (Role.LEADER, True)],
    "dialogmote": [(Role.EMPLOYEE, True)],
}


@pytest.mark.parametrize("form", IDS)
def test_the_employee_signs_first(form: str) -> None:
    assert [(one.role, one.required) for one in signatures(form)] == SIGNED_BY[form]


def test_the_signature_of_the_employee_locks_all_that_the_employee_answered_for() -> None:
    signature = signatures("egenmelding")[0]
    own = [section for section in FORMS["egenmelding"].sections if section.filled_by is Role.EMPLOYEE]
    assert set(signature.locks) == {field.id for section in own for field in section.fields} - {signature.id}


def test_both_signatures_of_the_plan_lock_all_of_its_content() -> None:
    employee, leader = signatures("oppfolgingsplan")
    apart = {"employee_signed_date", "employee_absent_reason", "leader_signed_date", "shared_with"}
    content = {field.id for field in FORMS["oppfolgingsplan"].fields() if field.kind is not FieldKind.SIGNATURE} - apart
    assert set(employee.locks) == content | {"employee_signed_date"}
    assert set(leader.locks) == content | {"employee_absent_reason", "leader_signed_date"}
    assert employee.absent_reason == "employee_absent_reason"


def test_the_slip_locks_the_invitation_that_it_answers() -> None:
    signature = signatures("dialogmote")[0]
    assert set(signature.locks) == {field.id for field in FORMS["dialogmote"].fields()} - {signature.id}


def test_a_wish_for_the_certifying_doctor_needs_consent_with_scope() -> None:
    definition = FORMS["dialogmote"]
    assert [(one.field, one.operator, one.value) for one in definition.field("consent").required_if] == [
        ("wanted", Operator.INCLUDES, "certifying_doctor")
    ]
    assert [one.operator for one in definition.field("consent_scope").required_if] == [Operator.FILLED]
    assert {choice.id for choice in definition.field("consent_scope").choices} == {"this_meeting", "all_meetings"}
    assert definition.field("consent_expires").required_if[0].field == "consent_scope"


def test_the_last_day_of_absence_the_first_day_back_or_a_sick_note_is_enough() -> None:
    back = FORMS["egenmelding"].field("return_day")
    asked = [(one.field, one.operator) for one in back.required_if]
    assert asked == [("last_day", Operator.EMPTY), ("sick_note_from", Operator.EMPTY)]
    assert not FORMS["egenmelding"].field("last_day").required


def test_an_invitation_says_when_the_reply_is_due() -> None:
    assert FORMS["dialogmote"].field("reply_by").required


NUMBERED = {
    "Vet du ikke siste fraværsdag, fyller du ut felt 13 eller 14. Felt 16": (
        "return_day",
        "sick_note_from",
        "child_birth_year",
    ),
    "Fyll ut minst ett av feltene 2, 3 og 4.": ("birth_date", "fodselsnummer", "employee_number"),
    "Lederen fyller ut felt 27–29": ("leader_signed_date", "leader_signature"),
}


@pytest.mark.parametrize("sentence", NUMBERED)
def test_the_numbers_in_the_help_are_those_of_the_fields(sentence: str) -> None:
    definition = FORMS["egenmelding"]
    helped = [section.help for section in definition.sections if section.help and sentence in section.help.nb]
    assert len(helped) == 1
    numbers = [str(definition.number_of(id)) for id in NUMBERED[sentence]]
    assert re.findall(r"\d+", sentence) == numbers
    for language in Language:
        assert [one for one in re.findall(r"\d+", helped[0].in_(language)) if one in numbers] == numbers


# languages


def texts_of(definition: FormDefinition) -> Iterator[Texts]:
    yield definition.title
    yield definition.archive.title
    if definition.purpose:
        yield definition.purpose
    for section in definition.sections:
        yield section.title
        if section.help:
            yield section.help
    for field in all_fields(definition):
        yield field.label
        if field.help:
            yield field.help
        yield from (choice.label for choice in field.choices)


def template(form: str, language: Language) -> str:
    return (shipped.templates() / f"{form}.{language}.md").read_text(encoding="utf-8")


def written(form: str, language: Language) -> str:
    return "\n".join([*(texts.in_(language) for texts in texts_of(FORMS[form])), template(form, language)])


@pytest.mark.parametrize("form", ALL)
def test_every_text_stands_in_three_languages(form: str) -> None:
    assert [texts.nb for texts in texts_of(FORMS[form]) if not (texts.nb and texts.nn and texts.en)] == []


FOREIGN = {
    Language.NB: (
        "ikkje|eg|kva|kven|korleis|kor|frå|sjuk.*|fråvær.*|leiar.*|arbeidsgivar.*|arbeidstakar.*|tillitsvald.*|"
        "verneombod.*|eigen.*|framleis|noko|vere|gjere|berre|korkje|vegen|vidare"
    ),
    Language.NN: (
        "ikke|jeg|hva|hvem|hvordan|hvor|fra|syk.*|fravær.*|leder.*|arbeidsgiver.*|arbeidstaker.*|tillitsvalgt.*|"
        "verneombud.*|egen.*|fortsatt|noe|være|gjøre|bare|dere|veien|videre"
    ),
    Language.EN: "og|ikke|du|er|av|som|sykmeld.*|dialogmøte.*|leder.*|egenmelding.*",
}


@pytest.mark.parametrize("form", ALL)
@pytest.mark.parametrize("language", Language)
def test_no_language_slips_into_another(form: str, language: Language) -> None:
    prose = re.sub(r"\[\[[^\]]*\]\]|\{\{[^}]*\}\}|\{%[^%]*%\}", "", written(form, language))
    words = re.findall(r"\w+", prose)
    assert [word for word in words if re.fullmatch(FOREIGN[language], word, re.IGNORECASE)] == []


@pytest.mark.parametrize("form", ALL)
@pytest.mark.parametrize("language", Language)
def test_names_are_written_as_their_owners_write_them(form: str, language: Language) -> None:
    assert re.findall(r"\bNAV\b|\bklokken\b|\bkl\.\s*\d\d:\d\d", written(form, language)) == []


@pytest.mark.parametrize("form", ALL)
def test_no_field_asks_for_a_diagnosis(form: str) -> None:
    asked = [text for field in all_fields(FORMS[form]) for text in (field.label.nb, field.label.nn, field.label.en)]
    assert [text for text in asked if re.search("diagnos|sykdommen|sjukdommen|symptom", text, re.IGNORECASE)] == []


NO_DIAGNOSIS = {
    Language.NB: "[Ii]kke skriv diagnose|uten diagnose",
    Language.NN: "[Ii]kkje skriv diagnose|utan diagnose",
    Language.EN: "[Dd]o not write a diagnosis|without diagnosis",
}
TOLD_TO_ALL = "evaluering-resultat"
"""What everybody is told of: it says what will be done, and has no room for anyone's health."""
WITHDRAWN = {
    Language.NB: "Du kan når som helst trekke det",
    Language.NN: "Du kan når som helst trekkje det",
    Language.EN: "You can withdraw it at any time",
}


@pytest.mark.parametrize("form", [id for id in ALL if id != TOLD_TO_ALL])
@pytest.mark.parametrize("language", Language)
def test_every_template_says_to_leave_the_diagnosis_out(form: str, language: Language) -> None:
    assert re.search(NO_DIAGNOSIS[language], template(form, language))


@pytest.mark.parametrize("language", Language)
def test_the_slip_says_how_to_withdraw_a_consent(language: Language) -> None:
    assert WITHDRAWN[language] in template("dialogmote", language)


# templates


def blocks(form: str, language: Language) -> tuple[Block, ...]:
    definition = FORMS[form]
    context = {
        "form": {
            "id": definition.id,
            "version": definition.version,
            "title": definition.title.in_(language),
            "purpose": definition.purpose.in_(language) if definition.purpose else "",
        },
        "workplace": {
            "name": "Arbeidsplassen",
            "organisasjonsnummer": "",
            "address": [],
            "routine": "",
            "contacts": {},
        },
        "rules": asdict(RuleSettings()),
        "language": language.value,
    }
    return render_blocks(definition, language, folders=[shipped.templates()], context=context)


def outline(form: str, language: Language) -> list[object]:
    """What stands where, without its words."""
    shape: list[object] = []
    for block in blocks(form, language):
        match block:
            case FieldRow(cells):
                shape.append([(cell.field, cell.width, cell.lines) for cell in cells])
            case SectionTitle(section):
                shape.append(section)
            case Heading(level):
                shape.append(level)
            case _:
                shape.append(type(block).__name__)
    return shape


def cells_of(form: str, language: Language) -> list[FieldCell]:
    return [cell for block in blocks(form, language) if isinstance(block, FieldRow) for cell in block.cells]


@pytest.mark.parametrize("form", ALL)
@pytest.mark.parametrize("language", Language)
def test_every_template_places_every_field_once(form: str, language: Language) -> None:
    placed = [cell.field for cell in cells_of(form, language) if not cell.repeat]
    assert sorted(placed) == sorted(field.id for field in FORMS[form].fields())
    assert [block for block in blocks(form, language) if isinstance(block, Continuations)]


@pytest.mark.parametrize("form", ALL)
def test_the_fields_are_numbered_as_they_stand(form: str) -> None:
    placed = [cell.field for cell in cells_of(form, Language.NB) if not cell.repeat]
    assert placed == [field.id for field in FORMS[form].fields()]


@pytest.mark.parametrize("form", ALL)
def test_the_languages_differ_in_words_only(form: str) -> None:
    assert outline(form, Language.NN) == outline(form, Language.NB) == outline(form, Language.EN)


AGENDA_NB = (
    "Formålet med møtet",
    "oppfølgingsplanen – uten diagnose",
    "Hva du kan gjøre på jobb, og hva som hindrer",
    "Tiltak som er prøvd, og nye tiltak",
    "Gradert fravær og opptrapping",
    "omplassering",
    "Neste steg",
    "Oppdatert oppfølgingsplan",
)


def test_the_agenda_goes_through_what_a_dialogue_meeting_is_for() -> None:
    text = template("dialogmote", Language.NB)
    places = [text.find(point) for point in AGENDA_NB]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("language", Language)
def test_the_slip_is_a_page_of_its_own(language: Language) -> None:
    shape = blocks("dialogmote", language)
    breaks = [at for at, block in enumerate(shape) if isinstance(block, PageBreak)]
    slip = [at for at, block in enumerate(shape) if isinstance(block, SectionTitle) and block.section == "reply"]
    assert len(breaks) == 1
    assert breaks[0] < slip[0]


# pages


@cache
def layout(form: str, language: Language) -> Layout:
    definition = FORMS[form]
    look = Look("Fjordvik kommune", "974760673", ("Rådhuset", "Storgata 1", "8800 Fjordvik"), routine="Vedtatt i AMU")
    made = datetime(2026, 11, 3, tzinfo=UTC)
    return compile_pdf(definition, language, blocks(form, language), look=look, made=made).layout


PAGES = {"egenmelding": 1, "oppfolgingsplan": 3, "dialogmote": 2}


@pytest.mark.parametrize("form", IDS)
@pytest.mark.parametrize("language", Language)
def test_an_empty_form_keeps_its_pages(form: str, language: Language) -> None:
    assert layout(form, language).pages == PAGES[form]


@pytest.mark.parametrize("language", Language)
def test_the_invitation_and_the_slip_have_a_page_each(language: Language) -> None:
    slip = {
        field.id
        for section in FORMS["dialogmote"].sections
        if section.filled_by is Role.EMPLOYEE
        for field in section.fields
    }
    places = [place for place in layout("dialogmote", language).places if place.field]
    pages = {(place.field in slip, place.box.page) for place in places if place.part is not Part.REPEAT}
    assert pages == {(False, 1), (True, 2)}
    repeated = {place.field for place in places if place.part is Part.REPEAT and place.box.page == 2}
    assert repeated == {"meeting_date", "meeting_time", "meeting_place", "reply_by"}, "what the slip answers"


def test_the_slip_is_the_answer_of_an_invitation() -> None:
    invitation = FORMS["dialogmote"]
    slip = [section.id for section in invitation.sections if section.filled_by is Role.EMPLOYEE]
    assert list(invitation.answer) == slip


LONG_BUT_USUAL = {
    "egenmelding": {
        "employee_name": "Anne-Marie Kristoffersen Halvorsen",
        "employee_number": "10045678",
        "position": "Spesialpedagogisk rådgiver i pedagogisk-psykologisk tjeneste for barnehage og skole (60 %), vikar",
        "unit": "Avdeling for psykisk helse, rus og mestring, Helse- og velferdsenheten",
        "leader_name": "Bjørg Synnøve Østensen-Hæstad Nordmann",
    },
    "oppfolgingsplan": {
        "employee_name": "Anne-Marie Kristoffersen Halvorsen",
        "position": "Spesialsykepleier med videreutdanning i psykisk helse",
        "unit": "Hjemmetjenesten og omsorgsboligene sone vest",
        "contact_person_full_name": "Anne-Marie Kristoffersen Halvorsen",
        "contact_person_phone_number": "+47 90 12 34 56",
        "contact_person_email": "anne-marie.kristoffersen@fjordvik.kommune.no",
    },
    "dialogmote": {
        "employee_name": "Anne-Marie Kristoffersen Halvorsen",
        "leader_name": "Anne-Marie Kristoffersen Halvorsen",
        "leader_phone": "+47 90 12 34 56",
        "leader_email": "anne-marie.kristoffersen@fjordvik.kommune.no",
    },
}


@pytest.mark.parametrize("form", LONG_BUT_USUAL)
@pytest.mark.parametrize("language", Language)
def test_long_names_and_addresses_fit_their_boxes(form: str, language: Language) -> None:
    assert overflow_of(layout(form, language), FORMS[form], LONG_BUT_USUAL[form]) == ()


ANSWER = (
    "Jeg kan svare på telefon og e-post, lage timeplaner og følge opp vikarer fra kontoret. Jeg kan ikke løfte eller "
    "stå lenge, men jeg kan gjøre rapporter og bestillinger. "
) * 20


def shown_of(place: Place, text: str) -> tuple[str, str]:
    box = place.box
    width, height = box.right - box.left, box.bottom - box.top
    return split(text, width, height, place.font_size, multiline=place.multiline)


@pytest.mark.parametrize("form", IDS)
@pytest.mark.parametrize("language", Language)
def test_two_thousand_characters_can_be_seen_in_a_box_and_its_continuation(form: str, language: Language) -> None:
    places = layout(form, language).places
    beyond = next(place for place in places if place.part is Part.CONTINUATION_TEXT)
    boxes = [place for place in places if place.field and place.multiline]
    assert boxes
    hidden = {place.name: shown_of(beyond, shown_of(place, ANSWER[:2000])[1])[1] for place in boxes}
    assert {name: len(rest) for name, rest in hidden.items() if rest} == {}
