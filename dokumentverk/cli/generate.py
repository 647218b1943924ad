"""``dokumentverk generate``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from dokumentverk.cli.document_options import medium_option
from dokumentverk.cli.output import output_option


@click.command(name="generate")
@click.argument("form", required=False)
@click.option("--employee", metavar="NO", help="Employee number: fills in what the register knows.")
@click.option("--case", metavar="ID", help="The case that it belongs to.")
@click.option("--party", type=click.Choice(["employee", "leader", "hr", "union", "safety"]), help="Whose copy it is.")
@click.option("--thread", metavar="NUMBER", help="Number of an earlier issue that this one continues.")
@click.option("--position", type=click.IntRange(min=1), default=1, help="Which of the employee's positions, from 1.")
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Values: a JSON object for one document, or a table (CSV, XLSX, JSON Lines) with one document per row.",
)
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Fill in a field. FIELD=@FILE and FIELD=@- take the value from a file or standard input.",
)
@medium_option
@click.option(
    "--document-language", type=click.Choice(["nb", "nn", "en"]), help="Default: the employee's, then the workplace's."
)
@click.option(
    "--copies",
    type=click.IntRange(1, 5000),
    default=1,
    help="Numbered blanks for the shelf. --set fills every one of them alike.",
)
@click.option("--title", help="For a separator: the title that the papers behind it are filed under.")
@click.option("--attachment", is_flag=True, help="For a separator: the sheet «attachment to the form above».")
@click.option("--issue", metavar="NUMBER", help="Make an issued document again, perhaps in another format.")
@click.option(
    "--file/--no-file",
    "filed",
    default=None,
    help="File what is made in the archive as sent, or not. Default: letters and invitations are filed.",
)
@click.option(
    "--despite", "codes", multiple=True, metavar="CODE", help="Make a letter in spite of this finding (see above)."
)
@click.option(
    "-o", "--out", help="Folder (made if it is not there), or a file that ends in .pdf or .docx. Default: utskrift."
)
@output_option
@click.pass_context
def command(
    ctx: click.Context,
    form: str | None,
    employee: str | None,
    case: str | None,
    party: str | None,
    thread: str | None,
    position: int,
    data: Path | None,
    assignments: tuple[str, ...],
    medium: str,
    document_language: str | None,
    copies: int,
    title: str | None,
    attachment: bool,
    issue: str | None,
    filed: bool | None,
    codes: tuple[str, ...],
    out: str | None,
    output: str,
) -> int:
    """Make numbered documents of FORM, which may be a letter.

    Every document gets a number of its own, printed on each page, and is written to the issue log before it leaves.
    A table of rows run twice issues nothing twice; rows with faults go to a file that can be run again.

    A letter whose text may name a diagnosis is not made: nobody sees it again before it is read. Where that is a false
    alarm, --despite DIAGNOSIS_SUSPECTED makes it.

    \b
    Examples:
      dokumentverk generate egenmelding --employee 1001
      dokumentverk generate oppfolgingsplan --employee 1001 --format docx --set typical_workday=@dag.txt
      dokumentverk generate egenmelding --copies 50 --format print
      dokumentverk generate dialogmote --data moter.xlsx -o innkallinger
      dokumentverk generate maksdato --employee 1001 --set expected_date=31.01.2027
      dokumentverk generate innkalling-samtale --data samtaler.csv --format docx
      dokumentverk generate egenmelding --employee 1001 -o "til utsending"
      dokumentverk generate --issue 7KXM-4RTA-9CDEF --format docx
      dokumentverk generate separator --employee 1001 --title "Sykmelding uke 40"
      dokumentverk generate separator --attachment
    """
    from dokumentverk.cli.assignments import parse_assignments
    from dokumentverk.cli.producing import Wish, produce_copies, produce_issue_again, produce_rows
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.flow.produce import Order
    from dokumentverk.flow.separator_form import SEPARATOR
    from dokumentverk.model.form import Role
    from dokumentverk.model.language import Language
    from dokumentverk.model.layout import Medium

    if form == SEPARATOR and issue is None:
        from dokumentverk.cli.separating import SheetWish, generate_separator

        others = (data, assignments, case, party, thread, position > 1)
        if any(others):
            raise click.UsageError("A separator takes --employee and --title, or --attachment alone.")
        sheet = SheetWish(employee, title, attachment, document_language, copies, Path(out) if out else None, output)
        return generate_separator(ctx, sheet)
    if title is not None or attachment:
        raise click.UsageError("--title and --attachment are for separators: dokumentverk generate separator …")
    if form is None and issue is None:
        raise click.UsageError("Give a FORM, or --issue NUMBER to make an issued document again.")
    kept = (data, assignments, employee, copies > 1, case, party, thread, document_language, position > 1)
    if issue is not None and any(kept):
        raise click.UsageError("--issue keeps the document's values: only --format and -o go with it.")
    if copies > 1 and data is not None:
        raise click.UsageError("--copies and --data exclude each other.")
    if filed and issue is None and data is None and employee is None:
        raise click.UsageError("--file needs --employee: what is filed lies with someone.")
    given = parse_assignments(assignments)
    folder = (out or "").endswith(("/", os.sep))
    wish = Wish(Medium(medium), Path(out) if out else None, output, folder=folder, filed=filed)
    with opened_workplace(ctx) as office:
        if issue is not None:
            return produce_issue_again(office, issue, form, wish)
        assert form is not None
        order = Order(
            form=form,
            employee=employee,
            case=case,
            party=Role(party) if party else None,
            thread=thread,
            language=Language(document_language) if document_language else None,
            medium=wish.medium,
            position=position - 1,
            given=given,
            despite=frozenset(codes),
        )
        if data is not None:
            return produce_rows(office, order, data, wish)
        return produce_copies(office, order, copies, wish)
