"""Exemptions (``unntak``): exactly what they name is silenced or postponed (aml section 4-6: «åpenbart unødvendig»).

The routine's fourth ground, that a meeting cannot be held in a good way now, only postpones (section 3.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dokumentverk.model.case import Case
from dokumentverk.model.obligation import Exemption, FiledReturn, Ground, Party, Rule
from dokumentverk.rules.owing import Done, Owed


def exemptions_of(case: Case, returns: Iterable[FiledReturn]) -> tuple[Exemption, ...]:
    """As people told and as filed forms say, by the day of decision."""
    told = (Exemption((Rule(one.rule),), Ground(one.ground), one.on, one.until) for one in case.exempted)
    filed = (one.exemption for one in returns if one.exemption is not None)
    return tuple(sorted((*told, *filed), key=lambda one: (one.on, one.source or "")))


def serves(one: Exemption) -> bool:
    """A ground that only postpones, without a day to postpone to, exempts from nothing."""
    return one.until is not None or one.ground is not Ground.NOT_POSSIBLE_NOW


def exempted(owed: Sequence[Owed], exemptions: Sequence[Exemption]) -> tuple[Owed, ...]:
    """Each exemption counts for what was owed when it was decided: of several absences or meetings the last begun."""
    meant: dict[str, Exemption] = {}
    for one in exemptions:
        if serves(one):
            for rule in _silenced(one.rules):
                target = _target(rule, one, owed)
                if target is not None:
                    meant[target.key] = one
    return tuple(_applied(one, meant[one.key]) if one.key in meant else one for one in owed)


def _silenced(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Of a plan that need not be made no copy is owed either, unless it was made all the same."""
    for rule in rules:
        yield rule
        if rule is Rule.PLAN:
            yield Rule.PLAN_COPY


def _target(rule: Rule, one: Exemption, owed: Sequence[Owed]) -> Owed | None:
    own = sorted((each for each in owed if each.rule is rule and each.since is not None), key=lambda each: each.due)
    begun = [each for each in own if each.since is not None and each.since <= one.on]
    target = begun[-1] if begun else next(iter(own), None)
    if target is not None and rule is Rule.PLAN_COPY and _is_made(target, owed):
        return None
    return target


def _is_made(copy: Owed, owed: Sequence[Owed]) -> bool:
    return any(each.rule is Rule.PLAN and each.since == copy.since and each.done is not None for each in owed)


def _applied(owed: Owed, one: Exemption) -> Owed:
    if one.until is None:
        return replace(owed, exempt=Done(one.source, one.on))
    if one.until <= owed.due:
        return owed
    return replace(owed, due=one.until, postponed=owed.due)


def of_exemptions(case: Case, exemptions: Sequence[Exemption]) -> Iterator[Owed]:
    """The day on which somebody said to look at it again; a later decision on the same has done so."""
    for number, one in enumerate(exemptions):
        if one.reconsidered is None or one.source is None:
            continue
        later = next((each for each in exemptions[number + 1 :] if set(each.rules) & set(one.rules)), None)
        done = Done(later.source, later.on) if later else None
        key = f"{one.source}-{Rule.EXEMPTION.value}"
        yield Owed(
            key, Rule.EXEMPTION, Party.LEADER, one.reconsidered, done, over=case.last, about=one.source,
            part=", ".join(rule.value for rule in one.rules),
        )  # fmt: skip
