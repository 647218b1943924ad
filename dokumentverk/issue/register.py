"""The register of issues: an index of the issue log, in a database. It holds nothing that the log does not.

How far it has read the log stands in the database itself and moves in the same transaction, so a crash between the
log and the register is mended by the next look, and a register that is gone or broken is made anew from the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType

from sqlalchemy import URL, ColumnElement, Connection, create_engine, event, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from dokumentverk.durable import create_file, make_folder
from dokumentverk.errors import ConfigurationError
from dokumentverk.issue.log import Issued, Logged, Rendered, Withdrawn, read
from dokumentverk.issue.register_tables import (
    AT_A_TIME,
    SCHEMA,
    add,
    add_layout,
    issue_of,
    issues,
    layouts_of,
    metadata,
    progress,
    withdraw,
)
from dokumentverk.lines import locked
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.issue import Issue

_BEFORE = 4096
_NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Followed:
    """What reading on in the log gave. ``unreadable`` lines were torn by a crash or damaged since; ``clashing`` ones
    give a number that another issue has, or tell of an issue that the log does not have."""

    issued: int = 0
    unreadable: int = 0
    clashing: int = 0

    def and_(self, other: Followed) -> Followed:
        return Followed(self.issued + other.issued, self.unreadable + other.unreadable, self.clashing + other.clashing)

    def findings(self) -> tuple[Finding, ...]:
        found = []
        if self.unreadable:
            found.append(finding("ISSUE_LOG_LINES_UNREADABLE", count=self.unreadable))
        if self.clashing:
            found.append(finding("ISSUE_LOG_LINES_CLASH", count=self.clashing))
        return tuple(found)


class Register:
    """Raises ConfigurationError (REGISTER_BROKEN) where the database cannot be used.

    ``forget`` is called with the number of every issue that the log says is withdrawn, before the register knows it:
    what it does is done even if the program dies between.
    """

    def __init__(self, path: Path, *, forget: Callable[[str], object] = lambda _number: None) -> None:
        make_folder(path.parent)
        self._forget = forget
        self._engine = _engine(path)
        try:
            with locked(path):
                if not path.exists():
                    create_file(path, b"")
                self._prepare()
        except DBAPIError:
            self._engine.dispose()
            raise ConfigurationError("REGISTER_BROKEN", file=path.name) from None

    def __enter__(self) -> Register:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    def _prepare(self) -> None:
        """A database of another schema is emptied: it is made anew from the log."""
        with self._engine.begin() as connection:
            metadata.create_all(connection)
            schema = connection.execute(select(progress.c.schema)).scalar_one_or_none()
            if schema == SCHEMA:
                return
            metadata.drop_all(connection)
            metadata.create_all(connection)
            connection.execute(insert(progress).values(schema=SCHEMA, offset=0, before=_NOTHING))

    def follow(self, log: Path) -> Followed:
        """Read what the log says beyond what the register knows. Safe from several processes at a time.

        Raises ConfigurationError (ISSUE_LOG_CHANGED) when the log is not the one that was read before.
        """
        found = Followed()
        while (step := self._follow_some(log)) is not None:
            found = found.and_(step)
        return found

    def _follow_some(self, log: Path) -> Followed | None:
        size = log.stat().st_size if log.exists() else 0
        with self._engine.connect() as connection:
            if size == connection.execute(select(progress.c.offset)).scalar_one():
                return None
        with self._engine.begin() as connection:
            # Writing first takes the lock that keeps others from reading the same lines into the register.
            connection.execute(update(progress).values(schema=SCHEMA))
            offset, before = connection.execute(select(progress.c.offset, progress.c.before)).one()
            if _digest_before(log, offset) != before:
                raise ConfigurationError("ISSUE_LOG_CHANGED", file=log.name)
            logged = list(islice(read(log, offset), AT_A_TIME))
            if not logged:
                return None
            followed = self._apply(connection, logged)
            end = logged[-1].end
            connection.execute(update(progress).values(offset=end, before=_digest_before(log, end)))
            return followed

    def _apply(self, connection: Connection, logged: Iterable[Logged]) -> Followed:
        """Each line once; the same line again changes nothing."""
        issued = unreadable = clashing = 0
        for line in logged:
            match line.entry:
                case None:
                    unreadable += 1
                case Issued(issue):
                    added = add(connection, issue)
                    issued += added is True
                    clashing += added is None
                case Rendered() as one:
                    clashing += not add_layout(connection, one.number, one.medium, one.layout)
                case Withdrawn() as one:
                    known = withdraw(connection, one)
                    clashing += not known
                    if known:
                        self._forget(one.number)
        return Followed(issued, unreadable, clashing)

    def get(self, number: str) -> Issue | None:
        """The issue of a grouped number."""
        return next(iter(self._select(issues.c.number == number)), None)

    def of_employee(self, employee: str) -> tuple[Issue, ...]:
        """Oldest first."""
        return self._select(issues.c.employee == employee)

    def of_thread(self, thread: str) -> tuple[Issue, ...]:
        """Copies and revisions that belong together, oldest first."""
        return self._select(issues.c.thread == thread)

    def all(self) -> tuple[Issue, ...]:
        """Oldest first."""
        return self._select()

    def _select(self, *conditions: ColumnElement[bool]) -> tuple[Issue, ...]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(issues).where(*conditions)).all()
            kept = layouts_of(connection, [row.number for row in rows])
        found = (issue_of(row, kept.get(row.number, ())) for row in rows)
        # As times, not as text: winter and summer have different offsets.
        return tuple(sorted(found, key=lambda issue: (issue.issued, issue.number)))


def _engine(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def relax(connection: DBAPIConnection, _record: object) -> None:
        # The log is what must survive a power cut; the register only must not be broken by one.
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    return engine


def _digest_before(log: Path, offset: int) -> str | None:
    """Of the last 4,096 bytes at most; None when the log is shorter."""
    if offset == 0:
        return _NOTHING
    if not log.exists() or log.stat().st_size < offset:
        return None
    with log.open("rb") as file:
        file.seek(max(0, offset - _BEFORE))
        return hashlib.sha256(file.read(min(offset, _BEFORE))).hexdigest()


def remove_register(path: Path) -> None:
    """Take away the database with what SQLite keeps beside it, so that it is made anew from the log."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
