"""The work of ``dokumentverk case``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from dokumentverk.cli.data_files import keep_refused, row_reason, tell_if_empty
from dokumentverk.cli.duties import duty_json, print_duties
from dokumentverk.cli.output import error_lines, print_json, print_table, say, tell, tracked
from dokumentverk.errors import ExitCode, UsageFault
from dokumentverk.flow.case_brief import HEADS, brief_row, goes_on, percent, run_on, week_of
from dokumentverk.flow.case_table import open_rows, unused_columns
from dokumentverk.flow.cases import check_somebody, documents_of, link, open_case, unlink
from dokumentverk.flow.cases import tell as tell_fact
from dokumentverk.flow.duties import duties_of
from dokumentverk.flow.owed import owed_in_case
from dokumentverk.flow.sharing import SHARING_HEADS, sharing_json, sharing_lines, sharing_row
from dokumentverk.followup.log import fact_content, fact_name
from dokumentverk.messages import finding_sentence
from dokumentverk.messages.words import word
from dokumentverk.model.case import (
    Case,
    CaseKind,
    Closed,
    ConsentWithdrawn,
    Exempted,
    Fact,
    FirstDay,
    Graded,
    Interruption,
    Meeting,
    MeetingState,
    Opened,
    Retracted,
    Shared,
    SickNote,
    Sykmelder,
    TaskDone,
    Told,
)
from dokumentverk.model.language import Language
from dokumentverk.model.obligation import Obligation
from dokumentverk.model.written import show_date
from dokumentverk.rules.absence_runs import grade_on
from dokumentverk.workplace.tables import read_table

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


def list_cases(
    office: Office, employee: str | None, kind: str | None, output: str, report: Path | None, *, closed: bool
) -> ExitCode:
    language, today = office.settings.language, office.now().date()
    check_somebody(office, employee)
    cases = office.cases.all() if employee is None else office.cases.of_employee(employee)
    chosen = [one for one in cases if (closed or goes_on(one, today)) and (kind is None or one.kind.value == kind)]
    _tell_of_lost(office)
    if report is not None:
        from dokumentverk.flow.case_report import write_report

        count = write_report(office, chosen, report, today)
        tell(word("report_written", language).format(path=report, count=count))
    elif output == "json":
        for one in chosen:
            print_json(case_json(office, one, today))
    elif chosen:
        print_table([word(key, language) for key in HEADS], [brief_row(office, one, today) for one in chosen])
    else:
        tell(word("case_none" if closed or not cases else "case_none_open", language))
    return ExitCode.OK


def show_case(office: Office, id: str, on: date | None, output: str) -> ExitCode:
    case, day = office.cases.get(id), on or office.now().date()
    duties = owed_in_case(office, case, day)
    _tell_of_lost(office)
    if output == "json":
        print_json(case_json(office, case, day, office.cases.told(case.id), duties))
        return ExitCode.OK
    language = office.settings.language
    facts = list(zip([word(key, language) for key in HEADS], brief_row(office, case, day), strict=True))
    if case.sykmelder is not None:
        facts.append((word("case_sykmelder", language), _fact_text(case.sykmelder, language)))
    for label, text in facts:
        if text:
            say(f"{label}: {text}")
    say(f"{word('case_documents', language)}: {', '.join(documents_of(office, case)) or '–'}")
    say()
    say(word("case_facts", language))
    for one in office.cases.told(case.id):
        say("  " + _told_text(office, one, language))
    _say_sharing(office, case)
    if duties:
        say()
        say(word("case_due", language))
        print_duties(office, duties_of(office, duties))
    return ExitCode.OK


def _say_sharing(office: Office, case: Case) -> None:
    lines = sharing_lines(office, case)
    if lines:
        language = office.settings.language
        say()
        say(word("sharing_title", language))
        print_table([word(key, language) for key in SHARING_HEADS], [sharing_row(one, language) for one in lines])


def draw_case(office: Office, id: str, on: date | None, path: Path) -> ExitCode:
    from dokumentverk.flow.timeline import write_timeline

    write_timeline(office, id, path, on)
    tell(word("timeline_written", office.settings.language).format(path=path))
    return ExitCode.OK


def collect_evidence(office: Office, id: str, path: Path) -> ExitCode:
    from dokumentverk.flow.evidence import write_evidence

    count = write_evidence(office, id, path)
    tell(word("evidence_written", office.settings.language).format(path=path, count=count))
    return ExitCode.OK


def _told_text(office: Office, told: Told, language: Language) -> str:
    holds = told.number in {one.number for one in office.cases.standing(told.case)}
    name = word(f"fact_{fact_name(told.fact)}", language)
    parts = [f"{told.number:2}  {told.at:%d.%m.%Y}  {name}: {_fact_text(told.fact, language)}".rstrip(": ")]
    if told.replaces is not None:
        parts.append(word("fact_replaces", language).format(number=told.replaces))
    if not holds and not isinstance(told.fact, Retracted):
        parts.append(word("fact_gone", language))
    return ", ".join(parts)


def _fact_text(fact: Fact, language: Language) -> str:
    match fact:
        case Opened(kind, _, first_day, source):
            kind_word = word(f"case_kind_{kind.value}", language)
            return ", ".join(
                part for part in (kind_word, show_date(first_day) if first_day else "", source or "") if part
            )
        case FirstDay(day, source):
            return ", ".join(part for part in (show_date(day), source or "") if part)
        case Sykmelder(name, fastlege):
            known = "case_fastlege" if fastlege else "case_not_fastlege"
            return name if fastlege is None else f"{name} ({word(known, language)})"
        case Graded(first, grade):
            return word("fact_graded_from", language).format(day=show_date(first), grade=percent(grade, language))
        case SickNote(first, last, grade, avventende, digital):
            what = word("avventende", language) if avventende else f"{percent(grade, language)} %"
            sent = "" if digital is None else f", {word('note_digital' if digital else 'note_paper', language)}"
            return f"{show_date(first)}–{show_date(last)}: {what}{sent}"
        case Interruption(first, last):
            return f"{show_date(first)}–{show_date(last)}"
        case Meeting(kind, on, state):
            when = " ".join(part for part in (show_date(on), fact.time) if part)
            invited = ", ".join(word(f"invitee_{one}", language) for one in fact.invited)
            parts = (f"{word(f'meeting_{kind.value}', language)} {when}", fact.place, invited)
            return ", ".join(part for part in (*parts, word(f"meeting_{state.value}", language)) if part)
        case Shared(to, on, document, how):
            given = f"{word(f'recipient_{to.value}', language)} {show_date(on)}"
            return ", ".join(part for part in (given, how, document or "") if part)
        case ConsentWithdrawn(on, uses):
            return f"{show_date(on)}, {', '.join(word(f'use_{use.value}', language) for use in uses)}"
        case Exempted(rule, ground, on, until):
            moved = word("exempt_until", language).format(day=show_date(until)) if until else ""
            decided = (word(f"exempt_{rule}", language), show_date(on), word(f"ground_{ground}", language), moved)
            return ", ".join(part for part in decided if part)
        case TaskDone(document, row, on):
            return f"{document} {row}, {show_date(on)}"
        case Closed(last):
            return show_date(last)
        case Retracted(number):
            return str(number)
    assert_never(fact)


def open_one(
    office: Office, kind: CaseKind, employee: str, first_day: date | None, facts: tuple[Fact, ...], output: str
) -> ExitCode:
    opened = open_case(office, kind, employee, first_day, facts)
    _tell_if_ahead(office, first_day)
    _say_opened(office, opened.case, output, fresh=opened.fresh)
    return ExitCode.OK


def _said_day(fact: Fact) -> date | None:
    """The day on which something is said to have happened."""
    match fact:
        case Closed(last):
            return last
        case FirstDay(day):
            return day
        case Meeting(on=on, state=MeetingState.HELD) | Shared(on=on) | TaskDone(on=on) | ConsentWithdrawn(on=on):
            return on
        case _:
            return None


def _tell_if_ahead(office: Office, day: date | None) -> None:
    """It may be meant, and a wrong year looks just so."""
    if day is not None and day > office.now().date():
        tell(word("case_day_ahead", office.settings.language).format(day=show_date(day)))


def _say_opened(office: Office, case: Case, output: str, *, fresh: bool) -> None:
    if output == "json":
        print_json({**case_json(office, case, office.now().date()), "changed": fresh})
    else:
        say(word("case_opened" if fresh else "case_opened_before", office.settings.language).format(id=case.id))


def open_table(office: Office, data: Path, output: str) -> ExitCode:
    """Every row that can be used; the others are kept in a file that can be run again."""
    language, table = office.settings.language, read_table(data, keep_broken=True)
    for told in table.findings:
        tell(finding_sentence(told, language))
    if unused := unused_columns(table):
        tell(word("table_columns_unused", language).format(columns=", ".join(f"«{one}»" for one in unused)))
    tell_if_empty(table, language)
    made = before = 0
    refused = []
    for row, became in tracked(list(open_rows(office, table))):
        if isinstance(became, UsageFault):
            refused.append(
                (row, row_reason(row, " ".join(one.strip() for one in error_lines(became, language)), language))
            )
            continue
        made, before = made + became.fresh, before + (not became.fresh)
        _say_opened(office, became.case, output, fresh=became.fresh)
    tell(word("cases_opened", language).format(made=made, before=before))
    if refused or table.broken:
        keep_refused(office, data, table, refused)
        return ExitCode.PERSON_NEEDED
    return ExitCode.OK


def tell_facts(office: Office, id: str, facts: Sequence[Fact], replaces: int | None, output: str) -> ExitCode:
    changed = False
    for fact in facts:
        case, new = tell_fact(office, id, fact, replaces=replaces)
        changed = changed or new
        _tell_if_ahead(office, _said_day(fact))
    said = "case_told" if changed else "case_told_before"
    if not office.cases.has(case.id):
        said = "case_gone"
    _say_told(office, case, said, output, changed=changed)
    return ExitCode.OK


def link_document(office: Office, id: str, return_id: str, output: str) -> ExitCode:
    case, changed = link(office, id, return_id)
    _say_told(office, case, "case_linked", output, changed=changed)
    return ExitCode.OK


def unlink_document(office: Office, id: str, return_id: str, output: str) -> ExitCode:
    case, changed = unlink(office, id, return_id)
    _say_told(office, case, "case_unlinked", output, changed=changed)
    return ExitCode.OK


def _say_told(office: Office, case: Case, key: str, output: str, *, changed: bool) -> None:
    if output == "json":
        print_json({**case_json(office, case, office.now().date()), "changed": changed})
    else:
        say(word(key, office.settings.language).format(id=case.id))


def _tell_of_lost(office: Office) -> None:
    for one in office.cases.findings():
        tell(finding_sentence(one, office.settings.language))


def case_json(
    office: Office,
    case: Case,
    on: date,
    told: Sequence[Told] | None = None,
    duties: Sequence[Obligation] | None = None,
) -> dict[str, object]:
    """One shape of every command; ``facts``, ``sharing`` and ``obligations`` of ``case show`` alone."""
    run = run_on(case, on)
    standing = {one.number for one in office.cases.standing(case.id)}
    return {
        "schema": 1,
        "case": case.id,
        "kind": case.kind.value,
        "employee": case.employee,
        "open": goes_on(case, on),
        "first_day": case.first_day.isoformat() if case.first_day else None,
        "last": case.last.isoformat() if case.last else None,
        "week": week_of(run, on) if run else None,
        "grade": float(grade_on(case, on)) if run else None,
        "source": case.source,
        "sykmelder": {"name": case.sykmelder.name, "fastlege": case.sykmelder.fastlege} if case.sykmelder else None,
        "documents": list(documents_of(office, case)),
        "facts": [_told_json(one, holds=one.number in standing) for one in told] if told is not None else None,
        "sharing": [sharing_json(one) for one in sharing_lines(office, case)] if told is not None else None,
        "obligations": [duty_json(one) for one in duties_of(office, duties)] if duties is not None else None,
        "changed": None,
    }


def _told_json(told: Told, *, holds: bool) -> dict[str, object]:
    return {
        "number": told.number,
        "at": told.at.isoformat(),
        "by": told.by,
        "replaces": told.replaces,
        "holds": holds,
        **fact_content(told.fact),
    }
