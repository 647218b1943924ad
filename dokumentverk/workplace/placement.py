"""Where a workplace's folders and files may lie, and what an archive path may be made of. Nothing is looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from string import Formatter

from dokumentverk.model.workplace import PATH_PLACEHOLDERS

_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
"""Names that Windows gives to devices, whatever the suffix."""
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')

FILED_IN = ("inbox", "review", "rejects", "archive", "out", "system")
"""Folders whose contents the program itself moves or owns: no file of the workplace's own belongs there."""


def path_fault(path: str) -> str | None:
    """An error code when ``path`` (with ``/``, from the workplace) leaves the workplace or cannot be on Windows."""
    if re.match(r"[/\\~]|[A-Za-z]:", path):
        return "SETTINGS_PATH_OUTSIDE"
    if "\\" in path:
        return "SETTINGS_PATH_BACKSLASH"
    parts = path.split("/")
    if ".." in parts:
        return "SETTINGS_PATH_OUTSIDE"
    if path in ("", "."):
        return "SETTINGS_PATH_EMPTY"
    if any(not _safe_part(part) for part in parts):
        return "SETTINGS_PATH_UNSAFE"
    return None


def name_fault(name: str) -> str | None:
    """As ``path_fault`` for the name of one folder."""
    return path_fault(name) or ("SETTINGS_PATH_UNSAFE" if "/" in name else None)


def _safe_part(part: str) -> bool:
    return not (
        part in ("", ".")
        or part != part.strip()
        or part.endswith(".")
        or _FORBIDDEN.search(part)
        or _DEVICES.match(part)
    )


def folded(path: str) -> tuple[str, ...]:
    """Parts as a file system without case sees them."""
    return tuple(unicodedata.normalize("NFC", part).casefold() for part in path.split("/"))


def is_within(inner: str, outer: str) -> bool:
    """True when ``inner`` is ``outer`` or lies in it."""
    return folded(inner)[: len(folded(outer))] == folded(outer)


def folder_clashes(folders: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(key, code, other key) for each folder that is another one or lies inside it."""
    keys = list(folders)
    for at, key in enumerate(keys):
        for other in keys[:at]:
            if folded(folders[key]) == folded(folders[other]):
                yield key, "SETTINGS_FOLDERS_SAME", other
            elif is_within(folders[key], folders[other]):
                yield key, "SETTINGS_FOLDER_INSIDE", other
            elif is_within(folders[other], folders[key]):
                yield other, "SETTINGS_FOLDER_INSIDE", key


def template_faults(template: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(code, params) for each fault of ``archive.path``.

    The personnel folder is found by its number, so the first part must begin with it; two returns of one day and
    title must not meet, so the last part must hold the return's id.
    """
    try:
        pieces = list(Formatter().parse(template))
    except ValueError:
        yield "SETTINGS_TEMPLATE_BRACES", {}
        return
    plain = ""
    for text, name, form, conversion in pieces:
        plain += text
        if name is None:
            continue
        if form or conversion or name not in PATH_PLACEHOLDERS:
            shown = name if re.fullmatch(r"[\w .\[\]]{0,40}", name) else ""
            yield "SETTINGS_TEMPLATE_PLACEHOLDER", {"name": shown, "known": ", ".join(PATH_PLACEHOLDERS)}
        plain += "x"
    code = path_fault(plain)
    if code is not None:
        yield code, {}
    if not template.startswith("{number}"):
        yield "SETTINGS_TEMPLATE_NUMBER_FIRST", {}
    if "{return_id}" not in template.rsplit("/", 1)[-1]:
        yield "SETTINGS_TEMPLATE_RETURN_LAST", {}
