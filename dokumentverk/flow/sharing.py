"""The sharing log: to whom each version of a plan was given, when and how (``domain.md`` section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dokumentverk.flow.filed_returns import filed_of
from dokumentverk.flow.office import Office
from dokumentverk.messages.words import word
from dokumentverk.model.case import Case, Shared
from dokumentverk.model.language import Language
from dokumentverk.model.obligation import FiledReturn
from dokumentverk.model.written import show_date
from dokumentverk.rules.deadlines_sharing import sharing_log

SHARING_HEADS: Final = ("sharing_plan", "sharing_dated", "sharing_to", "sharing_on", "sharing_how")


@dataclass(frozen=True, slots=True)
class SharingLine:
    """``shared`` is None for a version that nobody was given. ``plan`` is None for what was given without a filed
    plan."""

    plan: FiledReturn | None
    shared: Shared | None


def sharing_lines(office: Office, case: Case) -> tuple[SharingLine, ...]:
    """By version, and in it by day; a version that was returned several times by its last return."""
    versions, others = sharing_log(case, filed_of(office, case.employee))
    lines = [SharingLine(version.returns[-1], shared) for version in versions for shared in (version.shared or (None,))]
    return (*lines, *(SharingLine(None, shared) for shared in others))


def sharing_row(one: SharingLine, language: Language) -> list[str]:
    shared = one.shared
    return [
        one.plan.id if one.plan else (shared.document or "" if shared else ""),
        show_date(one.plan.dated) if one.plan else "",
        word(f"recipient_{shared.to.value}", language) if shared else word("sharing_nobody", language),
        show_date(shared.on) if shared else "",
        shared.how if shared else "",
    ]


def sharing_sentence(one: SharingLine, language: Language) -> str:
    plan, dated, to, on, how = sharing_row(one, language)
    given = ", ".join(part for part in (f"{to} {on}".strip(), how) if part)
    if not plan:
        return given
    key = "sharing_of_plan" if dated else "sharing_of_document"
    return word(key, language).format(plan=plan, dated=dated, given=given)


def sharing_json(one: SharingLine) -> dict[str, object]:
    plan, shared = one.plan, one.shared
    return {
        "plan": plan.id if plan else None,
        "issue": plan.issue if plan else None,
        "dated": plan.dated.isoformat() if plan else None,
        "to": shared.to.value if shared else None,
        "on": shared.on.isoformat() if shared else None,
        "how": shared.how if shared else "",
    }
