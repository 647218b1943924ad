"""The words that a definition may use beyond the model's own: keys by kind of field, prefill paths, sets of rules."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from dokumentverk.model.form import FieldKind, Operator, TextFormat

PREFILL_PATHS: Final = (
    "employee.number",
    "employee.name",
    "employee.fodselsnummer",
    "employee.phone",
    "employee.email",
    "position.title",
    "position.unit",
    "leader.name",
    "leader.number",
    "leader.phone",
    "leader.email",
    "workplace.name",
    "workplace.organisasjonsnummer",
    "today",
    "party",
    "case.first_day",
    "case.sykmelder",
    "case.open_measures",
    "case.open_tasks",
    "case.agreed_last_time",
    "case.meeting_kind",
    "case.meeting_date",
    "case.meeting_time",
    "case.meeting_place",
    "case.participants",
    "evaluation.feedback",
    "evaluation.leader",
    "recipient.name",
    "recipient.address",
    "sender.name",
    "sender.title",
    "sender.phone",
    "sender.email",
)
"""What a field can be filled with from the register, or from a case and what is filed in it, when a document is
made. ``recipient`` and ``sender`` are those of a letter."""

_LINES: Final = (FieldKind.ROWS, FieldKind.LONG_TEXT)
FITTING_PREFILL: Final[dict[str, tuple[FieldKind, ...]]] = {
    "employee.fodselsnummer": (FieldKind.FODSELSNUMMER,),
    "today": (FieldKind.DATE,),
    "party": (FieldKind.ONE_OF,),
    "recipient.address": (FieldKind.LONG_TEXT,),
    "case.first_day": (FieldKind.DATE,),
    "case.meeting_kind": (FieldKind.ONE_OF,),
    "case.meeting_date": (FieldKind.DATE,),
    "case.open_measures": _LINES,
    "case.open_tasks": _LINES,
    "case.agreed_last_time": (FieldKind.LONG_TEXT,),
    "evaluation.feedback": _LINES,
    "evaluation.leader": (FieldKind.LONG_TEXT,),
    "case.participants": (FieldKind.SEVERAL_OF, *_LINES, FieldKind.TEXT),
}
"""The kinds of field that a path can fill; TEXT alone where it is not named. Rows are filled by their columns: those of
measures and tasks ``what``, ``responsible``, ``due`` and ``status``, those of participants ``role`` and ``name``."""

PERSONAL_PREFIXES: Final = ("employee.", "position.", "leader.", "case.")

RULES: Final = (
    "egenmelding",
    "oppfolgingsplan",
    "dialogmote",
    "samtykke",
    "unntak",
    "mote-referat",
    "samtaleverktoy",
    "attforing",
    "nav-mote",
)
"""The sets of rules of ``domain.md`` section 3 that ``check`` knows by name."""

NEEDED_AT_ONCE: Final = {
    "egenmelding": ("first_day", "last_day", "return_day", "sick_note_from"),
    "oppfolgingsplan": ("evaluation_date",),
    "dialogmote": ("consent_expires",),
    "samtykke": ("consent_from", "consent_expires", "withdrawn_date"),
    "unntak": ("postponed_until",),
    "mote-referat": ("meeting_date",),
    "samtaleverktoy": ("evaluation_date",),
    "nav-mote": ("meeting_date", "plan_sent_to_nav"),
}
"""Rules → the fields that they act on as soon as a document is filed: nobody can read these later."""

FORM_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,15}")

RESERVED: Final = ("section", "title", "continuation")
"""Words of the template language: a field of this name could not be placed."""

BLANK: Final = re.compile(r"[0-9a-f]{64}")

LONGEST_NAME: Final = 40
"""Word keeps no bookmark with a longer name, and every control is bracketed by one."""

GRID: Final = 12
MOST_ROWS: Final = 40
MOST_LINES: Final = 60
MOST_CELLS: Final = 34
"""At 5 mm each across a page."""
MOST_CONTINUATIONS: Final = 20

FORM_KEYS: Final = (
    "type",
    "id",
    "version",
    "title",
    "purpose",
    "parties",
    "anonymous",
    "employee_field",
    "document_date",
    "continuations",
    "answer",
    "blank",
    "rules",
    "archive",
    "letter",
    "sections",
)
ARCHIVE_KEYS: Final = ("series", "title", "returned", "sent", "shield_title")
SECTION_KEYS: Final = ("id", "title", "help", "filled_by", "carried", "fields")
CHOICE_KEYS: Final = ("id", "nb", "nn", "en", "pdf")
CONDITION_KEYS: Final = ("field", *(operator.value for operator in Operator))

LEAST_CONFIDENCE: Final[dict[FieldKind, Decimal]] = {
    FieldKind.FODSELSNUMMER: Decimal("0.97"),
    **dict.fromkeys((FieldKind.YES_NO, FieldKind.TICK, FieldKind.ONE_OF, FieldKind.SEVERAL_OF), Decimal("0.9998")),
    FieldKind.SIGNATURE: Decimal("0.997"),
}
"""The least ``paper_confidence`` of a kind: below it nobody has counted what goes wrong. What reads marks and
signatures is never less sure than this without being in doubt. Of digits see ``read/decoded.py``: with check digits
none of 1,855 wrong from 0.97; without (``LEAST_CONFIDENCE_OTHERWISE``) 11 of 6,516 from 0.99."""
LEAST_CONFIDENCE_OTHERWISE: Final = Decimal("0.99")
CHECKED_FORMATS: Final = (TextFormat.ORGANISASJONSNUMMER,)
"""Texts with check digits, as sure as a fødselsnummer."""

_COMMON = ("id", "kind", "label", "help", "required", "width", "paper_confidence", "pdf")
_CONDITIONS = ("required_if", "forbidden_if")
_PREFILLED = ("prefill", "locked")
_BY_KIND: Final[dict[FieldKind, tuple[str, ...]]] = {
    FieldKind.TEXT: ("max_length", "format", "cells", *_PREFILLED),
    FieldKind.LONG_TEXT: ("max_length", "lines", *_PREFILLED),
    FieldKind.DATE: ("not_before", "read_later", *_PREFILLED),
    FieldKind.FODSELSNUMMER: _PREFILLED,
    FieldKind.NUMBER: ("minimum", "maximum", "cells", "read_later", *_PREFILLED),
    FieldKind.PERCENT: ("minimum", "maximum", "cells", "read_later", *_PREFILLED),
    FieldKind.YES_NO: ("locked",),
    FieldKind.TICK: ("locked",),
    FieldKind.ONE_OF: ("choices", *_PREFILLED),
    FieldKind.SEVERAL_OF: ("choices", *_PREFILLED),
    FieldKind.ROWS: ("columns", "rows", "item", *_PREFILLED),
    FieldKind.SIGNATURE: ("role", "order", "locks", "absent_reason"),
}
COLUMN_KINDS: Final = (
    FieldKind.TEXT,
    FieldKind.LONG_TEXT,
    FieldKind.DATE,
    FieldKind.NUMBER,
    FieldKind.PERCENT,
    FieldKind.TICK,
)
"""What a cell of a repeating table can be: one widget each."""

_COLUMN_ABSENT = (*_CONDITIONS, *_PREFILLED, "pdf")
ALL_FIELD_KEYS: Final = tuple(
    dict.fromkeys([*_COMMON, *_CONDITIONS, *(key for keys in _BY_KIND.values() for key in keys)])
)


def keys_of(kind: FieldKind) -> tuple[str, ...]:
    """The keys that a field of this kind may have. Of a table each column says how sure it must be read."""
    common = [key for key in _COMMON if kind is not FieldKind.ROWS or key not in ("paper_confidence", "pdf")]
    return (*common, *_CONDITIONS, *_BY_KIND[kind])


def keys_of_column(kind: FieldKind) -> tuple[str, ...]:
    """As ``keys_of``, without what concerns a whole field."""
    return tuple(key for key in keys_of(kind) if key not in _COLUMN_ABSENT)


def least_confidence(kind: FieldKind, format: TextFormat | None) -> Decimal:
    """What ``paper_confidence`` of such a field is at least."""
    if format in CHECKED_FORMATS:
        return LEAST_CONFIDENCE[FieldKind.FODSELSNUMMER]
    return LEAST_CONFIDENCE.get(kind, LEAST_CONFIDENCE_OTHERWISE)
