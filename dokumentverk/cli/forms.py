"""``dokumentverk forms``."""

from __future__ import annotations

from pathlib import Path

import click

from dokumentverk.cli.output import output_option


@click.command(name="forms")
@click.argument("words", nargs=-1, metavar="[ID | check [PATH]... | import FILE]")
@output_option
@click.option("--id", "wanted", metavar="ID", help="With «import»: the form's id. Default: made of the file's name.")
@click.option("--title", metavar="TEXT", help="With «import»: what the form is called. Default: the PDF's own title.")
@click.option(
    "--document-language",
    type=click.Choice(["nb", "nn", "en"]),
    help="Language of the labels. Default: the workplace's.",
)
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    output: str,
    wanted: str | None,
    title: str | None,
    document_language: str | None,
) -> int:
    """List the forms; with ID, list its fields; with «check», look for faults in definitions and templates; with
    «import», register a PDF form that was made elsewhere.

    «check» alone checks every form in use, with its templates in each language, and ends with exit code 10 or 11 when a
    definition or a template has faults. With PATHs it checks those definitions.

    The names of the fields in the PDF are listed with --to json: fill them with any program.

    «import FILE.pdf» writes a definition into the folder forms for you to look over, and keeps the empty form beside
    it. Its returns are then known by their fields, and its scans by their print, and read by the form's own boxes.

    \b
    Examples:
      dokumentverk forms
      dokumentverk forms oppfolgingsplan --to json
      dokumentverk forms check forms/egenmelding.toml
      dokumentverk forms import legeerklaring.pdf --title "Legeerklæring"
    """
    from dokumentverk.cli.formlist import check_forms, describe_form, list_forms
    from dokumentverk.cli.session import opened_workplace, workplace_or_defaults
    from dokumentverk.model.language import Language

    if words[:1] == ("import",):
        if len(words) != 2:
            raise click.UsageError("Give one PDF to import.")
        from dokumentverk.cli.formlist import import_one

        with opened_workplace(ctx) as office:
            return import_one(office, Path(words[1]), wanted, title, output)
    if wanted is not None or title is not None:
        raise click.UsageError("--id and --title go with «import».")
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
