"""Whom a workplace believes: the certificates in its folder, and the trust lists that were stored.

A list lies as it came, under its territory and the moment when it was taken in (``NO 2026-11-22T070000Z.xml``), in an
owner-only folder: the newest counts, the one before it is kept for the day when the newest turns out to be wrong.
Its own signature is checked whenever it is read, by whom the EU's list of lists names where that one is stored too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dokumentverk.durable import create_file, make_folder
from dokumentverk.engines.certificates import Certificate, certificates_in
from dokumentverk.engines.trust_list import ListAltered, NotATrustList, read_trust_list
from dokumentverk.errors import ConfigurationError, UsageFault
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.trust import Anchor, ListSigned, Trust, TrustList
from dokumentverk.model.written import show_date
from dokumentverk.workplace.folders import Workplace

SUFFIXES = (".pem", ".cer", ".crt", ".der")
EUROPE = "EU"
"""The territory of the list of lists."""
OPERATORS = "listeutstedere"
"""The folder within «tillit» for certificates of those whose trust lists are believed."""
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
    operators = _operators(workplace)
    for path in _newest(workplace.trust_lists):
        try:
            one = read_trust_list(path.read_bytes(), _stored(path), operators)
        except (NotATrustList, ListAltered):
            told.append(finding("TRUST_FILE_UNREADABLE", file=path.name))
            continue
        lists.append(one)
        operators = operators.after(one)
        if one.signed is not ListSigned.BY_OPERATOR:
            told.append(finding("TRUST_LIST_NOT_CHECKED", territory=one.territory))
    anchors = tuple(Anchor(one.content, name) for name, one in own)
    return Believed(Trust(anchors, tuple(lists), workplace.settings.trust), tuple(own), tuple(told))


def store_list(workplace: Workplace, path: Path, now: datetime) -> TrustList:
    """Keep the list at ``path`` from now on. Raises UsageFault: not there, no trust list, one that was changed after it
    was signed, one without any service, or an older one than what is stored; ConfigurationError when it cannot be
    kept."""
    try:
        content = path.read_bytes()
    except OSError:
        raise UsageFault("TRUST_LIST_NOT_READ", file=path.name) from None
    stored = now.astimezone(UTC).replace(microsecond=0)
    known = load_trust(workplace).trust.lists
    operators = _operators(workplace)
    for one in known:
        operators = operators.after(one)
    try:
        told = read_trust_list(content, stored, operators)
    except NotATrustList:
        raise UsageFault("TRUST_LIST_NOT_ONE", file=path.name) from None
    except ListAltered:
        raise UsageFault("TRUST_LIST_ALTERED", file=path.name) from None
    if not re.fullmatch(r"[A-Z]{2}", told.territory) or not (told.services or told.operators):
        raise UsageFault("TRUST_LIST_EMPTY", file=path.name)
    for one in known:
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


@dataclass(frozen=True, slots=True)
class _Operators:
    """Who may sign lists: any list, whom the workplace ``named``; the list of lists, whom the EU's Official Journal
    names; the others, whom the list of lists points to."""

    named: tuple[bytes, ...]
    pointed: tuple[tuple[str, bytes], ...] = ()

    def __call__(self, territory: str) -> tuple[bytes, ...]:
        if territory == EUROPE:
            from dokumentverk.engines.trust_list_signature import official_operators

            return (*official_operators(), *self.named)
        return (*self.named, *(one for where, one in self.pointed if where == territory))

    def after(self, told: TrustList) -> _Operators:
        """With those whom the list of lists points to, when it is the real one."""
        real = told.territory == EUROPE and told.signed is ListSigned.BY_OPERATOR
        return replace(self, pointed=told.operators) if real else self


def _operators(workplace: Workplace) -> _Operators:
    files = _files(workplace.trust / OPERATORS)
    return _Operators(tuple(one.content for path in files for one in certificates_in(path.read_bytes())))


def _newest(folder: Path) -> Iterator[Path]:
    """The newest list of each territory, the list of lists before those that it points to."""
    newest: dict[str, Path] = {}
    for path in sorted(folder.glob("*.xml")) if folder.is_dir() else ():
        if found := _NAME.fullmatch(path.name):
            newest[found[1]] = path
    yield from sorted(newest.values(), key=lambda path: not path.name.startswith(EUROPE))


def _stored(path: Path) -> datetime:
    found = _NAME.fullmatch(path.name)
    assert found is not None
    return datetime.strptime(found[2], _STAMP).replace(tzinfo=UTC)
