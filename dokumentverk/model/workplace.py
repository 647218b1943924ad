"""A workplace's own choices. Everything has a default; ``workplace.settings`` reads them from ``dokumentverk.toml``."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dokumentverk.model.form import Series
from dokumentverk.model.language import Language
from dokumentverk.model.reading import SignatureKind


@dataclass(frozen=True, slots=True)
class Contact:
    """A role that documents name and letters go to (HR, verneombud, tillitsvalgt, BHT, IA contact, Nav, the archive).
    ``language`` is that of letters to it, None for the workplace's."""

    role: str
    name: str = ""
    phone: str = ""
    email: str = ""
    title: str = ""
    address: tuple[str, ...] = ()
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """``accent`` is ``#rrggbb``. ``logo`` (PNG, JPG or SVG) and ``letterhead`` (.docx) are paths from the workplace."""

    accent: str = "#1f4e5f"
    logo: str | None = None
    letterhead: str | None = None


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Numbers of ``domain.md`` section 3 that a workplace may set."""

    egenmelding_days_per_absence: int = 3
    """ftrl section 8-24: three calendar days; an employer may allow more within the arbeidsgiverperiode."""
    egenmelding_absences_in_12_months: int | None = 4
    egenmelding_days_in_12_months: int | None = None
    earning_months: int = 2
    weekend_at_end_counts: bool = False
    """Days off after the last day of absence, when back on the next working day: practice differs."""
    egenmelding_due_working_days: int = 1
    child_earning_weeks: int = 4
    child_days_per_year: int = 10
    child_days_per_year_three_or_more: int = 15
    child_age_limit: int = 12
    first_contact_days: int = 3
    plan_weeks: int = 4
    plan_lead_days: int = 3
    dialogue_meeting_weeks: int = 7
    evaluation_min_days: int = 1
    evaluation_max_days: int = 365


@dataclass(frozen=True, slots=True)
class SignaturePolicy:
    """Which kinds of signature do for a form and role."""

    form: str
    role: str
    accepted: tuple[SignatureKind, ...]


class RevocationPolicy(StrEnum):
    """What a signature means when nothing in the document tells whether its certificate was withdrawn."""

    NOTE = "note"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Sealer:
    """A signing service that seals what others signed with it. ``name`` is the organisation, common name or
    organisation identifier that its certificate states, letter for letter; ``forms`` are the ids whose sealed returns
    need no person."""

    name: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrustSettings:
    """Whose digital signatures are believed, and how strictly."""

    list_max_age_days: int = 183
    """A trust list names its next update itself, at most six months ahead (ETSI TS 119 612, 5.3.15)."""
    revocation: RevocationPolicy = RevocationPolicy.NOTE
    digests: tuple[str, ...] = ("sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512")
    rsa_bits: int = 2048
    ec_bits: int = 256
    sealers: tuple[Sealer, ...] = ()


DEFAULT_SIGNATURES = (SignatureKind.DIGITAL, SignatureKind.INK)


PATH_PLACEHOLDERS = ("number", "family_name", "given_name", "year", "date", "title", "return_id")
"""What ``ArchiveSettings.path`` may name."""


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """``path`` is filled with ``PATH_PLACEHOLDERS``."""

    path: str = "{number} {family_name}, {given_name}/{year}/{date} {title} {return_id}"
    series: tuple[tuple[Series, str], ...] = (
        (Series.PERSONALMAPPE, "Personalmapper"),
        (Series.EGENMELDING, "Egenmeldinger"),
        (Series.ADMINISTRATIVE, "Administrative saker"),
    )
    access_code: str = "P"
    access_basis: str = "offl. § 13, jf. fvl. § 13 første ledd nr. 1"
    file_sent: tuple[str, ...] = ()
    """Ids of further forms whose sent documents are filed too (U), beside those whose definition says so."""
    restricted: str = "Skjermet"
    """The folder, beside those of the series, for what few may see: give it rights of its own."""
    text_layer: bool = False
    """The archival copies of forms on paper get the text that Tesseract reads on them, invisible, to search in."""
    max_path: int = 240
    """Budget for a full path: Windows without long paths stops at 260."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Relative to the workplace."""

    inbox: str = "innboks"
    review: str = "til avklaring"
    rejects: str = "avvist"
    archive: str = "arkiv"
    out: str = "utskrift"
    lists: str = "skannelister"
    system: str = "system"
    forms: str = "forms"
    templates: str = "templates"
    trust: str = "tillit"
    """Certificates of authorities that the workplace believes (.pem, .cer, .crt, .der)."""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """For a stranger's file in a worker process."""

    seconds: int = 30
    memory_mb: int = 1024
    max_bytes: int = 100_000_000
    max_pages: int = 200
    workers: int = 2


@dataclass(frozen=True, slots=True)
class PaperSettings:
    """What becomes of paper that was scanned, and of the stacks that it came in."""

    keep_stacks_days: int = 90
    """A stack of several persons' papers lies in nobody's folder; it is kept restricted so long, for a second look."""
    shred_after_days: int = 30
    """Arkivforskrifta section 16: paper may go after scanning, a control, and a waiting time of the body's own."""


@dataclass(frozen=True, slots=True)
class FollowupSettings:
    """A workplace's own routine for following up absences, where the law sets no number."""

    open_case_after_days: int = 3
    """A filed egenmelding of more calendar days, or without a last day, opens a case."""
    plan_revision_days: int = 14
    """The plan is revised after dialogmøte 1 (aml section 4-6): within so many days."""
    answer_days: int = 14
    """A document that was sent is answered within so many days."""
    signature_days: int = 7
    """A signature or attestation that a filed document lacks is given within so many days."""
    copy_days: int = 7
    """Whoever shall have a copy of a filed plan gets it within so many days."""
    copy_to_hr: bool = True
    """HR gets a copy of a plan that both have signed."""
    copy_to_archive: bool = False
    """An office of its own keeps the archive, and gets each plan."""
    moteplassen_least_weeks: int = 4
    moteplassen_weeks: int = 6
    """So many weeks, at least and at most, lie between one Møteplassen and the next, once the series has begun."""
    due_within_days: int = 30
    """How far ahead ``due`` looks unless it is told."""
    say_working_day: bool = True
    """Where a day falls on a weekend or holiday, the last working day before it is told too."""


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """What letters say that differs from workplace to workplace."""

    public_body: bool = False
    """Decisions are vedtak with grounds after forvaltningsloven; a private employer makes no vedtak."""
    appeal_to: str = ""
    """Where a vedtak may be appealed; empty where there is no right of appeal."""
    appeal_weeks: int = 3
    """Forvaltningsloven section 29."""
    marking: str = ""
    """Stands at the top of each letter («Unntatt offentlighet, offl. § 13»)."""
    closing_note: str = ""
    """Stands below the sender («Godkjent elektronisk, uten underskrift»)."""


@dataclass(frozen=True, slots=True)
class NavSettings:
    """As what the workplace's system calls itself towards Nav's follow-up plan API."""

    system: str = "dokumentverk"
    email: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    name: str = "Arbeidsplassen"
    organisasjonsnummer: str | None = None
    language: Language = Language.NB
    address: tuple[str, ...] = ()
    routine: str = ""
    """Printed in the footer: the routine and its decision («Vedtatt i AMU sak 7/14»)."""
    people: str = "ansatte.csv"
    style: Style = Style()
    contacts: tuple[Contact, ...] = ()
    rules: RuleSettings = RuleSettings()
    signatures: tuple[SignaturePolicy, ...] = ()
    archive: ArchiveSettings = ArchiveSettings()
    folders: Folders = Folders()
    reading: ReadingLimits = field(default_factory=ReadingLimits)
    paper: PaperSettings = field(default_factory=PaperSettings)
    trust: TrustSettings = TrustSettings()
    followup: FollowupSettings = FollowupSettings()
    letters: LetterSettings = LetterSettings()
    nav: NavSettings = NavSettings()

    def contact(self, role: str) -> Contact | None:
        return next((one for one in self.contacts if one.role == role), None)

    def accepted_signatures(self, form: str, role: str) -> tuple[SignatureKind, ...]:
        for policy in self.signatures:
            if policy.form == form and policy.role == role:
                return policy.accepted
        return DEFAULT_SIGNATURES
