"""The work of ``dokumentverk settle`` and ``dokumentverk revise``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.cli.output import print_json, say, tell
from dokumentverk.errors import ExitCode, UsageFault
from dokumentverk.flow.filing import file_sent, is_filed_when_sent
from dokumentverk.flow.produce import Order, Produced, produce, write_document
from dokumentverk.flow.threads import Shared, next_version, shared_of
from dokumentverk.messages.words import word
from dokumentverk.model.form import Field, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.value import show, to_json
from dokumentverk.read.perspectives import Difference

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


@dataclass(frozen=True, slots=True)
class ThreadWish:
    """``unread``: go on though something has not been read."""

    medium: Medium
    out: Path | None
    output: str
    unread: bool


def settle(office: Office, number: str, wish: ThreadWish) -> ExitCode:
    shared = shared_of(office, number, wish.medium)
    language = office.settings.language
    if shared.made is not None:
        raise UsageFault("SHARED_COPY_MADE", number=shared.made)
    for copy in shared.copies:
        _refuse_unread(shared.definition, copy.unread, copy.return_id, language, wish)
    produced, path = _made(office, shared.order, wish)
    if wish.output == "json":
        print_json({**_told(produced, path), **_said(shared)})
        return ExitCode.OK
    say(f"{produced.issue.number}  {path}")
    for line in _lines(shared, language):
        tell(line)
    return ExitCode.OK


def revise(office: Office, return_id: str, wish: ThreadWish) -> ExitCode:
    found = next_version(office, return_id, wish.medium)
    _refuse_unread(found.definition, found.unread, return_id, office.settings.language, wish)
    if found.made:
        language = office.settings.language
        tell(word("version_made_before", language).format(numbers=", ".join(found.made), first=found.made[0]))
    produced, path = _made(office, found.order, wish)
    if wish.output == "json":
        print_json({**_told(produced, path), "revises": return_id, "unread": list(found.unread)})
    else:
        say(f"{produced.issue.number}  {path}")
    return ExitCode.OK


def _refuse_unread(
    definition: FormDefinition, unread: Sequence[str], return_id: str, language: Language, wish: ThreadWish
) -> None:
    if unread and not wish.unread:
        fields = ", ".join(f"«{definition.printed_label(one, language)}»" for one in unread)
        raise UsageFault("COPY_UNREAD", id=return_id, fields=fields, field=unread[0])


def _made(office: Office, order: Order, wish: ThreadWish) -> tuple[Produced, Path]:
    filed = is_filed_when_sent(office, office.form(order.form), order.employee)
    with office.writing() if filed else nullcontext():
        produced = produce(office, order)
        path = write_document(produced, wish.out, office.workplace.out)
        file_sent(office, produced)
    return produced, path


def _told(produced: Produced, path: Path) -> dict[str, object]:
    issue = produced.issue
    return {
        "schema": 1,
        "path": str(path),
        "issue": issue.number,
        "form": {"id": issue.form, "version": issue.version, "language": issue.language.value},
        "format": produced.medium.value,
        "employee": issue.employee,
        "case": issue.case,
        "thread": issue.thread,
    }


def _said(shared: Shared) -> Mapping[str, object]:
    return {
        "copies": [
            {"party": one.party.value, "return": one.return_id, "issue": one.issue, "unread": list(one.unread)}
            for one in shared.copies
        ],
        "differences": [
            {
                "field": one.field,
                "row": one.row,
                "column": one.column,
                "said": {party.value: to_json(value) for party, value in one.said},
                "shown": one.shown,
            }
            for one in shared.differences
        ],
    }


def _lines(shared: Shared, language: Language) -> Iterable[str]:
    if not shared.differences:
        yield word("copies_agree", language)
        return
    yield word("copies_differ", language).format(count=len(shared.differences))
    for one in shared.differences:
        label, leaf = _place(shared.definition, one, language)
        yield f"  {label}"
        for party, value in one.said:
            said = " ".join(show(leaf, value, shared.language).split())
            yield f"    {word(f'role_{party.value}', language).capitalize()}: {said}"
        if one.column is None and one.row is not None:
            yield f"    {word('copies_one_only', language)}"
        elif not one.shown:
            yield f"    {word('copies_left_open', language)}"


def _place(definition: FormDefinition, one: Difference, language: Language) -> tuple[str, Field]:
    """The place in words, and the field or column that what was said is of."""
    field = definition.field(one.field)
    label = definition.printed_label(one.field, language) or one.field
    if one.row is None:
        return label, field
    column = next((column for column in field.columns if column.id == one.column), field.columns[0])
    item = field.item.in_(language) if field.item else word("table_line", language)
    return f"{label}, {item} {one.row}" + (f", {column.label.in_(language)}" if one.column else ""), column
