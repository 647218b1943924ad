"""What somebody owes before it is seen whether it was met, and how it then stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dokumentverk.model.case import Case
from dokumentverk.model.obligation import FiledReturn, Obligation, Party, Rule, Standing
from dokumentverk.model.workplace import FollowupSettings, RuleSettings
from dokumentverk.rules.working_days import is_day_off, last_working_day_before


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What every deadline is held against. ``on`` is the day that is counted from."""

    rules: RuleSettings
    followup: FollowupSettings
    on: date

    def working_day(self, due: date) -> date:
        return last_working_day_before(due) if self.followup.say_working_day and is_day_off(due) else due


@dataclass(frozen=True, slots=True)
class Done:
    by: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation before it is seen whether it was met."""

    key: str
    rule: Rule
    party: Party
    due: date
    done: Done | None = None
    binding: bool = True
    over: date | None = None
    """The last day on which it could be met: the absence or the case ended then."""
    about: str | None = None
    part: str | None = None
    detail: str | None = None
    since: date | None = None
    """The first day of the absence, or the day of the meeting, that it comes of."""
    postponed: date | None = None
    exempt: Done | None = None


def is_of(filed: FiledReturn, case: Case) -> bool:
    """Laid to the case, or to none and made since the absence began."""
    since = case.first_day is not None and not filed.cases and filed.dated >= case.first_day
    return case.id in filed.cases or since


def standing_of(case: Case, owed: Owed, at: Reckoning) -> Obligation:
    days, said = (owed.due - at.on).days, owed.done or owed.exempt
    standing = stands(days, at.on, done=owed.done, binding=owed.binding, over=owed.over)
    standing = Standing.EXEMPT if owed.exempt and not owed.done else standing
    in_time = owed.over is not None and owed.due <= owed.over
    return Obligation(
        key=owed.key,
        rule=owed.rule,
        party=owed.party,
        due=owed.due,
        working_day=at.working_day(owed.due),
        employee=case.employee,
        standing=standing,
        days=days,
        binding=owed.binding,
        case=case.id,
        done_by=said.by if said else None,
        done_on=said.on if said else None,
        about=owed.about,
        part=owed.part,
        detail=owed.detail,
        postponed=owed.postponed,
        missed=standing is Standing.LAPSED and owed.binding and in_time,
    )


def stands(days: int, on: date, *, done: Done | None, binding: bool, over: date | None) -> Standing:
    if done is not None:
        return Standing.DONE
    if over is not None and on > over:
        return Standing.LAPSED
    if days >= 0:
        return Standing.DUE
    return Standing.OVERDUE if binding else Standing.PASSED
