"""``dokumentverk demo``."""

from __future__ import annotations

from pathlib import Path

import click

from dokumentverk.cli.output import output_option


@click.command(name="demo")
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--paper", is_flag=True, help="File a scanned pile of 60 sides instead.")
@output_option
def command(directory: Path | None, output: str, *, paper: bool) -> None:
    """Run the whole loop on the samples: read, check and file what lies in the inbox, and show the archive.

    A copy of the sample workplace is made in DIRECTORY (default: a new folder dokumentverk-demo here), so everything
    in it can be opened, tried and thrown away. All persons are made up. The demo's clock stands at the day that the
    samples were returned, so that it ends alike every time.

    \b
    Examples:
      dokumentverk demo
      dokumentverk demo --paper
    """
    from dokumentverk.cli.demonstration import Sample, demonstrate

    demonstrate(directory, output, Sample.PILE if paper else Sample.FILES)
