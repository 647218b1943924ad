"""What documents make people owe: those that are out and have not come back, those that were withdrawn, and signatures
that a filed one lacks. They need no case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import assert_never

from dokumentverk.model.form import Role
from dokumentverk.model.obligation import FiledReturn, Obligation, Party, Rule, SentIssue
from dokumentverk.rules.owing import Done, Reckoning, stands


def of_documents(
    employee: str, sent: Iterable[SentIssue], returns: Iterable[FiledReturn], reckoning: Reckoning
) -> tuple[Obligation, ...]:
    """By day. ``returns`` are those of the employee; of several of one issue all are given, in the order of filing."""
    issues, filed = tuple(sent), tuple(returns)
    found = (*_answers(employee, issues, reckoning), *_signatures(employee, filed, reckoning))
    return tuple(sorted(found, key=lambda one: (one.due, one.key)))


def _answers(employee: str, sent: Sequence[SentIssue], at: Reckoning) -> Iterator[Obligation]:
    """One that was withdrawn is owed by nobody; unless another of its form went out since, somebody should see whether
    it is needed."""
    days = timedelta(days=at.followup.answer_days)
    for one in sent:
        done = Done(one.came, one.came_on or one.sent) if one.came else None
        if one.withdrawn is None:
            yield _obligation(
                f"{one.number}-{Rule.UNANSWERED.value}", Rule.UNANSWERED, party_of(one.party or Role.EMPLOYEE),
                one.sent + days, employee, at, done=done, about=one.number, part=one.form,
            )  # fmt: skip
        elif done is None:
            since = (other for other in sent if other.form == one.form and other.number != one.number)
            again = next((other for other in since if other.sent >= one.sent and other.withdrawn is None), None)
            yield _obligation(
                f"{one.number}-{Rule.WITHDRAWN.value}", Rule.WITHDRAWN, Party.LEADER, one.withdrawn + days, employee,
                at, done=Done(again.number, again.sent) if again else None, binding=False, about=one.number,
                part=one.form,
            )  # fmt: skip


def _signatures(employee: str, returns: Sequence[FiledReturn], at: Reckoning) -> Iterator[Obligation]:
    """A later return of the same issue may have what the earlier one lacked; then that one's id is given."""
    for number, one in enumerate(returns):
        for lack in one.unsigned:
            if _lacked_before(returns[:number], one, lack.field):
                continue
            rule = Rule.ATTESTATION if lack.attestation else Rule.SIGNATURE
            later = next((other for other in returns[number + 1 :] if _signs(one, other, lack.field)), None)
            yield _obligation(
                f"{one.issue or one.id}-{rule.value}-{lack.field}", rule, party_of(lack.role),
                one.registered + timedelta(days=at.followup.signature_days), employee, at,
                done=Done(later.id, later.registered) if later else None, binding=not lack.accepted, about=one.id,
                part=lack.field,
            )  # fmt: skip


def _lacked_before(earlier: Sequence[FiledReturn], one: FiledReturn, field: str) -> bool:
    """One signature is owed once, from the first return of the issue that lacks it."""
    same = (other for other in earlier if one.issue is not None and other.issue == one.issue)
    return any(lack.field == field for other in same for lack in other.unsigned)


def _signs(one: FiledReturn, later: FiledReturn, field: str) -> bool:
    same = one.issue is not None and later.issue == one.issue
    return same and all(lack.field != field for lack in later.unsigned)


def party_of(role: Role) -> Party:
    match role:
        case Role.EMPLOYEE:
            return Party.EMPLOYEE
        case Role.LEADER:
            return Party.LEADER
        case Role.HR | Role.UNION | Role.SAFETY:
            return Party.EMPLOYER
    assert_never(role)


def _obligation(
    key: str,
    rule: Rule,
    party: Party,
    due: date,
    employee: str,
    at: Reckoning,
    *,
    done: Done | None,
    about: str,
    part: str,
    binding: bool = True,
) -> Obligation:
    days = (due - at.on).days
    return Obligation(
        key=key,
        rule=rule,
        party=party,
        due=due,
        working_day=at.working_day(due),
        employee=employee,
        standing=stands(days, at.on, done=done, binding=binding, over=None),
        days=days,
        binding=binding,
        done_by=done.by if done else None,
        done_on=done.on if done else None,
        about=about,
        part=part,
    )
