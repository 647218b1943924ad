"""Trust lists as ETSI TS 119 612 has them, with made-up providers."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

SERVICE = "http://uri.etsi.org/TrstSvc/Svctype/"
STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"


@dataclass(frozen=True, slots=True)
class Listed:
    """``states`` are (status, since), the newest first."""

    certificate: bytes
    states: Sequence[tuple[str, str]] = (("granted", "2020-01-01T00:00:00Z"),)
    kind: str = "CA/QC"


def trust_list(
    *services: Listed,
    territory: str = "NO",
    sequence: int = 42,
    issued: str = "2026-10-01T00:00:00Z",
    next_update: str = "2027-03-01T00:00:00Z",
) -> bytes:
    update = f"<dateTime>{next_update}</dateTime>" if next_update else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><SchemeInformation>
<TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>{sequence}</TSLSequenceNumber>
<SchemeTerritory>{territory}</SchemeTerritory><ListIssueDateTime>{issued}</ListIssueDateTime>
<NextUpdate>{update}</NextUpdate></SchemeInformation><TrustServiceProviderList><TrustServiceProvider>
<TSPInformation><TSPName><Name xml:lang="nb">Utsteder</Name><Name xml:lang="en">Issuer AS</Name></TSPName>
</TSPInformation><TSPServices>{"".join(_service(one) for one in services)}</TSPServices></TrustServiceProvider>
</TrustServiceProviderList></TrustServiceStatusList>""".encode()


def _service(one: Listed) -> str:
    (status, since), *past = one.states
    encoded = base64.b64encode(one.certificate).decode()
    history = "".join(
        f"<ServiceHistoryInstance><ServiceTypeIdentifier>{SERVICE}{one.kind}</ServiceTypeIdentifier>"
        f"<ServiceStatus>{STATUS}{was}</ServiceStatus><StatusStartingTime>{at}</StatusStartingTime>"
        "</ServiceHistoryInstance>"
        for was, at in past
    )
    return (
        f"<TSPService><ServiceInformation><ServiceTypeIdentifier>{SERVICE}{one.kind}</ServiceTypeIdentifier>"
        f'<ServiceName><Name xml:lang="en">Qualified CA</Name></ServiceName><ServiceDigitalIdentity><DigitalId>'
        f"<X509Certificate>{encoded}</X509Certificate></DigitalId></ServiceDigitalIdentity>"
        f"<ServiceStatus>{STATUS}{status}</ServiceStatus><StatusStartingTime>{since}</StatusStartingTime>"
        f"</ServiceInformation><ServiceHistory>{history}</ServiceHistory></TSPService>"
    )
