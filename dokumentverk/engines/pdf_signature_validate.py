"""The digital signatures of a PDF, validated: stricter than the summary of pyHanko, whose parts it uses.

A signature is valid here only when everything is known and well: the dictionary is whole and leads from the form's own
list of fields, its range leaves out nothing but itself, the digest and the signature over it are right, the certificate
is trusted at the moment that counts, and nothing came after it but what the form's definition leaves open. Whatever a
library raises on the way makes it «not validated».

The moment that counts is that of a trusted time stamp in the signature or over the document, else that of the check: a
signer's own clock proves nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from dokumentverk.engines.pdf_signature import SigningPlan
from dokumentverk.engines.pdf_signature_changes import Change, Compared, compare
from dokumentverk.engines.pdf_signature_dictionaries import dictionaries_of
from dokumentverk.engines.pdf_signature_policy import policy
from dokumentverk.engines.pdf_signature_range import Dictionary, end_of, hollow, range_fault, unaccounted
from dokumentverk.engines.pdf_signature_trust import (
    UNTRUSTED,
    Asked,
    Brought,
    anchor_of,
    brought_by,
    brought_in,
    certified,
    context_of,
    trust_in,
)
from dokumentverk.model.signature import (
    After,
    Coverage,
    Fault,
    Purpose,
    Revocation,
    Trusted,
    ValidatedSignature,
)
from dokumentverk.model.trust import Trust
from dokumentverk.model.written import show_date

_T = TypeVar("_T")

NOT_VALIDATED = Fault("SIGNATURE_NOT_VALIDATED")

_ASKED = (Asked.ALL, Asked.SIGNER, Asked.AUTHORITIES)

_NAMED = 60
"""Fields or pages that a finding names at most."""

_MOST = 40
"""Signatures looked at in one file. Each costs a comparison of two revisions."""


def validated(path: str, plan: SigningPlan, trust: Trust, at: datetime) -> tuple[ValidatedSignature, ...]:
    """As ``pdf_signature.validate_signatures`` says."""
    content = Path(path).read_bytes()
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            found = dictionaries_of(pdf)
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return (ValidatedSignature(None, "", faults=(NOT_VALIDATED,)),) if b"/ByteRange" in content else ()
    if not found:
        return ()
    if len(found) > _MOST:
        return tuple(ValidatedSignature(None, one.name, faults=(NOT_VALIDATED,)) for one in found)
    return _File(content, plan, trust, at, found).validated()


@dataclass(slots=True)
class _Opened:
    """One signature on its way: what stands there, and what pyHanko makes of it."""

    dictionary: Dictionary
    embedded: EmbeddedPdfSignature
    end: int


class _File:
    def __init__(
        self, content: bytes, plan: SigningPlan, trust: Trust, at: datetime, found: Sequence[Dictionary]
    ) -> None:
        self.content = content
        self.plan = plan
        self.trust = trust
        self.at = at
        self.found = found
        self.brought = Brought()
        self.revisions = 0

    def validated(self) -> tuple[ValidatedSignature, ...]:
        refused: list[ValidatedSignature] = []
        opened: list[_Opened] = []
        fields = self._embedded()
        names = Counter(one.name for one in self.found)
        for one in self.found:
            plain = ValidatedSignature(None, one.name, _purpose(one))
            if missing := hollow(one):
                refused.append(replace(plain, faults=(Fault("SIGNATURE_HOLLOW", (("key", missing),)),)))
            elif code := range_fault(self.content, one):
                refused.append(replace(plain, coverage=Coverage.PARTIAL, faults=(Fault(code),)))
            elif unaccounted(self.content, end_of(one)):
                refused.append(replace(plain, faults=(Fault("SIGNATURE_BYTES_AFTER"),)))
            elif names[one.name] > 1 or (embedded := _tried(fields.get(one.name))) is None or not _is(embedded, one):
                refused.append(replace(plain, faults=(NOT_VALIDATED,)))
            else:
                opened.append(_Opened(one, embedded, end_of(one)))
        opened.sort(key=lambda one: one.end)
        return (*self._in_order(opened), *refused)

    def _embedded(self) -> dict[str, Callable[[], EmbeddedPdfSignature]]:
        """By the field's name; nothing when pyHanko cannot read the file."""
        try:
            reader = PdfFileReader(BytesIO(self.content), strict=False)
            self.revisions = reader.xrefs.total_revisions
            self.brought = brought_by(reader)
            return {
                name: lambda name=name, field=field: EmbeddedPdfSignature(reader, field, name)  # type: ignore[misc]
                for name, _, field in enumerate_sig_fields(reader, filled_status=True)
            }
        except Exception:
            return {}

    def _in_order(self, opened: Sequence[_Opened]) -> list[ValidatedSignature]:
        """From the last to the first: time stamps over the document carry the earlier signatures back in time."""
        moment = self.at
        told: list[ValidatedSignature] = []
        for index in range(len(opened) - 1, -1, -1):
            one = opened[index]
            signed = [each.dictionary.name for each in opened[: index + 1] if not _is_stamp(each.dictionary)]
            try:
                result = self._one(one, moment, signed)
            except Exception:
                result = ValidatedSignature(
                    None, one.dictionary.name, _purpose(one.dictionary), faults=(NOT_VALIDATED,)
                )
            if result.purpose is Purpose.TIME_STAMP and result.is_valid and result.stamped is not None:
                moment = min(moment, result.stamped)
            told.insert(0, result)
        return told

    def _one(self, one: _Opened, moment: datetime, signed: Sequence[str]) -> ValidatedSignature:
        embedded = one.embedded
        stamp = _is_stamp(one.dictionary)
        brought = self.brought + brought_in(embedded.signed_data)
        result = self._stamp(one, moment, brought) if stamp else self._signature(one, moment, brought)
        if result.faults == (NOT_VALIDATED,):
            return result
        return self._after(self._covered(result, one), one, signed)

    def _signature(self, one: _Opened, moment: datetime, brought: Brought) -> ValidatedSignature:
        embedded = one.embedded
        stamped = self._stamped(embedded, moment, brought)
        counts = stamped or moment
        status = self._status(embedded, counts, brought)
        result = self._told(one, status, counts)
        if result.trust is Trusted.TRUSTED and (brought.crls or brought.ocsps):
            told = [self._status(embedded, counts, brought, asked) for asked in _ASKED]
            withdrawn = next((each for each in told if each.revocation_details is not None), None)
            if withdrawn is not None:
                result = self._told(one, withdrawn, counts)
            elif told[0].trusted:
                result = replace(result, revocation=Revocation.GOOD)
        return replace(result, stamped=stamped)

    def _status(
        self, embedded: EmbeddedPdfSignature, moment: datetime, brought: Brought, asked: Asked = Asked.NOBODY
    ) -> PdfSignatureStatus:
        return _run(
            async_validate_pdf_signature(
                embedded,
                context_of(self.trust, brought, moment, asked),
                context_of(self.trust, brought, moment, stamps=True),
                key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}),
                skip_diff=True,
            )
        )

    def _stamped(self, embedded: EmbeddedPdfSignature, moment: datetime, brought: Brought) -> datetime | None:
        """The time of a time stamp in the signature, when that one is trusted."""
        stamp = self._status(embedded, moment, brought).timestamp_validity
        if stamp is None or not (stamp.trusted and stamp.timestamp <= moment):
            return None
        found: datetime = stamp.timestamp
        return found

    def _stamp(self, one: _Opened, moment: datetime, brought: Brought) -> ValidatedSignature:
        """A time stamp over the document. pyHanko asks nothing of a time stamper's key usage but the purpose."""
        context = context_of(self.trust, brought, moment, stamps=True)
        status = _run(async_validate_pdf_timestamp(one.embedded, context, skip_diff=True))
        sound = status.intact and status.valid
        trust = Trusted.TRUSTED if sound and status.trusted else Trusted.NOT_CHECKED
        return ValidatedSignature(
            None,
            one.dictionary.name,
            Purpose.TIME_STAMP,
            signer=certified(status.signing_cert.subject),
            issuer=certified(status.signing_cert.issuer),
            certificate=status.signing_cert.sha256.hex(),
            algorithm=str(status.md_algorithm),
            stamped=status.timestamp,
            intact=bool(sound),
            trust=trust,
            anchor=anchor_of(status, self.trust),
            faults=() if sound else (Fault("SIGNATURE_ALTERED"),),
        )

    def _told(self, one: _Opened, status: PdfSignatureStatus, moment: datetime) -> ValidatedSignature:
        certificate = status.signing_cert
        sound = bool(status.intact and status.valid)
        trust = trust_in(status, moment)
        faults = () if sound else (Fault("SIGNATURE_ALTERED"),)
        if sound and trust is not Trusted.TRUSTED:
            faults = (Fault(UNTRUSTED[trust], _params(trust, status)),)
        return ValidatedSignature(
            None,
            one.dictionary.name,
            _purpose(one.dictionary),
            signer=certified(certificate.subject),
            issuer=certified(certificate.issuer),
            certificate=certificate.sha256.hex(),
            algorithm=f"{status.pkcs7_signature_mechanism} {status.md_algorithm}",
            claimed=_aware(one.embedded.self_reported_timestamp),
            intact=sound,
            trust=trust,
            anchor=anchor_of(status, self.trust) if trust is Trusted.TRUSTED else "",
            revocation=Revocation.REVOKED if trust is Trusted.REVOKED else Revocation.NOT_KNOWN,
            faults=faults,
        )

    def _covered(self, result: ValidatedSignature, one: _Opened) -> ValidatedSignature:
        """What pyHanko makes of the coverage."""
        revision = one.embedded.signed_revision + 1
        result = replace(result, revision=revision, revisions=self.revisions)
        seen: Any = one.embedded.coverage
        match seen:
            case SignatureCoverageLevel.ENTIRE_FILE:
                coverage = Coverage.WHOLE_FILE
            case SignatureCoverageLevel.ENTIRE_REVISION:
                coverage = Coverage.REVISION
            case _:
                faults = (*result.faults, Fault("SIGNATURE_RANGE_WRONG"))
                return replace(result, coverage=Coverage.PARTIAL, faults=faults)
        return replace(result, coverage=coverage)

    def _after(self, result: ValidatedSignature, one: _Opened, signed: Sequence[str]) -> ValidatedSignature:
        """What came after it. Our own comparison decides; where pyHanko sees more in it, nothing is known."""
        if result.coverage is Coverage.WHOLE_FILE or not self.content[one.end :].strip(b"\0\t\n\f\r "):
            return replace(result, after=After.NOTHING)
        if result.coverage is not Coverage.REVISION:
            return result
        compared = compare(self.content[: one.end], self.content, self.plan.allowed_after(signed))
        if compared.changes:
            faults = (*result.faults, *_faults_of(compared))
            names = tuple(dict.fromkeys(one.name for one in compared.changes))
            return replace(result, after=After.NOT_ALLOWED, changed=names, faults=faults)
        if self._is_suspicious(one.embedded):
            faults = (*result.faults, Fault("SIGNATURE_CHANGE_UNCLEAR"))
            return replace(result, after=After.NOT_KNOWN, changed=compared.filled, faults=faults)
        return replace(result, after=After.ALLOWED, changed=compared.filled)

    def _is_suspicious(self, embedded: EmbeddedPdfSignature) -> bool:
        embedded.compute_integrity_info(policy())
        found: Any = embedded.diff_result
        if not isinstance(found, DiffResult) or found.modification_level is ModificationLevel.OTHER:
            return True
        permitted = embedded.docmdp_level
        return permitted is not None and found.modification_level.value > permitted.value


def _params(trust: Trusted, status: PdfSignatureStatus) -> tuple[tuple[str, str], ...]:
    """What the sentence needs; names of persons stay out of findings."""
    certificate = status.signing_cert
    match trust:
        case Trusted.EXPIRED:
            return (("date", show_date(certificate.not_valid_after.date())),)
        case Trusted.NOT_YET_VALID:
            return (("date", show_date(certificate.not_valid_before.date())),)
        case Trusted.REVOKED if status.revocation_details is not None:
            return (("date", show_date(status.revocation_details.revocation_date.date())),)
        case Trusted.ISSUER_UNKNOWN:
            return (("issuer", certified(certificate.issuer).shown[:80]),)
        case _:
            return ()


def _faults_of(compared: Compared) -> list[Fault]:
    """One fault for each kind of change, with what it was done to."""
    names: dict[Change, list[str]] = {}
    for one in compared.changes:
        names.setdefault(one.kind, []).append(one.name)
    listed = {kind: ", ".join(list(dict.fromkeys(told))[:_NAMED]) for kind, told in names.items()}
    return [Fault(kind.value, (("what", what),)) for kind, what in listed.items()]


def _is_stamp(found: Dictionary) -> bool:
    return found.sub_filter == "ETSI.RFC3161"


def _purpose(found: Dictionary) -> Purpose:
    if _is_stamp(found):
        return Purpose.TIME_STAMP
    return Purpose.CERTIFICATION if found.certifies else Purpose.APPROVAL


def _aware(moment: datetime | None) -> datetime | None:
    """A signer's clock without a zone is taken for nothing: it would be shown as another time."""
    return moment if moment is not None and moment.tzinfo is not None else None


def _tried(make: Callable[[], EmbeddedPdfSignature] | None) -> EmbeddedPdfSignature | None:
    if make is None:
        return None
    try:
        return make()
    except Exception:
        return None


def _is(embedded: EmbeddedPdfSignature, found: Dictionary) -> bool:
    """Whether both libraries speak of the same dictionary: what is checked of one must hold of the other."""
    numbers = tuple(int(one) for one in embedded.byte_range)
    return embedded.pkcs7_content == found.contents and numbers == found.byte_range


def _run(task: Coroutine[Any, Any, _T]) -> _T:
    return asyncio.run(task)
