"""Forms that were made elsewhere: registered from their PDF, and known again when they come back.

``forms/ID.toml`` is the definition, ``forms/ID.pdf`` the blank that it names by its digest. The blank is a stranger's:
its fields are read in a worker each time, and kept with the definition for good when the first return is filed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dokumentverk.define import parse_definition
from dokumentverk.define import vocabulary as words
from dokumentverk.define.foreign import draft_of, id_of
from dokumentverk.define.foreign_layout import aliases_of, foreign_layout
from dokumentverk.durable import create_file, make_folder, sync_folder
from dokumentverk.engines.foreign_form import ForeignForm, survey_form
from dokumentverk.engines.pdf_read_form import Refused
from dokumentverk.engines.worker import Lost
from dokumentverk.errors import ArchiveDamaged, ConfigurationError, DefinitionError, Encrypted, Unreadable, UsageFault
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.layout import WidgetKind
from dokumentverk.read.known import Foreign, Known

if TYPE_CHECKING:
    from dokumentverk.flow.office import Office


@dataclass(frozen=True, slots=True)
class Imported:
    """``path`` is the definition's. ``notes`` are what a person should look over."""

    definition: FormDefinition
    path: Path
    notes: tuple[Finding, ...]


def import_form(office: Office, path: Path, *, id: str | None = None, title: str | None = None) -> Imported:
    """Register a PDF form: write a definition to look over, and its blank beside it.

    Raises Encrypted, Unreadable (no form in it, an XFA form alone, broken) and UsageFault (one of our own documents,
    registered before, an id that is taken or cannot be one).
    """
    content = _content(path)
    digest = hashlib.sha256(content).hexdigest()
    before = next((one.id for one in office.sound_forms.values() if one.blank == digest), None)
    if before is not None:
        raise UsageFault("FOREIGN_KNOWN_BEFORE", file=path.name, form=before)
    form = _survey(office, path, path.name)
    if form.number is not None:
        raise UsageFault("FOREIGN_IS_OURS", file=path.name, number=form.number)
    if all(one.kind is WidgetKind.SIGNATURE for one in form.widgets):
        raise Unreadable("FOREIGN_XFA_ONLY" if form.xfa and not form.widgets else "FOREIGN_NO_FIELDS", file=path.name)
    chosen = _id(office, id or id_of(path.stem).replace("_", "-"))
    name = " ".join((title or form.title or path.stem.replace("_", " ")).split())
    draft = draft_of(form, chosen, name, digest)
    folder = office.workplace.forms
    target = folder / f"{chosen}.toml"
    definition = parse_definition(draft.toml, target.name)
    try:
        make_folder(folder)
        create_file(folder / f"{chosen}.pdf", content)
        create_file(target, draft.toml.encode())
        sync_folder(folder)
    except OSError:
        raise ConfigurationError("FOREIGN_NOT_WRITTEN", file=target.name) from None
    return Imported(definition, target, draft.notes)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UsageFault("FILE_NOT_FOUND", path=str(path)) from None


def _survey(office: Office, path: Path, name: str) -> ForeignForm:
    form = office.reader.workers.call(survey_form, str(path), office.settings.reading)
    match form:
        case Refused(code="FILE_ENCRYPTED"):
            raise Encrypted("FOREIGN_ENCRYPTED", file=name)
        case Refused() | Lost():
            raise Unreadable("FOREIGN_UNREADABLE", file=name)
        case ForeignForm():
            return form


def _id(office: Office, id: str) -> str:
    if not words.FORM_ID.fullmatch(id) or len(id) > words.LONGEST_NAME:
        raise UsageFault("FORM_ID_WRONG", form=id[:60])
    folder = office.workplace.forms
    taken = id in office.sound_forms or any((folder / f"{id}{suffix}").exists() for suffix in (".toml", ".pdf"))
    if taken:
        raise UsageFault("FORM_ID_TAKEN", form=id)
    return id


def registered(office: Office) -> Foreign:
    """Those in use. One whose blank is gone or changed is known by name only."""
    found = [_known(office, one) for one in office.sound_forms.values() if one.blank is not None]
    return Foreign(tuple(found))


def foreign_as(foreign: Foreign, form: str) -> Foreign:
    """The same, where a person says that it is ``form``. Raises UsageFault for a form that is not registered."""
    said = replace(foreign, given=form)
    if said.known() is None:
        ids = ", ".join(sorted(one.definition.id for one in foreign.forms)) or "–"
        raise UsageFault("FORM_NOT_FOREIGN", form=form[:60], forms=ids)
    return said


def _known(office: Office, definition: FormDefinition) -> Known:
    assert definition.blank is not None
    without = Known(definition, None, None, aliases=aliases_of(definition))
    path = _blank(office, definition)
    if path is None:
        return without
    try:
        form = _survey(office, path, path.name)
    except (Encrypted, Unreadable):
        return without
    layout = foreign_layout(form, definition, definition.blank)
    return Known(definition, layout, None, path.read_bytes(), without.aliases)


def _blank(office: Office, definition: FormDefinition) -> Path | None:
    """Beside the definition, else as it was kept when the first return was filed."""
    assert definition.blank is not None
    for folder in office.form_folders:
        path = folder / f"{definition.id}.pdf"
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == definition.blank:
            return path
    try:
        content = office.layouts.blank(definition.blank) if office.has_workplace else None
    except ArchiveDamaged:
        content = None
    if content is None:
        return None
    path = office.work / f"blank-{definition.id}.pdf"
    path.write_bytes(content)
    return path


def check_blank(office: Office, definition: FormDefinition) -> None:
    """Raises DefinitionError when the blank of a definition is gone, or lacks a field that the definition names."""
    behind = _known(office, definition)
    if behind.layout is None:
        raise DefinitionError("FOREIGN_BLANK_GONE", file=f"{definition.id}.pdf", form=definition.id)
    there = {place.name for place in behind.layout.places}
    lacking = next((one.pdf for one in behind.aliases if one.name not in there), None)
    if lacking is not None:
        raise DefinitionError("FOREIGN_FIELD_GONE", file=f"{definition.id}.pdf", name=lacking)


def keep_for_good(office: Office, definition: FormDefinition) -> None:
    """What a return of a form made elsewhere was read by. Raises DefinitionError for a definition that changed without
    a new version since the first was filed."""
    behind = next((one for one in office.foreign.forms if one.definition is definition), None)
    if behind is not None and behind.layout is not None and behind.blank is not None:
        office.layouts.keep(behind.blank, behind.layout, definition)
