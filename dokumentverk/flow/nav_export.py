"""A filed plan as Nav's follow-up plan API wants it, with what the case and the register know beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.ids import RETURN_ID
from dokumentverk.archive.index import Row
from dokumentverk.durable import replace_file
from dokumentverk.errors import ArchiveDamaged, UsageFault
from dokumentverk.exchange.nav import Around, Exported, follow_up_plan, payload_json
from dokumentverk.flow.filed_records import record_of
from dokumentverk.flow.filed_returns import kind_of
from dokumentverk.flow.office import Office
from dokumentverk.followup.joining import covering
from dokumentverk.model.case import Case
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.obligation import DocumentKind

SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class NavExport:
    """``definition`` is the plan's own, for the labels of findings."""

    exported: Exported
    definition: FormDefinition | None

    @property
    def text(self) -> str | None:
        """The payload as JSON; None where there is none."""
        plan = self.exported.plan
        return json.dumps(payload_json(plan), ensure_ascii=False, indent=1) + "\n" if plan else None


def export_nav(office: Office, return_id: str) -> NavExport:
    """Raises UsageFault for what is not a filed plan, ArchiveDamaged when it cannot be read."""
    with office.catalog() as catalog:
        row = _filed_plan(office, catalog, return_id)
        record = record_of(catalog, row)
        laid = catalog.cases_of(row.return_id)
    if record is None:
        raise ArchiveDamaged("ARCHIVE_RECORD_UNREADABLE")
    employee = office.people.get(row.employee)
    case, settings = _case(office, row, laid), office.settings.nav
    today = office.now().date()
    around = Around(
        number=employee.fodselsnummer if employee else None,
        planned=row.dated,
        fastlege=case.sykmelder.fastlege if case and case.sykmelder else None,
        digital=case is not None and _is_digital(case, today),
        system=settings.system,
        email=settings.email,
    )
    return NavExport(follow_up_plan(record, around), office.definition_for(record.form, row.issue))


def _filed_plan(office: Office, catalog: Catalog, text: str) -> Row:
    """Of a correction the return that it corrects."""
    wanted = text.strip().upper()
    row = catalog.get(wanted) if RETURN_ID.fullmatch(wanted) else None
    if row is not None and row.corrects is not None:
        row = catalog.get(row.corrects)
    if row is None or row.destroyed:
        raise UsageFault("ARCHIVE_RETURN_UNKNOWN", id=text[:40])
    if kind_of(office, row.form) is not DocumentKind.PLAN:
        raise UsageFault("EXPORT_NOT_A_PLAN", id=row.return_id)
    return row


def _case(office: Office, row: Row, laid: tuple[str, ...]) -> Case | None:
    own = office.cases.of_employee(row.employee or "")
    mine = next((one for one in own if one.id in laid), None)
    return mine or covering(own, row.dated or row.registered.date())


def _is_digital(case: Case, today: date) -> bool:
    return any(one.digital is True and one.first <= today <= one.last for one in case.sick_notes)


def write_payload(export: NavExport, target: Path) -> None:
    """Complete or not at all, for its owner only. Raises UsageFault for another ending, a file that is there, or one
    that cannot be written."""
    if target.suffix.lower() != SUFFIX:
        raise UsageFault("OUT_SUFFIX_WRONG", path=str(target), suffix=SUFFIX)
    if target.exists():
        raise UsageFault("FILE_EXISTS", path=str(target))
    assert export.text is not None
    try:
        replace_file(target, export.text.encode())
    except OSError:
        raise UsageFault("OUT_UNUSABLE", path=str(target)) from None
