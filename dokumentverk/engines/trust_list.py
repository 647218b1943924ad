"""A trust list of the EU/EEA (ETSI TS 119 612) as plain data, with lxml.

Of each service that issues qualified certificates or time stamps the certificates are taken, with the time from which
and until which it had its standing: the history tells that of services that ended, so that what was signed then is
believed still. The states that count are those of Regulation (EU) 910/2014 (``granted``) and, for the time before it,
``undersupervision``, ``accredited`` and their like (TS 119 612, 5.5.4 and annex D.5).

The list's own signature is not validated here: whom that is believed by is told by the list of lists, which comes over
the network. The file is as good as the way it was fetched.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from lxml import etree

from dokumentverk.model.trust import ListedService, TrustList

_NS = "{http://uri.etsi.org/02231/v2#}"
_TYPE = "http://uri.etsi.org/TrstSvc/Svctype/"
_KINDS = ("CA/QC", "TSA/QTST", "TSA", "TSA/TSS-QC", "TSA/TSS-AdESQCandQES")
_STANDING = frozenset(
    {
        "granted",
        "recognisedatnationallevel",
        "undersupervision",
        "supervisionincessation",
        "accredited",
        "setbynationallaw",
    }
)
_MOST = 30_000_000
"""Bytes. The largest national lists have three million."""


class NotATrustList(Exception):
    """The file is no XML, or no list of this kind."""


def read_trust_list(content: bytes, stored: datetime) -> TrustList:
    """``stored`` is when it was taken in. Raises NotATrustList."""
    if len(content) > _MOST:
        raise NotATrustList
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NotATrustList from None
    if root.tag != f"{_NS}TrustServiceStatusList" or root.getroottree().docinfo.internalDTD is not None:
        raise NotATrustList
    try:
        return _list(root, stored)
    except (ValueError, TypeError, binascii.Error):
        raise NotATrustList from None


def _list(root: etree._Element, stored: datetime) -> TrustList:
    scheme = root.find(f"{_NS}SchemeInformation")
    if scheme is None:
        raise NotATrustList
    told_next = _text(scheme, f"{_NS}NextUpdate/{_NS}dateTime")
    return TrustList(
        territory=_text(scheme, f"{_NS}SchemeTerritory")[:10],
        sequence=int(_text(scheme, f"{_NS}TSLSequenceNumber") or 0),
        issued=_moment(_text(scheme, f"{_NS}ListIssueDateTime")),
        next_update=_moment(told_next) if told_next else None,
        stored=stored,
        services=tuple(_services(root)),
    )


def _services(root: etree._Element) -> Iterator[ListedService]:
    territory = _text(root, f"{_NS}SchemeInformation/{_NS}SchemeTerritory")[:10]
    for provider in root.iter(f"{_NS}TrustServiceProvider"):
        called = _name(provider, f"{_NS}TSPInformation/{_NS}TSPName")
        for service in provider.iter(f"{_NS}TSPService"):
            current = service.find(f"{_NS}ServiceInformation")
            if current is None:
                continue
            kind = _text(current, f"{_NS}ServiceTypeIdentifier").removeprefix(_TYPE)
            if kind not in _KINDS:
                continue
            certificates = _certificates(current)
            past = service.findall(f"{_NS}ServiceHistory/{_NS}ServiceHistoryInstance")
            for granted, ended in _spans([current, *past]):
                for certificate in certificates:
                    name = _name(current, f"{_NS}ServiceName")
                    yield ListedService(certificate, name, called, territory, kind, granted, ended)


def _spans(states: list[etree._Element]) -> Iterator[tuple[datetime, datetime | None]]:
    """From when until when the service had its standing."""
    told = sorted(
        (_moment(_text(one, f"{_NS}StatusStartingTime")), _text(one, f"{_NS}ServiceStatus").rpartition("/")[2])
        for one in states
    )
    for (since, status), (until, _) in pairwise(told):
        if status in _STANDING:
            yield since, until
    since, status = told[-1]
    if status in _STANDING:
        yield since, None


def _certificates(service: etree._Element) -> tuple[bytes, ...]:
    found = service.iterfind(f"{_NS}ServiceDigitalIdentity/{_NS}DigitalId/{_NS}X509Certificate")
    decoded = [base64.b64decode("".join((one.text or "").split()), validate=True) for one in found]
    return tuple(dict.fromkeys(decoded))


def _text(node: etree._Element, path: str) -> str:
    return " ".join((node.findtext(path) or "").split())


def _name(node: etree._Element, path: str) -> str:
    """Of names in several languages the English one, which every list has."""
    names = list(node.iterfind(f"{path}/{_NS}Name"))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    best = next((one for one in names if one.get(lang) == "en"), names[0] if names else None)
    return " ".join((best.text or "").split())[:200] if best is not None else ""


def _moment(text: str) -> datetime:
    """All times of such lists are UTC (TS 119 612, 5.1.4). Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError
    return found
