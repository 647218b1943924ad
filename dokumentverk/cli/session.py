"""What every command needs before it starts: the workplace asked for, opened, with its warnings told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


def clock_of(ctx: click.Context) -> Callable[[], datetime]:
    """The clock that the caller of ``main`` gave in its ``obj`` (``now``), for telling a story of another day; else the
    machine's."""
    given: Callable[[], datetime] = ctx.obj.get("now", now)
    return given


@contextmanager
def opened_workplace(ctx: click.Context) -> Iterator[Office]:
    """The workplace of ``--workplace`` or the nearest one upwards. Raises ConfigurationError when there is none."""
    from dokumentverk.cli.output import tell
    from dokumentverk.flow.office import open_office

    with open_office(ctx.obj["workplace"] or Path.cwd(), now=clock_of(ctx)) as office:
        for warning in office.warnings():
            tell(warning)
        yield office


@contextmanager
def workplace_or_defaults(ctx: click.Context) -> Iterator[Office]:
    """For ``read``, ``check`` and ``forms``, which also work without a workplace."""
    from dokumentverk.flow.office import open_office, open_office_or_defaults

    asked: Path | None = ctx.obj["workplace"]
    clock = clock_of(ctx)
    opened = open_office(asked, now=clock) if asked else open_office_or_defaults(Path.cwd(), now=clock)
    with opened as office:
        yield office
