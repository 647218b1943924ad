"""The register of issues: an index of the issue log, in a database. It holds nothing that the log does not.

How far it has read the log stands in the database itself and moves in the same transaction, so a crash between the
log and the register is mended by the next look, and a register that is gone or broken is made anew from the log.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType

from sqlalchemy import (
    URL,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from dokumentverk.durable import create_file, make_folder
from dokumentverk.errors import ConfigurationError
from dokumentverk.issue.lines import locked
from dokumentverk.issue.log import Issued, Logged, Rendered, Withdrawn, read
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Role
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium

SCHEMA = 1
_AT_A_TIME = 500
_BEFORE = 4096
_NOTHING = hashlib.sha256(b"").hexdigest()

_metadata = MetaData()
_issues = Table(
    "issues",
    _metadata,
    Column("number", String(20), primary_key=True),
    Column("key", String(20), nullable=False),
    Column("form", String(100), nullable=False),
    Column("version", String(50), nullable=False),
    Column("language", String(2), nullable=False),
    Column("issued", String(40), nullable=False),
    Column("party", String(20)),
    Column("thread", String(100)),
    Column("employee", String(50)),
    Column("case_id", String(100)),
    Column("prefilled", Text, nullable=False),
    Column("withdrawn", String(40)),
    Index("issues_of_employee", "employee"),
    Index("issues_of_thread", "thread"),
)
_layouts = Table(
    "layouts",
    _metadata,
    Column("number", String(20), ForeignKey("issues.number"), primary_key=True),
    Column("medium", String(10), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("place", Integer, nullable=False),
)
_progress = Table(
    "progress",
    _metadata,
    Column("schema", Integer, primary_key=True, autoincrement=False),
    Column("offset", Integer, nullable=False),
    Column("before", String(64), nullable=False),
)
"""``before`` is the digest of what stands in the log just before the offset, to see that it is still the same log."""


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
            _metadata.create_all(connection)
            schema = connection.execute(select(_progress.c.schema)).scalar_one_or_none()
            if schema == SCHEMA:
                return
            _metadata.drop_all(connection)
            _metadata.create_all(connection)
            connection.execute(insert(_progress).values(schema=SCHEMA, offset=0, before=_NOTHING))

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
            if size == connection.execute(select(_progress.c.offset)).scalar_one():
                return None
        with self._engine.begin() as connection:
            # Writing first takes the lock that keeps others from reading the same lines into the register.
            connection.execute(update(_progress).values(schema=SCHEMA))
            offset, before = connection.execute(select(_progress.c.offset, _progress.c.before)).one()
            if _digest_before(log, offset) != before:
                raise ConfigurationError("ISSUE_LOG_CHANGED", file=log.name)
            logged = list(islice(read(log, offset), _AT_A_TIME))
            if not logged:
                return None
            followed = self._apply(connection, logged)
            end = logged[-1].end
            connection.execute(update(_progress).values(offset=end, before=_digest_before(log, end)))
            return followed

    def _apply(self, connection: Connection, logged: Iterable[Logged]) -> Followed:
        """Each line once; the same line again changes nothing."""
        issued = unreadable = clashing = 0
        for line in logged:
            match line.entry:
                case None:
                    unreadable += 1
                case Issued(issue):
                    added = _add(connection, issue)
                    issued += added is True
                    clashing += added is None
                case Rendered() as one:
                    clashing += not _add_layout(connection, one.number, one.medium, one.layout)
                case Withdrawn() as one:
                    known = _withdraw(connection, one)
                    clashing += not known
                    if known:
                        self._forget(one.number)
        return Followed(issued, unreadable, clashing)

    def get(self, number: str) -> Issue | None:
        """The issue of a grouped number."""
        return next(self._select(_issues.c.number == number), None)

    def of_employee(self, employee: str) -> tuple[Issue, ...]:
        """Oldest first."""
        return tuple(self._select(_issues.c.employee == employee))

    def of_thread(self, thread: str) -> tuple[Issue, ...]:
        """Copies and revisions that belong together, oldest first."""
        return tuple(self._select(_issues.c.thread == thread))

    def all(self) -> tuple[Issue, ...]:
        """Oldest first."""
        return tuple(self._select())

    def _select(self, *conditions: ColumnElement[bool]) -> Iterator[Issue]:
        wanted = select(_issues).order_by(_issues.c.issued, _issues.c.number)
        for condition in conditions:
            wanted = wanted.where(condition)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted).all()
            layouts = _layouts_of(connection, [row.number for row in rows])
        for row in rows:
            yield _issue(row, layouts.get(row.number, ()))


def _engine(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def relax(connection: DBAPIConnection, _record: object) -> None:
        # The log is what must survive a power cut; the register only must not be broken by one.
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    return engine


def _layouts_of(connection: Connection, numbers: list[str]) -> dict[str, tuple[tuple[Medium, str], ...]]:
    found: dict[str, tuple[tuple[Medium, str], ...]] = {}
    for at in range(0, len(numbers), _AT_A_TIME):
        some = numbers[at : at + _AT_A_TIME]
        for row in connection.execute(select(_layouts).where(_layouts.c.number.in_(some)).order_by(_layouts.c.place)):
            found[row.number] = (*found.get(row.number, ()), (Medium(row.medium), row.digest))
    return found


def _issue(row: Row[tuple[object, ...]], layouts: tuple[tuple[Medium, str], ...]) -> Issue:
    return Issue(
        number=row.number,
        key=row.key,
        form=row.form,
        version=row.version,
        language=Language(row.language),
        layouts=layouts,
        issued=datetime.fromisoformat(row.issued),
        party=Role(row.party) if row.party else None,
        thread=row.thread,
        employee=row.employee,
        case=row.case_id,
        prefilled=tuple((field, digest) for field, digest in json.loads(row.prefilled)),
        withdrawn=datetime.fromisoformat(row.withdrawn) if row.withdrawn else None,
    )


def _digest_before(log: Path, offset: int) -> str | None:
    """Of the last 4,096 bytes at most; None when the log is shorter."""
    if offset == 0:
        return _NOTHING
    if not log.exists() or log.stat().st_size < offset:
        return None
    with log.open("rb") as file:
        file.seek(max(0, offset - _BEFORE))
        return hashlib.sha256(file.read(min(offset, _BEFORE))).hexdigest()


def _add(connection: Connection, issue: Issue) -> bool | None:
    """True when added, False when it was there, None when another issue has the number."""
    known = connection.execute(select(_issues).where(_issues.c.number == issue.number)).one_or_none()
    if known is not None:
        return (
            False
            if (known.key, known.form, known.issued) == (issue.key, issue.form, issue.issued.isoformat())
            else None
        )
    connection.execute(
        insert(_issues).values(
            number=issue.number,
            key=issue.key,
            form=issue.form,
            version=issue.version,
            language=issue.language.value,
            issued=issue.issued.isoformat(),
            party=issue.party.value if issue.party else None,
            thread=issue.thread,
            employee=issue.employee,
            case_id=issue.case,
            prefilled=json.dumps(issue.prefilled),
        )
    )
    for medium, digest in issue.layouts:
        _add_layout(connection, issue.number, medium, digest)
    return True


def _add_layout(connection: Connection, number: str, medium: Medium, digest: str) -> bool:
    """False when the issue is unknown or has that format from another blank: the first stays."""
    if connection.execute(select(_issues.c.number).where(_issues.c.number == number)).one_or_none() is None:
        return False
    known = connection.execute(select(_layouts).where(_layouts.c.number == number)).all()
    same = next((row for row in known if row.medium == medium.value), None)
    if same is not None:
        return bool(same.digest == digest)
    values = {"number": number, "medium": medium.value, "digest": digest, "place": len(known)}
    connection.execute(insert(_layouts).values(values))
    return True


def _withdraw(connection: Connection, entry: Withdrawn) -> bool:
    """The first withdrawal counts."""
    known = connection.execute(select(_issues.c.withdrawn).where(_issues.c.number == entry.number)).one_or_none()
    if known is None:
        return False
    if known.withdrawn is None:
        connection.execute(
            update(_issues).where(_issues.c.number == entry.number).values(withdrawn=entry.at.isoformat())
        )
    return True


def remove_register(path: Path) -> None:
    """Take away the database with what SQLite keeps beside it, so that it is made anew from the log."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
