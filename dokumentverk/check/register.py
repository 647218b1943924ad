"""Whether the document agrees with what we sent out and with the people register."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from dokumentverk import messages
from dokumentverk.check.answers import Answer, answers, fields
from dokumentverk.check.subject import Subject
from dokumentverk.check.values import BIRTH_DATE
from dokumentverk.model.finding import Finding, place_param
from dokumentverk.model.form import FieldKind
from dokumentverk.model.person import Employee
from dokumentverk.model.reading import Method
from dokumentverk.model.record import State
from dokumentverk.model.value import show
from dokumentverk.rules.fodselsnummer import Verdict, is_born_on, judge

EMPLOYEE_NAME: Final = "employee.name"
"""The prefill path of a field that holds the employee's name."""


def issue_known(subject: Subject) -> Iterator[Finding]:
    """A number that is missing or unknown was told of by the reader, who looked it up."""
    issue, record = subject.issue, subject.record
    if issue is None:
        return
    if issue.withdrawn is not None:
        yield messages.finding("ISSUE_WITHDRAWN")
    if (issue.form, issue.version) != (record.form, record.version):
        yield messages.finding("ISSUE_FORM_DIFFERS")


def form_version(subject: Subject) -> Iterator[Finding]:
    current = subject.current_version
    if current is not None and current != subject.record.version:
        yield messages.finding("FORM_VERSION_OLDER", version=subject.record.version, current=current)


def prefill(subject: Subject) -> Iterator[Finding]:
    """What we filled in and nobody may change is as we sent it. What was not read for sure, or is not there, is told of
    by the reader; what a person put right is right."""
    issue, digest = subject.issue, subject.prefill_digest
    if issue is None or digest is None:
        return
    sent = dict(issue.prefilled)
    for answer in fields(subject):
        expected = sent.get(answer.field)
        if expected is None or answer.state in _NOT_SAID or not _is_what_stands_there(answer):
            continue
        if digest(answer.field, show(answer.asked, answer.value, issue.language)) != expected:
            where = subject.issued_place(answer.field) if subject.issued_place is not None else None
            came = answer.source.box if answer.source is not None else None
            yield answer.finding(
                "PREFILL_CHANGED", issued_at=place_param(where, answer.field), found_at=place_param(came, answer.field)
            )


_NOT_SAID: Final = (State.NOT_READ, State.CONFLICT, State.ABSENT)


def _is_what_stands_there(answer: Answer) -> bool:
    """Not what a person put right, nor letters of which a print lost the meaning: old print queues (PostScript) leave
    control characters for what lies beyond WinAnsi. Such a print is told of as PRINT_TEXT_DIFFERS."""
    method = answer.source.method if answer.source is not None else None
    lost = any(unicodedata.category(one) in _NO_LETTERS or one == "\ufffd" for one in answer.raw.replace("\n", ""))
    return method is not Method.PERSON and not (method is Method.TEXT and lost)


_NO_LETTERS: Final = ("Cc", "Cn", "Co", "Cs")


def employee_known(subject: Subject) -> Iterator[Finding]:
    """Somebody's document it must be, unless the form is anonymous or of nobody."""
    field = subject.definition.employee_field
    if field is None and subject.definition.blank is not None and subject.employee is None:
        yield messages.finding("EMPLOYEE_NOT_SAID")
    if subject.definition.anonymous or field is None:
        return
    if not subject.people.employees:
        yield messages.finding("PEOPLE_REGISTER_EMPTY")
    if subject.employee is None and not subject.text(field):
        yield messages.finding("EMPLOYEE_NOT_NAMED", field=field)
    elif subject.employee is None and subject.people.employees:
        yield messages.finding("EMPLOYEE_UNKNOWN", field=field)


def employee_agrees(subject: Subject) -> Iterator[Finding]:
    """The person whose document it is, is the person it tells of."""
    employee = subject.employee
    if employee is None:
        return
    for answer in answers(subject):
        if answer.row is not None or not isinstance(answer.value, str):
            continue
        if answer.asked.kind is FieldKind.FODSELSNUMMER:
            agrees = answer.value in (employee.fodselsnummer or answer.value, employee.number)
        elif answer.field == subject.definition.employee_field:
            agrees = answer.value == employee.number
        elif answer.asked.prefill == EMPLOYEE_NAME:
            agrees = is_name_of(answer.value, employee)
        else:
            continue
        if not agrees:
            yield answer.finding("EMPLOYEE_DIFFERS")


def birth_date_agrees(subject: Subject) -> Iterator[Finding]:
    """The date of birth against the fødselsnummer, of the form or of the register."""
    born = subject.day(BIRTH_DATE)
    if born is None:
        return
    numbers = [str(one.value) for one in fields(subject) if one.asked.kind is FieldKind.FODSELSNUMMER and one.value]
    if subject.employee is not None and subject.employee.fodselsnummer:
        numbers.append(subject.employee.fodselsnummer)
    valid = [number for number in numbers if judge(number, rule_2032=True) is Verdict.VALID]
    if any(not is_born_on(number, born) for number in valid):
        yield messages.finding("BIRTH_DATE_DIFFERS", field=BIRTH_DATE)


def is_name_of(written: str, employee: Employee) -> bool:
    """Whether a name as people write it can be this employee's: the family name's last word and one given name, or its
    initial, in any order. A register without names cannot tell."""
    given, family, words = _words(employee.given_name), _words(employee.family_name), _words(written)
    if not given and not family:
        return True
    rest = [word for word in words if word not in family[-1:]]
    if family and len(rest) == len(words):
        return False
    return not given or any(word in given or (len(word) == 1 and word in {one[0] for one in given}) for word in rest)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name.casefold())
