"""The digital signatures of a return: what may change after each by the form's definition, which of our fields each
stands in, and what is wrong with them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from dokumentverk.engines.pdf_read_form import PdfForm
from dokumentverk.engines.pdf_signature import SigningPlan
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box
from dokumentverk.model.reading import Method, SignatureKind, SignatureMark, Source
from dokumentverk.model.signature import Fault, Purpose, Revocation, ValidatedSignature
from dokumentverk.model.trust import NO_TRUST, ListSigned, Trust
from dokumentverk.model.workplace import RevocationPolicy
from dokumentverk.model.written import show_date
from dokumentverk.read.acroform import OVERLAP, covered
from dokumentverk.read.known import Known
from dokumentverk.read.slots import slots_of


@dataclass(frozen=True, slots=True)
class Believing:
    """Whom to believe, and what time it is (with a time zone)."""

    at: datetime
    trust: Trust = NO_TRUST


def claims(form: PdfForm) -> bool:
    """Whether anything in the file says that it is a digital signature."""
    return any(one.claims_signature or one.signed is not None for one in form.widgets)


def plan_of(known: Known) -> SigningPlan:
    """What each signature field closes: its fields with all their parts and lines, and the free continuations, which
    may hold the rest of any of them; as the blank's own locks do. One that names no fields closes all of them."""
    called: dict[str, list[str]] = defaultdict(list)
    for alias in known.aliases:
        called[alias.name].append(alias.pdf)
    slots = slots_of(known)

    def names(wanted: Iterator[str]) -> frozenset[str]:
        return frozenset(pdf for name in wanted for pdf in called.get(name, [name]))

    locks = [
        (
            next(iter(names(iter((slot.name,))))),
            names(one.name for one in slots if not slot.leaf.locks or not one.field or one.field in slot.leaf.locks),
        )
        for slot in slots
        if slot.leaf is not None and slot.is_signature
    ]
    return SigningPlan(names(slot.name for slot in slots), tuple(locks))


@dataclass(frozen=True, slots=True)
class Judged:
    """``marks`` are those of the signature fields with what was found out of each; ``seals`` stand in none of them."""

    marks: tuple[SignatureMark, ...]
    seals: tuple[ValidatedSignature, ...] = ()
    findings: tuple[Finding, ...] = ()


def judged(
    marks: Sequence[SignatureMark],
    form: PdfForm,
    known: Known,
    validated: Sequence[ValidatedSignature],
    believing: Believing,
    digest: str,
) -> Judged:
    """``marks`` are what stands in the signature fields of ours."""
    placed = [_placed(one, form, known, marks) for one in validated]
    # Where two stand in one place, what is wrong with either counts.
    ranked = sorted(placed, key=lambda one: one.is_valid, reverse=True)
    by_field = {one.field: one for one in ranked if one.field is not None}
    names = printed_names(known)
    seals = tuple(one for one in placed if one.field is None)
    told: list[Finding] = []
    done: list[SignatureMark] = []
    for mark in marks:
        own = by_field.get(mark.field) if mark.kind is SignatureKind.DIGITAL else None
        done.append(mark if own is None else replace(mark, validated=own, by=own.signer.shown or mark.by))
    sources = {mark.field: mark.source for mark in marks}
    for one in placed:
        source = sources.get(one.field or "", Source(digest, Method.ACROFORM))
        told += told_of(one, source, believing, names)
    told += unvalidated(done)
    return Judged(tuple(done), seals, tuple(dict.fromkeys(told)))


_LINES = 80
_LENGTH = 200


def sealed(found: Judged, believing: Believing, added: Sequence[str]) -> Judged:
    """The same with the seals of services that the workplace knows. ``added`` are the texts of the pages that are not
    of the issue: what such a service adds to say who signed. Nothing may come after a seal but time stamps and what
    they are validated by."""
    stamps = {one.name for one in found.seals if one.purpose is Purpose.TIME_STAMP}
    lines = [" ".join(line.split())[:_LENGTH] for text in added for line in text.splitlines() if line.strip()]
    seals = tuple(
        _sealed(one, believing, tuple(lines[:_LINES])) if stamps.issuperset(one.changed) else one for one in found.seals
    )
    return replace(found, seals=seals)


def _sealed(one: ValidatedSignature, believing: Believing, lines: tuple[str, ...]) -> ValidatedSignature:
    if not one.is_valid or one.purpose is Purpose.TIME_STAMP:
        return one
    called = {one.signer.organisation, one.signer.common_name, one.signer.organisation_identifier} - {""}
    names = [sealer.name for sealer in believing.trust.settings.sealers if sealer.name in called]
    return replace(one, sealed_by=names[0], states=lines) if names else one


EXPLAINED_BY_SEAL = frozenset({"SIGNATURE_ELSEWHERE", "PAGES_ADDED"})
"""What a service does to every document: it signs in a place of its own and adds pages."""


def unvalidated(marks: Sequence[SignatureMark]) -> list[Finding]:
    """Digital signatures of which nothing could be found out: they do not count."""
    return [
        finding("SIGNATURE_NOT_VALIDATED", field=mark.field, source=mark.source)
        for mark in marks
        if mark.kind is SignatureKind.DIGITAL and mark.validated is None
    ]


def _placed(one: ValidatedSignature, form: PdfForm, known: Known, marks: Sequence[SignatureMark]) -> ValidatedSignature:
    """With the field of ours that it stands in, or is drawn over by readers that make a field of their own."""
    if one.purpose is Purpose.TIME_STAMP:
        return one
    called = next((alias.name for alias in known.aliases if alias.pdf == one.name), one.name)
    own = next((slot.field for slot in slots_of(known) if slot.is_signature and slot.name == called), None)
    if own is None:
        boxes = [widget.box for widget in form.widgets if widget.name == one.name and widget.box is not None]
        digital = [mark for mark in marks if mark.kind is SignatureKind.DIGITAL and mark.source.box is not None]
        own = next((mark.field for mark in digital if _is_over(mark, boxes)), None)
    return one if own is None else replace(one, field=own)


def _is_over(mark: SignatureMark, boxes: Sequence[Box]) -> bool:
    place = mark.source.box
    return place is not None and any(covered(place, box) > OVERLAP for box in boxes)


def printed_names(known: Known) -> dict[str, str]:
    """What people call the fields of a PDF: number and label, in the document's own language."""
    language = known.issue.language if known.issue is not None else Language.NB
    aliases = {alias.name: alias.pdf for alias in known.aliases}
    return {
        aliases.get(slot.name, slot.name): label
        for slot in slots_of(known)
        if slot.field and (label := known.definition.printed_label(slot.field, language)) is not None
    }


_OF_FIELDS = frozenset({"SIGNATURE_FIELD_CHANGED", "SIGNATURE_OVERLAID"})
_LISTED = 6


def _in_words(fault: Fault, names: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a sentence, with what people call the fields."""
    params = dict(fault.params)
    if fault.code not in _OF_FIELDS:
        return params
    called = list(dict.fromkeys(names.get(one, one) for one in params["what"].split(", ")))
    more = f" (+{len(called) - _LISTED})" if len(called) > _LISTED else ""
    return {**params, "what": ", ".join(called[:_LISTED]) + more}


def told_of(
    one: ValidatedSignature, source: Source, believing: Believing, names: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Finding]:
    """``names`` are what people call the fields of the PDF."""
    for fault in one.faults:
        yield finding(fault.code, field=one.field, source=source, **_in_words(fault, names))
    if not one.is_valid or one.purpose is Purpose.TIME_STAMP:
        return
    for listed in believing.trust.lists:
        if one.anchor.endswith(f"({listed.territory})") and believing.trust.is_outdated(listed, believing.at):
            issued = show_date(listed.issued.date())
            yield finding(
                "TRUST_LIST_OUTDATED", field=one.field, source=source, date=issued, territory=listed.territory
            )
        if one.anchor.endswith(f"({listed.territory})") and listed.signed is not ListSigned.BY_OPERATOR:
            yield finding("TRUST_LIST_NOT_CHECKED", field=one.field, source=source, territory=listed.territory)
    if one.revocation is Revocation.NOT_KNOWN:
        review = believing.trust.settings.revocation is RevocationPolicy.REVIEW
        code = "SIGNATURE_REVOCATION_NEEDED" if review else "SIGNATURE_REVOCATION_NOT_KNOWN"
        yield finding(code, field=one.field, source=source)
