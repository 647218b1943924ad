"""``dokumentverk init``."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from dokumentverk.cli.output import output_option


@click.command(name="init")
@click.argument("directory", type=click.Path(path_type=Path), default=Path())
@click.option("--name", default=None, help="Name of the workplace, printed on every document.")
@output_option
@click.pass_context
def command(ctx: click.Context, directory: Path, name: str | None, output: str) -> None:
    """Make a workplace in DIRECTORY (default: here): folders, settings, an empty people register and a key.

    Folders are made readable by the owner only. What is there already is left as it is.

    \b
    Example:
      dokumentverk init kontoret --name "Fjordvik kommune"
    """
    from dokumentverk.cli.output import print_json, say, tell
    from dokumentverk.cli.session import clock_of
    from dokumentverk.issue.keys import first_key
    from dokumentverk.messages.words import word
    from dokumentverk.workplace.folders import init_workplace

    if name is not None and not name.strip():
        raise click.UsageError("--name is empty: leave it out, or give the workplace's name.")
    made = init_workplace(directory, name=name)
    first_key(made.workplace.keys, now=clock_of(ctx)(), token=secrets.token_bytes)
    if output == "json":
        print_json({"schema": 1, "workplace": str(made.workplace.root), "made": list(made.paths)})
        return
    language = made.workplace.settings.language
    for path in made.paths:
        say(path)
    key = "init_done" if made.paths else "init_nothing"
    tell(word(key, language).format(path=made.workplace.root, settings="dokumentverk.toml"))
