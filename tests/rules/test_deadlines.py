"""Every deadline of a case: on its day, by whom, done by what; vectors first, properties after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.case import (
    Arranged,
    Case,
    CaseKind,
    Graded,
    Interruption,
    Meeting,
    MeetingKind,
    MeetingState,
    Recipient,
    Shared,
    SickNote,
)
from dokumentverk.model.obligation import DocumentKind, Evaluation, FiledReturn, Party, Rule, Standing
from dokumentverk.model.workplace import FollowupSettings, RuleSettings
from dokumentverk.rules.absence_runs import runs
from dokumentverk.rules.deadlines import called_off, obligations
from dokumentverk.rules.owing import Reckoning
from dokumentverk.rules.working_days import is_day_off
from tests.rules.cases import CASE, MONDAY, at, by_rule, day, graded, interrupted, meeting, noted, plan

WEEK = timedelta(weeks=1)


@pytest.mark.parametrize(
    ("rule", "due", "party", "binding"),
    [
        (Rule.FIRST_CONTACT, "1105", Party.LEADER, True),
        (Rule.PLAN, "1130", Party.LEADER, True),
        (Rule.PLAN_COPY, "1130", Party.LEADER, True),
        (Rule.DIALOGUE_1, "1221", Party.LEADER, True),
        (Rule.ACTIVITY, "1228", Party.NAV, False),
        (Rule.DIALOGUE_2, "20270503", Party.NAV, False),
        (Rule.MAKSDATO, "20271101", Party.NAV, False),
    ],
)
def test_weeks_from_a_monday_end_on_a_monday(rule: Rule, due: str, party: Party, binding: bool) -> None:
    found = by_rule(CASE)[rule]
    assert (found.due, found.party, found.binding) == (day(due), party, binding)
    assert (found.case, found.employee, found.key) == (CASE.id, "1001", f"{CASE.id}-{rule.value}")


def test_a_workplace_may_be_sooner_than_the_law() -> None:
    rules = RuleSettings(plan_weeks=2, dialogue_meeting_weeks=5, first_contact_days=1)
    found = by_rule(CASE, reckoning=at(rules=rules))
    dues = [found[rule].due for rule in (Rule.FIRST_CONTACT, Rule.PLAN, Rule.PLAN_COPY, Rule.DIALOGUE_1)]
    assert dues == [day("1103"), day("1116"), day("1130"), day("1207")]


@pytest.mark.parametrize(
    ("first", "weeks", "due"),
    [
        pytest.param("20240201", 4, "20240229", id="the leap day itself"),
        pytest.param("20230201", 4, "20230301", id="no leap day"),
        pytest.param("20240205", 4, "20240304", id="over the leap day"),
        pytest.param("20270104", 4, "20270201", id="over the end of a month"),
        pytest.param("20261207", 4, "20270104", id="over the new year"),
        pytest.param("20000201", 4, "20000229", id="a leap year that is a century"),
        pytest.param("21000201", 4, "21000301", id="a century that is none"),
    ],
)
def test_the_calendar(first: str, weeks: int, due: str) -> None:
    found = by_rule(replace(CASE, first_day=day(first)), reckoning=at(rules=RuleSettings(plan_weeks=weeks)))
    assert found[Rule.PLAN].due == day(due)


@pytest.mark.parametrize(
    ("first", "due", "before"),
    [
        pytest.param("20261107", "20261205", "20261204", id="a Saturday"),
        pytest.param("20261129", "20261227", "20261224", id="a Sunday after Christmas: back to Christmas Eve"),
        pytest.param("20260309", "20260406", "20260401", id="Easter Monday: back to Wednesday"),
        pytest.param("20260419", "20260517", "20260515", id="the seventeenth of May, a Sunday; Friday before is open"),
        pytest.param("20261102", "20261130", "20261130", id="a working day is itself"),
    ],
)
def test_a_day_off_has_the_working_day_before_beside_it(first: str, due: str, before: str) -> None:
    found = by_rule(replace(CASE, first_day=day(first)))[Rule.PLAN]
    assert (found.due, found.working_day) == (day(due), day(before))
    silent = at(followup=FollowupSettings(say_working_day=False))
    assert by_rule(replace(CASE, first_day=day(first)), reckoning=silent)[Rule.PLAN].working_day == day(due)


@pytest.mark.parametrize(
    ("last", "owed"),
    [("1128", False), ("1129", True), ("1130", True)],
    ids=["a day short of four weeks", "four weeks", "a day more"],
)
def test_what_ended_before_four_weeks_needs_no_plan(last: str, owed: bool) -> None:
    assert (Rule.PLAN in by_rule(replace(CASE, last=day(last)))) is owed


def test_what_was_not_done_lapses_with_the_absence() -> None:
    case = replace(CASE, last=day("1210"))
    standing = [by_rule(case, reckoning=at(day(on)))[Rule.PLAN].standing for on in ("1120", "1130", "1210", "1211")]
    assert standing == [Standing.DUE, Standing.DUE, Standing.OVERDUE, Standing.LAPSED]


def test_a_filed_plan_is_done_and_says_with_what() -> None:
    found = by_rule(CASE, plan("RA", "1202"), plan("RB", "1120"), reckoning=at(day("1231")))[Rule.PLAN]
    assert (found.standing, found.done_by, found.done_on) == (Standing.DONE, "RB", day("1120"))
    late = by_rule(CASE, plan("RA", "1202"), reckoning=at(day("1231")))[Rule.PLAN]
    assert late.done_on is not None
    assert late.done_on > late.due


def test_the_plan_that_is_dated_first_is_the_first_however_late_it_was_filed() -> None:
    late = replace(plan("RA", "1120"), registered=day("1210"))
    assert by_rule(CASE, plan("RB", "1202"), late)[Rule.PLAN].done_by == "RA"


def test_a_plan_of_another_case_or_an_earlier_absence_is_none() -> None:
    assert by_rule(CASE, plan("RA", "1120", cases=("SOTHER",)))[Rule.PLAN].standing is Standing.DUE
    assert by_rule(CASE, plan("RA", "1020"))[Rule.PLAN].standing is Standing.DUE
    assert by_rule(CASE, plan("RA", "1020", cases=(CASE.id,)))[Rule.PLAN].standing is Standing.DONE


def test_the_copy_needs_somebody_to_say_that_it_was_given() -> None:
    assert by_rule(CASE, plan("RA", "1120"))[Rule.PLAN_COPY].standing is Standing.DUE
    given = replace(CASE, shared=(Shared(Recipient.SYKMELDER, day("1125"), "RA"),))
    found = by_rule(given, plan("RA", "1120"))[Rule.PLAN_COPY]
    assert (found.standing, found.done_by, found.done_on) == (Standing.DONE, "RA", day("1125"))
    to_nav = replace(CASE, shared=(Shared(Recipient.NAV, day("1125")),))
    assert by_rule(to_nav)[Rule.PLAN_COPY].standing is Standing.DUE


def test_sixteen_days_at_work_begin_the_weeks_anew() -> None:
    short = interrupted(CASE, ("1110", "1124"))
    assert by_rule(short)[Rule.PLAN].due == day("1130")
    long = interrupted(CASE, ("1110", "1125"))
    found = [one for one in obligations(long, (), at()) if one.rule is Rule.PLAN]
    assert [(one.due, one.key) for one in found] == [(day("1224"), f"{CASE.id}-plan-2")]


@pytest.mark.parametrize(
    ("changes", "due", "binding"),
    [
        pytest.param((), "1221", True, id="wholly absent"),
        pytest.param((("1102", 50),), "1221", False, id="graded all the time: when somebody finds it useful"),
        pytest.param((("1214", 50),), "1221", False, id="graded before seven weeks"),
        pytest.param((("1220", 50),), "1221", False, id="graded on the last day of the seven weeks"),
        pytest.param((("1221", 50),), "1221", True, id="graded when seven weeks were full"),
        pytest.param((("1222", 50),), "1221", True, id="graded after"),
        pytest.param((("1102", 50), ("1130", 100)), "20270118", True, id="seven weeks from when it became full"),
        pytest.param((("1130", 50), ("1207", 100)), "20270125", True, id="full, in part and full again"),
    ],
)
def test_dialogue_meeting_by_grade(changes: tuple[tuple[str, int], ...], due: str, binding: bool) -> None:
    found = by_rule(graded(CASE, *changes))[Rule.DIALOGUE_1]
    assert (found.due, found.binding) == (day(due), binding)


def test_full_absence_that_ended_before_its_seven_weeks_leaves_the_day_that_binds_nobody() -> None:
    case = replace(graded(CASE, ("1102", 50), ("1130", 100)), last=day("20270105"))
    found = by_rule(case)[Rule.DIALOGUE_1]
    assert (found.due, found.binding) == (day("1221"), False)


def test_what_binds_nobody_is_never_overdue() -> None:
    found = by_rule(graded(CASE, ("1102", 50)), reckoning=at(day("20280101")))
    assert found[Rule.DIALOGUE_1].standing is Standing.PASSED
    assert found[Rule.MAKSDATO].standing is Standing.PASSED
    assert found[Rule.PLAN].standing is Standing.OVERDUE
    assert found[Rule.PLAN].days == (day("1130") - day("20280101")).days


def test_a_held_meeting_is_done_and_a_planned_one_is_not() -> None:
    planned = replace(CASE, meetings=(meeting(MeetingKind.DIALOGUE_1, "1210", MeetingState.PLANNED),))
    assert by_rule(planned)[Rule.DIALOGUE_1].standing is Standing.DUE
    assert Rule.PLAN_REVISED not in by_rule(planned), "nothing was talked about yet"
    held = replace(CASE, meetings=(meeting(MeetingKind.DIALOGUE_1, "1210"),))
    found = by_rule(held)
    assert (found[Rule.DIALOGUE_1].standing, found[Rule.DIALOGUE_1].done_on) == (Standing.DONE, day("1210"))
    revised = found[Rule.PLAN_REVISED]
    assert (revised.due, revised.standing) == (day("1224"), Standing.DUE)
    assert by_rule(held, plan("RA", "1209"))[Rule.PLAN_REVISED].standing is Standing.DUE
    assert by_rule(held, plan("RA", "1209"), plan("RB", "1215"))[Rule.PLAN_REVISED].done_by == "RB"
    assert by_rule(held, plan("RA", "1210"))[Rule.PLAN_REVISED].standing is Standing.DONE, "in the meeting itself"
    sooner = at(followup=FollowupSettings(plan_revision_days=7))
    assert by_rule(held, reckoning=sooner)[Rule.PLAN_REVISED].due == day("1217")
    ended = replace(held, last=day("1215"))
    assert by_rule(ended, reckoning=at(day("1216")))[Rule.PLAN_REVISED].standing is Standing.LAPSED


def test_first_contact_is_any_conversation_since_the_first_day() -> None:
    spoke = replace(CASE, meetings=(meeting(MeetingKind.CONTACT, "1104"),))
    assert by_rule(spoke)[Rule.FIRST_CONTACT].standing is Standing.DONE
    before = replace(CASE, meetings=(meeting(MeetingKind.CONTACT, "1030"),))
    assert by_rule(before)[Rule.FIRST_CONTACT].standing is Standing.DUE


def test_nav_has_the_revised_plan_a_week_before_each_of_its_meetings() -> None:
    both = replace(
        CASE,
        meetings=(
            meeting(MeetingKind.DIALOGUE_2, "20270426", MeetingState.PLANNED, 3),
            meeting(MeetingKind.IA, "20270601", MeetingState.PLANNED, 4),
            meeting(MeetingKind.DIALOGUE_3, "20270701", MeetingState.CANCELLED, 5),
        ),
        shared=(Shared(Recipient.NAV, day("20270415"), "RA"),),
    )
    found = [one for one in obligations(both, (), at()) if one.rule is Rule.PLAN_TO_NAV]
    assert [(one.due, one.standing, one.key.rpartition("-")[2]) for one in found] == [
        (day("20270419"), Standing.DONE, "3"),
        (day("20270525"), Standing.DUE, "4"),
    ]


NAV_MEETING = replace(CASE, meetings=(meeting(MeetingKind.DIALOGUE_2, "20270426", MeetingState.PLANNED, 3),))


def to_nav(case: Case, *shared: tuple[Recipient, str], on: date = MONDAY) -> list[Standing]:
    """How the plan for each of Nav's meetings stands."""
    given = replace(case, shared=tuple(Shared(to, day(when)) for to, when in shared))
    return [one.standing for one in obligations(given, (), at(on)) if one.rule is Rule.PLAN_TO_NAV]


def test_the_plan_that_nav_has_by_the_meeting_is_the_one_for_it() -> None:
    assert to_nav(NAV_MEETING, (Recipient.SYKMELDER, "20270415")) == [Standing.DUE], "Nav has not got it"
    assert to_nav(NAV_MEETING, (Recipient.NAV, "20270426")) == [Standing.DONE], "late, on the day itself"
    assert to_nav(NAV_MEETING, (Recipient.NAV, "20270427")) == [Standing.DUE]
    held = replace(NAV_MEETING, meetings=(meeting(MeetingKind.DIALOGUE_2, "20270426", number=3),))
    assert to_nav(held, (Recipient.NAV, "20270415")) == [Standing.DONE], "told of after the meeting too"
    second = meeting(MeetingKind.IA, "20270601", MeetingState.PLANNED, 4)
    both = replace(held, meetings=(*held.meetings, second))
    assert to_nav(both, (Recipient.NAV, "20270425")) == [Standing.DONE, Standing.DUE]
    assert to_nav(both, (Recipient.NAV, "20270426")) == [Standing.DONE, Standing.DONE], "on the day of the one before"


def test_no_plan_goes_to_nav_for_a_meeting_that_is_over() -> None:
    days = ("20270419", "20270420", "20270426", "20270427")
    assert [to_nav(NAV_MEETING, on=day(on)) for on in days] == [
        [Standing.DUE], [Standing.OVERDUE], [Standing.OVERDUE], [Standing.LAPSED],
    ]  # fmt: skip
    ended = replace(NAV_MEETING, last=day("20270420"))
    assert [to_nav(ended, on=day(on)) for on in days[1:3]] == [[Standing.OVERDUE], [Standing.LAPSED]]


@pytest.mark.parametrize(
    ("changes", "since"),
    [
        pytest.param((("1102", 60),), "1102", id="from the first day"),
        pytest.param((("1207", 60),), "1207", id="in part"),
        pytest.param((("1228", 60),), "1228", id="from the last day"),
        pytest.param((("1229", 60),), None, id="a day late"),
        pytest.param((("1130", 60), ("1214", 100)), None, id="in part, and full again at eight weeks"),
        pytest.param((("1130", 100),), None, id="full all the time"),
    ],
)
def test_activity_is_work_in_part_by_eight_weeks(changes: tuple[tuple[str, int], ...], since: str | None) -> None:
    found = by_rule(graded(CASE, *changes))[Rule.ACTIVITY]
    assert found.done_on == (day(since) if since else None)
    assert found.standing is (Standing.DONE if since else Standing.DUE)


def test_every_measure_is_evaluated_on_its_day_or_by_the_next_plan() -> None:
    first = plan(
        "RA",
        "1120",
        evaluations=(Evaluation(0, day("1218")), Evaluation(1, day("1204")), Evaluation(2, day("1211"), done=True)),
    )
    found = [one for one in obligations(CASE, (first,), at()) if one.rule in (Rule.MEASURE, Rule.PLAN_EVALUATION)]
    assert [(one.due, one.part, one.standing) for one in found] == [
        (day("1204"), "1", Standing.DUE),
        (day("1211"), "2", Standing.DONE),
        (day("1218"), None, Standing.DUE),
    ]
    evaluated = (Rule.MEASURE, Rule.PLAN_EVALUATION)
    owed = obligations(CASE, (first, plan("RB", "1201")), at())
    later = [one for one in owed if one.about == "RA" and one.rule in evaluated]
    assert [one.done_by for one in later] == ["RB", "RA", "RB"]
    filed_later = replace(first, registered=day("1123"))
    assert [one.done_on for one in obligations(CASE, (filed_later,), at()) if one.part == "2"] == [day("1123")]
    over = obligations(replace(CASE, last=day("1125")), (first,), at(day("1126")))
    assert [one.standing for one in over if one.rule in evaluated] == [Standing.LAPSED, Standing.DONE, Standing.LAPSED]


def test_the_egenmelding_is_due_the_first_working_day_after_it() -> None:
    assert Rule.EGENMELDING not in by_rule(CASE), "nobody knows yet when the days without a sick note ended"
    assert by_rule(replace(CASE, last=day("1104")))[Rule.EGENMELDING].due == day("1105")
    by_note = by_rule(noted(CASE, ("1105", "1130", 100)))[Rule.EGENMELDING]
    assert (by_note.due, by_note.party) == (day("1105"), Party.EMPLOYEE)
    assert Rule.EGENMELDING not in by_rule(noted(CASE, ("1102", "1130", 100)))
    slow = at(rules=RuleSettings(egenmelding_due_working_days=3))
    assert by_rule(replace(CASE, last=day("1104")), reckoning=slow)[Rule.EGENMELDING].due == day("1109"), (
        "over a weekend"
    )
    assert Rule.EGENMELDING not in by_rule(replace(CASE, last=day("1105"))), "nobody has told of its sick note"
    extended = at(rules=RuleSettings(egenmelding_days_per_absence=8))
    assert by_rule(replace(CASE, last=day("1105")), reckoning=extended)[Rule.EGENMELDING].due == day("1106")
    easter = replace(CASE, first_day=day("0331"), last=day("0401"))
    assert by_rule(easter)[Rule.EGENMELDING].due == day("0407")


def test_a_filed_egenmelding_is_delivered() -> None:
    told = FiledReturn("RE", DocumentKind.EGENMELDING, "egenmelding", day("1109"), day("1110"), first=MONDAY)
    found = by_rule(replace(CASE, last=day("1104")), told)[Rule.EGENMELDING]
    assert (found.standing, found.done_by, found.done_on) == (Standing.DONE, "RE", day("1109"))
    other = replace(told, first=day("1001"))
    assert by_rule(replace(CASE, last=day("1104")), other, reckoning=at(day("1130")))[Rule.EGENMELDING].standing is (
        Standing.OVERDUE
    )


def test_an_egenmelding_is_of_the_absence_in_which_it_began() -> None:
    told = FiledReturn("RE", DocumentKind.EGENMELDING, "egenmelding", day("1105"), day("1105"), first=MONDAY)
    one_day = replace(CASE, last=MONDAY)
    assert by_rule(one_day, told)[Rule.EGENMELDING].done_by == "RE"
    late = at(day("1130"))
    after = replace(told, first=day("1103"))
    assert by_rule(one_day, after, reckoning=late)[Rule.EGENMELDING].standing is Standing.OVERDUE
    elsewhere = replace(told, cases=("SOTHER",))
    assert by_rule(one_day, elsewhere, reckoning=late)[Rule.EGENMELDING].standing is Standing.OVERDUE


def test_the_first_egenmelding_delivers_it_and_the_case_knows_its_last_day() -> None:
    told = FiledReturn("RE", DocumentKind.EGENMELDING, "egenmelding", day("1105"), day("1105"), first=MONDAY)
    again = replace(told, id="RF", dated=day("1106"), registered=day("1106"))
    short = replace(told, last=day("1103"))
    found = by_rule(replace(CASE, last=day("1104")), again, short)[Rule.EGENMELDING]
    assert (found.done_by, found.due) == ("RE", day("1105"))


def test_a_filed_egenmelding_tells_itself_which_days_it_covers() -> None:
    told = FiledReturn("RE", DocumentKind.EGENMELDING, "egenmelding", day("1105"), day("1105"), first=MONDAY)
    assert Rule.EGENMELDING not in by_rule(CASE, told), "it has no last day"
    found = by_rule(CASE, replace(told, last=day("1104")))[Rule.EGENMELDING]
    assert (found.due, found.standing) == (day("1105"), Standing.DONE)


def test_what_ended_is_called_off() -> None:
    open_keys = {one.key for one in obligations(CASE, (), at())}
    ended = replace(CASE, last=day("1110"))
    gone = {one.rule for one in called_off(ended, (), at())}
    assert gone == {
        Rule.PLAN, Rule.PLAN_COPY, Rule.DIALOGUE_1, Rule.ACTIVITY, Rule.DIALOGUE_2, Rule.MAKSDATO,
    }  # fmt: skip
    assert {one.key for one in (*called_off(ended, (), at()), *obligations(ended, (), at()))} >= open_keys
    cancelled = replace(CASE, meetings=(meeting(MeetingKind.IA, "1210", MeetingState.CANCELLED),))
    assert [one.rule for one in called_off(cancelled, (), at())] == [Rule.PLAN_TO_NAV]
    assert called_off(CASE, (), at()) == ()


def test_other_cases_owe_what_their_facts_say_alone() -> None:
    case = replace(CASE, kind=CaseKind.FOREBYGGENDE, first_day=None)
    assert obligations(case, (), at()) == ()
    measured = plan("RA", "1120", cases=(CASE.id,), evaluations=(Evaluation(1, day("1204")),))
    assert obligations(case, (replace(measured, cases=()),), at()) == ()
    assert {one.rule for one in obligations(case, (measured,), at())} == {
        Rule.MEASURE, Rule.COPY_EMPLOYEE, Rule.COPY_HR,
    }  # fmt: skip


days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    first = draw(days)

    def after(most: int = 500) -> date:
        return first + timedelta(days=draw(st.integers(0, most)))

    grades = tuple(Graded(after(), Decimal(draw(st.integers(0, 100)))) for _ in range(draw(st.integers(0, 3))))
    notes = []
    for _ in range(draw(st.integers(0, 3))):
        start = after()
        notes.append(
            SickNote(start, start + timedelta(days=draw(st.integers(0, 60))), Decimal(draw(st.integers(1, 100))))
        )
    gaps = []
    for _ in range(draw(st.integers(0, 3))):
        start = after()
        gaps.append((start, start + timedelta(days=draw(st.integers(0, 40)))))
    meetings = tuple(
        Arranged(number, Meeting(draw(st.sampled_from(MeetingKind)), after(), draw(st.sampled_from(MeetingState))))
        for number in range(2, 2 + draw(st.integers(0, 3)))
    )
    return replace(
        CASE,
        first_day=first,
        grades=tuple(sorted(grades, key=lambda one: one.first)),
        sick_notes=tuple(sorted(notes, key=lambda one: one.first)),
        interruptions=tuple(Interruption(a, b) for a, b in sorted(gaps)),
        meetings=tuple(sorted(meetings, key=lambda one: (one.meeting.on, one.number))),
        last=draw(st.none() | st.just(0).map(lambda _: after())),
    )


@st.composite
def plans(draw: st.DrawFn, first: date) -> FiledReturn:
    dated = first + timedelta(days=draw(st.integers(-30, 400)))
    rows = draw(st.lists(st.integers(0, 90), max_size=3))
    return FiledReturn(
        "R" + str(draw(st.integers(100, 999))),
        DocumentKind.PLAN,
        "oppfolgingsplan",
        dated,
        dated,
        evaluations=tuple(Evaluation(row, dated + timedelta(days=ahead)) for row, ahead in enumerate(rows)),
    )


AFTER = {
    Rule.FIRST_CONTACT: timedelta(days=3),
    Rule.PLAN: 4 * WEEK,
    Rule.PLAN_COPY: 4 * WEEK,
    Rule.ACTIVITY: 8 * WEEK,
    Rule.DIALOGUE_2: 26 * WEEK,
    Rule.MAKSDATO: 52 * WEEK,
}


@given(cases(), days)
def test_no_obligation_stands_before_its_rules_day_or_beyond_the_absence(case: Case, on: date) -> None:
    found = obligations(case, (), at(on))
    firsts = {run.number: run for run in runs(case)}
    for one in found:
        run = firsts[int(one.key.rpartition("-")[2]) if one.key.count("-") > 1 else 1] if one.rule in AFTER else None
        if run is not None:
            assert one.due == run.first + AFTER[one.rule]
            assert run.last is None or run.last >= one.due - timedelta(days=1)
        if one.rule is Rule.DIALOGUE_1:
            assert any(one.due >= run.first + 7 * WEEK for run in firsts.values())
        assert one.working_day <= one.due
        assert not is_day_off(one.working_day)
        assert all(is_day_off(one.working_day + timedelta(days=n + 1)) for n in range((one.due - one.working_day).days))
        assert one.days == (one.due - on).days
    assert len({one.key for one in found}) == len(found), "a key is one obligation's"


@given(cases(), days, days)
def test_the_day_of_reckoning_moves_no_deadline(case: Case, on: date, other: date) -> None:
    one, two = ({each.key: each.due for each in obligations(case, (), at(when))} for when in (on, other))
    assert one == two


@given(st.data(), cases(), days)
def test_a_filed_plan_adds_only_what_it_says_itself(data: st.DataObject, case: Case, on: date) -> None:
    assert case.first_day is not None
    filed = data.draw(plans(case.first_day))
    before = {one.key: one for one in obligations(case, (), at(on))}
    after = {one.key: one for one in obligations(case, (filed,), at(on))}
    assert {key for key, one in after.items() if one.about != filed.id} == set(before)
    for key, one in before.items():
        assert one.due == after[key].due
        assert one.standing is not Standing.DONE or after[key].standing is Standing.DONE


@given(cases(), days)
def test_a_meeting_held_or_a_plan_given_undoes_nothing(case: Case, on: date) -> None:
    """Whatever was done stays done, whatever else is told beside it."""
    more = replace(
        case,
        meetings=(*case.meetings, meeting(MeetingKind.CONTACT, "20610101", number=90)),
        shared=(Shared(Recipient.SYKMELDER, date(2061, 1, 1)),),
    )
    after = {one.key: one for one in obligations(more, (), at(on))}
    for one in obligations(case, (), at(on)):
        assert one.standing is not Standing.DONE or after[one.key].standing is Standing.DONE


@given(cases(), days)
def test_overdue_is_what_binds_and_is_past_and_lasts(case: Case, on: date) -> None:
    for one in obligations(case, (), Reckoning(RuleSettings(), FollowupSettings(), on)):
        if one.standing is Standing.OVERDUE:
            assert one.binding
            assert one.days < 0
        if one.standing is Standing.DUE:
            assert one.days >= 0
