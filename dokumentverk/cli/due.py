"""``dokumentverk due``."""

from __future__ import annotations

from datetime import date

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
@output_option
@click.pass_context
def command(ctx: click.Context, on: date | None, within: int | None, employee: str | None, output: str) -> int:
    """Who owes what by when, and why: deadlines of cases, documents that have not come back, missing signatures.

    What is overdue is always listed; what is due, within DAYS; what is done, when its day lies within DAYS to either
    side. What was done counts whenever it was done, also after --on. What Nav or nobody owes is never overdue.
    Exit code 1 if anything is overdue.

    \b
    Examples:
      dokumentverk due
      dokumentverk due --within 7 --employee 1001
      dokumentverk due --on 2026-12-01 --to json
    """
    from dokumentverk.cli.dueing import print_due
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return print_due(office, on, within, employee, output)
