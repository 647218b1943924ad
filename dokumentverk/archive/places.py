"""Where a return's folder lies. Pure: text in, a path relative to the archive's root out.

The path template of ``ArchiveSettings.path`` is for the personalmappe. The other series follow from it: egenmeldinger
lie by year first (their retention is the body's own, so that a year can be disposed of as one), administrative and
anonymous documents have no part that names a person. A personnel folder is known by its first word, the employee's
number: whoever changes their name keeps their folder.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dokumentverk.archive.names import folded, length, safe_name
from dokumentverk.errors import ConfigurationError
from dokumentverk.model.form import Series
from dokumentverk.model.workplace import PATH_PLACEHOLDERS, ArchiveSettings

_PERSON = ("number", "family_name", "given_name")
_PLAIN_NUMBER = re.compile(r"[0-9A-Z]+(?:[.-][0-9A-Z]+)*")
_NOT_IN_A_WORD = re.compile(r"[^\w.-]+")
_RESERVED_NUMBER = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\..*)?")
_TITLE_LIMIT = 80
_NAME_LIMIT = 60
_SHORTEST = 8
_LONGEST_FILE = 24
"""Room for the names of files in the folder and of what the staging needs."""

FindFolder = Callable[[str], str | None]
"""Given a parent folder, the name of the employee's folder in it, or None when there is none yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a path is made of. ``number`` is None for what belongs to no employee; ``longest_file`` is the length of the
    longest name of a file that goes in."""

    series: Series
    return_id: str
    dated: date
    title: str
    number: str | None = None
    family_name: str = ""
    given_name: str = ""
    restricted: bool = False
    longest_file: int = 0


def number_word(number: str) -> str:
    """The employee's number as the first word of a folder's name. Two numbers never give the same word.

    Digits and capitals stay as they are. Anything else (blanks, slashes, lower case, which Windows takes for capitals)
    is written safely with a digest behind.
    """
    if _PLAIN_NUMBER.fullmatch(number) and not _RESERVED_NUMBER.fullmatch(number) and len(number) <= 40:
        return number
    mark = hashlib.sha256(number.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_NOT_IN_A_WORD.sub('_', safe_name(number, limit=30))}~{mark}"


def is_of(folder: str, number: str) -> bool:
    """Whether a personnel folder of that name is this employee's."""
    return folded(folder.partition(" ")[0]) == folded(number_word(number))


def check_settings(settings: ArchiveSettings) -> None:
    """Raises ConfigurationError when the path template or the folders of the series cannot work."""
    parts = settings.path.split("/")
    used = [_placeholders(part) for part in parts]
    wrong = next((name for names in used for name in names if name not in PATH_PLACEHOLDERS), None)
    if wrong is not None:
        raise ConfigurationError("ARCHIVE_PATH_PLACEHOLDER", placeholder=wrong, expected=", ".join(PATH_PLACEHOLDERS))
    numbered = [part for part, names in zip(parts, used, strict=True) if "number" in names]
    if len(numbered) != 1 or not re.match(r"\{number\}( |$)", numbered[0]) or numbered[0] == parts[-1]:
        raise ConfigurationError("ARCHIVE_PATH_NUMBER")
    if not parts[-1].endswith("{return_id}") or not re.search(r"(^| )\{return_id\}$", parts[-1]):
        raise ConfigurationError("ARCHIVE_PATH_RETURN")
    empty = next((part for part in parts if not part.strip(" .")), None)
    if empty is not None:
        raise ConfigurationError("ARCHIVE_PATH_PART", part=settings.path)
    names = [folded(_series_folder(series, settings)) for series in Series] + [folded(safe_name(settings.restricted))]
    if len(set(names)) != len(names):
        raise ConfigurationError("ARCHIVE_SERIES_SAME_FOLDER")


def folder_of(place: Place, settings: ArchiveSettings, root_length: int, find: FindFolder) -> str:
    """The return's folder, with ``/``. ``root_length`` is that of the archive's root in UTF-16 units.

    Titles, then names, are shortened until the longest file fits the budget. Raises ConfigurationError when the root is
    too deep for that.
    """
    title, name = _TITLE_LIMIT, _NAME_LIMIT
    while True:
        folder = _render(place, settings, find, title, name)
        over = root_length + 1 + length(folder) + 1 + max(_LONGEST_FILE, place.longest_file) - settings.max_path
        whole = folder.endswith(place.return_id)
        if over <= 0 and whole:
            return folder
        over = max(over, 0 if whole else 8)
        if title > _SHORTEST:
            title = max(_SHORTEST, min(title, length(place.title)) - over)
        elif name > _SHORTEST:
            name = _SHORTEST
        else:
            raise ConfigurationError("ARCHIVE_PATH_TOO_LONG", budget=settings.max_path)


def tombstone_folder(folder: str, dated: date, return_id: str) -> str:
    """Where a destroyed return's proof lies: the same parent, a name without the title."""
    parent, _, _ = folder.rpartition("/")
    return f"{parent}/{dated.isoformat()} {return_id}"


def folder_parts(folder: str, number: str) -> tuple[str, str] | None:
    """(parent, name) of the personnel folder in a return's path; None when no part is this employee's."""
    parts = folder.split("/")
    for position, part in enumerate(parts[:-1]):
        if is_of(part, number) and position > 0:
            return "/".join(parts[:position]), part
    return None


def _render(place: Place, settings: ArchiveSettings, find: FindFolder, title: int, name: int) -> str:
    values = {
        "number": number_word(place.number) if place.number is not None else "",
        "family_name": safe_name(place.family_name, limit=name) if place.family_name.strip() else "",
        "given_name": safe_name(place.given_name, limit=name) if place.given_name.strip() else "",
        "year": f"{place.dated:%Y}",
        "date": place.dated.isoformat(),
        "title": safe_name(place.title, limit=title),
        "return_id": place.return_id,
    }
    folders = [safe_name(settings.restricted)] if place.restricted else []
    folders.append(_series_folder(place.series, settings))
    for part in _parts(place, settings):
        known = find("/".join(folders)) if "{number}" in part else None
        folders.append(known or safe_name(_tidy(part.format_map(values)), limit=200))
    return "/".join(folders)


def _parts(place: Place, settings: ArchiveSettings) -> list[str]:
    parts = settings.path.split("/")
    if place.series is Series.EGENMELDING:
        parts = ["{year}", *(part for part in parts if part != "{year}")]
    if place.series is Series.ADMINISTRATIVE or place.number is None:
        parts = [part for part in parts[:-1] if not _placeholders(part).intersection(_PERSON)] + parts[-1:]
    return parts


def _series_folder(series: Series, settings: ArchiveSettings) -> str:
    names = {**dict(ArchiveSettings().series), **dict(settings.series)}
    return safe_name(names[series])


def _placeholders(part: str) -> set[str]:
    """Raises ConfigurationError for braces that do not match, and for formats."""
    try:
        pieces = list(string.Formatter().parse(part))
    except ValueError:
        raise ConfigurationError(
            "ARCHIVE_PATH_PLACEHOLDER", placeholder=part, expected=", ".join(PATH_PLACEHOLDERS)
        ) from None
    return {f"{name}{spec}" if spec or turn else name for _, name, spec, turn in pieces if name is not None}


def _tidy(name: str) -> str:
    """What an empty placeholder leaves behind goes: «1042 , » becomes «1042»."""
    return re.sub(r"(?:^|(?<=\s))[,;]+(?=\s|$)", "", " ".join(name.split())).strip(" ,;")
