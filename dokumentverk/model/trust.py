"""Whose certificates are believed: own ones of the workplace, and those of a stored trust list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dokumentverk.model.workplace import TrustSettings


@dataclass(frozen=True, slots=True)
class Anchor:
    """A certificate that others are believed by. ``certificate`` is DER; ``name`` the file that it came from."""

    certificate: bytes
    name: str


@dataclass(frozen=True, slots=True)
class ListedService:
    """A service of a trust list (ETSI TS 119 612): the certificate (DER) that it issues with.

    ``kind`` is the last part of the list's service type (``CA/QC``, ``TSA/QTST`` …). It was granted from ``granted``
    until ``ended`` (None: still is).
    """

    certificate: bytes
    name: str
    provider: str
    territory: str
    kind: str
    granted: datetime
    ended: datetime | None = None


class ListSigned(StrEnum):
    """What is known of a list's own signature. One that does not hold is no list."""

    BY_OPERATOR = "operator"
    """By a certificate that the list of lists names, or that the workplace named."""
    BY_SOMEBODY = "somebody"
    """As it was signed, by whoever has the key of the certificate that it brings."""
    NOT = "not"


@dataclass(frozen=True, slots=True)
class TrustList:
    """One stored list. ``issued`` and ``next_update`` are what it states itself, ``stored`` when it was taken in.
    ``signer`` and ``fingerprint`` (SHA-256 in hex) are of the certificate that it is signed with; ``operators`` the
    certificates (DER) that sign the lists that it points to, each with its territory."""

    territory: str
    sequence: int
    issued: datetime
    next_update: datetime | None
    stored: datetime
    services: tuple[ListedService, ...] = ()
    signed: ListSigned = ListSigned.NOT
    signer: str = ""
    fingerprint: str = ""
    operators: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Trust:
    """All that a check of signatures is given. With nothing in it no signature is trusted."""

    anchors: tuple[Anchor, ...] = ()
    lists: tuple[TrustList, ...] = ()
    settings: TrustSettings = field(default_factory=TrustSettings)

    def is_outdated(self, told: TrustList, now: datetime) -> bool:
        """Its own next update has passed, or it is older than the workplace lets lists be."""
        passed = told.next_update is not None and told.next_update < now
        return passed or now - told.issued > timedelta(days=self.settings.list_max_age_days)


NO_TRUST = Trust()
