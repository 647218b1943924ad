"""``dokumentverk.toml`` as pydantic sees it: types and bounds of every key. Nothing beyond this stage sees pydantic.

Each class mirrors one dataclass of ``model.workplace``, field by field, and takes its defaults from there.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

from dokumentverk.model.colour import contrast_to_white
from dokumentverk.model.form import Role
from dokumentverk.model.language import Language
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.workplace import (
    ArchiveSettings,
    Folders,
    FollowupSettings,
    LetterSettings,
    NavSettings,
    PaperSettings,
    ReadingLimits,
    RevocationPolicy,
    RuleSettings,
    Settings,
    Style,
    TrustSettings,
)
from dokumentverk.rules.organisasjonsnummer import is_organisasjonsnummer

_SETTINGS = Settings()
_STYLE = Style()
_RULES = RuleSettings()
_ARCHIVE = ArchiveSettings()
_SERIES = {series.value: folder for series, folder in _ARCHIVE.series}
_FOLDERS = Folders()
_READING = ReadingLimits()
_PAPER = PaperSettings()
_TRUST = TrustSettings()
_FOLLOWUP = FollowupSettings()
_LETTERS = LetterSettings()
_NAV = NavSettings()

LONGEST_LINE = 300
"""Characters in any text of the file."""

LEAST_CONTRAST = 4.5
"""WCAG 2.1, criterion 1.4.3: text against white."""


def _printable(text: str) -> str:
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
        raise PydanticCustomError("SETTINGS_TEXT_UNPRINTABLE", "")
    return unicodedata.normalize("NFC", text)


def _organisasjonsnummer(text: str) -> str | None:
    digits = "".join(text.split())
    if digits and not is_organisasjonsnummer(digits):
        raise PydanticCustomError("SETTINGS_ORGANISASJONSNUMMER", "")
    return digits or None


def _colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        raise PydanticCustomError("SETTINGS_COLOUR", "")
    contrast = contrast_to_white(text)
    if contrast < LEAST_CONTRAST:
        shown = f"{contrast:.1f}".replace(".", ",")
        raise PydanticCustomError("SETTINGS_COLOUR_PALE", "", {"contrast": shown})
    return text.lower()


def _no_limit(value: object) -> object:
    """TOML has no null: ``false`` says that there is no limit."""
    return None if value is False else value


def _or_none(text: str) -> str | None:
    return text or None


def _email(text: str) -> str:
    if text and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", text):
        raise PydanticCustomError("SETTINGS_EMAIL", "")
    return text


def _phone(text: str) -> str:
    if text and not re.fullmatch(r"\+?[\d\s]{3,20}", text):
        raise PydanticCustomError("SETTINGS_PHONE", "")
    return text


def is_identifier(text: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9_-]*", text) is not None


def _identifier(text: str) -> str:
    if not is_identifier(text):
        raise PydanticCustomError("SETTINGS_IDENTIFIER", "")
    return text


def _signed(kind: SignatureKind) -> SignatureKind:
    if kind is SignatureKind.NONE:
        raise PydanticCustomError("SETTINGS_SIGNATURE_NONE", "")
    return kind


def _digest(text: str) -> str:
    if text not in _TRUST.digests:
        raise PydanticCustomError("SETTINGS_CHOICE", "", {"choices": ", ".join(_TRUST.digests)})
    return text


Line = Annotated[str, Field(max_length=LONGEST_LINE), AfterValidator(_printable)]
Stated = Annotated[Line, Field(min_length=1)]
Identifier = Annotated[Stated, AfterValidator(_identifier)]
Digest = Annotated[Stated, AfterValidator(_digest)]
File = Annotated[Line | None, AfterValidator(_or_none)]
Absences = Annotated[Annotated[int, Field(ge=4, le=365)] | None, BeforeValidator(_no_limit)]
Days = Annotated[Annotated[int, Field(ge=12, le=365)] | None, BeforeValidator(_no_limit)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ContactTable(_Table):
    role: Identifier
    name: Stated = ""
    phone: Annotated[Line, AfterValidator(_phone)] = ""
    email: Annotated[Line, AfterValidator(_email)] = ""
    title: Line = ""
    address: Annotated[tuple[Line, ...], Strict(False), Field(max_length=5)] = ()
    language: Annotated[Language | None, Strict(False)] = None


class StyleTable(_Table):
    accent: Annotated[Line, AfterValidator(_colour)] = _STYLE.accent
    logo: File = _STYLE.logo
    letterhead: File = _STYLE.letterhead


class RulesTable(_Table):
    """Bounds are those of the law where it sets any: a workplace may be more generous than the law, never less."""

    egenmelding_days_per_absence: Annotated[int, Field(ge=3, le=16)] = _RULES.egenmelding_days_per_absence
    egenmelding_absences_in_12_months: Absences = _RULES.egenmelding_absences_in_12_months
    egenmelding_days_in_12_months: Days = _RULES.egenmelding_days_in_12_months
    earning_months: Annotated[int, Field(ge=0, le=2)] = _RULES.earning_months
    weekend_at_end_counts: bool = _RULES.weekend_at_end_counts
    egenmelding_due_working_days: Annotated[int, Field(ge=1, le=30)] = _RULES.egenmelding_due_working_days
    child_earning_weeks: Annotated[int, Field(ge=0, le=4)] = _RULES.child_earning_weeks
    child_days_per_year: Annotated[int, Field(ge=10, le=365)] = _RULES.child_days_per_year
    child_days_per_year_three_or_more: Annotated[int, Field(ge=15, le=365)] = _RULES.child_days_per_year_three_or_more
    child_age_limit: Annotated[int, Field(ge=12, le=18)] = _RULES.child_age_limit
    first_contact_days: Annotated[int, Field(ge=0, le=28)] = _RULES.first_contact_days
    plan_weeks: Annotated[int, Field(ge=1, le=4)] = _RULES.plan_weeks
    plan_lead_days: Annotated[int, Field(ge=0, le=27)] = _RULES.plan_lead_days
    dialogue_meeting_weeks: Annotated[int, Field(ge=1, le=7)] = _RULES.dialogue_meeting_weeks
    evaluation_min_days: Annotated[int, Field(ge=0, le=365)] = _RULES.evaluation_min_days
    evaluation_max_days: Annotated[int, Field(ge=1, le=366)] = _RULES.evaluation_max_days


class SignatureTable(_Table):
    form: Identifier
    role: Annotated[Role, Strict(False)]
    accepted: Annotated[
        tuple[Annotated[SignatureKind, Strict(False), AfterValidator(_signed)], ...], Strict(False), Field(min_length=1)
    ]


class SeriesTable(_Table):
    personalmappe: Stated = _SERIES["personalmappe"]
    egenmelding: Stated = _SERIES["egenmelding"]
    administrative: Stated = _SERIES["administrative"]


class ArchiveTable(_Table):
    path: Stated = _ARCHIVE.path
    access_code: Line = _ARCHIVE.access_code
    access_basis: Line = _ARCHIVE.access_basis
    file_sent: Annotated[tuple[Identifier, ...], Strict(False)] = _ARCHIVE.file_sent
    restricted: Stated = _ARCHIVE.restricted
    text_layer: bool = _ARCHIVE.text_layer
    max_path: Annotated[int, Field(ge=120, le=4096)] = _ARCHIVE.max_path
    series: SeriesTable = SeriesTable()


class FoldersTable(_Table):
    inbox: Stated = _FOLDERS.inbox
    review: Stated = _FOLDERS.review
    rejects: Stated = _FOLDERS.rejects
    archive: Stated = _FOLDERS.archive
    out: Stated = _FOLDERS.out
    lists: Stated = _FOLDERS.lists
    system: Stated = _FOLDERS.system
    forms: Stated = _FOLDERS.forms
    templates: Stated = _FOLDERS.templates
    trust: Stated = _FOLDERS.trust


class ReadingTable(_Table):
    seconds: Annotated[int, Field(ge=1, le=3600)] = _READING.seconds
    memory_mb: Annotated[int, Field(ge=256, le=65_536)] = _READING.memory_mb
    max_bytes: Annotated[int, Field(ge=1_000_000, le=2_000_000_000)] = _READING.max_bytes
    max_pages: Annotated[int, Field(ge=1, le=10_000)] = _READING.max_pages
    workers: Annotated[int, Field(ge=1, le=64)] = _READING.workers


class PaperTable(_Table):
    keep_stacks_days: Annotated[int, Field(ge=1, le=3650)] = _PAPER.keep_stacks_days
    shred_after_days: Annotated[int, Field(ge=1, le=3650)] = _PAPER.shred_after_days


class FollowupTable(_Table):
    open_case_after_days: Annotated[int, Field(ge=0, le=365)] = _FOLLOWUP.open_case_after_days
    plan_revision_days: Annotated[int, Field(ge=0, le=365)] = _FOLLOWUP.plan_revision_days
    answer_days: Annotated[int, Field(ge=1, le=365)] = _FOLLOWUP.answer_days
    signature_days: Annotated[int, Field(ge=1, le=365)] = _FOLLOWUP.signature_days
    copy_days: Annotated[int, Field(ge=0, le=365)] = _FOLLOWUP.copy_days
    copy_to_hr: bool = _FOLLOWUP.copy_to_hr
    copy_to_archive: bool = _FOLLOWUP.copy_to_archive
    moteplassen_least_weeks: Annotated[int, Field(ge=1, le=52)] = _FOLLOWUP.moteplassen_least_weeks
    moteplassen_weeks: Annotated[int, Field(ge=1, le=52)] = _FOLLOWUP.moteplassen_weeks
    due_within_days: Annotated[int, Field(ge=0, le=366)] = _FOLLOWUP.due_within_days
    say_working_day: bool = _FOLLOWUP.say_working_day


class LettersTable(_Table):
    public_body: bool = _LETTERS.public_body
    appeal_to: Line = _LETTERS.appeal_to
    appeal_weeks: Annotated[int, Field(ge=3, le=52)] = _LETTERS.appeal_weeks
    marking: Line = _LETTERS.marking
    closing_note: Line = _LETTERS.closing_note


class NavTable(_Table):
    system: Stated = _NAV.system
    email: Annotated[Line, AfterValidator(_email)] = _NAV.email


class SealerTable(_Table):
    name: Stated
    forms: Annotated[tuple[Identifier, ...], Strict(False)] = ()


class TrustTable(_Table):
    list_max_age_days: Annotated[int, Field(ge=1, le=3650)] = _TRUST.list_max_age_days
    revocation: Annotated[RevocationPolicy, Strict(False)] = _TRUST.revocation
    digests: Annotated[tuple[Digest, ...], Strict(False), Field(min_length=1)] = _TRUST.digests
    rsa_bits: Annotated[int, Field(ge=2048, le=8192)] = _TRUST.rsa_bits
    ec_bits: Annotated[int, Field(ge=224, le=521)] = _TRUST.ec_bits
    sealers: Annotated[tuple[SealerTable, ...], Strict(False)] = ()


class SettingsTable(_Table):
    name: Stated = _SETTINGS.name
    organisasjonsnummer: Annotated[Line | None, AfterValidator(_organisasjonsnummer)] = _SETTINGS.organisasjonsnummer
    language: Annotated[Language, Strict(False)] = _SETTINGS.language
    address: Annotated[tuple[Line, ...], Strict(False), Field(max_length=6)] = _SETTINGS.address
    routine: Line = _SETTINGS.routine
    people: Stated = _SETTINGS.people
    contacts: Annotated[tuple[ContactTable, ...], Strict(False)] = ()
    signatures: Annotated[tuple[SignatureTable, ...], Strict(False)] = ()
    style: StyleTable = StyleTable()
    rules: RulesTable = RulesTable()
    archive: ArchiveTable = ArchiveTable()
    folders: FoldersTable = FoldersTable()
    reading: ReadingTable = ReadingTable()
    paper: PaperTable = PaperTable()
    trust: TrustTable = TrustTable()
    followup: FollowupTable = FollowupTable()
    letters: LettersTable = LettersTable()
    nav: NavTable = NavTable()


def known_paths(table: type[BaseModel] = SettingsTable, before: str = "") -> tuple[str, ...]:
    """Every key that may be set, as ``rules.plan_weeks``; the tables themselves too."""
    found: list[str] = []
    for name, field in table.model_fields.items():
        found.append(before + name)
        inner = _table_of(field.annotation)
        if inner is not None:
            found += known_paths(inner, f"{before}{name}.")
    return tuple(found)


def _table_of(annotation: Any) -> type[BaseModel] | None:
    """The table behind ``Table`` and ``tuple[Table, ...]``; None for a plain value."""
    inner = getattr(annotation, "__args__", (annotation,))[0]
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None
