"""``dokumentverk file``."""

from __future__ import annotations

from pathlib import Path

import click

from dokumentverk.cli.output import output_option


@click.command(name="file")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--form", metavar="ID", help="They are this form, registered with «forms import».")
@output_option
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], dry_run: bool, form: str | None, output: str) -> int:
    """Read, check and file documents. Without PATHS: all that lies in the inbox.

    What is in order goes to the archive; what needs a person goes to the review folder and what cannot be read to the
    rejects folder, each with a readable reason. Files in the inbox are released when their bytes lie safely in one of
    the three; files elsewhere are copied and stay.

    With --form every document without a number of ours is read as that form, of those that look alike; also one that
    waits in the review or rejects folder. Photos of its pages, a file each, are joined when they lie in a folder of
    their own, each page once and nothing else.

    \b
    Examples:
      dokumentverk file
      dokumentverk file skannet/plan.pdf --dry-run
      dokumentverk file --to json > kvittering.jsonl
      dokumentverk file "avvist/R4TCKT55PQH/original.pdf" --form yrkesskade-2024
    """
    from dokumentverk.cli.filing import dry_run_all, file_all
    from dokumentverk.cli.session import opened_workplace

    with opened_workplace(ctx) as office:
        if form is not None:
            office.read_as(form)
        return dry_run_all(office, paths, output) if dry_run else file_all(office, paths, output)
