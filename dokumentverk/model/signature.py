"""One digital signature, validated: who made it, with what certificate, when, over what, and what came after.

PDF and DOCX signatures are told of in the same words. Nothing here is a library's object: all of it pickles.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What a signature was made for."""

    APPROVAL = "approval"
    CERTIFICATION = "certification"
    """The author's own (DocMDP): says what others may change afterwards."""
    TIME_STAMP = "time_stamp"
    """Of an archive or a service over the whole document: signs nothing for anybody."""


class Trusted(StrEnum):
    """What is to be said of the signer's certificate and those above it."""

    TRUSTED = "trusted"
    ISSUER_UNKNOWN = "issuer_unknown"
    SELF_SIGNED = "self_signed"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    WRONG_USAGE = "wrong_usage"
    """The certificate is not for signing documents."""
    CHAIN_WRONG = "chain_wrong"
    """Something in the certificates above it is not as it must be: no authority, constraints not met, a signature that
    is not its issuer's."""
    WEAK_ALGORITHM = "weak_algorithm"
    NOT_CHECKED = "not_checked"


class Revocation(StrEnum):
    """From what the document itself brings: nothing is asked over the network."""

    GOOD = "good"
    REVOKED = "revoked"
    NOT_KNOWN = "not_known"


class Coverage(StrEnum):
    """What the signature was made over."""

    WHOLE_FILE = "whole_file"
    REVISION = "revision"
    """All of the file as it was when it was signed; more was added later (``After`` says what)."""
    PARTIAL = "partial"
    NOT_KNOWN = "not_known"


class After(StrEnum):
    """What was changed after this signature."""

    NOTHING = "nothing"
    ALLOWED = "allowed"
    """Only what a later signer may: fields of theirs, their signature, validation data."""
    NOT_ALLOWED = "not_allowed"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Certified:
    """A name as a certificate states it (X.520 attributes of its subject or issuer), empty where it states none.

    ``serial_number`` is the subject's attribute, not the certificate's own number: a person's national identifier or
    a provider's own number for them.
    """

    common_name: str = ""
    given_name: str = ""
    family_name: str = ""
    serial_number: str = ""
    organisation: str = ""
    organisation_identifier: str = ""
    country: str = ""

    @property
    def shown(self) -> str:
        """What to call them: the common name, else the parts of a person's name, else the organisation."""
        return self.common_name or f"{self.given_name} {self.family_name}".strip() or self.organisation


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a signature. ``code`` is a finding code, ``params`` fill its sentence."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ValidatedSignature:
    """One signature of a document.

    ``field`` is the field id of our form where it stands in one, else None; ``name`` what the file calls its place.
    ``claimed`` is the signer's own clock, ``stamped`` that of a trusted time stamp. ``intact``: the bytes (or parts)
    signed are unchanged and the signature over them is that of ``signer``'s key. ``revision`` of ``revisions`` counts
    from 1 (PDF; 0 where a format has none). ``changed`` are names of what was changed after it: fields, else parts.
    ``certificate`` is the SHA-256 (hex) of the signer's certificate. ``faults`` are all that keep it from being valid.
    ``sealed_by`` is the name of the configured sealer whose seal it is.
    """

    field: str | None
    name: str
    purpose: Purpose = Purpose.APPROVAL
    signer: Certified = Certified()
    issuer: Certified = Certified()
    certificate: str = ""
    algorithm: str = ""
    claimed: datetime | None = None
    stamped: datetime | None = None
    intact: bool = False
    trust: Trusted = Trusted.NOT_CHECKED
    anchor: str = ""
    """What the trust ends in: the name of an own certificate, or of the service and list it stands on."""
    revocation: Revocation = Revocation.NOT_KNOWN
    coverage: Coverage = Coverage.NOT_KNOWN
    revision: int = 0
    revisions: int = 0
    after: After = After.NOT_KNOWN
    changed: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    sealed_by: str | None = None
    states: tuple[str, ...] = ()
    """Of a seal: the lines of the pages that the service added, where it tells who signed."""

    @property
    def is_valid(self) -> bool:
        """Whether it counts as a signature. Everything must be known and well; a doubt is a no."""
        return (
            self.intact
            and not self.faults
            and self.trust is Trusted.TRUSTED
            and self.revocation is not Revocation.REVOKED
            and self.coverage in (Coverage.WHOLE_FILE, Coverage.REVISION)
            and self.after in (After.NOTHING, After.ALLOWED)
        )

    @property
    def at(self) -> datetime | None:
        """When it was signed, as well as that is known."""
        return self.stamped or self.claimed
