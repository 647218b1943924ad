"""The set that an inspection asks for: that a case was followed up, and how (aml section 4-6, fifth paragraph).

An overview in words, the filed documents as they came and as archival copies, and checksums that ``sha256sum -c``
checks. The same case and day give the same bytes.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Final

from dokumentverk.archive.index import Row
from dokumentverk.check import form_rules as ids
from dokumentverk.engines.plain_document import PlainDocument, compile_plain
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.flow.cases import documents_of
from dokumentverk.flow.duties import duties_of, named, standing_text
from dokumentverk.flow.filed_records import chosen_in, record_of
from dokumentverk.flow.filed_returns import filed_of, kind_of
from dokumentverk.flow.office import Office
from dokumentverk.flow.owed import owed_in_case
from dokumentverk.flow.sharing import SHARING_HEADS, sharing_lines, sharing_row, sharing_sentence
from dokumentverk.flow.tables_out import as_csv, suffix_of, write_out
from dokumentverk.messages.words import has_word, word
from dokumentverk.model.case import Arranged, Case
from dokumentverk.model.filing import Variant
from dokumentverk.model.language import Language
from dokumentverk.model.obligation import DocumentKind, Standing
from dokumentverk.model.written import show_date
from dokumentverk.rules.meetings import with_minutes
from dokumentverk.rules.owing import is_of

WANTED: Final = (
    DocumentKind.PLAN,
    DocumentKind.TOOL,
    DocumentKind.DIALOGUE,
    DocumentKind.MINUTES,
    DocumentKind.CONSENT,
    DocumentKind.EXEMPTION,
)
"""What shows how the case was followed up; egenmeldinger tell of something else."""
AGENDAS: Final = ("moteplassen", "ia-mote", "nav-mote")
_SAFE: Final = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A document of the case with its files, by their names in the zip file."""

    row: Row
    files: tuple[tuple[str, bytes], ...]


def write_evidence(office: Office, id: str, path: Path) -> int:
    """How many documents it holds. Raises UsageFault, and ArchiveDamaged for a document that cannot be read."""
    suffix_of(path, ".zip")
    case = office.cases.get(id)
    rows, restricted = _documents(office, case)
    exhibits = [_exhibit(office, row) for row in rows]
    language = office.settings.language
    files: dict[str, bytes] = {word("evidence_overview", language) + ".pdf": _overview(office, case, rows, restricted)}
    files[word("evidence_sharing", language) + ".csv"] = as_csv(
        [word(key, language) for key in SHARING_HEADS],
        [sharing_row(one, language) for one in sharing_lines(office, case)],
    )
    files |= {name: content for one in exhibits for name, content in one.files}
    files[word("evidence_contents", language) + ".csv"] = _contents(office, exhibits)
    write_out(path, _zipped(files))
    return len(exhibits)


def _documents(office: Office, case: Case) -> tuple[list[Row], int]:
    """Those of the case that show how it was followed up, oldest first, and how many of them few may see."""
    with office.catalog() as catalog:
        found = [catalog.get(id) for id in documents_of(office, case)]
    rows = [row for row in found if row is not None and row.corrects is None and _shows(office, row)]
    shown = [row for row in rows if not row.restricted]
    return sorted(shown, key=lambda row: (row.dated or row.registered.date(), row.return_id)), len(rows) - len(shown)


def _shows(office: Office, row: Row) -> bool:
    """Also agendas and letters: that people were invited, and plans sent on."""
    definition = office.sound_forms.get(row.form or "")
    letter = definition is not None and definition.letter is not None
    return letter or row.form in AGENDAS or kind_of(office, row.form) in WANTED


def _exhibit(office: Office, row: Row) -> Exhibit:
    dated = row.dated or row.registered.date()
    title = " ".join((row.title or row.form or "").translate(_SAFE).split())
    folder = f"{dated.isoformat()} {title} {row.return_id}"
    placed = [one for one in row.placements if one.variant in (Variant.PRODUCTION, Variant.ARCHIVE)]
    files = tuple((f"{folder}/{one.path.rpartition('/')[2]}", _content(office, one.path, one.digest)) for one in placed)
    return Exhibit(row, files)


def _content(office: Office, path: str, digest: str) -> bytes:
    """Raises ArchiveDamaged for a file that is gone or altered: nothing of that kind is handed out as evidence."""
    try:
        content = (office.archive_root / path).read_bytes()
    except OSError:
        raise ArchiveDamaged("EVIDENCE_FILE_MISSING", id=path.rpartition("/")[0][-11:]) from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise ArchiveDamaged("EVIDENCE_FILE_ALTERED", id=path.rpartition("/")[0][-11:])
    return content


def _contents(office: Office, exhibits: list[Exhibit]) -> bytes:
    language = office.settings.language
    keys = ("evidence_file", "evidence_title", "evidence_dated", "evidence_registered", "return", "evidence_sum")
    lines = [
        [
            name,
            one.row.title or "",
            show_date(one.row.dated) if one.row.dated else "",
            show_date(one.row.registered.date()),
            one.row.return_id,
            hashlib.sha256(content).hexdigest(),
        ]
        for one in exhibits
        for name, content in one.files
    ]
    return as_csv([word(key, language) for key in keys], lines)


def _overview(office: Office, case: Case, rows: list[Row], restricted: int) -> bytes:
    language, on = office.settings.language, office.now().date()
    facts = [
        (word("case", language), case.id),
        (word("employee", language), named(office, case.employee)),
        (word("case_kind", language), word(f"case_kind_{case.kind.value}", language)),
        (word("case_first_day", language), show_date(case.first_day) if case.first_day else ""),
        (word("case_last", language), show_date(case.last) if case.last else ""),
    ]
    # What there is none of is said: an inspection must not take a gap for an oversight.
    lists = [
        ("evidence_meetings", _meetings(office, case, language)),
        ("timeline_deadlines", _deadlines(office, case, on)),
        ("sharing_title", (sharing_sentence(one, language) for one in sharing_lines(office, case))),
        ("evidence_documents", (_listed(row) for row in rows)),
    ]
    items = [(label, text) for label, text in facts if text]
    items += [(word(key, language), "\n".join(lines) or word("evidence_none", language)) for key, lines in lists]
    notes = [word("evidence_note", language)]
    if restricted:
        notes.append(word("evidence_restricted", language).format(count=restricted))
    document = PlainDocument(
        title=word("evidence_title_of", language).format(id=case.id),
        items=tuple(items),
        language=language.value,
        page=word("page_of_pages", language),
        notes=tuple(notes),
        footer=f"{office.settings.name}, {show_date(on)}",
    )
    return compile_plain(document, office.now())


def _listed(row: Row) -> str:
    return f"{show_date(row.dated or row.registered.date())} {row.title or row.form} ({row.return_id})"


def _meetings(office: Office, case: Case, language: Language) -> Iterator[str]:
    """Who was invited, and who came: as minutes say it, else as the invitation was told of."""
    filed = [one for one in filed_of(office, case.employee) if is_of(one, case)]
    for one in with_minutes(case, filed).meetings:
        invited, attended = _people(office, one)
        meeting = one.meeting
        told = (
            f"{word(f'meeting_{meeting.kind.value}', language)} {show_date(meeting.on)}, "
            f"{word(f'meeting_{meeting.state.value}', language)}"
        )
        parts = [told]
        for key, whom in (("evidence_invited", invited), ("evidence_attended", attended)):
            named_roles = ", ".join(_role(id, language) for id in whom)
            if named_roles:
                parts.append(f"{word(key, language)}: {named_roles}")
        if one.minutes:
            parts.append(one.minutes)
        yield ". ".join(parts)


def _people(office: Office, one: Arranged) -> tuple[tuple[str, ...], tuple[str, ...]]:
    with office.catalog() as catalog:
        row = catalog.get(one.minutes) if one.minutes else None
        record = record_of(catalog, row) if row else None
    invited = tuple(sorted(chosen_in(record, ids.INVITED))) or one.meeting.invited
    return invited, tuple(sorted(chosen_in(record, ids.ATTENDED)))


def _role(id: str, language: Language) -> str:
    return word(f"invitee_{id}", language) if has_word(f"invitee_{id}") else id


def _deadlines(office: Office, case: Case, on: date) -> Iterator[str]:
    """What somebody here had to do, and when it was done."""
    owed = [one for one in owed_in_case(office, case, on) if one.binding and one.standing is not Standing.DUE]
    for duty in duties_of(office, owed):
        yield f"{show_date(duty.owed.due)} {duty.what}: {standing_text(duty.owed, office.settings.language)}"


def _zipped(files: dict[str, bytes]) -> bytes:
    """The checksums come last and cover all the rest; the time of every entry is the same, so that a second file of the
    same case differs in nothing that does not differ."""
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (*sorted(files.items()), ("SHA256SUMS", sums.encode())):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return out.getvalue()
