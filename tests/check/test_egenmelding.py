"""The rules on egenmelding as tables: what the form says, what the archive holds, and what is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dokumentverk.check import absence_of, check
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.person import EmploymentPeriod
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.record import Entry, SignatureState, State
from dokumentverk.model.workplace import RuleSettings, Settings
from tests.check.documents import KARI, away, codes, document, form, found, of, signed, with_entry

OWN, DOCTOR, CHILD = AbsenceKind.EGENMELDING, AbsenceKind.SYKMELDING, AbsenceKind.CHILD
SICK_CHILD = {"absence_type": "child", "child_birth_year": "2018"}


def told(answers: dict[str, object], *history: Absence, **rules: Any) -> set[str]:
    """Codes beyond that of the attestation that is still to come."""
    settings = Settings(rules=replace(RuleSettings(), **rules))
    subject = document("egenmelding", answers, changes={"history": history, "settings": settings})
    return set(codes(subject)) - {"ATTESTATION_PENDING"}


@pytest.mark.parametrize(
    ("answers", "history", "rules", "expected"),
    [
        pytest.param({}, [], {}, set(), id="three days"),
        pytest.param({}, [], {"egenmelding_days_per_absence": 2}, {"EGENMELDING_TOO_LONG"}, id="a stricter limit"),
        pytest.param({"last_day": "06.11.2026"}, [], {"egenmelding_days_per_absence": 8}, set(), id="a wider limit"),
        pytest.param({"first_day": "02.11.2026"}, [], {}, {"EGENMELDING_TOO_LONG"}, id="four days"),
        pytest.param({}, [away("2026-10-19", "2026-10-19")], {}, {"EGENMELDING_TOO_LONG_TOGETHER"}, id="14 days well"),
        pytest.param({}, [away("2026-10-17", "2026-10-17")], {}, set(), id="16 days well"),
        pytest.param({}, [away("2026-11-02", "2026-11-02")], {}, {"EGENMELDING_TOO_LONG"}, id="the day before"),
        pytest.param({}, [away("2026-10-19", "2026-10-23", DOCTOR)], {}, set(), id="sykmelding before"),
        pytest.param({}, [away("2026-10-19", "2026-10-23", CHILD)], {}, set(), id="a sick child before"),
        pytest.param(
            {}, [away("2026-10-17", "2026-11-02", DOCTOR)], {}, {"EGENMELDING_AFTER_EMPLOYER_PERIOD"}, id="17th day"
        ),
        pytest.param(
            {}, [away("2025-11-06", "2025-11-07"), away("2026-02-02", "2026-02-02"), away("2026-03-02", "2026-03-02")],
            {}, {"EGENMELDING_TIMES"}, id="the fourth in twelve months",
        ),
        pytest.param(
            {}, [away("2025-11-05", "2025-11-05"), away("2026-02-02", "2026-02-02"), away("2026-03-02", "2026-03-02")],
            {}, set(), id="the first of four lies more than twelve months back",
        ),
        pytest.param(
            {}, [away(f"2026-0{month}-02", f"2026-0{month}-02") for month in range(2, 7)],
            {"egenmelding_absences_in_12_months": None}, set(), id="no limit on times",
        ),
        pytest.param(
            {}, [away("2026-02-02", "2026-02-22")], {"egenmelding_days_in_12_months": 24}, set(), id="24 days"
        ),
        pytest.param(
            {}, [away("2026-02-02", "2026-02-23")], {"egenmelding_days_in_12_months": 24},
            {"EGENMELDING_DAYS_USED_UP"}, id="25 days",
        ),
        pytest.param(
            {}, [away("2026-02-02", None, DOCTOR)], {}, {"EGENMELDING_NOT_COUNTED"}, id="an earlier one without end"
        ),
        pytest.param({}, [away("2026-12-02", None, DOCTOR)], {}, set(), id="a later one without end"),
        pytest.param(
            {"first_day": "05.11.2026", "last_day": "06.11.2026", "employee_signed_date": "09.11.2026"},
            [], {"weekend_at_end_counts": True}, {"EGENMELDING_TOO_LONG"}, id="Thursday to Sunday where that counts",
        ),
        pytest.param(
            {"first_day": "05.11.2026", "last_day": "06.11.2026", "employee_signed_date": "09.11.2026"},
            [], {}, set(), id="Thursday and Friday where it does not",
        ),
        pytest.param(
            {
                "first_day": "05.11.2026", "last_day": "06.11.2026", "return_day": "07.11.2026",
                "employee_signed_date": "07.11.2026",
            },
            [], {"weekend_at_end_counts": True}, set(), id="back on a Saturday shift",
        ),
        pytest.param(
            {"first_day": "09.11.2026", "last_day": "10.11.2026", "employee_signed_date": "11.11.2026"},
            [away("2026-11-06", "2026-11-06")], {}, {"EGENMELDING_TOO_LONG"}, id="Friday, Monday, Tuesday",
        ),
    ],
)  # fmt: skip
def test_days_and_times(
    answers: dict[str, object], history: list[Absence], rules: dict[str, Any], expected: set[str]
) -> None:
    assert told(answers, *history, **rules) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"last_day": None, "return_day": "06.11.2026"}, set()),
        ({"last_day": None}, {"FIELD_REQUIRED_INSTEAD"}),
        ({"return_day": "06.11.2026"}, set()),
        ({"return_day": "05.11.2026"}, {"RETURN_DAY_NOT_AFTER_LAST_DAY"}),
        ({"return_day": "02.11.2026"}, {"RETURN_DAY_NOT_AFTER_LAST_DAY", "DATE_BEFORE_OTHER"}),
        ({"last_day": "02.11.2026"}, {"DATE_BEFORE_OTHER"}),
        ({"first_day": "i går"}, {"DATE_UNREADABLE"}),
        ({"employee_signed_date": "06.11.2026", "last_day": "05.11.2026"}, set()),
        ({"employee_signed_date": "09.11.2026"}, {"EGENMELDING_DELIVERED_LATE"}),
        ({"employee_signed_date": "09.11.2026", "return_day": "09.11.2026"}, set()),
        ({"employee_signed_date": "05.11.2026"}, set()),
        ({"employee_signed_date": "03.11.2026"}, {"SIGNED_BEFORE_LAST_DAY"}),
        ({"first_day": "21.11.2026", "last_day": "21.11.2026", "employee_signed_date": "21.11.2026"}, set()),
    ],
)
def test_the_days_themselves(answers: dict[str, object], expected: set[str]) -> None:
    assert told(answers) == expected


@pytest.mark.parametrize("unread", [("last_day",), ("return_day",), ("sick_note_from",), ("last_day", "return_day")])
def test_days_that_nobody_could_read_are_not_missing(unread: tuple[str, ...]) -> None:
    """A page that was not read, or digits that were not: the reader tells of that."""
    subject = document("egenmelding", {"last_day": None})
    for id in ("last_day", "return_day", "sick_note_from"):
        state = State.NOT_READ if id in unread else State.EMPTY
        subject = with_entry(subject, Entry(id, None, state, confidence=0.0))
    assert "LAST_DAY_MISSING" not in codes(subject)


@pytest.mark.parametrize(
    ("answers", "still", "long_ago"),
    [
        ({"last_day": "05.11.2026"}, "2027-05-05", "2027-05-06"),
        ({"last_day": "05.11.2026", "return_day": "09.11.2026"}, "2027-05-05", "2027-05-06"),
        ({"last_day": None, "return_day": "06.11.2026"}, "2027-05-06", "2027-05-07"),
        ({"last_day": None, "sick_note_from": "05.11.2026"}, "2027-05-03", "2027-05-04"),
    ],
    ids=["by its last day", "also where the day back is told", "by the day back", "by its first day"],
)
def test_after_six_months_somebody_looks_whether_the_year_is_right(
    answers: dict[str, object], still: str, long_ago: str
) -> None:
    for today, told in ((still, False), (long_ago, True)):
        subject = document("egenmelding", answers, changes={"today": date.fromisoformat(today)})
        assert ("ABSENCE_LONG_AGO" in codes(subject)) is told


def test_delivery_over_easter() -> None:
    before_easter = {"first_day": "30.03.2026", "last_day": "01.04.2026"}
    changes = {"today": date(2026, 4, 10), "issue": None}
    for signed_on, late in (("07.04.2026", False), ("08.04.2026", True)):
        subject = document("egenmelding", {**before_easter, "employee_signed_date": signed_on}, changes=changes)
        assert ("EGENMELDING_DELIVERED_LATE" in codes(subject)) is late


def test_a_sykmelding_that_follows_ends_the_absence() -> None:
    own_fields = of(form("egenmelding"), {**_absence(), "last_day": None, "sick_note_from": "05.11.2026"})
    (absence,) = absence_of(own_fields.record)
    assert absence.last == date(2026, 11, 4)


def _absence() -> dict[str, object]:
    return {"first_day": "03.11.2026", "last_day": "05.11.2026", "absence_type": "own"}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (_absence(), Absence(OWN, date(2026, 11, 3), date(2026, 11, 5))),
        (_absence() | {"absence_type": "child"}, Absence(CHILD, date(2026, 11, 3), date(2026, 11, 5))),
        (
            _absence() | {"last_day": None, "return_day": "09.11.2026"},
            Absence(OWN, date(2026, 11, 3), date(2026, 11, 6)),
        ),
        (
            _absence() | {"first_day": "07.11.2026", "last_day": None, "return_day": "09.11.2026"},
            Absence(OWN, date(2026, 11, 7), date(2026, 11, 7)),
        ),
        (_absence() | {"last_day": None}, Absence(OWN, date(2026, 11, 3), None)),
        (_absence() | {"sick_note_from": "05.11.2026"}, Absence(OWN, date(2026, 11, 3), date(2026, 11, 4))),
        (_absence() | {"sick_note_from": "06.11.2026"}, Absence(OWN, date(2026, 11, 3), date(2026, 11, 5))),
        (
            _absence() | {"graded": True, "graded_percent": "40"},
            Absence(OWN, date(2026, 11, 3), date(2026, 11, 5), Decimal(60)),
        ),
        (_absence() | {"sick_note_from": "03.11.2026"}, None),
        (_absence() | {"absence_type": None}, None),
        (_absence() | {"first_day": None}, None),
        (_absence() | {"last_day": "01.11.2026"}, None),
    ],
)
def test_the_absence_that_a_record_tells_of(answers: dict[str, object], expected: Absence | None) -> None:
    assert absence_of(of(form("egenmelding"), answers).record) == ((expected,) if expected else ())


def test_a_plan_tells_of_no_absence() -> None:
    assert absence_of(document("oppfolgingsplan").record) == ()


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([away("2026-11-02", "2026-11-03", CHILD)], {"ABSENCE_OVERLAPS"}),
        ([away("2026-11-03", "2026-11-05", DOCTOR)], {"ABSENCE_OVERLAPS"}),
        ([away("2026-11-03", "2026-11-05")], {"ABSENCE_TOLD_BEFORE"}),
        ([away("2026-11-03", "2026-11-05"), away("2026-11-05", "2026-11-05")], {"ABSENCE_OVERLAPS"}),
        ([away("2026-11-06", "2026-11-06", DOCTOR)], set()),
        ([away("2026-11-04", None, DOCTOR)], {"ABSENCE_OVERLAPS", "EGENMELDING_NOT_COUNTED"}),
    ],
)
def test_overlap(history: list[Absence], expected: set[str]) -> None:
    assert told({}, *history) == expected


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([], "EARNING_NOT_DECIDED"),
        ([EmploymentPeriod(date(2026, 9, 3))], None),
        ([EmploymentPeriod(date(2026, 9, 4))], "EARNING_TOO_SHORT"),
        ([EmploymentPeriod(date(2026, 11, 4))], "NOT_EMPLOYED"),
        ([EmploymentPeriod(date(2019, 8, 1), date(2026, 11, 2))], "NOT_EMPLOYED"),
    ],
)
def test_earning(periods: list[EmploymentPeriod], expected: str | None) -> None:
    subject = document(changes={"employee": replace(KARI, employment=tuple(periods))})
    assert [code for code in codes(subject) if code != "ATTESTATION_PENDING"] == ([expected] if expected else [])


def test_a_person_whom_nobody_knows_has_earned_nothing_to_judge() -> None:
    subject = document("egenmelding", {"employee_number": "9999"}, changes={"employee": None})
    assert set(codes(subject)) == {"EMPLOYEE_UNKNOWN", "ATTESTATION_PENDING"}


@pytest.mark.parametrize(
    ("answers", "history", "expected"),
    [
        (SICK_CHILD, [], set()),
        (SICK_CHILD, [away("2026-01-05", "2026-01-13", CHILD)], set()),
        (SICK_CHILD, [away("2026-01-05", "2026-01-14", CHILD)], {"CHILD_DAYS_USED_UP"}),
        (SICK_CHILD, [away("2025-01-05", "2025-12-14", CHILD)], set()),
        (SICK_CHILD, [away("2027-01-04", "2027-01-22", CHILD)], set()),
        (SICK_CHILD, [away("2026-10-05", "2026-10-30", OWN)], set()),
        (SICK_CHILD | {"last_day": "06.11.2026", "employee_signed_date": "09.11.2026"}, [], set()),
        (SICK_CHILD | {"child_birth_year": "2014"}, [], set()),
        (SICK_CHILD | {"child_birth_year": "2013"}, [], {"CHILD_TOO_OLD"}),
        (SICK_CHILD | {"child_birth_year": "2026"}, [], set()),
        (SICK_CHILD | {"child_birth_year": "2027"}, [], {"CHILD_NOT_BORN"}),
        (SICK_CHILD | {"child_birth_year": None}, [], {"FIELD_REQUIRED_BY_ANSWER"}),
        (SICK_CHILD | {"child_birth_year": "ti år"}, [], {"YEAR_WRONG"}),
        (SICK_CHILD | {"child_birth_year": "atten"}, [], {"YEAR_WRONG"}),
    ],
)
def test_a_sick_child(answers: dict[str, object], history: list[Absence], expected: set[str]) -> None:
    assert told(answers, *history) == expected


def test_days_with_a_sick_child_over_new_year_are_told_for_each_year() -> None:
    history = (away("2026-01-05", "2026-01-16", CHILD), away("2027-01-11", "2027-01-22", CHILD))
    answers = SICK_CHILD | {
        "first_day": "30.12.2026",
        "last_day": "05.01.2027",
        "employee_signed_date": "06.01.2027",
    }
    subject = document("egenmelding", answers, changes={"history": history, "today": date(2027, 1, 30)})
    findings = [finding for finding in check(subject) if finding.code == "CHILD_DAYS_USED_UP"]
    assert [dict(finding.params)["year"] for finding in findings] == ["2026", "2027"]
    assert [dict(finding.params)["days"] for finding in findings] == ["12", "12"]


def test_the_leader_alone_attests() -> None:
    assert found(document()) == [("ATTESTATION_PENDING", "leader_signature")]
    unsigned = signed(document(), "employee_signature", SignatureState.ABSENT)
    assert [field for code, field in found(unsigned) if code == "ATTESTATION_PENDING"] == ["leader_signature"]
    for state, kind in ((SignatureState.ABSENT, SignatureKind.TYPED), (SignatureState.DOUBTFUL, SignatureKind.NONE)):
        assert "ATTESTATION_PENDING" not in codes(signed(document(), "leader_signature", state, kind)), "it came"


def test_the_attestation_that_has_come() -> None:
    attested = signed(document(), "leader_signature", SignatureState.PRESENT, SignatureKind.INK)
    assert found(attested) == []
    drawn = signed(document(), "leader_signature", SignatureState.PRESENT, SignatureKind.DRAWN)
    assert found(drawn) == [("SIGNATURE_KIND_NOT_ACCEPTED", "leader_signature")]
