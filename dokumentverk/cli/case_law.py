"""``dokumentverk case``: consents, exemptions, and tasks that minutes set."""

from __future__ import annotations

from datetime import date

import click

from dokumentverk.cli.case_facts import replaces_option, tell
from dokumentverk.cli.days import DAY
from dokumentverk.cli.output import output_option

RULES = click.Choice(["plan", "dialogue_1", "plan_revised", "first_contact"])
GROUNDS = click.Choice(["no_return", "back_soon", "adaptation_works", "not_possible_now", "other"])


@click.command(name="consent")
@click.argument("id")
@click.option(
    "--withdrawn", type=DAY, metavar="DATE", help="The employee withdrew it: from this day on it holds no longer."
)
@click.option(
    "--only", type=click.Choice(["invite", "share"]), help="With --withdrawn: only for inviting, or for sharing."
)
@replaces_option
@output_option
@click.pass_context
def consent(
    ctx: click.Context, id: str, withdrawn: date | None, only: str | None, replaces: int | None, output: str
) -> int:
    """List the consents of a case and whether they stand, or tell that the employee withdrew them.

    A consent is a filed form (samtykke, or the reply slip of dialogmote) that the employee has signed. It is needed to
    invite the sykmelder or other health personnel, and to share with others than the sykmelder, Nav and the employer's
    own. All that were given until DATE are withdrawn; one that is given later counts again.

    \b
    Examples:
      dokumentverk case consent S7KXM4RTA
      dokumentverk case consent S7KXM4RTA --withdrawn 1.12.2026
    """
    from dokumentverk.cli.consenting import list_consents
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.model.case import ConsentWithdrawn
    from dokumentverk.model.consent import Use

    if withdrawn is None:
        if only is not None or replaces is not None:
            raise click.UsageError("--only and --replaces go with --withdrawn DATE.")
        with opened_workplace(ctx) as office:
            return list_consents(office, id, output)
    uses = (Use(only),) if only else tuple(Use)
    return tell(ctx, id, (ConsentWithdrawn(withdrawn, uses),), replaces, output)


@click.command(name="exempt")
@click.argument("id")
@click.option("--from", "rule", type=RULES, required=True, help="What need not be done.")
@click.option("--ground", type=GROUNDS, required=True, help="Why: the grounds of the form unntak.")
@click.option("--until", type=DAY, metavar="DATE", help="Only postponed until then.")
@click.option("--on", "decided", type=DAY, metavar="DATE", help="When it was decided. Default: today.")
@replaces_option
@output_option
@click.pass_context
def exempt(
    ctx: click.Context,
    id: str,
    rule: str,
    ground: str,
    until: date | None,
    decided: date | None,
    replaces: int | None,
    output: str,
) -> int:
    """Tell that a plan or a meeting is obviously unnecessary, or postponed. Exactly that deadline goes or moves.

    A filed form unntak does the same. The ground not_possible_now only postpones.

    \b
    Examples:
      dokumentverk case exempt S7KXM4RTA --from plan --ground back_soon
      dokumentverk case exempt S7KXM4RTA --from dialogue_1 --ground not_possible_now --until 15.1.2027
    """
    from dokumentverk.cli.session import clock_of
    from dokumentverk.model.case import Exempted

    return tell(ctx, id, (Exempted(rule, ground, decided or clock_of(ctx)().date(), until),), replaces, output)


@click.command(name="task")
@click.argument("id")
@click.argument("return_id", metavar="RETURN")
@click.argument("row", type=click.IntRange(min=1))
@click.option("--done", type=DAY, required=True, metavar="DATE", help="When it was done.")
@replaces_option
@output_option
@click.pass_context
def task(ctx: click.Context, id: str, return_id: str, row: int, done: date, replaces: int | None, output: str) -> int:
    """Tell that task ROW of the filed minutes RETURN was done. «case show» lists the tasks.

    \b
    Example:
      dokumentverk case task S7KXM4RTA R7KXM4RTA9C 2 --done 4.12.2026
    """
    from dokumentverk.model.case import TaskDone

    return tell(ctx, id, (TaskDone(return_id.strip().upper(), row, done),), replaces, output)
