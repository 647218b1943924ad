"""``dokumentverk archive``: verify, list, find, show, add, rebuild."""

from __future__ import annotations

from pathlib import Path

import click

from dokumentverk.cli.output import output_option


@click.group(name="archive")
def command() -> None:
    """Look into the archive, prove that it is unchanged, and add what is not ours.

    \b
    Examples:
      dokumentverk archive list --employee 1001
      dokumentverk archive find oppfølgingsplan
      dokumentverk archive verify
      dokumentverk archive add sykmelding.pdf --employee 1001 --title Sykmelding
    """


@command.command(name="verify")
@output_option
@click.pass_context
def verify(ctx: click.Context, output: str) -> int:
    """Read every byte of the archive and name what is changed, missing or extra. Exit code 41 if anything is; 1 if the
    archive is undamaged but a filing was interrupted, or a folder is closed to you.

    \b
    Example:
      dokumentverk archive verify
    """
    from dokumentverk.cli.archiving import verify_all
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return verify_all(office, output)


@command.command(name="list")
@click.option("--employee", metavar="NO", help="Only what belongs to this employee.")
@click.option("--form", metavar="ID", help="Only documents of this form.")
@click.option(
    "--unread", is_flag=True, help="Only documents with answers that nobody has read yet, such as handwriting."
)
@output_option
@click.pass_context
def list_(ctx: click.Context, employee: str | None, form: str | None, output: str, *, unread: bool) -> int:
    """List what is filed, oldest first.

    What --unread lists has pictures of those answers in its folder; write them in with «dokumentverk accept --set».

    \b
    Examples:
      dokumentverk archive list --employee 1001 --to json
      dokumentverk archive list --unread
    """
    from dokumentverk.cli.archiving import Asked, Standing, list_all
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return list_all(office, Asked(employee, form, Standing.UNREAD if unread else Standing.ANY), output)


@command.command(name="find")
@click.argument("text")
@output_option
@click.pass_context
def find(ctx: click.Context, text: str, output: str) -> int:
    """Find documents by title, employee, number, date or what is written in them. Exit code 1 if there are none.

    Upper or lower case, accents and the grouping of numbers do not matter; «Aase» finds Åse. The words of a name may
    come in any order, those of an answer in theirs.

    \b
    Examples:
      dokumentverk archive find "ergonomisk stol"
      dokumentverk archive find "kari nordmann"
      dokumentverk archive find 3.11.2026
      dokumentverk archive find "Sykt barn"
    """
    from dokumentverk.cli.archiving import find_all
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return find_all(office, text, output)


@command.command(name="show")
@click.argument("return_id", metavar="ID")
@output_option
@click.pass_context
def show(ctx: click.Context, return_id: str, output: str) -> int:
    """Show one filed document: its metadata, what it says, and its files. ID is a return or the issue's number.

    \b
    Example:
      dokumentverk archive show R7KXM4RTA9C
    """
    from dokumentverk.cli.archiving import show_one
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return show_one(office, return_id, output)


@command.command(name="add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--employee", required=True, metavar="NO", help="Whose it is.")
@click.option("--title", required=True, help="What it is: stands in the folder's name and the metadata.")
@click.option("--attach-to", metavar="RETURN", help="The filed document that this is an attachment of.")
@click.option("--sender", metavar="NAME", help="Who it comes from: Nav, a doctor, the employee. Default: not known.")
@output_option
@click.pass_context
def add(
    ctx: click.Context,
    file: Path,
    employee: str,
    title: str,
    attach_to: str | None,
    sender: str | None,
    output: str,
) -> int:
    """File any document unread: a sykmelding, a letter from Nav, an old form.

    \b
    Examples:
      dokumentverk archive add skannet.pdf --employee 1001 --title "Sykmelding uke 40"
      dokumentverk archive add brev.pdf --employee 1001 --title "Vedtak om sykepenger" --sender Nav
    """
    from dokumentverk.cli.archiving import add_one
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return add_one(office, file, employee, title, attach_to, sender, output)


@command.command(name="rebuild")
@output_option
@click.pass_context
def rebuild(ctx: click.Context, output: str) -> int:
    """Build the database anew from the archive's folders, its journal and the issue log. Nothing in them is changed.

    \b
    Example:
      dokumentverk archive rebuild
    """
    from dokumentverk.cli.archiving import rebuild_all
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        return rebuild_all(office, output)
