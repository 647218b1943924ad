"""``dokumentverk export``."""

from __future__ import annotations

from pathlib import Path

import click


@click.group(name="export")
def command() -> None:
    """What is filed, written as other systems want it. Nothing is sent: where the file goes is yours to say.

    \b
    Example:
      dokumentverk export nav R7KXM4RTA9C -o plan.json
    """


@command.command(name="nav")
@click.argument("return_id", metavar="RETURN")
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.json",
    help="Where to write it, for its owner only. Default: standard output.",
)
@click.pass_context
def nav(ctx: click.Context, return_id: str, out: Path | None) -> int:
    """Write the JSON of Nav's follow-up plan API from a filed plan, RETURN.

    What is missing, was not read or contradicts itself is told, and nothing is written (exit code 1). Correct it with
    «dokumentverk accept RETURN --set FIELD=VALUE», and run it again. Notes keep nothing back: that the sykmelder is not
    the employee's GP, to whom alone Nav passes the plan on, or that the case tells of no digital sick note that covers
    today, without which Nav takes no plan. The file has the employee's national identity number in it.

    \b
    Examples:
      dokumentverk export nav R7KXM4RTA9C -o plan.json
      dokumentverk export nav R7KXM4RTA9C | jq .evaluationDate
    """
    from dokumentverk.cli.exporting import write_nav
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return write_nav(office, return_id, out)
