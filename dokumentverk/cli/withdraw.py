"""``dokumentverk withdraw``."""

from __future__ import annotations

import click

from dokumentverk.cli.output import output_option


@click.command(name="withdraw")
@click.argument("number")
@output_option
@click.pass_context
def command(ctx: click.Context, number: str, output: str) -> None:
    """Withdraw the issue NUMBER: should it come back, a person must decide.

    \b
    Example:
      dokumentverk withdraw 7KXM-4RTA-9CDEF
    """
    from dokumentverk.cli.output import print_json, say
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.flow.withdraw import withdraw
    from dokumentverk.messages.words import word

    with opened_workplace(ctx) as office:
        issue = withdraw(office, number)
        if output == "json":
            assert issue.withdrawn is not None
            print_json({"schema": 1, "issue": issue.number, "withdrawn": issue.withdrawn.isoformat()})
        else:
            say(word("withdrawn", office.settings.language).format(number=issue.number))
