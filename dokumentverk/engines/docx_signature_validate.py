"""One DOCX, all its signatures: structure, cryptography, coverage and trust put together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dokumentverk.engines.docx_guard import open_package
from dokumentverk.engines.docx_signature import PackageSignature
from dokumentverk.engines.docx_signature_certificate import Judged, is_the_stated, judge
from dokumentverk.engines.docx_signature_core import DS, WRAPPED, XADES, Core, not_validated, verify_core
from dokumentverk.engines.docx_signature_coverage import shortfalls
from dokumentverk.engines.docx_signature_manifest import Covered, covered_by, manifests
from dokumentverk.engines.docx_signature_package import CERTIFICATE, Package, package_of
from dokumentverk.engines.pdf_read_form import Refused
from dokumentverk.model.signature import After, Coverage, Fault, ValidatedSignature
from dokumentverk.model.trust import Trust

_OFFICE = "{http://schemas.microsoft.com/office/2006/digsig}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/digital-signature}"
_MAX_SIGNATURES = 20


def validated(content: bytes, trust: Trust, moment: datetime) -> tuple[PackageSignature, ...]:
    """As ``docx_signature.read_signatures`` says."""
    parts = open_package(content)
    if isinstance(parts, Refused):
        return ()
    package = package_of(content, parts)
    names = package.signatures()
    found = [_signature(package, name, trust, moment) for name in names[:_MAX_SIGNATURES]]
    if len(names) > _MAX_SIGNATURES:
        found.append(_failed("", not_validated("many")))
    return (*found, *(_failed(name, Fault("DOCX_SIGNATURE_STRAY")) for name in package.strays()[:_MAX_SIGNATURES]))


def _failed(name: str, fault: Fault) -> PackageSignature:
    return PackageSignature(ValidatedSignature(None, name, faults=(fault,)))


def _signature(package: Package, name: str, trust: Trust, moment: datetime) -> PackageSignature:
    beside = [package.parts.get(tie.part or "", b"") for tie in package.of(name, CERTIFICATE)]
    core = verify_core(package.parts[name], beside)
    if isinstance(core, Fault):
        return _failed(name, core)
    named = list(manifests(core.signed))
    covered = covered_by(named[0], package) if len(named) == 1 else Covered(odd="manifest")
    judged = judge(core, trust, moment)
    faults = [*_structural(package, len(named), covered), *shortfalls(package, covered)]
    if not is_the_stated(core):
        faults.append(Fault("DOCX_SIGNATURE_CERTIFICATE_SWAPPED"))
    weak = sorted({core.method, *core.digests, *covered.digests} - set(trust.settings.digests))
    if weak or judged.short_key:
        said = [*(one.upper().replace("SHA", "SHA-", 1) for one in weak), *filter(None, [judged.short_key])]
        faults.append(Fault("DOCX_SIGNATURE_WEAK", (("algorithm", ", ".join(said)),)))
    if trusting := judged.fault:
        faults.append(trusting)
    return PackageSignature(_told(name, core, covered, judged, tuple(faults)), _line(core.signed))


def _structural(package: Package, count: int, covered: Covered) -> list[Fault]:
    found = []
    if package.odd:
        found.append(Fault("DOCX_SIGNATURE_PACKAGE_DAMAGED"))
    if count > 1:
        found.append(WRAPPED)
    elif covered.odd:
        found.append(not_validated(covered.odd))
    return found


_NOT_COVERED = frozenset(
    {"DOCX_SIGNATURE_SECOND_DOCUMENT", "DOCX_SIGNATURE_RELATION_UNSIGNED", "DOCX_SIGNATURE_PART_UNSIGNED"}
)


def _told(name: str, core: Core, covered: Covered, judged: Judged, faults: tuple[Fault, ...]) -> ValidatedSignature:
    changed = tuple(sorted({*covered.changed, *covered.gone, *covered.retied, *covered.retyped}))
    whole = not covered.odd and not any(one.code in _NOT_COVERED for one in faults)
    return ValidatedSignature(
        field=None,
        name=name,
        signer=judged.signer,
        issuer=judged.issuer,
        certificate=judged.fingerprint,
        algorithm=f"{judged.key} {core.method}",
        claimed=_claimed(core.signed),
        intact=not changed and not covered.odd,
        trust=judged.trust,
        anchor=judged.anchor,
        revocation=judged.revocation,
        coverage=Coverage.WHOLE_FILE if whole else Coverage.PARTIAL,
        after=After.NOT_ALLOWED if changed else After.NOTHING if whole else After.NOT_KNOWN,
        changed=changed,
        faults=faults,
    )


def _claimed(signed: tuple[Any, ...]) -> datetime | None:
    """The signer's own clock: of XAdES, else of the package's signature time."""
    texts = [node.text for root in signed for space in XADES for node in root.iter(f"{space}SigningTime")]
    for root in signed:
        if root.tag == f"{DS}Object":
            texts += [node.text for node in root.iterfind(f".//{_PACKAGE}SignatureTime/{_PACKAGE}Value")]
    for text in texts:
        try:
            time = datetime.fromisoformat((text or "").strip())
        except ValueError:
            continue
        return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
    return None


def _line(signed: tuple[Any, ...]) -> str | None:
    """``SetupID`` of Office's own details ([MS-OFFCRYPTO] 2.5.2.5)."""
    for root in signed:
        if root.tag == f"{DS}Object":
            for node in root.iterfind(f".//{_OFFICE}SignatureInfoV1/{_OFFICE}SetupID"):
                return (node.text or "").strip().upper() or None
    return None
