"""What stands in filed returns, their corrections included: for whoever asks more of them than the index tells.

A record opened, and one answer taken out of it. What answers mean to the rules is told in ``filed_facts``; what a whole
return comes to, in ``filed_returns``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.index import Row
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.model.filing import Received
from dokumentverk.model.form import Direction
from dokumentverk.model.record import Record
from dokumentverk.model.value import Row as Line
from dokumentverk.model.value import Value, rows_of


def own_returns(rows: Iterable[Row]) -> tuple[Row, ...]:
    """What came back of our forms, in the order of filing; corrections are told of by the return that they correct."""
    return tuple(
        row
        for row in rows
        if row.corrects is None and not row.destroyed and row.direction != Direction.OUTGOING and row.form is not None
    )


def latest_of(catalog: Catalog, row: Row) -> Row:
    """The last correction of a return, or the return itself."""
    return next(reversed(catalog.corrections_of(row.return_id)), row)


def received_of(catalog: Catalog, row: Row) -> Received | None:
    """As it was last corrected. None when it cannot be read: ``archive verify`` tells of that."""
    try:
        stored = catalog.show(latest_of(catalog, row).return_id).stored
    except ArchiveDamaged:
        return None
    return stored.received if stored else None


def record_of(catalog: Catalog, row: Row) -> Record | None:
    """As ``received_of``, what it says alone."""
    received = received_of(catalog, row)
    return received.record if received else None


def value_in(record: Record | None, field: str) -> Value:
    """None where the record has no such field."""
    return next((one.value for one in record.entries if one.field == field), None) if record else None


def lines_in(record: Record | None, field: str) -> tuple[Line, ...]:
    return rows_of(value_in(record, field))


def chosen_in(record: Record | None, field: str) -> frozenset[str]:
    """The choices ticked in a one-of or several-of."""
    value = value_in(record, field)
    if isinstance(value, str):
        return frozenset((value,))
    return frozenset(one for one in value if isinstance(one, str)) if isinstance(value, tuple) else frozenset()


def text_in(record: Record | None, field: str) -> str:
    value = value_in(record, field)
    return value if isinstance(value, str) else ""


def day_in(record: Record | None, field: str) -> date | None:
    value = value_in(record, field)
    return value if isinstance(value, date) else None


def cell_text(cells: Mapping[str, object], column: str) -> str:
    value = cells.get(column)
    return value.strip() if isinstance(value, str) else ""


def cell_day(cells: Mapping[str, object], column: str) -> date | None:
    value = cells.get(column)
    return value if isinstance(value, date) else None
