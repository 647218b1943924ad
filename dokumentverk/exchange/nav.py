"""Nav's follow-up plan API (LPS): the payload of one filed plan, typed, and what keeps it from being sent.

Source: Nav's own description of the API, ``FollowUpPlanDTO`` of version 1.0.0. What its text says and its schema does
not: help from Nav only with a plan that goes to Nav; a description of the help exactly then; a reason exactly when the
employee took no part; every text at most 2,000 characters, as in Nav's own form; evaluation between a day and a year
after the plan. ``lpsName`` is optional there and refused in practice when it is missing. Nothing is sent from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Final

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.record import Entry, Record, State
from dokumentverk.model.value import Value, rows_of
from dokumentverk.model.written import show_date
from dokumentverk.rules.fodselsnummer import Verdict, judge

LONGEST_TEXT: Final = 2000
EVALUATION_DAYS: Final = (1, 365)
"""Least and most days from the plan's date to its evaluation."""


@dataclass(frozen=True, slots=True)
class FollowUpPlan:
    """``FollowUpPlanDTO``, in its own order. What is None is left out of the JSON."""

    employee_identification_number: str
    typical_workday: str
    tasks_that_can_still_be_done: str
    tasks_that_can_not_be_done: str
    previous_facilitation: str
    planned_facilitation: str
    other_facilitation_options: str | None
    follow_up: str
    evaluation_date: date
    send_plan_to_nav: bool
    needs_help_from_nav: bool | None
    needs_help_from_nav_description: str | None
    send_plan_to_general_practitioner: bool
    message_to_general_practitioner: str | None
    additional_information: str | None
    contact_person_full_name: str
    contact_person_phone_number: str
    contact_person_email: str
    employee_has_contributed_to_plan: bool
    employee_has_not_contributed_to_plan_description: str | None
    lps_name: str
    lps_email: str | None


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the plan. ``number`` is the employee's fødselsnummer as the register has it. ``fastlege``
    is None when nobody has said whether the sykmelder is. ``digital`` says whether a digital sick note is recorded that
    covers the day of sending."""

    number: str | None
    planned: date | None
    fastlege: bool | None
    digital: bool
    system: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """``plan`` is None where anything is missing, unread or contradictory; notes do not keep it back."""

    plan: FollowUpPlan | None
    findings: tuple[Finding, ...]


_REASON: Final = "employee_has_not_contributed_to_plan_description"
_FORM_FIELDS: Final = {_REASON: "employee_not_contributed_reason"}
"""Ours are called otherwise: Word keeps no name of more than 40 signs."""
_FROM_ELSEWHERE: Final = ("lps_name", "lps_email")
_NEEDED_TEXTS: Final = (
    "typical_workday",
    "tasks_that_can_still_be_done",
    "tasks_that_can_not_be_done",
    "previous_facilitation",
    "planned_facilitation",
    "follow_up",
    "contact_person_full_name",
    "contact_person_phone_number",
    "contact_person_email",
)
_NEEDED_ANSWERS: Final = (
    "send_plan_to_nav",
    "send_plan_to_general_practitioner",
    "employee_has_contributed_to_plan",
)
_NUMBER: Final = "employee_identification_number"
_EVALUATED: Final = "evaluation_date"
_NOT_CARRIED: Final = ("measures", "outside_measures")
"""Filled-in fields of the plan that the payload has no place for."""


def follow_up_plan(record: Record, around: Around) -> Exported:
    """The payload of a filed plan as it was last corrected."""
    found = tuple(_Plan(record, around).findings())
    if any(one.stops for one in found):
        return Exported(None, found)
    return Exported(_Plan(record, around).payload(), found)


def payload_json(plan: FollowUpPlan) -> dict[str, object]:
    """As Nav names it."""
    values = ((one.name, getattr(plan, one.name)) for one in fields(plan))
    return {
        _camel(name): value.isoformat() if isinstance(value, date) else value
        for name, value in values
        if value is not None
    }


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


class _Plan:
    """The answers of one plan, by the names of the payload."""

    def __init__(self, record: Record, around: Around) -> None:
        self._entries: Mapping[str, Entry] = {one.field: one for one in record.entries}
        self._around = around

    def _entry(self, name: str) -> Entry | None:
        return self._entries.get(_FORM_FIELDS.get(name, name))

    def value(self, name: str) -> Value:
        """None for what is empty or missing."""
        entry = self._entry(name)
        value = entry.value if entry else None
        return None if isinstance(value, str) and not value.strip() else value

    def text(self, name: str) -> str | None:
        value = self.value(name)
        return value.strip() if isinstance(value, str) else None

    def answer(self, name: str) -> bool | None:
        value = self.value(name)
        return value if isinstance(value, bool) else None

    def _is_unread(self, name: str) -> bool:
        entry = self._entry(name)
        return entry is not None and (entry.state in (State.NOT_READ, State.CONFLICT) or entry.problem is not None)

    def findings(self) -> Iterator[Finding]:
        names = [one.name for one in fields(FollowUpPlan) if one.name not in _FROM_ELSEWHERE]
        yield from (_told("NAV_FIELD_UNREAD", one) for one in names if self._is_unread(one))
        needed = (*_NEEDED_TEXTS, *_NEEDED_ANSWERS, _EVALUATED)
        yield from (_told("NAV_FIELD_MISSING", one) for one in needed if self._is_missing(one))
        for name in names:
            text = self.text(name)
            if text is not None and len(text) > LONGEST_TEXT:
                yield _told("NAV_TEXT_TOO_LONG", name, length=len(text), limit=LONGEST_TEXT)
        yield from self._number()
        yield from self._evaluation()
        yield from self._help()
        yield from self._contribution()
        yield from self._receivers()

    def _is_missing(self, name: str) -> bool:
        return self.value(name) is None and not self._is_unread(name)

    def number(self) -> str | None:
        """The plan's own, else what the register has."""
        written = self.text(_NUMBER) or self._around.number
        return "".join(written.split()) if written else None

    def _number(self) -> Iterator[Finding]:
        number, known = self.number(), "".join((self._around.number or "").split())
        if self._is_unread(_NUMBER):
            return
        if number is None:
            yield _told("NAV_FIELD_MISSING", _NUMBER)
        elif judge(number, rule_2032=True) is not Verdict.VALID:
            yield _told("NAV_NUMBER_WRONG", _NUMBER)
        elif known and known != number:
            yield _told("NAV_NUMBER_OF_ANOTHER", _NUMBER)

    def _evaluation(self) -> Iterator[Finding]:
        evaluated, planned = self.value(_EVALUATED), self._around.planned
        if not isinstance(evaluated, date) or planned is None:
            return
        first, last = (planned + timedelta(days=days) for days in EVALUATION_DAYS)
        if not first <= evaluated <= last:
            yield _told("NAV_EVALUATION_OUT_OF_RANGE", _EVALUATED, first=show_date(first), last=show_date(last))

    def _help(self) -> Iterator[Finding]:
        needs, described = self.answer("needs_help_from_nav"), "needs_help_from_nav_description"
        if needs and self.answer("send_plan_to_nav") is False:
            yield _told("NAV_HELP_WITHOUT_PLAN", "needs_help_from_nav")
        if needs and self._is_missing(described):
            yield _told("NAV_FIELD_MISSING", described)
        if not needs and not self._is_unread("needs_help_from_nav") and self.text(described) is not None:
            yield _told("NAV_HELP_DESCRIBED_NOT_WANTED", described)

    def _contribution(self) -> Iterator[Finding]:
        contributed = self.answer("employee_has_contributed_to_plan")
        if contributed is False and self._is_missing(_REASON):
            yield _told("NAV_FIELD_MISSING", _REASON)
        if contributed is True and self.text(_REASON) is not None:
            yield _told("NAV_REASON_NOT_WANTED", _REASON)

    def _receivers(self) -> Iterator[Finding]:
        """Nav passes the plan on to the fastlege only, and takes it only while there is an active digital sick note."""
        to_nav, to_doctor = self.answer("send_plan_to_nav"), self.answer("send_plan_to_general_practitioner")
        if to_nav is False and to_doctor is False:
            yield _told("NAV_PLAN_TO_NOBODY", "send_plan_to_nav")
        if to_doctor:
            match self._around.fastlege:
                case False:
                    yield finding("NAV_SYKMELDER_NOT_FASTLEGE", field="send_plan_to_general_practitioner")
                case None:
                    yield finding("NAV_SYKMELDER_UNKNOWN", field="send_plan_to_general_practitioner")
        if not self._around.digital:
            yield finding("NAV_NO_DIGITAL_SICK_NOTE")
        for name in _NOT_CARRIED:
            if self.text(name) is not None or rows_of(self.value(name)):
                yield _told("NAV_NOT_CARRIED", name)

    def payload(self) -> FollowUpPlan:
        evaluated, to_nav, number = self.value(_EVALUATED), self.answer("send_plan_to_nav"), self.number()
        to_doctor, contributed = (self.answer(one) for one in _NEEDED_ANSWERS[1:])
        assert isinstance(evaluated, date)
        assert to_nav is not None
        assert to_doctor is not None
        assert contributed is not None
        assert number is not None
        needs = self.answer("needs_help_from_nav") if to_nav else False
        return FollowUpPlan(
            employee_identification_number=number,
            typical_workday=self._stated("typical_workday"),
            tasks_that_can_still_be_done=self._stated("tasks_that_can_still_be_done"),
            tasks_that_can_not_be_done=self._stated("tasks_that_can_not_be_done"),
            previous_facilitation=self._stated("previous_facilitation"),
            planned_facilitation=self._stated("planned_facilitation"),
            other_facilitation_options=self.text("other_facilitation_options"),
            follow_up=self._stated("follow_up"),
            evaluation_date=evaluated,
            send_plan_to_nav=to_nav,
            needs_help_from_nav=needs,
            needs_help_from_nav_description=self.text("needs_help_from_nav_description") if needs else None,
            send_plan_to_general_practitioner=to_doctor,
            message_to_general_practitioner=self.text("message_to_general_practitioner") if to_doctor else None,
            additional_information=self.text("additional_information"),
            contact_person_full_name=self._stated("contact_person_full_name"),
            contact_person_phone_number="".join(self._stated("contact_person_phone_number").split()),
            contact_person_email=self._stated("contact_person_email"),
            employee_has_contributed_to_plan=contributed,
            employee_has_not_contributed_to_plan_description=None if contributed else self.text(_REASON),
            lps_name=self._around.system,
            lps_email=self._around.email or None,
        )

    def _stated(self, name: str) -> str:
        text = self.text(name)
        assert text is not None
        return text


def _told(code: str, name: str, **params: str | int) -> Finding:
    """A finding on a field of the payload, by our own field's id; ``nav`` is Nav's name of it."""
    return finding(code, field=_FORM_FIELDS.get(name, name), source=None, nav=_camel(name), **params)
