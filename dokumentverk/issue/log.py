"""The issue log: what we sent out, one plain line for each event, written before the document leaves.

{"log":1,"event":"issued","number":"7KXM-4RTA-9CDEF","key":"…","form":"egenmelding","version":"1","language":"nb",
 "layouts":{"pdf":"…"},"issued":"2026-11-21T10:00:00+01:00","party":null,"thread":null,"employee":"1001",…}
{"log":1,"event":"rendered","number":"…","medium":"docx","layout":"…","at":"…"}
{"log":1,"event":"withdrawn","number":"…","at":"…"}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias, assert_never

from dokumentverk.errors import ConfigurationError
from dokumentverk.lines import append_lines, read_lines, text_of, text_or_none
from dokumentverk.model.form import Role
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.number import normal_number

VERSION = 1


@dataclass(frozen=True, slots=True)
class Issued:
    issue: Issue


@dataclass(frozen=True, slots=True)
class Rendered:
    """A further format of an issue."""

    number: str
    medium: Medium
    layout: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    number: str
    at: datetime


Entry: TypeAlias = Issued | Rendered | Withdrawn


@dataclass(frozen=True, slots=True)
class Logged:
    """``entry`` is None for a line that cannot be read: torn by a crash, so never acted on, or damaged since."""

    entry: Entry | None
    end: int


def append(log: Path, *entries: Entry) -> None:
    """Written and synced when this returns. Raises OSError: then the document must not leave."""
    append_lines(log, *(as_content(entry) for entry in entries))


def read(log: Path, start: int = 0) -> Iterator[Logged]:
    """From that offset on. Raises ConfigurationError for a line of a newer program."""
    for line in read_lines(log, start):
        yield Logged(None if line.content is None else _entry(line.content), line.end)


def as_content(entry: Entry) -> dict[str, object]:
    """Raises ValueError for a time without a time zone."""
    match entry:
        case Issued(issue):
            return {
                "log": VERSION,
                "event": "issued",
                "number": issue.number,
                "key": issue.key,
                "form": issue.form,
                "version": issue.version,
                "language": issue.language.value,
                "layouts": {medium.value: digest for medium, digest in issue.layouts},
                "issued": _moment(issue.issued),
                "party": issue.party.value if issue.party else None,
                "thread": issue.thread,
                "employee": issue.employee,
                "case": issue.case,
                "prefilled": dict(issue.prefilled),
            }
        case Rendered(number, medium, layout, at):
            return {"log": VERSION, "event": "rendered", "number": number, "medium": medium.value, "layout": layout,
                    "at": _moment(at)}  # fmt: skip
        case Withdrawn(number, at):
            return {"log": VERSION, "event": "withdrawn", "number": number, "at": _moment(at)}
    assert_never(entry)


def _entry(content: Mapping[str, Any]) -> Entry | None:
    version = content.get("log")
    if isinstance(version, int) and version > VERSION:
        raise ConfigurationError("ISSUE_LOG_NEWER")
    try:
        match content["event"]:
            case "issued":
                return Issued(_issue(content))
            case "rendered":
                number, medium, layout = (
                    text_of(content["number"]),
                    Medium(content["medium"]),
                    text_of(content["layout"]),
                )
                return Rendered(number, medium, layout, _when(content["at"]))
            case "withdrawn":
                return Withdrawn(text_of(content["number"]), _when(content["at"]))
            case _:
                return None
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def _issue(content: Mapping[str, Any]) -> Issue:
    return Issue(
        number=_number(content["number"]),
        key=text_of(content["key"]),
        form=text_of(content["form"]),
        version=text_of(content["version"]),
        language=Language(content["language"]),
        layouts=tuple((Medium(medium), text_of(digest)) for medium, digest in content["layouts"].items()),
        issued=_when(content["issued"]),
        party=Role(content["party"]) if content["party"] is not None else None,
        thread=text_or_none(content["thread"]),
        employee=text_or_none(content["employee"]),
        case=text_or_none(content["case"]),
        prefilled=tuple((text_of(field), text_of(digest)) for field, digest in content["prefilled"].items()),
    )


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a time without a time zone")
    return at.isoformat()


def _when(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError
    return at


def _number(value: object) -> str:
    number = text_of(value)
    if normal_number(number) != number:
        raise ValueError
    return number
