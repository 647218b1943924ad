"""The command line: a group that imports a command only when it is asked for, so that ``--help`` is quick.

Exit codes and the shape of the output are a stable interface: see README.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from dokumentverk.errors import DokumentverkError, ExitCode
from dokumentverk.model.language import Language

COMMANDS = {
    "init": ("dokumentverk.cli.init", "Make a workplace: folders, key, settings."),
    "demo": ("dokumentverk.cli.demo", "Run the whole loop on the samples and show the archive."),
    "forms": ("dokumentverk.cli.forms", "List forms and their fields, or check definitions."),
    "generate": ("dokumentverk.cli.generate", "Make numbered documents: PDF, DOCX or print."),
    "withdraw": ("dokumentverk.cli.withdraw", "Withdraw an issued document."),
    "settle": ("dokumentverk.cli.settle", "Lay two parties' own copies side by side in a shared one."),
    "revise": ("dokumentverk.cli.revise", "Make the next version of a filed document."),
    "sign": ("dokumentverk.cli.sign", "Sign a filled form with a certificate of your own."),
    "read": ("dokumentverk.cli.read", "Read returned documents and print what they say."),
    "check": ("dokumentverk.cli.check", "Read returned documents and check them."),
    "file": ("dokumentverk.cli.file", "Read, check and file what has arrived."),
    "accept": ("dokumentverk.cli.accept", "End a review: correct, assign or file as it is."),
    "case": ("dokumentverk.cli.case", "Cases of follow-up: open, change, show, close."),
    "due": ("dokumentverk.cli.due", "Who owes what by when, and what is overdue."),
    "trust": ("dokumentverk.cli.trust", "Whose digital signatures are believed."),
    "egenmelding": ("dokumentverk.cli.egenmelding", "What an employee has used of egenmelding, and what is left."),
    "export": ("dokumentverk.cli.export", "What is filed, as other systems want it: Nav's plan API."),
    "archive": ("dokumentverk.cli.archive", "Verify, list, find, show, add, rebuild."),
}


class LazyGroup(click.Group):
    """Commands by name; the table above has their one-line help, so listing them imports nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-w",
    "--workplace",
    type=click.Path(path_type=Path),
    help="Folder of the workplace. Default: this folder or the nearest one above it that has dokumentverk.toml.",
)
@click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    help="Show the traceback of an error. It may quote what stands in a form.",
)
@click.version_option(package_name="dokumentverk", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, workplace: Path | None) -> None:
    """Forms of Norwegian sick-leave follow-up: produced, read back, checked and filed.

    \b
    A first round:
      dokumentverk demo                                  see it work on samples
      dokumentverk init kontoret                         make a workplace
      dokumentverk -w kontoret generate egenmelding      make a form
      dokumentverk -w kontoret file                      file what lies in the inbox

    What clerks read (findings, reasons, summaries) is in the workplace's language.
    """
    ctx.ensure_object(dict)["workplace"] = workplace


def run() -> None:
    """The console script. Every way out has an exit code; a foreign exception's text is never shown unasked."""
    debug = "--debug" in sys.argv
    asked: dict[str, Path | None] = {}
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = main(standalone_mode=False, obj=asked)
        sys.exit(code if isinstance(code, int) else ExitCode.OK)
    except DokumentverkError as error:
        if debug:
            raise
        _say(error, asked.get("workplace"))
        sys.exit(error.exit_code)
    except click.UsageError as error:
        error.show()
        sys.exit(ExitCode.USAGE)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Avbrutt. Ingenting er gått tapt; kjør kommandoen på nytt.", err=True)
        # Interrupted within an exec() of text, as dataclasses use it, CPython remembers that and ends itself by the
        # signal whatever the exit code says; the next exec() of text makes it forget.
        exec("")  # noqa: S102
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and nothing is wrong.
        sys.stderr.close()
        sys.exit(ExitCode.OK)
    except Exception as error:
        if debug:
            raise
        click.echo(
            f"Dette er en feil i dokumentverk ({type(error).__name__}). Ingenting er slettet. "
            "Kjør kommandoen på nytt med --debug rett etter «dokumentverk» for å se hvor den oppsto.",
            err=True,
        )
        sys.exit(ExitCode.BUG)


def _say(error: DokumentverkError, workplace: Path | None) -> None:
    """In the workplace's language, as far as its settings can be read."""
    from dokumentverk.cli.output import error_lines
    from dokumentverk.workplace.folders import find_workplace
    from dokumentverk.workplace.settings import FILE_NAME, stated_language

    root = find_workplace(workplace or Path.cwd())
    language = stated_language(root / FILE_NAME) if root else Language.NB
    for line in error_lines(error, language):
        click.echo(line, err=True)
