"""What every command needs before it starts: the workplace asked for, opened, with its warnings told once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


def now() -> datetime:
    """The clock of the command line, in the machine's own time zone."""
    return datetime.now().astimezone()


@contextmanager
def opened_workplace(ctx: click.Context) -> Iterator[Office]:
    """The workplace of ``--workplace`` or the nearest one upwards. Raises ConfigurationError when there is none."""
    from dokumentverk.cli.output import tell
    from dokumentverk.flow.office import open_office

    with open_office(ctx.obj["workplace"] or Path.cwd(), now=now) as office:
        for warning in office.warnings():
            tell(warning)
        yield office


@contextmanager
def workplace_or_defaults(ctx: click.Context) -> Iterator[Office]:
    """For ``read``, ``check`` and ``forms``, which also work without a workplace."""
    from dokumentverk.flow.office import open_office, open_office_or_defaults

    asked: Path | None = ctx.obj["workplace"]
    opened = open_office(asked, now=now) if asked else open_office_or_defaults(Path.cwd(), now=now)
    with opened as office:
        yield office
