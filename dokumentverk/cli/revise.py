"""``dokumentverk revise``."""

from __future__ import annotations

from pathlib import Path

import click

from dokumentverk.cli.document_options import thread_options


@click.command(name="revise")
@click.argument("return_id", metavar="RETURN")
@thread_options
@click.pass_context
def command(ctx: click.Context, return_id: str, medium: str, unread: bool, out: str | None, output: str) -> int:
    """Make the next version of the filed document RETURN, with what it says filled in.

    What the register knows is filled in anew; signatures, dates of signing and sharing are empty. The new document
    continues the former one's thread. The filed one stays as it is.

    \b
    Examples:
      dokumentverk revise R7KXM4RTA9C
      dokumentverk revise R7KXM4RTA9C --format docx
    """
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.cli.settling import ThreadWish, revise
    from dokumentverk.model.layout import Medium

    wish = ThreadWish(Medium(medium), Path(out) if out else None, output, unread)
    with opened_workplace(ctx) as office:
        return revise(office, return_id, wish)
