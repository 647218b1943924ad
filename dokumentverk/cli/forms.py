"""``dokumentverk forms``."""

from __future__ import annotations

from pathlib import Path

import click

from dokumentverk.cli.output import output_option


@click.command(name="forms")
@click.argument("words", nargs=-1, metavar="[ID | check [PATH]...]")
@output_option
@click.option(
    "--document-language",
    type=click.Choice(["nb", "nn", "en"]),
    help="Language of the labels. Default: the workplace's.",
)
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...], output: str, document_language: str | None) -> int:
    """List the forms; with ID, list its fields; with «check», look for faults in definitions and templates.

    «check» alone checks every form in use, with its templates in each language, and ends with exit code 10 or 11 when a
    definition or a template has faults. With PATHs it checks those definitions.

    The names of the fields in the PDF are listed with --to json: fill them with any program.

    \b
    Examples:
      dokumentverk forms
      dokumentverk forms oppfolgingsplan --to json
      dokumentverk forms check forms/egenmelding.toml
    """
    from dokumentverk.cli.formlist import check_forms, describe_form, list_forms
    from dokumentverk.cli.session import workplace_or_defaults
    from dokumentverk.model.language import Language

    with workplace_or_defaults(ctx) as office:
        language = Language(document_language) if document_language else office.settings.language
        match words:
            case ():
                return list_forms(office, language, output)
            case ("check", *paths):
                return check_forms(office, tuple(Path(one) for one in paths), output)
            case (id,):
                return describe_form(office, id, language, output)
            case _:
                raise click.UsageError("Give one form, or «check» and the files to check.")
