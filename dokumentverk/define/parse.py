"""TOML to a definition: the shape of each table. What one part says of another is ``relations``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from dokumentverk.define import vocabulary as words
from dokumentverk.define.letter import STANDARD, check_consent, is_letter, letter_of
from dokumentverk.define.table import TEXT, Faults, Table
from dokumentverk.model.form import (
    ArchiveRule,
    Choice,
    Condition,
    Direction,
    Field,
    FieldKind,
    FormDefinition,
    Operator,
    Role,
    Section,
    Series,
    TextFormat,
)
from dokumentverk.model.language import Texts

_LINE: Final = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(slots=True)
class Paths:
    """Where each part of the definition stands in the file, in reading order.

    ``vague`` holds paths of fields whose kind could not be read: nothing more is said of those.
    """

    sections: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    vague: set[str] = field(default_factory=set)


def toml_of(text: str, faults: Faults) -> Mapping[str, object] | None:
    """The file's tables; decimals exact. tomllib says where in English only, so the line is taken out of it."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        match = _LINE.search(str(error))
        line = match.group(1) if match and match.group(1) else str(text.count("\n") + 1)
        faults.add(f"line {line}", "DEFINITION_NOT_TOML", line=line)
        return None
    except RecursionError:
        faults.add("", "DEFINITION_NOT_TOML", line=1)
        return None


def form_of(content: Mapping[str, object], source: str, faults: Faults) -> tuple[FormDefinition, Paths]:
    """The definition, with plain values where a fault was noted, and the path of each part."""
    table = Table(faults, "", content)
    table.only(words.FORM_KEYS)
    paths = Paths()
    letter = is_letter(table)
    definition = FormDefinition(
        id=_named(table, "id", words.FORM_ID),
        version=_named(table, "version", words.VERSION),
        title=table.needed_texts("title"),
        sections=_letter_sections(table, paths) if letter else _sections(table, paths),
        archive=_archive(table),
        purpose=table.texts("purpose"),
        parties=table.enums("parties", Role),
        anonymous=table.flag("anonymous"),
        rules=table.texts_list("rules"),
        continuations=0 if letter else table.whole("continuations", 1, least=0, most=words.MOST_CONTINUATIONS),
        document_date=table.text("document_date"),
        employee_field=table.text("employee_field"),
        answer=table.texts_list("answer"),
        blank=_blank(table),
        letter=letter_of(table) if letter else None,
        source=source,
    )
    check_consent(definition, faults)
    return definition, paths


def _named(table: Table, key: str, pattern: re.Pattern[str]) -> str:
    """A name of ours: printed, part of file names, or a key in JSON, so its letters are few."""
    value = table.needed_text(key, pattern.pattern)
    if value is None:
        return ""
    if not pattern.fullmatch(value) or len(value) > words.LONGEST_NAME:
        table.faults.add(table.path(key), "DEFINITION_ID_WRONG", id=value, expected=pattern.pattern)
    return value


def _blank(table: Table) -> str | None:
    digest = table.text("blank")
    if digest is not None and not words.BLANK.fullmatch(digest):
        table.wrong("blank", "SHA-256")
        return None
    return digest


def _archive(table: Table) -> ArchiveRule:
    value = table.content.get("archive")
    if not isinstance(value, dict):
        (table.wrong if table.has("archive") else table.missing)("archive", "[archive]")
        return ArchiveRule(Series.PERSONALMAPPE, Texts(""))
    inner = Table(table.faults, "archive", value)
    inner.only(words.ARCHIVE_KEYS)
    if not inner.has("series"):
        inner.missing("series", ", ".join(Series))
    return ArchiveRule(
        series=inner.enum("series", Series) or Series.PERSONALMAPPE,
        title=inner.needed_texts("title"),
        returned=inner.enum("returned", Direction) or Direction.INCOMING,
        sent=inner.enum("sent", Direction),
        shield_title=inner.flag("shield_title", default=True),
    )


def _letter_sections(table: Table, paths: Paths) -> tuple[Section, ...]:
    """A letter's own, if it has any, and what every letter has."""
    own = _sections(table, paths) if table.has("sections") else ()
    paths.sections.append(STANDARD.id)
    paths.fields += [f"{STANDARD.id}.{one.id}" for one in STANDARD.fields]
    return (*own, STANDARD)


def _sections(table: Table, paths: Paths) -> tuple[Section, ...]:
    sections: list[Section] = []
    for one in table.tables("sections"):
        one.only(words.SECTION_KEYS)
        paths.sections.append(one.where)
        id = _named(one, "id", words.NAME)
        title = one.needed_texts("title")
        fields = _fields(one, paths)
        filled_by = one.enum("filled_by", Role)
        sections.append(Section(id, title, fields, one.texts("help"), filled_by, one.flag("carried")))
    if not sections and not table.content.get("sections"):
        table.missing("sections", "[[sections]]")
    return tuple(sections)


def _fields(section: Table, paths: Paths) -> tuple[Field, ...]:
    fields: list[Field] = []
    for one in section.tables("fields"):
        paths.fields.append(one.where)
        kind = _kind(one)
        if kind is None:
            paths.vague.add(one.where)
            one.only(words.ALL_FIELD_KEYS)
        else:
            _keys_fit(one, kind, words.keys_of(kind))
        fields.append(_field(one, kind or FieldKind.TEXT))
    if not fields and not section.content.get("fields"):
        section.missing("fields", "[[sections.fields]]")
    return tuple(fields)


def _kind(table: Table) -> FieldKind | None:
    if not table.has("kind"):
        table.missing("kind", ", ".join(FieldKind))
    return table.enum("kind", FieldKind)


def _keys_fit(table: Table, kind: FieldKind, fitting: tuple[str, ...]) -> None:
    """A key that other kinds have is out of place here; a key that none has is unknown."""
    for key in table.content:
        if key in words.ALL_FIELD_KEYS and key not in fitting:
            table.faults.add(table.path(key), "DEFINITION_KEY_OUT_OF_PLACE", key=key, kind=kind.value)
    table.only(words.ALL_FIELD_KEYS)


def _field(table: Table, kind: FieldKind) -> Field:
    made = Field(
        id=_named(table, "id", words.NAME),
        kind=kind,
        label=table.needed_texts("label"),
        help=table.texts("help"),
        required=table.flag("required"),
        required_if=_conditions(table, "required_if"),
        forbidden_if=_conditions(table, "forbidden_if"),
        choices=_choices(table, kind),
        columns=_columns(table, kind),
        rows=_count_of_rows(table, kind),
        item=table.texts("item"),
        max_length=table.whole("max_length", 0, least=1, most=100_000) if table.has("max_length") else None,
        minimum=table.decimal("minimum"),
        maximum=table.decimal("maximum"),
        not_before=table.text("not_before"),
        format=table.enum("format", TextFormat),
        width=table.whole("width", words.GRID, least=1, most=words.GRID),
        lines=table.whole("lines", 3 if kind is FieldKind.LONG_TEXT else 1, least=1, most=words.MOST_LINES),
        cells=table.whole("cells", 1, least=1, most=words.MOST_CELLS) if table.has("cells") else None,
        prefill=table.text("prefill"),
        locked=table.flag("locked"),
        role=table.enum("role", Role),
        order=_order(table, kind),
        locks=table.texts_list("locks"),
        absent_reason=table.text("absent_reason"),
        paper_confidence=_paper_confidence(table, kind),
        read_later=table.flag("read_later"),
        pdf=table.text("pdf"),
    )
    if kind is FieldKind.SIGNATURE:
        for key, expected in (("role", ", ".join(Role)), ("locks", f"[{TEXT}]")):
            if not table.content.get(key):
                table.missing(key, expected)
    return made


def _paper_confidence(table: Table, kind: FieldKind) -> float | None:
    """Below what was measured nobody knows what goes wrong; 1 lets no answer of a pen pass."""
    value = table.decimal("paper_confidence")
    if value is None:
        return None
    try:
        format = TextFormat(str(table.content.get("format")))
    except ValueError:
        format = None
    least = words.least_confidence(kind, format)
    if not value.is_finite() or not least <= value <= 1:
        table.faults.add(
            table.path("paper_confidence"), "DEFINITION_CONFIDENCE_UNMEASURED", value=str(value), least=str(least)
        )
        return None
    return float(value)


def _order(table: Table, kind: FieldKind) -> int:
    """0 where no order is given: signatures without a place in the line are a fault."""
    if kind is FieldKind.SIGNATURE and not table.has("order"):
        table.missing("order", "1, 2, …")
    return table.whole("order", 0, least=1, most=9) if table.has("order") else 0


def _count_of_rows(table: Table, kind: FieldKind) -> int:
    if kind is not FieldKind.ROWS:
        return 0
    if not table.has("rows"):
        table.missing("rows", f"1–{words.MOST_ROWS}")
    return table.whole("rows", 1, least=1, most=words.MOST_ROWS)


def _choices(table: Table, kind: FieldKind) -> tuple[Choice, ...]:
    choices: list[Choice] = []
    for one in table.tables("choices"):
        one.only(words.CHOICE_KEYS)
        choices.append(Choice(_named(one, "id", words.NAME), one.languages(), one.text("pdf")))
    if kind in (FieldKind.ONE_OF, FieldKind.SEVERAL_OF) and not table.content.get("choices"):
        table.missing("choices", '[{ id = "…", nb = "…" }]')
    return tuple(choices)


def _columns(table: Table, kind: FieldKind) -> tuple[Field, ...]:
    """Widths as those of fields: columns of more than twelve together flow into several lines for each row."""
    columns: list[Field] = []
    for one in table.tables("columns"):
        column_kind = _kind(one)
        if column_kind is None:
            one.only(words.ALL_FIELD_KEYS)
        elif column_kind not in words.COLUMN_KINDS:
            one.unknown(one.path("kind"), column_kind.value, [each.value for each in words.COLUMN_KINDS])
            column_kind = None
        else:
            _keys_fit(one, column_kind, words.keys_of_column(column_kind))
        if not one.has("width"):
            one.missing("width", f"1–{words.GRID}")
        columns.append(_field(one, column_kind or FieldKind.TEXT))
    if kind is FieldKind.ROWS and not table.content.get("columns"):
        table.missing("columns", '[{ id = "…", kind = "…", label = { nb = "…" }, width = 1 }]')
    return tuple(columns)


def _conditions(table: Table, key: str) -> tuple[Condition, ...]:
    conditions = (_condition(one) for one in table.tables(key))
    return tuple(condition for condition in conditions if condition is not None)


def _condition(table: Table) -> Condition | None:
    table.only(words.CONDITION_KEYS)
    field = table.needed_text("field")
    named = [operator for operator in Operator if table.has(operator)]
    if len(named) != 1:
        table.faults.add(table.where, "DEFINITION_OPERATOR_WRONG", expected=", ".join(Operator))
        return None
    operator = named[0]
    value = table.content[operator]
    match operator, value:
        case ((Operator.FILLED | Operator.EMPTY), True):
            written = ""
        case ((Operator.EQUALS | Operator.DIFFERS), bool()):
            written = "true" if value else "false"
        case ((Operator.EQUALS | Operator.DIFFERS | Operator.INCLUDES), str()):
            written = value
        case _:
            alone = operator in (Operator.FILLED, Operator.EMPTY)
            table.wrong(operator, "true" if alone else 'true / false / "id"')
            return None
    return Condition(field, operator, written) if field is not None else None
