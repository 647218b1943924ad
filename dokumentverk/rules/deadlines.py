"""What a case makes people owe, and by when: aml section 4-6, ftrl chapter 8, and the workplace's own routine.

A period of weeks ends on the day of the week that it began on (domstolloven section 149): four weeks from a Monday end
on a Monday. The day itself stands whatever it falls on; the last working day before is told beside it.

Filed minutes tell of a meeting that was held as a person does. What an exemption (``unntak``) names is silenced or
postponed, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from dokumentverk.model.case import NAV_MEETINGS, Arranged, Case, Meeting, MeetingKind, MeetingState, Recipient
from dokumentverk.model.obligation import DocumentKind, FiledReturn, Obligation, Party, Rule
from dokumentverk.rules.absence_runs import WHOLE, Run, full_absence, full_absences, grade_on, runs, without_note
from dokumentverk.rules.consents import consents_of
from dokumentverk.rules.deadlines_meetings import of_moteplassen, of_tasks
from dokumentverk.rules.deadlines_sharing import of_consents, of_copies
from dokumentverk.rules.exemptions import exempted, exemptions_of, of_exemptions
from dokumentverk.rules.meetings import with_minutes
from dokumentverk.rules.owing import Done, Owed, Reckoning, is_of, standing_of
from dokumentverk.rules.working_days import DAY, working_day_after

COPY_WEEKS: Final = 4
"""aml section 4-6, third paragraph: the plan goes to the sykmelder after four weeks at the latest, with or without
consent, and however much sooner the workplace makes it."""
ACTIVITY_WEEKS: Final = 8
"""ftrl section 8-8, second paragraph."""
NAV_MEETING_WEEKS: Final = 26
"""ftrl section 8-7 a, second paragraph."""
MAKSDATO_WEEKS: Final = 52
"""ftrl section 8-12 counts 248 days of sykepenger in three years, about a year; only Nav knows the day."""
NAV_LEAD_WEEKS: Final = 1
"""aml section 4-6, third paragraph: the revised plan, at least a week before a meeting that Nav calls."""


def obligations(case: Case, returns: Iterable[FiledReturn], reckoning: Reckoning) -> tuple[Obligation, ...]:
    """Everything that the case makes anybody owe, done or not, by day. ``returns`` are the employee's filed documents,
    in any order; those laid to other cases only are left out."""
    mine = [one for one in returns if not one.cases or case.id in one.cases]
    of_case = [one for one in mine if is_of(one, case)]
    case = with_minutes(case, of_case)
    plans = sorted(
        (one for one in of_case if one.kind is DocumentKind.PLAN),
        key=lambda one: (one.dated, one.registered),
    )
    found: list[Owed] = []
    all_runs = runs(case)
    for run in all_runs:
        until = all_runs[run.number].first if run.number < len(all_runs) else date.max
        found += _of_weeks(case, run, _of_run(run, until, plans), reckoning)
        found += _egenmelding(case, run, mine, reckoning)
    found += _after_dialogue(case, plans, reckoning)
    found += _before_nav(case)
    found += _evaluations(case, plans)
    found += of_copies(case, plans, reckoning)
    found += of_tasks(case, of_case)
    found += of_moteplassen(case, reckoning)
    found += of_consents(case, *consents_of(case, of_case), reckoning)
    exemptions = exemptions_of(case, of_case)
    found += of_exemptions(case, exemptions)
    standing = (standing_of(case, one, reckoning) for one in exempted(found, exemptions))
    return tuple(sorted(standing, key=lambda one: (one.due, one.key)))


def called_off(case: Case, returns: Iterable[FiledReturn], reckoning: Reckoning) -> tuple[Obligation, ...]:
    """What the case would make anybody owe had it not ended, nobody been back at work and no meeting been cancelled,
    and now does not: for whoever was told of it before."""
    planned = tuple(
        replace(one, meeting=replace(one.meeting, state=MeetingState.PLANNED))
        if one.meeting.state is MeetingState.CANCELLED
        else one
        for one in case.meetings
    )
    filed = tuple(returns)
    owed = {one.key for one in obligations(case, filed, reckoning)}
    as_if = replace(case, last=None, interruptions=(), meetings=planned)
    return tuple(one for one in obligations(as_if, filed, reckoning) if one.key not in owed)


def _of_run(run: Run, until: date, plans: Sequence[FiledReturn]) -> list[FiledReturn]:
    """The plans of this run: dated in it. One that was laid to the case before its first day is the first run's."""
    early = run.number == 1
    return [one for one in plans if run.first <= one.dated < until or (early and one.dated < run.first)]


def _of_weeks(case: Case, run: Run, plans: Sequence[FiledReturn], at: Reckoning) -> Iterator[Owed]:
    """What follows from how long the absence lasts."""
    rules = at.rules
    plan = plans[0] if plans else None
    contact, with_nav = (_met(case, run, kind) for kind in (MeetingKind.CONTACT, MeetingKind.DIALOGUE_2))
    copy = _shared(case, Recipient.SYKMELDER, run)
    wanted = (
        (Rule.FIRST_CONTACT, Party.LEADER, timedelta(days=rules.first_contact_days), contact, True),
        (Rule.PLAN, Party.LEADER, timedelta(weeks=rules.plan_weeks), Done(plan.id, plan.dated) if plan else None, True),
        (Rule.PLAN_COPY, Party.LEADER, timedelta(weeks=COPY_WEEKS), copy, True),
        (Rule.ACTIVITY, Party.NAV, timedelta(weeks=ACTIVITY_WEEKS), _active(case, run), False),
        (Rule.DIALOGUE_2, Party.NAV, timedelta(weeks=NAV_MEETING_WEEKS), with_nav, False),
        (Rule.MAKSDATO, Party.NAV, timedelta(weeks=MAKSDATO_WEEKS), None, False),
    )
    for rule, party, after, done, binding in wanted:
        due = run.first + after
        if run.lasted(due):
            yield Owed(_key(case, run, rule), rule, party, due, done, binding, run.last, since=run.first)
    yield from _dialogue(case, run, at)


def _key(case: Case, run: Run, rule: Rule) -> str:
    return f"{case.id}-{rule.value}" if run.number == 1 else f"{case.id}-{rule.value}-{run.number}"


def _met(case: Case, run: Run, kind: MeetingKind) -> Done | None:
    """The first such meeting that was held since the run began."""
    held = (one for one in case.meetings if one.meeting.state is MeetingState.HELD)
    found = (one for one in held if one.meeting.kind is kind and one.meeting.on >= run.first)
    return next((Done(one.minutes, one.meeting.on) for one in found), None)


def _shared(case: Case, to: Recipient, run: Run) -> Done | None:
    return next((Done(one.document, one.on) for one in case.shared if one.to is to and one.on >= run.first), None)


def _active(case: Case, run: Run) -> Done | None:
    """At work in part: since the first day of the run on which one is not wholly absent, within the eight weeks."""
    days = [run.first, *(one.first for one in case.grades), *(one.first for one in case.sick_notes)]
    until = run.first + timedelta(weeks=ACTIVITY_WEEKS)
    graded = sorted(day for day in days if run.first <= day <= until and grade_on(case, day) < WHOLE)
    return Done(None, graded[0]) if graded and grade_on(case, until) < WHOLE else None


def _dialogue(case: Case, run: Run, at: Reckoning) -> Iterator[Owed]:
    """Within seven weeks of full absence. While one works in part it is held when a party finds it useful: the day is
    told of, and binds nobody."""
    weeks = timedelta(weeks=at.rules.dialogue_meeting_weeks)
    days = (
        since + weeks for since in full_absences(case, run) if full_absence(case, run, since + weeks - DAY) == since
    )
    binding = next((day for day in days if run.lasted(day)), None)
    due = binding or run.first + weeks
    if run.lasted(due):
        done = _met(case, run, MeetingKind.DIALOGUE_1)
        key = _key(case, run, Rule.DIALOGUE_1)
        yield Owed(key, Rule.DIALOGUE_1, Party.LEADER, due, done, binding is not None, run.last, since=run.first)


def _egenmelding(case: Case, run: Run, returns: Sequence[FiledReturn], at: Reckoning) -> Iterator[Owed]:
    """Delivered the first working day after the days that no sick note covers; not reckoned while nobody knows when
    those ended."""
    absent = without_note(case, run, at.rules.egenmelding_days_per_absence)
    if absent is None:
        return
    until = run.last or date.max
    told = [
        one
        for one in returns
        if one.kind is DocumentKind.EGENMELDING and one.first is not None and run.first <= one.first <= until
    ]
    filed = min(told, key=lambda one: (one.dated, one.registered), default=None)
    last = absent.last or (filed.last if filed else None)
    if last is None:
        return
    due = working_day_after(last, at.rules.egenmelding_due_working_days)
    done = Done(filed.id, filed.dated) if filed else None
    yield Owed(_key(case, run, Rule.EGENMELDING), Rule.EGENMELDING, Party.EMPLOYEE, due, done)


def _after_dialogue(case: Case, plans: Sequence[FiledReturn], at: Reckoning) -> Iterator[Owed]:
    """aml section 4-6: the plan is revised after dialogmøte 1. How soon is the workplace's own."""
    for one in _meetings(case, (MeetingKind.DIALOGUE_1,), MeetingState.HELD):
        held = one.meeting.on
        done = next((Done(plan.id, plan.dated) for plan in plans if plan.dated >= held), None)
        due = held + timedelta(days=at.followup.plan_revision_days)
        key = f"{case.id}-{Rule.PLAN_REVISED.value}-{one.key}"
        yield Owed(key, Rule.PLAN_REVISED, Party.LEADER, due, done, over=case.last, since=held)


def _before_nav(case: Case) -> Iterator[Owed]:
    """The revised plan to Nav a week before each meeting that Nav calls; one that was sent before the meeting before
    is not the revised one."""
    before: Meeting | None = None
    for one in _meetings(case, NAV_MEETINGS, MeetingState.PLANNED, MeetingState.HELD):
        since = before.on if before else date.min
        given = (each for each in case.shared if each.to is Recipient.NAV and since <= each.on <= one.meeting.on)
        sent = next((Done(each.document, each.on) for each in given), None)
        due = one.meeting.on - timedelta(weeks=NAV_LEAD_WEEKS)
        key = f"{case.id}-{Rule.PLAN_TO_NAV.value}-{one.key}"
        over = min(one.meeting.on, case.last or one.meeting.on)
        yield Owed(key, Rule.PLAN_TO_NAV, Party.LEADER, due, sent, over=over, part=one.meeting.kind.value)
        before = one.meeting


def _meetings(case: Case, kinds: Sequence[MeetingKind], *states: MeetingState) -> Iterator[Arranged]:
    return (one for one in case.meetings if one.meeting.kind in kinds and one.meeting.state in states)


def _evaluations(case: Case, plans: Sequence[FiledReturn]) -> Iterator[Owed]:
    """Every measure, and the plan itself, on the day that the plan says. A later plan has looked at those of the one
    before it."""
    for number, plan in enumerate(plans, start=1):
        later = plans[number] if number < len(plans) else None
        for one in plan.evaluations:
            rule = Rule.MEASURE if one.row else Rule.PLAN_EVALUATION
            done = Done(plan.id, plan.registered) if one.done else Done(later.id, later.dated) if later else None
            part = str(one.row) if one.row else None
            key = f"{plan.id}-{rule.value}-{one.row}" if one.row else f"{plan.id}-{rule.value}"
            yield Owed(key, rule, Party.LEADER, one.on, done, over=case.last, about=plan.id, part=part)
