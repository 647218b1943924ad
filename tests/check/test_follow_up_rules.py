"""The rules on consents, exemptions, minutes, the dialogue tool and moving to other work."""

from __future__ import annotations

import pytest

from dokumentverk.model.record import Entry, SignatureState, State
from tests.check.documents import codes, document, signed, with_entry

TOOL, MINUTES, CONSENT = "samtaleverktoy", "mote-referat", "samtykke"
INVITES: dict[str, object] = {"consent": [], "certifying_doctor_name": None, "consent_scope": None}
SHARES: dict[str, object] = {
    "share_with": ["rehabilitation"],
    "share_what": ["plan"],
    "share_names": "Fjordvik rehabilitering",
    "share_purpose": "Arbeidsrettet rehabilitering",
}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (INVITES, ["CONSENT_EMPTY"]),
        ({**INVITES, **SHARES}, []),
        ({**INVITES, "withdrawn": ["share"], "withdrawn_date": "20.11.2026"}, ["CONSENT_WITHDRAWN"]),
        ({"withdrawn": ["invite"]}, ["FIELD_REQUIRED_BY_ANSWER", "CONSENT_WITHDRAWN"]),
        ({"consent_scope": "this_meeting"}, ["FIELD_REQUIRED_BY_ANSWER"]),
        ({"consent_scope": "this_meeting", "meeting_date": "12.05.2027"}, []),
        ({"consent_scope": "this_meeting", "meeting_date": "13.05.2027"}, ["CONSENT_EXPIRES_BEFORE_MEETING"]),
        ({"consent_from": "13.11.2026"}, []),
        ({"consent_from": "11.11.2026"}, ["CONSENT_BEFORE_SIGNATURE"]),
        ({"consent_expires": "21.11.2026"}, []),
        ({"consent_expires": "11.11.2026"}, ["DATE_BEFORE_OTHER", "CONSENT_EXPIRED"]),
        ({**SHARES, "share_purpose": None}, ["FIELD_REQUIRED_BY_ANSWER"]),
    ],
)
def test_a_consent_says_what_it_covers_and_how_long(answers: dict[str, object], told: list[str]) -> None:
    assert codes(document(CONSENT, answers)) == told


def test_a_consent_that_nobody_signed_is_told_of() -> None:
    subject = signed(document(CONSENT), "employee_signature", SignatureState.ABSENT)
    assert codes(subject) == ["SIGNATURE_MISSING"]


def test_a_consent_whose_marks_could_not_be_read_is_not_called_empty() -> None:
    unread = Entry("consent", (), State.NOT_READ, "", 0.0)
    assert "CONSENT_EMPTY" not in codes(with_entry(document(CONSENT, INVITES), unread))


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"ground": None}, ["FIELD_REQUIRED"]),
        ({"ground": "other"}, ["FIELD_REQUIRED_BY_ANSWER"]),
        ({"ground": "other", "ground_text": "Kari begynner i en annen enhet 1. desember."}, []),
        ({"exemption_kind": "postponed"}, ["FIELD_REQUIRED_BY_ANSWER"]),
        ({"exemption_kind": "postponed", "postponed_until": "14.12.2026", "ground": "not_possible_now"}, []),
        ({"postponed_until": "14.12.2026"}, ["FIELD_FORBIDDEN"]),
        ({"ground": "not_possible_now"}, ["EXEMPTION_ONLY_POSTPONES"]),
    ],
)
def test_an_exemption_has_a_ground_that_does(answers: dict[str, object], told: list[str]) -> None:
    assert codes(document("unntak", answers)) == told


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"attended": ["leader", "nav"]}, ["MEETING_WITHOUT_EMPLOYEE"]),
        ({"attended": ["leader", "nav"], "meeting_kind": "ia"}, []),
        ({"attended": ["employee", "leader", "trusted_person"]}, ["ATTENDED_NOT_INVITED"]),
        ({"meeting_date": "22.11.2026"}, ["DATE_BEFORE_OTHER", "MEETING_IN_FUTURE"]),
        ({"meeting_date": "21.11.2026", "leader_signed_date": "21.11.2026"}, []),
        ({"meeting_date": None}, ["FIELD_REQUIRED"]),
        ({"next_meeting_date": "17.11.2026"}, ["DATE_BEFORE_OTHER"]),
        ({"absent_names": "Nav: migrene"}, ["DIAGNOSIS_SUSPECTED"]),
        ({"tasks": [{"what": "Ringe Nav"}]}, ["FIELD_REQUIRED", "FIELD_REQUIRED"]),
    ],
)
def test_minutes_say_who_came_and_who_does_what(answers: dict[str, object], told: list[str]) -> None:
    subject = document(MINUTES, {"leader_signed_date": "18.11.2026", **answers})
    assert [one for one in codes(subject) if one != "TASK_DUE_BEFORE_MEETING"] == told


@pytest.mark.parametrize(
    ("due", "done", "told"), [("18.11.2026", False, 0), ("17.11.2026", True, 0), ("17.11.2026", False, 1)]
)
def test_a_task_is_due_after_the_meeting_unless_it_is_done(due: str, *, done: bool, told: int) -> None:
    tasks = [{"what": "Ringe Nav", "responsible": "Leder", "due": due, "done": done}]
    assert codes(document(MINUTES, {"tasks": tasks})) == ["TASK_DUE_BEFORE_MEETING"] * told


OWN: dict[str, object] = {
    "measures": [], "replaces_plan": None, "work_capacity": None, "follow_up": None, "evaluation_date": None,
    "employee_signed_date": None, "leader_signed_date": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("whose", "view", "told"),
    [
        ("employee", "employee_view", []),
        ("leader", "leader_view", []),
        ("leader", "employee_view", ["OWN_VIEW_MISSING"]),
    ],
)
def test_a_prepared_copy_holds_its_owners_view(whose: str, view: str, told: list[str]) -> None:
    answers = {**OWN, "copy_of": whose, "work_tasks": [{"task": "Rapporter", view: "Går bra"}]}
    subject = document(TOOL, answers)
    for field in ("employee_signature", "leader_signature"):
        subject = signed(subject, field, SignatureState.ABSENT)
    assert codes(subject) == told, "only the shared plan is signed"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"replaces_plan": None}, ["FIELD_REQUIRED_BY_ANSWER"]),
        ({"replaces_plan": False, "work_capacity": None, "follow_up": None, "evaluation_date": None}, []),
        ({"work_capacity": None, "follow_up": None}, ["FIELD_REQUIRED_BY_ANSWER", "FIELD_REQUIRED_BY_ANSWER"]),
        ({"evaluation_date": "11.11.2027"}, ["EVALUATION_DATE_OUT_OF_RANGE"]),
        ({"measures": []}, ["FIELD_REQUIRED_BY_ANSWER"]),
    ],
)
def test_a_shared_plan_that_stands_for_the_plan_holds_what_the_law_asks(
    answers: dict[str, object], told: list[str]
) -> None:
    assert codes(document(TOOL, answers)) == told


@pytest.mark.parametrize("field", ["employee_signature", "leader_signature"])
def test_a_shared_plan_is_approved_by_both(field: str) -> None:
    assert codes(signed(document(TOOL), field, SignatureState.ABSENT)) == ["SIGNATURE_MISSING"]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"tried": []}, ["FIELD_REQUIRED_BY_ANSWER"]),
        ({"tried": [], "ground": "repeated_absence"}, []),
        ({"agreed": False}, ["FIELD_REQUIRED_BY_ANSWER", "ATTFORING_NOT_AGREED"]),
        ({"agreed": False, "disagreement": "Resepsjonen er ikke prøvd.", "ground": "repeated_absence"}, []),
        ({"union_consulted": False, "union_date": None, "union_name": None}, ["FIELD_REQUIRED_BY_ANSWER"]),
    ],
)
def test_moving_to_other_work_needs_what_was_tried(answers: dict[str, object], told: list[str]) -> None:
    assert codes(document("attforing", answers)) == told


@pytest.mark.parametrize(("sent", "told"), [("26.11.2026", 0), ("27.11.2026", 1), (None, 0)])
def test_nav_has_the_plan_a_week_before(sent: str | None, told: int) -> None:
    assert codes(document("nav-mote", {"plan_sent_to_nav": sent})) == ["PLAN_TO_NAV_LATE"] * told


def test_what_a_case_fills_in_is_looked_through_for_diagnoses() -> None:
    subject = document(MINUTES, {"agreed_last_time": "Kari er tilbake når depresjonen er behandlet."})
    assert codes(subject) == ["DIAGNOSIS_SUSPECTED"]
