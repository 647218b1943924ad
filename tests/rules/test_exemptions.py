"""An exemption silences or postpones what it names, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.case import Case, Exempted, MeetingKind
from dokumentverk.model.obligation import (
    EXEMPTIBLE,
    DocumentKind,
    Exemption,
    FiledReturn,
    Ground,
    Obligation,
    Rule,
    Standing,
)
from dokumentverk.rules.deadlines import obligations
from tests.rules.cases import CASE, at, by_rule, day, interrupted, meeting, plan

MET = replace(CASE, meetings=(meeting(MeetingKind.DIALOGUE_1, "1109"),))


def exempt(case: Case, rule: Rule, until: str | None = None, on: str = "1110", ground: str = "back_soon") -> Case:
    told = Exempted(rule.value, ground, day(on), day(until) if until else None)
    return replace(case, exempted=(*case.exempted, told))


def filed(exemption: Exemption, id: str = "RX") -> FiledReturn:
    return FiledReturn(
        id, DocumentKind.EXEMPTION, "unntak", exemption.on, exemption.on, exemption=replace(exemption, source=id)
    )


def changed(before: Case, after: Case, *returns: FiledReturn) -> dict[Rule, Obligation]:
    """Obligations that the exemption altered."""
    was = {one.key: one for one in obligations(before, (), at())}
    return {one.rule: one for one in obligations(after, returns, at()) if one != was.get(one.key)}


@pytest.mark.parametrize("rule", EXEMPTIBLE)
def test_what_it_names_alone_is_silenced(rule: Rule) -> None:
    altered = changed(MET, exempt(MET, rule))
    silenced = {rule, Rule.PLAN_COPY} if rule is Rule.PLAN else {rule}
    if rule is Rule.DIALOGUE_1:
        assert altered == {}, "it was held: done stays done"
        altered = changed(CASE, exempt(CASE, rule))
    assert set(altered) == silenced
    assert {one.standing for one in altered.values()} == {Standing.EXEMPT}
    assert altered[rule].done_on == day("1110")


def test_a_postponement_moves_the_day_and_never_forward() -> None:
    altered = changed(CASE, exempt(CASE, Rule.DIALOGUE_1, "20270115", ground="not_possible_now"))
    (only,) = altered.values()
    assert (only.due, only.postponed, only.standing) == (day("20270115"), day("1221"), Standing.DUE)
    assert changed(CASE, exempt(CASE, Rule.DIALOGUE_1, "1201")) == {}
    assert changed(CASE, exempt(CASE, Rule.DIALOGUE_1, "1221")) == {}, "to the day itself is no postponement"


def test_the_ground_that_only_postpones_silences_nothing() -> None:
    assert changed(CASE, exempt(CASE, Rule.DIALOGUE_1, ground="not_possible_now")) == {}


def test_a_plan_that_was_made_all_the_same_is_copied() -> None:
    owed = by_rule(exempt(CASE, Rule.PLAN), plan("RA", "1120"))
    assert owed[Rule.PLAN].standing is Standing.DONE
    assert owed[Rule.PLAN_COPY].standing is Standing.DUE


def test_it_is_of_the_absence_that_had_begun() -> None:
    case = interrupted(CASE, ("1201", "1231"))
    for on in ("20270101", "20270111"):
        owed = obligations(exempt(case, Rule.PLAN, on=on), (), at(day(on)))
        assert [(one.due, one.standing) for one in owed if one.rule is Rule.PLAN] == [
            (day("1130"), Standing.LAPSED),
            (day("20270129"), Standing.EXEMPT),
        ]


def test_a_filed_one_and_a_later_decision() -> None:
    first = Exemption((Rule.PLAN, Rule.DIALOGUE_1), Ground.BACK_SOON, day("1110"), reconsidered=day("1208"))
    owed = by_rule(CASE, filed(first))
    assert owed[Rule.PLAN].done_by == owed[Rule.DIALOGUE_1].done_by == "RX"
    again = owed[Rule.EXEMPTION]
    assert (again.due, again.about, again.part, again.standing) == (
        day("1208"), "RX", "plan, dialogue_1", Standing.DUE,
    )  # fmt: skip
    later = filed(Exemption((Rule.DIALOGUE_1,), Ground.OTHER, day("1207"), until=day("20270201")), "RY")
    owed = by_rule(CASE, filed(first), later)
    assert (owed[Rule.EXEMPTION].done_by, owed[Rule.PLAN].standing) == ("RY", Standing.EXEMPT)
    assert owed[Rule.DIALOGUE_1].due == day("20270201")


def test_of_two_decisions_on_one_day_the_filed_one_counts() -> None:
    on_paper = Exemption((Rule.PLAN,), Ground.OTHER, day("1110"), until=day("1215"))
    owed = by_rule(exempt(CASE, Rule.PLAN), filed(on_paper))
    assert (owed[Rule.PLAN].due, owed[Rule.PLAN].standing) == (day("1215"), Standing.DUE)


@given(
    st.sampled_from(EXEMPTIBLE),
    st.sampled_from(list(Ground)),
    st.integers(1, 28),
    st.none() | st.integers(1, 28).map(lambda number: f"202702{number:02}"),
)
def test_nothing_else_changes_whatever_is_decided(rule: Rule, ground: Ground, on: int, until: str | None) -> None:
    altered = changed(MET, exempt(MET, rule, until, f"11{on:02}", ground.value))
    assert set(altered) <= {rule, *([Rule.PLAN_COPY] if rule is Rule.PLAN else [])}
    for one in altered.values():
        assert (one.standing is Standing.EXEMPT) == (until is None)
        assert one.due >= (one.postponed or one.due)
