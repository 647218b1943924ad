"""Filling and stamping a kept DOCX blank: lxml on the parts that change, and a fresh zip."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lxml import etree

from dokumentverk.engines.docx_controls import Numbers, fill_text, fill_tick, lock_content
from dokumentverk.engines.docx_furniture import CODE_PART, code_picture, stamp_numbers
from dokumentverk.engines.docx_package import CORE, CUSTOM, DOCUMENT, pack, unpack
from dokumentverk.engines.docx_properties import stamp_core, stamp_custom
from dokumentverk.engines.docx_xml import q, serialize

_COPIED_ROWS_FROM = 430_000_001
"""First id of the controls in added rows, above those of the blank."""
_COPIED_BOOKMARKS_FROM = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes into one control: text (with the day, in a date control) or a tick. ``locked`` answers stay as they
    are."""

    text: str = ""
    day: date | None = None
    ticked: bool | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Repeats:
    """A repeating section that needs ``items`` items. ``names`` are the control names of each, in one order."""

    items: int
    names: tuple[tuple[str, ...], ...]


def stamp(
    blank: bytes, answers: Mapping[str, Answer], repeats: Mapping[str, Repeats], number: str, issued: datetime
) -> bytes:
    """``answers`` by control name. Raises KeyError for a name that the blank does not have."""
    parts = unpack(blank)
    root = etree.fromstring(parts[DOCUMENT])
    for field, wanted in repeats.items():
        _add_items(root, field, wanted)
    _fill(root, answers)
    parts[DOCUMENT] = serialize(root)
    for name in [name for name in parts if name.startswith(("word/header", "word/footer"))]:
        story = etree.fromstring(parts[name])
        stamp_numbers(story, number)
        parts[name] = serialize(story)
    parts[CODE_PART] = code_picture(number)
    parts[CUSTOM] = stamp_custom(parts[CUSTOM], {"DVNumber": number})
    parts[CORE] = stamp_core(parts[CORE], issued)
    return pack(parts)


def _fill(root: Any, answers: Mapping[str, Answer]) -> None:
    controls = {_tag(control): control for control in root.iter(q("w:sdt"))}
    for name, answer in answers.items():
        control = controls[name]
        if answer.ticked is not None:
            fill_tick(control, ticked=answer.ticked)
        elif answer.text:
            fill_text(control, answer.text, answer.day)
        if answer.locked:
            lock_content(control)


def _tag(control: Any) -> str | None:
    tag = control.find(f"{q('w:sdtPr')}/{q('w:tag')}")
    return tag.get(q("w:val")) if tag is not None else None


def _add_items(root: Any, field: str, wanted: Repeats) -> None:
    """Copies of the last item, each with names and ids of its own."""
    section = next(one for one in root.iter(q("w:sdt")) if _tag(one) == field)
    content = section.find(q("w:sdtContent"))
    numbers = Numbers(_COPIED_ROWS_FROM, _COPIED_BOOKMARKS_FROM)
    for at in range(len(content), wanted.items):
        last = content[-1]
        fresh = copy.deepcopy(last)
        renamed = dict(zip(wanted.names[at - 1], wanted.names[at], strict=True))
        bookmarks: dict[str, int] = {}
        for element in fresh.iter(q("w:id"), q("w:tag"), q("w:bookmarkStart"), q("w:bookmarkEnd")):
            _rename(element, renamed, bookmarks, numbers)
        last.addnext(fresh)


def _rename(element: Any, renamed: Mapping[str, str], bookmarks: dict[str, int], numbers: Numbers) -> None:
    value, id, name = q("w:val"), q("w:id"), q("w:name")
    if element.tag == q("w:id"):
        element.set(value, str(numbers.control()))
    elif element.tag == q("w:tag"):
        element.set(value, renamed[element.get(value)])
    elif element.tag == q("w:bookmarkStart"):
        element.set(name, renamed[element.get(name)])
        element.set(id, str(bookmarks.setdefault(element.get(id), numbers.bookmark())))
    else:
        element.set(id, str(bookmarks[element.get(id)]))
