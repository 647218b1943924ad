"""``dokumentverk case``: open, change, show and close cases of follow-up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dokumentverk.cli.case_facts import close, grade, interrupt, meeting, retract, share, sicknote, tell
from dokumentverk.cli.case_law import consent, exempt, task
from dokumentverk.cli.days import DAY
from dokumentverk.cli.output import output_option

if TYPE_CHECKING:
    from dokumentverk.model.case import Fact

KINDS = click.Choice(["sykefravaer", "korttidsfravaer", "forebyggende"])


@click.group(name="case")
def command() -> None:
    """Cases of follow-up: sickness absence, frequent short absence, prevention. No diagnosis is asked for or kept.

    A case is facts, each with the day it was told. None is overwritten: tell it anew with --replaces, or take it back
    with «case retract».

    \b
    Examples:
      dokumentverk case open 1001 --first-day 2.11.2026
      dokumentverk case grade S7KXM4RTA 50 --from 16.11.2026
      dokumentverk case list
    """


@command.command(name="list")
@click.option("--employee", metavar="NO", help="Only this employee's.")
@click.option("--kind", type=KINDS, help="Only of this kind.")
@click.option("--all", "closed", is_flag=True, help="The closed ones too.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write them to a .pdf or .xlsx file, with leader, what is overdue and what comes next.",
)
@output_option
@click.pass_context
def list_(
    ctx: click.Context, employee: str | None, kind: str | None, closed: bool, report: Path | None, output: str
) -> int:
    """List the cases that are open, in the order in which they were opened.

    \b
    Examples:
      dokumentverk case list --employee 1001 --all
      dokumentverk case list --report saker.xlsx
    """
    from dokumentverk.cli.casework import list_cases
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return list_cases(office, employee, kind, output, report, closed=closed)


@command.command(name="show")
@click.argument("id")
@click.option("--on", type=DAY, help="Count the deadlines from this day. Default: today.")
@click.option(
    "--timeline",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw it on one page instead: a .pdf or .svg file.",
)
@output_option
@click.pass_context
def show(ctx: click.Context, id: str, on: date | None, timeline: Path | None, output: str) -> int:
    """Show one case: what was told of it, its documents, and every deadline, met or not.

    \b
    Examples:
      dokumentverk case show S7KXM4RTA
      dokumentverk case show S7KXM4RTA --timeline sak.pdf
    """
    from dokumentverk.cli.casework import draw_case, show_case
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        if timeline is not None:
            return draw_case(office, id, on, timeline)
        return show_case(office, id, on, output)


@command.command(name="evidence")
@click.argument("id")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.zip")
@click.pass_context
def evidence(ctx: click.Context, id: str, file: Path) -> int:
    """Collect what an inspection asks for: how the follow-up of a case was done (arbeidsmiljøloven § 4-6, fifth
    paragraph).

    The zip file holds an overview (who was invited to which meeting and who came, deadlines, who got which plan), the
    filed plans, invitations, minutes, consents and exemptions of the case, and a list of contents with checksums.
    Egenmeldinger and sick notes are no part of it. Restricted documents are left out, and said to be.

    \b
    Example:
      dokumentverk case evidence S7KXM4RTA tilsyn.zip
    """
    from dokumentverk.cli.casework import collect_evidence
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return collect_evidence(office, id, file)


@command.command(name="open")
@click.argument("employee", required=False)
@click.option("--kind", type=KINDS, default="sykefravaer", show_default=True)
@click.option("--first-day", type=DAY, help="First day of absence. Only sickness absence has one.")
@click.option("--sykmelder", metavar="NAME", help="Who certifies the absence.")
@click.option("--fastlege/--not-fastlege", default=None, help="Whether that is the employee's own GP.")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A table of absences (CSV, XLSX, JSON Lines), one in each row.",
)
@output_option
@click.pass_context
def open_(
    ctx: click.Context,
    employee: str | None,
    kind: str,
    first_day: date | None,
    sykmelder: str | None,
    fastlege: bool | None,
    data: Path | None,
    output: str,
) -> int:
    """Open a case for EMPLOYEE (a number), or one for each row of a table.

    The columns of a table: ansattnummer, type, første fraværsdag, siste fraværsdag, grad (per cent absent), sykmelding
    fra, sykmelding til, sykmelder. Rows with faults go to a file that can be mended and run. The same case asked for
    again is not opened twice. A filed egenmelding opens its case by itself when it is long or has no last day.

    \b
    Examples:
      dokumentverk case open 1001 --first-day 2.11.2026 --sykmelder "Lege Legesen"
      dokumentverk case open 1001 --kind forebyggende
      dokumentverk case open --data fravaer.xlsx
    """
    from dokumentverk.cli.casework import open_one, open_table
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.model.case import CaseKind

    alone = (employee, first_day, sykmelder, kind != "sykefravaer")
    if data is not None and any(alone):
        raise click.UsageError("--data has all of it in its columns: give nothing beside it.")
    if data is None and employee is None:
        raise click.UsageError("Give an EMPLOYEE, or --data FILE.")
    with opened_workplace(ctx) as office:
        if data is not None:
            return open_table(office, data, output)
        assert employee is not None
        return open_one(office, CaseKind(kind), employee, first_day, _doctor(sykmelder, fastlege), output)


def _doctor(name: str | None, fastlege: bool | None) -> tuple[Fact, ...]:
    from dokumentverk.model.case import Sykmelder

    if name is None and fastlege is not None:
        raise click.UsageError("--fastlege and --not-fastlege go with --sykmelder NAME.")
    return () if name is None else (Sykmelder(" ".join(name.split())[:200], fastlege),)


@command.command(name="amend")
@click.argument("id")
@click.option("--first-day", type=DAY, help="The absence began on another day.")
@click.option("--sykmelder", metavar="NAME", help="Who certifies the absence.")
@click.option("--fastlege/--not-fastlege", default=None, help="Whether that is the employee's own GP.")
@output_option
@click.pass_context
def amend(
    ctx: click.Context, id: str, first_day: date | None, sykmelder: str | None, fastlege: bool | None, output: str
) -> int:
    """Tell another first day, or who certifies the absence.

    \b
    Example:
      dokumentverk case amend S7KXM4RTA --first-day 1.11.2026
    """
    from dokumentverk.model.case import FirstDay

    facts = (*((FirstDay(first_day),) if first_day else ()), *_doctor(sykmelder, fastlege))
    if not facts:
        raise click.UsageError("Give --first-day or --sykmelder.")
    return tell(ctx, id, facts, None, output)


@command.command(name="link")
@click.argument("id")
@click.argument("return_id", metavar="RETURN")
@click.option("--remove", is_flag=True, help="It does not belong to the case after all.")
@output_option
@click.pass_context
def link(ctx: click.Context, id: str, return_id: str, remove: bool, output: str) -> int:
    """Lay a filed document to a case. Filing does so by itself where only one case can be meant.

    \b
    Example:
      dokumentverk case link S7KXM4RTA R7KXM4RTA9C
    """
    from dokumentverk.cli.casework import link_document, unlink_document
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return (unlink_document if remove else link_document)(office, id, return_id, output)


for _fact in (grade, sicknote, interrupt, meeting, share, consent, exempt, task, close, retract):
    command.add_command(_fact)
