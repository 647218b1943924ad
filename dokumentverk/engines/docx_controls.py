"""Content controls as XML: made empty, and filled.

One control stands alone in its table cell, inside one paragraph, between a bookmark of the same name. What other
programs make of that:

- Word 2010 and later knows ``w14:checkbox`` and Word 2013 ``w15:repeatingSection``; older ones show their contents.
- Word shows the placeholder of the glossary part that ``w:placeholder`` names again when an answer is deleted.
- LibreOffice 7.4 keeps the bookmark and the title (``w:alias``), drops tag, lock and repeating section, turns the
  placeholder into text, and may stretch the control around its neighbours: only the cell as a whole can be trusted.
- LibreOffice 7.4 takes the line ends and the colour out of a plain text control (``w:text``) and sets them before it:
  «one» and «two» on two lines become «onetwo». A rich text control inside one paragraph keeps both, so answers of
  several lines are rich text, as signatures are, which may be a picture.
- Data binding is left out on purpose: editors leave the bound XML stale or write display text into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any, assert_never
from zlib import crc32

from lxml import etree

from dokumentverk.engines.docx_sheet import Control, ControlKind
from dokumentverk.engines.docx_xml import add_text, make, q, text_nodes, val

CHECKED = "\u2612"
UNCHECKED = "\u2610"
_TICK_FONT = "MS Gothic"
"""What Word itself writes for its check boxes; on every machine with Word, and others have the two glyphs elsewhere."""
DATE_FORMAT = "dd.MM.yyyy"
HINT_STYLE = "PlaceholderText"
HINT_COLOUR = "55616D"
"""Named in the run too: LibreOffice 7.4 drops the style of a placeholder."""
_FIRST_ID = 410_000_001


class Numbers:
    """Ids of controls and bookmarks, unique in one document and the same every time it is made."""

    def __init__(self, first_control: int = _FIRST_ID, first_bookmark: int = 1) -> None:
        self._controls: Iterator[int] = count(first_control)
        self._bookmarks: Iterator[int] = count(first_bookmark)

    def control(self) -> int:
        return next(self._controls)

    def bookmark(self) -> int:
        return next(self._bookmarks)


def hint_name(hint: str) -> str:
    """The name of the glossary entry that holds a placeholder."""
    return f"DVHint{crc32(hint.encode('utf-8')):08X}"


def control_nodes(control: Control, language: str, numbers: Numbers) -> list[Any]:
    """What goes into the paragraph of the cell: bookmark start, control, bookmark end."""
    bookmark = numbers.bookmark()
    return [
        make("w:bookmarkStart", id=bookmark, name=control.name),
        _control(control, language, numbers),
        make("w:bookmarkEnd", id=bookmark),
    ]


def _control(control: Control, language: str, numbers: Numbers) -> Any:
    properties = make(
        "w:sdtPr",
        val("w:alias", control.title[:64]),
        val("w:tag", control.name),
        val("w:id", numbers.control()),
        val("w:lock", "sdtLocked"),
    )
    if control.kind is ControlKind.TICK:
        properties.append(_checkbox())
        return make("w:sdt", properties, make("w:sdtContent", _tick_run()))
    properties.append(make("w:placeholder", val("w:docPart", hint_name(control.hint))))
    properties.append(make("w:showingPlcHdr"))
    properties.extend(_type_of(control.kind, language))
    hint = make(
        "w:r", make("w:rPr", val("w:rStyle", HINT_STYLE), val("w:color", HINT_COLOUR)), *text_nodes(control.hint)
    )
    return make("w:sdt", properties, make("w:sdtContent", hint))


def _type_of(kind: ControlKind, language: str) -> list[Any]:
    match kind:
        case ControlKind.TEXT:
            return [make("w:text")]
        case ControlKind.LONG_TEXT | ControlKind.SIGNATURE:
            return []
        case ControlKind.DATE:
            return [
                make(
                    "w:date",
                    val("w:dateFormat", DATE_FORMAT),
                    val("w:lid", language),
                    val("w:storeMappedDataAs", "dateTime"),
                    val("w:calendar", "gregorian"),
                )
            ]
        case ControlKind.TICK:
            return [_checkbox()]
    assert_never(kind)


def _checkbox() -> Any:
    return make(
        "w14:checkbox",
        make("w14:checked", val=0),
        make("w14:checkedState", val=f"{ord(CHECKED):04X}", font=_TICK_FONT),
        make("w14:uncheckedState", val=f"{ord(UNCHECKED):04X}", font=_TICK_FONT),
    )


def _tick_run() -> Any:
    fonts = make("w:rFonts", ascii=_TICK_FONT, eastAsia=_TICK_FONT, hAnsi=_TICK_FONT, hint="eastAsia")
    return make("w:r", make("w:rPr", fonts), make("w:t", UNCHECKED))


def section_nodes(field: str, title: str, items: list[list[Any]], numbers: Numbers) -> Any:
    """A repeating section, each item some table rows: Word offers to add one like it after each."""
    wrapped = [
        make(
            "w:sdt",
            make("w:sdtPr", val("w:id", numbers.control()), make("w15:repeatingSectionItem")),
            make("w:sdtContent", *rows),
        )
        for rows in items
    ]
    properties = make(
        "w:sdtPr",
        val("w:alias", title[:64]),
        val("w:tag", field),
        val("w:id", numbers.control()),
        val("w:lock", "sdtLocked"),
        make("w15:repeatingSection"),
    )
    return make("w:sdt", properties, make("w:sdtContent", *wrapped))


def group_nodes(children: list[Any], numbers: Numbers) -> Any:
    """All of the document in a group, which Word lets nobody change outside the controls in it.

    Document protection would do so in LibreOffice too, but LibreOffice 7.4 then lets nobody fill in the controls
    either, and Word offers no further rows and no spelling. LibreOffice ignores the group; there a changed text is
    found when the document comes back.
    """
    properties = make("w:sdtPr", val("w:id", numbers.control()), val("w:lock", "contentLocked"), make("w:group"))
    return make("w:sdt", properties, make("w:sdtContent", *children))


def fill_text(control: Any, text: str, day: date | None = None) -> None:
    """Put an answer into a text or date control in place of its placeholder."""
    properties, content = control.find(q("w:sdtPr")), control.find(q("w:sdtContent"))
    showing = properties.find(q("w:showingPlcHdr"))
    if showing is not None:
        properties.remove(showing)
    dated = properties.find(q("w:date"))
    if dated is not None and day is not None:
        dated.set(q("w:fullDate"), f"{day.isoformat()}T00:00:00Z")
    for child in list(content):
        content.remove(child)
    add_text(etree.SubElement(content, q("w:r")), text)


def fill_tick(control: Any, *, ticked: bool) -> None:
    checked = control.find(f"{q('w:sdtPr')}/{q('w14:checkbox')}/{q('w14:checked')}")
    checked.set(q("w14:val"), "1" if ticked else "0")
    for text in control.find(q("w:sdtContent")).iter(q("w:t")):
        text.text = CHECKED if ticked else UNCHECKED


def lock_content(control: Any) -> None:
    """Nobody may change the answer: it comes from the register."""
    control.find(f"{q('w:sdtPr')}/{q('w:lock')}").set(q("w:val"), "sdtContentLocked")
