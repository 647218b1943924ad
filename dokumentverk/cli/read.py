"""``dokumentverk read``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from dokumentverk.cli.output import output_option


@click.command(name="read")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--form", metavar="ID", help="They are this form, registered with «forms import».")
@output_option
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], form: str | None, output: str) -> int:
    """Read the documents PATHS (files or folders) and print what they say. Nothing is checked, moved or filed.

    \b
    Examples:
      dokumentverk read plan.pdf
      dokumentverk read innboks --to json
    """
    from dokumentverk.cli.receiving import print_all
    from dokumentverk.cli.session import workplace_or_defaults
    from dokumentverk.flow.receive import files_in
    from dokumentverk.flow.understand import read_document

    with workplace_or_defaults(ctx) as office:
        return print_all(office, files_in(paths), partial(read_document, form=form), output)
