"""A trust list of the EU/EEA (ETSI TS 119 612) as plain data, with lxml.

Of each service that issues qualified certificates or time stamps the certificates are taken, with the time from which
and until which it had its standing: the history tells that of services that ended, so that what was signed then is
believed still. The states that count are those of Regulation (EU) 910/2014 (``granted``) and, for the time before it,
``undersupervision``, ``accredited`` and their like (TS 119 612, 5.5.4 and annex D.5).

Who may sign a list is told by the EU's list of lists, which is a list of this kind without services: it points to the
others, with the certificates that sign each. Where nothing says so, the file is as good as the way it was fetched.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TypeAlias

from lxml import etree

from dokumentverk.engines.certificates import certificates_in
from dokumentverk.model.trust import ListedService, ListSigned, TrustList

Operators: TypeAlias = Callable[[str], Sequence[bytes]]
"""Of a territory the certificates (DER) of those who may sign its list."""

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


class ListAltered(Exception):
    """The list has a signature that does not hold, or one that is not over the whole list."""


def read_trust_list(content: bytes, stored: datetime, operators: Operators = lambda _: ()) -> TrustList:
    """``stored`` is when it was taken in, ``operators`` who may sign the list of a territory. Raises NotATrustList, and
    ListAltered for one that was changed after it was signed."""
    from dokumentverk.engines.trust_list_signature import signed_list

    if len(content) > _MOST:
        raise NotATrustList
    root = _root(content)
    try:
        known = operators(_territory(root))
        signed = signed_list(root, known)
        if signed is None:
            return _list(root, stored, ListSigned.NOT, b"")
        state = ListSigned.BY_OPERATOR if signed.certificate in known else ListSigned.BY_SOMEBODY
        return _list(_root(signed.content), stored, state, signed.certificate)
    except (ValueError, TypeError, binascii.Error):
        raise NotATrustList from None


def _root(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NotATrustList from None
    if root.tag != f"{_NS}TrustServiceStatusList" or root.getroottree().docinfo.internalDTD is not None:
        raise NotATrustList
    return root


def _territory(root: etree._Element) -> str:
    return _text(root, f"{_NS}SchemeInformation/{_NS}SchemeTerritory")[:10]


def _list(root: etree._Element, stored: datetime, state: ListSigned, signer: bytes) -> TrustList:
    scheme = root.find(f"{_NS}SchemeInformation")
    if scheme is None:
        raise NotATrustList
    found = next(iter(certificates_in(signer)), None)
    told_next = _text(scheme, f"{_NS}NextUpdate/{_NS}dateTime")
    return TrustList(
        territory=_territory(root),
        sequence=int(_text(scheme, f"{_NS}TSLSequenceNumber") or 0),
        issued=_moment(_text(scheme, f"{_NS}ListIssueDateTime")),
        next_update=_moment(told_next) if told_next else None,
        stored=stored,
        services=tuple(_services(root)),
        signed=state,
        signer=found.subject.shown if found else "",
        fingerprint=found.fingerprint if found else "",
        operators=tuple(_pointers(scheme)),
    )


def _pointers(scheme: etree._Element) -> Iterator[tuple[str, bytes]]:
    """(territory, certificate) of those who sign the lists that this one points to."""
    for pointer in scheme.iterfind(f"{_NS}PointersToOtherTSL/{_NS}OtherTSLPointer"):
        told = pointer.findtext(f"{_NS}AdditionalInformation/{_NS}OtherInformation/{_NS}SchemeTerritory")
        territory = "".join((told or "").split())[:10]
        identities = f"{_NS}ServiceDigitalIdentities/{_NS}ServiceDigitalIdentity/{_NS}DigitalId/{_NS}X509Certificate"
        for one in pointer.iterfind(identities):
            yield territory, base64.b64decode("".join((one.text or "").split()), validate=True)


def _services(root: etree._Element) -> Iterator[ListedService]:
    territory = _territory(root)
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
