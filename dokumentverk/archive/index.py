"""The index: what can be looked up without opening folders. SQLite through SQLAlchemy Core.

It is never the truth: ``rebuild`` makes it again from the folders and the journal. It holds no answers from forms but
the days of absence, which the rules on egenmelding count; what people wrote stands in ``record.json`` alone, so that
it is gone everywhere when a folder is.

Write-ahead log with ``synchronous=NORMAL``: a killed process loses nothing, a loss of power may lose the last rows (the
head tells, and the archive mends it on opening), and a filing costs no sync of its own. A write-ahead log does not work
on a network drive: there the system folder must be local. ``secure_delete``: what is destroyed is overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dokumentverk.archive import index_tables as tables
from dokumentverk.archive import journal, places
from dokumentverk.archive.index_rows import Row as Row
from dokumentverk.archive.index_rows import absence_from, absence_values, row_from, values_of
from dokumentverk.durable import OWNER_FILE
from dokumentverk.errors import ArchiveConflict
from dokumentverk.model.absence import Absence
from dokumentverk.model.filing import Event, JournalEntry

FILE = "archive.sqlite"
VERSION = 4


class Index:
    """An open index. ``readable`` opens one that is there for reading only; ``writable`` makes it when missing."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def writable(cls, path: Path) -> Index:
        """A file that is no database, or one of another version, is replaced by an empty index."""
        try:
            return cls(_create(path))
        except sa.exc.OperationalError:
            raise
        except (sa.exc.DatabaseError, _OtherVersion):
            for left in ("", "-wal", "-shm", "-journal"):
                path.with_name(path.name + left).unlink(missing_ok=True)
            return cls(_create(path))

    @classmethod
    def readable(cls, path: Path) -> Index | None:
        """None when there is no index that can be used: ``writable`` makes it. Raises ArchiveConflict when SQLite
        refuses to open it."""
        if not path.exists():
            return None
        address = f"sqlite:///file:{path.resolve().as_posix()}?mode=ro&uri=true"
        engine = sa.create_engine(address, poolclass=sa.StaticPool)
        try:
            with index_faults(), engine.connect() as connection:
                if connection.execute(sa.text("PRAGMA user_version")).scalar_one() == VERSION:
                    return cls(engine)
        except sa.exc.DatabaseError:
            pass
        engine.dispose()
        return None

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def head(self) -> tuple[int, str]:
        """Number and digest of the last journal entry that the index knows; (0, genesis) when empty."""
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(tables.HEAD.c.number, tables.HEAD.c.digest)).one_or_none()
        return (found.number, found.digest) if found else (0, journal.GENESIS)

    def put(self, row: Row) -> None:
        """One return with its journal entry, in one transaction. A row of the same id is replaced."""
        with self._engine.begin() as connection:
            _put(connection, row)
            _set_head(connection, row.entry)

    def replace_all(
        self, rows: Iterable[Row], links: Mapping[tuple[str, str], bool], last: JournalEntry | None
    ) -> None:
        """Everything anew, in one transaction: readers see the old index or the new one. ``links`` tell of return and
        case whether the one belongs to the other."""
        with self._engine.begin() as connection:
            for table in (tables.ABSENCES, tables.CASES, tables.RETURNS, tables.FOLDERS, tables.HEAD):
                connection.execute(sa.delete(table))
            for row in rows:
                _put(connection, row)
            for (return_id, case), holds in links.items():
                connection.execute(sa.insert(tables.CASES), {"return_id": return_id, "case_id": case, "holds": holds})
            if last is not None:
                _set_head(connection, last)

    def lay_to_case(self, entry: JournalEntry) -> None:
        """What an entry says of a return and a case."""
        link = {"return_id": entry.return_id, "case_id": entry.case}
        with self._engine.begin() as connection:
            connection.execute(sa.delete(tables.CASES).filter_by(**link))
            connection.execute(sa.insert(tables.CASES), {**link, "holds": entry.event is Event.INTO_CASE})
            _set_head(connection, entry)

    def cases_of(self, return_id: str) -> tuple[str, ...]:
        """The cases that a return is laid to."""
        return self._cases(return_id, tables.CASES.c.holds)

    def taken_out_of(self, return_id: str) -> tuple[str, ...]:
        """The cases that it was laid to and does not belong to after all."""
        return self._cases(return_id, sa.not_(tables.CASES.c.holds))

    def _cases(self, return_id: str, condition: sa.ColumnElement[bool]) -> tuple[str, ...]:
        wanted = sa.select(tables.CASES.c.case_id).where(tables.CASES.c.return_id == return_id, condition)
        with self._engine.connect() as connection:
            return tuple(connection.execute(wanted.order_by(tables.CASES.c.case_id)).scalars())

    def of_case(self, case: str) -> tuple[Row, ...]:
        """The returns that are laid to a case, oldest first."""
        mine = (tables.CASES.c.case_id == sa.bindparam("wanted"), tables.CASES.c.holds)
        inside = sa.select(tables.CASES.c.return_id).where(*mine)
        query = sa.select(tables.RETURNS).where(tables.RETURNS.c.id.in_(inside)).order_by(tables.RETURNS.c.journal)
        return tuple(self._rows(query, case))

    def advance(self, entry: JournalEntry) -> None:
        """The journal went on with an entry that changes no return."""
        with self._engine.begin() as connection:
            _set_head(connection, entry)

    def get(self, return_id: str) -> Row | None:
        with self._engine.connect() as connection:
            found = connection.execute(tables.OF_ID, {"wanted": return_id}).one_or_none()
        return row_from(found) if found else None

    def of_issue(self, number: str) -> tuple[Row, ...]:
        """The returns of one issue, oldest first."""
        return tuple(self._rows(tables.OF_ISSUE, number))

    def of_employee(self, number: str) -> tuple[Row, ...]:
        return tuple(self._rows(tables.OF_EMPLOYEE, number))

    def corrections_of(self, return_id: str) -> tuple[Row, ...]:
        """What persons read in a filed return since, oldest first; each holds all of those before."""
        return tuple(self._rows(tables.CORRECTIONS_OF, return_id))

    def all(self) -> Iterator[Row]:
        """Every return in the order of the journal."""
        yield from self._rows(tables.ALL)

    def history(self, employee: str) -> tuple[Absence, ...]:
        """The absences that an employee's filed returns tell of, by first day. Of several returns of one issue, and of
        a return with its corrections, the last one that tells of any counts: it corrects those before."""
        with self._engine.connect() as connection:
            return tuple(absence_from(one) for one in connection.execute(tables.HISTORY, {"wanted": employee}))

    def absences(self) -> dict[str, tuple[Absence, ...]]:
        """All of them, by return id, in the order in which they were filed."""
        found: dict[str, list[Absence]] = {}
        with self._engine.connect() as connection:
            for one in connection.execute(sa.select(tables.ABSENCES).order_by(sa.text("rowid"))):
                found.setdefault(one.return_id, []).append(absence_from(one))
        return {id: tuple(absences) for id, absences in found.items()}

    def personnel_folder(self, parent: str, employee: str) -> str | None:
        with self._engine.connect() as connection:
            return connection.execute(tables.FOLDER_OF, {"parent": parent, "employee": employee}).scalar_one_or_none()

    def _rows(self, query: sa.Select[Any], wanted: str | None = None) -> Iterator[Row]:
        with self._engine.connect() as connection:
            found = connection.execute(query, {"wanted": wanted} if wanted is not None else {}).all()
        for one in found:
            yield row_from(one)


def is_usable(path: Path) -> bool:
    index = Index.readable(path)
    if index is not None:
        index.close()
    return index is not None


@contextmanager
def index_faults() -> Iterator[None]:
    """What SQLite refuses (disk full, no right to write, locked), as ArchiveConflict."""
    try:
        yield
    except sa.exc.OperationalError as fault:
        raise ArchiveConflict("ARCHIVE_INDEX_FAULT") from fault


class _OtherVersion(Exception):
    pass


def _create(path: Path) -> sa.Engine:
    _make_own(path)
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.StaticPool)
    sa.event.listen(engine, "connect", _set_up)
    try:
        with engine.begin() as connection:
            _check_version(connection.execute(sa.text("PRAGMA user_version")).scalar_one())
            tables.METADATA.create_all(connection)
            connection.execute(sa.text(f"PRAGMA user_version = {VERSION}"))
    except BaseException:
        engine.dispose()
        raise
    return engine


def _make_own(path: Path) -> None:
    """Owner-only before anything is in it: SQLite makes a new database as the umask says, and the files of its log with
    the database's rights. One of before is mended. What cannot be had so is left to SQLite, which says why."""
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_FILE))
    for one in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        with suppress(OSError):
            one.chmod(OWNER_FILE)


def _check_version(version: int) -> None:
    if version not in (0, VERSION):
        raise _OtherVersion


def _set_up(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _put(connection: sa.Connection, row: Row) -> None:
    connection.execute(tables.DROP_ABSENCES, {"gone": row.return_id})
    connection.execute(tables.PUT_RETURN, values_of(row))
    if row.employee is None:
        return
    if row.absences:
        values = [absence_values(row.return_id, row.employee, one) for one in row.absences]
        connection.execute(sa.insert(tables.ABSENCES), values)
    personnel = places.folder_parts(row.folder, row.employee)
    if personnel is not None:
        parent, name = personnel
        connection.execute(tables.PUT_FOLDER, {"parent": parent, "employee": row.employee, "name": name})


def _set_head(connection: sa.Connection, entry: JournalEntry) -> None:
    connection.execute(tables.PUT_HEAD, {"id": 1, "number": entry.number, "digest": entry.digest})
