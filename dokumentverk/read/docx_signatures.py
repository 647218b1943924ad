"""The digital signatures of a DOCX: which of our signature fields each is for, and what is wrong with them. Pure.

In Word a signature is over the whole document. It is made on a signature line (Insert → Signature Line) or on none
(File → Info → Protect → Add a Digital Signature): then nothing but the signer's name tells for whom. So its field is,
in this order:

1. that in whose cell the signature line stands; the line's id is among what is signed;
2. the only signature field of the form;
3. the one field for whose role the form itself names the signer: in the answers that the register fills in with a name
   («employee.name»), or as a name typed in the signature's own place.

A signature of which this cannot be said goes to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dokumentverk.engines.docx_signature import PackageSignature
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.reading import Method, SignatureKind, SignatureMark, Source
from dokumentverk.model.signature import Certified, ValidatedSignature
from dokumentverk.read.observed import Observed
from dokumentverk.read.signatures import Believing, Judged, told_of
from dokumentverk.rules.names import Likeness, likeness


@dataclass(frozen=True, slots=True)
class Form:
    """What was read of a form: its definition, its answers, and the signature lines (by id) that stand in the cells of
    its signature fields."""

    definition: FormDefinition
    observed: Observed
    lines: Mapping[str, str]

    def signature_fields(self) -> tuple[Field, ...]:
        return tuple(one for one in self.definition.fields() if one.kind is FieldKind.SIGNATURE)


def judged_docx(form: Form, found: Sequence[PackageSignature], believing: Believing, digest: str) -> Judged:
    """The marks of all signature fields, the digital ones among them, with what is to be told."""
    source = Source(digest, Method.CONTENT_CONTROL)
    placed = [_placed(one, form) for one in found]
    marks = dict[str, SignatureMark]()
    for mark in form.observed.signatures:
        own = _best(one for one in placed if one.field == mark.field)
        marks[mark.field] = mark if own is None else _digital(mark.field, own, mark.source)
    for one in placed:
        if one.field is not None and one.field not in marks:
            marks[one.field] = _digital(one.field, one, source)
    seals = tuple(one for one in placed if one.field is None)
    told: list[Finding] = []
    for one in placed:
        told += told_of(one, marks[one.field].source if one.field is not None else source, believing)
    if any(not one.faults for one in seals):
        told.append(finding("DOCX_SIGNATURE_ROLE_UNKNOWN", source=source))
    return Judged(tuple(marks.values()), seals, tuple(dict.fromkeys(told)))


def _digital(field: str, one: ValidatedSignature, source: Source) -> SignatureMark:
    return SignatureMark(field, SignatureKind.DIGITAL, one.signer.shown or None, source, validated=one)


def _best(own: Iterator[ValidatedSignature]) -> ValidatedSignature | None:
    """Of several for one field a valid one counts."""
    return next(iter(sorted(own, key=lambda one: not one.is_valid)), None)


def _placed(one: PackageSignature, form: Form) -> ValidatedSignature:
    """With the field of ours that it is for."""
    fields = form.signature_fields()
    if one.line is not None and one.line in form.lines:
        return replace(one.validated, field=form.lines[one.line])
    if len(fields) == 1 and one.validated.certificate:
        return replace(one.validated, field=fields[0].id)
    named = [field.id for field in fields if is_named(one.validated.signer, _names_for(field, form))]
    return replace(one.validated, field=named[0]) if len(named) == 1 else one.validated


def _names_for(field: Field, form: Form) -> list[str]:
    """What the document calls the person who signs there."""
    filled = {one.id for one in form.definition.fields() if field.role and one.prefill == f"{field.role.value}.name"}
    names = [one.raw for one in form.observed.observations if one.field in filled]
    typed = [mark.by for mark in form.observed.signatures if mark.field == field.id and mark.by]
    return [*names, *typed]


def is_named(signer: Certified, names: Sequence[str]) -> bool:
    """Whether one of the names is the signer's. Certificates say more in brackets: «Kari Nordmann (signering)»."""
    stated = f"{signer.given_name} {signer.family_name}".strip() if signer.family_name else signer.common_name
    whole = re.sub(r"\(.*?\)", " ", stated)
    split = (name.strip().rpartition(" ") for name in names)
    return any(likeness(whole, given, family) is Likeness.SAME for given, _, family in split)
