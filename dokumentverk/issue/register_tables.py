"""The tables of the register, and how issues go into them and come out."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from dokumentverk.issue.log import Withdrawn
from dokumentverk.model.form import Role
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium

SCHEMA = 1
AT_A_TIME = 500

metadata = MetaData()
issues = Table(
    "issues",
    metadata,
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
layouts = Table(
    "layouts",
    metadata,
    Column("number", String(20), ForeignKey("issues.number"), primary_key=True),
    Column("medium", String(10), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("place", Integer, nullable=False),
)
progress = Table(
    "progress",
    metadata,
    Column("schema", Integer, primary_key=True, autoincrement=False),
    Column("offset", Integer, nullable=False),
    Column("before", String(64), nullable=False),
)
"""``before`` is the digest of what stands in the log just before the offset, to see that it is still the same log."""


def layouts_of(connection: Connection, numbers: list[str]) -> dict[str, tuple[tuple[Medium, str], ...]]:
    found: dict[str, tuple[tuple[Medium, str], ...]] = {}
    for at in range(0, len(numbers), AT_A_TIME):
        some = numbers[at : at + AT_A_TIME]
        for row in connection.execute(select(layouts).where(layouts.c.number.in_(some)).order_by(layouts.c.place)):
            found[row.number] = (*found.get(row.number, ()), (Medium(row.medium), row.digest))
    return found


def issue_of(row: Row[tuple[object, ...]], kept: tuple[tuple[Medium, str], ...]) -> Issue:
    return Issue(
        number=row.number,
        key=row.key,
        form=row.form,
        version=row.version,
        language=Language(row.language),
        layouts=kept,
        issued=datetime.fromisoformat(row.issued),
        party=Role(row.party) if row.party else None,
        thread=row.thread,
        employee=row.employee,
        case=row.case_id,
        prefilled=tuple((field, digest) for field, digest in json.loads(row.prefilled)),
        withdrawn=datetime.fromisoformat(row.withdrawn) if row.withdrawn else None,
    )


_KNOWN = select(issues).where(issues.c.number == bindparam("wanted"))
_KNOWN_LAYOUTS = select(layouts).where(layouts.c.number == bindparam("wanted"))
_INSERT = insert(issues)
_INSERT_LAYOUT = insert(layouts)
"""Made once: making a statement costs SQLAlchemy more than SQLite takes to run it."""


def add(connection: Connection, issue: Issue) -> bool | None:
    """True when added, False when it was there, None when another issue has the number."""
    known = connection.execute(_KNOWN, {"wanted": issue.number}).one_or_none()
    if known is not None:
        same = (known.key, known.form, known.issued) == (issue.key, issue.form, issue.issued.isoformat())
        return False if same else None
    values = {
        "number": issue.number,
        "key": issue.key,
        "form": issue.form,
        "version": issue.version,
        "language": issue.language.value,
        "issued": issue.issued.isoformat(),
        "party": issue.party.value if issue.party else None,
        "thread": issue.thread,
        "employee": issue.employee,
        "case_id": issue.case,
        "prefilled": json.dumps(issue.prefilled),
    }
    connection.execute(_INSERT, values)
    if issue.layouts:
        rows = [_layout(issue.number, place, *one) for place, one in enumerate(issue.layouts)]
        connection.execute(_INSERT_LAYOUT, rows)
    return True


def add_layout(connection: Connection, number: str, medium: Medium, digest: str) -> bool:
    """False when the issue is unknown or has that format from another blank: the first stays."""
    if connection.execute(_KNOWN, {"wanted": number}).one_or_none() is None:
        return False
    known = connection.execute(_KNOWN_LAYOUTS, {"wanted": number}).all()
    same = next((row for row in known if row.medium == medium.value), None)
    if same is not None:
        return bool(same.digest == digest)
    connection.execute(_INSERT_LAYOUT, _layout(number, len(known), medium, digest))
    return True


def _layout(number: str, place: int, medium: Medium, digest: str) -> dict[str, object]:
    return {"number": number, "medium": medium.value, "digest": digest, "place": place}


def withdraw(connection: Connection, entry: Withdrawn) -> bool:
    """The first withdrawal counts."""
    known = connection.execute(select(issues.c.withdrawn).where(issues.c.number == entry.number)).one_or_none()
    if known is None:
        return False
    if known.withdrawn is None:
        connection.execute(update(issues).where(issues.c.number == entry.number).values(withdrawn=entry.at.isoformat()))
    return True
