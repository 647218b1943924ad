"""A case on one page that a leader understands at a glance: absence, grades, deadlines met and missed, documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Final, assert_never

from dokumentverk.engines.timeline import draw_pdf, draw_svg
from dokumentverk.flow.case_brief import percent, run_on, week_of
from dokumentverk.flow.cases import documents_of
from dokumentverk.flow.duties import named
from dokumentverk.flow.filed_returns import filed_of
from dokumentverk.flow.office import Office
from dokumentverk.flow.owed import owed_in_case
from dokumentverk.flow.tables_out import suffix_of, write_out
from dokumentverk.messages.words import word
from dokumentverk.model.case import Case, MeetingState
from dokumentverk.model.language import Language
from dokumentverk.model.obligation import Obligation, Standing
from dokumentverk.model.timeline import Bar, Lane, Mark, Tick, Timeline, Tone
from dokumentverk.model.written import show_date
from dokumentverk.rules.absence_runs import WHOLE, grade_on, runs
from dokumentverk.rules.meetings import with_minutes
from dokumentverk.rules.owing import is_of
from dokumentverk.rules.timeline import Axis, month_starts, place_labels, week_ticks
from dokumentverk.rules.working_days import DAY

WIDTH: Final = 236.0
"""Millimetres of the time axis on an A4 page on its side."""
AHEAD: Final = timedelta(weeks=6)
_SHORTEST: Final = timedelta(weeks=8)
_ORDER: Final = (Tone.DONE, Tone.LATE, Tone.DUE, Tone.OVERDUE, Tone.GONE)


def write_timeline(office: Office, id: str, path: Path, on: date | None) -> None:
    """``.pdf`` (tagged PDF/A-2a) or ``.svg``. Raises UsageFault."""
    suffix = suffix_of(path, ".pdf", ".svg")
    case = office.cases.get(id)
    timeline = timeline_of(office, case, on or office.now().date())
    write_out(path, draw_svg(timeline) if suffix == ".svg" else draw_pdf(timeline, made=office.now()))


def timeline_of(office: Office, case: Case, on: date) -> Timeline:
    """What lies far ahead is told in words: the axis ends some weeks after ``on``."""
    language = office.settings.language
    filed = filed_of(office, case.employee)
    told = with_minutes(case, [one for one in filed if is_of(one, case)])
    duties = [one for one in owed_in_case(office, case, on) if one.binding or one.standing is not Standing.LAPSED]
    documents = _documents(office, case)
    axis = _axis(told, duties, [day for day, _ in documents], on)
    deadlines = [(one.due, _deadline(one, language), _tone(one)) for one in duties if axis.holds(one.due)]
    meetings = [
        (one.meeting.on, word(f"meeting_{one.meeting.kind.value}", language), _held(one.meeting.state))
        for one in told.meetings
        if axis.holds(one.meeting.on)
    ]
    return Timeline(
        title=word("timeline_title", language).format(id=case.id, name=named(office, case.employee)),
        facts=tuple(_facts(office, case, on)),
        week=word("case_week", language),
        weeks=tuple(Tick(axis.x(day), str(number)) for day, number in week_ticks(axis, case.first_day or axis.first)),
        months=tuple(Tick(axis.x(day), _month(day, language)) for day in month_starts(axis)),
        absence=word("timeline_absence", language),
        bars=tuple(_bars(case, axis, on, language)),
        lanes=(
            _lane(word("timeline_deadlines", language), deadlines, axis),
            _lane(word("timeline_meetings", language), meetings, axis),
            _lane(word("case_documents", language), [(day, text, Tone.PLAIN) for day, text in documents], axis),
        ),
        today=Tick(axis.x(on), word("timeline_today", language).format(day=show_date(on))) if axis.holds(on) else None,
        key=tuple((tone, word(f"timeline_{tone.value}", language)) for tone in _ORDER),
        later=_later((one for one in duties if one.due > axis.last), language),
        footer=word("timeline_footer", language).format(workplace=office.settings.name, day=show_date(on)),
        language=language.value,
    )


def _axis(case: Case, duties: Iterable[Obligation], filed: Iterable[date], on: date) -> Axis:
    """From the first thing that is known to some weeks after the day of reckoning."""
    meetings = [one.meeting.on for one in case.meetings]
    known = [*filed, *meetings, *(one.due for one in duties), *([case.first_day] if case.first_day else [])]
    since = case.first_day or min((*known, case.opened.date()))
    ahead = max(on, since) + AHEAD
    last = max((day for day in known if day <= ahead), default=since)
    last = max(last, min(on, case.last or on), since + _SHORTEST)
    return Axis(min(since, *(day for day in known if day >= since - _SHORTEST), since), last + 4 * DAY, WIDTH)


def _facts(office: Office, case: Case, on: date) -> Iterator[tuple[str, str]]:
    language = office.settings.language
    yield word("case_kind", language), word(f"case_kind_{case.kind.value}", language)
    if case.first_day:
        yield word("case_first_day", language), show_date(case.first_day)
    run = run_on(case, on)
    if run is not None:
        yield word("case_week", language), str(week_of(run, on))
        yield word("case_grade", language), f"{percent(grade_on(case, on), language)} %"
    if case.last:
        yield word("case_last", language), show_date(case.last)
    if case.sykmelder:
        yield word("case_sykmelder", language), case.sykmelder.name


def _month(day: date, language: Language) -> str:
    return f"{word(f'month_{day.month}', language)} {day.year}"


def _bars(case: Case, axis: Axis, on: date, language: Language) -> Iterator[Bar]:
    """Stretches of one grade, until the last day or the day of reckoning; what is noted ahead of that too. Days at work
    in between are left open."""
    ahead = max((one.last for one in case.sick_notes if not one.avventende), default=on)
    for run in runs(case):
        end = min(run.last or max(on, min(ahead, axis.last)), axis.last)
        days = (run.first + timedelta(days=at) for at in range((end - run.first).days + 1))
        for grade, alike in groupby(days, key=lambda day: _absent(case, day)):
            stretch = list(alike)
            x = axis.x(stretch[0])
            width = round(axis.x(stretch[-1] + DAY) - x, 2)
            if grade > 0:
                yield Bar(x, width, float(grade / WHOLE), f"{percent(grade, language)} %")
    for note in case.sick_notes:
        if note.avventende and axis.holds(note.first):
            x = axis.x(note.first)
            yield Bar(x, round(axis.x(note.last + DAY) - x, 2), 1.0, word("avventende", language), warning=True)


def _absent(case: Case, day: date) -> Decimal:
    at_work = any(one.first <= day <= one.last for one in case.interruptions)
    return Decimal(0) if at_work else grade_on(case, day)


def _documents(office: Office, case: Case) -> list[tuple[date, str]]:
    with office.catalog() as catalog:
        rows = [catalog.get(id) for id in documents_of(office, case)]
    found = [
        (row.dated or row.registered.date(), row.title or row.form or row.return_id)
        for row in rows
        if row is not None and row.corrects is None
    ]
    return sorted(found)


def _lane(name: str, things: Iterable[tuple[date, str, Tone]], axis: Axis) -> Lane:
    inside = sorted((one for one in things if axis.holds(one[0])), key=lambda one: one[0])
    labels = [(axis.x(day), f"{text} {day.day}.{day.month}.") for day, text, _ in inside]
    placed = place_labels(labels, axis.width)
    marks = tuple(
        Mark(x, at.level, label, tone, at.left)
        for (x, label), (_, _, tone), at in zip(labels, inside, placed, strict=True)
    )
    return Lane(name, marks, max((one.level for one in placed), default=0) + 1)


def _deadline(one: Obligation, language: Language) -> str:
    return word(f"timeline_{one.rule.value}", language).format(part=one.part or "")


def _tone(one: Obligation) -> Tone:
    match one.standing:
        case Standing.DONE:
            return Tone.LATE if one.done_on is not None and one.done_on > one.due else Tone.DONE
        case Standing.DUE:
            return Tone.DUE
        case Standing.OVERDUE:
            return Tone.OVERDUE
        case Standing.PASSED | Standing.LAPSED | Standing.EXEMPT:
            return Tone.OVERDUE if one.missed else Tone.GONE
    assert_never(one.standing)


def _held(state: MeetingState) -> Tone:
    match state:
        case MeetingState.HELD:
            return Tone.DONE
        case MeetingState.PLANNED:
            return Tone.DUE
        case MeetingState.CANCELLED:
            return Tone.GONE
    assert_never(state)


def _later(duties: Iterable[Obligation], language: Language) -> str:
    told = [f"{_deadline(one, language)} {show_date(one.due)}" for one in duties if one.standing is Standing.DUE]
    return word("timeline_later", language).format(what=", ".join(told)) if told else ""
