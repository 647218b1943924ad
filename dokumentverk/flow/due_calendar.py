"""What is due as a calendar. By default it tells neither who nor what: calendars are shown on many screens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from dokumentverk.durable import replace_file
from dokumentverk.engines.ical import DayEvent, calendar_file
from dokumentverk.errors import UsageFault
from dokumentverk.flow.duties import Duty, duties_of, named
from dokumentverk.flow.office import Office
from dokumentverk.flow.owed import all_owed, called_off
from dokumentverk.messages.words import word
from dokumentverk.model.obligation import Obligation, Rule, Standing
from dokumentverk.model.workplace import Settings

SUFFIX: Final = ".ics"
_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
_LIVE: Final = (Standing.DUE, Standing.OVERDUE)


def write_calendar(office: Office, path: Path, on: date, employee: str | None, *, named_events: bool) -> int:
    """Everything that is due or overdue, however far ahead, and as called off what was due in an earlier file and no
    longer is: done, lapsed, or not owed after all. A file made before is replaced. How many are due. Raises
    UsageFault for a file of another name or one that cannot be written."""
    if path.suffix.lower() != SUFFIX:
        raise UsageFault("OUT_SUFFIX_WRONG", path=str(path), suffix=SUFFIX)
    owed = all_owed(office, on, employee)
    gone = [replace(one, standing=Standing.LAPSED) for one in called_off(office, on, employee)]
    duties = duties_of(office, [*owed, *gone])
    now = office.now()
    content = calendar_file(
        _events(office, duties, named_events=named_events),
        name=word("calendar_name", office.settings.language),
        made=now.astimezone(UTC).replace(microsecond=0),
        sequence=int((now - _EPOCH).total_seconds()) // 60,
        language=office.settings.language,
    )
    try:
        replace_file(path, content)
    except OSError:
        raise UsageFault("OUT_UNUSABLE", path=str(path)) from None
    return sum(one.standing in _LIVE for one in owed)


def _events(office: Office, duties: tuple[Duty, ...], *, named_events: bool) -> Iterator[DayEvent]:
    language, settings = office.settings.language, office.settings
    for one in duties:
        owed = one.owed
        about = owed.case or owed.about or ""
        title = word("calendar_title", language).format(about=about)
        text = word("calendar_case" if owed.case else "calendar_document", language).format(id=about)
        if named_events:
            title, text = f"{one.what}: {named(office, owed.employee)}", f"{one.why}\n{text}"
        yield DayEvent(
            uid=uid_of(owed),
            day=owed.working_day,
            title=title,
            text=text,
            cancelled=owed.standing not in _LIVE,
            warn_days=_warning(owed, settings) if owed.binding else None,
        )


def uid_of(owed: Obligation) -> str:
    """The same for the same obligation on whatever day it falls; it tells nothing of what that is."""
    return f"{hashlib.sha256(owed.key.encode()).hexdigest()[:32]}@dokumentverk"


def _warning(owed: Obligation, settings: Settings) -> int:
    """The plan is reminded of as early as the workplace wishes, the rest the day before."""
    return settings.rules.plan_lead_days if owed.rule in (Rule.PLAN, Rule.PLAN_COPY) else 1
