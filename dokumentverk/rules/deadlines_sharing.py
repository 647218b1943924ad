"""Who gets the plan, for each version of it, and consents that come to their end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dokumentverk.model.case import Case, Recipient, Shared
from dokumentverk.model.consent import Consent, Use, Withdrawal
from dokumentverk.model.obligation import DocumentKind, FiledReturn, Party, Rule
from dokumentverk.rules.consents import is_withdrawn, uses_of
from dokumentverk.rules.owing import Done, Owed, Reckoning, is_of


def of_copies(case: Case, plans: Sequence[FiledReturn], at: Reckoning) -> Iterator[Owed]:
    """A copy to the employee always, to HR when the plan is approved, to the archive office where there is one, and to
    Nav when its help is asked for. ``plans`` by their dates. Who got a later version needs no earlier one."""
    versions = versions_of(plans)
    for number, version in enumerate(versions):
        first, last = version[0], version[-1]
        for rule, to in _wanted(last, at):
            filed = first if rule is Rule.COPY_EMPLOYEE else last
            given = (given_to(case, to, each, plans) for each in versions[number:])
            done = next((one for one in given if one is not None), None)
            key = f"{first.issue or first.id}-{rule.value}"
            due = filed.registered + timedelta(days=at.followup.copy_days)
            yield Owed(key, rule, Party.LEADER, due, done, over=case.last, about=last.id)


def versions_of(plans: Sequence[FiledReturn]) -> tuple[tuple[FiledReturn, ...], ...]:
    """Returns of one issue are one version: signed after unsigned, scanned again."""
    found: dict[str, tuple[FiledReturn, ...]] = {}
    for one in plans:
        found[one.issue or one.id] = (*found.get(one.issue or one.id, ()), one)
    return tuple(found.values())


def _wanted(plan: FiledReturn, at: Reckoning) -> Iterator[tuple[Rule, Recipient]]:
    yield Rule.COPY_EMPLOYEE, Recipient.EMPLOYEE
    if at.followup.copy_to_hr and not plan.unsigned:
        yield Rule.COPY_HR, Recipient.HR
    if at.followup.copy_to_archive and not plan.unsigned:
        yield Rule.COPY_ARCHIVE, Recipient.ARCHIVE
    if plan.help:
        yield Rule.PLAN_HELP, Recipient.NAV


def given_to(case: Case, to: Recipient, version: Sequence[FiledReturn], plans: Sequence[FiledReturn]) -> Done | None:
    """When this version was given to somebody. What was told without saying which plan is the newest of that day."""
    ids = {one.id for one in version}
    for shared in case.shared:
        if shared.to is to and (shared.document or _newest(plans, shared.on)) in ids:
            return Done(shared.document, shared.on)
    return None


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """``returns`` are the version's, oldest first. ``shared`` by their days."""

    returns: tuple[FiledReturn, ...]
    shared: tuple[Shared, ...]


def sharing_log(case: Case, returns: Iterable[FiledReturn]) -> tuple[tuple[PlanVersion, ...], tuple[Shared, ...]]:
    """To whom, when and how each filed plan of the case was given (``domain.md`` section 5), oldest version first; and
    what was given before any plan was filed, or names none of them."""
    of_case = (one for one in returns if one.kind is DocumentKind.PLAN and is_of(one, case))
    plans = sorted(of_case, key=lambda one: (one.dated, one.registered))
    given: dict[str, list[Shared]] = {one.id: [] for one in plans}
    others: list[Shared] = []
    for shared in case.shared:
        given.get(shared.document or _newest(plans, shared.on) or "", others).append(shared)
    versions = (
        PlanVersion(version, tuple(sorted((one for each in version for one in given[each.id]), key=lambda one: one.on)))
        for version in versions_of(plans)
    )
    return tuple(versions), tuple(others)


def _newest(plans: Sequence[FiledReturn], day: date) -> str | None:
    return next((one.id for one in reversed(plans) if one.registered <= day), None)


def of_consents(
    case: Case, consents: Sequence[Consent], withdrawals: Sequence[Withdrawal], at: Reckoning
) -> Iterator[Owed]:
    """The last day of each that has one: nobody must ask for a new one, but nothing rests on the old one after it. One
    for a single meeting, one that nobody signed and one that was withdrawn are left out."""
    for one in consents:
        uses = [use for use in uses_of(one) if not is_withdrawn(one, use, withdrawals, at.on)]
        if one.expires is None or one.meeting is not None or not one.signed or not uses:
            continue
        later = next((each for each in consents if _goes_on(one, each, uses)), None)
        done = Done(later.source, later.given) if later else None
        key = f"{one.source}-{Rule.CONSENT.value}"
        yield Owed(
            key, Rule.CONSENT, Party.LEADER, one.expires, done, binding=False, over=case.last, about=one.source
        )  # fmt: skip


def _goes_on(one: Consent, later: Consent, uses: Sequence[Use]) -> bool:
    assert one.expires is not None
    longer = later.signed and later.given > one.given and (later.expires is None or later.expires > one.expires)
    return longer and set(uses) <= set(uses_of(later))
