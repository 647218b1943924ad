"""Small readings of single WordprocessingML elements, for the walk through a document.

- Tick boxes of fonts without Unicode are ``w:sym`` of Wingdings.
- Soft hyphens and no-break spaces come from spelling help and from pasted web pages: they are no part of an answer.
- A toggle without ``w:val`` is on; strict OOXML writes ``true``, older programs ``on``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from dokumentverk.engines.docx_form import ControlType, SeenControl
from dokumentverk.engines.docx_places import is_hint
from dokumentverk.engines.docx_xml import MC, q

_SYMBOLS = {
    0xA8: "\u2610",
    0x6F: "\u2610",
    0xFD: "\u2612",
    0x78: "\u2612",
    0xFE: "\u2611",
    0xFC: "\u2713",
    0xFB: "\u2717",
}
"""Of Wingdings, in its private range F000 and without it."""
_INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff",
    )
)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\u200a\u2002\u2003"), " ")
_TWIPS = {None: 1.0, "pt": 20.0, "cm": 1440 / 2.54, "mm": 1440 / 25.4, "in": 1440.0, "pc": 240.0, "pi": 240.0}
_TYPES = (
    ("w:date", ControlType.DATE),
    ("w14:checkbox", ControlType.TICK),
    ("w:dropDownList", ControlType.LIST),
    ("w:comboBox", ControlType.LIST),
    ("w:text", ControlType.TEXT),
    ("w:group", ControlType.OTHER),
    ("w:docPartObj", ControlType.OTHER),
    ("w:docPartList", ControlType.OTHER),
    ("w15:repeatingSection", ControlType.OTHER),
    ("w15:repeatingSectionItem", ControlType.OTHER),
)
_SET = ("1", "true", "on")
_KNOWN = frozenset(
    {"a14", "aink", "am3d", "cx", "cx1", "v", "w14", "w15", "w16", "w16cex", "w16cid", "w16du", "w16sdtdh", "w16se"}
    | {"wp14", "wpc", "wpg", "wpi", "wps"}
)
"""Prefixes of what Word 2010 and later draw; files bind them as Word does."""


def plain(text: str) -> str:
    """Composed letters, ordinary spaces, no soft hyphens or other characters that nobody sees."""
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE).translate(_SPACES))


def is_on(element: Any | None) -> bool:
    """Whether a toggle such as ``w:vanish`` is set: present, and not switched off."""
    return element is not None and str(element.get(q("w:val"), "1")).casefold() in _SET


def integer(element: Any | None, default: int = 0) -> int:
    try:
        return int(element.get(q("w:val"))) if element is not None else default
    except (TypeError, ValueError):
        return default


def twips(measure: str | None) -> int:
    """A width as the file writes it: twips, or in strict OOXML a number with a unit (``12.5pt``, ``2cm``)."""
    match = re.fullmatch(r"(-?\d{1,7}(?:\.\d{1,6})?)(pt|cm|mm|in|pc|pi)?", measure or "")
    return round(float(match[1]) * _TWIPS[match[2]]) if match else 0


def value(properties: Any, name: str) -> str:
    """``w:val`` of a property, or nothing."""
    found = properties.find(q(name))
    return str(found.get(q("w:val"), "")) if found is not None else ""


def chosen(element: Any) -> Any:
    """Of alternatives the first whose namespaces are known, as Word takes them, else the one to fall back on; any other
    element is itself."""
    if element.tag != f"{{{MC}}}AlternateContent":
        return element
    choices = element.findall(f"{{{MC}}}Choice")
    for choice in choices:
        if set(str(choice.get("Requires", "")).split()) <= _KNOWN:
            return choice
    fallback = element.find(f"{{{MC}}}Fallback")
    return fallback if fallback is not None else choices[0] if choices else element


def passed_over(element: Any) -> list[Any]:
    """The alternatives that are not taken."""
    taken = chosen(element)
    return [one for one in element if one is not taken and one is not element] if taken is not element else []


def symbol(element: Any) -> str:
    """The character of a ``w:sym``."""
    try:
        code = int(element.get(q("w:char"), ""), 16)
    except ValueError:
        return ""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if "wingdings" in str(element.get(q("w:font"), "")).casefold():
        return _SYMBOLS.get(low, "\ufffd")
    return chr(code) if 0x20 <= code < 0xD800 else chr(low) if 0x20 <= low < 0xD800 else ""


def is_placeholder(content: Any, hint_styles: Collection[str]) -> bool:
    """Our own hint, or text in a style for placeholders (by id)."""
    text = plain("".join(one.text or "" for one in content.iter(q("w:t")))).strip()
    if not text or is_hint(text):
        return True
    runs = [run for run in content.iter(q("w:r")) if run.find(q("w:t")) is not None]
    styles = (run.find(f"{q('w:rPr')}/{q('w:rStyle')}") for run in runs)
    return all(style is not None and str(style.get(q("w:val"))) in hint_styles for style in styles)


def seen_control(properties: Any, text: str, cell: int | None, *, alone: bool) -> SeenControl:
    by_tag = {one.tag: one for one in properties}
    date, tick = by_tag.get(q("w:date")), by_tag.get(q("w14:checkbox"))
    choices = by_tag.get(q("w:dropDownList"), by_tag.get(q("w:comboBox")))
    checked = tick.find(q("w14:checked")) if tick is not None else None
    return SeenControl(
        tag=_attribute(by_tag.get(q("w:tag")), "w:val") or "",
        title=_attribute(by_tag.get(q("w:alias")), "w:val") or "",
        type=next((kind for name, kind in _TYPES if q(name) in by_tag), ControlType.RICH),
        text=text,
        cell=cell,
        alone=alone,
        checked=None if checked is None else str(checked.get(q("w14:val"), "1")).casefold() in _SET,
        full_date=_attribute(date, "w:fullDate"),
        chosen=_attribute(choices, "w:lastValue"),
        items=_items(choices) if choices is not None else (),
    )


def _attribute(element: Any | None, name: str) -> str | None:
    return str(element.get(q(name))) if element is not None and element.get(q(name)) else None


def _items(choices: Any) -> tuple[tuple[str, str], ...]:
    found = []
    for item in choices.iterfind(q("w:listItem")):
        stored = str(item.get(q("w:value"), ""))
        found.append((plain(str(item.get(q("w:displayText"), stored))), stored))
    return tuple(found)
