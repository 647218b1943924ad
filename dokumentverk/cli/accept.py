"""``dokumentverk accept``."""

from __future__ import annotations

import click

from dokumentverk.cli.output import output_option


@click.command(name="accept")
@click.argument("return_id", metavar="RETURN")
@click.option("--by", required=True, help="Your name; kept in the record.")
@click.option("--reason", required=True, help="Why; kept in the record.")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Correct a field. FIELD=@FILE and FIELD=@- take the value from a file or standard input.",
)
@click.option("--employee", metavar="NO", help="Whose document it is.")
@click.option("--despite", "codes", multiple=True, metavar="CODE", help="File it in spite of this finding.")
@click.option(
    "--diagnosis",
    type=click.Choice(["back", "restricted", "false-alarm"]),
    help="What to do with a suspected diagnosis: back to the sender, file with restricted access, or a false alarm.",
)
@output_option
@click.pass_context
def command(
    ctx: click.Context,
    return_id: str,
    by: str,
    reason: str,
    assignments: tuple[str, ...],
    employee: str | None,
    codes: tuple[str, ...],
    diagnosis: str | None,
    output: str,
) -> int:
    """End the review of RETURN: correct it, say whose it is, or file it as it is.

    Corrections are checked like any other value. If something still stops it, it stays in the review folder with a new
    reason, and the corrections made are kept. RETURN is the name of its folder there.

    \b
    Examples:
      dokumentverk accept R7KXM4RTA9C --by "Kari Nordmann" --reason "Ringte og spurte" --set last_day=12.11.2026
      dokumentverk accept R7KXM4RTA9C --by "Kari Nordmann" --reason "Signert på papir" --despite SIGNATURE_MISSING
    """
    from dokumentverk.cli.assignments import parse_assignments
    from dokumentverk.cli.receiving import filing_code, print_understood
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.flow.accept import Decision, accept

    decision = Decision(
        by=by.strip(),
        reason=reason.strip(),
        values=parse_assignments(assignments),
        employee=employee,
        despite=codes,
        diagnosis=diagnosis,
    )
    with opened_workplace(ctx) as office, office.writing():
        understood, outcome = accept(office, return_id, decision)
        print_understood(office, understood, outcome, output)
        return filing_code(outcome)
