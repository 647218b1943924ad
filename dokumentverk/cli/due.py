"""``dokumentverk due``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dokumentverk.cli.days import DAY
from dokumentverk.cli.output import output_option


@click.command(name="due")
@click.option("--on", type=DAY, help="Count from this day. Default: today.")
@click.option(
    "--within",
    type=click.IntRange(0, 1100),
    metavar="DAYS",
    help="How far ahead. Default: due_within_days in settings.",
)
@click.option("--employee", metavar="NO", help="Only what concerns this employee.")
@click.option(
    "--calendar",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.ics",
    help="Write a calendar file of all that is due, however far ahead. One that is there is replaced.",
)
@click.option("--names", is_flag=True, help="With --calendar: who and what in the titles. Default: neither.")
@click.option("--make", is_flag=True, help="Make the forms and letters that are due, each once.")
@click.option(
    "--format",
    "medium",
    type=click.Choice(["pdf", "docx", "print"]),
    help="With --make: of the documents. Default: pdf.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="With --make: where to. Default: utskrift.",
)
@output_option
@click.pass_context
def command(
    ctx: click.Context,
    on: date | None,
    within: int | None,
    employee: str | None,
    calendar: Path | None,
    names: bool,
    make: bool,
    medium: str | None,
    out: Path | None,
    output: str,
) -> int:
    """Who owes what by when, and why: deadlines of cases, documents that have not come back, missing signatures.

    What is overdue is always listed; what is due, within DAYS; what is done, when its day lies within DAYS to either
    side. What was done counts whenever it was done, also after --on. What Nav or nobody owes is never overdue.
    Exit code 1 if anything is overdue.

    A calendar file imported again updates its events, and calls off what is done or no longer owed. Its titles name a
    case or a document only, for others may see the calendar.

    --make issues what the listed duties call for: the egenmelding, plan, invitation or agenda that is due, the letters
    that send a filed plan on, and reminders of what an employee owes and is overdue. Each is made once, however often
    it is run; a form that was sent already and has not come back is not sent again. Those that lack something (a
    meeting's day, a contact) are told with the reason.

    \b
    Examples:
      dokumentverk due
      dokumentverk due --within 7 --employee 1001
      dokumentverk due --on 2026-12-01 --to json
      dokumentverk due --calendar frister.ics
      dokumentverk due --within 7 --make
    """
    from dokumentverk.cli.dueing import make_calendar, make_documents, print_due
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.flow.cases import check_somebody
    from dokumentverk.model.layout import Medium

    if names and calendar is None:
        raise click.UsageError("--names goes with --calendar FILE.ics.")
    if not make and (medium is not None or out is not None):
        raise click.UsageError("--format and -o go with --make.")
    if make and on is not None:
        raise click.UsageError("--make makes what is due today: give no --on.")
    with opened_workplace(ctx) as office:
        check_somebody(office, employee)
        if make:
            return make_documents(office, within, employee, Medium(medium or "pdf"), out, output)
        if calendar is not None:
            make_calendar(office, calendar, on, employee, named_events=names)
        return print_due(office, on, within, employee, output)
