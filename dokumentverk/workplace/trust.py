"""Whom a workplace believes: the certificates in its folder, and the trust lists that were stored.

A list lies as it came, under its territory and the moment when it was taken in (``NO 2026-11-22T070000Z.xml``), in an
owner-only folder: the newest counts, the one before it is kept for the day when the newest turns out to be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dokumentverk.durable import create_file, make_folder
from dokumentverk.engines.certificates import Certificate, certificates_in
from dokumentverk.engines.trust_list import NotATrustList, read_trust_list
from dokumentverk.errors import ConfigurationError, UsageFault
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.trust import Anchor, Trust, TrustList
from dokumentverk.model.written import show_date
from dokumentverk.workplace.folders import Workplace

SUFFIXES = (".pem", ".cer", ".crt", ".der")
_KEPT = 2
_NAME = re.compile(r"([A-Z]{2}) (\d{4}-\d\d-\d\dT\d{6}Z)\.xml")
_STAMP = "%Y-%m-%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Believed:
    """``own`` are the certificates of the folder, with the files that they came from. ``findings`` tell of files that
    could not be used."""

    trust: Trust
    own: tuple[tuple[str, Certificate], ...] = ()
    findings: tuple[Finding, ...] = ()


def load_trust(workplace: Workplace) -> Believed:
    """A stored list that cannot be read is told of and left aside."""
    own: list[tuple[str, Certificate]] = []
    told: list[Finding] = []
    for path in _files(workplace.trust):
        found = certificates_in(path.read_bytes())
        own += [(path.name, one) for one in found]
        if not found:
            told.append(finding("TRUST_FILE_UNREADABLE", file=path.name))
    lists: list[TrustList] = []
    for path in _newest(workplace.trust_lists):
        try:
            lists.append(read_trust_list(path.read_bytes(), _stored(path)))
        except NotATrustList:
            told.append(finding("TRUST_FILE_UNREADABLE", file=path.name))
    anchors = tuple(Anchor(one.content, name) for name, one in own)
    return Believed(Trust(anchors, tuple(lists), workplace.settings.trust), tuple(own), tuple(told))


def store_list(workplace: Workplace, path: Path, now: datetime) -> TrustList:
    """Keep the list at ``path`` from now on. Raises UsageFault: not there, no trust list, one without any service, or
    an older one than what is stored; ConfigurationError when it cannot be kept."""
    try:
        content = path.read_bytes()
    except OSError:
        raise UsageFault("TRUST_LIST_NOT_READ", file=path.name) from None
    stored = now.astimezone(UTC).replace(microsecond=0)
    try:
        told = read_trust_list(content, stored)
    except NotATrustList:
        raise UsageFault("TRUST_LIST_NOT_ONE", file=path.name) from None
    if not re.fullmatch(r"[A-Z]{2}", told.territory) or not told.services:
        raise UsageFault("TRUST_LIST_EMPTY", file=path.name)
    for one in load_trust(workplace).trust.lists:
        if one.territory == told.territory and (one.sequence, one.issued) > (told.sequence, told.issued):
            raise UsageFault("TRUST_LIST_OLDER", file=path.name, date=show_date(one.issued.date()))
    try:
        make_folder(workplace.trust_lists)
        target = workplace.trust_lists / f"{told.territory} {stored.strftime(_STAMP)}.xml"
        target.unlink(missing_ok=True)
        create_file(target, content)
        for old in sorted(workplace.trust_lists.glob(f"{told.territory} *.xml"))[:-_KEPT]:
            old.unlink()
    except OSError:
        raise ConfigurationError("TRUST_LIST_NOT_KEPT") from None
    return told


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES and one.is_file())


def _newest(folder: Path) -> Iterator[Path]:
    """The newest list of each territory."""
    newest: dict[str, Path] = {}
    for path in sorted(folder.glob("*.xml")) if folder.is_dir() else ():
        if found := _NAME.fullmatch(path.name):
            newest[found[1]] = path
    yield from newest.values()


def _stored(path: Path) -> datetime:
    found = _NAME.fullmatch(path.name)
    assert found is not None
    return datetime.strptime(found[2], _STAMP).replace(tzinfo=UTC)
