"""When a consent stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.model.consent import Asked, Consent, Use, Verdict, Withdrawal
from dokumentverk.rules.consents import judge_consents, uses_of
from tests.rules.cases import day

GIVEN = day("1102")
CONSENT = Consent("R1", GIVEN, GIVEN, day("1231"), signed=True, invites=("certifying_doctor",))
SHARING = replace(CONSENT, invites=(), shares=("occupational_health",), things=("plan",))
INVITING = Asked(Use.INVITE, "certifying_doctor", day("1110"), day("1120"))
BOTH = (Use.INVITE, Use.SHARE)


@pytest.mark.parametrize(
    ("consent", "asked", "verdict"),
    [
        (CONSENT, INVITING, Verdict.STANDS),
        (CONSENT, replace(INVITING, meeting=None), Verdict.STANDS),
        (CONSENT, replace(INVITING, on=GIVEN), Verdict.STANDS),
        (CONSENT, replace(INVITING, on=day("1101")), Verdict.NOT_YET),
        (replace(CONSENT, first=day("1111")), INVITING, Verdict.NOT_YET),
        (replace(CONSENT, first=day("1001")), replace(INVITING, on=day("1101")), Verdict.NOT_YET),
        (CONSENT, replace(INVITING, meeting=day("1231")), Verdict.STANDS),
        (CONSENT, replace(INVITING, meeting=day("20270101")), Verdict.EXPIRED),
        (replace(CONSENT, expires=day("1109")), INVITING, Verdict.EXPIRED),
        (replace(CONSENT, expires=day("1109")), replace(INVITING, meeting=day("1108")), Verdict.EXPIRED),
        (replace(CONSENT, expires=day("1110")), replace(INVITING, meeting=None), Verdict.STANDS),
        (replace(CONSENT, expires=None), replace(INVITING, meeting=day("20281231")), Verdict.STANDS),
        (replace(CONSENT, signed=False), INVITING, Verdict.UNSIGNED),
        (replace(CONSENT, signed=False, expires=day("1109")), INVITING, Verdict.EXPIRED),
        (replace(CONSENT, meeting=day("1120")), INVITING, Verdict.STANDS),
        (replace(CONSENT, meeting=day("1120")), replace(INVITING, meeting=None), Verdict.STANDS),
        (replace(CONSENT, meeting=day("1121")), INVITING, Verdict.OTHER_MEETING),
        (replace(CONSENT, invites=()), INVITING, Verdict.NONE),
        (CONSENT, replace(INVITING, whom="other_health_personnel"), Verdict.NONE),
        (CONSENT, replace(INVITING, use=Use.SHARE), Verdict.NONE),
        (replace(CONSENT, uncertain=True, invites=()), INVITING, Verdict.NOT_READ),
    ],
)
def test_inviting(consent: Consent, asked: Asked, verdict: Verdict) -> None:
    assert judge_consents([consent], (), asked)[0] is verdict


@pytest.mark.parametrize(
    ("withdrawal", "verdict"),
    [
        (Withdrawal(day("1109")), Verdict.WITHDRAWN),
        (Withdrawal(GIVEN), Verdict.WITHDRAWN),
        (Withdrawal(day("1120")), Verdict.WITHDRAWN),
        (Withdrawal(day("1121")), Verdict.STANDS),
        (Withdrawal(day("1101")), Verdict.STANDS),
        (Withdrawal(day("1109"), (Use.SHARE,)), Verdict.STANDS),
        (Withdrawal(day("1109"), (Use.INVITE,)), Verdict.WITHDRAWN),
    ],
)
def test_withdrawn(withdrawal: Withdrawal, verdict: Verdict) -> None:
    assert judge_consents([CONSENT], [withdrawal], INVITING)[0] is verdict


def test_a_new_one_after_a_withdrawal_stands() -> None:
    again = replace(CONSENT, source="R2", given=day("1110"), first=day("1110"))
    assert judge_consents([CONSENT, again], [Withdrawal(day("1109"))], INVITING) == (Verdict.STANDS, again)


def test_sharing_is_of_what_was_named_with_whom_was_named() -> None:
    asked = Asked(Use.SHARE, "occupational_health", day("1110"))
    assert judge_consents([SHARING], (), asked) == (Verdict.STANDS, SHARING)
    assert judge_consents([SHARING], (), replace(asked, thing="minutes"))[0] is Verdict.NONE
    assert judge_consents([SHARING], (), replace(asked, whom="rehabilitation"))[0] is Verdict.NONE
    assert judge_consents([], (), asked) == (Verdict.NONE, None)
    assert uses_of(SHARING) == (Use.SHARE,)
    assert uses_of(replace(SHARING, invites=("certifying_doctor",))) == BOTH


days = st.integers(0, 400).map(lambda count: date(2026, 1, 1) + timedelta(days=count))
consents = st.builds(
    Consent, st.sampled_from(["R1", "R2"]), days, days, st.none() | days, st.booleans(),
    st.just(("certifying_doctor",)), meeting=st.none() | days, uncertain=st.booleans(),
)  # fmt: skip
withdrawals = st.builds(Withdrawal, days, st.sampled_from([(Use.INVITE,), (Use.SHARE,), BOTH]))
asking = st.builds(Asked, st.just(Use.INVITE), st.just("certifying_doctor"), days, st.none() | days)


@given(st.lists(consents, max_size=4), st.lists(withdrawals, max_size=3), asking)
def test_what_stands_is_signed_begun_unexpired_and_not_withdrawn(
    given_: list[Consent], gone: list[Withdrawal], asked: Asked
) -> None:
    verdict, one = judge_consents(given_, gone, asked)
    if verdict is Verdict.STANDS:
        assert one is not None
        assert one.signed
        assert not one.uncertain
        assert one.given <= asked.on
        assert one.first <= asked.on
        assert one.expires is None or one.expires >= max(asked.on, asked.meeting or asked.on)
        assert all(each.on > asked.on or each.on < one.given or Use.INVITE not in each.uses for each in gone)


@given(st.lists(consents, max_size=4), st.lists(withdrawals, max_size=3), withdrawals, asking)
def test_a_further_withdrawal_never_lets_anything_stand(
    given_: list[Consent], gone: list[Withdrawal], further: Withdrawal, asked: Asked
) -> None:
    if judge_consents(given_, [*gone, further], asked)[0] is Verdict.STANDS:
        assert judge_consents(given_, gone, asked)[0] is Verdict.STANDS
