"""``dokumentverk settle``."""

from __future__ import annotations

from pathlib import Path

import click

from dokumentverk.cli.document_options import thread_options


@click.command(name="settle")
@click.argument("number")
@thread_options
@click.pass_context
def command(ctx: click.Context, number: str, medium: str, unread: bool, out: str | None, output: str) -> int:
    """Lay the employee's and the leader's own copies side by side in one shared copy, for both to sign.

    NUMBER is that of either copy. Where both wrote, both texts stand in the shared copy, each with who wrote it. Where
    they answered differently, the answer is left open. Every difference is told.

    \b
    Example:
      dokumentverk generate samtaleverktoy --employee 1001 --party employee
      dokumentverk generate samtaleverktoy --employee 1001 --party leader --thread 7KXM-4RTA-9CDEF
      dokumentverk file
      dokumentverk settle 7KXM-4RTA-9CDEF
    """
    from dokumentverk.cli.session import opened_workplace
    from dokumentverk.cli.settling import ThreadWish, settle
    from dokumentverk.model.layout import Medium

    wish = ThreadWish(Medium(medium), Path(out) if out else None, output, unread)
    with opened_workplace(ctx) as office:
        return settle(office, number, wish)
