"""``dokumentverk egenmelding``."""

from __future__ import annotations

from datetime import date

import click

from dokumentverk.cli.days import DAY
from dokumentverk.cli.output import output_option


@click.command(name="egenmelding")
@click.argument("employee")
@click.option("--on", type=DAY, help="As if an absence began on this day. Default: today.")
@output_option
@click.pass_context
def command(ctx: click.Context, employee: str, on: date | None, output: str) -> int:
    """What EMPLOYEE (a number) has used of egenmelding, and what is left if an absence begins now.

    The twelve months, days counted together within sixteen days, the arbeidsgiverperiode, whether the right is earned,
    and days with a sick child, each from what is filed and from the sick notes of cases. What nobody has told is not
    decided.

    \b
    Examples:
      dokumentverk egenmelding 1001
      dokumentverk egenmelding 1001 --on 1.12.2026 --to json
    """
    from dokumentverk.cli.quota import print_status
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return print_status(office, employee, on, output)
