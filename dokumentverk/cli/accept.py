"""``dokumentverk accept``."""

from __future__ import annotations

from pathlib import Path

import click

from dokumentverk.cli.output import output_option


@click.command(name="accept")
@click.argument("return_id", metavar="RETURN", required=False)
@click.option("--by", required=True, help="Your name; kept in the record.")
@click.option("--reason", default="", help="Why; kept in the record. Needed, but for rows of a table with their own.")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Correct a field. FIELD=@FILE and FIELD=@- take the value from a file or standard input.",
)
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Corrections of RETURN: a JSON object of fields and values.",
)
@click.option(
    "--table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Corrections of many returns: a table (CSV, XLSX, JSON Lines) with return, field, value.",
)
@click.option("--employee", metavar="NO", help="Whose document it is.")
@click.option("--despite", "codes", multiple=True, metavar="CODE", help="File it in spite of this finding; remembered.")
@click.option(
    "--diagnosis",
    type=click.Choice(["back", "restricted", "false-alarm"]),
    help="What to do with a suspected diagnosis: back to the sender, file with restricted access, or a false alarm.",
)
@output_option
@click.pass_context
def command(
    ctx: click.Context,
    return_id: str | None,
    by: str,
    reason: str,
    assignments: tuple[str, ...],
    data: Path | None,
    table: Path | None,
    employee: str | None,
    codes: tuple[str, ...],
    diagnosis: str | None,
    output: str,
) -> int:
    """End the review of RETURN: correct it, say whose it is, or file it as it is.

    Corrections are checked like any other value. If something still stops it, it stays in the review folder with a new
    reason; the corrections made are kept, and so is what you named with --despite. RETURN is the name of its folder
    there.

    A RETURN that is filed already takes corrections too, such as handwriting that you have read («dokumentverk archive
    list --unread»). What is filed is not altered: the correction is filed beside it, and counts from then on.

    A table has a row for each corrected field, in the columns return, field and value, and may have employee and
    reason. All rows of a return are decided together. Rows with faults go to a file that can be run again.

    \b
    Examples:
      dokumentverk accept R7KXM4RTA9C --by "Kari Nordmann" --reason "Ringte og spurte" --set last_day=12.11.2026
      dokumentverk accept R7KXM4RTA9C --by "Kari Nordmann" --reason "Signert på papir" --despite SIGNATURE_MISSING
      dokumentverk accept R7KXM4RTA9C --by "Kari Nordmann" --reason "Så på papiret" --data svar.json
      dokumentverk accept --table rettelser.xlsx --by "Kari Nordmann" --reason "Så på papirene"
    """
    from dokumentverk.cli.assignments import parse_assignments
    from dokumentverk.cli.placeholders import refuse_placeholders
    from dokumentverk.cli.receiving import filing_code, print_understood
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.flow.accept import Decision, accept

    others = (return_id, assignments, data, employee, codes, diagnosis)
    if table is not None:
        if any(others):
            raise click.UsageError("--table says all of it: only --by and --reason go with it.")
        with opened_workplace(ctx) as office, office.writing():
            from dokumentverk.cli.correcting import accept_table

            refuse_placeholders(by, reason, {})
            return accept_table(office, table, by.strip(), reason.strip(), output)
    if return_id is None:
        raise click.UsageError("Give a RETURN, or --table FILE.")
    values = parse_assignments(assignments)
    if data is not None:
        from dokumentverk.cli.correcting import values_in

        values = {**values_in(data), **values}
    refuse_placeholders(by, reason, values)
    decision = Decision(
        by=by.strip(),
        reason=reason.strip(),
        values=values,
        employee=employee,
        despite=codes,
        diagnosis=diagnosis,
    )
    with opened_workplace(ctx) as office, office.writing():
        understood, outcome = accept(office, return_id, decision)
        print_understood(office, understood, outcome, output)
        return filing_code(outcome)
