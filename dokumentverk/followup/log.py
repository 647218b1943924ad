"""The case log: what was told of cases, one plain line for each fact. It is the truth of cases; nothing indexes it.

{"cases":1,"case":"S7KXM4RTA","number":1,"at":"2026-11-21T10:00:00+01:00","by":"A…","fact":"opened",
 "kind":"sykefravaer","employee":"1001","first_day":"2026-11-02","source":null}
{"cases":1,"case":"S7KXM4RTA","number":2,"at":"…","by":"A…","fact":"graded","first":"2026-11-16","grade":"50"}
{"cases":1,"case":"S7KXM4RTA","number":3,"at":"…","by":"A…","replaces":2,"fact":"graded","first":"2026-11-17",…}

Whatever stands in it is read whole at each use: a thousand employees make some ten thousand short lines in a year.
It is not chained by digests as the archive's journal is: what must be proved lies in the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Final

from dokumentverk.errors import ConfigurationError
from dokumentverk.followup.ids import CASE_ID
from dokumentverk.lines import append_lines, read_lines, text_of, text_or_none
from dokumentverk.model.case import (
    CaseKind,
    Closed,
    ConsentWithdrawn,
    Exempted,
    Fact,
    FirstDay,
    Graded,
    Interruption,
    Meeting,
    MeetingKind,
    MeetingState,
    Opened,
    Recipient,
    Retracted,
    Shared,
    SickNote,
    Sykmelder,
    TaskDone,
    Told,
)
from dokumentverk.model.consent import Use
from dokumentverk.model.obligation import Ground, Rule

VERSION: Final = 1

_Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Logged:
    """``told`` is None for a line that cannot be read: torn by a crash, or damaged since."""

    told: Told | None


def append(log: Path, *told: Told) -> None:
    """Written and synced when this returns. Raises ConfigurationError (CASE_LOG_NOT_WRITTEN)."""
    try:
        append_lines(log, *(as_content(one) for one in told))
    except OSError:
        raise ConfigurationError("CASE_LOG_NOT_WRITTEN", file=log.name) from None


def read(log: Path) -> Iterator[Logged]:
    """Every line, in order. Raises ConfigurationError for a line of a newer program."""
    for line in read_lines(log):
        yield Logged(None if line.content is None else _told(line.content))


def as_content(told: Told) -> dict[str, object]:
    """Raises ValueError for a time without a time zone."""
    if told.at.tzinfo is None:
        raise ValueError("a time without a time zone")
    head: dict[str, object] = {
        "cases": VERSION,
        "case": told.case,
        "number": told.number,
        "at": told.at.isoformat(),
        "by": told.by,
    }
    if told.replaces is not None:
        head["replaces"] = told.replaces
    return {**head, **fact_content(told.fact)}


def fact_content(fact: Fact) -> dict[str, object]:
    """The fact alone, as it stands in a line and in the command line's JSON."""
    said: dict[str, object] = {"fact": fact_name(fact)}
    return said | {_key(one.name): _plain(getattr(fact, one.name)) for one in fields(fact)}


def fact_name(fact: Fact) -> str:
    return next(name for name, (kind, _) in _FACTS.items() if type(fact) is kind)


def _key(name: str) -> str:
    """A fact's own number is another's: ``number`` says which line this is."""
    return "retracts" if name == "number" else name


def _plain(value: object) -> object:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case Enum():
            return value.value
        case tuple():
            return [_plain(one) for one in value]
        case _:
            return value


def _told(line: _Line) -> Told | None:
    version = line.get("cases")
    if isinstance(version, int) and version > VERSION:
        raise ConfigurationError("CASE_LOG_NEWER")
    try:
        _, parse = _FACTS[line["fact"]]
        at = datetime.fromisoformat(line["at"])
        if at.tzinfo is None or not CASE_ID.fullmatch(line["case"]):
            return None
        return Told(
            case=line["case"],
            number=_number(line["number"]),
            at=at,
            by=text_of(line["by"]),
            fact=parse(line),
            replaces=_number(line["replaces"]) if line.get("replaces") is not None else None,
        )
    except (KeyError, ValueError, TypeError, ArithmeticError):
        return None


def _opened(line: _Line) -> Fact:
    first, source = line["first_day"], line["source"]
    return Opened(CaseKind(line["kind"]), text_of(line["employee"]), _day_or_none(first), text_or_none(source))


def _sykmelder(line: _Line) -> Fact:
    fastlege = line["fastlege"]
    if fastlege is not None and not isinstance(fastlege, bool):
        raise TypeError
    return Sykmelder(text_of(line["name"]), fastlege)


def _sick_note(line: _Line) -> Fact:
    digital = line.get("digital")
    if digital is not None and not isinstance(digital, bool):
        raise TypeError
    return SickNote(_day(line["first"]), _day(line["last"]), _grade(line["grade"]), line["avventende"] is True, digital)


def _meeting(line: _Line) -> Fact:
    """Time, place and whom one invited stand in newer lines only."""
    return Meeting(
        MeetingKind(line["kind"]),
        _day(line["on"]),
        MeetingState(line["state"]),
        time=text_of(line.get("time", "")),
        place=text_of(line.get("place", "")),
        invited=tuple(text_of(one) for one in line.get("invited", ())),
    )


_FACTS: Final[Mapping[str, tuple[type[Any], Callable[[_Line], Fact]]]] = {
    "opened": (Opened, _opened),
    "first_day": (FirstDay, lambda line: FirstDay(_day(line["day"]), text_or_none(line["source"]))),
    "sykmelder": (Sykmelder, _sykmelder),
    "graded": (Graded, lambda line: Graded(_day(line["first"]), _grade(line["grade"]))),
    "sick_note": (SickNote, _sick_note),
    "interruption": (Interruption, lambda line: Interruption(_day(line["first"]), _day(line["last"]))),
    "meeting": (Meeting, _meeting),
    "shared": (
        Shared,
        lambda line: Shared(
            Recipient(line["to"]), _day(line["on"]), text_or_none(line["document"]), text_of(line.get("how", ""))
        ),
    ),
    "consent_withdrawn": (
        ConsentWithdrawn,
        lambda line: ConsentWithdrawn(_day(line["on"]), tuple(Use(one) for one in line["uses"])),
    ),
    "exempted": (
        Exempted,
        lambda line: Exempted(
            Rule(line["rule"]).value, Ground(line["ground"]).value, _day(line["on"]), _day_or_none(line["until"])
        ),
    ),
    "task_done": (
        TaskDone,
        lambda line: TaskDone(text_of(line["document"]), _number(line["row"]), _day(line["on"])),
    ),
    "closed": (Closed, lambda line: Closed(_day(line["last"]))),
    "retracted": (Retracted, lambda line: Retracted(_number(line["retracts"]))),
}


def _day(value: object) -> date:
    return date.fromisoformat(text_of(value))


def _day_or_none(value: object) -> date | None:
    return None if value is None else _day(value)


def _grade(value: object) -> Decimal:
    grade = Decimal(text_of(value))
    if not 0 <= grade <= 100:
        raise ValueError
    return grade


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TypeError
    return value
