"""Identifiers and other texts with a form of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from dokumentverk.check.answers import answers
from dokumentverk.check.subject import Subject
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind, TextFormat
from dokumentverk.model.written import is_time
from dokumentverk.rules.fodselsnummer import Verdict, judge, rule_2032_on
from dokumentverk.rules.organisasjonsnummer import is_organisasjonsnummer

_FODSELSNUMMER: Final[Mapping[Verdict, str]] = {
    Verdict.LENGTH_WRONG: "FODSELSNUMMER_LENGTH",
    Verdict.ZERO_LOST: "FODSELSNUMMER_ZERO_LOST",
    Verdict.DATE_WRONG: "FODSELSNUMMER_WRONG",
    Verdict.CHECK_WRONG: "FODSELSNUMMER_WRONG",
}

_EMAIL = re.compile(r"[^\s@<>(),;:\\\"]+@(?:[^\s@<>(),;:\\\".]+\.)+(?!\d+$)[^\s@<>(),;:\\\".]{2,}")
_NATIONAL = re.compile(r"[2-9]\d(?: \d\d){3}|0\d{4}|1\d{2,3}", re.ASCII)
_FOREIGN = re.compile(r"(?:\+|00)\d{7,15}", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


def is_phone(text: str) -> bool:
    """As ``model.written.normal_phone`` writes it: eight digits in pairs, a short number, or one with country code."""
    return bool(_NATIONAL.fullmatch(text) or _FOREIGN.fullmatch(re.sub(r"[\s().-]", "", text)))


def is_email(text: str) -> bool:
    """One address that could exist; quoted local parts and addresses without a domain are refused."""
    return _EMAIL.fullmatch(text) is not None


_FORMATS: Final[Mapping[TextFormat, tuple[Callable[[str], bool], str]]] = {
    TextFormat.PHONE: (is_phone, "PHONE_WRONG"),
    TextFormat.EMAIL: (is_email, "EMAIL_WRONG"),
    TextFormat.TIME: (is_time, "TIME_WRONG"),
    TextFormat.YEAR: (lambda text: _YEAR.fullmatch(text) is not None, "YEAR_WRONG"),
    TextFormat.ORGANISASJONSNUMMER: (is_organisasjonsnummer, "ORGANISASJONSNUMMER_WRONG"),
}


def fits(format: TextFormat, text: str) -> bool:
    """Employee numbers are the workplace's own and have no format."""
    return format not in _FORMATS or _FORMATS[format][0](text)


def fodselsnumre(subject: Subject) -> Iterator[Finding]:
    for answer in answers(subject):
        if answer.asked.kind is FieldKind.FODSELSNUMMER and isinstance(answer.value, str):
            code = _FODSELSNUMMER.get(judge(answer.value, rule_2032=rule_2032_on(subject.today)))
            if code is not None:
                yield answer.finding(code)


def text_formats(subject: Subject) -> Iterator[Finding]:
    for answer in answers(subject):
        format = answer.asked.format
        if format is not None and format in _FORMATS and isinstance(answer.value, str):
            right, code = _FORMATS[format]
            if not right(answer.value):
                yield answer.finding(code)
