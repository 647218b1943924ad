"""Options of the commands that make documents."""

from __future__ import annotations

import click

from dokumentverk.cli.output import Command, output_option


def medium_option(command: Command) -> Command:
    """``--format pdf|docx|print`` of every command that makes a document."""
    option = click.option(
        "--format",
        "medium",
        type=click.Choice(["pdf", "docx", "print"]),
        default="pdf",
        show_default=True,
        help="Fillable PDF, fillable Word document, or the PDF without fields for paper.",
    )
    return option(command)


def thread_options(command: Command) -> Command:
    """All that a command takes that makes a document out of filed ones; see ``settling.ThreadWish``."""
    unread = click.option(
        "--unread", is_flag=True, help="Go on though something has not been read yet; it is left out."
    )
    out = click.option("-o", "--out", help="Folder (made if it is not there), or a file. Default: utskrift.")
    return medium_option(unread(out(output_option(command))))
