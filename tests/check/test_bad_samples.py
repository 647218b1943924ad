"""Every finding code of the checks has a bad sample here that raises it; a test says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources
from tomllib import loads
from typing import Any

import pytest

from dokumentverk.check import Subject, check
from dokumentverk.messages import finding_sentence, findings
from dokumentverk.model.absence import AbsenceKind
from dokumentverk.model.form import Field, FieldKind, TextFormat
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.person import EmploymentPeriod, People
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.record import Entry, SignatureState, State
from dokumentverk.model.signature import Certified
from dokumentverk.model.workplace import RuleSettings, Sealer, Settings, TrustSettings
from tests.check.documents import (
    GOOD,
    ISSUE,
    KARI,
    VALID,
    away,
    document,
    form,
    of,
    signed,
    with_entry,
    with_field,
    without_field,
)

PLAN = "oppfolgingsplan"
CHILD = {"absence_type": "child", "child_birth_year": "2020"}


def plan_with(*, measures: dict[str, object]) -> Subject:
    return document(PLAN, {"measures": [measures]})


def own_field(kind: FieldKind, value: object, format: TextFormat | None = None, **keys: Any) -> Subject:
    """An egenmelding with one more field of a workplace's own."""
    field = replace(Field("own", kind, Texts("Eget felt"), format=format), **keys)
    return of(with_field(form("egenmelding"), field), {**GOOD["egenmelding"], "own": value})


def digital(name: str) -> Subject:
    """Signed by somebody of that name."""
    signature = replace(VALID, signer=Certified(common_name=name))
    return signed(document(), "employee_signature", SignatureState.PRESENT, SignatureKind.DIGITAL, signature)


def sealed(*names: str, forms: tuple[str, ...] = ()) -> Subject:
    """Sealed by a service that names these on its pages."""
    settings = Settings(trust=TrustSettings(sealers=(Sealer("Tjenesten AS", forms),)))
    seal = replace(VALID, field=None, sealed_by="Tjenesten AS", states=names)
    subject = document(changes={"settings": settings})
    return replace(subject, record=replace(subject.record, signatures=(), seals=(seal,)))


def problem(code: str) -> Subject:
    return with_entry(document(PLAN), Entry("measures", (), State.NOT_READ, "|", problem=code))


def lacking(rule: str, *ids: str) -> Subject:
    good = {id: value for id, value in GOOD[rule].items() if id not in ids}
    return of(without_field(form(rule), *ids), good)


def optional(id: str, field: str) -> Subject:
    """The field without its own conditions, so that only the rule can tell."""
    bare = replace(form(id).field(field), required_if=(), forbidden_if=())
    return of(with_field(form(id), bare), GOOD[id])


def employed(*periods: EmploymentPeriod, **values: object) -> Subject:
    return document("egenmelding", values, changes={"employee": replace(KARI, employment=periods)})


def limits(**numbers: Any) -> Settings:
    return Settings(rules=replace(RuleSettings(), **numbers))


NEW = EmploymentPeriod(date(2026, 10, 26))

SAMPLES: dict[str, Subject] = {
    "ABSENCE_IN_FUTURE": document("egenmelding", {"first_day": "24.11.2026", "last_day": "25.11.2026"}),
    "ABSENCE_LONG_AGO": document("egenmelding", {"first_day": "03.11.2025", "last_day": "05.11.2025"}),
    "ABSENCE_OVERLAPS": document(changes={"history": (away("2026-11-05", "2026-11-06"),)}),
    "ABSENCE_TOLD_BEFORE": document(changes={"history": (away("2026-11-03", "2026-11-05"),)}),
    "ANONYMOUS_TO_TRANSCRIBE": with_entry(
        of(form("evaluering-innspill-anonym"), {"what_to_improve": "Ring før møtet."}, employee=None),
        Entry("how_it_works", None, State.NOT_READ, "", 0.0),
    ),
    "ATTENDED_NOT_INVITED": document("mote-referat", {"attended": ["employee", "leader", "occupational_health"]}),
    "ATTESTATION_PENDING": document(),
    "ATTFORING_NOT_AGREED": document("attforing", {"agreed": False, "disagreement": "Kari vil prøve resepsjonen."}),
    "BIRTH_DATE_DIFFERS": document("egenmelding", {"birth_date": "14.09.1972", "fodselsnummer": "130972 48022"}),
    "CELL_DATE_BEFORE_OTHER": plan_with(measures={"what": "Prøve", "from": "16.11.2026", "to": "15.11.2026"}),
    "CHILD_AGE_NOT_DECIDED": of(
        without_field(form("egenmelding"), "child_birth_year"), {**GOOD["egenmelding"], "absence_type": "child"}
    ),
    "CHILD_AGE_NOT_READ": with_entry(
        document("egenmelding", CHILD), Entry("child_birth_year", None, State.NOT_READ, "", 0.0)
    ),
    "CHILD_DAYS_USED_UP": document(
        "egenmelding", CHILD, changes={"history": (away("2026-02-02", "2026-02-11", AbsenceKind.CHILD),)}
    ),
    "CHILD_EARNING_TOO_SHORT": employed(NEW, **CHILD),
    "CHILD_NOT_BORN": document("egenmelding", {**CHILD, "child_birth_year": "2027"}),
    "CHILD_TOO_OLD": document("egenmelding", {**CHILD, "child_birth_year": "2013"}),
    "CHOICE_UNKNOWN": document("egenmelding", {"notice_how": "Brevdue"}),
    "CONSENT_BEFORE_SIGNATURE": document("samtykke", {"consent_from": "11.11.2026"}),
    "CONSENT_EMPTY": document("samtykke", {"consent": [], "certifying_doctor_name": None, "consent_scope": None}),
    "CONSENT_EXPIRED": document("samtykke", {"consent_expires": "20.11.2026"}),
    "CONSENT_EXPIRES_BEFORE_MEETING": document(
        "dialogmote",
        {
            "consent": ["certifying_doctor"],
            "certifying_doctor_name": "Lege Lie",
            "consent_scope": "all_meetings",
            "consent_expires": "20.11.2026",
        },
    ),
    "CONSENT_WITHDRAWN": document("samtykke", {"withdrawn": ["invite"], "withdrawn_date": "20.11.2026"}),
    "CONTRIBUTION_REASON_MISSING": of(
        optional(PLAN, "employee_not_contributed_reason").definition,
        {**GOOD[PLAN], "employee_has_contributed_to_plan": False},
    ),
    "CONTRIBUTION_REASON_NOT_WANTED": of(
        optional(PLAN, "employee_not_contributed_reason").definition,
        {**GOOD[PLAN], "employee_not_contributed_reason": "Var på reise."},
    ),
    "DATE_BEFORE_OTHER": document("egenmelding", {"last_day": "02.11.2026"}),
    "DATE_IMPLAUSIBLE": document("egenmelding", {"sick_note_from": "06.11.2062"}),
    "DATE_NOT_IN_CALENDAR": document("egenmelding", {"notice_date": "31.11.2026"}),
    "DATE_UNREADABLE": document("egenmelding", {"notice_date": "i går"}),
    "DIAGNOSIS_SUSPECTED": document("egenmelding", {"expected_duration": "en uke, migrene"}),
    "DIGITS_EXPECTED": document("egenmelding", {"fodselsnummer": "130972 ukjent"}),
    "DOCUMENT_DATE_BEFORE_ISSUE": document("egenmelding", {"employee_signed_date": "30.10.2026"}),
    "DOCUMENT_DATE_IN_FUTURE": document("egenmelding", {"employee_signed_date": "22.11.2026"}),
    "EARNING_NOT_DECIDED": employed(),
    "EARNING_TOO_SHORT": employed(NEW),
    "EGENMELDING_AFTER_EMPLOYER_PERIOD": document(
        changes={"history": (away("2026-10-12", "2026-10-31", AbsenceKind.SYKMELDING),)}
    ),
    "EGENMELDING_DAYS_USED_UP": document(
        changes={
            "history": (away("2026-03-02", "2026-03-09"), away("2026-06-01", "2026-06-05")),
            "settings": limits(egenmelding_days_per_absence=8, egenmelding_days_in_12_months=15),
        }
    ),
    "EGENMELDING_DELIVERED_LATE": document("egenmelding", {"employee_signed_date": "10.11.2026"}),
    "EGENMELDING_NOT_COUNTED": document(changes={"history": (away("2026-06-01", None),)}),
    "EGENMELDING_TIMES": document(
        changes={"history": tuple(away(f"2026-0{month}-03", f"2026-0{month}-03") for month in (2, 4, 6))}
    ),
    "EGENMELDING_TOO_LONG": document("egenmelding", {"last_day": "06.11.2026", "employee_signed_date": "09.11.2026"}),
    "EGENMELDING_TOO_LONG_TOGETHER": document(changes={"history": (away("2026-10-26", "2026-10-26"),)}),
    "EMAIL_WRONG": document(PLAN, {"contact_person_email": "ola.hansen(at)example.no"}),
    "EMPLOYEE_DIFFERS": document("egenmelding", {"employee_name": "Per Hansen"}),
    "EMPLOYEE_NOT_NAMED": document("egenmelding", {"employee_number": ""}, changes={"employee": None}),
    "EMPLOYEE_NOT_SAID": of(
        replace(form("egenmelding"), blank="0" * 64, employee_field=None), GOOD["egenmelding"], employee=None
    ),
    "EMPLOYEE_UNKNOWN": document("egenmelding", {"employee_number": "9999"}, changes={"employee": None}),
    "EVALUATION_DATE_OUT_OF_RANGE": document(PLAN, {"evaluation_date": "11.11.2027"}),
    "EXEMPTION_ONLY_POSTPONES": document("unntak", {"ground": "not_possible_now"}),
    "FIELD_FORBIDDEN": document("egenmelding", {"graded_tasks": "Telefonvakt"}),
    "FIELD_REQUIRED": document("egenmelding", {"position": " "}),
    "FIELD_REQUIRED_BY_ANSWER": document("egenmelding", {"leader_talk": True}),
    "FIELD_REQUIRED_INSTEAD": document("egenmelding", {"last_day": None}),
    "FODSELSNUMMER_LENGTH": document("egenmelding", {"fodselsnummer": "130972"}),
    "FODSELSNUMMER_WRONG": document("egenmelding", {"fodselsnummer": "13097248023"}),
    "FODSELSNUMMER_ZERO_LOST": document("egenmelding", {"fodselsnummer": "3847210035"}),
    "FORM_VERSION_OLDER": document(changes={"current_version": "2"}),
    "HELP_FROM_NAV_WITHOUT_PLAN": of(
        optional(PLAN, "needs_help_from_nav").definition,
        {**GOOD[PLAN], "needs_help_from_nav": True, "needs_help_from_nav_description": "Hjelpemidler."},
    ),
    "INVITING_WITHOUT_CONSENT": document("dialogmote", {"invited": ["employee", "certifying_doctor"]}),
    "ISSUE_FORM_DIFFERS": document(changes={"issue": replace(ISSUE, version="0")}),
    "ISSUE_WITHDRAWN": document(changes={"issue": replace(ISSUE, withdrawn=datetime(2026, 11, 3, 8, 0, tzinfo=UTC))}),
    "LAST_DAY_MISSING": of(optional("egenmelding", "return_day").definition, {**GOOD["egenmelding"], "last_day": None}),
    "MEETING_IN_FUTURE": document("mote-referat", {"meeting_date": "25.11.2026"}),
    "MEETING_WITHOUT_EMPLOYEE": document("mote-referat", {"attended": ["leader", "nav"]}),
    "NOT_EMPLOYED": employed(EmploymentPeriod(date(2019, 8, 1), date(2026, 9, 30))),
    "NUMBER_TOO_LARGE": own_field(FieldKind.NUMBER, 12, maximum=Decimal(10)),
    "NUMBER_TOO_SMALL": document("egenmelding", {"graded": True, "graded_percent": "0"}),
    "NUMBER_UNREADABLE": document("egenmelding", {"graded": True, "graded_percent": "halvparten"}),
    "ORGANISASJONSNUMMER_WRONG": own_field(FieldKind.TEXT, "213 414 412", TextFormat.ORGANISASJONSNUMMER),
    "OWN_VIEW_MISSING": document(
        "samtaleverktoy", {"copy_of": "leader", "work_tasks": [{"task": "Rapporter", "employee_view": "Går bra"}]}
    ),
    "PEOPLE_REGISTER_EMPTY": document(changes={"people": People()}),
    "PERCENT_OUT_OF_RANGE": own_field(FieldKind.PERCENT, "101 %"),
    "PHONE_WRONG": document(PLAN, {"contact_person_phone_number": "22 33 44"}),
    "PLAN_TO_NAV_LATE": document("nav-mote", {"meeting_date": "26.11.2026"}),
    "PREFILL_CHANGED": document(
        changes={
            "issue": replace(ISSUE, prefilled=(("employee_name", "employee_name:Kari Anne Nordmann"),)),
            "prefill_digest": lambda field, text: f"{field}:{text}",
        }
    ),
    "RETURN_DAY_NOT_AFTER_LAST_DAY": document("egenmelding", {"return_day": "05.11.2026"}),
    "ROW_COLUMNS_DIFFER": problem("ROW_COLUMNS_DIFFER"),
    "ROW_COLUMN_UNKNOWN": problem("ROW_COLUMN_UNKNOWN"),
    "RULE_FIELD_MISSING": lacking("egenmelding", "absence_type"),
    "RULE_UNKNOWN": of(replace(form("egenmelding"), rules=("egenmelding", "ferie")), GOOD["egenmelding"]),
    "SEALED_BY_SERVICE": sealed(),
    "SEALED_BY_SERVICE_LET": sealed("Kari Nordmann", "Leder", forms=("egenmelding",)),
    "SIGNATURE_DOUBTFUL": signed(document(), "employee_signature", SignatureState.DOUBTFUL, SignatureKind.INK),
    "SIGNATURE_EXCUSED": signed(
        document(PLAN, {"employee_absent_reason": "Ønsker ikke å signere"}),
        "employee_signature",
        SignatureState.EXCUSED,
    ),
    "SIGNATURE_KIND_NOT_ACCEPTED": signed(
        document(), "employee_signature", SignatureState.PRESENT, SignatureKind.DRAWN
    ),
    "SIGNATURE_MISSING": signed(document(), "employee_signature", SignatureState.ABSENT),
    "SIGNATURE_NOT_VALID": signed(document(), "employee_signature", SignatureState.PRESENT, SignatureKind.DIGITAL),
    "SIGNATURE_TYPED": signed(document(), "employee_signature", SignatureState.DOUBTFUL, SignatureKind.TYPED),
    "SIGNED_BEFORE_LAST_DAY": document("egenmelding", {"employee_signed_date": "04.11.2026"}),
    "SIGNER_ANOTHER": digital("Per Hansen"),
    "SIGNER_NOT_MATCHED": digital("K. Nordmann"),
    "TASK_DUE_BEFORE_MEETING": document(
        "mote-referat", {"tasks": [{"what": "Bestille bord", "responsible": "Leder", "due": "17.11.2026"}]}
    ),
    "TEXT_TOO_LONG": document(PLAN, {"follow_up": "Samtale. " * 250}),
    "TIME_WRONG": document("dialogmote", {"meeting_time": "etter lunsj"}),
    "VALUE_KIND_WRONG": problem("VALUE_KIND_WRONG"),
    "WANTED_WITHOUT_CONSENT": document(
        "dialogmote",
        {"wanted": ["certifying_doctor"], "consent": ["other_health_personnel"], "consent_scope": "this_meeting"},
    ),
    "YEAR_WRONG": document("egenmelding", {**CHILD, "child_birth_year": "20"}),
}


def test_every_code_has_a_bad_sample() -> None:
    file = resources.files("dokumentverk.messages") / "findings" / "check.toml"
    assert sorted(SAMPLES) == sorted(loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("code", SAMPLES)
def test_the_sample_raises_its_code(code: str) -> None:
    assert code in {finding.code for finding in check(SAMPLES[code])}


@pytest.mark.parametrize("code", SAMPLES)
def test_the_finding_has_its_usual_severity_and_a_whole_sentence(code: str) -> None:
    for finding in check(SAMPLES[code]):
        assert finding.severity is findings()[finding.code].severity
        for language in Language:
            sentence = finding_sentence(finding, language, "7 Etikett")
            assert "{" not in sentence
            assert "?" not in sentence
            assert ("7 Etikett" in sentence) == ("{label}" in findings()[finding.code].text.in_(language))


@pytest.mark.parametrize("code", SAMPLES)
def test_no_finding_quotes_an_answer(code: str) -> None:
    """Reports and logs carry findings: numbers and dates of rules, but nothing that a person wrote."""
    subject = SAMPLES[code]
    written = {entry.raw for entry in subject.record.entries if entry.raw and not entry.raw.isdigit()}
    for finding in check(subject):
        params = {value for name, value in finding.params if name not in ("due", "first", "held", "last", "signed")}
        assert not params & written
