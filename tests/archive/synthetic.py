"""People, forms and returns that nobody ever had: what the archive's tests file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from dokumentverk.archive.ids import return_id
from dokumentverk.archive.lock import Writer
from dokumentverk.archive.plan import Filing
from dokumentverk.archive.store import Archive, Step
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.filing import Received
from dokumentverk.model.form import (
    ArchiveRule,
    Direction,
    Field,
    FieldKind,
    FormDefinition,
    Role,
    Section,
    Series,
)
from dokumentverk.model.language import Language, Texts
from dokumentverk.model.layout import Box
from dokumentverk.model.person import Employee
from dokumentverk.model.reading import Channel, FileKind, Identity, Intake, Method, Observation, SignatureKind, Source
from dokumentverk.model.record import Cell, Entry, Record, SignatureEntry, SignatureState, State
from dokumentverk.model.workplace import Settings

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "fodselsnummer.json"
FODSELSNUMMER = str(json.loads(VECTORS.read_text(encoding="utf-8"))["valid"][3]["number"])

NOW = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)
ARRIVED = datetime(2026, 11, 3, 8, 15, tzinfo=UTC)
SETTINGS = Settings(name="Dønna kommune")
WRITER = Writer("arkivtjener", "kari")
ACTOR = "A23456789A"

ASE = Employee("1042", "Åse", "Sørbø-Ødegård", fodselsnummer=FODSELSNUMMER, personalmappe="P-77/1042")
KARI = Employee("7", "Kari", "Nordmann")
OTHER_KARI = Employee("70", "Kari", "Nordmann")

EGENMELDING = FormDefinition(
    id="egenmelding",
    version="1",
    title=Texts("Egenmelding", "Eigenmelding", "Self-certification"),
    archive=ArchiveRule(Series.EGENMELDING, Texts("Egenmelding", "Eigenmelding", "Self-certification")),
    document_date="signed_date",
    sections=(
        Section(
            "all",
            Texts("Fraværet"),
            (
                Field("first_day", FieldKind.DATE, Texts("Første fraværsdag"), required=True),
                Field("tasks", FieldKind.LONG_TEXT, Texts("Oppgaver")),
                Field("graded", FieldKind.YES_NO, Texts("Gradert")),
                Field("percent", FieldKind.PERCENT, Texts("Prosent")),
                Field(
                    "measures",
                    FieldKind.ROWS,
                    Texts("Tiltak"),
                    columns=(
                        Field("what", FieldKind.TEXT, Texts("Hva")),
                        Field("when", FieldKind.DATE, Texts("Når")),
                    ),
                ),
                Field("signed_date", FieldKind.DATE, Texts("Dato")),
                Field("signature", FieldKind.SIGNATURE, Texts("Underskrift"), role=Role.EMPLOYEE),
            ),
        ),
    ),
)
PLAN = replace(
    EGENMELDING,
    id="oppfolgingsplan",
    title=Texts("Oppfølgingsplan"),
    archive=ArchiveRule(Series.PERSONALMAPPE, Texts("Oppfølgingsplan"), sent=Direction.OUTGOING),
)
EVALUATION = replace(
    EGENMELDING,
    id="evaluering-innspill",
    title=Texts("Evaluering"),
    anonymous=True,
    archive=ArchiveRule(
        Series.ADMINISTRATIVE,
        Texts("Evaluering av sykefraværsoppfølging"),
        returned=Direction.INTERNAL,
        shield_title=False,
    ),
)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def intake(content: bytes, name: str = "skjema.pdf", kind: FileKind = FileKind.PDF) -> Intake:
    return Intake(name, digest(content), len(content), kind, Channel.INBOX, ARRIVED)


def record(
    definition: FormDefinition,
    document: str,
    issue: str | None,
    *,
    dated: date | None = date(2026, 11, 2),
    tasks: str = "Kan svare på e-post hjemmefra",
) -> Record:
    box = Box(1, 56.7, 120.25, 300.0, 138.5)
    seen = Source(document, Method.ACROFORM, 1, box)
    row = ((("what", "Hev-/senkebord"), ("when", date(2026, 12, 1))),)
    return Record(
        form=definition.id,
        version=definition.version,
        language=Language.NB,
        issue=issue,
        entries=(
            Entry("first_day", date(2026, 10, 29), State.FILLED, "29.10.2026", 1.0, seen),
            Entry("tasks", tasks, State.FILLED, tasks, 1.0, seen),
            Entry("graded", True, State.FILLED, "yes", 1.0, seen),
            Entry("percent", Decimal("37.5"), State.FILLED, "37,5 %", 0.93, seen),
            Entry(
                "measures",
                row,
                State.FILLED,
                cells=(
                    Cell(0, "what", "Hev-/senkebord", State.FILLED, "Hev-/senkebord", 1.0, seen),
                    Cell(0, "when", date(2026, 12, 1), State.FILLED, "1.12.2026", 1.0, seen),
                ),
            ),
            Entry("signed_date", dated, State.FILLED if dated else State.EMPTY, source=seen),
        ),
        signatures=(
            SignatureEntry(
                "signature", Role.EMPLOYEE, SignatureState.PRESENT, SignatureKind.TYPED, "Åse", ARRIVED, seen
            ),
        ),
        observations=(Observation("first_day", "29.10.2026", 1.0, seen),),
    )


def filing(
    folder: Path,
    content: bytes = b"%PDF-1.7 synthetic",
    *,
    definition: FormDefinition = PLAN,
    employee: Employee | None = ASE,
    issue: str | None = "7KXM-4RTA-9CDEF",
    dated: date | None = date(2026, 11, 2),
    absences: tuple[Absence, ...] = (),
    tasks: str = "Kan svare på e-post hjemmefra",
) -> Filing:
    """A return whose bytes lie in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    one = intake(content)
    path = folder / f"{one.digest[:12]}.pdf"
    path.write_bytes(content)
    received = Received(
        intakes=(one,),
        return_id=return_id((one.digest,)),
        identity=Identity(number=issue, form=definition.id, version=definition.version, language=Language.NB),
        pages=1,
        record=record(definition, one.digest, issue, dated=dated, tasks=tasks),
        employee=employee.number if employee else None,
        findings=(),
    )
    return Filing(
        received=received,
        originals=(path,),
        definition=definition,
        employee=employee,
        responsible="Ola Leder",
        absences=absences,
    )


def absence(first: date, last: date | None) -> Absence:
    return Absence(AbsenceKind.EGENMELDING, first, last, Decimal(100), None)


def open_archive(
    base: Path,
    *,
    clock: Callable[[], datetime] = lambda: NOW,
    settings: Settings = SETTINGS,
    on_step: Callable[[Step], None] = lambda _: None,
) -> Archive:
    """The archive of a workplace in ``base``."""
    return Archive(base / "arkiv", base / "system", settings, clock=clock, actor=ACTOR, writer=WRITER, on_step=on_step)


def ticking(start: datetime = NOW, step: timedelta = timedelta(seconds=1)) -> Callable[[], datetime]:
    """A clock that goes on by itself."""
    moments = iter(start + number * step for number in range(1_000_000))
    return lambda: next(moments)


def tree_of(root: Path) -> dict[str, bytes]:
    """Every file below, with its bytes, but for who holds the lock."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".writer.")
    }
