"""``dokumentverk egenmelding``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dokumentverk.cli.days import DAY
from dokumentverk.cli.output import output_option


@click.command(name="egenmelding")
@click.argument("employee", required=False)
@click.option("--on", type=DAY, help="As if an absence began on this day. Default: today.")
@click.option(
    "--payroll", type=(DAY, DAY), metavar="FROM UNTIL", help="A list of absences for payroll, both days counted."
)
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --payroll: a .csv or .xlsx file. Default: the screen.",
)
@output_option
@click.pass_context
def command(
    ctx: click.Context,
    employee: str | None,
    on: date | None,
    payroll: tuple[date, date] | None,
    out: Path | None,
    output: str,
) -> int:
    """What EMPLOYEE (a number) has used of egenmelding, and what is left if an absence begins now.

    The twelve months, days counted together within sixteen days, the arbeidsgiverperiode, whether the right is earned,
    and days with a sick child, each from what is filed and from the sick notes of cases. What nobody has told is not
    decided.

    --payroll lists the absences of everybody, or of EMPLOYEE: from, until, calendar days, kind, per cent absent, and
    the number of the days in the arbeidsgiverperiode, counted from all that is known.

    \b
    Examples:
      dokumentverk egenmelding 1001
      dokumentverk egenmelding 1001 --on 1.12.2026 --to json
      dokumentverk egenmelding --payroll 1.11.2026 30.11.2026 -o lonn.xlsx
    """
    from dokumentverk.cli.quota import print_payroll, print_status
    from dokumentverk.cli.session import opened_workplace

    if payroll is None and (employee is None or out is not None):
        raise click.UsageError("Give an EMPLOYEE, or --payroll FROM UNTIL; -o goes with --payroll.")
    if payroll is not None and on is not None:
        raise click.UsageError("--on does not go with --payroll.")
    with opened_workplace(ctx) as office:
        if payroll is not None:
            return print_payroll(office, employee, payroll, out, output)
        assert employee is not None
        return print_status(office, employee, on, output)
