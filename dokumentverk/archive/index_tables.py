"""The tables of the index, and what is asked of them. Statements are made once: making one costs more than its use."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert

METADATA = sa.MetaData()

RETURNS = sa.Table(
    "returns",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("journal", sa.Integer, nullable=False, unique=True),
    sa.Column("folder", sa.String, nullable=False, unique=True),
    sa.Column("destroyed", sa.Boolean, nullable=False),
    sa.Column("restricted", sa.Boolean, nullable=False),
    sa.Column("issue", sa.String, index=True),
    sa.Column("form", sa.String),
    sa.Column("version", sa.String),
    sa.Column("employee", sa.String, index=True),
    sa.Column("series", sa.String),
    sa.Column("title", sa.String),
    sa.Column("direction", sa.String),
    sa.Column("dated", sa.Date),
    sa.Column("corrects", sa.String, index=True),
    sa.Column("registered", sa.String, nullable=False),
    sa.Column("entry", sa.String, nullable=False),
    sa.Column("lacks", sa.String, nullable=False),
    sa.Column("files", sa.String, nullable=False),
)
ABSENCES = sa.Table(
    "absences",
    METADATA,
    sa.Column("return_id", sa.String, sa.ForeignKey("returns.id"), nullable=False, index=True),
    sa.Column("employee", sa.String, nullable=False, index=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("first", sa.Date, nullable=False),
    sa.Column("last", sa.Date),
    sa.Column("grade", sa.String, nullable=False),
)
FOLDERS = sa.Table(
    "folders",
    METADATA,
    sa.Column("parent", sa.String, primary_key=True),
    sa.Column("employee", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
)
CASES = sa.Table(
    "cases",
    METADATA,
    sa.Column("return_id", sa.String, primary_key=True),
    sa.Column("case_id", sa.String, primary_key=True, index=True),
    sa.Column("holds", sa.Boolean, nullable=False),
)
HEAD = sa.Table(
    "head",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
)

OF_ID = sa.select(RETURNS).where(RETURNS.c.id == sa.bindparam("wanted"))
OF_ISSUE = sa.select(RETURNS).where(RETURNS.c.issue == sa.bindparam("wanted")).order_by(RETURNS.c.journal)
OF_EMPLOYEE = sa.select(RETURNS).where(RETURNS.c.employee == sa.bindparam("wanted")).order_by(RETURNS.c.journal)
CORRECTIONS_OF = sa.select(RETURNS).where(RETURNS.c.corrects == sa.bindparam("wanted")).order_by(RETURNS.c.journal)
ALL = sa.select(RETURNS).order_by(RETURNS.c.journal)
FOLDER_OF = sa.select(FOLDERS.c.name).where(
    FOLDERS.c.parent == sa.bindparam("parent"), FOLDERS.c.employee == sa.bindparam("employee")
)
DROP_ABSENCES = sa.delete(ABSENCES).where(ABSENCES.c.return_id == sa.bindparam("gone"))


def _put_return() -> Insert:
    put = upsert(RETURNS)
    return put.on_conflict_do_update(set_={column.name: column for column in put.excluded if not column.primary_key})


def _put_folder() -> Insert:
    put = upsert(FOLDERS)
    return put.on_conflict_do_update(set_={"name": put.excluded.name})


def _put_head() -> Insert:
    put = upsert(HEAD)
    return put.on_conflict_do_update(set_={"number": put.excluded.number, "digest": put.excluded.digest})


def _came(table: sa.FromClause) -> sa.ColumnElement[int]:
    """The place in the journal of what came: a correction stands where the return stands that it corrects."""
    root = RETURNS.alias()
    of_root = sa.select(root.c.journal).where(root.c.id == table.c.corrects).correlate(table).scalar_subquery()
    return sa.func.coalesce(of_root, table.c.journal)


def _history() -> sa.Select[Any]:
    """Absences of an employee; of several returns of one issue that tell of any, and of a return and its corrections,
    those of the last."""
    later, told = RETURNS.alias("later"), ABSENCES.alias("told")
    same_issue = sa.and_(
        later.c.issue == RETURNS.c.issue,
        later.c.employee == RETURNS.c.employee,
        later.c.direction == RETURNS.c.direction,
        _came(later) > _came(RETURNS),
    )
    same_return = sa.and_(
        sa.or_(later.c.corrects == RETURNS.c.id, later.c.corrects == RETURNS.c.corrects),
        later.c.journal > RETURNS.c.journal,
    )
    corrected = (
        sa.select(later.c.id).join(told, told.c.return_id == later.c.id).where(sa.or_(same_issue, same_return)).exists()
    )
    return (
        sa.select(ABSENCES)
        .join(RETURNS, RETURNS.c.id == ABSENCES.c.return_id)
        .where(ABSENCES.c.employee == sa.bindparam("wanted"), sa.not_(corrected))
        .order_by(ABSENCES.c.first, RETURNS.c.journal)
    )


PUT_RETURN, PUT_FOLDER, PUT_HEAD = _put_return(), _put_folder(), _put_head()
HISTORY = _history()
