"""What several keys of ``dokumentverk.toml`` must be together, and where its folders and files may lie.

Places are checked on the raw data, so that their faults are told beside all others and not one round later.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dokumentverk import shipped
from dokumentverk.model.form import Series
from dokumentverk.model.workplace import Folders
from dokumentverk.workplace.boundary import SettingsTable, is_identifier
from dokumentverk.workplace.placement import (
    FILED_IN,
    folder_clashes,
    is_within,
    name_fault,
    path_fault,
    template_faults,
)

_PEOPLE_SUFFIXES = (".csv", ".xlsx", ".jsonl")
_LOGO_SUFFIXES = (".png", ".svg", ".jpg", ".jpeg")
_LETTERHEAD_SUFFIXES = (".docx",)

Stated = Callable[[str], str | None]
Placed = tuple[str, str, dict[str, str]]
"""(path in the file, error code, parameters)."""


def _effective(data: Mapping[str, Any]) -> Stated:
    """Gives the text that stands at a path, else its default, so that places are checked beside other faults."""
    defaults = SettingsTable().model_dump(mode="json")

    def text(path: str) -> str | None:
        for source in (data, defaults):
            value: Any = source
            for part in path.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            if value is not None:
                return value if isinstance(value, str) else None
        return None

    return text


def placement_faults(data: Mapping[str, Any], root: Path) -> Iterator[Placed]:
    """``root`` is the folder of the file: the workplace. A logo or letterhead that is named must be there."""
    text = _effective(data)
    yield from _folder_faults(text)
    yield from _file_faults(text, "people", _PEOPLE_SUFFIXES)
    for where, suffixes in (("style.logo", _LOGO_SUFFIXES), ("style.letterhead", _LETTERHEAD_SUFFIXES)):
        faults = list(_file_faults(text, where, suffixes))
        yield from faults
        file = text(where)
        if file and not faults and not (root / file).is_file():
            yield where, "SETTINGS_FILE_MISSING", {}
    yield from _series_faults(text)
    own = text("folders.forms")
    yield from _form_faults(data, root / own if own and not path_fault(own) else None)
    for code, params in template_faults(text("archive.path") or ""):
        yield "archive.path", code, params


def _form_faults(data: Mapping[str, Any], own: Path | None) -> Iterator[Placed]:
    """Signatures and forms to file that name no form. ``own`` is the folder of the workplace's own forms."""
    named = [
        (f"signatures[{at}].form", one.get("form"))
        for at, one in enumerate(_listed(data.get("signatures")))
        if isinstance(one, dict)
    ]
    archive = data.get("archive")
    sent = archive.get("file_sent") if isinstance(archive, dict) else None
    named += [(f"archive.file_sent[{at}]", one) for at, one in enumerate(_listed(sent))]
    trust = data.get("trust")
    sealers = _listed(trust.get("sealers")) if isinstance(trust, dict) else []
    named += [
        (f"trust.sealers[{at}].forms[{of}]", form)
        for at, one in enumerate(sealers)
        if isinstance(one, dict)
        for of, form in enumerate(_listed(one.get("forms")))
    ]
    if not named:
        return
    folders = [folder for one in (own, shipped.forms()) if one for folder in (one, one / "letters")]
    known = sorted({id for folder in folders for id in _form_ids(folder)})
    for where, form in named:
        if isinstance(form, str) and is_identifier(form) and form not in known:
            yield where, "SETTINGS_FORM_UNKNOWN", {"forms": ", ".join(known)}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _form_ids(folder: Path) -> set[str]:
    """A definition that cannot be read counts as the form of its file's name: its own faults are told elsewhere."""
    found: set[str] = set()
    for path in folder.glob("*.toml"):
        try:
            id = tomllib.loads(path.read_bytes().decode("utf-8-sig")).get("id")
        except (OSError, ValueError, RecursionError):
            id = None
        found.add(id if isinstance(id, str) and is_identifier(id) else path.stem)
    return found


def _series_faults(text: Stated) -> Iterator[Placed]:
    """The folders that stand beside each other in the archive."""
    names: dict[str, str] = {}
    for where in (*(f"archive.series.{series.value}" for series in Series), "archive.restricted"):
        name = text(where)
        if not name:
            continue
        if code := name_fault(name):
            yield where, code, {}
        if name.casefold() in names:
            yield where, "SETTINGS_FOLDERS_SAME", {"other": names[name.casefold()]}
        names.setdefault(name.casefold(), where)


def _folder_faults(text: Stated) -> Iterator[Placed]:
    good: dict[str, str] = {}
    for name in Folders.__dataclass_fields__:
        where = f"folders.{name}"
        folder = text(where)
        if not folder:
            continue
        if code := path_fault(folder):
            yield where, code, {}
        else:
            good[where] = folder
    for where, code, other in folder_clashes(good):
        yield where, code, {"other": other}


def _file_faults(text: Stated, where: str, suffixes: Sequence[str]) -> Iterator[Placed]:
    file = text(where)
    if not file:
        return
    if code := path_fault(file):
        yield where, code, {}
        return
    if not file.lower().endswith(tuple(suffixes)):
        yield where, "SETTINGS_SUFFIX", {"suffixes": ", ".join(suffixes)}
    for name in FILED_IN:
        folder = text(f"folders.{name}")
        if folder and is_within(file, folder):
            yield where, "SETTINGS_FILE_IN_FOLDER", {"other": f"folders.{name}"}


def sense_faults(table: SettingsTable) -> Iterator[tuple[str, str]]:
    """What each key allows and two keys together do not."""
    rules = table.rules
    if rules.plan_lead_days >= 7 * rules.plan_weeks:
        yield "rules.plan_lead_days", "SETTINGS_LEAD_TOO_LONG"
    if rules.evaluation_min_days > rules.evaluation_max_days:
        yield "rules.evaluation_min_days", "SETTINGS_MIN_ABOVE_MAX"
    if table.followup.moteplassen_least_weeks > table.followup.moteplassen_weeks:
        yield "followup.moteplassen_least_weeks", "SETTINGS_MOTEPLASSEN_ABOVE_MAX"
    roles: set[str] = set()
    for at, contact in enumerate(table.contacts):
        if contact.role in roles:
            yield f"contacts[{at}].role", "SETTINGS_TWICE"
        roles.add(contact.role)
    sealers: set[str] = set()
    for at, sealer in enumerate(table.trust.sealers):
        if sealer.name in sealers:
            yield f"trust.sealers[{at}].name", "SETTINGS_TWICE"
        sealers.add(sealer.name)
    policies: set[tuple[str, str]] = set()
    for at, policy in enumerate(table.signatures):
        if (policy.form, policy.role) in policies:
            yield f"signatures[{at}]", "SETTINGS_TWICE"
        policies.add((policy.form, policy.role))
