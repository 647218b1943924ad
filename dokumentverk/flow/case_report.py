"""Cases for HR on a sheet: who is absent since when, how much, what is overdue and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from dokumentverk.engines.table_document import TableDocument, compile_table
from dokumentverk.engines.xlsx import write_sheet
from dokumentverk.flow.case_brief import HEADS, brief_row
from dokumentverk.flow.duties import duties_of
from dokumentverk.flow.office import Office
from dokumentverk.flow.owed import owed_in_case
from dokumentverk.flow.tables_out import suffix_of, write_out
from dokumentverk.messages.words import word
from dokumentverk.model.case import Case
from dokumentverk.model.obligation import Obligation, Rule, Standing
from dokumentverk.model.written import show_date

_MORE: Final = ("report_leader", "report_overdue", "report_next")
_OWN_WORDS: Final = (Rule.TASK,)
"""Duties of which the words may say more than HR needs: told by their number."""


def write_report(office: Office, cases: Iterable[Case], path: Path, on: date) -> int:
    """``.pdf`` or ``.xlsx``; how many cases. Raises UsageFault."""
    suffix = suffix_of(path, ".pdf", ".xlsx")
    language = office.settings.language
    head = tuple(word(key, language) for key in (*HEADS, *_MORE))
    rows = tuple((*brief_row(office, one, on), *_more(office, one, on)) for one in cases)
    if suffix == ".xlsx":
        content = write_sheet(head, rows)
    else:
        document = TableDocument(
            title=word("report_title", language).format(workplace=office.settings.name, day=show_date(on)),
            head=head,
            rows=rows,
            language=language.value,
            page=word("page_of_pages", language),
            notes=() if rows else (word("case_none_open", language),),
            footer=word("report_footer", language),
        )
        content = compile_table(document, office.now())
    write_out(path, content)
    return len(rows)


def _more(office: Office, case: Case, on: date) -> tuple[str, str, str]:
    """The leader, what is overdue, and the next thing that is due."""
    owed = owed_in_case(office, case, on)
    overdue = [one for one in owed if one.standing is Standing.OVERDUE]
    coming = next((one for one in owed if one.standing is Standing.DUE and one.binding), None)
    person = office.people.get(case.employee)
    leader = office.people.get(person.positions[0].leader) if person and person.positions else None
    told = "; ".join(_told(office, one) for one in overdue)
    return leader.name if leader else "", told, _told(office, coming) if coming else ""


def _told(office: Office, one: Obligation) -> str:
    language = office.settings.language
    if one.rule in _OWN_WORDS:
        what = word(f"timeline_{one.rule.value}", language).format(part=one.part or "")
    else:
        (duty,) = duties_of(office, [one])
        what = duty.what
    return f"{what} ({show_date(one.due)})"
