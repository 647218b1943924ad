"""Signing a form of ours with a certificate of the workplace: looked at first as every return is, then one revision
more, with what the signer fills in. The file itself is never written to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

from dokumentverk.check.register import is_name_of
from dokumentverk.durable import make_folder, replace_file
from dokumentverk.engines import pdfa_check
from dokumentverk.engines.pdf_sign import SignatureField, Signing, filled_pdf, sign_pdf, signature_fields
from dokumentverk.engines.pdf_sign_earlier import broken_signatures
from dokumentverk.engines.pdf_sign_key import SigningKey as SigningKey
from dokumentverk.engines.pdf_sign_key import open_pkcs12
from dokumentverk.engines.pdf_sign_rehearsal import rehearse
from dokumentverk.engines.pdf_sign_token import TokenPlace as TokenPlace
from dokumentverk.engines.pdf_sign_token import open_token
from dokumentverk.engines.pdf_stamp import Answers
from dokumentverk.engines.worker import Lost
from dokumentverk.errors import ConfigurationError, Encrypted, TemplateError, UnknownNumber, Unreadable, UsageFault
from dokumentverk.flow.blanks import kept_blank
from dokumentverk.flow.given import given_values
from dokumentverk.flow.office import Office
from dokumentverk.flow.understand import checked, read_document
from dokumentverk.flow.understood import Understood
from dokumentverk.messages import finding
from dokumentverk.messages.words import word
from dokumentverk.model.finding import Finding, Severity
from dokumentverk.model.form import Field, FieldKind, FormDefinition, Role
from dokumentverk.model.issue import Issue
from dokumentverk.model.layout import Medium
from dokumentverk.model.person import Employee
from dokumentverk.model.reading import FileKind
from dokumentverk.model.value import Value
from dokumentverk.model.written import show_date
from dokumentverk.read.trouble import NOTHING_READ
from dokumentverk.render.pdf_answers import answers_of

_P = ParamSpec("_P")
_T = TypeVar("_T")

ALTERED = frozenset(
    {"EMPLOYEE_DIFFERS", "ISSUE_FORM_DIFFERS", "ISSUE_WITHDRAWN", "NUMBER_UNVERIFIED", "PREFILL_CHANGED"}
)
"""What the checks tell of a document that is not what we issued. Nobody signs that unawares."""

BELIEVED_LATER = frozenset(
    {
        "SIGNATURE_EXPIRED",
        "SIGNATURE_ISSUER_UNKNOWN",
        "SIGNATURE_NOT_VALIDATED",
        "SIGNATURE_NOT_YET_VALID",
        "SIGNATURE_REVOCATION_NEEDED",
        "SIGNATURE_SELF_SIGNED",
    }
)
"""What the reader doubts of those who signed before. Whether they are believed is decided when the form is filed."""

ALWAYS = frozenset({"SIGN_EARLIER_BROKEN"})
"""Nothing is signed in spite of these: the new signature would vouch for what the earlier one denies."""


_RANGE = "SIGNATURE-BYTERANGE-001"
"""The rule that a signature covers the whole file but itself. Of two signatures in turn the first covers the file as it
was then, which is all that it can (ISO 32000-1, 12.8.1): page-validation 0.11 wants more, veraPDF does not."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. ``given`` are values as people write them, by field id; ``despite`` the codes of findings to
    sign in spite of; ``out`` a file, a folder, or None for a name beside the original."""

    role: Role
    given: Mapping[str, str] = field(default_factory=dict)
    despite: frozenset[str] = frozenset()
    out: Path | None = None
    timestamp_url: str | None = None


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """``path`` is None when ``stopped`` by findings, and nothing was signed. ``findings`` are worth knowing."""

    path: Path | None
    definition: FormDefinition
    issue: Issue
    field: Field
    at: datetime
    filled: tuple[str, ...] = ()
    stopped: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()


def key_in(path: Path, passphrase: str) -> SigningKey:
    """The certificate and key of a PKCS#12 file. Raises UsageFault and ConfigurationError."""
    return open_pkcs12(_content(path), passphrase, path.name)


def key_on(place: TokenPlace, pin: str) -> AbstractContextManager[SigningKey]:
    """The certificate and key on a smart card or token, for the length of a block. Raises as ``open_token``."""
    return open_token(place, pin)


def sign(office: Office, path: Path, order: Order, key: SigningKey) -> SignedDocument:
    """Sign the form at ``path``. Raises UsageFault, Unreadable, Encrypted, UnknownNumber for what cannot be signed,
    ConfigurationError for a certificate that must not sign."""
    at = office.now().replace(microsecond=0)
    for code in key.unfit_at(at):
        raise ConfigurationError(code, name=key.subject.shown, until=show_date(key.not_after.date()))
    target = _target(path, order)
    content = _content(path)
    understood = read_document(office, path)
    definition, issue = _ours(understood, path)
    signed_field = _field_of(definition, order.role)
    signed = _signed_names(_apart(office, signature_fields, content), signed_field, path)
    answers, filled = _answers(office, definition, issue, order, signed)
    if answers:
        understood = _read_again(office, _apart(office, filled_pdf, content, answers), path.name)
    broken = _broken(_apart(office, broken_signatures, content), definition)
    stopped = tuple(
        one
        for one in (*broken, *_stopping(office, understood, signed_field))
        if one.code in ALWAYS or one.code not in order.despite
    )
    if stopped:
        return SignedDocument(None, definition, issue, signed_field, at, stopped=stopped)
    signing = Signing(signed_field.id, at, _lines(issue, key, at), answers, order.timestamp_url)
    _apart(office, rehearse, content, signing)
    made = sign_pdf(content, signing, key)
    if _apart(office, broken_signatures, made):
        raise Unreadable("SIGN_IMPOSSIBLE")
    _write(target, made)
    notes = (
        *_of_name(office, understood, order.role, key),
        *_of_order(definition, signed_field, signed),
        *_of_conformance(office, content, made),
    )
    return SignedDocument(target, definition, issue, signed_field, at, filled, findings=notes)


def _apart(office: Office, task: Callable[_P, _T], *args: _P.args, **named: _P.kwargs) -> _T:
    """What opens the file, in a process that can be killed. Raises Unreadable for a file that a library does not come
    to an end with."""
    found = office.reader.workers.call(task, *args, **named)
    if isinstance(found, Lost):
        raise Unreadable("SIGN_IMPOSSIBLE")
    return found


def _target(path: Path, order: Order) -> Path:
    """Never a file that is there. Raises UsageFault."""
    name = f"{path.stem} signert {order.role.value}.pdf"
    target = path.with_name(name) if order.out is None else order.out
    if target.suffix.lower() != ".pdf" or target.is_dir():
        target = target / name
    if target.exists():
        raise UsageFault("FILE_EXISTS", path=str(target))
    return target


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UsageFault("FILE_NOT_FOUND", path=str(path)) from None


def _write(target: Path, content: bytes) -> None:
    try:
        make_folder(target.parent)
        replace_file(target, content)
    except OSError:
        raise UsageFault("SIGN_NOT_WRITTEN", path=str(target)) from None


def _ours(understood: Understood, path: Path) -> tuple[FormDefinition, Issue]:
    """Raises Encrypted, Unreadable, UnknownNumber, UsageFault."""
    received = understood.received
    codes = {one.code for one in received.findings}
    if "FILE_ENCRYPTED" in codes:
        raise Encrypted("SIGN_ENCRYPTED")
    if received.intakes[0].kind is not FileKind.PDF:
        raise UsageFault("SIGN_NOT_A_FORM", file=path.name)
    if understood.definition is None or understood.issue is None:
        if codes & NOTHING_READ - {"FOREIGN_DOCUMENT", "FORM_UNKNOWN"}:
            raise Unreadable("SIGN_IMPOSSIBLE")
        raise UnknownNumber("SIGN_NOT_OURS", file=path.name)
    return understood.definition, understood.issue


def _field_of(definition: FormDefinition, role: Role) -> Field:
    fields = [one for one in definition.fields() if one.kind is FieldKind.SIGNATURE]
    found = next((one for one in fields if one.role is role), None)
    if found is None:
        roles = ", ".join(dict.fromkeys(one.role.value for one in fields if one.role is not None)) or "–"
        raise UsageFault("SIGN_ROLE_UNKNOWN", role=role.value, form=definition.id, roles=roles)
    return found


def _signed_names(fields: Sequence[SignatureField], wanted: Field, path: Path) -> frozenset[str]:
    """The signature fields that are signed already. Raises UsageFault when the wanted one is, or is gone."""
    found = {one.name: one.signed for one in fields}
    if wanted.id not in found:
        raise UsageFault("SIGN_NOT_A_FORM", file=path.name)
    if found[wanted.id]:
        raise UsageFault("SIGN_ALREADY_SIGNED", file=path.name)
    return frozenset(name for name, signed in found.items() if signed)


def _answers(
    office: Office, definition: FormDefinition, issue: Issue, order: Order, signed: frozenset[str]
) -> tuple[Answers, tuple[str, ...]]:
    """What is to be filled in, by widget, and the fields' ids. Raises UsageFault."""
    values: dict[str, Value] = given_values(definition, order.given, tuple(id for id, _ in issue.prefilled))
    locked = {id for one in definition.fields() if one.id in signed for id in one.locks}
    for id, value in values.items():
        if id in locked:
            raise UsageFault("SIGN_FIELD_LOCKED", field=id)
        if value in (None, "", ()):
            raise UsageFault("SIGN_VALUE_EMPTY", field=id)
    digest = issue.layout(Medium.PDF)
    if not values or digest is None:
        return {}, ()
    try:
        return answers_of(kept_blank(office.layouts, digest).layout, definition, values), tuple(values)
    except TemplateError as error:
        raise UsageFault("SIGN_VALUE_TOO_LONG", field=error.params.get("field", "")) from None


def _read_again(office: Office, content: bytes, name: str) -> Understood:
    """What the document would say with what is filled in."""
    with TemporaryDirectory(dir=office.work, prefix="signer-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / name
        copy.write_bytes(content)
        return read_document(office, copy)


def _broken(broken: Sequence[str], definition: FormDefinition) -> Iterator[Finding]:
    ours = {one.id for one in definition.fields()}
    for name in broken:
        yield finding("SIGN_EARLIER_BROKEN", field=name if name in ours else None)


def _stopping(office: Office, understood: Understood, signed: Field) -> Iterator[Finding]:
    """What the reader doubts of the file, and what is wrong with what this signature closes. How absences are counted
    and who else has yet to sign stops nobody from signing."""
    for one in understood.received.findings:
        if one.stops and one.code not in BELIEVED_LATER:
            yield one
    known = set(understood.received.findings)
    for one in checked(office, understood).received.findings:
        own = one.severity is Severity.ERROR and one.field in signed.locks
        if one not in known and (own or one.code in ALTERED):
            yield one


def _lines(issue: Issue, key: SigningKey, at: datetime) -> tuple[str, str]:
    language = issue.language
    when = word("sign_shown_at", language).format(day=show_date(at.date()), time=f"{at:%H.%M}")
    return word("sign_shown_by", language).format(name=key.subject.shown), when


def _of_name(office: Office, understood: Understood, role: Role, key: SigningKey) -> Iterator[Finding]:
    persons = _persons(office, understood.person, role)
    subject = key.subject
    names = {subject.common_name, f"{subject.given_name} {subject.family_name}".strip()} - {""}
    if persons and not any(is_name_of(name, person) for name in names for person in persons):
        yield finding("SIGN_NAME_DIFFERS")


def _persons(office: Office, employee: Employee | None, role: Role) -> list[Employee]:
    """Who may be meant by the role; nobody where that is not known."""
    if employee is None or role not in (Role.EMPLOYEE, Role.LEADER):
        return []
    if role is Role.EMPLOYEE:
        return [employee]
    numbers = [number for one in employee.positions for number in (one.leader, one.deputy)]
    return [person for number in numbers if (person := office.people.get(number)) is not None]


def _of_order(definition: FormDefinition, wanted: Field, signed: frozenset[str]) -> Iterator[Finding]:
    for one in definition.fields():
        if one.kind is FieldKind.SIGNATURE and one.order < wanted.order and one.id not in signed:
            yield finding("SIGN_BEFORE_OTHERS", field=one.id)


def _of_conformance(office: Office, before: bytes, after: bytes) -> Iterator[Finding]:
    """The archive formats that the file kept to before it was signed and does not any more."""
    profile = _apart(office, pdfa_check.declared_profile, before)
    for one in (profile, "ua1") if profile is not None else ():
        lost = set(_apart(office, pdfa_check.faults, after, one)) - set(_apart(office, pdfa_check.faults, before, one))
        if lost and all(rule.endswith(_RANGE) for rule in lost):
            yield finding("SIGN_SEVERAL_REVISIONS", profile=_called(one))
        elif lost:
            yield finding("SIGN_CONFORMANCE_LOST", profile=_called(one), rules=", ".join(sorted(lost)))


def _called(profile: str) -> str:
    return "PDF/UA-1" if profile == "ua1" else f"PDF/A-{profile}"
